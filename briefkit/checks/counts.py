"""Whether the article counts what a line counts by the same figure, and counts so much in vague words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.fields import Field, quoted
from briefkit.checks.policy import POLICY
from briefkit.schema import Checked, Finding
from briefkit.text.counted import counted_noun, find_vague_counts
from briefkit.text.number_matching import leaves_room, match_number
from briefkit.text.numbers import Number

__all__ = ["check_vague_counts", "lists_as_many", "recounted"]


def recounted(claim: Claim, field: Field, number: Number) -> Number | None:
    """Return the figure by which the article counts what a line counts by another, None where it may be both.

    The article has this figure in no sentence with the noun, and counts the noun by one or two others near it.
    """
    facts = claim.facts
    noun = counted_noun(field.text, number) if facts.language in (None, "en") else None
    rivals = facts.tally.counts(noun) if noun is not None else []
    if noun is None or not rivals:
        return None
    if any(_is_equal(number, other) for other in facts.tally.beside(noun)):
        return None
    taken = [other for other in claim.numbers_of(field.text) if other is not number]
    rivals = [rival for rival in rivals if not any(_is_equal(other, rival) for other in taken)]
    values = {rival.value for rival in rivals}
    if not 0 < len(values) <= POLICY.recounts or any(_leave_room(number, rival) for rival in rivals):
        return None
    return next((rival for rival in rivals if _is_near(number, rival)), None)


def _is_equal(number: Number, other: Number) -> bool:
    match = match_number(number, [other])
    return match is not None and match.how != "other_unit"


def _leave_room(number: Number, rival: Number) -> bool:
    return leaves_room(number, rival) or leaves_room(rival, number)


def _is_near(number: Number, rival: Number) -> bool:
    """Tell whether a figure is of the same order, so that it counts the same rather than a part of it."""
    low, high = sorted((number.value, rival.value))
    return 0 < high <= low * POLICY.recounted_times


_MARKS = re.compile(r"[,;:،、]|\band\b")


def lists_as_many(claim: Claim, field: Field, number: Number) -> bool:
    """Tell whether a line lists as many things as it says, or the article numbers its list up to there."""
    rest = field.text[number.end :]
    if len(_MARKS.findall(rest)) >= number.value:
        return True
    marker = re.compile(rf"^\W{{0,3}}{int(number.value)}[.):]?\s", re.MULTILINE)
    return marker.search(claim.facts.article.text) is not None


def check_vague_counts(claim: Claim, field: Field) -> Iterator[Finding | Checked]:
    """Yield `thousands` and the like: the article's own, within its figures, or more than it has of anything."""
    facts = claim.facts
    for count in find_vague_counts(field.text, facts.language):
        if count.text.casefold().removesuffix("s") in facts.plain_text:
            yield Checked(kind="number", text=count.text, outcome="verbatim", field=field.name)
        elif any(count.low <= abs(end) < count.high for number in facts.numbers for end in number.ends):
            yield Checked(kind="number", text=count.text, outcome="rounded", field=field.name)
        else:
            yield Checked(kind="number", text=count.text, outcome="absent", field=field.name)
            yield finding(
                "numbers.absent",
                claim.path,
                f"{quoted(count.text)} is not in the article, nor a figure like it.",
                hint="Use a figure of the article, or leave it out.",
                offending=count.text,
            )
