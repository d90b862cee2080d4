"""Makes an article of what a record says: which of its fields is which, and what their values mean.

The names that archives use are in a table; whoever reads one with other names says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, NamedTuple

from briefkit.errors import InputError
from briefkit.loaders.html import read_html
from briefkit.loaders.markup import is_markup, is_page, plain_line, text_of_markup
from briefkit.schema import KINDS, Article
from briefkit.schema.shapes import is_array, is_object

__all__ = ["FIELDS", "Columns", "Found", "article_of", "day_of", "kind_of", "language_of"]

_USUAL: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "article_text", "full_text", "articlebody", "article_body", "maintext",
        "body_text", "content_text", "plain_text", "story", "article",
    ),
    "id": ("id", "uuid", "guid", "uri", "article_id", "doc_id", "_id", "@id"),
    "headline": ("headline", "title", "hed"),
    "publisher": ("publisher", "source", "outlet", "publication", "sitename", "newspaper"),
    "url": ("url", "link", "canonical_url", "permalink", "web_url", "weburl"),
    "published": (
        "published", "published_at", "publish_date", "publication_date", "datepublished", "date_published",
        "pub_date", "pubdate", "date", "created_at",
    ),
    "language": ("language", "lang", "inlanguage"),
    "kind": ("kind", "article_kind"),
}  # fmt: skip
FIELDS: tuple[str, ...] = tuple(_USUAL)
"""What can be named in a mapping of columns."""

_EARLIEST = 100_000_000
"""Seconds from 1970 on from which a bare number is taken for a time: 1973."""


class Found(NamedTuple):
    """An article and how its input calls it."""

    article: Article
    external_id: str | None


@dataclass(frozen=True)
class Columns:
    """Which column of a table, or key of an object, holds which field of an article."""

    given: Mapping[str, str] = field(default_factory=dict[str, str])
    """Column by field, as the user said; the other fields are looked for under their usual names."""

    def __post_init__(self) -> None:
        if unknown := [name for name in self.given if name not in FIELDS]:
            hint = f"Fields are {', '.join(FIELDS)}."
            raise InputError(f"{unknown[0]!r} is no field of an article.", hint=hint)

    def among(self, names: Iterable[str], *, name: str) -> dict[str, str]:
        """Return which of the columns of a table holds which field.

        Raises:
            InputError: when one that was named is not there, or none holds the text.

        """
        names = list(names)
        columns = "Its columns are " + ", ".join(name[:40] for name in names[:30]) + "."
        for asked in self.given.values():
            if asked not in names:
                raise InputError(f"{name} has no column {asked!r}.", hint=columns)
        found = self.of_keys(names)
        if "text" not in found:
            hint = f"{columns} Say which holds the text: --column text NAME, or columns={{'text': ...}}."
            raise InputError(f"no column of {name} has a usual name for an article's text.", hint=hint)
        return found

    def of_keys(self, names: Iterable[str]) -> dict[str, str]:
        """Return which of some names stands for which field, as far as they are there."""
        present = tuple(names)
        found = dict(_usual_among(present))
        for field_name, asked in self.given.items():
            found.pop(field_name, None)
            if asked in present:
                found[field_name] = asked
        return found


@lru_cache(maxsize=32)  # the records of a file mostly have the same keys
def _usual_among(names: tuple[str, ...]) -> dict[str, str]:
    by_name: dict[str, str] = {}
    for name in names:
        by_name.setdefault(name.strip().casefold().replace(" ", "_").replace("-", "_"), name)
    found = {
        field_name: next((by_name[name] for name in usual if name in by_name), None)
        for field_name, usual in _USUAL.items()
    }
    return {field_name: name for field_name, name in found.items() if name is not None}


def article_of(values: Mapping[str, Any], *, name: str) -> Found:
    """Return the article that some values make, by the names of its fields and `id`.

    HTML becomes text. A date, language, address or kind that cannot be understood is left out.

    Raises:
        InputError: when there is no text.

    """
    article = Article(
        text=_sound(_text(values.get("text"), name=name)),
        headline=_line(values.get("headline")),
        publisher=_line(values.get("publisher")),
        url=_address(values.get("url")),
        published=day_of(values.get("published")),
        language=language_of(values.get("language")),
        kind=kind_of(values.get("kind")),
    )
    return Found(article, _name(values.get("id")))


def day_of(value: object) -> datetime.date | None:
    """Return the day of a date in ISO, RFC 2822 or compact form, or of a Unix time; None where it is none.

    A time with a zone is of the day in that zone.
    """
    value = _unwrapped(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_seconds(float(value))
    return _of_words(value.strip()) if isinstance(value, str) else None


def language_of(value: object) -> str | None:
    """Return the two letters that a language tag begins with, None where it does not."""
    head = value.strip().replace("_", "-").partition("-")[0].lower() if isinstance(value, str) else ""
    return head if len(head) == 2 and head.isascii() and head.isalpha() else None


def kind_of(value: object) -> Any:
    """Return the kind of article that a word names, None where there is no such kind."""
    said = (
        " ".join(value.casefold().replace("_", " ").replace("-", " ").split())
        if isinstance(value, str)
        else ""
    )
    return said if said in KINDS else None


def _text(value: object, *, name: str) -> str:
    if is_array(value) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError("it has no text.", hint="See whether the right column is named as its text.")
    if is_page(value):
        return read_html(value.encode("utf-8", "replace"), name=name).article.text
    if is_markup(value):
        value = text_of_markup(value)
        if not value:
            raise InputError("its markup holds no text.")
    return value


def _line(value: object) -> str | None:
    """Return a name or a headline, also where it stands in an object, as `{"name": ...}` or `{"rendered": ...}`."""
    if is_object(value):
        value = value.get("name") or value.get("title") or value.get("rendered")
    if not isinstance(value, str):
        return None
    return _encodable(plain_line(value)[:300]) or None


def _address(value: object) -> str | None:
    is_address = isinstance(value, str) and value.startswith(("http://", "https://")) and value.isprintable()
    return str(value) if is_address else None


def _sound(text: str) -> str:
    """Return a text that can be written; JSON may hold half of a surrogate pair, which can not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError("its text is not sound Unicode.", hint="Export it again, as UTF-8.") from None
    return text


def _encodable(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def _name(value: object) -> str | None:
    """Return how a record is called: a word or a number."""
    value = _unwrapped(value)
    is_name = isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
    return _encodable(str(value)[:500]) if is_name else None


def _unwrapped(value: object) -> object:
    """Return the value that an export of MongoDB wraps, as `{"$oid": ...}`."""
    if is_object(value) and len(value) == 1:
        key, inner = next(iter(value.items()))
        return inner if key.startswith("$") else value
    return value


def _of_seconds(value: float) -> datetime.date | None:
    seconds = value / 1000 if value >= _EARLIEST * 1000 else value
    if seconds < _EARLIEST:
        return None
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
    except (OverflowError, OSError, ValueError):
        return None


def _of_words(value: str) -> datetime.date | None:
    day = value[:8] if value[:8].isdigit() and value[8:9] in ("", "T") else value[:10]
    try:
        return datetime.date.fromisoformat(day)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(value[:100]).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
