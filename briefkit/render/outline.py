"""What a rendered brief holds, in which order and in which words; the formats only differ in how they set it.

The glance layer stands first: headline, dek and the first three key points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from briefkit.render.escape import one_line
from briefkit.render.foot import foot_lines, source_line, status_lines
from briefkit.render.layout import clip
from briefkit.schema import (
    Abstention,
    Article,
    Attribution,
    Brief,
    Finding,
    KeyPoint,
    Position,
    Question,
    Result,
    Signal,
    Span,
    Stake,
    Statement,
    Unknown,
)
from briefkit.text.sentences import split_sentences

__all__ = ["ORIGINS", "Evidence", "Line", "Outline", "Row", "Section", "home_of", "outline", "own_names"]

GLANCE_POINTS = 3
_MOST_ROWS = 12
_TITLE = 80
_QUOTATION = 80
"""Columns of a quotation in the table, which is there to find it; the JSON has it whole."""

_ROLES = {"what_happened": "What happened", "practical_issue": "Practical issue", "watch": "Watch"}
_FORMS = {
    "on_record": "on the record",
    "statement": "in a statement",
    "document": "in a document",
    "anonymous": "unnamed source",
    "unattributed": "no source named",
    "declined": "declined to comment",
}
_STATUS = {"reported_by_other_outlet": "reported by another outlet", "authors_claim": "the author's claim"}
_ABSENCE = {
    "declined": "declined to comment",
    "not_addressed": "not addressed",
    "disputed": "disputed",
    "accounts_vary": "accounts vary",
}
_QUESTIONS = {"financial": "Financial", "operating": "Operating", "customer": "Customer"}
_ANALYSIS = {
    "context": "Context",
    "pressure_point": "Pressure point",
    "differs": "Against earlier coverage",
    "practical_read": "Practical read",
}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A sentence of the article that a line rests on."""

    number: int
    quote: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One statement or abstention, in words to show; nothing in it is escaped yet."""

    path: str
    text: str
    lead: str = ""
    suffix: str = ""
    """A quiet word after the text, such as `inferred`."""
    labels: tuple[str, ...] = ()
    """Whose claim it is and how sure, on a line of its own."""
    details: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[str, ...] = ()
    abstained: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]
    numbered: bool = False
    is_own: bool = False
    """Whether it is one that a newsroom's own draft asks for: whoever asks for it wants it at a glance too."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """An entry of a table that code made from the article; `number` is its sentence, None for none."""

    text: str
    number: int | None = None
    then: str = ""


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A whole result in words to show."""

    status: tuple[str, ...]
    source: str
    headline: Line | None
    dek: Line | None
    sections: tuple[Section, ...]
    remarks: tuple[str, ...]
    tables: tuple[tuple[str, tuple[Row, ...]], ...]
    foot: tuple[str, ...]


def outline(result: Result) -> Outline:
    """Return what to show of a result, whether it has a brief or not."""
    brief = result.brief
    ends = {
        "status": status_lines(result),
        "source": source_line(result),
        "foot": foot_lines(result),
    }
    if brief is None:
        remarks = tuple(_remark(finding) for finding in result.findings)
        return Outline(headline=None, dek=None, sections=(), remarks=remarks, tables=(), **ends)  # type: ignore[arg-type]
    paths = [path for path, _ in brief.items()]
    lines = _Lines(brief, result.article, result.findings)
    stray = [
        finding
        for finding in result.findings
        if finding.severity == "note" or not home_of(finding.path, paths)
    ]
    return Outline(
        headline=lines.of("headline"),
        dek=lines.of("dek"),
        sections=tuple(_sections(brief, lines)),
        remarks=tuple(_remark(finding) for finding in stray),
        tables=tuple(_tables(brief, lines)),
        **ends,  # type: ignore[arg-type]
    )


class _Lines:
    """Makes lines of one brief's items by their path."""

    def __init__(self, brief: Brief, article: Article, findings: Sequence[Finding]) -> None:
        self.items = dict(brief.items())
        self._starts = [sentence.start for sentence in split_sentences(article.text, language=brief.language)]
        self._checks: dict[str, list[str]] = {}
        for finding in findings:
            if finding.severity != "note" and (home := home_of(finding.path, list(self.items))):
                self._checks.setdefault(home, []).append(finding.message)

    def of(self, path: str, lead: str = "") -> Line:
        item = self.items[path]
        checks = tuple(dict.fromkeys(self._checks.get(path, ())))
        if isinstance(item, Abstention):
            return Line(path=path, text=item.abstained, lead=lead, abstained=True, checks=checks)
        shown = Line(
            path=path,
            text=item.text,
            lead=lead,
            suffix=_origin(item),
            evidence=tuple(self._evidence(item.evidence)),
            checks=checks,
        )
        detail = _DETAILS.get(type(item))
        return shown if detail is None else detail(item, shown)

    def number(self, span: Span) -> int:
        """Return the number of the sentence in which a span begins, 1-based."""
        return max(1, bisect_right(self._starts, span.start))

    def _evidence(self, spans: Iterable[Span]) -> Iterable[Evidence]:
        by_number: dict[int, list[str]] = {}
        for span in spans:
            by_number.setdefault(self.number(span), []).append(span.quote)
        for number, quotes in by_number.items():
            yield Evidence(number=number, quote=" … ".join(dict.fromkeys(quotes)))


