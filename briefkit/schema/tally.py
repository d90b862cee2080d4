"""How far a run over many articles is, as numbers to show. Data only."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from briefkit.schema.provenance import Usage
from briefkit.schema.result import Result

__all__ = ["Tally"]


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
    lost: int = 0
    """Processes that ended by themselves, and whose work others took over."""
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

    def __add__(self, other: Tally) -> Tally:
        counts = ("read", "skipped", "unreadable", "ok", "review", "failed", "left", "rechecked", "in_flight")
        return Tally(
            **{name: getattr(self, name) + getattr(other, name) for name in counts},
            usage=self.usage + other.usage,
            usd=None if self.usd is None or other.usd is None else self.usd + other.usd,
            seconds=max(self.seconds, other.seconds),
        )
