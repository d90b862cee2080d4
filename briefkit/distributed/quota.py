"""What all workers of a run share: its budget, its rate limits, and whether it goes on. One for the cluster.

Knows nothing of Ray: an actor holds it, and the workers' ends are in `sharing`. Workers send what happened in batches,
as many as came up while the last batch was under way, so that one quota serves any number of them.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from briefkit.errors import BudgetExceeded
from briefkit.models.pacing import Limits, LongCoolDown, Pace, Turn
from briefkit.schema import Failure

__all__ = ["Answered", "Enter", "Event", "Given", "Grant", "Learn", "Leave", "Quota", "Reading", "Refused"]

_POLL_SECONDS = 10.0
"""How long a worker waits for turns before it asks again."""
_LOST_SECONDS = 60.0
"""After so long without a word a worker is taken for lost, and its places are free; workers write every second."""
_PORTIONS = 8
"""How many portions there are of what is left for each worker: portions shrink as the budget does, so that at its
end little is held by those who do not need it."""


@dataclass(frozen=True)
class Enter:
    """A request waits for its turn."""

    number: int
    size: int
    most_output: int
    place: int | None
    most_wait: float


@dataclass(frozen=True)
class Learn:
    """An answer told limits."""

    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answered:
    """A turn used so many tokens."""

    turn: Turn
    used: tuple[int, int] | None


@dataclass(frozen=True)
class Refused:
    """A turn was refused, perhaps with a wait in seconds."""

    turn: Turn
    wait: float | None


@dataclass(frozen=True)
class Leave:
    """A turn is over, or nobody needs it any more."""


Event = Enter | Learn | Answered | Refused | Leave


@dataclass(frozen=True)
class Given:
    """A turn that has come, or the pause in seconds that is too long for who waits."""

    number: int
    turn: Turn | None
    pause: float = 0.0


@dataclass(frozen=True)
class Grant:
    """A portion of the budget, to be used up in any way."""

    tokens: int
    usd: float


@dataclass(frozen=True)
class Reading:
    """How far the input is read."""

    read: int = 0
    skipped: int = 0
    finished: bool = False
    """Whether that was its end, or as much as was wanted."""


@dataclass
class _Seat:
    """One process of a worker: what it waits for, and the turns it has."""

    worker: str
    heard: float
    waiting: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    held: int = 0

    def take(self) -> list[Given]:
        given, self.given = self.given, []
        self.arrived.clear()
        return given


class Quota:
    """Hold the limits of a run. None means no limit, but what an endpoint's answers tell counts all the same."""

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        tokens: int | None = None,
        usd: float | None = None,
        workers: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pace = Pace(limits)
        self._tokens = tokens
        self._usd = usd
        self._granted = Grant(0, 0.0)
        self._workers = workers
        self._clock = clock
        self._seats: dict[str, _Seat] = {}
        self._stopped: Failure | None = None
        self._reading = Reading()
        self._begun: Counter[str] = Counter()

    async def begin(self, name: str) -> int:
        """Note that a part or an article is begun, and return how often it was."""
        self._begun[name] += 1
        return self._begun[name]

    async def sit(self, worker: str, life: str) -> None:
        """Note that a worker began, perhaps anew: what its earlier processes held is free again."""
        for former in [name for name, seat in self._seats.items() if seat.worker == worker and name != life]:
            self._clear(former)
        self._seat(life, worker)

    async def watch(self, life: str) -> Failure | None:
        """Hear that a process is alive, and return why the run is to stop, if it is."""
        self._seat(life)
        now = self._clock()
        for lost in [name for name, seat in self._seats.items() if now - seat.heard > _LOST_SECONDS]:
            self._clear(lost)
        return self._stopped

    async def exchange(self, life: str, events: Sequence[Event]) -> list[Given]:
        """Take what happened in a process, in order; return the turns that came for it at once."""
        seat = self._seat(life)
        for event in events:
            self._take(seat, event)
        await asyncio.sleep(0)  # whose turn it is has it by now
        return seat.take()

    async def turns(self, life: str) -> list[Given]:
        """Wait for turns; after some time return none."""
        seat = self._seat(life)
        with suppress(TimeoutError):
            await asyncio.wait_for(seat.arrived.wait(), _POLL_SECONDS)
        seat.heard = self._clock()
        return seat.take()

    async def grant(self, tokens: int, usd: float) -> Grant | None:
        """Return a portion of the budget that holds at least so much, None where that is not left: the run stops.

        What is granted counts as spent, so the limit holds whatever becomes of the worker.
        """
        if self._stopped is not None:
            return None
        portion = Grant(
            int(_portion(tokens, self._tokens, self._granted.tokens, self._workers)),
            _portion(usd, self._usd, self._granted.usd, self._workers),
        )
        granted = Grant(self._granted.tokens + portion.tokens, self._granted.usd + portion.usd)
        for limit, sum_of, unit in (
            (self._tokens, granted.tokens, "tokens"),
            (self._usd, granted.usd, "US dollars"),
        ):
            if limit is not None and sum_of > limit:
                await self.stop(_exceeded(f"{limit:,} {unit}"))
                return None
        self._granted = granted
        return portion

    async def stop(self, reason: Failure) -> None:
        """Let no more articles be begun; the first reason counts."""
        self._stopped = self._stopped or reason

    async def note_reading(self, reading: Reading) -> Failure | None:
        """Take how far the input is read; return why the run is to stop, if it is."""
        self._reading = reading
        return self._stopped

    async def reading(self) -> Reading:
        """Return how far the input is read."""
        return self._reading

    def _seat(self, life: str, worker: str = "") -> _Seat:
        seat = self._seats.setdefault(life, _Seat(worker, self._clock()))
        seat.heard = self._clock()
        return seat

    def _clear(self, life: str) -> None:
        seat = self._seats.pop(life)
        for task in seat.waiting.values():
            task.cancel()
        for _ in range(seat.held):
            self._pace.leave()
        seat.held = 0

    def _take(self, seat: _Seat, event: Event) -> None:
        match event:
            case Enter():
                seat.waiting[event.number] = asyncio.ensure_future(self._enter(seat, event))
            case Learn():
                self._pace.learn(event.headers)
            case Answered():
                self._pace.answered(event.turn, event.used)
            case Refused():
                self._pace.refused(event.turn, event.wait)
            case Leave():
                if seat.held:
                    seat.held -= 1
                    self._pace.leave()

    async def _enter(self, seat: _Seat, event: Enter) -> None:
        try:
            turn = await self._pace.enter(
                event.size, event.most_output, place=event.place, most_wait=event.most_wait
            )
        except LongCoolDown as pause:
            seat.given.append(Given(event.number, None, pause.seconds))
        else:
            seat.held += 1
            seat.given.append(Given(event.number, turn))
        finally:
            seat.waiting.pop(event.number, None)
        seat.arrived.set()


def _portion(need: float, limit: float | None, granted: float, workers: int) -> float:
    if limit is None:
        return 0.0
    return max(need, (limit - granted) / (_PORTIONS * workers))


def _exceeded(limit: str) -> Failure:
    return Failure(
        code=BudgetExceeded.code,
        message=f"the next request could pass the limit of {limit}.",
        hint="Raise the limit, or run again later: what is paid for is kept.",
        retryable=False,
    )
