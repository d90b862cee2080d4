"""A report of the checks as text, Markdown and JSON: what is wrong first, line by line, then what was looked up."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from briefkit.render.escape import escape_json, escape_markdown, one_line
from briefkit.render.layout import clip, wrap
from briefkit.schema import CheckedKind, Finding, LineReport, Outcome, Report

__all__ = [
    "KINDS",
    "OUTCOMES",
    "count_findings",
    "evidence_lines",
    "items_of",
    "look_first",
    "render_standing",
    "report_to_json",
    "report_to_markdown",
    "report_to_text",
    "rules_line",
    "unchecked_lines",
    "verdict",
    "where",
]

KINDS: dict[CheckedKind, str] = {
    "number": "figures",
    "date": "dates",
    "name": "names",
    "quotation": "quotations",
    "contact": "links and addresses",
    "span": "evidence spans",
    "attribution": "attributions",
    "negation": "negations",
    "direction": "directions",
    "hedge": "hedges",
    "comparison": "comparisons",
    "cause": "causes",
    "time": "orders in time",
}
"""What an editor calls each kind of thing, in the order of the table."""
OUTCOMES: tuple[Outcome, ...] = tuple(each for each in get_args(Outcome) if each != "unchecked")
_MADE_OF = re.compile(r"^lines\[(\d+)\]$")
_MOST_FIRST = 5
"""Lines that are named as those to look at first."""
_LONGEST_QUOTE = 400
"""Columns of the nearest sentence that are shown; the JSON has it whole."""


def report_to_text(report: Report, *, width: int = 80, everything: bool = False) -> str:
    """Return a report as text of `width` columns; `everything` shows the sound lines and items too."""
    lines: list[str] = [*wrap(verdict(report), width)]
    lines += wrap(look_first(report), width) if look_first(report) else []
    lines.append("")
    for line in report.lines:
        found = report.findings_on(line.path)
        if found or everything:
            lines += [_title(where(line.path), width), *wrap(one_line(line.text), width)]
            lines += [row for each in found for row in _finding_rows(each, width)]
            lines += list(_item_rows(line, width)) if everything else []
            lines.append("")
    lines += _others(report, width)
    lines.append(_title("What was checked", width))
    for row in _ledger(report):
        lines += wrap(one_line(row), width, rest="  ")
    return "\n".join(lines) + "\n"


def report_to_markdown(report: Report, *, everything: bool = False) -> str:
    """Return a report as Markdown, for a comment or a ticket."""
    lines = [f"**{escape_markdown(verdict(report))}**", ""]
    for line in report.lines:
        found = report.findings_on(line.path)
        if found or everything:
            lines.append(f"- **{escape_markdown(where(line.path))}:** {escape_markdown(line.text)}")
            lines += [f"  - {text}" for each in found for text in _finding_marks(each)]
            lines += [f"  - {escape_markdown(item)}" for item in items_of(line) if everything]
    rest = [each for each in report.findings if each.path not in {line.path for line in report.lines}]
    for each in rest:
        head, *details = _finding_marks(each)
        lines += [f"- {head}", *(f"  - {text}" for text in details)]
    lines += ["", "What was checked:", ""]
    return "\n".join([*lines, *(f"- {escape_markdown(row)}" for row in _ledger(report))]) + "\n"


def report_to_json(report: Report) -> str:
    """Return the whole report as indented JSON; it reads back as it was."""
    return escape_json(json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2)) + "\n"


def render_standing(
    report: Report, lost: Sequence[str], shaken: Sequence[str], form: str, *, width: int = 80
) -> str:
    """Return which lines of a brief no longer hold, as the head of a report in text or Markdown."""
    if not report.lines:
        return ""  # another story: the report says so
    texts = {line.path: line.text for line in report.lines}
    holds = "holds" if len(lost) == 1 else "hold"
    rest = "rests" if len(shaken) == 1 else "rest"
    verdicts = [(f"{len(lost)} of {len(report.lines)} lines no longer {holds}", lost)]
    if shaken:
        verdicts.append((f"{len(shaken)} more {rest} on a sentence that has changed or gone", shaken))
    rows: list[str] = []
    for verdict, paths in verdicts:
        rows += _listed(
            f"{verdict}{':' if paths else '.'}", [(where(path), texts[path]) for path in paths], form, width
        )
    return "\n".join(rows) + "\n"


def _listed(verdict: str, lines: list[tuple[str, str]], form: str, width: int) -> list[str]:
    if form == "markdown":
        items = [f"- **{escape_markdown(path)}:** {escape_markdown(text)}" for path, text in lines]
        return [f"**{verdict}**", "", *items, *([""] if items else [])]
    rows = [
        row
        for path, text in lines
        for row in wrap(one_line(f"{path}: {text}"), width, first="  ", rest="    ")
    ]
    return [verdict, *rows, ""]


def where(path: str) -> str:
    """Return a path as it is shown: the sentences of a summary are counted from 1."""
    found = _MADE_OF.match(path)
    return f"sentence {int(found[1]) + 1}" if found else path or "as a whole"


def count_findings(findings: Iterable[Finding]) -> str:
    """Return how many there are of each severity; empty where there are none."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[level]} {level}{'' if counts[level] == 1 else 's'}"
        for level in ("error", "warning", "note")
        if counts[level]
    )


