"""What stands around the model in a batch: attempts are on the disk before a request is sent, replies with its end."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

from briefkit.errors import BriefkitError
from briefkit.models.sending import noted_by
from briefkit.schema import Reply, Request
from briefkit.store.replies import get_reply

if TYPE_CHECKING:
    from briefkit.batch.course import Course
    from briefkit.job import Job
    from briefkit.models import Capabilities
    from briefkit.store import Archive, Writer

__all__ = ["WORK", "Attempts", "Recorded", "StoredAttempts", "StoredReplies"]

WORK: ContextVar[int] = ContextVar("work")
"""The piece of work for which a task asks."""


class StoredReplies:
    """The gate that answers from the store what was paid for before; `Recorded` keeps what comes new."""

    def __init__(self, reader: sqlite3.Connection, *, model: str) -> None:
        self._reader = reader
        self._model = model

    def before(self, request: Request) -> Reply | None:
        """Return the kept reply of an equal request to the same model."""
        return get_reply(self._reader, request.key(self._model))

    def after(self, request: Request, reply: Reply) -> None:
        """Do nothing: the reply is kept in one transaction with the end of its attempt."""


class Attempts(Protocol):
    """Where attempts are noted. Each that began is ended, kept or lost, once."""

    async def begin(self, work: int, key: str, purpose: str) -> int:
        """Return the number of an attempt once it is on the disk; wait for ever where nothing more may be sent."""
        ...

    def end(self, attempt: int, outcome: str) -> None:
        """Note that no answer came of an attempt."""
        ...

    def keep(self, attempt: int, request: Request, reply: Reply, usd: float | None) -> None:
        """Note the answer to an attempt, and what it cost."""
        ...

    def lose(self, attempt: int) -> None:
        """Leave an attempt without an end: nobody knows whether it was billed."""
        ...


class StoredAttempts:
    """Note attempts by the writer of a store."""

    def __init__(self, writer: Writer, *, course: Course, model: str, run_id: int) -> None:
        self._writer = writer
        self._course = course
        self._model = model
        self._run_id = run_id

    async def begin(self, work: int, key: str, purpose: str) -> int:
        """Note an attempt; who is given up meanwhile has sent nothing."""
        await self._course.may_send()
        self._course.wait_for(1)
        noted: list[int] = []

        def start(archive: Archive) -> int:
            noted.append(archive.started(work, self._run_id, request_key=key, purpose=purpose))
            return noted[0]

        try:
            return await asyncio.wrap_future(self._writer.submit(start))
        except asyncio.CancelledError:
            self._writer.submit(lambda archive: archive.ended(noted[0], "not_sent"))
            self._course.wait_for(-1)
            raise
        except BaseException:
            self._course.wait_for(-1)
            raise

    def end(self, attempt: int, outcome: str) -> None:
        """Note that no answer came of an attempt."""
        self._note(lambda archive: archive.ended(attempt, outcome))
        self._course.wait_for(-1)

    def keep(self, attempt: int, request: Request, reply: Reply, usd: float | None) -> None:
        """Note the answer to an attempt, and what it cost."""
        model = self._model
        self._note(lambda archive: archive.answered(attempt, request, reply, model=model, usd=usd))
        self._course.wait_for(-1)

    def _note(self, change: Callable[[Archive], None]) -> None:
        """Write something that nobody waits for; where that fails, nothing more is paid for that might be lost too."""
        asyncio.wrap_future(self._writer.submit(change)).add_done_callback(self._stop_where_unwritten)

    def _stop_where_unwritten(self, noted: asyncio.Future[None]) -> None:
        error = None if noted.cancelled() else noted.exception()
        if isinstance(error, BriefkitError):
            self._course.stop(error)

    async def settled(self) -> None:
        """Wait until all that was noted is on the disk."""
        await asyncio.wrap_future(self._writer.submit(lambda archive: None))

    def lose(self, attempt: int) -> None:
        """Leave an attempt without an end, and wait for it no longer."""
        del attempt
        self._course.wait_for(-1)


class Recorded:
    """A model whose attempts are noted: one without an end may have been paid for nothing."""

    def __init__(self, job: Job, attempts: Attempts) -> None:
        self._model = job.model
        self._price = job.price
        self._attempts = attempts
        self.name = job.model.name
        self.host = job.model.host
        self.capabilities: Capabilities = job.model.capabilities

    async def answer(self, request: Request) -> Reply:
        """Return the model's answer; raises as the model does."""
        asked = _Asked(request, request.key(self.name), self._attempts)
        try:
            reply = await self._ask(request, asked)
        except Exception as error:
            asked.end(_code(error))
            raise
        except BaseException:
            asked.lose()
            raise
        asked.keep(reply, self._price(reply).usd)
        return reply

    async def _ask(self, request: Request, asked: _Asked) -> Reply:
        if self.capabilities.notes_sends:
            with noted_by(asked.sending):
                return await self._model.answer(request)
        async with asked.sending():
            with noted_by(nullcontext):
                return await self._model.answer(request)

    async def aclose(self) -> None:
        """Release the model."""
        await self._model.aclose()


class _Asked:
    """One request, and the attempt that is under way for it: every send is an attempt of its own."""

    def __init__(self, request: Request, key: str, attempts: Attempts) -> None:
        self._request = request
        self._key = key
        self._attempts = attempts
        self._open: int | None = None

    @asynccontextmanager
    async def sending(self) -> AsyncGenerator[None]:
        """Note an attempt before it is sent; one that comes to nothing is over, whatever is waited for then."""
        self.end("unusable")
        self._open = await self._attempts.begin(WORK.get(), self._key, self._request.purpose)
        try:
            yield
        except Exception as error:
            self.end(_code(error))
            raise

    def end(self, outcome: str) -> None:
        """Note that nothing came of the attempt under way, if there is one."""
        if self._open is not None:
            self._attempts.end(self._open, outcome)
            self._open = None

    def lose(self) -> None:
        if self._open is not None:
            self._attempts.lose(self._open)

    def keep(self, reply: Reply, usd: float | None) -> None:
        if self._open is not None:
            self._attempts.keep(self._open, self._request, reply, usd)


def _code(error: Exception) -> str:
    """Return the code of an error, or of the one that it carries through the retries."""
    cause = getattr(error, "error", error)
    return cause.code if isinstance(cause, BriefkitError) else "crash"
