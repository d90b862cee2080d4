"""A result or a report in a cell of a notebook: the page in a frame of its own, so that several do not meet.

A frame takes the colours that its notebook gives it: JupyterLab sets them for all it holds; for the others that say
in their page which theme they show, a rule says so here. Else the page is light or dark as the system is.
"""

from __future__ import annotations

from html import escape

from briefkit.render.page import to_html
from briefkit.render.report_page import report_to_html
from briefkit.schema import Report, Result

__all__ = ["report_to_notebook", "to_notebook"]

_LIGHT = "[data-jp-theme-light=true],.vscode-light,.vscode-high-contrast-light,[theme=light]"
_DARK = "[data-jp-theme-light=false],.vscode-dark,.vscode-high-contrast:not(.vscode-high-contrast-light),[theme=dark]"
"""Where JupyterLab, VS Code and Colab say which theme they show."""
_FRAME = (
    "<style>.briefkit{{width:100%;height:40rem;border:1px solid #8886;resize:vertical}}"
    f":is({_LIGHT}) .briefkit{{{{color-scheme:light}}}}:is({_DARK}) .briefkit{{{{color-scheme:dark}}}}</style>"
    '<iframe class="briefkit" title="{title}" sandbox="allow-scripts" allow="clipboard-write" srcdoc="{page}">'
    "</iframe>"
)


def to_notebook(result: Result) -> str:
    """Return a result as HTML for a notebook; it can run nothing in the notebook and reads nothing of it."""
    return _FRAME.format(title="Editor’s brief", page=escape(to_html(result)))


def report_to_notebook(report: Report) -> str:
    """Return a report as HTML for a notebook, in the same way.

    Raises:
        InputError: when the report is without its article.

    """
    return _FRAME.format(title="Check of a summary", page=escape(report_to_html(report)))
