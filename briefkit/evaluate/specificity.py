"""Whether the lines of a brief could stand in another story's: four tests that need no model.

Anchors catch a line without substance, transferability one that fits other articles, templates one that returns
with other names, residue support one that is padding around a pasted name. Each alone misses what another sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from briefkit.checks import POLICY, Claim, Facts
from briefkit.checks.likeness import count_fitting, template_of
from briefkit.checks.specificity import ties_of
from briefkit.schema import Brief, Question, Signal, Statement, Unknown
from briefkit.text import content_words
from briefkit.text.background import Background

__all__ = ["LineTests", "Others", "Tests", "Wordings", "worded_lines"]

_FEWEST_ANCHORS = 2
_MOST_OTHERS = 100
"""Other articles that a line is tried on; those of a larger set are chosen by their hash."""


@dataclass(frozen=True, kw_only=True)
class LineTests:
    """How one line came out of the four tests; None where a test says nothing."""

    anchors: int | None
    """Names, figures, dates and rare words that line and article share."""
    transfer: float | None
    """Share of the other articles that it fits nearly as well as its own."""
    recurs: bool | None
    """Whether other briefs of the run have its wording, names and figures masked."""
    support: float | None
    """Share of what is left without the anchors that the article has, by surprise."""
    asks: bool
    """Whether it is a question or a signal, which has words of its own by right."""

    @property
    def is_tested(self) -> bool:
        """Tell whether any of the tests says something."""
        return any(each is not None for each in (self.anchors, self.transfer, self.recurs, self.support))

    @property
    def is_specific(self) -> bool:
        """Tell whether no test calls the line generic."""
        is_thin = self.anchors is not None and self.anchors < _FEWEST_ANCHORS
        fits = self.transfer is not None and self.transfer > POLICY.transferable
        is_padded = self.support is not None and self.support < POLICY.residue_support and not self.asks
        return not (is_thin or fits or self.recurs or is_padded)


def worded_lines(brief: Brief) -> list[tuple[str, Statement]]:
    """Return the lines that are tested: an unknown names what is missing, and the lede has a given form."""
    return [
        (path, line) for path, line in brief.statements() if path != "lede" and not isinstance(line, Unknown)
    ]


class Others:
    """The articles of a set, against which each line of it is tried."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        words: dict[str | None, dict[str, frozenset[str]]] = {}
        for each in facts:
            words.setdefault(each.language, {})[each.article.sha256] = each.words
        self._sets = {language: _Same.of(of_language) for language, of_language in words.items()}

    def transfer(self, words: frozenset[str], own: Facts) -> float | None:
        """Return the share of other articles that words fit as well as their own; None where there are too few."""
        same = self._sets[own.language]
        others = [theirs for sha256, theirs in same.chosen if sha256 != own.article.sha256][:_MOST_OTHERS]
        if not words or len(others) < POLICY.fewest_others:
            return None
        return count_fitting(words, own.words, others, same.background) / len(others)


@dataclass(frozen=True)
class _Same:
    """The articles of a set in one language: those that lines are tried on, and how common words are in all."""

    chosen: list[tuple[str, frozenset[str]]]
    background: Background

    @classmethod
    def of(cls, words: Mapping[str, frozenset[str]]) -> _Same:
        return cls(sorted(words.items())[: _MOST_OTHERS + 1], Background.of(list(words.values())))


class Wordings:
    """The wordings of a run, names and figures masked."""

    def __init__(self, briefs: Sequence[Brief]) -> None:
        self._is_enough = len(briefs) > POLICY.template_briefs
        self._holders = Counter(
            run for brief in briefs for run in {run for _, line in worded_lines(brief) for run in _runs(line)}
        )

    def recurs(self, line: Statement) -> bool | None:
        """Tell whether most of a line stands in other briefs too; None for a copied one, or of under four words."""
        runs = _runs(line)
        if not runs or not self._is_enough:
            return None
        known = sum(self._holders[run] > POLICY.template_briefs for run in runs)
        return known >= POLICY.template_share * len(runs)


def _runs(line: Statement) -> frozenset[tuple[str, ...]]:
    """Return the wording of a line; the article's own sentence is nobody's template."""
    return template_of(line.text) if line.origin != "copied" else frozenset()


@dataclass(frozen=True)
class Tests:
    """The four tests for the briefs of one run."""

    others: Others
    wordings: Wordings

    def of(self, brief: Brief, facts: Facts) -> list[LineTests]:
        """Return how the lines of a brief come out."""
        return [_Line(path, line, facts, self).tested() for path, line in worded_lines(brief)]


@dataclass(frozen=True)
class _Line:
    path: str
    statement: Statement
    facts: Facts
    tests: Tests

    @cached_property
    def _text(self) -> str:
        parts = [self.statement.text]
        if isinstance(self.statement, Signal):
            parts += [part for part in (self.statement.threshold, self.statement.when) if part]
        return " / ".join(parts)

    def tested(self) -> LineTests:
        facts = self.facts
        background = Background.general(facts.language)
        claim = Claim(self.path, self.statement, facts)
        ties = ties_of(self._text, claim, background) if background else None
        has_residue = ties is not None and ties.residue >= POLICY.fewest_residue
        words = frozenset(content_words(self._text, facts.language))
        return LineTests(
            anchors=sum(each in facts.words or facts.has(each) for each in ties.anchors) if ties else None,
            transfer=self.tests.others.transfer(words, facts),
            recurs=self.tests.wordings.recurs(self.statement),
            support=ties.support if ties and has_residue else None,
            asks=isinstance(self.statement, Question | Signal),
        )
