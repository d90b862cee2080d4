"""Cut a sentence into the clauses that may each rest on another sentence of an article. Approximate, English."""

from __future__ import annotations

import re

from briefkit.text.words import content_words

__all__ = ["split_clauses"]

_JOINT = re.compile(
    r"[,;:—–]\s|\s--?\s"
    r"|\s(?=(?:and|but|which|who|that|while|although|though|because|as|so|after|before|when|where|with)\s)"
)
_FEWEST = 3
"""Content words below which a clause is too little to be looked for by itself."""


def split_clauses(text: str, language: str | None) -> list[str]:
    """Return the clauses of a sentence in order; what is too short stays with the clause beside it."""
    found: list[str] = []
    held = ""
    for part in _JOINT.split(text):
        held = f"{held} {part}".strip()
        if len(content_words(held, language)) >= _FEWEST:
            found.append(held)
            held = ""
    if held and found:
        found[-1] = f"{found[-1]} {held}"
    return found or [text]
