"""What every page has: one file with its style and script in it, a policy that lets nothing else act, an escape.

No address is ever made from data, and no element or attribute: identifiers are numbers and our own letters.
Reads nothing but its own templates.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from briefkit.render.entries import Entry, starred
from briefkit.render.escape import visible

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["direction_of", "environment", "hash_of", "language_of", "links_of", "part_of", "set_sheet"]

_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def set_sheet(template: str, view: object, entries: Iterable[Entry]) -> str:
    """Return a self-contained page; `entries` are the lines that light up with their sentences."""
    style = f"{part_of('look.css')}\n{part_of('page.css')}"
    links, script = links_of(entries), part_of("page.js")
    policy = (
        f"default-src 'none'; style-src {hash_of(style)} {hash_of(links)}; script-src {hash_of(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    set_in = environment().get_template(template)
    return set_in.render(view=view, style=style, links=links, script=script, policy=policy) + "\n"


def language_of(code: str | None) -> str | None:
    """Return a language code that may stand in an attribute, None for anything else."""
    return code if code and _LANGUAGE.match(code) else None


def direction_of(language: str | None) -> str:
    """Return which way a language is written."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def links_of(entries: Iterable[Entry]) -> str:
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


def hash_of(text: str) -> str:
    """Return what a policy of a page calls a style or a script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def part_of(name: str) -> str:
    """Return a template, a style or a script as it is in the package."""
    return (files("briefkit.render") / "templates" / name).read_text(encoding="utf-8").strip()


@cache
def environment() -> Environment:
    """Return what sets the templates; it escapes everything."""
    from jinja2 import DictLoader, Environment, StrictUndefined

    names = (each.name for each in (files("briefkit.render") / "templates").iterdir())
    made = Environment(
        loader=DictLoader({name: part_of(name) for name in names if name.endswith((".html", ".xml"))}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {"shown": visible, "starred": starred}
    made.filters.update(filters)
    return made
