"""Figures: extraction in six languages, and whether one licenses another."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import Number, NumberTable, find_numbers, match_number
from briefkit.text.number_matching import is_same_sort, leaves_room


def only(text: str, language: str = "en") -> Number:
    """Return the single figure of a text."""
    found = find_numbers(text, language=language)
    assert len(found) == 1, [number.text for number in found]
    return found[0]


READINGS = [
    ("en", "spent $1.9 billion on it", "1900000000", "money", "$"),
    ("en", "spent US$1.9bn on it", "1900000000", "money", "USD"),
    ("en", "spent 1.9 billion dollars on it", "1900000000", "money", "$"),
    ("en", "a loss of £50,000 in all", "50000", "money", "GBP"),
    ("en", "worth £50m now", "50000000", "money", "GBP"),
    ("en", "Rs 5 crore", "50000000", "money", "rupee"),
    ("en", "some 12,34,567 voters", "1234567", "number", None),
    ("en", "rose 12 percent", "12", "percent", None),
    ("en", "rose 12 per cent", "12", "percent", None),
    ("en", "rose 12% again", "12", "percent", None),
    ("en", "rose 0.25 percentage points", "0.25", "points", None),
    ("en", "rose 25 basis points", "0.25", "points", None),
    ("en", "a 180-megawatt plant", "180", "number", "MW"),
    ("en", "winds of 65 MPH", "65", "number", "mph"),
    ("en", "winds...100 KM/H", "100", "number", "km/h"),
    ("en", "the 3rd attempt", "3", "ordinal", None),
    ("en", "the third-largest", "3", "ordinal", None),
    ("en", "half of the staff", "0.5", "fraction", None),
    ("en", "one in eight homes", "0.125", "fraction", None),
    ("en", "3½ turns", "3.5", "number", None),
    ("en", "¾ full", "0.75", "fraction", None),
    ("en", "half a million people", "500000", "number", None),
    ("en", "two hundred and five seats", "205", "number", None),
    ("en", "two dozen eggs", "24", "number", None),
    ("en", "twenty-three percent", "23", "percent", None),
    ("en", "five million dollars", "5000000", "money", "$"),
    ("en", "at -5 °C outside", "-5", "number", "°C"),
    ("en", "about .5 of it", "0.5", "number", None),
    ("en", "grew 10k in a day", "10000", "number", None),
    ("en", "worth £50, 000 now", "50000", "money", "GBP"),
    ("en", "worth £ 50 m now", "50000000", "money", "GBP"),
    ("en", "worth $2tn now", "2000000000000", "money", "$"),
    ("en", "some 3 lakh voters", "300000", "number", None),
    ("en", "a leap of 5.68m in the rain", "5.68", "number", "m"),
    ("en", "12pc of it", "12", "percent", None),
    ("en", "a couple of dogs", "2", "number", None),
    ("en", "a dozen eggs", "12", "number", None),
    ("en", "ran for three and a half hours", "3.5", "number", "hour"),
    ("en", "a two-and-a-half-hour film", "2.5", "number", "hour"),
    ("en", "a 45-year-old man", "45", "number", "year"),
    ("en", "a multi-billion dollar fund", "1000000000", "magnitude", None),
    ("fr", "coûte 1,5 milliard d'euros", "1500000000", "money", "EUR"),
    ("fr", "1 500 millions de francs", "1500000000", "money", "franc"),
    ("fr", "20 000 habitants", "20000", "number", None),
    ("fr", "quatre-vingt-dix-sept", "97", "number", None),
    ("fr", "soixante et onze", "71", "number", None),
    ("fr", "la 2e place", "2", "ordinal", None),
    ("fr", "un prêt de 30 M€", "30000000", "money", "EUR"),
    ("fr", "deux milliards et demi", "2500000000", "number", None),
    ("fr", "un demi-million", "500000", "number", None),
    ("fr", "une centaine de navires", "100", "number", None),
    ("de", "kostet 1,5 Mrd. Euro", "1500000000", "money", "EUR"),
    ("de", "rund 1.500 Leute", "1500", "number", None),
    ("de", "um 0,25 Prozentpunkte", "0.25", "points", None),
    ("de", "einundzwanzig Leute", "21", "number", None),
    ("de", "drei Millionen", "3000000", "number", None),
    ("de", "eineinhalb Millionen", "1500000", "number", None),
    ("de", "eine halbe Million Euro", "500000", "money", "EUR"),
    ("es", "5 mil millones de dólares", "5000000000", "money", "$"),
    ("es", "1.234,56 euros", "1234.56", "money", "EUR"),
    ("es", "treinta y cinco casas", "35", "number", None),
    ("es", "dos mil millones", "2000000000", "number", None),
    ("es", "dos millones quinientos mil", "2500000", "number", None),
    ("es", "doscientas barcas", "200", "number", None),
    ("es", "medio millón de euros", "500000", "money", "EUR"),
    ("es", "un millón y medio", "1500000", "number", None),
    ("ja", "1億2000万円を投じた", "120000000", "money", "JPY"),
    ("ja", "15億人", "1500000000", "number", None),
    ("ja", "約3万5千人", "35000", "number", None),
    ("ja", "百二十人が加わる", "120", "number", None),
    ("ja", "五千万円の橋", "50000000", "money", "JPY"),
    ("ja", "３．５％に", "3.5", "percent", None),
    ("ar", "بنسبة ١٢٫٥ بالمئة", "12.5", "percent", None),
    ("ar", "نحو 15 مليون دولار", "15000000", "money", "$"),
]


@pytest.mark.parametrize(
    ("language", "text", "value", "kind", "unit"), READINGS, ids=[f"{row[0]}: {row[1]}" for row in READINGS]
)
def test_a_figure_is_read_with_scale_kind_and_unit(
    language: str, text: str, value: str, kind: str, unit: str | None
) -> None:
    number = only(text, language)
    assert (number.value, number.kind, number.unit) == (Decimal(value), kind, unit)
    assert text[number.start : number.end] == number.text


NOTHING = [
    "In 2012 and again in 2015-16.",
    "On 30 January 2027 at 4:30 p.m.",
    "COVID-19, F-16, A320, 5G and Form 10-K",
    "1. First item\n2. Second item",
    "Hundreds of thousands, dozens, millions",
    "one of them, nobody's 1OAK club",
    "Call +44 20 7946 0018 or see https://a.example/7/8",
    "version 1.2.3 of it",
    "the quick brown fox",
    "a footnote[3] here",
    "in the second half",
    "a quarter earlier",
    "a couple from Leeds",
    "in the 19th century",
    "in the '80s",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_quantity_is_left_alone(text: str) -> None:
    assert find_numbers(text, language="en") == []


RANGES = [
    ("en", "3-1/2 to 3-3/4 percent", "3.5", "3.75", "percent"),
    ("en", "between 3.5 and 3.75 percent", "3.5", "3.75", "percent"),
    ("en", "5-6 million people", "5000000", "6000000", "range"),
    ("en", "$5-$6 billion", "5000000000", "6000000000", "money"),
    ("en", "120 to 130 pounds in weight", "120", "130", "range"),
    ("fr", "entre 10 et 20 %", "10", "20", "percent"),
    ("es", "entre el 10 y el 20 %", "10", "20", "percent"),
    ("es", "del 10 al 20 %", "10", "20", "percent"),
    ("ar", "بين 10 و20 في المئة", "10", "20", "percent"),
    ("ja", "20～30人", "20", "30", "range"),
]


@pytest.mark.parametrize(("language", "text", "low", "high", "kind"), RANGES, ids=[row[1] for row in RANGES])
def test_a_range_has_two_ends(language: str, text: str, low: str, high: str, kind: str) -> None:
    number = find_numbers(text, language=language)[0]
    assert number.ends == (Decimal(low), Decimal(high))
    assert number.kind in (kind, "money")


def test_a_score_is_two_figures() -> None:
    assert [number.value for number in find_numbers("won 3-2", language="en")] == [3, 2]


APPROXIMATIONS = [
    ("about 300 people", "about"),
    ("nearly 300 people", "under"),
    ("more than 300 people", "over"),
    ("up to 300 people", "under"),
    ("300 or more people", "over"),
    ("300 people", None),
]


@pytest.mark.parametrize(("text", "word"), APPROXIMATIONS, ids=[row[0] for row in APPROXIMATIONS])
def test_an_approximator_is_kept_with_its_figure(text: str, word: str | None) -> None:
    assert only(text).approximate == word


def test_billion_is_a_million_millions_in_german() -> None:
    assert only("eine Summe von 2 Billionen", "de").value == 2 * 10**12
    assert only("2 billion", "en").value == 2 * 10**9


LICENSED = [
    ("$1.5 billion", "$1,500 million", "equal"),
    ("1.5bn", "1,500 million", "equal"),
    ("half", "50 percent", "converted"),
    ("50 percent", "half", "converted"),
    ("one third of them", "33 percent", "converted"),
    ("nearly 40 percent", "39.6 percent", "rounded"),
    ("40 percent", "39.6 percent", "rounded"),
    ("$1.9 billion", "$1.93 billion", "rounded"),
    ("about 300", "312", "rounded"),
    ("$5m", "US$5 million", "equal"),
    ("180 MW", "180-megawatt", "equal"),
    ("12 people", "12 percent", "other_unit"),
    ("£12", "$12", "other_unit"),
    ("3 percentage points", "3 percent", "other_unit"),
    ("third", "No. 3", "equal"),
    ("the 40th anniversary", "40 years ago", "equal"),
    ("third", "3 people", "other_unit"),
    ("$1.5bn", "1,500 million dollars", "equal"),
    ("1/2", "50 per cent", "converted"),
    ("one in eight", "12.5 percent", "converted"),
    ("12", "a dozen", "equal"),
    ("two", "a couple of", "equal"),
    ("45", "45-year-old", "equal"),
    ("18 to 29", "between 18 and 29", "equal"),
    ("20-30 feet", "20 or 30 feet", "equal"),
    ("multi-million", "$5 million", "converted"),
    ("8 km", "5 miles", "converted"),
    ("48 hours", "two days", "converted"),
    ("more than 300", "312", "rounded"),
    ("over 1,800", "1,821", "rounded"),
    ("12pc", "12 percentage points", "other_unit"),
    ("25 basis points", "0.25 percentage points", "equal"),
    ("3.5 to 3.75 percent", "3-1/2 to 3-3/4 percent", "equal"),
    ("5m tonnes", "5 million tonnes", "equal"),
]


@pytest.mark.parametrize(
    ("claim", "source", "how"), LICENSED, ids=[f"{row[0]} = {row[1]}" for row in LICENSED]
)
def test_a_figure_is_licensed_by_the_same_value(claim: str, source: str, how: str) -> None:
    found = match_number(find_numbers(claim, language="en")[0], find_numbers(source, language="en"))
    assert found is not None
    assert found.how == how


REFUSED = [
    ("$1.5 million", "$1.5 billion"),
    ("17 people", "12 people"),
    ("20 people", "17 people"),
    ("310", "about 300"),
    ("nearly 102", "100"),
    ("nearly 40 percent", "41 percent"),
    ("more than 40", "38"),
    ("about 55 percent", "50 percent"),
    ("1,999", "2,000"),
    ("3rd", "3.1"),
    ("40 points", "38 points"),
    ("20", "19"),
    ("Flight 9530", "Flight 9525"),
    ("No. 40", "38"),
    ("1,000,000 workers", "$970,000"),
    ("less than 40", "41"),
    ("18 to 30", "18 to 29"),
    ("multi-million", "$5 billion"),
    ("8 km", "6 miles"),
    ("two weeks", "15 days"),
    ("two and a half hours", "two hours"),
]


@pytest.mark.parametrize(("claim", "source"), REFUSED, ids=[f"{row[0]} is not {row[1]}" for row in REFUSED])
def test_another_value_licenses_nothing(claim: str, source: str) -> None:
    assert match_number(only(claim), find_numbers(source, language="en")) is None


def test_the_figure_that_was_probably_meant_is_of_the_same_sort() -> None:
    table = NumberTable(find_numbers("17 people paid $20 and 18 percent more", language="en"))
    near = table.near(only("19 percent"))
    assert near is not None
    assert near.text == "18 percent"
    assert NumberTable([]).near(only("19")) is None


@given(st.integers(min_value=13, max_value=10**12))
def test_a_grouped_figure_equals_the_plain_one(value: int) -> None:
    if 1500 <= value <= 2099:
        return
    assert only(f"sold {value:,} of them").value == only(f"sold {value} of them").value == value


@given(st.text(max_size=300))
def test_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for number in find_numbers(text, language="en"):
        assert end <= number.start < number.end <= len(text)
        assert text[number.start : number.end] == number.text
        end = number.end


@given(
    st.lists(
        st.sampled_from(["5", "million", "$", "%", "1/2", "to", "-", "12.5", "half", ",", "30 May"]),
        max_size=12,
    )
)
def test_every_figure_licenses_itself(parts: list[str]) -> None:
    numbers = find_numbers(" ".join(parts), language="en")
    for number in numbers:
        found = match_number(number, numbers)
        assert found is not None
        assert found.how in ("equal", "converted")


def test_time_grows_with_the_length_only() -> None:
    line = "The plant cost $1.9 billion in 2012, about 34 percent more than two hundred rivals paid. "
    started = time.perf_counter()
    find_numbers(line * 200, language="en")
    short = time.perf_counter() - started
    started = time.perf_counter()
    find_numbers(line * 1600, language="en")
    assert time.perf_counter() - started < max(24 * short, 1.0)


@pytest.mark.parametrize("text", ["Flight 9525", "No. 5", "week 5", "#5", "numéro 5"])
def test_what_names_one_of_a_row_is_no_amount(text: str) -> None:
    assert only(text, "fr" if "é" in text else "en").numbered


@pytest.mark.parametrize(
    ("approximate", "exact", "expected"),
    [
        ("more than 130", "131", True),
        ("more than 130", "129", False),
        ("nearly 130", "128", True),
        ("about 130", "150", False),
        ("130", "131", False),
        ("2 to 4", "4", True),
    ],
)
def test_an_approximate_figure_leaves_room_for_those_it_may_be(
    approximate: str, exact: str, expected: bool
) -> None:
    assert leaves_room(only(approximate), only(exact)) == expected


@given(st.integers(min_value=13, max_value=10**9), st.sampled_from(["km", "kg", "hours", "acres"]))
def test_a_figure_of_one_sort_is_of_the_same_sort_as_itself(value: int, unit: str) -> None:
    number = only(f"some {value:,} {unit} of it")
    assert is_same_sort(number, number)
    assert not is_same_sort(number, only(f"some {value:,} percent of it"))


@pytest.mark.parametrize(
    ("text", "language", "approximate"),
    [
        ("no fewer than 8,000 jobs", "en", "over"),
        ("no more than 8,000 jobs", "en", "under"),
        ("fewer than 8,000 jobs", "en", "under"),
        ("pas moins de 8 000 postes", "fr", "over"),
        ("pas plus de 8 000 postes", "fr", "under"),
        ("nicht weniger als 8.000 Stellen", "de", "over"),
        ("no menos de 8.000 puestos", "es", "over"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_bound_that_is_denied_bounds_from_the_other_side(
    text: str, language: str, approximate: str
) -> None:
    (number,) = find_numbers(text, language=language)
    assert number.approximate == approximate
