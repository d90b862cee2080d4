"""Copy what can still be read of a damaged store into a new one; the damaged file is not touched."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from briefkit.errors import StoreError
from briefkit.store.archive import index_briefs
from briefkit.store.file import Store, refuse_missing
from briefkit.store.lock import is_held
from briefkit.store.replies import hash_text

__all__ = ["Recovered", "recover"]

_TABLES = (
    "articles",
    "sources",
    "setups",
    "runs",
    "work",
    "provider_jobs",
    "attempts",
    "replies",
    "briefs",
    "findings",
    "purged",
    "reviews",
    "judgements",
)
_KEYS = {"replies": "key", "purged": "sha256"}
"""Of tables without row numbers. What is not copied at all: `inputs`, so that the next run reads all of them again."""
_GROUP = 1000
"""Rows that are copied at a time."""


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """How many rows of each table were copied, and in how many places it could not be read."""

    rows: dict[str, int]
    gaps: dict[str, int]
    again: int
    """Articles whose brief is lost: the next batch makes it again, of the answers that were saved where they were."""


def recover(path: str | Path, into: str | Path) -> Recovered:
    """Copy every readable row of a store into a new store.

    Raises:
        StoreError: when the new file exists already, the old one is being written, or nothing can be read.

    """
    source, target = Path(path), Path(into)
    if target.exists():
        raise StoreError(f"{str(into)!r} exists already.", hint="Give the name of a new file.")
    refuse_missing(source)
    if is_held(source):
        raise StoreError(f"a batch is writing into {str(path)!r}.", hint="Wait for it to end.")
    rows: dict[str, int] = {}
    gaps: dict[str, int] = {}
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as damaged,
            Store(target) as store,
        ):
            store.connection.execute("PRAGMA foreign_keys = OFF")
            for table in _TABLES:
                rows[table], gaps[table] = _copy(damaged, store, table)
            with store.writing() as connection:
                again = _mend(connection)
                index_briefs(connection)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(target)  # noqa: PTH108 - a store that holds less than it could
        if not isinstance(error, sqlite3.Error):
            raise
        raise StoreError(
            f"nothing of {str(path)!r} can be read: {error}.", hint="Restore a backup."
        ) from error
    return Recovered(rows=rows, gaps=gaps, again=again)


def _mend(connection: sqlite3.Connection) -> int:
    """Take out what refers to rows that are lost; return how much work has to be done again."""
    for statement in _ORPHANS:
        connection.execute(statement)
    connection.create_function("hash_text", 1, hash_text, deterministic=True)
    connection.execute("DELETE FROM briefs WHERE hash_text(brief) <> sha256")
    return connection.execute(
        "UPDATE work SET state = 'waiting' WHERE state IN ('ok', 'review')"
        " AND id NOT IN (SELECT work_id FROM briefs)"
    ).rowcount


_ORPHANS = (
    "DELETE FROM work WHERE article_id NOT IN (SELECT id FROM articles)"
    " OR setup_id NOT IN (SELECT id FROM setups)",
    "DELETE FROM sources WHERE article_id NOT IN (SELECT id FROM articles)",
    "DELETE FROM runs WHERE setup_id NOT IN (SELECT id FROM setups)",
    "DELETE FROM briefs WHERE work_id NOT IN (SELECT id FROM work)",
    "DELETE FROM findings WHERE work_id NOT IN (SELECT id FROM work)",
    "UPDATE attempts SET work_id = NULL WHERE work_id NOT IN (SELECT id FROM work)",
    "UPDATE attempts SET run_id = NULL WHERE run_id NOT IN (SELECT id FROM runs)",
)


def _copy(damaged: sqlite3.Connection, store: Store, table: str) -> tuple[int, int]:
    copied = gaps = 0
    rows = _readable(damaged, table)
    while group := list(islice(rows, _GROUP)):
        gaps += group.count(None)
        with store.writing() as connection:
            copied += sum(_insert(connection, table, row) for row in group if row is not None)
    return copied, gaps


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> bool:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    try:
        connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - our own names
            list(row.values()),
        )
    except sqlite3.IntegrityError:  # the same row again, or one whose values cannot be right
        return False
    return True


def _readable(damaged: sqlite3.Connection, table: str) -> Iterator[dict[str, object] | None]:
    """Yield the rows of a table, None for each place where reading broke and went on behind it."""
    try:
        columns = [row[1] for row in damaged.execute(f"PRAGMA table_info({table})")]
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        yield None
        return
    if not columns:
        return
    key = _KEYS.get(table, "rowid")
    last: object = None
    for descending in (False, True):
        order = "DESC" if descending else "ASC"
        seen_until, broke = last, False
        cursor = damaged.cursor()
        try:
            cursor.execute(
                f"SELECT {key}, {', '.join(columns)} FROM {table} ORDER BY {key} {order}"  # noqa: S608
            )
            for found, *values in cursor:
                if descending and seen_until is not None and found <= seen_until:
                    return
                if not descending:
                    last = found
                yield dict(zip(columns, values, strict=True))
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            broke = True
            yield None
        if not broke:
            return
