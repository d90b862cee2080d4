"""Words that turn a statement round when one stands in the place of the other: looking them up, by row and side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from briefkit.text.inflections import adjective_forms, noun_forms, verb_forms
from briefkit.text.opposite_words import ADJECTIVES, NOUNS, OTHERS, PREFIXED, VERBS
from briefkit.text.opposite_words_other import BY_LANGUAGE
from briefkit.text.phrases import Phrase
from briefkit.text.wordlists import word_set

__all__ = ["Side", "Sided", "find_sided", "is_direction", "is_loose", "opposed", "sides_of"]


class Side(NamedTuple):
    """One side of a row of opposites: the number of the row, and which side."""

    row: int
    first: bool

    @property
    def other(self) -> Side:
        """Return the opposite side."""
        return Side(self.row, not self.first)


_Row = tuple[frozenset[str], frozenset[str]]


class Sided(NamedTuple):
    """A word that has opposites, by its place in a sentence."""

    place: int
    sides: frozenset[Side]


_LOOSE = word_set(
    """in out for against on off over under up down left right go goes went going gone come comes came coming
    take takes took taken taking give gives gave given giving short long late well back little much into
    from with without men women man woman good bad light hard easy like kind before after top bottom front
    lead leads led leading hold holds held holding all none both either neither"""
)


def is_loose(form: str) -> bool:
    """Tell whether a word has so many meanings that its opposite says little."""
    return form in _LOOSE


def is_direction(phrase: Phrase, place: int) -> bool:
    """Tell whether a word says how something moves or compares, and is no name: "rose", not "the Board"."""
    word = phrase.words[place].text
    is_name = place > 0 and word[:1].isupper()
    return not is_name and phrase.forms[place] in _directions() and not is_loose(phrase.forms[place])


@lru_cache(maxsize=512)
def find_sided(phrase: Phrase) -> tuple[Sided, ...]:
    """Return the words of a sentence that have opposites, where its language has a table."""
    table = _table(phrase.language)
    return tuple(Sided(place, table[form]) for place, form in enumerate(phrase.forms) if form in table)


def opposed(form: str, other: str, language: str = "en") -> bool:
    """Tell whether two words stand on the two sides of one row."""
    theirs = sides_of(other, language)
    return any(side.other in theirs for side in sides_of(form, language))


def sides_of(form: str, language: str = "en") -> frozenset[Side]:
    """Return the sides on which a word stands, given in lower case; none for most words."""
    return _table(language).get(form, frozenset())


@cache
def _directions() -> frozenset[str]:
    """Return the verbs and adjectives of the English tables; a noun is mostly a thing that has an opposite."""
    rows = [
        _forms(side, forms_of)
        for table, forms_of in ((VERBS, verb_forms), (ADJECTIVES, adjective_forms))
        for row in _written(table)
        for side in row
    ]
    return frozenset[str]().union(*rows) - {"board", "boards"}


@cache
def _table(language: str) -> dict[str, frozenset[Side]]:
    found: dict[str, set[Side]] = {}
    rows = _english() if language == "en" else _written(BY_LANGUAGE.get(language, ""))
    for row, (one, other) in enumerate(rows):
        for form in one - other:
            found.setdefault(form, set()).add(Side(row, True))
        for form in other - one:
            found.setdefault(form, set()).add(Side(row, False))
    return {form: frozenset(sides) for form, sides in found.items()}


def _english() -> Iterator[_Row]:
    for table, forms_of in ((VERBS, verb_forms), (NOUNS, noun_forms), (ADJECTIVES, adjective_forms)):
        for one, other in _written(table):
            yield _forms(one, forms_of), _forms(other, forms_of)
    yield from _written(OTHERS)
    for letters, listed in PREFIXED.items():
        for word in listed.split():
            yield frozenset((word,)), frozenset((letters + word,))


def _written(table: str) -> Iterator[_Row]:
    for line in table.strip().splitlines():
        one, _, other = line.partition(" : ")
        yield word_set(one), word_set(other)


def _forms(words: frozenset[str], forms_of: Callable[[str], frozenset[str]]) -> frozenset[str]:
    return frozenset(form for word in words for form in forms_of(word))
