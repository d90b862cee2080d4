"""Who says what: a statement against those who say it in its evidence."""

from __future__ import annotations

from typing import Any

import pytest

from briefkit.checks import CODES, Claim, Facts, report
from briefkit.checks.attribution import check_attribution
from briefkit.schema import Article, Attribution, Checked, Finding, KeyPoint, Statement

TEXT = """The tram depot of Port Ansel will cost 14 million crowns, Mayor Ilse Brandt said on Tuesday.

Brandt opened the meeting. She said the second depot would follow in spring. Later the room filled up. \
Nobody expected a vote.

The harbor cranes need new brakes before the winter storms, according to the Harbor Freight Union. \
"Nobody asked the people who load the ships," its chair, Tomas Weil, told reporters. \
Engineers of the port disagree about the brakes, said a source who asked not to be named.

Ansel Transit confirmed that the old depot is closed. The council alleged that the builder hid the costs. \
The builder, Corvin Halls, declined to comment."""
ARTICLE = Article(text=TEXT, publisher="The Ansel Courier", language="en")
FACTS = Facts.of(ARTICLE)


def claim(text: str, *words: str, path: str = "analysis.context", **label: Any) -> Claim:
    """Return a statement that cites the sentences with these words; with labels, a key point."""
    spans = [FACTS.span_of(TEXT.index(each)) for each in words]
    evidence = [span for span in spans if span is not None]
    if not label:
        return Claim(path, Statement(text=text, evidence=evidence), FACTS)
    attribution = Attribution(**{"speaker": None, "form": "on_record", **label})
    point = KeyPoint(text=text, evidence=evidence, role="watch", status="claimed", attribution=attribution)
    return Claim("key_points[0]", point, FACTS)


def codes(of: Claim) -> list[str]:
    """Return the codes of the findings."""
    return [found.code for found in check_attribution(of) if isinstance(found, Finding)]


SOUND = [
    claim("Mayor Brandt said the tram depot will cost 14 million crowns.", "will cost"),
    claim("The tram depot will cost 14 million crowns, the mayor said.", "will cost"),
    claim("Brandt said the second depot would follow in spring.", "would follow"),
    claim("The harbor cranes need new brakes, the Harbor Freight Union said.", "need new brakes"),
    claim("The union says the harbor cranes need new brakes before the winter storms.", "need new brakes"),
    claim("Weil said nobody asked the people who load the ships.", "Nobody asked"),
    claim("The old depot is closed.", "old depot is closed"),
    claim("Ansel Transit confirmed that the old depot is closed.", "old depot is closed"),
    claim("The council claimed that the builder hid the costs.", "hid the costs"),
    claim("Brandt's tram depot will cost 14 million crowns.", "will cost"),
    claim("Tram depot will cost 14 million crowns", "will cost", path="headline"),
]


@pytest.mark.parametrize("of", SOUND, ids=[each.text for each in SOUND])
def test_a_claim_with_its_own_speaker_has_no_finding(of: Claim) -> None:
    assert codes(of) == []


FAULTS = [
    (
        "attribution.changed",
        claim("The tram depot will cost 14 million crowns, Tomas Weil said.", "will cost"),
    ),
    (
        "attribution.changed",
        claim("Engineers of the port disagree about the brakes, said Ilse Brandt.", "Engineers"),
    ),
    ("attribution.speaker", claim("Weil said the next depot would follow in spring.", "would follow")),
    ("attribution.speaker", claim("Brandt said new brakes must come before the storms.", "need new brakes")),
    ("attribution.verb", claim("Brandt admitted the tram depot will cost 14 million crowns.", "will cost")),
    ("attribution.verb", claim("Brandt confirmed the depot will cost 14 million crowns.", "will cost")),
    ("attribution.verb", claim("The depot will cost 14 million crowns, Brandt denied.", "will cost")),
    ("attribution.verb", claim("Brandt warns that the depot will cost 14 million crowns.", "will cost")),
    ("attribution.lost", claim("The tram depot of Port Ansel will cost 14 million crowns.", "will cost")),
    (
        "attribution.lost",
        claim("The harbor cranes need new brakes before the winter storms.", "need new brakes"),
    ),
    ("attribution.lost", claim("Builder hid the costs", "hid the costs", path="headline")),
    ("attribution.unsaid", claim("Brandt said taxes on wheat imports will vanish soon.", "will cost")),
]


