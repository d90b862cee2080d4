"""Anybody's prose as a summary: its sentences as statements that cite nothing. Pure; reads no file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefkit.schema import Summary, SummaryLine
from briefkit.text import split_sentences

__all__ = ["summarise_lines", "summary_of"]

_ANNOUNCEMENT = re.compile(
    r"(?:sure|certainly|of\scourse|okay|ok|here(?:'s|’s|\sis|\sare)|below\sis|this\sis|the\sfollowing\sis|summary)\b[^\n]{0,160}:\s*",
    re.IGNORECASE,
)
"""What a model says before its summary, such as `Here is a summary in 84 words:`; it claims nothing of the story."""
_MARKS = re.compile(r"^(?:[-*•–—‣▪]|\(?\d{1,2}[.)])\s+")
"""What stands before a list item."""
_REFERENCES = re.compile(r"\s?\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,9}\]")
"""Numbers of notes and of sentences, such as `[4]` and `[4,10]`."""


def summary_of(text: str) -> Summary:
    """Return plain text as a summary, a statement a sentence; headings and list items are statements too."""
    return summarise_lines([(1, text)])


def summarise_lines(blocks: Iterable[tuple[int, str]]) -> Summary:
    """Return blocks of prose, each with the row of its file on which it begins (1-based), as one summary."""
    lines: list[SummaryLine] = []
    for row, text in blocks:
        skipped = _ANNOUNCEMENT.match(text) if not lines else None
        for sentence in split_sentences(text):
            if skipped is not None and sentence.end <= len(skipped.group().rstrip()):
                continue
            start = max(sentence.start, skipped.end()) if skipped is not None else sentence.start
            line = _plain(text[start : sentence.end])
            if any(map(str.isalnum, line)):
                lines.append(SummaryLine(text=line, evidence=[], row=row + text.count("\n", 0, start)))
    return Summary(lines=lines)


def _plain(line: str) -> str:
    """Return a sentence without what numbers or marks it."""
    return _REFERENCES.sub("", _MARKS.sub("", " ".join(line.split()))).strip()
