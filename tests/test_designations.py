"""Designations: names with digits, which are spelt and not counted."""

from __future__ import annotations

import pytest

from briefkit.text.designations import Designation, find_designations

FOUND = [
    ("two squadrons of F-16s", ["F-16s"]),
    ("an A320neo and a B52", ["A320neo", "B52"]),
    ("the 5G network and a 4K film", ["5G", "4K"]),
    ("after COVID-19", ["COVID-19"]),
    ("on BB25 tonight", ["BB25"]),
    ("paid US$5 or £5m in Q3 2021", []),
    ("see https://a.example/A12", []),
    ("a 5km run of 12 people", []),
    ("send it to account abcd1234 with the code zq20a6", ["abcd1234", "zq20a6"]),
    ("an mp3 of the 1990s in html5 for the q3 report", []),
]


@pytest.mark.parametrize(("text", "names"), FOUND, ids=[row[0] for row in FOUND])
def test_a_name_with_digits_is_found(text: str, names: list[str]) -> None:
    found = find_designations(text)
    assert [item.text for item in found] == names
    assert all(text[item.start : item.end] == item.text for item in found)


def only(text: str) -> Designation:
    """Return the single designation of a text."""
    (found,) = find_designations(text)
    return found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("F-16", "F16s", True),
        ("F-15", "F-15E", True),
        ("F-15E", "F-15", True),
        ("F-16", "F-17", False),
        ("5G", "4G", False),
        ("A320", "B320", False),
    ],
)
def test_hyphen_plural_and_variant_make_no_other_thing(one: str, other: str, expected: bool) -> None:
    assert only(one).is_one_with(only(other)) == expected


def test_what_shares_its_letters_is_one_series() -> None:
    assert only("F-16").series == only("F15E").series != only("A-10").series
    assert only("5G").series == only("4G").series
