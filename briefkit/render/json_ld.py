"""A brief as JSON-LD of schema.org: a `NewsArticle` that says what it is based on, and that a machine wrote it."""

from __future__ import annotations

import json
from typing import Any

from briefkit.render.escape import escape_json, one_line
from briefkit.render.item import Item, item_of
from briefkit.schema import Result

__all__ = ["to_json_ld"]

_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"


def to_json_ld(result: Result, *, indent: int | None = 2) -> str:
    """Return a result as JSON-LD, safe inside a script element of a page; with an error it is a draft.

    Raises:
        InputError: when there is no brief in it.

    """
    value = {key: one for key, one in _article(item_of(result)).items() if one}
    return escape_json(json.dumps(value, ensure_ascii=False, indent=indent)) + "\n"


def _article(item: Item) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": item.id,
        "headline": item.headline,
        "abstract": item.dek,
        "articleSection": one_line(item.brief.tags.desk),
        "articleBody": item.text,
        "inLanguage": item.language,
        "dateCreated": item.created.isoformat(),
        "dateModified": item.updated.isoformat(),
        "creativeWorkStatus": _status(item),
        "digitalSourceType": _source_types(item),
        "creditText": item.disclosure,
        "creator": _creator(item),
        "editor": _editor(item),
        "isBasedOn": _basis(item),
        "about": [_topic(topic.name, topic.code, topic.uri) for topic in item.topics],
        "mentions": [{"@type": "Thing", "name": name} for name in item.names],
        "spatialCoverage": [{"@type": "Place", "name": region} for region in item.regions],
        "backstory": "\n".join(item.note),
        "correction": [
            {"@type": "CorrectionComment", "text": one_line(fix.text), "datePublished": fix.at.isoformat()}
            for fix in item.provenance.corrections
        ],
    }


def _status(item: Item) -> str:
    if item.standing == "rejected":
        return "Rejected"
    is_reviewed = item.standing in ("reviewed", "edited")
    return "Approved" if item.is_clear and is_reviewed else "Draft"


def _source_types(item: Item) -> list[str]:
    """Return the label as schema.org and as IPTC name it."""
    kind = item.source_type
    return [*([f"https://schema.org/{kind.schema_org}"] if kind.schema_org else []), kind.uri]


def _creator(item: Item) -> dict[str, Any]:
    said = {
        "@type": "SoftwareApplication",
        "name": "briefkit",
        "softwareVersion": one_line(item.provenance.briefkit),
    }
    return {**said, "description": item.made_by}


def _editor(item: Item) -> dict[str, Any] | None:
    review = item.provenance.human_review
    if item.standing not in ("reviewed", "edited") or not review.reviewer:
        return None
    person = {"@type": "Person", "name": one_line(review.reviewer)}
    return {**person, "jobTitle": one_line(review.role)} if review.role else person


def _basis(item: Item) -> dict[str, Any]:
    article = item.article
    said = {
        "@type": "NewsArticle",
        "headline": one_line(article.headline or ""),
        "url": item.address,
        "datePublished": article.published.isoformat() if article.published else None,
        "publisher": {"@type": "Organization", "name": one_line(article.publisher)}
        if article.publisher
        else None,
        "identifier": f"sha256:{article.sha256}",
    }
    return {key: value for key, value in said.items() if value}


def _topic(name: str, code: str, uri: str) -> dict[str, Any]:
    return {"@type": "DefinedTerm", "name": name, "termCode": code, "url": uri, "inDefinedTermSet": _TOPICS}
