"""Whether the figures of a statement are in the article, in its evidence, and beside the same words there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.counts import check_vague_counts, lists_as_many, recounted
from briefkit.checks.designations import check_designations
from briefkit.checks.fields import Field, quoted
from briefkit.checks.policy import POLICY
from briefkit.checks.standing import Compare, Standing, Verdict, instead, standing
from briefkit.schema import Checked, Finding, Outcome, Span
from briefkit.text.arithmetic import Multiple, derivation, find_multiples, multiple_step
from briefkit.text.number_matching import (
    NumberMatch,
    is_other_scale,
    is_same_sort,
    leaves_room,
    match_number,
)
from briefkit.text.numbers import Number

__all__ = ["check_numbers"]

_OUTCOMES: dict[str, Outcome] = {"equal": "normalised", "converted": "converted", "rounded": "rounded"}


def check_numbers(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield every figure with how it came out, and what is wrong with it."""
    for field in claim.fields:
        for number in claim.numbers_of(field.text):
            yield from _look_up(claim, field, number)
        for multiple in find_multiples(field.text, claim.facts.language):
            yield from _multiple(claim, field, multiple)
        yield from check_vague_counts(claim, field)
    yield from check_designations(claim)


def _multiple(claim: Claim, field: Field, multiple: Multiple) -> Iterator[Finding | Checked]:
    """Yield a word such as `doubled`: the article's own, or worked out from figures of the evidence."""
    outcome: Outcome = "verbatim" if multiple.text.casefold() in claim.facts.plain_text else "unchecked"
    step = None if outcome == "verbatim" else multiple_step(multiple, claim.cited_numbers)
    if step is None:
        note = "" if outcome == "verbatim" else "no two figures of the evidence show it"
        yield Checked(kind="number", text=multiple.text, outcome=outcome, field=field.name, note=note)
        return
    yield Checked(kind="number", text=multiple.text, outcome="derived", field=field.name, note=step)
    yield finding(
        "numbers.derived",
        claim.path,
        f"{quoted(multiple.text)} is not in the article; it is worked out: {step}.",
        hint="Show the arithmetic, or use the article's figures.",
        offending=multiple.text,
    )


def _look_up(claim: Claim, field: Field, number: Number) -> Iterator[Finding | Checked]:
    match = claim.facts.number_table.match(number)
    if match is None:
        yield from _unmatched(claim, field, number)
    elif match.how == "other_unit":
        yield from _other_unit(claim, field, number, match)
    elif field.name == "text":
        yield from _compared(claim, field, number, match)
    else:
        yield _checked(number, _outcome(number, match), field, source=_place(match.number, claim))


def _other_unit(
    claim: Claim, field: Field, number: Number, match: NumberMatch
) -> Iterator[Finding | Checked]:
    """Yield a figure of which the article has the digits only; what belongs there is said too where it is certain."""
    place = _place(match.number, claim)
    verdict = _verdict(claim, field, number) if field.name == "text" else None
    yield _checked(number, "changed", field, source=place)
    if verdict is not None and verdict.is_certain:
        yield _replaced(claim, number, verdict)
    yield finding(
        "numbers.unit",
        claim.path,
        f"{quoted(number.text)} is {quoted(match.number.text)} in the article.",
        hint="Take the unit from the article.",
        nearest=place,
        offending=number.text,
    )


def _unmatched(claim: Claim, field: Field, number: Number) -> Iterator[Finding | Checked]:
    """Yield a figure that no figure of the article licenses."""
    facts = claim.facts
    if facts.has(number.text) or _is_year(number, claim):
        yield _checked(number, "verbatim", field)
        return
    counted = _counted(claim, field, number) or _parts(claim, number)
    if counted:
        yield _checked(number, "derived", field, note=counted)
        return
    years = [date.year for date in claim.cited_dates if date.year is not None]
    years += [facts.published.year] if facts.published else []
    step = derivation(number, claim.cited_numbers, years)
    if step:
        yield _checked(number, "derived", field, note=f"{number.text} is {step}")
        yield finding(
            "numbers.derived",
            claim.path,
            f"{quoted(number.text)} is not in the article; it is {step}.",
            hint="Show the arithmetic, or use the article's figures.",
            nearest=_place(_sibling(claim, field, number), claim),
            offending=number.text,
        )
        return
    yield from _absent(claim, field, number)


