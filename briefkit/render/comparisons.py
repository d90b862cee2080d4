"""What differs between two briefs, as text, Markdown and JSON: word by word, then what it rests on and is judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator

from briefkit.render.escape import escape_json, escape_markdown, one_line
from briefkit.render.item import in_words
from briefkit.render.layout import wrap
from briefkit.schema import Comparison, Finding, LineChange
from briefkit.text.differences import differences

__all__ = ["comparison_to_json", "comparison_to_markdown", "comparison_to_text"]

_KINDS = ("changed", "added", "removed")


def comparison_to_text(found: Comparison, *, width: int = 80) -> str:
    """Return a comparison as text: what is gone stands as [-so-], what is new as {+so+}."""
    rows = [*wrap(_verdict(found), width)]
    for line in found.changes:
        title = f"── {_title(line)} "
        rows += ["", title + "─" * max(width - len(title), 0)]
        rows += wrap(_words(line, _as_text), width)
        for detail in _details(line):
            rows += wrap(one_line(detail), width, first="  ", rest="    ")
    return "\n".join(rows) + "\n"


def comparison_to_markdown(found: Comparison) -> str:
    """Return a comparison as Markdown: what is gone is struck out, what is new is bold."""
    rows = [f"**{escape_markdown(_verdict(found))}**", ""]
    for line in found.changes:
        rows.append(f"- **{escape_markdown(_title(line))}:** {_words(line, _as_markdown)}")
        rows += [f"  - {escape_markdown(detail)}" for detail in _details(line)]
    return "\n".join(rows) + "\n"


def comparison_to_json(found: Comparison) -> str:
    """Return the whole comparison as indented JSON; it reads back as it was."""
    return escape_json(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2)) + "\n"


def _verdict(found: Comparison) -> str:
    counts: Counter[str] = Counter(line.kind for line in found.lines)
    changed = ", ".join(f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind])
    parts = [
        f"{changed} of {len(found.lines)} lines" if changed else f"no change in {len(found.lines)} lines"
    ]
    for name, before, after in (
        ("status", found.status_before, found.status_after),
        ("review", found.review_before, found.review_after),
    ):
        if before != after:
            parts.append(f"{name}: {before or 'not known'} → {after or 'not known'}")
    if not found.is_same_article:
        parts.append("made from different texts")
    text = "; ".join(parts)
    return one_line(f"{text[0].upper()}{text[1:]}.")


def _title(line: LineChange) -> str:
    path = in_words(line.new or line.old or "")
    moved = f" (was {in_words(line.old)})" if line.old and line.new and line.old != line.new else ""
    return f"{path}{moved}" + (f", {line.kind}" if line.kind != "changed" else "")


def _words(line: LineChange, mark: Callable[[str, str], str]) -> str:
    """Return the words of both, those that differ marked by where they are from."""
    if not line.is_reworded:
        return mark(line.after, "equal")
    pieces: list[tuple[str, str]] = []
    for run in differences(line.before, line.after):
        if run.kind == "equal":
            pieces.append((run.said, "equal"))
        else:
            pieces += [(run.source, "gone"), (run.said, "new")]
    marked = ((" " if text[:1].isspace() else "") + mark(text, kind) for text, kind in pieces if text.strip())
    return "".join(marked).strip()


def _as_text(text: str, kind: str) -> str:
    said = one_line(text)
    return {"equal": said, "gone": f"[-{said}-]", "new": f"{{+{said}+}}"}[kind]


def _as_markdown(text: str, kind: str) -> str:
    said = escape_markdown(text)
    return {"equal": said, "gone": f"~~{said}~~", "new": f"**{said}**"}[kind]


def _details(line: LineChange) -> Iterator[str]:
    if line.old is None or line.new is None:
        return
    if line.figures_gone or line.figures_new:
        yield f"figures: {_list(line.figures_gone)} → {_list(line.figures_new)}"
    yield from (
        f"{change.field}: {change.before or 'none'} → {change.after or 'none'}" for change in line.fields
    )
    yield from (f"no longer rests on: {quote}" for quote in line.evidence_gone)
    yield from (f"now rests on: {quote}" for quote in line.evidence_new)
    yield from (f"no longer found: {_finding(finding)}" for finding in line.findings_gone)
    yield from (f"found now: {_finding(finding)}" for finding in line.findings_new)


def _list(figures: list[str]) -> str:
    return ", ".join(figures) or "none"


def _finding(finding: Finding) -> str:
    return f"{finding.severity}: {finding.message}"
