"""Where a text has its names, and beside which words."""

from __future__ import annotations

import pytest

from briefkit.text import find_names, split_sentences, word_keys
from briefkit.text.marked_names import find_marked_names
from briefkit.text.name_index import NameIndex, telling_words, words_around
from briefkit.text.names import Name

TEXT = (
    "Mayor Ilse Brandt signed the contract for the bridge. Judge Petra Lund dismissed the lawsuit. "
    "Later Brandt met the European Investment Bank. The U.S. watched."
)


def index(text: str = TEXT, language: str = "en") -> NameIndex:
    """Return the index of a text."""
    sentences = split_sentences(text, language=language)
    words = [word_keys(text[each.start : each.end], language) for each in sentences]
    return NameIndex(text, find_names(text, language=language), sentences, words, language)


def name(text: str) -> Name:
    """Return a name on its own."""
    return Name(0, len(text), text)


def test_titles_do_not_tell_who_somebody_is() -> None:
    assert telling_words(name("Mayor Ilse Brandt")) == {"ilse", "brandt"}
    assert telling_words(name("Supreme Court")) == {"supreme", "court"}


@pytest.mark.parametrize(
    ("who", "places"),
    [
        ("Brandt", {0, 2}),
        ("Ilse Brandt", {0, 2}),
        ("EIB", {2}),
        ("European Investment Bank", {2}),
        ("United States", {3}),
        ("Weil", set()),
    ],
)
def test_a_name_is_found_by_its_words_its_initials_and_its_other_names(who: str, places: set[int]) -> None:
    assert index().sentences_with(name(who)) == places


def test_the_nearest_words_count_most() -> None:
    line = "Lund dismissed the old lawsuit"
    around = words_around(word_keys(line, "en"), Name(0, 4, "Lund"), "en")
    assert list(around) == ["dismiss", "old", "lawsuit"]
    assert around["dismiss"] > around["old"] > around["lawsuit"]


def test_words_stand_beside_the_name_that_the_text_has_there() -> None:
    built = index(
        "Ilse Brandt signed a contract. "
        + "Then it rained and rained on boats. " * 4
        + "Petra Lund dismissed a lawsuit."
    )
    likeness = built.likeness({"dismiss": 1.0, "lawsuit": 0.8})
    assert built.names[max(likeness, key=lambda place: likeness[place])].text == "Petra Lund"


def test_inflected_names_are_one() -> None:
    built = index("Prezydent Kowalski przemawiał. Przyjęto Kowalskiego.", "pl")
    assert built.sentences_with(name("Kowalskiemu")) == {0, 1}


MARKED = [
    ("トランプ大統領は田中首相と会った。", ["トランプ", "田中"]),
    ("ジャン・バルジャンさんはパンを買った。", ["ジャン・バルジャン"]),
    ("김민수 대통령은 말했다.", ["김민수"]),
    ("習近平主席发表讲话。", ["習近平"]),
    ("会議が開かれた。", []),
    ("Nothing here.", []),
]


@pytest.mark.parametrize(("text", "names"), MARKED, ids=[row[0] for row in MARKED])
def test_katakana_and_titles_mark_names(text: str, names: list[str]) -> None:
    assert find_marked_names(text) == names


@pytest.mark.parametrize(
    "aside", ["", ", an operator of very old boats that the Lund family of Oldbridge has long owned,"]
)
def test_what_is_said_of_a_name_may_come_after_an_aside(aside: str) -> None:
    built = index(f"Orla Ferries{aside} ordered two electric boats from the yard in May.")
    place = next(number for number, found in enumerate(built.names) if found.text == "Orla Ferries")
    assert built.has_beside(place, "ordered")
    assert built.has_beside(place, "electric")
