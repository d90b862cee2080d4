"""Arc XP ANS 0.10: one JSON object a story, whose text is in `content_elements`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Found, article_of, kind_of
from briefkit.loaders.markup import is_markup, plain_line, text_of_markup
from briefkit.schema.shapes import items_of, members_of

__all__ = ["found_in_ans", "is_ans"]

_DEEPEST = 20
_NO_TEXT = frozenset(("image", "video", "audio", "gallery"))


def is_ans(value: dict[str, Any]) -> bool:
    """Tell whether an object is an ANS story or one of its kin."""
    has_form = isinstance(value.get("content_elements"), list) or isinstance(value.get("headlines"), dict)
    return has_form and isinstance(value.get("type"), str)


def found_in_ans(value: dict[str, Any]) -> Found:
    """Return the article of an ANS story.

    Raises:
        InputError: when it is a picture, a video or a gallery, or has no text.

    """
    if value["type"] in _NO_TEXT:
        raise InputError(f"the item is of type {value['type']}, without an article.")
    return article_of(
        {
            "text": "\n\n".join(filter(None, _texts(value.get("content_elements"), _DEEPEST))),
            "id": value.get("_id"),
            "headline": members_of(value.get("headlines")).get("basic"),
            "publisher": _publisher(value),
            "url": value.get("canonical_url"),
            "published": value.get("publish_date")
            or value.get("display_date")
            or value.get("first_publish_date"),
            "language": value.get("language"),
            "kind": kind_of(value.get("subtype")),
        },
        name="the story",
    )


def _texts(elements: object, depth: int) -> Iterator[str]:
    """Yield the paragraphs of content elements; pictures, links between paragraphs and social posts are none."""
    for element in map(members_of, items_of(elements) if depth else ()):
        sort = element.get("type")
        if sort in ("text", "header", "raw_html"):
            yield _text(element.get("content"), is_page=sort == "raw_html")
        elif sort == "list":
            items = _texts(element.get("items"), depth - 1)
            yield "\n".join(f"- {item}" for item in items if item)
        elif sort in ("quote", "correction", "element_group"):
            yield _text(element.get("text"), is_page=False)
            yield from _texts(element.get("content_elements"), depth - 1)


def _text(content: object, *, is_page: bool) -> str:
    """Return the text of an element: a line with a little markup in it, or free HTML."""
    if not isinstance(content, str):
        return ""
    return text_of_markup(content) if is_page or is_markup(content) else plain_line(content)


def _publisher(value: dict[str, Any]) -> str | None:
    for key in ("distributor", "source"):
        name = members_of(value.get(key)).get("name")
        if isinstance(name, str) and name:
            return name
    return None
