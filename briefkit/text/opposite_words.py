"""Opposites of news English in general: a row has two sides, the words of one side say nearly the same. Data only.

Verbs, nouns and adjectives stand in their first form; the others as they are written.
"""

from __future__ import annotations

__all__ = ["ADJECTIVES", "NOUNS", "OTHERS", "PREFIXED", "VERBS"]

VERBS = """
rise climb increase grow gain jump surge soar rally : fall drop decline decrease sink shrink slump tumble
rise rebound recover advance surge soar jump : fall drop plunge plummet dip slide tumble slump
raise increase boost lift hike expand widen : lower cut reduce decrease trim slash shrink narrow lessen diminish curb
strengthen : weaken
improve enhance : worsen deteriorate
accelerate quicken : slow decelerate
double triple : halve
exceed surpass outperform beat top : miss underperform
maximise maximize : minimise minimize
win : lose
defeat beat : lose
gain : lose
buy purchase acquire : sell
import : export
lend : borrow
earn : spend
save : waste squander
save rescue : kill abandon
hire recruit employ appoint : fire sack dismiss
invest : divest
profit : lose
overvalue overestimate overstate : undervalue underestimate understate
appreciate : depreciate
approve accept endorse ratify : reject refuse veto decline
accept : refuse decline
agree : disagree
agree : refuse
allow permit let authorise authorize enable : ban prohibit forbid bar block prevent outlaw disallow
legalise legalize decriminalise decriminalize : outlaw criminalise criminalize ban
support back favour favor endorse champion : oppose resist
support back defend : attack criticise criticize condemn
praise applaud commend laud hail : criticise criticize condemn denounce slam blast
welcome : condemn reject
love like adore : hate dislike loathe detest
encourage urge : discourage deter dissuade
persuade : dissuade
confirm admit acknowledge affirm : deny refute
confirm : deny
claim : deny
prove verify : disprove refute debunk
reveal disclose expose publish : conceal hide withhold suppress
remember recall : forget
know : ignore
include : exclude omit
enter : exit leave
arrive : leave depart
come : go
join : leave quit
stay remain : leave depart go
stay remain : quit resign
accelerate : brake
start begin launch commence initiate open : end finish stop conclude cease terminate halt close
start launch : stop halt cancel
continue resume : stop halt cease suspend pause end
extend prolong lengthen : shorten cut curtail
open reopen : close shut
lock : unlock
lift ease relax loosen : tighten impose
impose introduce : lift remove repeal scrap abolish
introduce : withdraw scrap
enact adopt pass : repeal reject
adopt : abandon
keep retain preserve maintain : abandon drop scrap lose discard
keep retain hold : release
hold arrest detain capture jail imprison : release free
convict : acquit clear exonerate
charge accuse indict : clear acquit exonerate
sue : settle
plead : withdraw
win : forfeit
succeed : fail
pass : fail
attack : defend
attack invade : retreat withdraw
advance : retreat
deploy send : withdraw recall
occupy : vacate
evacuate : return
escape flee : surrender
build construct : demolish destroy
build create : destroy
create add : cut eliminate axe shed
add : remove subtract
insert : remove
attach connect : detach disconnect
join unite merge : split separate divide
unite unify : divide split
marry : divorce
appear emerge : disappear vanish
show : hide
find discover : lose
send : receive
give : take
give : receive
give donate : steal
push : pull
load : unload
board : disembark
land : leave
teach : learn
lead : follow
lead : trail
attract : repel
help aid assist : hinder hamper harm hurt obstruct
benefit help : harm hurt damage
protect : endanger threaten harm
heal cure : harm injure
survive live : die perish
kill : save
ask question : answer
answer respond : ignore
obey comply : defy disobey violate
follow observe respect : flout violate break breach ignore
trust believe : distrust doubt disbelieve
satisfy please delight : disappoint displease anger upset
calm soothe reassure : alarm unnerve
celebrate : mourn
laugh : cry
smile : frown
hope : fear despair
relax : worry
promise pledge vow : refuse
promote : demote
nominate : withdraw
elect : defeat oust
inaugurate install : oust remove topple
demand : waive
enforce : waive
escalate intensify : ease subside
deepen : ease
heat warm : cool chill
freeze : thaw melt
fill : empty drain
flood : drain
ascend : descend
upgrade : downgrade
overturn reverse quash : uphold affirm
uphold : overturn strike
simplify : complicate
clarify : obscure confuse
centralise centralize : decentralise decentralize
privatise privatize : nationalise nationalize
arm : disarm
enable activate : disable deactivate
qualify : disqualify
load : empty
inhale : exhale
wake : sleep
befriend : betray
collaborate cooperate : compete clash
deny : grant
grant award : deny revoke refuse
issue : revoke
hasten : delay postpone
speed : delay
underpay : overpay
subsidise subsidize : tax
attend : miss skip boycott
participate : boycott abstain
vote : abstain
"""
NOUNS = """
rise increase gain growth climb upturn boom surge : fall drop decline decrease loss downturn slump bust
profit surplus gain : loss deficit
win victory triumph : loss defeat
winner victor champion : loser
majority : minority
maximum : minimum
success : failure
advantage benefit strength : disadvantage drawback weakness
opportunity : threat
supporter backer proponent advocate ally : opponent critic detractor foe
friend ally : enemy foe rival
support backing approval : opposition disapproval
praise : criticism
approval acceptance : rejection refusal
agreement consensus : disagreement dispute
acquittal : conviction
innocence : guilt
arrival : departure
entry entrance : exit
start beginning opening launch : end finish closing closure
opening : closure
buyer purchaser : seller vendor
import : export
lender creditor : borrower debtor
employer : employee
landlord : tenant
owner : renter tenant
teacher : pupil student
doctor : patient
prosecutor : defendant
prosecution : defence defense
plaintiff : defendant
victim : perpetrator attacker assailant
attacker assailant : defender
survivor : fatality
hope optimism confidence : fear despair pessimism
optimist : pessimist
peace ceasefire truce : war fighting
war : peace
attack offensive : retreat
strengthening : weakening
improvement : deterioration
shortage scarcity : surplus glut abundance
demand : supply
income revenue : expense spending cost
asset : liability
inflation : deflation
expansion : contraction
lead : deficit
birth : death
life : death
health : illness
wealth : poverty
heat heatwave : cold
drought : flood
summer : winter
day : night
morning : evening night
north : south
east : west
ascent : descent
top peak height : bottom trough
front : back
beginning : end
insider : outsider
amateur : professional
urban : rural
adult : child
presence : absence
inclusion : exclusion
permission : prohibition ban
truth fact : lie falsehood
love : hatred hate
freedom liberty : captivity
release : arrest detention capture
hiring : layoff firing
promotion : relegation demotion
upgrade : downgrade
tightening : easing loosening
"""
ADJECTIVES = """
high : low
big large great huge : small little tiny
large : small
long : short
tall : short
wide broad : narrow
deep : shallow
strong : weak
hard tough : soft
hard : easy
heavy : light
thick : thin
fast quick swift rapid : slow
early : late
old : young
old : new
rich wealthy : poor
cheap : dear costly
hot warm : cold cool
dry : wet
full : empty
safe : dangerous unsafe risky
clean : dirty
quiet : loud noisy
calm : rough
near close : far distant
bright : dark dim
happy glad : sad unhappy
kind : cruel harsh
brave : cowardly
healthy well : sick ill unwell
rare : common frequent
rough : smooth
sharp : blunt
tight : loose
steep : gentle
few : many
"""
OTHERS = """
more : less fewer
most : least fewest
many : few
much : little
best : worst
better : worse
good : bad
well : badly poorly
majority : minority
maximum : minimum
up upward upwards : down downward downwards
upper : lower
above over : below under beneath
over : under
inside within : outside
inner : outer
in : out
into : from
on : off
forward forwards ahead : backward backwards behind
ahead : behind
before : after
previously earlier beforehand : later afterwards afterward subsequently
earlier sooner : later
early : late
first : last
former : latter
former previous : current present
previous : next following
past : future
always : never
often frequently regularly : rarely seldom infrequently
everyone everybody everything all : nobody none nothing
everywhere : nowhere
all : none
both : neither
either : neither
with : without
for : against
pro : anti
alive living : dead deceased
guilty : innocent
true : false untrue
right correct : wrong incorrect
positive : negative
optimistic hopeful upbeat bullish confident : pessimistic gloomy downbeat bearish
public : private
open : closed shut
legal lawful legitimate : illegal unlawful illegitimate
domestic : foreign international overseas
local : national global
internal : external
major : minor
senior : junior
male : female
men : women
man : woman
boy : girl
boys : girls
husband : wife
father : mother
brother : sister
son : daughter
single unmarried : married
leftist liberal progressive : rightist conservative
left : right
northern : southern
eastern : western
north : south
northward northwards : southward southwards
east : west
urban : rural
voluntary optional : mandatory compulsory obligatory required
temporary interim : permanent
partial : full complete total
partially partly : fully completely totally entirely
deliberate deliberately intentional intentionally : accidental accidentally unintentional unintentionally
planned : unplanned spontaneous
peaceful peacefully : violent violently
successful successfully : unsuccessful unsuccessfully
increasingly : decreasingly
rapidly quickly swiftly : slowly gradually
widely : narrowly
narrowly : comfortably easily
strongly : weakly mildly
sharply steeply : slightly modestly gently
significantly substantially : marginally slightly
easily : hardly
profitable : unprofitable lossmaking
expensive costly pricey : cheap inexpensive affordable
modern : ancient
ancient : modern
natural : artificial synthetic
simple : complex complicated
similar identical same alike : different dissimilar
stable steady : unstable volatile
flexible : rigid
visible : invisible hidden
present : absent
active : inactive dormant
sober : drunk
single : multiple
experienced : inexperienced novice
professional : amateur
democratic : authoritarian undemocratic
republican : democrat democratic
friendly : hostile unfriendly
polite : rude impolite
careful carefully cautious cautiously : careless carelessly reckless recklessly
transparent : opaque secretive
calm calmly : angry angrily
satisfied : dissatisfied unsatisfied
pleased happy delighted : displeased unhappy disappointed upset
famous : obscure unknown
certain sure : uncertain unsure
willing : unwilling reluctant
adequate sufficient enough : inadequate insufficient
perfect : imperfect flawed
fair fairly : unfair unfairly
authorised authorized : unauthorised unauthorized
employed : unemployed jobless
harmful : harmless
hurt injured harmed wounded : unhurt uninjured unharmed unscathed
damaged : undamaged intact
hopeful : hopeless
useful : useless
powerful : powerless
homeless : housed
careful : careless
usual common : unusual uncommon
resolved solved : unresolved unsolved
disputed contested : undisputed uncontested
precise : imprecise vague
honourable honorable : dishonourable dishonorable
organised organized : disorganised disorganized
essential : nonessential
profit : nonprofit
fiction : nonfiction
smoker : nonsmoker
"""
PREFIXED = {
    "in": """accessible accurate active adequately admissible advisable appropriate attentive capable coherent
    complete consistent convenient correct correctly curable decision decisive defensible dependent
    direct directly discreet edible effective effectively efficient eligible equality expensive fertile
    flexible formal frequent justice sane secure sensitive separable significant sincere soluble solvent
    stability sufficient sufficiently tangible tolerance tolerant valid variably visible vulnerable""",
    "un": """abated able acceptable affected announced armed attended available aware balanced beaten biased
    challenged changed charged checked clear comfortable compromising conditional confirmed conscious
    constitutional convinced convincing covered decided defeated defended delivered developed documented
    endorsed enthusiastic equal equipped ethical expected expectedly explained exploded familiar
    finished fit forced fortunate fortunately founded funded guarded harmed healthy helpful hindered
    identified important impressed infected inhabited inspected insured intended interested invited
    involved justified known lawfully licensed likely limited lucky manned marked named necessary
    noticed occupied official opposed paid planned pleasant popular precedented prepared productive
    protected proven punished qualified questioned ready realistic reasonable recognised recognized
    registered regulated related released reliable reported restricted safe satisfactory scheduled seen
    settled sold staffed stoppable substantiated successful supervised supported sustainable tested
    touched treated truthful usable usually vaccinated verified viable wanted welcome willingly wise
    workable worthy""",
    "dis": """abled advantage advantaged agree agreed agreement allow allowed appear appeared approval approve
    approved armed believe connect connected continue continued continuing engage honest honestly honor
    honour like loyal obedient obey please proportionate prove proved proven regard respect respectful
    satisfaction satisfied similar trust unity use""",
    "ir": """rational reconcilable refutable regular regularly relevant replaceable resistible responsible
    responsibly reversible""",
    "im": """balance mature moral movable partial patient penetrable personal plausible possible practical
    precise probable proper""",
    "il": """legally legible legitimate liberal literate logical""",
}
"""Words whose opposite is made by putting these letters before them."""
