"""Whether the dates and times of a statement are in the article, in its evidence, and beside the same words there."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import Field, quoted
from briefkit.checks.policy import POLICY
from briefkit.checks.standing import Compare, Standing, Verdict, instead, standing
from briefkit.schema import Checked, Finding, Outcome, Span
from briefkit.text.dates import Date, agree

__all__ = ["check_dates"]


def check_dates(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield every date and time with how it came out, and what is wrong with it."""
    for field in claim.fields:
        dates = claim.dates_of(field.text)
        for date in dates:
            yield from _look_up(claim, field, date)
        for weekday, day in pairwise(dates):
            if _is_pair(weekday, day, field.text):
                yield from _weekday(claim, weekday, day)


def _look_up(claim: Claim, field: Field, date: Date) -> Iterator[Finding | Checked]:
    facts = claim.facts
    known = _first_agreeing(date, facts.all_dates, facts)
    if known is not None and field.name == "text":
        yield from _compared(claim, field, date, known)
    elif known is not None:
        yield _checked(date, _outcome(date, known), field, source=_place(known, facts))
    elif _is_licensed(date, facts):
        yield _checked(date, "normalised", field)
    else:
        outcome = _added_year(claim, date) or _absent(claim, date)
        yield _checked(date, "absent", field, source=outcome.nearest)
        yield outcome


def _first_agreeing(date: Date, candidates: Iterable[Date], facts: Facts) -> Date | None:
    return next((known for known in candidates if _is_equal(date, known, facts)), None)


def _is_equal(date: Date, known: Date, facts: Facts) -> bool:
    return agree(date, known, years=facts.years if facts.published is None else {facts.published.year})


def _is_licensed(date: Date, facts: Facts) -> bool:
    """Tell whether the article has the words of the date, or the day from which it can be worked out."""
    if date.weekday is not None and any(
        date.weekday == day.weekday() for known in facts.all_dates for day in known.days
    ):
        return True
    if _is_bare_year(date) and any(date.year in number.ends for number in facts.numbers):
        return True
    return not date.decade and date.zone is None and facts.has(date.text)


def _is_bare_year(date: Date) -> bool:
    has_more = date.month is not None or date.quarter is not None or date.decade or date.century
    return date.year is not None and not has_more


def _absent(claim: Claim, date: Date) -> Finding:
    facts = claim.facts
    sibling = next((known for known in (*claim.cited_dates, *facts.dates) if _is_alike(date, known)), None)
    instead_of_it = f' The article has "{sibling.text}".' if sibling else ""
    is_relative = not any((date.year, date.month, date.day, date.quarter, date.time)) and date.weekday is None
    return finding(
        "dates.relative" if is_relative else "dates.absent",
        claim.path,
        f"{quoted(date.text)} is not in the article.{instead_of_it}",
        hint="Use a date of the article, or leave it out.",
        nearest=facts.span_of(sibling.start) if sibling else None,
        offending=date.text,
    )


