"""From a result to what a person reads or a program parses. Pure functions: no input or output, no network.

Every sink has its own escape; whatever a model or an article holds comes out as text and nothing else.
"""

from __future__ import annotations

from briefkit.render.escape import escape_markdown, visible
from briefkit.render.foot import spent_line
from briefkit.render.formats import (
    EXPORTS,
    FORMATS,
    REPORT_FORMATS,
    export,
    render,
    render_comparison,
    render_report,
)
from briefkit.render.markdown import to_markdown
from briefkit.render.notebook import report_to_notebook, to_notebook
from briefkit.render.page import to_html
from briefkit.render.report_page import report_to_html
from briefkit.render.structured import to_json
from briefkit.render.terminal import to_text

__all__ = [
    "EXPORTS",
    "FORMATS",
    "REPORT_FORMATS",
    "escape_markdown",
    "export",
    "render",
    "render_comparison",
    "render_report",
    "report_to_html",
    "report_to_notebook",
    "spent_line",
    "to_html",
    "to_json",
    "to_markdown",
    "to_notebook",
    "to_text",
    "visible",
]
