"""What is wrong with the article itself: a brief of a stub says so. It notes; refusing is for the loaders."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.policy import POLICY
from briefkit.schema import Brief, Finding
from briefkit.text import count_words
from briefkit.text.damage import Damage, DamageKind

__all__ = ["check_input", "check_thin"]

_CODES: dict[DamageKind, str] = {
    "stub": "article.stub",
    "none": "article.none",
    "furniture": "article.furniture",
    "cut": "article.cut",
}
"""The other kinds are `article.damaged`."""


def check_input(facts: Facts) -> Iterator[Finding]:
    """Yield what an editor should know of the text before reading anything that was made of it."""
    yield from map(_of_damage, facts.damage)
    yield from _two_stories(facts)


def check_thin(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield a note where a brief was made of a text that holds none."""
    words = count_words(facts.article.text, facts.language)
    if words < POLICY.thin_words:
        lines = sum(1 for _ in brief.statements())
        yield finding(
            "article.thin",
            "",
            f"The article has only {words} words, the brief {lines} lines.",
            hint="Expect a headline and a point or two; more would be padding.",
        )


def _of_damage(damage: Damage) -> Finding:
    message = damage.message[:1].upper() + damage.message[1:].removesuffix(".") + "."
    hint = damage.cure or "Read the brief with this in mind."
    return finding(_CODES.get(damage.kind, "article.damaged"), "", message, hint=hint)


def _two_stories(facts: Facts) -> Iterator[Finding]:
    seam = facts.seam
    if seam is not None and seam.shared < POLICY.story_shared:
        second = facts.sentences[seam.place]
        yield finding(
            "article.several",
            "",
            "The text may be two stories: from one paragraph on it has hardly a word of what came before.",
            hint="Give one story at a time.",
            nearest=facts.article.span(second.start, second.end),
        )
