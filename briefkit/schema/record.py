"""A record of an input: the article it holds, or why there is none, and where it stands. Data only."""

from __future__ import annotations

from briefkit.schema.article import Article
from briefkit.schema.data import Data

__all__ = ["Record"]


class Record(Data):
    """One entry of a folder, a file of many articles, a feed or an archive."""

    source: str
    """The input as it was given: a path, or `-`."""
    place: str
    """Where in it, in words to show: `line 17`, `row 3`, a file's or member's name."""
    external_id: str | None = None
    """How the input itself calls it, None where it does not."""
    article: Article | None = None
    """The article, None where the record could not be read."""
    failure_code: str | None = None
    """Why there is none, as a stable code."""
    failure: str | None = None
    """Why there is none, in a sentence."""
    position: str | None = None
    """Where the reader would go on behind it, in the reader's own words; None where it cannot."""
