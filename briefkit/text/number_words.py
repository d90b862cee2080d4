"""Numbers spelt as words in English, French, German and Spanish, and in Han numerals. Tables and readers; no digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

__all__ = ["find_fraction_words", "find_magnitude_words", "find_number_words"]

_EN = str.split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_FR = str.split(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_DE = str.split(
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
_ES = str.split(
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
    "veintiséis veintisiete veintiocho veintinueve"
)

_TENS: dict[str, str] = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "fr": "vingt trente quarante cinquante soixante",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_MORE: dict[str, dict[str, int | Decimal]] = {
    "en": {"a couple of": 2},
    "fr": {"vingts": 20, "une": 1, "septante": 70, "huitante": 80, "nonante": 90, "une dizaine": 10,
           "une douzaine": 12, "une quinzaine": 15, "une vingtaine": 20, "une trentaine": 30,
           "une cinquantaine": 50, "une soixantaine": 60, "une centaine": 100, "un millier": 1000},
    "de": {"zwo": 2, "eins": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "dreissig": 30,
           "anderthalb": Decimal("1.5"), "eineinhalb": Decimal("1.5"), "zweieinhalb": Decimal("2.5"),
           "dreieinhalb": Decimal("3.5"), "viereinhalb": Decimal("4.5"), "fünfeinhalb": Decimal("5.5")},
    "es": {"uno": 1, "una": 1, "veintiún": 21, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400,
           "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
           "doscientas": 200, "trescientas": 300, "cuatrocientas": 400, "quinientas": 500, "seiscientas": 600,
           "setecientas": 700, "ochocientas": 800, "novecientas": 900, "una docena": 12, "una veintena": 20,
           "una treintena": 30, "un centenar": 100, "un millar": 1000, "ciento": 100, "cien": 100},
}  # fmt: skip
_POWERS: dict[str, dict[str, int]] = {
    "en": {"dozen": 12, "hundred": 100, "thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7,
           "billion": 10**9, "trillion": 10**12},
    "fr": {"cent": 100, "cents": 100, "mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9,
           "milliards": 10**9},
    "de": {"dutzend": 12, "hundert": 100, "tausend": 10**3, "million": 10**6, "millionen": 10**6,
           "milliarde": 10**9, "milliarden": 10**9},
    "es": {"mil": 10**3, "millón": 10**6, "millones": 10**6},
}  # fmt: skip
"""Words that multiply what stands before them; from a thousand on they close a group."""
_ARTICLES: dict[str, str] = {"en": "a|an", "fr": "un|une", "de": "ein|eine|einer", "es": "un|una"}
_JOINTS: dict[str, str] = {
    "en": r"(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+|(?<=million)\s+and\s+",
    "fr": r"(?:-|\s+)et(?:-|\s+)(?=une?\b|onze\b)",
    "es": r"(?<=nta)\s+y\s+",
}
"""Between which words of one number an `and` may stand."""
_BASES = {"en": _EN, "fr": _FR, "de": _DE, "es": _ES}

_FRACTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (
            r"(?<!and\sa\s)(?<!and-a-)(?<!and\s)(?<!first\s)(?<!second\s)(?<!other\s)half(?![\s-]?(?:time|hour|century|way|brother|sister|dozen|year|mile|back|life|a\s|an\s))",
            "1/2",
        ),
        (r"(?:a|one)[\s-]third(?=\s+(?:of|more|less|fewer|higher|lower)\b|[\s-]?,)", "1/3"),
        (r"two[\s-]thirds?", "2/3"),
        (r"(?:a|one)[\s-]quarter(?=\s+of\b)", "1/4"),
        (r"three[\s-]quarters?", "3/4"),
        (r"(?:a|one)[\s-]fifth(?=\s+of\b)", "1/5"),
        (r"(?:a|one)[\s-]tenth(?=\s+of\b)", "1/10"),
    ),
    "fr": (
        (r"la\s+moitié", "1/2"),
        (r"(?:un|le)\s+tiers", "1/3"),
        (r"(?:les\s+)?deux[\s-]tiers", "2/3"),
        (r"un\s+quart", "1/4"),
        (r"(?:les\s+)?trois[\s-]quarts", "3/4"),
    ),
    "de": (
        (r"(?:die\s+)?hälfte", "1/2"),
        (r"ein\s+drittel", "1/3"),
        (r"zwei\s+drittel", "2/3"),
        (r"ein\s+viertel", "1/4"),
        (r"drei\s?viertel", "3/4"),
    ),
    "es": (
        (r"la\s+mitad", "1/2"),
        (r"un\s+tercio", "1/3"),
        (r"dos\s+tercios", "2/3"),
        (r"una?\s+cuart[oa]\s+parte", "1/4"),
        (r"tres\s+cuart[oa]s", "3/4"),
    ),
}

_FRACTION_STEMS = {
    "en": ("half", "third", "quarter", "fifth", "tenth"),
    "fr": ("moitié", "tiers", "quart"),
    "de": ("hälfte", "drittel", "viertel"),
    "es": ("mitad", "tercio", "cuart"),
}
"""One of these stands in every fraction in words."""


def _table(language: str) -> dict[str, int | Decimal]:
    tens: dict[str, int | Decimal] = {
        word: 10 * number for number, word in enumerate(_TENS[language].split(), start=2)
    }
    return {word: number for number, word in enumerate(_BASES[language])} | tens | _MORE[language]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    numbers = sorted([*_table(language), *_POWERS[language]], key=len, reverse=True)
    one = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in numbers)
    if language == "de":
        return re.compile(rf"\b(?:{one})(?:{one}|und){{0,8}}(?:\s+(?:{one}){{1,6}}){{0,4}}\b", re.IGNORECASE)
    joint, article = _JOINTS[language], _ARTICLES[language]
    power = "|".join(_POWERS[language])
    return re.compile(
        rf"\b(?:(?:{article})\s+(?=(?:{power})\b))?(?:{one})\b"
        rf"(?:(?:{joint}|-|\s+)(?:{one})\b){{0,9}}",
        re.IGNORECASE,
    )


@cache
def _splitter(language: str) -> re.Pattern[str]:
    numbers = sorted([*_table(language), *_POWERS[language]], key=len, reverse=True)
    return re.compile("|".join(re.escape(word).replace(r"\ ", r"\s+") for word in numbers), re.IGNORECASE)


def find_number_words(text: str, language: str | None) -> Iterator[tuple[int, int, Decimal]]:
    """Yield start, end and value of every number in words; a bare one is an article, not a number."""
    key = language or "en"
    if key in ("ja", "zh"):
        yield from _han_numbers(text)
    if key not in _BASES:
        return
    for found in _pattern(key).finditer(text):
        value, end = _value(found.group(), key), found.end()
        if value is None or value < 1:
            continue
        more = _AND_A_HALF[key].match(text, end)
        if more is not None:
            value, end = value + _unit_of(found.group(), key) / 2, more.end()
        half = _HALF[key].search(text[max(0, found.start() - 12) : found.start()])
        if half is not None and _is_halved(found.group(), key):
            yield found.start() - len(half.group()), end, value / 2
        elif value > 1:
            yield found.start(), end, value


_AND_A_HALF = {
    "en": re.compile(r"[\s-]and[\s-](?:a[\s-])?half\b", re.IGNORECASE),
    "fr": re.compile(r"\set\sdemie?\b", re.IGNORECASE),
    "de": re.compile(r"\sund\sein(?:e|en)?\shalbe[sr]?\b", re.IGNORECASE),
    "es": re.compile(r"\sy\smedi[oa]\b", re.IGNORECASE),
}
_HALF = {
    "en": re.compile(r"\bhalf[\s-]$", re.IGNORECASE),
    "fr": re.compile(r"\bdemi-$", re.IGNORECASE),
    "de": re.compile(r"\bhalbe[nr]?\s$", re.IGNORECASE),
    "es": re.compile(r"\bmedio\s$", re.IGNORECASE),
}


def _is_halved(words: str, language: str) -> bool:
    """Tell whether a half before these words is of them: `half a million`, `medio millón`, and not `half two`."""
    return words[:2].casefold() == "a " if language == "en" else words.casefold() in _POWERS[language]


def _unit_of(words: str, language: str) -> Decimal:
    """Return of what a half that follows is: of the scale, as in `deux milliards et demi`; in English of one."""
    last = words.casefold().split()[-1]
    return Decimal(1) if language == "en" else Decimal(_POWERS[language].get(last, 1))


_HAN_DIGITS = {numeral: value for value, numeral in enumerate("一二三四五六七八九", start=1)}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1000}
_HAN_GROUPS = {"万": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}
_HAN_NUMBER = re.compile(
    rf"(?<![数數几幾何第\d{''.join((*_HAN_DIGITS, *_HAN_POWERS, *_HAN_GROUPS))}])"
    rf"[{''.join((*_HAN_DIGITS, *_HAN_POWERS, *_HAN_GROUPS))}]{{1,12}}"
    r"(?=[人名円元件社校台棟隻匹頭枚票]|[かカヶヵ][国所年月]|メートル|キロ|トン|ドル|ユーロ)"
)
"""Han numerals before a counter; elsewhere they are parts of words. Not after `some`, nor after the sign of a row."""


def _han_numbers(text: str) -> Iterator[tuple[int, int, Decimal]]:
    for found in _HAN_NUMBER.finditer(text):
        total = group = digit = 0
        for numeral in found.group():
            if numeral in _HAN_DIGITS:
                digit = _HAN_DIGITS[numeral]
            elif numeral in _HAN_POWERS:
                group, digit = group + max(digit, 1) * _HAN_POWERS[numeral], 0
            else:
                total, group, digit = total + max(group + digit, 1) * _HAN_GROUPS[numeral], 0, 0
        if (value := total + group + digit) > 1:
            yield found.start(), found.end(), Decimal(value)


def _value(words: str, language: str) -> Decimal | None:
    """Add up the parts; None where they are powers alone, such as `millions`."""
    table, powers = _table_of(language), _POWERS[language]
    total = current = last = Decimal(0)
    has_digit = words.casefold().startswith(tuple(f"{word} " for word in _ARTICLES[language].split("|")))
    for part in _splitter(language).findall(words):
        word = " ".join(part.casefold().split())
        if word not in powers:
            current = current * 20 if _is_four_twenties(word, current, language) else current + table[word]
            has_digit = True
        elif powers[word] < 1000:
            current = max(current, Decimal(1)) * powers[word]
        elif total and powers[word] > last:  # "dos mil millones"
            total, current, last = (total + current) * powers[word], Decimal(0), Decimal(powers[word])
        else:
            total, current, last = (
                total + max(current, Decimal(1)) * powers[word],
                Decimal(0),
                Decimal(powers[word]),
            )
    alone_allowed = language != "en" and not words.casefold().endswith("s")
    return total + current if has_digit or alone_allowed else None


@cache
def _table_of(language: str) -> dict[str, int | Decimal]:
    return {word.casefold(): number for word, number in _table(language).items()}


def _is_four_twenties(word: str, current: Decimal, language: str) -> bool:
    return language == "fr" and word in ("vingt", "vingts") and current == 4


@cache
def _fraction_patterns(language: str) -> tuple[tuple[re.Pattern[str], Decimal], ...]:
    def share(ratio: str) -> Decimal:
        top, _, bottom = ratio.partition("/")
        return Decimal(top) / Decimal(bottom)

    return tuple(
        (
            re.compile(rf"\b{words}\b" if not words.endswith(")") else rf"\b{words}", re.IGNORECASE),
            share(ratio),
        )
        for words, ratio in _FRACTIONS[language]
    )


def find_fraction_words(text: str, language: str | None) -> Iterator[tuple[int, int, Decimal]]:
    """Yield start, end and value of fractions in words, such as `two-thirds`."""
    key = language or "en"
    plain = text.casefold()
    if not any(stem in plain for stem in _FRACTION_STEMS.get(key, ())):
        return
    for pattern, value in _fraction_patterns(key):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), value


_MAGNITUDE = re.compile(r"\bmulti[\s-]?(?P<power>million|billion|trillion)(?![^\W\d_])", re.IGNORECASE)


def find_magnitude_words(text: str, language: str | None) -> Iterator[tuple[int, int, Decimal]]:
    """Yield start, end and the power of `multi-million`: some number of it, below a thousand."""
    for found in _MAGNITUDE.finditer(text) if language in (None, "en") else ():
        yield found.start(), found.end(), Decimal(_POWERS["en"][found["power"].casefold()])
