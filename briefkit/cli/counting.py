"""Shows how far a run over an archive is, on standard error: a moving line in a terminal, plain lines elsewhere.

At its end it says what came of it, and which exit code that is.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from briefkit.cli.exits import BUDGET, FAILED, INTERRUPTED, OK, REVIEW, exit_of_error
from briefkit.cli.output import say
from briefkit.errors import BudgetExceeded

if TYPE_CHECKING:
    from briefkit.batch import Tally
    from briefkit.job import Stopped

__all__ = ["Counting", "counted_in_all", "duration", "ended", "watch_counts"]

_GOES_ON = "The same command goes on where it stopped."

_MOVING_SECONDS = 0.2
_LINE_SECONDS = 5.0
"""Between two plain lines, so that a log of a night's run can be read."""
_RATE_SECONDS = 60.0
"""The stretch over which rates are taken."""


class Counting:
    """Take tallies and hand on a line now and then. `total` is the number of records, None: nobody knows."""

    def __init__(
        self, show: Callable[[str], None], *, total: int | None, rpm: int | None, every: float
    ) -> None:
        self._show = show
        self._total = total
        self._rpm = rpm
        self._every = every
        self._shown = time.monotonic() if every >= 1 else 0.0
        self._seen: deque[Tally] = deque()

    def on_tally(self, tally: Tally) -> None:
        """Take note of how far the run is; called from another thread."""
        now = time.monotonic()
        if now - self._shown < self._every:
            return
        self._shown = now
        self._seen.append(tally)
        while tally.seconds - self._seen[0].seconds > _RATE_SECONDS:
            self._seen.popleft()
        self._show(" · ".join(self._parts(tally)))

    def say(self, message: str) -> None:
        """Print a line that stays."""
        say(message)

    def _parts(self, tally: Tally) -> Iterator[str]:
        passed = tally.done + tally.skipped + tally.unreadable + tally.left
        yield f"{passed:,} of {self._total:,}" if self._total is not None else f"{passed:,} done"
        yield _outcomes(tally)
        yield f"{tally.in_flight} in flight"
        yield _tokens(tally)
        per_article, asked = self._rates(tally)
        left = None if self._total is None else max(self._total - passed, 0)
        yield _cost(tally, left)
        yield f"{per_article * 60:,.0f} articles a minute"
        if self._rpm:
            yield f"{asked * 60:,.0f} of {self._rpm:,} requests a minute"
        if left is not None and per_article:
            yield f"{duration(left / per_article)} left"

    def _rates(self, tally: Tally) -> tuple[float, float]:
        """Return articles and requests a second, of late."""
        first = self._seen[0]
        if first is tally:
            return tally.done / max(tally.seconds, 1e-9), _asked(tally) / max(tally.seconds, 1e-9)
        seconds = max(tally.seconds - first.seconds, 1e-9)
        return (tally.done - first.done) / seconds, (_asked(tally) - _asked(first)) / seconds


@contextmanager
def watch_counts(*, total: int | None, rpm: int | None) -> Generator[Counting]:
    """Give what shows tallies on this standard error."""
    if not sys.stderr.isatty():
        yield Counting(say, total=total, rpm=rpm, every=_LINE_SECONDS)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    text = TextColumn("{task.description}", markup=False)
    with Progress(
        SpinnerColumn("line"), TimeElapsedColumn(), text, console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("starting", total=None)
        yield _Moving(lambda line: bar.update(task, description=line), total=total, rpm=rpm, bar=bar)


class _Moving(Counting):
    def __init__(self, show: Callable[[str], None], *, total: int | None, rpm: int | None, bar: Any) -> None:
        super().__init__(show, total=total, rpm=rpm, every=_MOVING_SECONDS)
        self._bar = bar

    def say(self, message: str) -> None:
        from briefkit.render.escape import one_line

        self._bar.console.print(f"briefkit: {one_line(message)}", markup=False, highlight=False)


def counted_in_all(tally: Tally) -> str:
    """Return what came of a whole run, in one line."""
    parts = [f"{tally.done:,} briefed: {_outcomes(tally)}" if tally.done else _without_briefs(tally)]
    for count, words in (
        (tally.skipped, "done before"),
        (tally.unreadable, "unreadable"),
        (tally.rechecked, "checked anew"),
        (tally.lost, "processes lost and replaced"),
    ):
        if count:
            parts.append(f"{count:,} {words}")
    if _asked(tally):
        parts += [_tokens(tally), _cost(tally, None)]
    parts.append(duration(tally.seconds))
    return "; ".join(parts) + "."


def _without_briefs(tally: Tally) -> str:
    if tally.left or tally.in_flight:
        return f"nothing was briefed, {tally.left:,} left" if tally.left else "nothing was briefed yet"
    return "nothing was left to brief"


def _outcomes(tally: Tally) -> str:
    named = (
        (tally.ok, "ok"),
        (tally.review, "to review"),
        (tally.failed, "failed"),
        (tally.left, "left"),
    )
    return ", ".join(f"{count:,} {name}" for count, name in named if count or name == "ok")


def _asked(tally: Tally) -> int:
    return tally.usage.requests - tally.usage.cached


def _tokens(tally: Tally) -> str:
    about = "about " if tally.usage.estimated else ""
    return f"{about}{tally.usage.input_tokens:,} tokens in, {tally.usage.output_tokens:,} out"


def _cost(tally: Tally, left: int | None) -> str:
    if tally.usd is None:
        return "unpriced"
    spent = f"${tally.usd:,.2f}"
    if left is None or not tally.done or not tally.usd:
        return spent
    return f"{spent}, about ${tally.usd + tally.usd / tally.done * left:,.2f} in all"


def duration(seconds: float) -> str:
    """Return a stretch of time in words, as exact as one cares to know."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def ended(tally: Tally, stopped: Stopped | None, tell: Callable[[str], None], *, warned: bool = False) -> int:
    """Say what came of a run, and why it ended where it did; return the exit code."""
    tell(counted_in_all(tally))
    if stopped is not None:
        said = str(stopped).replace(_GOES_ON, "").strip()
        tell(f"stopped: {said} {_GOES_ON}")
        return _exit_of_stop(stopped)
    if tally.left:
        tell(f"{tally.left:,} articles got no answer. {_GOES_ON}")
    if tally.failed or tally.left:
        return FAILED
    return REVIEW if tally.review or warned else OK


def _exit_of_stop(stopped: Stopped) -> int:
    if stopped.reason is None:
        return INTERRUPTED
    return BUDGET if isinstance(stopped.reason, BudgetExceeded) else exit_of_error(stopped.reason)
