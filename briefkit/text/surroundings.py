"""The words that stand beside a figure or a date, and at which places of an article the same words stand.

It compares what stands around, never the figures themselves: that two places are alike approves nothing.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from briefkit.text.sentences import Sentence
from briefkit.text.words import Word, content_of, content_words, find_words

__all__ = ["Fit", "Surroundings"]


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Fit(NamedTuple):
    """A place by its rank in the list given, and the share of what stands beside the claim's item it has too."""

    place: int
    share: float


_REACH = 3.0
"""Words after which a neighbour counts half (set on `planted_dev`; 1.5 and 6 did no better)."""
_MOST_WORDS = 24
"""Words on either side that are looked at; what stands farther off weighs next to nothing."""
_OTHER_CLAUSE = 0.6
"""What is left of the weight beyond a mark or word that ends a clause (set on `planted_dev`)."""
_CLAUSE_END = re.compile(r"[,;:()–—،、。]|--|\n")
_CLAUSE_WORDS = frozenset(str.split("and but while und aber et mais y pero و"))


class Surroundings:
    """The content words around places of a text, built once and asked for many claims."""

    def __init__(
        self, text: str, sentences: Iterable[Sentence], places: Sequence[_Placed], language: str | None
    ) -> None:
        self.language = language
        self._holders: dict[str, list[tuple[int, float]]] = {}
        self._count = len(places)
        for rank, company in _of_places(text, list(sentences), places, language):
            for word, weight in company.items():
                self._holders.setdefault(word, []).append((rank, weight))

    def fits(self, text: str, item: _Placed) -> list[Fit]:
        """Return the places beside which words of the claim's item stand, the most alike first."""
        company = _company(find_words(text), text, item.start, item.end, self.language)
        whole, shared = 0.0, dict[int, float]()
        for word, weight in company.items():
            holders = self._holders.get(word, ())
            rarity = math.log(1 + (self._count + 0.5) / (len(holders) + 0.5))
            whole += rarity * weight
            for rank, theirs in holders:
                shared[rank] = shared.get(rank, 0.0) + rarity * min(weight, theirs)
        ranked = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
        return [Fit(rank, part / whole) for rank, part in ranked]


def _of_places(
    text: str, sentences: list[Sentence], places: Sequence[_Placed], language: str | None
) -> Iterable[tuple[int, dict[str, float]]]:
    """Yield the rank of every place that lies in a sentence, with what stands around it."""
    order = sorted(range(len(places)), key=lambda rank: places[rank].start)
    remaining = iter(sentences)
    sentence, words, line = next(remaining, None), list[Word](), ""
    for rank in order:
        start, end = places[rank].start, places[rank].end
        while sentence is not None and sentence.end <= start:
            sentence, line = next(remaining, None), ""
        if sentence is None:
            return
        if not line:
            line = text[sentence.start : sentence.end]
            words = find_words(line)
        if sentence.start <= start:
            yield rank, _company(words, line, start - sentence.start, end - sentence.start, language)


def _company(words: list[Word], text: str, start: int, end: int, language: str | None) -> dict[str, float]:
    """Return the content words around a stretch of text, nearer ones weighing more; its own words are nearest."""
    inside = text[start:end]
    weights = dict.fromkeys(
        (word for word in content_words(inside, language) if not word[0].isdecimal()), 1.0
    )
    first = bisect_right(words, start, key=lambda word: word.end)
    last = bisect_left(words, end, key=lambda word: word.start)
    before = words[max(0, first - _MOST_WORDS) : first][::-1]
    for side, edge in ((before, start), (words[last : last + _MOST_WORDS], end)):
        factor = 1.0
        for distance, word in enumerate(side):
            gap = text[word.end : edge] if word.end <= edge else text[edge : word.start]
            if _CLAUSE_END.search(gap) or word.text.casefold() in _CLAUSE_WORDS:
                factor *= _OTHER_CLAUSE
            edge = word.start if word.end <= start else word.end
            for key in content_of(word.text, language):
                if not key[0].isdecimal():
                    weights[key] = max(weights.get(key, 0.0), factor * _REACH / (_REACH + distance))
    return weights
