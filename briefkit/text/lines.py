"""Find the blocks of a text: stretches within which a line break is only white space.

Owns the question whether lines were wrapped by a program; knows nothing of sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from briefkit.text.scripts import UNSPACED, visible_bounds

__all__ = ["Block", "find_blocks"]

_LINE = re.compile("[^\n\r\x0b\x0c\x85\u2028\u2029]+|\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"[*•·‣▪◦●○■□➢►▶→✓✔>|#](?=[\s\w])|&&|\$\$")
_ENUMERATOR = re.compile(r"(?:\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]|[-–—―])\s")
_COLUMNS = re.compile(r"[^\s.!?:;] {3,}\S|\S\t+\S|\|.*\|")
_LABEL = re.compile(r"[A-Z][A-Z ]{3,40}\.\.\.")  # "PRESENT MOVEMENT...NE OR 35 DEGREES"
_READING = re.compile(r"[A-Z][A-Z ]{3,40}\.\.\.\d")
_RULE = re.compile(r"[^\w\s]{3,}\Z")
_STOPPED = re.compile(r"[.!?:;…。！？؟۔][^\w\s]{0,3}\Z")
_WORD = re.compile(rf"[{UNSPACED}]|\S+")
_WIDEST = 120  # columns; longer lines are paragraphs, not lines of a wrapped text


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of running text, or a `row` of a table, which is not cut further; `paragraph` is 0-based."""

    start: int
    end: int
    paragraph: int
    row: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    margin: int
    start: int
    end: int
    after_blank: bool

    @property
    def width(self) -> int:
        return self.end - self.margin


def find_blocks(text: str) -> list[Block]:
    """Cut a text into paragraphs, headings, list items and table rows, in order."""
    lines = _visible_lines(text)
    column = _wrap_column(text, lines)
    blocks: list[Block] = []
    paragraph = 0
    for before, line in zip([None, *lines], lines, strict=False):
        row = _is_row(text, line)
        if before is None:
            blocks.append(Block(line.start, line.end, 0, row))
        elif not line.after_blank and _continues(text, before, line, column):
            blocks[-1] = replace(blocks[-1], end=line.end)
        else:
            paragraph += line.after_blank or column is None
            blocks.append(Block(line.start, line.end, paragraph, row))
    return blocks


def _visible_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = False
    fresh = True
    for match in _LINE.finditer(text):
        if match[0][0] in "\n\r\x0b\x0c\x85\u2028\u2029":
            blank = blank or fresh
            fresh = True
            continue
        start, end = visible_bounds(text, match.start(), match.end())
        if start == end:
            continue
        lines.append(_Line(match.start(), start, end, blank and bool(lines)))
        blank = fresh = False
    return lines


def _first_word(text: str, line: _Line) -> int:
    word = _WORD.match(text, line.start, line.end)
    return len(word[0]) if word else 0


def _wrap_column(text: str, lines: list[_Line]) -> int | None:
    """Return the column at which most lines were broken, None where lines are not wrapped.

    A program breaks a line where the next word would pass the column, so each break bounds it from both
    sides: the column is the one that most breaks agree on. Two such breaks must fall inside a sentence.
    """
    votes = [0] * (_WIDEST + 2)
    breaks: list[tuple[int, int, bool]] = []
    for line, following in pairwise(lines):
        if not 30 <= line.width <= _WIDEST or following.after_blank or _is_apart(text, line, following):
            continue
        reach = line.width + 1 + _first_word(text, following)
        inside = _runs_on(text, line, following)
        breaks.append((line.width, reach, inside))
        votes[line.width] += 1
        votes[min(reach, _WIDEST + 1)] -= 1
    best, column, level = 0, 0, 0
    for width, change in enumerate(votes):
        level += change
        if level >= best:
            best, column = level, width
    certain = sum(inside for width, reach, inside in breaks if width <= column < reach)
    return column if certain >= 2 else None


def _runs_on(text: str, line: _Line, following: _Line) -> bool:
    """Say whether a line break must lie within a sentence: no stop before it, no capital after it."""
    if _ends(text, line):
        return False
    return text[following.start].islower() or not _has_case(text, following)


def _has_case(text: str, line: _Line) -> bool:
    """Say whether capitals tell anything here: not in Arabic or Japanese, not in a bulletin in capitals."""
    content = text[line.start : line.end]
    return content.upper() != content and content.lower() != content


def _continues(text: str, before: _Line, line: _Line, column: int | None) -> bool:
    """Say whether a line goes on with what the line before it began."""
    if _RULE.match(text, line.start, line.end):
        return True  # an underline belongs to its heading
    if _is_apart(text, before, line):
        return False
    ended = _ends(text, before)
    if column is not None and column // 2 <= before.width <= column + 5:
        reach = before.width + 1 + _first_word(text, line)
        if reach > column - 3 or (not ended and before.width >= 0.8 * column):
            return True
    return before.width >= 40 and text[line.start].islower() and not ended


def _ends(text: str, line: _Line) -> bool:
    return _STOPPED.search(text, max(line.start, line.end - 5), line.end) is not None


def _is_row(text: str, line: _Line) -> bool:
    return line.width <= _WIDEST and _COLUMNS.search(text, line.start, line.end) is not None


def _is_apart(text: str, before: _Line, line: _Line) -> bool:
    """Say whether a line opens something of its own, whatever the width of the line before it."""
    if _BULLET.match(text, line.start, line.end) or _is_row(text, line) or _is_row(text, before):
        return True
    if _ENUMERATOR.match(text, line.start, line.end) and _ends(text, before):
        return True
    if text.startswith("...", line.start) and text.endswith("...", before.start, before.end):
        return True
    if _LABEL.match(text, before.start, before.end) and _READING.match(text, line.start, line.end):
        return True
    return _RULE.match(text, before.start, before.end) is not None
