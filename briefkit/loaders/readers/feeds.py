"""RSS and Atom by feedparser: entries with their full text, as far as the feed has it. Positions count entries."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Found, article_of
from briefkit.loaders.compression import needed
from briefkit.loaders.markup import is_markup, plain_line, text_of_markup
from briefkit.loaders.positions import number_of
from briefkit.loaders.reading import Reading
from briefkit.loaders.tags import refuse_crowded_tags
from briefkit.schema import Record

__all__ = ["MAX_FEED_BYTES", "read_feed"]

MAX_FEED_BYTES = 20_000_000
"""Most bytes of a feed: feedparser holds all of it, in about four times the memory."""

_FULL_WORDS = 60
"""Fewest words from which a summary may be the whole story; teasers of feeds have 20 to 50."""
_CUT = re.compile(r"(?:\[\s?(?:…|\.{3})\s?\]|…|\.{3}|read more|continue reading)\W{0,5}\Z", re.IGNORECASE)


def read_feed(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a feed; an entry that holds only a teaser is a failure.

    Raises:
        ConfigurationError: when feedparser is not installed.
        InputError: when it is no feed.

    """
    feedparser = needed("feedparser")
    with reading.stream.open() as opened:
        data = opened.read(MAX_FEED_BYTES + 1)
    if len(data) > MAX_FEED_BYTES:
        raise InputError(f"{reading.name} is a feed of more than {MAX_FEED_BYTES:,} bytes.")
    refuse_crowded_tags(data, name=reading.name)
    # From bytes, never by name: feedparser would fetch an address.
    try:
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser promises to raise nothing, and does on half a character
        message = f"{reading.name} is not a sound feed: {type(error).__name__}."
        raise InputError(message, hint="Fetch it again.") from None
    if not parsed.get("version") and not parsed.entries:
        raise InputError(f"{reading.name} is no RSS or Atom feed.", hint="Fetch it again.")
    start = number_of(after)
    entries: list[Any] = parsed.entries
    for number, entry in enumerate(islice(entries, start, None), start=start + 1):
        yield reading.record(f"entry {number}", _found, entry, parsed.feed, position=number)


def _found(entry: Any, feed: Any) -> Found:
    source: Any = entry.get("source") or {}
    return article_of(
        {
            "text": _text(entry),
            "id": entry.get("id") or entry.get("link"),
            "headline": entry.get("title"),
            "publisher": source.get("title") or feed.get("title"),
            "url": entry.get("link"),
            "published": entry.get("published") or entry.get("updated"),
            "language": _language(entry) or feed.get("language"),
        },
        name="the entry",
    )


def _text(entry: Any) -> str:
    """Return the text of an entry: its content, else a summary that is long enough to be all of it."""
    contents = [_plain(str(one.get("value") or "")) for one in entry.get("content") or ()]
    content = max(contents, key=len, default="")
    summary = _plain(str(entry.get("summary") or ""))
    text = max(content, summary, key=len)
    words = len(text.split())
    if not text:
        raise InputError("the entry has no text.")
    if text != content and (words < _FULL_WORDS or _CUT.search(text)):
        raise InputError(f"the feed holds only a teaser of {words} words.")
    return text


def _plain(value: str) -> str:
    return text_of_markup(value) if is_markup(value) or "\n\n" not in value else plain_line(value)


def _language(entry: Any) -> str | None:
    details: tuple[Any, ...] = (*(entry.get("content") or ()), entry.get("summary_detail") or {})
    return next((str(one["language"]) for one in details if one.get("language")), None)
