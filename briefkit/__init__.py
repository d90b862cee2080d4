"""briefkit: editor's briefs of news articles, every line traced to the article.

Names are loaded on first use: importing briefkit costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefkit.briefer import Briefer
    from briefkit.checks import check
    from briefkit.errors import BriefkitError
    from briefkit.loaders import load
    from briefkit.loaders.archive import open_archive
    from briefkit.models import ScriptedModel
    from briefkit.schema import Article, Brief, Finding, Result, Span, Statement

__all__ = [
    "Article",
    "Brief",
    "Briefer",
    "BriefkitError",
    "Finding",
    "Result",
    "ScriptedModel",
    "Span",
    "Statement",
    "check",
    "load",
    "open_archive",
]

_HOMES = {
    "Article": "schema",
    "Brief": "schema",
    "Briefer": "briefer",
    "BriefkitError": "errors",
    "Finding": "schema",
    "Result": "schema",
    "ScriptedModel": "models",
    "Span": "schema",
    "Statement": "schema",
    "check": "checks",
    "load": "loaders",
    "open_archive": "loaders.archive",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("briefkit")
    if name not in _HOMES:
        raise AttributeError(f"module 'briefkit' has no attribute {name!r}")
    return getattr(import_module(f"briefkit.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
