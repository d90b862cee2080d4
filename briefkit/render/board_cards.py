"""What a board says of a brief outside its own page: its card in a list, and what it says to watch.

Made of a result once, so that a board need not keep results; every text in it is on one line and acts nowhere.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from briefkit.draft.topics import TOPICS
from briefkit.render.disclosure import disclosure, standing
from briefkit.render.entries import starred
from briefkit.render.escape import one_line
from briefkit.render.foot import review_line
from briefkit.render.item import address_of
from briefkit.render.outline import home_of
from briefkit.render.sheet import direction_of, language_of
from briefkit.schema import Finding, Result, Signal, Statement
from briefkit.text.dates import Date, find_dates

__all__ = ["Card", "Due", "Problem", "Watch", "card_of", "due_of", "watches_of"]

Standing = Literal["unreviewed", "reviewed", "rejected"]
_STANDINGS: dict[str, Standing] = {"reviewed": "reviewed", "edited": "reviewed", "rejected": "rejected"}

_TOPIC_NAMES = {code: f"{name[0].upper()}{name[1:]}" for name, code in TOPICS.items()}
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_SILENT_DESK = "general"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """An error that the checks found."""

    code: str
    path: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A brief as a list shows it."""

    id: str
    headline: str
    dek: str
    """Empty where the brief abstains."""
    language: str | None
    direction: str
    day: datetime.date | None
    """When the article was published."""
    source: str
    address: str | None
    """Of the article, where it is a plain one of the web."""
    desk: str
    """Empty for the general one."""
    topics: tuple[str, ...]
    regions: tuple[str, ...]
    kind: str
    """What sort of text the article is, where that is to be said; empty for news."""
    problems: tuple[Problem, ...]
    standing: Standing
    review: str
    """Who answers for it, in words."""
    disclosure: str
    source_type: str
    made: datetime.datetime | None
    changed: datetime.datetime | None
    """When a person reviewed it."""

    @property
    def needs_review(self) -> bool:
        """Tell whether errors stand in it that no person has looked at."""
        return bool(self.problems) and self.standing == "unreviewed"

    @property
    def is_listed(self) -> bool:
        """Tell whether it may be shown at all: a person has not rejected it."""
        return self.standing != "rejected"


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """When something is to be seen: the last day of it, and how to write that."""

    last: datetime.date
    text: str
    group: str
    """The month, or what is longer than one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """Something that a brief says to watch, and the card of the story that raised it."""

    text: str
    due: Due | None
    when: str
    where: str
    threshold: str
    if_yes: str
    if_no: str
    is_next: bool
    has_error: bool
    card: Card


def card_of(result: Result) -> Card:
    """Return the card of a result that has a brief."""
    brief, article, made = result.brief, result.article, result.provenance
    assert brief is not None
    language = language_of(brief.language)
    kind = article.kind or brief.tags.kind or "news"
    return Card(
        id=article.id,
        headline=one_line(brief.headline.text),
        dek=one_line(brief.dek.text) if isinstance(brief.dek, Statement) else "",
        language=language,
        direction=direction_of(language),
        day=article.published,
        source=one_line(article.publisher or brief.tags.source or ""),
        address=address_of(article.url),
        desk="" if brief.tags.desk == _SILENT_DESK else _capital(one_line(brief.tags.desk)),
        topics=_distinct(_TOPIC_NAMES.get(code, code) for code in brief.tags.topics),
        regions=_distinct(brief.tags.regions),
        kind="" if kind == "news" else _capital(kind),
        problems=tuple(_problem(finding) for finding in result.findings if finding.severity == "error"),
        standing=_standing(result),
        review=one_line(review_line(result)),
        disclosure=one_line(disclosure(result)),
        source_type=one_line(made.digital_source_type),
        made=made.created_at,
        changed=made.human_review.at,
    )


def watches_of(result: Result, card: Card) -> list[Watch]:
    """Return what a result says to watch."""
    if result.brief is None:
        return []
    paths = [path for path, _ in result.brief.items()]
    wrong = {home_of(finding.path, paths) for finding in result.findings if finding.severity == "error"}
    return [
        _watch(line, card, has_error=path in wrong)
        for path, line in result.brief.statements()
        if isinstance(line, Signal)
    ]


def due_of(when: str | None, *, language: str | None, published: datetime.date | None) -> Due | None:
    """Return the day, month, quarter or year that words name, None where that cannot be told.

    A day without a year is the next one after publication.
    """
    for date in find_dates(when or "", language=language, published=published):
        due = _due(date, published)
        if due is not None:
            return due
    return None


def _watch(signal: Signal, card: Card, *, has_error: bool) -> Watch:
    return Watch(
        text=one_line(signal.text),
        due=due_of(signal.when, language=card.language, published=card.day),
        when=one_line(signal.when or ""),
        where=one_line(signal.where_seen or ""),
        threshold=one_line(signal.threshold or ""),
        if_yes=one_line(signal.if_yes or ""),
        if_no=one_line(signal.if_no or ""),
        is_next=signal.next_test,
        has_error=has_error,
        card=card,
    )


def _standing(result: Result) -> Standing:
    """Return what a review means for a list: one of a brief that was changed since, or of some lines, means nothing."""
    return _STANDINGS.get(standing(result), "unreviewed")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _problem(finding: Finding) -> Problem:
    message = "".join(piece.text for piece in starred(finding.message))
    return Problem(code=finding.code, path=finding.path, message=one_line(message))


def _distinct(names: object) -> tuple[str, ...]:
    shown = (one_line(name) for name in names)  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(name for name in shown if name))


def _due(date: Date, published: datetime.date | None) -> Due | None:
    if date.decade or date.century:
        return None
    if len(date.days) == 1:
        return _day(date.days[0])
    if date.year and date.month and date.day:
        return _day(datetime.date(date.year, date.month, date.day))
    if date.year and date.month:
        return _month(_month_end(date.year, date.month))
    if date.year and date.quarter:
        return _longer(_month_end(date.year, 3 * date.quarter), f"Q{date.quarter} {date.year}")
    if date.month and published:
        return _next(date.month, date.day, published)
    if date.year and not (date.month or date.day or date.quarter):
        return _longer(datetime.date(date.year, 12, 31), str(date.year))
    return None


def _day(day: datetime.date) -> Due:
    month = f"{_MONTHS[day.month - 1]} {day.year}"
    return Due(last=day, text=f"{day.day} {month}", group=month)


def _month(last: datetime.date) -> Due:
    return _longer(last, f"{_MONTHS[last.month - 1]} {last.year}")


def _longer(last: datetime.date, words: str) -> Due:
    return Due(last=last, text=words, group=words)


def _next(month: int, day: int | None, after: datetime.date) -> Due | None:
    for year in range(after.year, after.year + 5):  # 29 February comes every four years
        try:
            found = datetime.date(year, month, day) if day else _month_end(year, month)
        except ValueError:
            continue
        if found >= after:
            return _day(found) if day else _month(found)
    return None


def _month_end(year: int, month: int) -> datetime.date:
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)
