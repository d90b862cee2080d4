"""Deterministic checks of a brief against its article: a module per family, a table of codes, one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from briefkit.checks.abstentions import check_abstentions
from briefkit.checks.attribution import check_attribution
from briefkit.checks.claims import Claim, Pair, find_evidence
from briefkit.checks.codes import CODES, Code
from briefkit.checks.contacts import check_contacts
from briefkit.checks.copying import check_copying
from briefkit.checks.dates import check_dates
from briefkit.checks.facts import Facts
from briefkit.checks.input import check_input, check_thin
from briefkit.checks.language import check_language, check_line_language, check_script
from briefkit.checks.languages import check_scope
from briefkit.checks.lengths import check_length, check_lengths
from briefkit.checks.likeness import check_run, check_templates
from briefkit.checks.names import check_names, check_names_checkable
from briefkit.checks.numbers import check_numbers
from briefkit.checks.order import check_order
from briefkit.checks.overlaps import without_overlaps
from briefkit.checks.passages import check_passages, check_rests_on_orders
from briefkit.checks.policy import CHECKS_VERSION, POLICY, Policy, policy_ref
from briefkit.checks.questions import check_question
from briefkit.checks.quotations import check_quotations
from briefkit.checks.repetition import check_loops, check_repetition
from briefkit.checks.revising import Standing, revise, standing_of
from briefkit.checks.roles import check_roles
from briefkit.checks.signals import check_next_test, check_signal
from briefkit.checks.spans import check_spans, check_table_spans
from briefkit.checks.specificity import check_specificity
from briefkit.checks.summaries import summary_of
from briefkit.checks.voice import check_voice
from briefkit.checks.wording import check_wording
from briefkit.schema import (
    Article,
    Brief,
    Checked,
    Finding,
    LineReport,
    Report,
    Severity,
    Statement,
    Summary,
    SummaryLine,
)

__all__ = [
    "CHECKS_VERSION",
    "CODES",
    "POLICY",
    "Claim",
    "Code",
    "Facts",
    "Pair",
    "Policy",
    "Standing",
    "check",
    "check_brief",
    "check_run",
    "check_statement",
    "find_evidence",
    "in_order",
    "notice",
    "policy_ref",
    "report",
    "report_on",
    "standing_of",
    "summary_of",
]

_Family = Callable[[Claim], Iterable[Finding | Checked]]
_OF_CONTENT: tuple[_Family, ...] = (
    check_numbers,
    check_dates,
    check_names,
    check_roles,
    check_attribution,
    check_quotations,
    check_voice,
    check_contacts,
    check_script,
    check_line_language,
    check_loops,
    check_wording,
    check_specificity,
    check_scope,
)
"""What holds for a statement of anybody."""
_OF_FORM: tuple[_Family, ...] = (
    check_spans,
    check_rests_on_orders,
    check_length,
    check_question,
    check_signal,
    check_copying,
)
"""What holds for a statement of a brief, which cites its evidence and has a field of its own."""
_OF_BRIEF: tuple[Callable[[Brief, Facts], Iterable[Finding]], ...] = (
    check_table_spans,
    check_lengths,
    check_language,
    check_repetition,
    check_templates,
    check_order,
    check_next_test,
    check_thin,
    check_abstentions,
    check_names_checkable,
)
_OF_ARTICLE: tuple[Callable[[Facts], Iterable[Finding]], ...] = (check_input, check_passages)
"""What is to be known of the text itself, whoever wrote of it."""
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


def check(brief: Brief | Summary | str, article: Article) -> list[Finding]:
    """Return what is wrong with a brief, or with anybody's summary, of an article.

    The worst comes first, then in reading order. A text is read as a summary, each sentence a statement.
    """
    return report(brief, article).findings


def report(
    brief: Brief | Summary | str,
    article: Article,
    *,
    others: Mapping[str, Article] | None = None,
    attention: bool = False,
) -> Report:
    """Return everything that `check` looked up, statement by statement, with the findings.

    `others`: further articles of the run by name; quoted words that this one lacks are looked for in them.
    `attention`: say of each line how early to look at it; that orders the lines and decides nothing.
    """
    return report_on(brief, Facts.of(article, others=others), attention=attention)


def check_brief(brief: Brief, facts: Facts) -> list[Finding]:
    """Return the findings of `check`, for those who have the article's facts already."""
    return report_on(brief, facts).findings


