"""Opens the input of a batch. A stand-in until `loaders.archive` is here: folders of .txt, and JSONL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from briefkit.errors import InputError
from briefkit.schema import Article, Record

__all__ = ["open_input"]


class _Simple:
    def __init__(self, source: str) -> None:
        self.source = source
        self._path = Path(source)
        if not self._path.exists():
            raise InputError(f"there is no file or folder {source!r}.", hint="Check the path.")
        found = self._path.stat()
        self.fingerprint: str | None = f"{found.st_size} {found.st_mtime_ns}"
        self.total: int | None = len(list(self._path.glob("*.txt"))) if self._path.is_dir() else None

    def records(self, after: str | None = None) -> Iterator[Record]:
        return self._of_folder(after) if self._path.is_dir() else self._of_lines(after)

    def _of_folder(self, after: str | None) -> Iterator[Record]:
        for path in sorted(self._path.glob("*.txt")):
            if after is None or path.name > after:
                article = Article(text=path.read_text(encoding="utf-8"))
                yield Record(source=self.source, place=path.name, article=article, position=path.name)

    def _of_lines(self, after: str | None) -> Iterator[Record]:
        number, offset = map(int, after.split()) if after else (0, 0)
        with self._path.open("rb") as file:
            file.seek(offset)
            for line in file:
                number, offset = number + 1, offset + len(line)
                position = f"{number} {offset}"
                try:
                    value = json.loads(line)
                    article = Article(text=value["text"])
                    name = str(value.get("id", "")) or None
                except (ValueError, KeyError) as error:
                    yield Record(
                        source=self.source,
                        place=f"line {number}",
                        failure_code="input",
                        failure=str(error),
                        position=position,
                    )
                    continue
                yield Record(
                    source=self.source,
                    place=f"line {number}",
                    external_id=name,
                    article=article,
                    position=position,
                )


def open_input(source: str) -> _Simple:
    """Return the input at a path."""
    return _Simple(source)
