"""Two briefs of a story, line by line: which lines belong together, and what differs between them. No I/O.

Lines of one kind are paired by the evidence that they share and by the likeness of their words; it judges neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from briefkit.render.foot import review_line
from briefkit.render.outline import home_of
from briefkit.schema import (
    Abstention,
    Brief,
    Comparison,
    FieldChange,
    Finding,
    LineChange,
    Result,
    Statement,
)
from briefkit.schema.shapes import is_array, is_object
from briefkit.text.fold import fold
from briefkit.text.numbers import find_numbers

__all__ = ["compare"]

_ALIKE = 0.35
"""Least likeness of two lines of a kind that are one line in two versions: halves of words and of evidence.

Chosen by eye on two runs over the example; below it a line reads as removed and another as added.
"""
_OWN = frozenset(("text", "abstained", "evidence", "origin"))


class _Line(NamedTuple):
    path: str
    item: Statement | Abstention
    findings: list[Finding]

    @property
    def text(self) -> str:
        return self.item.text if isinstance(self.item, Statement) else self.item.abstained

    @property
    def quotes(self) -> list[str]:
        return [span.quote for span in self.item.evidence] if isinstance(self.item, Statement) else []

    @property
    def kind(self) -> str:
        return self.path.partition("[")[0]


def compare(old: Result | Brief, new: Result | Brief) -> Comparison:
    """Return what differs between two briefs; of results also what was found in them, and who reviewed them."""
    before, after = list(_lines(old)), list(_lines(new))
    partners = _pairs(before, after)
    lines = [_change(partners.get(line.path), line, _brief(new)) for line in after]
    taken = {partner.path for partner in partners.values()}
    lines += [_change(line, None, _brief(old)) for line in before if line.path not in taken]
    return Comparison(
        is_same_article=_article(old) == _article(new),
        status_before=old.status if isinstance(old, Result) else None,
        status_after=new.status if isinstance(new, Result) else None,
        review_before=review_line(old) if isinstance(old, Result) else "",
        review_after=review_line(new) if isinstance(new, Result) else "",
        lines=lines,
    )


def _brief(side: Result | Brief) -> Brief | None:
    return side.brief if isinstance(side, Result) else side


def _article(side: Result | Brief) -> str:
    return side.article.sha256 if isinstance(side, Result) else side.article_sha256


def _lines(side: Result | Brief) -> Iterator[_Line]:
    brief = _brief(side)
    if brief is None:
        return
    items = dict(brief.items())
    found: dict[str, list[Finding]] = {}
    for finding in side.findings if isinstance(side, Result) else ():
        if home := home_of(finding.path, list(items)):
            found.setdefault(home, []).append(finding)
    for path, item in items.items():
        yield _Line(path, item, found.get(path, []))


def _pairs(before: Sequence[_Line], after: Sequence[_Line]) -> dict[str, _Line]:
    """Return by the path of a newer line the older one that it was, the likest first."""
    partners: dict[str, _Line] = {}
    taken: set[str] = set()
    candidates = [
        (_likeness(one, other), one, other) for other in after for one in before if one.kind == other.kind
    ]
    for likeness, one, other in sorted(candidates, key=lambda each: -each[0]):
        if other.path in partners or one.path in taken:
            continue
        if likeness >= _ALIKE or "[" not in other.path:
            partners[other.path] = one
            taken.add(one.path)
    return partners


def _likeness(one: _Line, other: _Line) -> float:
    words = SequenceMatcher(None, _words(one.text), _words(other.text), False).ratio()
    ours, theirs = set(one.quotes), set(other.quotes)
    shared = len(ours & theirs) / len(ours | theirs) if ours | theirs else words
    return (words + shared) / 2


def _words(text: str) -> list[str]:
    return fold(text).text.split()


def _change(old: _Line | None, new: _Line | None, brief: Brief | None) -> LineChange:
    paths: dict[str, Any] = {"old": old.path if old else None, "new": new.path if new else None}
    texts: dict[str, Any] = {"before": old.text if old else "", "after": new.text if new else ""}
    if old is None or new is None:
        return LineChange(kind="removed" if new is None else "added", **paths, **texts, is_reworded=True)
    language = brief.language if brief else None
    details: dict[str, Any] = {
        "is_reworded": old.text != new.text or type(old.item) is not type(new.item),
        **_gone_and_new("evidence", old.quotes, new.quotes),
        **_gone_and_new("figures", _figures(old.text, language), _figures(new.text, language)),
        "fields": list(_fields(old.item, new.item)),
        "findings_gone": _without(old.findings, new.findings),
        "findings_new": _without(new.findings, old.findings),
    }
    return LineChange(kind="changed" if any(details.values()) else "same", **paths, **texts, **details)


def _gone_and_new(name: str, old: Sequence[str], new: Sequence[str]) -> dict[str, list[str]]:
    return {
        f"{name}_gone": [each for each in dict.fromkeys(old) if each not in new],
        f"{name}_new": [each for each in dict.fromkeys(new) if each not in old],
    }


def _figures(text: str, language: str | None) -> list[str]:
    return [text[number.start : number.end] for number in find_numbers(text, language=language)]


def _fields(old: Statement | Abstention, new: Statement | Abstention) -> Iterator[FieldChange]:
    if type(old) is not type(new):
        yield FieldChange(field="kind", before=_kind(old), after=_kind(new))
        return
    before, after = dict(_leaves(old.model_dump())), dict(_leaves(new.model_dump()))
    for name in {**before, **after}:
        if before.get(name, "") != after.get(name, ""):
            yield FieldChange(field=name, before=before.get(name, ""), after=after.get(name, ""))


def _kind(item: Statement | Abstention) -> str:
    return "nothing specific" if isinstance(item, Abstention) else "a line"


def _leaves(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in value.items():
        if is_object(inner):
            yield from _leaves(inner, f"{prefix}{name}.")
        elif prefix or name not in _OWN:
            said = "; ".join(map(str, inner)) if is_array(inner) else "" if inner is None else str(inner)
            yield f"{prefix}{name}", said


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    known = {(each.code, each.offending, each.message) for each in others}
    return [each for each in findings if (each.code, each.offending, each.message) not in known]
