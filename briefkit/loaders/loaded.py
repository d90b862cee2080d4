"""What a loader returns: the article, and how its text came about. Data only."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, TypedDict

from pydantic import ValidationError

from briefkit.errors import InputError
from briefkit.schema import Article, Kind

__all__ = ["Known", "Loaded", "day", "with_known"]


class Known(TypedDict, total=False):
    """What the caller knows of an article; it outranks what the file says. None means: not known."""

    headline: str | None
    publisher: str | None
    url: str | None
    published: datetime.date | str | None
    language: str | None
    kind: Kind | None


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """An article with its history."""

    article: Article
    """The article; offsets refer to its text."""
    format: str
    """How the bytes were read: `text`, `markdown`, `html` or `json`."""
    encoding: str
    """The encoding that the bytes turned out to be in."""
    notes: tuple[str, ...] = ()
    """What is worth telling: an encoding that was guessed, bytes that are not valid, front matter."""


def day(value: str | datetime.date | None) -> datetime.date | None:
    """Return the day that an ISO date or the start of an ISO time names, None for None.

    Raises:
        InputError: when it is no such date.

    """
    if value is None or isinstance(value, datetime.date):
        return value.date() if isinstance(value, datetime.datetime) else value
    try:
        return datetime.date.fromisoformat(value.strip()[:10])
    except ValueError:
        raise InputError(f"{value!r} is not a date.", hint="Write it as 2026-10-14.") from None


def with_known(article: Article, known: Known) -> Article:
    """Return the article with what else is known of it.

    Raises:
        InputError: when a value cannot be right.

    """
    said: dict[str, Any] = {field: value for field, value in known.items() if value is not None}
    if "published" in said:
        said["published"] = day(said["published"])
    try:
        return Article(**{**article.model_dump(), **said})
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        raise InputError(f"{problem['loc'][0]}: {problem['msg']}.") from None
