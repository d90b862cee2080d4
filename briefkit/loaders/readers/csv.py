"""CSV and its kin with a header. Positions are byte offsets, so going on costs nothing.

Quoting and widths are taken strictly: a file whose quotation marks do not match would lose text without a word.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from briefkit.errors import InputError
from briefkit.loaders.columns import Found, article_of
from briefkit.loaders.lines import Line, encoding_of, iter_lines, open_narrow
from briefkit.loaders.positions import Mark
from briefkit.loaders.reading import BROKEN, Reading
from briefkit.loaders.sources import MAX_PAGE_BYTES
from briefkit.schema import Record

__all__ = ["read_csv"]

_DELIMITERS = ",;\t|"


class _Row(NamedTuple):
    cells: list[str]
    line: int
    """Number of its first line."""
    after: Mark
    fault: str = ""
    """Why its cells are not to be trusted."""


def read_csv(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a CSV file; a row that is none is a failure with its line.

    Raises:
        InputError: when it has no header, or none of its columns holds a text.

    """
    # The limit is the interpreter's own, for all readers of CSV; it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_PAGE_BYTES))
    stream, encoding = reading.stream, encoding_of(reading.stream, reading.encoding)
    mark = Mark.of(after)
    delimiter = _delimiter(stream.head, encoding)
    opened, narrow = open_narrow(stream, encoding)
    with opened:
        rows = iter(_Rows(iter_lines(opened, Mark(0, 0)), narrow, delimiter))
        columns, width = _header(reading, next(rows, None))
        if not mark.offset:
            yield from (_record(reading, row, columns, width=width) for row in rows)
            return
    opened, narrow = open_narrow(stream, encoding, mark.offset)
    with opened:
        rows = iter(_Rows(iter_lines(opened, mark), narrow, delimiter))
        yield from (_record(reading, row, columns, width=width) for row in rows)


def _header(reading: Reading, row: _Row | None) -> tuple[dict[str, int], int]:
    """Return which field is in which column, and how many columns there are."""
    if row is None or row.fault:
        raise InputError(f"{reading.name} has no header that can be read.", hint="Is it CSV?")
    names = [cell.removeprefix("\ufeff").strip() for cell in row.cells]
    columns = reading.columns.among(names, name=reading.name)
    return {field: names.index(column) for field, column in columns.items()}, len(names)


def _record(reading: Reading, row: _Row, columns: dict[str, int], *, width: int) -> Record:
    place = f"line {row.line}"
    fault = row.fault
    if not fault and len(row.cells) != width:
        fault = f"the row has {len(row.cells)} fields where the header has {width}."
    if fault:
        return reading.failed(place, BROKEN, fault, row.after)
    return reading.record(place, _found, row.cells, columns, reading.name, position=row.after)


def _found(cells: list[str], columns: dict[str, int], name: str) -> Found:
    return article_of({field: cells[index] for field, index in columns.items()}, name=name)


def _delimiter(head: bytes, encoding: str) -> str:
    """Return the sign that parts the names of the header: the most frequent of the usual ones."""
    first = head.decode(encoding, "replace").lstrip("\ufeff\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


class _Rows:
    """Rows with the mark behind each; behind one that cannot be parsed, it goes on with that row's second line."""

    def __init__(self, lines: Iterator[Line], encoding: str, delimiter: str) -> None:
        self._lines = lines
        self._encoding = encoding
        self._delimiter = delimiter
        self._again: deque[Line] = deque()
        self._row: list[Line] = []
        self._fault = ""

    def __iter__(self) -> Iterator[_Row]:
        """Yield the rows that are not blank."""
        while True:
            parser = csv.reader(self._texts(), delimiter=self._delimiter, strict=True)
            try:
                for cells in parser:
                    if cells:
                        yield self._taken(cells)
                    self._row, self._fault = [], ""
                return
            except csv.Error as error:
                yield self._given_up(str(error))

    def _texts(self) -> Iterator[str]:
        """Yield decoded lines, each noted as part of the row that is being parsed."""
        while (line := self._again.popleft() if self._again else next(self._lines, None)) is not None:
            self._row.append(line)
            if line.data is None:
                self._fault = f"a line of the row has more than {MAX_PAGE_BYTES:,} bytes."
                yield "\n"
            else:
                yield self._decoded(line.data)

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode(self._encoding)
        except UnicodeDecodeError:
            self._fault = f"the row is not valid {self._encoding}; name the file's encoding (--encoding)."
            return data.decode(self._encoding, "replace")

    def _taken(self, cells: list[str]) -> _Row:
        return _Row(cells, self._row[0].after.line, self._row[-1].after, self._fault)

    def _given_up(self, problem: str) -> _Row:
        first, *others = self._row
        self._again.extendleft(reversed(others))
        self._row, self._fault = [], ""
        return _Row([], first.after.line, first.after, f"the row cannot be parsed: {problem}.")
