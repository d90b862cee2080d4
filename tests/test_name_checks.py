"""Names of a statement: whether the article says of them what the line says, and what it calls people."""

from __future__ import annotations

import pytest

from briefkit.checks import CODES, Claim, Facts
from briefkit.checks.names import check_names
from briefkit.checks.roles import check_roles
from briefkit.schema import Article, Checked, Finding, Statement

TEXT = """Mayor Ilse Brandt of Port Ansel signed the contract for the harbor bridge on Monday. She thanked the \
engineers of Corvin Halls, who drew the plans.

Judge Petra Lund dismissed the lawsuit of the fishermen in August. The fishermen had sued because the bridge \
blocks their boats.

Tomas Weil leads the Harbor Freight Union. His brother Anton Weil sells tickets for the ferry in Lower Marrow. \
The European Investment Bank lends half of the money, and the bank wants the bridge to open in Lower Marrow first.

In a speech on Tuesday he told the crowd that the toll would stay low for farmers."""
FACTS = Facts.of(Article(text=TEXT, publisher="The Ansel Courier", headline="Ansel builds", language="en"))


def claim(text: str, *words: str, facts: Facts = FACTS) -> Claim:
    """Return a statement that cites the sentences with these words."""
    spans = [facts.span_of(facts.article.text.index(each)) for each in words]
    return Claim("dek", Statement(text=text, evidence=[span for span in spans if span is not None]), facts)


def findings(of: Claim) -> list[Finding]:
    """Return what is wrong with names, titles and relatives."""
    return [each for each in (*check_names(of), *check_roles(of)) if isinstance(each, Finding)]


SOUND = [
    claim("Ilse Brandt signed the contract for the harbor bridge.", "signed the contract"),
    claim("Mayor Brandt thanked the engineers of Corvin Halls.", "She thanked"),
    claim("Judge Lund dismissed the lawsuit.", "dismissed the lawsuit"),
    claim("The EIB lends half of the money.", "lends half"),
    claim("The Ansel Courier reported that the judge dismissed the lawsuit.", "dismissed the lawsuit"),
    claim("Weil's brother sells tickets for the ferry.", "His brother"),
    claim("Anton Weil sells tickets for the ferry in Lower Marrow.", "His brother"),
    claim("Deputy mayor Ilse Brandt signed the contract.", "signed the contract"),
    claim("Nobody is named here.", "signed the contract"),
    claim("Tomas Weil leads a union.", "leads the Harbor"),
]


@pytest.mark.parametrize("of", SOUND, ids=[each.text for each in SOUND])
def test_a_name_in_its_place_has_no_finding(of: Claim) -> None:
    assert findings(of) == []


FAULTS = [
    ("names.absent", claim("Mayor Helga Brandt signed the contract.", "signed the contract")),
    ("names.absent", claim("The contract went to Dorian Vale.", "signed the contract")),
    ("names.spelling", claim("Ilse Brandt thanked the engineers of Corven Halls.", "She thanked")),
    (
        "names.changed",
        claim("Judge Tomas Weil dismissed the lawsuit of the fishermen in August.", "dismissed the lawsuit"),
    ),
    (
        "names.elsewhere",
        claim("A contract for the harbor bridge was on Monday signed by Petra Lund.", "signed the contract"),
    ),
    ("names.elsewhere", claim("The chair is Petra Lund.", "toll would stay")),
    ("names.role", claim("Judge Anton Weil sells tickets for the ferry.", "His brother")),
    ("names.role", claim("Tickets are sold by professor Anton Weil.", "His brother")),
    ("names.relation", claim("Weil's daughter sells tickets for the ferry.", "His brother")),
    (
        "names.pronoun",
        claim("On Tuesday she told the crowd that the toll would stay low for farmers.", "toll would stay"),
    ),
]


@pytest.mark.parametrize(("code", "of"), FAULTS, ids=[f"{code}: {of.text}" for code, of in FAULTS])
def test_a_wrong_name_has_its_code(code: str, of: Claim) -> None:
    assert code in [found.code for found in findings(of)]


