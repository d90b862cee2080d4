"""Dates and times of day in a text, and whether two of them can be one.

Nothing is guessed: a month without a year stays one, unless the day of publication settles it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from briefkit.text.calendar_words import CalendarWords, calendar_words, ordinal_value
from briefkit.text.units import ASCII_DIGITS

__all__ = ["Date", "agree", "find_dates"]


@dataclass(frozen=True, slots=True)
class Date:
    """A date or time of a text; parts that it does not name are None."""

    start: int
    end: int
    text: str
    iso: str | None = None
    """ISO 8601 date, month, quarter, year or time; None where it cannot be resolved."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    quarter: int | None = None
    time: str | None = None
    """`HH:MM`, on the clock that the text uses."""
    exact: bool = False
    """Whether the half of the day is settled, by a.m. or p.m. or by a clock of 24 hours."""
    zone: str | None = None
    """Time zone, without regard to summer time in America; None where the text gives none."""
    decade: bool = False
    """Whether `year` is the first of ten."""
    century: bool = False
    """Whether `year` is the first of a hundred."""
    swapped: bool = False
    """Whether day and month of a numeric date may be the other way round."""
    days: tuple[datetime.date, ...] = ()
    """The days it may be, by the day of publication."""


_YEAR = r"(?:1[5-9]\d\d|20\d\d)(?!\d)"
_DIGIT = re.compile(r"\d")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?![\d/-]|\.\d)")
_TIMES = (
    re.compile(
        r"(?<![\d:.,])(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?!\d|:\d)(?:\s?(?P<half>[ap]\.?\s?m\b\.?))?", re.I
    ),
    re.compile(r"(?<![\d:.,$£€])(?P<h>1[0-2]|0?\d)(?:\.(?P<m>[0-5]\d))?\s?(?P<half>[ap]\.?\s?m\b\.?)", re.I),
    re.compile(r"(?<!\d)(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?=\s?(?:GMT|UTC|hours\b|hrs\b|Z\b))"),
    re.compile(r"(?<!\d)(?P<h>[01]?\d|2[0-3])\s?h\s?(?P<m>[0-5]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<h>1[0-2]|[1-9])(?P<m>[0-5]\d)?\s(?P<half>[AP]M)(?=\s[A-Z]{2,4}\b)"),
    re.compile(r"(?<!\d)(?P<h>[01]?\d|2[0-3])時(?!間)(?:(?P<m>[0-5]?\d)分|(?P<mid>半))?"),
    re.compile(r"(?<![\d:.,])(?P<h>[01]?\d|2[0-4])(?:[.:](?P<m>[0-5]\d))?\sUhr\b"),
)
_MAYBE_TIME = re.compile(r"\d\s?[:.h時apguz]", re.IGNORECASE)
_CLOCK_OF_24 = frozenset({2, 3, 6})
"""Places in `_TIMES` of forms that are only used on it."""
_ZONE = re.compile(
    r"\s?\(?(?:(?P<utc>GMT|UTC|Z)|(?P<us>[ECMP])[SD]?T|(?P<other>BST|CEST|CET|IST|JST|MSK|HKT|AEST|MEZ|MESZ))\b"
)
_JAPANESE_HALF = re.compile(r"(?:午前|(?P<late>午後))\s?\Z")
_CJK = re.compile(
    r"(?<!\d)(?:(?P<year>\d{4})[年년]\s?)?(?P<month>1[0-2]|0?[1-9])[月월](?!間)(?:\s?(?P<day>3[01]|[12]\d|0?[1-9])[日일])?"
)
_CJK_DAY = re.compile(r"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])日(?!間|本)")
_LONE_YEAR = re.compile(
    rf"(?<![\d.,$£€¥#/:+億亿万兆千])(?<!(?-i:[A-Z])-)(?<!\d-)(?P<year>{_YEAR})(?P<tail>s\b|['’]s\b|[-–/]\d\d(?:\d\d)?(?!\d))?"
    r"(?![.,:]\d|[%％°]|\s?(?:per\s?cent|percent|km|kg|mw|million|billion|bn|euros?|dollars?)\b)(?![A-Za-z千万億亿兆円元人])",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s(?:[A-Z]\w{2,20}\s)?(?:children|people|persons|men|women|boys|girls|students|pupils|patients|workers|employees|"
    r"soldiers|troops|voters|votes|residents|households|homes|cases|deaths|jobs|seats|copies|"
    r"enfants|personnes|emplois|Kinder|Menschen|Personen|niños|personas)\b"
)
_LEADS_TO_A_YEAR = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|from|for|the|this|during|after|before|early|late|mid|between|year|en|de|depuis|"
    r"im|seit|Jahr|año|desde)[\s-]|[(–-])\Z",
    re.IGNORECASE,
)
_SHORT_QUARTER = re.compile(rf"\bQ([1-4])(?:[\s-]?(?P<year>{_YEAR}))?", re.IGNORECASE)
_MONTH_AS_WORD = re.compile(
    r"(?:\b(?:in|since|last|next|by|until|till|of|early|late|mid|from|to|through|this|during|and|before|after|for)"
    r"[\s-]|[\d,-]\s?)$",
    re.IGNORECASE,
)
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mai", "mars"})


