"""Dates: extraction in six languages, ISO values, and whether two dates can be one."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import Date, agree, find_dates

PUBLISHED = datetime.date(2026, 10, 14)  # a Wednesday

READINGS = [
    ("en", "by 30 January 2027", "2027-01-30"),
    ("en", "by Jan. 30, 2027", "2027-01-30"),
    ("en", "by 2027-01-30", "2027-01-30"),
    ("en", "the 5th of May 2016", "2016-05-05"),
    ("en", "in March 2015", "2015-03"),
    ("en", "in the second quarter of 2028", "2028-Q2"),
    ("en", "in Q3 2021", "2021-Q3"),
    ("en", "since 2012", "2012"),
    ("en", "on Tuesday", "2026-10-13"),
    ("en", "yesterday", "2026-10-13"),
    ("en", "last year", "2025"),
    ("en", "next month", "2026-11"),
    ("en", "on 30/01/2027", "2027-01-30"),
    ("en", "at 4:30 p.m.", "T16:30"),
    ("en", "at 1730 UTC", "T17:30"),
    ("en", "at 12 a.m.", "T00:00"),
    ("en", "at noon", "T12:00"),
    ("en", "at midnight", "T00:00"),
    ("de", "um 15.30 Uhr", "T15:30"),
    ("de", "um 9 Uhr", "T09:00"),
    ("ja", "午後3時30分に", "T15:30"),
    ("fr", "le 1er juillet 2012", "2012-07-01"),
    ("fr", "au deuxième trimestre 2012", "2012-Q2"),
    ("fr", "à 20h30", "T20:30"),
    ("de", "am 4. April 2013", "2013-04-04"),
    ("de", "am 3.10.2016", "2016-10-03"),
    ("de", "im zweiten Quartal 2012", "2012-Q2"),
    ("de", "im vergangenen Jahr", "2025"),
    ("de", "am Montagabend", "2026-10-12"),
    ("de", "vorgestern", "2026-10-12"),
    ("fr", "le mois dernier", "2026-09"),
    ("fr", "avant-hier", "2026-10-12"),
    ("es", "el mes pasado", "2026-09"),
    ("es", "el próximo año", "2027"),
    ("ja", "同社は昨日発表した", "2026-10-13"),
    ("ja", "市は昨年度から", "2025"),
    ("ja", "月曜に", "2026-10-12"),
    ("ja", "午後3時半に", "T15:30"),
    ("ar", "الشهر الماضي", "2026-09"),
    ("es", "el 4 de abril de 2013", "2013-04-04"),
    ("ja", "2011年6月10日に", "2011-06-10"),
    ("ja", "3時30分に", "T03:30"),
    ("ar", "في 15 يوليو 2015", "2015-07-15"),
    ("ar", "في ٣ أيار ٢٠١٤", "2014-05-03"),
]


@pytest.mark.parametrize(
    ("language", "text", "iso"), READINGS, ids=[f"{row[0]}: {row[1]}" for row in READINGS]
)
def test_a_date_is_read_into_its_iso_form(language: str, text: str, iso: str) -> None:
    found = find_dates(text, language=language, published=PUBLISHED)
    assert [date.iso for date in found] == [iso]
    assert text[found[0].start : found[0].end] == found[0].text


NOTHING = [
    "It may march on, and may not.",
    "May I ask in a sun-lit room?",
    "paid $2000 for 2000 km",
    "version 4.2.1",
    "3日間の予定",
    "a ratio of 3/4",
    "1234567 and 20123",
    "a century ago",
    "the decade",
    "The survey reached 1812 households.",
    "It asked 1990 Norland children.",
]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("In 1812 households paid a tax on windows.", 1812),
        ("The 2009 deaths led to a law.", 2009),
        ("Some 600 people (2030 residents’ plan) came.", 2030),
        ("The 2012 election was close.", 2012),
    ],
)
def test_a_year_before_what_can_be_counted_stays_a_year(text: str, year: int) -> None:
    assert [date.year for date in find_dates(text, language="en")] == [year]


@pytest.mark.parametrize("text", NOTHING)
def test_words_and_quantities_are_no_dates(text: str) -> None:
    assert find_dates(text, language="ja" if "日" in text else "en") == []


def test_an_ambiguous_numeric_date_has_no_iso_form_but_agrees_with_both_readings() -> None:
    (date,) = find_dates("on 03/04/2026", language="en")
    assert date.iso is None
    for text in ("3 April 2026", "4 March 2026"):
        assert agree(find_dates(text, language="en")[0], date)


PERIODS = [
    ("en", "in the late 19th century", "19th century", 1801),
    ("en", "Twentieth-century art", "Twentieth-century", 1901),
    ("fr", "au XIXe siècle", "XIXe siècle", 1801),
    ("de", "im 19. Jahrhundert", "19. Jahrhundert", 1801),
    ("es", "en el siglo XXI", "siglo XXI", 2001),
    ("ja", "19世紀の", "19世紀", 1801),
    ("en", "in the 1980s", "1980s", 1980),
    ("en", "in the '80s", "'80s", 1980),
    ("fr", "dans les années 80", "années 80", 1980),
    ("de", "in den 1980er Jahren", "1980er Jahren", 1980),
    ("es", "en los años 1980", "años 1980", 1980),
    ("ja", "1990年代に", "1990年代", 1990),
]


@pytest.mark.parametrize(
    ("language", "text", "words", "year"), PERIODS, ids=[f"{row[0]}: {row[1]}" for row in PERIODS]
)
def test_a_century_or_decade_is_known_by_its_first_year(
    language: str, text: str, words: str, year: int
) -> None:
    (date,) = find_dates(text, language=language)
    assert (date.text, date.year) == (words, year)
    assert date.century or date.decade


def test_a_weekday_is_another_day_only_where_the_day_of_publication_is_known() -> None:
    (open_day,) = find_dates("last Friday", language="en")
    (day,) = find_dates("9 October", language="en")
    assert not agree(day, open_day)
    assert agree(day, find_dates("last Friday", language="en", published=PUBLISHED)[0])


def test_a_digit_before_it_makes_a_month_none() -> None:
    assert find_dates("99月", language="ja") == []


def test_a_range_of_days_gives_both_days() -> None:
    assert [date.iso for date in find_dates("3-5 May 2016", language="en")] == ["2016-05-03", "2016-05-05"]
    found = find_dates("January 27-28, 2015", language="en")
    assert [date.iso for date in found if date.day] == ["2015-01-27", "2015-01-28"]


def test_a_span_of_years_gives_both_years() -> None:
    assert [date.year for date in find_dates("in 2012-13 and 2014/2016", language="en")] == [
        2012,
        2013,
        2014,
        2016,
    ]


def test_a_relative_word_stays_open_without_a_day_of_publication() -> None:
    (date,) = find_dates("yesterday", language="en")
    assert date.iso is None


def test_a_language_that_nobody_knows_is_read_as_english() -> None:
    assert find_dates("3 May 2016", language="xx-invalid")[0].iso == "2016-05-03"


def one(text: str, language: str = "en") -> Date:
    """Return the first date of a text."""
    return find_dates(text, language=language, published=PUBLISHED)[0]


SAME = [
    ("30 January 2027", "Jan 30, 2027"),
    ("30 January", "2027-01-30"),
    ("January 2027", "30 January 2027"),
    ("2027", "30 January 2027"),
    ("14 October 2026", "14 October"),
    ("13 October", "Tuesday"),
    ("Tuesday", "13 October 2026"),
    ("Tuesday", "Tuesday"),
    ("the second quarter", "the second quarter of 2028"),
    ("the 1980s", "in 1984"),
    ("4 p.m.", "16:00"),
    ("3:30 p.m.", "3:30"),
    ("15:30", "3:30 p.m."),
    ("noon", "12 p.m."),
    ("midnight", "12 a.m."),
    ("9 a.m.", "9 a.m. ET"),
    ("9 a.m. EDT", "9 a.m. ET"),
    ("the 19th century", "in 1864"),
    ("the nineteenth century", "the 19th century"),
    ("the 20th century", "the 1980s"),
    ("the '80s", "the 1980s"),
    ("9 October", "last Friday"),
    ("16 October", "Friday"),
    ("16 October", "next Friday"),
    ("7 October", "last Wednesday"),
    ("5 May 2026", "May 5"),
]


@pytest.mark.parametrize(("claim", "source"), SAME, ids=[f"{row[0]} = {row[1]}" for row in SAME])
def test_dates_agree_whatever_their_form(claim: str, source: str) -> None:
    assert agree(one(claim), one(source), years=[PUBLISHED.year])


DIFFERENT = [
    ("31 January 2027", "30 January 2027"),
    ("30 January 2028", "30 January 2027"),
    ("30 January 2025", "30 January"),
    ("Monday", "Tuesday"),
    ("14 October", "Tuesday"),
    ("30 January", "January"),
    ("the third quarter of 2028", "the second quarter of 2028"),
    ("the 1970s", "in 1984"),
    ("in 1984", "the 1980s"),
    ("4 p.m.", "5 p.m."),
    ("4 p.m.", "2027"),
    ("the 1980s", "in May"),
    ("3 p.m.", "3 a.m."),
    ("15:30", "03:30 a.m."),
    ("9 a.m. GMT", "9 a.m. ET"),
    ("the 19th century", "in 1901"),
    ("in 1864", "the 19th century"),
    ("the 1980s", "the 20th century"),
    ("16 October", "last Friday"),
    ("14 October", "last Wednesday"),
    ("3 May", "last Friday"),
    ("5 May 2015", "May 5"),
]


@pytest.mark.parametrize(
    ("claim", "source"), DIFFERENT, ids=[f"{row[0]} is not {row[1]}" for row in DIFFERENT]
)
def test_dates_that_differ_in_a_part_do_not_agree(claim: str, source: str) -> None:
    assert not agree(one(claim), one(source), years=[PUBLISHED.year])


@given(st.dates(min_value=datetime.date(1500, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_every_spelling_of_a_day_agrees_with_every_other(day: datetime.date) -> None:
    forms = [day.isoformat(), f"{day.day} {day:%B} {day.year}", f"{day:%b} {day.day}, {day.year}"]
    dates = [find_dates(form, language="en")[0] for form in forms]
    assert all(date.iso == day.isoformat() for date in dates)
    assert all(agree(one, other) for one in dates for other in dates)


@given(st.text(max_size=300))
def test_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for date in find_dates(text, language="en", published=PUBLISHED):
        assert end <= date.start < date.end <= len(text)
        assert text[date.start : date.end] == date.text
        end = date.end
