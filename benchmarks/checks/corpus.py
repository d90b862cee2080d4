"""Measure 7: briefs made only of sentences of the corpus, and the same with one fault planted.

A brief of copied sentences must have no error in any language. A fault is planted in a copied sentence that cites
itself and is no longer labelled as copied; it is noticed where it makes an error on its own line. The lines are also
given bare, as somebody's plain text.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.checks.data import Case, read_rows
from benchmarks.checks.faults import FAULTS
from benchmarks.checks.rules import ANY, ERROR, Run, check_text
from benchmarks.checks.table import Measure
from briefkit.checks import Facts, check_brief
from briefkit.schema import (
    KINDS,
    Abstention,
    Analysis,
    Article,
    Attribution,
    Brief,
    KeyPoint,
    Provenance,
    Questions,
    Span,
    Statement,
    Tags,
)
from briefkit.text import Sentence, count_words

__all__ = ["Story", "copied_briefs", "language_lines", "read_corpus"]

_SHORTEST, _LONGEST = 6, 60
"""Words of a sentence that can be a line."""
_LINES = 9
"""Lines of a brief: headline, dek, lede, five points and the context."""

_Line = tuple[Case, Facts, Span]
"""A line, its article, and the sentence that it copies."""


@dataclass(frozen=True)
class Story:
    """An article of the corpus with what the checks know of it."""

    id: str
    facts: Facts

    @property
    def language(self) -> str:
        """Return the language of the article."""
        return self.facts.language or "?"


def read_corpus(folder: Path) -> list[Story]:
    """Return the articles of a corpus; none where the folder has none."""
    path = folder / "articles.jsonl"
    return [Story(row["id"], Facts.of(_article(row))) for row in read_rows(path)] if path.is_file() else []


def copied_briefs(stories: list[Story], *, every: bool = False) -> list[Measure]:
    """Return how many copied lines have an error, and how many planted faults have one.

    `every`: take all sentences that can be a line, not those of one brief an article.
    """
    sound = [run for story in stories for run in _brief_runs(story)]
    cited, plain = _both_ways([line for story in stories for line in _lines(story, every=every)])
    rows = [
        Measure(7, "lines of copied briefs, any error", ERROR, sound=sound, alarm=0.0),
        Measure(7, "  as a model's own lines", ERROR, sound=cited, alarm=0.0),
        Measure(7, "  as somebody's plain text", ERROR, sound=plain, alarm=0.0),
        Measure(7, "  as a model's own, error or warning", ANY, sound=cited),
        Measure(7, "  as plain text, error or warning", ANY, sound=plain),
    ]
    for kind in FAULTS:
        cited, plain = _both_ways(list(_faults(stories, kind, every=every)))
        rows.append(Measure(7, f"{kind} changed in a copied line", ERROR, cited, catch=1.0))
        rows.append(Measure(7, "  as somebody's plain text", ERROR, plain, catch=1.0))
    return rows


def language_lines(rows: list[Measure]) -> Iterator[str]:
    """Yield the rows of measure 7 by language: errors of sound lines, and faults that are noticed."""
    languages = sorted({run.case.dataset for row in rows for run in [*row.faulty, *row.sound]})
    yield f"{'':36}" + "".join(f"{language:>10}" for language in languages)
    for row in rows:
        cells = [_cell(row, language) for language in languages]
        yield f"{row.name[:36]:36}" + "".join(f"{cell:>10}" for cell in cells)


def _cell(row: Measure, language: str) -> str:
    hits = sum(run.case.dataset == language for run in [*row.caught, *row.alarms])
    count = sum(run.case.dataset == language for run in [*row.faulty, *row.sound])
    return f"{hits}/{count}" if count else "-"


def _article(row: dict[str, Any]) -> Article:
    return Article(
        text=row["text"],
        headline=row.get("title"),
        publisher=row.get("publisher") or row.get("source"),
        published=_day(row.get("date")),
        language=row.get("language"),
        kind=row["kind"] if row.get("kind") in KINDS else None,
    )


def _day(given: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((given or "")[:10])
    except ValueError:
        return None


def _brief_runs(story: Story) -> Iterator[Run]:
    """Yield a run for each line of the copied brief, and one for the brief as a whole."""
    brief = _brief(story.facts)
    findings = check_brief(brief, story.facts)
    lines = {path: statement.text for path, statement in brief.statements()}
    for path, text in lines.items():
        yield Run(_case(story, path, text), tuple(item for item in findings if item.path == path))
    yield Run(_case(story, "brief", ""), tuple(item for item in findings if item.path not in lines))


def _both_ways(lines: list[_Line]) -> tuple[list[Run], list[Run]]:
    """Return what is found on lines that cite their sentence, and on the same lines bare."""
    cited = [Run(case, check_text(case.text, facts, [span])) for case, facts, span in lines]
    return cited, [Run(case, check_text(case.text, facts, [])) for case, facts, _ in lines]


def _lines(story: Story, *, every: bool) -> Iterator[_Line]:
    """Yield each line of the brief as a case, with its article and the sentence it copies."""
    for sentence in _fit(story.facts) if every else _sentences(story.facts):
        case = _case(story, str(sentence.number), _line(sentence, story.facts))
        yield case, story.facts, _span(sentence, story.facts)


def _faults(stories: list[Story], kind: str, *, every: bool) -> Iterator[_Line]:
    """Yield each line in which a fault of this kind can be planted, with its article and its sentence."""
    for story in stories:
        for case, facts, span in _lines(story, every=every):
            faulty = FAULTS[kind](case.text, facts.article.text, story.language)
            if faulty is not None:
                yield case.with_fault(kind, faulty), facts, span


def _case(story: Story, place: str, text: str) -> Case:
    return Case(f"{story.id}:{place}", text, story.id, faulty=False, base=text, dataset=story.language)


def _sentences(facts: Facts) -> list[Sentence]:
    """Return the sentences for a brief's lines: those that quote first, then evenly from the whole article."""
    fit = _fit(facts)
    quoting = [item for item in fit if any(mark in _line(item, facts) for mark in '“«「„"')][:3]
    step = max(1, len(fit) // _LINES)
    chosen = dict.fromkeys([*fit[:2], *quoting, *fit[::step]])
    return sorted(list(chosen)[:_LINES], key=lambda item: item.number)


def _fit(facts: Facts) -> list[Sentence]:
    """Return the sentences that can be a line."""
    fit = [item for item in facts.sentences if _is_fit(_line(item, facts), facts.language)]
    return fit or facts.sentences[:1]


def _is_fit(text: str, language: str | None) -> bool:
    return "\n" not in text and _SHORTEST <= count_words(text, language) <= _LONGEST


def _line(sentence: Sentence, facts: Facts) -> str:
    return facts.article.text[sentence.start : sentence.end].strip()


def _span(sentence: Sentence, facts: Facts) -> Span:
    return facts.article.span(sentence.start, sentence.end)


def _brief(facts: Facts) -> Brief:
    """Return a brief of an article that only copies; what asks or concludes abstains."""
    lines = [
        {"text": _line(item, facts), "evidence": [_span(item, facts)], "origin": "copied"}
        for item in _sentences(facts)
    ]
    own = Attribution(speaker=None, form="unattributed")
    points = [
        KeyPoint(**line, role="what_happened", attribution=own, status="reported")  # type: ignore[arg-type]
        for line in lines[3:8] or lines[:1]
    ]
    fields = [Statement(**line) for line in lines]  # type: ignore[arg-type]
    none = Abstention(abstained=f"Only sentences of article {facts.article.id} are copied here.")
    return Brief(
        article_sha256=facts.article.sha256,
        language=facts.language or "en",
        headline=fields[0],
        dek=fields[1] if len(fields) > 1 else none,
        lede=fields[2] if len(fields) > 2 else none,
        key_points=points,
        questions=Questions(financial=none, operating=none, customer=none),
        analysis=Analysis(
            context=fields[8] if len(fields) > 8 else none,
            pressure_point=none,
            differs=none,
            practical_read=none,
        ),
        tags=Tags(),
        provenance=Provenance(
            briefkit="benchmark", article_sha256=facts.article.sha256, evidence_by="copied"
        ),
    )
