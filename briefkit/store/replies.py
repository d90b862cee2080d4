"""Replies by the hash of their request: an equal request is never paid for twice, a damaged reply never believed."""

from __future__ import annotations

import hashlib
import sqlite3

from pydantic import ValidationError

from briefkit.errors import StoreError
from briefkit.schema import Reply, Request
from briefkit.store.file import Store

__all__ = ["Cache", "get_reply", "hash_text", "keep_reply", "put_reply"]


class Cache:
    """The gate that answers from a store what was answered before, and keeps what comes new."""

    def __init__(self, store: Store, *, model: str) -> None:
        self._store = store
        self._model = model

    def before(self, request: Request) -> Reply | None:
        """Return the kept reply of an equal request to the same model."""
        return get_reply(self._store.connection, request.key(self._model))

    def after(self, request: Request, reply: Reply) -> None:
        """Keep a whole answer; failures, refusals and cut answers are asked again next time.

        Raises:
            StoreError: when it could not be written.

        """
        if reply.finish == "stop":
            with self._store.writing() as connection:
                put_reply(connection, request, self._model, reply)


def get_reply(connection: sqlite3.Connection, key: str) -> Reply | None:
    """Return the reply kept under a key; a damaged one counts as missing.

    Raises:
        StoreError: when the store cannot be read, which says nothing about the article that it is read for.

    """
    try:
        row = connection.execute("SELECT reply, sha256 FROM replies WHERE key = ?", (key,)).fetchone()
    except sqlite3.Error as error:
        raise StoreError(
            f"the store cannot be read: {error}.",
            hint="Mend the disk; `briefkit recover` copies what can still be read.",
        ) from error
    if row is None or hash_text(row[0]) != row[1]:
        return None
    try:
        return Reply.model_validate_json(row[0])
    except ValidationError:
        return None


def put_reply(connection: sqlite3.Connection, request: Request, model: str, reply: Reply) -> None:
    """Keep the reply to a request, inside the caller's transaction."""
    keep_reply(
        connection, request.key(model), reply, model=model, purpose=request.purpose, article=request.article
    )


def keep_reply(
    connection: sqlite3.Connection, key: str, reply: Reply, *, model: str, purpose: str, article: str
) -> None:
    """Keep a reply under the key of its request, inside the caller's transaction; `article` is its text's hash."""
    text = reply.model_dump_json()
    connection.execute(
        "INSERT OR REPLACE INTO replies (key, model, purpose, reply, sha256, article_sha256)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (key, model, purpose, text, hash_text(text), article or None),
    )


def hash_text(text: str) -> str:
    """Return the hash that stands beside a text in the store."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
