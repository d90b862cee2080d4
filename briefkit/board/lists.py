"""The pages of a board beside its stories: which there are, in which order, and what stands on each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeVar

from briefkit.checks.codes import CODES
from briefkit.render.board_cards import Card, Watch
from briefkit.render.board_feeds import atom_feed, json_feed
from briefkit.render.board_pages import Failure, Pages, Site, by_day, set_page
from briefkit.render.board_words import FIELDS, Field, Shelf, filed_under, key_of

__all__ = ["Lists"]

_BRIEFS = 50
_SIGNALS = 50
_NAMES = 600
"""Entries on a page: a front page of 50 briefs is about 50 kB."""
_NEXT = 6
_TOP = 8
"""Entries beside the front page's list."""
_NO_DAY = datetime.date.min
_MADE = "Each is written by a machine from one article, and checked by a person only where it says so."
_WATCHED = "What the briefs say to watch, and the story that raised it. What it would mean is inferred, not reported."
_NO_PLACE = "Place not given"
_EMPTY_NAMES: dict[Field, str] = {
    "desk": "There is no brief yet.",
    "topic": "No brief is filed under a topic.",
    "source": "No article names its publisher.",
    "region": "No brief names a region.",
}

_Entry = TypeVar("_Entry")
_File = tuple[str, str]