def _added_year(claim: Claim, date: Date) -> Finding | None:
    """Return the finding on a date that the article has without its year, where nothing settles the year."""
    facts = claim.facts
    if date.year is None or date.month is None or facts.published is not None:
        return None
    known = _first_agreeing(
        replace(date, year=None), (item for item in facts.dates if item.year is None), facts
    )
    others = (item for item in facts.dates if item.year is not None and item.year != date.year)
    if known is None or any(item.month == date.month for item in others):
        return None
    return finding(
        "dates.year",
        claim.path,
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


def _sort(date: Date) -> tuple[bool, ...]:
    """Return which parts a date names; dates of one sort could be taken for each other."""
    parts = (date.time, date.weekday, date.month, date.quarter)
    is_year = _is_bare_year(date) or date.decade or date.century
    return (*(part is not None for part in parts), is_year)


def _compare(claim: Claim, field: Field, date: Date) -> Compare[Date]:
    facts, sort = claim.facts, _sort(date)
    others = [other for other in claim.dates_of(field.text) if other is not date]

    def is_rival(place: Date) -> bool:
        return _sort(place) == sort and not any(_is_equal(other, place, facts) for other in others)

    return Compare(partial(_is_equal, date, facts=facts), is_rival, POLICY.changed_date_lead)


def _compared(claim: Claim, field: Field, date: Date, known: Date) -> Iterator[Finding | Checked]:
    """Yield a date of the article held against the evidence, and against the words it stands beside."""
    facts = claim.facts
    compare = _compare(claim, field, date)
    where = standing(field.text, date, facts.dates, facts.date_surroundings, compare)
    verdict = instead(claim, date, claim.cited_dates, where, compare)
    if verdict is not None:
        yield from _replaced(claim, field, date, verdict)
        return
    cited = _first_agreeing(date, claim.cited_dates, facts)
    is_quoted = any(date.text in span.quote for span in claim.evidence)
    place = cited or where.own or _first_agreeing(date, facts.dates, facts)
    if cited is not None or is_quoted or not claim.evidence or place is None:
        yield _checked(date, _outcome(date, cited or known), field, source=_place(cited or known, facts))
        return
    yield _checked(date, "elsewhere", field, source=_place(place, facts))
    if not _may_stand_elsewhere(claim, date, where):
        yield _elsewhere(claim, date, place)


def _may_stand_elsewhere(claim: Claim, date: Date, where: Standing[Date]) -> bool:
    """Tell whether a date outside the evidence is no reason to look.

    Found evidence may miss the sentence. The only weekday or year of an article is that of the whole story.
    """
    sort = _sort(date)
    is_only = all(_is_equal(date, other, claim.facts) for other in claim.facts.dates if _sort(other) == sort)
    return is_only if date.weekday is not None else where.fits and (claim.found or is_only)


def _replaced(claim: Claim, field: Field, date: Date, verdict: Verdict[Date]) -> Iterator[Finding | Checked]:
    place = _place(verdict.other, claim.facts)
    mine, other = quoted(date.text), quoted(verdict.other.text)
    yield _checked(date, "changed", field, source=place)
    where = "evidence" if claim.evidence else "article"
    if verdict.is_certain:
        code, message = "dates.changed", f"{mine} is {other} in the {where}, beside the same words."
    else:
        code = "dates.misplaced"
        message = f"{mine} stands beside other words in the article, and {other} beside these."
    yield finding(
        code,
        claim.path,
        message,
        hint="Use the date that the article has beside these words.",
        nearest=place,
        offending=date.text,
    )


def _elsewhere(claim: Claim, date: Date, place: Date) -> Finding:
    cited = claim.cited_dates
    instead_of_it = f' They have "{cited[0].text}".' if cited else ""
    return finding(
        "dates.elsewhere",
        claim.path,
        f"{quoted(date.text)} is not in the {claim.which} sentences.{instead_of_it}",
        hint=claim.hint("date"),
        nearest=_place(place, claim.facts),
        offending=date.text,
    )


_BETWEEN = re.compile(r"[,(]?\s?(?:the\s|le\s|den\s|dem\s|el\s)?")


def _is_pair(weekday: Date, day: Date, text: str) -> bool:
    """Tell whether a weekday stands before the day it belongs to: `Tuesday, 13 October`."""
    if weekday.weekday is None or day.month is None or day.day is None:
        return False
    return _BETWEEN.fullmatch(text, weekday.end, day.start) is not None


def _weekday(claim: Claim, weekday: Date, day: Date) -> Iterator[Finding]:
    """Yield a weekday that does not go with its day: by the article, else by the calendar."""
    facts = claim.facts
    for other, known in pairwise(facts.dates):
        if _is_pair(other, known, facts.article.text) and _is_equal(day, known, facts):
            if other.weekday != weekday.weekday:
                yield _mismatch(claim, weekday, day, f'the article has "{other.text}" beside this day', other)
            return
    date = _day_of(day, facts.published)
    if date is not None and date.weekday() != weekday.weekday:
        yield _mismatch(claim, weekday, day, f"{date.isoformat()} is another day of the week", None)


def _mismatch(claim: Claim, weekday: Date, day: Date, why: str, other: Date | None) -> Finding:
    return finding(
        "dates.weekday",
        claim.path,
        f"{quoted(f'{weekday.text}, {day.text}')} do not go together: {why}.",
        hint="Take both from the article.",
        nearest=_place(other, claim.facts),
        offending=weekday.text,
    )


def _day_of(day: Date, published: datetime.date | None) -> datetime.date | None:
    """Return the day of the calendar; without a year only where it is near publication."""
    if day.month is None or day.day is None or day.swapped:
        return None
    year = day.year or (published.year if published else None)
    try:
        date = datetime.date(year, day.month, day.day) if year else None
    except ValueError:
        return None
    if date is None or day.year is not None or published is None:
        return date
    return date if abs((date - published).days) <= POLICY.near_days else None


def _outcome(date: Date, known: Date) -> Outcome:
    return "verbatim" if date.text.casefold() == known.text.casefold() else "normalised"


def _checked(date: Date, outcome: Outcome, field: Field, *, source: Span | None = None) -> Checked:
    return Checked(kind="date", text=date.text, outcome=outcome, field=field.name, source=source)


def _place(date: Date | None, facts: Facts) -> Span | None:
    """Return the sentence in which a date stands; the headline and the day of publication have none."""
    if date is None or not date.text or facts.article.text[date.start : date.end] != date.text:
        return None
    return facts.span_of(date.start)
