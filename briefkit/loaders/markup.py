"""Takes the text out of a piece of HTML or XHTML that holds an article's body and nothing else.

Whole web pages, with their menus and notices, are `html`'s. Offsets refer to the text that comes out here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from briefkit.errors import InputError

__all__ = ["is_markup", "is_page", "plain_line", "text_of_element", "text_of_markup"]

_BLOCK_TAG = re.compile(
    r"</(?:p|div|h[1-6]|li|ul|ol|blockquote|table|article|section)\s{0,5}>|<br\b", re.IGNORECASE
)
_PAGE_TAG = re.compile(r"<(?:!doctype html|html\b|body\b)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_TO_SPACE = str.maketrans(dict.fromkeys("\t\n\r\f", " "))
_MANY_BREAKS = re.compile(r"\n{3,}")
_LONE_BULLET = re.compile(r"^-\n+", re.MULTILINE)

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "dd", "div", "dl", "dt",
        "figcaption", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hl1", "hl2", "hr",
        "lede", "li", "main", "note", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot",
        "thead", "tr", "ul", "block", "body.content",
    }
)  # fmt: skip
_LINES = frozenset(("br", "li", "tr", "dt", "dd"))
_NO_STORY = frozenset(
    {
        "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "form",
        "button", "select", "textarea", "input", "figure", "picture", "audio", "video", "media", "nav",
        "aside", "head", "title", "hedline", "byline", "dateline", "tagline", "distributor",
    }
)  # fmt: skip
"""Elements whose text is no part of the story: furniture, captions, and what NITF says beside the body."""


def is_markup(text: str) -> bool:
    """Tell whether a body is HTML: it closes a block or breaks a line in HTML's way."""
    return _BLOCK_TAG.search(text) is not None


def is_page(text: str) -> bool:
    """Tell whether a body is a whole web page."""
    return _PAGE_TAG.search(text, 0, 2000) is not None


def plain_line(value: str) -> str:
    """Return a headline or a name without markup, on one line."""
    return " ".join(html.unescape(_TAG.sub("", value)).split())


def text_of_markup(markup: str) -> str:
    """Return the text of a piece of HTML, with an empty line between paragraphs.

    Raises:
        InputError: when the markup cannot be read.

    """
    from lxml import etree
    from lxml.html import HTMLParser

    if not markup.strip():
        return ""
    parser = HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError(f"its markup cannot be read: {error}.") from None
    return "" if root is None else text_of_element(root)


def text_of_element(root: Any) -> str:
    """Return the text of an element of a tree, with an empty line between paragraphs.

    Raises:
        InputError: when it uses an entity that only a document type would explain.

    """
    text = _LONE_BULLET.sub("- ", "".join(_laid_out(root)))
    return _MANY_BREAKS.sub("\n\n", text).strip()


def _laid_out(root: Any) -> Iterator[str]:
    """Yield the words of a tree with line breaks as a page would set them."""
    pieces: list[str] = []
    for piece in _pieces(root):
        if piece.startswith("\n"):
            yield _one_line("".join(pieces))
            pieces.clear()
            yield piece
        else:
            pieces.append(piece)
    yield _one_line("".join(pieces))


def _one_line(text: str) -> str:
    """Return text with its white space as a page shows it; no-break spaces stay."""
    return " ".join(filter(None, text.translate(_TO_SPACE).split(" ")))


def _pieces(root: Any) -> Iterator[str]:
    """Yield texts as they stand in the markup, and breaks as strings of newlines."""
    from lxml import etree

    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event in ("comment", "pi"):
            yield element.tail or ""
            continue
        name = _name(element)
        if event == "end":
            yield "" if name in _LINES else _break(name)
            yield (element.tail or "") if element is not root else ""
        elif element is not root and name in _NO_STORY:
            events.skip_subtree()
        else:
            yield _break(name)
            yield _bullet(name)
            yield (element.text or "") if isinstance(element.tag, str) else _meaning(element)


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _break(name: str) -> str:
    if name in _LINES:
        return "\n"
    if name in ("td", "th"):
        return " "
    return "\n\n" if name in _BLOCKS else ""


def _bullet(name: str) -> str:
    return "- " if name == "li" else ""


def _meaning(entity: Any) -> str:
    """Return what an entity stands for that HTML knows, as `&nbsp;`; others are not resolved."""
    written = f"&{entity.name};"
    meant = html.unescape(written)
    if meant == written:
        raise InputError(f"its text uses the entity {written}, which is not resolved.")
    return meant
