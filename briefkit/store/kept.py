"""What a store keeps of its articles, to be shown: the newest brief of each, or why there is none. Reads only."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from briefkit.errors import StoreError
from briefkit.schema import Article, Brief, Finding, Result
from briefkit.store.file import open_readonly
from briefkit.store.replies import hash_text

__all__ = ["Kept", "KeptBrief", "Unbriefed", "reading_kept"]


@dataclass(frozen=True, kw_only=True)
class Unbriefed:
    """An article without a brief, and why."""

    headline: str | None
    publisher: str | None
    published: datetime.date | None
    place: str
    """The record that brought it in."""
    code: str
    reason: str
    is_waiting: bool
    """Whether a next run will try again."""


@contextmanager
def reading_kept(path: str | Path) -> Generator[Kept]:
    """Give what a store keeps, all of one moment, whatever is written meanwhile.

    Raises:
        StoreError: when it cannot be read.

    """
    with closing(open_readonly(path)) as connection:
        try:
            connection.execute("BEGIN")
            yield Kept(connection)
        except sqlite3.Error as error:
            raise StoreError(
                f"the store {str(path)!r} cannot be read: {error}.",
                hint="Open it once with `briefkit batch` where it is old, or run `briefkit recover` on it.",
            ) from error


@dataclass(frozen=True, slots=True)
class KeptBrief:
    """A brief with its article and findings as they stand in the store: plain values, to be read elsewhere."""

    row: dict[str, Any]
    findings: list[dict[str, Any]]

    def result(self) -> Result | None:
        """Return it as a result; None where the brief is damaged, or of another version that this one cannot read."""
        if hash_text(self.row["brief"]) != self.row["brief_sha256"]:
            return None
        article = Article.model_validate({name: self.row[name] for name in Article.model_fields})
        try:
            brief = Brief.model_validate_json(self.row["brief"])
        except ValidationError:
            return None
        findings = [_finding(found, article) for found in self.findings]
        failed = any(finding.severity == "error" for finding in findings)
        return Result(
            status="review" if failed or self.row["state"] == "review" else "ok",
            brief=brief,
            findings=findings,
            article=article,
            provenance=brief.provenance,
        )

    def unreadable(self) -> Unbriefed:
        """Return what is to be said where it cannot be read."""
        return Unbriefed(
            headline=self.row["headline"],
            publisher=self.row["publisher"],
            published=_day(self.row["published"]),
            place="",
            code="brief.unreadable",
            reason="Its brief is damaged, or of another version of briefkit that this one cannot read.",
            is_waiting=False,
        )


class Kept:
    """The newest briefs of a store, and the articles without one; read one at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(DISTINCT article_id) FROM briefs").fetchone()[0])

    def briefs(self) -> Iterator[KeptBrief]:
        """Yield the newest brief of every article, the articles in the order in which they came."""
        for row in self._connection.execute(_NEWEST):
            found = self._connection.execute(
                "SELECT * FROM findings WHERE work_id = ? ORDER BY id", (row["work_id"],)
            )
            yield KeptBrief(dict(row), [dict(each) for each in found])

    def unbriefed(self) -> Iterator[Unbriefed]:
        """Yield the articles that no setup made a brief of, where something is known of why."""
        for row in self._connection.execute(_UNBRIEFED):
            yield Unbriefed(
                headline=row["headline"],
                publisher=row["publisher"],
                published=_day(row["published"]),
                place=row["place"] or "",
                code=row["failure_code"],
                reason=row["failure"] or "",
                is_waiting=row["state"] == "waiting",
            )


_NEWEST = """
SELECT work_id, work.state, brief, briefs.sha256 AS brief_sha256, articles.*
FROM (SELECT article_id AS newest_of, work_id AS newest, max(coalesce(created_at, '')) FROM briefs GROUP BY article_id)
JOIN briefs ON work_id = newest
JOIN work ON work.id = work_id
JOIN articles ON articles.id = newest_of
ORDER BY articles.id
"""
_UNBRIEFED = """
SELECT articles.*, state, work.failure_code, work.failure,
    (SELECT source || ', ' || place FROM sources WHERE article_id = articles.id ORDER BY id LIMIT 1) AS place
FROM work JOIN articles ON articles.id = work.article_id
WHERE work.id IN (SELECT max(id) FROM work GROUP BY article_id)
    AND work.failure_code IS NOT NULL AND articles.id NOT IN (SELECT article_id FROM briefs)
ORDER BY published DESC, articles.id DESC
"""


def _finding(row: dict[str, Any], article: Article) -> Finding:
    start, end = row["nearest_start"], row["nearest_end"]
    return Finding(
        code=row["code"],
        severity=row["severity"],
        path=row["path"],
        message=row["message"],
        hint=row["hint"],
        nearest=None if start is None else article.span(start, end),
        offending=row["offending"],
    )


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
