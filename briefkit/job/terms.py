"""What the articles of a run have in common, and how a run goes about them. Data only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from briefkit.errors import BriefkitError
from briefkit.models import Model
from briefkit.plan import Plan
from briefkit.run import Gate
from briefkit.schema import Article, Cost, Record, Reply, Result
from briefkit.store import Outcome

__all__ = ["Job", "Landed", "Options", "State", "Stopped"]

State = Literal["ok", "review", "failed", "left"]
"""How an article came out of a run. `left`: no answer came, and the same command tries it again."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What the articles of a run have in common."""

    model: Model
    plan_of: Callable[[Article], Plan]
    """Makes the plan of an article."""
    complete: Callable[[Result, float], Result]
    """Adds what only the outside knows: seconds, price, the day."""
    refuse: Callable[[Article], Sequence[str]]
    """Raises `InputError` for what is nothing to brief, before anything is paid for; returns what looks damaged."""
    setup_sha256: str
    """Hash of all that changes an answer beside the article."""
    setup_detail: dict[str, Any]
    checks: str
    """Version and hash of the rules that judge briefs."""
    price: Callable[[Reply], Cost]
    """Says what one answer cost."""
    again: Callable[[], Job] | None = None
    """Makes this job once more in another process, to which it is pickled; None: it stays in this one."""
    gates: Sequence[Gate] = ()
    """What stands around every request behind the store, such as a budget."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a run goes about it."""

    concurrency: int = 16
    """Articles in flight."""
    processes: int = 1
    """Processes that share the work; store, limits and budget are those of all. For more than some hundred requests
    a second, or long articles on several cores. A model has to be picklable, and `on_event` is told nothing."""
    limit: int | None = None
    """Most articles to be begun, None: all."""
    retry: frozenset[str] = frozenset()
    """States, of `failed` and `review`, whose articles are briefed again."""
    reread: bool = False
    """Whether to read the input from its start, also where it was settled before."""
    only: Callable[[Record], bool] | None = None
    """Which records to take, None: all."""
    grace: float = 10.0
    """Seconds for what is in flight to arrive, once a stop is asked for."""
    argv: Sequence[str] = ()
    """The command, to be noted with the run."""


@dataclass(frozen=True, kw_only=True)
class Landed:
    """What came of one record that was worked on, once it is in the store."""

    record: Record
    state: State
    outcome: Outcome


class Stopped(BriefkitError):
    """Say why a run ended before its input did; all that was paid for is kept.

    `reason` is None where it was interrupted.
    """

    code = "stopped"

    def __init__(self, reason: BriefkitError | None) -> None:
        super().__init__(
            reason.message if reason else "the run was interrupted.",
            hint=reason.hint if reason else "The same command goes on where it stopped.",
        )
        self.reason = reason
