"""A result as one HTML file: the brief beside its article, every line linked to its sentences and back.

Builds a plain view and hands it to a template that escapes everything. No address is ever made from data, and no
element or attribute: identifiers are numbers and our own letters. Reads nothing but its own templates.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from briefkit.render.beside import ArticleSide, Piece, article_side, pieces_of, unused_figures
from briefkit.render.escape import visible
from briefkit.render.foot import source_parts
from briefkit.render.layout import clip
from briefkit.render.markdown import markdown_of
from briefkit.render.outline import Line, Outline, Section, home_of, outline
from briefkit.render.plain import to_plain
from briefkit.schema import Article, Finding, Result, Severity, Span, Statement, Unknown
from briefkit.text.differences import Run, changed_parts, differences
from briefkit.text.sentences import split_sentences

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["to_html"]

_LETTERS = {
    "headline": ("H", "Headline"),
    "dek": ("D", "Dek"),
    "lede": ("L", "Lede"),
    "key_points": ("P", "Key point"),
    "stakes": ("A", "Who is affected"),
    "questions.financial": ("Q1", "Financial question"),
    "questions.operating": ("Q2", "Operating question"),
    "questions.customer": ("Q3", "Customer question"),
    "signals": ("W", "What to watch"),
    "analysis.context": ("N1", "Context"),
    "analysis.pressure_point": ("N2", "Pressure point"),
    "analysis.differs": ("N3", "Against earlier coverage"),
    "analysis.practical_read": ("N4", "Practical read"),
    "other_side": ("O", "The other side"),
    "unknowns": ("U", "Not said"),
}
"""By the field of a line: the letters by which the page names it, and what they stand for."""
_INDEXED = re.compile(r"^(\w{1,20})\[(\d{1,9})\]$")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
_ALIKE = 0.5
"""Share of words in common from which a difference reads as one; chosen by eye on the pages, it judges nothing."""
_GRAVE: tuple[Severity, ...] = ("error", "warning")
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
_LONGEST_QUOTE = 400
"""Columns of the nearest text that are shown where it cannot be set against the line."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """A finding as it stands at its line: the nearest words of the article, and the line's where both are alike."""

    finding: Finding
    number: int | None
    """The sentence of the nearest words."""
    article: tuple[Piece, ...]
    line: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the brief as the page shows it."""

    id: str
    name: str
    pieces: tuple[Piece, ...]
    line: Line
    inferred: bool
    notes: tuple[Note, ...]

    @property
    def worst(self) -> str:
        """Return the gravest severity that is marked on the line, empty for none."""
        return next(
            (level for level in _GRAVE if any(note.finding.severity == level for note in self.notes)), ""
        )


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything that the template sets."""

    language: str | None
    direction: str
    title: str
    outline: Outline
    status: str
    top: tuple[Entry, ...]
    glance: tuple[Entry, ...]
    sections: tuple[tuple[Section, tuple[Entry, ...]], ...]
    article: Article
    source: str
    side: ArticleSide
    strays: tuple[Finding, ...]
    """Findings that concern no single line."""
    plain: str
    markdown: str

    def entries(self) -> Iterator[Entry]:
        """Yield every line in reading order."""
        yield from (*self.top, *self.glance)
        for _, entries in self.sections:
            yield from entries

    @property
    def names(self) -> dict[str, str]:
        """Return what each line is called, by its letters."""
        return {entry.id: entry.name for entry in self.entries()}

    @property
    def attention(self) -> list[tuple[Severity, int, list[str]]]:
        """Return for each severity how many findings there are and on which lines, `""` for the whole."""
        rows: list[tuple[Severity, int, list[str]]] = []
        for severity in _GRAVE:
            on = [
                entry.id
                for entry in self.entries()
                for note in entry.notes
                if note.finding.severity == severity
            ]
            on += [""] * sum(finding.severity == severity for finding in self.strays)
            if on:
                rows.append((severity, len(on), list(dict.fromkeys(on))))
        return rows


