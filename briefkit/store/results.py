"""Results as a store holds them, read one by one beside a running writer, the latest first."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from briefkit.errors import InputError, StoreError
from briefkit.schema import Article, Brief, Cost, Finding, Provenance, Result, Usage
from briefkit.store.archive import ARTICLE_FIELDS
from briefkit.store.file import open_readonly
from briefkit.store.replies import hash_text

__all__ = ["Stored", "find_stored", "is_store", "stored_results", "unbriefed_results"]

_HASH = re.compile(r"[0-9a-f]{6,64}")
_ROW = (
    "SELECT work.id AS work_id, setup_id, state, brief, briefs.sha256 AS brief_sha256, "  # noqa: S608 - our own names
    + ", ".join(f"articles.{name} AS article_{name}" for name in ARTICLE_FIELDS)
    + " FROM briefs JOIN work ON work.id = briefs.work_id JOIN articles ON articles.id = work.article_id"
)

_UNBRIEFED = (
    "SELECT work.id AS work_id, setup_id, setups.model, failure_code, failure, requests, input_tokens,"  # noqa: S608
    " output_tokens, usd, seconds, "
    + ", ".join(f"articles.{name} AS article_{name}" for name in ARTICLE_FIELDS)
    + " FROM work JOIN setups ON setups.id = work.setup_id JOIN articles ON articles.id = work.article_id"
    " WHERE state = 'failed' ORDER BY work.id DESC"
)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A result with its place in the store; None where what stands there cannot be read."""

    work_id: int
    setup_id: int
    result: Result | None


def is_store(path: str | Path) -> bool:
    """Tell whether a file is a SQLite database, by how it begins."""
    try:
        with Path(path).open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except (OSError, ValueError):
        return False


def stored_results(
    path: str | Path, *, only: Sequence[str] = (), statuses: Sequence[str] = (), setup: int | None = None
) -> Iterator[Stored]:
    """Yield every brief with its findings and its article.

    `only`: beginnings of the article's hash, identifiers of the input, or addresses.

    Raises:
        InputError: when something of `only` is not in the store.
        StoreError: when it cannot be read.

    """
    with closing(open_readonly(path)) as connection:
        try:
            connection.execute("BEGIN")  # one state of the store, whatever is written meanwhile
            yield from _read(connection, only, statuses, setup)
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the second: a damaged name in the message
            raise _unreadable(path, error) from error


def unbriefed_results(path: str | Path) -> Iterator[Stored]:
    """Yield a result without a brief for every article that came to none, with what it cost.

    Raises:
        StoreError: when it cannot be read.

    """
    with closing(open_readonly(path)) as connection:
        try:
            for row in connection.execute(_UNBRIEFED):
                yield Stored(work_id=row["work_id"], setup_id=row["setup_id"], result=_unbriefed(row))
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the second: a damaged name in the message
            raise _unreadable(path, error) from error


def find_stored(path: str | Path, only: str, *, setup: int | None = None) -> Stored:
    """Return the one brief that is meant.

    Raises:
        InputError: when there is none, or several.

    """
    found = list(stored_results(path, only=[only], setup=setup))
    if len(found) > 1:
        setups = ", ".join(sorted({str(each.setup_id) for each in found}))
        raise InputError(
            f"{len(found)} briefs are meant by {only!r}, of setups {setups}.",
            hint="Give more of the article's hash, or the number of the setup with --setup.",
        )
    return found[0]


def _read(
    connection: sqlite3.Connection, only: Sequence[str], statuses: Sequence[str], setup: int | None
) -> Iterator[Stored]:
    conditions: list[str] = []
    values: list[object] = []
    if only:
        works = [_works(connection, each, setup) for each in only]
        wanted = sorted({number for numbers in works for number in numbers})
        conditions.append(f"work.id IN ({', '.join('?' * len(wanted))})")
        values += wanted
    if statuses:
        conditions.append(f"state IN ({', '.join('?' * len(statuses))})")
        values += statuses
    if setup is not None:
        conditions.append("setup_id = ?")
        values.append(setup)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    for row in connection.execute(f"{_ROW}{where} ORDER BY work.id DESC", values):
        yield Stored(work_id=row["work_id"], setup_id=row["setup_id"], result=_result(connection, row))


def _works(connection: sqlite3.Connection, named: str, setup: int | None) -> list[int]:
    """Return the works whose brief is meant by a name."""
    condition = "url = ? OR articles.id IN (SELECT article_id FROM sources WHERE external_id = ?)"
    values: list[object] = [named, named]
    if _HASH.fullmatch(named):
        condition += " OR sha256 GLOB ?"
        values.append(f"{named}*")
    rows = connection.execute(
        "SELECT work.id FROM work JOIN articles ON articles.id = article_id"  # noqa: S608 - our own names
        f" WHERE work.id IN (SELECT work_id FROM briefs) AND (? IS NULL OR setup_id = ?) AND ({condition})",
        [setup, setup, *values],
    ).fetchall()
    if not rows:
        raise InputError(
            f"there is no brief {named!r} in the store.",
            hint="Give the article's hash or its first digits, its identifier in the input, or its address.",
        )
    return [row[0] for row in rows]


def _result(connection: sqlite3.Connection, row: sqlite3.Row) -> Result | None:
    if hash_text(row["brief"]) != row["brief_sha256"]:
        return None
    try:
        article = Article.model_validate({name: row[f"article_{name}"] for name in ARTICLE_FIELDS})
        brief = Brief.model_validate_json(row["brief"])
        findings = list(_findings(connection, row["work_id"], article))
        return Result(
            status=row["state"],
            brief=brief,
            findings=findings,
            article=article,
            provenance=brief.provenance,
        )
    except ValidationError:
        return None


def _unbriefed(row: sqlite3.Row) -> Result | None:
    try:
        article = Article.model_validate({name: row[f"article_{name}"] for name in ARTICLE_FIELDS})
    except ValidationError:
        return None
    usage = Usage(
        requests=row["requests"],
        attempts=row["requests"],
        input_tokens=row["input_tokens"],
        output_tokens=row["output_tokens"],
    )
    failure = Finding(
        code=row["failure_code"] or "unknown", severity="error", path="", message=row["failure"] or "no brief"
    )
    return Result(
        status="failed",
        brief=None,
        findings=[failure],
        article=article,
        provenance=Provenance(
            briefkit="unknown",
            article_sha256=article.sha256,
            model_asked=row["model"],
            usage=usage,
            cost=Cost(usd=row["usd"], basis="unpriced" if row["usd"] is None else "priced"),
            seconds=row["seconds"],
        ),
    )


def _unreadable(path: str | Path, error: Exception) -> StoreError:
    return StoreError(
        f"the store {str(path)!r} cannot be read: {error}.",
        hint="Run `briefkit recover` on it, which copies what can still be read.",
    )


def _findings(connection: sqlite3.Connection, work_id: int, article: Article) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT code, severity, path, message, hint, offending, nearest_start, nearest_end"
        " FROM findings WHERE work_id = ? ORDER BY id",
        (work_id,),
    )
    for *said, start, end in rows:
        fields = dict(zip(("code", "severity", "path", "message", "hint", "offending"), said, strict=True))
        yield Finding(**fields, nearest=None if start is None else article.span(start, end))
