"""A result as Markdown, to read or to paste into a CMS. Sentence numbers lead to the evidence below."""

from __future__ import annotations

from collections.abc import Iterable

from briefkit.render.escape import escape_markdown as esc
from briefkit.render.outline import Line, Outline, Row, Section, outline
from briefkit.schema import Result

__all__ = ["markdown_of", "to_markdown"]


def to_markdown(result: Result) -> str:
    """Return a result as Markdown: glance first, then everything, then the evidence by sentence number."""
    return markdown_of(outline(result))


def markdown_of(shown: Outline) -> str:
    """Return an outline as Markdown, for those who have it already."""
    return "\n".join([*_head(shown), *_body(shown), *_evidence(shown), *_foot(shown)]) + "\n"


def _head(shown: Outline) -> Iterable[str]:
    if shown.headline is not None:
        yield f"# {_sentence(shown.headline)}"
        yield from _checks(shown.headline, "")
        yield ""
    if shown.dek is not None:
        yield _quiet(shown.dek) if shown.dek.abstained else f"**{esc(shown.dek.text)}**{_numbers(shown.dek)}"
        yield from _checks(shown.dek, "")
        yield ""
    yield from (f"{esc(line)}  " for line in shown.status)
    yield f"Source: {esc(shown.source)}"


def _body(shown: Outline) -> Iterable[str]:
    for section in shown.sections:
        yield from _section(section)
    if shown.remarks:
        yield from ("", "## Also noticed" if shown.sections else "## What happened", "")
        yield from (f"- {esc(remark)}" for remark in shown.remarks)
    if shown.tables:
        yield from ("", "## For reference", "")
        yield from (f"- **{title}:** {'; '.join(map(_row, rows))}" for title, rows in shown.tables)


def _section(section: Section) -> Iterable[str]:
    yield from ("", f"## {esc(section.title)}", "")
    for number, line in enumerate(section.lines, start=1):
        mark = f"{number}. " if section.numbered else "- "
        indent = " " * len(mark)
        yield mark + (_quiet(line) if line.abstained else _sentence(line))
        yield from _checks(line, indent)
        if line.labels:
            yield f"{indent}*{esc('; '.join(line.labels))}*"
        yield from (f"{indent}- {label}: {esc(value)}" for label, value in line.details)


def _sentence(line: Line) -> str:
    lead = f"**{esc(line.lead)}:** " if line.lead else ""
    suffix = f" *({esc(line.suffix)})*" if line.suffix else ""
    return f"{lead}{esc(line.text)}{_numbers(line)}{suffix}"


def _quiet(line: Line) -> str:
    lead = f"{esc(line.lead)}: " if line.lead else ""
    reason = f" ({esc(line.text)})" if line.text else ""
    return f"*{lead}nothing specific in this article{reason}*"


def _numbers(line: Line) -> str:
    # Brackets of our own need no escape: no link definition is ever written, so they cannot become links.
    return f" [{','.join(str(evidence.number) for evidence in line.evidence)}]" if line.evidence else ""


def _row(row: Row) -> str:
    place = "" if row.number is None else f" [{row.number}]"
    return f"{esc(row.text)}{place}{esc(row.then)}"


def _checks(line: Line, indent: str) -> Iterable[str]:
    yield from (f"{indent}**[check: {esc(check.rstrip('.'))}]**" for check in line.checks)


def _evidence(shown: Outline) -> Iterable[str]:
    lines = [line for line in (shown.headline, shown.dek) if line is not None]
    lines += [line for section in shown.sections for line in section.lines]
    quotes: dict[int, list[str]] = {}
    for evidence in (evidence for line in lines for evidence in line.evidence):
        quotes.setdefault(evidence.number, []).append(evidence.quote)
    if quotes:
        yield from ("", "## Evidence", "", "Sentences of the article, by their number.", "")
    for number in sorted(quotes):
        said = " … ".join(dict.fromkeys(esc(quote) for quote in quotes[number]))
        yield f"- [{number}] {said}"


def _foot(shown: Outline) -> Iterable[str]:
    yield from ("", "## How it was made", "")
    yield from (f"- {esc(line)}" for line in shown.foot)