class Lists:
    """Sets every page beside the stories of one board."""

    def __init__(
        self,
        site: Site,
        cards: Sequence[Card],
        watches: Sequence[Watch],
        *,
        rejected: Sequence[Card],
        failures: Sequence[Failure],
    ) -> None:
        self._site = site
        self.earliest_first = sorted(cards, key=_day)
        """The cards of the board, those of one day in the order in which they came."""
        self._cards = self.earliest_first[::-1]
        self._watches = watches
        self._rejected = sorted(rejected, key=_day, reverse=True)
        self._failures = failures
        self._to_review = [card for card in self._cards if card.needs_review]
        self._shelves = {name: _gathered(name, self._cards) for name in FIELDS}

    def files(self, today: datetime.date) -> Iterator[_File]:
        """Yield every page with its name, what others lead to first and the front page last."""
        for name in FIELDS:
            for shelf, cards in self._shelves[name]:
                yield from self._shelf(name, shelf, cards)
        for name in ("desk", "topic", "source", "region"):
            yield from self._names(name)
        yield from self._signals(today)
        if self._site.has_review:
            yield from self._review()
        ways = [
            place
            for place in self._site.places
            if place[1] in {f"{path}.html" for _, path in FIELDS.values()}
        ]
        yield "search.html", set_page("board_search", self._site, here="Search", ways=ways)
        yield "feed.xml", atom_feed(self._site, self._cards)
        yield "feed.json", json_feed(self._site, self._cards)
        yield from self._front(today)

    def _front(self, today: datetime.date) -> Iterator[_File]:
        count = len(self._cards)
        about = f"{_briefs(count)}. {_MADE}"
        aside = self._aside(today)

        def page(cards: Sequence[Card], pages: Pages) -> str:
            return self._list(
                "Latest briefs",
                cards,
                pages,
                here="Latest",
                about=about,
                aside=aside if pages.number == 1 else None,
            )

        yield from _paged("index", self._cards, _BRIEFS, page)

    def _aside(self, today: datetime.date) -> dict[str, Any]:
        count = len(self._to_review)
        tops = [
            (FIELDS[name][0], f"{FIELDS[name][1]}.html", _most([shelf for shelf, _ in self._shelves[name]]))
            for name in _FACETS
        ]
        return {
            "next": self._open_dated(today)[:_NEXT],
            "to_review": f"{_briefs(count)} with errors" if count else "",
            "names": [top for top in tops if len(top[2]) > 1],
        }

    def _shelf(self, field: Field, shelf: Shelf, cards: Sequence[Card]) -> Iterator[_File]:
        stem = shelf.path.removesuffix(".html")
        if field == "code":
            yield from self._code(shelf, cards, stem)
            return
        heading, path = FIELDS[field]

        def page(some: Sequence[Card], pages: Pages) -> str:
            over = (heading, f"../{path}.html")
            about = f"{_briefs(shelf.count)}, latest first."
            return self._list(shelf.name, some, pages, up="../", here=heading, over=over, about=about)

        yield from _paged(stem, cards, _BRIEFS, page)

    def _list(self, title: str, cards: Sequence[Card], pages: Pages, **values: Any) -> str:
        values = {"over": None, "aside": None, **values}
        return set_page("board_list", self._site, title=title, days=by_day(cards), pages=pages, **values)

    def _names(self, field: Field) -> Iterator[_File]:
        heading, path = FIELDS[field]
        shelves = sorted(
            (shelf for shelf, _ in self._shelves[field]), key=lambda shelf: shelf.name.casefold()
        )

        def page(names: Sequence[Shelf], pages: Pages) -> str:
            about = f"{len(shelves):,} in all, in the order of the alphabet, with how many briefs each has."
            words: dict[str, Any] = {"title": heading, "about": about, "empty": _EMPTY_NAMES[field]}
            return set_page("board_names", self._site, here=heading, names=names, pages=pages, **words)

        yield from _paged(path, shelves, _NAMES, page, newer="Before", older="After")

    # What to watch

    def _open_dated(self, today: datetime.date) -> list[Watch]:
        dated = [watch for watch in self._watches if watch.due and watch.due.last >= today]
        return sorted(dated, key=_last_day)

    def _signals(self, today: datetime.date) -> Iterator[_File]:
        dated = self._open_dated(today)
        undated = sorted((watch for watch in self._watches if not watch.due), key=_story_day, reverse=True)
        past = [watch for watch in self._watches if watch.due and watch.due.last < today]
        past.sort(key=_last_day, reverse=True)
        places = list(_by_place([*dated, *undated]))
        rows: list[tuple[str, str, list[tuple[str, Watch]], str]] = [
            ("By date", "signals", [(_group(watch), watch) for watch in dated], "Nothing dated is still to come."),
            ("Without a date", "signals-undated", [("No date that can be told", watch) for watch in undated],
             "Every signal has a date."),
            ("By place", "signals-places", places, "There is nothing to watch."),
            ("Past", "signals-past", [(_group(watch), watch) for watch in past], "No date has passed yet."),
        ]  # fmt: skip
        tabs = [(tab, f"{stem}.html", f"{len(listed):,}") for tab, stem, listed, _ in rows]
        for tab, stem, listed, empty in reversed(rows):
            yield from self._watched(stem, listed, tabs=tabs, tab=tab, empty=empty)

    def _watched(self, stem: str, listed: Sequence[tuple[str, Watch]], **values: Any) -> Iterator[_File]:
        about = _WATCHED

        def page(some: Sequence[tuple[str, Watch]], pages: Pages) -> str:
            groups = [
                (heading, [watch for _, watch in group])
                for heading, group in groupby(some, key=lambda row: row[0])
            ]
            words: dict[str, Any] = {
                "title": "To watch",
                "about": about,
                "groups": groups,
                "pages": pages,
                **values,
            }
            return set_page("board_watch", self._site, here="To watch", **words)

        yield from _paged(stem, listed, _SIGNALS, page, newer="Before", older="After")

    # What to review

    def _review(self) -> Iterator[_File]:
        yield from self._problems("review-rejected", "Rejected", self._rejected, "No brief was rejected.")
        yield from self._problems("review-failed", "No brief", self._failures, "Every article has a brief.")
        yield from self._problems("review", "With errors", self._to_review, "No brief waits for a review.")

    def _problems(
        self, stem: str, tab: str, listed: Sequence[Card] | Sequence[Failure], empty: str
    ) -> Iterator[_File]:
        about = "Briefs in which the checks found errors that no person has looked at, and articles without a brief."
        codes = [
            (shelf, CODES[shelf.name].meaning if shelf.name in CODES else "")
            for shelf, _ in self._shelves["code"]
        ]
        codes.sort(key=lambda row: (-row[0].count, row[0].name))

        def page(some: Sequence[Any], pages: Pages) -> str:
            return self._reviewed(
                some, pages, title="To review", about=about, tab=tab, empty=empty,
                codes=codes if tab == "With errors" and pages.number == 1 else [],
            )  # fmt: skip

        yield from _paged(stem, listed, _BRIEFS, page)

    def _code(self, shelf: Shelf, cards: Sequence[Card], stem: str) -> Iterator[_File]:
        if not self._site.has_review:
            return
        meaning = CODES[shelf.name].meaning if shelf.name in CODES else "an error"
        about = f"{meaning[0].upper()}{meaning[1:]}: {_briefs(shelf.count)}."

        def page(some: Sequence[Card], pages: Pages) -> str:
            over = ("To review", "../review.html")
            return self._reviewed(some, pages, up="../", over=over, title=shelf.name, about=about)

        yield from _paged(stem, cards, _BRIEFS, page)

    def _reviewed(self, listed: Sequence[Any], pages: Pages, **values: Any) -> str:
        tabs = (
            ("With errors", "review.html", f"{len(self._to_review):,}"),
            ("No brief", "review-failed.html", f"{len(self._failures):,}"),
            ("Rejected", "review-rejected.html", f"{len(self._rejected):,}"),
        )
        cards = [each for each in listed if isinstance(each, Card)]
        failures = [each for each in listed if isinstance(each, Failure)]
        words: dict[str, Any] = {"tabs": tabs, "tab": "", "over": None, "codes": [], "empty": "", **values}
        return set_page(
            "board_review", self._site, here="To review", cards=cards, failures=failures, pages=pages, **words
        )


