"""The course of a run: how far it is, what is in flight, and whether to go on. Reads and writes nothing."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

from briefkit.batch.tally import Tally
from briefkit.errors import BriefkitError, BudgetExceeded
from briefkit.schema import Result

__all__ = ["Course"]

_Out = TypeVar("_Out")

_LOOK_SECONDS = 0.05
"""How often a run that stops looks whether something is still to arrive."""
_UNFRUITFUL = 5
"""Articles in a row that no answer came for, from which the trouble is not with articles."""


class Course:
    """Count, hold the tasks in flight, and know whether to stop. Used from the loop's thread only."""

    def __init__(self, on_tally: Callable[[Tally], None], *, grace: float) -> None:
        self.tally = Tally()
        self.reason: BriefkitError | None = None
        self._on_tally = on_tally
        self._grace = grace
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sleepers: list[Callable[[], None]] = []
        self._busy = 0
        self._unfruitful = 0
        self._began = time.monotonic()

    @property
    def stopping(self) -> bool:
        """Tell whether no more articles are to be begun."""
        return self._stop.is_set()

    @property
    def outcome(self) -> str:
        """Return how the run ends, in a word for the store."""
        if not self.stopping:
            return "finished"
        return self.reason.code if self.reason else "interrupted"

    def stop(self, reason: BriefkitError | None) -> None:
        """Begin no more articles; the first reason counts."""
        self.reason = self.reason or reason
        self._stop.set()
        for wake in self._sleepers:
            wake()

    def give_up(self) -> None:
        """Wait for nothing more that is in flight."""
        self._grace = 0.0
        self.stop(None)

    async def unless_stopped(self, work: Awaitable[_Out]) -> _Out | None:
        """Return what some work returns; None as soon as a stop is asked for, whatever becomes of the work."""
        going, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({going, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return going.result() if going.done() else None
        finally:
            going.cancel()
            stopping.cancel()

    def when_stopped(self, wake: Callable[[], None]) -> None:
        """Call something as soon as a stop is asked for, so that nobody waits for what will not come."""
        self._sleepers.append(wake)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let some work fly."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def may_send(self) -> None:
        """Go on at once, but once a stop is asked for, wait to be given up: nothing more is to be paid for."""
        if self.stopping:
            await asyncio.get_running_loop().create_future()

    @contextmanager
    def busy(self) -> Generator[None]:
        """Be waited for when the run stops: a request that is out, or an outcome that is being written."""
        self.wait_for(1)
        try:
            yield
        finally:
            self.wait_for(-1)

    def wait_for(self, more: int) -> None:
        """Wait for one more thing, or for one less, when the run stops."""
        self._busy += more

    async def land(self) -> None:
        """Wait for all that is in flight; once a stop is asked for, no longer than the grace time."""
        stopping = asyncio.ensure_future(self._stop.wait())
        while self._tasks and not stopping.done():
            await asyncio.wait({*self._tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await self._quiet()
        await self.ground()

    async def _quiet(self) -> None:
        """Wait until nothing arrives any more: seen twice, because who was answered first has to wake up."""
        still, began = 0, time.monotonic()
        while self._tasks and still < 2 and time.monotonic() - began < self._grace:
            await asyncio.sleep(_LOOK_SECONDS)
            still = 0 if self._busy else still + 1

    async def ground(self) -> None:
        """Give up what is still in flight."""
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*set(self._tasks), return_exceptions=True)

    def tell(self, **counts: int) -> None:
        """Raise some counts, and tell whoever watches."""
        self.tally = dataclasses.replace(
            self.tally.plus(**counts), in_flight=len(self._tasks), seconds=time.monotonic() - self._began
        )
        self._on_tally(self.tally)

    def answered(self, result: Result | None) -> None:
        """Count what an article came to, and what it cost."""
        self._unfruitful = 0
        self._spend(result)
        self.tell(**{result.status if result else "failed": 1})

    def unanswered(self, result: Result | None, *, code: str, message: str) -> None:
        """Count an article that no answer came for; stop where the budget is reached, or nobody is answered."""
        self._spend(result)
        self.tell(left=1)
        if code == BudgetExceeded.code:
            self.stop(
                BudgetExceeded(message, hint="Raise the limit, or run again later: what is paid for is kept.")
            )
            return
        self._unfruitful += 1
        if self._unfruitful >= _UNFRUITFUL:
            self.stop(
                _NoAnswers(
                    f"no answer came for {_UNFRUITFUL} articles in a row: {message}",
                    hint="See to the endpoint; the same command goes on where it stopped.",
                )
            )

    def _spend(self, result: Result | None) -> None:
        if result is not None:
            self.tally = self.tally.with_result(result)


class _NoAnswers(BriefkitError):
    """Say that the endpoint answers nobody."""

    code = "model.unreachable"
