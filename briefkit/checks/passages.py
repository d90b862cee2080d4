"""What in the article addresses a machine, and which lines rest on it. The brief is none the worse for it; an editor
should know.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.schema import Finding

__all__ = ["check_passages", "check_rests_on_orders"]

_WORDS = {
    "template": "marks of a chat or data format",
    "order": "words to a machine",
    "hidden": "text that no reader sees",
}
_MOST = 5
"""Notes on one article: who has seen so many looks at the whole of it."""


def check_passages(facts: Facts) -> Iterator[Finding]:
    """Yield a note on the passages of the article that address a machine, the first few of them."""
    for passage in facts.passages[:_MOST]:
        yield finding(
            "article.instructions",
            "",
            f"The article has {_WORDS[passage.kind]}.",
            hint="Read what was made of it with this in mind.",
            nearest=facts.article.span(passage.start, passage.end),
        )


def check_rests_on_orders(claim: Claim) -> Iterator[Finding]:
    """Yield the first passage of a line's evidence that addresses a machine: it may be what had the line written."""
    for span in claim.evidence:
        for passage in claim.facts.passages:
            if passage.start < span.end and span.start < passage.end:
                yield finding(
                    "spans.instructions",
                    claim.path,
                    f"The line rests on a sentence with {_WORDS[passage.kind]}.",
                    hint="See whether this is news, or what somebody planted to have it written.",
                    nearest=claim.facts.article.span(passage.start, passage.end),
                )
                return
