"""The feeds of a board: Atom (RFC 4287) and JSON Feed 1.1, of the latest briefs that need no review.

A feed is read where no mark is seen: what has an error that nobody looked at is not in it. Without the address of the
board, links are relative, and identifiers are made of hashes in any case, so that they outlive a move.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from briefkit.render.board_cards import Card
from briefkit.render.board_pages import Site
from briefkit.render.escape import escape_json, visible
from briefkit.render.sheet import environment

__all__ = ["LATEST", "atom_feed", "json_feed"]

LATEST = 50
_ABOUT = "Briefs written by a machine, each from one article; checked by a person only where it is said."
_NO_TIME = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""For a brief and an article without any date, where a feed insists on one."""


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    url: str
    card: Card
    published: str
    updated: str
    label: str

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.card.dek, f"[{self.label}]") if part)


@dataclass(frozen=True, slots=True)
class _Feed:
    id: str
    about: str
    updated: str
    entries: tuple[_Entry, ...]


def atom_feed(site: Site, cards: Iterable[Card]) -> str:
    """Return an Atom feed of the first briefs that are clear; `cards` are the latest first."""
    entries = _entries(site, cards)
    updated = max((entry.updated for entry in entries), default=_NO_TIME.isoformat())
    feed = _Feed(_urn(f"board:{site.base_url or visible(site.title)}"), _ABOUT, updated, entries)
    return environment().get_template("board_atom.xml").render(site=site, feed=feed) + "\n"


def json_feed(site: Site, cards: Iterable[Card]) -> str:
    """Return a JSON Feed of the first briefs that are clear; `cards` are the latest first."""
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": site.title}
    if site.base_url:
        feed |= {"home_page_url": f"{site.base_url}index.html", "feed_url": f"{site.base_url}feed.json"}
    feed |= {
        "description": _ABOUT,
        "language": "en",
        "items": [_item(each) for each in _entries(site, cards)],
    }
    return escape_json(json.dumps(feed, ensure_ascii=False, indent=1)) + "\n"


def _item(entry: _Entry) -> dict[str, Any]:
    card = entry.card
    item = {
        "id": entry.id,
        "url": entry.url,
        "external_url": card.address,
        "title": card.headline,
        "summary": card.dek,
        "content_text": entry.text,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "language": card.language,
        "tags": [*card.topics, *card.regions],
        "authors": [{"name": card.source}] if card.source else None,
        "_briefkit": {
            "about": "What made the brief, and whether a person has checked it.",
            "digital_source_type": card.source_type,
            "disclosure": card.disclosure,
            "human_review": card.review,
        },
    }
    return {name: value for name, value in item.items() if value}


def _entries(site: Site, cards: Iterable[Card]) -> tuple[_Entry, ...]:
    clear = [card for card in cards if card.is_listed and not card.needs_review][:LATEST]
    return tuple(_entry(site, card) for card in clear)


def _entry(site: Site, card: Card) -> _Entry:
    day = datetime.datetime.combine(card.day, datetime.time(), datetime.UTC) if card.day else None
    published = day or _in_utc(card.made) or _NO_TIME
    known = [at for at in (published, _in_utc(card.made), _in_utc(card.changed)) if at]
    return _Entry(
        id=_urn(f"story:{card.id}"),
        url=f"{site.base_url or ''}stories/{card.id}.html",
        card=card,
        published=published.isoformat(),
        updated=max(known).isoformat(),
        label=f"{card.review}. {card.disclosure}",
    )


def _in_utc(at: datetime.datetime | None) -> datetime.datetime | None:
    if at is None:
        return None
    return (
        (at if at.tzinfo else at.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC).replace(microsecond=0)
    )


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'briefkit:{name}')}"
