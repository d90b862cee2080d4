"""The processes of a run, as their parent sees them: it hands out articles and grants what costs something.

Store, limits and budget stay here, so that there is one of each. A process that is killed costs the work that it had
in flight: another takes its place, and the store answers what was paid for.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, cast

from briefkit.batch.channel import Channel, Message, portable
from briefkit.batch.course import Course
from briefkit.batch.grants import Grants
from briefkit.batch.recording import StoredAttempts
from briefkit.batch.worker import Recipe
from briefkit.budget import BudgetGate
from briefkit.errors import BriefkitError, ConfigurationError
from briefkit.job import Job
from briefkit.schema import Article, Result
from briefkit.store import Outcome

__all__ = ["Processes"]

_LIVES = 3
"""Processes in which an article was in flight when they ended, from which it is left to a later run."""
_MOST_BARREN = 3
"""Processes that ended in a row without any outcome between, from which the trouble is not with one of them."""
_END_SECONDS = 1.0
"""How long a process may take to end when it sees that there is no more to do."""
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from briefkit.batch.worker import main; main()"
)
"""Started so and not by `multiprocessing`: that would run the user's script again, and needs a guard in it."""


class Lost(Exception):
    """Say that the process that worked on an article has ended."""


class _AllLost(BriefkitError):
    code = "process"
    stops_run = True


class Processes:
    """Brief articles in several processes; to be used as a context."""

    def __init__(
        self, job: Job, store: Path, *, count: int, attempts: StoredAttempts, course: Course
    ) -> None:
        """Find out whether the job can be done by others.

        Raises:
            ConfigurationError: when it cannot, saying why.

        """
        self._job = job
        self._count = count
        self._attempts = attempts
        self._course = course
        self._budget = _budget_of(job)
        self._recipe = Recipe(
            make_job=_packed(job),
            setup_sha256=job.setup_sha256,
            store=store.absolute(),
            has_budget=self._budget is not None,
        )
        self._working: list[_Process] = []
        self._ended: list[_Process] = []
        self._barren = 0
        self._failure: BriefkitError | None = None
        self._is_closing = False

    async def __aenter__(self) -> Processes:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing = True
        working, self._working = self._working, []
        for process in working:
            process.let_go()
        await asyncio.to_thread(_close, [*working, *self._ended])

    async def outcome(self, article: Article, work: int) -> Outcome:
        """Return what comes of an article. Raises as `outcome_of` does."""
        for _ in range(_LIVES):
            if self._failure is not None:
                raise self._failure
            self._start()
            process = min(self._working, key=lambda one: len(one.flights))
            with suppress(Lost):
                outcome = await process.outcome(article, work)
                self._barren = 0
                return outcome
            await self._attempts.settled()
        message = f"the process that worked on it ended {_LIVES} times."
        return Outcome(failure_code=_AllLost.code, failure=message)

    def _start(self) -> None:
        """Have as many processes as there are to be: at the first article, and where one has ended."""
        pace, loop = getattr(self._job.model, "pace", None), asyncio.get_running_loop()
        while len(self._working) < self._count:
            grants = Grants(self._attempts, pace, self._budget)
            self._working.append(
                _Process(
                    self._recipe, grants, self._course, loop=loop, on_failed=self._fail, on_ended=self._drop
                )
            )

    def _fail(self, error: BriefkitError) -> None:
        """Give up: no process can do this job."""
        self._failure = self._failure or error
        self._course.stop(self._failure)
        for process in self._working:
            process.break_off(self._failure)

    def _drop(self, process: _Process) -> None:
        """Count a process that ended by itself, whose place a new one takes, unless they all do."""
        if self._is_closing:
            return
        self._working.remove(process)
        self._ended.append(process)
        self._barren += 1
        self._course.tell(lost=1)
        if self._barren >= _MOST_BARREN and not self._failure:
            self._fail(
                _AllLost(
                    f"{self._barren} processes in a row ended and nothing came of them, the last with {process.code}.",
                    hint="See whether memory is short, then go on with the same command or fewer processes.",
                )
            )


@dataclass
class _Flight:
    """An article that a process works on."""

    future: asyncio.Future[Outcome]
    asking: int = 0
    """Questions of it that wait here; while there are any, it is not waited for when the run stops."""


