"""Judges an article before anything is paid for: refuses what is none, notes damage. Reads no files.

What is wrong with a text, `text/damage.py` says; here it becomes an error or a note.
"""

from __future__ import annotations

from briefkit.errors import InputError
from briefkit.schema import Article
from briefkit.text.damage import MIN_WORDS, find_damage, why_no_article

__all__ = ["MAX_TEXT_BYTES", "MIN_WORDS", "check_input", "input_notes", "too_large"]

MAX_TEXT_BYTES = 400_000
"""Most bytes of one article's text, in UTF-8; the longest of the development corpus has 140,000."""


def check_input(article: Article) -> list[str]:
    """Return what looks damaged about an article, in words to show; nothing where all is well.

    Raises:
        InputError: when there is no article in it; the message says what it is instead and what to do.

    """
    size = len(article.text.encode("utf-8", "surrogatepass"))
    if size > MAX_TEXT_BYTES:
        raise too_large(size, MAX_TEXT_BYTES, name="the article")
    reason = why_no_article(article.text)
    if reason is not None:
        raise InputError(reason.message, hint=reason.cure)
    return input_notes(article)


def input_notes(article: Article) -> list[str]:
    """Return what looks damaged about an article, in words to show, without refusing anything."""
    return [damage.message for damage in find_damage(article.text)]


def too_large(size: int | None, limit: int, *, name: str) -> InputError:
    """Return the error for an input over its cap; `size` in bytes, None where it was not read to the end."""
    has = "more than" if size is None else f"{size:,} bytes, over"
    hint = "Give one article, or cut it into parts and brief each."
    return InputError(f"{name} has {has} the limit of {limit:,} bytes.", hint=hint)
