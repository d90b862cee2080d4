"""JSON files: one object, an array of objects, or an answer that lists them. Arrays are read object by object."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import partial
from itertools import islice
from json import JSONDecodeError, JSONDecoder
from typing import Any, BinaryIO

from pydantic_core import from_json

from briefkit.errors import InputError
from briefkit.loaders.lines import encoding_of, open_narrow
from briefkit.loaders.positions import number_of
from briefkit.loaders.readers.objects import found_in, listed_in
from briefkit.loaders.reading import Reading
from briefkit.loaders.sources import MAX_PAGE_BYTES
from briefkit.schema import Record

__all__ = ["read_json_file"]

_HINT = "Give JSON Lines, one object a line: for example jq -c '.[]' FILE."
_CHUNK = 65_536
_BETWEEN = " \t\r\n,"


def read_json_file(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a JSON file. Going on reads again, quickly, what was read before.

    Raises:
        InputError: when it is no JSON.

    """
    opened, encoding = open_narrow(reading.stream, encoding_of(reading.stream, reading.encoding))
    start = number_of(after)
    with opened:
        is_array = reading.stream.head.lstrip(codecs.BOM_UTF8 + b" \t\r\n\x00\xff\xfe")[:1] == b"["
        values = (
            _array(opened, encoding, reading.name) if is_array else _single(opened, encoding, reading.name)
        )
        for number, value in enumerate(islice(values, start, None), start=start + 1):
            yield reading.record(
                f"item {number}", partial(found_in, columns=reading.columns, name=reading.name), value,
                position=number,
            )  # fmt: skip


def _single(opened: BinaryIO, encoding: str, name: str) -> Iterator[Any]:
    data = opened.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise InputError(f"{name} is one object of more than {MAX_PAGE_BYTES:,} bytes.", hint=_HINT)
    try:
        value = from_json(data.removeprefix(codecs.BOM_UTF8).decode(encoding))
    except ValueError as error:
        raise InputError(f"{name} is not valid JSON: {error}.", hint=_HINT) from None
    listed = listed_in(value)
    yield from [value] if listed is None else listed


def _array(opened: BinaryIO, encoding: str, name: str) -> Iterator[Any]:
    """Yield the values of an array. What is read at a time doubles until a value is whole: linear all in all."""
    text = _Text(opened, encoding, name)
    text.drop_until("[")
    while True:
        text.drop(_BETWEEN)
        if text.buffer.startswith("]"):
            return
        yield text.value()


class _Text:
    """The decoded text of a stream, as far as it is needed."""

    def __init__(self, opened: BinaryIO, encoding: str, name: str) -> None:
        self._opened = opened
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._json = JSONDecoder()
        self._name = name
        self.buffer = ""

    def drop_until(self, sign: str) -> None:
        """Drop everything up to a sign, and the sign."""
        while sign not in self.buffer:
            self._more(_CHUNK)
        self.buffer = self.buffer.partition(sign)[2]

    def drop(self, signs: str) -> None:
        """Drop leading signs, until another one stands first."""
        while not (rest := self.buffer.lstrip(signs)):
            self.buffer = ""
            self._more(_CHUNK)
        self.buffer = rest

    def value(self) -> Any:
        """Return the value that stands first, and drop it."""
        while True:
            try:
                value, end = self._json.raw_decode(self.buffer)
            except (JSONDecodeError, RecursionError) as error:
                if len(self.buffer) > MAX_PAGE_BYTES:
                    raise InputError(f"{self._name} is not valid JSON: {error}.", hint=_HINT) from None
                self._more(max(_CHUNK, len(self.buffer)))
            else:
                self.buffer = self.buffer[end:]
                return value

    def _more(self, size: int) -> None:
        data = self._opened.read(size)
        try:
            self.buffer += self._decoder.decode(data)
        except UnicodeDecodeError as error:
            raise InputError(f"{self._name} is not in the encoding it seems to be in: {error}.") from None
        if not data:
            raise InputError(f"{self._name} ends in the middle of its array.", hint=_HINT)
