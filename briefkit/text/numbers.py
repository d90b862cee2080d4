"""Figures in a text: value, scale, kind, unit. Dates, list markers and names with digits are none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from briefkit.text.contacts import find_contacts
from briefkit.text.dates import find_dates
from briefkit.text.number_words import find_fraction_words, find_magnitude_words, find_number_words
from briefkit.text.units import ASCII_DIGITS, currencies, currency_signs, measures, scales, shares

__all__ = ["Number", "NumberKind", "find_numbers"]

NumberKind = Literal["number", "money", "percent", "points", "ordinal", "range", "fraction", "magnitude"]
Approximation = Literal["about", "under", "over"]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of a text. `value` has its scale multiplied out; `high` is the other end of a range."""

    start: int
    end: int
    text: str
    value: Decimal
    high: Decimal | None = None
    kind: NumberKind = "number"
    unit: str | None = None
    """Currency code, currency sign where the code is open, or measure; None for a bare count."""
    approximate: Approximation | None = None
    step: Decimal = Decimal(1)
    """The value of the last digit that the text gives."""
    spelt: bool = False
    """Whether it is written in words."""
    numbered: bool = False
    """Whether it names one of a row, such as `Flight 9525`; such a figure is never rounded."""

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """Return the value, or both ends of a range."""
        return (self.value,) if self.high is None else (self.value, self.high)


_COMMA_LANGUAGES = frozenset(
    str.split("fr de es it pt nl da sv nb no fi pl cs sk ru uk tr el hu ro bg hr sr sl id vi")
)
_SPACE_LANGUAGES = _COMMA_LANGUAGES - {"tr", "el", "id", "vi"}
_GLYPHS = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_CJK_SCALES = {"千": 3, "万": 4, "萬": 4, "百万": 6, "億": 8, "亿": 8, "兆": 12, "만": 4, "억": 8, "조": 12}
_HAS_FIGURE = re.compile(rf"[\d{''.join(_GLYPHS)}]")
_IDENTIFIER = re.compile(r"(?:[A-Z]{1,6}|[A-Z][a-z]{0,2}\d{0,3})-$")
_GENERATION = re.compile(r"\d{1,2}[GKD]|\d{1,3}-[A-Z]\b")
"""Names such as 5G, 4K, 3D and 10-K."""
_MARKER_AFTER = re.compile(r"[.)\]]\s")
_ORDINALS: dict[str | None, re.Pattern[str]] = {
    "fr": re.compile(r"(?:er|ère|re|e|ème|eme|nd|nde)\b"),
    "es": re.compile(r"\.?[ºª°]|(?:er|ro|do|to|mo|vo|no)\b"),
    "de": re.compile(r"(?!)"),
}
_ENGLISH_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_ORDINAL_WORDS = {
    word: number
    for number, word in enumerate(
        str.split(
            "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth"
        ),
        start=3,
    )
}
_ORDINAL_WORD = re.compile(
    rf"\b(?:{'|'.join(_ORDINAL_WORDS)})\b(?![\s-](?:quarter|party|world|person))", re.IGNORECASE
)
_ONE_IN = re.compile(
    r"\b(one|\d{1,3})\s(?:in|out\sof)\s(?:every\s)?(two|three|four|five|six|seven|eight|nine|ten|\d{1,4})\b",
    re.I,
)
_SMALL = {
    word: n for n, word in enumerate(str.split("one two three four five six seven eight nine ten"), start=1)
}
_NUMBERED = re.compile(
    r"(?:\b(?:no\.?|nos\.|number|flight|room|section|article|route|highway|interstate|chapter|season|week|episode|game|case"
    r"|bill|resolution|amendment|proposition|platform|gate|channel|district|asteroid|nr\.|n°|nº|numéro|número|nummer)\s|#"
    r"|(?-i:[a-z,]\s(?:[A-Z]\w{1,15}\s){1,3}))$",
    re.IGNORECASE,
)
_APPROXIMATORS: dict[Approximation, str] = {
    "about": "about|around|roughly|approximately|some|close to|an estimated|estimated|circa|ca.|c.|~"
    "|≈|rund|etwa|ungefähr"
    "|zirka|circa|environ|quelque|autour de|unos|unas|cerca de|alrededor de|aproximadamente|約|およそ"
    "|نحو|حوالي|около",
    "under": "nearly|almost|up to|as much as|as many as|less than|fewer than|under|below|at most"
    "|just under|knapp|fast"
    "|weniger als|bis zu|unter|près de|presque|moins de|jusqu'à|jusqu’à|casi|menos de|hasta|ほぼ|最大"
    "|no more than|not more than|pas plus de|nicht mehr als|no más de|ما يقرب من|أقل من|почти|менее|до",
    "over": "more than|over|above|at least|just over|upwards of|über|mehr als|mindestens|gut|plus de"
    "|au moins|más de"
    "|al menos|no less than|no fewer than|pas moins de|nicht weniger als|no menos de|أكثر من|более|свыше",
}
_AFTER_APPROXIMATORS = re.compile(r"\s?(?:or (?P<more>more)|or so|以上|超|(?P<less>未満|以下))")
_RANGE_GAP = re.compile(
    r"\s?(?:-|–|—|~|～|〜|から|\sto\s|\sà\s|\sbis\s|\sal?\s|\sإلى\s|\sor\s|\sou\s|\soder\s)\s?", re.IGNORECASE
)
_BETWEEN_GAP = re.compile(r"\s(?:and|et|und|y|e)\s(?:el\s)?|\sو", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<![^\W\d_])(?:between|entre|zwischen|tra|بين)\s(?:(?:about|el)\s)?$", re.IGNORECASE)


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<currency>(?<![A-Za-z])(?:{currency_signs()}))\s?)?"
        r"(?P<body>(?<!\d)(?<!\d[.,])"
        r"(?:(?P<whole>\d{1,4})(?:-|\s)(?=\d/\d))?(?P<fraction>\d{1,2}/(?:16|32|64|10|[234568])(?![\d/]))"
        r"|(?<!\d)(?<!\d[.,])\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?"
        r"|(?<=[$£€])\d{1,3}(?:,\s\d{3})+(?![\d,])"
        r"|(?<!\d)(?<!\d[.,])\d+(?:[.,]\d+|['’]\d{3}(?!\d))*"
        r"|(?<![\w.])\.\d+)"
        r"(?P<glyph>\s?[½¼¾⅓⅔⅛⅜⅝⅞])?|(?P<alone>[½¼¾⅓⅔⅛⅜⅝⅞])",
        re.IGNORECASE,
    )


