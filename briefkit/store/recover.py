"""Copy what can still be read of a damaged store into a new one; the damaged file is not touched."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from briefkit.errors import StoreError
from briefkit.store.archive import index_briefs
from briefkit.store.file import Store

__all__ = ["Recovered", "recover"]

_TABLES = (
    "articles",
    "sources",
    "inputs",
    "setups",
    "runs",
    "work",
    "attempts",
    "replies",
    "briefs",
    "findings",
)
_BY_KEY = frozenset({"replies"})
"""Tables without row numbers."""


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """How many rows of each table were copied, and in how many places it could not be read."""

    rows: dict[str, int]
    gaps: dict[str, int]


def recover(path: str | Path, into: str | Path) -> Recovered:
    """Copy every readable row of a store into a new store.

    Raises:
        StoreError: when the new file exists already, or nothing at all can be read.

    """
    source, target = Path(path), Path(into)
    if target.exists():
        raise StoreError(f"{str(into)!r} exists already.", hint="Give the name of a new file.")
    if not source.is_file():
        raise StoreError(f"there is no store {str(path)!r}.", hint="Check the path.")
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
                index_briefs(connection)
    except sqlite3.Error as error:
        with suppress(OSError):
            os.unlink(target)  # noqa: PTH108 - a store that holds nothing
        raise StoreError(
            f"nothing of {str(path)!r} can be read: {error}.", hint="Restore a backup."
        ) from error
    return Recovered(rows=rows, gaps=gaps)


def _copy(damaged: sqlite3.Connection, store: Store, table: str) -> tuple[int, int]:
    copied = gaps = 0
    with store.writing() as connection:
        for row in _readable(damaged, table):
            if row is None:
                gaps += 1
                continue
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            with suppress(sqlite3.IntegrityError):
                connection.execute(
                    f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - our own names
                    list(row.values()),
                )
                copied += 1
    return copied, gaps


def _readable(damaged: sqlite3.Connection, table: str) -> Iterator[dict[str, object] | None]:
    """Yield the rows of a table, None for each place where reading broke and went on behind it."""
    try:
        columns = [row[1] for row in damaged.execute(f"PRAGMA table_info({table})")]
    except sqlite3.DatabaseError:
        yield None
        return
    if not columns:
        return
    key = "key" if table in _BY_KEY else "rowid"
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
        except sqlite3.DatabaseError:
            broke = True
            yield None
        if not broke:
            return
