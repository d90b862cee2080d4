"""What stands around the model in a batch: attempts are on the disk before a request is sent, replies with its end."""

from __future__ import annotations

import asyncio
import sqlite3
from contextvars import ContextVar
from typing import TYPE_CHECKING

from briefkit.errors import BriefkitError
from briefkit.schema import Reply, Request
from briefkit.store.replies import get_reply

if TYPE_CHECKING:
    from briefkit.batch.course import Course
    from briefkit.job import Job
    from briefkit.models import Capabilities
    from briefkit.store import Archive, Writer

__all__ = ["WORK", "Recorded", "StoredReplies"]

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


class Recorded:
    """A model whose attempts are noted: one without an end may have been paid for nothing."""

    def __init__(self, job: Job, writer: Writer, *, course: Course, run_id: int) -> None:
        self._model = job.model
        self._price = job.price
        self._writer = writer
        self._course = course
        self._run_id = run_id
        self.name = job.model.name
        self.host = job.model.host
        self.capabilities: Capabilities = job.model.capabilities

    async def answer(self, request: Request) -> Reply:
        """Return the model's answer; raises as the model does."""
        await self._course.may_send()
        with self._course.busy():
            key = request.key(self.name)
            attempt = await self._started(request, key)
            try:
                reply = await self._model.answer(request)
            except Exception as error:
                code = error.code if isinstance(error, BriefkitError) else "crash"
                self._writer.submit(lambda archive: archive.ended(attempt, code))
                raise
            self._keep(attempt, request, reply)
            return reply

    async def _started(self, request: Request, key: str) -> int:
        """Note the attempt, and wait until that is on the disk; who is given up meanwhile has sent nothing."""
        noted: list[int] = []
        work, purpose = WORK.get(), request.purpose

        def start(archive: Archive) -> int:
            noted.append(archive.started(work, self._run_id, request_key=key, purpose=purpose))
            return noted[0]

        try:
            return await asyncio.wrap_future(self._writer.submit(start))
        except asyncio.CancelledError:
            self._writer.submit(lambda archive: archive.ended(noted[0], "not_sent"))
            raise

    def _keep(self, attempt: int, request: Request, reply: Reply) -> None:
        usd = self._price(reply).usd
        self._writer.submit(
            lambda archive: archive.answered(attempt, request, reply, model=self.name, usd=usd)
        )

    async def aclose(self) -> None:
        """Release the model."""
        await self._model.aclose()
