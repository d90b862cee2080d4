"""Misquotations: what they were made from is named, and nothing is excused by likeness."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefkit.text import locate
from briefkit.text.misquotations import Wording, denies

STORY = (
    "Chief executive María Gómez said revenue rose to $4.2bn in the third quarter. "
    "The company did not report a profit. Costs fell 12% to €1,200 m. "
    "“We will close two plants,” Gómez said. “It is a sad day for the club. "
    "But we will rebuild.” The firm’s profit, she added, was not what it should be. "
    "Aid for non-profit groups went to 8 500 people. 新たに1,234人の感染を確認したと発表した。"
)
WORDING = Wording(STORY)

MADE = [
    ("altered", "The company did report a profit", ["The company did not report a profit"]),
    ("altered", "revenue rose to $4.8bn", ["revenue rose to $4.2bn"]),
    ("altered", "revenue fell to $4.2bn", ["revenue rose to $4.2bn"]),
    ("altered", "Costs fell 42% to €1,200 m", ["Costs fell 12% to €1,200 m"]),
    ("altered", "Chief executive Mario Gomes said", ["Chief executive María Gómez said"]),
    ("altered", "We will open two plants", ["We will close two plants"]),
    ("altered", "The company reported no profit", None),
    ("altered", "Aid for profit groups went", None),
    ("altered", "500 people", ["8 500 people"]),
    ("altered", "新たに1,534人の感染を確認", ["新たに1,234人の感染を確認"]),
    ("altered", "It is a sad day for all of the club", None),
    ("stitched", "the third quarter. We will close two plants", ["the third quarter", "We will close two plants"]),
    ("stitched", "it is a sad day, Gómez said revenue rose", ["It is a sad day", "Gómez said revenue rose"]),
    ("joined", "We will close two plants. It is a sad day", ["We will close two plants", "It is a sad day"]),
    ("punctuation", "The firm's profit she added was not", ["The firm’s profit, she added, was not"]),
    ("respelled", "The company didn't report a profit", ["The company did not report a profit"]),
    ("respelled", "Costs fell 12 percent to €1,200m", ["Costs fell 12% to €1,200 m"]),
    ("respelled", "aid for nonprofit groups", ["Aid for non-profit groups"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "quote", "pieces"), MADE, ids=[f"{kind}: {quote}" for kind, quote, _ in MADE]
)
def test_what_words_were_made_from_is_named(kind: str, quote: str, pieces: list[str] | None) -> None:
    assert locate(quote, STORY) is None
    miss = WORDING.compare(quote)
    assert miss is not None
    assert miss.kind == kind
    if pieces is not None:
        assert [STORY[start:end] for start, end in miss.spans] == pieces


@pytest.mark.parametrize(
    "quote", ["The union has hired a lawyer in Madrid.", "CFO", "", "…", "東京は雨だった"]
)
def test_what_nobody_said_was_made_from_nothing(quote: str) -> None:
    assert WORDING.compare(quote) is None


def test_two_speakers_are_not_joined() -> None:
    text = "“We will close two plants,” Dana Orr said. “It is a sad day for us,” Tomas Weil said."
    miss = Wording(text).compare("We will close two plants. It is a sad day for us")
    assert miss is not None
    assert miss.kind == "stitched"


DENIALS = [
    (" not ", "not"), (" has never ", "never"), (" don't really think that it is ", "don't"),
    (" the plan, which was not popular, will ", None), (". It was not. ", None), (" ne sera pas ", "ne"),
    (" nicht ", "nicht"), (" no ", "no"), (" all of the ", None),
]  # fmt: skip


@pytest.mark.parametrize(("left_out", "denial"), DENIALS, ids=[row[0] for row in DENIALS])
def test_a_denial_beside_an_omission_is_seen(left_out: str, denial: str | None) -> None:
    assert denies(left_out) == denial


TOKENS = ["the", "plan", "rose", "fell", "not", "12%", "$4.2bn", "club", "we’ll", "cost", "of", "it"]
WORDS = st.lists(st.sampled_from(TOKENS), min_size=6, max_size=40)


@given(WORDS, st.integers(0, 39), st.integers(3, 9), st.sampled_from(["loss", "77", "didn't"]), st.data())
def test_a_quotation_with_a_foreign_word_is_never_harmless(
    words: list[str], first: int, count: int, foreign: str, data: st.DataObject
) -> None:
    text = " ".join(words)
    said = words[first % len(words) :][:count]
    said[data.draw(st.integers(0, len(said) - 1))] = foreign
    miss = Wording(text).compare(" ".join(said))
    assert miss is None or miss.kind == "altered"


@given(WORDS, st.integers(0, 39), st.integers(2, 9))
def test_the_stretches_named_lie_in_the_text(words: list[str], first: int, count: int) -> None:
    text = " ".join(words)
    said = " ".join([*words[first % len(words) :][:count], *words[:count]])
    assume(locate(said, text) is None)
    miss = Wording(text).compare(said)
    if miss is not None:
        assert all(0 <= start < end <= len(text) for start, end in miss.spans)


def test_a_long_article_and_a_hostile_quotation_take_little_time() -> None:
    seconds = []
    for times in (120, 480):
        started = time.perf_counter()
        wording = Wording(STORY * times)
        assert wording.compare("a fabricated quotation that nobody gave anywhere") is None
        assert wording.compare("We will open two plants and rebuild the firm's profit") is not None
        seconds.append(time.perf_counter() - started)
    assert seconds[1] < 10 * seconds[0] + 0.1
    started = time.perf_counter()
    Wording("a b " * 10_000).compare("b a a " * 400)
    assert time.perf_counter() - started < 5
