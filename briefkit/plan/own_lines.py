"""A newsroom's own fields in the plan for small models: code says which sentences may bear a line, the model which.

A line or a question can be found so. Signals, stakes, positions and unknowns are found by code alone, and all of them
stand under the bundled headings: there a field of one's own abstains, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from briefkit.draft.own import OwnField, own_fields
from briefkit.plan.anchors import Line, Reading
from briefkit.plan.open_questions import OpenPoint, find_open_points
from briefkit.plan.picking import Picks
from briefkit.plan.setup import Step, side_by_side
from briefkit.plan.wording import Writer
from briefkit.schema import Position, Question, Signal, Stake, Statement, Unknown

__all__ = ["Chosen", "beside_points", "choose_own"]

_MOST_CANDIDATES = 12
"""Sentences that a small model is shown at once; the weightiest, in the article's order."""
_LONGEST = 40
"""Words from which a sentence is too long to become a line."""
_FOUND_BY_CODE: dict[type[Statement], str] = {
    Signal: "the events that code finds stand under What to watch",
    Stake: "those affected whom code finds stand under Who is affected",
    Position: "the objections that code finds stand under The other side",
    Unknown: "the gaps that code finds stand under What the article does not say",
}
_NONE = "asked twice, the model named no one sentence that says it"
_IN_POINTS = "nothing beyond the key points"
_NOTHING_OPEN = "no sentence shows by its words that something is left open"
_FEW_LINES = "the article has only a few lines"
_ONLY_ENGLISH = "this model is asked for it in English articles only"


class Chosen(NamedTuple):
    """What a field of one's own rests on: a sentence, with what it leaves open for a question; or why on none."""

    own: OwnField
    line: Line | None = None
    point: OpenPoint | None = None
    reason: str = ""


def choose_own(reading: Reading, writer: Writer) -> Step[list[Chosen]]:
    """Ask for every field of the newsroom's own on which sentence it rests; no two rest on the same."""
    found = yield from side_by_side([_choose(own, reading, writer) for own in own_fields(writer.draft)])
    first: dict[int, OwnField] = {}
    for each in found:
        if each.line is not None:
            first.setdefault(each.line.number, each.own)
    return [
        Chosen(each.own, reason=f"nothing beyond “{first[each.line.number].title}”")
        if each.line and first[each.line.number] is not each.own
        else each
        for each in found
    ]


def beside_points(chosen: Sequence[Chosen], picks: Picks) -> list[Chosen]:
    """Return what was chosen without the lines that the points have already; a question may rest on one."""
    points = {picks.news.number, *(line.number for _, line in picks.points)}
    return [
        Chosen(each.own, reason=_IN_POINTS)
        if each.line and not each.point and each.line.number in points
        else each
        for each in chosen
    ]


def _choose(own: OwnField, reading: Reading, writer: Writer) -> Step[Chosen]:
    if own.statement in _FOUND_BY_CODE:
        return Chosen(own, reason=_FOUND_BY_CODE[own.statement])
    if reading.language != "en" or reading.is_short:
        return Chosen(own, reason=_FEW_LINES if reading.is_short else _ONLY_ENGLISH)
    points = _open_points(reading) if own.statement is Question else {}
    lines = [point.line for point in points.values()] if own.statement is Question else _lines(reading)
    if not lines:
        return Chosen(own, reason=_NOTHING_OPEN if own.statement is Question else _FEW_LINES)
    shown = sorted(lines[:_MOST_CANDIDATES], key=lambda line: line.number)
    line = yield from writer.choose(shown, told=own.told, purpose=f"the sentence for “{own.title}”")
    return Chosen(own, line, points.get(line.number)) if line else Chosen(own, reason=_NONE)


def _open_points(reading: Reading) -> dict[int, OpenPoint]:
    """Return what the article leaves open by the sentence that shows it, the best of each sentence."""
    found: dict[int, OpenPoint] = {}
    for points in find_open_points(reading).values():
        for point in points:
            found.setdefault(point.line.number, point)
    return found


def _lines(reading: Reading) -> list[Line]:
    standing = [line for line in reading.story if line.words <= _LONGEST and reading.weight(line)]
    return sorted(standing, key=lambda line: (-reading.weight(line), line.number))
