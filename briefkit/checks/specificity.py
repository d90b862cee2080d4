"""Whether a line could stand in a brief of another story: what ties it to this article, and how much is padding.

A word of the line that the article has counts by how surprising that is: a name, a figure or a rare word is an anchor,
a common word in a long article is next to nothing. It knows nothing of truth. English, for which there is a table of
common words; `checks/likeness.py` compares the briefs of a run with each other in any language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.policy import POLICY
from briefkit.schema import Finding, Question, Signal, Unknown
from briefkit.text import content_words, count_words
from briefkit.text.background import Background
from briefkit.text.quotations import find_quotations

__all__ = ["Ties", "check_specificity", "ties_of"]


_SMALL = 12
"""Largest number in words that says nothing of which story this is."""


@dataclass(frozen=True, kw_only=True)
class Ties:
    """What ties a line to an article."""

    anchors: tuple[str, ...]
    """Names, figures and dates of the line, and rare words that the article has too."""
    weight: float
    """How surprising the anchors are, and all the words together that line and article share."""
    residue: int
    """Content words that are neither name nor figure."""
    support: float
    """Share of the residue, by surprise, that the article has; 1 where there is no residue."""

    @property
    def is_loose(self) -> bool:
        """Tell whether hardly anything ties the line to the article."""
        return self.weight < POLICY.ties

    @property
    def is_padded(self) -> bool:
        """Tell whether the line has one or two anchors, and around them nothing of the article."""
        return (
            len(self.anchors) <= POLICY.pasted_anchors
            and self.residue >= POLICY.fewest_residue
            and self.support < POLICY.residue_support
        )


def check_specificity(claim: Claim) -> Iterator[Finding]:
    """Yield a line that would fit another story as well; an unknown is exempt, and so is a line of few words.

    A question or a signal of few words is not: "What happens next?" asks nothing.
    """
    background = Background.general(claim.facts.language)
    if background is None or isinstance(claim.statement, Unknown) or claim.statement.origin == "copied":
        return
    if _quotes_it(claim):
        return
    ties = ties_of(_line(claim), claim, background)
    asks = isinstance(claim.statement, Question | Signal)
    is_long = asks or len(claim.words) >= POLICY.fewest_words
    if ((ties.is_loose and is_long) or ties.is_padded) and (asks or not _retells_it(claim)):
        yield finding(
            "specificity.generic",
            claim.path,
            _message(ties),
            hint="Say what holds of this story only, or drop the line.",
            nearest=claim.facts.span_like(claim.text),
            offending=claim.text,
        )


def _quotes_it(claim: Claim) -> bool:
    """Tell whether a line has the article's own words in quotation marks; they are of this story, however common."""
    quoted_words = (claim.text[quotation.start : quotation.end] for quotation in find_quotations(claim.text))
    return any(
        count_words(words, claim.facts.language) >= POLICY.short_quotation and claim.facts.has(words)
        for words in quoted_words
    )


def _retells_it(claim: Claim) -> bool:
    """Tell whether a line is the article's own, word for word or nearly; plain words of a story are no filler."""
    if claim.facts.has(claim.text):
        return True
    return any(pair.alignment.similarity >= POLICY.nearly_copied for pair in claim.pairs[:1])


def _line(claim: Claim) -> str:
    """Return the line; of a signal, what decides it and when too, for these make it specific."""
    parts = [claim.text]
    if isinstance(claim.statement, Signal):
        parts += [part for part in (claim.statement.threshold, claim.statement.when) if part]
    return " / ".join(parts)


def _message(ties: Ties) -> str:
    if not ties.anchors:
        return "The line would fit another story: no name, figure or telling word of the article is in it."
    anchors = " and ".join(ties.anchors[: POLICY.pasted_anchors])
    return f"The line would fit another story: apart from {anchors}, hardly anything in it is of the article."


def ties_of(line: str, claim: Claim, background: Background) -> Ties:
    """Return what ties a line to the article of a claim, against how common words are elsewhere."""
    facts = claim.facts
    marks = {text: content_words(text, facts.language) for text in _marks(line, claim)}
    residue = frozenset(content_words(line, facts.language)).difference(*marks.values())
    surprise = {word: background.surprise(word, facts.length) for word in residue}
    shared = residue & facts.words
    whole, held = sum(surprise.values()), sum(surprise[word] for word in shared)
    return Ties(
        anchors=(*marks, *sorted(word for word in shared if background.share(word) < POLICY.rare_word)),
        weight=held + len(marks) * background.surprise("", facts.length),
        residue=len(residue),
        support=held / whole if whole else 1.0,
    )


def _marks(line: str, claim: Claim) -> Iterator[str]:
    """Yield the names, figures and dates of a line; small numbers in words and "today" tie nothing to a story.

    Whether the article has them is for other checks: a wrong name is wrong, not generic.
    """
    for name in claim.names_of(line):
        if not name.initial or len(name.words) > 1 or claim.facts.name_words.issuperset(name.words):
            yield name.text
    for date in claim.dates_of(line):
        if any(map(str.isdigit, date.text)) or date.weekday is not None:
            yield date.text
    for number in claim.numbers_of(line):
        if not number.spelt or number.value > _SMALL:
            yield number.text
