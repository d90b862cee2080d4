"""Whether a statement words its sources the other way round: what each of its families is asked, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.direction import check_direction
from briefkit.checks.hedging import check_hedges
from briefkit.checks.languages import is_served
from briefkit.checks.negation import check_negation
from briefkit.checks.reading import Reading
from briefkit.checks.relations import check_causes, check_comparisons, check_times
from briefkit.schema import Checked, Finding

__all__ = ["check_wording"]

_FAMILIES: dict[str, Callable[[Reading], Iterable[Finding | Checked]]] = {
    "negation": check_negation,
    "direction": check_direction,
    "hedge": check_hedges,
    "comparison": check_comparisons,
    "cause": check_causes,
    "time": check_times,
}
"""By their names in the table of languages."""


def check_wording(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield what the line of a statement turns round, and what it keeps; nothing of a line copied or inferred."""
    families = [family for what, family in _FAMILIES.items() if is_served(what, claim.facts.language)]
    if not families or not claim.retells:
        return
    reading = Reading.of(claim)
    if not reading.sources or reading.is_copied:
        return
    named: set[str] = set()
    for family in families:
        for item in family(reading):
            if not (isinstance(item, Finding) and _names(item) & named):
                yield item
            if isinstance(item, Finding):
                named |= _names(item)


def _names(found: Finding) -> set[str]:
    """Return the words that a finding is about, so that no word is found twice."""
    return set((found.offending or "").casefold().split())
