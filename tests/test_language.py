"""Languages, scripts, and how many words a text has."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import count_words, detect_language, guess_language, is_latin, is_unspaced


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The company said on Monday that it would not comment."),
        ("de", "Der Minister sagte am Montag nichts dazu."),
        ("fr", "Le ministre a dit non lundi à Paris."),
        ("es", "El ministro dijo que no el lunes."),
        ("ru", "Министр ничего не сказал в понедельник о погоде."),
        ("uk", "Це український текст про погоду і їжу."),
        ("ja", "日本の首相は発表した"),
        ("ja", "東京電力福島第一原子力発電所事故の調査"),
        ("zh", "中文文本没有假名"),
        ("ko", "한국은행은 금리를 동결했다"),
        ("ar", "هذا نص باللغة العربية"),
        ("fa", "این یک متن فارسی است چون گچ پژ دارد"),
        ("ur", "یہ اردو زبان کا ایک جملہ ہے"),
        ("he", "שלום לכולם היום"),
        ("el", "Ελληνικό κείμενο"),
        ("th", "ข้อความภาษาไทย"),
        ("hi", "यह हिंदी पाठ है"),
    ],
)
def test_a_language_is_told(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", " ", "12 345", "OK", "hi there", "12 % — 5", "!!!"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect_language(text) is None


def test_a_name_in_another_script_does_not_change_the_language() -> None:
    assert detect_language("日本の企業 Hewlett Packard Enterprise は発表した") == "ja"


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    detected = detect_language(text)
    assert detected is None or len(detected) == 2


def test_the_corpus_is_told_apart(corpus: list[dict[str, Any]]) -> None:
    assert [row["id"] for row in corpus if detect_language(row["text"]) != row["language"]] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The firm said it was."),
        ("de", "Er ist in der Stadt und sie nicht."),
        ("fr", "Il est dans la rue."),
        ("es", "Es que no está en la calle."),
        ("en", ""),
        ("en", "東京"),
        ("ru", "Он не был там."),
    ],
)
def test_a_language_is_guessed_by_its_small_words(language: str, text: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("latin", "text"),
    [
        (True, "Málaga, Łódź"),
        (True, "Tokyo 東"),
        (False, "東京 NY"),
        (False, "Москва"),
        (False, "12 %"),
        (False, ""),
    ],
)
def test_latin_letters_make_a_text_latin(latin: bool, text: str) -> None:
    assert is_latin(text) is latin


def test_some_languages_have_no_spaces() -> None:
    assert [is_unspaced(language) for language in ("ja", "zh", "th", "ko", "en", None)] == [True] * 3 + [
        False
    ] * 3


@pytest.mark.parametrize(
    ("words", "language", "text"),
    [
        (7, "en", "Halden's 12-year deal cost $1.9 billion, roughly."),
        (0, "en", "— … !"),
        (0, None, ""),
        (6, "fr", "L'Espagne a payé 3,5 millions d'euros."),
        (6, "ja", "関西電力は発表をした。10日"),
        (2, "zh", "中文文本。"),
        (2, "ko", "한국은행은 동결했다."),
        (2, "en", "the 東京"),
    ],
)
def test_words_are_counted_as_each_language_counts_them(words: int, language: str | None, text: str) -> None:
    assert count_words(text, language) == words


def test_the_language_model_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, briefkit.text; sys.exit('py3langid' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
