"""Words, and the content words by which claims are matched to sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import content_words, find_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "The firm didn’t pay £1,200.50, it said.",
            ["The", "firm", "didn’t", "pay", "1,200.50", "it", "said"],
        ),
        ("a record-high 12-year deal", ["a", "record", "high", "12", "year", "deal"]),
        ("£10bn in the 21st century", ["10", "bn", "in", "the", "21", "st", "century"]),
        ("関西電力は6月10日に", ["関西電力は", "6", "月", "10", "日に"]),
        ("L'Espagne e\u0301te\u0301", ["L'Espagne", "e\u0301te\u0301"]),
        ("यह अच्छा है", ["यह", "अच्छा", "है"]),
        ("", []),
        ("… — !", []),
    ],
)
def test_words_are_found(text: str, words: list[str]) -> None:
    assert [word.text for word in find_words(text)] == words


@given(st.text())
def test_a_word_stands_where_it_says(text: str) -> None:
    words = find_words(text)
    assert all(text[word.start : word.end] == word.text for word in words)
    assert all(one.end <= other.start for one, other in pairwise(words))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Companies plan cuts", "company planned cut"),
        ("en", "It invests; investing, invested", "investment invest"),
        ("en", "The boxes were stopped", "box stopping"),
        ("en", "the company's café", "company cafe"),
        ("en", "fees of 13,000", "fee of 13000"),
        ("de", "die Regierungen", "Regierung"),
        ("fr", "l'Espagne et les banques", "Espagne banque"),
        ("es", "los bancos españoles", "banco español"),
        ("ru", "правительства", "правительство"),
        ("ar", "والشركات", "شركات"),
        ("ko", "한국은행은", "한국은행"),
        ("ja", "関西電力は", "関西電力"),
    ],
)
def test_forms_of_a_word_meet(language: str, one: str, other: str) -> None:
    assert set(content_words(one, language)) & set(content_words(other, language))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("news", "new"),
        ("universe", "university"),
        ("business", "bus"),
        ("string", "sting"),
        ("3.5", "35"),
        ("12", "13"),
    ],
)
def test_other_words_do_not_meet(one: str, other: str) -> None:
    assert not set(content_words(one, "en")) & set(content_words(other, "en"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It is what they said, and it's not"),
        ("de", "Das ist es und er war da"),
        ("fr", "Il n'est pas là"),
        ("ja", "それはこれでしたから"),
        ("ar", "هذا هو"),
    ],
)
def test_function_words_say_nothing(language: str, text: str) -> None:
    assert content_words(text, language) == []


def test_pairs_of_letters_stand_for_words_where_words_are_not_spaced() -> None:
    assert content_words("関西電力は", "ja") == ["関西", "西電", "電力", "力は"]
    assert content_words("木", "ja") == ["木"]


def test_an_unknown_language_still_gives_words() -> None:
    assert content_words("Regjeringen varslet kutt", None) == content_words("Regjeringen varslet kutt", "en")
    assert content_words("Regjeringen varslet", "no") == ["regjer", "varsle"]
