"""Whether a statement words its sources the other way round: what each of its families is asked, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.direction import check_direction
from briefkit.checks.hedging import check_hedges
from briefkit.checks.negation import check_negation
from briefkit.checks.reading import Reading
from briefkit.checks.relations import check_causes, check_comparisons, check_times
from briefkit.schema import Checked, Finding, Question, Signal, Unknown

__all__ = ["check_wording"]

_FAMILIES: tuple[Callable[[Reading], Iterable[Finding | Checked]], ...] = (
    check_negation,
    check_direction,
    check_hedges,
    check_comparisons,
    check_causes,
    check_times,
)


_BETWEEN_LIKE_WORDS = (check_negation, check_direction)
"""What is asked in languages with small tables: only what was turned round in an otherwise like sentence."""
_LANGUAGES = ("en", "fr", "de", "es")
_OPEN = (Question, Signal, Unknown)
"""Statements of what the article does not say, or not yet."""


def check_wording(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield what the line of a statement turns round, and what it keeps; nothing of a line copied or inferred."""
    statement = claim.statement
    if claim.facts.language not in _LANGUAGES or statement.basis != "stated" or statement.origin == "copied":
        return
    if isinstance(statement, _OPEN):
        return
    reading = Reading.of(claim)
    if not reading.sources or reading.is_copied:
        return
    named: set[str] = set()
    for family in _FAMILIES if claim.facts.language == "en" else _BETWEEN_LIKE_WORDS:
        for item in family(reading):
            if not (isinstance(item, Finding) and _names(item) & named):
                yield item
            if isinstance(item, Finding):
                named |= _names(item)


def _names(found: Finding) -> set[str]:
    """Return the words that a finding is about, so that no word is found twice."""
    return set((found.offending or "").casefold().split())
