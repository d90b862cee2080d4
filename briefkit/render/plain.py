"""A brief as plain text to paste into a field that takes nothing else: no columns, no marks of any language."""

from __future__ import annotations

from collections.abc import Iterable

from briefkit.render.escape import one_line
from briefkit.render.outline import Line, Outline, outline
from briefkit.schema import Result

__all__ = ["to_plain", "to_plain_text"]


def to_plain(shown: Outline) -> str:
    """Return an outline as plain text, a paragraph a line; what is marked stays marked."""
    return "\n".join([*_head(shown), *_body(shown), "", *map(one_line, shown.foot[:1])]) + "\n"


def to_plain_text(result: Result) -> str:
    """Return a whole result as plain text: the brief, what else was noticed, and what made it."""
    shown = outline(result)
    remarks = ["", "ALSO NOTICED", *map(one_line, shown.remarks)] if shown.remarks else []
    head, rest = map(one_line, shown.status), map(one_line, shown.foot[1:])
    return "\n".join([*head, "", to_plain(shown).rstrip("\n"), *rest, *remarks]) + "\n"


def _head(shown: Outline) -> Iterable[str]:
    for line in (shown.headline, shown.dek):
        if line is not None:
            yield from (*_said(line), "")
    yield one_line(f"Source: {shown.source}")


def _body(shown: Outline) -> Iterable[str]:
    for section in shown.sections:
        yield from ("", section.title.upper())
        for line in section.lines:
            yield from _said(line)


def _said(line: Line) -> Iterable[str]:
    lead = f"{line.lead}: " if line.lead else ""
    if line.abstained:
        yield one_line(f"{lead}nothing specific in this article" + (f" ({line.text})" if line.text else ""))
    else:
        yield one_line(f"{lead}{line.text}" + (f" ({line.suffix})" if line.suffix else ""))
    yield from (one_line(f"[check: {check.rstrip('.')}]") for check in line.checks)
    yield from (one_line(f"{label}: {value}") for label, value in line.details)
