"""A line beside the sentences that may say the same: its evidence, and the article's best for each of its clauses.

It finds and counts words and judges nothing. A sentence that is not cited is read too, because a line often
takes its halves from two places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from briefkit.checks.claims import Claim
from briefkit.checks.policy import POLICY
from briefkit.schema import Span
from briefkit.text.clauses import split_clauses
from briefkit.text.phrases import Phrase, phrase_of
from briefkit.text.wordlists import word_set

__all__ = ["Around", "Reading", "Source", "Turn"]


_LONGEST = 4
"""Words beyond which a difference is another matter, not another word."""


_HELPING = word_set(
    """do does did is are was were be been being has have had will would can could may might should shall must not never
    cannot no longer"""
)


class Source(NamedTuple):
    """A sentence of the article, word by word."""

    place: int
    phrase: Phrase
    cited: bool


class Turn(NamedTuple):
    """Words of the line in the place of words of a like cited sentence, in lower case, with what stands around."""

    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    start: int
    source_start: int
    span: Span
    line: Phrase
    source: Phrase

    def near(self, reach: int = 4) -> tuple[frozenset[str], frozenset[str]]:
        """Return the words around the two places, those themselves left out."""
        return (
            _near(self.line, self.start, len(self.mine), reach),
            _near(self.source, self.source_start, len(self.theirs), reach),
        )


def _near(phrase: Phrase, start: int, count: int, reach: int) -> frozenset[str]:
    before = phrase.forms[max(0, start - reach) : start]
    return frozenset(before + phrase.forms[start + count : start + count + reach])


class Around(NamedTuple):
    """The content words before and after a place, as stems."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @classmethod
    def of(cls, phrase: Phrase, start: int, end: int, *, before: int = 2, after: int = 3) -> Around:
        """Return the words around the words from `start` to before `end`."""
        return cls(phrase.before(start, before, reach=8), phrase.after(end - 1, after, reach=8))

    @property
    def keys(self) -> frozenset[str]:
        """Return all of them."""
        return frozenset((*self.before, *self.after))

    def overlap(self, other: Around) -> float:
        """Return how much two places are about the same; what follows counts twice what stands before."""
        theirs = other.keys
        return sum(key in theirs for key in self.after) + sum(key in theirs for key in self.before) / 2


@dataclass(frozen=True)
class Reading:
    """A statement's line and the sentences it is read beside."""

    claim: Claim
    line: Phrase

    @classmethod
    def of(cls, claim: Claim) -> Reading:
        """Return the reading of a claim."""
        return cls(claim, phrase_of(claim.text, claim.facts.language or "en", claim.keys))

    @cached_property
    def sources(self) -> list[Source]:
        """Return the sentences: the cited ones, then the best of the whole article for each clause."""
        claim, facts = self.claim, self.claim.facts
        cited = claim.sentences
        others = [
            match.number - 1
            for clause in split_clauses(claim.text, facts.language)
            for match in facts.index.best(clause, count=1)
        ]
        places = dict.fromkeys([*cited, *others])
        return [Source(place, facts.phrase_of(place), place in cited) for place in places]

    @property
    def is_copied(self) -> bool:
        """Tell whether a source is the line word for word; one of which it is a part may say more beside it."""
        line = " ".join(self.line.forms)
        return any(line == " ".join(source.phrase.forms) for source in self.sources)

    @cached_property
    def held(self) -> frozenset[str]:
        """Return the stems of all sources."""
        return frozenset(key for source in self.sources for key in source.phrase.places)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Return the words of all sources in lower case."""
        return frozenset(form for source in self.sources for form in source.phrase.forms)

    def share(self, keys: tuple[str, ...]) -> float:
        """Return which share of the stems the sources have; 0 of none."""
        return sum(key in self.held for key in keys) / len(keys) if keys else 0.0

    def cover(self, source: Source) -> float:
        """Return which share of the line's content words a sentence has."""
        keys = [self.line.keys[place] for place in self.line.content]
        return source.phrase.has(keys) / len(keys) if keys else 0.0

    def span(self, source: Source) -> Span:
        """Return a sentence as a span."""
        sentence = self.claim.facts.sentences[source.place]
        return self.claim.facts.article.span(sentence.start, sentence.end)

    def nearest(self, around: Around) -> Source | None:
        """Return the sentence that has most of the words around a place, the first of equals."""
        return max(self.sources, key=lambda source: source.phrase.has(around.keys), default=None)

    def marks(self, find: Callable[[Phrase], tuple[int, ...]]) -> Iterator[tuple[Source, int]]:
        """Yield what a look-up finds in the sources: the source and the place in it."""
        for source in self.sources:
            for place in find(source.phrase):
                yield source, place

    @cached_property
    def turns(self) -> list[Turn]:
        """Return where the line has other words than a cited sentence that is otherwise like it."""
        return [
            Turn(
                self.line.forms[slice(*change.claim)],
                source.forms[slice(*change.source)],
                change.claim[0],
                change.source[0],
                pair.span,
                self.line,
                source,
            )
            for pair in self.claim.pairs
            if pair.alignment.similarity >= POLICY.aligned
            for source in [self.claim.facts.phrase_of(pair.sentence.number - 1)]
            for change in pair.alignment.changes
            if change.before
            and change.after
            and max(_length(change.claim), _length(change.source)) <= _LONGEST
        ]

    @cached_property
    def verb_turns(self) -> list[Turn]:
        """Return where the line has other helping verbs than a cited sentence before words that both have.

        The subjects may be worded otherwise: "the company may not close" for "we will close".
        """
        return [
            Turn(
                mine,
                theirs,
                change.claim[1] - len(mine),
                change.source[1] - len(theirs),
                pair.span,
                self.line,
                source,
            )
            for pair in self.claim.pairs
            if pair.alignment.similarity >= POLICY.half_aligned
            for source in [self.claim.facts.phrase_of(pair.sentence.number - 1)]
            for change in pair.alignment.changes
            if change.after >= POLICY.verb_flank
            for mine in [_helping(self.line.forms[slice(*change.claim)])]
            for theirs in [_helping(source.forms[slice(*change.source)])]
            if mine and theirs
        ]


def _helping(forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the helping verbs and negations with which some words end."""
    start = len(forms)
    while start and (forms[start - 1] in _HELPING or forms[start - 1].endswith("n't")):
        start -= 1
    return forms[start:]


def _length(words: tuple[int, int]) -> int:
    return words[1] - words[0]
