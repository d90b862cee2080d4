"""Warnings that an editor need not see, and what stays worth a look: names, speakers, padding."""

from __future__ import annotations

import unicodedata

import pytest

from briefkit.checks import Facts, check_statement
from briefkit.schema import Article, Statement

TEXT = (
    "Chief engineer Maria Gómez said the weir of Orsa was sounder than feared but warned of a hard winter. "
    "The ferry runs every Sunday from the north quay. "
    "Two people familiar with the talks said the toll was about 70 crowns per boat. "
    "Halden Ports and Tarvik declined to comment on the toll. "
    "The weir was shut on Monday at noon, harbor master Jürgen Ahlström said. "
    "“Nobody wanted this … we looked at every other way,” she told reporters."
)
FACTS = Facts.of(Article(text=TEXT, language="en"))


def codes(line: str, facts: Facts = FACTS) -> list[str]:
    """Return the codes on a line that cites the whole article, but for those of its form."""
    evidence = [facts.article.span(0, len(facts.article.text))]
    found = check_statement("analysis.context", Statement(text=line, evidence=evidence), facts)
    return [item.code for item in found if not item.code.startswith(("copying.", "spans.", "lengths."))]


ROWS = [
    (
        "a name with a wrong letter in both its words is another",
        "Chief engineer Mario Gomes warned of a hard winter.",
        ["names.changed"],
    ),
    (
        "a name with a wrong letter in one word is misspelt",
        "Chief engineer Maria Gomes warned of a hard winter.",
        ["names.spelling"],
    ),
    ("a day of every week is no name", "The ferry runs on Sundays from the north quay of Orsa.", []),
    (
        "who declines is found where somebody declines, not where the matter is told",
        "Give the toll of about 70 crowns per boat to two people: Halden Ports and Tarvik declined to comment.",
        [],
    ),
    (
        "a plain fact without its speaker is a note",
        "The weir was shut on Monday at noon.",
        ["attribution.told"],
    ),
    (
        "the article's own words in quotation marks are of this story, however common",
        "“Nobody wanted this … we looked at every other way,” she said.",
        [],
    ),
]


@pytest.mark.parametrize(("line", "found"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_line_has_the_findings_that_are_worth_a_look(line: str, found: list[str]) -> None:
    assert codes(line) == found


def test_accents_may_be_written_as_characters_of_their_own() -> None:
    line = "Harbor master Jürgen Ahlström said the weir was shut on Monday at noon."
    apart = unicodedata.normalize("NFD", line)
    assert codes(apart) == codes(line) == []
    assert codes(line, Facts.of(Article(text=unicodedata.normalize("NFD", TEXT), language="en"))) == []
