"""Classes of characters, written for use inside `[...]` of a regular expression. No decisions about text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["CLOSERS", "INVISIBLE", "MARKS", "OPENERS", "QUOTES", "UNSPACED", "is_joined", "visible_bounds"]

INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Controls and characters that print nothing; white space is not among them."""

UNSPACED = (
    "\u0e01-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1780-\u17d3\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003fffd"
)
"""Letters of scripts that put no space between words: Han, kana, Thai, Lao, Burmese, Khmer."""

OPENERS = "(\\[{‘“‚„«‹「『（【《〈¿¡"
CLOSERS = ")\\]}’”»›」』）】》〉"
QUOTES = "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞〟＂＇′″‵‶ʼʻ׳״"
"""Every mark that is used as a quotation mark or an apostrophe."""


def _ranges(codes: Iterable[int]) -> str:
    """Return sorted code points as ranges for a regular expression."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


MARKS = "\u1161-\u11ff\uff9e\uff9f" + _ranges(
    code for code in range(0x300, 0xFE30) if unicodedata.category(chr(code))[0] == "M"
)
"""Characters written onto the one before them, and the later parts of a decomposed Hangul syllable."""

_VISIBLE = re.compile(rf"[^\s{INVISIBLE}]")
_HIDDEN = re.compile(rf"[\s{INVISIBLE}]")
_BORDERLESS = re.compile(f"[{UNSPACED}\uac00-\ud7a3]")  # Korean puts its particles onto the word
_MARK = re.compile(f"[{MARKS}]")


def visible_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without white space and invisible characters at its ends; it may be empty."""
    first = _VISIBLE.search(text, start, end)
    if first is None:
        return end, end
    while _HIDDEN.match(text, end - 1):
        end -= 1
    return first.start(), end


def is_joined(left: str, right: str) -> bool:
    """Say whether a cut between two neighbouring characters would go through a word or a number."""
    if _MARK.match(right):
        return True
    if not (left.isalnum() or _MARK.match(left)) or not right.isalnum():
        return False
    if left.isdecimal() and right.isdecimal():
        return True
    return not (_BORDERLESS.match(left) or _BORDERLESS.match(right))
