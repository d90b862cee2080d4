"""A process of a run: runs the plans of articles that it is sent, and asks its parent before it spends anything.

It reads the store and never writes it. When its parent is gone, it ends at once.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from briefkit.batch.channel import Channel, Message, portable
from briefkit.batch.outcomes import outcome_of
from briefkit.batch.recording import WORK, Recorded, StoredReplies
from briefkit.budget import count_request
from briefkit.errors import BriefkitError, ConfigurationError
from briefkit.models.metering import Limits, read_limits
from briefkit.models.pacing import Turn
from briefkit.run import Runner, failed_reply
from briefkit.schema import Article, Reply, Request
from briefkit.store import Outcome, open_readonly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefkit.job import Job

__all__ = ["Recipe", "main"]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a process has to know to work."""

    make_job: bytes
    """The pickled function that makes the job."""
    setup_sha256: str
    store: Path
    has_budget: bool


class _Parent:
    """The other end: tell it something, or ask it and wait."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._numbers = count(1)
        self._asked: dict[int, tuple[str, asyncio.Future[Any]]] = {}

    def tell(self, what: str, *details: Any) -> None:
        self._channel.send(what, None, None, *details)

    async def ask(self, what: str, *details: Any) -> Any:
        """Return the parent's answer, or raise its error."""
        number = next(self._numbers)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[number] = what, future
        self._channel.send(what, number, WORK.get(), *details)
        return await future

    def answered(self, number: int, value: Any, error: BaseException | None) -> None:
        what, future = self._asked.pop(number)
        if not future.done():
            _settle(future, value, error)
        elif error is None:  # who asked was given up meanwhile: it is given back unused
            again, *details = _UNUSED[what]
            self.tell(again, *([value] if what != "enter" else []), *details)


def _settle(future: asyncio.Future[Any], value: Any, error: BaseException | None) -> None:
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)


_UNUSED: dict[str, tuple[Any, ...]] = {
    "begin": ("end", "not_sent"),
    "enter": ("leave",),
    "reserve": ("settle", failed_reply(ConfigurationError("it was not sent."))),
}
"""How a grant is given back that nobody waits for any more."""


@dataclass
class _Attempts:
    """Attempts that the parent notes."""

    parent: _Parent

    async def begin(self, work: int, key: str, purpose: str) -> int:
        del work  # the parent is told with every question
        attempt: int = await self.parent.ask("begin", key, purpose)
        return attempt

    def end(self, attempt: int, outcome: str) -> None:
        self.parent.tell("end", attempt, outcome)

    def keep(self, attempt: int, request: Request, reply: Reply, usd: float | None) -> None:
        self.parent.tell("keep", attempt, request, reply, usd)

    def lose(self, attempt: int) -> None:
        self.parent.tell("lose", attempt)


class _SharedPace:
    """The parent's pace, which is that of all processes."""

    def __init__(self, parent: _Parent, *, only_pauses: bool) -> None:
        self.only_pauses = only_pauses
        self.limits = Limits()
        self._parent = parent

    async def enter(
        self, size: int, most_output: int, *, place: int | None = None, most_wait: float = float("inf")
    ) -> Turn:
        given, sent, tokens = await self._parent.ask("enter", size, most_output, place, most_wait)
        return Turn(given, sent, size, tokens)

    def learn(self, headers: Mapping[str, str]) -> None:
        limits = {} if self.only_pauses else read_limits(headers)
        if limits:
            self._parent.tell("told", limits)

    def answered(self, turn: Turn, used: tuple[int, int] | None) -> None:
        self._parent.tell("answered", turn, used)

    def refused(self, turn: Turn, wait: float | None) -> None:
        self._parent.tell("refused", turn, wait)

    def leave(self) -> None:
        self._parent.tell("leave")


class _Budgeted:
    """A model that asks the parent's budget before every request."""

    def __init__(self, model: Recorded, parent: _Parent) -> None:
        self._model = model
        self._parent = parent
        self.name, self.host, self.capabilities = model.name, model.host, model.capabilities

    async def answer(self, request: Request) -> Reply:
        tokens = count_request(request, self.name).tokens
        number = await self._parent.ask("reserve", tokens, request.max_output_tokens)
        try:
            reply = await self._model.answer(request)
        except BriefkitError as error:
            self._parent.tell("settle", number, failed_reply(error))
            raise
        except BaseException:
            self._parent.tell("settle", number, failed_reply(BriefkitError("the run was stopped.")))
            raise
        self._parent.tell("settle", number, reply)
        return reply

    async def aclose(self) -> None:
        await self._model.aclose()


@dataclass
class _Worker:
    """Take the parent's messages, in the loop's thread."""

    parent: _Parent
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    job: Job | None = None
    runner: Runner | None = None

    def take(self, messages: list[Message]) -> None:
        table: dict[str, Callable[..., None]] = {
            "set up": self.set_up,
            "article": self.begin,
            "answer": self.parent.answered,
        }
        for what, *details in messages:
            table[what](*details)

    def set_up(self, recipe: Recipe) -> None:
        try:
            self._set_up(recipe)
        except Exception as error:
            self.parent.tell("failed", portable(_unmade(error)))
        else:
            self.parent.tell("ready")

    def _set_up(self, recipe: Recipe) -> None:
        job: Job = pickle.loads(recipe.make_job)()  # noqa: S301 - the parent's
        if job.setup_sha256 != recipe.setup_sha256:
            raise ConfigurationError("a prompt changed while the run began.", hint="Start it again.")
        model: Any = job.model
        if hasattr(model, "pace"):
            model.pace = _SharedPace(self.parent, only_pauses=model.pace.only_pauses)
        asked: Any = Recorded(job, _Attempts(self.parent))
        if recipe.has_budget:
            asked = _Budgeted(asked, self.parent)
        replies = StoredReplies(open_readonly(recipe.store), model=job.model.name)
        self.job, self.runner = job, Runner(asked, gates=[replies])

    def begin(self, work: int, article: Article) -> None:
        task = asyncio.create_task(self._see_through(work, article))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _see_through(self, work: int, article: Article) -> None:
        if self.job is None or self.runner is None:
            return  # it could not be set up, which the parent was told
        try:
            outcome = await outcome_of(article, work, job=self.job, runner=self.runner)
        except BaseException as error:
            self.parent.tell("broken", work, portable(error))
        else:
            self.parent.tell("outcome", work, *_packed(outcome))


def _packed(outcome: Outcome) -> tuple[str | None, str | None, str | None]:
    result = None if outcome.result is None else outcome.result.model_dump_json()
    return result, outcome.failure_code, outcome.failure


def _unmade(error: Exception) -> Exception:
    if isinstance(error, BriefkitError):
        return error
    return ConfigurationError(
        f"a process of the run cannot make its model: {type(error).__name__}: {error}.",
        hint="Define the model in a module that can be imported, or leave processes out.",
    )


def main() -> None:
    """Work until the parent has nothing more, by messages on standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all: the parent decides
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints must not stand between messages
    asyncio.run(_work(incoming, outgoing))


async def _work(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    loop = asyncio.get_running_loop()
    channel = Channel(incoming, outgoing)
    worker = _Worker(_Parent(channel))
    channel.start(
        on_messages=lambda messages: _hand(loop, worker, messages),
        on_end=lambda: os._exit(0),
    )
    await asyncio.Event().wait()


def _hand(loop: asyncio.AbstractEventLoop, worker: _Worker, messages: list[Message]) -> None:
    loop.call_soon_threadsafe(worker.take, messages)
