"""What a store holds, as counts: read beside a running writer, changing nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefkit.errors import StoreError
from briefkit.store.file import open_readonly
from briefkit.store.lock import is_held
from briefkit.store.replies import hash_text

__all__ = ["JobSeen", "Overview", "RunSeen", "SetupSeen", "damage", "overview"]

_MOST_LISTED = 10
_MOST_RUNS = 5


@dataclass(frozen=True, kw_only=True)
class SetupSeen:
    """The work of one setup."""

    id: int
    model: str
    host: str
    plan: str | None
    desk: str | None
    states: dict[str, int]
    requests: int
    input_tokens: int
    output_tokens: int
    usd: float
    unpriced: int
    """Answers that no price is known for; they are not in `usd`."""
    possibly_paid: int
    """Attempts without an end: a kill may have lost answers that were billed."""


@dataclass(frozen=True, kw_only=True)
class RunSeen:
    """One run, and how it ended."""

    id: int
    setup_id: int
    started_at: str
    ended_at: str | None
    outcome: str
    """`running` and `killed` where nothing was noted at its end."""


@dataclass(frozen=True, kw_only=True)
class JobSeen:
    """One job of a provider's Batch API."""

    id: int
    setup_id: int
    host: str
    provider_id: str | None
    """None where it is not known to be made."""
    status: str
    is_open: bool
    """Whether answers of it may still come into the store."""
    requests: int
    completed: int
    """By the provider's count."""
    failed: int
    input_tokens: int
    output_tokens: int
    usd: float | None
    """None where some of it has no price."""
    intended_at: str
    seen_at: str | None


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What a store holds."""

    articles: int
    records: int
    duplicates: int
    """Records whose article another record brought in too."""
    unreadable: int
    replies: int
    setups: list[SetupSeen]
    runs: list[RunSeen]
    """The last ones, the latest first."""
    jobs: list[JobSeen]
    """Of a provider's Batch API: all that are open, and the last ones beside them, the latest first."""
    findings: list[tuple[str, str, int]]
    """The most frequent codes, with their severity and the number of briefs."""
    failures: list[tuple[str, str, int]]
    """The most frequent reasons why there is no brief, with one of their messages and the number of articles."""


def overview(path: str | Path) -> Overview:
    """Return what a store holds.

    Raises:
        StoreError: when it cannot be read.

    """
    with closing(open_readonly(path)) as connection:
        try:
            connection.execute("BEGIN")  # one state of the store, whatever is written meanwhile
            return _overview(connection, is_running=is_held(Path(path)))
        except sqlite3.Error as error:
            raise StoreError(
                f"the store {str(path)!r} cannot be read: {error}.",
                hint="Open it once with `briefkit batch` where it is old, or run `briefkit recover` on it.",
            ) from error


def damage(path: str | Path) -> list[str]:
    """Return what is damaged in a store, in words to show; looks through all of it.

    Raises:
        StoreError: when it is no store.

    """
    with closing(open_readonly(path)) as connection:
        try:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
            found += [
                f"{row[0]}: row {row[1]} refers to a row of {row[2]} that is not there"
                for row in connection.execute("PRAGMA foreign_key_check")
            ]
            for table, key in (("replies", "key"), ("briefs", "work_id")):
                found += _altered(connection, table, key)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return [f"{error}"]
    return found


def _altered(connection: sqlite3.Connection, table: str, key: str) -> Iterator[str]:
    column = {"replies": "reply", "briefs": "brief"}[table]
    rows = connection.execute(f"SELECT {key}, {column}, sha256 FROM {table}")  # noqa: S608 - our own names
    for name, text, sha256 in rows:
        if hash_text(text) != sha256:
            yield f"{table} {name}: its text is not what was written"


