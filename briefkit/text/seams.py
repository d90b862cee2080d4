"""Where a text falls into two that have hardly a word in common, as two stories in one file do. Any language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

__all__ = ["Seam", "find_seam"]


class Seam(NamedTuple):
    """The place of the first sentence of the second part, and how much the parts have in common.

    `shared` is the share of the repeated words of the poorer part that stand in both.
    """

    place: int
    shared: float


def find_seam(sentences: Sequence[Collection[str]], paragraphs: Sequence[int], *, least: int) -> Seam | None:
    """Return the end of a paragraph where the parts of a text have the fewest words in common.

    `sentences` are given as their content words. A part has at least `least` words that it repeats for itself.
    """
    total = Counter(word for words in sentences for word in words)
    repeated = {word for word, count in total.items() if count > 1}
    seen: Counter[str] = Counter()
    begun = ended = 0
    best: Seam | None = None
    for place, words in enumerate(sentences[:-1], start=1):
        for word in repeated.intersection(words):
            seen[word] += 1
            begun += seen[word] == 1
            ended += seen[word] == total[word]
        before, after = ended, len(repeated) - begun
        if paragraphs[place - 1] == paragraphs[place] or min(before, after) < least:
            continue
        shared = (begun - ended) / min(begun, len(repeated) - ended)
        if best is None or shared < best.shared:
            best = Seam(place, shared)
    return best
