"""Whether a figure or date of a line stands where the article has it: beside the same words, in the same place.

What is equal and what is of one sort, the family says; here only places are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from briefkit.checks.claims import Claim, Pair
from briefkit.checks.policy import POLICY
from briefkit.text.alignment import Change
from briefkit.text.surroundings import Surroundings

__all__ = ["Compare", "Standing", "Verdict", "instead", "replaced", "standing"]


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_Item = TypeVar("_Item", bound=_Placed)


class Compare(NamedTuple, Generic[_Item]):
    """How a family compares an item of a line with those of the article."""

    equal: Callable[[_Item], bool]
    """It is the same, in whatever form."""
    rival: Callable[[_Item], bool]
    """It is of the same sort, and no other item of the line is the same as it."""
    certain_lead: float
    """By how much another item must fit better to be taken for the one that was changed."""


class Standing(NamedTuple, Generic[_Item]):
    """The places of the article that fit an item of a line best: one that has it, and one that has another."""

    own: _Item | None
    own_fit: float
    rival: _Item | None
    rival_fit: float

    @property
    def lead(self) -> float:
        """Return by how much the other item fits better; 0 where none fits."""
        return self.rival_fit - self.own_fit if self.rival_fit >= POLICY.rival_fit else 0.0

    @property
    def fits(self) -> bool:
        """Tell whether enough of the words beside the item stand beside it in the article too."""
        return self.own_fit >= POLICY.own_fit


def standing(
    text: str, item: _Item, places: Sequence[_Item], around: Surroundings, compare: Compare[_Item]
) -> Standing[_Item]:
    """Return where an item of a line fits in the article."""
    own: tuple[_Item | None, float] = (None, 0.0)
    rival: tuple[_Item | None, float] = (None, 0.0)
    for fit in around.fits(text, item):
        place = places[fit.place]
        if fit.share < POLICY.least_fit:
            break
        if own[0] is None and compare.equal(place):
            own = (place, fit.share)
            break
        if rival[0] is None and compare.rival(place):
            rival = (place, fit.share)
    return Standing(*own, *rival)


def replaced(claim: Claim, item: _Item, places: Sequence[_Item], compare: Compare[_Item]) -> _Item | None:
    """Return the item that the evidence has in this one's place, between the same words; None where it has none."""
    if not any(compare.rival(place) for place in places):
        return None
    for pair in claim.pairs:
        if pair.alignment.similarity < POLICY.changed_similarity:
            return None
        there = [place for place in places if pair.sentence.start <= place.start < pair.sentence.end]
        if not there or any(compare.equal(place) for place in there):
            continue
        for change in pair.alignment.changes:
            if _is_inside(item, pair, change):
                other = next(
                    (place for place in _of_source(change, pair, there) if compare.rival(place)), None
                )
                if other is not None:
                    return other
    return None


class Verdict(NamedTuple, Generic[_Item]):
    """What stands in the article where the line has an item, and whether the evidence settles it."""

    other: _Item
    is_certain: bool


def instead(
    claim: Claim, item: _Item, cited: Sequence[_Item], where: Standing[_Item], compare: Compare[_Item]
) -> Verdict[_Item] | None:
    """Return the item of the article that belongs where the line has this one, None where this one does.

    Where the evidence has this one, a place outside is no reason against it; without evidence the whole
    article is asked.
    """
    changed = replaced(claim, item, cited, compare)
    if changed is not None:
        return Verdict(changed, True)
    if where.rival is None or where.lead <= POLICY.rival_lead:
        return None
    has_own = any(compare.equal(place) for place in cited)
    has_rival = where.rival in cited
    if has_own and (not has_rival or where.lead < POLICY.cited_lead):
        return None
    is_settled = (has_rival and not has_own) or not claim.evidence
    return Verdict(where.rival, is_settled and where.lead >= compare.certain_lead)


def _is_inside(item: _Placed, pair: Pair, change: Change) -> bool:
    words = pair.alignment.claim[slice(*change.claim)]
    return (
        bool(words)
        and bool(change.before and change.after)
        and any(item.start <= word.start < item.end for word in words)
    )


def _of_source(change: Change, pair: Pair, places: Sequence[_Item]) -> list[_Item]:
    words = pair.alignment.source[slice(*change.source)]
    if not words:
        return []
    start, end = words[0].start + pair.sentence.start, words[-1].end + pair.sentence.start
    return [place for place in places if place.start < end and start < place.end]
