"""Where a text has its names, and beside which words each of them stands. It compares and judges nothing."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from briefkit.text.name_words import ORDINARY, aliases
from briefkit.text.names import Name, inflected_head, plain_words
from briefkit.text.sentences import Sentence
from briefkit.text.stopwords import STOP_WORDS
from briefkit.text.words import Word, word_keys

__all__ = ["NameIndex", "telling_words", "words_around"]

_REACH = 10
"""Words on either side of a name that tell what is said of it."""
_SLACK = 3
"""Words by which the text may be wordier there than the line."""
_ASIDE = re.compile(r",\s[^,.;:!?\n]{3,120},\s")
"""What may stand between a name and what is said of it: `Orr, an engineer at Lund, said`."""
_FADING = 5.0
"""Words after which a neighbour counts a third."""


def telling_words(name: Name) -> frozenset[str]:
    """Return the words that make a name this one: no titles, no initials, unless it has nothing else."""
    return _telling(name.words)


@lru_cache(maxsize=16_384)
def _telling(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if word not in ORDINARY and len(word) > 1) or frozenset(words)


def words_around(
    words: Sequence[tuple[Word, str]], name: Name, language: str | None, *, reach: int = _REACH
) -> dict[str, float]:
    """Return the content words beside a name with how much each counts, the nearest most; its own are left out."""
    small_words = STOP_WORDS.get(language or "en", frozenset())
    starts = [word.start for word, _ in words]
    first, last = bisect_left(starts, name.start), bisect_left(starts, name.end)
    own = {key for _, key in words[first:last]}
    around: dict[str, float] = {}
    for place in range(max(0, first - reach), min(len(words), last + reach)):
        key = words[place][1]
        if first <= place < last or key in own or key in small_words:
            continue
        distance = first - place if place < first else place - last + 1
        around[key] = max(around.get(key, 0.0), math.exp((1 - distance) / _FADING))
    return around


class NameIndex:
    """The names of a text by their words, their sentences and their neighbours; built once, asked many times."""

    def __init__(
        self,
        text: str,
        names: Sequence[Name],
        sentences: Sequence[Sentence],
        words: Sequence[Sequence[tuple[Word, str]]],
        language: str | None,
    ) -> None:
        """Take names and words as found elsewhere; `words` are those of each sentence, with its own offsets."""
        self._language = language
        self.names = list(names)
        self.telling = [self._telling(name) for name in self.names]
        ends = [sentence.end for sentence in sentences]
        self._sentence_of = [bisect_right(ends, name.start) for name in self.names]
        self._forms: dict[str, frozenset[int]] = {}
        self._by_word = _by(self.telling)
        self._by_phrase = _by([" ".join(name.words), *_initials(name)] for name in self.names)
        self._small_words = STOP_WORDS.get(language or "en", frozenset())
        self._holders: dict[str, set[int]] = {}
        for place, sentence in enumerate(sentences):
            for word in plain_words(text[sentence.start : sentence.end]):
                self._holders.setdefault(inflected_head(word, language), set()).add(place)
        self._neighbours = self._find_neighbours(text, sentences, words)

    def _telling(self, name: Name) -> frozenset[str]:
        return frozenset(inflected_head(word, self._language) for word in telling_words(name))

    def _find_neighbours(
        self, text: str, sentences: Sequence[Sentence], words: Sequence[Sequence[tuple[Word, str]]]
    ) -> dict[str, list[int]]:
        """Return which names have a word beside them, by word; an aside after a name is stepped over too."""
        starts = [
            sentence.start + word.start
            for sentence, sentence_words in zip(sentences, words, strict=True)
            for word, _ in sentence_words
        ]
        keys = [key for sentence_words in words for _, key in sentence_words]
        neighbours: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            first, last = bisect_left(starts, name.start), bisect_left(starts, name.end)
            beside = {*keys[max(0, first - _REACH - _SLACK) : first], *keys[last : last + _REACH + _SLACK]}
            if (aside := _ASIDE.match(text, name.end)) is not None:
                after = bisect_left(starts, aside.end())
                beside.update(keys[after : after + _REACH + _SLACK])
            for key in beside - self._small_words:
                neighbours.setdefault(key, []).append(number)
        return neighbours

    def sentences_with(self, name: Name) -> set[int]:
        """Return the places of the sentences that have a telling word of a name, or another form of it."""
        found = {self._sentence_of[place] for place in self.forms_of(name)}
        for word in (*self._telling(name), *_initials(name)):
            found |= self._holders.get(word, set())
        return found

    def first_with(self, name: Name) -> int | None:
        """Return the place of the first sentence that has most of a name, None where none has any of it."""
        held = Counter(
            place
            for word in set(name.words)
            for place in self._holders.get(inflected_head(word, self._language), ())
        )
        return min(held, key=lambda place: (-held[place], place), default=None)

    def has_beside(self, place: int, word: str) -> bool:
        """Tell whether the name at a place in `names` has a word among its neighbours."""
        keys = {key for _, key in word_keys(word, self._language)}
        return any(place in self._neighbours.get(key, ()) for key in keys)

    def likeness(self, around: Mapping[str, float]) -> dict[int, float]:
        """Return for each name, by its place in `names`, the share of these neighbours that it has; rare ones count
        more, and names that have none are left out.
        """
        weights = {key: weight * self._rarity(key) for key, weight in around.items()}
        whole = sum(weights.values())
        shares: dict[int, float] = {}
        for key, weight in weights.items():
            for number in self._neighbours.get(key, ()):
                shares[number] = shares.get(number, 0.0) + weight / whole
        return shares

    def _rarity(self, key: str) -> float:
        return math.log(1 + (len(self.names) + 0.5) / (len(self._neighbours.get(key, ())) + 0.5))

    def forms_of(self, name: Name) -> frozenset[int]:
        """Return the names, by their places, that are this one: by a telling word, by initials, by another name."""
        if (
            name.text not in self._forms
        ):  # a text that says one name a thousand times asks for it a million times
            forms = {place for word in self._telling(name) for place in self._by_word.get(word, ())}
            whole = " ".join(name.words)
            for phrase in (whole, *aliases().get(whole, ()), *_initials(name)):
                forms.update(self._by_phrase.get(phrase, ()))
            self._forms[name.text] = frozenset(forms)
        return self._forms[name.text]

    def forms_of_person(self, name: Name) -> frozenset[int]:
        """Return `forms_of`, and for a single word the names that the whole name has too: `Ines` for `Orr`."""
        forms = self.forms_of(name)
        if len(name.words) > 1:
            return forms
        return forms.union(*{self.forms_of(self.names[place]) for place in forms})


def _initials(name: Name) -> list[str]:
    """Return the acronyms of a name of several words, without its particles and with them."""
    if len(name.words) < 2:
        return []
    return ["".join(word[0] for word in words) for words in (name.words, plain_words(name.text)) if words]


def _by(keys: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Return which places have each key."""
    places: dict[str, list[int]] = {}
    for place, mine in enumerate(keys):
        for key in mine:
            places.setdefault(key, []).append(place)
    return places
