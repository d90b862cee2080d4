"""NITF 3.x: the body's text; head and document data say the rest. Positions count articles."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Found, article_of
from briefkit.loaders.markup import text_of_element
from briefkit.loaders.positions import number_of
from briefkit.loaders.readers.elements import child, iter_elements, words_of
from briefkit.loaders.reading import Reading
from briefkit.schema import Record

__all__ = ["nitf_values", "read_nitf"]

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_WITHDRAWN = frozenset(("canceled", "withheld", "embargoed"))


def read_nitf(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a file of NITF, mostly one.

    Raises:
        InputError: when it is not sound XML.

    """
    start = number_of(after)
    with reading.stream.open() as opened:
        items = iter_elements(opened, "nitf", name=reading.name)
        for number, item in enumerate(islice(items, start, None), start=start + 1):
            yield reading.record(f"item {number}", _found, item, position=number)


def _found(item: Any) -> Found:
    return article_of(nitf_values(item), name="the item")


def nitf_values(item: Any) -> dict[str, Any]:
    """Return what an NITF element says, by the names of an article's fields.

    Raises:
        InputError: when it is withdrawn or has no body.

    """
    status = _attribute(child(item, "head", "docdata"), "management-status").lower()
    if status in _WITHDRAWN:
        raise InputError(f"the item is marked as {status}.")
    body = child(item, "body", "body.content")
    if body is None:
        raise InputError("the item has no body.")
    head = child(item, "body", "body.head")
    data = child(item, "head", "docdata")
    pubdata = child(item, "head", "pubdata")
    return {
        "text": text_of_element(body),
        "id": _attribute(child(data, "doc-id"), "id-string"),
        "headline": words_of(child(head, "hedline", "hl1")) or words_of(child(item, "head", "title")),
        "publisher": _attribute(pubdata, "name")
        or words_of(child(head, "distributor"))
        or _attribute(child(data, "doc.copyright"), "holder"),
        "url": _attribute(pubdata, "ex-ref"),
        "published": _attribute(pubdata, "date.publication") or _attribute(child(data, "date.issue"), "norm"),
        "language": item.get(_LANGUAGE) or item.get("lang"),
    }


def _attribute(element: Any, name: str) -> str:
    return "" if element is None else (element.get(name) or "")
