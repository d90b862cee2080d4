"""Dates of a statement: in the article, in the evidence, beside the same words, and how each came out."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.checks import CODES, Claim, Facts
from briefkit.checks.dates import check_dates
from briefkit.schema import Article, Checked, Finding, Span, Statement

TEXT = """The Orlo council votes on the bridge on Friday, 23 October. The mayor resigned last Monday. \
Builders signed the contract on 3 March and must finish by 30 June 2028. The tolls end in 2031.

The old bridge was built in 1887 and closed in the 1990s. Ferries leave the quay at 9 a.m. and return at 6:30 p.m. ET. \
Anglers met on Tuesday. In the second quarter of 2027 the board will report."""
PUBLISHED = datetime.date(2026, 10, 14)  # a Wednesday
ARTICLE = Article(text=TEXT, language="en", published=PUBLISHED)
FACTS = Facts.of(ARTICLE)
UNDATED = Facts.of(ARTICLE.model_copy(update={"published": None}))


def span(words: str) -> Span:
    """Return the sentence of the article that has these words."""
    found = FACTS.span_of(TEXT.index(words))
    assert found is not None
    return found


def run(
    text: str, *words: str, facts: Facts = FACTS, found: bool = False
) -> tuple[list[Finding], list[Checked]]:
    """Return the findings and what was looked up, for a line with the sentences that have these words."""
    statement = Statement(text=text, evidence=[span(each) for each in words])
    items = list(check_dates(Claim("dek", statement, facts, found=found)))
    return (
        [item for item in items if isinstance(item, Finding)],
        [item for item in items if isinstance(item, Checked)],
    )


def codes(text: str, *words: str, facts: Facts = FACTS, found: bool = False) -> list[str]:
    """Return the codes of the findings on the dates of a line."""
    return [item.code for item in run(text, *words, facts=facts, found=found)[0]]


OUTCOMES = [
    ("The council votes on 23 October.", "votes on the bridge", "verbatim"),
    ("The council votes on Oct. 23, 2026.", "votes on the bridge", "normalised"),
    ("The mayor resigned on 12 October.", "mayor resigned", "normalised"),
    ("Work must finish by 2028-06-30.", "must finish", "normalised"),
    ("The bridge is of the 19th century.", "built in 1887", "normalised"),
    ("Ferries return at 18:30.", "return at", "normalised"),
    ("The bridge was closed in the 1990s.", "mayor resigned", "elsewhere"),
    ("The mayor resigned on Friday.", "mayor resigned", "changed"),
    ("The mayor resigned on Thursday.", "mayor resigned", "absent"),
    ("The contract is of 4 March.", "contract", "absent"),
]


@pytest.mark.parametrize(
    ("text", "words", "outcome"), OUTCOMES, ids=[f"{row[2]}: {row[0]}" for row in OUTCOMES]
)
def test_every_date_is_reported_with_how_it_came_out(text: str, words: str, outcome: str) -> None:
    assert [item.outcome for item in run(text, words)[1]] == [outcome]


def test_a_relative_weekday_becomes_a_day_only_where_publication_is_known() -> None:
    line = "The mayor resigned on 12 October."
    assert codes(line, "mayor resigned") == []
    assert codes(line, "mayor resigned", facts=UNDATED) == ["dates.absent"]


def test_a_year_may_be_added_only_where_it_is_that_of_publication() -> None:
    assert codes("The contract is of 3 March 2026.", "contract") == []
    assert codes("The contract is of 3 March 2025.", "contract") == ["dates.absent"]
    assert codes("The contract is of 3 March 2026.", "contract", facts=UNDATED) == ["dates.year"]


def test_another_year_than_the_month_has_in_the_article_is_absent() -> None:
    text = "Entries close in mid-June. The winner is named in June 2027, the runner-up in 2028."
    facts = Facts.of(Article(text=text, language="en"))
    assert codes("The winner is named in June 2029.", facts=facts) == ["dates.absent"]
    assert codes("The winner is named in June 2027.", facts=facts) == []


WEEKDAYS = [
    ("The council votes on Friday, 23 October.", []),
    ("The council votes on Tuesday, 23 October.", ["dates.weekday"]),
    ("Work must finish by Friday, 30 June 2028.", []),
    ("Work must finish by Tuesday, 30 June 2028.", ["dates.weekday"]),
    ("The contract was signed on Tuesday 3 March.", []),
]


@pytest.mark.parametrize(("text", "expected"), WEEKDAYS, ids=[row[0] for row in WEEKDAYS])
def test_a_weekday_goes_with_its_day(text: str, expected: list[str]) -> None:
    found = codes(text, "votes on the bridge", "contract")
    assert [code for code in found if code == "dates.weekday"] == expected


def test_a_wrong_weekday_shows_the_one_the_article_has_beside_the_day() -> None:
    wrong = [
        item for item in run("The council votes on Tuesday, 23 October.")[0] if item.code == "dates.weekday"
    ]
    assert wrong[0].severity == "error"
    assert 'the article has "Friday" beside this day' in wrong[0].message
    assert wrong[0].nearest == span("votes on the bridge")


SWAPPED = [
    ("dates.changed", "The mayor resigned on Friday.", ["mayor resigned"]),
    ("dates.changed", "The mayor resigned on Friday.", []),
    ("dates.changed", "The old bridge was built in 2031.", ["built in 1887"]),
    ("dates.misplaced", "By 1887 no tolls are to be paid, for they end.", ["tolls", "built in 1887"]),
]


@pytest.mark.parametrize(("code", "text", "words"), SWAPPED, ids=[f"{row[1]} {row[2]}" for row in SWAPPED])
def test_a_date_in_the_place_of_another_of_the_article_is_noticed(
    code: str, text: str, words: list[str]
) -> None:
    (finding,) = run(text, *words)[0]
    assert finding.code == code
    assert finding.severity == CODES[code].severity
    assert finding.nearest is not None


TIMES = [
    ("Ferries leave at 9:00.", []),
    ("Ferries leave at 9 p.m.", ["dates.absent"]),
    ("Ferries return at 6:30 p.m. GMT.", ["dates.absent"]),
    ("Ferries return at 06:30 a.m.", ["dates.absent"]),
]


@pytest.mark.parametrize(("text", "expected"), TIMES, ids=[row[0] for row in TIMES])
def test_half_of_the_day_and_time_zone_are_part_of_a_time(text: str, expected: list[str]) -> None:
    assert codes(text, "return at") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is of the 1890s.", ["dates.absent"]),
        ("It is of the 1880s.", []),
        ("It is of the 18th century.", ["dates.absent"]),
        ("It was closed in 1994.", ["dates.absent"]),
        ("The board reports in the third quarter of 2027.", ["dates.absent"]),
        ("The board reports in Q2 2027.", []),
    ],
)
def test_a_longer_time_is_licensed_by_a_shorter_one_and_never_the_other_way(
    text: str, expected: list[str]
) -> None:
    assert [code for code in codes(text) if code == "dates.absent"] == expected


def test_day_and_month_may_be_either_way_round_where_both_can_be() -> None:
    facts = Facts.of(Article(text="It opens on 4 March 2026.", language="en"))
    claims = [
        Claim("dek", Statement(text=f"It opens on {day}.", evidence=[]), facts)
        for day in ("04/03/2026", "03/04/2026", "05/03/2026")
    ]
    assert [any(isinstance(item, Finding) for item in check_dates(claim)) for claim in claims] == [
        False,
        False,
        True,
    ]


def test_a_date_outside_cited_evidence_is_a_warning_with_the_sentence_that_has_it() -> None:
    (finding,) = run("The tolls on the bridge end in 2031.", "mayor resigned")[0]
    assert (finding.code, finding.severity, finding.nearest) == (
        "dates.elsewhere",
        "warning",
        span("tolls"),
    )


def test_found_evidence_may_miss_the_sentence_that_fits() -> None:
    assert codes("The tolls on the bridge end in 2031.", "mayor resigned", found=True) == []


def test_the_only_weekday_of_an_article_is_that_of_the_whole_story() -> None:
    facts = Facts.of(Article(text="Orlo voted on Tuesday. The mayor was not there.", language="en"))
    second = facts.article.span(facts.sentences[1].start, facts.sentences[1].end)
    claim = Claim("dek", Statement(text="The mayor was away on Tuesday.", evidence=[second]), facts)
    assert not any(isinstance(item, Finding) for item in check_dates(claim))


@given(st.sampled_from(FACTS.sentences))
def test_a_copied_sentence_has_no_finding(sentence: object) -> None:
    start, end = sentence.start, sentence.end  # type: ignore[attr-defined]
    statement = Statement(text=TEXT[start:end], evidence=[ARTICLE.span(start, end)])
    items = list(check_dates(Claim("dek", statement, FACTS)))
    assert not any(isinstance(item, Finding) for item in items)


LANGUAGES = [
    ("fr", "Le conseil vote le vendredi 23 octobre à 20h30.", "23 octobre", "24 octobre"),
    ("de", "Der Rat stimmt am Freitag, 23. Oktober um 15.30 Uhr ab.", "15.30", "16.30"),
    ("es", "El consejo vota el viernes 23 de octubre de 2026.", "de 2026", "de 2025"),
    ("ja", "議会は10月23日午後3時に採決する。", "23日", "24日"),
    ("ar", "يصوت المجلس في 23 أكتوبر 2026.", "2026", "2025"),
]


@pytest.mark.parametrize(("language", "text", "old", "new"), LANGUAGES, ids=[row[0] for row in LANGUAGES])
def test_a_copied_line_is_sound_and_one_other_date_is_an_error_in_every_language(
    language: str, text: str, old: str, new: str
) -> None:
    facts = Facts.of(Article(text=text, language=language, published=PUBLISHED))
    whole = facts.article.span(0, len(text))

    def errors(line: str) -> list[str]:
        items = check_dates(Claim("dek", Statement(text=line, evidence=[whole]), facts))
        return [item.code for item in items if isinstance(item, Finding) and item.severity == "error"]

    assert errors(text) == []
    assert "dates.absent" in errors(text.replace(old, new))
