"""IPTC ninjs 1.x, 2.x and 3.x, and Superdesk's variant: one JSON object a news item.

1.x has `headline` and `body_…` keys, 2.x lists in lower case, 3.x the same lists in camel case; keys are compared
without regard to case, so that one table serves all.
"""

from __future__ import annotations

import re
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Found, article_of, kind_of
from briefkit.schema.shapes import is_object, items_of

__all__ = ["found_in_ninjs", "is_ninjs"]

_MARKS = frozenset(("standard", "$standard", "uri", "guid", "versioncreated", "representationtype"))
_BODY = re.compile(r"body_\w+")
_BODY_BEFORE = ("body_text", "body_xhtml", "body_html")
_WITHDRAWN = frozenset(("canceled", "cancelled", "withheld"))
_NO_TEXT = frozenset(("audio", "video", "picture", "graphic", "planning", "component", "event"))
_GENRES = {"opinion": "opinion", "commentary": "opinion", "editorial": "opinion", "column": "opinion",
           "analysis": "analysis", "interview": "interview", "press release": "press release",
           "transcript": "transcript", "speech": "speech", "current": "news", "news": "news"}  # fmt: skip
_PLAIN_FIRST = {"text/plain": 0}


def is_ninjs(value: dict[str, Any]) -> bool:
    """Tell whether an object is a ninjs item: it has a body in the form of ninjs, and one of its own marks."""
    keys = {key.lower() for key in value}
    if keys.isdisjoint(_MARKS):
        return False
    return "$standard" in keys or "bodies" in keys or any(map(_BODY.fullmatch, keys))


def found_in_ninjs(value: dict[str, Any], *, name: str) -> Found:
    """Return the article of a ninjs item.

    Raises:
        InputError: when it is withdrawn, or a picture, or has no text.

    """
    item = _folded(value)
    status = str(item.get("pubstatus") or "usable").lower()
    if status in _WITHDRAWN:
        raise InputError(f"the item is marked as {status}.")
    sort = str(item.get("type") or "text").lower()
    if sort in _NO_TEXT:
        raise InputError(f"the item is of type {sort}, without an article.")
    return article_of(
        {
            "text": _body(item),
            "id": item.get("uri") or item.get("guid"),
            "headline": _headline(item),
            "publisher": _publisher(item),
            "url": _address(item),
            "published": item.get("versioncreated") or item.get("firstcreated") or item.get("contentcreated"),
            "language": item.get("language"),
            "kind": _kind(item),
        },
        name=name,
    )


def _folded(value: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): one for key, one in value.items()}


def _objects(value: object) -> list[dict[str, Any]]:
    return [_folded(one) for one in items_of(value) if is_object(one)]


def _body(item: dict[str, Any]) -> str | None:
    """Return the main body: without a role before others, plain text before markup, the longest of equals."""
    bodies = [body for body in _objects(item.get("bodies")) if isinstance(body.get("value"), str)]
    if bodies:
        return str(min(bodies, key=_rank)["value"])
    said = {
        key: one for key, one in item.items() if _BODY.fullmatch(key) and isinstance(one, str) and one.strip()
    }
    first = next((key for key in _BODY_BEFORE if key in said), None)
    if first is None:
        first = max(said, key=lambda key: len(said[key]), default=None)
    return None if first is None else said[first]


def _rank(body: dict[str, Any]) -> tuple[bool, int, int]:
    role = str(body.get("role") or "").rpartition("/")[2].lower()
    is_beside = role not in ("", "main", "body", "full", "article", "story")
    return is_beside, _PLAIN_FIRST.get(str(body.get("contenttype") or "").lower(), 1), -len(body["value"])


def _headline(item: dict[str, Any]) -> str | None:
    headlines = [one for one in _objects(item.get("headlines")) if isinstance(one.get("value"), str)]
    if headlines:
        main = [one for one in headlines if str(one.get("role") or "main").lower().endswith("main")]
        return str((main or headlines)[0]["value"])
    headline = item.get("headline") or next(
        (item[key] for key in item if key.startswith("headline_")), item.get("title")
    )
    return headline if isinstance(headline, str) else None


def _publisher(item: dict[str, Any]) -> str | None:
    """Return who put it out: Superdesk's `source`, a source with a role that says so, the first, the holder."""
    sources = _objects(item.get("infosources")) + _objects(item.get("infosource"))
    roles = ("publisher", "distributor", "provider")
    by_role = [one for one in sources if str(one.get("role") or "").lower().endswith(roles)]
    for source in (*by_role, *sources):
        if isinstance(source.get("name"), str):
            return str(source["name"])
    for key in ("source", "copyrightholder"):
        if isinstance(item.get(key), str):
            return str(item[key])
    return None


def _address(item: dict[str, Any]) -> str | None:
    """Return the page that an item stands on: a web rendition, or its own address where that is one."""
    renditions = item.get("renditions")
    listed = list(renditions.values()) if is_object(renditions) else renditions
    for rendition in _objects(listed):
        if str(rendition.get("contenttype") or rendition.get("mimetype") or "").lower() == "text/html":
            return rendition.get("href")
    uri = item.get("uri")
    return uri if isinstance(uri, str) else None


def _kind(item: dict[str, Any]) -> str | None:
    for genre in (*_objects(item.get("genres")), *_objects(item.get("genre"))):
        name = str(genre.get("name") or "").strip().lower()
        if kind := _GENRES.get(name) or kind_of(name):
            return str(kind)
    return None
