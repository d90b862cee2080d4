"""Whether a figure is licensed by others: equal, rounded, or said another way. Values only, no places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from briefkit.text.numbers import Number
from briefkit.text.units import CURRENCY_FAMILIES, DIMENSIONS

__all__ = ["NumberMatch", "NumberTable", "is_other_scale", "is_same_sort", "leaves_room", "match_number"]

How = Literal["equal", "converted", "rounded", "other_unit"]

_ROUNDING = Decimal("0.05")
"""Most that a rounded figure may be off, as a share of it; below it `17` would pass as `20`."""
_APPROXIMATE = Decimal("0.12")
"""The same after a word such as `about` (rule 10 of the reference on checking)."""
_ROUND = 100
"""Below it a count is not rounded without a word that says so: 38 points are not 40."""
_CONVERSION = Decimal("0.03")
"""Share that a converted measure may be off, for both sides are rounded."""
_EXACT = Decimal("0.001")
_TIMES = frozenset({"clock", "calendar"})
"""Dimensions whose conversions come out even."""
_FRACTION_SLACK = Decimal(2)
"""Percentage points by which a fraction in words may miss a percentage: `a third` for 34 %."""


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """The figure that licenses a claimed one, and how."""

    number: Number
    how: How


class NumberTable:
    """Look figures up by value; built once for many claims."""

    def __init__(self, numbers: Iterable[Number]) -> None:
        pairs = [(value, number) for number in numbers for value in _values(number)]
        pairs.sort(key=lambda pair: pair[0])
        self._values = [value for value, _ in pairs]
        self._numbers = [number for _, number in pairs]

    def match(self, claimed: Number) -> NumberMatch | None:
        """Return the best match of a figure, both ends of a range; None where nothing licenses it."""
        matches = [self._match_end(claimed, value) for value in claimed.ends]
        if any(match is None for match in matches):
            return None
        return max((match for match in matches if match), key=lambda match: _RANK[match.how])

    def near(self, claimed: Number) -> Number | None:
        """Return the figure of the same sort that a claim most likely got wrong, None where there is none."""
        alike = [number for number in self._numbers if _alike(claimed, number)]
        return min(alike, key=lambda number: abs(number.value - claimed.value), default=None)

    def _match_end(self, claimed: Number, value: Decimal) -> NumberMatch | None:
        found: NumberMatch | None = None
        for reading in _readings(claimed, value):
            for number in self._between(reading, reading):
                if _alike(claimed, number):
                    return NumberMatch(number, "equal")
                found = found or NumberMatch(number, "other_unit")
        return self._converted(claimed, value) or self._rounded(claimed, value) or found

    def _between(self, low: Decimal, high: Decimal) -> Sequence[Number]:
        return self._numbers[bisect_left(self._values, low) : bisect_right(self._values, high)]

    def _converted(self, claimed: Number, value: Decimal) -> NumberMatch | None:
        """Find `half` for 50 % and the other way round, and `multi-million` for 5 million."""
        if claimed.kind == "magnitude" and any(number.kind == "magnitude" for number in self._numbers):
            return None
        if claimed.kind == "magnitude":
            alike = [number for number in self._between(value, value * 999) if number.kind in _AMOUNTS]
        elif claimed.kind == "fraction":
            low, high = value * 100 - _FRACTION_SLACK, value * 100 + _FRACTION_SLACK
            alike = [number for number in self._between(low, high) if number.kind == "percent"]
            alike += self._between(value - Decimal("0.001"), value + Decimal("0.001"))
        elif claimed.kind == "percent":
            low, high = (value - _FRACTION_SLACK) / 100, (value + _FRACTION_SLACK) / 100
            alike = [number for number in self._between(low, high) if number.kind == "fraction"]
        else:
            alike = list(self._in_other_units(claimed, value))
        return NumberMatch(alike[0], "converted") if alike else None

    def _in_other_units(self, claimed: Number, value: Decimal) -> Iterator[Number]:
        """Yield the same quantity in another measure: 8 km for 5 miles."""
        dimension, factor = DIMENSIONS.get(claimed.unit or "", ("", Decimal(1)))
        for unit, (name, other) in DIMENSIONS.items() if dimension else ():
            if name == dimension and unit != claimed.unit:
                there = value * factor / other
                slack = there * (_EXACT if dimension in _TIMES else _CONVERSION)
                yield from (
                    number for number in self._between(there - slack, there + slack) if number.unit == unit
                )

    def _rounded(self, claimed: Number, value: Decimal) -> NumberMatch | None:
        if claimed.kind in _NEVER_ROUNDED or claimed.numbered or value == 0:
            return None
        slack = value * (_APPROXIMATE if claimed.approximate else _ROUNDING)
        low, high = value - slack, value + slack
        if claimed.approximate == "under":
            high = value
        elif claimed.approximate == "over":
            low = value
        for number in self._between(low, high):
            both_money = (number.kind == "money") == (claimed.kind == "money")
            if (
                both_money
                and number.kind not in _NEVER_ROUNDED
                and _alike(claimed, number)
                and _rounds_to(number, claimed, value)
            ):
                return NumberMatch(number, "rounded")
        return None


_AMOUNTS = frozenset({"number", "money"})
_RANK: dict[How, int] = {"equal": 0, "converted": 1, "rounded": 2, "other_unit": 3}


def _values(number: Number) -> list[Decimal]:
    """Return the absolute values under which a figure is found; `5m` may be millions."""
    ends = [abs(end) for end in number.ends]
    return ends + ([end * 10**6 for end in ends] if number.unit == "m" else [])


def _readings(claimed: Number, value: Decimal) -> list[Decimal]:
    return [abs(value), abs(value) * 10**6] if claimed.unit == "m" else [abs(value)]


def _rounds_to(number: Number, claimed: Number, value: Decimal) -> bool:
    """Tell whether the claim gives fewer digits of the same figure."""
    if number.step >= claimed.step or number.numbered:
        return False
    is_count = claimed.step > 1 <= number.step and value < _ROUND
    if claimed.approximate is None and is_count:
        return False
    if claimed.approximate == "under":
        return any(value - end <= claimed.step / 2 or value - end <= value * _ROUNDING for end in number.ends)
    if claimed.approximate is not None:
        return any(abs(end - value) < claimed.step for end in number.ends)
    return any(
        abs(end - value) <= claimed.step / 2 or value <= end < value + claimed.step for end in number.ends
    )


_NEVER_ROUNDED = frozenset({"ordinal", "magnitude"})
_COUNTS = frozenset({"number", "range", "ordinal", "fraction"})


def _alike(claimed: Number, number: Number) -> bool:
    """Tell whether the kinds and units can be the same; a unit that one side leaves out is no difference.

    An ordinal is the same as a number of a row, `third` and `No. 3`, and as years, `the 40th anniversary`; such a
    number, `Flight 448`, is no quantity.
    """
    if claimed.kind == "money" or number.kind == "money":
        both = claimed.kind == number.kind
        return (
            same_currency(claimed.unit, number.unit)
            if both
            else claimed.kind != "money" and _is_bare(claimed)
        )
    if claimed.kind not in _COUNTS or number.kind not in _COUNTS:
        return claimed.kind == number.kind
    if (claimed.kind == "ordinal") != (number.kind == "ordinal"):
        return claimed.numbered or number.numbered or "year" in (claimed.unit, number.unit)
    if number.numbered and claimed.unit is not None:
        return False
    return claimed.unit is None or number.unit is None or claimed.unit == number.unit


def is_same_sort(one: Number, other: Number) -> bool:
    """Tell whether one figure could be taken for the other: of one kind, in one unit."""
    if one.kind == other.kind == "money":
        return same_currency(one.unit, other.unit)
    return _sort(one) == _sort(other)


def is_other_scale(one: Number, other: Number) -> bool:
    """Tell whether two figures have the same digits with another scale word: `a million` for `a thousand`."""
    low, high = sorted((abs(one.value), abs(other.value)))
    return low > 0 and any(low * Decimal(1000) ** power == high for power in (1, 2, 3))


def leaves_room(approximate: Number, exact: Number) -> bool:
    """Tell whether a figure leaves room for another: `more than 130` for 131, `2 to 4` for 4."""
    if not set(approximate.ends).isdisjoint(exact.ends):
        return True
    slack = abs(approximate.value) * _APPROXIMATE
    low, high = approximate.value - slack, approximate.value + slack
    if approximate.approximate is None:
        return False
    if approximate.approximate == "over":
        low = approximate.value
    elif approximate.approximate == "under":
        high = approximate.value
    return low <= exact.value <= high


def _sort(number: Number) -> tuple[str, str | None]:
    return ("number" if number.kind == "range" else number.kind), number.unit


def _is_bare(number: Number) -> bool:
    return number.kind in _COUNTS and number.unit is None


def same_currency(one: str | None, other: str | None) -> bool:
    """Tell whether two units can be one currency; a bare dollar sign may be any dollar."""
    if one is None or other is None or one == other:
        return True
    return other in CURRENCY_FAMILIES.get(one, frozenset()) or one in CURRENCY_FAMILIES.get(
        other, frozenset()
    )


def match_number(claimed: Number, candidates: Iterable[Number]) -> NumberMatch | None:
    """Return the figure among a few candidates that licenses a claimed one, None where none does."""
    return NumberTable(candidates).match(claimed)
