"""The results of a run as an iterable, blocking or awaited; the store is opened and closed with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, nullcontext
from pathlib import Path
from typing import Protocol

from briefkit.job.inputs import Input
from briefkit.run import block_on
from briefkit.schema import Result, Tally
from briefkit.store import Store

__all__ = ["Results", "Running"]


class Running(Protocol):
    """One run over an input, whatever way its requests go."""

    def results(self, given: Input) -> AsyncGenerator[Result]:
        """Yield the results of the run as they come."""
        ...


class Results:
    """Results to be read once, with `for` or `async for`. Leaving early stops the run; the store keeps what came.

    Reading raises `Stopped` where the run ended before its input did, `StoreError` where the store failed.
    """

    def __init__(
        self,
        begin: Callable[[Store, Callable[[Tally], None]], Running],
        given: Input,
        store: Store | str | Path,
        on_tally: Callable[[Tally], None] | None = None,
    ) -> None:
        self.tally = Tally()
        self._begin = begin
        self._given = given
        self._store = store
        self._on_tally: Callable[[Tally], None] = on_tally or (lambda tally: None)
        self._step = asyncio.Lock()

    async def __aiter__(self) -> AsyncGenerator[Result]:
        opened = nullcontext(self._store) if isinstance(self._store, Store) else Store(self._store)
        with opened as store:
            async with aclosing(self._begin(store, self._tell).results(self._given)) as results:
                async for result in results:
                    yield result

    def __iter__(self) -> Iterator[Result]:
        results = self.__aiter__()
        try:
            while True:
                try:
                    yield block_on(self._next(results))
                except StopAsyncIteration:
                    return
        finally:
            block_on(self._close(results))

    async def _next(self, results: AsyncGenerator[Result]) -> Result:
        async with self._step:
            return await anext(results)

    async def _close(self, results: AsyncGenerator[Result]) -> None:
        """Close the results, once a step that was interrupted has come to its end."""
        async with self._step:
            await results.aclose()

    def _tell(self, tally: Tally) -> None:
        self.tally = tally
        self._on_tally(tally)
