"""Text and Markdown files: the text stays as it is, code point for code point, newlines included."""

from __future__ import annotations

import datetime
import re
from typing import cast

from briefkit.errors import InputError
from briefkit.loaders.decoding import decode
from briefkit.loaders.loaded import Known, Loaded, day, with_known
from briefkit.schema import KINDS, Article, Kind

__all__ = ["read_markdown", "read_text"]

_FENCE = re.compile(r"---[ \t]{0,20}\r?\n")
_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]{0,20}\r?$", re.MULTILINE)
_ENTRY = re.compile(r"^([A-Za-z_]{1,30}):[ \t]{1,20}(\S[^\r\n]{0,500})\r?$", re.MULTILINE)
_NOT_NEWLINE = re.compile(r"[^\r\n]")
_MOST_FRONT_MATTER = 20_000

_HEADLINE = ("headline", "title")
_PUBLISHER = ("publisher", "source", "site")
_URL = ("url", "canonical", "canonical_url", "link", "permalink")
_PUBLISHED = ("published", "date", "pubdate", "publish_date")
_LANGUAGE = ("language", "lang")


def read_text(data: bytes, *, name: str) -> Loaded:
    """Return a text file as an article; nothing is guessed from its lines.

    Raises:
        InputError: when it is no text.

    """
    decoded = decode(data, name=name)
    return Loaded(
        article=Article(text=decoded.text), format="text", encoding=decoded.encoding, notes=decoded.notes
    )


def read_markdown(data: bytes, *, name: str) -> Loaded:
    """Return a Markdown file as an article, with what its front matter says.

    The front matter is no part of the story: spaces stand in its place, so offsets are those of the file.

    Raises:
        InputError: when it is no text.

    """
    decoded = decode(data, name=name)
    end = _front_matter_end(decoded.text)
    if not end:
        return Loaded(
            article=Article(text=decoded.text),
            format="markdown",
            encoding=decoded.encoding,
            notes=decoded.notes,
        )
    front = decoded.text[:end]
    lines = front.count("\n")
    note = f"lines 1 to {lines} are front matter: read for headline and date, blank in the text"
    return Loaded(
        article=with_known(Article(text=_NOT_NEWLINE.sub(" ", front) + decoded.text[end:]), _said(front)),
        format="markdown",
        encoding=decoded.encoding,
        notes=(*decoded.notes, note),
    )


def _front_matter_end(text: str) -> int:
    start = _FENCE.match(text)
    if start is None:
        return 0
    end = _FENCE_END.search(text, start.end(), _MOST_FRONT_MATTER)
    return 0 if end is None or not _ENTRY.search(text, start.end(), end.start()) else end.end()


def _said(front: str) -> Known:
    entries = {key.lower(): value.strip().strip("\"'").strip() for key, value in _ENTRY.findall(front)}
    return {
        "headline": _first(entries, _HEADLINE),
        "publisher": _first(entries, _PUBLISHER),
        "url": _address(_first(entries, _URL)),
        "published": _day_or_none(_first(entries, _PUBLISHED)),
        "language": _code(_first(entries, _LANGUAGE)),
        "kind": _kind(entries.get("kind")),
    }


def _first(entries: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((entries[key] for key in keys if entries.get(key)), None)


def _address(value: str | None) -> str | None:
    return value if value and value.startswith(("http://", "https://")) else None


def _code(value: str | None) -> str | None:
    head = (value or "")[:2].lower()
    return head if len(head) == 2 and head.isalpha() else None


def _kind(value: str | None) -> Kind | None:
    """Return one of briefkit's own kinds; other systems have others."""
    return cast("Kind", value) if value in KINDS else None


def _day_or_none(value: str | None) -> datetime.date | None:
    try:
        return day(value)
    except InputError:
        return None
