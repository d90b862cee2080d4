"""Means over articles, and how far chance alone may have moved them. Seeded: equal values give equal intervals."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Interval", "interval_of"]

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
    last = len(means) - 1
    return Interval(
        value=mean,
        low=means[math.floor(_TAIL * last)],
        high=means[math.ceil((1 - _TAIL) * last)],
        n=len(values),
    )


@lru_cache(maxsize=8)
def _resampled(count: int) -> list[list[int]]:
    """Return which articles each resample has; the same for every measure, so that these can be compared."""
    chance = random.Random(_SEED)  # noqa: S311 - nothing is kept secret with it
    return [chance.choices(range(count), k=count) for _ in range(_RESAMPLES)]
