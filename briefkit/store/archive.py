"""The record of an archive's run: articles and their sources, work and its state, attempts, briefs, findings.

Every method writes inside the caller's transaction or reads; when something is written is decided by `batch`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from briefkit.schema import Article, Brief, Finding, Record, Reply, Request, Result, Usage
from briefkit.store.replies import hash_text, put_reply

__all__ = [
    "ARTICLE_FIELDS",
    "Archive",
    "Experience",
    "Outcome",
    "Position",
    "State",
    "Work",
    "index_briefs",
    "storable",
]

State = Literal["waiting", "ok", "review", "failed"]
ARTICLE_FIELDS = ("text", "headline", "publisher", "url", "published", "language", "kind")
"""Columns of `articles` that are fields of an article."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """One article to be briefed by one setup, and how far it is. `is_new`: this record brought it in."""

    id: int
    article_id: int
    state: State
    checks: str | None
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a piece of work: a result, or the failure that kept it from one."""

    result: Result | None = None
    failure_code: str | None = None
    failure: str | None = None


@dataclass(frozen=True, kw_only=True)
class Experience:
    """What the articles that a setup has done took, in sum."""

    articles: int
    requests: int
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class Position:
    """Up to where every record of an input is settled."""

    place: str
    """In the reader's own words."""
    records: int
    fingerprint: str
    """Of the input as it was."""
    held: str | None = None
    """Identifies what lay before the place, so that an input that has grown is known again."""


