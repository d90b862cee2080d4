"""Whether a figure follows from others by one step of arithmetic, and which. It shows the step; it approves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations
from typing import NamedTuple

from briefkit.text.numbers import Number


class Multiple(NamedTuple):
    """A word that says how many times: `doubled`."""

    start: int
    end: int
    text: str
    factor: Decimal


_MULTIPLES = {
    "doubled": Decimal(2), "twofold": Decimal(2), "twice": Decimal(2), "tripled": Decimal(3), "trebled": Decimal(3),
    "threefold": Decimal(3), "quadrupled": Decimal(4), "fourfold": Decimal(4), "halved": Decimal("0.5"),
}  # fmt: skip
_MULTIPLE = re.compile(rf"\b(?:{'|'.join(_MULTIPLES)})\b(?!\s(?:a|per|each|every)\s)", re.IGNORECASE)
_NEARLY = Decimal("0.05")
"""Share by which a multiple may be off: 199 is double of 100."""

__all__ = ["Multiple", "derivation", "find_multiples", "multiple_step"]

_COUNTABLE = 12
"""Up to here sums and differences fit by chance."""
_MOST_TERMS = 8
"""Figures up to which they are tried; among more, one fits by chance."""
_TERM = Decimal("0.05")
"""Percentage points by which a worked-out percentage may be off where the claim gives more digits."""


def derivation(number: Number, terms: Sequence[Number], years: Iterable[int] = ()) -> str | None:
    """Return the arithmetic by which terms, or years, make a figure; None where none does in one step."""
    if number.high is not None or number.kind in ("ordinal", "fraction"):
        return None
    steps = _between_years(number, sorted(set(years)))
    if len(terms) <= _MOST_TERMS:
        single = [term for term in terms if term.high is None and term.value > 0]
        steps = (*steps, *_sums(number, single), *_percentages(number, single))
    return next(iter(steps), None)


def _between_years(number: Number, years: Sequence[int]) -> tuple[str, ...]:
    """Find an age, or the years between two dates."""
    if number.unit != "year" or len(years) > _MOST_TERMS:
        return ()
    pairs = combinations(years, 2)
    return tuple(f"the years from {one} to {other}" for one, other in pairs if other - one == number.value)


def _sums(number: Number, terms: Sequence[Number]) -> Iterator[str]:
    alike = [term for term in terms if (term.kind, term.unit) == (number.kind, number.unit)]
    if abs(number.value) <= _COUNTABLE:
        return
    for one, other in combinations(alike, 2):
        if one.value + other.value == number.value:
            yield f"{one.text} plus {other.text}"
        if abs(one.value - other.value) == number.value:
            yield f"the difference of {one.text} and {other.text}"
    if len(alike) > 2 and sum(term.value for term in alike) == number.value:
        yield " plus ".join(term.text for term in alike)


def _percentages(number: Number, terms: Sequence[Number]) -> Iterator[str]:
    """Find a percent change, and a share."""
    if number.kind != "percent":
        return
    slack = max(number.step / 2, _TERM)
    counted = [term for term in terms if term.kind in ("number", "money")]
    for one, other in permutations(counted, 2):
        if (
            one.unit == other.unit
            and abs(abs(other.value - one.value) / one.value * 100 - number.value) <= slack
        ):
            yield f"the change from {one.text} to {other.text}"
    for one, other in permutations(counted, 2):
        if one.value < other.value and abs(one.value / other.value * 100 - number.value) <= slack:
            yield f"{one.text} out of {other.text}"


def find_multiples(text: str, language: str | None) -> list[Multiple]:
    """Return the words of a text that say how many times; English only."""
    found = _MULTIPLE.finditer(text) if language in (None, "en") else ()
    return [Multiple(item.start(), item.end(), item[0], _MULTIPLES[item[0].casefold()]) for item in found]


def multiple_step(multiple: Multiple, terms: Sequence[Number]) -> str | None:
    """Return the two terms of which one is the multiple of the other, None where there are none."""
    single = [term for term in terms[:_MOST_TERMS] if term.high is None and term.value > 0]
    for one, other in permutations(single, 2):
        is_alike = (one.kind, one.unit) == (other.kind, other.unit)
        if is_alike and abs(other.value / one.value / multiple.factor - 1) <= _NEARLY:
            return f"{other.text} against {one.text}"
    return None
