"""Inputs that hold files: folders, globs, zip archives and WACZ. Lists their members in a stable order; reads none.

Hidden files are passed by, symbolic links to folders not followed. Nothing is unpacked to disk.
"""

from __future__ import annotations

import glob
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from briefkit.errors import InputError
from briefkit.loaders.compression import capped
from briefkit.loaders.streams import Stream, named, of_file

__all__ = ["MAX_MEMBERS", "Member", "fingerprint_of", "in_folder", "in_glob", "in_zip", "is_glob", "order_of"]

MAX_MEMBERS = 500_000
"""Most members of a zip archive: its list is held in memory."""
_ENCRYPTED = 0x1


class Member(NamedTuple):
    """A file among others; `open` looks at its first bytes."""

    place: str
    """Its path within the input, with slashes."""
    open: Callable[[], Stream]
    path: Path | None = None


def order_of(place: str) -> tuple[str, ...]:
    """Return the key by which members are in order: folder by folder, by name."""
    return tuple(place.split("/"))


def is_glob(source: str) -> bool:
    """Tell whether a path has signs of a glob."""
    return any(sign in source for sign in "*?[")


def in_folder(folder: Path) -> Iterator[Member]:
    """Yield the files of a folder and those below, in order. Holds the names of one folder at a time."""
    yield from _below(folder, "")


def in_glob(pattern: str) -> Iterator[Member]:
    """Yield the files that a glob finds, in order; `**` stands for any number of folders."""
    for place in sorted(glob.iglob(pattern, recursive=True), key=order_of):  # noqa: PTH207 - absolute patterns too
        path = Path(place)
        if path.is_file():
            yield _member(Path(place).as_posix(), path)


def in_zip(path: Path, *, under: str = "") -> Iterator[Member]:
    """Yield the files of a zip archive, in order, those under a prefix.

    Raises:
        InputError: when it is none, or holds too many.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_MEMBERS:
                raise InputError(f"{path.name} has more than {MAX_MEMBERS:,} members.", hint="Unpack it.")
            for info in sorted(infos, key=lambda info: order_of(info.filename)):
                if info.filename.startswith(under) and not info.is_dir() and not _is_hidden(info.filename):
                    yield Member(info.filename, lambda info=info: _of_member(archive, info))  # type: ignore[misc]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise InputError(
            f"{path.name} is not a sound zip archive: {error}.", hint="Copy or fetch it again."
        ) from None


def fingerprint_of(members: Iterator[Member]) -> str:
    """Return a hash over the names, sizes and times of files: it changes when one does."""
    digest = hashlib.sha256()
    for member in members:
        assert member.path is not None
        try:
            status = member.path.stat()
        except FileNotFoundError:  # gone since it was listed
            continue
        digest.update(f"{member.place}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "replace"))
    return digest.hexdigest()


def _below(folder: Path, prefix: str) -> Iterator[Member]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(
                (entry.name, entry.is_dir(follow_symlinks=False), entry.is_file())
                for entry in found
                if not entry.name.startswith(".")
            )
    except OSError as error:
        message = f"{str(folder)!r} cannot be read: {error.strerror}."
        raise InputError(message, hint="Check its permissions.") from None
    for name, is_folder, is_file in entries:
        if is_folder:
            yield from _below(folder / name, f"{prefix}{name}/")
        elif is_file:
            yield _member(f"{prefix}{name}", folder / name)


def _member(place: str, path: Path) -> Member:
    return Member(place, lambda: of_file(path), path)


def _is_hidden(place: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in place.split("/"))


def _of_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Stream:
    if info.flag_bits & _ENCRYPTED:
        raise InputError(f"{info.filename} is encrypted.", hint="Unpack it with its password.")
    return named(PurePosixPath(info.filename).name, lambda: _opened(archive, info))


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        opened = archive.open(info)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        message = f"{info.filename} cannot be unpacked: {error}."
        raise InputError(message, hint="Copy or fetch the archive again.") from None
    return capped(opened, lambda: info.compress_size, name=info.filename)
