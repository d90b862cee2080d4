"""From parts to a brief, and from nothing to a result that says why. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from briefkit.checks import Facts
from briefkit.draft import Parts, own_fields
from briefkit.draft.own import none_of
from briefkit.plan.setup import Trace
from briefkit.schema import (
    Abstention,
    Analysis,
    Article,
    Attribution,
    Brief,
    Finding,
    KeyPoint,
    Questions,
    Result,
    Statement,
    Tags,
)

__all__ = ["UNATTRIBUTED", "assemble", "failed", "nothing_to_read", "points_alone"]

UNATTRIBUTED = Attribution(speaker=None, form="unattributed")
"""Of a point of which nobody looked who says it."""


def assemble(facts: Facts, parts: Parts, trace: Trace) -> Brief:
    """Return the brief of some parts, without its tables."""
    article = facts.article
    return Brief(
        article_sha256=article.sha256,
        language=facts.language or "und",
        headline=parts.headline,
        dek=parts.dek,
        lede=parts.lede,
        key_points=parts.key_points,
        stakes=parts.stakes,
        questions=parts.questions,
        signals=parts.signals,
        analysis=parts.analysis,
        other_side=parts.other_side,
        unknowns=parts.unknowns,
        more=none_of(trace.setup.draft, f"the plan {trace.plan} asks for no field of your own") | parts.more,
        more_titles={own.name: own.title for own in own_fields(trace.setup.draft)},
        tags=Tags(
            topics=parts.topics,
            desk=trace.setup.desk.name,
            regions=parts.regions,
            source=article.publisher,
            kind=article.kind or parts.kind,
        ),
        provenance=trace.provenance(),
    )


def points_alone(headline: Statement, points: list[KeyPoint], because: str) -> Parts:
    """Return the parts of a brief that has headline and points and leaves all else empty, with the reason."""
    none = Abstention(abstained=because)
    return Parts(
        headline=headline,
        dek=none,
        lede=none,
        key_points=points,
        questions=Questions(financial=none, operating=none, customer=none),
        analysis=Analysis(context=none, pressure_point=none, differs=none, practical_read=none),
    )


def failed(article: Article, trace: Trace, findings: Sequence[Finding]) -> Result:
    """Return the result of a plan that came to no brief, with what was spent."""
    return Result(
        status="failed", brief=None, findings=list(findings), article=article, provenance=trace.provenance()
    )


def nothing_to_read() -> Finding:
    """Return the finding on an article without a sentence."""
    return Finding(
        code="input",
        severity="error",
        path="",
        message="the article has no sentence to brief.",
        hint="Give the text of the article.",
    )
