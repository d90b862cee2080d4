"""What figures count: the noun after a figure, and counts in vague words. English only; judges nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from briefkit.text.numbers import Number
from briefkit.text.sentences import Sentence
from briefkit.text.words import content_words, find_words

__all__ = ["Tally", "VagueCount", "counted_noun", "find_vague_counts"]

_NEAR = 60
"""Characters after a figure in which the noun is looked for."""
_CLAUSE = re.compile(r"[^,.;:()–—\"“”\n]*")
_NOUNS_OF_ARTICLE = 2
"""Words after a figure of an article of which one may be the noun: `five final players`."""
_SHORTEST = 3
"""Letters of a stem that may be a noun; `U.S.` is none."""


def counted_noun(text: str, number: Number) -> str | None:
    """Return the stem of the word directly after a bare count, None where it counts nothing that has a name."""
    words = _words_after(text, number)[:1]
    return words[0] if words and len(words[0]) >= _SHORTEST else None


def _words_after(text: str, number: Number) -> list[str]:
    """Return the stems of the words after a bare count; an empty one for a figure or a function word."""
    is_bare = number.unit is None and number.kind in ("number", "range") and not number.numbered
    is_score = number.start > 1 and text[number.start - 1] in "-–" and text[number.start - 2].isdecimal()
    clause = _CLAUSE.match(text, number.end, number.end + _NEAR) if is_bare and not is_score else None
    if clause is None or clause.group()[:1] == "-":
        return []
    stems = (content_words(word.text, "en") for word in find_words(clause.group())[:_NOUNS_OF_ARTICLE])
    return [stem[0] if stem and not stem[0][0].isdecimal() else "" for stem in stems]


class Tally:
    """By which figures a text counts each noun."""

    def __init__(
        self,
        text: str,
        numbers: Sequence[Number],
        sentences: Sequence[Sentence],
        words: Sequence[frozenset[str]],
    ) -> None:
        starts = [sentence.start for sentence in sentences]
        self._by_noun: dict[str, list[Number]] = {}
        self._beside: list[tuple[Number, frozenset[str]]] = []
        for number in numbers:
            place = bisect_right(starts, number.start) - 1
            if place >= 0:
                self._beside.append((number, words[place]))
            for stem in _words_after(text, number):
                if stem:
                    self._by_noun.setdefault(stem, []).append(number)

    def counts(self, noun: str) -> list[Number]:
        """Return the figures that stand directly before a noun, or one word before it."""
        return self._by_noun.get(noun, [])

    def beside(self, noun: str) -> list[Number]:
        """Return the figures of sentences that have a noun anywhere."""
        return [number for number, words in self._beside if noun in words]


class VagueCount(NamedTuple):
    """A count in a word, such as `thousands`, with the bounds between which it is true."""

    start: int
    end: int
    text: str
    low: Decimal
    high: Decimal


_BOUNDS = {
    "twice": (Decimal(2), Decimal(3)),
    "thousands": (Decimal(900), Decimal(10) ** 6),
    "millions": (Decimal(900) * 10**3, Decimal(10) ** 9),
    "billions": (Decimal(900) * 10**6, Decimal(10) ** 12),
}
"""Nine hundred are as good as thousands."""
_VAGUE = re.compile(
    r"\b(?:twice(?=\s(?:a|per|each|every)\s)"
    r"|(?:thousands|millions|billions)\b(?!(?:\s\w+){0,3}\s(?:around|across|throughout|all\sover)\sthe\s))",
    re.IGNORECASE,
)
"""Millions `around the world` are an idiom, and `twice` says how often only before a time."""


def find_vague_counts(text: str, language: str | None) -> list[VagueCount]:
    """Return the counts in vague words; hundreds and dozens, which are said of any crowd, are none."""
    found = _VAGUE.finditer(text) if language in (None, "en") else ()
    return [VagueCount(item.start(), item.end(), item[0], *_BOUNDS[item[0].casefold()]) for item in found]
