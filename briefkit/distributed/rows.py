"""What stands in the output: one flat row for each article, and which article it is. Reads and writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from briefkit.errors import NOT_THE_ARTICLES
from briefkit.schema import Record, Result, Statement, Tally, Usage

__all__ = ["COLUMNS", "LEFT", "key_of", "key_of_row", "row_of", "schema", "tally_of"]

LEFT = "left"
"""The status of an article that no answer came for. It is counted, never written: the same command tries it again."""
COLUMNS: dict[str, tuple[str, str]] = {
    "article_id": (
        "string",
        "first 12 digits of the article's hash; null where the record could not be read",
    ),
    "sha256": ("string", "hash of the article's text; null where the record could not be read"),
    "setup_sha256": ("string", "hash of all that changes an answer beside the article"),
    "source": ("string", "the input as it was given"),
    "place": ("string", "where in it, as `line 17` or `row 3`"),
    "external_id": ("string", "how the input calls the record"),
    "article_headline": ("string", "the article's own headline, where it was known apart"),
    "publisher": ("string", "who published the article"),
    "url": ("string", "where it was published"),
    "published": ("date32", "the day it was published"),
    "status": ("string", "`ok`, `review` (errors are marked) or `failed` (no brief)"),
    "failure_code": ("string", "why there is no brief, as a stable code"),
    "failure": ("string", "why there is no brief, in a sentence"),
    "headline": ("string", "the brief's headline"),
    "dek": ("string", "the brief's dek, where there is one"),
    "brief": ("string", "the brief as JSON, with its spans and provenance"),
    "findings": ("string", "what the checks noticed, as a JSON list"),
    "checks": ("string", "version and hash of the rules that judged the brief"),
    "model": ("string", "the model that answered"),
    "usage": ("string", "tokens and calls, as JSON"),
    "input_tokens": ("int64", "tokens sent"),
    "output_tokens": ("int64", "tokens received"),
    "usd": ("float64", "what it cost in US dollars; null where no price is known"),
    "seconds": ("float64", "how long it took"),
    "created_at": ("timestamp[us, tz=UTC]", "when the brief was made"),
}
"""The columns of the output: type by Arrow's name, and what it is."""
_TYPES: dict[str, Callable[[Any], Any]] = {
    "string": lambda arrow: arrow.string(),
    "int64": lambda arrow: arrow.int64(),
    "float64": lambda arrow: arrow.float64(),
    "date32": lambda arrow: arrow.date32(),
    "timestamp[us, tz=UTC]": lambda arrow: arrow.timestamp("us", tz="UTC"),
}


def schema() -> Any:
    """Return the Arrow schema of the output."""
    import pyarrow

    return pyarrow.schema([(name, _TYPES[kind](pyarrow)) for name, (kind, _) in COLUMNS.items()])


def key_of(record: Record) -> bytes:
    """Return what tells a record from others: its text's hash, or where it stands if there is no text."""
    if record.article is not None:
        return bytes.fromhex(record.article.sha256)[:16]
    return _key_of_place(record.source, record.place)


def key_of_row(row: Mapping[str, Any]) -> bytes:
    """Return the same of a row of the output."""
    return bytes.fromhex(row["sha256"])[:16] if row["sha256"] else _key_of_place(row["source"], row["place"])


def _key_of_place(source: str, place: str) -> bytes:
    return hashlib.sha256(f"{source}\n{place}".encode()).digest()[:16]


def row_of(
    record: Record, setup_sha256: str, result: Result | None, failure: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Return the row of a record, with what came of it."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {"setup_sha256": setup_sha256, "source": record.source, "place": record.place}
    row |= {"external_id": record.external_id, "status": "failed", "usage": "{}", "usd": 0.0}
    row |= {"input_tokens": 0, "output_tokens": 0, "findings": "[]"}
    article = record.article
    if article is not None:
        row |= {"article_id": article.id, "sha256": article.sha256, "article_headline": article.headline}
        row |= {"publisher": article.publisher, "url": article.url, "published": article.published}
    if result is not None:
        row |= _made(result)
        failure = failure or _failure_of(result)
    if failure is not None:
        row |= {"failure_code": failure[0], "failure": failure[1]}
        row["status"] = LEFT if failure[0] in NOT_THE_ARTICLES else "failed"
    return row


def _made(result: Result) -> dict[str, Any]:
    known, brief = result.provenance, result.brief
    made: dict[str, Any] = {
        "status": result.status,
        "findings": json.dumps(
            [each.model_dump(mode="json") for each in result.findings], ensure_ascii=False
        ),
        "checks": known.checks,
        "model": known.model_answered or known.model_asked,
        "usage": result.usage.model_dump_json(),
        "input_tokens": result.usage.input_tokens,
        "output_tokens": result.usage.output_tokens,
        "usd": result.cost.usd,
        "seconds": known.seconds,
        "created_at": known.created_at,
    }
    if brief is not None:
        dek = brief.dek.text if isinstance(brief.dek, Statement) else None
        made |= {"headline": brief.headline.text, "dek": dek, "brief": brief.model_dump_json()}
    return made


def _failure_of(result: Result) -> tuple[str, str] | None:
    if result.status != "failed":
        return None
    if not result.findings:
        return "failed", "no brief came of it."
    return result.findings[0].code, result.findings[0].message


def tally_of(rows: Iterable[Mapping[str, Any]]) -> Tally:
    """Return the counts of some rows. Records without an article count as unreadable."""
    tally = Tally()
    for row in rows:
        name = row["status"] if row["sha256"] else "unreadable"
        tally += Tally(**{name: 1}, usage=Usage.model_validate_json(row["usage"]), usd=row["usd"])
    return tally
