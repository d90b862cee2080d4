"""From an input of any size and form to its records: opens it, tells its format, and reads lazily.

A bad record is a record with its failure, and reading goes on; an input that is no such thing raises `InputError`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Unpack

from briefkit.errors import InputError
from briefkit.loaders.columns import Columns
from briefkit.loaders.compression import needed
from briefkit.loaders.folders import (
    Member,
    fingerprint_of,
    in_folder,
    in_glob,
    in_zip,
    is_glob,
    order_of,
)
from briefkit.loaders.formats import format_of, is_read, reader_of
from briefkit.loaders.growing import held_before
from briefkit.loaders.lines import encoding_of, is_wide
from briefkit.loaders.loaded import Known
from briefkit.loaders.positions import Mark, NoPosition
from briefkit.loaders.reading import LATER, UNREADABLE, Reading
from briefkit.loaders.sources import refuse_what_is_no_path
from briefkit.loaders.streams import Stream, of_file, of_stdin
from briefkit.schema import Record

__all__ = ["Archive", "open_archive"]

_VERSION = 1
"""Changes when a position of an earlier version would mean another place."""
_Read = Callable[[str | None], Iterator[Record]]
_ZIPS = (".zip", ".wacz")
_ZIP_MAGIC = b"PK\x03\x04"


@dataclass
class Archive:
    """An input of many records; what `Briefer.batch` reads."""

    source: str
    """The input as it was given."""
    fingerprint: str | None
    """Changes when the input does, or what it is read by; None: it can only be read once."""
    _begin: Callable[[str | None], Iterator[Record]]
    total: int | None = None
    """How many records there are, None where that is not known without reading them all."""
    _held: Callable[[str], str | None] = lambda position: None

    def records(self, after: str | None = None) -> Iterator[Record]:
        """Yield the records in order, those behind a position where one is given.

        Raises:
            InputError: when the input turns out to be of another format, before its first record.

        """
        return self._begin(after)

    def before(self, position: str) -> str | None:
        """Return what identifies all that lies before a position, None where only the whole input has a fingerprint.

        The same as before means that the input has only grown; docs/store.md says which changes it does not see.
        """
        return self._held(position)


def open_archive(
    source: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,  # noqa: A002 - the word that users know
    table: str | None = None,
    query: str | None = None,
    encoding: str | None = None,
    **known: Unpack[Known],
) -> Archive:
    """Return what is in a file of many articles, a folder, a glob, a zip archive, or standard input for `-`.

    The format is told by the name's ending, else by the content; `format` outranks both. `columns` says which
    column or key holds which field of an article (text, id, headline, publisher, url, published, language, kind),
    where the names are not the usual ones. `table` or `query` are for SQLite. What is `known` holds for all articles.

    Raises:
        InputError: when there is nothing to read, or it is of no format that is known.
        ConfigurationError: when its format needs a package that is not installed.

    """
    way = _Way(str(source), columns or {}, format, table, query, encoding, known)
    if way.source == "-":
        return _of_stdin(way)
    refuse_what_is_no_path(way.source)
    path = Path(source)
    if path.is_dir():
        return _of_members(way, lambda: in_folder(path))
    if is_glob(way.source) and not path.exists():
        return _of_members(way, lambda: in_glob(way.source))
    stream = of_file(path)
    if format is None and (stream.ending in _ZIPS or stream.head.startswith(_ZIP_MAGIC)):
        is_web = stream.ending == ".wacz"
        return _of_members(way, lambda: in_zip(path, under="archive/" if is_web else ""), *_facts(path))
    read = _reader(way, stream)
    fingerprint = way.fingerprint(*_facts(path))
    return Archive(way.source, fingerprint, partial(_kept, way, read), _held=partial(_held, way, stream))


@dataclass(frozen=True)
class _Way:
    """An input, and how it is to be read."""

    source: str
    columns: Mapping[str, str]
    format: str | None
    table: str | None
    query: str | None
    encoding: str | None
    known: Known

    def reading(self, stream: Stream) -> Reading:
        return Reading(
            source=self.source,
            stream=stream,
            columns=Columns(self.columns),
            table=self.table,
            query=self.query,
            encoding=self.encoding,
            known=self.known,
        )

    def failed(self, place: str, code: str, message: str, position: str | None = None) -> Record:
        return Record(source=self.source, place=place, failure_code=code, failure=message, position=position)

    def fingerprint(self, *facts: object) -> str:
        said = [_VERSION, dataclasses.asdict(self), facts]
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _reader(way: _Way, stream: Stream) -> _Read:
    """Return what reads a file, once its format is told and what that needs is there."""
    form = format_of(stream, way.format)
    if form.package is not None:
        needed(form.package)
    return partial(reader_of(form), way.reading(stream))


def _facts(path: Path) -> list[object]:
    """Return what changes with a file, and with the log that SQLite may keep beside it."""
    return [
        (one.stat().st_size, one.stat().st_mtime_ns)
        for one in (path, path.with_name(f"{path.name}-wal"))
        if one.exists()
    ]


def _held(way: _Way, stream: Stream, position: str) -> str | None:
    """Return what identifies a file up to a position, where positions are offsets into it as it lies there."""
    if stream.path is None or not format_of(stream, way.format).grows:
        return None
    if is_wide(encoding_of(stream, way.encoding)):
        return None
    held = held_before(stream.path, Mark.of(position).offset)
    return None if held is None else way.fingerprint(position, held)


def _kept(way: _Way, read: _Read, after: str | None) -> Iterator[Record]:
    """Yield the records of a file. Where its rest cannot be read, what was before stays, and a failure says so."""
    has_begun = after is not None
    try:
        for record in read(after):
            has_begun = True
            yield record
    except InputError as error:
        if not has_begun or isinstance(error, NoPosition):
            raise
        yield way.failed("the rest", LATER, error.message)
    except OSError as error:
        raise InputError(f"{way.source!r} cannot be read on: {error}.", hint="Try again.") from None


def _of_stdin(way: _Way) -> Archive:
    stream = of_stdin()
    if way.format is None and stream.head.lstrip().startswith(b"{"):
        way = dataclasses.replace(way, format="jsonl")
    read = _reader(way, stream)
    once = iter((_kept(way, read, None),))

    def begin(after: str | None) -> Iterator[Record]:
        if after is not None:
            raise NoPosition(after)
        records = next(once, None)
        if records is None:
            raise InputError("standard input can be read only once.", hint="Give a file by its name.")
        return records

    return Archive(way.source, None, begin)


def _of_members(way: _Way, members: Callable[[], Iterator[Member]], *facts: object) -> Archive:
    def wanted() -> Iterator[Member]:
        return (one for one in members() if way.format is not None or is_read(one.place))

    if next(wanted(), None) is None:
        hint = "See whether its path is right; files are told by their endings, such as .txt or .jsonl."
        raise InputError(f"there is no file to read in {way.source!r}.", hint=hint)
    seen = facts or (fingerprint_of(wanted()),)
    return Archive(way.source, way.fingerprint(*seen), partial(_through, way, wanted))


def _through(way: _Way, members: Callable[[], Iterator[Member]], after: str | None) -> Iterator[Record]:
    """Yield the records of all members, behind a position: a member, and a position in it where it was not the end."""
    place, inner = (None, None) if after is None else _member_and_position(after)
    for member in members():
        if place is not None and order_of(member.place) < order_of(place):
            continue
        if member.place != place:
            yield from _of_member(way, member, None)
        elif inner is not None:
            yield from _of_member(way, member, inner)


def _member_and_position(after: str) -> tuple[str, str | None]:
    try:
        place, inner = json.loads(after)
    except (ValueError, TypeError):
        raise NoPosition(after) from None
    return place, inner


def _of_member(way: _Way, member: Member, after: str | None) -> Iterator[Record]:
    try:
        stream = member.open()
        for record in _kept(way, _reader(way, stream), after):
            place = member.place if record.place == stream.name else f"{member.place}: {record.place}"
            position = json.dumps([member.place, record.position])
            yield record.model_copy(update={"place": place, "position": position})
    except InputError as error:
        yield way.failed(member.place, UNREADABLE, error.message, json.dumps([member.place, None]))
