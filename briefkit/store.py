"""The SQLite file that keeps what was paid for. For now: replies, so that an equal request is never paid twice.

Nothing here sends anything. The file is readable by its owner only: it holds the words of articles and of models.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType

from pydantic import ValidationError

from briefkit.errors import StoreError
from briefkit.schema import Reply, Request

__all__ = ["Cache", "Store"]

_APPLICATION_ID = 0x62726B74  # "brkt"
_SCHEMA = """
CREATE TABLE replies (
    key TEXT PRIMARY KEY,          -- Request.key: hash of everything that changes the answer
    model TEXT NOT NULL,
    purpose TEXT NOT NULL,
    reply TEXT NOT NULL,           -- Reply as JSON
    sha256 TEXT NOT NULL,          -- of the column reply
    stored_at TEXT NOT NULL DEFAULT (datetime('now'))
) STRICT, WITHOUT ROWID
"""


class Store:
    """Keep replies in one SQLite file, made on first use. To be used from one thread at a time.

    Raises:
        StoreError: when the file cannot be opened, or is not a store.

    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            self._open()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"the store {str(path)!r} cannot be opened: {error}.", hint="Give another file."
            ) from error

    def get(self, key: str) -> Reply | None:
        """Return the reply kept under a key; a damaged one counts as missing."""
        row = self._connection.execute("SELECT reply, sha256 FROM replies WHERE key = ?", (key,)).fetchone()
        if row is None or _hash(row[0]) != row[1]:
            return None
        try:
            return Reply.model_validate_json(row[0])
        except ValidationError:
            return None

    def put(self, key: str, *, model: str, purpose: str, reply: Reply) -> None:
        """Keep a reply; it is on the disk when this returns.

        Raises:
            StoreError: when it could not be written.

        """
        text = reply.model_dump_json()
        row = (key, model, purpose, text, _hash(text))
        try:
            with self._connection:
                self._connection.execute(
                    "INSERT OR REPLACE INTO replies (key, model, purpose, reply, sha256) VALUES (?, ?, ?, ?, ?)",
                    row,
                )
        except sqlite3.Error as error:
            raise StoreError(f"the store {str(self.path)!r} cannot be written: {error}.") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> None:
        is_new = not self.path.exists() or self.path.stat().st_size == 0
        if is_new:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        # The runner's loop has a thread of its own; it is the only one that uses the connection after this.
        self._connection = sqlite3.connect(self.path, check_same_thread=False)
        try:
            self._prepare(is_new)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, is_new: bool) -> None:
        with closing(self._connection.execute("PRAGMA application_id")) as found:
            identity = found.fetchone()[0]
        if not is_new and identity != _APPLICATION_ID:
            raise sqlite3.DatabaseError("it is not a briefkit store")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        if is_new:
            self._connection.execute(_SCHEMA)
            self._connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            self._connection.execute("PRAGMA user_version = 1")


class Cache:
    """The gate that answers from a store what was answered before, and keeps what comes new."""

    def __init__(self, store: Store, *, model: str) -> None:
        self._store = store
        self._model = model

    def before(self, request: Request) -> Reply | None:
        """Return the kept reply of an equal request to the same model."""
        return self._store.get(request.key(self._model))

    def after(self, request: Request, reply: Reply) -> None:
        """Keep a whole answer; failures, refusals and cut answers are asked again next time."""
        if reply.finish == "stop":
            self._store.put(request.key(self._model), model=self._model, purpose=request.purpose, reply=reply)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
