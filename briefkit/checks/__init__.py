"""Deterministic checks of a brief against its article: a module per family, a table of codes, one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from briefkit.checks.abstentions import check_abstentions, check_question, check_signal
from briefkit.checks.codes import CHECKS_VERSION, CODES, Code, finding
from briefkit.checks.contacts import check_contacts
from briefkit.checks.dates import check_dates
from briefkit.checks.facts import Facts
from briefkit.checks.language import check_language, check_script
from briefkit.checks.lengths import check_length, check_lengths
from briefkit.checks.names import check_names, check_names_checkable
from briefkit.checks.numbers import check_numbers
from briefkit.checks.passages import check_passages
from briefkit.checks.quotations import check_quotations
from briefkit.checks.repetition import check_loops, check_repetition
from briefkit.checks.spans import check_spans, check_table_spans
from briefkit.checks.wording import check_wording
from briefkit.schema import Article, Brief, Finding, Severity, Statement

__all__ = ["CHECKS_VERSION", "CODES", "Code", "Facts", "check", "check_brief", "check_statement"]

_STATEMENT_CHECKS: tuple[Callable[[str, Statement, Facts], Iterable[Finding]], ...] = (
    check_spans,
    check_length,
    check_numbers,
    check_dates,
    check_names,
    check_quotations,
    check_contacts,
    check_script,
    check_loops,
    check_question,
    check_signal,
    check_wording,
)
_BRIEF_CHECKS: tuple[Callable[[Brief, Facts], Iterable[Finding]], ...] = (
    check_table_spans,
    check_lengths,
    check_language,
    check_repetition,
    check_abstentions,
    check_names_checkable,
    check_passages,
)
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


def check(brief: Brief, article: Article) -> list[Finding]:
    """Return what is wrong with a brief of an article: the worst first, then in reading order."""
    return check_brief(brief, Facts.of(article))


def check_brief(brief: Brief, facts: Facts) -> list[Finding]:
    """Return the findings of `check`, for those who have the article's facts already."""
    if not brief.is_of(facts.article):
        return [
            finding(
                "article.other",
                "",
                f"The brief was made from another text: {brief.article_sha256[:12]}, not {facts.article.id}.",
                hint="Check it against the text it was made from.",
            )
        ]
    places = {path: place for place, (path, _) in enumerate(brief.items())}
    findings = list(_of_statements(brief, facts))
    findings += [found for family in _BRIEF_CHECKS for found in family(brief, facts)]
    return sorted(findings, key=lambda found: (_RANK[found.severity], places.get(found.path, len(places))))


def check_statement(path: str, statement: Statement, facts: Facts) -> list[Finding]:
    """Return the findings on one statement alone, the worst first."""
    found = [item for family in _STATEMENT_CHECKS for item in family(path, statement, facts)]
    return sorted(found, key=lambda item: _RANK[item.severity])


def _of_statements(brief: Brief, facts: Facts) -> Iterator[Finding]:
    for path, statement in brief.statements():
        yield from check_statement(path, statement, facts)
