"""Words that set one thing above all others, and words that bound a figure. Data, and finding them. English only."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal, NamedTuple

from briefkit.text.phrases import Phrase
from briefkit.text.wordlists import by_first_word, longest_phrase, phrase_list, word_set

__all__ = ["Bound", "Superlative", "find_bounds", "find_superlatives", "synonyms_of"]


class Superlative(NamedTuple):
    """A superlative by its place; `word` is the word that it raises: "costly" of "most costly"."""

    start: int
    end: int
    word: str


class Bound(NamedTuple):
    """Words before a figure that say on which side of it the value lies."""

    start: int
    end: int
    side: Literal["above", "below"]


_NOT_SUPERLATIVE = word_set(
    """latest interest interests request protest west northwest southwest midwest test tests guest forest
    contest arrest suggest invest honest dishonest modest harvest quest rest digest manifest conquest behest crest
    chest nest pest vest priest zest jest lest attest detest divest infest ingest molest protests unrest
    inquest bequest earnest tempest everest priest budapest bucharest ernest"""
)
_FIRSTS = word_set("first last only record unprecedented sole foremost worst best top")
_TIMES = word_set("day week weekend month quarter summer winter spring autumn fall season year night time")
"""Words after which "last" and "first" set nothing above others: "last week"."""
_ADVERBS = frozenset(("most", "least"))
_NOT_RAISED = word_set("of the in recent likely at part people notably importantly")
_SYNONYMS = (
    word_set("largest biggest greatest highest most top leading main major maximum chief foremost"),
    word_set("smallest least lowest fewest minimum bottom"),
    word_set("best finest top greatest"),
    word_set("worst deadliest lowest poorest"),
    word_set("newest recent most last"),
    word_set("first debut initial inaugural maiden never earliest original opening unprecedented new"),
    word_set("only sole single just alone exclusively solely one"),
    word_set("last final ultimate end latest closing previous past bottom"),
    word_set("record all-time highest ever unprecedented most historic"),
    word_set("fastest quickest"),
    word_set("oldest eldest longest"),
    word_set("youngest newest"),
)
_ABOVE = phrase_list(
    "more than,over,above,at least,exceeding,upwards of,in excess of,no fewer than,no less than,greater than"
)
_BELOW = phrase_list(
    "less than,fewer than,under,below,at most,up to,no more than,not more than,nearly,almost,just under,just short of"
)


@lru_cache(maxsize=512)
def find_superlatives(phrase: Phrase) -> tuple[Superlative, ...]:
    """Return the superlatives of a sentence."""
    if phrase.language != "en":
        return ()
    found: list[Superlative] = []
    forms = phrase.forms
    for place, form in enumerate(forms):
        following = forms[place + 1] if place + 1 < len(forms) else ""
        if form in _ADVERBS and following and following not in _NOT_RAISED and not following[0].isdecimal():
            found.append(Superlative(place, place + 2, following))
        elif form in ("first", "last") and following in _TIMES | {"name"}:
            continue
        elif form in _FIRSTS or (len(form) > 4 and form.endswith("est") and form not in _NOT_SUPERLATIVE):
            found.append(Superlative(place, place + 1, form))
    return tuple(found)


def synonyms_of(word: str) -> frozenset[str]:
    """Return what says nearly the same as a superlative, itself included."""
    return frozenset((word,)).union(*(group for group in _SYNONYMS if word in group))


@lru_cache(maxsize=512)
def find_bounds(phrase: Phrase) -> tuple[Bound, ...]:
    """Return the words that bound a figure which stands right behind them."""
    found: list[Bound] = []
    for place in range(len(phrase.forms)):
        match = longest_phrase(phrase.forms, place, _bounds())
        following = phrase.forms[place + match[0] : place + match[0] + 1] if match else ()
        if match and following and following[0][0].isdecimal():
            found.append(Bound(place, place + match[0], match[1]))
    return tuple(found)


@cache
def _bounds() -> dict[str, dict[tuple[str, ...], Literal["above", "below"]]]:
    return by_first_word({**dict.fromkeys(_ABOVE, "above"), **dict.fromkeys(_BELOW, "below")})
