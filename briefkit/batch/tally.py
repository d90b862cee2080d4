"""Which records of an input are settled without a gap; the counts of a run are those of every way to run one."""

from __future__ import annotations

from collections.abc import Iterable

from briefkit.schema import Tally

__all__ = ["Frontier", "Tally"]

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
