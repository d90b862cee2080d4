"""Reads the input once, in one place, and hands it out in parts: what is done is left out, and so are doubles."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefkit.distributed.output import Output, place_of
from briefkit.distributed.quota import Reading
from briefkit.distributed.rows import key_of
from briefkit.errors import InputError
from briefkit.loaders.archive import open_archive
from briefkit.loaders.compression import needed
from briefkit.schema import Article, Failure, Record

__all__ = ["Given", "check_given", "parts_of", "records_of"]

_FIELDS = ("source", "place", "external_id", "failure_code", "failure")
_PIECE = 8 * 2**20
"""Bytes that are fetched at a time."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """An input, and how it is to be handed out."""

    source: str
    """A path as `open_archive` takes it, or the address of a file or folder in an object store."""
    ways: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """How it is to be read: what else `open_archive` takes."""
    part: int = 64
    """Articles that go to a worker at a time."""
    limit: int | None = None
    """Most articles to be handed out, None: all."""


def check_given(given: Given) -> None:
    """Open an input without reading it, where it is a path.

    Raises:
        InputError: when there is nothing to read.

    """
    if "://" not in given.source:
        open_archive(given.source, **given.ways)


def parts_of(
    given: Given, output: Output, done: Sequence[str], note: Callable[[Reading], Failure | None]
) -> Iterator[Any]:
    """Yield parts as Arrow tables of one row; `done` are the files that say what is done.

    The same input and the same files make the same parts, which Ray relies on when it reads again. `note` is told
    how far it is, and says why to stop.

    Raises:
        InputError: when the input cannot be read.

    """
    read = skipped = out = 0
    seen = set(output.keys(done))
    part: list[Record] = []
    for record in _records(given):
        read += 1
        key = key_of(record)
        if key in seen:
            skipped += 1
        else:
            seen.add(key)
            part.append(record)
        if given.limit is not None and out + len(part) == given.limit:
            break
        if len(part) == given.part:
            if note(Reading(read, skipped)):
                return
            yield _table(part)
            out, part = out + len(part), []
    if not note(Reading(read, skipped, finished=True)) and part:
        yield _table(part)


def _table(part: Sequence[Record]) -> Any:
    """Return a part as one row, so that Ray Data moves it as a whole."""
    columns = {name: [[getattr(record, name) for record in part]] for name in _FIELDS}
    columns["article"] = [[record.article and record.article.model_dump_json() for record in part]]
    arrow = needed("pyarrow")
    kind = arrow.list_(arrow.string())
    return arrow.table({name: arrow.array(column, kind) for name, column in columns.items()})


def records_of(table: Any) -> list[Record]:
    """Return the records of a part, none of an empty table: Ray Data may hand one on where nothing was read."""
    if not table.num_rows:
        return []
    (part,) = table.to_pylist()
    articles = [None if said is None else Article.model_validate_json(said) for said in part.pop("article")]
    fields = [dict(zip(part, values, strict=True)) for values in zip(*part.values(), strict=True)]
    return [Record(**each, article=article) for each, article in zip(fields, articles, strict=True)]


def _records(given: Given) -> Iterator[Record]:
    if "://" not in given.source:
        yield from open_archive(given.source, **given.ways).records()
        return
    for address, path in _fetched(given.source):
        for record in open_archive(path, **given.ways).records():
            yield record.model_copy(update={"source": address})


def _fetched(address: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of an address one after the other, each copied to this machine while it is read."""
    fs = needed("pyarrow.fs")
    store, base = place_of(address)
    try:
        info = store.get_file_info(base)
        found = (
            store.get_file_info(fs.FileSelector(base, recursive=True))
            if info.type == fs.FileType.Directory
            else [info]
        )
        paths = sorted(each.path for each in found if each.type == fs.FileType.File)
        if not paths:
            raise InputError(f"there is nothing at {address!r}.", hint="Check the address.")
        for path in paths:
            with tempfile.TemporaryDirectory(prefix="briefkit-") as folder:
                copy = Path(folder) / Path(path).name
                with store.open_input_stream(path) as stream, copy.open("wb") as file:
                    while piece := stream.read(_PIECE):
                        file.write(piece)
                yield address + path.removeprefix(base), copy
    except OSError as error:
        raise InputError(f"{address!r} cannot be read: {error}.", hint="Check the address.") from None
