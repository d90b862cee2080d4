"""What stands around the model in a batch: attempts are on the disk before a request is sent, replies right after."""

from __future__ import annotations

import asyncio
import sqlite3
from contextvars import ContextVar
from typing import TYPE_CHECKING

from briefkit.errors import BriefkitError
from briefkit.schema import Reply, Request
from briefkit.store.replies import get_reply, put_reply

if TYPE_CHECKING:
    from briefkit.models import Capabilities, Model
    from briefkit.store import Writer

__all__ = ["WORK", "Recorded", "StoredReplies"]

WORK: ContextVar[int] = ContextVar("work")
"""The piece of work for which a task asks."""


class StoredReplies:
    """The gate that answers from the store what was paid for before, and hands what comes new to the writer."""

    def __init__(self, reader: sqlite3.Connection, writer: Writer, *, model: str) -> None:
        self._reader = reader
        self._writer = writer
        self._model = model

    def before(self, request: Request) -> Reply | None:
        """Return the kept reply of an equal request to the same model."""
        return get_reply(self._reader, request.key(self._model))

    def after(self, request: Request, reply: Reply) -> None:
        """Keep a whole answer; it is written before anything that is submitted later."""
        if reply.finish == "stop":
            key, model, purpose = request.key(self._model), self._model, request.purpose
            self._writer.submit(lambda archive: put_reply(archive.connection, key, model, purpose, reply))


class Recorded:
    """A model whose attempts are noted: one without an end may have been paid for nothing."""

    def __init__(self, model: Model, writer: Writer, *, run_id: int) -> None:
        self._model = model
        self._writer = writer
        self._run_id = run_id
        self.name = model.name
        self.host = model.host
        self.capabilities: Capabilities = model.capabilities

    async def answer(self, request: Request) -> Reply:
        """Return the model's answer; raises as the model does."""
        key, work = request.key(self.name), WORK.get()
        attempt = await asyncio.wrap_future(
            self._writer.submit(
                lambda archive: archive.started(work, self._run_id, request_key=key, purpose=request.purpose)
            )
        )
        try:
            reply = await self._model.answer(request)
        except BriefkitError as error:
            code = error.code
            self._writer.submit(lambda archive: archive.ended(attempt, code))
            raise
        self._writer.submit(lambda archive: archive.ended(attempt, reply.finish))
        return reply

    async def aclose(self) -> None:
        """Release the model."""
        await self._model.aclose()
