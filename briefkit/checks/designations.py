"""Whether names with digits, such as F-16, are those of the article. A name with other letters is `names`' matter."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.fields import Field, quoted
from briefkit.checks.policy import POLICY
from briefkit.checks.standing import Compare, instead, standing
from briefkit.schema import Checked, Finding, Outcome
from briefkit.text.designations import Designation, find_designations

__all__ = ["check_designations"]


def check_designations(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield the names with digits of which the article has others of the series."""
    for field in claim.fields:
        found = find_designations(field.text)
        contacts = claim.contacts_of(field.text) if found else []
        for item in found:
            if any(contact.start < item.end and item.start < contact.end for contact in contacts):
                continue
            yield from _look_up(claim, field, item, [other for other in found if other is not item])


def _look_up(
    claim: Claim, field: Field, item: Designation, others: list[Designation]
) -> Iterator[Finding | Checked]:
    facts = claim.facts
    series = [place for place in facts.designations if place.series == item.series]
    if field.suggestion:
        return
    if not series:
        yield from _look_up_code(claim, field, item)
        return

    def is_rival(place: Designation) -> bool:
        return place.series == item.series and not any(other.is_one_with(place) for other in others)

    compare = Compare(item.is_one_with, is_rival, POLICY.changed_lead)
    where = standing(field.text, item, facts.designations, facts.designation_surroundings, compare)
    if any(item.is_one_with(place) for place in series) or facts.has(item.text):
        cited = facts.within(facts.designations, claim.evidence)
        verdict = instead(claim, item, cited, where, compare) if field.name == "text" else None
        if verdict is not None:
            code = "numbers.changed" if verdict.is_certain else "numbers.misplaced"
            yield from _wrong(claim, field, item, verdict.other, code)
        else:
            yield Checked(kind="number", text=item.text, outcome="verbatim", field=field.name)
        return
    yield from _wrong(claim, field, item, where.rival or series[0], "numbers.absent")


def _look_up_code(claim: Claim, field: Field, item: Designation) -> Iterator[Finding]:
    """Yield a code or account number that the article lacks; what has capitals is looked up as a name."""
    if item.text.islower() and not claim.facts.has(item.text):
        yield finding(
            "numbers.absent",
            claim.path,
            f"{quoted(item.text)} is not in the article.",
            hint="Leave it out.",
            offending=item.text,
        )


_MESSAGES = {
    "numbers.absent": "{} is not in the article. The article has {} here.",
    "numbers.changed": "{} is {} in the article, beside the same words.",
    "numbers.misplaced": "{} stands beside other words in the article, and {} beside these.",
}


def _wrong(
    claim: Claim, field: Field, item: Designation, other: Designation, code: str
) -> Iterator[Finding | Checked]:
    nearest = claim.facts.span_of(other.start)
    outcome: Outcome = "absent" if code == "numbers.absent" else "changed"
    yield Checked(kind="number", text=item.text, outcome=outcome, field=field.name, source=nearest)
    yield finding(
        code,
        claim.path,
        _MESSAGES[code].format(quoted(item.text), quoted(other.text)),
        hint="Use the article's.",
        nearest=nearest,
        offending=item.text,
    )
