"""Figures of a statement: in the article, in the evidence, beside the same words, and how each came out."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.checks import CODES, Claim, Facts, find_evidence
from briefkit.checks.counts import recounted
from briefkit.checks.numbers import check_numbers
from briefkit.schema import Article, Checked, Finding, Span, Statement
from briefkit.text.counted import counted_noun

TEXT = """The ferry Solveig sank off Brannock on Friday with 320 passengers and 41 crew on board. \
Divers searched the hull for 12 hours and found 17 people alive. The coast guard sent 9 boats.

The operator, Brannock Line, owns 26 vessels and was fined $90,000 in spring. It earned $4.5 million last year, \
up from $3.6 million. About 1,800 people work for it; half of them are sailors. \
Two squadrons of F-16 jets flew over the bay. One F-35B jet landed. Anna Holt was born in 1980.

The ship was built for 500 people. A report says 12 percent of its doors did not close. \
It calls that a multi-million dollar risk. The pier is 5 miles long."""
ARTICLE = Article(text=TEXT, language="en", published=datetime.date(2026, 10, 14))
FACTS = Facts.of(ARTICLE)


def span(words: str) -> Span:
    """Return the sentence of the article that has these words."""
    found = FACTS.span_of(TEXT.index(words))
    assert found is not None
    return found


def run(text: str, *words: str, found: bool = False) -> tuple[list[Finding], list[Checked]]:
    """Return the findings and what was looked up, for a line with the sentences that have these words."""
    statement = Statement(text=text, evidence=[span(each) for each in words])
    items = list(check_numbers(Claim("dek", statement, FACTS, found=found)))
    return (
        [item for item in items if isinstance(item, Finding)],
        [item for item in items if isinstance(item, Checked)],
    )


def codes(text: str, *words: str, found: bool = False) -> list[str]:
    """Return the codes of the findings on the figures of a line."""
    return [item.code for item in run(text, *words, found=found)[0]]


OUTCOMES = [
    ("It carried 320 passengers.", "320 passengers", "verbatim"),
    ("Brannock Line earned $4.5m.", "$4.5 million", "normalised"),
    ("50 percent of the staff are sailors.", "half of them", "converted"),
    ("The pier is 8 km long.", "5 miles", "converted"),
    ("It earned about $5 million.", "$4.5 million", "rounded"),
    ("It carried 361 people.", "320 passengers", "derived"),
    ("Profit rose 25 percent.", "$4.5 million", "derived"),
    ("It carried 320 passengers.", "12 hours", "elsewhere"),
    ("It carried 41 passengers.", "12 hours", "changed"),
    ("It carried 350 passengers.", "320 passengers", "absent"),
    ("The risk is a multi-billion dollar one.", "multi-million", "absent"),
]


@pytest.mark.parametrize(
    ("text", "words", "outcome"), OUTCOMES, ids=[f"{row[2]}: {row[0]}" for row in OUTCOMES]
)
def test_every_figure_is_reported_with_how_it_came_out(text: str, words: str, outcome: str) -> None:
    assert [item.outcome for item in run(text, words)[1]] == [outcome]


def test_a_derived_figure_shows_its_arithmetic() -> None:
    (finding,), (checked,) = run("Profit rose 25 percent.", "$4.5 million")
    assert (finding.code, finding.severity) == ("numbers.derived", "warning")
    assert "the change from $3.6 million to $4.5 million" in checked.note
    assert "the change from $3.6 million to $4.5 million" in finding.message


def test_an_age_follows_from_the_year_of_birth() -> None:
    (checked,) = run("Anna Holt is 46 years old.", "born in 1980")[1]
    assert (checked.outcome, checked.note) == ("derived", "46 years is the years from 1980 to 2026")


def test_an_absent_figure_names_the_one_beside_the_same_words_not_the_nearest_in_value() -> None:
    (finding,) = run("The ferry sank with 40 passengers on board.", "320 passengers")[0]
    assert finding.code == "numbers.absent"
    assert '"320" here' in finding.message
    assert finding.nearest == span("320 passengers")


SWAPPED = [
    ("numbers.changed", "Divers searched the hull for 12 hours and found 320 people alive.", ["17 people"]),
    (
        "numbers.changed",
        "The ferry Solveig sank on Friday with 320 passengers and 26 crew on board.",
        ["41 crew"],
    ),
    ("numbers.changed", "The operator owns 41 vessels.", ["26 vessels"]),
    ("numbers.changed", "The operator owns 41 vessels.", []),
    ("numbers.misplaced", "The coast guard sent 12 boats and divers searched.", ["9 boats", "12 hours"]),
]


@pytest.mark.parametrize(("code", "text", "words"), SWAPPED, ids=[f"{row[1]} {row[2]}" for row in SWAPPED])
def test_a_figure_in_the_place_of_another_of_the_article_is_noticed(
    code: str, text: str, words: list[str]
) -> None:
    assert code in codes(text, *words)


def test_a_changed_figure_is_an_error_that_shows_the_article_s() -> None:
    (finding,) = run("The operator owns 41 vessels.", "26 vessels")[0]
    assert finding.severity == CODES["numbers.changed"].severity == "error"
    assert finding.message == '"41" is "26" in the evidence, beside the same words.'
    assert finding.nearest == span("26 vessels")


def test_two_figures_that_a_line_has_both_are_no_rivals() -> None:
    assert codes("On board were 41 crew and 320 passengers.", "320 passengers") == []


def test_figures_of_another_unit_are_no_rivals() -> None:
    assert codes("The search of the hull took 12 hours.", "12 hours") == []


def test_a_figure_outside_cited_evidence_is_a_warning_with_the_sentence_that_has_it() -> None:
    (finding,) = run("Brannock Line has 26 vessels and lost one.", "12 hours")[0]
    assert (finding.code, finding.severity, finding.nearest) == (
        "numbers.elsewhere",
        "warning",
        span("26 vessels"),
    )


def test_found_evidence_may_miss_the_sentence_that_fits() -> None:
    assert codes("Brannock Line has 26 vessels and lost one.", "12 hours", found=True) == []


def test_the_only_figure_of_its_sort_cannot_be_taken_for_another() -> None:
    assert codes("Doors did not close at 12 percent.", "built for 500") == []


COUNTS = [
    ("Three crews were lost.", ["numbers.count"]),
    ("The two, Anna Holt and Brannock Line, disagree.", []),
    ("One of the boats was lost.", []),
    ("Hundreds of people came, dozens of them by boat.", []),
    ("The third boat was lost.", ["numbers.count"]),
]


@pytest.mark.parametrize(("text", "expected"), COUNTS, ids=[row[0] for row in COUNTS])
def test_a_number_in_words_up_to_three_may_be_counted(text: str, expected: list[str]) -> None:
    assert codes(text, "9 boats") == expected


RECOUNTED = [
    ("Three boats were lost.", ["numbers.absent"]),
    ("It carried 320 passengers and 17 crew.", ["numbers.changed"]),
    ("Of 4 boats it sent none.", ["numbers.absent"]),
    ("Its 12 boats searched for hours.", ["numbers.changed"]),
    ("Some 9 boats searched.", []),
    ("The 41 on board were sailors.", []),
]


@pytest.mark.parametrize(("text", "expected"), RECOUNTED, ids=[row[0] for row in RECOUNTED])
def test_what_the_article_counts_otherwise_and_never_so_is_an_error_without_evidence(
    text: str, expected: list[str]
) -> None:
    assert [code for code in codes(text) if CODES[code].severity == "error"] == expected


def test_a_noun_that_the_article_counts_in_many_ways_tells_nothing() -> None:
    text = "Orr had 7 points. Lund had 8 points, Holt had 9 points. Arl won by 12."
    facts = Facts.of(Article(text=text, language="en"))
    claim = Claim("dek", Statement(text="Arl won by 12 points.", evidence=[]), facts)
    (number,) = claim.numbers_of(claim.text)
    assert recounted(claim, claim.fields[0], number) is None


LARGER_COUNTS = [
    ("Seven divers found people alive.", ["numbers.absent"]),
    ("Four ports, Arl, Brannock, Ness and Tor, are shut.", []),
    ("The seventh dive found people alive.", []),
]


@pytest.mark.parametrize(("text", "expected"), LARGER_COUNTS, ids=[row[0] for row in LARGER_COUNTS])
def test_a_number_in_words_above_three_that_nothing_lists_is_absent(text: str, expected: list[str]) -> None:
    assert [code for code in codes(text) if CODES[code].severity == "error"] == expected


def test_the_figures_of_a_score_count_nothing() -> None:
    text = "Arl won the match 17-41 boats counted 12 boats."
    assert [counted_noun(text, number) for number in FACTS.numbers_of(text)][-1] == "boat"
    line = "Arl came to an 81-61 victory."
    assert [counted_noun(line, number) for number in FACTS.numbers_of(line)] == [None] * 2


VAGUE = [
    ("Millions saw the ferry sink.", "absent"),
    ("Thousands work for the operator.", "rounded"),
    ("Ferries bring joy to millions of people around the world.", None),
    ("The ferry sails twice a day.", "absent"),
    ("Hundreds of people came.", None),
]


@pytest.mark.parametrize(("text", "outcome"), VAGUE, ids=[row[0] for row in VAGUE])
def test_a_count_in_a_vague_word_needs_a_figure_of_its_order(text: str, outcome: str | None) -> None:
    facts = Facts.of(
        Article(text="The ferry sank with 320 passengers. About 1,800 people work for it.", language="en")
    )
    items = list(check_numbers(Claim("dek", Statement(text=text, evidence=[]), facts)))
    assert [item.outcome for item in items if isinstance(item, Checked)] == ([outcome] if outcome else [])
    assert [item.code for item in items if isinstance(item, Finding)] == ["numbers.absent"] * (
        outcome == "absent"
    )


TURNED = [
    ("Just over 270 people live there.", ["numbers.changed"]),
    ("Nearly 270 people live there.", []),
    ("Some 270 people live there.", []),
    ("At least 41 boats lie there.", []),
]


@pytest.mark.parametrize(("text", "expected"), TURNED, ids=[row[0] for row in TURNED])
def test_more_than_where_the_article_has_less_than_is_an_error(text: str, expected: list[str]) -> None:
    facts = Facts.of(Article(text="Just under 270 people live on Ness. It has 41 boats.", language="en"))
    whole = facts.article.span(0, len(facts.article.text))
    items = list(check_numbers(Claim("dek", Statement(text=text, evidence=[whole]), facts)))
    assert [item.code for item in items if isinstance(item, Finding)] == expected


NEARLY = [
    ("Nearly 700 were hurt.", "absent"),
    ("Nearly 650 were hurt.", "rounded"),
    ("Over 600 were hurt.", "rounded"),
]


@pytest.mark.parametrize(("text", "outcome"), NEARLY, ids=[row[0] for row in NEARLY])
def test_nearly_a_figure_is_nearer_to_it_than_to_the_one_below(text: str, outcome: str) -> None:
    facts = Facts.of(Article(text="The fever killed 31 people and hurt 648.", language="en"))
    items = list(check_numbers(Claim("dek", Statement(text=text, evidence=[]), facts)))
    assert [item.outcome for item in items if isinstance(item, Checked)] == [outcome]


def test_the_same_digits_with_another_scale_word_are_changed_where_the_words_beside_them_agree() -> None:
    text = "The register lists over a thousand boats of the bay. A million visitors came to the fair in May."
    facts = Facts.of(Article(text=text, language="en"))
    line = Statement(text="The register lists over a million boats of the bay.", evidence=[])
    items = list(check_numbers(Claim("dek", line, facts)))
    assert [item.code for item in items if isinstance(item, Finding)] == ["numbers.changed"]


def test_two_figures_of_the_article_may_be_told_as_a_share() -> None:
    facts = Facts.of(Article(text="Of the 19 boats, seven were lost.", language="en"))
    items = list(check_numbers(Claim("dek", Statement(text="7 out of 19 were lost.", evidence=[]), facts)))
    assert [item.outcome for item in items if isinstance(item, Checked)] == ["derived"]


KINDS = [
    ("It was fined £90,000 in spring.", "$90,000"),
    ("In spring 90,000 percent was fined.", "$90,000"),
    ("The pier is 5 kilometres long.", "5 miles"),
    ("Doors not closing rose by 12 percentage points.", "12 percent"),
]


@pytest.mark.parametrize(("text", "words"), KINDS, ids=[row[0] for row in KINDS])
def test_the_same_value_of_another_kind_or_unit_is_a_warning(text: str, words: str) -> None:
    assert codes(text, words) == ["numbers.unit"]


FIRMED = [
    ("It employs 1,800 people.", ["numbers.firmed"]),
    ("It employs some 1,800 people.", []),
    ("It employs nearly 1,800 people.", []),
]


@pytest.mark.parametrize(("text", "expected"), FIRMED, ids=[row[0] for row in FIRMED])
def test_the_word_that_makes_a_figure_approximate_is_kept(text: str, expected: list[str]) -> None:
    assert codes(text, "About 1,800") == expected


DESIGNATIONS = [
    ("Two squadrons of F-17 jets flew.", ["numbers.absent"]),
    ("Two squadrons of F-35 jets flew over the bay.", ["numbers.changed"]),
    ("F-16s flew over the bay.", []),
    ("F-35 jets flew over the bay with F-16s.", []),
    ("A B-52 flew over the bay.", []),
]


@pytest.mark.parametrize(("text", "expected"), DESIGNATIONS, ids=[row[0] for row in DESIGNATIONS])
def test_a_name_with_other_digits_of_the_series_is_noticed(text: str, expected: list[str]) -> None:
    found = codes(text, "F-16")
    assert [code for code in found if code != "numbers.count"] == expected


MULTIPLES = [
    ("Profit doubled.", "$4.5 million", "unchecked"),
    ("The crowd more than doubled, from 9 to 17.", "9 boats", "unchecked"),
]


@pytest.mark.parametrize(("text", "words", "outcome"), MULTIPLES, ids=[row[0] for row in MULTIPLES])
def test_a_multiple_that_no_two_figures_show_is_admitted_as_unchecked(
    text: str, words: str, outcome: str
) -> None:
    assert outcome in [item.outcome for item in run(text, words)[1]]


def test_a_multiple_is_worked_out_from_the_evidence() -> None:
    facts = Facts.of(Article(text="The yard sold 20 boats in May and 41 boats in June.", language="en"))
    whole = facts.article.span(0, len(facts.article.text))
    items = list(check_numbers(Claim("dek", Statement(text="Sales doubled.", evidence=[whole]), facts)))
    assert [item.code for item in items if isinstance(item, Finding)] == ["numbers.derived"]
    assert [item.note for item in items if isinstance(item, Checked)] == ["41 against 20"]


@given(st.sampled_from(FACTS.sentences))
def test_a_copied_sentence_has_no_finding_and_every_figure_is_verbatim(sentence: object) -> None:
    text = TEXT[sentence.start : sentence.end]  # type: ignore[attr-defined]
    statement = Statement(text=text, evidence=[FACTS.article.span(sentence.start, sentence.end)])  # type: ignore[attr-defined]
    items = list(check_numbers(Claim("dek", statement, FACTS)))
    assert {item.outcome for item in items if isinstance(item, Checked)} <= {"verbatim"}
    assert not any(isinstance(item, Finding) for item in items)


LANGUAGES = [
    (
        "fr",
        "Le port a reçu 1,5 million d'euros et 20 000 visiteurs.",
        "1,5 million d'euros",
        "1,9 million d'euros",
    ),
    ("de", "Der Hafen erhielt 1,5 Millionen Euro und 20.000 Besucher.", "20.000", "25.000"),
    ("es", "El puerto recibió 1,5 millones de euros y 20.000 visitantes.", "20.000", "29.000"),
    ("ja", "港には1億2000万円と2万人の客が集まった。", "2万人", "3万人"),
    ("ar", "استقبل الميناء 25 ألف زائر وحصل على 15 مليون دولار.", "25 ألف", "29 ألف"),
]


@pytest.mark.parametrize(("language", "text", "old", "new"), LANGUAGES, ids=[row[0] for row in LANGUAGES])
def test_a_copied_line_is_sound_and_one_other_figure_is_an_error_in_every_language(
    language: str, text: str, old: str, new: str
) -> None:
    facts = Facts.of(Article(text=text, language=language))
    whole = facts.article.span(0, len(text))

    def errors(line: str) -> list[str]:
        items = check_numbers(Claim("dek", Statement(text=line, evidence=[whole]), facts))
        return [item.code for item in items if isinstance(item, Finding)]

    assert errors(text) == []
    assert errors(text.replace(old, new)) == ["numbers.absent"]


def test_evidence_that_is_found_has_the_figure_s_sentence() -> None:
    assert span("26 vessels") in find_evidence("Brannock Line owns 26 vessels.", FACTS)
