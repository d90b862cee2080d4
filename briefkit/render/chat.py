"""A brief as a message: Slack's mrkdwn, and Markdown as Teams shows it. What is read at a glance, and all errors.

Nobody can be called and nothing becomes a link: addresses stay in code spans.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from briefkit.render.escape import escape_markdown, linkable_parts, one_line
from briefkit.render.item import Item, item_of
from briefkit.schema import Result

__all__ = ["escape_slack", "to_slack", "to_teams"]

_SLACK = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "~": "∼", "`": "ˋ"}
"""Slack has no escape for its marks: those of the text are replaced by signs that look like them."""
_IN_SLACK = re.compile("[&<>*~`]|(?<!\\w)_|_(?!\\w)")
_GLANCE = ("Key points", "What to watch")


def to_slack(result: Result) -> str:
    """Return a result as a message in Slack's mrkdwn.

    Raises:
        InputError: when there is no brief in it.

    """
    return "\n".join(_message(item_of(result), escape_slack, bold="*", italic="_", bullet="•")) + "\n"


def to_teams(result: Result) -> str:
    """Return a result as Markdown for Teams, which shows emphasis and lists, and neither headings nor tables.

    Raises:
        InputError: when there is no brief in it.

    """
    return "\n".join(_message(item_of(result), escape_markdown, bold="**", italic="*", bullet="-")) + "\n"


def escape_slack(text: str) -> str:
    """Return the text as mrkdwn that shows it, on one line: no links, no mentions, no emphasis."""
    parts = linkable_parts(one_line(text))
    return "".join(f"`{_as_slack(part)}`" if is_link else _as_slack(part) for part, is_link in parts)


def _as_slack(text: str) -> str:
    return _IN_SLACK.sub(lambda found: _SLACK.get(found[0], "＿"), text)


def _message(
    item: Item, escape: Callable[[str], str], *, bold: str, italic: str, bullet: str
) -> Iterator[str]:
    yield f"{bold}{escape(item.headline)}{bold}"
    if item.dek:
        yield from ("", escape(item.dek))
    for part in item.parts:
        if part.title in _GLANCE or part.is_own:
            yield from ("", f"{bold}{escape(part.title)}{bold}", "")
            for each in part.said:
                lead = f"{bold}{escape(each.lead)}:{bold} " if each.lead else ""
                yield f"{bullet} {lead}{escape(replace(each, lead='').line)}"
    grave = [finding for finding in item.findings if not finding.startswith("note ")]
    if grave:
        yield from ("", f"{bold}To check{bold}", "")
        yield from (f"{bullet} {escape(finding)}" for finding in grave)
    yield from ("", f"Source: {escape(item.source)}", "")
    yield f"{italic}{escape(item.disclosure)}{italic}"
    yield from ("", f"{escape(item.review)}. {escape(item.made_by)}.")
