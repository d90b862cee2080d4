"""Builds the file of a job, line by line on the disk; only names and sizes are held in memory."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Self, cast

from briefkit.store.provider_jobs import IntendedLine

__all__ = ["Caps", "JobFile"]


@dataclass(frozen=True, kw_only=True)
class Caps:
    """What a job may hold; by default what OpenAI allows."""

    requests: int = 50_000
    bytes: int = 200_000_000


class JobFile:
    """Lines that are to become one job. To be closed in the end: the file goes with it."""

    def __init__(self, caps: Caps) -> None:
        self.lines: list[IntendedLine] = []
        self.bytes = 0
        self._caps = caps
        self._keys: set[str] = set()
        self._hash = hashlib.sha256()
        self._file = tempfile.TemporaryFile(prefix="briefkit-")  # noqa: SIM115 - closed by `close`

    @property
    def sha256(self) -> str:
        """Return the hash of what is in the file so far."""
        return self._hash.hexdigest()

    @property
    def file(self) -> BinaryIO:
        """Return the file, to be read from its start."""
        self._file.flush()
        return cast("BinaryIO", self._file)

    def fits(self, line: bytes) -> bool:
        """Tell whether a line may be added."""
        return len(self.lines) < self._caps.requests and self.bytes + len(line) <= self._caps.bytes

    def add(self, intended: IntendedLine, line: bytes) -> None:
        """Add a line; a request that the file has already is not asked twice."""
        if intended.key in self._keys:
            return
        self._keys.add(intended.key)
        self.lines.append(intended)
        self.bytes += len(line)
        self._hash.update(line)
        self._file.write(line)

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
