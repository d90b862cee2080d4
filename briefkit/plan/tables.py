"""The tables of a brief, made by code: figures, names, dates, quotations of the article, and which lines use them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from briefkit.checks import Facts
from briefkit.schema import Brief, DateMention, NameMention, NumberMention, Quotation
from briefkit.text import fold
from briefkit.text.dates import Date
from briefkit.text.names import Name
from briefkit.text.numbers import Number

__all__ = ["MOST_ROWS", "add_tables"]

MOST_ROWS = 40
"""Most rows of one table; rows that a statement uses come before the rest when it is cut."""

_Row = TypeVar("_Row", NumberMention, NameMention, DateMention)


def add_tables(brief: Brief, facts: Facts) -> Brief:
    """Return the brief with its four tables, each row once, in the article's order."""
    return brief.model_copy(
        update={
            "numbers": _cut(_numbers(brief, facts)),
            "names": _cut(_names(brief, facts)),
            "dates": _cut(_dates(brief, facts)),
            "quotes": _quotations(facts)[:MOST_ROWS],
        }
    )


def _numbers(brief: Brief, facts: Facts) -> list[NumberMention]:
    used = _uses(brief, lambda text: [_figure(number) for number in facts.numbers_of(text)])
    rows: dict[Hashable, NumberMention] = {}
    for number in facts.numbers:
        if number.kind == "magnitude":  # a power without a figure is no row
            continue
        rows.setdefault(
            _figure(number),
            NumberMention(
                span=facts.article.span(number.start, number.end),
                value="..".join(map(_plain, number.ends)),
                kind=number.kind,
                unit=number.unit,
                used_in=used.get(_figure(number), []),
            ),
        )
    return list(rows.values())


def _names(brief: Brief, facts: Facts) -> list[NameMention]:
    used = _uses(brief, lambda text: [fold(name.text).text for name in facts.line(text).names])
    mentions = _by_longest_form(facts.names)
    return [
        NameMention(
            name=found[0].text,
            span=facts.article.span(found[0].start, found[0].end),
            count=len(found),
            used_in=_in_order(
                path for form in dict.fromkeys(map(_folded, found)) for path in used.get(form, [])
            ),
        )
        for found in mentions
    ]


def _by_longest_form(names: Sequence[Name]) -> list[list[Name]]:
    """Return the mentions of each name, its longest form first: `Orr` counts for `Dana Orr`."""
    rows: dict[str, list[Name]] = {}
    for name in sorted(names, key=lambda name: (-len(_folded(name)), name.start)):
        form = _folded(name)
        longest = next((known for known in rows if f" {form} " in f" {known} "), form)
        rows.setdefault(longest, []).append(name)
    return sorted(rows.values(), key=lambda found: found[0].start)


def _dates(brief: Brief, facts: Facts) -> list[DateMention]:
    used = _uses(brief, lambda text: [_day(date) for date in facts.dates_of(text)])
    rows: dict[Hashable, DateMention] = {}
    for date in facts.dates:
        rows.setdefault(
            _day(date),
            DateMention(
                span=facts.article.span(date.start, date.end), iso=date.iso, used_in=used.get(_day(date), [])
            ),
        )
    return list(rows.values())


def _quotations(facts: Facts) -> list[Quotation]:
    return [
        Quotation(span=facts.article.span(quoted.start, quoted.end), speaker=quoted.speaker)
        for quoted in facts.quotations
    ]


def _folded(name: Name) -> str:
    return fold(name.text).text


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _in_order(paths: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(paths))


def _figure(number: Number) -> Hashable:
    return (number.value, number.high, number.kind, number.unit)


def _day(date: Date) -> Hashable:
    return date.iso or fold(date.text).text


def _uses(brief: Brief, find: Callable[[str], Iterable[Hashable]]) -> dict[Hashable, list[str]]:
    """Return for everything that the statements mention the paths of those that do."""
    used: dict[Hashable, list[str]] = {}
    for path, statement in brief.statements():
        for thing in dict.fromkeys(find(statement.text)):
            used.setdefault(thing, []).append(path)
    return used


def _cut(rows: list[_Row]) -> list[_Row]:
    """Return at most `MOST_ROWS` rows in the article's order, the used ones kept before the others."""
    if len(rows) <= MOST_ROWS:
        return rows
    kept = sorted(range(len(rows)), key=lambda index: (not rows[index].used_in, index))[:MOST_ROWS]
    return [rows[index] for index in sorted(kept)]
