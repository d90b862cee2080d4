"""Parquet by pyarrow, a batch of rows at a time. Positions are row numbers; whole row groups are skipped unread."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from briefkit.errors import InputError
from briefkit.loaders.columns import article_of
from briefkit.loaders.compression import needed
from briefkit.loaders.positions import number_of
from briefkit.loaders.reading import Reading
from briefkit.schema import Record

__all__ = ["read_parquet"]

_ROWS = 256
"""Rows that are decoded at a time."""


def read_parquet(reading: Reading, after: str | None) -> Iterator[Record]:
    """Yield the articles of a Parquet file.

    Raises:
        ConfigurationError: when pyarrow is not installed.
        InputError: when it is no Parquet file, or none of its columns holds a text.

    """
    parquet, arrow = needed("pyarrow.parquet"), needed("pyarrow")
    path = reading.stream.path
    if path is None:
        raise InputError(f"{reading.name} is a packed Parquet file.", hint="Unpack it and give the file.")
    try:
        with parquet.ParquetFile(path, memory_map=False, pre_buffer=False) as file:
            yield from _records(reading, file, number_of(after))
    except (arrow.ArrowException, OSError, ValueError) as error:
        first = str(error).partition("\n")[0][:200]
        raise InputError(f"{reading.name} cannot be read as Parquet: {first}.") from None


def _records(reading: Reading, file: Any, after: int) -> Iterator[Record]:
    columns = reading.columns.among(file.schema_arrow.names, name=reading.name)
    for number, row in _rows(file, sorted(set(columns.values())), after):
        values = {field: row[column] for field, column in columns.items()}
        yield reading.record(f"row {number}", partial(article_of, name=reading.name), values, position=number)


def _rows(file: Any, columns: list[str], after: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield rows with their numbers, those behind a number, one row group after the other."""
    before = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if before + rows > after:
            yield from _of_group(file, group, columns, before, after)
        before += rows


def _of_group(
    file: Any, group: int, columns: list[str], before: int, after: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    number = before
    for batch in file.iter_batches(batch_size=_ROWS, row_groups=[group], columns=columns, use_threads=False):
        skipped = min(max(after - number, 0), batch.num_rows)
        for offset, row in enumerate(batch.slice(skipped).to_pylist(), start=1):
            yield number + skipped + offset, row
        number += batch.num_rows
