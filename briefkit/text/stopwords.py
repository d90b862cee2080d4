"""Function words by language: what says nothing of the matter of a sentence. Data only."""

from __future__ import annotations

__all__ = ["STOP_WORDS"]


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


STOP_WORDS: dict[str, frozenset[str]] = {
    "en": _words(
        "a about above after again all also although am among an and another any are aren't as at be",
        "because been before being below between both but by can can't could couldn't did didn't do does",
        "doesn't doing don't down during each even few for from further had hadn't has hasn't have",
        "haven't having he her here hers him his how however i if in into is isn't it it's its itself",
        "just let's like may me might more most much must my no nor not now of off on once one only onto",
        "or other others our ours out over own per said same say says she should since so some such than",
        "that that's the their them then there there's these they they're this those though through thus",
        "to too under until up upon us very was wasn't we we're were weren't what when where whether",
        "which while who whom whose why will with within without won't would wouldn't you your yours yet",
        "according",
    ),
    "de": _words(
        "aber alle allem allen aller alles als also am an ander andere anderen anderer anderes auch auf",
        "aus bei beim bin bis bist da dabei damit dann das dass dazu dem den denn der des dessen deren",
        "die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines",
        "er es etwas euch für gegen haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre",
        "ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes jedoch kann kein keine keinem",
        "keinen keiner können könnte laut man mehr mit muss nach nicht noch nun nur ob oder ohne schon",
        "sehr sei sein seine seinem seinen seiner seit sich sie sind so soll sollen sondern sowie über um",
        "und uns unser unter vom von vor war waren was weil weiter welche wenn werden wer wie wieder will",
        "wir wird wo wurde wurden während zu zum zur zwar zwischen würde sagte",
    ),
    "fr": _words(
        "a à afin ai ainsi alors après au aucun aussi autre autres aux avait avant avec avoir ce cela",
        "celle celui ces cet cette ceux chez comme contre d dans de depuis des deux dont donc du elle",
        "elles en encore entre est et était été être eu fait il ils je jusque l la le les leur leurs lors",
        "lui là ma mais me même mes moins mon n ne ni nos notre nous on ont ou où par pas pendant peu",
        "peut plus pour qu quand que quel quelle qui s sa sans se selon sera ses si son sont sous sur ta",
        "tandis te toujours tous tout toute toutes très tu un une vers vos votre vous y c j m t dit déjà",
        "aujourd'hui",
    ),
    "es": _words(
        "a al algo algunos ante antes aquel aquella así aun aunque cada como con contra cual cuando de",
        "del desde donde dos durante e el él ella ellas ellos en entre era eran es esa ese eso esta está",
        "están estas este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi",
        "mientras muy nada ni no nos nosotros o otra otro otros para pero poco por porque que qué quien",
        "se según ser si sido sin sobre solo su sus también tan tanto te tiene tienen todo todos tras tu",
        "un una unas uno unos y ya yo dijo",
    ),
    "it": _words(
        "a ad ai al alla alle agli anche ancora che chi ci come con contro da dal dalla dalle dei del",
        "della delle degli di dopo dove e è ed era erano essere fra gli ha hanno i il in io l la le lei",
        "li lo loro lui ma mentre mi nei nel nella nelle non o per perché più prima quando quella quello",
        "questa questo sarà se secondo si sia sono stata stato su sua sue sui sul sulla suo suoi tra",
        "tutti tutto un una uno d c",
    ),
    "pt": _words(
        "a à ao aos as às até com como contra da das de depois do dos e é ela elas ele eles em entre era",
        "essa esse esta está este eu foi foram há isso já lhe mais mas na nas não nem no nos o os ou para",
        "pela pelas pelo pelos por porque quando que quem se segundo sem ser seu seus são sobre sua suas",
        "também tem um uma umas uns",
    ),
    "nl": _words(
        "aan al alle als bij daar dan dat de der deze die dit door een en er ze zij hij het heeft had",
        "hebben hem haar hun ik in is je kan maar me meer men met mijn naar niet nog nu of om onder ook",
        "op over te tegen tot uit van veel voor want waren was wat we werd wie wij worden wordt zal zich",
        "zijn zo zonder zou",
    ),
    "ru": _words(
        "а без был была были было быть в вам вас во вот все всё всех вы где да даже для до его ее её если",
        "есть еще ещё же за и из или им их к как ко когда кто ли между мы на над не него нее ни но о об",
        "он она они оно от по под после при с со так также такой там то того тоже только том у уже чем",
        "что чтобы эта эти это этого этой этом этот я сказал заявил",
    ),
    "ar": _words(
        "في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين أن إن كان كانت قد لقد لا ما لم لن هو هي هم",
        "كما بعد قبل بين أو ثم حيث عند كل أي غير حتى منذ خلال وقد وقال قال ال و أنه أنها إنه التى الى او",
        "ان بأن وأن",
    ),
}
