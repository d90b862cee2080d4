"""Tells apart the sorts of JSON objects that hold an article: ninjs, ANS, briefkit's own, or plain named fields."""

from __future__ import annotations

from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Columns, Found, article_of
from briefkit.loaders.readers.ans import found_in_ans, is_ans
from briefkit.loaders.readers.ninjs import found_in_ninjs, is_ninjs
from briefkit.schema.shapes import is_array, is_object, members_of

__all__ = ["found_in", "listed_in"]

_LISTS = ("items", "articles", "results", "content_elements", "posts", "docs", "data")
"""Keys under which interfaces of archives list what they found."""


def found_in(value: Any, columns: Columns, *, name: str) -> Found:
    """Return the article of a JSON object; columns that were named outrank the object's own form.

    Raises:
        InputError: when there is none in it.

    """
    if not is_object(value):
        raise InputError("it is not a JSON object.", hint='Give one object a record, such as {"text": ...}.')
    if not columns.given:
        if is_ans(value):
            return found_in_ans(value)
        if is_ninjs(value):
            return found_in_ninjs(value, name=name)
        if is_object(own := value.get("article")):  # a result of briefkit
            value = own
    return _plain(value, columns, name=name)


def listed_in(value: Any) -> list[Any] | None:
    """Return the objects that an answer of an interface lists, None where it is no such answer."""
    if not is_object(value) or is_ans(value) or is_ninjs(value):
        return None
    for key in _LISTS:
        listed = value.get(key)
        if is_array(listed) and any(map(is_object, listed)):
            return listed
    return None


def _plain(value: dict[str, Any], columns: Columns, *, name: str) -> Found:
    keys = columns.of_keys(value)
    values = {field: value[key] for field, key in keys.items()}
    for field, path in columns.given.items():
        if field not in values:
            values[field] = _at(value, path)
    if "text" not in values:
        known = ", ".join(list(value)[:20])
        raise InputError(f"none of its keys has a usual name for an article's text: {known}.")
    return article_of(values, name=name)


def _at(value: Any, path: str) -> Any:
    """Return what stands at a path of keys such as `fields.body`, None where nothing does."""
    for key in path.split("."):
        value = members_of(value).get(key)
    return value
