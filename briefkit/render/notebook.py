"""A result in a cell of a notebook: the page in a frame of its own, so that several do not meet.

A frame cannot see the theme of its notebook: the page is light or dark as the system is.
"""

from __future__ import annotations

from html import escape

from briefkit.render.page import to_html
from briefkit.schema import Result

__all__ = ["to_notebook"]

_FRAME = (
    '<iframe title="Editor’s brief" sandbox="allow-scripts" allow="clipboard-write" '
    'style="width:100%;height:40rem;border:1px solid #8886;resize:vertical" srcdoc="{page}"></iframe>'
)


def to_notebook(result: Result) -> str:
    """Return a result as HTML for a notebook; it can run nothing in the notebook and reads nothing of it."""
    return _FRAME.format(page=escape(to_html(result)))
