"""A brief of an earlier version, held against the text as it is now: its evidence is found again, or is gone."""

from __future__ import annotations

from dataclasses import dataclass

from briefkit.checks.claims import Claim, find_evidence
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.schema import Brief, Finding, Report, Span, Statement

__all__ = ["Revision", "Standing", "revise", "standing_of"]


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A brief's statements as claims on another text, with what is to be said about that."""

    claims: list[Claim]
    findings: list[Finding]


def revise(brief: Brief, facts: Facts) -> Revision:
    """Return the statements of a brief with their evidence as it stands in this text.

    Where nothing they cite stands in it, this is another story: no claims, one error.
    """
    claims: list[Claim] = []
    findings: list[Finding] = []
    cited = standing = 0
    for path, statement in brief.statements():
        kept = [span for span in (_again(span, facts) for span in statement.evidence) if span is not None]
        cited, standing = cited + len(statement.evidence), standing + len(kept)
        gone = len(kept) < len(statement.evidence)
        evidence = kept or (find_evidence(statement.text, facts) if gone else [])
        claims.append(Claim(path, statement.model_copy(update={"evidence": evidence}), facts, found=gone))
        findings += _of_what_is_gone(path, statement, facts)
    if cited and not standing:
        return Revision(claims=[], findings=[_other_article(brief, facts)])
    return Revision(claims=claims, findings=[_revised(standing, cited), *findings])


@dataclass(frozen=True)
class Standing:
    """Paths of the lines that do not hold in a text, and of those that rest on a sentence that has changed or gone."""

    lost: list[str]
    shaken: list[str]

    def of_those_that_stood(self, before: Standing) -> Standing:
        """Return the same without the lines that did not hold in another text either."""
        return Standing(
            [path for path in self.lost if path not in before.lost],
            [path for path in self.shaken if path not in before.lost],
        )


def standing_of(report: Report) -> Standing:
    """Return which lines hold no longer, by the errors on them, and which have to be read again."""
    lost = [line.path for line in report.lines if _has(report, line.path, severity="error")]
    shaken = [line.path for line in report.lines if _has(report, line.path, code="spans.revised")]
    return Standing(lost, [path for path in shaken if path not in lost])


def _has(report: Report, path: str, **said: str) -> bool:
    return any(
        all(getattr(each, name) == value for name, value in said.items()) for each in report.findings_on(path)
    )


def _again(span: Span, facts: Facts) -> Span | None:
    """Return where a quote stands now, the place nearest to its old one; None where it does not."""
    place = facts.quotes.locate(span.quote)
    if place is None or place.tier == "segments":
        return None
    start, end = min(place.spans, key=lambda found: abs(found[0] - span.start))
    return facts.article.span(start, end)


def _of_what_is_gone(path: str, statement: Statement, facts: Facts) -> list[Finding]:
    return [
        finding(
            "spans.revised",
            path,
            f"The sentence it rests on is no longer in the article: {quoted(span.quote)}.",
            hint="Read the line against the sentence as it is now.",
            nearest=facts.span_like(span.quote),
            offending=span.quote,
        )
        for span in statement.evidence
        if _again(span, facts) is None
    ]


def _revised(standing: int, cited: int) -> Finding:
    return finding(
        "article.revised",
        "",
        f"The brief was made from another version of this article: {standing} of {cited} cited sentences"
        " still stand in it.",
        hint="Look at the lines marked below; make the brief anew where they no longer hold.",
    )


def _other_article(brief: Brief, facts: Facts) -> Finding:
    return finding(
        "article.other",
        "",
        f"The brief was made from another text: {brief.article_sha256[:12]}, not {facts.article.id}."
        " No sentence that it cites stands in this one.",
        hint="Check it against the text it was made from.",
    )