def _overview(connection: sqlite3.Connection, *, is_running: bool) -> Overview:
    articles, records, unreadable, replies = connection.execute(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM sources),"
        " (SELECT count(*) FROM sources WHERE article_id IS NULL), (SELECT count(*) FROM replies)"
    ).fetchone()
    with_source = connection.execute("SELECT count(DISTINCT article_id) FROM sources").fetchone()[0]
    return Overview(
        articles=articles,
        records=records,
        duplicates=records - unreadable - with_source,
        unreadable=unreadable,
        replies=replies,
        setups=[_setup(connection, row) for row in connection.execute("SELECT * FROM setups ORDER BY id")],
        runs=_runs(connection, is_running=is_running),
        jobs=_jobs(connection),
        findings=_listed(
            connection,
            "SELECT code, severity, count(DISTINCT work_id) AS n FROM findings"
            " GROUP BY code, severity ORDER BY n DESC, code LIMIT ?",
        ),
        failures=_listed(
            connection,
            "SELECT failure_code, min(failure), count(*) AS n FROM work WHERE failure_code IS NOT NULL"
            " AND state IN ('failed', 'waiting') GROUP BY failure_code ORDER BY n DESC, failure_code LIMIT ?",
        ),
    )


def _setup(connection: sqlite3.Connection, row: sqlite3.Row) -> SetupSeen:
    detail: dict[str, Any] = json.loads(row["detail"])
    states = connection.execute(
        "SELECT state, count(*) FROM work WHERE setup_id = ? GROUP BY state ORDER BY state", (row["id"],)
    )
    spent = connection.execute(
        "SELECT count(*), total(attempts.input_tokens), total(attempts.output_tokens), total(attempts.usd),"
        " count(*) FILTER (WHERE attempts.usd IS NULL AND attempts.output_tokens > 0),"
        " count(*) FILTER (WHERE ended_at IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM provider_jobs WHERE provider_jobs.id = job_id AND collected_at IS NULL))"
        " FROM attempts JOIN work ON work.id = work_id WHERE setup_id = ?",
        (row["id"],),
    ).fetchone()
    return SetupSeen(
        id=row["id"],
        model=row["model"],
        host=row["host"],
        plan=detail.get("plan"),
        desk=detail.get("desk"),
        states=dict(states.fetchall()),
        requests=spent[0],
        input_tokens=int(spent[1]),
        output_tokens=int(spent[2]),
        usd=spent[3],
        unpriced=spent[4],
        possibly_paid=spent[5],
    )


def _runs(connection: sqlite3.Connection, *, is_running: bool) -> list[RunSeen]:
    rows = connection.execute("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (_MOST_RUNS,)).fetchall()
    return [
        RunSeen(
            id=row["id"],
            setup_id=row["setup_id"],
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            outcome=row["outcome"] or ("running" if is_running and place == 0 else "killed"),
        )
        for place, row in enumerate(rows)
    ]


def _jobs(connection: sqlite3.Connection) -> list[JobSeen]:
    rows = connection.execute(
        "SELECT *, collected_at IS NULL AS is_open FROM provider_jobs"
        " WHERE collected_at IS NULL OR id IN (SELECT id FROM provider_jobs ORDER BY id DESC LIMIT ?)"
        " ORDER BY id DESC",
        (_MOST_RUNS,),
    ).fetchall()
    return [_job(connection, row) for row in rows]


def _job(connection: sqlite3.Connection, row: sqlite3.Row) -> JobSeen:
    inputs, outputs, usd, unpriced = connection.execute(
        "SELECT total(input_tokens), total(output_tokens), total(usd),"
        " count(*) FILTER (WHERE usd IS NULL AND output_tokens > 0) FROM attempts WHERE job_id = ?",
        (row["id"],),
    ).fetchone()
    names = JobSeen.__dataclass_fields__.keys() & set(row.keys())
    told: dict[str, Any] = {name: row[name] for name in names}
    told["is_open"] = bool(row["is_open"])
    return JobSeen(
        **told,
        input_tokens=int(inputs),
        output_tokens=int(outputs),
        usd=None if unpriced else usd,
    )


def _listed(connection: sqlite3.Connection, query: str) -> list[tuple[str, str, int]]:
    return [
        (first, second or "", count) for first, second, count in connection.execute(query, (_MOST_LISTED,))
    ]
