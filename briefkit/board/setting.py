"""Sets the stories of a board, in this process or in several side by side. Reads no store and writes no file."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from types import TracebackType
from typing import TypeVar

from briefkit.render.board_cards import Card, Watch, card_of, watches_of
from briefkit.render.board_pages import Site
from briefkit.render.board_search import Words, words_in
from briefkit.render.board_story import set_story
from briefkit.store.kept import KeptBrief, Unbriefed

__all__ = ["Setter", "Story"]

_CHUNK = 32
_WAITING = 3
"""Chunks a process that are under way at a time, so that memory does not grow with the archive."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Story:
    """A brief as a board needs it: its page (None: it is not to be shown), and what the lists need of it."""

    card: Card
    page: str | None
    watches: list[Watch]
    words: Words


class Setter:
    """Set stories with one process, or with several until it is left."""

    def __init__(self, site: Site, *, processes: int = 1) -> None:
        self._site = site
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Setter:
        if self._processes > 1:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=get_context("spawn"), initializer=_leave_interrupts
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def stories(self, stored: Iterable[KeptBrief]) -> Iterator[Story | Unbriefed]:
        """Yield the stories in the order given."""
        if self._pool is None:
            yield from (_set(self._site, each) for each in stored)
            return
        under_way: deque[Future[list[Story | Unbriefed]]] = deque()
        for chunk in _chunks(stored):
            under_way.append(self._pool.submit(_set_all, self._site, chunk))
            if len(under_way) >= _WAITING * self._processes:
                yield from under_way.popleft().result()
        for future in under_way:
            yield from future.result()


def _set_all(site: Site, stored: Iterable[KeptBrief]) -> list[Story | Unbriefed]:
    return [_set(site, each) for each in stored]


def _set(site: Site, stored: KeptBrief) -> Story | Unbriefed:
    result = stored.result()
    if result is None or result.brief is None:
        return stored.unreadable()
    card = card_of(result)
    is_shown = card.is_listed and (site.has_review or not card.needs_review)
    return Story(
        card=card,
        page=set_story(site, result, card) if is_shown else None,
        watches=watches_of(result, card),
        words=words_in(card, result.brief),
    )


def _chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    source = iter(items)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


def _leave_interrupts() -> None:
    """Let the process that is asked to stop decide what becomes of the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
