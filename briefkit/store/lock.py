"""The operating system's lock on a store: one writer at a time, released by the kernel when its process dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from briefkit.errors import StoreError

__all__ = ["Lock", "is_held"]


class Lock:
    """Hold a store against other writers; the file beside it tells who holds it.

    Raises:
        StoreError: when another process is writing, with its number.

    """

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(f"{store.name}.lock")
        self._file = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            _take(self._file)
        except OSError:
            holder = os.pread(self._file, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise StoreError(
                f"another briefkit (process {holder}) is writing into {str(store)!r}.",
                hint="Wait for it to end, or give another store.",
            ) from None
        try:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, str(os.getpid()).encode(), 0)
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Let others write. The file stays: to remove it would let two writers each hold a lock."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def is_held(store: Path) -> bool:
    """Tell whether somebody is writing into a store, without standing in anybody's way for longer than a look."""
    try:
        file = os.open(store.with_name(f"{store.name}.lock"), os.O_RDWR)
    except OSError:
        return False
    try:
        _take(file)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def _take(file: int) -> None:
    if sys.platform == "win32":  # pragma: no cover - no such machine here
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
