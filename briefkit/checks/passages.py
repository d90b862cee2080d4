"""A note where the article addresses a machine. The brief is none the worse for it; an editor should know."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.schema import Finding
from briefkit.text.passages import find_instructions

__all__ = ["check_passages"]

_WORDS = {
    "template": "tokens of a chat format",
    "order": "words to a machine",
    "hidden": "text that no reader sees",
}


def check_passages(facts: Facts) -> Iterator[Finding]:
    """Yield a note on each passage of the article that addresses a machine."""
    for passage in find_instructions(facts.article.text):
        yield finding(
            "article.instructions",
            "",
            f"The article has {_WORDS[passage.kind]}.",
            hint="Read what was made of it with this in mind.",
            nearest=facts.article.span(passage.start, passage.end),
        )
