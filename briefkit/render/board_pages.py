"""The pages of a board that are set from cards: lists, names, what to watch, what to review, the search.

Every page is HTML that works without a script (but for the search), loads nothing from elsewhere and says in a policy
that nothing else may act. Pure: which pages there are, and where they go, is the business of `briefkit.board`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from briefkit.render.board_cards import Card
from briefkit.render.board_words import day_words, from_words, kicker_of
from briefkit.render.sheet import environment, hash_of, part_of
from briefkit.schema.provenance import TRAINED_ALGORITHMIC_MEDIA

__all__ = ["Failure", "Pages", "Site", "assets", "by_day", "policy_of", "set_page"]

_SELF = "'self' file:"
"""The site's own files; `file:` for browsers to whom a page opened from a folder has no self."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What holds for every page of a board."""

    title: str = "Editor’s briefs"
    base_url: str | None = None
    """Where the board will be published, with a slash at its end."""
    has_articles: bool = True
    """Whether the stories show their articles' text."""
    has_review: bool = True
    """Whether briefs with errors are shown, marked, and the pages of what needs review."""

    @property
    def source_type(self) -> str:
        """Return the machine-readable label of everything on the board."""
        return TRAINED_ALGORITHMIC_MEDIA

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Return the names and the paths of what every page leads to."""
        review = (("To review", "review.html"),) if self.has_review else ()
        return (
            ("Latest", "index.html"),
            ("Desks", "desks.html"),
            ("Topics", "topics.html"),
            ("Sources", "sources.html"),
            ("Regions", "regions.html"),
            ("To watch", "signals.html"),
            *review,
            ("Search", "search.html"),
        )


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Where a page stands in a row of pages."""

    number: int = 1
    count: int = 1
    before: str | None = None
    """Link to the page before this one."""
    after: str | None = None
    newer: str = "Newer"
    older: str = "Older"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An article without a brief, and why."""

    headline: str
    source: str
    day: datetime.date | None
    place: str
    code: str
    reason: str
    is_waiting: bool


def set_page(template: str, site: Site, *, here: str = "", up: str = "", **values: Any) -> str:
    """Return a page of a board; `here` is its name among the site's places, `up` leads to the front page's folder."""
    page = environment().get_template(f"{template}.html")
    words = {"kicker": kicker_of, "from_words": from_words, "day_words": day_words, "pages": Pages()}
    return page.render(site=site, here=here, up=up, policy=policy_of(), **{**words, **values}) + "\n"


def assets() -> dict[str, str]:
    """Return the files that pages share, by name."""
    look, mast = part_of("look.css"), part_of("mast.css")
    return {
        "board.css": f"{look}\n{mast}\n{part_of('board.css')}\n",
        "story.css": f"{look}\n{part_of('page.css')}\n{mast}\n",
        "story.js": f"{part_of('page.js')}\n",
        "search.js": f"{part_of('search.js')}\n",
    }


def by_day(cards: Iterable[Card]) -> list[tuple[str, list[Card]]]:
    """Return cards that stand in the order of their days under those days."""
    return [(day_words(day), list(group)) for day, group in groupby(cards, key=lambda card: card.day)]


def policy_of(*styles: str) -> str:
    """Return the policy of a page, with the styles that stand in it."""
    hashes = "".join(f" {hash_of(style)}" for style in styles)
    return (
        f"default-src 'none'; style-src {_SELF}{hashes}; script-src {_SELF}; "
        "base-uri 'none'; form-action 'none'"
    )
