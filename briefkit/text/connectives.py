"""Words that say why or when: causes, and what comes before and after. Data, and finding them. English only."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal, NamedTuple

from briefkit.text.inflections import noun_forms, verb_forms
from briefkit.text.phrases import Phrase
from briefkit.text.wordlists import by_first_word, longest_phrase, phrase_list, word_set

__all__ = ["Connective", "find_causes", "find_times"]

Order = Literal["before", "after", "since", "until", "cause"]


class Connective(NamedTuple):
    """Connecting words, by their first place and the place after the last."""

    start: int
    end: int
    order: Order


_CAUSES = phrase_list(
    "because,due to,owing to,thanks to,as a result of,as a result,result of,caused by,led to,lead to,leads to,"
    "leading to,resulting in,resulted in,results in,resulting from,resulted from,driven by,stemming from,"
    "stemmed from,stems from,attributed to,blamed on,blamed for,responsible for,therefore,consequently,hence,"
    "thereby,on account of,in response to,brought about,gave rise to,give rise to,contributed to,contribute to,"
    "contributes to,contributing to,linked to,tied to,owes,so that,for this reason,the reason,reasons"
)
_CAUSAL_VERBS = word_set(
    "cause spark trigger prompt provoke fuel induce ignite spur force compel drive blame attribute"
)
_CAUSAL_NOUNS = word_set("cause reason consequence outcome result effect impact fallout")
_FIRM_CAUSES = phrase_list(
    "because,due to,owing to,thanks to,as a result of,caused by,led to,leading to,resulting in,resulted in,"
    "driven by,caused,causing,sparked,sparking,triggered,triggering,prompted,prompting,provoked,provoking,"
    "fuelled,fueled,blamed on,attributed to,on account of"
)
"""Those by which a line plainly says why."""
_TIMES: dict[Order, str] = {
    "before": "before,prior to,ahead of,previously,beforehand,earlier than,preceding,preceded,precede,precedes,until,"
    "leading up to,in the run-up to",
    "after": "after,following,followed by,afterwards,afterward,subsequently,once,upon,later than,in the wake of,"
    "in the aftermath of",
    "since": "since",
}  # fmt: skip


@lru_cache(maxsize=512)
def find_causes(phrase: Phrase, *, firm: bool = False) -> tuple[Connective, ...]:
    """Return the words that give a cause; `firm`: only those that plainly do."""
    return _find(phrase, _FIRM if firm else _all_causes())


@lru_cache(maxsize=512)
def find_times(phrase: Phrase) -> tuple[Connective, ...]:
    """Return the words that say what came before or after what."""
    return _find(phrase, _ORDERS)


def _find(phrase: Phrase, listed: _Listed) -> tuple[Connective, ...]:
    found: list[Connective] = []
    end = 0
    for place in range(len(phrase.forms)):
        match = longest_phrase(phrase.forms, place, listed)
        if match and place >= end and not phrase.is_compound(place):
            end = place + match[0]
            found.append(Connective(place, end, match[1]))
    return tuple(found)


_Listed = dict[str, dict[tuple[str, ...], Order]]
_FIRM: _Listed = by_first_word(dict.fromkeys(_FIRM_CAUSES, "cause"))
_ORDERS: _Listed = by_first_word(
    {phrase: order for order, listed in _TIMES.items() for phrase in phrase_list(listed)}
)


@cache
def _all_causes() -> _Listed:
    forms = list(_CAUSES)
    forms += [(form,) for verb in _CAUSAL_VERBS for form in verb_forms(verb)]
    forms += [(form,) for noun in _CAUSAL_NOUNS for form in noun_forms(noun)]
    return by_first_word(dict.fromkeys(forms, "cause"))
