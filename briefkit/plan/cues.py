"""Words by which code tells what a sentence does: tension, plans, denials, what is withheld. Data only, by language.

Drawn up by reading the development articles of `benchmarks/stepwise.py`; a language without a table has no cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["CUES", "HEDGES", "LOW_HEADED", "NEGATIONS", "cue_words", "cues_of", "word_set"]


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of some lines."""
    return frozenset(_words(*lines))


def _any(*lines: str) -> str:
    """Join alternatives that were written on several lines."""
    return "|".join(lines)


# fmt: off
HEDGES: tuple[str, ...] = (
    "about", "roughly", "around", "nearly", "almost", "approximately", "at least", "at most",
    "more than", "less than", "fewer than", "as much as", "as many as", "up to", "over", "under",
    "may", "might", "could", "would", "should", "can", "likely", "unlikely", "possible", "possibly",
    "probably", "potential", "potentially", "alleged", "allegedly", "reportedly", "apparently",
    "suspected", "expected", "expects", "expect", "plans", "planned", "intends", "proposed",
    "proposes", "hopes", "aims", "seeks", "considering", "if", "unless", "until", "subject to",
    "believed", "estimated", "thought to", "near", "former", "only",
)
# fmt: on
"""English qualifiers that have to survive where what they qualify survives."""

NEGATIONS = word_set(
    "not no never nor neither none nobody nothing without cannot can't won't don't doesn't didn't isn't aren't wasn't ",
    "weren't hasn't haven't hadn't wouldn't couldn't shouldn't fails failed refused refuses declined denied ",
    "hardly barely against",
)
"""English words that turn a statement round."""


def _heads(*lines: str) -> str:
    return rf"(?:{_any(*lines)})\b"


LOW_HEADED: Mapping[str, str] = {
    "en": _heads(
        "he|she|they|it|this|these|those|that|his|her|their|its|but|and|so|such|both|however",
        "also|there|i|we|you|our|my|another|others|then|instead|as such|in addition|for example",
        "meanwhile|still|yet|moreover|furthermore|similarly|indeed|in fact|the former",
        "the latter|since then|yes|because|for instance",
    ),
    "fr": _heads(
        "en effet|plus récemment|ainsi|par ailleurs|de plus|en outre|enfin|toutefois|cependant",
        "il|elle|ils|elles|ce|cet|cette|ces|c'|cela|ceci|son|sa|ses|leur|leurs|mais|et|nous|je",
        "on",
    ),
    "de": _heads(
        "weitere|zudem|außerdem|ferner|so|darüber hinaus|jedoch|er|sie|es|dies|diese|dieser",
        "dieses|das|sein|seine|ihr|ihre|aber|und|wir|ich|damit|dabei|dadurch",
    ),
    "es": _heads(
        "además|desde entonces|el primero|el segundo|asimismo|sin embargo|por otra|él|ella",
        "ellos|ellas|este|esta|estos|estas|esto|eso|su|sus|pero|y|nosotros|también",
    ),
    "ja": r"(?:これ|それ|この|その|また|しかし|なお|さらに|同)",
    "ar": r"(?:وهو|وهي|كما|وأضاف|وأضافت|هذا|هذه|ذلك|وقال|وقد|لكن)",
}
"""How sentences begin that lean on the one before and cannot stand alone."""

