"""Whether what a statement puts between quotation marks is in the article to the letter."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.schema import Finding
from briefkit.text import count_words, find_quotations

__all__ = ["check_quotations"]

_SHORT = 3
"""Words below which marks may be irony or a title rather than somebody's words."""


def check_quotations(claim: Claim) -> Iterator[Finding]:
    """Yield quotations that the article or the evidence does not have."""
    path, facts = claim.path, claim.facts
    evidence = claim.evidence
    for field in claim.fields:
        for item in find_quotations(field.text):
            words = field.text[item.start : item.end]
            place = facts.quotes.locate(words)
            if place is None and words not in facts.metadata:
                code = (
                    "quotations.short" if count_words(words, facts.language) < _SHORT else "quotations.absent"
                )
                yield finding(
                    code,
                    path,
                    f"The article does not have the words {quoted(words)}.",
                    hint="Quote to the letter, or report without quotation marks.",
                    nearest=facts.span_like(words),
                    offending=words,
                )
            elif place is not None and evidence and field.name == "text":
                is_cited = any(
                    start < span.end and span.start < end for start, end in place.spans for span in evidence
                )
                if not is_cited:
                    yield finding(
                        "quotations.elsewhere",
                        path,
                        f"The words {quoted(words)} are not in the cited sentences.",
                        hint="Cite the sentence that has them.",
                        nearest=facts.span_of(place.spans[0][0]),
                        offending=words,
                    )
