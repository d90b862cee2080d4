"""What judges made of pairs of briefs, as a store keeps it: by what was shown, so that none is paid for twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from briefkit.errors import StoreError
from briefkit.schema import Failure, Judgement, Preference, Usage
from briefkit.store.file import open_readonly

__all__ = ["find_judgement", "keep_judgement", "stored_judgements"]

_PREFERENCES = TypeAdapter(dict[str, Preference])
_COLUMNS = (
    "judge, rubric, article_sha256, first_sha256, second_sha256, reading, preferences, failure_code, failure,"
    " input_tokens, output_tokens, usd, judged_at"
)


def keep_judgement(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Keep a judgement, inside the caller's transaction, in the place of one of the same reading."""
    failure, usage = judgement.failure, judgement.usage
    said = {name: each.model_dump() for name, each in judgement.preferences.items()}
    connection.execute(
        f"INSERT OR REPLACE INTO judgements ({_COLUMNS}) VALUES ({', '.join('?' * 13)})",  # noqa: S608 - our own names
        (
            judgement.judge,
            judgement.rubric,
            judgement.article_sha256,
            judgement.first,
            judgement.second,
            judgement.reading,
            json.dumps(said, ensure_ascii=False),
            failure and failure.code,
            failure and failure.message,
            usage.input_tokens,
            usage.output_tokens,
            judgement.usd,
            judgement.judged_at and judgement.judged_at.isoformat(),
        ),
    )


def find_judgement(
    connection: sqlite3.Connection, *, judge: str, rubric: str, first: str, second: str, reading: int = 1
) -> Judgement | None:
    """Return a judge's judgement of two briefs in an order, None where there is none that can be read."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM judgements WHERE judge = ? AND rubric = ? AND first_sha256 = ?"  # noqa: S608
        " AND second_sha256 = ? AND reading = ?",
        (judge, rubric, first, second, reading),
    ).fetchone()
    return None if row is None else _judgement(tuple(row))


def stored_judgements(path: str | Path) -> list[Judgement]:
    """Return every judgement of a store that can be read, in the order in which they were made.

    Raises:
        StoreError: when the store cannot be read.

    """
    with closing(open_readonly(path)) as connection:
        try:
            return [each for each in _all(connection) if each is not None]
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the second: a damaged name in the message
            raise StoreError(
                f"the store {str(path)!r} cannot be read: {error}.",
                hint="Run `briefkit recover` on it, which copies what can still be read.",
            ) from error


def _all(connection: sqlite3.Connection) -> Iterator[Judgement | None]:
    """Yield what there is; a store that nobody has written into since there are judgements has no table of them."""
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'judgements'"
    if connection.execute(known).fetchone() is None:
        return
    for row in connection.execute(f"SELECT {_COLUMNS} FROM judgements ORDER BY id"):  # noqa: S608
        yield _judgement(tuple(row))


def _judgement(row: tuple[object, ...]) -> Judgement | None:
    judge, rubric, article, first, second, reading, said, code, failure, inputs, outputs, usd, at = row
    try:
        return Judgement.model_validate(
            {
                "judge": judge,
                "rubric": rubric,
                "article_sha256": article,
                "first": first,
                "second": second,
                "reading": reading,
                "preferences": _PREFERENCES.validate_json(str(said)),
                "failure": Failure(code=str(code), message=str(failure)) if code else None,
                "usage": Usage(input_tokens=int(str(inputs)), output_tokens=int(str(outputs))),
                "usd": usd,
                "judged_at": at,
            },
            strict=False,
        )
    except (ValidationError, ValueError):
        return None
