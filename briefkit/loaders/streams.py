"""Bytes that can be opened: a file, a member of an archive, standard input; unpacked where they are packed.

Knows nothing of formats.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from briefkit.errors import InputError
from briefkit.loaders.compression import PACKINGS, packing_of, unpack

__all__ = ["Stream", "go_to", "named", "of_file", "of_stdin"]

_HEAD = 8192
"""Bytes by which a format is told."""
_CHUNK = 65_536
_STEP = 64
"""Bytes asked for at a time where the packed ones end in the middle: what was asked for with them is lost."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """Bytes by name; each `open` begins anew, except for standard input."""

    name: str
    """How messages call it."""
    ending: str
    """Ending of its name, in lower case, without that of the packing: `.jsonl` for `a.jsonl.gz`."""
    head: bytes
    """The first unpacked bytes, by which a format is told."""
    packing: str | None
    """How it is packed, None where it is not."""
    open_packed: Callable[[], BinaryIO]
    """Opens the bytes as they lie there."""
    path: Path | None = None
    """The file, where the bytes are one of their own."""

    def open(self, offset: int = 0) -> BinaryIO:
        """Open the unpacked bytes, from an offset on.

        Raises:
            InputError: when they cannot be opened or unpacked.

        """
        packed = self.open_packed()
        opened = packed if self.packing is None else unpack(packed, self.packing, name=self.name)
        go_to(opened, offset)
        return opened


def of_file(path: Path) -> Stream:
    """Return the bytes of a file.

    Raises:
        InputError: when it cannot be opened.

    """
    return named(path.name, lambda: _opened(path), path=path)


def named(name: str, open_packed: Callable[[], BinaryIO], *, path: Path | None = None) -> Stream:
    """Return bytes under a name; their packing is told by the name, else by the first bytes.

    Raises:
        InputError: when they cannot be opened or unpacked.

    """
    with open_packed() as opened:
        first = opened.read(_HEAD)
    outer = Path(name.lower()).suffix
    packing = PACKINGS.get(outer) or packing_of(first)
    inner = Path(Path(name.lower()).stem).suffix if outer in PACKINGS else outer
    return Stream(
        name=name,
        ending=inner,
        head=_unpacked_head(first, packing, name=name),
        packing=packing,
        open_packed=open_packed,
        path=None if packing else path,
    )


def of_stdin() -> Stream:
    """Return the bytes of standard input, which can be read once."""
    standard = io.BufferedReader(_Counted(sys.stdin.buffer), _HEAD)
    first = standard.peek()
    packing = packing_of(first)
    name = "standard input"
    return Stream(
        name=name,
        ending="",
        head=_unpacked_head(first, packing, name=name),
        packing=packing,
        open_packed=lambda: standard,
    )


def _unpacked_head(first: bytes, packing: str | None, *, name: str) -> bytes:
    if packing is None:
        return first
    unpacked, out = unpack(io.BytesIO(first), packing, name=name), b""
    with suppress(InputError):  # cut off, as it must be
        while len(out) < _HEAD and (data := unpacked.read(_STEP)):
            out += data
    return out[:_HEAD]


class _Counted(io.RawIOBase):
    """Standard input with a position, which a pipe has not."""

    def __init__(self, standard: BinaryIO) -> None:
        self._standard = standard
        self._count = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._count

    def readinto(self, buffer: Any) -> int:
        data = self._read1(len(buffer))
        self._count += len(data)
        buffer[: len(data)] = data
        return len(data)

    def _read1(self, size: int) -> bytes:
        """Return what is there, without waiting for more."""
        read: Callable[[int], bytes] = getattr(self._standard, "read1", self._standard.read)
        return read(size)


def go_to(opened: BinaryIO, offset: int) -> None:
    """Go to an offset of bytes just opened: at once where that can be, else by reading."""
    if offset and opened.seekable():
        opened.seek(offset)
        return
    while offset > 0 and (data := opened.read(min(offset, _CHUNK))):
        offset -= len(data)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InputError(f"there is no file {str(path)!r}.", hint="Check the path.") from None
    except PermissionError:
        raise InputError(f"{str(path)!r} may not be read.", hint="Check its permissions.") from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise InputError(f"{str(path)[:80]!r} cannot be read: {error}.", hint="Check the path.") from None
