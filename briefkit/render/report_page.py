"""A report of the checks as one HTML file: the lines beside the article, then what was looked up and what was not.

Builds a plain view and hands it to a template that escapes everything; what every page has is in `sheet`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from briefkit.errors import InputError
from briefkit.render.beside import ArticleSide, article_side, unused_figures
from briefkit.render.entries import Attention, Entry, Marks, Remark, attention, rests_of
from briefkit.render.foot import article_parts, spent_line
from briefkit.render.outline import Evidence, Line
from briefkit.render.reports import (
    KINDS,
    evidence_lines,
    items_of,
    look_first,
    report_to_markdown,
    report_to_text,
    rules_line,
    unchecked_lines,
    verdict,
)
from briefkit.render.sheet import direction_of, language_of, set_sheet
from briefkit.schema import Article, LineReport, Outcome, Report
from briefkit.text.sentences import split_sentences

__all__ = ["report_to_html"]

_BAD: tuple[Outcome, ...] = ("elsewhere", "changed", "absent")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A kind of thing in the table: how many were looked up, how many are sound, and how the others came out."""

    name: str
    looked: int
    sound: int
    others: str


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything that the template sets."""

    language: str | None
    direction: str
    title: str
    status: str
    verdict: str
    first: str
    lines: tuple[Entry, ...]
    remarks: tuple[Remark, ...]
    rows: tuple[Row, ...]
    unchecked: tuple[str, ...]
    made: tuple[str, ...]
    article: Article
    source: str
    side: ArticleSide
    plain: str
    markdown: str

    @property
    def names(self) -> dict[str, str]:
        """Return what each line is called, by its letters."""
        return {entry.id: entry.name for entry in self.lines}

    @property
    def attention(self) -> Attention:
        """Return for each grave severity how many findings there are, and on which lines."""
        return attention(self.lines, self.remarks)


def report_to_html(report: Report) -> str:
    """Return a report as one self-contained HTML page: no network, no script needed to read it.

    Raises:
        InputError: when the report is without its article.

    """
    if report.article is None:
        raise InputError(
            "the report is without its article.", hint="Make it anew with briefkit.checks.report."
        )
    view = _view(report, report.article)
    return set_sheet("report.html", view, view.lines)


def _view(report: Report, article: Article) -> View:
    language = language_of(report.language)
    sentences = split_sentences(article.text, language=report.language)
    marks = Marks(report.findings, [line.path for line in report.lines], sentences)
    lines = tuple(_entry(line, marks) for line in report.lines)
    unused = unused_figures(article, [line.text for line in report.lines], language=language) if lines else []
    return View(
        language=language,
        direction=direction_of(language),
        title=f"Check: {article.headline}" if article.headline else "Check of a summary",
        status=_status(report),
        verdict=_verdict(report, lines),
        first=look_first(report),
        lines=lines,
        remarks=marks.remarks,
        rows=tuple(_rows(report)),
        unchecked=tuple(unchecked_lines(report.lines)),
        made=tuple(_made(report)),
        article=article,
        source=", ".join(article_parts(article)),
        side=article_side(article, sentences, rests=rests_of(lines), unused=unused),
        plain=report_to_text(report),
        markdown=report_to_markdown(report),
    )


def _verdict(report: Report, lines: Sequence[Entry]) -> str:
    marked = sum(bool(entry.notes) for entry in lines)
    return f"{marked} of {len(lines)} lines marked." if marked else verdict(report)


def _status(report: Report) -> str:
    return "review" if any(finding.severity == "error" for finding in report.findings) else "ok"


def _entry(line: LineReport, marks: Marks) -> Entry:
    quotes: dict[int, list[str]] = {}
    for span in line.evidence:
        quotes.setdefault(marks.number(span) or 1, []).append(span.quote)
    evidence = tuple(Evidence(number=number, quote=" … ".join(said)) for number, said in quotes.items())
    suffix = "" if evidence else "rests on no sentence"
    entry = marks.entry(Line(path=line.path, text=line.text, suffix=suffix, evidence=evidence))
    return replace(entry, items=tuple(items_of(line)))


def _rows(report: Report) -> Iterator[Row]:
    counts = report.counts()
    for kind, name in KINDS.items():
        outcomes = counts.get(kind, Counter())
        looked = sum(outcomes.values()) - outcomes["unchecked"]
        bad = [(outcome, outcomes[outcome]) for outcome in _BAD if outcomes[outcome]]
        others = ", ".join(f"{count} {outcome}" for outcome, count in bad)
        if looked:
            sound = looked - sum(count for _, count in bad)
            yield Row(name=name.capitalize(), looked=looked, sound=sound, others=others)


def _made(report: Report) -> Iterator[str]:
    yield "Checked by code. A line without a finding is not thereby true."
    if made := report.provenance:
        yield f"Second opinion of {made.model_answered or made.model_asked}; {spent_line(made)}"
        yield from made.notes
    yield from evidence_lines(report.lines)
    yield rules_line(report)
