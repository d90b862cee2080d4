"""Removes articles from a store, with everything that was made of them, so that no byte of them is left in the file.

What was spent stays in the books, without saying for what; of an article itself only the hash of its text stays, so
that the next batch does not take it up again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from briefkit.errors import InputError, StoreError
from briefkit.store.file import Store

__all__ = ["Doomed", "find_doomed", "purge"]

_LEAST_DIGITS = 8
"""Digits of a hash from which its beginning may stand for it."""


@dataclass(frozen=True, kw_only=True)
class Doomed:
    """Articles that are to be removed, by the hashes of their texts, and how much was made of them."""

    hashes: tuple[str, ...]
    headlines: tuple[str, ...]
    """As far as they are known."""
    briefs: int
    replies: int
    records: int


def find_doomed(store: Store, names: Iterable[str]) -> Doomed:
    """Return the articles that are meant: by the start of the text's hash, an address, or the input's own id or place.

    Raises:
        InputError: where a name means none.

    """
    found: dict[str, None] = {}
    for name in names:
        meant = _hashes_of(store.connection, name)
        if not meant:
            raise InputError(
                f"the store has no article {name!r}.",
                hint=f"Give its address, its id in the input, or {_LEAST_DIGITS} digits or more of its hash.",
            )
        found.update(dict.fromkeys(meant))
    hashes = tuple(found)
    return Doomed(
        hashes=hashes,
        headlines=tuple(row[0] for row in _rows(store, "SELECT headline FROM articles", hashes) if row[0]),
        briefs=_count(
            store, "SELECT count(*) FROM briefs JOIN articles ON articles.id = briefs.article_id", hashes
        ),
        replies=len(_reply_keys(store, hashes)),
        records=_count(
            store, "SELECT count(*) FROM sources JOIN articles ON articles.id = sources.article_id", hashes
        ),
    )


def purge(store: Store, doomed: Doomed, *, forget: bool = False) -> None:
    """Remove articles, their records, work, briefs, findings and answers, then write the file anew without them.

    `forget`: keep no hash, so that the next batch may take them up again. The file is written anew beside itself,
    which takes as much room again for that time.

    Raises:
        StoreError: when it could not be written. Where only the room for writing anew was missing, it says so:
            the rows are gone, but words of them may still be in the file.

    """
    store.connection.execute("PRAGMA secure_delete = ON")
    with store.writing() as connection:
        keys = _reply_keys(store, doomed.hashes)
        for statement in (
            "DELETE FROM replies WHERE key = ?",
            "UPDATE attempts SET request_key = '', reply = NULL WHERE request_key = ?",
        ):
            connection.executemany(statement, [(key,) for key in keys])
        for sha256 in doomed.hashes:
            _remove(connection, sha256)
            note = (
                "DELETE FROM purged WHERE sha256 = ?"
                if forget
                else "INSERT OR IGNORE INTO purged (sha256) VALUES (?)"
            )
            connection.execute(note, (sha256,))
    _write_anew(store)


def _remove(connection: sqlite3.Connection, sha256: str) -> None:
    connection.execute("DELETE FROM judgements WHERE article_sha256 = ?", (sha256,))
    row = connection.execute("SELECT id FROM articles WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return
    work = [number for (number,) in connection.execute("SELECT id FROM work WHERE article_id = ?", row)]
    for number in work:
        connection.execute(
            "UPDATE attempts SET work_id = NULL, request_key = '', reply = NULL WHERE work_id = ?", (number,)
        )
        connection.execute("DELETE FROM findings WHERE work_id = ?", (number,))
        connection.execute("DELETE FROM briefs_text WHERE rowid = ?", (number,))
    for table in ("briefs", "work", "sources"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", row)  # noqa: S608 - our own names
    connection.execute("DELETE FROM articles WHERE id = ?", row)
    connection.execute("DELETE FROM reviews WHERE article_sha256 = ?", (sha256,))


def _write_anew(store: Store) -> None:
    """Leave nothing in freed pages, in the index of words, or in the file of latest changes."""
    try:
        store.connection.execute("INSERT INTO briefs_text (briefs_text) VALUES ('optimize')")
        store.connection.execute("VACUUM")
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StoreError(
            f"the rows are removed from {str(store.path)!r}, but it could not be written anew: {error}.",
            hint="Words of them may still be in the file. Free as much room as it takes, and purge again.",
        ) from error


def _hashes_of(connection: sqlite3.Connection, name: str) -> list[str]:
    queries = [
        "SELECT sha256 FROM articles WHERE url = ?",
        "SELECT sha256 FROM sources JOIN articles ON articles.id = article_id WHERE external_id = ?",
        "SELECT sha256 FROM sources JOIN articles ON articles.id = article_id WHERE place = ?",
    ]
    values = [name, name, name]
    if len(name) >= _LEAST_DIGITS and set(name) <= set("0123456789abcdef"):
        queries += [
            "SELECT sha256 FROM articles WHERE substr(sha256, 1, length(?1)) = ?1",
            "SELECT DISTINCT article_sha256 FROM replies WHERE substr(article_sha256, 1, length(?1)) = ?1",
            "SELECT sha256 FROM purged WHERE substr(sha256, 1, length(?1)) = ?1",
        ]
        values += [name, name, name]
    return [
        sha256
        for query, value in zip(queries, values, strict=True)
        for (sha256,) in connection.execute(query, (value,))
    ]


def _reply_keys(store: Store, hashes: Sequence[str]) -> set[str]:
    """Return the keys of the answers about articles: those that say so, and those of attempts made for them."""
    keys = {key for (key,) in _rows(store, "SELECT key FROM replies", hashes, column="article_sha256")}
    attempts = (
        "SELECT replies.key FROM replies JOIN attempts ON attempts.request_key = replies.key"
        " JOIN work ON work.id = attempts.work_id JOIN articles ON articles.id = work.article_id"
    )
    return keys | {key for (key,) in _rows(store, attempts, hashes, column="articles.sha256")}


def _count(store: Store, query: str, hashes: Sequence[str]) -> int:
    return sum(row[0] for row in _rows(store, query, hashes, column="articles.sha256"))


def _rows(
    store: Store, query: str, hashes: Sequence[str], *, column: str = "sha256"
) -> Iterable[tuple[Any, ...]]:
    for sha256 in hashes:
        yield from store.connection.execute(f"{query} WHERE {column} = ?", (sha256,))
