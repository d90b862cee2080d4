"""Words that tell whether a stop ends a sentence: abbreviations, words that open sentences. Data only."""

from __future__ import annotations

__all__ = [
    "ADDRESSING",
    "ADVERBIAL",
    "AFTER_CLOCK",
    "CAPITAL_ONLY",
    "CLOCKS",
    "GERMAN_MONTHS",
    "MAY_END",
    "NEVER_END",
    "OPENING_WORDS",
    "SAYING",
    "TITLES",
    "WITH_NUMBER",
]


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


NEVER_END = _words(
    "mr mrs ms mx dr drs prof profs sen sens rep reps gov govs gen lt col maj capt cpl sgt pvt cmdr adm",
    "rev revd hon messrs pres supt insp det asst m mm mme mmes mlle mlles mgr vve hr fr dipl ing bzw ggf",
    "sog bspw vgl ca evtl inkl exkl zzgl abzgl d.h z.b u.a i.d.r o.g sra sres srta dra dña dñ ud uds lic",
    "arq exc ee ff sr.a sig sigg dott avv on dhr mevr mw bijv cf viz vs v e.g i.e approx esp resp incl",
    "p.ex c.-à-d св им ул пл пр тов акад проф д-р т.е т.н т.к напр 氏 د أ م prov gest geb verh nr nrn",
)
"""Always followed by what they belong to, whatever it is."""

WITH_NUMBER = _words(
    "no nos n nr núm num art arts abs fig figs p pp s vol vols ch chap sec secs cl para paras pág págs",
    "cap tab abb ziff rn rz kap bd lit pt ex op jan feb mar apr jun jul aug sep sept oct nov dec okt dez",
    "mrz tel fax janv févr fév avr juil déc ene abr ago dic gen mag giu lug ott д с п ч ст ext rm apt sch",
    "reg regs lot route rte hwy cm № стр рис",
)
"""Abbreviations when a number follows; otherwise judged as any word."""

MAY_END = _words(
    "inc corp co cos ltd llc plc lp bros jr sr esq phd al mfg assn assoc dept univ inst ave blvd rd st",
    "ste mt ft est min max avg ed eds vol no jan feb mar apr jun jul aug sep sept oct nov dec mon tue",
    "tues wed thu thur thurs fri sat sun ala ariz ark calif colo conn del fla ga ill ind kan ky la md",
    "mass mich minn miss mo mont neb nev okla ore pa penn tenn tex vt va wash wis wyo mio mrd str tel usw",
    "usf jh jhdt hrsg gem kg okt dez etc ff av bd éd env avda depto aprox edo cía dist div fed gov't govt",
    "int'l intl nat'l natl г гг в вв тыс млн млрд руб долл др пр uu enz ecc pct cie ets sté ges ltda cia",
    "mrz hwy pkwy lieut",
)
"""End a sentence only where the next word can hardly be anything but the first of one."""

CAPITAL_ONLY = _words(
    "art no sat sun wed mass ill miss wash ore ind la co col gen max min est ed del pa ga inst ark mar",
    "mon fig ch cap al rep hon fed prov lit ex op pt lot reg int nat on tab det sen pres ing lic mo str",
    "m mm lp sec av st ste ft route div dist",
)
"""Abbreviations only with a capital, because the small word is a word of its own."""

CLOCKS = _words("a.m p.m am pm etc")
"""End a sentence before a capital, unless a time zone or a day follows."""

AFTER_CLOCK = _words(
    "eastern central mountain pacific local moscow gmt utc bst cet cest edt est cdt cst mdt mst pdt pst",
    "et ct pt mt monday tuesday wednesday thursday friday saturday sunday january february march april",
    "june july august september october november december",
)

GERMAN_MONTHS = _words(
    "januar jänner februar märz april mai juni juli august september oktober november dezember",
)

TITLES = _words("mr mrs ms dr sen rep gov gen st ee uu")
"""Abbreviations also where they stand in capitals before a name that does not."""

SAYING = "said|says|added|wrote|replied|answered|wondered|joked|sagte|dijo|concluded|continued|explained"
ADVERBIAL = (
    "in|on|at|during|after|before|as|when|while|to|with|him|her|them|me|us|reporters|earlier|later|yesterday"
)
ADDRESSING = (
    "asked|asks|told|exclaimed|shouted|cried|tweeted|fragte|rief|demande|demanda|lance|preguntó|exclamó"
)
"""After direct speech that ends in ! or ?, "Smith said in London" and "Smith asked" go on with its sentence,
while "Smith said the plan" opens one.
"""

OPENING_WORDS: dict[str, frozenset[str]] = {
    "en": _words(
        "the a an he she it they we i you this that these those there his her its their our my your in on",
        "at for from with as but and or so if when while after before since although though however",
        "meanwhile also now then not what who why how where which some many most more both each every all",
        "another according last earlier under during despite until because to by of such here still yet",
        "once only even it's he's she's they're we're i'm that's there's among between through without",
        "about over against asked instead thus therefore",
    ),
    "de": _words(
        "der die das den dem des ein eine einer einem einen er sie es wir ich ihr ihre sein seine in im",
        "am an auf für mit nach bei von vom zu zum zur aus über unter vor durch ohne gegen bis seit",
        "während wenn als da dann danach doch aber und oder auch so dabei damit dazu dieser diese dieses",
        "jetzt nun nur noch nicht kein keine alle viele wer was wie wo warum man zudem außerdem",
        "allerdings laut zwar denn ob obwohl weil bereits trotz hier dort insgesamt deshalb daher sondern",
        "ebenso darum",
    ),
    "fr": _words(
        "le la les un une des du de il elle ils elles on nous vous je ce cet cette ces c'est son sa ses",
        "leur leurs mais et ou donc or ni car en dans par pour sur avec sans sous selon après avant",
        "depuis pendant alors ainsi si quand comme au aux à cependant toutefois enfin puis qui que quel",
        "quelle plus aucun tous toutes",
    ),
    "es": _words(
        "el la los las un una unos unas él ella ellos ellas yo nosotros este esta estos estas ese esa su",
        "sus en de del con sin por para según desde hasta tras durante pero y e o si no cuando como",
        "aunque también además mientras entonces al a lo se hay sobre entre todo todos cada así",
    ),
    "ru": _words(
        "в на по с о из за к у от до для при это этот эта он она они мы я но а и как что не так также",
        "если когда после тогда теперь однако кроме",
    ),
    "it": _words(
        "il lo la i gli le un uno una di a da in con su per tra fra ma e o se non che chi quando come",
        "dopo prima secondo anche si questo questa questi queste nel nella del della al alla dal dalla è",
    ),
    "pt": _words(
        "o a os as um uma de do da dos das em no na nos nas com sem por para segundo desde até após",
        "durante mas e ou se não quando como embora também além enquanto então ao à ele ela eles elas",
        "isso este esta",
    ),
    "nl": _words(
        "de het een hij zij ze wij we ik er dit dat deze die in op aan voor met na bij van uit over onder",
        "door zonder tegen tot sinds terwijl als toen dan maar en of ook zo daarbij niet geen alle veel",
        "wie wat hoe waar",
    ),
}
"""Words that have a capital only where they open a sentence, by language."""
