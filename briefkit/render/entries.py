"""The lines of a page: what each is called, what is marked on it, and how the article differs word by word.

Owns names, places and differences; knows nothing of HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from briefkit.render.beside import Piece, pieces_of
from briefkit.render.item import in_words
from briefkit.render.layout import clip
from briefkit.render.outline import Line, home_of
from briefkit.schema import Abstention, Finding, Severity, Span, Statement, Unknown
from briefkit.text.differences import Run, changed_parts, differences
from briefkit.text.sentences import Sentence

__all__ = ["Attention", "Entry", "Marks", "Note", "Remark", "attention", "name_of", "rests_of", "starred"]

Attention = list[tuple[Severity, int, list[str]]]
"""By severity: how many findings, and the lines they are on, `""` for none of them."""

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
    "lines": ("L", "Line"),
}
"""By the field of a line: the letters by which the page names it, and what they stand for."""
_INDEXED = re.compile(r"^(\w{1,20})\[(\d{1,9})\]$")
_STARRED = re.compile(r"\*\*(.{1,400}?)\*\*")
_ALIKE = 0.5
"""Share of words in common from which a difference reads as one; chosen by eye on the pages, it judges nothing."""
_OMITTED = 30
"""Characters of the article that a line may leave out in one go before the page leaves them out too; by eye."""
_OMISSION = Run("equal", " …", "")
_GRAVE: tuple[Severity, ...] = ("error", "warning")
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
_LONGEST_QUOTE = 400
"""Columns of the nearest text that are shown where it cannot be set against the line."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """Findings of a line that point to the same place: the article's words there, and the line's if both are alike."""

    findings: tuple[Finding, ...]
    number: int | None
    """The sentence of the nearest words."""
    article: tuple[Piece, ...]
    line: tuple[Piece, ...]

    @property
    def worst(self) -> Severity:
        """Return the gravest severity among the findings."""
        return min((finding.severity for finding in self.findings), key=_RANK.__getitem__)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line as the page shows it."""

    id: str
    name: str
    pieces: tuple[Piece, ...]
    line: Line
    inferred: bool = False
    notes: tuple[Note, ...] = ()
    items: tuple[str, ...] = ()
    """What was looked up in it and how that came out, where the page tells."""

    @property
    def worst(self) -> str:
        """Return the gravest severity that is marked on the line, empty for none."""
        marked: list[Severity] = [note.worst for note in self.notes]
        return min(marked, key=_RANK.__getitem__) if marked else ""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A finding that is not marked on a line; `id` is the line it speaks of, None for the whole."""

    finding: Finding
    id: str | None


class Marks:
    """The findings of a result or a report, each at the line that it concerns."""

    def __init__(
        self,
        findings: Iterable[Finding],
        paths: Sequence[str],
        sentences: Sequence[Sentence],
        *,
        own: Mapping[str, str] | None = None,
    ) -> None:
        """`own`: as for `name_of`; None: they are called as their paths say."""
        said = {path: in_words(path).capitalize() for path in paths if path.startswith("more.")}
        self._own = said if own is None else own
        self._starts = [sentence.start for sentence in sentences]
        self._at: dict[str, list[Finding]] = {}
        strays: list[Remark] = []
        for finding in sorted(findings, key=lambda each: _RANK[each.severity]):
            home = home_of(finding.path, paths)
            if home and finding.severity != "note":
                self._at.setdefault(home, []).append(finding)
            else:
                strays.append(Remark(finding=finding, id=name_of(home, self._own)[0] if home else None))
        self.remarks = tuple(sorted(strays, key=lambda stray: stray.id is not None))

    def entry(self, line: Line, item: Statement | Abstention | None = None) -> Entry:
        """Return a line with what is marked on it; `item` is the statement that it shows."""
        findings = self._at.get(line.path, [])
        identifier, name = name_of(line.path, self._own)
        known = tuple(each for each in line.evidence if each.number <= len(self._starts))
        return Entry(
            id=identifier,
            name=name,
            pieces=pieces_of(line.text, _places(line.text, [finding.offending for finding in findings])),
            line=replace(line, evidence=known),
            inferred=isinstance(item, Statement)
            and item.basis == "inferred"
            and not isinstance(item, Unknown),
            notes=tuple(self._notes(findings, line.text)),
        )

    def number(self, span: Span | None) -> int | None:
        """Return the sentence in which a span begins; an article of nothing visible has none."""
        return max(1, bisect_right(self._starts, span.start)) if span and self._starts else None

    def _notes(self, findings: Iterable[Finding], text: str) -> Iterator[Note]:
        place = _Places(findings)
        for nearest, together in groupby(sorted(findings, key=place), key=lambda each: each.nearest):
            listed = tuple(together)
            runs = _likeness(nearest, text, listed)
            whole = (Piece(text=clip(nearest.quote, _LONGEST_QUOTE)),) if nearest else ()
            yield Note(
                findings=listed,
                number=self.number(nearest),
                article=_side(runs, "source") or whole,
                line=_side(runs, "said"),
            )


class _Places:
    """Orders findings so that those of one place stand together, the places as they come first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._order: dict[tuple[int, int] | None, int] = {}
        for finding in findings:
            self._order.setdefault(self._key(finding), len(self._order))

    def __call__(self, finding: Finding) -> int:
        return self._order[self._key(finding)]

    @staticmethod
    def _key(finding: Finding) -> tuple[int, int] | None:
        return (finding.nearest.start, finding.nearest.end) if finding.nearest else None