_FACETS: tuple[Field, ...] = ("desk", "topic", "source", "region")


def _paged(
    stem: str,
    entries: Sequence[_Entry],
    size: int,
    page: Callable[[Sequence[_Entry], Pages], str],
    **words: str,
) -> Iterator[_File]:
    """Yield the pages of a list, the last first, so that each leads to pages that are there."""
    count = max(1, -(-len(entries) // size))
    name = stem.rpartition("/")[2]
    for number in range(count, 0, -1):
        pages = Pages(
            number=number,
            count=count,
            before=_nth(name, number - 1) if number > 1 else None,
            after=_nth(name, number + 1) if number < count else None,
            **words,
        )
        yield _nth(stem, number), page(entries[(number - 1) * size : number * size], pages)


def _briefs(count: int) -> str:
    return f"{count:,} brief{'' if count == 1 else 's'}"


def _nth(stem: str, number: int) -> str:
    return f"{stem}.html" if number == 1 else f"{stem}-{number}.html"


def _gathered(field: Field, cards: Iterable[Card]) -> list[tuple[Shelf, list[Card]]]:
    """Return the cards by what they have in common, under the name that the latest of them uses."""
    found: dict[str, tuple[str, list[Card]]] = {}
    for card in cards:
        for name in filed_under(card)[field]:
            found.setdefault(key_of(field, name), (name, []))[1].append(card)
    return [(Shelf(name, f"{key}.html", len(listed)), listed) for key, (name, listed) in found.items()]


def _most(shelves: Sequence[Shelf]) -> list[Shelf]:
    return sorted(shelves, key=lambda shelf: (-shelf.count, shelf.name))[:_TOP]


def _by_place(watches: Iterable[Watch]) -> Iterator[tuple[str, Watch]]:
    """Yield what is to be watched under where it will be seen, the places with the most first."""
    places: dict[str, list[Watch]] = {}
    for watch in watches:
        places.setdefault(watch.where.casefold(), []).append(watch)
    for place, listed in sorted(places.items(), key=lambda row: (not row[0], -len(row[1]), row[0])):
        heading = f"{listed[0].where[0].upper()}{listed[0].where[1:]}" if place else _NO_PLACE
        yield from ((heading, watch) for watch in listed)


def _day(card: Card) -> datetime.date:
    return card.day or _NO_DAY


def _story_day(watch: Watch) -> datetime.date:
    return _day(watch.card)


def _last_day(watch: Watch) -> datetime.date:
    assert watch.due is not None
    return watch.due.last


def _group(watch: Watch) -> str:
    assert watch.due is not None
    return watch.due.group
