"""The words of a sentence in order with the forms by which they are compared, and the words around a place.

It knows words and their order only; what a word means is in the tables beside it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from briefkit.text.stopwords import STOP_WORDS
from briefkit.text.words import Word, word_keys

__all__ = ["Phrase", "phrase_of"]


@dataclass(frozen=True, eq=False)
class Phrase:
    """A sentence word by word: as written, casefolded with straight apostrophes, and as a stem."""

    text: str
    words: tuple[Word, ...]
    forms: tuple[str, ...]
    keys: tuple[str, ...]
    language: str

    @cached_property
    def content(self) -> tuple[int, ...]:
        """Return the places of the words that say something of the matter."""
        stop_words = STOP_WORDS.get(self.language, frozenset())
        return tuple(
            place
            for place, (form, key) in enumerate(zip(self.forms, self.keys, strict=True))
            if form not in stop_words and key not in stop_words
        )

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Return where each stem stands."""
        found: dict[str, list[int]] = {}
        for place, key in enumerate(self.keys):
            found.setdefault(key, []).append(place)
        return found

    def after(self, place: int, count: int, *, reach: int = 12) -> tuple[str, ...]:
        """Return the stems of the first content words after a place."""
        first = bisect_right(self.content, place)
        return tuple(
            self.keys[other] for other in self.content[first : first + count] if other <= place + reach
        )

    def before(self, place: int, count: int, *, reach: int = 12) -> tuple[str, ...]:
        """Return the stems of the last content words before a place, in their order."""
        last = bisect_left(self.content, place)
        first = max(0, last - count)
        return tuple(self.keys[other] for other in self.content[first:last] if other >= place - reach)

    def is_compound(self, place: int) -> bool:
        """Tell whether a word is the second part of a compound with a hyphen."""
        start = self.words[place].start
        return self.text[start - 1 : start] in ("-", "\u2010", "\u2011")

    def shown(self, first: int, last: int) -> str:
        """Return the words from one place to another as they are written; both are included."""
        first, last = max(0, first), min(len(self.words) - 1, last)
        return self.text[self.words[first].start : self.words[last].end] if self.words else ""

    def has(self, keys: Iterable[str]) -> int:
        """Return how many of the stems the sentence has."""
        return sum(key in self.places for key in keys)


def phrase_of(text: str, language: str, keyed: Sequence[tuple[Word, str]] | None = None) -> Phrase:
    """Return the words of a sentence; `keyed`: its words with their stems, where they are known already."""
    keyed = word_keys(text, language) if keyed is None else keyed
    return Phrase(
        text=text,
        words=tuple(word for word, _ in keyed),
        forms=tuple(word.text.casefold().replace("’", "'").replace("ʼ", "'") for word, _ in keyed),
        keys=tuple(key for _, key in keyed),
        language=language,
    )
