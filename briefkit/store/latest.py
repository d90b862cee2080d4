"""The latest briefs of a store with their articles, for looking at several together. Reads beside a running writer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from briefkit.errors import StoreError
from briefkit.schema import Article, Brief
from briefkit.store.file import open_readonly

__all__ = ["Kept", "latest_briefs"]

_ARTICLE = ("text", "headline", "publisher", "url", "published", "language", "kind")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A brief as it is kept, with its article; `work` is its number in the store."""

    work: int
    brief: Brief
    article: Article


def latest_briefs(path: str | Path, count: int) -> list[Kept]:
    """Return the last briefs, one of each article, the latest first; one that this version cannot read is left out.

    Raises:
        StoreError: when the store cannot be read.

    """
    columns = ", ".join(f"articles.{column}" for column in _ARTICLE)
    query = (
        f"SELECT max(work_id), brief, {columns} FROM briefs"  # noqa: S608 - our own names
        " JOIN articles ON articles.id = article_id GROUP BY article_id ORDER BY 1 DESC LIMIT ?"
    )
    with closing(open_readonly(path)) as connection:
        try:
            rows = connection.execute(query, (count,)).fetchall()
        except sqlite3.Error as error:
            raise StoreError(
                f"the store {str(path)!r} cannot be read: {error}.",
                hint="Open it once with `briefkit batch` where it is old, or run `briefkit recover` on it.",
            ) from error
    return [kept for row in rows if (kept := _kept(row)) is not None]


def _kept(row: sqlite3.Row) -> Kept | None:
    try:
        brief = Brief.model_validate_json(row[1])
    except ValidationError:
        return None
    article = Article.model_validate(dict(zip(_ARTICLE, row[2:], strict=True)))
    return Kept(work=row[0], brief=brief, article=article)
