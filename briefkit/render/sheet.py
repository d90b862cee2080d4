"""What every page has: one file with its style and script in it, a policy that lets nothing else act, an escape.

No address is ever made from data, and no element or attribute: identifiers are numbers and our own letters.
Reads nothing but its own templates.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from briefkit.render.entries import Entry, starred
from briefkit.render.escape import visible

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["direction_of", "language_of", "set_sheet"]

_TEMPLATES = ("sheet.html", "parts.html", "page.html", "report.html")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def set_sheet(template: str, view: object, entries: Iterable[Entry]) -> str:
    """Return a self-contained page; `entries` are the lines that light up with their sentences."""
    style, links, script = _part("page.css"), _links(entries), _part("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)} {_hash(links)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    set_in = _environment().get_template(template)
    return set_in.render(view=view, style=style, links=links, script=script, policy=policy) + "\n"


def language_of(code: str | None) -> str | None:
    """Return a language code that may stand in an attribute, None for anything else."""
    return code if code and _LANGUAGE.match(code) else None


def direction_of(language: str | None) -> str:
    """Return which way a language is written."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def _links(entries: Iterable[Entry]) -> str:
    """Return the rules that light up both sides: a line with its sentences, a sentence with its lines."""
    sentences = {entry.id: [f"#s{each.number}" for each in entry.line.evidence] for entry in entries}
    lines: dict[str, list[str]] = {}
    for identifier, cited in sentences.items():
        for sentence in cited:
            lines.setdefault(sentence, []).append(f"#{identifier}")
    pairs = [(f"#{identifier}", cited) for identifier, cited in sentences.items() if cited]
    selectors = [
        f":root:has({one}:is(:hover,:focus-within,:target)) :is({','.join(others)})"
        for one, others in (*pairs, *lines.items())
    ]
    return ",\n".join(selectors) + "{background:var(--on)}" if selectors else ""


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _part(name: str) -> str:
    return (files("briefkit.render") / "templates" / name).read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    environment = Environment(
        loader=DictLoader({name: _part(name) for name in _TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shown=visible, starred=starred)
    return environment
