"""Shows on standard error what takes long: a moving line in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from briefkit.cli.output import say

if TYPE_CHECKING:
    from briefkit.models.engine import Progress as Tokens
    from briefkit.run import Event

__all__ = ["Progress", "Watcher", "watch", "watch_bytes", "watch_count"]

_QUIET_SECONDS = 1.0
"""What is done sooner is not worth a line."""


class Watcher(Protocol):
    """Something that can be told of a run."""

    def on_event(self, event: Event) -> None:
        """Show where a run stands; called from another thread."""
        ...

    def on_tokens(self, tokens: Tokens) -> None:
        """Show how far one answer of an embedded model has come; called from another thread."""
        ...


def watch(first: str) -> Progress:
    """Return what shows progress on this standard error, beginning with some words."""
    return _Moving(first) if sys.stderr.isatty() else _Lines()


@contextmanager
def watch_bytes() -> Generator[Callable[[int, int, str], None]]:
    """Give a function to be told bytes done, bytes in all and what is being done; show them."""
    if not sys.stderr.isatty():
        yield _tell_tenths()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    text = TextColumn("{task.description}", markup=False)
    columns = (text, BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda done, total, words: bar.update(task, completed=done, total=total, description=words)


@contextmanager
def watch_count(what: str) -> Generator[Callable[[int, int], None]]:
    """Give a function to be told how many of how many are done; show them in a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell_tenths() -> Callable[[int, int, str], None]:
    """Return what prints a line whenever the words change or another tenth is done."""
    last: list[tuple[str, int]] = []

    def tell(done: int, total: int, words: str) -> None:
        now = (words, done * 10 // max(total, 1))
        if last != [now]:
            last[:] = [now]
            say(f"{words}: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

    return tell


class Progress(Watcher, AbstractContextManager["Progress"], Protocol):
    """A watcher that shows what it is told."""


class _Lines:
    """One line for each answer."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind."""

    def on_event(self, event: Event) -> None:
        if event.kind == "answered" and event.seconds >= _QUIET_SECONDS:
            say(f"{_numbered(event)}: {_spent(event)}, {event.seconds:.0f} s so far")

    def on_tokens(self, tokens: Tokens) -> None:
        """Keep quiet: a line for each token would be noise."""


class _Moving:
    """One line that changes, and goes when all is done."""

    def __init__(self, first: str) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        text: Any = TextColumn("{task.description}", markup=False)
        self._bar = Bar(
            SpinnerColumn("line"), TimeElapsedColumn(), text, console=Console(stderr=True), transient=True
        )
        self._task = self._bar.add_task(first, total=None)
        self._said = first

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def on_event(self, event: Event) -> None:
        self._said = f"{_numbered(event)} · {_spent(event)}"
        self._bar.update(self._task, description=self._said)

    def on_tokens(self, tokens: Tokens) -> None:
        of = f" of {tokens.total:,}" if tokens.total and tokens.step == "reading" else ""
        self._bar.update(self._task, description=f"{self._said} · {tokens.step} {tokens.done:,}{of} tokens")


def _numbered(event: Event) -> str:
    step = event.done + 1 if event.kind == "asked" else event.done
    of = f" of {event.total}" if event.total else ""
    return f"step {step}{of}, {event.purpose}"


def _spent(event: Event) -> str:
    about = "about " if event.usage.estimated else ""
    return f"{about}{event.usage.input_tokens:,} tokens in, {event.usage.output_tokens:,} out"
