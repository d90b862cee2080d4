"""Files of briefs: briefkit's results and briefs as JSON or JSON Lines, and what `export` wrote as ninjs and ANS."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError
from pydantic_core import from_json

from briefkit.errors import InputError
from briefkit.loaders.sources import MAX_PAGE_BYTES, refuse_what_is_no_path
from briefkit.render.ninjs import BRIEF_ROLE
from briefkit.schema import Brief, Result
from briefkit.schema.shapes import is_object, items_of, members_of

__all__ = ["open_results", "result_in"]

_HINT = "Give a brief or a result as briefkit writes it, or its export as ninjs or ANS."
_BOM = b"\xef\xbb\xbf"


def open_results(source: str | Path) -> Iterator[Result | Brief]:
    """Yield what is in a file of one JSON object or of one a line, or on standard input for `-`, one by one.

    Raises:
        InputError: when it cannot be read, or holds something else.

    """
    name = "standard input" if str(source) == "-" else Path(source).name
    with _opened(str(source)) as file:
        first = file.readline(MAX_PAGE_BYTES + 1).removeprefix(_BOM)
        if not _is_object(first):
            rest = file.read(MAX_PAGE_BYTES + 1)
            yield result_in(_capped(first + rest, name), name=name)
            return
        line, number = first, 1
        while line:
            if line.strip():
                yield result_in(_capped(line, name), name=f"{name}, line {number}")
            line, number = file.readline(MAX_PAGE_BYTES + 1), number + 1


def result_in(data: bytes | str, *, name: str) -> Result | Brief:
    """Return the result or the brief that a JSON object holds.

    Raises:
        InputError: when it holds neither.

    """
    try:
        value = from_json(data)
    except ValueError as error:
        raise InputError(f"{name} is not valid JSON: {error}.", hint=_HINT) from None
    if not is_object(value):
        raise InputError(f"{name} is no brief: it is no JSON object.", hint=_HINT)
    try:
        if "article" in value:
            return Result.model_validate_json(data)
        handed_on = _handed_on(value)
        return Brief.model_validate_json(data if handed_on is None else handed_on)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"])[:200] or "the file"
        raise InputError(f"{name} is no brief: {where}: {problem['msg']}.", hint=_HINT) from None


def _handed_on(value: dict[str, Any]) -> str | None:
    """Return the brief that an export carries as JSON, None where there is none."""
    for body in map(members_of, items_of(value.get("bodies"))):
        if body.get("role") == BRIEF_ROLE and isinstance(body.get("value"), str):
            return str(body["value"])
    own = members_of(members_of(value.get("additional_properties")).get("briefkit"))
    if is_object(brief := own.get("brief")):
        import json

        return json.dumps(brief)
    return None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(from_json(line), dict)
    except ValueError:
        return False


def _capped(data: bytes, name: str) -> bytes:
    if len(data) > MAX_PAGE_BYTES:
        hint = "Several briefs go one a line: JSON Lines."
        raise InputError(f"{name} has an object of more than {MAX_PAGE_BYTES:,} bytes.", hint=hint)
    if not data.strip():
        raise InputError(f"{name} is empty.", hint=_HINT)
    return data


def _opened(source: str) -> AbstractContextManager[BinaryIO]:
    if source == "-":
        return nullcontext(sys.stdin.buffer)
    refuse_what_is_no_path(source)
    try:
        return Path(source).open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{source[:80]!r} cannot be read: {reason}.", hint="Check the path.") from None
