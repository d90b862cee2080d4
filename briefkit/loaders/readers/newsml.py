"""NewsML-G2: the news items of a message or a file, with their text as NITF, XHTML or plain text inside.

Read by lxml and not by IPTC's own package, which needs the document as a whole. Positions count news items;
packages, pictures and items that only refer to their content are passed by.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Found, article_of, kind_of
from briefkit.loaders.markup import text_of_element, text_of_markup
from briefkit.loaders.positions import number_of
from briefkit.loaders.readers.elements import child, children, iter_elements, words_of
from briefkit.loaders.readers.nitf import nitf_values
from briefkit.loaders.reading import Reading
from briefkit.schema import Record

__all__ = ["read_newsml"]

_WITHDRAWN = ("canceled", "withheld")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_newsml(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a NewsML-G2 file.

    Raises:
        InputError: when it is not sound XML.

    """
    start = number_of(after)
    with reading.stream.open() as opened:
        items = iter_elements(opened, "newsItem", name=reading.name)
        for number, item in enumerate(islice(items, start, None), start=start + 1):
            if next(_contents(item), None) is not None:
                yield reading.record(f"item {number}", _found, item, position=number)


def _contents(item: Any) -> Iterator[Any]:
    """Yield the contents that are in the item itself."""
    for holder in children(item, "contentSet"):
        yield from holder.iterchildren("{*}inlineXML", "{*}inlineData")


def _found(item: Any) -> Found:
    meta, content = child(item, "itemMeta"), child(item, "contentMeta")
    status = _code(child(meta, "pubStatus"))
    if status in _WITHDRAWN:
        raise InputError(f"the item is marked as {status}.")
    inside = _inside(item)
    language = child(content, "language")
    said = {
        "id": item.get("guid"),
        "headline": words_of(child(content, "headline")) or words_of(child(meta, "title")),
        "publisher": _named(child(content, "infoSource")) or _named(child(meta, "provider")),
        "published": words_of(child(meta, "versionCreated")) or words_of(child(content, "contentCreated")),
        "language": language.get("tag") if language is not None else item.get(_LANGUAGE),
        "kind": kind_of(words_of(child(content, "genre", "name")) or _code(child(content, "genre"))),
    }
    return article_of(inside | {key: value for key, value in said.items() if value}, name="the item")


def _inside(item: Any) -> dict[str, Any]:
    """Return what the item's content says: that of the rendition with the most text."""
    return max((_values(content) for content in _contents(item)), key=lambda values: len(values["text"]))


def _values(content: Any) -> dict[str, Any]:
    if content.tag.endswith("inlineData"):
        text = "".join(content.itertext())
        is_html = "html" in (content.get("contenttype") or "")
        return {"text": text_of_markup(text) if is_html else text.strip()}
    nitf = next(children(content, "nitf"), None)
    return {"text": text_of_element(content)} if nitf is None else nitf_values(nitf)


def _code(element: Any) -> str:
    """Return the last part of a qcode or a uri: `canceled` of `stat:canceled`."""
    if element is None:
        return ""
    code = element.get("qcode") or element.get("uri") or ""
    return code.replace("/", ":").rpartition(":")[2].lower()


def _named(element: Any) -> str:
    """Return the name of a party, else what its code says."""
    if element is None:
        return ""
    return words_of(child(element, "name")) or element.get("literal") or ""
