"""The gate before a judge: what the store answers is not asked, and what is asked is noted before it is sent."""

from __future__ import annotations

from collections.abc import Callable

from briefkit.models import Model
from briefkit.schema import Reply, Request
from briefkit.store import Archive, Store
from briefkit.store.replies import get_reply

__all__ = ["Answers"]


class Answers:
    """Note every attempt with its end, its cost and its answer; to be used from the runner's thread alone."""

    def __init__(self, store: Store, model: Model, price: Callable[[Reply], float | None]) -> None:
        self._store = store
        self._archive = Archive(store.connection)
        self._name = model.name
        self._price = price
        self._open: dict[str, list[int]] = {}

    def before(self, request: Request) -> Reply | None:
        """Return the kept reply of an equal request, or note that one is about to be sent.

        Raises:
            StoreError: when it cannot be noted; then nothing is sent.

        """
        key = request.key(self._name)
        if (kept := get_reply(self._store.connection, key)) is not None:
            return kept
        with self._store.writing():
            attempt = self._archive.started(None, None, request_key=key, purpose=request.purpose)
        self._open.setdefault(key, []).append(attempt)
        return None

    def after(self, request: Request, reply: Reply) -> None:
        """Note what came of it.

        Raises:
            StoreError: when it could not be written.

        """
        attempt = self._open[request.key(self._name)].pop()
        with self._store.writing():
            if reply.failure is not None:
                is_unsent = reply.failure.code == "budget"
                self._archive.ended(attempt, "not_sent" if is_unsent else reply.failure.code)
            else:
                self._archive.answered(attempt, request, reply, model=self._name, usd=self._price(reply))
