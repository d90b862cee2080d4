"""A brief as an item of IPTC ninjs 3.1. The whole brief stands in a second body as JSON, so that it reads back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from briefkit.render.escape import escape_json, one_line
from briefkit.render.item import Item, item_of
from briefkit.schema import Result

__all__ = ["BRIEF_ROLE", "to_ninjs"]

BRIEF_ROLE = "urn:briefkit:brief"
"""The role of the body that holds the whole brief as JSON."""
_SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"


def to_ninjs(result: Result, *, indent: int | None = 2) -> str:
    """Return a result as a ninjs item; one with an error is withheld, a rejected one canceled.

    Raises:
        InputError: when there is no brief in it.

    """
    value = _ninjs(item_of(result))
    return escape_json(json.dumps(value, ensure_ascii=False, indent=indent)) + "\n"


def _ninjs(item: Item) -> dict[str, Any]:
    return {
        "uri": item.id,
        "standard": {"name": "ninjs", "version": "3.1", "schema": _SCHEMA},
        "type": "text",
        "profile": "brief",
        "pubStatus": _status(item),
        "firstCreated": item.created.isoformat(),
        "versionCreated": item.updated.isoformat(),
        "language": item.language,
        "digitalSourceType": {"name": item.source_type.name, "uri": item.source_type.uri},
        "by": f"{item.model}, by briefkit. {item.review}.",
        "edNote": "\n".join(item.note),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": item.headline}],
        "descriptions": [
            {"role": role, "contentType": "text/plain", "value": value}
            for role, value in (("summary", item.dek), ("disclosure", item.disclosure))
            if value
        ],
        "bodies": list(_bodies(item)),
        "subjects": list(_subjects(item)),
        "places": [{"name": region, "rel": "mentions"} for region in item.regions],
        "infoSources": list(_sources(item)),
        "associations": [_basis(item)],
        "altIds": [{"role": "article-sha256", "value": item.article.sha256}],
        "genres": [{"name": "Summary"}],
    }


def _status(item: Item) -> str:
    return "canceled" if item.standing == "rejected" else "usable" if item.is_clear else "withheld"


def _bodies(item: Item) -> Iterator[dict[str, Any]]:
    text = item.text
    yield {
        "role": "main",
        "contentType": "text/plain",
        "charCount": len(text),
        "wordCount": len(text.split()),
        "value": text,
    }
    whole = json.dumps(item.brief.model_dump(mode="json"), ensure_ascii=False)
    yield {"role": BRIEF_ROLE, "contentType": "application/json", "value": escape_json(whole)}


def _subjects(item: Item) -> Iterator[dict[str, Any]]:
    for topic in item.topics:
        yield {"name": topic.name, "rel": "about", "uri": topic.uri}
    for name in item.names:
        yield {"name": name, "rel": "mentions"}


def _sources(item: Item) -> Iterator[dict[str, Any]]:
    yield {"name": "briefkit", "role": "creator"}
    if item.article.publisher:
        yield {"name": one_line(item.article.publisher), "role": "originalPublisher"}


def _basis(item: Item) -> dict[str, Any]:
    """Return what is said of the article; its text is its publisher's, and is not handed on."""
    headline = one_line(item.article.headline or "")
    said: dict[str, Any] = {
        "name": "source",
        "rel": "isBasedOn",
        "uri": item.address or f"urn:briefkit:article:{item.article.sha256}",
        "type": "text",
    }
    if headline:
        said["headlines"] = [{"role": "main", "contentType": "text/plain", "value": headline}]
    return said
