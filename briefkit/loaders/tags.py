"""Refuses markup that takes a parser hours: an element of more attributes than any page has. Parses nothing itself."""

from __future__ import annotations

import re

from briefkit.errors import InputError

__all__ = ["MAX_ATTRIBUTES", "refuse_crowded_tags"]

MAX_ATTRIBUTES = 3000
"""Most attributes of an element: parsers compare each with all before it, which at 3,000 is a tenth of a second."""
_TAG = re.compile(rb"""<[A-Za-z](?:[^"'<>]|"[^"]*"|'[^']*')*""")
_VALUE = re.compile(rb""""[^"]*"|'[^']*'""")


def refuse_crowded_tags(data: bytes, *, name: str) -> None:
    """Refuse a page or feed that has an element of too many attributes.

    Raises:
        InputError: when it has.

    """
    for tag in _TAG.finditer(data):
        if (
            tag.end() - tag.start() > MAX_ATTRIBUTES
            and len(_VALUE.sub(b" ", tag[0]).split()) > MAX_ATTRIBUTES
        ):
            raise InputError(
                f"{name} has an element of more than {MAX_ATTRIBUTES:,} attributes, as no page has.",
                hint="Save its text as .txt and give that.",
            )
