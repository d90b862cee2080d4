"""A file with somebody's summary, or with a brief of briefkit's, as what the checks can be held against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefkit.checks.summaries import summarise_lines
from briefkit.errors import InputError
from briefkit.loaders.decoding import decode
from briefkit.loaders.results import result_in
from briefkit.loaders.sources import MAX_PAGE_BYTES, format_of, read_bytes
from briefkit.schema import Brief, Result, Summary

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["MAX_SUMMARY_BYTES", "load_summary"]

MAX_SUMMARY_BYTES = 60_000
"""Most bytes of prose that is checked as a summary: some 10,000 words, and at worst five seconds of checks."""

_HINT = "Give a brief or a result as briefkit writes it, Markdown, or plain text."
_MADE = "how it was made"
_TABLES = ("also noticed", "for reference", "evidence", _MADE)
"""Headings of a brief's Markdown from which on nothing is claimed about the story."""
_LABEL = re.compile(
    r"(?:Why it is open|Who could answer|What would settle it|When|Where|Threshold|If (?:yes|no) \(inferred\)): "
)
_ABOUT_ITSELF = ("Ok:", "Review:", "Failed:", "Source:")


def load_summary(source: str | Path) -> Brief | Summary:
    """Return what is in a file, or on standard input for `-`: a brief from its JSON, a summary from prose.

    In Markdown, headings, paragraphs and list items are read, marks and labels left out; code is no prose.

    Raises:
        InputError: when there is nothing to read, or nothing in it that claims something.

    """
    data = read_bytes(source, max_bytes=MAX_PAGE_BYTES)
    name = "standard input" if str(source) == "-" else Path(source).name
    form = format_of(source, data)
    text = decode(data, name=name).text
    if form == "json":
        return _brief(text, name=name)
    if form == "html":
        raise InputError(f"{name} is a web page, not a summary.", hint=_HINT)
    if len(data) > MAX_SUMMARY_BYTES:
        raise InputError(
            f"{name} has more than the {MAX_SUMMARY_BYTES:,} bytes that a summary may have.",
            hint="Give the summary alone, one at a time.",
        )
    summary = summarise_lines(_markdown(text) if form == "markdown" else [(1, text)])
    if not summary.lines:
        raise InputError(f"{name} has no sentence to check.", hint=_HINT)
    return summary


def _brief(text: str, *, name: str) -> Brief:
    found = result_in(text, name=name)
    brief = found.brief if isinstance(found, Result) else found
    if brief is None:
        raise InputError(f"{name} is a result without a brief.", hint="There is nothing to check in it.")
    return brief


class _Block(NamedTuple):
    row: int
    text: str
    heading: bool


def _markdown(text: str) -> Iterator[tuple[int, str]]:
    """Yield the prose of Markdown; of a brief in briefkit's own form, only what it says of the story."""
    blocks = list(_blocks(text, slanted=True))
    if any(block.heading and block.text.casefold() == _MADE for block in blocks):
        yield from _of_brief(_blocks(text, slanted=False))
    else:
        yield from ((block.row, block.text) for block in blocks if block.text)


def _of_brief(blocks: Iterator[_Block]) -> Iterator[tuple[int, str]]:
    """Yield what a brief's Markdown says of the story; what it says in italics is about the brief."""
    for block in blocks:
        if block.heading and block.text.casefold() in _TABLES:
            return
        is_title = block.heading and block.row > 1
        if block.text and not is_title and not block.text.startswith(_ABOUT_ITSELF):
            yield block.row, _LABEL.sub("", block.text)


def _blocks(text: str, *, slanted: bool) -> Iterator[_Block]:
    """Yield the blocks of Markdown as plain prose, with or without what is set in italics."""
    from markdown_it import MarkdownIt

    heading = False
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "heading_open":
            heading = True
        elif token.type == "heading_close":
            heading = False
        elif token.type == "inline":
            prose = _prose(token.children or [], slanted=slanted)
            yield _Block((token.map or [0])[0] + 1, prose.strip(), heading)


def _prose(tokens: list[Token], *, slanted: bool) -> str:
    """Return the words of inline Markdown without a bold label at the start, and without images and tags."""
    words: list[str] = []
    bold = hidden = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            hidden = token.type == "em_open" and not slanted
        elif hidden:
            continue
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" " if token.type == "softbreak" else "\n")
        elif token.type in ("text", "code_inline") and not (bold and _is_label(token.content, words)):
            words.append(token.content)
    return "".join(words)


def _is_label(text: str, before: list[str]) -> bool:
    is_first = not "".join(before).rsplit("\n", 1)[-1].strip()
    return (is_first and text.rstrip().endswith(":")) or text.startswith("[check:")