@dataclass(eq=False)
class _Process:
    recipe: Recipe
    grants: Grants
    course: Course
    loop: asyncio.AbstractEventLoop
    on_failed: Callable[[BriefkitError], None]
    on_ended: Callable[[_Process], None]
    flights: dict[int, _Flight] = field(default_factory=dict)
    code: int | None = None
    _answering: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._popen = subprocess.Popen(  # noqa: S603 - this interpreter with our own words
            [sys.executable, "-c", _START, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            **_APART,
        )
        self._channel = Channel(cast("BinaryIO", self._popen.stdout), cast("BinaryIO", self._popen.stdin))
        self._channel.start(
            on_messages=lambda messages: self._soon(self._take, messages),
            on_end=lambda: self._soon(self._end),
        )
        self._channel.send("set up", self.recipe)

    async def outcome(self, article: Article, work: int) -> Outcome:
        """Return what comes of an article here.

        Raises:
            Lost: when the process ended before.

        """
        flight = self.flights[work] = _Flight(self.loop.create_future())
        self.course.wait_for(1)
        self._channel.send("article", work, article)
        try:
            return await flight.future
        finally:
            del self.flights[work]
            self.course.wait_for(0 if flight.asking else -1)

    def let_go(self) -> None:
        """Hand out no more, and let it see that nothing more comes."""
        for task in self._answering:
            task.cancel()
        self._channel.close()

    def close(self, seconds: float = _END_SECONDS) -> None:
        """Wait for the end of the process, for a while; blocking."""
        try:
            self.code = self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self.code = self._popen.wait()

    def break_off(self, error: BaseException) -> None:
        """Give up what is in flight here."""
        for flight in self.flights.values():
            if not flight.future.done():
                flight.future.set_exception(error)

    def _soon(self, work: Callable[..., None], *details: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed: all is over
            self.loop.call_soon_threadsafe(work, *details)

    def _take(self, messages: list[Message]) -> None:
        for what, number, work, *details in messages:
            if number is not None:
                task = self.loop.create_task(self._answer(number, work, what, details))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)
            elif what in _OF_ARTICLES:
                _OF_ARTICLES[what](self, *details)
            else:
                self.grants.told(what, details)

    async def _answer(self, number: int, work: int, what: str, details: list[Any]) -> None:
        """Answer a question as soon as it may be granted."""
        flight = self.flights.get(work)
        self._ask(flight, 1)
        try:
            self._channel.send("answer", number, await self.grants.asked(what, work, details), None)
        except Exception as error:
            self._channel.send("answer", number, None, portable(error))
        finally:
            self._ask(flight, -1)

    def _ask(self, flight: _Flight | None, more: int) -> None:
        if flight is None:
            return
        before = bool(flight.asking)
        flight.asking += more
        if not flight.future.done():
            self.course.wait_for(before - bool(flight.asking))

    def landed(self, work: int, text: str | None, code: str | None, failure: str | None) -> None:
        result = None if text is None else Result.model_validate_json(text)
        self._settle(
            work, lambda future: future.set_result(Outcome(result=result, failure_code=code, failure=failure))
        )

    def broke(self, work: int, error: BaseException) -> None:
        self._settle(work, lambda future: future.set_exception(error))

    def _settle(self, work: int, settle: Callable[[asyncio.Future[Outcome]], None]) -> None:
        flight = self.flights.get(work)
        if flight is not None and not flight.future.done():
            settle(flight.future)

    def ready(self) -> None:
        """Take note of a process that can begin."""

    def failed(self, error: BriefkitError) -> None:
        self.on_failed(error)

    def _end(self) -> None:
        """Clear up behind a process that has ended."""
        self.let_go()
        self.close(0.1)
        self.grants.take_back()
        self.on_ended(self)
        self.break_off(Lost())


_OF_ARTICLES: dict[str, Callable[..., None]] = {
    "ready": _Process.ready,
    "failed": _Process.failed,
    "outcome": _Process.landed,
    "broken": _Process.broke,
}
_APART: dict[str, Any] = (
    {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined, unused-ignore]
    if os.name == "nt"
    else {"start_new_session": True}
)
"""Ctrl-C in a terminal goes to the parent alone, which decides what becomes of the work."""


def _close(processes: list[_Process]) -> None:
    for process in processes:
        process.close()


def _budget_of(job: Job) -> BudgetGate | None:
    others = [gate for gate in job.gates if not isinstance(gate, BudgetGate)]
    if others or len(job.gates) > 1:
        raise ConfigurationError(
            "gates of your own stand in one process, and cannot see the requests of several.",
            hint="Leave processes out, or keep to one BudgetGate.",
        )
    return next((gate for gate in job.gates if isinstance(gate, BudgetGate)), None)


def _packed(job: Job) -> bytes:
    try:
        if job.again is None:
            raise TypeError("nobody said how to make the job again")
        return pickle.dumps(job.again)
    except BriefkitError:
        raise
    except Exception as error:  # whatever an object of the user's may raise
        raise ConfigurationError(
            f"this model cannot be handed to other processes: {error}.",
            hint="Name it (such as gpt-5-mini), make it picklable, or leave processes out.",
        ) from error
