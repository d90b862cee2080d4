"""A brief as a judge sees it: what an editor reads, without what would tell who or what made it.

Left out are the maker, the checks' remarks, the tables that code makes for every brief alike, marks such as
`verbatim`, and the reasons of abstentions, of which each way of making a brief has its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefkit.draft.topics import TOPICS
from briefkit.render.escape import one_line
from briefkit.render.outline import ORIGINS, Line, outline
from briefkit.schema import Brief, Result

__all__ = ["Blind", "blind"]

_TOPIC_NAMES: dict[str, str] = {code: name for name, code in TOPICS.items()}
_ABSTAINED = "nothing specific in this article"


@dataclass(frozen=True, kw_only=True)
class Blind:
    """A brief without its origin; briefs that read the same have the same hash."""

    text: str
    """A line a statement, each with the numbers of its sentences. Nothing in it is escaped for HTML."""
    sha256: str


def blind(result: Result) -> Blind:
    """Return the brief of a result without its origin.

    Raises:
        ValueError: when the result has no brief.

    """
    if result.brief is None:
        raise ValueError("there is no brief to show")
    text = "\n".join(_lines(result, result.brief))
    told = f"{result.brief.article_sha256}\n{text}"
    return Blind(text=text, sha256=hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest())


def _lines(result: Result, brief: Brief) -> Iterator[str]:
    shown = outline(result.model_copy(update={"findings": []}))
    for name, line in (("Headline", shown.headline), ("Dek", shown.dek)):
        if line is not None:
            yield from _said(line, name)
    for section in shown.sections:
        yield ""
        yield f"{one_line(section.title)}:"
        for number, line in enumerate(section.lines, start=1):
            yield from _said(line, f"{number}. {line.lead}".strip() if section.numbered else line.lead)
    yield ""
    yield one_line(f"Filed under: {'; '.join(_filed(brief)) or 'nothing'}")


def _said(line: Line, lead: str) -> Iterator[str]:
    led = f"{lead}: " if lead else ""
    if line.abstained:
        yield one_line(f"{led}{_ABSTAINED}")
        return
    suffix = ", ".join(part for part in line.suffix.split(", ") if part and part not in ORIGINS)
    numbers = ", ".join(str(evidence.number) for evidence in line.evidence)
    marks = _filled([f"({suffix})" if suffix else "", f"[{numbers}]" if numbers else ""])
    yield one_line(" ".join([f"{led}{line.text}", *marks]))
    if line.labels:
        yield f"  {one_line('; '.join(line.labels))}"
    yield from (f"  {one_line(f'{label}: {value}')}" for label, value in line.details)


def _filed(brief: Brief) -> Iterator[str]:
    tags = brief.tags
    yield from (_TOPIC_NAMES.get(code, code) for code in tags.topics)
    yield from tags.regions
    if tags.kind:
        yield tags.kind


def _filled(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part]
