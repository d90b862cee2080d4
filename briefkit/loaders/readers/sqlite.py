"""A table of an SQLite database, or what a query selects from it, read only.

Positions are row ids where the table has them, else the number of the row in the query's order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from briefkit.errors import InputError
from briefkit.loaders.columns import article_of
from briefkit.loaders.positions import number_of
from briefkit.loaders.reading import Reading
from briefkit.schema import Record

__all__ = ["read_sqlite"]

_Row = tuple[Any, ...]
_NUMBER = "briefkit_number"


def read_sqlite(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a table or a query.

    Raises:
        InputError: when it is no database, or has not what was asked for.

    """
    path = reading.stream.path
    if path is None:
        raise InputError(f"{reading.name} is a packed database.", hint="Unpack it and give the file.")
    try:
        with closing(_opened(path)) as connection:
            yield from _records(reading, connection, number_of(after))
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the second: a damaged name
        hint = "Give a database, and a table or a query that it understands."
        raise InputError(f"{reading.name} cannot be read: {error}.", hint=hint) from None


def _opened(path: Path) -> sqlite3.Connection:
    # Records may be asked for by one thread after another; never by two at a time.
    connection = sqlite3.connect(
        f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
    )
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _records(reading: Reading, connection: sqlite3.Connection, after: int) -> Iterator[Record]:
    cursor, is_numbered = _selected(reading, connection, after)
    names = [str(column[0]) for column in cursor.description or ()]
    columns = reading.columns.among([name for name in names if name != _NUMBER], name=reading.name)
    indexes = {field: names.index(column) for field, column in columns.items()}
    for count, row in enumerate(cursor, start=after + 1):
        number = row[0] if is_numbered else count
        values = {field: row[index] for field, index in indexes.items()}
        if is_numbered and "id" not in values:
            values["id"] = number
        yield reading.record(f"row {number}", partial(article_of, name=reading.name), values, position=number)


def _selected(reading: Reading, connection: sqlite3.Connection, after: int) -> tuple[sqlite3.Cursor, bool]:
    """Return the rows behind a position, and whether the first column is their number."""
    if reading.query is not None:
        # The query's own order is kept; skipping is SQLite's.
        query = reading.query.strip().rstrip(";")
        return connection.execute(f"SELECT * FROM ({query}) LIMIT -1 OFFSET ?", (after,)), False  # noqa: S608
    name = _quoted(_table(reading, connection))
    try:
        order = f"SELECT rowid AS {_NUMBER}, * FROM {name} WHERE rowid > ? ORDER BY rowid"  # noqa: S608
        return connection.execute(order, (after,)), True
    except sqlite3.OperationalError as error:
        if "rowid" not in str(error):
            raise
    return connection.execute(f"SELECT * FROM {name} LIMIT -1 OFFSET ?", (after,)), False  # noqa: S608


def _table(reading: Reading, connection: sqlite3.Connection) -> str:
    """Return the table that was named, else the only one that can be read as articles."""
    listed = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND (sql IS NULL OR sql NOT LIKE 'CREATE VIRTUAL%') ORDER BY name"
    )
    tables = [str(row[0]) for row in listed]
    if reading.table is not None:
        if reading.table not in tables:
            raise InputError(f"{reading.name} has no table {reading.table!r}.", hint=_named(tables))
        return reading.table
    fit = [table for table in tables if "text" in reading.columns.of_keys(_columns(connection, table))]
    if len(fit) != 1:
        which = "several tables that may hold" if fit else "no table that holds"
        raise InputError(
            f"{reading.name} has {which} articles.", hint=f"Name one with --table. {_named(fit or tables)}"
        )
    return fit[0]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in connection.execute(f"PRAGMA table_info({_quoted(table)})")]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _named(tables: list[str]) -> str:
    return f"Its tables are {', '.join(tables[:30]) or 'none'}."
