"""How common words are in other texts, and how surprising it is that a text has one. Knows nothing of any article."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from briefkit.text.common_words import COMMON_WORDS, DOCUMENT_WORDS

__all__ = ["Background"]


@dataclass(frozen=True)
class Background:
    """The share of texts that have a word, for texts of `length` words; `rarest` for words that none has."""

    shares: Mapping[str, float]
    rarest: float
    length: float

    @classmethod
    def general(cls, language: str | None) -> Background | None:
        """Return how common words are in a language, None where briefkit has no table of it."""
        return _general(language)

    @classmethod
    def of(cls, texts: Sequence[Collection[str]]) -> Background:
        """Return how common words are in some texts, each given as the words that it has."""
        holders = Counter(word for words in texts for word in words)
        shares = {word: count / (len(texts) + 1) for word, count in holders.items()}
        length = sum(map(len, texts)) / max(1, len(texts))
        return cls(shares, rarest=0.5 / (len(texts) + 1), length=length)

    def share(self, word: str) -> float:
        """Return the share of texts that have a word."""
        return self.shares.get(word, self.rarest)

    def common(self, share: float) -> frozenset[str]:
        """Return the words, of those that are listed, that so great a share of texts has."""
        return frozenset(word for word, part in self.shares.items() if part >= share)

    def surprise(self, word: str, length: int) -> float:
        """Return how surprising it is that any text of so many words has a word, as its negative logarithm."""
        chance = 1 - (1 - self.share(word)) ** max(length / self.length, _SHORTEST)
        return -math.log(chance)


_SHORTEST = 0.25
"""Texts shorter than this part of the usual length are not taken for all the more surprising."""
_UNLISTED = 0.5
"""A word that the table does not list is taken to be this much as common as those of its last band."""


@cache
def _general(language: str | None) -> Background | None:
    bands = COMMON_WORDS.get(language or "")
    if bands is None:
        return None
    shares = {word: share for share, words in bands.items() for word in words}
    return Background(shares, rarest=min(bands) * _UNLISTED, length=DOCUMENT_WORDS)
