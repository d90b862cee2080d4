"""Means over articles, and how far chance alone may have moved them. Seeded: equal values give equal intervals."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

__all__ = ["Interval", "interval_of", "interval_over"]

_Item = TypeVar("_Item")

_RESAMPLES = 1000
_SEED = 2026
_TAIL = 0.025
"""On each side: intervals are of 95 %."""
_MANY = 1000
"""Articles from which the normal interval is taken: there the bootstrap gives the same, slower."""
_NORMAL = 1.96


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A mean over articles, with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int
    """Articles that it is a mean of."""

    @property
    def is_apart(self) -> bool:
        """Tell whether the interval leaves out zero: of a difference, that chance alone hardly made it."""
        return self.low > 0 or self.high < 0


def interval_of(values: Sequence[float]) -> Interval | None:
    """Return the mean of values, one an article, with its interval; None where there are none.

    The interval is the percentile bootstrap over articles. One article has none: both ends are its value.
    """
    if not values:
        return None
    mean = statistics.fmean(values)
    if len(values) >= _MANY:
        half = _NORMAL * statistics.stdev(values, mean) / math.sqrt(len(values))
        return Interval(value=mean, low=mean - half, high=mean + half, n=len(values))
    if min(values) == max(values):
        return Interval(value=mean, low=mean, high=mean, n=len(values))
    means = sorted(statistics.fmean(map(values.__getitem__, places)) for places in _resampled(len(values)))
    low, high = _middle(means)
    return Interval(value=mean, low=low, high=high, n=len(values))


def interval_over(
    groups: Sequence[Sequence[_Item]], statistic: Callable[[Sequence[_Item]], float | None]
) -> Interval | None:
    """Return a statistic of all items, with the interval of the bootstrap over their groups, one an article.

    None where it is not defined. Resamples in which it is not are left out; `n` counts the items.
    """
    items = [item for group in groups for item in group]
    value = statistic(items)
    if value is None:
        return None
    drawn = ([item for place in places for item in groups[place]] for places in _resampled(len(groups)))
    found = sorted(each for each in map(statistic, drawn) if each is not None)
    low, high = _middle(found) if found else (value, value)
    return Interval(value=value, low=low, high=high, n=len(items))


def _middle(found: Sequence[float]) -> tuple[float, float]:
    """Return between what values, of sorted ones, all but the tails lie."""
    last = len(found) - 1
    return found[math.floor(_TAIL * last)], found[math.ceil((1 - _TAIL) * last)]


@lru_cache(maxsize=8)
def _resampled(count: int) -> list[list[int]]:
    """Return which articles each resample has; the same for every measure, so that these can be compared."""
    chance = random.Random(_SEED)  # noqa: S311 - nothing is kept secret with it
    return [chance.choices(range(count), k=count) for _ in range(_RESAMPLES)]
