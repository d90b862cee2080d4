"""Whether the figures of a statement are in the article, and in the evidence of the statement."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.schema import Finding, Span
from briefkit.text.number_matching import NumberMatch, NumberTable
from briefkit.text.numbers import Number

__all__ = ["check_numbers"]

_COUNTABLE = 12
"""Largest number in words that a reader may have counted: "three" for three people who are named."""
_MOST_TERMS = 8
"""Figures in the evidence up to which sums and differences are tried; among more, one fits by chance."""


def check_numbers(claim: Claim) -> Iterator[Finding]:
    """Yield the figures that the article or the evidence does not license."""
    path, facts = claim.path, claim.facts
    evidence = claim.evidence
    cited, table = claim.cited_numbers, claim.cited_number_table
    for field in claim.fields:
        for number in claim.numbers_of(field.text):
            match = facts.number_table.match(number)
            if match is None:
                yield from _absent(path, number, facts, cited)
            elif match.how == "other_unit":
                yield finding(
                    "numbers.unit",
                    path,
                    f"{quoted(number.text)} is {quoted(match.number.text)} in the article.",
                    hint="Take the unit from the article.",
                    nearest=_place(match, facts),
                    offending=number.text,
                )
            elif field.name == "text" and evidence:
                yield from _against_evidence(path, number, match, facts, table=table, evidence=evidence)


def _absent(path: str, number: Number, facts: Facts, cited: list[Number]) -> Iterator[Finding]:
    if _is_year(number, facts) or facts.has(number.text):
        return
    sum_of = _derivation(number, cited)
    sibling = NumberTable(cited).near(number) or facts.number_table.near(number)
    nearest = facts.span_of(sibling.start) if sibling else None
    if sum_of:
        yield finding(
            "numbers.derived",
            path,
            f"{quoted(number.text)} is not in the article; it is {sum_of}.",
            hint="Show the arithmetic, or use the article's figures.",
            nearest=nearest,
            offending=number.text,
        )
        return
    is_count = number.spelt and (number.value <= _COUNTABLE or number.kind in ("ordinal", "fraction"))
    instead = f' The article has "{sibling.text}" here.' if sibling else ""
    yield finding(
        "numbers.count" if is_count else "numbers.absent",
        path,
        f"{quoted(number.text)} is not in the article.{instead}",
        hint="Use a figure of the article, or leave it out.",
        nearest=nearest,
        offending=number.text,
    )


def _is_year(number: Number, facts: Facts) -> bool:
    """Tell whether the article writes the same digits as a year: `2,000` for `2000`."""
    return number.unit is None and number.value == int(number.value) and int(number.value) in facts.years


def _derivation(number: Number, cited: list[Number]) -> str | None:
    """Return the arithmetic by which two figures of the evidence make this one, None where none does."""
    if (
        len(cited) > _MOST_TERMS
        or number.high is not None
        or abs(number.value) <= _COUNTABLE
        or number.kind == "ordinal"
    ):
        return None
    for one, other in combinations([item for item in cited if item.kind == number.kind], 2):
        if one.unit != other.unit or one.high is not None or other.high is not None:
            continue
        if one.value + other.value == number.value:
            return f"{one.text} plus {other.text}"
        if abs(one.value - other.value) == number.value:
            return f"the difference of {one.text} and {other.text}"
    return _change(number, cited) if number.kind == "percent" else None


def _change(number: Number, cited: list[Number]) -> str | None:
    """Return the percent change between two figures of the evidence that this one is."""
    pairs = combinations([item for item in cited if item.kind in ("number", "money") and item.value > 0], 2)
    for one, other in (turn for pair in pairs for turn in (pair, pair[::-1]) if pair[0].unit == pair[1].unit):
        change = abs(other.value - one.value) / one.value * 100
        if abs(change - number.value) <= max(number.step / 2, Decimal("0.05")):
            return f"the change from {one.text} to {other.text}"
    return None


def _against_evidence(
    path: str, number: Number, match: NumberMatch, facts: Facts, *, table: NumberTable, evidence: list[Span]
) -> Iterator[Finding]:
    cited = table.match(number)
    if cited is None and not any(number.text in span.quote for span in evidence):
        sibling = table.near(number)
        instead = f' The evidence has "{sibling.text}".' if sibling else ""
        yield finding(
            "numbers.elsewhere",
            path,
            f"{quoted(number.text)} is not in the cited sentences.{instead}",
            hint="Cite the sentence that has it, or use the figure of the evidence.",
            nearest=_place(match, facts),
            offending=number.text,
        )
    elif cited is not None and cited.how == "equal" and _is_firmed(number, cited.number):
        yield finding(
            "numbers.firmed",
            path,
            f'The evidence gives "{cited.number.text}" as approximate.',
            hint="Keep the word that says so.",
            nearest=_place(cited, facts),
            offending=number.text,
        )


def _is_firmed(number: Number, cited: Number) -> bool:
    """Tell whether the statement drops the word that makes the figure approximate."""
    return cited.approximate is not None and number.approximate is None and cited.high is None


def _place(match: NumberMatch, facts: Facts) -> Span | None:
    """Return the sentence of the article in which the figure stands; a figure of the headline has none."""
    text = facts.article.text[match.number.start : match.number.end]
    return facts.span_of(match.number.start) if text == match.number.text else None
