"""Surroundings: at which places of an article the words of a claim's figure stand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import Number, find_numbers, split_sentences
from briefkit.text.surroundings import Surroundings

ARTICLE = (
    "The ferry carried 320 passengers and 41 crew across the strait. Divers searched the hull for 12 hours. "
    "The operator owns 17 vessels; it was fined $90,000 in spring."
)


def built(text: str = ARTICLE, language: str = "en") -> tuple[list[Number], Surroundings]:
    """Return the figures of a text with what stands around them."""
    numbers = find_numbers(text, language=language)
    return numbers, Surroundings(text, split_sentences(text, language=language), numbers, language)


@pytest.mark.parametrize(
    ("claim", "figure"),
    [
        ("Some 99 crew were on board", "41"),
        ("On board were 99 passengers", "320"),
        ("The search of the hull took 99 hours", "12 hours"),
        ("An operator with 99 vessels", "17"),
    ],
)
def test_the_place_with_the_same_words_beside_it_comes_first(claim: str, figure: str) -> None:
    numbers, around = built()
    best = around.fits(claim, find_numbers(claim, language="en")[0])[0]
    assert numbers[best.place].text == figure


def test_nearer_words_weigh_more_than_those_of_another_clause() -> None:
    numbers, around = built("The union has 40 ships, and 70 sailors.")
    claim = "sailors: 70"
    fits = {numbers[fit.place].text: fit.share for fit in around.fits(claim, find_numbers(claim)[0])}
    assert fits["70"] > fits["40"]


def test_a_sentence_copied_fits_itself_wholly() -> None:
    numbers, around = built()
    line = "Divers searched the hull for 12 hours."
    best = around.fits(line, find_numbers(line, language="en")[0])[0]
    assert numbers[best.place].text == "12 hours"
    assert best.share == pytest.approx(1.0)


@pytest.mark.parametrize("claim", ["99", "Penguins ate 99 herrings"])
def test_nothing_in_common_fits_nowhere(claim: str) -> None:
    _, around = built()
    assert around.fits(claim, find_numbers(claim, language="en")[0]) == []


def test_pairs_of_letters_are_compared_where_words_are_not_spaced() -> None:
    numbers, around = built("港の職員は20人で、漁船は35隻ある。", "ja")
    claim = "漁船は99隻"
    best = around.fits(claim, find_numbers(claim, language="ja")[0])[0]
    assert numbers[best.place].text.startswith("35")


@given(
    st.lists(st.sampled_from(["ferry", "crew", "12", "and", "4,000", ",", "hull.", "$5", "of"]), max_size=30)
)
def test_shares_lie_between_nothing_and_all_and_fall(words: list[str]) -> None:
    text = " ".join(words)
    _, around = built(text)
    for number in find_numbers(text, language="en"):
        shares = [fit.share for fit in around.fits(text, number)]
        assert shares == sorted(shares, reverse=True)
        assert all(0 < share <= 1.0000001 for share in shares)


def test_time_grows_with_the_length_only() -> None:
    line = "The plant cost 19 crowns in all, about 34 percent more than 12 rivals paid "
    seconds = []
    for count in (100, 800):
        started = time.perf_counter()
        built(line * count)
        seconds.append(time.perf_counter() - started)
    assert seconds[1] < max(24 * seconds[0], 1.0)
