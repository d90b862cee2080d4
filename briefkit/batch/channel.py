"""Messages between two processes of one run, over pipes: many in one frame, none waited for. Knows no meaning of them.

Threads do the reading and writing, so that it works in any event loop and on any system. Frames are pickles: both
ends are this program, one of them started by the other.
"""

from __future__ import annotations

import pickle
import queue
import struct
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from briefkit.errors import BriefkitError

__all__ = ["Channel", "Message", "portable"]

Message = tuple[Any, ...]
_SIZE = struct.Struct("!I")
_GROUP = 256
"""Messages in one frame at most."""


class Channel:
    """Send from any thread; hand on what comes, in order, in the reading thread. `on_end` is called once at its end."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._waiting: queue.SimpleQueue[Message | None] = queue.SimpleQueue()

    def start(self, *, on_messages: Callable[[list[Message]], None], on_end: Callable[[], None]) -> None:
        """Begin to read and to write."""
        self._on_messages = on_messages
        self._on_end = on_end
        for work in (self._read, self._write):
            threading.Thread(target=work, name="briefkit-channel", daemon=True).start()

    def send(self, *message: Any) -> None:
        """Send a message after all those before it; to a process that has ended, it is lost."""
        self._waiting.put(message)

    def close(self) -> None:
        """Send what waits, and let the other end see that nothing more comes."""
        self._waiting.put(None)

    def _read(self) -> None:
        try:
            while (messages := _next_frame(self._incoming)) is not None:
                self._on_messages(messages)
        finally:
            self._on_end()
            self._incoming.close()

    def _write(self) -> None:
        is_open = True
        try:
            while is_open:
                group, is_open = self._next_group()
                data = pickle.dumps(group, protocol=pickle.HIGHEST_PROTOCOL)
                self._outgoing.write(_SIZE.pack(len(data)) + data)
                self._outgoing.flush()
        except OSError:  # the other process has ended, which its silence tells
            return
        finally:
            _close(self._outgoing)

    def _next_group(self) -> tuple[list[Message], bool]:
        """Wait for a message, and take all that wait with it; False where it is time to end."""
        group: list[Message] = []
        message = self._waiting.get()
        while message is not None:
            group.append(message)
            try:
                message = self._waiting.get_nowait() if len(group) < _GROUP else self._waiting.get(timeout=0)
            except queue.Empty:
                return group, True
        return group, False


def _close(file: BinaryIO) -> None:
    try:
        file.close()
    except OSError:  # what was buffered can go nowhere
        return


def _next_frame(incoming: BinaryIO) -> list[Message] | None:
    """Return the messages of the next frame, None where there is no whole one any more."""
    try:
        head = incoming.read(_SIZE.size)
        if len(head) < _SIZE.size:
            return None
        (size,) = _SIZE.unpack(head)
        data = incoming.read(size)
    except (OSError, ValueError):
        return None
    return pickle.loads(data) if len(data) == size else None  # noqa: S301 - written by this program


def portable(error: BaseException) -> BaseException:
    """Return an error as it can be sent, by its words where it cannot be as it is."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:
        message = error.message if isinstance(error, BriefkitError) else f"{type(error).__name__}: {error}"
        return BriefkitError(message, hint=getattr(error, "hint", ""))
    return error
