"""Briefs as an e-mail: one message with a text and an HTML part, which any client shows without network or script.

A message is written whole, so that a digest should be of as many briefs as anybody reads.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from briefkit.render.escape import one_line, visible
from briefkit.render.item import Item, item_of
from briefkit.schema import Result

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["to_email", "to_email_html", "to_email_text"]

_GLANCE = ("Key points", "What to watch")
_LONGEST_SUBJECT = 150
_POLICY = SMTP.clone(max_line_length=200)


def to_email(results: Iterable[Result]) -> Iterator[bytes]:
    """Yield one message with all briefs, to be opened as a draft and sent; results without a brief are left out."""
    items = [item_of(result) for result in results if result.brief is not None]
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = _subject(items)
    latest = max((item.updated for item in items), default=None)
    if latest is not None:
        message["Date"] = format_datetime(latest)
    message["X-Unsent"] = "1"  # mail programs open it for writing, not as one that came in
    for uri in dict.fromkeys(item.source_type.uri for item in items):
        message["X-Digital-Source-Type"] = uri
    message.set_content(_text(items))
    message.add_alternative(_html(items), subtype="html")
    yield message.as_bytes()


def to_email_html(results: Iterable[Result]) -> str:
    """Return the HTML part alone: inline styles, no table, no picture, no link."""
    return _html([item_of(result) for result in results if result.brief is not None])


def to_email_text(results: Iterable[Result]) -> str:
    """Return the text part alone."""
    return _text([item_of(result) for result in results if result.brief is not None])


def _subject(items: Sequence[Item]) -> str:
    if len(items) == 1:
        return one_line(f"Brief: {items[0].headline}")[:_LONGEST_SUBJECT]
    return f"{len(items)} briefs" + (f", {_days(items)}" if items else "")


def _days(items: Sequence[Item]) -> str:
    days: list[datetime.date] = sorted({item.created.date() for item in items})
    return days[0].isoformat() if len(days) == 1 else f"{days[0].isoformat()} to {days[-1].isoformat()}"


def _text(items: Sequence[Item]) -> str:
    return ("\n\n" + "=" * 60 + "\n\n").join(_story(item) for item in items) + "\n"


def _story(item: Item) -> str:
    lines = [item.headline, *(["", item.dek] if item.dek else [])]
    for part in item.parts:
        if part.title in _GLANCE or part.is_own:
            lines += ["", part.title.upper(), *(f"- {line}" for line in part.lines)]
    if grave := _grave(item):
        lines += ["", "TO CHECK", *(f"- {finding}" for finding in grave)]
    lines += ["", f"Source: {item.source}", "", item.disclosure, f"{item.review}. {item.made_by}."]
    return "\n".join(lines)


def _grave(item: Item) -> list[str]:
    return [finding for finding in item.findings if not finding.startswith("note ")]


def _html(items: Sequence[Item]) -> str:
    stories = [
        (item, [part for part in item.parts if part.title in _GLANCE or part.is_own], _grave(item))
        for item in items
    ]
    template = _environment().get_template("digest.html")
    language = items[0].language if items else "en"
    return template.render(stories=stories, subject=_subject(items), language=language) + "\n"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    page = (files("briefkit.render") / "templates" / "digest.html").read_text(encoding="utf-8").strip()
    environment = Environment(
        loader=DictLoader({"digest.html": page}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = visible
    return environment
