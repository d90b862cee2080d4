"""Cut a text into numbered sentences: the units a model cites and an editor reads beside each line.

Every visible character is in exactly one unit; headings, list items and table rows are units of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefkit.text.language import guess_language
from briefkit.text.lines import Block, find_blocks
from briefkit.text.scripts import INVISIBLE, visible_bounds
from briefkit.text.stops import find_ends

__all__ = ["Sentence", "show_sentence", "split_sentences"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit of evidence. `number` is 1-based, `paragraph` 0-based; `start` and `end` are code points."""

    number: int
    start: int
    end: int
    paragraph: int


_LONGEST = 600
"""Code points after which a unit without a stop is cut elsewhere: about 100 words, three long sentences."""

_SEAMS = tuple(
    re.compile(pattern)
    for pattern in (r"\n", r"[;；]\s?", r"  +", r"\s[-–—]{1,2}\s|:\s", r"[,،]\s|[、，]", r"\s", "")
)
"""Where a unit that is too long is cut, best first."""

_STRAY = re.compile(r"(?:[\W_]|\(\d{1,3}\))*\Z")  # marks without a word, and the numbers of notes
_HIDDEN = re.compile(f"[{INVISIBLE}]")


def split_sentences(text: str, *, language: str | None = None) -> list[Sentence]:
    """Cut a text into sentences, in order.

    `language` (ISO 639-1) settles what cannot be seen, such as the date in "3. Oktober"; None: guess.
    """
    return list(_split(text, language or guess_language(text)))


@lru_cache(maxsize=4)  # a page of a brief asks for its article's sentences more than once
def _split(text: str, language: str) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    for block in find_blocks(text):
        for start, end in _cut_block(text, block, language):
            sentences.append(Sentence(len(sentences) + 1, start, end, block.paragraph))
    return tuple(sentences)


def show_sentence(text: str, sentence: Sentence) -> str:
    """Return a sentence as one line: white space collapsed, invisible and control characters removed."""
    return " ".join(_HIDDEN.sub("", text[sentence.start : sentence.end]).split())


def _cut_block(text: str, block: Block, language: str) -> list[tuple[int, int]]:
    units: list[tuple[int, int]] = []
    start = block.start
    ends = () if block.row else find_ends(text, block.start, block.end, language)
    for end in (*ends, block.end):
        first, last = visible_bounds(text, start, end)
        start = end
        if units and _STRAY.match(text, first, last):
            units[-1] = (units[-1][0], last)  # it belongs to what it follows
        else:
            units.append((first, last))
    return [piece for unit in units for piece in _cut_long(text, *unit)]


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        cut = _find_seam(text, start, end)
        yield visible_bounds(text, start, cut)
        start, _ = visible_bounds(text, cut, end)
    yield start, end


def _find_seam(text: str, start: int, end: int) -> int:
    """Return where to cut, never leaving a scrap on either side."""
    low, high = start + _LONGEST // 4, min(start + _LONGEST, end - _LONGEST // 8)
    for seam in _SEAMS:
        cuts = [match.end() for match in seam.finditer(text, low, high)]
        if cuts:
            return cuts[-1]
    raise AssertionError("the last seam matches everywhere")
