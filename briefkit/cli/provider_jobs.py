"""Shows on standard error how the jobs of a provider's Batch API are: quietly, for they take hours."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from briefkit.cli.output import say
from briefkit.provider_batch.progress import Progress

if TYPE_CHECKING:
    from briefkit.errors import BriefkitError
    from briefkit.job import Landed
    from briefkit.provider_batch.collecting import Collected
    from briefkit.store.provider_jobs import ProviderJob

__all__ = ["JobsShown", "watch_jobs"]

_LINE_SECONDS = 600.0
"""Between two plain lines that tell nothing new: a log of a day has 144 of them."""
_MOVING_SECONDS = 0.2


class JobsShown(Progress):
    """Say what changes, and now and then how far it is. `show` takes what may be overwritten, `say` what stays."""

    def __init__(
        self,
        on_landed: Callable[[Landed], None],
        *,
        show: Callable[[str], None],
        say: Callable[[str], None],
        every: float,
    ) -> None:
        self._landed = on_landed
        self._show = show
        self.say = say
        self._every = every
        self._shown = time.monotonic()
        self._seen: list[tuple[int, str]] = []

    def on_landed(self, landed: Landed) -> None:
        self._landed(landed)

    def on_advanced(self, done: int, total: int) -> None:
        self._show_soon(f"{done:,} of {total:,} articles looked through")

    def on_jobs(self, jobs: Sequence[ProviderJob]) -> None:
        seen = [(job.id, job.status) for job in jobs]
        line = jobs_in_words(jobs)
        if seen != self._seen and jobs:
            self.say(line)
        elif jobs:
            self._show_soon(line)
        self._seen = seen

    def on_collected(self, job: ProviderJob, found: Collected) -> None:
        parts = [f"job {job.provider_id} is over: {found.taken:,} of {job.requests:,} requests came back"]
        if found.lost:
            parts.append(f"{found.lost:,} are missing in its files, perhaps paid for, and asked again")
        if found.strange:
            parts.append(f"{found.strange:,} lines are nobody's")
        if found.too_many:
            parts.append("the provider's queue was full; they are sent again")
        self.say("; ".join(parts) + ".")

    def on_trouble(self, error: BriefkitError) -> None:
        self.say(f"{error.message} Looking again later.")

    def _show_soon(self, line: str) -> None:
        now = time.monotonic()
        if now - self._shown >= self._every:
            self._shown = now
            self._show(line)


def jobs_in_words(jobs: Sequence[ProviderJob]) -> str:
    """Return how open jobs are, in one line."""
    counts: dict[str, int] = {}
    for job in jobs:
        counts[job.status] = counts.get(job.status, 0) + 1
    total, done = sum(job.requests for job in jobs), sum(job.completed + job.failed for job in jobs)
    states = ", ".join(f"{count:,} {status.replace('_', ' ')}" for status, count in counts.items())
    return (
        f"{len(jobs):,} {'job' if len(jobs) == 1 else 'jobs'} ({states}): {done:,} of {total:,} requests done"
    )


@contextmanager
def watch_jobs(on_landed: Callable[[Landed], None]) -> Generator[JobsShown]:
    """Give what shows jobs on this standard error."""
    if not sys.stderr.isatty():
        yield JobsShown(on_landed, show=say, say=say, every=_LINE_SECONDS)
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    text: Any = TextColumn("{task.description}", markup=False)
    console = Console(stderr=True)
    with Bar(SpinnerColumn("line"), TimeElapsedColumn(), text, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def keep(message: str) -> None:
            from briefkit.render.escape import one_line

            console.print(f"briefkit: {one_line(message)}", markup=False, highlight=False)
            bar.update(task, description=message)

        yield JobsShown(
            on_landed,
            show=lambda line: bar.update(task, description=line),
            say=keep,
            every=_MOVING_SECONDS,
        )
