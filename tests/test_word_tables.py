"""The tables of words behind the wording checks: what is in them, and what must not be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text.clauses import split_clauses
from briefkit.text.connectives import find_causes, find_times
from briefkit.text.hedges import find_futures, find_hedges
from briefkit.text.inflections import adjective_forms, noun_forms, verb_forms
from briefkit.text.negations import find_denials, find_negations, find_unanswered
from briefkit.text.opposites import find_sided, opposed, sides_of
from briefkit.text.phrases import phrase_of
from briefkit.text.superlatives import find_bounds, find_superlatives


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("win", "win wins winning won"),
        ("stop", "stop stops stopping stopped"),
        ("agree", "agree agrees agreeing agreed"),
        ("deny", "deny denies denying denied"),
        ("die", "die dies dying died"),
        ("arrive", "arrive arrives arriving arrived"),
        ("admit", "admit admits admitting admitted"),
        ("open", "open opens opening opened"),
    ],
)
def test_a_verb_has_its_forms(verb: str, forms: str) -> None:
    assert verb_forms(verb) == frozenset(forms.split())


def test_nouns_and_adjectives_have_their_forms() -> None:
    assert noun_forms("victory") == {"victory", "victories"}
    assert noun_forms("loss") == {"loss", "losses"}
    assert adjective_forms("big") == {"big", "bigger", "biggest"}
    assert adjective_forms("early") == {"early", "earlier", "earliest"}


OPPOSED = [
    ("rose", "fell"),
    ("opened", "closed"),
    ("won", "lost"),
    ("approved", "rejected"),
    ("accepted", "refused"),
    ("supports", "opposes"),
    ("increase", "decrease"),
    ("arrived", "departed"),
    ("buys", "sold"),
    ("guilty", "innocent"),
    ("before", "after"),
    ("early", "late"),
    ("first", "last"),
    ("optimistic", "pessimistic"),
    ("public", "private"),
    ("legal", "illegal"),
    ("likely", "unlikely"),
    ("able", "unable"),
    ("highest", "lowest"),
    ("more", "less"),
    ("up", "down"),
    ("confirmed", "denied"),
    ("convicted", "acquitted"),
    ("hired", "fired"),
    ("gains", "losses"),
    ("ally", "enemy"),
]


@pytest.mark.parametrize(("one", "other"), OPPOSED)
def test_opposites_are_known_in_all_their_forms_and_both_ways(one: str, other: str) -> None:
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(("one", "other"), [("rose", "climbed"), ("won", "approved"), ("last", "late")])
def test_other_words_are_no_opposites(one: str, other: str) -> None:
    assert not opposed(one, other)


@given(st.text(max_size=12))
def test_a_word_is_never_its_own_opposite(word: str) -> None:
    assert not opposed(word, word)
    assert all(side.other not in sides_of(word) for side in sides_of(word))


def test_words_with_opposites_are_found_in_their_places() -> None:
    assert [word.place for word in find_sided(phrase_of("Orders rose in Lund", "en"))] == [1, 2]
    assert find_sided(phrase_of("Orders rose in Lund", "fi")) == ()


NEGATIONS = [
    ("She did not go and can't stay", [2, 5]),
    ("Not only the mill but the brand", []),
    ("No. 1 in the country", []),
    ("Nobody came without a ticket", [0, 2]),
    ("No doubt it will", []),
]


@pytest.mark.parametrize(("text", "places"), NEGATIONS, ids=[row[0] for row in NEGATIONS])
def test_negations_are_found_and_idioms_are_none(text: str, places: list[int]) -> None:
    assert list(find_negations(phrase_of(text, "en"))) == places


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Rat stimmte nicht zu"),
        ("fr", "Le conseil n'a pas accepté"),
        ("es", "El consejo no aceptó"),
    ],
)
def test_negations_are_known_in_four_languages(language: str, text: str) -> None:
    assert len(find_negations(phrase_of(text, language))) == 1


def test_words_that_deny_by_their_meaning_are_found() -> None:
    phrase = phrase_of("The union refused to rule out talks, unable to stop them", "en")
    assert [phrase.forms[place] for place in find_denials(phrase)] == ["refused", "unable", "stop"]
    assert find_denials(phrase_of("The united union understands", "en")) == ()


UNANSWERED = [
    ("She did answer the letter", True),
    ("She has yet decided", True),
    ("He is aware of any video", True),
    ("The aim is to win, nor does it matter", True),
    ("What did answer the letter", False),
    ("She has yet to decide", False),
    ("She has not yet decided", False),
    ("It is the best of any mill", False),
    ("They do so", False),
    ("She did the work", False),
]


@pytest.mark.parametrize(("text", "found"), UNANSWERED, ids=[row[0] for row in UNANSWERED])
def test_a_word_that_calls_for_a_negation_is_found_where_none_is(text: str, found: bool) -> None:
    assert (find_unanswered(phrase_of(text, "en")) is not None) == found


def test_hedges_stand_on_their_rungs() -> None:
    phrase = phrase_of("The mill may close, it is expected to, allegedly, and plans are on track", "en")
    assert [(phrase.shown(hedge.start, hedge.end - 1), hedge.rung) for hedge in find_hedges(phrase)] == [
        ("may", "possible"),
        ("expected", "expected"),
        ("allegedly", "told"),
        ("plans", "planned"),
        ("on track", "expected"),
    ]


def test_what_is_to_come_is_found_and_a_purpose_is_not() -> None:
    assert list(find_futures(phrase_of("The mill will close and is to move", "en"))) == [2, 5]
    assert find_futures(phrase_of("The goal is to win", "en")) == ()


def test_superlatives_and_bounds_are_found() -> None:
    phrase = phrase_of("The largest and most costly mill, the first in the west, last week", "en")
    assert [phrase.shown(each.start, each.end - 1) for each in find_superlatives(phrase)] == [
        "largest",
        "most costly",
        "first",
    ]
    (above, below) = find_bounds(phrase_of("More than 40 crowns and at most 12", "en"))
    assert (above.side, below.side) == ("above", "below")


def test_causes_and_times_are_found() -> None:
    phrase = phrase_of("Shares fell due to a drought that led to losses after a fossil-fuelled boom", "en")
    assert [phrase.shown(each.start, each.end - 1) for each in find_causes(phrase, firm=True)] == [
        "due to",
        "led to",
    ]
    assert [each.order for each in find_times(phrase)] == ["after"]


def test_a_sentence_is_cut_into_its_clauses() -> None:
    line = "The mill closed on Monday, and the union of weavers met the mayor"
    assert split_clauses(line, "en") == [
        "The mill closed on Monday",
        "and the union of weavers met the mayor",
    ]
    assert split_clauses("Short", "en") == ["Short"]


@given(
    st.lists(
        st.sampled_from(["the", "mill", "closed", ",", "and", "which", "union", "mayor", "Monday;"]),
        max_size=20,
    )
)
def test_no_word_is_lost_between_clauses(words: list[str]) -> None:
    line = " ".join(words)
    kept = " ".join(split_clauses(line, "en")).replace(",", "").replace(";", "").split()
    assert [word for word in kept if word.isalpha()] == [
        word for word in line.replace(",", "").replace(";", "").split() if word.isalpha()
    ]


def test_words_around_a_place_are_stems_of_the_matter() -> None:
    phrase = phrase_of("The board has not approved the sale of the brand", "en")
    assert phrase.before(3, 2) == ("board",)
    assert phrase.after(3, 2) == ("approv", "sal")
    assert phrase.shown(3, 4) == "not approved"
