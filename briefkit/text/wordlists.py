"""How the tables of words are written: words between spaces, phrases between commas."""

from __future__ import annotations

__all__ = ["phrase_list", "word_set"]


def word_set(listed: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(listed.split())


def phrase_list(listed: str) -> tuple[tuple[str, ...], ...]:
    """Return the phrases of a list, each as its words."""
    return tuple(tuple(phrase.split()) for phrase in listed.split(","))
