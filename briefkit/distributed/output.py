"""The output of a run: Parquet files in a folder or an object store. A file is there whole or not at all.

Each holds one part of the input and is named by it, so that a part that is worked on twice is written once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from briefkit.distributed.rows import key_of_row, schema
from briefkit.errors import InputError, StoreError
from briefkit.loaders.compression import needed

__all__ = ["Output", "place_of"]

_KEY_COLUMNS = ["sha256", "source", "place", "setup_sha256"]


def place_of(address: str) -> tuple[Any, str]:
    """Return the file system of a path or of an address such as `s3://bucket/folder`, and the path in it.

    Raises:
        InputError: when there is no such file system.

    """
    fs, arrow = needed("pyarrow.fs"), needed("pyarrow")
    if "://" not in address:
        return fs.LocalFileSystem(), str(Path(address).absolute())
    try:
        found: tuple[Any, str] = fs.FileSystem.from_uri(address)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{address!r} cannot be reached: {error}.", hint="Check the address.") from None
    return found


class Output:
    """A folder of parts. To be opened in each process by its address."""

    def __init__(self, address: str, setup_sha256: str) -> None:
        self.address = address
        self._setup_sha256 = setup_sha256
        self._fs, self._folder = place_of(address)

    def prepare(self) -> None:
        """Make the folder.

        Raises:
            StoreError: when it cannot be made.

        """
        try:
            self._fs.create_dir(self._folder, recursive=True)
        except OSError as error:
            raise StoreError(f"{self.address!r} cannot be written: {error}.", hint=_WRITABLE) from None

    def name_of(self, keys: Iterable[bytes]) -> str:
        """Return the file name of the part that holds some records."""
        digest = hashlib.sha256(self._setup_sha256.encode())
        for key in keys:
            digest.update(key)
        return f"part-{digest.hexdigest()[:32]}.parquet"

    def files(self) -> list[str]:
        """Return the names of the parts that are there."""
        fs = needed("pyarrow.fs")
        found = self._fs.get_file_info(fs.FileSelector(self._folder, allow_not_found=True))
        return sorted(info.base_name for info in found if info.base_name.startswith("part-"))

    def keys(self, files: Sequence[str]) -> Iterator[bytes]:
        """Yield the keys of the records that some parts hold, for this setup.

        Raises:
            StoreError: when a part cannot be read.

        """
        for file in files:
            for row in self._rows(file, _KEY_COLUMNS):
                if row["setup_sha256"] == self._setup_sha256:
                    yield key_of_row(row)

    def read(self, file: str) -> list[dict[str, Any]]:
        """Return the rows of a part, none where there is no such part.

        Raises:
            StoreError: when it cannot be read.

        """
        fs = needed("pyarrow.fs")
        if self._fs.get_file_info(f"{self._folder}/{file}").type == fs.FileType.NotFound:
            return []
        return self._rows(file, None)

    def _rows(self, file: str, columns: list[str] | None) -> list[dict[str, Any]]:
        parquet, arrow = needed("pyarrow.parquet"), needed("pyarrow")
        try:
            with self._fs.open_input_file(f"{self._folder}/{file}") as opened:
                rows: list[dict[str, Any]] = parquet.read_table(opened, columns=columns).to_pylist()
        except (arrow.ArrowException, OSError) as error:
            first = str(error).partition("\n")[0][:200]
            hint = "Move the file away: its articles are briefed again."
            raise StoreError(f"{self.address}/{file} cannot be read: {first}.", hint=hint) from None
        return rows

    def write(self, file: str, rows: Sequence[dict[str, Any]]) -> None:
        """Write a part, in place of an earlier one of its name.

        Raises:
            StoreError: when it cannot be written.

        """
        parquet, arrow = needed("pyarrow.parquet"), needed("pyarrow")
        unfinished = f"{self._folder}/.{file}.unfinished"  # readers of folders pass over a leading dot
        try:
            table = arrow.Table.from_pylist(list(rows), schema=schema())
            parquet.write_table(table, unfinished, compression="zstd", filesystem=self._fs)
            self._fs.move(unfinished, f"{self._folder}/{file}")
        except (arrow.ArrowException, OSError) as error:
            raise StoreError(f"{self.address} cannot be written: {error}.", hint=_WRITABLE) from None


_WRITABLE = "Give a folder that every node can write to: a shared one, or an object store's."
