"""WARC and ARC by warcio: the web pages that were answered with success. Positions are byte offsets.

Requests, redirects, pictures, scripts and what was seen before are no articles and are passed by.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import Found
from briefkit.loaders.compression import needed
from briefkit.loaders.html import read_html
from briefkit.loaders.positions import number_of
from briefkit.loaders.reading import BROKEN, TOO_LARGE, Reading
from briefkit.loaders.sources import MAX_PAGE_BYTES
from briefkit.loaders.streams import go_to
from briefkit.schema import Record

__all__ = ["read_warc"]

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a web archive; a page without one is a failure.

    Raises:
        ConfigurationError: when warcio is not installed.
        InputError: when it is no web archive, or stops being one.

    """
    needed("warcio")
    stream, offset = reading.stream, number_of(after)
    # Under gzip every record is packed on its own, so that offsets are those of the packed bytes.
    is_own = stream.packing in (None, "gzip")
    with stream.open_packed() if is_own else stream.open() as opened:
        go_to(opened, offset)
        yield from _records(reading, opened, base=0 if opened.seekable() else offset)


def _records(reading: Reading, opened: Any, *, base: int) -> Iterator[Record]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    # Without a handler of its own its complaints, which quote the archive, would go to standard error.
    logging.getLogger("warcio").addHandler(logging.NullHandler())
    iterator = ArchiveIterator(opened)
    iterator.INC_RECORD = ""  # it would be written to standard error
    try:
        for record in iterator:
            if _is_page(record):
                place = f"byte {base + iterator.offset}"
                made = _made(reading, record, place)
                iterator.read_to_end()
                if getattr(record.raw_stream, "limit", 0) > 0:  # without a length there is none
                    raise EOFError("it ends in the middle of a record")
                yield made.model_copy(update={"position": str(base + iterator.offset)})
    except (ArchiveLoadFailed, AttributeError, EOFError, OSError, ValueError, zlib.error) as error:
        # AttributeError: warcio takes a status line for granted.
        first = str(error).strip().partition("\n")[0][:200]
        message = f"{reading.name} is not a sound web archive: {first}."
        raise InputError(message, hint="Copy or fetch it again.") from None


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if record.rec_type not in ("response", "resource"):
        return False
    sort = (headers.get_header("Content-Type") if headers else record.content_type) or ""
    has_succeeded = headers is None or headers.get_statuscode() == "200"
    return has_succeeded and sort.partition(";")[0].strip().lower() in _PAGES


def _made(reading: Reading, record: Any, place: str) -> Record:
    try:
        page = record.content_stream().read(MAX_PAGE_BYTES + 1)
    except (OSError, ValueError, zlib.error) as error:
        return reading.failed(place, BROKEN, f"the page cannot be unpacked: {error}.", None)
    if len(page) > MAX_PAGE_BYTES:
        return reading.failed(place, TOO_LARGE, f"the page has more than {MAX_PAGE_BYTES:,} bytes.", None)
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    return reading.record(
        place, _found, page, address, record.rec_headers.get_header("WARC-Record-ID"), position=None
    )


def _found(page: bytes, address: str, record_id: str | None) -> Found:
    article = read_html(page, name="the page").article
    if article.url is None and address.startswith(("http://", "https://")):
        article = article.model_copy(update={"url": address})
    return Found(article, record_id)
