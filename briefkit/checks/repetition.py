"""Whether a brief says the same twice: points alike, a dek that repeats the headline, a line that loops."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.schema import Brief, Finding, field_of

__all__ = ["check_loops", "check_repetition", "says_same"]


class _Said(NamedTuple):
    path: str
    field: str
    """Whose rules it follows."""
    words: frozenset[str]


def check_repetition(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield pairs of lines that say the same."""
    lines = [
        _Said(path, field_of(path, type(line)), facts.line(line.text).words)
        for path, line in brief.statements()
    ]
    words = {line.path: line.words for line in lines}
    if "dek" in words and says_same(words["headline"], words["dek"]):
        yield finding(
            "repetition.dek",
            "dek",
            "The dek says what the headline says.",
            hint="Give the tension or consequence that the headline does not have.",
        )
    for field in ("key_points", "stakes", "questions", "signals", "other_side", "unknowns"):
        for one, other in combinations([line for line in lines if line.field == field], 2):
            if says_same(one.words, other.words):
                yield finding(
                    "repetition.points",
                    other.path,
                    f"The line says the same as {one.path}.",
                    hint="Say something else, or drop it.",
                )
    yield from _analysis(lines)


def _analysis(lines: list[_Said]) -> Iterator[Finding]:
    """Yield the lines of the analysis that say what a point, a stake or an earlier line of it says."""
    told = [line for line in lines if line.field in ("dek", "key_points", "stakes")]
    for line in lines:
        if line.field != "analysis":
            continue
        first = next((earlier for earlier in told if says_same(line.words, earlier.words)), None)
        if first is not None:
            yield finding(
                "repetition.analysis",
                line.path,
                f"The line says the same as {first.path}.",
                hint="Say what follows from it, or abstain with a reason.",
            )
        told.append(line)


def check_loops(claim: Claim) -> Iterator[Finding]:
    """Yield an error where a line repeats a stretch of itself four times."""
    path, facts = claim.path, claim.facts
    for field in claim.fields:
        words = field.text.split()
        for size in range(1, 9):
            unit = _looped(words, size)
            if unit and not facts.has(" ".join([unit] * _ROUNDS)):
                yield finding(
                    "repetition.loop",
                    path,
                    f"The line repeats {quoted(unit)}.",
                    hint="Write it anew.",
                    offending=unit,
                )
                break


_ROUNDS = 4


def _looped(words: list[str], size: int) -> str | None:
    """Return the words that come four times running, None where none do."""
    length = size * _ROUNDS
    for start in range(len(words) - length + 1):
        unit = words[start : start + size]
        if words[start : start + length] == unit * _ROUNDS:
            return " ".join(unit)
    return None


def says_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two lines, given as their content words, say the same; with other figures they do not."""
    fewer = min(len(one), len(other))
    figures = [{word for word in line if word[0].isdecimal()} for line in (one, other)]
    if all(figures) and not (figures[0] <= figures[1] or figures[1] <= figures[0]):
        return False
    return fewer >= POLICY.fewest_words and len(one & other) >= POLICY.repeated * fewer
