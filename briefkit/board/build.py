"""Builds a board: reads the briefs of a store one at a time, writes their pages, then the lists, the front page last.

Of a brief only its card, what it says to watch and its words stay in memory: about 4 kB.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from briefkit.board.folder import Folder
from briefkit.board.lists import Lists
from briefkit.board.setting import Setter, Story
from briefkit.render.board_cards import Card, Watch
from briefkit.render.board_pages import Failure, Site, assets
from briefkit.render.board_search import Index
from briefkit.render.escape import one_line
from briefkit.store.kept import Unbriefed, reading_kept

__all__ = ["Built", "build_board"]

_WORTH_PROCESSES = 200
"""Briefs from which other processes save more time than it takes to start them: about 2 s."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a board holds, and what became of its files."""

    index: Path
    """The front page."""
    stories: int
    to_review: int
    failures: int
    changed: int
    unchanged: int
    removed: int


def build_board(
    store: str | Path,
    folder: str | Path,
    site: Site | None = None,
    *,
    today: datetime.date | None = None,
    processes: int = 1,
    on_story: Callable[[int, int], object] = lambda done, total: None,
) -> Built:
    """Build the board of a store in a folder, writing what has changed; `today` tells what is past, None: the clock.

    More `processes` are for the command line: a script that asks for them has to guard its main module, as
    `multiprocessing` says. `on_story` is told how many briefs were set, and of how many.

    Raises:
        StoreError: when the store cannot be read, or another process builds the same board.
        InputError: when the folder cannot be used.

    """
    site = site or Site()
    today = today or datetime.date.today()  # noqa: DTZ011 - the day of whoever builds it
    with reading_kept(store) as kept, Folder(folder) as opened:
        for name, text in assets().items():
            opened.write(name, text)
        shelf, total = _Shelf(opened), len(kept)
        with Setter(site, processes=processes if total >= _WORTH_PROCESSES else 1) as setter:
            for done, story in enumerate(setter.stories(kept.briefs()), start=1):
                shelf.add(story)
                on_story(done, total)
        failures = [_failure(each) for each in (*shelf.unreadable, *kept.unbriefed())]
        lists = Lists(site, shelf.cards, shelf.watches, rejected=shelf.rejected, failures=failures)
        for name, text in (*shelf.index.parts(lists.earliest_first), *lists.files(today)):
            opened.write(name, text)
    return Built(
        index=Path(folder) / "index.html",
        stories=len(shelf.cards),
        to_review=sum(card.needs_review for card in shelf.cards),
        failures=len(failures),
        changed=opened.written.changed,
        unchanged=opened.written.unchanged,
        removed=opened.written.removed,
    )


@dataclass
class _Shelf:
    """Writes the pages of stories, and keeps what the lists need of them."""

    folder: Folder
    cards: list[Card] = field(default_factory=list)
    rejected: list[Card] = field(default_factory=list)
    unreadable: list[Unbriefed] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    index: Index = field(default_factory=Index)

    def add(self, story: Story | Unbriefed) -> None:
        """Write the page of a story, unless it may not be shown."""
        if isinstance(story, Unbriefed):
            self.unreadable.append(story)
        elif not story.card.is_listed:
            self.rejected.append(story.card)
        elif story.page is not None:
            self.folder.write(f"stories/{story.card.id}.html", story.page)
            self.cards.append(story.card)
            self.watches += story.watches
            self.index.add(story.card.id, story.words)


def _failure(each: Unbriefed) -> Failure:
    return Failure(
        headline=one_line(each.headline or "Without a headline"),
        source=one_line(each.publisher or ""),
        day=each.published,
        place=one_line(each.place),
        code=each.code,
        reason=one_line(each.reason),
        is_waiting=each.is_waiting,
    )
