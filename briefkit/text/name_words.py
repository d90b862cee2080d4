"""Words that decide about names: particles, titles, words that open sentences, other names of one thing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from briefkit.text.stopwords import STOP_WORDS

__all__ = ["ABBREVIATIONS", "KINSHIP", "ORDINARY", "PARTICLES", "TITLES", "aliases", "openers"]

PARTICLES = frozenset(
    str.split(
        """
        of the de del della di da do dos das du des la le les van von der den ter ten zu zum zur al el bin
        ibn bint ben y e i och og & d l
        """
    )
)
"""Lower-case words that may stand inside a name."""

ABBREVIATIONS = frozenset(
    str.split(
        """
        mr mrs ms dr st prof gen sen rep gov lt col sgt capt cmdr maj rev hon jr sr inc ltd co corp no vs
        ft mt det insp sra dra mme mlle m
        """
    )
)
"""Words whose dot does not end a sentence."""

_ENGLISH_OPENERS = frozenset(
    str.split(
        """
        a an the this that these those it its he she they we i you his her their our my your there here
        and but or nor so yet if as at by for from in into of off on onto out over to under up upon with
        within without about above across after against along amid among around before behind below
        beneath beside besides between beyond despite down during except following given inside like near
        outside per since through throughout till toward towards until unlike via while when where whereas
        whether which who whom whose what why how because although though unless once both each either
        neither every all any some many most much more less few fewer several such no not none nothing
        nobody now then later today yesterday tomorrow tonight also additionally furthermore moreover
        however meanwhile instead still even just only rather thus therefore hence overall finally
        eventually initially recently currently previously earlier according based due regarding
        concerning including another other others one two three four five six seven eight nine ten eleven
        twelve first second third last next new old former police officials authorities experts
        researchers scientists investigators lawyers attorneys prosecutors witnesses residents people men
        women children victims families students critics supporters analysts sources reports report
        passage article summary text story dozens hundreds thousands millions nearly almost approximately
        roughly notably specifically reportedly allegedly apparently interestingly tragically sadly
        can could may might must shall should will would does did do is are was were has have had
        watch ask asks asked check expect look track see compare monitor note consider attribute keep buy
        sell hold make take get use follow await confirm verify read call send tell give say says said
        unfortunately fortunately ultimately subsequently afterward afterwards firstly secondly lastly
        """
    )
)


@cache
def openers(language: str | None) -> frozenset[str]:
    """Return the words that are capitalised only because they open a sentence or a headline."""
    small_words = STOP_WORDS.get(language or "en", frozenset())
    return small_words | _ENGLISH_OPENERS if language in (None, "en") else small_words


ORDINARY = frozenset(
    str.split(
        """
        president vice prime minister ministers secretary senator senators congressman congresswoman
        representative governor mayor king queen prince princess duke lord lady sir dame pope bishop
        archbishop cardinal reverend father sister brother mother uncle aunt judge justice sheriff officer
        detective sergeant lieutenant captain colonel general admiral commander corporal private inspector
        chief deputy director chairman chairwoman chair executive ceo cfo coo cto founder professor doctor
        mr mrs ms dr prof gen sen rep gov lt col sgt capt jr sr mister madam miss coach manager ambassador
        chancellor premier attorney commissioner county city town village state states district province
        region republic kingdom union nation national international federal university college school
        institute academy hospital church court supreme high house senate congress parliament assembly
        council committee commission board department ministry agency bureau office authority
        administration government army navy police force party democrat democrats democratic republican
        republicans conservative conservatives liberal liberals labour labor company corporation corp inc
        ltd limited plc llc group holdings bank fund foundation association society club team league cup
        championship games world war act bill law constitution amendment treaty agreement north south east
        west northern southern eastern western central northeast northwest southeast southwest coast
        hemisphere street road avenue river lake mountain mount island islands bay sea ocean airport
        station stadium arena park square center centre building bridge tower internet web app ai tv dna
        lgbt lgbtq ad bc ce bce pac pacs phd spring summer autumn fall winter christmas easter english
        spanish french german god bible christian christians muslim muslims jewish islam islamic earth
        moon mars sun day week month year new
        """
    )
)
"""Capitalised words that name a role or a sort of thing; one that the article lacks proves nothing."""

TITLES: Mapping[str, tuple[str, ...]] = {
    words.split()[0]: tuple(words.split())
    for words in """
president
vice
minister premier
secretary
senator sen
sen senator
governor gov
gov governor
mayor
king
queen
prince
princess
pope pontiff
archbishop
judge justice
sheriff
officer police cop
detective det
sergeant sgt
sgt sergeant
lieutenant lt
lt lieutenant
captain capt
capt captain
colonel col
col colonel
general gen
gen general
admiral
commander
chief head
director head
chairman chair chairwoman
chairwoman chair chairman
ceo executive
founder
professor prof
prof professor
doctor dr physician surgeon
dr doctor physician surgeon
coach
ambassador
chancellor
attorney lawyer prosecutor
lawyer attorney
prosecutor attorney
commissioner
spokesman spokeswoman spokesperson
spokeswoman spokesman spokesperson
spokesperson spokesman spokeswoman
congressman congresswoman rep representative
congresswoman congressman rep representative
lawmaker mp congressman senator
pilot captain copilot
priest reverend
pastor reverend
imam
""".strip().split("\n")
}
"""English titles and offices, each with the words that are as good."""

KINSHIP: Mapping[str, tuple[str, ...]] = {
    words.split()[0]: tuple(words.split())
    for words in """