def find_dates(
    text: str, *, language: str | None = None, published: datetime.date | None = None
) -> list[Date]:
    """Return the dates and times of a text in order; `published` resolves weekdays and relative words."""
    found: list[Date] = []
    taken = bytearray(len(text))
    plain = text.translate(ASCII_DIGITS)
    for date in _all_readings(plain, calendar_words(language), language):
        if not any(taken[date.start : date.end]):
            taken[date.start : date.end] = b"\1" * (date.end - date.start)
            found.append(date)
    found.sort(key=lambda date: date.start)
    return [
        _resolved(replace(date, text=text[date.start : date.end]), plain, published, language)
        for date in found
    ]


def _all_readings(text: str, words: CalendarWords, language: str | None) -> Iterator[Date]:
    """Yield candidates, the most specific forms first; later ones give way."""
    has_digits = _DIGIT.search(text) is not None
    if has_digits:
        yield from _numeric_dates(text, language)
    if has_digits and language in ("ja", "zh", "ko"):
        yield from _cjk_dates(text)
    yield from _named_dates(text, words)
    yield from _quarters(text, words)
    yield from _periods(text, words)
    if has_digits and _MAYBE_TIME.search(text):
        yield from _times(text)
    yield from _named_words(text, words)
    if has_digits:
        yield from _years(text)


