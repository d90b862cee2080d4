"""Unpacks gzip, bzip2, xz and Zstandard as they are read, behind caps on size and on the ratio of the two.

Nothing is ever unpacked to disk or as a whole. What came before a damage or a cap has been handed over already.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO

from briefkit.errors import ConfigurationError, InputError

__all__ = ["MAX_RATIO", "MAX_UNPACKED_BYTES", "PACKINGS", "capped", "needed", "packing_of", "unpack"]

MAX_RATIO = 100
"""Most unpacked bytes for one packed: text packs to a fifth, logs and markup to a thirtieth."""
MAX_UNPACKED_BYTES = 1_000_000_000_000
"""Most bytes that any file may unpack to."""

_RATIO_COUNTS_FROM = 20_000_000
"""Unpacked bytes below which any ratio is harmless: a small file of blank lines packs to nothing."""
_ZSTD_CHUNK = 128
"""Packed bytes handed over at a time: one block unpacks to at most 128 kB, and has at least four bytes."""

PACKINGS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd", ".zstd": "zstd"}
"""Name of the packing, by the ending of a file's name."""
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}


def packing_of(head: bytes) -> str | None:
    """Return the name of the packing that some bytes begin with, None for none."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def unpack(packed: BinaryIO, packing: str, *, name: str) -> BinaryIO:
    """Return the unpacked bytes of a stream, to be read in order.

    Raises:
        ConfigurationError: when the packing needs a package that is not installed.

    """
    return io.BufferedReader(_Capped(_OPENERS[packing](packed), packed.tell, name=name, below=packed))


def capped(unpacked: Any, packed_bytes: Callable[[], int], *, name: str) -> BinaryIO:
    """Return the bytes of an unpacker behind the caps; `packed_bytes` says how many it has taken."""
    return io.BufferedReader(_Capped(unpacked, packed_bytes, name=name))


def needed(module: str) -> Any:
    """Return a module of the extra `archive`.

    Raises:
        ConfigurationError: when it is not installed.

    """
    try:
        return import_module(module)
    except ImportError:
        hint = "pip install 'briefkit[archive]'"
        raise ConfigurationError(
            f"this format needs the package {module.split('.')[0]}.", hint=hint
        ) from None


class _Capped(io.RawIOBase):
    """Pass bytes on and stop at a cap, at damage, and where the packed bytes end too early."""

    def __init__(
        self, unpacked: Any, packed_bytes: Callable[[], int], *, name: str, below: BinaryIO | None = None
    ) -> None:
        self._unpacked = unpacked
        self._packed_bytes = packed_bytes
        self._name = name
        self._below = below
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data: bytes = self._unpacked.read1(len(buffer))
        except EOFError:
            raise InputError(
                f"{self._name} ends in the middle: it was cut off.", hint="Copy or fetch it again."
            ) from None
        except (OSError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, _ZstdError) as error:
            raise InputError(
                f"{self._name} cannot be unpacked: {error}.", hint="Copy or fetch it again."
            ) from None
        self._count += len(data)
        self._refuse_bombs()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._unpacked.close()
        if self._below is not None:
            self._below.close()
        super().close()

    def _refuse_bombs(self) -> None:
        hint = "If you trust it, unpack it yourself and give the result."
        if self._count > MAX_UNPACKED_BYTES:
            raise InputError(f"{self._name} unpacks to more than {MAX_UNPACKED_BYTES:,} bytes.", hint=hint)
        if self._count > _RATIO_COUNTS_FROM and self._count > MAX_RATIO * max(self._packed_bytes(), 1):
            raise InputError(
                f"{self._name} unpacks to more than {MAX_RATIO} times its size, as no text does.", hint=hint
            )


class _ZstdError(Exception):
    """Say that Zstandard data is damaged."""


class _Zstd:
    """Read Zstandard frames and notice when the last is cut off, which the package's own reader does not."""

    def __init__(self, packed: BinaryIO) -> None:
        self._zstandard = needed("zstandard")
        self._packed = packed
        self._frame: Any = None
        self._left = b""
        self._out = memoryview(b"")

    def read1(self, size: int) -> bytes:
        while not self._out:
            if not self._advance():
                return b""
        data, self._out = self._out[:size], self._out[size:]
        return bytes(data)

    def close(self) -> None:
        self._frame = None

    def _advance(self) -> bool:
        chunk = self._left or self._packed.read(_ZSTD_CHUNK)
        self._left = b""
        if not chunk:
            if self._frame is not None:
                raise EOFError
            return False
        if self._frame is None:
            self._frame = self._zstandard.ZstdDecompressor().decompressobj()
        try:
            self._out = memoryview(self._frame.decompress(chunk))
        except self._zstandard.ZstdError as error:
            raise _ZstdError(str(error)) from None
        if self._frame.eof:
            self._left = self._frame.unused_data
            self._frame = None
        return True


def _gzip(packed: BinaryIO) -> Any:
    import gzip

    return gzip.GzipFile(fileobj=packed, mode="rb")


def _bzip2(packed: BinaryIO) -> Any:
    import bz2

    return bz2.BZ2File(packed)


def _xz(packed: BinaryIO) -> Any:
    return lzma.LZMAFile(packed)


_OPENERS: dict[str, Callable[[BinaryIO], Any]] = {
    "gzip": _gzip,
    "bzip2": _bzip2,
    "xz": _xz,
    "zstd": _Zstd,
}
