"""A result in a cell of a notebook: the page in a frame of its own, so that several do not meet."""

from __future__ import annotations

from html import escape

from briefkit.render.page import to_html
from briefkit.schema import Result

__all__ = ["to_notebook"]

# A dark notebook says so on its body; a page in a frame prefers the scheme of its frame.
_FRAME = (
    "<style>.briefkit-page{{width:100%;height:40rem;border:1px solid #8886;resize:vertical;color-scheme:light dark}}"
    "[data-jp-theme-light=true] .briefkit-page{{color-scheme:light}}"
    "[data-jp-theme-light=false] .briefkit-page{{color-scheme:dark}}</style>"
    '<iframe class="briefkit-page" title="Editor’s brief" sandbox="allow-scripts" allow="clipboard-write" '
    'srcdoc="{page}"></iframe>'
)


def to_notebook(result: Result) -> str:
    """Return a result as HTML for a notebook; it can run nothing in the notebook and reads nothing of it."""
    return _FRAME.format(page=escape(to_html(result)))