wife wives husband married marriage spouse widow
husband wife married marriage spouse widow
widow widower wife husband
mother mom mum parent maternal
father dad parent paternal
parents mother father parent family mom dad
son sons child children boy
daughter daughters child children girl
brother brothers sibling siblings twin sister
sister sisters sibling siblings twin brother
uncle nephew niece
aunt nephew niece
cousin cousins
nephew uncle aunt
niece uncle aunt
grandmother grandparent grandson granddaughter grandma
grandfather grandparent grandson granddaughter grandpa
fiancee fiance fiancé fiancée engaged
fiance fiancee fiancé fiancée engaged
girlfriend girlfriends dating partner
boyfriend boyfriends dating partner
twin twins
""".strip().split("\n")
}
"""English words for relatives, each with the words by which an article may speak of one."""

_GROUPS = """
us|u s|u.s|usa|u.s.a|united states|united states of america|america|american|americans
us|usa|états-unis|etats-unis|vereinigte staaten|estados unidos|eeuu|united states
uk|u k|u.k|united kingdom|britain|great britain|british|briton|britons|england|english
uk|royaume-uni|großbritannien|reino unido
eu|european union|e.u|union européenne|europäische union|unión europea|ue
un|united nations|u.n|onu|nations unies|vereinte nationen|naciones unidas
isis|isil|is|islamic state|daesh|levant
who|world health organization|world health organisation|oms
nhs|national health service
fbi|federal bureau of investigation
fed|federal reserve|fomc|federal open market committee
ecb|european central bank|bce|ezb
dprk|north korea|north korean|north koreans
prc|china|chinese
uae|united arab emirates|emirati
drc|democratic republic of congo|congo|congolese
gop|republican party|republican|republicans
nyc|new york city|new york
la|los angeles
dc|d.c|washington
nypd|new york police department|new york city police
lapd|los angeles police department
faa|federal aviation administration
fda|food and drug administration
cdc|centers for disease control
epa|environmental protection agency
irs|internal revenue service
ntsb|national transportation safety board
tsa|transportation security administration
nasa|national aeronautics and space administration
nato|otan|north atlantic treaty organization
man utd|manchester united|man united
man city|manchester city
psg|paris saint-germain
brexit|british exit
facebook|meta
kyiv|kiev
burma|myanmar|burmese
holland|netherlands|dutch
turkey|türkiye|turkish|turk|turks
ivory coast|côte d'ivoire|ivorian
czech republic|czechia|czech|czechs
afghanistan|afghan|afghans
albania|albanian|albanians
algeria|algerian|algerians
argentina|argentine|argentinian|argentines
armenia|armenian|armenians
australia|australian|australians|aussie
austria|austrian|austrians
bangladesh|bangladeshi|bangladeshis
belgium|belgian|belgians
brazil|brazilian|brazilians
bulgaria|bulgarian|bulgarians
cambodia|cambodian|cambodians
canada|canadian|canadians
chile|chilean|chileans
colombia|colombian|colombians
croatia|croatian|croatians
cuba|cuban|cubans
cyprus|cypriot|cypriots
denmark|danish|dane|danes
egypt|egyptian|egyptians
ethiopia|ethiopian|ethiopians
finland|finnish|finn|finns
france|french|frenchman
georgia|georgian|georgians
germany|german|germans
ghana|ghanaian|ghanaians
greece|greek|greeks
hungary|hungarian|hungarians
iceland|icelandic
india|indian|indians
indonesia|indonesian|indonesians
iran|iranian|iranians
iraq|iraqi|iraqis
ireland|irish
israel|israeli|israelis
italy|italian|italians
japan|japanese
jordan|jordanian|jordanians
kenya|kenyan|kenyans
korea|korean|koreans
kuwait|kuwaiti
lebanon|lebanese
libya|libyan|libyans
malaysia|malaysian|malaysians
mexico|mexican|mexicans
morocco|moroccan|moroccans
nepal|nepalese|nepali
new zealand|new zealander|kiwi
nigeria|nigerian|nigerians
norway|norwegian|norwegians
pakistan|pakistani|pakistanis
palestine|palestinian|palestinians
peru|peruvian|peruvians
philippines|filipino|filipinos|philippine
poland|polish|pole|poles
portugal|portuguese
qatar|qatari
romania|romanian|romanians
russia|russian|russians
saudi arabia|saudi|saudis
scotland|scottish|scot|scots
serbia|serbian|serbs|serb
somalia|somali|somalis
south africa|south african|south africans
spain|spanish|spaniard|spaniards
sudan|sudanese
sweden|swedish|swede|swedes
switzerland|swiss
syria|syrian|syrians
taiwan|taiwanese
thailand|thai|thais
tunisia|tunisian|tunisians
uganda|ugandan|ugandans
ukraine|ukrainian|ukrainians
venezuela|venezuelan|venezuelans
vietnam|vietnamese
wales|welsh
yemen|yemeni|yemenis
zimbabwe|zimbabwean
africa|african|africans
asia|asian|asians
europe|european|europeans
"""


@cache
def aliases() -> dict[str, frozenset[str]]:
    """Return the other names of a name, in lower case: countries with peoples, agencies with initials."""
    table: dict[str, frozenset[str]] = {}
    for line in _GROUPS.split("\n"):
        group = frozenset(filter(None, line.split("|")))
        for name in group:
            table[name] = table.get(name, frozenset()) | group
    return table
