"""A text with all that stands in it, each kind of thing found once however many checks ask. It judges nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from briefkit.text import Word, content_words, word_keys
from briefkit.text.contacts import Contact, find_contacts
from briefkit.text.dates import Date, find_dates
from briefkit.text.names import Name, find_names
from briefkit.text.numbers import Number, find_numbers

__all__ = ["Line"]


@dataclass(frozen=True)
class Line:
    """A line of a brief, or a whole article, read in the article's language and as of its day."""

    text: str
    language: str | None
    published: datetime.date | None

    @cached_property
    def contacts(self) -> list[Contact]:
        """Return the links, addresses and telephone numbers."""
        return find_contacts(self.text)

    @cached_property
    def dates(self) -> list[Date]:
        """Return the dates."""
        return find_dates(self.text, language=self.language, published=self.published)

    @cached_property
    def numbers(self) -> list[Number]:
        """Return the figures outside of dates and contacts."""
        if not any(map(str.isalnum, self.text)):
            return []
        outside = [(date.start, date.end) for date in self.dates]
        outside += [(contact.start, contact.end) for contact in self.contacts]
        return find_numbers(self.text, language=self.language, outside=outside)

    @cached_property
    def names(self) -> list[Name]:
        """Return the names."""
        return find_names(self.text, language=self.language)

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the content words."""
        return frozenset(content_words(self.text, self.language))

    @cached_property
    def keys(self) -> list[tuple[Word, str]]:
        """Return the words with the forms by which they are compared."""
        return word_keys(self.text, self.language)