@pytest.mark.parametrize(("code", "of"), FAULTS, ids=[f"{code}: {of.text}" for code, of in FAULTS])
def test_a_wrong_attribution_has_its_code(code: str, of: Claim) -> None:
    assert codes(of) == [code]


def test_another_speaker_of_the_same_words_is_an_error_and_names_both() -> None:
    (found,) = [each for each in check_attribution(FAULTS[0][1]) if isinstance(each, Finding)]
    assert found.severity == "error"
    assert "Tomas Weil" in found.message
    assert "Ilse Brandt" in found.message
    assert found.nearest == FACTS.span_of(0)


LABELS = [
    ([], claim("The depot will cost 14 million crowns.", "will cost", speaker="Ilse Brandt", verb="said")),
    ([], claim("The old depot is closed.", "old depot is closed", speaker="Ansel Transit", verb="confirmed")),
    ([], claim("The builder said nothing.", "declined", speaker="Corvin Halls", form="declined")),
    (
        ["attribution.speaker"],
        claim("The old depot is closed.", "old depot is closed", speaker="Ilse Brandt"),
    ),
    (
        ["attribution.verb"],
        claim("The depot will cost 14 million crowns.", "will cost", speaker="Ilse Brandt", verb="admitted"),
    ),
    (
        ["attribution.form"],
        claim("The depot will cost 14 million crowns.", "will cost", speaker="Ilse Brandt", form="declined"),
    ),
    (
        ["attribution.form"],
        claim("The depot will cost 14 million crowns.", "will cost", speaker="Ilse Brandt", form="anonymous"),
    ),
]


@pytest.mark.parametrize(
    ("expected", "of"), LABELS, ids=[f"{row[0]} {number}" for number, row in enumerate(LABELS)]
)
def test_the_labels_of_a_point_are_held_against_its_evidence(expected: list[str], of: Claim) -> None:
    assert codes(of) == expected


def test_everything_looked_up_is_reported() -> None:
    checked = [each for each in check_attribution(SOUND[0]) if isinstance(each, Checked)]
    assert [(each.kind, each.text, each.outcome) for each in checked] == [
        ("attribution", "Mayor Brandt said", "kept")
    ]


def test_a_copied_sentence_keeps_its_speaker() -> None:
    copied = claim(TEXT.partition("\n")[0], "will cost")
    (checked,) = check_attribution(copied)
    assert isinstance(checked, Checked)
    assert checked.outcome == "verbatim"


def test_without_evidence_or_a_table_of_verbs_nothing_is_said() -> None:
    facts = Facts.of(Article(text="路線は遅れると市長は言った。", language="ja"))
    statement = Statement(text="市長は言った。", evidence=[facts.article.span(0, 5)])
    assert list(check_attribution(Claim("dek", statement, facts))) == []
    assert codes(claim("Weil said so.")) == []


def test_its_codes_are_in_the_table() -> None:
    assert {code for code, _ in FAULTS} <= CODES.keys()


SAME_VERB = [
    ("de", "Das Werk schließt im Herbst, bestätigte Ute Moor.", "Ute Moor bestätigte, dass es im Herbst schließt."),
    ("fr", "L'usine ferme cet été, a reconnu Odile Rance.", "Odile Rance a reconnu que l'usine ferme cet été."),
    ("es", "La fábrica cerrará en otoño, advirtió Eva Montanar.", "Eva Montanar advirtió que la fábrica cerrará."),
    ("de", "„Das Werk gehört der ganzen Stadt“, sagte Ute Moor.", "„Das Werk gehört der ganzen Stadt“, sagte sie."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "line"), SAME_VERB, ids=[f"{row[0]}: {row[2][:24]}" for row in SAME_VERB]
)
def test_in_other_languages_the_verb_of_the_evidence_and_a_pronoun_are_no_findings(
    language: str, text: str, line: str
) -> None:
    found = report(line, Article(text=text, language=language)).findings
    assert [each.code for each in found if each.path] == []
