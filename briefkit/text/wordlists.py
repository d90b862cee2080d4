"""How the tables of words are written: words between spaces, phrases between commas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

__all__ = ["by_first_word", "longest_phrase", "phrase_list", "word_set"]

_Value = TypeVar("_Value")
_LONGEST = 5


def word_set(listed: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(listed.split())


def phrase_list(listed: str) -> tuple[tuple[str, ...], ...]:
    """Return the phrases of a list, each as its words."""
    return tuple(tuple(phrase.split()) for phrase in listed.split(","))


def longest_phrase(
    forms: Sequence[str], place: int, listed: Mapping[str, Mapping[tuple[str, ...], _Value]]
) -> tuple[int, _Value] | None:
    """Return the length and value of the longest phrase that begins at a place; phrases are listed by first word."""
    beginning = listed.get(forms[place])
    if beginning is None:
        return None
    for length in range(_LONGEST, 0, -1):
        phrase = tuple(forms[place : place + length])
        if phrase in beginning:
            return len(phrase), beginning[phrase]
    return None


def by_first_word(listed: Mapping[tuple[str, ...], _Value]) -> dict[str, dict[tuple[str, ...], _Value]]:
    """Return phrases with their values in the form that `longest_phrase` takes."""
    found: dict[str, dict[tuple[str, ...], _Value]] = {}
    for phrase, value in listed.items():
        found.setdefault(phrase[0], {})[phrase] = value
    return found
