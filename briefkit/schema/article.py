"""What comes in: an article, and spans of it. All positions are 0-based code points of `Article.text`."""

from __future__ import annotations

import datetime
import hashlib
from functools import lru_cache
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from briefkit.schema.data import Data

__all__ = ["KINDS", "Article", "Kind", "Span"]

Kind = Literal[
    "news",
    "press release",
    "analysis",
    "opinion",
    "interview",
    "speech",
    "transcript",
    "live blog",
    "bulletin",
    "guide",
    "other",
]
KINDS: tuple[str, ...] = get_args(Kind)


@lru_cache(maxsize=64)
def _hash_of(text: str) -> str:
    """Remember hashes by text, not by article: a copy with another text has another hash."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Span(Data):
    """A stretch of the article, with `article.text[start:end] == quote`."""

    start: Annotated[int, Field(ge=0)]
    """First code point, 0-based."""
    end: Annotated[int, Field(ge=0)]
    """One past the last code point."""
    quote: str
    """The text of the stretch, exactly as the article has it."""

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError("end - start must equal the length of quote")
        return self


class Article(Data):
    """One story as given. Only the text is needed; whatever else is known makes the brief better."""

    text: str
    """The text as given; every offset refers to it."""
    headline: str | None = None
    """The headline, where it is known apart from the text."""
    publisher: str | None = None
    """Who published it, as it is to be named in a brief."""
    url: str | None = None
    """Where it was published."""
    published: Annotated[datetime.date | None, Field(strict=False)] = None
    """Day of publication; relative dates are resolved against it."""
    language: str | None = None
    """ISO 639-1 code such as `en`; None means: detect it."""
    kind: Kind | None = None
    """What sort of text this is, None where nobody said; a press release is one interested source."""

    @property
    def sha256(self) -> str:
        """Return the hash of the text alone, in hexadecimal."""
        return _hash_of(self.text)

    @property
    def id(self) -> str:
        """Return the name by which errors and files call this article: 12 digits of its hash."""
        return self.sha256[:12]

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets, with its quote."""
        return Span(start=start, end=end, quote=self.text[start:end])
