"""What a reader gets, one file of many records, and how it says what it found. Knows no format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Columns, Found
from briefkit.loaders.loaded import Known, with_known
from briefkit.loaders.streams import Stream
from briefkit.schema import Record

__all__ = ["BROKEN", "LATER", "LEFT_OUT", "TOO_LARGE", "UNREADABLE", "Reader", "Reading"]

BROKEN = "input.broken"
"""The record is not as its format wants it."""
TOO_LARGE = "input.too_large"
"""The record is larger than any article."""
LEFT_OUT = "input.no_article"
"""The record is sound and holds no article: no text, only a teaser, withdrawn."""
UNREADABLE = "input.unreadable"
"""A file among others cannot be read, or is of no known format."""
LATER = "input.cut_off"
"""The rest of a file cannot be read; what was before was."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One file, and how it is to be read."""

    source: str
    """The input as it was given."""
    stream: Stream
    columns: Columns = field(default_factory=Columns)
    table: str | None = None
    query: str | None = None
    encoding: str | None = None
    known: Known = field(default_factory=Known)
    """What the user knows of all its articles."""

    @property
    def name(self) -> str:
        """Return how messages call the file."""
        return self.stream.name

    def found(self, place: str, found: Found, position: object) -> Record:
        """Return the record of an article."""
        article = with_known(found.article, self.known) if self.known else found.article
        return Record(
            source=self.source,
            place=place,
            external_id=found.external_id,
            article=article,
            position=None if position is None else str(position),
        )

    def failed(self, place: str, code: str, message: str, position: object) -> Record:
        """Return the record of something that is no article."""
        return Record(
            source=self.source,
            place=place,
            failure_code=code,
            failure=message,
            position=None if position is None else str(position),
        )

    def record(self, place: str, make: Callable[..., Found], *given: Any, position: object) -> Record:
        """Return the record that a function makes of what was given, or why it makes none."""
        try:
            return self.found(place, make(*given), position)
        except InputError as error:
            return self.failed(place, LEFT_OUT, error.message, position)


Reader = Callable[[Reading, str | None], Iterator[Record]]
"""Yields the records of a file, those behind a position where one is given."""
