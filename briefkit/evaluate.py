"""What a set of results is worth, as numbers: counted by code, compared by people. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from briefkit.schema import Abstention, Brief, Result
from briefkit.text import count_words

__all__ = ["Measures", "evaluate", "measure"]


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The measures of one result, or the sums over several."""

    results: int = 0
    failed: int = 0
    review: int = 0
    statements: int = 0
    """Statements in all briefs."""
    with_evidence: int = 0
    """Statements that carry at least one span."""
    abstentions: int = 0
    copied: int = 0
    """Statements that are the article's own sentence, put in by code."""
    errors: int = 0
    warnings: int = 0
    glance_words: int = 0
    words: int = 0
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0

    def __add__(self, other: Measures) -> Measures:
        mine, theirs = vars(self), vars(other)
        return Measures(**{name: mine[name] + theirs[name] for name in mine})


def evaluate(results: Iterable[Result]) -> tuple[Measures, Counter[str]]:
    """Return the summed measures of results and how often each finding's code occurs."""
    total, codes = Measures(), Counter[str]()
    for result in results:
        total += measure(result)
        codes.update(finding.code for finding in result.findings)
    return total, codes


def measure(result: Result) -> Measures:
    """Return the measures of one result."""
    spent = result.usage
    severities = Counter(finding.severity for finding in result.findings)
    of_brief = _of_brief(result.brief) if result.brief else Measures()
    return of_brief + Measures(
        results=1,
        failed=result.status == "failed",
        review=result.status == "review",
        errors=severities["error"],
        warnings=severities["warning"],
        requests=spent.requests,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        seconds=result.provenance.seconds or 0.0,
    )


def _of_brief(brief: Brief) -> Measures:
    statements = dict(brief.statements())
    glance = [statements[path].text for path in ("headline", "dek") if path in statements]
    glance += [point.text for point in brief.key_points[:3]]
    return Measures(
        statements=len(statements),
        with_evidence=sum(bool(statement.evidence) for statement in statements.values()),
        abstentions=sum(isinstance(item, Abstention) for _, item in brief.items()),
        copied=sum(statement.origin == "copied" for statement in statements.values()),
        glance_words=sum(count_words(text, brief.language) for text in glance),
        words=sum(count_words(statement.text, brief.language) for statement in statements.values()),
    )
