"""What a run reads: records in order, and how to go on behind one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Protocol

from briefkit.schema import Article, Record
from briefkit.store import storable

__all__ = ["Articles", "Input", "next_chunk"]

_CHUNK = 64
"""Records that are read and noted at a time, at most."""
_CHUNK_CHARACTERS = 4_000_000
"""Characters from which fewer are: at four bytes each, what is read ahead stays at 16 MB."""


class Input(Protocol):
    """A source of records, read lazily. `loaders` makes them of files; `Articles` of what is in memory."""

    source: str
    """The input as it was given."""
    fingerprint: str | None
    """Changes when the input does; None: it can only be read from its start."""

    total: int | None
    """How many records there are, None where that is not known without reading them all."""

    def records(self, after: str | None = None) -> Iterator[Record]:
        """Yield the records in order, those behind a position where one is given."""
        ...

    def before(self, position: str) -> str | None:
        """Return what identifies all before a position, so that an input that has grown is read on; None: nothing."""
        ...


class Articles:
    """Articles of a program, as an input."""

    fingerprint: str | None = None

    def __init__(self, articles: Iterable[Article | str], *, source: str = "memory") -> None:
        self.source = source
        self.total = len(articles) if isinstance(articles, Sized) else None
        self._articles = articles

    def records(self, after: str | None = None) -> Iterator[Record]:
        """Yield the articles in order; there is no going on in the middle."""
        del after
        for number, given in enumerate(self._articles, start=1):
            article = Article(text=given) if isinstance(given, str) else given
            yield Record(source=self.source, place=f"article {number}", article=article)

    def before(self, position: str) -> str | None:
        """Return None: there is no going on in the middle."""
        del position
        return None


def next_chunk(records: Iterator[Record]) -> list[Record]:
    """Return the next records that come in one piece, few where they are large."""
    chunk: list[Record] = []
    characters = 0
    for record in records:
        chunk.append(storable(record))
        characters += len(record.article.text) if record.article else 0
        if len(chunk) == _CHUNK or characters > _CHUNK_CHARACTERS:
            break
    return chunk
