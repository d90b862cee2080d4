"""Drive plans: send their requests through the gates to a model, hand back the replies. Decides nothing about briefs.

Blocking callers are served by one event loop in a daemon thread, so `run` works in scripts and inside a notebook's
running loop alike, connections outlive a call, and a process never waits for the thread to end.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar, cast

from briefkit.errors import BriefkitError, BudgetExceeded, ModelError
from briefkit.models import Model
from briefkit.plan import Step
from briefkit.schema import Failure, Reply, Request, Usage

__all__ = ["Event", "Gate", "Runner", "block_on", "failed_reply"]

_Out = TypeVar("_Out")


class Gate(Protocol):
    """Stand before and after every request, such as a cache or a budget. Small, synchronous."""

    def before(self, request: Request) -> Reply | None:
        """Return a reply to use instead of asking, or None to go on.

        Raises:
            BudgetExceeded: when the request must not be sent.

        """
        ...

    def after(self, request: Request, reply: Reply) -> None:
        """Take note of what came back, also where it is a failure."""
        ...


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something to show while a plan runs."""

    kind: Literal["asked", "answered"]
    purpose: str
    """What the request is for, in words."""
    done: int
    """Requests answered so far."""
    total: int | None
    """Requests in all, None: plans decide as they go."""
    usage: Usage
    """What was spent so far."""
    seconds: float
    """Since the plan began."""


class Runner:
    """Run plans on one model. Safe to use from several tasks at once."""

    def __init__(
        self, model: Model, *, gates: Sequence[Gate] = (), on_event: Callable[[Event], None] | None = None
    ) -> None:
        self.model = model
        self._gates = tuple(gates)
        self._on_event: Callable[[Event], None] = on_event or (lambda event: None)

    async def arun(self, plan: Step[_Out]) -> _Out:
        """Return what a plan returns: a result, or the report of a second opinion.

        Raises:
            ModelError: when no other article would fare better: wrong key, wrong address, no payment.
            ConfigurationError: when nothing could be sent.

        """
        progress = _Progress(self._on_event)
        try:
            requests = next(plan)
            while True:
                requests = plan.send(await self._answer_all(requests, progress))
        except StopIteration as end:
            return cast("_Out", end.value)

    def run(self, plan: Step[_Out]) -> _Out:
        """Return what a plan returns, blocking. Raises as `arun` does."""
        return block_on(self.arun(plan))

    async def _answer_all(self, requests: Sequence[Request], progress: _Progress) -> list[Reply]:
        tasks = [asyncio.ensure_future(self._answer(request, progress)) for request in requests]
        try:
            return list(await asyncio.gather(*tasks))
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    async def _answer(self, request: Request, progress: _Progress) -> Reply:
        progress.asked(request)
        passed: list[Gate] = []
        try:
            reply = self._before(request, passed)
            if reply is None:
                reply = await self.model.answer(request)
        except (ModelError, BudgetExceeded) as error:
            reply = failed_reply(error)
            if error.stops_run and not isinstance(error, BudgetExceeded):
                self._after(request, reply, passed)
                raise
        except BaseException:
            self._after(request, failed_reply(BriefkitError("the run was stopped.")), passed)
            raise
        self._after(request, reply, passed)
        progress.answered(request, reply)
        return reply

    def _before(self, request: Request, passed: list[Gate]) -> Reply | None:
        for gate in self._gates:
            reply = gate.before(request)
            if reply is not None:
                return reply.model_copy(update={"cached": True})
            passed.append(gate)
        return None

    def _after(self, request: Request, reply: Reply, passed: Sequence[Gate]) -> None:
        """Tell the gates that let the request through, the innermost first."""
        for gate in reversed(passed):
            gate.after(request, reply)


class _Progress:
    """Count, and tell whoever watches."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self._began = time.monotonic()
        self._done = 0
        self._usage = Usage()

    def asked(self, request: Request) -> None:
        self._send("asked", request)

    def answered(self, request: Request, reply: Reply) -> None:
        self._done += 1
        self._usage += reply.usage if not reply.cached else Usage(cached=1)
        self._send("answered", request)

    def _send(self, kind: Literal["asked", "answered"], request: Request) -> None:
        seconds = time.monotonic() - self._began
        self._tell(
            Event(
                kind=kind,
                purpose=request.purpose,
                done=self._done,
                total=None,
                usage=self._usage,
                seconds=seconds,
            )
        )


def failed_reply(error: BriefkitError) -> Reply:
    """Return what stands for the answer that did not come."""
    attempts = getattr(error, "attempts", 0)
    failure = Failure.of(error)
    return Reply(text="", finish="failed", failure=failure, usage=Usage(requests=1, attempts=attempts))


class _Loop:
    """The event loop of blocking callers, made on first use and again in a forked child."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pid = 0

    def get(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                self._loop = asyncio.new_event_loop()
                self._pid = os.getpid()
                threading.Thread(target=self._loop.run_forever, name="briefkit", daemon=True).start()
            return self._loop


_LOOP = _Loop()


def block_on(coroutine: Coroutine[Any, Any, _Out]) -> _Out:
    """Return what a coroutine returns, waiting for it; Ctrl-C cancels it and leaves at once."""
    future = asyncio.run_coroutine_threadsafe(coroutine, _LOOP.get())
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise
