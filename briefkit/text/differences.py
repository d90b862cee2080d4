"""Show word by word how one text differs from another. It describes a difference and judges none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from briefkit.text.fold import fold
from briefkit.text.scripts import MARKS, UNSPACED

__all__ = ["Run", "changed_parts", "differences", "mark_changes"]


class Run(NamedTuple):
    """Words in a row of two texts: the same in both, in the first alone, in the second alone, or others in place."""

    kind: Literal["equal", "deleted", "inserted", "replaced"]
    source: str
    said: str


_PIECE = re.compile(
    rf"\s*(?:\d+(?:[.,]\d+)*|[{UNSPACED}][{MARKS}]*|(?:(?![{UNSPACED}\d])[\w{MARKS}])+"
    rf"(?:['’](?:(?![{UNSPACED}\d])[\w{MARKS}])+)*|\S[{MARKS}]*)|\s+"
)
_MOST = 400
"""Pieces of a text that are compared; what follows counts as one changed run."""


def differences(source: str, said: str) -> list[Run]:
    """Return the runs that lead from one text to another, compared by words and not by presentation.

    Their `source` joined is the first text, their `said` joined is the second.
    """
    ours, theirs = _pieces(source), _pieces(said)
    matcher = SequenceMatcher(None, [_key(piece) for piece in ours], [_key(piece) for piece in theirs], False)
    return [
        Run(_KINDS[kind], "".join(ours[first:last]), "".join(theirs[start:end]))
        for kind, first, last, start, end in matcher.get_opcodes()
    ]


def changed_parts(
    runs: Sequence[Run], side: Literal["source", "said"], *, context: int = 40
) -> list[tuple[str, bool]]:
    """Return one of the two texts in parts, each with whether it is its own, what is far from a change left out.

    `context`: characters kept beside a change.
    """
    shown = [(run.kind != "equal", getattr(run, side)) for run in runs if getattr(run, side)]
    last = len(shown) - 1
    return [
        (text if is_own else _shortened(text, context, is_first=place == 0, is_last=place == last), is_own)
        for place, (is_own, text) in enumerate(shown)
    ]


def mark_changes(runs: Sequence[Run], side: Literal["source", "said"], *, context: int = 40) -> str:
    """Return one of the two texts with its own words between `**`, what is far from them left out.

    `context`: characters kept beside a change.
    """
    parts = changed_parts(runs, side, context=context)
    return "".join(_starred(text) if is_own else text for text, is_own in parts).strip()


def _starred(text: str) -> str:
    inner = text.lstrip()
    return f"{text[: len(text) - len(inner)]}**{inner}**" if inner else text


_KINDS: dict[str, Literal["equal", "deleted", "inserted", "replaced"]] = {
    "equal": "equal",
    "delete": "deleted",
    "insert": "inserted",
    "replace": "replaced",
}


def _pieces(text: str) -> list[str]:
    pieces = _PIECE.findall(text)
    return pieces if len(pieces) <= _MOST else [*pieces[:_MOST], "".join(pieces[_MOST:])]


def _key(piece: str) -> str:
    return fold(piece.strip()).text


def _shortened(text: str, context: int, *, is_first: bool, is_last: bool) -> str:
    """Return words beside a change, cut at a space where they are many."""
    head = "" if is_first else _cut(text, context)
    tail = "" if is_last else _cut(text[::-1], context)[::-1]
    if (is_first and is_last) or len(head) + len(tail) + 3 >= len(text):
        return text
    return f"{head.rstrip()}{'' if is_first else ' '}…{'' if is_last else ' '}{tail.lstrip()}"


def _cut(text: str, context: int) -> str:
    if len(text) <= context:
        return text
    space = text.rfind(" ", 1, context)
    return text[: space if space > 0 else context]
