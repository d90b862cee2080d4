"""Keeps keys, and the article, out of everything that is shown: a server's words are not ours."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["MOST_SHOWN", "Scrubber"]

MOST_SHOWN = 500
"""Most characters of any message."""
_MOST_READ = 4000
_ECHO = 24
"""Characters in a row that an error and the question must share to be taken for an echo of the question."""
_KEYLIKE = re.compile(r"\b(?:sk|gsk|pk|rk|key|AIza)[-_][\w*.-]{6,200}")


class Scrubber:
    """Take keys, and echoes of the question, out of whatever is to be shown."""

    def __init__(self, *, secrets: Sequence[str], asked: Sequence[str]) -> None:
        self._secrets = [secret for secret in secrets if len(secret) > 6]
        self._asked = asked

    def __call__(self, text: str) -> str:
        """Return one plain line without them, cut to 500 characters."""
        text = text[:_MOST_READ]
        for secret in self._secrets:
            text = text.replace(secret, "[key]")
        text = _KEYLIKE.sub("[key]", text)
        text = self._without_echo(text)
        text = "".join(c if c.isprintable() else " " for c in text)
        return " ".join(text.split())[:MOST_SHOWN]

    def _without_echo(self, text: str) -> str:
        kept: list[str] = []
        position = 0
        while position < len(text):
            length = self._echoed(text, position)
            kept.append("[...]" if length else text[position])
            position += length or 1
        return "".join(kept)

    def _echoed(self, text: str, start: int) -> int:
        end = start + _ECHO
        if end > len(text) or not self._is_asked(text[start:end]):
            return 0
        while end < len(text) and self._is_asked(text[end - _ECHO + 1 : end + 1]):
            end += 1
        return end - start

    def _is_asked(self, window: str) -> bool:
        return any(window in asked for asked in self._asked)
