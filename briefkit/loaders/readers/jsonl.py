"""JSON Lines: one object a line. Positions are byte offsets, so going on costs nothing."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic_core import from_json

from briefkit.loaders.columns import Found
from briefkit.loaders.lines import Line, encoding_of, iter_lines, open_narrow
from briefkit.loaders.positions import Mark
from briefkit.loaders.readers.objects import found_in
from briefkit.loaders.reading import BROKEN, TOO_LARGE, Reading
from briefkit.loaders.sources import MAX_PAGE_BYTES
from briefkit.schema import Record

__all__ = ["read_jsonl"]

_BOM = b"\xef\xbb\xbf"


def read_jsonl(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a JSONL file; a line that is none is a failure with its number.

    Raises:
        InputError: when the file is no text.

    """
    mark = Mark.of(after)
    opened, encoding = open_narrow(reading.stream, encoding_of(reading.stream, reading.encoding), mark.offset)
    with opened:
        for line in iter_lines(opened, mark):
            if line.data is None or line.data.strip().removeprefix(_BOM):
                yield _record(reading, line, encoding)


def _record(reading: Reading, line: Line, encoding: str) -> Record:
    place, position = f"line {line.after.line}", str(line.after)
    if line.data is None:
        message = f"the line has more than {MAX_PAGE_BYTES:,} bytes."
        return reading.failed(place, TOO_LARGE, message, position)
    try:
        value = _parsed(line.data, encoding)
    except ValueError as error:
        return reading.failed(place, BROKEN, f"the line is not valid JSON: {error}.", position)
    return reading.record(place, _found, value, reading, position=position)


def _found(value: object, reading: Reading) -> Found:
    return found_in(value, reading.columns, name=reading.name)


def _parsed(data: bytes, encoding: str) -> object:
    data = data.removeprefix(_BOM)
    if encoding in ("utf-8", "ascii"):
        return from_json(data)
    try:
        return from_json(data)
    except ValueError:  # not UTF-8, as JSON has to be
        return from_json(data.decode(encoding))