def report_on(brief: Brief | Summary | str, facts: Facts, *, attention: bool = False) -> Report:
    """Return the report of `report`, for those who have the article's facts already."""
    if isinstance(brief, str):
        brief = summary_of(brief)
    if isinstance(brief, Summary):
        return _report(
            facts,
            [_claim_of(path, line, facts) for path, line in brief.statements()],
            [],
            attention=attention,
        )
    if not brief.is_of(facts.article):
        revision = revise(brief, facts)
        return _report(facts, revision.claims, revision.findings, attention=attention)
    findings = [found for family in _OF_BRIEF for found in family(brief, facts)]
    claims = [Claim(path, statement, facts) for path, statement in brief.statements()]
    return _report(facts, claims, findings, [path for path, _ in brief.items()], attention=attention)


def check_statement(path: str, statement: Statement, facts: Facts) -> list[Finding]:
    """Return the findings on one statement of a brief alone, the worst first."""
    noticed = notice(Claim(path, statement, facts))
    return in_order([item for item in noticed if isinstance(item, Finding)])


def _claim_of(path: str, line: Statement, facts: Facts) -> Claim:
    """Return somebody's line as a claim, with the sentences that it most likely rests on."""
    evidence = find_evidence(line.text, facts)
    return Claim(path, line.model_copy(update={"evidence": evidence}), facts, found=True)


def notice(claim: Claim) -> list[Finding | Checked]:
    """Return everything that the checks of single statements notice in one."""
    if claim.found:
        return _notice(claim, _OF_CONTENT)
    return claim.facts.once(claim.path, claim.statement, lambda: _notice(claim, (*_OF_FORM, *_OF_CONTENT)))


def _notice(claim: Claim, families: Iterable[_Family]) -> list[Finding | Checked]:
    return list(without_overlaps(item for family in families for item in family(claim)))


def _report(
    facts: Facts,
    claims: list[Claim],
    findings: list[Finding],
    paths: list[str] | None = None,
    *,
    attention: bool = False,
) -> Report:
    noticed = [(claim, notice(claim)) for claim in claims]
    if claims:
        findings = [*findings, *facts.once("", facts.article, lambda: _of_article(facts))]
    found = [item for _, items in noticed for item in items if isinstance(item, Finding)]
    return Report(
        policy=policy_ref(),
        article_sha256=facts.article.sha256,
        article=facts.article,
        language=facts.language,
        lines=[_line(claim, items, attention=attention) for claim, items in noticed],
        findings=in_order([*found, *findings], paths or [claim.path for claim in claims]),
    )


def _of_article(facts: Facts) -> list[Finding]:
    return [found for family in _OF_ARTICLE for found in family(facts)]


def _line(claim: Claim, items: list[Finding | Checked], *, attention: bool) -> LineReport:
    return LineReport(
        path=claim.path,
        text=claim.text,
        row=claim.statement.row if isinstance(claim.statement, SummaryLine) else None,
        evidence=claim.evidence,
        evidence_by="none" if not claim.evidence else "found" if claim.found else "cited",
        checked=[item for item in items if isinstance(item, Checked)],
        attention=_attention(claim, items) if attention else None,
    )


def _attention(claim: Claim, items: list[Finding | Checked]) -> float | None:
    from briefkit.checks import ranking  # the model is read only where it is asked for

    return ranking.attention(claim, items)


def in_order(findings: Iterable[Finding], paths: Iterable[str] = ()) -> list[Finding]:
    """Return findings with the worst first, then in the order of their paths."""
    places = {path: place for place, path in enumerate(paths)}
    return sorted(findings, key=lambda found: (_RANK[found.severity], places.get(found.path, len(places))))
