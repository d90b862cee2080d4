"""Attributions: who says something in a sentence, and with which verb."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text.attributions import find_attributions, is_pronoun, mask_quotations
from briefkit.text.speech_words import SPEECH, Stance, signs_of, speech_verbs, stance_of

FOUND = [
    ("en", "The line is late, Mayor Ilse Brandt said.", [("Mayor Ilse Brandt", "said")]),
    ("en", "Brandt has denied that the line is late.", [("Brandt", "denied")]),
    ("en", '"Nobody asked," its chair, Tomas Weil, told reporters.', [("Tomas Weil", "told")]),
    ("en", '"Nobody asked," said Weil in an interview.', [("Weil", "said")]),
    ("en", "Fares rise, according to the Harbor Freight Union.", [("Harbor Freight Union", "according to")]),
    ("en", "As per Ansel Transit, fares rise.", [("Ansel Transit", "according to")]),
    ("en", "The union claims that fares rise.", []),
    ("en", "The union claims it was not asked.", [("The union", "claims")]),
    ("en", "He said fares rise.", [("He", "said")]),
    ("en", "Ilse Brandt for the Rail Board, says fares rise.", [("Ilse Brandt for the Rail Board", "says")]),
    ("en", "On Monday of that week, said fares rise.", []),
    ("en", "Ansel Transit today announced that fares rise.", [("Ansel Transit", "announced")]),
    ("en", "Ansel Transit on Monday said fares rise.", [("Ansel Transit", "said")]),
    ("en", "Mayor Ilse Monday said fares rise.", [("Mayor Ilse", "said")]),
    ("en", "Weil was told that fares rise.", []),
    ("en", "The report notes were lost.", []),
    ("en", "A second line was added to the plan.", []),
    ("en", "Nobody spoke.", []),
    ("fr", "La ligne est en retard, a déclaré Ilse Brandt.", [("Ilse Brandt", "déclaré")]),
    ("fr", "Ilse Brandt a confirmé le retard.", [("Ilse Brandt", "confirmé")]),
    ("fr", "Selon Ansel Transit, la ligne est en retard.", [("Ansel Transit", "according to")]),
    ("de", "Die Linie komme später, sagte Ilse Brandt.", [("Ilse Brandt", "sagte")]),
    ("de", "Laut Ansel Transit kommt die Linie später.", [("Ansel Transit", "according to")]),
    ("es", "La línea llega tarde, dijo Ilse Brandt.", [("Ilse Brandt", "dijo")]),
    ("es", "Según Ansel Transit, la línea llega tarde.", [("Ansel Transit", "according to")]),
    ("ja", "路線は遅れると市長は言った。", []),
]


@pytest.mark.parametrize(("language", "text", "said"), FOUND, ids=[row[1] for row in FOUND])
def test_a_sentence_says_who_says_it(language: str, text: str, said: list[tuple[str, str]]) -> None:
    assert [(found.speaker, found.verb) for found in find_attributions(text, language)] == said


def test_a_speaker_inside_a_quotation_is_no_speaker() -> None:
    assert find_attributions('It reads "Weil said fares rise" in full.', "en") == []


def test_quotations_are_blanked_at_their_length() -> None:
    text = 'He wrote "no fares" there.'
    assert mask_quotations(text) == 'He wrote "________" there.'


@pytest.mark.parametrize(
    ("verb", "stance"),
    [
        ("said", "said"),
        ("Admitted", "admitted"),
        ("has denied", "denied"),
        ("bestätigte", "confirmed"),
        ("sang", "said"),
        ("", "said"),
    ],
)
def test_a_verb_takes_a_stance(verb: str, stance: str) -> None:
    assert stance_of(verb) == stance


LOADED: tuple[Stance, ...] = ("claimed", "admitted", "confirmed", "denied", "warned")


def test_every_loaded_stance_has_a_verb_in_english() -> None:
    assert set(LOADED) <= set(map(stance_of, SPEECH))


@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_each_verb_of_a_loaded_stance_shows_it_itself(language: str) -> None:
    for verb in speech_verbs(language):
        signs = signs_of(stance_of(verb), language)
        assert signs is None or re.match(signs, verb), verb
    assert all(signs_of(stance, language) for stance in LOADED)


def test_a_language_without_a_table_has_no_verbs() -> None:
    assert speech_verbs("ja") == speech_verbs(None) == ()


def test_a_pronoun_names_nobody() -> None:
    assert is_pronoun("She")
    assert not is_pronoun("Sheila")


@given(st.text(max_size=300), st.sampled_from(["en", "fr", "de", "es", None]))
def test_attributions_lie_in_the_text(text: str, language: str | None) -> None:
    for said in find_attributions(text, language):
        assert 0 <= said.start < said.end <= len(text)


def test_time_grows_with_the_length_only() -> None:
    text = "Weil, who speaks for the union of the port, said that the fares of the line rise again, "
    started = time.perf_counter()
    find_attributions(text * 50, "en")
    short = time.perf_counter() - started
    started = time.perf_counter()
    find_attributions(text * 400, "en")
    assert time.perf_counter() - started < max(24 * short, 1.0)
