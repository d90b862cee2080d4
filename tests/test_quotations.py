"""Quotation marks of many systems, nested and over paragraphs, and who is speaking."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import find_quotations
from briefkit.text.quotations import find_ambiguous


def words(text: str) -> list[str]:
    """Return what a text has between quotation marks."""
    return [text[quoted.start : quoted.end] for quoted in find_quotations(text)]


FOUND = [
    ("He said: “We never did.”", ["We never did."]),
    ('He said "we never did" and left.', ["we never did"]),
    ("Il a dit « jamais » hier.", ["jamais"]),
    ("Er sagte „nie“ dazu.", ["nie"]),
    ("Er sagte „nie dazu. “Doch wohl,” sagte sie.", ["nie dazu.", "Doch wohl,"]),
    ('Er sagte „nie" und "doch" dazu.', ["nie", "doch"]),
    ("Er sagte »nie« dazu.", ["nie"]),
    ("首相は「検討する」と述べた。", ["検討する"]),
    ("『本』を読んだ。", ["本"]),
    ("He said ‘never again’ twice.", ["never again"]),
    ("He said 'never again' twice.", ["never again"]),
    ("“We ‘never’ did,” he said.", ["We ‘never’ did,", "never"]),
    ("It's the dogs' dinner, isn't it?", []),
    ('A 5" pipe and a 6" pipe.', []),
    ("She is 5'3\"-5'4\" tall.", []),
    ('""', []),
    ("“First part.\n“Second part,” he said.", ["First part.", "Second part,"]),
    ('"First part.\n"Second part," he said.', ["First part.", "Second part,"]),
    ('"First part. "Second part," he said. "Third."', ["First part.", "Second part,", "Third."]),
    ('of the plan." Then he said "no" twice', ["no"]),
    ('It will go on," For example, we may go" and then', ["For example, we may go"]),
    ('sold for 12" and 14" pipes', []),
    ("an ‘it's fine’ sort of answer", ["it's fine"]),
    ("the '90s boom hit workers' pay", []),
    ("Rock 'n' roll is 'dead' now", ["dead"]),
    ("said 'the workers' pay is low' today", ["the workers' pay is low"]),
    ("'the workers' names and 'they' won", ["the workers", "they"]),
    ("Orr's 'we won't' line", ["we won't"]),
    ("``Never again,'' he said", ["Never again,"]),
    ("Er sagte ,,nie'' dazu", ["nie"]),
    ("Er sagte ‚nie‘ dazu", ["nie"]),
    ("„Nie‟, sagte er", ["Nie"]),
    ("Han sa ”nej” två gånger", ["nej"]),
    ("Hän sanoi »ei» eilen", ["ei"]),
    ("He said “yes“ and left", ["yes"]),
    ("Он сказал: „Нет“ и «да»", ["Нет", "да"]),
    ('그는 "안 간다"고 말했다', ["안 간다"]),
    ("他說：「我們『不會』去」", ["我們『不會』去", "不會"]),
    ("وقال «سنواصل» اليوم", ["سنواصل"]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_what_stands_between_marks_is_found(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_marks_that_may_open_or_close_are_read_both_ways() -> None:
    text = 'their "Old"songs and not"New" ones'
    assert [text[found.start : found.end] for found in find_ambiguous(text)] == ["songs and not"]
    assert find_ambiguous('their "Old" songs and "New" ones') == []
    assert find_ambiguous('他说"好"但她说"不"') == []


SPEAKERS = [
    ("“We did not,” Dana Orr said.", "Dana Orr"),
    ("“We did not,” said Dana Orr.", "Dana Orr"),
    ("Dana Orr said: “We did not.”", "Dana Orr"),
    ("Dana Orr, the chief executive, said on Tuesday: “We did not.”", "Dana Orr"),
    ("“We did not,” Dana Orr, its chief, said.", "Dana Orr"),
    ("“We did not.” It was in Arl. Dana Orr said so.", None),
    ("“We did not,” Dr. D. Orr said.", "Dr. D. Orr"),
    ("“We did not,” he said.", None),
    ("A “bridge” stood there.", None),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS, ids=[row[0] for row in SPEAKERS])
def test_the_speaker_is_the_name_beside_the_verb(text: str, speaker: str | None) -> None:
    assert find_quotations(text)[0].speaker == speaker


@given(st.text(alphabet="ab “”\"'‘’«»「」\n", max_size=200))
def test_spans_lie_in_the_text(text: str) -> None:
    for quoted in find_quotations(text):
        assert 0 <= quoted.start < quoted.end <= len(text)
        assert text[quoted.start : quoted.end].strip() == text[quoted.start : quoted.end]


def test_marks_that_nobody_closes_cost_no_time() -> None:
    started = time.perf_counter()
    find_quotations("“ ‘ ' \" « 「 " * 10_000)
    find_quotations("'a" * 20_000)
    assert time.perf_counter() - started < 5