def name_of(path: str, own: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Return the letters and the name of a line: `P3` and "Key point 3" for `key_points[2]`.

    `own`: by its path every line of a newsroom's own fields, with its name; they are `M1`, `M2` and so on.
    """
    if own and path in own:
        return f"M{list(own).index(path) + 1}", own[path]
    found = _INDEXED.match(path)
    if found is None:
        return _LETTERS[path]
    letter, name = _LETTERS[found[1]]
    return f"{letter}{int(found[2]) + 1}", f"{name} {int(found[2]) + 1}"


def attention(entries: Iterable[Entry], remarks: Iterable[Remark]) -> Attention:
    """Return for each grave severity how many findings there are, and on which lines."""
    on = [
        (finding.severity, entry.id) for entry in entries for note in entry.notes for finding in note.findings
    ]
    on += [(remark.finding.severity, "") for remark in remarks]
    found: dict[Severity, list[str]] = {
        severity: [place for level, place in on if level == severity] for severity in _GRAVE
    }
    return [(severity, len(where), list(dict.fromkeys(where))) for severity, where in found.items() if where]


def rests_of(entries: Iterable[Entry]) -> dict[int, list[str]]:
    """Return by sentence the lines that rest on it, by their letters."""
    rests: dict[int, list[str]] = {}
    for entry in entries:
        for evidence in entry.line.evidence:
            rests.setdefault(evidence.number, []).append(entry.id)
    return rests


def starred(text: str) -> tuple[Piece, ...]:
    """Return a message in pieces, what stands between `**` marked and without them."""
    places = [found.span() for found in _STARRED.finditer(text)]
    return tuple(
        replace(piece, text=piece.text[2:-2]) if piece.marked else piece for piece in pieces_of(text, places)
    )


def _places(text: str, offending: Iterable[str | None]) -> Iterator[tuple[int, int]]:
    """Yield where words that a finding is about stand in a line."""
    for words in offending:
        if words and words != text and (at := text.find(words)) >= 0:
            yield at, at + len(words)


def _likeness(nearest: Span | None, text: str, findings: Sequence[Finding]) -> list[Run]:
    """Return the difference between the article's words and the line's; empty where they are not alike."""
    if nearest is None:
        return []
    said = dict.fromkeys([text, *(finding.offending for finding in findings if finding.offending)])
    trimmed = [_trimmed(differences(nearest.quote, words)) for words in said]
    alike = [runs for runs in trimmed if _ALIKE <= _share(runs) < 1]
    return _around(max(alike, key=lambda runs: (_same(runs), _share(runs))), nearest.quote) if alike else []


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Leave out what the article says before and after: a line need not say all of it."""
    first = next((place for place, run in enumerate(runs) if run.kind != "deleted"), 0)
    last = next((place for place in range(len(runs), 0, -1) if runs[place - 1].kind != "deleted"), 0)
    kept = list(runs[first:last])
    if len(kept) > 1 and kept[0].kind == "replaced":
        kept[0] = kept[0]._replace(source=_words(kept[0].source, -_count(kept[0].said)))
    if len(kept) > 1 and kept[-1].kind == "replaced":
        kept[-1] = kept[-1]._replace(source=_words(kept[-1].source, _count(kept[-1].said)))
    return kept


def _words(text: str, most: int) -> str:
    """Return the first words of a text with what goes before them, or the last ones for a negative number."""
    words = re.findall(r"\s*\S+\s*$|\s*\S+", text)
    return "".join(words[:most] if most > 0 else words[most:])


def _count(text: str) -> int:
    return max(len(text.split()), 1)


def _around(runs: Sequence[Run], quote: str) -> list[Run]:
    """Return the runs with marks of omission: for what stands before and after, and for a long omission."""
    kept = "".join(run.source for run in runs)
    at = quote.find(kept)
    whole = [Run("equal", "…", ""), *runs] if at > 0 else [*runs]
    if at + len(kept) < len(quote):
        whole.append(_OMISSION)
    shown = (_OMISSION if _is_omission(run) else run for run in whole)
    return [_joined(list(group)) for _, group in groupby(shown, key=lambda run: run.kind)]


def _joined(runs: Sequence[Run]) -> Run:
    return Run(runs[0].kind, "".join(run.source for run in runs), "".join(run.said for run in runs))


def _share(runs: Sequence[Run]) -> float:
    set_beside = (run for run in runs if not _is_omission(run))
    return 2 * _same(runs) / max(sum(len(run.source) + len(run.said) for run in set_beside), 1)


def _is_omission(run: Run) -> bool:
    return run.kind == "deleted" and len(run.source) > _OMITTED


def _same(runs: Sequence[Run]) -> int:
    return sum(len(run.source) for run in runs if run.kind == "equal")


def _side(runs: Sequence[Run], side: Literal["source", "said"]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for text, marked in changed_parts(runs, side):
        word = text.lstrip() if marked else text
        pieces += [Piece(text=text[: len(text) - len(word)]), Piece(text=word, marked=marked)]
    return tuple(piece for piece in pieces if piece.text)
