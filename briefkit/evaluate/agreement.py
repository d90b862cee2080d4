"""How far two readings of the same things agree: the share that is alike, and Cohen's kappa. No I/O."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from briefkit.evaluate.intervals import Interval, interval_over

__all__ = ["Agreement", "agreement_of", "kappa"]

_Pair = tuple[Hashable, Hashable]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How two readings of the same pairs agree by one criterion."""

    criterion: str
    same: Interval
    """Share of the pairs on which both say the same; `n` is the number of pairs."""
    kappa: Interval | None
    """Cohen's kappa: what they agree more than by chance, of what they could; None where it is not defined."""
    why_not: str = ""
    """Why there is no kappa."""


def kappa(pairs: Sequence[_Pair]) -> float | None:
    """Return Cohen's kappa of paired answers (Cohen 1960); None of none, or where both only ever give one answer."""
    if not pairs:
        return None
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum(one == other for one, other in pairs) / len(pairs)
    expected = sum(count * others[answer] for answer, count in ones.items()) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def agreement_of(criterion: str, groups: Sequence[Sequence[_Pair]]) -> Agreement | None:
    """Return the agreement of paired answers, in groups of one article each; None where there are no pairs."""
    same = interval_over(groups, _share_alike)
    if same is None:
        return None
    found = interval_over(groups, kappa)
    return Agreement(
        criterion=criterion,
        same=same,
        kappa=found,
        why_not="" if found else "both gave one and the same answer throughout, so chance alone would agree",
    )


def _share_alike(pairs: Sequence[_Pair]) -> float | None:
    return statistics.fmean(one == other for one, other in pairs) if pairs else None