def _numeric_dates(text: str, language: str | None) -> Iterator[Date]:
    for found in _ISO.finditer(text):
        year, month, day = (int(part) for part in found.groups())
        if _is_day(month, day):
            yield _date(text, found.span(), year=year, month=month, day=day)
    for found in _NUMERIC.finditer(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if len(found[4]) == 2 else 0
        for month, day in ((second, first), (first, second)):
            if _is_day(month, day) and 1500 <= year <= 2099:
                is_swapped = language in (None, "en") and first <= 12 and second <= 12 and first != second
                yield _date(text, found.span(), year=year, month=month, day=day, swapped=is_swapped)


def _cjk_dates(text: str) -> Iterator[Date]:
    for pattern in (_CJK, _CJK_DAY):
        for found in pattern.finditer(text):
            parts = {name: int(value) for name, value in found.groupdict().items() if value}
            yield _date(text, found.span(), **parts)


@cache
def _month_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    month = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
    day = r"(?:3[01]|[12]\d|0?[1-9])"
    suffix = r"(?:st|nd|rd|th|er|º|\.)?"
    span = r"\s?(?:-|–|—|/|\s(?:to|and|und|bis|y|al|au|et|&)\s)\s?"
    return re.compile(
        rf"(?<![^\W\d_])(?=[^\W_])"
        rf"(?:(?<!\d)(?<!\d[.,:])(?:(?P<d0>{day}){suffix}{span})?(?P<d1>{day}){suffix}[\s-](?:of\s|de\s)?)?"
        rf"(?<![^\W\d_])(?P<pre>[وبف]?)(?P<month>{month})(?![^\W\d_])(?:\.(?=\s?[\d,]|\sde))?"
        rf"(?:\s(?P<d2>{day})(?!\d)(?:st|nd|rd|th)?(?:{span}(?P<d3>{day})(?!\d)(?:st|nd|rd|th)?)?)?"
        rf"(?:,?[\s-](?:of\s|de\s|del\s)?(?P<year>{_YEAR}))?",
        re.IGNORECASE,
    )


def _named_dates(text: str, words: CalendarWords) -> Iterator[Date]:
    months = tuple(words.months)
    for found in _month_pattern(months).finditer(text) if months else ():
        name = " ".join(found["month"].casefold().split())
        day = found["d1"] or found["d2"]
        if not day and not found["year"] and not _stands_alone(text, found, name, words):
            continue
        parts: dict[str, int] = {"month": words.months[name]}
        if found["year"]:
            parts["year"] = int(found["year"])
        for extra in ("d0", "d3") if day else ():
            if found[extra]:
                yield _date(text, found.span(extra), **parts, day=int(found[extra]))
        start, end = found.span()
        if found["d0"]:
            start = found.start("d1")
        if found["d3"] and not found["year"]:
            end = found.end("d2")
        elif found["d3"]:
            start, end = found.start("month"), found.end("d2")
        yield _date(
            text,
            (start + len(found["pre"]) * (start == found.start("pre")), end),
            **parts,
            **({"day": int(day)} if day else {}),
        )


def _stands_alone(text: str, found: re.Match[str], name: str, words: CalendarWords) -> bool:
    """Tell a month from the verb or name that is spelt like it."""
    if name not in words.full_months:
        return False
    if not text[found.start("month")].isupper():
        return (name not in _AMBIGUOUS_MONTHS and not name.isascii()) or name in _LOWER_CASE_MONTHS
    if name not in _AMBIGUOUS_MONTHS:
        return True
    return _MONTH_AS_WORD.search(text[max(0, found.start() - 12) : found.start()]) is not None


_LOWER_CASE_MONTHS = frozenset(
    str.split(
        "janvier avril juin juillet septembre octobre novembre enero febrero marzo abril mayo junio julio "
        "agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio "
        "settembre ottobre dicembre janeiro fevereiro maio junho julho setembro outubro dezembro"
    )
)


@cache
def _quarter_pattern(ordinals: tuple[str, ...], quarter: str) -> re.Pattern[str]:
    ordinal = "|".join(ordinals)
    return re.compile(
        rf"\b(?:(?P<word>{ordinal})(?:e[nrms]?)?|(?P<digit>[1-4])(?:st|nd|rd|th|er|e|\.|º)?)[\s-]+{quarter}s?\b"
        rf"(?:[\s,]+(?:of\s+|de\s+|del\s+|des\s+jahres\s+)?(?:the\s+)?(?P<year>{_YEAR}))?",
        re.IGNORECASE,
    )


def _quarters(text: str, words: CalendarWords) -> Iterator[Date]:
    for found in _SHORT_QUARTER.finditer(text):
        yield _date(text, found.span(), quarter=int(found[1]), year=_int(found["year"]))
    if not words.quarter:
        return
    for found in _quarter_pattern(words.ordinals, words.quarter).finditer(text):
        by_word = words.ordinals.index(found["word"].casefold()) + 1 if found["word"] else int(found["digit"])
        yield _date(text, found.span(), quarter=by_word, year=_int(found["year"]))


def _periods(text: str, words: CalendarWords) -> Iterator[Date]:
    """Yield centuries and decades; their years are the first."""
    for pattern in words.centuries:
        for found in pattern.finditer(text):
            number = ordinal_value(found["century"])
            if number is not None and 1 <= number <= 21:
                yield _date(text, found.span(), year=100 * (number - 1) + 1, century=True)
    for pattern in words.decades:
        for found in pattern.finditer(text):
            year = int(found["decade"])
            yield _date(text, found.span(), year=year if year > 99 else 1900 + year, decade=True)


def _times(text: str) -> Iterator[Date]:
    for place, pattern in enumerate(_TIMES):
        for found in pattern.finditer(text):
            parts = found.groupdict()
            hour, minute = int(parts["h"]), 30 if parts.get("mid") else int(parts["m"] or 0)
            half = (parts.get("half") or "")[:1].casefold()
            before = _JAPANESE_HALF.search(text[max(0, found.start() - 3) : found.start()])
            if before is not None:
                half = "p" if before["late"] else "a"
            if half:
                hour = hour % 12 + (12 if half == "p" else 0)
            is_exact = bool(half) or not 0 < hour <= 12 or place in _CLOCK_OF_24
            time = f"{hour:02d}:{minute:02d}"
            yield _date(text, found.span(), time=time, exact=is_exact, zone=_zone(text, found.end()))


def _zone(text: str, end: int) -> str | None:
    found = _ZONE.match(text, end)
    if found is None:
        return None
    return "UTC" if found["utc"] else f"{found['us']}T" if found["us"] else found["other"]


_PART_OF_DAY = "früh|morgen|vormittag|mittag|nachmittag|abend|nacht"
"""What German joins to a weekday: `Mittwochabend`."""


@cache
def _word_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(
        rf"(?<![^\W\d_])(?:[وبف]?(?P<name>{'|'.join(re.escape(name) for name in ordered)}))"
        rf"(?:s|{_PART_OF_DAY})?(?![^\W\d_])",
        re.IGNORECASE,
    )


@cache
def _anywhere(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(f"(?P<name>{'|'.join(map(re.escape, ordered))})")


def _named_words(text: str, words: CalendarWords) -> Iterator[Date]:
    """Yield weekdays and relative words; without spaces between words they stand anywhere."""
    names = (*words.weekdays, *words.relative)
    is_unspaced = any("曜" in name for name in words.weekdays)
    pattern = _anywhere(names) if is_unspaced else _word_pattern(names)
    for found in pattern.finditer(text):
        name = found["name"].casefold()
        yield _date(text, found.span(), weekday=words.weekdays.get(name))


def _years(text: str) -> Iterator[Date]:
    for found in _LONE_YEAR.finditer(text):
        if _is_a_count(text, found):
            continue
        tail = found["tail"] or ""
        year = int(found["year"])
        if tail[:1] in ("-", "–", "/") and tail:
            second = int(tail[1:]) if len(tail) == 5 else year // 100 * 100 + int(tail[1:])
            if not year < second <= 2099:
                yield _date(text, found.span("year"), year=year)
                continue
            yield _date(text, (found.start("tail") + 1, found.end("tail")), year=second)
        is_decade = tail.endswith("s") and year % 10 == 0
        span = found.span() if is_decade else found.span("year")
        yield _date(text, span, year=year, decade=is_decade)


def _is_a_count(text: str, found: re.Match[str]) -> bool:
    """Tell whether four digits count what stands after them, as in `tested 1709 children`."""
    if not _COUNTED.match(text, found.end()):
        return False
    return _LEADS_TO_A_YEAR.search(text[max(0, found.start() - 8) : found.start()]) is None


def _date(text: str, span: tuple[int, int], **parts: int | str | bool | None) -> Date:
    return Date(start=span[0], end=span[1], text=text[span[0] : span[1]], **parts)  # type: ignore[arg-type]


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


_WHICH_WEEKDAY = re.compile(
    r"(?<![^\W\d_])(?:(?P<last>last|past|previous)|(?P<next>next|coming))\s$", re.IGNORECASE
)
_WEEK = datetime.timedelta(days=7)


def _resolved(date: Date, text: str, published: datetime.date | None, language: str | None) -> Date:
    """Add the ISO value and the days it may be."""
    if date.weekday is not None and published is not None:
        days = _days_of_weekday(date.weekday, text[max(0, date.start - 10) : date.start], published)
        return replace(date, iso=days[0].isoformat(), days=days)
    rule = calendar_words(language).relative.get(date.text.casefold())
    if rule is not None and rule.startswith("time "):
        time = rule.removeprefix("time ")
        return replace(date, time=time, iso=f"T{time}", exact=True)
    if rule is not None:
        return _relative(date, rule, published)
    return replace(date, iso=_iso(date))


def _days_of_weekday(
    weekday: int, before: str, published: datetime.date
) -> tuple[datetime.date, datetime.date]:
    """Return the days a weekday may be: the last and the next, two back after `last`, two on after `next`."""
    latest = published - datetime.timedelta(days=(published.weekday() - weekday) % 7)
    which = _WHICH_WEEKDAY.search(before)
    if which is None:
        return latest, latest + _WEEK
    if which["next"]:
        return latest + _WEEK, latest + 2 * _WEEK
    return (latest, latest - _WEEK) if latest < published else (latest - _WEEK, latest - 2 * _WEEK)


def _relative(date: Date, rule: str, published: datetime.date | None) -> Date:
    if published is None:
        return date
    unit, _, offset = rule.partition(" ")
    if unit == "day":
        day = published + datetime.timedelta(days=int(offset))
        return replace(date, iso=day.isoformat(), days=(day,))
    if unit == "year":
        return replace(date, iso=f"{published.year + int(offset):04d}", year=published.year + int(offset))
    months = published.year * 12 + published.month - 1 + int(offset)
    return replace(
        date, iso=f"{months // 12:04d}-{months % 12 + 1:02d}", year=months // 12, month=months % 12 + 1
    )


def _iso(date: Date) -> str | None:
    if date.time is not None:
        return f"T{date.time}"
    if date.swapped or date.year is None or date.decade or date.century:
        return None
    if date.quarter is not None:
        return f"{date.year:04d}-Q{date.quarter}"
    parts = [f"{date.year:04d}"]
    if date.month is not None:
        parts.append(f"{date.month:02d}")
    if date.month is not None and date.day is not None:
        parts.append(f"{date.day:02d}")
    return "-".join(parts)


def agree(claimed: Date, other: Date, *, years: Iterable[int] = ()) -> bool:
    """Tell whether both can be one date: what both name is equal, and `other` names what `claimed` does.

    `years` are the years that may be added to a date that names none.
    """
    if claimed.days or other.days:
        if _same_day(claimed, other):
            return True
        if claimed.weekday is not None or other.weekday is not None:
            return claimed.weekday is not None and claimed.weekday == other.weekday
    if claimed.time is not None or other.time is not None:
        return claimed.time is not None and other.time is not None and _same_time(claimed, other)
    allowed = frozenset(years)
    return any(
        _parts_agree(mine, theirs, allowed) for mine in _readings(claimed) for theirs in _readings(other)
    )


def _same_time(claimed: Date, other: Date) -> bool:
    if claimed.zone and other.zone and claimed.zone != other.zone:
        return False
    if claimed.exact and other.exact:
        return claimed.time == other.time
    return _clock(claimed.time or "") == _clock(other.time or "")


def _clock(time: str) -> tuple[int, str]:
    """Return the place on a clock of twelve hours: `3:30` may be `15:30`."""
    return int(time[:2]) % 12, time[3:]


def _readings(date: Date) -> tuple[Date, ...]:
    return (date, replace(date, month=date.day, day=date.month)) if date.swapped else (date,)


def _parts_agree(claimed: Date, other: Date, years: frozenset[int]) -> bool:
    if claimed.weekday is not None and claimed.weekday != other.weekday:
        return False
    if claimed.decade or other.decade or claimed.century or other.century:
        return _same_period(claimed, other)
    if claimed.quarter is not None and claimed.quarter != other.quarter:
        return False
    if claimed.month is not None and claimed.month != other.month:
        return False
    if claimed.day is not None and claimed.day != other.day:
        return False
    if claimed.year is None or claimed.year == other.year:
        return _names_something(claimed)
    return other.year is None and claimed.year in years and (claimed.month or claimed.quarter) is not None


def _names_something(date: Date) -> bool:
    return any(part is not None for part in (date.year, date.month, date.day, date.quarter, date.weekday))


def _same_period(claimed: Date, other: Date) -> bool:
    """Tell whether the other lies in the decade or century claimed; a year is not licensed by its decade."""
    if claimed.year is None or other.year is None:
        return False
    if claimed.century:
        return claimed.year <= other.year < claimed.year + 100
    return claimed.decade and not other.century and claimed.year // 10 == other.year // 10


def _same_day(claimed: Date, other: Date) -> bool:
    return any(_covers(claimed, day) for day in other.days) or any(
        _covers(other, day) for day in claimed.days
    )


def _covers(date: Date, day: datetime.date) -> bool:
    """Tell whether a date names this very day, with or without its year."""
    if day in date.days:
        return True
    if date.month is None or date.day is None:
        return False
    return (date.month, date.day) == (day.month, day.day) and date.year in (None, day.year)
