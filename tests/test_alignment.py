"""A claim laid beside a sentence: what stands in the place of what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import align

SENTENCE = "The council of Port Ansel voted on Tuesday to close two of its ferry lines."


@pytest.mark.parametrize(
    ("claim", "mine", "theirs"),
    [
        ("The council of Port Ansel voted on Tuesday to open two of its ferry lines.", "open", "close"),
        ("The council of Port Ansel voted on Tuesday to close nine of its ferry lines.", "nine", "two"),
        ("The council of Port Weir voted on Tuesday to close two of its ferry lines.", "Weir", "Ansel"),
        ("The council of Port Ansel voted on Tuesday not to close two of its ferry lines.", "not", ""),
        ("The council voted on Tuesday to close two of its ferry lines.", "", "of Port Ansel"),
        ("The mayor of Port Ansel voted on Tuesday to close two of its ferry lines.", "mayor", "council"),
    ],
    ids=["verb", "figure", "name", "put in", "left out", "near the edge"],
)
def test_one_difference_in_a_like_sentence_is_one_change(claim: str, mine: str, theirs: str) -> None:
    alignment = align(claim, SENTENCE, "en")
    (change,) = alignment.changes
    assert (alignment.claim_text(change), alignment.source_text(change)) == (mine, theirs)
    assert change.before >= 1
    assert change.after >= 1


def test_forms_of_one_word_are_no_change() -> None:
    assert align("Ferry line closed", "ferry lines closing", "en").changes == ()


def test_nothing_in_common_is_not_similar() -> None:
    assert align("Rain fell in Kent", SENTENCE, "en").similarity < 0.3
    assert align("", SENTENCE, "en").similarity == 0.0


@given(
    st.lists(
        st.sampled_from(["ferry", "line", "port", "council", "vote", "close", "open", "two", "nine"]),
        max_size=12,
    )
)
def test_the_words_outside_the_changes_are_the_same_on_both_sides(words: list[str]) -> None:
    alignment = align(" ".join(words), SENTENCE, "en")
    changed = {place for change in alignment.changes for place in range(*change.claim)}
    kept = [word.text.casefold()[:4] for place, word in enumerate(alignment.claim) if place not in changed]
    source_changed = {place for change in alignment.changes for place in range(*change.source)}
    theirs = [
        word.text.casefold()[:4] for place, word in enumerate(alignment.source) if place not in source_changed
    ]
    assert kept == theirs
