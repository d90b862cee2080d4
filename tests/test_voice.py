"""Lines that speak as "I" or "we": whose voice it is must be said, and names and quotations are left alone."""

from __future__ import annotations

import pytest

from briefkit.checks import Claim, Facts, report_on
from briefkit.checks.voice import check_voice
from briefkit.schema import Article, Attribution, KeyPoint, Statement

TEXT = """Dana Orr runs the ferry line of Lindmark. How long will the line last? \
I think we will keep two boats for the winter. Our crews are tired. The harbor board meets on Monday."""
FACTS = Facts.of(Article(text=TEXT, headline="What we know of the ferry", language="en"))


def words(text: str, facts: Facts = FACTS, path: str = "dek") -> list[str | None]:
    return [item.offending for item in check_voice(Claim(path, Statement(text=text, evidence=[]), facts))]


SPOKEN = [
    ("I think we will keep two boats for the winter.", "I"),
    ("Our crews are tired.", "Our"),
    ("We’re keeping two boats for the winter.", "We’re"),
    ("Two boats are kept for the winter, and I'll steer one.", "I'll"),
    ("The winter tires us.", "us"),
    ('The board meets on Monday. "It is early." My boats are ready.', "My"),
]


@pytest.mark.parametrize(("text", "word"), SPOKEN, ids=[row[0] for row in SPOKEN])
def test_a_line_that_speaks_for_itself_is_a_warning(text: str, word: str) -> None:
    assert words(text) == [word]


SILENT = [
    ("in quotation marks", 'The line will last: "I think we will keep two boats."'),
    ("in curly quotation marks", "The line will last. “We will keep two boats for the winter.”"),
    ("after a verb of saying", "We will keep two boats for the winter, Dana Orr said."),
    ("after the name and a colon", "Orr: We will keep two boats for the winter"),
    ("a numeral", "The ferry sank in World War I and Elizabeth I had it raised."),
    ("a title", "The crew of Lindmark sang My Fair Lady on Monday."),
    ("a country", "Two boats were sold to the US and one to US buyers."),
    ("what is everybody's", "The boat is named after a planet of our solar system."),
    ("a hyphen", "The road I-95 ends at the harbor with a T-me sign."),
]


@pytest.mark.parametrize("text", [row[1] for row in SILENT], ids=[row[0] for row in SILENT])
def test_a_line_that_says_whose_voice_it_is_or_has_none_is_left_alone(text: str) -> None:
    assert words(text) == []


def test_a_key_point_may_name_its_speaker_beside_the_line() -> None:
    fields = {"text": "I think we will keep two boats for the winter.", "evidence": [], "role": "watch"}
    named, nobody = (
        KeyPoint.model_validate(
            {**fields, "status": "reported", "attribution": Attribution(speaker=speaker, form="on_record")}
        )
        for speaker in ("Dana Orr", None)
    )
    assert list(check_voice(Claim("key_points[0]", named, FACTS))) == []
    assert [item.code for item in check_voice(Claim("key_points[0]", nobody, FACTS))] == [
        "attribution.first_person"
    ]


def test_the_articles_own_headline_may_speak() -> None:
    assert words("What we know of the ferry", path="headline") == []
    assert words("What we know of the ferry") == ["we"]


def test_other_languages_are_not_looked_at() -> None:
    facts = Facts.of(Article(text="Das Werk me wird im Winter geschlossen.", language="de"))
    assert words("Das Werk me wird im Winter geschlossen.", facts) == []


def test_somebodys_text_is_looked_at_too() -> None:
    found = report_on("Our crews are tired.", FACTS).findings
    assert ("attribution.first_person", "warning") in [(item.code, item.severity) for item in found]
