"""The jobs of a provider's Batch API, their lines and what came back. Writes inside the caller's transaction.

A line is an attempt that belongs to a job. One without an end is in flight as long as its job is open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from briefkit.schema import Article, Record, Reply, Usage
from briefkit.store.replies import get_reply, keep_reply

__all__ = ["IntendedLine", "ProviderJob", "ProviderJobs"]


@dataclass(frozen=True, kw_only=True)
class ProviderJob:
    """One job as it was last seen."""

    id: int
    name: str
    host: str
    bytes: int
    requests: int
    output_mode: str | None
    status: str
    problem: str | None
    provider_id: str | None
    input_file_id: str | None
    output_file_id: str | None
    error_file_id: str | None
    completed: int
    failed: int


@dataclass(frozen=True, slots=True)
class IntendedLine:
    """A request that is to be a line of a job."""

    work_id: int
    key: str
    purpose: str


_FIELDS = tuple(ProviderJob.__dataclass_fields__)
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"


class ProviderJobs:
    """Read and write the jobs of one setup on one connection."""

    def __init__(self, connection: sqlite3.Connection, setup_id: int) -> None:
        self._connection = connection
        self._setup_id = setup_id

    def open(self) -> list[ProviderJob]:
        """Return the jobs whose answers are not all in the store."""
        rows = self._connection.execute(
            f"SELECT {', '.join(_FIELDS)} FROM provider_jobs"  # noqa: S608 - our own names
            " WHERE setup_id = ? AND collected_at IS NULL ORDER BY id",
            (self._setup_id,),
        )
        return [ProviderJob(**dict(zip(_FIELDS, row, strict=True))) for row in rows]

    def intend(self, details: Mapping[str, Any], lines: Sequence[IntendedLine], *, run_id: int) -> int:
        """Note a job that is about to be made, with all its lines; nothing of it may have been sent before."""
        names = ("setup_id", *details)
        cursor = self._connection.execute(
            f"INSERT INTO provider_jobs ({', '.join(names)}, status, intended_at)"  # noqa: S608
            f" VALUES ({', '.join('?' * len(names))}, 'intended', datetime('now'))",
            (self._setup_id, *details.values()),
        )
        job_id = int(cursor.lastrowid or 0)
        self._connection.executemany(
            "INSERT INTO attempts (work_id, run_id, request_key, purpose, started_at, job_id)"
            " VALUES (?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?)",
            ((line.work_id, run_id, line.key, line.purpose, job_id) for line in lines),
        )
        return job_id

    def note(self, job_id: int, **changes: Any) -> None:
        """Note what the provider says of a job."""
        assignments = ", ".join(f"{name} = ?" for name in changes)
        self._connection.execute(
            f"UPDATE provider_jobs SET {assignments}, seen_at = datetime('now') WHERE id = ?",  # noqa: S608
            (*changes.values(), job_id),
        )

    def has_intent_younger_than(self, seconds: float) -> bool:
        """Tell whether a job was intended so lately that the provider may not list it yet."""
        return bool(
            self._connection.execute(
                "SELECT 1 FROM provider_jobs WHERE setup_id = ? AND status = 'intended' AND collected_at IS NULL"
                " AND unixepoch('now') - unixepoch(intended_at) < ?",
                (self._setup_id, seconds),
            ).fetchone()
        )

    def answered(
        self,
        job_id: int,
        key: str,
        *,
        outcome: str,
        usage: Usage,
        usd: float | None,
        reply: Reply | None,
        model: str,
    ) -> bool:
        """Note what a line came to; False where it belongs to no request of the job, or came before."""
        whole = reply is not None and reply.finish == "stop"
        row = self._connection.execute(
            f"UPDATE attempts SET ended_at = {_NOW}, outcome = ?, input_tokens = ?, output_tokens = ?, usd = ?,"  # noqa: S608
            " reply = ? WHERE job_id = ? AND request_key = ? AND ended_at IS NULL RETURNING work_id, purpose",
            (
                outcome,
                usage.input_tokens,
                usage.output_tokens,
                usd,
                None if reply is None or whole else reply.model_dump_json(),
                job_id,
                key,
            ),
        ).fetchone()
        if row is None:
            return False
        if reply is not None and whole:
            keep_reply(
                self._connection, key, reply, model=model, purpose=row[1], article=self._sha256(row[0])
            )
        return True

    def has_line(self, job_id: int, key: str) -> bool:
        """Tell whether a job holds a request."""
        return bool(
            self._connection.execute(
                "SELECT 1 FROM attempts WHERE job_id = ? AND request_key = ? AND request_key <> ''",
                (job_id, key),
            ).fetchone()
        )

    def unanswered(self, job_id: int) -> int:
        """Return how many lines of a job nothing was said of yet."""
        row = self._connection.execute(
            "SELECT count(*) FROM attempts WHERE job_id = ? AND request_key <> '' AND ended_at IS NULL",
            (job_id,),
        ).fetchone()
        return int(row[0])

    def ended_well(self, job_id: int) -> int:
        """Return how many lines of a job got an answer, whatever it was."""
        row = self._connection.execute(
            "SELECT count(*) FROM attempts WHERE job_id = ? AND outcome IN ('stop', 'length', 'refused')",
            (job_id,),
        ).fetchone()
        return int(row[0])

    def close(self, job_id: int, *, rest: str | None) -> None:
        """Note that nothing more comes of a job. `rest` is how its other lines ended; None: nobody knows."""
        if rest is not None:
            self._connection.execute(
                f"UPDATE attempts SET ended_at = {_NOW}, outcome = ? WHERE job_id = ? AND ended_at IS NULL",  # noqa: S608
                (rest, job_id),
            )
        self._connection.execute(
            "UPDATE provider_jobs SET collected_at = datetime('now') WHERE id = ?", (job_id,)
        )

    def forget(self, job_id: int) -> None:
        """Remove a job that was never made, and its lines."""
        self._connection.execute("DELETE FROM attempts WHERE job_id = ?", (job_id,))
        self._connection.execute("DELETE FROM provider_jobs WHERE id = ?", (job_id,))

    def due(self, work_id: int) -> int | None:
        """Return the article of a piece of work that is to be done and has no request in an open job, else None."""
        row = self._connection.execute(
            "SELECT article_id FROM work WHERE id = ?1 AND state = 'waiting' AND NOT EXISTS ("
            "SELECT 1 FROM attempts JOIN provider_jobs ON provider_jobs.id = job_id"
            " WHERE work_id = ?1 AND ended_at IS NULL AND collected_at IS NULL)",
            (work_id,),
        ).fetchone()
        return None if row is None else int(row[0])

    def record(self, article_id: int, article: Article) -> Record:
        """Return the first record that brought an article in."""
        row = self._connection.execute(
            "SELECT source, place, external_id FROM sources WHERE article_id = ? ORDER BY id LIMIT 1",
            (article_id,),
        ).fetchone()
        source, place, external_id = row or ("", "", None)
        return Record(source=source, place=place, external_id=external_id, article=article)

    def seconds(self, work_id: int) -> float:
        """Return the seconds since a piece of work was first asked for in a job."""
        row = self._connection.execute(
            "SELECT (julianday('now') - julianday(min(started_at))) * 86400 FROM attempts"
            " WHERE work_id = ? AND job_id IS NOT NULL",
            (work_id,),
        ).fetchone()
        return max(0.0, row[0] or 0.0)

    def known(self, work_id: int, key: str) -> Reply | None:
        """Return the reply that the store has for a request; one that was paid for elsewhere is marked as cached."""
        rows = self._connection.execute(
            "SELECT outcome, reply FROM attempts WHERE work_id = ? AND request_key = ? AND job_id IS NOT NULL"
            " ORDER BY id DESC",
            (work_id, key),
        ).fetchall()
        whole = get_reply(self._connection, key)
        if whole is not None:
            is_ours = any(outcome == "stop" for outcome, _ in rows)
            return whole if is_ours else whole.model_copy(update={"cached": True})
        return next((reply for _, text in rows if text and (reply := _read(text))), None)

    def tries(self, work_id: int, key: str, run_id: int, outcomes: Iterable[str]) -> list[str]:
        """Return how the tries of a request ended that a run made in jobs, of those that ended in some ways."""
        wanted = frozenset(outcomes)
        rows = self._connection.execute(
            "SELECT outcome FROM attempts"
            " WHERE work_id = ? AND request_key = ? AND run_id = ? AND job_id IS NOT NULL ORDER BY id",
            (work_id, key, run_id),
        )
        return [outcome for (outcome,) in rows if outcome in wanted]

    def settled(self, work_id: int) -> None:
        """Forget the answers of a piece of work that were kept only until it was settled."""
        self._connection.execute(
            "UPDATE attempts SET reply = NULL WHERE work_id = ? AND reply IS NOT NULL", (work_id,)
        )

    def _sha256(self, work_id: int | None) -> str:
        row = self._connection.execute(
            "SELECT sha256 FROM articles JOIN work ON articles.id = article_id WHERE work.id = ?", (work_id,)
        ).fetchone()
        return "" if row is None else str(row[0])


def _read(text: str) -> Reply | None:
    try:
        return Reply.model_validate_json(text)
    except ValidationError:
        return None
