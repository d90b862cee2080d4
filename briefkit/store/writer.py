"""One thread that writes a store for everybody: what waits is written in one transaction, and told when it is on disk.

A commit costs the disk a flush however much is in it, so under load many changes share one.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from briefkit.store.archive import Archive
from briefkit.store.file import Store

__all__ = ["Writer"]

_Out = TypeVar("_Out")

_GROUP = 128
"""Changes in one transaction at most: beyond it, SQLite in WAL mode with full synchronisation gains nothing."""
_OF_THE_CHANGE = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError)
"""What one change can have wrong while the file is sound, such as a text over SQLite's limit."""


class Writer:
    """Take changes from any thread and write them in order; a change that was answered is on the disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: queue.SimpleQueue[tuple[Callable[[Archive], Any], Future[Any]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._work, name="briefkit-store", daemon=True)
        self._thread.start()

    def submit(self, change: Callable[[Archive], _Out]) -> Future[_Out]:
        """Write a change after all those before it; the future is done when it is on the disk.

        It fails with `StoreError` where it could not be written, or with what the change itself raised; then
        nothing of that change is written.
        """
        future: Future[_Out] = Future()
        future.set_running_or_notify_cancel()  # who stops waiting for a change does not take it back
        self._queue.put((change, future))
        return future

    def close(self) -> None:
        """Write what waits, and end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        archive = Archive(self._store.connection)
        open_ = True
        while open_:
            group, open_ = self._next_group()
            if group:
                self._write(archive, group)

    def _next_group(self) -> tuple[list[tuple[Callable[[Archive], Any], Future[Any]]], bool]:
        """Wait for a change, and take all that wait with it; False where it is time to end."""
        group: list[tuple[Callable[[Archive], Any], Future[Any]]] = []
        item = self._queue.get()
        while item is not None:
            group.append(item)
            if len(group) == _GROUP:
                return group, True
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return group, True
        return group, False

    def _write(self, archive: Archive, group: list[tuple[Callable[[Archive], Any], Future[Any]]]) -> None:
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with self._store.writing() as connection:
                for change, future in group:
                    outcomes.append((future, *_apply(connection, archive, change)))
        except BaseException as error:  # whoever waits is told, whatever it was, and the thread lives on
            for _, future in group:
                future.set_exception(error)
            return
        for future, value, failure in outcomes:
            if failure is None:
                future.set_result(value)
            else:
                future.set_exception(failure)


def _apply(
    connection: sqlite3.Connection, archive: Archive, change: Callable[[Archive], Any]
) -> tuple[Any, BaseException | None]:
    """Make one change; where it fails by itself, take back only what it did."""
    connection.execute("SAVEPOINT change")
    try:
        value = change(archive)
    except sqlite3.DatabaseError as error:
        if not isinstance(error, _OF_THE_CHANGE):
            raise  # the disk or the file, not the change: the whole transaction goes
        failure: Exception = error
    except Exception as error:
        failure = error
    else:
        connection.execute("RELEASE change")
        return value, None
    connection.execute("ROLLBACK TO change")
    connection.execute("RELEASE change")
    return None, failure