def _absent(claim: Claim, field: Field, number: Number) -> Iterator[Finding | Checked]:
    other = recounted(claim, field, number)
    sibling = other or _sibling(claim, field, number)
    is_count = other is None and _may_be_counted(claim, field, number)
    instead = f' The article has "{sibling.text}" here.' if sibling else ""
    yield _checked(number, "absent", field, source=_place(sibling, claim))
    yield finding(
        "numbers.count" if is_count else "numbers.absent",
        claim.path,
        f"{quoted(number.text)} is not in the article.{instead}",
        hint="Use a figure of the article, or leave it out.",
        nearest=_place(sibling, claim),
        offending=number.text,
    )


def _may_be_counted(claim: Claim, field: Field, number: Number) -> bool:
    """Tell whether a number in words may say how many the reader counted, or come of a row or a share."""
    if not number.spelt or number.kind in ("ordinal", "fraction"):
        return number.spelt
    is_small = number.value <= POLICY.counted
    return is_small or (number.value <= POLICY.countable and lists_as_many(claim, field, number))


def _is_year(number: Number, claim: Claim) -> bool:
    """Tell whether the article writes the same digits as a year: `2,000` for `2000`."""
    is_plain = number.unit is None and number.value == int(number.value)
    return is_plain and int(number.value) in claim.facts.years


def _counted(claim: Claim, field: Field, number: Number) -> str | None:
    """Return whom a line may count that names as many as it says, such as `the two mayors`; None where it does not."""
    if not number.spelt or number.value > POLICY.countable or number.kind != "number":
        return None
    names = list(dict.fromkeys(name.text for name in claim.names_of(field.text)))
    return f"{number.text}: {', '.join(names)}" if len(names) >= number.value else None


_OUT_OF = re.compile(r"\s(?:in|out\sof)\s", re.IGNORECASE)


def _parts(claim: Claim, number: Number) -> str | None:
    """Return the two figures of a share such as `7 out of 19` where the article has both; None where it has not."""
    parts = _OUT_OF.split(number.text) if number.kind == "fraction" else []
    figures = [figure for part in parts for figure in claim.facts.numbers_of(part)]
    if len(figures) < 2 or any(claim.facts.number_table.match(figure) is None for figure in figures):
        return None
    return " out of ".join(figure.text for figure in figures)


def _sibling(claim: Claim, field: Field, number: Number) -> Number | None:
    """Return the figure that the article has where the line has this one, or the nearest of its sort."""
    rival = _standing(claim, field, number).rival
    return rival or claim.cited_number_table.near(number) or claim.facts.number_table.near(number)


def _compare(claim: Claim, field: Field, number: Number) -> Compare[Number]:
    others = [other for other in claim.numbers_of(field.text) if other is not number]

    def is_rival(place: Number) -> bool:
        is_another = is_same_sort(number, place) and not leaves_room(place, number)
        return is_another and not any(_is_equal(other, place) for other in others)

    return Compare(partial(_is_equal, number), is_rival, POLICY.changed_lead)


def _is_equal(number: Number, place: Number) -> bool:
    match = match_number(number, [place])
    return match is not None and match.how != "other_unit"


def _standing(claim: Claim, field: Field, number: Number) -> Standing[Number]:
    facts = claim.facts
    compare = _compare(claim, field, number)
    return standing(field.text, number, facts.numbers, facts.number_surroundings, compare)


def _verdict(claim: Claim, field: Field, number: Number) -> Verdict[Number] | None:
    compare = _compare(claim, field, number)
    verdict = instead(claim, number, claim.cited_numbers, _standing(claim, field, number), compare)
    if verdict is None:
        other = recounted(claim, field, number)
        return None if other is None else Verdict(other, True)
    is_cited = any(_is_equal(number, place) for place in claim.cited_numbers)
    return verdict._replace(
        is_certain=verdict.is_certain or (not is_cited and is_other_scale(number, verdict.other))
    )


def _compared(claim: Claim, field: Field, number: Number, match: NumberMatch) -> Iterator[Finding | Checked]:
    """Yield a figure of the article held against the evidence, and against the words it stands beside."""
    verdict = _verdict(claim, field, number)
    cited = claim.cited_number_table.match(number)
    if verdict is not None:
        yield _checked(number, "changed", field, source=_place(verdict.other, claim))
        yield _replaced(claim, number, verdict)
    elif (turned := _turned(claim, number)) is not None:
        yield _checked(number, "changed", field, source=_place(turned, claim))
        yield _more_or_less(claim, number, turned)
    elif cited is not None and cited.how != "other_unit":
        yield _checked(number, _outcome(number, cited), field, source=_place(cited.number, claim))
        if cited.how == "equal" and _is_firmed(claim, number):
            yield _firmed(claim, number, cited.number)
    elif not claim.evidence or any(number.text in span.quote for span in claim.evidence):
        yield _checked(number, _outcome(number, match), field, source=_place(match.number, claim))
    else:
        yield from _outside(claim, field, number, match)


