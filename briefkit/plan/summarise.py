"""The plan that only asks for a summary, in one line, to measure the others against. No I/O.

Plain text comes back; code makes of it what it honestly can: its sentences are the points, each with the sentences
of the article that are most like it, as anybody's summary is checked. What nobody asked for is left empty.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefkit.checks import Facts, find_evidence
from briefkit.checks.summaries import summary_of
from briefkit.draft import Parts
from briefkit.plan.asking import ask_for_text, fence_of
from briefkit.plan.assembly import UNATTRIBUTED, assemble, failed, nothing_to_read, points_alone
from briefkit.plan.concluding import conclude
from briefkit.plan.setup import Plan, Setup, Trace
from briefkit.schema import (
    Article,
    Finding,
    KeyPoint,
    Message,
    Request,
    Statement,
)

__all__ = ["summarise"]

_ANSWER_TOKENS = 4000
"""Room for five sentences in any language, and for the reasoning that hosted models count as output."""
_MOST_POINTS = 5


def summarise(article: Article, setup: Setup) -> Plan:
    """Ask for a summary in one line, and make its sentences the points of a brief."""
    trace = Trace(plan="summarise", article=article, setup=setup, evidence_by="alignment")
    facts = Facts.of(article)
    if not facts.sentences:
        return failed(article, trace, [nothing_to_read()])
    answer = yield from ask_for_text(_request(article, trace), trace)
    if isinstance(answer, Finding):
        return failed(article, trace, [answer])
    lines = [line.text for line in summary_of(answer.replace("**", "")).lines]
    if not lines:
        return failed(article, trace, [_no_sentence()])
    return (yield from conclude(facts, assemble(facts, _parts(lines, facts, trace), trace), trace))


def _request(article: Article, trace: Trace) -> Request:
    asked = trace.prompt("summarise").fill("summarise", fence=fence_of(article), article=article.text.strip())
    return Request(
        purpose="the summary",
        article=article.sha256,
        messages=[Message(role="user", content=asked)],
        max_output_tokens=min(_ANSWER_TOKENS, trace.setup.max_output_tokens),
    )


def _parts(lines: Sequence[str], facts: Facts, trace: Trace) -> Parts:
    """Return headline and points: the headline as published, else the first line of the summary."""
    published = (facts.article.headline or "").strip()
    headline = published or lines[0]
    points = [line for line in lines if line.rstrip(".") != headline.rstrip(".")] or [lines[0]]
    if len(points) > _MOST_POINTS:
        trace.note(f"the summary has {len(lines)} sentences; a brief has room for {_MOST_POINTS}")
    first = Statement(
        text=headline,
        evidence=find_evidence(headline, facts),
        origin="composed" if published else "model",
    )
    chosen = [_point(line, facts) for line in points[:_MOST_POINTS]]
    return points_alone(first, chosen, "only a summary was asked for")


def _point(line: str, facts: Facts) -> KeyPoint:
    return KeyPoint(
        text=line,
        evidence=find_evidence(line, facts),
        origin="model",
        role="what_happened",
        attribution=UNATTRIBUTED,
        status="reported",
    )


def _no_sentence() -> Finding:
    return Finding(
        code="answer.schema",
        severity="error",
        path="",
        message="the answer has no sentence.",
        hint="Ask another model, or read what it answers with another prompt.",
    )
