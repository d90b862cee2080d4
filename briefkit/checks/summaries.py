"""Anybody's prose as a summary: its sentences as statements that cite nothing, quotations kept whole. Reads no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from briefkit.schema import Summary, SummaryLine
from briefkit.text import find_quotations, split_sentences
from briefkit.text.sentences import Sentence

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

_LONGEST = 1500
"""Code points up to which the sentences of a quotation stay one statement; a speech is cut as other prose is."""


def summary_of(text: str) -> Summary:
    """Return plain text as a summary, a statement a sentence; headings and list items are statements too."""
    return summarise_lines([(1, text)])


def summarise_lines(blocks: Iterable[tuple[int, str]]) -> Summary:
    """Return blocks of prose, each with the row of its file on which it begins (1-based), as one summary."""
    lines: list[SummaryLine] = []
    for row, text in blocks:
        skipped = _ANNOUNCEMENT.match(text) if not lines else None
        counted = 0
        for start, end in _statements(text):
            if skipped is not None and end <= len(skipped.group().rstrip()):
                continue
            start = max(start, skipped.end()) if skipped is not None else start
            line = _plain(text[start:end])
            row, counted = row + text.count("\n", counted, start), start
            if any(map(str.isalnum, line)):
                lines.append(SummaryLine(text=line, evidence=[], row=row))
    return Summary(lines=lines)


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each statement begins and ends: a sentence, or several where one quotation holds them together."""
    for _, sentences in groupby(split_sentences(text), key=lambda sentence: sentence.paragraph):
        paragraph = list(sentences)
        inside = _quoted(text, paragraph)
        start = paragraph[0].start
        for sentence, following in pairwise(paragraph):
            is_held = any(one < following.start and sentence.end < two for one, two in inside)
            if not is_held or following.end - start > _LONGEST:
                yield start, sentence.end
                start = following.start
        yield start, paragraph[-1].end


def _quoted(text: str, paragraph: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return what a paragraph has between quotation marks, however its lines are wrapped."""
    start, end = paragraph[0].start, paragraph[-1].end
    line = text[start:end].replace("\n", " ") if len(paragraph) > 1 else ""
    return [(start + item.start, start + item.end) for item in find_quotations(line)]


def _plain(line: str) -> str:
    """Return a sentence without what numbers or marks it."""
    return _REFERENCES.sub("", _MARKS.sub("", " ".join(line.split()))).strip()