def to_html(result: Result) -> str:
    """Return a result as one self-contained HTML page: no network, no script needed to read it."""
    view = _view(result)
    style, links, script = _part("page.css"), _links(view), _part("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)} {_hash(links)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    template = _environment().get_template("page.html")
    return template.render(view=view, style=style, links=links, script=script, policy=policy) + "\n"


def _view(result: Result) -> View:
    shown, brief, article = outline(result), result.brief, result.article
    language = _language(brief.language if brief else article.language)
    sentences = split_sentences(article.text, language=brief.language if brief else None)
    entries = _Entries(result, [sentence.start for sentence in sentences])
    top = [entries.of(line) for line in (shown.headline, shown.dek) if line is not None]
    sections = [(section, tuple(map(entries.of, section.lines))) for section in shown.sections]
    rests: dict[int, list[str]] = {}
    for entry in [*top, *(entry for _, listed in sections for entry in listed)]:
        for evidence in entry.line.evidence:
            rests.setdefault(evidence.number, []).append(entry.id)
    unused = unused_figures(article, _words(shown), language=language) if brief else []
    return View(
        language=language,
        direction="rtl" if language in _RIGHT_TO_LEFT else "ltr",
        title=shown.headline.text if shown.headline else article.headline or "No brief",
        outline=shown,
        status=result.status,
        top=tuple(top),
        glance=sections[0][1] if sections else (),
        sections=tuple(sections[1:]),
        article=article,
        source=", ".join(source_parts(result)),
        side=article_side(article, sentences, rests=rests, unused=unused),
        strays=entries.strays,
        plain=to_plain(shown),
        markdown=markdown_of(shown),
    )


class _Entries:
    """Makes entries of the lines of one result; `starts` are those of the article's sentences."""

    def __init__(self, result: Result, starts: Sequence[int]) -> None:
        self._items = dict(result.brief.items()) if result.brief else {}
        self._starts = starts
        self._findings: dict[str, list[Finding]] = {}
        for finding in sorted(result.findings, key=lambda each: _RANK[each.severity]):
            home = home_of(finding.path, list(self._items))
            if home and finding.severity != "note":
                self._findings.setdefault(home, []).append(finding)
        placed = [finding for listed in self._findings.values() for finding in listed]
        self.strays = tuple(finding for finding in result.findings if finding not in placed)

    def of(self, line: Line) -> Entry:
        item, findings = self._items.get(line.path), self._findings.get(line.path, [])
        identifier, name = _named(line.path)
        known = tuple(each for each in line.evidence if each.number <= len(self._starts))
        return Entry(
            id=identifier,
            name=name,
            pieces=pieces_of(line.text, _places(line.text, [finding.offending for finding in findings])),
            line=replace(line, evidence=known),
            inferred=isinstance(item, Statement)
            and item.basis == "inferred"
            and not isinstance(item, Unknown),
            notes=tuple(self._note(finding, line.text) for finding in findings),
        )

    def _note(self, finding: Finding, text: str) -> Note:
        nearest, runs = finding.nearest, _likeness(finding, text)
        whole = (Piece(text=clip(nearest.quote, _LONGEST_QUOTE)),) if nearest else ()
        return Note(
            finding=finding,
            number=self._number(nearest),
            article=_side(runs, "source") or whole,
            line=_side(runs, "said"),
        )

    def _number(self, nearest: Span | None) -> int | None:
        """Return the sentence in which a span begins; an article of nothing visible has none."""
        return max(1, bisect_right(self._starts, nearest.start)) if nearest and self._starts else None


def _words(shown: Outline) -> Iterator[str]:
    """Yield everything that the lines say."""
    lines = [line for line in (shown.headline, shown.dek) if line is not None]
    for line in [*lines, *(line for section in shown.sections for line in section.lines)]:
        yield from (line.lead, line.text, *line.labels, *(value for _, value in line.details))


def _language(code: str | None) -> str | None:
    return code if code and _LANGUAGE.match(code) else None


def _named(path: str) -> tuple[str, str]:
    """Return the letters and the name of a line: `P3` and "Key point 3" for `key_points[2]`."""
    found = _INDEXED.match(path)
    if found is None:
        return _LETTERS[path]
    letter, name = _LETTERS[found[1]]
    return f"{letter}{int(found[2]) + 1}", f"{name} {int(found[2]) + 1}"


def _places(text: str, offending: Iterable[str | None]) -> Iterator[tuple[int, int]]:
    """Yield where words that a finding is about stand in a line."""
    for words in offending:
        if words and words != text and (at := text.find(words)) >= 0:
            yield at, at + len(words)


def _likeness(finding: Finding, text: str) -> list[Run]:
    """Return the difference between the article's words and the line's; empty where they are not alike."""
    if finding.nearest is None:
        return []
    said = [text, finding.offending] if finding.offending else [text]
    runs = max((differences(finding.nearest.quote, words) for words in said), key=_share)
    return runs if _ALIKE <= _share(runs) < 1 else []


def _share(runs: Sequence[Run]) -> float:
    same = sum(len(run.source) for run in runs if run.kind == "equal")
    return 2 * same / max(sum(len(run.source) + len(run.said) for run in runs), 1)


def _side(runs: Sequence[Run], side: Literal["source", "said"]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for text, marked in changed_parts(runs, side):
        word = text.lstrip() if marked else text
        pieces += [Piece(text=text[: len(text) - len(word)]), Piece(text=word, marked=marked)]
    return tuple(piece for piece in pieces if piece.text)


def _links(view: View) -> str:
    """Return the rules that light up both sides: a line with its sentences, a sentence with its lines."""
    sentences = {entry.id: [f"#s{each.number}" for each in entry.line.evidence] for entry in view.entries()}
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
        loader=DictLoader({"page.html": _part("page.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = visible
    return environment
