"""Cuts bytes into lines with their offsets, in constant memory. Two- and four-byte encodings become UTF-8 first."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from briefkit.errors import InputError
from briefkit.loaders.decoding import decode
from briefkit.loaders.positions import Mark
from briefkit.loaders.sources import MAX_PAGE_BYTES
from briefkit.loaders.streams import Stream

__all__ = ["Line", "encoding_of", "is_wide", "iter_lines", "open_narrow"]

_SAMPLE = 1_000_000
"""Bytes by which an encoding is told; what comes behind is decoded strictly, never guessed again."""
_WIDE = ("utf-16", "utf-32")


class Line(NamedTuple):
    """A line with its ending; `data` is None where it is longer than any record."""

    data: bytes | None
    after: Mark
    """Where the next one begins."""


def iter_lines(opened: BinaryIO, after: Mark) -> Iterator[Line]:
    """Yield the lines of an opened stream that stands at a mark."""
    offset, number = after
    while data := opened.readline(MAX_PAGE_BYTES):
        offset += len(data)
        is_whole = data.endswith(b"\n") or len(data) < MAX_PAGE_BYTES
        is_long = not is_whole
        while not is_whole and (rest := opened.readline(MAX_PAGE_BYTES)):
            offset += len(rest)
            is_whole = rest.endswith(b"\n")
        number += 1
        yield Line(None if is_long else data, Mark(offset, number))


def encoding_of(stream: Stream, given: str | None) -> str:
    """Return the encoding of a text: the one given, else told by a mark or by a sample of its beginning.

    Raises:
        InputError: when there is no such encoding, or the bytes are no text.

    """
    if given is not None:
        try:
            return codecs.lookup(given).name
        except LookupError:
            hint = "Examples: utf-8, cp1252, latin-1, utf-16."
            raise InputError(f"{given!r} is no encoding that is known here.", hint=hint) from None
    sample = stream.head
    if stream.path is not None:
        with stream.open() as opened:
            sample = opened.read(_SAMPLE)
    return decode(_whole(sample), name=stream.name).encoding


def _whole(sample: bytes) -> bytes:
    """Return a sample without the character that it ends in the middle of."""
    if end := sample.rfind(b"\n") + 1:
        return sample[:end]
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(sample).encode()
    except UnicodeDecodeError:
        return sample


def is_wide(encoding: str) -> bool:
    """Tell whether a newline is more than one byte, so that offsets do not count bytes of the file."""
    return encoding.startswith(_WIDE)


def open_narrow(stream: Stream, encoding: str, offset: int = 0) -> tuple[BinaryIO, str]:
    """Open a text from an offset on, and return its encoding: one in which a newline is one byte.

    The offset counts bytes of what is returned.
    """
    if not is_wide(encoding):
        return stream.open(offset), encoding
    opened: BinaryIO = io.BufferedReader(_Recoded(stream.open(), encoding))
    while offset > 0 and (data := opened.read(min(offset, 65_536))):
        offset -= len(data)
    return opened, "utf-8"


class _Recoded(io.RawIOBase):
    """Text in UTF-8, whatever it was in before."""

    def __init__(self, opened: BinaryIO, encoding: str) -> None:
        self._opened = opened
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            data = self._opened.read(8192)
            self._ready = self._decoder.decode(data, final=not data).encode("utf-8", "replace")
            if not data:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        self._opened.close()
        super().close()
