"""Sets text into columns of a terminal: wide characters take two, combining ones none. Escapes nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

__all__ = ["beside", "clip", "columns_of", "wrap"]


def columns_of(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def wrap(text: str, width: int, *, first: str = "", rest: str | None = None) -> list[str]:
    """Return lines of at most `width` columns, the first led by `first`, others by `rest` (None: blanks)."""
    following = " " * columns_of(first) if rest is None else rest
    lines: list[str] = []
    line = first
    room = max(width - columns_of(first), 1)
    used = 0
    for piece, spaced in _pieces(text, max(width - columns_of(following), 1)):
        needed = columns_of(piece) + (spaced and used > 0)
        if used and used + needed > room:
            lines.append(line)
            line, used, room = following, 0, max(width - columns_of(following), 1)
            needed -= spaced
        line += f" {piece}" if spaced and used else piece
        used += needed
    lines.append(line)
    return [line.rstrip() for line in lines]


def clip(text: str, width: int) -> str:
    """Return as much of the text as fits into `width` columns, cut between words, with a mark of omission."""
    if columns_of(text) <= width:
        return text
    used = 0
    for index, char in enumerate(text):
        used += _columns(char)
        if used > width - 2:
            kept = text[:index]
            return f"{kept.rsplit(' ', 1)[0] if ' ' in kept[index // 2 :] else kept} …"
    return text


def beside(left: list[str], right: list[str], *, column: int, rule: str = "│ ") -> list[str]:
    """Return two blocks of lines side by side, the right one from `column` on behind a rule."""
    rows: list[str] = []
    for one, other in zip_longest(left, right):
        start = one or ""
        rows.append(start if other is None else start + " " * (column - columns_of(start)) + rule + other)
    return rows


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _pieces(text: str, width: int) -> Iterator[tuple[str, bool]]:
    """Yield what may not be broken, each with whether a space goes before it."""
    for word in text.split(" "):
        if word.isascii() and len(word) <= width:
            yield word, True
        else:
            yield from _broken(word, width)


def _broken(word: str, width: int) -> Iterator[tuple[str, bool]]:
    """Break a word before wide characters, and where it is wider than a whole line."""
    piece, used, spaced = "", 0, True
    for char in word:
        columns = _columns(char)
        if piece and ((columns == 2 and unicodedata.category(char)[0] != "P") or used + columns > width):
            yield piece, spaced
            piece, used, spaced = "", 0, False
        piece += char
        used += columns
    yield piece, spaced