def home_of(path: str, paths: Sequence[str]) -> str | None:
    """Return the path of the line that a finding concerns, such as `signals[0]` for `signals[0].when`, or None."""
    return next((known for known in paths if path == known or path.startswith(f"{known}.")), None)


def _remark(finding: Finding) -> str:
    where = f"{finding.path}: " if finding.path else ""
    grave = "" if finding.severity == "note" else f"{finding.severity}: "
    return f"{grave}{where}{finding.message} {finding.hint}".strip()


_ORIGIN_WORDS = {"copied": "verbatim", "shortened": "shortened by code", "person": "worded by a person"}
ORIGINS = frozenset(_ORIGIN_WORDS.values())
"""What a suffix may say of who worded a line."""


def _origin(item: Statement) -> str:
    inferred = "inferred" if item.basis == "inferred" else ""
    return ", ".join(part for part in (inferred, _ORIGIN_WORDS.get(item.origin, "")) if part)


def _of_point(point: KeyPoint, line: Line) -> Line:
    status = _STATUS.get(point.status, point.status)
    hedge = (f"keep “{point.hedge}”",) if point.hedge else ()
    return replace(line, lead=_ROLES[point.role], labels=(_attribution(point.attribution), status, *hedge))


def _attribution(attribution: Attribution) -> str:
    form = _FORMS[attribution.form]
    verb = attribution.verb if attribution.verb and attribution.verb not in form else ""
    who = attribution.speaker or ""
    said = " ".join(part for part in (who, verb) if part) if who else ""
    via = f"via {attribution.via}" if attribution.via else ""
    return ", ".join(part for part in (said, form, via) if part)


def _of_stake(stake: Stake, line: Line) -> Line:
    return replace(line, lead=f"{stake.party} ({stake.group})")


def _of_question(question: Question, line: Line) -> Line:
    details = (
        ("Why it is open", question.why_open),
        ("Who could answer", ", ".join(question.who_could_answer)),
        ("What would settle it", question.settled_by),
    )
    return replace(line, details=_filled(details))


def _of_signal(signal: Signal, line: Line) -> Line:
    details = (
        ("When", signal.when),
        ("Where", signal.where_seen),
        ("Threshold", signal.threshold),
        ("If yes (inferred)", signal.if_yes),
        ("If no (inferred)", signal.if_no),
    )
    return replace(line, lead="Next test" if signal.next_test else "", details=_filled(details))


