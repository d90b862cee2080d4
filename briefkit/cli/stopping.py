"""What Ctrl-C and SIGTERM do to a long run: the first asks it to stop, the second ends it at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

from briefkit.cli.exits import INTERRUPTED

__all__ = ["stopped_by_signals"]

_MOST_SECONDS = 1.5
"""How long the end may take after the second signal; whatever is not on the disk by then is given up."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopped_by_signals(stop: Callable[[], None], give_up: Callable[[], None]) -> Generator[None]:
    """Call `stop` at the first signal and `give_up` at the second; leave the process soon after, come what may.

    To be used in the main thread, which has to wait for the run without being in its loop.
    """
    seen: list[int] = []

    def on_signal(number: int, frame: FrameType | None) -> None:
        del frame
        seen.append(number)
        if len(seen) == 1:
            stop()
            return
        last = threading.Timer(_MOST_SECONDS, os._exit, (INTERRUPTED,))
        last.daemon = True
        last.start()
        give_up()

    before = {number: signal.signal(number, on_signal) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)
