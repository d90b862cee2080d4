"""The table of formats: by a file's ending, else by what it begins with. Readers are imported when needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath
from typing import cast

from briefkit.errors import InputError
from briefkit.loaders.compression import PACKINGS
from briefkit.loaders.decoding import decode
from briefkit.loaders.reading import Reader
from briefkit.loaders.streams import Stream

__all__ = ["FORMATS", "Format", "format_of", "is_read", "reader_of"]

_READERS = "briefkit.loaders.readers"


@dataclass(frozen=True)
class Format:
    """How a format is told, and what reads it."""

    name: str
    reader: str
    """Module and function, among the readers."""
    endings: tuple[str, ...] = ()
    holds: Callable[[bytes], object] | None = None
    """Tells by the first bytes, None where only the ending tells."""
    package: str | None = None
    """What has to be installed for it, of the extra `archive`."""
    grows: bool = False
    """Whether files of it grow at their ends, and positions are offsets, so that one that grew can be read on."""


def _root(*names: str) -> Callable[[bytes], object]:
    """Return a function that tells whether the first element of an XML file has one of some local names."""
    pattern = re.compile(rb"<(?![?!])(?:[\w.-]{1,40}:)?(?:" + "|".join(names).encode() + rb")[\s>/]")
    first = re.compile(rb"<(?![?!])[^<>]{1,4000}[>\s]")

    def tells(head: bytes) -> object:
        found = first.search(_without_declarations(head))
        return found and pattern.match(found[0])

    return tells


_DECLARATION = re.compile(
    rb"<!--.*?-->|<!DOCTYPE[^>\[]{0,1000}(?:\[[^\]]{0,6000}\]\s{0,20})?>|<\?.*?\?>", re.DOTALL
)


def _without_declarations(head: bytes) -> bytes:
    return _DECLARATION.sub(b"", head.replace(b"\x00", b""))


def _object(head: bytes) -> object:
    """Tell JSON Lines: an object that ends on its first line, or a first line too long to see its end."""
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").partition(b"\n")
    is_whole = first.rstrip().endswith(b"}") and (not newline or rest.lstrip()[:1] in (b"{", b""))
    return first.startswith(b"{") and (is_whole or (not newline and len(first) > 1000))


_is_feed = _root("rss", "feed", "RDF")
_WORDPRESS = re.compile(rb"wordpress\.org/export/|<wp:wxr_version")

FORMATS: tuple[Format, ...] = (
    Format(
        "parquet",
        "parquet:read_parquet",
        (".parquet", ".pq"),
        lambda head: head.startswith(b"PAR1"),
        "pyarrow",
    ),
    Format(
        "sqlite",
        "sqlite:read_sqlite",
        (".db", ".sqlite", ".sqlite3"),
        lambda head: head.startswith(b"SQLite format 3\x00"),
    ),
    Format(
        "warc",
        "warc:read_warc",
        (".warc", ".arc"),
        lambda head: head.startswith((b"WARC/", b"filedesc://")),
        "warcio",
    ),
    Format("wxr", "wxr:read_wxr", (".wxr",), lambda head: _is_feed(head) and _WORDPRESS.search(head)),
    Format("feed", "feeds:read_feed", (".rss", ".atom", ".rdf"), _is_feed, "feedparser"),
    Format("nitf", "nitf:read_nitf", (".nitf",), _root("nitf")),
    Format("newsml", "newsml:read_newsml", (".newsml",), _root("newsMessage", "newsItem", "packageItem")),
    Format("jsonl", "jsonl:read_jsonl", (".jsonl", ".ndjson", ".jsonlines"), _object, grows=True),
    Format(
        "json",
        "json:read_json_file",
        (".json", ".ninjs"),
        lambda head: head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["),
    ),
    Format("csv", "csv:read_csv", (".csv", ".tsv"), grows=True),
    Format(
        "html",
        "documents:read_page",
        (".html", ".htm", ".xhtml"),
        re.compile(rb"\s{0,100}(?:<!doctype html|<html\b)", re.IGNORECASE).match,
    ),
    Format("markdown", "documents:read_markdown_file", (".md", ".markdown")),
    Format("text", "documents:read_text_file", (".txt", ".text")),
)
_BY_NAME = {form.name: form for form in FORMATS}
_BY_ENDING = {ending: form for form in FORMATS for ending in form.endings}
_ENDINGS = frozenset((*_BY_ENDING, ".xml", ".ans"))
"""Endings of files that are read where they lie among others."""


def format_of(stream: Stream, name: str | None = None) -> Format:
    """Return the format of a file: the one named, else by its ending, else by what it begins with.

    Raises:
        InputError: when there is no such format, or it is of none.

    """
    if name is not None:
        if name not in _BY_NAME:
            raise InputError(f"{name!r} is no format.", hint=f"Formats are {', '.join(_BY_NAME)}.")
        return _BY_NAME[name]
    if form := _BY_ENDING.get(stream.ending):
        return form
    if form := next((form for form in FORMATS if form.holds and form.holds(stream.head)), None):
        return form
    decode(stream.head, name=stream.name)  # says what it is, where it is no text
    if stream.ending == ".xml":
        hint = "WordPress exports, RSS, Atom, NITF and NewsML-G2 are read."
        raise InputError(f"{stream.name} is XML of no known format.", hint=hint)
    return _BY_NAME["text"]


def is_read(place: str) -> bool:
    """Tell whether a file among others is one to read, by its name alone."""
    path = PurePosixPath(place.lower())
    return (PurePosixPath(path.stem).suffix if path.suffix in PACKINGS else path.suffix) in _ENDINGS


def reader_of(form: Format) -> Reader:
    """Return the function that reads a format."""
    module, function = form.reader.split(":")
    return cast("Reader", getattr(import_module(f"{_READERS}.{module}"), function))
