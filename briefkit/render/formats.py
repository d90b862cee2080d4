"""The tables of formats, loaded when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Literal

from briefkit.errors import InputError
from briefkit.schema import Report, Result

__all__ = ["FORMATS", "REPORT_FORMATS", "Format", "ReportFormat", "render", "render_report"]

Format = Literal["markdown", "json", "text", "html"]
ReportFormat = Literal["text", "markdown", "json", "html", "sarif", "junit"]

FORMATS: dict[str, str] = {
    "markdown": "briefkit.render.markdown:to_markdown",
    "json": "briefkit.render.structured:to_json",
    "text": "briefkit.render.terminal:to_text",
    "html": "briefkit.render.page:to_html",
}
"""By name: what renders a result."""
REPORT_FORMATS: dict[str, str] = {
    "text": "briefkit.render.reports:report_to_text",
    "markdown": "briefkit.render.reports:report_to_markdown",
    "json": "briefkit.render.reports:report_to_json",
    "html": "briefkit.render.report_page:report_to_html",
    "sarif": "briefkit.render.continuous:report_to_sarif",
    "junit": "briefkit.render.continuous:report_to_junit",
}
"""By name: what renders a report of the checks."""


def render(result: Result, to: Format | str, **options: Any) -> str:
    """Return a result in a format; `width` in columns may be given for `text`.

    Raises:
        InputError: when there is no such format.

    """
    return _render(FORMATS, to, result, options)


def render_report(report: Report, to: ReportFormat | str, **options: Any) -> str:
    """Return a report of the checks in a format, with the options that its renderer takes.

    Raises:
        InputError: when there is no such format.

    """
    return _render(REPORT_FORMATS, to, report, options)


def _render(table: Mapping[str, str], to: str, value: Result | Report, options: dict[str, Any]) -> str:
    if to not in table:
        raise InputError(f"there is no format {to!r}.", hint=f"Use one of {', '.join(table)}.")
    module, function = table[to].split(":")
    return str(getattr(import_module(module), function)(value, **options))
