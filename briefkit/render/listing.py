"""Findings alone, as `check` prints them: exact and readable."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from briefkit.render.escape import escape_json, escape_markdown, one_line
from briefkit.render.layout import wrap
from briefkit.schema import Finding

__all__ = ["findings_to_json", "findings_to_markdown", "findings_to_text"]


def findings_to_text(findings: Sequence[Finding], *, width: int = 80) -> str:
    """Return findings as text: path and severity, what is wrong, what to do, and what the article says."""
    lines: list[str] = []
    for finding in findings:
        lines += wrap(
            one_line(f"{finding.path or 'brief'}: {finding.severity}: {finding.message}"), width, rest="  "
        )
        for label, value in _details(finding):
            lines += wrap(one_line(f"{label}: {value}"), width, first="  ", rest="    ")
    return "\n".join([*lines, summary(findings)]) + "\n"


def findings_to_markdown(findings: Sequence[Finding]) -> str:
    """Return findings as a Markdown list."""
    lines: list[str] = []
    for finding in findings:
        path = escape_markdown(finding.path or "brief")
        lines.append(f"- **{path}**: {finding.severity}: {escape_markdown(finding.message)}")
        lines += [f"  - {label}: {escape_markdown(value)}" for label, value in _details(finding)]
    return "\n".join([*lines, "", summary(findings)]).lstrip() + "\n"


def findings_to_json(findings: Sequence[Finding]) -> str:
    """Return findings as a JSON array."""
    values = [finding.model_dump(mode="json") for finding in findings]
    return escape_json(json.dumps(values, ensure_ascii=False, indent=2)) + "\n"


def summary(findings: Sequence[Finding]) -> str:
    """Return how many there are of each severity."""
    counts = Counter(finding.severity for finding in findings)
    parts = [
        f"{counts[level]} {level}{'' if counts[level] == 1 else 's'}"
        for level in ("error", "warning", "note")
    ]
    return ", ".join(parts) + "." if findings else "No findings: every line is licensed by its evidence."


def _details(finding: Finding) -> Iterable[tuple[str, str]]:
    if finding.offending:
        yield "in the line", f"“{finding.offending}”"
    if finding.nearest is not None:
        where = f"{finding.nearest.start}–{finding.nearest.end}"
        yield f"nearest in the article ({where})", f"“{finding.nearest.quote}”"
    if finding.hint:
        yield "to do", finding.hint
    yield "code", finding.code
