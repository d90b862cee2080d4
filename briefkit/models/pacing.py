"""Lets requests to one endpoint go when it is their turn. The only owner of rate limits; retries are `retrying`'s.

`metering` decides; here one waits, first come first served. One `Pace` is shared by all that ask one endpoint.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from briefkit.models.metering import Limits, Pacer, Told, read_limits

__all__ = ["Limits", "LongCoolDown", "Pace", "Pacing", "Turn"]


class LongCoolDown(Exception):
    """Say that the endpoint wants a longer pause than the asker would wait for."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds

    def __reduce__(self) -> tuple[type[LongCoolDown], tuple[float]]:
        """Let it be raised in another process."""
        return LongCoolDown, (self.seconds,)


@dataclass(order=True)
class _Waiter:
    place: int
    most_wait: float = field(compare=False)
    tokens: float = field(compare=False)
    future: asyncio.Future[float] = field(compare=False)

    @property
    def gone(self) -> bool:
        return self.future.done() or self.future.get_loop().is_closed()


class Pacing(Protocol):
    """What a model is told by when it may send: a `Pace` of this process, or one that stands elsewhere."""

    only_pauses: bool

    async def enter(
        self, size: int, most_output: int, *, place: int | None = None, most_wait: float = math.inf
    ) -> Turn:
        """Wait for a request's turn. Raises as `Pace` does."""
        ...

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learn from the headers of an answer."""
        ...

    def answered(self, turn: Turn, used: tuple[int, int] | None) -> None:
        """Take the tokens that a turn used."""
        ...

    def refused(self, turn: Turn, wait: float | None) -> None:
        """Let all wait."""
        ...

    def leave(self) -> None:
        """Make room for another request."""
        ...


class Pace:
    """Let requests to one endpoint go one after the other, as fast as it allows. For any number of event loops.

    A request that is refused waits for its next turn at its old place and uses up no attempt, and refusals
    without an order make everybody slower. With `only_pauses` nothing is paced: the pauses that the server asks
    for are kept by all, and a refusal uses up an attempt.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        only_pauses: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.only_pauses = only_pauses
        self._clock = clock
        self._pacer = Pacer(limits, window=math.inf) if only_pauses else Pacer(limits)
        self._lock = threading.RLock()
        self._places = itertools.count()
        self._waiters: list[_Waiter] = []
        self._alarm: tuple[asyncio.AbstractEventLoop | None, float] = (None, math.inf)

    def __reduce__(self) -> tuple[Callable[..., Pace], tuple[Limits, bool]]:
        """Let another process begin with the same limits; what was learnt and who waits stays here."""
        return _again, (self._pacer.limits, self.only_pauses)

    @property
    def limits(self) -> Limits:
        """Return the limits as known by now."""
        return self._pacer.per_minute

    async def enter(
        self, size: int, most_output: int, *, place: int | None = None, most_wait: float = math.inf
    ) -> Turn:
        """Wait for a request's turn; `size` is in bytes, `most_output` in tokens, `place` that of an earlier turn.

        Raises:
            LongCoolDown: when the endpoint wants a pause of more than `most_wait` seconds.

        """
        with self._lock:
            tokens = self._pacer.estimate(size, most_output)
            place = next(self._places) if place is None else place
            future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiters, _Waiter(place, most_wait, tokens, future))
            self._move_up()
        try:
            sent = await future
        except asyncio.CancelledError:
            self._give_up(future)
            raise
        return Turn(place, sent, size, tokens)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learn from the headers of an answer, also of a refusal."""
        self.told({} if self.only_pauses else read_limits(headers))

    def told(self, limits: Mapping[str, Told]) -> None:
        """Learn limits that headers told."""
        if limits:
            with self._lock:
                self._pacer.told(limits)

    def answered(self, turn: Turn, used: tuple[int, int] | None) -> None:
        """Correct a turn's estimate by the tokens of question and answer, None where nobody counted them."""
        with self._lock:
            self._pacer.answered(turn.sent, size=turn.size, estimated=turn.tokens, used=used)

    def refused(self, turn: Turn, wait: float | None) -> None:
        """Let all wait; `wait` is what the server asked for, in seconds."""
        with self._lock:
            if not self.only_pauses:
                self._pacer.refused(self._clock(), turn.sent, tokens=turn.tokens, wait=wait)
            elif wait:
                self._pacer.hold(self._clock(), wait)

    def leave(self) -> None:
        """Make room for another request."""
        with self._lock:
            self._pacer.leave()
            self._move_up()

    def _give_up(self, future: asyncio.Future[float]) -> None:
        """Clear up behind a waiter that was cancelled, perhaps in the moment its turn came."""
        had_its_turn = future.done() and not future.cancelled() and future.exception() is None
        with self._lock:
            if had_its_turn:
                self._pacer.leave()
            self._move_up()

    def _move_up(self) -> None:
        """Let waiters go in their order, as far as there is room; wake up when there is room again."""
        now = self._clock()
        self._dismiss(now)
        while self._waiters:
            first = self._waiters[0]
            wait = 0.0 if first.gone else self._pacer.wait(now)
            if wait:
                self._set_alarm(now, wait, first.future.get_loop())
                return
            heapq.heappop(self._waiters)
            if not first.gone:
                self._pacer.enter(now, first.tokens)
                _settle(first.future, lambda future: future.set_result(now), self.leave)

    def _dismiss(self, now: float) -> None:
        """Send those away who would have to wait for longer than they want."""
        pause = self._pacer.cool_down(now)
        if not any(waiter.most_wait < pause for waiter in self._waiters):
            return
        for waiter in self._waiters:
            if waiter.most_wait < pause and not waiter.gone:
                _settle(waiter.future, lambda future: future.set_exception(LongCoolDown(pause)))
        self._waiters = [waiter for waiter in self._waiters if waiter.most_wait >= pause]
        heapq.heapify(self._waiters)

    def _set_alarm(self, now: float, wait: float, loop: asyncio.AbstractEventLoop) -> None:
        """Wake up in the first waiter's loop; nothing to do where that is going to happen early enough."""
        ringing_in, rings_at = self._alarm
        if math.isinf(wait) or (ringing_in is loop and now < rings_at <= now + wait):
            return
        if _running_loop() is not loop:
            loop.call_soon_threadsafe(self._ring)
            return
        self._alarm = (loop, now + wait)
        loop.call_later(wait, self._ring, self._alarm)

    def _ring(self, alarm: object = None) -> None:
        with self._lock:
            if alarm == self._alarm:  # an earlier one may have been set since
                self._alarm = (None, math.inf)
            self._move_up()


def _again(limits: Limits, only_pauses: bool) -> Pace:
    return Pace(limits, only_pauses=only_pauses)


@dataclass(frozen=True)
class Turn:
    """One request under way: to be told what becomes of it, and left in any case."""

    place: int
    """The place in the queue, which a request that was refused keeps."""
    sent: float
    """When, by the pace's clock."""
    size: int
    """Bytes of the question."""
    tokens: float
    """Estimate of question and answer."""


def _settle(
    future: asyncio.Future[float],
    settle: Callable[[asyncio.Future[float]], None],
    otherwise: Callable[[], None] = lambda: None,
) -> None:
    """Settle a future in its own event loop; do something else where nobody waits for it any more."""

    def act() -> None:
        if future.done():
            otherwise()
        else:
            settle(future)

    loop = future.get_loop()
    if _running_loop() is loop:
        act()
    else:
        loop.call_soon_threadsafe(act)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
