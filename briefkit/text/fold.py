"""Make a copy of a text in which presentation no longer counts, and keep where each character came from.

What remains is what a quotation must not change: letters, digits, the marks between digits, punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from briefkit.text.scripts import INVISIBLE, MARKS, QUOTES, UNSPACED

__all__ = ["Folded", "fold"]


class Folded(NamedTuple):
    """`text[i]` came from `starts[i]:ends[i]` of the original."""

    text: str
    starts: list[int]
    ends: list[int]


_PIECE = re.compile(rf"(?P<plain>[ -~]+(?![{MARKS}]))|[{INVISIBLE}\u0640]|.[{MARKS}]*", re.DOTALL)
_PLAIN_QUOTES = str.maketrans({'"': "'", "`": "'"})
_DROPPED = re.compile(f"[{INVISIBLE}\u0640\u064b-\u0652]")  # with the Arabic stretch and vowel signs
_SAME: dict[str, str] = {
    **dict.fromkeys(QUOTES, "'"),
    **dict.fromkeys("‐‑‒–—―−⸺⸻﹘﹣－", "-"),
    "،": ",",
    "؛": ";",
    "؟": "?",
    "٫": ".",
    "٬": ",",
    "⁄": "/",
    "〜": "~",
    "×": "x",
}
_LATE_DIGIT = re.compile(r"[.,:/] ?\d")
_EARLY_DIGIT = re.compile(r"\d ?[.,:/]\Z")
_BORDERLESS = re.compile(f"[{UNSPACED}]")
_UNIT = re.compile(
    r"(?:[bmt]n|[ckm]?m|[km]?g|[kmg]wh?|[gmt]b|[kmg]?hz|[mk]ph|kmh|ml|ha|am|pm|pc|min|[cfhklpst])(?!\w)",
    re.IGNORECASE,
)
"""Units that are set with or without a space after their number."""


def fold(text: str, *, keep_case: bool = False) -> Folded:
    """Return the normalised copy of a text with its map.

    Compatibility forms, accents and case become one form, likewise quotation marks, dashes and spaces; what
    is invisible goes, and so do spaces that do not stand between two letters or digits.
    """
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _PIECE.finditer(text):
        begin, end = match.span()
        if match["plain"]:
            piece = match[0].translate(_PLAIN_QUOTES)
            out.append(piece if keep_case else piece.lower())
            starts.extend(range(begin, end))
            ends.extend(range(begin + 1, end + 1))
            continue
        piece = _fold_cluster(match[0], keep_case)
        if piece[:1].isdecimal() and not match[0][0].isdecimal() and out and out[-1][-1].isdecimal():
            piece = match[0]  # 10² is not 102
        if piece:
            out.append(piece)
            starts.extend([begin] * len(piece))
            ends.extend([end] * len(piece))
    folded = Folded("".join(out), starts, ends)
    for pattern, kept in _SHORTENED:
        folded = _shorten(folded, pattern, kept)
    return folded


@lru_cache(maxsize=16_384)
def _fold_cluster(cluster: str, keep_case: bool) -> str:
    """Fold one character with the marks on it."""
    if cluster[0] in _SAME:
        return _SAME[cluster[0]]
    if cluster[0].isspace():
        return " "
    composed = unicodedata.normalize("NFKC", _DROPPED.sub("", cluster))
    composed = "".join(_plain_digit(character) for character in composed)
    return composed if keep_case else unicodedata.normalize("NFKC", composed.casefold())


def _plain_digit(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return _SAME.get(character, character)


def _shorten(folded: Folded, pattern: re.Pattern[str], kept: Callable[[re.Match[str]], int]) -> Folded:
    """Keep so many characters of each match; the last of them stands for the whole of the rest."""
    text, starts, ends = folded
    out: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = 0
    for match in pattern.finditer(text):
        stop = match.start() + kept(match)
        if stop == match.end():
            continue
        out.append(text[done:stop])
        new_starts.extend(starts[done:stop])
        new_ends.extend(ends[done:stop])
        if stop > match.start():
            new_ends[-1] = ends[match.end() - 1]
        done = match.end()
    if not done:
        return folded
    out.append(text[done:])
    return Folded("".join(out), new_starts + starts[done:], new_ends + ends[done:])


def _space_kept(match: re.Match[str]) -> int:
    """Keep a space between two letters or digits, and where its loss would make one number of two."""
    text, place = match.string, match.start()
    left, right = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if not left or not right:
        return 0
    if left.isalnum() and right.isalnum():
        return 0 if _is_loose(text, match, left, right) else 1
    if right.isdecimal():
        return int(_EARLY_DIGIT.search(text, max(0, place - 3), place) is not None)
    return int(left.isdecimal() and _LATE_DIGIT.match(text, place + 1) is not None)


def _is_loose(text: str, match: re.Match[str], left: str, right: str) -> bool:
    if left.isdecimal() and right.isdecimal():
        return False
    if _BORDERLESS.match(left) or _BORDERLESS.match(right):
        return True
    unit = _UNIT.match(text, match.end())
    return left.isdecimal() and unit is not None


def _run_kept(match: re.Match[str]) -> int:
    return 3 if match[0][0] == "." else 1


_SHORTENED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], int]], ...] = (
    (re.compile(" {2,}"), lambda match: 1),
    (re.compile("(?<![A-Za-z]) | (?![A-Za-z0-9])"), _space_kept),  # between these, every space is kept
    (re.compile(r"-{2,}|'{2,}|\.{4,}"), _run_kept),
)
"""What is made shorter, in this order, and how many characters of it stay."""
