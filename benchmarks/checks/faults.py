"""One fault at a time, planted in a sentence of any language without the library's own eyes. No chance in it.

Each function returns the sentence with a fault that its article does not have, or None where there is no place for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

__all__ = ["FAULTS"]

_DIGITS = re.compile(r"(?<![\w.,:/‑-])(?:\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)(?![.,]?\d|[\w/‑-]|:\d|\.\s)")
_DIGITS_UNSPACED = re.compile(r"(?<![\dA-Za-z.,:/-])\d+(?![\dA-Za-z.,:/-])")
_NAME = re.compile(r"(?<=[\w,;] )[A-ZÀ-Þ][a-zß-ÿ]{2,} [A-ZÀ-Þ][a-zß-ÿ]{2,}\b(?!['’-]| [A-ZÀ-Þ])")
_NAME_IN_KATAKANA = re.compile(r"[ァ-ヴー]{2,}・[ァ-ヴー]{2,}")
_NEW_NAMES = ("Orvela Tanquist", "Bramuel Okstad")
_NEW_IN_KATAKANA = "ボルネスカド・タンクイスト"
_MARKED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"|«([^«»]*)»|„([^„“”]*)[“”]|「([^「」]*)」")
_MARKS = '“”"«»„「」'
_FEWEST, _FEWEST_CHARACTERS = 3, 8
"""Words of a quotation that is worth changing; in a script without spaces, characters."""
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
}
_AUXILIARIES = {
    "en": r"(?:is|are|was|were|will|would|can|could|should|(?:has|have|had)(?=\s(?:been|\w+ed)\b))(?!\s(?:not|as)\b)",
    "fr": r"(?:est|a|était|ont|sont|seront|sera|peut|doit)",
    "de": r"(?:ist|sind|war|waren|wird|werden|kann|können|hat|haben)(?!\s(?:nicht|kein))",
    "es": r"(?:es|son|fue|era|será|ha|han|puede|pueden|está|están)",
}
_DENIED = {"en": "{} not", "fr": "ne {} pas", "de": "{} nicht", "es": "no {}"}
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|ne|pas|nichts?|kein\w*|nie|nunca|n['’]\w+|\w+n['’]t)\b", re.IGNORECASE
)
_UNSPACED = ("ja", "zh")


def _number(text: str, article: str, language: str) -> str | None:
    """Change every digit of a figure; a single digit becomes two, so that no number word of the article says it."""
    held = unicodedata.normalize("NFKC", article)
    for found in (_DIGITS_UNSPACED if language in _UNSPACED else _DIGITS).finditer(text):
        for shift in range(3, 10):
            changed = "".join(_shifted(digit, place, shift) for place, digit in enumerate(found[0]))
            changed = changed * 2 if len(changed) == 1 else changed
            if not re.search(rf"(?<!\d){re.escape(unicodedata.normalize('NFKC', changed))}(?!\d)", held):
                return _put(text, found.span(), changed)
    return None


def _shifted(digit: str, place: int, shift: int) -> str:
    """Return another digit of the same script; the first is never a zero."""
    if not digit.isdecimal():
        return digit
    value = (int(digit) + shift) % 10 or (4 if place == 0 else 0)
    return chr(ord(digit) - int(digit) + value)


def _name(text: str, article: str, language: str) -> str | None:
    del article
    if language in ("ar", "zh"):
        return None
    if language == "ja":
        found = _NAME_IN_KATAKANA.search(text)
        return _put(text, found.span(), _NEW_IN_KATAKANA) if found else None
    found = next((each for each in _NAME.finditer(text) if not _follows_capital(text, each.start())), None)
    return _put(text, found.span(), _NEW_NAMES[len(text) % 2]) if found else None


def _follows_capital(text: str, place: int) -> bool:
    before = text[:place].split()
    return bool(before) and before[-1][:1].isupper()


def _date(text: str, article: str, language: str) -> str | None:
    for table in (_DAYS, _MONTHS):
        words = table.get(language, "").split()
        for word in words:
            found = re.search(
                rf"(?<![^\W_]){word}(?![^\W_])" if language not in _UNSPACED else rf"(?<!\d){word}", text
            )
            other = next((each for each in words[::-1] if not _holds(article, each)), None)
            if found is not None and other is not None:
                return _put(text, found.span(), other)
    return None


def _holds(article: str, word: str) -> bool:
    return re.search(rf"(?<!\d){word[:3] if word.isascii() else word}", article, re.IGNORECASE) is not None


def _quotation(text: str, article: str, language: str) -> str | None:
    """Change one word in the middle of a quotation; in a script without spaces, one character."""
    del article
    for found in _MARKED.finditer(text):
        inside = next(part for part in found.groups() if part is not None)
        start = found.start() + 1
        if language in _UNSPACED and len(inside) >= _FEWEST_CHARACTERS:
            middle = start + len(inside) // 2
            return _put(text, (middle, middle + 1), "山" if text[middle] != "山" else "川")
        words = list(re.finditer(r"[^\W\d_]{4,}", inside))
        if language not in _UNSPACED and words and len(inside.split()) >= _FEWEST:
            first, last = words[len(words) // 2].span()
            return _put(text, (start + first, start + last), "مجوفة" if language == "ar" else "hollow")
    return None


def _negation(text: str, article: str, language: str) -> str | None:
    """Deny the first auxiliary of a sentence that denies and quotes nothing."""
    del article
    if language not in _AUXILIARIES or any(mark in text for mark in _MARKS) or _NEGATIVE.search(text):
        return None
    found = re.search(rf"(?<![\w'’]){_AUXILIARIES[language]}\b", text)
    if found is None:
        return None
    denied = _DENIED[language].format(found[0]).replace("ne a", "n'a").replace("ne é", "n'é")
    return _put(text, found.span(), denied.replace("ne e", "n'e").replace("ne o", "n'o"))


def _put(text: str, place: tuple[int, int], words: str) -> str:
    return text[: place[0]] + words + text[place[1] :]


FAULTS: dict[str, Callable[[str, str, str], str | None]] = {
    "number": _number,
    "name": _name,
    "date": _date,
    "quotation": _quotation,
    "negation": _negation,
}
"""By kind: a function of the sentence, the article's text and its language."""
