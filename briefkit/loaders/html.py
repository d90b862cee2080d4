"""Web pages: the article's text by trafilatura, with headline, publisher, date and address."""

from __future__ import annotations

import html
import logging
import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from briefkit.errors import InputError
from briefkit.loaders.decoding import decode
from briefkit.loaders.loaded import Loaded, day
from briefkit.loaders.tags import refuse_crowded_tags
from briefkit.schema import Article
from briefkit.text.language import detect_language

__all__ = ["read_html"]

_LANGUAGE = re.compile(r"""<html\b[^>]{0,500}?\blang\s{0,3}=\s{0,3}["']?([A-Za-z]{2})\b""", re.IGNORECASE)
_ROW = ("- ", "|")
_NO_ARTICLE = "Copy the article's text into a .txt file and give that."


def read_html(data: bytes, *, name: str) -> Loaded:
    """Return the article of a web page. Its text is what trafilatura takes out: offsets refer to that.

    Raises:
        InputError: when no article can be found in the page.

    """
    refuse_crowded_tags(data, name=name)
    decoded = decode(data, name=name, html=True)
    found = _extract(decoded.text, name=name)
    text = _with_paragraphs(found.text or "")
    if not text.strip():
        raise InputError(f"no article could be found in {name}.", hint=_NO_ARTICLE)
    article = Article(
        text=text,
        headline=_clean(found.title),
        publisher=_clean(found.sitename),
        url=_address(found.url),
        published=day(found.date) if found.date else None,
        language=_declared_language(decoded.text, text),
    )
    return Loaded(article=article, format="html", encoding=decoded.encoding, notes=decoded.notes)


def _extract(page: str, *, name: str) -> Any:
    import trafilatura

    # Without a handler of its own its complaints about bad markup would go to standard error.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    logging.getLogger("htmldate").addHandler(logging.NullHandler())
    try:
        found = trafilatura.bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            # Only dates that the page declares: one guessed from its text would date "Tuesday" wrongly.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:  # trafilatura and lxml have no common error
        message = f"no article could be taken out of {name}: {type(error).__name__}."
        raise InputError(message, hint=_NO_ARTICLE) from error
    if found is None:
        raise InputError(f"no article could be found in {name}.", hint=_NO_ARTICLE)
    return found


def _with_paragraphs(text: str) -> str:
    """Put an empty line between paragraphs, as trafilatura does not; lists and tables stay whole."""
    lines = text.split("\n")
    out = lines[:1]
    for before, line in pairwise(lines):
        together = before.startswith(_ROW) and line.startswith(_ROW)
        out.append(line if together or not before or not line else f"\n{line}")
    return "\n".join(out)


def _clean(value: str | None) -> str | None:
    return " ".join(html.unescape(value).split())[:300] or None if value else None


def _address(value: str | None) -> str | None:
    return value if value and urlsplit(value).scheme in ("http", "https") else None


def _declared_language(page: str, text: str) -> str | None:
    """Return what the page declares where the text does not tell: templates often declare the wrong one."""
    found = _LANGUAGE.search(page, 0, 5_000)
    return found[1].lower() if found and detect_language(text) is None else None