TITLE_CASE = Facts.of(
    Article(
        text="Corvin Halls Draws the Plans for Port Ansel and the First Lady.\n\nThe bridge opens soon. Nobody "
        "knows when, and nobody asks the people of the town.",
        language="en",
    )
)


def test_where_capitals_prove_nothing_a_name_is_still_found_in_the_place_of_another() -> None:
    of = claim("Corvin Halls Draws the Plans for Port Ansel and the Dorian Vale", "Draws", facts=TITLE_CASE)
    assert [found.code for found in findings(of)] == ["names.changed"]


SITES = Facts.of(
    Article(
        text="The Health Panel of Age OS was set up on Monday. Dr Ansel Vik leads it.",
        publisher="GOV.OS",
        language="en",
    )
)


def test_an_address_that_begins_as_a_title_does_is_no_title() -> None:
    of = claim("GOV.OS says: The Health Panel was set up on Monday.", "set up", facts=SITES)
    assert [found.code for found in findings(of)] == []
    titled = claim("Gov. Ansel Vik leads the Health Panel.", "leads it", facts=SITES)
    assert "names.role" in [found.code for found in findings(titled)]


def test_a_changed_name_is_an_error_with_both_names() -> None:
    (found, *_) = findings(FAULTS[3][1])
    assert found.severity == "error"
    assert "Tomas Weil" in found.message
    assert "Petra Lund" in found.message


def test_a_name_from_elsewhere_names_its_sentence_and_whose_words_these_are() -> None:
    found = next(each for each in findings(FAULTS[4][1]) if each.code == "names.elsewhere")
    assert found.severity == "warning"
    assert "Ilse Brandt" in found.message
    assert found.nearest == FACTS.span_of(TEXT.index("dismissed the lawsuit"))


def test_a_copied_line_is_not_asked_where_its_names_stand() -> None:
    of = FAULTS[4][1]
    copied = of.statement.model_copy(update={"origin": "copied"})
    assert [found.code for found in findings(Claim("dek", copied, FACTS))] == []


OUTCOMES = [
    ("Ilse Brandt signed.", [("Ilse Brandt", "verbatim")]),
    ("The EIB lends half.", [("EIB", "normalised")]),
    ("Dorian Vale signed.", [("Dorian Vale", "absent")]),
    ("Corven Halls drew the plans.", [("Corven Halls", "changed")]),
]


@pytest.mark.parametrize(("text", "outcomes"), OUTCOMES, ids=[row[0] for row in OUTCOMES])
def test_every_name_is_reported_with_its_outcome(text: str, outcomes: list[tuple[str, str]]) -> None:
    checked = [each for each in check_names(claim(text)) if isinstance(each, Checked)]
    assert [(each.text, each.outcome) for each in checked] == outcomes


def test_where_capitals_mark_nothing_that_is_said_and_marked_names_are_looked_up() -> None:
    facts = Facts.of(Article(text="田中首相はマロウ社の計画を発表した。反対の声もある。", language="ja"))
    known = list(check_names(claim("田中首相はマロウ社を訪れた。", "田中", facts=facts)))
    assert [each.outcome for each in known if isinstance(each, Checked)] == [
        "verbatim",
        "verbatim",
        "unchecked",
    ]
    unknown = list(check_names(claim("佐藤首相はハルデン社を訪れた。", "田中", facts=facts)))
    assert [each.code for each in unknown if isinstance(each, Finding)] == ["names.unfamiliar"] * 2
    foreign = list(check_names(claim("ジャン・ハルデンは反対した。", "田中", facts=facts)))
    assert [each.code for each in foreign if isinstance(each, Finding)] == ["names.absent"]


def test_in_a_language_with_cases_a_name_is_near_in_any_of_them() -> None:
    text = "Президент Ковалёв подписал договор. Суд отклонил жалобу Ковалёва на мост."
    facts = Facts.of(Article(text=text, language="ru"))
    assert findings(claim("Суд отклонил жалобу, поданную Ковалёвым.", "Суд", facts=facts)) == []


def test_its_codes_are_in_the_table() -> None:
    assert {code for code, _ in FAULTS} <= CODES.keys()
