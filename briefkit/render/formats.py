"""The table of formats, loaded when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Literal

from briefkit.errors import InputError
from briefkit.schema import Finding, Result

__all__ = ["FORMATS", "Format", "render", "render_findings"]

Format = Literal["markdown", "json", "text"]

FORMATS: dict[str, tuple[str, str, str]] = {
    "markdown": ("markdown", "to_markdown", "findings_to_markdown"),
    "json": ("structured", "to_json", "findings_to_json"),
    "text": ("terminal", "to_text", "findings_to_text"),
}
"""By name: the module, its function for results, and the one of `listing` for findings alone."""


def render(result: Result, to: Format | str, **options: Any) -> str:
    """Return a result in a format; `width` in columns may be given for `text`.

    Raises:
        InputError: when there is no such format.

    """
    module, function, _ = _format(to)
    return str(getattr(import_module(f"briefkit.render.{module}"), function)(result, **options))


def render_findings(findings: Sequence[Finding], to: Format | str, **options: Any) -> str:
    """Return findings alone in a format; `width` in columns may be given for `text`.

    Raises:
        InputError: when there is no such format.

    """
    *_, function = _format(to)
    return str(getattr(import_module("briefkit.render.listing"), function)(findings, **options))


def _format(name: str) -> tuple[str, str, str]:
    if name not in FORMATS:
        raise InputError(f"there is no format {name!r}.", hint=f"Use one of {', '.join(FORMATS)}.")
    return FORMATS[name]