def _of_position(position: Position, line: Line) -> Line:
    return replace(line, lead=position.holder)


def _of_unknown(unknown: Unknown, line: Line) -> Line:
    # "inferred" on what is not there would be noise: an absence is always briefkit's own reading.
    return replace(line, suffix=_ABSENCE[unknown.how])


_DETAILS: dict[type, Callable[[Any, Line], Line]] = {
    KeyPoint: _of_point,
    Stake: _of_stake,
    Question: _of_question,
    Signal: _of_signal,
    Position: _of_position,
    Unknown: _of_unknown,
}


def _filled(details: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in details if value)


def _sections(brief: Brief, lines: _Lines) -> Iterable[Section]:
    points = [lines.of(f"key_points[{index}]") for index in range(len(brief.key_points))]
    listed = partial(_listed, lines)
    yield Section(title="Key points", lines=tuple(points[:GLANCE_POINTS]), numbered=True)
    if points[GLANCE_POINTS:]:
        yield Section(title="More points", lines=tuple(points[GLANCE_POINTS:]))
    yield Section(title="Lede", lines=(lines.of("lede"),))
    yield Section(title="Who is affected", lines=listed("stakes", len(brief.stakes)))
    yield Section(title="Questions to ask", lines=_fields(lines, "questions", _QUESTIONS))
    yield Section(title="What to watch", lines=listed("signals", len(brief.signals)))
    yield Section(title="Analysis", lines=_fields(lines, "analysis", _ANALYSIS))
    yield Section(title="The other side", lines=listed("other_side", len(brief.other_side)))
    yield Section(title="What the article does not say", lines=listed("unknowns", len(brief.unknowns)))
    for name, own in brief.more.items():
        path = f"more.{name}"
        said = listed(path, len(own)) if isinstance(own, list) else (lines.of(path),)
        yield Section(title=_title(brief, name), lines=said, is_own=True)


def _title(brief: Brief, name: str) -> str:
    return clip(one_line(brief.title_of(name)), _TITLE).strip() or name


def own_names(brief: Brief) -> dict[str, str]:
    """Return what the lines of a newsroom's own fields are called, by their paths, in order."""
    names: dict[str, str] = {}
    for name, own in brief.more.items():
        path, title = f"more.{name}", _title(brief, name)
        several = own if isinstance(own, list) else []
        names |= {f"{path}[{place}]": f"{title} {place + 1}" for place in range(len(several))}
        names |= {} if several else {path: title}
    return names


def _listed(lines: _Lines, field: str, count: int) -> tuple[Line, ...]:
    if not count:
        return (Line(path=field, text="", abstained=True),)
    return tuple(lines.of(f"{field}[{index}]") for index in range(count))


def _fields(lines: _Lines, group: str, leads: dict[str, str]) -> tuple[Line, ...]:
    return tuple(lines.of(f"{group}.{field}", lead) for field, lead in leads.items())


def _tables(brief: Brief, lines: _Lines) -> Iterable[tuple[str, tuple[Row, ...]]]:
    place = lines.number
    numbers = [Row(text=item.span.quote, number=place(item.span)) for item in brief.numbers]
    dates = [
        Row(text=item.span.quote, number=place(item.span), then=f" = {item.iso}" if item.iso else "")
        for item in brief.dates
    ]
    names = [Row(text=item.name, number=place(item.span)) for item in brief.names]
    quotes = [
        Row(
            text=f"{item.speaker or 'speaker not clear'}: “{clip(item.span.quote, _QUOTATION)}”",
            number=place(item.span),
        )
        for item in brief.quotes
    ]
    for title, rows in (("Figures", numbers), ("Dates", dates), ("Names", names), ("Quotations", quotes)):
        if rows:
            more = (
                (Row(text=f"and {len(rows) - _MOST_ROWS} more in the JSON"),)
                if len(rows) > _MOST_ROWS
                else ()
            )
            yield title, (*rows[:_MOST_ROWS], *more)
