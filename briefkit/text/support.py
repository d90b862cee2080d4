"""How far the words of a line are borne out by an article, and by which part of it.

It counts and never judges: a line whose every word is in the article may still say something else.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property

from briefkit.text.word_families import family, root

__all__ = ["LineWords", "WordMap"]

_CANDIDATES = 16
"""Sentences that are asked for a part of a line; further ones share next to nothing with it."""
_PLACES = 40
"""Places of a word that are looked at; a word that stands more often ties nothing to a place."""
_FIGURE = 1.5
"""A figure tells sentences apart better than a word of the same rarity."""
_FAR = 40
"""Words of distance from which two words have nothing to do with each other."""


class WordMap:
    """The words of an article by their compared form, with the sentences and places that have them."""

    def __init__(self, sentences: Iterable[Sequence[str]]) -> None:
        self.sentences = [tuple(map(root, words)) for words in sentences]
        self.sets = [frozenset(words) for words in self.sentences]
        self.run = [word for words in self.sentences for word in words]
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.run):
            self.places[word].append(place)
        self.holders: dict[str, list[int]] = defaultdict(list)
        for number, held in enumerate(self.sets):
            for word in held:
                self.holders[word].append(number)
        self.words = frozenset(self.holders)
        self.families = frozenset(map(family, self.words))
        self.pairs = frozenset(zip(self.run, self.run[1:], strict=False))
        self.triples = frozenset(zip(self.run, self.run[1:], self.run[2:], strict=False))
        self._around: dict[int, frozenset[str]] = {}

    def weight(self, word: str) -> float:
        """Return how much a word tells: the more, the fewer sentences have it."""
        rarity = math.log(1 + (len(self.sets) + 0.5) / (len(self.holders.get(word, ())) + 0.5))
        return rarity * (_FIGURE if word[0].isdecimal() else 1.0)

    def around(self, number: int) -> frozenset[str]:
        """Return the words of a sentence and of its neighbours; `number` is its place in `sets`."""
        if number not in self._around:
            self._around[number] = frozenset().union(*self.sets[max(0, number - 1) : number + 2])
        return self._around[number]

    def distance(self, one: str, other: str) -> int:
        """Return how many words lie between the nearest places of two words, at most 40."""
        others = self.places.get(other, ())
        nearest = _FAR
        for place in self.places.get(one, ())[:_PLACES]:
            after = bisect_left(others, place)
            for neighbour in others[max(0, after - 1) : after + 1]:
                nearest = min(nearest, abs(neighbour - place))
        return nearest


class LineWords:
    """The words of a line beside an article. `content`: the places of its content words."""

    def __init__(self, words: Sequence[str], content: Sequence[int], article: WordMap) -> None:
        self.article = article
        self.words = [root(word) for word in words]
        self.places = list(content)
        self.content = [self.words[place] for place in content]
        self.weights = {word: article.weight(word) for word in dict.fromkeys(self.content)}
        self.pairs = list(zip(self.words, self.words[1:], strict=False))
        self.triples = list(zip(self.words, self.words[1:], self.words[2:], strict=False))

    @cached_property
    def gains(self) -> dict[int, float]:
        """Return what each sentence of the article has of the line, by weight; none that has nothing."""
        gains: dict[int, float] = defaultdict(float)
        for word, weight in self.weights.items():
            for number in self.article.holders.get(word, ()):
                gains[number] += weight
        return gains

    @cached_property
    def ranked(self) -> list[int]:
        """Return the sentences that have most of the line, best first."""
        return sorted(self.gains, key=lambda number: (-self.gains[number], number))[:_CANDIDATES]

    @cached_property
    def near(self) -> frozenset[str]:
        """Return the words of the best sentence and of its neighbours."""
        return self.article.around(self.ranked[0]) if self.ranked else frozenset()

    def covered(self, held: Container[str], words: Iterable[str] | None = None) -> float:
        """Return the share of the content words, or of some of them, that is held, by weight; 1 of none."""
        asked = self.weights if words is None else dict.fromkeys(words)
        whole = sum(self.weights[word] for word in asked)
        return sum(self.weights[word] for word in asked if word in held) / whole if whole else 1.0

    def best_covered(self, words: Iterable[str], *, around: bool = False) -> float:
        """Return what any one sentence, or one with its neighbours, has of some of the content words."""
        asked = dict.fromkeys(words)
        whole = sum(self.weights[word] for word in asked)
        texts = (
            map(self.article.around, self.ranked) if around else (self.article.sets[n] for n in self.ranked)
        )
        best = max((sum(self.weights[word] for word in asked if word in held) for held in texts), default=0.0)
        return best / whole if whole else 1.0

    def windows(self, size: int) -> list[float]:
        """Return for each run of so many content words what one sentence has of it, in the line's order."""
        count = max(1, len(self.content) - size + 1)
        return [self.best_covered(self.content[start : start + size]) for start in range(count)]

    def copies(self) -> Iterator[int]:
        """Yield the lengths of the longest pieces of which the line could be put together, in order."""
        place = 0
        while place < len(self.words):
            known = self.article.places.get(self.words[place], ())[:_PLACES]
            length = max((self._shared(place, start) for start in known), default=1)
            yield length
            place += length

    def _shared(self, place: int, start: int) -> int:
        run, words, length = self.article.run, self.words, 0
        while (
            place + length < len(words)
            and start + length < len(run)
            and run[start + length] == words[place + length]
        ):
            length += 1
        return length

    def distances(self) -> list[int]:
        """Return how near each two neighbouring content words come to each other in the article."""
        neighbours = zip(self.content, self.content[1:], strict=False)
        return [self.article.distance(one, other) for one, other in neighbours if one != other]

    def longest_outside(self, held: Container[str]) -> int:
        """Return the length of the longest run of content words that are not held."""
        longest = current = 0
        for word in self.content:
            current = 0 if word in held else current + 1
            longest = max(longest, current)
        return longest

    def context(self, first: int, last: int) -> float:
        """Return what the surroundings of a word in the article have of its surroundings in the line.

        `first` and `last` are the places of the words in question; 1 where they have no surroundings.
        """
        inner = set(self.words[first : last + 1])
        beside = {
            self.words[place]
            for place in self.places
            if first - _BESIDE <= place <= last + _BESIDE and self.words[place] not in inner
        }
        holders = {number for word in inner for number in self.article.holders.get(word, ())[:_PLACES]}
        if not beside:
            return 1.0
        return max((self.covered(self.article.around(number), beside) for number in holders), default=0.0)


_BESIDE = 6
"""Words on either side that count as the surroundings of one."""