class Archive:
    """Read and write the tables of an archive on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection, for what other modules of the store write."""
        return self._connection

    def setup(self, sha256: str, *, model: str, host: str, detail: dict[str, Any]) -> int:
        """Return the number of a setup, noting it where it is new."""
        self._connection.execute(
            "INSERT INTO setups (sha256, model, host, detail) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (sha256, model, host, json.dumps(detail, sort_keys=True)),
        )
        return self._number("SELECT id FROM setups WHERE sha256 = ?", sha256)

    def find_setup(self, sha256: str) -> int | None:
        """Return the number of a setup, None where nothing was done by it yet."""
        row = self._connection.execute("SELECT id FROM setups WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else int(row[0])

    def state_of(self, article_sha256: str, setup_id: int) -> State | None:
        """Return how far the work on an article is, None where nothing is known of it."""
        row = self._connection.execute(
            "SELECT state FROM work JOIN articles ON articles.id = article_id WHERE sha256 = ? AND setup_id = ?",
            (article_sha256, setup_id),
        ).fetchone()
        return None if row is None else row[0]

    def has_reply(self, key: str) -> bool:
        """Tell whether a request is answered by the store."""
        return self._connection.execute("SELECT 1 FROM replies WHERE key = ?", (key,)).fetchone() is not None

    def experience(self, setup_id: int) -> Experience:
        """Return what the articles that have a brief took."""
        row = self._connection.execute(
            "SELECT count(*), total(requests), total(input_tokens), total(output_tokens) FROM work"
            " WHERE setup_id = ? AND state IN ('ok', 'review') AND requests > 0",
            (setup_id,),
        ).fetchone()
        articles, requests, inputs, outputs = map(int, row)
        return Experience(articles=articles, requests=requests, input_tokens=inputs, output_tokens=outputs)

    def begin_run(self, setup_id: int, argv: Sequence[str]) -> int:
        """Note that a run begins, and return its number."""
        cursor = self._connection.execute(
            "INSERT INTO runs (setup_id, started_at, argv) VALUES (?, datetime('now'), ?)",
            (setup_id, json.dumps(list(argv))),
        )
        return int(cursor.lastrowid or 0)

    def end_run(self, run_id: int, outcome: str) -> None:
        """Note how a run ended."""
        self._connection.execute(
            "UPDATE runs SET ended_at = datetime('now'), outcome = ? WHERE id = ?", (outcome, run_id)
        )

    def add(self, record: Record, setup_id: int) -> Work | None:
        """Note a record and return its work; None where it holds no article, or one that was purged.

        An article that another record brought in already is the same work.
        """
        if record.article is None or self._is_purged(record.article):
            self._note_source(record, None)
            return None
        article_id = self._article(record.article)
        self._note_source(record, article_id)
        cursor = self._connection.execute(
            "INSERT INTO work (article_id, setup_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (article_id, setup_id),
        )
        number, state, checks = self._connection.execute(
            "SELECT id, state, checks FROM work WHERE article_id = ? AND setup_id = ?", (article_id, setup_id)
        ).fetchone()
        return Work(id=number, article_id=article_id, state=state, checks=checks, is_new=cursor.rowcount > 0)

    def article(self, article_id: int) -> Article:
        """Return an article as it was added."""
        row = self._connection.execute(
            f"SELECT {', '.join(ARTICLE_FIELDS)} FROM articles WHERE id = ?",  # noqa: S608 - our own names
            (article_id,),
        ).fetchone()
        return Article.model_validate(dict(zip(ARTICLE_FIELDS, row, strict=True)))

    def started(self, work_id: int | None, run_id: int | None, *, request_key: str, purpose: str) -> int:
        """Note that a request is about to be sent, and return the attempt's number."""
        cursor = self._connection.execute(
            "INSERT INTO attempts (work_id, run_id, request_key, purpose, started_at)"
            " VALUES (?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
            (work_id, run_id, request_key, purpose),
        )
        return int(cursor.lastrowid or 0)

    def ended(self, attempt_id: int, outcome: str) -> None:
        """Note how an attempt ended."""
        self._connection.execute(
            "UPDATE attempts SET ended_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), outcome = ? WHERE id = ?",
            (outcome, attempt_id),
        )

    def answered(
        self, attempt_id: int, request: Request, reply: Reply, *, model: str, usd: float | None
    ) -> None:
        """Note an attempt's answer and what it cost; a whole one is kept, so that it is never paid for again."""
        self.ended(attempt_id, reply.finish)
        self._connection.execute(
            "UPDATE attempts SET input_tokens = ?, output_tokens = ?, usd = ? WHERE id = ?",
            (reply.usage.input_tokens, reply.usage.output_tokens, usd, attempt_id),
        )
        if reply.finish == "stop":
            put_reply(self._connection, request, model, reply)

    def reopen(self, work_id: int) -> None:
        """Let a piece of work be done anew: the answers it was given before are forgotten, its costs are not."""
        self._connection.execute(
            "DELETE FROM replies WHERE key IN (SELECT request_key FROM attempts WHERE work_id = ?)",
            (work_id,),
        )
        self._connection.execute("UPDATE attempts SET reply = NULL WHERE work_id = ?", (work_id,))
        self._connection.execute("UPDATE work SET state = 'waiting' WHERE id = ?", (work_id,))

    def possibly_paid(self) -> int:
        """Return how many attempts were sent and never ended: a kill may have lost answers that were billed."""
        return self._number("SELECT count(*) FROM attempts WHERE ended_at IS NULL")

    def settle(self, work_id: int, outcome: Outcome) -> None:
        """Note what came of a piece of work, in the place of what came of it before."""
        for table in ("briefs", "findings"):
            self._connection.execute(f"DELETE FROM {table} WHERE work_id = ?", (work_id,))  # noqa: S608
        self._connection.execute("DELETE FROM briefs_text WHERE rowid = ?", (work_id,))
        result = outcome.result
        if result is None:
            self._close(work_id, "failed", outcome.failure_code, outcome.failure)
            return
        first = result.findings[0] if result.status == "failed" and result.findings else None
        self._close(work_id, result.status, first.code if first else None, first.message if first else None)
        self._account(work_id, result)
        self._findings(work_id, result.findings)
        if result.brief is not None:
            self._brief(work_id, result.brief, result.article)

    def leave(self, work_id: int, outcome: Outcome) -> None:
        """Note why no answer came for a piece of work, which is still to be done."""
        result = outcome.result
        first = result.findings[0] if result is not None and result.findings else None
        code, failure = (first.code, first.message) if first else (outcome.failure_code, outcome.failure)
        self._close(work_id, "waiting", code, failure)

    def judged_otherwise(
        self, setup_id: int, checks: str, *, after: int, count: int = 32
    ) -> list[tuple[int, Article, Brief]]:
        """Return briefs that other rules judged, in order of their work, behind one piece of it."""
        rows = self._connection.execute(
            "SELECT work.id, work.article_id, brief FROM work JOIN briefs ON work_id = work.id"
            " WHERE setup_id = ? AND state IN ('ok', 'review') AND checks IS NOT ? AND work.id > ?"
            " ORDER BY work.id LIMIT ?",
            (setup_id, checks, after, count),
        ).fetchall()
        return [
            (work, self.article(article), Brief.model_validate_json(text)) for work, article, text in rows
        ]

    def rejudge(self, work_id: int, checks: str, findings: Sequence[Finding]) -> None:
        """Note what other rules find in a brief."""
        self._connection.execute("DELETE FROM findings WHERE work_id = ?", (work_id,))
        self._findings(work_id, findings)
        state = "review" if any(each.severity == "error" for each in findings) else "ok"
        self._connection.execute(
            "UPDATE work SET state = ?, checks = ?, updated_at = datetime('now') WHERE id = ?",
            (state, checks, work_id),
        )

    def note_review(self, work_id: int, result: Result) -> None:
        """Note a brief as a person has reviewed it, in the place of what it was; the review itself stays for good."""
        brief, human = result.brief, result.provenance.human_review
        if brief is None or human.at is None:
            raise ValueError("no review")
        for table in ("briefs", "briefs_text"):
            key = "rowid" if table == "briefs_text" else "work_id"
            self._connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (work_id,))  # noqa: S608
        self._brief(work_id, brief, result.article)
        self.rejudge(work_id, result.provenance.checks, result.findings)
        self._connection.execute(
            "INSERT INTO reviews (work_id, article_sha256, brief_sha256, status, reviewer, role, note, examined,"
            " changes, errors, reviewed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                work_id,
                brief.article_sha256,
                human.sha256,
                human.status,
                human.reviewer,
                human.role,
                human.note,
                json.dumps(human.examined),
                json.dumps([edit.model_dump() for edit in human.changes or ()]),
                sum(each.severity == "error" for each in result.findings),
                human.at.isoformat(),
            ),
        )

    def counts(self, setup_id: int) -> dict[State, int]:
        """Return how much work there is in each state."""
        rows = self._connection.execute(
            "SELECT state, count(*) FROM work WHERE setup_id = ? GROUP BY state", (setup_id,)
        )
        return dict(rows.fetchall())

    def spent(self, setup_id: int) -> tuple[Usage, float | None]:
        """Return what was spent on a setup's work; None US dollars where some of it has no price."""
        requests, inputs, outputs, usd, unpriced = self._connection.execute(
            "SELECT count(*), total(input_tokens), total(output_tokens), total(usd),"
            " count(*) FILTER (WHERE usd IS NULL AND output_tokens > 0)"
            " FROM attempts WHERE work_id IN (SELECT id FROM work WHERE setup_id = ?)",
            (setup_id,),
        ).fetchone()
        usage = Usage(requests=requests, input_tokens=int(inputs), output_tokens=int(outputs))
        return usage, None if unpriced else float(usd)

    def position(self, source: str, setup_id: int) -> Position | None:
        """Return up to where every record of an input is settled; None: nothing is known of it."""
        row = self._connection.execute(
            "SELECT position, records, fingerprint, held FROM inputs WHERE source = ? AND setup_id = ?",
            (source, setup_id),
        ).fetchone()
        return None if row is None else Position(*row)

    def note_position(self, source: str, position: Position, setup_id: int) -> None:
        """Note that every record of an input up to a position is settled."""
        self._connection.execute(
            "INSERT OR REPLACE INTO inputs (source, setup_id, position, records, fingerprint, held)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (source, setup_id, position.place, position.records, position.fingerprint, position.held),
        )

    def forget_position(self, source: str) -> None:
        """Let the next run read an input from its start."""
        self._connection.execute("DELETE FROM inputs WHERE source = ?", (source,))

    def _is_purged(self, article: Article) -> bool:
        found = self._connection.execute("SELECT 1 FROM purged WHERE sha256 = ?", (article.sha256,))
        return found.fetchone() is not None

    def _number(self, query: str, *values: object) -> int:
        return int(self._connection.execute(query, values).fetchone()[0])

    def _article(self, article: Article) -> int:
        known = self._connection.execute(
            "SELECT id FROM articles WHERE sha256 = ?", (article.sha256,)
        ).fetchone()
        if known is not None:  # its text is not handed over again
            return int(known[0])
        cursor = self._connection.execute(
            "INSERT INTO articles (sha256, headline, publisher, url, published, language, kind, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.sha256,
                article.headline,
                article.publisher,
                article.url,
                article.published and article.published.isoformat(),
                article.language,
                article.kind,
                article.text,
            ),
        )
        return int(cursor.lastrowid or 0)

    def _note_source(self, record: Record, article_id: int | None) -> None:
        self._connection.execute(
            "INSERT INTO sources (source, place, external_id, article_id, failure_code, failure)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source, place) DO UPDATE SET"
            " external_id = excluded.external_id, article_id = excluded.article_id,"
            " failure_code = excluded.failure_code, failure = excluded.failure"
            " WHERE article_id IS NOT excluded.article_id OR external_id IS NOT excluded.external_id"
            " OR failure IS NOT excluded.failure",  # what is known already is not written again
            (
                record.source,
                record.place,
                record.external_id,
                article_id,
                record.failure_code,
                record.failure,
            ),
        )

    def _close(self, work_id: int, state: str, code: str | None, failure: str | None) -> None:
        self._connection.execute(
            "UPDATE work SET state = ?, failure_code = ?, failure = ?, updated_at = datetime('now') WHERE id = ?",
            (state, code, failure, work_id),
        )

    def _account(self, work_id: int, result: Result) -> None:
        """Note what the work cost in all its attempts, those of earlier runs and of killed ones too."""
        requests, inputs, outputs, usd, unpriced = self._connection.execute(
            "SELECT count(*), total(input_tokens), total(output_tokens), total(usd),"
            " count(*) FILTER (WHERE usd IS NULL AND output_tokens > 0) FROM attempts WHERE work_id = ?",
            (work_id,),
        ).fetchone()
        self._connection.execute(
            "UPDATE work SET checks = ?, requests = ?, cached = ?, input_tokens = ?, output_tokens = ?, usd = ?,"
            " seconds = ? WHERE id = ?",
            (
                result.provenance.checks,
                requests,
                result.usage.cached,
                int(inputs),
                int(outputs),
                None if unpriced else usd,
                result.provenance.seconds,
                work_id,
            ),
        )

    def _findings(self, work_id: int, findings: Iterable[Finding]) -> None:
        self._connection.executemany(
            "INSERT INTO findings (work_id, code, severity, path, message, hint, offending, nearest_start,"
            " nearest_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    work_id,
                    each.code,
                    each.severity,
                    each.path,
                    each.message,
                    each.hint,
                    each.offending,
                    each.nearest and each.nearest.start,
                    each.nearest and each.nearest.end,
                )
                for each in findings
            ],
        )

    def _brief(self, work_id: int, brief: Brief, article: Article) -> None:
        lines = dict(brief.statements())
        text = brief.model_dump_json()
        dek = lines["dek"].text if "dek" in lines else None
        row = self._connection.execute("SELECT article_id FROM work WHERE id = ?", (work_id,)).fetchone()
        self._connection.execute(
            "INSERT INTO briefs (work_id, article_id, headline, dek, language, desk, created_at, brief, sha256)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                work_id,
                row[0],
                brief.headline.text,
                dek,
                brief.language,
                brief.tags.desk,
                brief.created_at and brief.created_at.isoformat(),
                text,
                hash_text(text),
            ),
        )
        self._connection.execute(_INDEX, (work_id, brief.headline.text, dek, _prose(brief), article.headline))


