"""Finding the sentences a claim rests on: the stand-in for citations where a model is too small to cite."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.schema import Article
from briefkit.text import Index, split_sentences


def index_of(text: str, language: str | None = "en") -> Index:
    return Index(text, split_sentences(text, language=language), language)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("Halden Cloud signed a 12-year power deal with Tri-Rivers Power.", "had signed a 12-year agreement"),
        ("Halden plans to spend $1.9 billion on two buildings.", "about $1.9 billion on the first two"),
        ("The price is 20% above the industrial tariff.", "roughly 20% above"),
        ("The Utilities Board will rule by 30 January 2027.", "expected to rule by"),
        ("Upgrades of $41 million may fall on residents.", "as much as $41 million"),
        ("Halden's revenue grew 34% to $612 million.", "reported revenue of $612 million"),
        ("Corvane cut its outlook, citing lease-up risk.", "cut its outlook on the company to negative"),
        ("The sources asked for anonymity because terms are confidential.", "asked not to be named"),
    ],
)
def test_a_short_claim_finds_its_sentence_in_the_example(article: Article, claim: str, words: str) -> None:
    index = index_of(article.text)
    best = index.best(claim)[0]
    sentence = index.sentences[best.number]
    assert words in article.text[sentence.start : sentence.end]


TOWNS = (
    "The council of Marrow met on Monday. It approved a budget of 40 million for roads. It approved a budget "
    "of 13,000 for parks. The mayor of Marrow left. A budget of 75 million was turned down."
)


def test_a_number_tells_alike_sentences_apart() -> None:
    index = index_of(TOWNS)
    assert [
        index.best(f"A budget of {amount} was approved", 1)[0].number for amount in ("40 million", "13,000")
    ] == [2, 3]


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    assert index_of(TOWNS).best("The mayor met the budget of Marrow", 1)[0].number == 4


def test_matches_come_best_first_and_only_where_something_is_shared() -> None:
    matches = index_of(TOWNS).best("The mayor approved a budget for parks", 10)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    assert {match.number for match in matches} == {2, 3, 4, 5}
    assert index_of(TOWNS).best("zebra crossing") == []
    assert index_of(TOWNS).best("") == index_of("").best("budget") == []


def test_count_limits_the_matches() -> None:
    assert len(index_of(TOWNS).best("budget", 2)) == 2


def test_support_is_the_share_of_content_words() -> None:
    index = index_of(TOWNS)
    assert index.support("The council met on Monday", [1]) == 1.0
    assert index.support("The council met the mayor on Tuesday", [1]) == pytest.approx(0.5)
    assert index.support("The council met the mayor on Tuesday", [1, 4]) == pytest.approx(0.75)
    assert index.support("It is what it is", [1]) == 0.0
    assert index.support("The council met", []) == index.support("The council met", [99]) == 0.0


def test_an_invented_claim_has_little_support() -> None:
    index = index_of(TOWNS)
    best = index.best("The layoffs are expected to cost $1.5 billion over the next years")
    assert all(match.support < 0.5 for match in best)


@pytest.mark.parametrize(
    ("language", "text", "claim", "number"),
    [
        ("ja", "市長は辞任した。関西電力は節電を要請した。株価は3%上昇した。", "関西電力が節電要請", 2),
        ("zh", "市长辞职了。电力公司要求节电。股价上涨3%。", "公司要求大家节电", 2),
        ("th", "นายกเทศมนตรีลาออก\n\nบริษัทไฟฟ้าขอให้ประหยัดไฟ\n\nราคาหุ้นขึ้น", "บริษัทขอให้ประหยัดไฟฟ้า", 2),
        ("ko", "시장이 사임했다. 한국은행은 금리를 동결했다. 주가는 올랐다.", "한국은행이 금리 동결", 2),
        ("ar", "استقال العمدة. أعلنت الشركة عن خفض الأسعار. ارتفع السهم.", "الشركة تخفض أسعار", 2),
        (
            "de",
            "Der Bürgermeister trat zurück. Die Regierung beschloss neue Steuern.",
            "Regierungen beschließen Steuer",
            2,
        ),
        (
            "fr",
            "Le maire a démissionné. La banque d'Espagne a relevé ses taux.",
            "L'Espagne relève le taux",
            2,
        ),
    ],
)
def test_other_languages_are_matched_too(language: str, text: str, claim: str, number: int) -> None:
    assert index_of(text, language).best(claim, 1)[0].number == number


@given(st.integers(0, 4))
def test_a_sentence_is_its_own_best_match(place: int) -> None:
    index = index_of(TOWNS)
    sentence = split_sentences(TOWNS)[place]
    best = index.best(TOWNS[sentence.start : sentence.end], 1)[0]
    assert (best.number, best.support) == (sentence.number, 1.0)


def test_an_article_of_22_000_words_is_indexed_in_a_second() -> None:
    text = " ".join(
        f"The council of town {n} approved a budget of {n * 7} million for roads and parks."
        for n in range(1500)
    )
    started = time.perf_counter()
    index = index_of(text)
    assert index.best("A budget of 7 million was approved for town 1", 1)[0].number == 2
    assert time.perf_counter() - started < 2.0
