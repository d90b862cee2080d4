"""Finds the docstrings under the fields of a class that is being defined, in a notebook too, where pydantic cannot.

Looks at the lines of the statement alone, which Python keeps for its error messages.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from itertools import pairwise
from types import FrameType

__all__ = ["docstrings_of"]


def docstrings_of(name: str) -> dict[str, str]:
    """Return the docstrings by field of the class of this name that one of the callers defines; nothing without one."""
    frame = inspect.currentframe()
    while frame is not None:
        lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)[_line(frame) :]
        if lines and lines[0].lstrip().startswith(f"class {name}("):
            return _in_class("".join(inspect.getblock(lines)))
        frame = frame.f_back
    return {}


def _line(frame: FrameType) -> int:
    return max(frame.f_lineno - 1, 0)


def _in_class(source: str) -> dict[str, str]:
    try:
        [definition] = ast.parse(textwrap.dedent(source)).body
    except (SyntaxError, ValueError):
        return {}
    found: dict[str, str] = {}
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    for field, below in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(said))):
                    found[field.target.id] = inspect.cleandoc(said)
                case _:
                    pass
    return found
