"""The folder of a board: files are there whole or not at all, unchanged ones are left alone, and only ours removed.

What was written is listed in `.briefkit-board`, as `sha256sum` lists files; nothing outside the folder is touched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from briefkit.errors import InputError
from briefkit.store.lock import Lock

__all__ = ["LIST", "Folder", "Written"]

LIST = ".briefkit-board"
_BESIDE = ".briefkit-part"
"""Where a file is written until it is whole; one name, so that an interrupted build leaves no more than this."""
_NAME = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*\.[a-z]{2,4}")
"""What a page may be called: at most one folder, and nothing that a file system takes for more than a name."""
_LINE = re.compile(rf"([0-9a-f]{{64}})  ({_NAME.pattern})")


@dataclass(kw_only=True)
class Written:
    """How many files were written, left as they were, and removed."""

    changed: int = 0
    unchanged: int = 0
    removed: int = 0


class Folder:
    """Write the files of a board into a folder; on leaving without an error, remove those of before that are gone.

    Raises:
        InputError: when the folder holds other things and no board, leads elsewhere, or cannot be written.
        StoreError: when another process is writing into it.

    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.written = Written()
        self._before: dict[str, set[str]] = {}
        self._now: dict[str, str] = {}
        self._sound: set[Path] = set()
        self._list: IO[str] | None = None

    def __enter__(self) -> Folder:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not (self.path / LIST).is_file() and any(self.path.iterdir()):
                raise InputError(
                    f"the folder {str(self.path)!r} holds other files, and no board.",
                    hint="Give a folder that is new or empty.",
                )
            self._lock = Lock(self.path / LIST)
            for name, digest in self._listed():
                self._before.setdefault(name, set()).add(digest)
            self._list = (self.path / LIST).open("a", encoding="ascii", newline="\n")
        except OSError as error:
            raise _unwritable(self.path, error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._list is not None
        try:
            if error is None:
                self._remove_gone()
                lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._now.items()))
                self._replace(self.path / LIST, lines.encode("ascii"))
        finally:
            self._list.close()
            self._lock.release()

    def write(self, name: str, text: str) -> None:
        """Write a file unless it is there with the same bytes; until it is whole, what was there before is."""
        assert self._list is not None
        if not _NAME.fullmatch(name):
            raise ValueError(f"no page may be called {name!r}")
        data = text.encode("utf-8")
        digest = hashlib.sha256(data).hexdigest()
        path = self.path / name
        try:
            self._make_sound(path.parent)
            self._now[name] = digest
            if _is_same(path, data):
                self.written.unchanged += 1
                return
            # Listed before it is there, so that what an interrupted build leaves is known as ours.
            self._list.write(f"{digest}  {name}\n")
            self._list.flush()
            self._replace(path, data)
            self.written.changed += 1
        except OSError as error:
            raise _unwritable(path, error) from None

    def _make_sound(self, folder: Path) -> None:
        """Refuse a folder of ours that leads out of the board."""
        if folder in self._sound:
            return
        folder.mkdir(exist_ok=True)
        if folder != self.path and folder.is_symlink():
            raise InputError(f"{str(folder)!r} leads out of the board.", hint="Give a folder that is new.")
        self._sound.add(folder)

    def _replace(self, path: Path, data: bytes) -> None:
        beside = path.with_name(_BESIDE)
        beside.unlink(missing_ok=True)
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(path)

    def _remove_gone(self) -> None:
        """Remove what is listed from before and was not written now, where it still is what we wrote."""
        folders: set[Path] = set()
        for name in self._before.keys() - self._now.keys():
            path = self.path / name
            if path.parent.is_symlink() and path.parent != self.path:
                continue
            if path.is_file() and not path.is_symlink():
                if hashlib.sha256(path.read_bytes()).hexdigest() not in self._before[name]:
                    continue
                path.unlink()
                self.written.removed += 1
                folders.add(path.parent)
        for folder in folders - {self.path}:
            if not any(folder.iterdir()):
                folder.rmdir()

    def _listed(self) -> Iterator[tuple[str, str]]:
        path = self.path / LIST
        if path.is_file():
            for line in path.read_text(encoding="ascii", errors="replace").splitlines():
                found = _LINE.fullmatch(line)
                if found:
                    yield found[2], found[1]


def _is_same(path: Path, data: bytes) -> bool:
    try:
        is_like = not path.is_symlink() and path.stat().st_size == len(data)
        return is_like and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(f"{str(path)!r} cannot be written: {error.strerror}.", hint="Give another -o.")
