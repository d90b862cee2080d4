"""Names: where they stand, and whether a text knows one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import Name, NameTable, find_names, name_is_in, names_are_checkable

ARTICLE = (
    "Halden Cloud, backed by Meridian Infrastructure Partners, said on Tuesday that Dana Orr had met German "
    "ministers. "
    "The European Union and the U.S. Senate object, José Núñez of Tri-Rivers told the Utilities Board. "
    "Texas, Christian groups and NATO were silent. Police found an OpenField report."
)


def texts(text: str, language: str = "en") -> list[str]:
    """Return the names of a text."""
    return [name.text for name in find_names(text, language=language)]


FOUND = [
    ("en", "The Bank of England met Dana Orr's team.", ["Bank of England", "Dana Orr"]),
    ("en", "Mr. Smith of St. Louis spoke.", ["Mr. Smith of St. Louis"]),
    ("en", "He met J. K. Rowling and Bashar al-Assad.", ["J. K. Rowling", "Bashar al-Assad"]),
    ("en", "On Monday in May the club 1OAK sold an iPhone.", ["1OAK", "iPhone"]),
    ("en", "In the end, nobody came.", []),
    ("en", "THE WHOLE LINE IS IN CAPITALS", []),
    ("en", "I think I'm late.", []),
    ("en", "He saw Al Gore, Ben Weil and Los Angeles.", ["Al Gore", "Ben Weil", "Los Angeles"]),
    ("en", "the profit rose in Q2 and H1.", []),
    ("en", "U.S. Senate", ["U.S. Senate"]),
    ("en", "Would the Committee ask the House of the Lords?", ["Committee", "House of the Lords"]),
    ("en", "Watch Halden.", ["Halden"]),
    ("en", "She met Ju\u0308rgen A\u0308hlstro\u0308m.", ["Ju\u0308rgen A\u0308hlstro\u0308m"]),
    ("fr", "Selon l'Iran, Jean-Luc de la Tour lit L'Équipe.", ["Iran", "Jean-Luc de la Tour", "Équipe"]),
    ("de", "Die Bundesregierung und Angela Merkel lobten die EU.", ["Angela Merkel", "EU"]),
    ("ja", "東京で会議が開かれた。", []),
]


@pytest.mark.parametrize(("language", "text", "names"), FOUND, ids=[row[1] for row in FOUND])
def test_names_are_runs_of_capitalised_words(language: str, text: str, names: list[str]) -> None:
    assert texts(text, language) == names


def test_a_name_at_the_start_of_a_sentence_says_so() -> None:
    found = find_names("Orr left. Then Orr came back.", language="en")
    assert [name.initial for name in found] == [True, False]


KNOWN = [
    "Halden",
    "Dana Orr",
    "Orr",
    "Germany",
    "Germans",
    "Jose\u0301 Nu\u0301n\u0303ez",
    "EU",
    "United States",
    "American",
    "Jose Nunez",
    "Texan",
    "Christianity",
    "Tri-Rivers",
    "anti-Halden",
    "Meridian-backed",
    "HALDEN",
    "MIP",
    "President Orr",
    "OpenField",
    "Open Field",
    "North Atlantic Treaty Organization",
]


@pytest.mark.parametrize("name", KNOWN)
def test_a_text_knows_a_name_in_other_forms(name: str) -> None:
    assert name_is_in(Name(0, len(name), name), [ARTICLE, "an open field"], language="en")


UNKNOWN = [
    ("Jane Orr", ["jane"]),
    ("Marcus Webb", ["marcus", "webb"]),
    ("France", ["france"]),
    ("UNHCR", ["unhcr"]),
    ("Republican Party", ["republican", "party"]),
    ("F-160", ["f", "160"]),
]


@pytest.mark.parametrize(("name", "missing"), UNKNOWN, ids=[row[0] for row in UNKNOWN])
def test_a_text_does_not_know_what_it_never_names(name: str, missing: list[str]) -> None:
    found = NameTable(ARTICLE, language="en").missing(Name(0, len(name), name))
    assert set(found) <= set(missing)
    assert found


def test_inflected_languages_are_compared_by_the_head_of_the_word() -> None:
    table = NameTable("Prezydent Kowalskiego przyjął.", language="pl")
    assert table.missing(Name(0, 8, "Kowalski")) == []


SPELLINGS = [
    ("haldon", "halden"),
    ("haldn", "halden"),
    ("hladen", "halden"),
    ("meridians", "meridian"),
    ("webb", None),
]


@pytest.mark.parametrize(("word", "known"), SPELLINGS)
def test_one_letter_off_is_a_spelling(word: str, known: str | None) -> None:
    assert NameTable(ARTICLE, language="en").spelling_of(word) == known


@pytest.mark.parametrize(
    ("text", "checkable"),
    [
        ("Halden said so.", True),
        ("Президент сказал это.", True),
        ("東京で会議が開かれた。", False),
        ("قال الوزير ذلك", False),
        ("ALL OF THIS IS IN CAPITALS", False),
        ("", False),
    ],
)
def test_names_are_checked_only_where_capitals_mark_them(text: str, checkable: bool) -> None:
    assert names_are_checkable(text, None) is checkable


@given(st.text(max_size=300))
def test_spans_lie_in_the_text_and_are_known_to_it(text: str) -> None:
    table = NameTable(text, language="en")
    for name in find_names(text, language="en"):
        assert text[name.start : name.end] == name.text
        assert table.missing(name) == []


def test_time_grows_with_the_length_only() -> None:
    started = time.perf_counter()
    find_names(ARTICLE * 60, language="en")
    short = time.perf_counter() - started
    started = time.perf_counter()
    find_names(ARTICLE * 480, language="en")
    assert time.perf_counter() - started < max(24 * short, 1.0)


def test_who_says_i_am_is_called_by_the_name_alone() -> None:
    found = find_names("We began it together, I'm Ilse M. Brandt. And I’ve met Tomas Weil.", language="en")
    assert [name.text for name in found] == ["Ilse M. Brandt", "Tomas Weil"]