def find_numbers(
    text: str, *, language: str | None = None, outside: Iterable[tuple[int, int]] | None = None
) -> list[Number]:
    """Return the figures of a text in order.

    `outside` are spans in which there are none; None means the dates and contact details of the text.
    """
    plain = text.translate(ASCII_DIGITS)
    if outside is None:
        outside = [(date.start, date.end) for date in find_dates(text, language=language)]
        outside += [(contact.start, contact.end) for contact in find_contacts(text)]
    taken = _Taken(outside)
    found = [number for number in _shares_of(plain) if taken.take(number)]
    found += [number for number in _in_digits(plain, language, taken) if taken.take(number)]
    found += [number for number in _in_words(plain, language) if taken.take(number)]
    found.sort(key=lambda number: number.start)
    joined = _join_ranges(plain, found)
    return [
        replace(
            number,
            text=text[number.start : number.end],
            approximate=_approximation(plain, number),
            numbered=_NUMBERED.search(plain[max(0, number.start - 50) : number.start]) is not None,
        )
        for number in joined
    ]


class _Taken:
    """The stretches that are already read as something."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        self._own: set[int] = set()

    def covers(self, start: int, end: int) -> bool:
        place = bisect_right(self._starts, start)
        before = place > 0 and self._spans[place - 1][1] > start
        after = place < len(self._spans) and self._spans[place][0] < end
        return before or after or not self._own.isdisjoint(range(start, end))

    def take(self, number: Number) -> bool:
        if self.covers(number.start, number.end):
            return False
        self._own.update(range(number.start, number.end))
        return True


def _shares_of(text: str) -> Iterable[Number]:
    """Yield `one in eight`."""
    for found in _ONE_IN.finditer(text):
        top, bottom = (_SMALL.get(word.casefold()) or int(word) for word in found.groups() if word)
        if 0 < top < bottom:
            yield Number(
                found.start(),
                found.end(),
                found.group(),
                Decimal(top) / Decimal(bottom),
                kind="fraction",
                step=Decimal("0.01"),
                spelt=True,
            )


def _in_digits(text: str, language: str | None, taken: _Taken) -> Iterable[Number]:
    for found in _figure().finditer(text) if _HAS_FIGURE.search(text) else ():
        start = found.start("currency") if found["currency"] else found.start()
        if taken.covers(found.start("body") if found["body"] else start, found.end()):
            continue
        number = _read(text, found, language)
        if number is not None:
            yield number


def _read(text: str, found: re.Match[str], language: str | None) -> Number | None:
    """Read one figure with what stands around it, None where the digits are part of a name or a marker."""
    start, end = found.start(), found.end()
    if _is_list_marker(text, start, end) or (not found["currency"] and _is_part_of_a_word(text, start)):
        return None
    parsed = _parse(found, language)
    if parsed is None:
        return None
    value, step = parsed
    value, step, end = _scaled(text, value, step, end, language)
    if found["currency"] or _MILLIONS.match(text, end):
        value, step, end = _money_scale(text, value, step, end)
    kind, unit, end = _kind_and_unit(text, end, found, language)
    if end == found.end() and _runs_into_a_word(text, end):
        return None
    if (name := _GENERATION.match(text, start)) is not None and name.end() >= end:
        return None
    if kind == "points" and unit == "basis":
        value, step, unit = value / 100, step / 100, None
    if (
        start > 0
        and text[start] != "."
        and text[start - 1] in "-−"
        and not text[max(0, start - 2) : start - 1].strip("(\n \t")
    ):
        start, value = start - 1, -value
    return Number(start, end, text[start:end], value, kind=kind, unit=unit, step=step)


def _parse(found: re.Match[str], language: str | None) -> tuple[Decimal, Decimal] | None:
    if found["alone"]:
        return _ratio(_GLYPHS[found["alone"]]), Decimal("0.01")
    if found["fraction"]:
        return Decimal(found["whole"] or 0) + _ratio(found["fraction"]), Decimal("0.01")
    plain = _plain_decimal(found["body"], language)
    if plain is None:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    if found["glyph"]:
        return value + _ratio(_GLYPHS[found["glyph"].strip()]), Decimal("0.01")
    decimals = len(plain.partition(".")[2])
    zeros = 0 if decimals else len(plain) - len(plain.rstrip("0"))
    return value, Decimal(10) ** (zeros - decimals if value else 0)


def _ratio(text: str) -> Decimal:
    top, _, bottom = text.partition("/")
    return Decimal(top) / Decimal(bottom)


def _plain_decimal(body: str, language: str | None) -> str | None:
    """Return the figure with a decimal point and no grouping, None where it is a version or the like."""
    body = body.replace(", ", ",")
    spaced = re.split(r"[ \u00a0\u202f\u2009]", body)
    if len(spaced) > 1 and " " in body and language not in _SPACE_LANGUAGES:
        return None
    digits = "".join(spaced).replace("’", "").replace("'", "")
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return digits
    if len(set(marks)) == 2:
        decimal = marks[-1]
        return (
            digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
            if marks.count(decimal) == 1
            else None
        )
    groups = re.split(r"[.,]", digits)
    is_grouped = (
        len(groups[-1]) == 3 and all(len(group) in (2, 3) for group in groups[1:]) and 0 < len(groups[0]) < 4
    )
    if len(marks) > 1:
        return "".join(groups) if is_grouped else None
    uses_comma = language in _COMMA_LANGUAGES
    is_decimal_mark = marks[0] == ("," if uses_comma else ".")
    if is_decimal_mark or not is_grouped or groups[0] == "0":
        return ".".join(groups)
    return "".join(groups)


def _is_list_marker(text: str, start: int, end: int) -> bool:
    """Tell whether the figure only numbers a list item or a footnote."""
    if end - start > 2 or not text[start:end].isdigit():
        return False
    before = text[max(0, start - 2) : start].lstrip(" \t")
    is_first = start == 0 or before in ("", "\n") or before.endswith(("\n", "\n(", "\n["))
    is_first = is_first and (start < 2 or "\n" in text[max(0, start - 2) : start])
    if start > 0 and text[start - 1] == "[" and text[end : end + 1] == "]":
        return True
    return is_first and _MARKER_AFTER.match(text, end) is not None


def _is_part_of_a_word(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if before == "-":
        return _IDENTIFIER.search(text[max(0, start - 8) : start]) is not None
    return before == "_" or _is_spaced_letter(before)


def _is_spaced_letter(character: str) -> bool:
    """Tell whether a letter beside digits makes them part of a word; Arabic joins `and`, `in` to them, and a unit."""
    return character.isalpha() and not (
        "\u3040" <= character <= "\u9fff"
        or "\uac00" <= character <= "\ud7af"
        or "\u0620" <= character <= "\u06ff"
    )


def _runs_into_a_word(text: str, end: int) -> bool:
    return _is_spaced_letter(text[end : end + 1]) or text[end : end + 1] == "_"


def _scaled(
    text: str, value: Decimal, step: Decimal, end: int, language: str | None
) -> tuple[Decimal, Decimal, int]:
    """Multiply by the scale words that follow; `3億5000万` adds up."""
    read = scales(language).read(text, end)
    if read is None:
        return value, step, end
    factor, after = read
    if text[end:after].strip(" -").casefold() == "k" and text[end] in " -":
        return value, step, end
    value, step, end = value * factor, step * factor, after
    while text[end - 1] in _CJK_SCALES:
        more = re.compile(r"(\d[\d,]*)(百万|[千万萬億亿兆만억조])?").match(text, end)
        if more is None:
            break
        power = Decimal(10) ** _CJK_SCALES.get(more[2] or "", 0)
        value += Decimal(more[1].replace(",", "")) * power
        step, end = power, more.end()
    return value, step, end


_MONEY_SCALE = re.compile(r"\s?(m|b|t)(?![^\W\d_])", re.IGNORECASE)
_MILLIONS = re.compile(
    r"m\s(?!(?:high|long|wide|tall|deep|thick|away|from|below|above|and|but|into|off|past|per|race|final|heats?|sprint"
    r"|dash|hurdles|relay|freestyle|butterfly|breaststroke|backstroke|medley|champion|record|title|event)\b)[a-z]{3}"
    r"|[ \u00a0\u202f]?M(?=[€$£])"
)
"""`5m tonnes` is millions, `5m high` is metres, and `5 M€` is money."""
_MONEY_POWERS = {"m": 6, "b": 9, "t": 12}


def _money_scale(text: str, value: Decimal, step: Decimal, end: int) -> tuple[Decimal, Decimal, int]:
    """Read the single letters that only mean millions and so on after a currency sign."""
    found = _MONEY_SCALE.match(text, end)
    if found is None:
        return value, step, end
    power = Decimal(10) ** _MONEY_POWERS[found[1].casefold()]
    return value * power, step * power, found.end()


def _kind_and_unit(
    text: str, end: int, found: re.Match[str], language: str | None
) -> tuple[NumberKind, str | None, int]:
    if found["currency"]:
        return "money", _currency(found["currency"]), end
    share = shares().read(text, end)
    if share is not None and share[0] == "percent":
        return "percent", None, share[1]
    if share is not None:
        return "points", ("basis" if share[0] == "basis" else None), share[1]
    money = currencies().read(text, end)
    if money is not None:
        return "money", money[0], money[1]
    ordinal = _ORDINALS.get(language, _ENGLISH_ORDINAL).match(text, end)
    if ordinal is not None:
        return "ordinal", None, ordinal.end()
    measure = measures().read(text, end)
    if measure is not None:
        return "number", measure[0], measure[1]
    is_ratio = bool(found["alone"]) or (bool(found["fraction"]) and not found["whole"])
    return ("fraction" if is_ratio else "number"), None, end


def _currency(sign: str) -> str:
    read = currencies().read(sign, 0)
    return sign if read is None else read[0]


def _in_words(text: str, language: str | None) -> Iterable[Number]:
    for start, end, value in find_fraction_words(text, language):
        yield Number(start, end, text[start:end], value, kind="fraction", step=Decimal("0.01"), spelt=True)
    for start, end, value in find_magnitude_words(text, language):
        yield Number(start, end, text[start:end], value, kind="magnitude", step=value, spelt=True)
    for start, end, value in find_number_words(text, language):
        yield _with_unit(text, start, end, value)
    for found in _ORDINAL_WORD.finditer(text) if language in (None, "en") else ():
        value = Decimal(_ORDINAL_WORDS[found.group().casefold()])
        yield Number(found.start(), found.end(), found.group(), value, kind="ordinal", spelt=True)


def _with_unit(text: str, start: int, end: int, value: Decimal) -> Number:
    """Return a number in words with the unit that follows it."""
    digits = str(value) if value == int(value) else ""
    step = Decimal(10) ** (len(digits) - len(digits.rstrip("0")))
    kind: NumberKind = "number"
    unit = None
    share = shares().read(text, end)
    if share is not None:
        kind, end = ("percent" if share[0] == "percent" else "points"), share[1]
        value, step = (value / 100, step / 100) if share[0] == "basis" else (value, step)
    elif (money := currencies().read(text, end)) is not None:
        kind, unit, end = "money", *money
    elif (measure := measures().read(text, end)) is not None:
        unit, end = measure
    return Number(start, end, text[start:end], value, kind=kind, unit=unit, step=step, spelt=True)


def _join_ranges(text: str, numbers: Sequence[Number]) -> list[Number]:
    """Make one figure of `3-1/2 to 3-3/4 percent`."""
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        pair = _range(text, last, number) if last is not None and last.high is None else None
        if pair is None:
            joined.append(number)
        else:
            joined[-1] = pair
    return joined


def _range(text: str, low: Number, high: Number) -> Number | None:
    gap = text[low.end : high.start]
    if len(gap) > 6 or high.kind == "ordinal" or low.kind == "ordinal":
        return None
    is_between = _BETWEEN_GAP.fullmatch(gap) and _BETWEEN.search(text[max(0, low.start - 16) : low.start])
    if not is_between and not _RANGE_GAP.fullmatch(gap):
        return None
    start = low.value if low.value >= 0 else -low.value
    end = abs(high.value)
    if (low.kind == "number" and low.unit is None) or (
        low.kind == "money" and high.kind in ("number", "money")
    ):
        factor = high.step if high.step >= 1000 and low.value < 1000 else Decimal(1)
        scale = _scale_of(high) if factor > 1 else Decimal(1)
        start = start * scale if start < end and start * scale <= end else start
    elif (low.kind, low.unit) != (high.kind, high.unit):
        return None
    if start >= end:
        return None
    kind = low.kind if low.kind == "money" else high.kind
    unit = low.unit if low.kind == "money" else high.unit
    return Number(
        low.start,
        high.end,
        text[low.start : high.end],
        start,
        high=end,
        unit=unit,
        kind="range" if kind == "number" else kind,
        step=min(low.step, high.step),
        spelt=low.spelt and high.spelt,
    )


def _scale_of(number: Number) -> Decimal:
    """Return the scale word's factor in a figure such as `6 million`."""
    for power in (12, 9, 6, 3):
        factor = Decimal(10) ** power
        if abs(number.value) >= factor and re.search(r"[^\W\d_]", number.text):
            return factor
    return Decimal(1)


@cache
def _approximators() -> tuple[tuple[Approximation, re.Pattern[str]], ...]:
    return tuple(
        (
            name,
            re.compile(
                rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, words.split('|')))})\s?(?:an?\s|the\s)?$", re.I
            ),
        )
        for name, words in _APPROXIMATORS.items()
    )


def _approximation(text: str, number: Number) -> Approximation | None:
    after = _AFTER_APPROXIMATORS.match(text, number.end)
    if after is not None:
        return "over" if after["more"] or "以上" in after.group() else "under" if after["less"] else "about"
    before = text[max(0, number.start - 20) : number.start]
    found: list[tuple[int, Approximation]] = [
        (match.start(), name) for name, pattern in _approximators() if (match := pattern.search(before))
    ]
    return min(found)[1] if found else None  # "no less than" begins before "less than"
