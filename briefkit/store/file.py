"""Opens a store's file: identity, permissions, lock, integrity, tables. What is in it belongs to the other modules."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType

from briefkit.errors import StoreError
from briefkit.store.lock import Lock
from briefkit.store.migrations import migrate

__all__ = ["APPLICATION_ID", "Store", "open_readonly", "refuse_missing"]

APPLICATION_ID = 0x62726B74  # "brkt"
_CHECKED_BYTES = 64 * 2**20
"""Size up to which the whole file is checked at opening: about 0.2 s; larger ones by `briefkit recover --check`."""
_DAMAGED = "Run `briefkit recover` on it, which copies what can still be read into a new store."


class Store:
    """Keep what was paid for in one SQLite file, made on first use; hold it against other writers until closed.

    To be used from one thread at a time.

    Raises:
        StoreError: when the file cannot be opened, is damaged, is not a store, or is being written by another.

    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock: Lock | None = None
        try:
            self._open()
        except StoreError:
            self._release()
            raise
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:  # the last: a damaged name in a message
            self._release()
            is_damaged = "malformed" in str(error) or isinstance(error, UnicodeDecodeError)
            hint = _DAMAGED if is_damaged else "Give another file."
            raise StoreError(f"the store {str(path)!r} cannot be opened: {error}.", hint=hint) from error

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection, for the modules of this package."""
        return self._connection

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """Give the connection inside a transaction; what is done in it is on the disk when the block ends.

        Raises:
            StoreError: when it could not be written; then nothing of it is.

        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise StoreError(
                f"the store {str(self.path)!r} cannot be written: {error}.",
                hint="Free some space or mend the disk; what is in the store is whole.",
            ) from error
        finally:
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):  # SQLite takes it back at the next opening
                    self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file and let others write."""
        self._connection.close()
        self._release()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _open(self) -> None:
        is_new = not self.path.exists() or self.path.stat().st_size == 0
        if not is_new:
            _refuse_foreign(self.path)
        self._lock = Lock(self.path)
        if is_new:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        # The runner's loop has a thread of its own; it is the only one that uses the connection after this.
        self._connection = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        self._connection.text_factory = _text
        try:
            self._prepare(is_new)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, is_new: bool) -> None:
        if is_new:  # before anything else is: what is interrupted here is a store, or an empty file
            self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        if not is_new and self.path.stat().st_size <= _CHECKED_BYTES:
            _refuse_damaged(self._connection)
        migrate(self._connection)


def refuse_missing(path: str | Path) -> None:
    """Refuse a file that is not there, where a new store would be of no use.

    Raises:
        StoreError: when it is not there.

    """
    if not Path(path).is_file():
        raise StoreError(f"there is no store {str(path)!r}.", hint="Check the path.")


def open_readonly(path: str | Path) -> sqlite3.Connection:
    """Return a connection that only reads, beside a running writer; rows are tuples with names.

    Raises:
        StoreError: when the file is not there, or is not a store.

    """
    path = Path(path)
    try:
        _refuse_foreign(path)
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{_way_to_read(path)}", uri=True)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"the store {str(path)!r} cannot be opened: {error}.", hint="Check the path."
        ) from error
    connection.row_factory = sqlite3.Row
    connection.text_factory = _text
    return connection


def _text(data: bytes) -> str:
    """Return a text although it is damaged: its hash tells, and the rest of the store can still be read."""
    return data.decode("utf-8", "replace")


def _way_to_read(path: Path) -> str:
    """Return how SQLite is to read a file: where nobody can write beside it, without the files it would put there."""
    as_effective = os.access in os.supports_effective_ids
    is_writable = os.access(path.resolve().parent, os.W_OK, effective_ids=as_effective)
    is_alone = not path.with_name(f"{path.name}-wal").exists()
    return "mode=ro&immutable=1" if is_alone and not is_writable else "mode=ro"


def _refuse_foreign(path: Path) -> None:
    """Refuse what is no store before anything is written beside it.

    Raises:
        OSError: when it cannot be read.
        sqlite3.DatabaseError: when it is something else.

    """
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(b"SQLite format 3\x00"):
        raise sqlite3.DatabaseError("it is not a briefkit store")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as found:
            identity = found.execute("PRAGMA application_id").fetchone()[0]  # it may stand in the WAL only
        if identity != APPLICATION_ID:
            raise sqlite3.DatabaseError("it is not a briefkit store")


def _refuse_damaged(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(f"the file is malformed: {found}")
