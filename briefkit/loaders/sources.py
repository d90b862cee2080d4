"""Reads bytes from a file or standard input and hands them to the loader of their format, by a lazy table."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Unpack

from briefkit.errors import InputError
from briefkit.loaders.lint import MAX_TEXT_BYTES, too_large
from briefkit.loaders.loaded import Known, Loaded, with_known
from briefkit.schema import Article

__all__ = ["MAX_PAGE_BYTES", "format_of", "load", "read", "read_bytes", "read_data", "refuse_what_is_no_path"]

MAX_PAGE_BYTES = 5_000_000
"""Most bytes of a file that is more than its text: a web page, a result."""

_LOADERS = {
    "text": "briefkit.loaders.plain:read_text",
    "markdown": "briefkit.loaders.plain:read_markdown",
    "html": "briefkit.loaders.html:read_html",
    "json": "briefkit.loaders.native:read_json",
}
_FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
}
_PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<article")


def load(source: str | Path, **known: Unpack[Known]) -> Article:
    """Return the article in a file, or on standard input for `-`.

    Reads .txt, .md (with front matter), .html and briefkit's own JSON; anything else by its content. What is
    `known` outranks what the file says.

    Raises:
        InputError: when there is nothing to read, or nothing that is text.

    """
    return read(source, **known).article


def read(source: str | Path, **known: Unpack[Known]) -> Loaded:
    """Return the article in a file, or on standard input for `-`, with notes on how its text came about.

    Raises:
        InputError: when there is nothing to read, or nothing that is text.

    """
    data = read_bytes(source, max_bytes=MAX_PAGE_BYTES)
    name = "standard input" if str(source) == "-" else Path(source).name
    return read_data(data, format_name=format_of(source, data), name=name, known=known)


def read_data(data: bytes, *, format_name: str, name: str, known: Known) -> Loaded:
    """Return the article in bytes of a known format; `name` is how errors call where they come from.

    Raises:
        InputError: when they are nothing that is text.

    """
    if format_name in ("text", "markdown") and len(data) > MAX_TEXT_BYTES:
        raise too_large(len(data), MAX_TEXT_BYTES, name=name)
    module, function = _LOADERS[format_name].split(":")
    loaded: Loaded = getattr(import_module(module), function)(data, name=name)
    return Loaded(
        article=with_known(loaded.article, known),
        format=format_name,
        encoding=loaded.encoding,
        notes=loaded.notes,
    )


def format_of(source: str | Path, data: bytes) -> str:
    """Return the name of the format of a file: by its ending, else by what it holds."""
    return _FORMATS.get(Path(source).suffix.lower()) or _sniffed(data)


def read_bytes(source: str | Path, *, max_bytes: int) -> bytes:
    """Return the bytes of a file, or of standard input for `-`, and refuse more than `max_bytes` of them.

    Raises:
        InputError: when it is not there, a directory, not readable, empty or too large.

    """
    if str(source) == "-":
        return _capped(sys.stdin.buffer, max_bytes, name="standard input")
    refuse_what_is_no_path(str(source))
    path = Path(source)
    try:
        with path.open("rb") as file:
            return _capped(file, max_bytes, name=path.name)
    except FileNotFoundError:
        raise InputError(f"there is no file {str(source)!r}.", hint="Check the path.") from None
    except IsADirectoryError:
        hint = "Give one file in it; a brief is of one article."
        raise InputError(f"{str(source)!r} is a directory.", hint=hint) from None
    except PermissionError:
        raise InputError(f"{str(source)!r} may not be read.", hint="Check its permissions.") from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise InputError(f"{str(source)[:80]!r} cannot be read: {error}.", hint="Check the path.") from None


def refuse_what_is_no_path(source: str) -> None:
    """Refuse an address, and text in the place of a path.

    Raises:
        InputError: for either.

    """
    if source.startswith(("http://", "https://")):
        hint = "Save the page and give the file; `briefkit brief` fetches one page itself."
        raise InputError(f"{source[:80]!r} is an address, which is not read here.", hint=hint)
    if "\n" in source:
        hint = "Pass text to Briefer.brief or Article(text=...) directly."
        raise InputError(f"{source[:40]!r}… is text, not the path of a file.", hint=hint)


def _capped(file: BinaryIO, max_bytes: int, *, name: str) -> bytes:
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large(None, max_bytes, name=name)
    if not data.strip():
        raise InputError(f"{name} is empty.", hint="Give a file that holds the article's text.")
    return data


def _sniffed(data: bytes) -> str:
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"{") and data.rstrip().endswith(b"}"):
        return "json"
    if head.startswith((b"---\n", b"---\r\n")):
        return "markdown"
    return "html" if any(mark in head for mark in _PAGE_MARKS) else "text"