def look_first(report: Report) -> str:
    """Return which lines to look at first, where the ranker was asked; it orders and approves nothing."""
    rated = [line for line in report.lines if line.attention is not None]
    if not rated:
        return ""
    rated.sort(key=lambda line: -(line.attention or 0.0))
    shown = ", ".join(f"{where(line.path)} ({line.attention:.2f})" for line in rated[:_MOST_FIRST])
    return f"Look first at {shown}. The figure orders lines; a low one is no approval."


def verdict(report: Report) -> str:
    """Return in a sentence how many findings there are, on how many of the lines."""
    count = len(report.lines)
    lines = f"{count} line{'' if count == 1 else 's'}"
    if not report.findings:
        return f"Nothing found in {lines}."
    touched = len({each.path for each in report.findings if each.path and each.severity != "note"})
    marked = f", on {touched} of {lines}" if touched else f" in {lines}"
    return f"{count_findings(report.findings)}{marked}.".capitalize()


def _title(text: str, width: int) -> str:
    return f"── {text} " + "─" * max(width - len(text) - 4, 0)


def _finding_rows(finding: Finding, width: int) -> Iterator[str]:
    yield from wrap(one_line(f"{finding.severity}: {finding.message}"), width, first="  ", rest="    ")
    for label, value in _details(finding):
        yield from wrap(one_line(f"{label}: {value}"), width, first="    ", rest="      ")


def _finding_marks(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity}: {escape_markdown(finding.message)}"
    for label, value in _details(finding):
        yield f"{label}: {escape_markdown(value)}"


def _details(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.nearest is not None:
        place = f"{finding.nearest.start}–{finding.nearest.end}"
        yield f"article ({place})", f"“{clip(one_line(finding.nearest.quote), _LONGEST_QUOTE)}”"
    if finding.hint:
        yield "to do", finding.hint
    yield "code", finding.code


def _item_rows(line: LineReport, width: int) -> Iterator[str]:
    for item in items_of(line):
        yield from wrap(one_line(item), width, first="  · ", rest="    ")
    for span in line.evidence:
        quote = clip(one_line(span.quote), width - 6)
        yield from wrap(quote, width, first="  │ ", rest="  │ ")


def items_of(line: LineReport) -> Iterator[str]:
    """Yield what was looked at in a line, then what was not, by reason."""
    admitted: dict[str, list[str]] = {}
    for item in line.checked:
        if item.outcome == "unchecked" and not item.text:
            admitted.setdefault(item.note, []).append(KINDS[item.kind])
        else:
            yield _item(item)
    for reason, kinds in admitted.items():
        yield f"not checked: {', '.join(kinds)} ({reason})"


def _item(item: object) -> str:
    kind, text, outcome, note = (getattr(item, name) for name in ("kind", "text", "outcome", "note"))
    words = f" “{text}”" if text else ""
    return f"{kind}{words}: {outcome}" + (f" ({note})" if note else "")


def _others(report: Report, width: int) -> list[str]:
    """Return the findings that concern no single line."""
    paths = {line.path for line in report.lines}
    rest = [finding for finding in report.findings if finding.path not in paths]
    if not rest:
        return []
    rows = [row for finding in rest for row in _finding_rows(finding, width)]
    return [_title("As a whole", width), *rows, ""]


def _ledger(report: Report) -> list[str]:
    """Return what was looked up and how it came out, with denominators; and what was not."""
    counts = report.counts()
    rows = [_row(name, counts[kind]) for kind, name in KINDS.items() if kind in counts]
    return [
        *filter(None, rows),
        *unchecked_lines(report.lines),
        *evidence_lines(report.lines),
        rules_line(report),
    ]


def _row(name: str, outcomes: Counter[Outcome]) -> str:
    looked = sum(count for outcome, count in outcomes.items() if outcome != "unchecked")
    parts = [f"{outcomes[outcome]} {outcome}" for outcome in OUTCOMES if outcomes[outcome]]
    return f"{name}: {looked} looked up: {', '.join(parts)}".capitalize() if looked else ""


def unchecked_lines(lines: Sequence[LineReport]) -> Iterator[str]:
    """Yield what was not looked at, kinds with the same reason in as many lines together."""
    counts: Counter[tuple[CheckedKind, str]] = Counter(
        (item.kind, item.note) for line in lines for item in line.checked if item.outcome == "unchecked"
    )
    together: dict[tuple[str, int], list[str]] = {}
    for (kind, reason), count in counts.items():
        together.setdefault((reason, count), []).append(KINDS[kind])
    for (reason, count), kinds in together.items():
        in_lines = f"{count} line{'' if count == 1 else 's'}"
        yield f"Not checked: {', '.join(kinds)} in {in_lines}" + (f" ({reason})" if reason else "")


def evidence_lines(lines: Sequence[LineReport]) -> Iterator[str]:
    """Yield where the evidence of the lines comes from; nothing where there are no lines."""
    by = Counter(line.evidence_by for line in lines)
    parts = [
        f"{by['cited']} cite it" if by["cited"] else "",
        f"{by['found']} cite none, so the nearest sentences were found for them" if by["found"] else "",
        f"{by['none']} rest on no sentence" if by["none"] else "",
    ]
    if lines:
        yield f"Evidence of {len(lines)} line{'' if len(lines) == 1 else 's'}: " + "; ".join(
            filter(None, parts)
        )


def rules_line(report: Report) -> str:
    """Return by which rules the report was made."""
    return f"Rules: version {report.policy.version}, {report.policy.sha256[:12]}"
