"""A brief as NITF 3.6, built as a tree: nothing in a text can become an element."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from briefkit.render.escape import one_line
from briefkit.render.item import Item, item_of
from briefkit.schema import Result

__all__ = ["to_nitf"]

_VERSION = "-//IPTC//DTD NITF 3.6//EN"
_NORM = "%Y%m%dT%H%M%S%z"


def to_nitf(result: Result) -> str:
    """Return a result as an NITF document; one with an error is withheld, a rejected one canceled.

    Raises:
        InputError: when there is no brief in it.

    """
    from lxml import etree

    item = item_of(result)
    root = etree.Element(
        "nitf", version=_VERSION, attrib={"{http://www.w3.org/XML/1998/namespace}lang": item.language}
    )
    _head(root, item)
    body = _add(root, "body")
    _body_head(_add(body, "body.head"), item)
    _parts(_add(body, "body.content"), item)
    _add(_add(body, "body.end"), "tagline", item.disclosure)
    written = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}'


def _head(root: Any, item: Item) -> None:
    head = _add(root, "head")
    _add(head, "title", item.headline)
    for name, content in (
        ("digitalSourceType", item.source_type.uri),
        ("disclosure", item.disclosure),
        ("generator", item.made_by),
        ("human-review", item.review),
    ):
        _add(head, "meta", name=name, content=content)
    subject = _add(head, "tobject", **{"tobject.type": "news"})
    _add(subject, "tobject.property", **{"tobject.property.type": "summary"})
    for topic in item.topics:
        said = {"tobject.subject.refnum": topic.code.partition(":")[2], "tobject.subject.type": topic.name}
        _add(subject, "tobject.subject", **said)
    _docdata(head, item)
    _revisions(head, item)


def _docdata(head: Any, item: Item) -> None:
    data = _add(head, "docdata", **{"management-status": _status(item)})
    for fix in item.provenance.corrections:
        _add(data, "correction", info=fix.text, **{"id-string": item.id})
    _add(data, "doc-id", regsrc="briefkit", **{"id-string": item.id})
    _add(data, "date.issue", norm=item.updated.strftime(_NORM))
    for finding in item.findings:
        _add(data, "ed-msg", info=finding)
    if item.names:
        listed = _add(data, "key-list")
        for name in item.names:
            _add(listed, "keyword", key=name)
    content = _add(data, "identified-content")
    for region in item.regions:
        _add(content, "location", region)
    _add(content, "classifier", type="digitalsourcetype", value=item.source_type.uri)


def _status(item: Item) -> str:
    return "canceled" if item.standing == "rejected" else "usable" if item.is_clear else "withheld"


def _revisions(head: Any, item: Item) -> None:
    """Note who made it and who reviewed it, in the order in which they did."""
    _add(
        head,
        "revision-history",
        name=f"briefkit with {item.model}",
        function="writer-author",
        norm=item.created.strftime(_NORM),
        comment=item.made_by,
    )
    review = item.provenance.human_review
    if review.status != "not_reviewed":
        _add(
            head,
            "revision-history",
            name=review.reviewer or "unnamed",
            function="editor",
            norm=item.updated.strftime(_NORM),
            comment=" ".join(filter(None, [f"{item.review}.", review.note])),
        )


def _body_head(head: Any, item: Item) -> None:
    hedline = _add(head, "hedline")
    _add(hedline, "hl1", item.headline)
    if item.dek:
        _add(hedline, "hl2", item.dek)
    note = _add(head, "note", noteclass="editorsnote", type="npa")
    _paragraphs(_add(note, "body.content"), item.note)
    _add(head, "byline", f"{item.model}, by briefkit. {item.review}.")
    if item.dek:
        _paragraphs(_add(head, "abstract"), [item.dek])


def _parts(content: Any, item: Item) -> None:
    for part in item.parts:
        _add(content, "hl2", part.title)
        listed = _add(content, "ul")
        for line in part.lines:
            _add(listed, "li", line)
    _paragraphs(content, [f"Source: {item.source}", item.disclosure])


def _paragraphs(parent: Any, lines: Iterable[str]) -> None:
    for line in lines:
        _add(parent, "p", line)


def _add(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, tag, {key: one_line(value) for key, value in attributes.items()})
    element.text = None if text is None else one_line(text)
    return element
