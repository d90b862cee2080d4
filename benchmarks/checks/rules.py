"""How a case is checked: with which evidence, and which findings count. Whatever changes in `checks` changes here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from benchmarks.checks.data import Case, Sets
from briefkit.checks import Facts, check_statement, report_on
from briefkit.schema import Finding, Severity, Span, Statement

__all__ = [
    "ANTONYM",
    "ANY",
    "ATTRIBUTION",
    "ERROR",
    "HEDGE",
    "NAME",
    "NEGATION",
    "NUMBER",
    "QUOTATION",
    "SPEAKER",
    "Cite",
    "Family",
    "Run",
    "by_base",
    "by_claim",
    "check_text",
    "run",
    "uncited",
]

_PATH = "key_points[0]"
_FORM = ("spans.", "lengths.", "copying.")
"""What is no fault of a sentence of another's text: how it cites, how long it is, and whether it is in own words."""


@dataclass(frozen=True, slots=True)
class Family:
    """Findings that count as noticing a kind of fault: by the beginnings of their codes, and by severity."""

    codes: tuple[str, ...] = ("",)
    severities: tuple[Severity, ...] = ("error", "warning")

    def has(self, finding: Finding) -> bool:
        """Tell whether a finding is of this family."""
        return finding.severity in self.severities and finding.code.startswith(self.codes)


ERROR = Family(severities=("error",))
ANY = Family()
NUMBER = Family(("numbers.", "dates."))
"""A swapped figure may be the day or the year of a date."""
NAME = Family(("names.",))
QUOTATION = Family(("quotations.",), severities=("error",))
NEGATION = Family(("wording.negation",))
HEDGE = Family(("wording.hedge",))
ANTONYM = Family(("wording.direction", "wording.comparison", "wording.time"))
ATTRIBUTION = Family(("attribution.", "quotations.speaker"))
SPEAKER = Family((*ATTRIBUTION.codes, "names."))
"""A wrong speaker may be noticed as a name that the evidence does not have."""


@dataclass(frozen=True, slots=True)
class Run:
    """A case and what the checks said of it."""

    case: Case
    findings: tuple[Finding, ...]

    def noticed(self, family: Family) -> bool:
        """Tell whether a finding of the family was made."""
        return any(map(family.has, self.findings))


Cite = Callable[[Case, Facts], list[Span]]
"""Which sentences a case cites."""


def uncited(case: Case, facts: Facts) -> list[Span]:
    """Cite nothing: somebody else's text."""
    del case, facts
    return []


def by_claim(case: Case, facts: Facts) -> list[Span]:
    """Cite the sentence most like the text, faults included, and its neighbours."""
    return _nearest(case.text, facts)


def by_base(case: Case, facts: Facts) -> list[Span]:
    """Cite the sentence most like the text without its fault, and its neighbours: what a good writer cites."""
    return _nearest(case.base, facts)


def run(cases: Iterable[Case], sets: Sets, cite: Cite = uncited) -> list[Run]:
    """Check every case with the evidence that a rule finds for it."""
    return [_run(case, sets, cite) for case in cases]


def check_text(text: str, facts: Facts, evidence: list[Span]) -> tuple[Finding, ...]:
    """Return the findings on a text: as a line of a brief where it cites evidence, else as somebody's plain text."""
    if not evidence:
        told = report_on(text, facts)
        paths = {line.path for line in told.lines}
        return tuple(item for item in told.findings if item.path in paths)
    found = check_statement(_PATH, Statement(text=text, evidence=evidence), facts)
    return tuple(item for item in found if not item.code.startswith(_FORM))


@cache
def _run(case: Case, sets: Sets, cite: Cite) -> Run:
    facts = sets.facts(case.source)
    return Run(case, check_text(case.text, facts, cite(case, facts)))


def _nearest(text: str, facts: Facts) -> list[Span]:
    best = facts.index.best(text, count=1)
    if not best:
        return []
    place = best[0].number - 1
    near = facts.sentences[max(0, place - 1) : place + 2]
    return [facts.article.span(sentence.start, sentence.end) for sentence in near]
