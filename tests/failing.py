"""Makes one operation of a run fail: a statement or commit of a store, a touch of its lock, or a request."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Literal

import pytest

import briefkit.store.lock
from briefkit.errors import Unreachable
from briefkit.models import Capabilities
from briefkit.schema import Reply, Request, Usage

How = Literal["before", "after", "gone"]
"""`before`: it is not done, and says so; `after`: it is done, and denies it; `gone`: nothing works any more."""


class Operations:
    """Count the operations of a run, and let the n-th fail."""

    def __init__(self, nth: int = 0, how: How = "before") -> None:
        self.count = 0
        self.failed = ""
        self._nth, self._how = nth, how
        self._lock = threading.Lock()

    @contextmanager
    def doing(self, what: str, error: Exception) -> Iterator[None]:
        """Stand around an operation; it may not come to it, or not be told that it was done."""
        with self._lock:
            self.count += 1
            is_it = self.count == self._nth or (self._how == "gone" and 0 < self._nth < self.count)
        if is_it:
            self.failed = self.failed or what
        if is_it and self._how != "after":
            raise error
        yield
        if is_it:
            raise error

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Let every store that is opened from now on, and its lock, ask here first."""
        connect, operations = sqlite3.connect, self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                with operations.doing(sql, sqlite3.OperationalError("disk I/O error")):
                    return super().execute(sql, *values)

            def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
                with operations.doing(sql, sqlite3.OperationalError("disk I/O error")):
                    return super().executemany(sql, *values)

        def watched(name: str) -> Any:
            def call(*given: Any) -> Any:
                with operations.doing(name, OSError(errno.EIO, "Input/output error")):
                    return getattr(os, name)(*given)

            return call

        touched = {name: watched(name) for name in ("open", "ftruncate", "pwrite")}
        patch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Connection))
        patch.setattr(briefkit.store.lock, "os", SimpleNamespace(**{**vars(os), **touched}))


class Sending:
    """A model that answers with the number of the edition, whose sends are operations; it notes what it answered."""

    name = "scripted"
    host = "local"
    capabilities = Capabilities(local=True)

    def __init__(self, operations: Operations, answered: list[str]) -> None:
        self._operations = operations
        self._answered = answered

    async def answer(self, request: Request) -> Reply:
        """Return an answer after a turn of the loop, so that others are in flight meanwhile."""
        key = request.key(self.name)
        await asyncio.sleep(0)
        with self._operations.doing("send", Unreachable("the connection broke.")):
            self._answered.append(key)
        said = request.messages[-1].content.rsplit("Edition ", 1)[1].split()[0]
        usage = Usage(requests=1, attempts=1, input_tokens=900, output_tokens=300)
        return Reply(text=f"{request.purpose} {said}", usage=usage, model=self.name, host=self.host)

    async def aclose(self) -> None:
        """Release nothing."""


@contextmanager
def full_at(size: int) -> Iterator[None]:
    """Let no file grow beyond some bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
