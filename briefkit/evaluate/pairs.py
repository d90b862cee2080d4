"""The pairs of briefs that are worth a judgement: each run's against the first run's, article by article. No I/O."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from briefkit.render.blind import Blind, blind
from briefkit.schema import Result

__all__ = ["Pair", "Side", "pairs_of"]


@dataclass(frozen=True)
class Side:
    """A brief as a judge sees it, with the result that it is of."""

    result: Result
    blind: Blind

    @property
    def sha256(self) -> str:
        """Return the hash of what is shown."""
        return self.blind.sha256


@dataclass(frozen=True, eq=False)
class Pair:
    """A run's brief of an article, and the first run's."""

    run: str
    first: str
    """Name of the first run."""
    of_run: Result
    of_first: Result

    @cached_property
    def ours(self) -> Side:
        """Return the run's brief as a judge sees it."""
        return Side(self.of_run, blind(self.of_run))

    @cached_property
    def theirs(self) -> Side:
        """Return the first run's brief as a judge sees it."""
        return Side(self.of_first, blind(self.of_first))

    @property
    def key(self) -> tuple[str, str]:
        """Return the hashes of both as shown, whichever run each is of."""
        return min(self.ours.sha256, self.theirs.sha256), max(self.ours.sha256, self.theirs.sha256)

    @property
    def is_same(self) -> bool:
        """Tell whether both read alike: nobody has to be asked."""
        return self.ours.sha256 == self.theirs.sha256

    def drawn(self, lot: str) -> tuple[Side, Side]:
        """Return both in the order that a lot gives them, the same whichever run is the first one."""
        one, other = sorted((self.ours, self.theirs), key=lambda side: side.sha256)
        return (one, other) if self.place(lot) % 2 else (other, one)

    def place(self, lot: str) -> int:
        """Return a number by which a lot orders pairs."""
        return int.from_bytes(hashlib.sha256("\n".join((lot, *self.key)).encode()).digest()[:8])


def pairs_of(runs: Mapping[str, Iterable[Result]]) -> list[Pair]:
    """Return the pairs of some runs by name; an article without a brief of both is in none."""
    briefs = {name: _by_article(results) for name, results in runs.items()}
    first, *others = briefs or [""]
    return [
        Pair(run, first, briefs[run][sha256], briefs[first][sha256])
        for run in others
        for sha256 in sorted(briefs[run].keys() & briefs[first].keys())
    ]


def _by_article(results: Iterable[Result]) -> dict[str, Result]:
    """Return the first brief of each article."""
    found: dict[str, Result] = {}
    for result in results:
        found.setdefault(result.article.sha256, result)
    return {sha256: result for sha256, result in found.items() if result.brief is not None}
