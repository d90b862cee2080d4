"""Month and weekday names by language, from CLDR through Babel, and words for quarters and relative days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["CalendarWords", "calendar_words", "ordinal_value"]

_LOCALES: dict[str, tuple[str, ...]] = {"ar": ("ar", "ar_SY", "ar_DZ")}
"""Locales whose names are pooled: Arabic months differ by country."""

_EXTRA_MONTHS: dict[str, dict[str, int]] = {
    "en": {"sept": 9, "june": 6, "july": 7},
    "es": {"setiembre": 9, "sep": 9},
    "de": {"jänner": 1, "sept": 9, "mrz": 3},
    "ar": {"ابريل": 4, "اغسطس": 8, "اكتوبر": 10, "اذار": 3, "ايار": 5, "ايلول": 9},
}
_EXTRA_WEEKDAYS: dict[str, dict[str, int]] = {
    "de": {"sonnabend": 5},
    "ar": {"الإثنين": 0, "الاربعاء": 2},
    "ja": {f"{day}曜": number for number, day in enumerate("月火水木金土日")},
}

_QUARTERS: dict[str, tuple[str, str]] = {
    "en": ("first second third fourth", r"(?:fiscal\s+)?quarter"),
    "fr": ("premier deuxième troisième quatrième", "trimestre"),
    "de": ("erst zweit dritt viert", "quartal"),
    "es": ("primer segundo tercer cuarto", "trimestre"),
}

_RELATIVE: dict[str, dict[str, str]] = {
    "en": {
        "noon": "time 12:00",
        "midday": "time 12:00",
        "midnight": "time 00:00",
        "today": "day 0",
        "tonight": "day 0",
        "yesterday": "day -1",
        "tomorrow": "day 1",
        "last month": "month -1",
        "this month": "month 0",
        "next month": "month 1",
        "last year": "year -1",
        "this year": "year 0",
        "next year": "year 1",
    },
    "fr": {
        "aujourd'hui": "day 0",
        "aujourd’hui": "day 0",
        "hier": "day -1",
        "demain": "day 1",
        "avant-hier": "day -2",
        "après-demain": "day 2",
        "le mois dernier": "month -1",
        "ce mois-ci": "month 0",
        "le mois prochain": "month 1",
        "l'an dernier": "year -1",
        "l’an dernier": "year -1",
        "l'année dernière": "year -1",
        "l’année dernière": "year -1",
        "cette année": "year 0",
        "l'an prochain": "year 1",
        "l’an prochain": "year 1",
        "l'année prochaine": "year 1",
        "l’année prochaine": "year 1",
    },
    "de": {
        "heute": "day 0",
        "gestern": "day -1",
        "vorgestern": "day -2",
        "übermorgen": "day 2",
        "im vergangenen monat": "month -1",
        "im letzten monat": "month -1",
        "in diesem monat": "month 0",
        "im kommenden monat": "month 1",
        "im nächsten monat": "month 1",
        "letztes jahr": "year -1",
        "vergangenes jahr": "year -1",
        "voriges jahr": "year -1",
        "im vergangenen jahr": "year -1",
        "im letzten jahr": "year -1",
        "im vorjahr": "year -1",
        "dieses jahr": "year 0",
        "in diesem jahr": "year 0",
        "nächstes jahr": "year 1",
        "kommendes jahr": "year 1",
        "im kommenden jahr": "year 1",
        "im nächsten jahr": "year 1",
    },
    "es": {
        "hoy": "day 0",
        "ayer": "day -1",
        "anteayer": "day -2",
        "el mes pasado": "month -1",
        "este mes": "month 0",
        "el próximo mes": "month 1",
        "el año pasado": "year -1",
        "este año": "year 0",
        "el próximo año": "year 1",
        "el año que viene": "year 1",
    },
    "ja": {
        "正午": "time 12:00",
        "一昨日": "day -2",
        "昨日": "day -1",
        "明日": "day 1",
        "先月": "month -1",
        "今月": "month 0",
        "来月": "month 1",
        "一昨年": "year -2",
        "昨年": "year -1",
        "去年": "year -1",
        "今年": "year 0",
        "来年": "year 1",
    },
    "ar": {
        "أمس الأول": "day -2",
        "أول أمس": "day -2",
        "أمس": "day -1",
        "غدا": "day 1",
        "غدًا": "day 1",
        "غداً": "day 1",
        "الشهر الماضي": "month -1",
        "الشهر المقبل": "month 1",
        "العام الماضي": "year -1",
        "هذا العام": "year 0",
        "العام الجاري": "year 0",
        "العام الحالي": "year 0",
        "العام المقبل": "year 1",
        "العام القادم": "year 1",
    },
}


_ROMAN = r"(?P<century>[IVX]{1,5})"
_CENTURIES: dict[str, tuple[str, ...]] = {
    "en": (
        r"\b(?P<century>\d{1,2})(?:st|nd|rd|th)[\s-]centur(?:y|ies)\b",
        r"\b(?P<century>(?:twenty[\s-]?first|twentieth|nineteenth|eighteenth|seventeenth|sixteenth|fifteenth))"
        r"[\s-]centur(?:y|ies)\b",
    ),
    "fr": (rf"\b(?:{_ROMAN})(?:e|ème)\ssiècles?\b", r"\b(?P<century>\d{1,2})(?:e|ème)\ssiècles?\b"),
    "de": (r"\b(?P<century>\d{1,2})\.\sJahrhunderts?\b",),
    "es": (rf"\bsiglos?\s{_ROMAN}\b",),
    "ja": (r"(?P<century>\d{1,2})世紀",),
    "zh": (r"(?P<century>\d{1,2})世[纪紀]",),
}
_DECADES: dict[str, tuple[str, ...]] = {
    "en": (r"(?<![\w\d])['’‘](?P<decade>[2-9]0)s\b",),
    "fr": (r"\bannées\s(?P<decade>(?:1[89]|20)?\d0)\b",),
    "de": (r"\b(?P<decade>(?:1[89]|20)?\d0)er(?:[\s-]Jahren?)\b",),
    "es": (r"\b(?:años|década\sde(?:\slos)?)\s(?P<decade>(?:1[89]|20)\d0|[2-9]0)\b",),
    "ja": (r"(?<!\d)(?P<decade>(?:1[89]|20)?\d0)年代",),
    "zh": (r"(?<!\d)(?P<decade>(?:1[89]|20)?\d0)年代",),
}
_CENTURY_WORDS = {
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    "twentyfirst": 21,
}  # fmt: skip
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def ordinal_value(word: str) -> int | None:
    """Return the number of a century in digits, Roman numerals or a word, None where it is none."""
    if word.isdecimal():
        return int(word)
    if set(word.upper()) <= set(_ROMAN_VALUES):
        values = [_ROMAN_VALUES[letter] for letter in word.upper()]
        return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    return _CENTURY_WORDS.get(word.casefold().replace("-", "").replace(" ", ""))


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """The names of one language, case-folded, without the dot of an abbreviation."""

    months: dict[str, int]
    """All forms, 1 to 12."""
    full_months: frozenset[str]
    """The forms that may stand alone, without a day or a year."""
    weekdays: dict[str, int]
    """Full names, Monday is 0."""
    relative: dict[str, str]
    """Words such as `yesterday` with unit and offset, and `noon` with its time."""
    ordinals: tuple[str, ...]
    """The words from first to fourth, as a quarter has them; empty where not known."""
    quarter: str
    """Regular expression of the word for a quarter of a year, empty where not known."""
    centuries: tuple[re.Pattern[str], ...]
    """Forms of a century, with its number as group `century`."""
    decades: tuple[re.Pattern[str], ...]
    """Forms of a decade that are no plain year, with its first year or its tens as group `decade`."""


@cache
def calendar_words(language: str | None) -> CalendarWords:
    """Return the names of a language; English where CLDR does not know it."""
    key = language or "en"
    wide: dict[str, int] = {}
    short: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for locale in _locales(key):
        for width, table in (("wide", wide), ("abbreviated", short)):
            for context in ("format", "stand-alone"):
                table |= {_plain(name): number for number, name in locale.months[context][width].items()}
        for context in ("format", "stand-alone"):
            weekdays |= {_plain(name): number for number, name in locale.days[context]["wide"].items()}
    months = short | wide | _EXTRA_MONTHS.get(key, {})
    ordinals, quarter = _QUARTERS.get(key, ("", ""))
    return CalendarWords(
        months={name: number for name, number in months.items() if not name[:1].isdigit()},
        full_months=frozenset(wide),
        weekdays=weekdays | _EXTRA_WEEKDAYS.get(key, {}),
        relative=_RELATIVE.get(key, {}),
        ordinals=tuple(ordinals.split()),
        quarter=quarter,
        centuries=tuple(re.compile(form, re.IGNORECASE) for form in _CENTURIES.get(key, ())),
        decades=tuple(re.compile(form, re.IGNORECASE) for form in _DECADES.get(key, ())),
    )


def _locales(language: str) -> list[Any]:
    from babel import Locale, UnknownLocaleError

    try:
        return [Locale.parse(name) for name in _LOCALES.get(language, (language,))]
    except (UnknownLocaleError, ValueError):
        return [Locale.parse("en")]


def _plain(name: str) -> str:
    return name.casefold().rstrip(".")