CUES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "tension": _any(
            r"but|however|although|despite|risks?|warn(?:ed|s|ing)?|concerns?|concerned",
            r"critics?|criticis\w+|criticiz\w+|oppos\w+|objects|objected|objections?|dispute\w*|argued?|alleg\w+|unclear|doubts?",
            r"uncertain\w*|fail(?:ed|s|ure)?|loss(?:es)?|debt|cuts?|layoffs?|lay(?:ing)? off",
            r"shortage|delay\w*|threat\w*|problem|blame[ds]?|lack|cost|die[ds]?",
            r"deaths?|killed|injur\w+|danger\w*|hazard\w*|lawsuit|guilty|needs? approval",
            r"subject to|deficien\w+|unable|difficult\w*|challeng\w+|crisis|urged?|fear\w*",
            r"damage[ds]?|unsafe|recall\w*|elevated|pressure on|under pressure|at risk|sentence[ds]?",
            r"barriers?",
        ),
        "future": _any(
            r"will|plans?|planned|expects?|expected|"
            r"due (?:by|on|in|to (?:be|decide|rule|vote|open|begin|start|report))|scheduled|intends?|aims?|forecast\w*",
            r"upcoming",
            r"next (?:week|month|year|quarter|spring|summer|autumn|winter|step|round|decade)",
            r"by (?:the )?end of|proposed|pledged|until|deadline|continue to|is set to",
            r"are set to|should|tomorrow|later this",
            r"within (?:the )?(?:next|a few|\w+ (?:days|weeks|months))",
        ),
        "denial": _any(
            r"den(?:y|ies|ied)|reject(?:s|ed)?|disput(?:e|es|ed)|contest(?:s|ed)?",
            r"disagree[ds]?|oppos(?:e|es|ed)|objects?|objected|criticis(?:e|es|ed)",
            r"criticiz(?:e|es|ed)|countered|rebutted|defended|dismiss(?:es|ed)|insist(?:s|ed)",
            r"called (?:it|the \w+) (?:wrong|false|misleading)|pleaded not guilty",
            r"protest(?:s|ed)|condemn(?:s|ed)|voted against|argued|argues|complain(?:s|ed)",
        ),
        "declined": _any(
            r"declined (?:to|an)|refused to (?:comment|say|name)",
            r"would not (?:comment|say|give|name|rule|confirm)",
            r"did not (?:respond|reply|comment|return|disclose|say|give|name|specify|answer|identify)",
            r"(?:has|have|had) (?:not|yet to) (?:yet )?(?:been )?(?:disclos\w+|nam\w+|identif\w+|announc\w+|decid\w+|"
            r"releas\w+|publish\w+|confirm\w+|comment\w*|respond\w*|said|specif\w+|determin\w+|"
            r"reveal\w*|set)",
            r"no comment",
            r"(?:is|are|was|were|remains?) (?:still )?(?:unknown|unclear|not known|not clear|undisclosed|unnamed|"
            r"unconfirmed|uncertain)",
            r"(?:was|were) not (?:named|disclosed|identified|available for comment)",
            r"could not be reached|terms were not|conflicting (?:reports|accounts)",
            r"not yet (?:known|clear|decided)",
        ),
        "past": _any(
            r"previously|earlier (?:this|in|last)",
            r"last (?:year|month|week|decade|summer|spring|autumn|winter)|since",
            r"in (?:19|20)\d\d|years? ago|months? ago|had already|used to|founded",
            r"first (?:time|began)|history|originally|in the past",
        ),
        "anonymous": _any(
            r"people familiar|person familiar|sources? (?:said|told|close|familiar)",
            r"asked not to be named|anonymity|one of the people|unnamed",
            r"officials? who (?:asked|declined)|people with knowledge|insiders?",
        ),
        "decision": _any(
            r"approval|approve[ds]?|ruling|rule on|decide[ds]?|decision|vote[ds]?|hearing",
            r"verdict|sentenc\w+|trial|appeal|investigation|inquiry|review|consultation",
            r"referendum|legislation|bill|board|court|committee|agreement|guidelines",
        ),
    },
    "fr": {
        "tension": _any(
            r"mais|cependant|toutefois|malgré|pourtant|crainte\w*|craint|risque\w*|menac\w+",
            r"critiqu\w+|dénonc\w+|oppos\w+|contest\w+|inquiét\w+|pertes?|suppressions?",
            r"supprim\w+|licenci\w+|grève|baisse|dégrad\w+|rejet\w*|crise|fermeture",
        ),
        "future": _any(
            r"va|vont|devrait|devraient|prévoit|prévoient|prévue?s?|d'ici|prochaine?s?|sera",
            r"seront|envisage\w*|entrera|à partir de|pourrait|pourraient|compte",
        ),
        "denial": _any(
            r"dément\w*|nie|nient|rejett\w+|rejeté\w*|contest\w+|refus\w+|s'oppos\w+|dénonc\w+",
        ),
        "declined": _any(
            r"n'a pas (?:souhaité|voulu|précisé|commenté)|s'est refusé",
            r"pas encore (?:connu\w*|précis\w+)|refusé de commenter",
        ),
        "past": _any(
            r"auparavant|avait déjà|l'an dernier|l'année dernière|depuis|en (?:19|20)\d\d",
        ),
    },
    "de": {
        "tension": _any(
            r"aber|jedoch|allerdings|trotz|Risik\w+|Kritik\w*|kritisier\w+|warn\w+|Sorgen?",
            r"Verlust\w*|Streit\w*|ohne|Gefahr\w*|Problem\w*|Ausfall\w*|fehl\w+|gegen|Tod",
            r"verstorben",
        ),
        "future": _any(
            r"wird|werden|soll|sollen|plant|planen|voraussichtlich|künftig\w*|bis Ende",
            r"demnächst|nächste\w*|kommende\w*",
        ),
        "denial": _any(
            r"bestreit\w+|weist zurück|wies zurück|dementier\w+|widersprach|widerspricht",
            r"lehnt\w* ab",
        ),
        "declined": _any(
            r"wollte sich nicht|lehnte eine Stellungnahme|nicht bekannt|unklar|keine Angaben",
        ),
        "past": _any(
            r"zuvor|bereits|früher\w*|seit|im Jahr (?:19|20)\d\d|vor \w+ Jahren|damals",
        ),
    },
    "es": {
        "tension": _any(
            r"pero|sin embargo|aunque|riesgos?|crític\w+|critic\w+|preocup\w+|pérdidas?|muerte",
            r"contra|falta|problemas?|fallos?|falleci\w+|a pesar",
        ),
        "future": _any(
            r"será|serán|planea\w*|prevé|previst\w+|próxim\w+|va a|van a|permitirá\w*",
            r"estará\w*",
        ),
        "denial": _any(
            r"niega\w*|negó|rechaz\w+|desmint\w+|se opone\w*",
        ),
        "declined": _any(
            r"no (?:quiso|quisieron) (?:comentar|dar)|se desconoce",
            r"no se ha\w* (?:revelado|anunciado)",
        ),
        "past": _any(
            r"anteriormente|desde (?:19|20|hace)\w*|en (?:19|20)\d\d|hace \w+ años|el año pasado",
        ),
    },
    "ja": {
        "tension": _any(
            r"しかし|一方|ただし|懸念|批判|問題|恐れ|おそれ|リスク|損失|破綻|被害|不足|削減|赤字|反対",
        ),
        "future": _any(
            r"予定|見込み|見通し|方針|計画|今後|までに|要請|予測|する見",
        ),
        "denial": _any(
            r"否定|反論|反対",
        ),
        "declined": _any(
            r"明らかにしていない|コメントを控え|不明",
        ),
        "past": _any(
            r"昨年|前年|以前|これまで|から続",
        ),
    },
    "ar": {
        "tension": _any(
            r"لكن|غير أن|رغم|انتقد|مخاوف|خطر|أزمة|خسائر|تراجع|انخفاض|تسبب|وقف|ضرر|أضرار|قلق",
        ),
        "future": _any(
            r"سوف|المتوقع|المقرر|يعتزم|تعتزم|القادم|المقبل|ستكون|سيكون|ستقوم|سيتم",
        ),
        "denial": _any(
            r"نفى|نفت|رفض|رفضت|اعترض",
        ),
        "declined": _any(
            r"لم يعلق|رفض التعليق|لم يكشف|لم تكشف",
        ),
        "past": _any(
            r"سابقا|العام الماضي|منذ|في عام",
        ),
    },
}
"""Language to what a sentence does to the words that show it."""

_BARE = ("ja", "ar")


def _compiled() -> dict[str, dict[str, re.Pattern[str]]]:
    return {
        language: {
            cue: re.compile(words if language in _BARE else rf"\b(?:{words})\b", re.IGNORECASE)
            for cue, words in table.items()
        }
        for language, table in CUES.items()
    }


_PATTERNS = _compiled()


def cues_of(text: str, language: str | None) -> dict[str, int]:
    """Return how often each cue shows in a sentence, cues that do not show left out."""
    table = _PATTERNS.get(language or "", {})
    counts = {cue: len(pattern.findall(text)) for cue, pattern in table.items()}
    return {cue: count for cue, count in counts.items() if count}


def cue_words(text: str, language: str | None, cues: Iterable[str]) -> list[str]:
    """Return the first words by which each of some cues shows in a sentence."""
    table = _PATTERNS.get(language or "", {})
    found = [table[cue].search(text) for cue in cues if cue in table]
    return [match.group() for match in found if match is not None]
