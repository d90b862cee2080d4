"""The moment before a request goes out: who keeps books of requests is told then, and not while they wait.

A model that says so in its capabilities enters `sending` around everything that it sends. It knows no store.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from contextvars import ContextVar

__all__ = ["Noting", "noted_by", "sending"]

Noting = Callable[[], AbstractAsyncContextManager[None]]
"""Returns what stands around one send: entering it may take as long as a disk takes, and may never end in a stop."""

_NOTING: ContextVar[Noting] = ContextVar("noting", default=nullcontext)


def sending() -> AbstractAsyncContextManager[None]:
    """Return what has to stand around one send of the request that this task asks."""
    return _NOTING.get()()


@contextmanager
def noted_by(noting: Noting) -> Generator[None]:
    """Have every send of this task noted."""
    token = _NOTING.set(noting)
    try:
        yield
    finally:
        _NOTING.reset(token)
