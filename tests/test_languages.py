"""What is looked at in which language: a true table, gaps admitted once, and the examples of the docs."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from briefkit.checks import Claim, Facts, report
from briefkit.checks.languages import NO, OTHERS, SCOPES, check_scope, is_served
from briefkit.schema import Article, Checked, LineReport, Question, Statement
from briefkit.text.background import Background
from briefkit.text.calendar_words import calendar_words
from briefkit.text.negations import find_negations
from briefkit.text.number_words import find_fraction_words, find_number_words
from briefkit.text.opposites import find_sided
from briefkit.text.phrases import phrase_of
from briefkit.text.speech_words import speech_verbs
from briefkit.text.stopwords import STOP_WORDS
from tests.examples_by_language import ARTICLES, EXAMPLES, PUBLISHED, Example

LANGUAGES = [*ARTICLES, "it", "pt", "nl", "ru", "zh", "ko"]
WORDING = ("negation", "direction", "hedge", "comparison", "cause", "time")


def checked_line(text: str, language: str | None, article: str) -> LineReport:
    (line,) = report(text, Article(text=article, language=language)).lines
    return line


def admitted(items: list[Checked]) -> list[str]:
    return [item.kind for item in items if item.outcome == "unchecked"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.language} {each.kind}")
def test_the_examples_of_the_documentation_come_out_as_it_says(example: Example) -> None:
    article = Article(
        text=ARTICLES[example.language],
        language=example.language,
        published=datetime.date.fromisoformat(PUBLISHED),
    )
    assert [each.code for each in report(example.sound, article).findings if each.path] == []
    faulty = [each for each in report(example.faulty, article).findings if each.severity == "error"]
    assert example.code in [each.code for each in faulty]


def test_every_language_of_the_table_has_three_examples() -> None:
    assert set(Counter(each.language for each in EXAMPLES).values()) == {3}
    assert {each.language for each in EXAMPLES} == ARTICLES.keys()


_SPOKEN = {
    "en": "They will not open; sales rose; twelve; two-thirds",
    "fr": "Ils ne vont pas ; hausse ; douze ; deux tiers",
    "de": "Sie werden nicht, Gewinn, zwölf, zwei Drittel",
    "es": "No van, sube, doce, dos tercios",
    "ja": "十二人、ない",
    "zh": "十二人",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_what_the_word_lists_have(language: str) -> None:
    text = _SPOKEN.get(language, "12")
    phrase = phrase_of(text, language)
    held = {
        "words": bool(list(find_number_words(text, language))),
        "fraction": bool(list(find_fraction_words(text, language))),
        "relative": bool(calendar_words(language).relative),
        "attribution": bool(speech_verbs(language)),
        "negation": bool(find_negations(phrase)),
        "direction": bool(find_sided(phrase)),
        "specificity": Background.general(language) is not None,
        "language": SCOPES["language"].of(language) == "by script" or language in STOP_WORDS,
    }
    assert held == {what: is_served(what, language) for what in held}


def test_a_line_in_english_has_nothing_to_admit() -> None:
    line = checked_line("The town pays for a quay.", "en", "The town will pay for a new quay in May.")
    assert admitted(line.checked) == []


CASES = [
    ("fr", "La ville de Valombre paie un quai.", "La ville de Valombre va payer un quai neuf.",
     ["hedge", "comparison", "cause", "time"]),
    ("it", "Il comune paga un molo.", "Il comune pagherà un molo nuovo.", ["attribution", *WORDING]),
    ("ja", "市は橋に3億円をかける。", "市は新しい橋に3億円を投じると発表した。", ["name", "attribution", *WORDING]),
    ("ar", "دفع المجلس 3 ملايين دولار.", "دفع مجلس البلدة 3 ملايين دولار للسوق.", ["name", "attribution", *WORDING]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "article", "kinds"), CASES, ids=[case[0] for case in CASES])
def test_what_a_language_lacks_is_admitted_once_a_line(
    language: str, text: str, article: str, kinds: list[str]
) -> None:
    assert admitted(checked_line(text, language, article).checked) == kinds


def test_where_the_language_is_not_known_dates_are_admitted_too_and_the_reason_is_that() -> None:
    facts = Facts(Article(text="Xq 17 vv. Zzk 4."), None, [])
    items = list(check_scope(Claim("dek", Statement(text="Xq 9", evidence=[]), facts)))
    assert [item.kind for item in items] == ["date", "attribution", *WORDING]
    assert {item.note for item in items[1:]} == {"the article's language is not known"}


def test_a_line_like_no_sentence_is_said_to_be_held_against_none() -> None:
    line = checked_line("Zebras fly.", "en", "The town will pay for a new quay in May.")
    assert admitted(line.checked) == ["attribution", *WORDING]
    assert {item.note for item in line.checked} == {"no sentence of the article is like the line"}


EXEMPT = {
    "a question": Question(
        text="市はいつ橋を直すのか。", evidence=[], why_open="-", who_could_answer=[], settled_by="-"
    ),
    "a line of the article": Statement(text="市は橋に3億円を投じると発表した。", evidence=[]),
    "a copied line": Statement(text="市は橋に", evidence=[], origin="copied"),
    "a conclusion": Statement(text="市は得をする。", evidence=[], basis="inferred"),
}


@pytest.mark.parametrize("statement", EXEMPT.values(), ids=EXEMPT.keys())
def test_nothing_is_admitted_where_nothing_of_the_kind_could_be_wrong(statement: Statement) -> None:
    facts = Facts.of(Article(text="市は橋に3億円を投じると発表した。工事は4月に始まる。", language="ja"))
    assert list(check_scope(Claim("dek", statement, facts))) == []


def test_every_scope_says_something_for_all_other_languages() -> None:
    assert [scope.name for scope in SCOPES.values() if OTHERS not in scope.reach] == []
    assert [scope.name for scope in SCOPES.values() if scope.kind and not scope.why] == []
    assert all(scope.of("en") != NO for scope in SCOPES.values())