_INDEX = "INSERT INTO briefs_text (rowid, headline, dek, prose, article_headline) VALUES (?, ?, ?, ?, ?)"


def _prose(brief: Brief) -> str:
    return "\n".join(line.text for path, line in brief.statements() if path not in ("headline", "dek"))


def index_briefs(connection: sqlite3.Connection) -> None:
    """Fill the index of words anew from the briefs, inside the caller's transaction."""
    connection.execute("DELETE FROM briefs_text")
    rows = connection.execute(
        "SELECT work_id, briefs.headline, dek, brief, articles.headline"
        " FROM briefs JOIN articles ON articles.id = article_id"
    )
    for work_id, headline, dek, text, article_headline in rows:
        try:
            prose = _prose(Brief.model_validate_json(text))
        except ValidationError:  # a brief that this version cannot read is found by its headline
            prose = ""
        connection.execute(_INDEX, (work_id, headline, dek, prose, article_headline))


def storable(record: Record) -> Record:
    """Return a record with U+FFFD for what no file can hold: halves of surrogate pairs, as cut-off emoji leave them."""
    if not any(map(_is_broken, _texts(record))):
        return record
    article = record.article and Article(
        **{name: _mended(value) for name, value in record.article if name in Article.model_fields}
    )
    return record.model_copy(
        update={"article": article, **{name: _mended(getattr(record, name)) for name in _TEXTS}}
    )


_TEXTS = ("source", "place", "external_id", "failure")


def _texts(record: Record) -> Iterator[str]:
    for value in (*(getattr(record, name) for name in _TEXTS), *(dict(record.article or ()).values())):
        if isinstance(value, str):
            yield value


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _mended(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
