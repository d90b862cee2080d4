"""What a file held before a place, in a hash: so that one that has only grown is read on at its old end.

Up to 4 MB all of it is hashed. Of more, samples are: whatever shifts what stands behind it, shows in the last of them;
what was changed in place, without changing its length, shows only where a sample lies on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["held_before"]

_WHOLE = 4 * 2**20
"""Bytes up to which all is hashed."""
_EDGE = 64 * 2**10
"""Bytes of the first and the last sample."""
_SAMPLES, _SAMPLE = 128, 4096
"""How many further samples there are, spread evenly, and the bytes of each: together they are read in milliseconds."""


def held_before(path: Path, offset: int) -> str | None:
    """Return a hash of what a file holds before an offset; None where no line ends there, or there is no such place."""
    try:
        with path.open("rb") as file:
            if not _ends_line(file, offset):
                return None
            seen = hashlib.sha256()
            for start, size in _samples(offset):
                file.seek(start)
                seen.update(file.read(size))
    except OSError:
        return None
    return seen.hexdigest()[:32]


def _ends_line(file: BinaryIO, offset: int) -> bool:
    """Tell whether the byte before an offset ends a line: else what was added may have made that line another."""
    if offset <= 0:
        return False
    file.seek(offset - 1)
    return file.read(1) == b"\n"


def _samples(offset: int) -> Iterator[tuple[int, int]]:
    if offset <= _WHOLE:
        yield 0, offset
        return
    yield 0, _EDGE
    for number in range(1, _SAMPLES + 1):
        yield offset * number // (_SAMPLES + 1), _SAMPLE
    yield offset - _EDGE, _EDGE
