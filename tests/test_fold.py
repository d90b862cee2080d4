"""Folding: what stops counting, what never does, and the way back to the text as given."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“We didn’t”", "\"We didn't\""),
        ("»Ja«", "„Ja“"),
        ("«\u202fOui\u202f»", '"Oui"'),
        ("she said ‘we are “done” here’", 'she said "we are \'done\' here"'),
        ("the plan — he said — failed", "the plan -- he said -- failed"),
        ("the plan—he said—failed", "the plan – he said – failed"),
        ("1 – 0", "1-0"),
        ("wait …", "wait..."),
        ("wait . . . what", "wait...what"),
        ("co\u00adoperation", "cooperation"),
        ("zero\u200bwidth \ufeffhere", "zerowidth here"),
        ("8\u202f%", "8 %"),
        ("8 %", "8%"),
        ("€1,200 m", "€1,200m"),
        ("£ 5", "£5"),
        ("100\u00a0km and 5 kWh", "100km and 5kWh"),
        ("1\u00a0500", "1 500"),
        (unicodedata.normalize("NFD", "José Núñez"), "José Núñez"),
        (unicodedata.normalize("NFD", "한국 기준금리"), "한국 기준금리"),
        ("oﬃce ﬁgures", "office figures"),
        ("１，２３４人", "1,234人"),
        ("٣٫٥", "3.5"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("CO₂", "CO2"),
        ("3 ½", "3 1/2"),
        ("新た に\n感染", "新たに感染"),
        ("「はい」", '"はい"'),
        ("الســـلام", "السلام"),
        ("كِتاب", "كتاب"),
        ("one\n  two\u2028three", "one two three"),
        ("Pourquoi\u202f?", "Pourquoi?"),
    ],
)  # fmt: skip
def test_presentation_does_not_count(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5bn", "15bn"),
        ("1,234", "1234"),
        ("1,234", "1.234"),
        ("10²", "102"),
        ("5½", "51/2"),
        ("set 3. 5 people", "set 3.5 people"),
        ("3 :5", "3:5"),
        ("in 12 200", "in 12200"),
        ("did not", "didn't"),
        ("we'll", "well"),
        ("José", "Jose"),
        ("the rapist", "therapist"),
        ("5 people", "5people"),
        ("Yes.", "Yes?"),
        ("scare “quotes”", "scare quotes"),
        ("ハート", "ハト"),
    ],
)
def test_what_a_quotation_must_keep_counts(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_case_can_be_kept() -> None:
    assert fold("“Straße” É", keep_case=True).text == fold("'Straße' E\u0301", keep_case=True).text
    assert fold("March", keep_case=True).text != fold("march", keep_case=True).text


def test_every_character_knows_where_it_came_from() -> None:
    text = "A\u00ad ﬁ -- “x”"
    folded = fold(text)
    assert folded.text == "a fi-'x'"
    assert [text[start:end] for start, end in zip(folded.starts, folded.ends, strict=True)] == [
        "A",
        " ",
        "ﬁ",
        "ﬁ",
        "--",
        "“",
        "x",
        "”",
    ]


MIXED = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from(" -.'\"“”…—0123½²é\u0301\u00ad\n\u00a0%€aßﬁ新"))
)


@given(MIXED)
def test_the_map_runs_forward_and_within_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert folded.starts == sorted(folded.starts)
    assert folded.ends == sorted(folded.ends)


BASIC_PLANE = st.text(
    alphabet=st.characters(max_codepoint=0xFFFF) | st.sampled_from(" e\u0301\u0308\u00ad-2²½")
)


@given(BASIC_PLANE)
def test_a_text_and_its_decomposed_form_fold_alike(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(composed).text == fold(unicodedata.normalize("NFD", composed)).text


@given(st.text(alphabet="abc 012.,:/-'%€"))
def test_digits_and_the_marks_between_them_are_all_kept(text: str) -> None:
    digits = [character for character in text if character.isdigit()]
    assert [character for character in fold(text).text if character.isdigit()] == digits


def test_a_text_of_22_000_words_folds_in_about_linear_time() -> None:
    seconds = []
    for times in (550, 2200):
        started = time.perf_counter()
        fold("The “committee” of the café — paid 8 % to Acme … now. " * times)
        seconds.append(time.perf_counter() - started)
    assert seconds[1] < 2.0
    assert seconds[1] < 16 * seconds[0] + 0.05
