"""Whether the dates and times of a statement are in the article, and in the evidence of the statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.schema import Finding, Span
from briefkit.text.dates import Date, agree

__all__ = ["check_dates"]


def check_dates(claim: Claim) -> Iterator[Finding]:
    """Yield the dates that the article or the evidence does not have in any equal form."""
    path, facts = claim.path, claim.facts
    evidence = claim.evidence
    cited = claim.cited_dates
    for field in claim.fields:
        for date in claim.dates_of(field.text):
            known = _first_agreeing(date, facts.all_dates, facts)
            if known is None and not _is_licensed(date, facts):
                yield _added_year(path, date, facts) or _absent(path, date, facts)
            elif known is not None and field.name == "text" and evidence:
                yield from _against_evidence(path, date, facts, cited=cited, evidence=evidence)


def _first_agreeing(date: Date, candidates: Iterable[Date], facts: Facts) -> Date | None:
    years = facts.years if facts.published is None else {facts.published.year}
    return next((known for known in candidates if agree(date, known, years=years)), None)


def _is_licensed(date: Date, facts: Facts) -> bool:
    """Tell whether the article has the words of the date, or the day from which it can be worked out."""
    if date.weekday is not None and any(
        date.weekday == day.weekday() for known in facts.all_dates for day in known.days
    ):
        return True
    if _is_bare_year(date) and any(date.year in number.ends for number in facts.numbers):
        return True
    return not date.decade and facts.has(date.text)


def _is_bare_year(date: Date) -> bool:
    return date.year is not None and date.month is None and date.quarter is None and not date.decade


def _absent(path: str, date: Date, facts: Facts) -> Finding:
    sibling = next((known for known in facts.dates if _is_alike(date, known)), None)
    instead = f' The article has "{sibling.text}".' if sibling else ""
    is_relative = not any((date.year, date.month, date.day, date.quarter, date.time)) and date.weekday is None
    return finding(
        "dates.relative" if is_relative else "dates.absent",
        path,
        f"{quoted(date.text)} is not in the article.{instead}",
        hint="Use a date of the article, or leave it out.",
        nearest=facts.span_of(sibling.start) if sibling else None,
        offending=date.text,
    )


def _added_year(path: str, date: Date, facts: Facts) -> Finding | None:
    """Return the finding on a date that the article has without its year, where nothing settles the year."""
    if date.year is None or date.month is None or facts.published is not None:
        return None
    known = _first_agreeing(
        replace(date, year=None), (item for item in facts.dates if item.year is None), facts
    )
    if known is None:
        return None
    return finding(
        "dates.year",
        path,
        f'{quoted(date.text)}: the article has "{known.text}" without the year.',
        hint="Leave the year out, or give the article's day of publication.",
        nearest=facts.span_of(known.start),
        offending=date.text,
    )


def _is_alike(date: Date, known: Date) -> bool:
    """Tell whether two dates name the same sort of thing, so that one may be meant for the other."""
    if (date.time is None) != (known.time is None) or (date.weekday is None) != (known.weekday is None):
        return False
    return date.month == known.month if date.month is not None else known.month is None


def _against_evidence(
    path: str, date: Date, facts: Facts, *, cited: list[Date], evidence: list[Span]
) -> Iterator[Finding]:
    if _first_agreeing(date, cited, facts) is not None or any(date.text in span.quote for span in evidence):
        return
    place = _first_agreeing(date, facts.dates, facts)
    if place is None:  # only the headline or the day of publication has it
        return
    instead = f' The evidence has "{cited[0].text}".' if cited else ""
    yield finding(
        "dates.elsewhere",
        path,
        f"{quoted(date.text)} is not in the cited sentences.{instead}",
        hint="Cite the sentence that has it, or use the date of the evidence.",
        nearest=facts.span_of(place.start),
        offending=date.text,
    )
