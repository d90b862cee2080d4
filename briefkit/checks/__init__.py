"""Deterministic checks of a brief against its article: a module per family, a table of codes, one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from briefkit.checks.abstentions import check_abstentions, check_question, check_signal
from briefkit.checks.claims import Claim, Pair, find_evidence
from briefkit.checks.codes import CODES, Code, finding
from briefkit.checks.contacts import check_contacts
from briefkit.checks.dates import check_dates
from briefkit.checks.facts import Facts
from briefkit.checks.language import check_language, check_script
from briefkit.checks.lengths import check_length, check_lengths
from briefkit.checks.names import check_names, check_names_checkable
from briefkit.checks.numbers import check_numbers
from briefkit.checks.passages import check_passages
from briefkit.checks.policy import CHECKS_VERSION, POLICY, Policy, policy_ref
from briefkit.checks.quotations import check_quotations
from briefkit.checks.repetition import check_loops, check_repetition
from briefkit.checks.spans import check_spans, check_table_spans
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
    "check",
    "check_brief",
    "check_statement",
    "find_evidence",
    "policy_ref",
    "report",
    "report_on",
]

_OF_CONTENT: tuple[Callable[[Claim], Iterable[Finding | Checked]], ...] = (
    check_numbers,
    check_dates,
    check_names,
    check_quotations,
    check_contacts,
    check_script,
    check_loops,
    check_wording,
)
"""What holds for a statement of anybody."""
_OF_FORM: tuple[Callable[[Claim], Iterable[Finding | Checked]], ...] = (
    check_spans,
    check_length,
    check_question,
    check_signal,
)
"""What holds for a statement of a brief, which cites its evidence and has a field of its own."""
_OF_BRIEF: tuple[Callable[[Brief, Facts], Iterable[Finding]], ...] = (
    check_table_spans,
    check_lengths,
    check_language,
    check_repetition,
    check_abstentions,
    check_names_checkable,
    check_passages,
)
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


def check(brief: Brief | Summary, article: Article) -> list[Finding]:
    """Return what is wrong with a brief or a summary of an article: the worst first, then in reading order."""
    return report(brief, article).findings


def report(brief: Brief | Summary, article: Article) -> Report:
    """Return everything that was checked in a brief or a summary, statement by statement, with the findings."""
    return report_on(brief, Facts.of(article))


def check_brief(brief: Brief, facts: Facts) -> list[Finding]:
    """Return the findings of `check`, for those who have the article's facts already."""
    return report_on(brief, facts).findings


def report_on(brief: Brief | Summary, facts: Facts) -> Report:
    """Return the report of `report`, for those who have the article's facts already."""
    if isinstance(brief, Brief) and not brief.is_of(facts.article):
        return _report(facts, [], [_other_article(brief, facts)])
    claims = [_claim(path, statement, facts) for path, statement in brief.statements()]
    lines, findings = [], []
    for claim in claims:
        noticed = list(_notice(claim))
        lines.append(_line(claim, [item for item in noticed if isinstance(item, Checked)]))
        findings += [item for item in noticed if isinstance(item, Finding)]
    if isinstance(brief, Brief):
        findings += [found for family in _OF_BRIEF for found in family(brief, facts)]
    return _report(facts, lines, findings, [path for path, _ in _items(brief)])


def check_statement(path: str, statement: Statement, facts: Facts) -> list[Finding]:
    """Return the findings on one statement of a brief alone, the worst first."""
    noticed = _notice(Claim(path, statement, facts))
    return _sorted([item for item in noticed if isinstance(item, Finding)])


def _claim(path: str, statement: Statement, facts: Facts) -> Claim:
    """Return a statement as a claim; one that cites nothing because it could not is given what it may rest on."""
    if not isinstance(statement, SummaryLine):
        return Claim(path, statement, facts)
    evidence = statement.evidence or find_evidence(statement.text, facts)
    return Claim(path, statement.model_copy(update={"evidence": evidence}), facts, found=True)


def _notice(claim: Claim) -> Iterator[Finding | Checked]:
    families = _OF_CONTENT if claim.found else (*_OF_FORM, *_OF_CONTENT)
    for family in families:
        yield from family(claim)


def _line(claim: Claim, checked: list[Checked]) -> LineReport:
    return LineReport(
        path=claim.path,
        text=claim.text,
        evidence=claim.evidence,
        evidence_by="none" if not claim.evidence else "found" if claim.found else "cited",
        checked=checked,
    )


def _report(
    facts: Facts, lines: list[LineReport], findings: list[Finding], paths: Iterable[str] = ()
) -> Report:
    return Report(
        policy=policy_ref(),
        article_sha256=facts.article.sha256,
        language=facts.language,
        lines=lines,
        findings=_sorted(findings, paths),
    )


def _sorted(findings: list[Finding], paths: Iterable[str] = ()) -> list[Finding]:
    places = {path: place for place, path in enumerate(paths)}
    return sorted(findings, key=lambda found: (_RANK[found.severity], places.get(found.path, len(places))))


def _items(brief: Brief | Summary) -> Iterator[tuple[str, object]]:
    yield from brief.items() if isinstance(brief, Brief) else brief.statements()


def _other_article(brief: Brief, facts: Facts) -> Finding:
    return finding(
        "article.other",
        "",
        f"The brief was made from another text: {brief.article_sha256[:12]}, not {facts.article.id}.",
        hint="Check it against the text it was made from.",
    )
