"""A worker's ends of the quota: a pace and a purse that look like a process's own. Knows nothing of Ray."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from briefkit.budget import BudgetGate
from briefkit.distributed.quota import Answered, Enter, Event, Given, Grant, Learn, Leave, Refused
from briefkit.errors import BriefkitError, BudgetExceeded
from briefkit.models import Capabilities, Model
from briefkit.models.pacing import LongCoolDown, Turn
from briefkit.run import failed_reply
from briefkit.schema import Reply, Request

__all__ = ["Ask", "Funded", "SharedPace"]

Ask = Callable[..., Awaitable[Any]]
"""Calls a method of the quota by its name."""


class SharedPace:
    """Let requests go when the quota says so, among those of all workers. For one event loop.

    What happens is sent in batches: while one is under way, the next one gathers.
    """

    only_pauses = False

    def __init__(self, ask: Ask, life: str) -> None:
        self._ask = ask
        self._life = life
        self._numbers = itertools.count()
        self._waiting: dict[int, asyncio.Future[Given]] = {}
        self._outbox: list[Event] = []
        self._sending: asyncio.Task[None] | None = None
        self._polling: asyncio.Task[None] | None = None

    async def enter(
        self, size: int, most_output: int, *, place: int | None = None, most_wait: float = math.inf
    ) -> Turn:
        """Wait for a request's turn.

        Raises:
            LongCoolDown: when the endpoint wants a pause of more than `most_wait` seconds.
            BriefkitError: when the quota is gone.

        """
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self._tell(Enter(number, size, most_output, place, most_wait))
        given = await self._waiting[number]
        if given.turn is None:
            raise LongCoolDown(given.pause)
        return given.turn

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learn from the headers of an answer, also of a refusal."""
        telling = {name: value for name, value in headers.items() if "ratelimit" in name.lower()}
        if telling:
            self._tell(Learn(telling))

    def answered(self, turn: Turn, used: tuple[int, int] | None) -> None:
        """Correct a turn's estimate."""
        self._tell(Answered(turn, used))

    def refused(self, turn: Turn, wait: float | None) -> None:
        """Let all workers wait."""
        self._tell(Refused(turn, wait))

    def leave(self) -> None:
        """Make room for another request."""
        self._tell(Leave())

    def _tell(self, event: Event) -> None:
        self._outbox.append(event)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.ensure_future(self._send())

    async def _send(self) -> None:
        await asyncio.sleep(0)  # what happens in the same moment goes together
        while self._outbox:
            events, self._outbox = self._outbox, []
            self._deliver(await self._asked("exchange", events))
        if self._waiting and (self._polling is None or self._polling.done()):
            self._polling = asyncio.ensure_future(self._poll())

    async def _poll(self) -> None:
        while self._waiting:
            self._deliver(await self._asked("turns"))

    async def _asked(self, method: str, *words: Any) -> list[Given]:
        """Ask the quota; where it is gone, nobody waits any longer."""
        try:
            given: list[Given] = await self._ask(method, self._life, *words)
        except Exception as error:
            lost = BriefkitError(f"the run's quota cannot be reached: {type(error).__name__}.")
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(lost)
            self._waiting.clear()
            return []
        return given

    def _deliver(self, given: list[Given]) -> None:
        for each in given:
            future = self._waiting.pop(each.number, None)
            if future is not None and not future.done():
                future.set_result(each)
            elif each.turn is not None:  # who waited for it was given up
                self._tell(Leave())


class Funded:
    """A model whose requests are paid from portions of the run's budget, by the same gate as in one process."""

    def __init__(self, model: Model, gate: BudgetGate, ask: Ask) -> None:
        self._model = model
        self.gate = gate
        self._ask = ask
        self._turn = asyncio.Lock()
        self.name = model.name
        self.host = model.host
        self.capabilities: Capabilities = model.capabilities

    async def answer(self, request: Request) -> Reply:
        """Return the model's answer; raises as the model does.

        Raises:
            BudgetExceeded: when the request could pass the run's limit.

        """
        await self._reserve(request)
        try:
            reply = await self._model.answer(request)
        except BaseException as error:
            known = error if isinstance(error, BriefkitError) else BriefkitError("the run was stopped.")
            self.gate.after(request, failed_reply(known))
            raise
        self.gate.after(request, reply)
        return reply

    async def _reserve(self, request: Request) -> None:
        async with self._turn:  # the others may find enough in the portion that the first one gets
            while True:
                try:
                    self.gate.before(request)
                except BudgetExceeded:
                    await self._fill(request)
                else:
                    return

    async def _fill(self, request: Request) -> None:
        grant: Grant | None = await self._ask("grant", *self.gate.missing(request))
        if grant is None:
            raise BudgetExceeded("no more of the run's budget can be granted.")
        if self.gate.tokens is not None:
            self.gate.tokens += grant.tokens
        if self.gate.usd is not None:
            self.gate.usd += grant.usd

    async def aclose(self) -> None:
        """Release the model."""
        await self._model.aclose()
