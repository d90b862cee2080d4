"""What one process of a run was granted and has not given back: attempts, turns in the pace, parts of the budget.

What costs something is decided here, in the parent, so that all processes together keep one limit and one budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from briefkit.batch.recording import Attempts
from briefkit.budget import BudgetGate, Reserve
from briefkit.errors import BriefkitError, ConfigurationError
from briefkit.models.metering import Told
from briefkit.models.pacing import Pace, Turn
from briefkit.run import failed_reply
from briefkit.schema import Reply, Request

__all__ = ["Grants"]

_NUMBERS = count(1)


class Grants:
    """Answer what one process asks, and remember what it holds. Used from the loop's thread only."""

    def __init__(self, attempts: Attempts, pace: Pace | None, budget: BudgetGate | None) -> None:
        self._attempts = attempts
        self._pace = pace
        self._budget = budget
        self._begun: set[int] = set()
        self._turns = 0
        self._reserves: dict[int, Reserve] = {}

    async def asked(self, what: str, work: int, details: Sequence[Any]) -> Any:
        """Return the answer to a question, as soon as it may be answered."""
        if what == "begin":
            return await self._begin(work, *details)
        return await self._enter(*details) if what == "enter" else self._reserve(*details)

    def told(self, what: str, details: Sequence[Any]) -> None:
        """Take note of what a process did."""
        getattr(self, _TOLD[what])(*details)

    def take_back(self) -> None:
        """Take all back from a process that has ended; what it had sent may be billed."""
        for attempt in self._begun:
            self._attempts.lose(attempt)
        for _ in range(self._turns):
            self._paced.leave()
        for number in list(self._reserves):
            self._settle(number, failed_reply(BriefkitError("the process ended.")))
        self._begun, self._turns = set(), 0

    async def _begin(self, work: int, key: str, purpose: str) -> int:
        attempt = await self._attempts.begin(work, key, purpose)
        self._begun.add(attempt)
        return attempt

    async def _enter(
        self, size: int, most_output: int, place: int | None, most_wait: float
    ) -> tuple[int, float, float]:
        turn = await self._paced.enter(size, most_output, place=place, most_wait=most_wait)
        self._turns += 1
        return turn.place, turn.sent, turn.tokens

    def _reserve(self, input_tokens: int, output_tokens: int) -> int:
        if self._budget is None:
            raise AssertionError("there is no budget")
        number = next(_NUMBERS)
        self._reserves[number] = self._budget.reserve(input_tokens, output_tokens)
        return number

    @property
    def _paced(self) -> Pace:
        if self._pace is None:
            raise ConfigurationError("there is no pace to share.", hint="This is a mistake of briefkit's.")
        return self._pace

    def _end(self, attempt: int, outcome: str) -> None:
        self._begun.discard(attempt)
        self._attempts.end(attempt, outcome)

    def _keep(self, attempt: int, request: Request, reply: Reply, usd: float | None) -> None:
        self._begun.discard(attempt)
        self._attempts.keep(attempt, request, reply, usd)

    def _lose(self, attempt: int) -> None:
        self._begun.discard(attempt)
        self._attempts.lose(attempt)

    def _settle(self, number: int, reply: Reply) -> None:
        reserve = self._reserves.pop(number, None)
        if self._budget is not None and reserve is not None:
            self._budget.settle(reserve, reply)

    def _learn(self, limits: dict[str, Told]) -> None:
        self._paced.told(limits)

    def _answered(self, turn: Turn, used: tuple[int, int] | None) -> None:
        self._paced.answered(turn, used)

    def _refused(self, turn: Turn, wait: float | None) -> None:
        self._paced.refused(turn, wait)

    def _leave(self) -> None:
        self._turns -= 1
        self._paced.leave()


_TOLD = {
    "end": "_end",
    "keep": "_keep",
    "lose": "_lose",
    "settle": "_settle",
    "told": "_learn",
    "answered": "_answered",
    "refused": "_refused",
    "leave": "_leave",
}