def _outside(claim: Claim, field: Field, number: Number, match: NumberMatch) -> Iterator[Finding | Checked]:
    """Yield a figure of the article that the evidence does not have."""
    where = _standing(claim, field, number)
    place = where.own or match.number
    yield _checked(number, "elsewhere", field, source=_place(place, claim))
    if not _may_stand_elsewhere(claim, number, where):
        yield _elsewhere(claim, number, place)


def _may_stand_elsewhere(claim: Claim, number: Number, where: Standing[Number]) -> bool:
    """Tell whether a figure outside the evidence is no reason to look.

    Found evidence may miss the sentence; a small number in words is rarely what a sentence is found by; and the only
    figure of its sort cannot have been taken for another.
    """
    is_small = number.spelt and number.value <= POLICY.countable
    return where.fits and (claim.found or is_small or _is_only(claim, number))


def _is_only(claim: Claim, number: Number) -> bool:
    figures = claim.facts.numbers
    return all(_is_equal(number, other) for other in figures if is_same_sort(number, other))


def _replaced(claim: Claim, number: Number, verdict: Verdict[Number]) -> Finding:
    mine, other = quoted(number.text), quoted(verdict.other.text)
    where = "evidence" if claim.evidence else "article"
    if verdict.is_certain:
        code, message = "numbers.changed", f"{mine} is {other} in the {where}, beside the same words."
    else:
        code = "numbers.misplaced"
        message = f"{mine} stands beside other words in the article, and {other} beside these."
    return finding(
        code,
        claim.path,
        message,
        hint="Use the figure that the article has beside these words.",
        nearest=_place(verdict.other, claim),
        offending=number.text,
    )


def _elsewhere(claim: Claim, number: Number, place: Number) -> Finding:
    sibling = claim.cited_number_table.near(number)
    instead = f' They have "{sibling.text}".' if sibling else ""
    return finding(
        "numbers.elsewhere",
        claim.path,
        f"{quoted(number.text)} is not in the {claim.which} sentences.{instead}",
        hint=claim.hint("figure"),
        nearest=_place(place, claim),
        offending=number.text,
    )


_OPPOSITE = {"over": "under", "under": "over"}
_MORE_OR_LESS = {"over": "more", "under": "less"}


def _turned(claim: Claim, number: Number) -> Number | None:
    """Return the figure of which the article says that it is less, where the line says more, or the other way round."""
    opposite = _OPPOSITE.get(number.approximate or "")
    if opposite is None or number.kind == "ordinal":
        return None
    alike = [
        other for other in claim.facts.numbers if other.value == number.value and _is_equal(number, other)
    ]
    is_turned = bool(alike) and all(other.approximate == opposite for other in alike)
    return alike[0] if is_turned else None


def _more_or_less(claim: Claim, number: Number, other: Number) -> Finding:
    mine, theirs = _MORE_OR_LESS[number.approximate or ""], _MORE_OR_LESS[other.approximate or ""]
    return finding(
        "numbers.changed",
        claim.path,
        f"The line has {mine} than {quoted(number.text)}, the article {theirs}.",
        hint="Keep the word before the figure.",
        nearest=_place(other, claim),
        offending=number.text,
    )


def _firmed(claim: Claim, number: Number, cited: Number) -> Finding:
    return finding(
        "numbers.firmed",
        claim.path,
        f'The evidence gives "{cited.text}" as approximate.',
        hint="Keep the word that says so.",
        nearest=_place(cited, claim),
        offending=number.text,
    )


def _is_firmed(claim: Claim, number: Number) -> bool:
    """Tell whether the statement drops the word that makes the figure approximate wherever the evidence has it."""
    if number.approximate is not None:
        return False
    alike = [other for other in claim.cited_numbers if _is_equal(number, other)]
    return bool(alike) and all(other.approximate is not None and other.high is None for other in alike)


def _outcome(number: Number, match: NumberMatch) -> Outcome:
    if match.how == "equal" and match.number.text.casefold() == number.text.casefold():
        return "verbatim"
    return _OUTCOMES[match.how]


def _checked(
    number: Number, outcome: Outcome, field: Field, *, source: Span | None = None, note: str = ""
) -> Checked:
    return Checked(
        kind="number", text=number.text, outcome=outcome, field=field.name, source=source, note=note
    )


def _place(number: Number | None, claim: Claim) -> Span | None:
    """Return the sentence of the article in which the figure stands; a figure of the headline has none."""
    if number is None or claim.facts.article.text[number.start : number.end] != number.text:
        return None
    return claim.facts.span_of(number.start)
