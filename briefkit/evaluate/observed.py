"""One result as the measures see it: judged by the rules of today, beside the articles of its set. No I/O."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from briefkit.checks import Facts, report_on
from briefkit.evaluate.specificity import LineTests, Tests
from briefkit.schema import Abstention, Brief, CheckedKind, Finding, Report, Result, Statement, Unknown
from briefkit.text import content_words

__all__ = ["Observed"]

_SOUND = frozenset({"verbatim", "normalised", "rounded", "converted", "derived", "kept"})
"""How a thing may come out that the evidence supports."""
_FALSE = frozenset({"elsewhere", "changed", "absent"})
_GLANCE = ("headline", "dek", *(f"key_points[{number}]" for number in range(3)))


@dataclass(frozen=True)
class Observed:
    """One result with its article's facts; every property is computed once, None or empty without a brief."""

    result: Result
    facts: Facts
    tests: Tests

    @property
    def brief(self) -> Brief | None:
        """Return the brief, None where there is none."""
        return self.result.brief

    @cached_property
    def report(self) -> Report | None:
        """Return what the checks of today look up in the brief."""
        return report_on(self.brief, self.facts) if self.brief else None

    @cached_property
    def findings(self) -> list[Finding]:
        """Return what is wrong: by the checks of today, and by a model where one was asked for its opinion."""
        if self.report is None:
            return list(self.result.findings)
        opinions = [each for each in self.result.findings if each.code.startswith("opinion.")]
        return [*self.report.findings, *opinions]

    @cached_property
    def codes(self) -> Counter[str]:
        """Return how often each code occurs."""
        return Counter(finding.code for finding in self.findings)

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Return the statements by path."""
        return dict(self.brief.statements()) if self.brief else {}

    @cached_property
    def anchored(self) -> dict[str, Statement]:
        """Return the statements that have to cite something: all but an unknown that only names a gap."""
        return {
            path: each
            for path, each in self.statements.items()
            if not (isinstance(each, Unknown) and each.how == "not_addressed")
        }

    @cached_property
    def abstentions(self) -> list[str]:
        """Return the paths of what was abstained from; `differs` without earlier coverage is no choice."""
        items = self.brief.items() if self.brief else ()
        return [path for path, item in items if isinstance(item, Abstention) and path != "analysis.differs"]

    @property
    def own_places(self) -> int:
        """Return how many fields a draft of one's own adds that are a line or an abstention."""
        own = self.brief.more.values() if self.brief else ()
        return sum(not isinstance(each, list) for each in own)

    @cached_property
    def glance(self) -> list[str]:
        """Return the lines that are read in twenty seconds."""
        return [self.statements[path].text for path in _GLANCE if path in self.statements]

    @cached_property
    def lines(self) -> list[LineTests]:
        """Return how specific each line is."""
        return self.tests.of(self.brief, self.facts) if self.brief else []

    def with_code(self, *codes: str) -> set[str]:
        """Return the paths that have a finding of one of some codes."""
        return {finding.path for finding in self.findings if finding.code in codes}

    def with_severity(self, severity: str) -> set[str]:
        """Return the paths that have a finding of a severity."""
        return {finding.path for finding in self.findings if finding.severity == severity}

    def supported(self, *kinds: CheckedKind) -> float | None:
        """Return the share of things of some kinds that the evidence supports, of those that could be checked."""
        counts = self.report.counts() if self.report else {}
        outcomes = [each for kind in kinds for each in counts.get(kind, Counter()).elements()]
        sound = sum(each in _SOUND for each in outcomes)
        known = sound + sum(each in _FALSE for each in outcomes)
        return sound / known if known else None

    def coverage(self) -> float | None:
        """Return how much of what recurs in the article the brief speaks of, by how many sentences have it."""
        if self.brief is None:
            return None
        weights = Counter(word for words in self.facts.sentence_words for word in words)
        recurring = {word: count for word, count in weights.items() if count > 1}
        said = set[str]().union(
            *(content_words(each.text, self.facts.language) for each in self.statements.values())
        )
        whole = sum(recurring.values())
        return sum(recurring[word] for word in recurring.keys() & said) / whole if whole else None
