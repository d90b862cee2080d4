"""How far a batch is, as numbers to show; and which records of an input are settled without a gap."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from briefkit.schema import Result, Usage

__all__ = ["Frontier", "Tally"]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The counts of a run so far."""

    read: int = 0
    """Records read from the input."""
    skipped: int = 0
    """Records whose work was done before, or is another record's."""
    unreadable: int = 0
    """Records without an article."""
    ok: int = 0
    review: int = 0
    failed: int = 0
    """Articles that came to no brief, and would not the next time either."""
    left: int = 0
    """Articles that no answer came for; the same command tries them again."""
    rechecked: int = 0
    """Briefs of an earlier run that were judged by the rules of today, without a call."""
    in_flight: int = 0
    usage: Usage = dataclasses.field(default_factory=Usage)
    usd: float | None = 0.0
    """None where some of it has no price."""
    seconds: float = 0.0
    """Since the run began."""

    @property
    def done(self) -> int:
        """Return how many articles were briefed in this run, well or not."""
        return self.ok + self.review + self.failed

    def plus(self, **counts: int) -> Tally:
        """Return the tally with some counts raised."""
        return dataclasses.replace(self, **{name: getattr(self, name) + by for name, by in counts.items()})

    def with_result(self, result: Result) -> Tally:
        """Return the tally with what a result cost."""
        usd = None if self.usd is None or result.cost.usd is None else self.usd + result.cost.usd
        return dataclasses.replace(self, usage=self.usage + result.usage, usd=usd)


_MOST_WAITING = 50_000
"""Records behind one that is not settled, from which the position stays where it is: about 10 MB."""


class Frontier:
    """The position in an input up to which every record is settled: from there a later run goes on."""

    def __init__(self, records: int = 0) -> None:
        self._waiting: dict[int, str | None] = {}
        self._settled: set[int] = set()
        self._records = records
        self._last = 0
        self._is_stuck = False

    def enter(self, position: str | None) -> int:
        """Note a record in the input's order, and return its number."""
        self._last += 1
        if len(self._waiting) >= _MOST_WAITING:
            self._is_stuck = True
            self._waiting.clear()
            self._settled.clear()
        if not self._is_stuck:
            self._waiting[self._last] = position
        return self._last

    def settle(self, numbers: Iterable[int]) -> tuple[str, int] | None:
        """Note that records are settled; return the new position and how many records lie before it, if it moved."""
        self._settled.update(number for number in numbers if number in self._waiting)
        reached: str | None = None
        while self._waiting:
            first = next(iter(self._waiting))
            if first not in self._settled:
                break
            position = self._waiting.pop(first)
            self._settled.discard(first)
            self._records += 1
            reached = position or reached
        return None if reached is None else (reached, self._records)
