"""Words and addresses that the pages of a board share: what a card says around its headline, where pages are."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from briefkit.render.board_cards import Card
from briefkit.render.escape import one_line

__all__ = [
    "FIELDS",
    "Field",
    "Shelf",
    "day_words",
    "filed_under",
    "from_words",
    "key_of",
    "kicker_of",
    "mark_of",
]

Field = Literal["desk", "topic", "source", "region", "code"]
FIELDS: dict[Field, tuple[str, str]] = {
    "desk": ("Desks", "desks"),
    "topic": ("Topics", "topics"),
    "source": ("Sources", "sources"),
    "region": ("Regions", "regions"),
    "code": ("Findings", "findings"),
}
"""By what briefs are gathered on pages: the heading, and the folder, which is a page of its own too."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of briefs that have something in common, and how many they are."""

    name: str
    path: str
    count: int


def filed_under(card: Card) -> dict[Field, tuple[str, ...]]:
    """Return everything by which a brief is gathered."""
    return {
        "desk": (card.desk or "General",),
        "topic": card.topics,
        "source": (card.source,) if card.source else (),
        "region": card.regions,
        "code": tuple(dict.fromkeys(problem.code for problem in card.problems)) if card.needs_review else (),
    }


def key_of(field: Field, name: str) -> str:
    """Return the path of the page for a name without its ending; equal for names that differ in case only.

    Made of letters, digits and a hash: safe on every file system, and never a name that one reserves.
    """
    plain = unicodedata.normalize("NFKD", one_line(name).casefold())
    slug = (
        _NOT_A_LETTER.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")[:_LONGEST_SLUG].strip("-")
    )
    digest = hashlib.sha256(plain.encode()).hexdigest()[:8]
    return f"{FIELDS[field][1]}/{slug}-{digest}" if slug else f"{FIELDS[field][1]}/{digest}"


def kicker_of(card: Card) -> tuple[str, ...]:
    """Return what stands above a headline: category, source, region, and the kind where it is not news."""
    category = card.desk or (card.topics[0] if card.topics else "")
    return tuple(part for part in (category, card.source, ", ".join(card.regions[:2]), card.kind) if part)


def from_words(card: Card) -> str:
    """Return where a story is from: its source and day."""
    return ", ".join(part for part in (card.source, day_words(card.day) if card.day else "") if part)


def mark_of(card: Card) -> tuple[str, str]:
    """Return what is to be marked on a card and the class of the mark; empty where there is nothing."""
    if card.needs_review:
        count = len(card.problems)
        return f"Needs review: {count} error{'' if count == 1 else 's'}", "review"
    if card.standing != "unreviewed":
        return card.review, card.standing
    return "", ""


def day_words(day: datetime.date | None) -> str:
    """Return a day in words."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else "Without a date"
