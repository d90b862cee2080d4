"""Find the sentences that a claim most likely rests on. It suggests evidence; it never approves any."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from briefkit.text.sentences import Sentence
from briefkit.text.words import content_words

__all__ = ["Index", "Match"]

_NUMBER_WEIGHT = 2.0
"""A number tells sentences apart better than a word of the same rarity."""


class Match(NamedTuple):
    """A sentence by its number, how well it fits, and the share of the claim's content words it has."""

    number: int
    score: float
    support: float


class Index:
    """The content words of an article's sentences, built once and asked many times."""

    def __init__(self, text: str, sentences: Iterable[Sentence], language: str | None) -> None:
        self.text = text
        self.sentences = {sentence.number: sentence for sentence in sentences}
        self.language = language
        self._words: dict[int, Counter[str]] = {}
        self._holders: dict[str, list[int]] = {}
        for sentence in sentences:
            words = Counter(content_words(text[sentence.start : sentence.end], language))
            self._words[sentence.number] = words
            for word in words:
                self._holders.setdefault(word, []).append(sentence.number)

    def best(self, claim: str, count: int = 3) -> list[Match]:
        """Return the sentences that share most with a claim, best first; none that share nothing."""
        words = set(content_words(claim, self.language))
        weights = {word: self._weight(word) for word in words}
        whole = sum(weights.values())
        gains: dict[int, float] = {}
        for word, weight in weights.items():
            for number in self._holders.get(word, ()):
                gains[number] = gains.get(number, 0.0) + weight
        scores = {number: self._score(number, gain, whole) for number, gain in gains.items()}
        ranked = sorted(scores, key=lambda number: (-scores[number], number))[:count]
        return [Match(number, scores[number], self._share(words, [number])) for number in ranked]

    def support(self, claim: str, numbers: Iterable[int]) -> float:
        """Return the share of a claim's content words that these sentences have; 0 where it has none."""
        return self._share(set(content_words(claim, self.language)), numbers)

    def _weight(self, word: str) -> float:
        rarity = math.log(1 + (len(self.sentences) + 0.5) / (len(self._holders.get(word, ())) + 0.5))
        return rarity * (_NUMBER_WEIGHT if word[0].isdecimal() else 1.0)

    def _score(self, number: int, gain: float, whole: float) -> float:
        """Return the covered share of the claim's weight, a little less for sentences that say much else."""
        return gain / whole * (1 - 0.05 * min(1.0, len(self._words[number]) / 60))

    def _share(self, words: set[str], numbers: Iterable[int]) -> float:
        held = {word for number in numbers for word in self._words.get(number, ())}
        return len(words & held) / len(words) if words else 0.0
