"""WordPress exports (WXR 1.0 to 1.2): the published posts and pages, from HTML to text.

Attachments, menus, revisions and drafts are no articles and are passed by. Positions count items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Found, article_of
from briefkit.loaders.markup import text_of_markup
from briefkit.loaders.positions import number_of
from briefkit.loaders.readers.elements import child, iter_elements, words_of
from briefkit.loaders.reading import Reading
from briefkit.schema import Record

__all__ = ["read_wxr"]

_NO_POSTS = frozenset(
    {
        "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache",
        "user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles",
        "wp_navigation",
    }
)  # fmt: skip
_SHORTCODE_WITH_CAPTION = re.compile(r"\[caption\b[^\]]{0,1000}\].{0,3000}?\[/caption\]", re.DOTALL)
_SHORTCODE = re.compile(r"\[/?[a-z][a-z0-9_-]{2,40}(?:\s[^\[\]]{0,1000})?/?\]")
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_NO_DATE = "0000"


def read_wxr(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a WordPress export. Going on reads again, quickly, what was read before.

    Raises:
        InputError: when it is not sound XML.

    """
    site: dict[str, str] = {}
    with reading.stream.open() as opened:
        items = _items(iter_elements(opened, "item", name=reading.name, beside=("title", "language")), site)
        start = number_of(after)
        for number, item in enumerate(islice(items, start, None), start=start + 1):
            if _is_article(item):
                yield reading.record(f"item {number}", _found, item, site, position=number)


def _items(elements: Iterator[Any], site: dict[str, str]) -> Iterator[Any]:
    """Yield the items, and note what the channel says of itself before them."""
    for element in elements:
        name = element.tag.rpartition("}")[2]
        if name == "item":
            yield element
        elif element.getparent().tag == "channel":
            site.setdefault(name, words_of(element))


def _is_article(item: Any) -> bool:
    sort, status = words_of(child(item, "post_type")), words_of(child(item, "status"))
    return sort not in _NO_POSTS and status in ("", "publish")


def _found(item: Any, site: dict[str, str]) -> Found:
    bodies = [one for one in item.iterchildren("{*}encoded") if "excerpt" not in one.tag]
    date = words_of(child(item, "post_date"))
    return article_of(
        {
            "text": text_of_post("".join(bodies[0].itertext())) if bodies else None,
            "id": words_of(child(item, "guid")) or words_of(child(item, "post_id")),
            "headline": words_of(child(item, "title")),
            "publisher": site.get("title"),
            "url": words_of(child(item, "link")),
            "published": date if date and not date.startswith(_NO_DATE) else words_of(child(item, "pubDate")),
            "language": site.get("language"),
        },
        name="the post",
    )


def text_of_post(content: str) -> str:
    """Return the text of a post: shortcodes go, and a blank line is a paragraph where no tags say so.

    Raises:
        InputError: when there is none.

    """
    content = _SHORTCODE.sub("", _SHORTCODE_WITH_CAPTION.sub("", content))
    if not _PARAGRAPH.search(content):
        content = _BLANK_LINE.sub("<p>", content)
    text = text_of_markup(content)
    if not text:
        raise InputError("the post has no text.")
    return text
