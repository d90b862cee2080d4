"""Briefs as a Parquet file, a group of rows at a time; needs pyarrow, of the extra `archive`."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from briefkit.errors import ConfigurationError
from briefkit.render.escape import escape_json, visible
from briefkit.render.rows import COLUMNS, Cell, row_of
from briefkit.schema import Result

__all__ = ["to_parquet"]

_GROUP = 1000
"""Rows that are written at a time, and held in memory."""


def to_parquet(results: Iterable[Result]) -> Iterator[bytes]:
    """Yield the bytes of a table with the columns of the CSV, and the whole brief as JSON in the column `brief`.

    Raises:
        ConfigurationError: when pyarrow is not installed.

    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ConfigurationError(
            "Parquet needs pyarrow, which is not installed.", hint="pip install 'briefkit[archive]'"
        ) from None
    kinds = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        datetime.datetime: pyarrow.timestamp("us", tz="UTC"),
    }
    fields = [(name, kinds[kind]) for name, (kind, _) in COLUMNS.items()]
    schema = pyarrow.schema([*fields, ("brief", pyarrow.string())])
    sink = _Sink()
    with parquet.ParquetWriter(pyarrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for rows in _groups(results):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _groups(results: Iterable[Result]) -> Iterator[list[dict[str, Cell]]]:
    rows = (_row(result) for result in results if result.brief is not None)
    while group := list(islice(rows, _GROUP)):
        yield group


def _row(result: Result) -> dict[str, Cell]:
    value: Any = result.brief.model_dump(mode="json") if result.brief else None
    row = {name: visible(cell) if isinstance(cell, str) else cell for name, cell in row_of(result).items()}
    return {**row, "brief": escape_json(json.dumps(value, ensure_ascii=False))}


class _Sink:
    """A file that is only written, whose bytes are taken away as they come."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None: ...

    def close(self) -> None: ...

    def taken(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data
