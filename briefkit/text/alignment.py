"""Lay a claim beside a source sentence word by word, and name where they differ between words both have.

It says what differs, never whether that matters, and never that two texts say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from briefkit.text.words import Word, word_keys

__all__ = ["Alignment", "Change", "align"]


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the claim in the place of words of the source; one side is empty where words were put in or left out.

    Both ranges count words, 0-based, end exclusive. `before` and `after` are how many words on either side
    both have; an edge of the claim counts as one.
    """

    claim: tuple[int, int]
    source: tuple[int, int]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two word sequences with what differs; `similarity` is the share of the claim's words that is matched."""

    claim: tuple[Word, ...]
    source: tuple[Word, ...]
    similarity: float
    changes: tuple[Change, ...]

    def claim_text(self, change: Change) -> str:
        """Return the claim's words of a change."""
        return " ".join(word.text for word in self.claim[slice(*change.claim)])

    def source_text(self, change: Change) -> str:
        """Return the source's words of a change."""
        return " ".join(word.text for word in self.source[slice(*change.source)])


def align(claim: str, source: str, language: str | None) -> Alignment:
    """Return a claim and a source sentence aligned; words are equal when their stems are."""
    return align_keyed(word_keys(claim, language), word_keys(source, language))


def align_keyed(claim: Sequence[tuple[Word, str]], source: Sequence[tuple[Word, str]]) -> Alignment:
    """Return what `align` does, for those who have the words with their stems already."""
    mine, theirs = [key for _, key in claim], [key for _, key in source]
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    opcodes = matcher.get_opcodes()
    matched = sum(end - start for kind, start, end, _, _ in opcodes if kind == "equal")
    return Alignment(
        claim=tuple(word for word, _ in claim),
        source=tuple(word for word, _ in source),
        similarity=matched / len(mine) if mine else 0.0,
        changes=tuple(_changes(opcodes, len(mine))),
    )


def _changes(opcodes: Sequence[tuple[str, int, int, int, int]], length: int) -> Iterator[Change]:
    for place, (kind, start, end, source_start, source_end) in enumerate(opcodes):
        if kind == "equal":
            continue
        before, after = opcodes[place - 1 : place], opcodes[place + 1 : place + 2]
        yield Change(
            claim=(start, end),
            source=(source_start, source_end),
            before=before[0][2] - before[0][1] if before else int(start == 0),
            after=after[0][2] - after[0][1] if after else int(end == length),
        )
