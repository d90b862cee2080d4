"""Arithmetic: which single step makes a figure of others, and that it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import find_numbers
from briefkit.text.arithmetic import derivation, find_multiples, multiple_step

STEPS = [
    ("a total of 61 boats", "41 boats in May and 20 boats in June", [], "41 plus 20"),
    ("some 21 more", "41 boats in May and 20 boats in June", [], "the difference of 41 and 20"),
    ("66 boats in all", "41 in May, 20 in June and 5 in July", [], "41 plus 20 plus 5"),
    ("up 25 percent", "from 40 to 50 boats", [], None),
    ("up 25 percent", "40 boats in May, 50 boats in June", [], "the change from 40 to 50"),
    ("80 percent of boats", "40 of the 50 boats", [], "40 out of 50"),
    ("aged 36 years", "born then", [1990, 2026], "the years from 1990 to 2026"),
    ("36 boats", "born then", [1990, 2026], None),
    ("5 boats", "2 boats and 3 boats", [], None),
    ("$61", "41 boats and 20 boats", [], None),
    ("the 61st boat", "41 boats and 20 boats", [], None),
    ("61 boats", "1 2 3 4 5 6 7 41 20", [], None),
]


@pytest.mark.parametrize(
    ("claim", "source", "years", "step"), STEPS, ids=[f"{row[0]} of {row[1]} {row[2]}" for row in STEPS]
)
def test_a_figure_follows_from_others_in_one_step(
    claim: str, source: str, years: list[int], step: str | None
) -> None:
    (number,) = find_numbers(claim, language="en")
    assert derivation(number, find_numbers(source, language="en"), years) == step


@pytest.mark.parametrize(
    ("claim", "source", "step"),
    [
        ("The fleet doubled.", "20 boats in May, 41 boats in June", "41 against 20"),
        ("The fleet halved.", "20 boats in May, 41 boats in June", "20 against 41"),
        ("The fleet tripled.", "20 boats in May, 41 boats in June", None),
        ("The fleet doubled.", "20 boats, 40 percent", None),
    ],
)
def test_a_multiple_is_shown_by_two_figures_of_one_sort(claim: str, source: str, step: str | None) -> None:
    (multiple,) = find_multiples(claim, "en")
    assert multiple_step(multiple, find_numbers(source, language="en")) == step


@given(st.integers(min_value=20, max_value=10**6), st.integers(min_value=2100, max_value=10**6))
def test_every_sum_of_two_is_found(one: int, other: int) -> None:
    if 1500 <= one <= 2099:
        return
    terms = find_numbers(f"{one:,} boats and then {other:,} ships", language="en")
    (number,) = find_numbers(f"in all {one + other:,} of them", language="en")
    assert derivation(number, terms) == f"{terms[0].text} plus {terms[1].text}"
