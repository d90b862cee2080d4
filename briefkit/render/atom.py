"""Briefs as an Atom feed (RFC 4287), entry by entry: no feed has to fit into memory.

All text is text: nothing of an article or a model becomes markup, and only plain addresses of the web become links.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from briefkit.render.escape import one_line
from briefkit.render.item import Item, address_of, item_of
from briefkit.schema import Result

__all__ = ["Feed", "to_atom"]

_XHTML = "http://www.w3.org/1999/xhtml"
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})
_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What is to be known of a feed beside its briefs."""

    title: str = "Editor’s briefs"
    id: str | None = None
    """A lasting IRI, None for one that is made of the title."""
    home: str | None = None
    """Address of the page that the feed belongs to."""
    address: str | None = None
    """Address of the feed itself."""
    story: Callable[[Result], str | None] = lambda _: None
    """Returns the address of a brief's own page, None where it has none."""


def to_atom(results: Iterable[Result], feed: Feed | None = None) -> Iterator[str]:
    """Yield the pieces of a feed with the briefs in the order given; results without a brief are left out."""
    feed = feed or Feed()
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield from (_written(element) for element in _head(feed))
    latest = _NEVER
    for result in results:
        if result.brief is not None:
            item = item_of(result)
            latest = max(latest, item.updated)
            yield _written(_entry(item, address_of(feed.story(result))))
    # Last, where it is known: the order of a feed's elements has no meaning (RFC 4287, 4.1.1).
    yield f"<updated>{latest.isoformat()}</updated>\n</feed>\n"


def _head(feed: Feed) -> Iterator[ElementTree.Element]:
    yield _element("title", feed.title)
    yield _element("id", feed.id or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'briefkit:{feed.title}')}")
    author = ElementTree.Element("author")
    author.append(_element("name", "briefkit"))
    yield author
    yield _element("generator", "briefkit")
    for rel, address in (("alternate", feed.home), ("self", feed.address)):
        if address_of(address):
            yield _element("link", rel=rel, href=address or "")


def _entry(item: Item, story: str | None) -> ElementTree.Element:
    entry = ElementTree.Element("entry", {"xml:lang": item.language})
    add = entry.append
    add(_element("id", item.id))
    add(_element("title", item.headline, type="text"))
    add(_element("published", item.created.isoformat()))
    add(_element("updated", item.updated.isoformat()))
    if story:
        add(_element("link", rel="alternate", type="text/html", href=story))
    if item.address:
        add(_element("link", rel="via", href=item.address, title=item.source))
    for topic in item.topics:
        scheme = "http://cv.iptc.org/newscodes/mediatopic/"
        add(_element("category", scheme=scheme, term=topic.uri.removeprefix(scheme), label=topic.name))
    add(_element("category", scheme="urn:briefkit:desk", term=one_line(item.brief.tags.desk)))
    add(_element("category", scheme="urn:briefkit:status", term="ok" if item.is_clear else "review"))
    add(_element("category", scheme="urn:briefkit:review", term=item.standing))
    scheme, _, term = item.source_type.uri.rpartition("/")
    add(_element("category", scheme=f"{scheme}/", term=term, label=item.source_type.name))
    if item.dek:
        add(_element("summary", item.dek, type="text"))
    add(_content(item))
    return entry


def _content(item: Item) -> ElementTree.Element:
    direction = "rtl" if item.language in _RIGHT_TO_LEFT else "ltr"
    content = _element("content", type="xhtml")
    page = ElementTree.SubElement(content, "div", {"xmlns": _XHTML, "dir": direction})
    for part in item.parts:
        page.append(_element("h2", part.title))
        page.append(_list(part.lines))
    page.append(_element("p", f"Source: {item.source}"))
    page.append(_element("p", f"{item.disclosure} {item.review}. {item.made_by}."))
    if item.findings:
        page.append(_element("h2", "What the checks found"))
        page.append(_list(item.findings))
    return content


def _list(lines: Iterable[str]) -> ElementTree.Element:
    listed = ElementTree.Element("ul")
    for line in lines:
        listed.append(_element("li", line))
    return listed


def _element(name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.Element(name, {key: one_line(value) for key, value in attributes.items()})
    element.text = None if text is None else one_line(text)
    return element


def _written(element: ElementTree.Element) -> str:
    return ElementTree.tostring(element, encoding="unicode") + "\n"
