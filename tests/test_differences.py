"""Word differences: complete, by words, and readable in a message."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text.differences import Run, differences, mark_changes

CASES = [
    ("did not report a profit", "did report a profit", "did **not** report a profit", "did report a profit"),
    ("costs fell 12%", "costs fell 42%", "costs fell **12**%", "costs fell **42**%"),
    ("smart, kind", "smart, and kind", "smart, kind", "smart, **and** kind"),
    ("損失は5万円", "損失は6万円", "損失は**5**万円", "損失は**6**万円"),
    ("“It’s done”", '"It\'s done"', "“It’s done”", '"It\'s done"'),
    ("", "new", "", "**new**"),
]


@pytest.mark.parametrize(
    ("source", "said", "theirs", "ours"), CASES, ids=[row[0] or "empty" for row in CASES]
)
def test_each_side_shows_its_own_words(source: str, said: str, theirs: str, ours: str) -> None:
    runs = differences(source, said)
    assert mark_changes(runs, "source") == theirs
    assert mark_changes(runs, "said") == ours


def test_runs_say_what_became_of_the_words() -> None:
    assert differences("we will close it", "we might close it now") == [
        Run("equal", "we", "we"),
        Run("replaced", " will", " might"),
        Run("equal", " close it", " close it"),
        Run("inserted", "", " now"),
    ]


def test_words_far_from_a_change_are_left_out() -> None:
    far = "word " * 40
    shown = mark_changes(differences(f"{far}rose {far}", f"{far}fell {far}"), "source", context=20)
    assert shown == "… word word word word **rose** word word word …"


TEXTS = st.text(alphabet="ab’'é\u0301 .,-12%東\n", max_size=60)


@given(TEXTS, TEXTS)
def test_the_runs_make_up_both_texts(source: str, said: str) -> None:
    runs = differences(source, said)
    assert "".join(run.source for run in runs) == source
    assert "".join(run.said for run in runs) == said


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(run.kind == "equal" for run in differences(text, text))


def test_long_and_repetitive_texts_take_no_long_time() -> None:
    started = time.perf_counter()
    differences("a b " * 20_000, "b a a " * 20_000)
    assert time.perf_counter() - started < 5
