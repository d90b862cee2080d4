"""Find words, and the content words by which a claim is matched to a sentence.

Content words are for comparing, never for showing; nothing here decides whether two texts say the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from briefkit.text.scripts import INVISIBLE, MARKS, UNSPACED
from briefkit.text.stopwords import STOP_WORDS

__all__ = ["Word", "content_of", "content_words", "find_words", "word_keys"]


class Word(NamedTuple):
    """A word as it stands in the text; in scripts without spaces, a run of letters."""

    text: str
    start: int
    end: int


_WORD = re.compile(
    r"\d+(?:[.,]\d+)*"  # a number, with its separators
    rf"|[{UNSPACED}]+"
    rf"|(?:[^\W\d{UNSPACED}]+|[{MARKS}\xad\u200c\u200d]+)+"
    rf"(?:['’ʼ][^\W\d{UNSPACED}]+)*"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+\Z")
_HIDDEN = re.compile(f"[{INVISIBLE}\u0640\u064b-\u0652]")
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|dell|nell|all|sull|dall|un)['’ʼ]")
_PAIRED = re.compile(rf"[{UNSPACED}\uac00-\ud7a3]")
_KANA_ONLY = re.compile(r"[ぁ-ゖ]+\Z")
_ARABIC_PREFIX = re.compile("(?:[وف]?(?:ال|بال|كال|لل)|و)(?=\\w{3})")

_PREFIX = 6
"""Letters by which words of inflected languages are compared, such as "Regierung" and "Regierungen"."""


def find_words(text: str) -> list[Word]:
    """Return the words and numbers of a text; a number keeps its separators, a compound is cut at hyphens."""
    return list(_found(text)) if len(text) <= _LINE else _find(text)


@lru_cache(maxsize=1_000)
def _found(line: str) -> tuple[Word, ...]:
    return tuple(_find(line))


def _find(text: str) -> list[Word]:
    return [_word((match[0], *match.span())) for match in _WORD.finditer(text)]


_word = Word._make
_LINE = 400
"""Characters up to which the words of a text are kept: many checks ask for those of one line."""


def content_words(text: str, language: str | None) -> list[str]:
    """Return what a text is about: words folded and cut to a stem, function words dropped, pairs of letters
    where words are not spaced; repeated words stay repeated.
    """
    return [key for word in _WORD.findall(text) for key in content_of(word, language)]


def content_of(word: str, language: str | None) -> Sequence[str]:
    """Return what `content_words` returns, for one word as `find_words` found it."""
    return _content(word, language or "en")


@lru_cache(maxsize=16_384)
def _content(word: str, language: str) -> Sequence[str]:
    """Return what one word, or one run of letters without spaces, is about."""
    if word[0].isdecimal():
        return (_plain_number(word),)
    if _PAIRED.match(word):
        return _pairs(unicodedata.normalize("NFKC", word))
    stem = _stem(word, language)
    return (stem,) if stem and stem not in STOP_WORDS.get(language, frozenset()) else ()


def word_keys(text: str, language: str | None) -> list[tuple[Word, str]]:
    """Return the words of a text, function words too, each with the form by which it is compared."""
    return [(word, _key(word.text, language or "en")) for word in find_words(text)]


@lru_cache(maxsize=16_384)
def _key(word: str, language: str) -> str:
    if word[0].isdecimal():
        return _plain_number(word)
    if _PAIRED.match(word):
        return unicodedata.normalize("NFKC", word)
    return _stem(word, language) or word  # a word of marks alone has no stem


def _plain_number(word: str) -> str:
    """Return digits without their grouping, so that 13,000 is 13000."""
    plain = unicodedata.normalize("NFKC", word)
    return re.sub("[.,]", "", plain) if _GROUPED.match(plain) else plain.replace(",", ".")


def _pairs(run: str) -> list[str]:
    if len(run) == 1:
        return [] if _KANA_ONLY.match(run) else [run]
    pairs = [run[place : place + 2] for place in range(len(run) - 1)]
    return [pair for pair in pairs if not _KANA_ONLY.match(pair)]


@lru_cache(maxsize=16_384)
def _stem(word: str, language: str) -> str:
    """Return the stem of one word; a function word comes back whole, for the caller to drop."""
    folded = (
        _HIDDEN.sub("", unicodedata.normalize("NFKC", word)).casefold().replace("’", "'").replace("ʼ", "'")
    )
    if folded in STOP_WORDS.get(language, ()):
        return folded
    if language == "en":
        return _stem_english(_unaccented(folded.removesuffix("'s").rstrip("'")))
    folded = _ELIDED.sub("", folded, count=1)
    if folded in STOP_WORDS.get(language, ()):
        return folded
    if language == "ar":
        folded = _ARABIC_PREFIX.sub("", folded, count=1)
        return folded.translate(_ARABIC_SPELLING)[:_PREFIX]
    return _unaccented(folded)[:_PREFIX]


_ARABIC_SPELLING = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})


def _unaccented(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


_ENDINGS = (
    ("ies", "i"),
    ("sses", "ss"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("ing", ""),
    ("ied", "i"),
    ("ed", ""),
    ("es", ""),
    ("s", ""),
    ("ly", ""),
    ("y", "i"),
    ("e", ""),
)
"""Tried in order; the first that leaves three letters or more is taken off."""


def _stem_english(word: str) -> str:
    if len(word) < 4 or word == "news" or word.endswith(("ss", "us", "is")):
        return word
    for ending, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: len(word) - len(ending)] + left
            return _undoubled(stem) if ending in ("ing", "ed") else stem
    return word


def _undoubled(stem: str) -> str:
    """Return "plan" for "plann", "creat" for "creat"."""
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return stem
