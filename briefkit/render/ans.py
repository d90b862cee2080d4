"""A brief as a story of Arc XP's ANS 0.10.10. Its elements are HTML by convention: all text in it is escaped.

The whole brief stands among the additional properties, so that it reads back.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from briefkit.render.escape import escape_json, one_line
from briefkit.render.item import Item, item_of
from briefkit.schema import Result

__all__ = ["to_ans"]

_VERSION = "0.10.10"


def to_ans(result: Result, *, indent: int | None = 2) -> str:
    """Return a result as an ANS story, not published; what has to be known of it is in its label and note.

    Raises:
        InputError: when there is no brief in it.

    """
    value = _story(item_of(result))
    return escape_json(json.dumps(value, ensure_ascii=False, indent=indent)) + "\n"


def _story(item: Item) -> dict[str, Any]:
    dek = {"basic": _line(item.dek)}
    return {
        "type": "story",
        "version": _VERSION,
        "subtype": "brief",
        "language": item.language,
        "created_date": item.created.isoformat(),
        "last_updated_date": item.updated.isoformat(),
        "headlines": {"basic": _line(item.headline)},
        **({"subheadlines": dek, "description": dek} if item.dek else {}),
        "editor_note": _line("\n".join(item.note)),
        "label": {"ai_disclosure": {"text": _line(item.disclosure), "display": True}},
        "source": {"source_id": item.id, "source_type": "other", "name": "briefkit", "system": "briefkit"},
        "revision": {"published": False},
        "workflow": {"note": _workflow(item)},
        "taxonomy": {
            "topics": [
                {"_id": topic.code, "name": topic.name, "score": 1, "uid": topic.uri} for topic in item.topics
            ],
            "tags": [{"text": _line(name)} for name in (*item.names, *item.regions)],
        },
        "related_content": {"basis": [_reference(item)]},
        "corrections": [
            {"type": "correction", "correction_type": "correction", "text": _line(one_line(fix.text))}
            for fix in item.provenance.corrections
        ],
        "content_elements": list(_elements(item)),
        "additional_properties": {"briefkit": _whole(item)},
    }


def _workflow(item: Item) -> str:
    if item.standing == "rejected":
        return "rejected"
    return "cleared by the checks" if item.is_clear else "to review: errors are marked"


def _elements(item: Item) -> Iterator[dict[str, Any]]:
    for part in item.parts:
        yield {"type": "header", "level": 2, "content": html.escape(part.title, quote=False)}
        yield {"type": "list", "list_type": "unordered", "items": [_text(line) for line in part.lines]}
    yield _text(f"Source: {item.source}")
    yield _text(item.disclosure)


def _text(line: str) -> dict[str, Any]:
    return {"type": "text", "content": html.escape(line, quote=False)}


def _line(text: str) -> str:
    """Return the text of a plain field, which some themes set as HTML: no tag can begin in it."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _reference(item: Item) -> dict[str, Any]:
    known = {"provider": item.address} if item.address else {}
    return {"type": "reference", "referent": {"id": item.article.sha256, "type": "story", **known}}


def _whole(item: Item) -> dict[str, Any]:
    return {
        "digital_source_type": item.source_type.uri,
        "disclosure": item.disclosure,
        "review": item.standing,
        "model": item.model,
        "prompts": list(item.prompts),
        "findings": list(item.findings),
        "brief": item.brief.model_dump(mode="json"),
    }
