"""Tell languages and scripts apart, and count words the way each language counts them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from briefkit.schema import CHARACTERS_PER_WORD
from briefkit.text.scripts import UNSPACED
from briefkit.text.stopwords import STOP_WORDS

__all__ = ["count_words", "detect_language", "guess_language", "is_latin", "is_unspaced"]

_SAMPLE = 4000  # code points that are looked at; enough for any of the languages, and quick
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
_UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
_COUNTED = re.compile(rf"[{UNSPACED}]|[^\W_](?:[^\s{UNSPACED}]*[^\W_])?")

_SCRIPTS: dict[str, re.Pattern[str]] = {
    "ja": re.compile("[\u3041-\u3096\u30a1-\u30fa]"),
    "ko": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "zh": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "arabic": re.compile("[\u0620-\u064a\u066e-\u06d3]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "th": re.compile("[\u0e01-\u0e4e]"),
    "hi": re.compile("[\u0904-\u0939]"),
    "bn": re.compile("[\u0985-\u09b9]"),
    "ta": re.compile("[\u0b85-\u0bb9]"),
    "hy": re.compile("[\u0531-\u0586]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "latin": _LATIN,
}
_PERSIAN = re.compile("[پچژگ]")
_URDU = re.compile("[ٹڈڑںے]")

_LANGUAGES: dict[str, str] = {
    "latin": "bs ca cs cy da de en es et eu fi fr ga gl hr hu id is it lt lv ms mt nl no pl pt ro sk sl sq "
    "sv sw tl tr vi",
    "cyrillic": "be bg kk ky mk mn ru sr uk",
}
"""What news is written in, by script; the model behind knows more, and errs the more for it."""


def is_latin(text: str) -> bool:
    """Say whether most letters of a text are Latin; False where there are none."""
    letters = _LETTER.findall(text)
    return 2 * sum(1 for letter in letters if _LATIN.match(letter)) > len(letters)


def is_unspaced(language: str | None) -> bool:
    """Say whether a language is written without spaces between words."""
    return language in CHARACTERS_PER_WORD


def count_words(text: str, language: str | None) -> int:
    """Return the number of words; in scripts without spaces, characters by the documented factor, rounded."""
    found: list[str] = _COUNTED.findall(text)
    if _UNSPACED_LETTER.search(text) is None:
        return len(found)
    unspaced = sum(1 for word in found if _UNSPACED_LETTER.match(word))
    factor = CHARACTERS_PER_WORD.get(language or "", 2.0)
    return len(found) - unspaced + round(unspaced / factor)


def guess_language(text: str) -> str:
    """Return the language whose function words are the most frequent, `en` for want of any."""
    sample = [word.casefold() for word in _WORD.findall(text[:_SAMPLE])]
    counts = {language: sum(1 for word in sample if word in words) for language, words in STOP_WORDS.items()}
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] else "en"


def detect_language(text: str) -> str | None:
    """Return the language as ISO 639-1; None where the text is too short or its script is not known."""
    return _detect(text[:_SAMPLE])


@lru_cache(maxsize=256)  # the same brief is looked at before its repair and after
def _detect(sample: str) -> str | None:
    script = _find_script(sample)
    if script is None:
        return None
    if script == "arabic":
        return "ur" if _URDU.search(sample) else "fa" if len(_PERSIAN.findall(sample)) > 1 else "ar"
    if script not in _LANGUAGES:
        return script
    words = _WORD.findall(sample)
    if len(words) < 4 or sum(map(len, words)) < 20:
        return None
    label: str = _identifier(script).classify(sample)[0]
    return label


def _find_script(sample: str) -> str | None:
    """Return the script of most words; a little kana among Han is Japanese."""
    if sample.isascii():
        return "latin" if len(_LATIN.findall(sample)) >= 4 else None
    counts = {script: len(pattern.findall(sample)) for script, pattern in _SCRIPTS.items()}
    for script in ("ja", "zh", "ko"):
        counts[script] *= 3  # one letter says as much as three of an alphabet
    if 20 * counts["ja"] > counts["zh"]:
        counts["ja"] += counts["zh"]
        counts["zh"] = 0
    best = max(counts, key=lambda script: counts[script])
    return best if counts[best] >= 4 else None


@cache
def _identifier(script: str) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = set(identifier.labels)
    identifier.set_languages([language for language in _LANGUAGES[script].split() if language in known])
    return identifier
