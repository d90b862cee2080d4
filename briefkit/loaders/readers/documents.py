"""Files that are one article each: text, Markdown, a web page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from briefkit.errors import InputError
from briefkit.loaders.columns import Found
from briefkit.loaders.html import read_html
from briefkit.loaders.lint import MAX_TEXT_BYTES, too_large
from briefkit.loaders.loaded import Loaded
from briefkit.loaders.plain import read_markdown, read_text
from briefkit.loaders.reading import Reading
from briefkit.loaders.sources import MAX_PAGE_BYTES
from briefkit.schema import Record

__all__ = ["read_markdown_file", "read_page", "read_text_file"]

_ALL = "all"


def _read(
    load: Callable[..., Loaded], max_bytes: int, reading: Reading, after: str | None
) -> Iterator[Record]:
    """Yield the article of a file.

    Raises:
        InputError: when there is none.

    """
    if after == _ALL:
        return
    with reading.stream.open() as opened:
        data = opened.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large(None, max_bytes, name=reading.name)
    if reading.encoding is not None:
        data = data.decode(reading.encoding, "replace").encode("utf-8")
    if not data.strip():
        raise InputError(f"{reading.name} is empty.", hint="Give a file that holds the article's text.")
    yield reading.found(reading.name, Found(load(data, name=reading.name).article, None), _ALL)


read_text_file = partial(_read, read_text, MAX_TEXT_BYTES)
read_markdown_file = partial(_read, read_markdown, MAX_TEXT_BYTES)
read_page = partial(_read, read_html, MAX_PAGE_BYTES)
