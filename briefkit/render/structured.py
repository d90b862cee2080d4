"""A result as JSON: the lossless format, the one to keep."""

from __future__ import annotations

import json

from briefkit.render.escape import escape_json
from briefkit.schema import Result

__all__ = ["to_json", "to_json_line"]


def to_json(result: Result, *, indent: int | None = 2) -> str:
    """Return the whole result as JSON, safe to show or set into a page; it reads back as it was."""
    value = result.model_dump(mode="json")
    return escape_json(json.dumps(value, ensure_ascii=False, indent=indent)) + "\n"


def to_json_line(result: Result) -> str:
    """Return the whole result as JSON on one line."""
    return to_json(result, indent=None)
