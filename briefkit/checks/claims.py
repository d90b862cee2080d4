"""A statement with all that its checks need: its evidence, and what stands in its texts, each found once.

It prepares and judges nothing. Evidence that nobody cited is found here by likeness, and is marked as found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from briefkit.checks.facts import Facts
from briefkit.checks.fields import Field, fields_of
from briefkit.checks.policy import POLICY
from briefkit.schema import Question, Signal, Span, Statement, Unknown
from briefkit.text import Sentence, Word, content_words
from briefkit.text.alignment import Alignment, align_keyed
from briefkit.text.contacts import Contact
from briefkit.text.dates import Date
from briefkit.text.name_index import telling_words
from briefkit.text.names import Name, NameTable
from briefkit.text.number_matching import NumberTable
from briefkit.text.numbers import Number

__all__ = ["Claim", "Pair", "find_evidence"]


class Pair(NamedTuple):
    """A sentence of the evidence, laid beside the statement's line."""

    sentence: Sentence
    span: Span
    alignment: Alignment


@dataclass(frozen=True)
class Claim:
    """A statement to be checked against an article.

    `found`: nobody cited the evidence; code found it by likeness, so that it may not be what is meant.
    """

    path: str
    statement: Statement
    facts: Facts
    found: bool = False

    @property
    def text(self) -> str:
        """Return the statement's line."""
        return self.statement.text

    @property
    def retells(self) -> bool:
        """Tell whether the line says in its own words what the article says, and not what may come or is open."""
        if self.statement.basis != "stated" or self.statement.origin == "copied":
            return False
        return not isinstance(self.statement, Question | Signal | Unknown)

    @cached_property
    def evidence(self) -> list[Span]:
        """Return the spans that are what they say; the others are findings of `spans`."""
        return self.facts.evidence(self.statement)

    @property
    def which(self) -> str:
        """Return how messages call the evidence: sentences that nobody cited are not said to be cited."""
        return "nearest" if self.found else "cited"

    def hint(self, what: str) -> str:
        """Return what to do about a thing that stands elsewhere in the article; who cited nothing is not told to."""
        if self.found:
            return f"Look whether the {what} belongs here: the sentence that has it is another."
        return f"Cite the sentence that has it, or use the {what} of the evidence."

    @cached_property
    def fields(self) -> list[Field]:
        """Return every text of the statement, the line first."""
        return list(fields_of(self.statement))

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the content words of the line."""
        return self.facts.line(self.text).words

    @cached_property
    def keys(self) -> list[tuple[Word, str]]:
        """Return the words of the line with the forms by which they are compared."""
        return self.facts.line(self.text).keys

    @cached_property
    def name_table(self) -> NameTable:
        """Return the words of the line, for looking up names of the article in it."""
        return NameTable(self.text, language=self.facts.language)

    def lacks(self, name: Name) -> bool:
        """Tell whether the line has nothing of a name of the article."""
        if name.text not in self._lacking:
            missing = self.name_table.missing(name)
            self._lacking[name.text] = all(word in missing for word in telling_words(name))
        return self._lacking[name.text]

    @cached_property
    def _lacking(self) -> dict[str, bool]:
        return {}

    def dates_of(self, text: str) -> list[Date]:
        """Return the dates of one of the statement's texts."""
        return self.facts.line(text).dates

    def contacts_of(self, text: str) -> list[Contact]:
        """Return the contact details of one of the statement's texts."""
        return self.facts.line(text).contacts

    def numbers_of(self, text: str) -> list[Number]:
        """Return the figures of one of the statement's texts."""
        return self.facts.line(text).numbers

    def names_of(self, text: str) -> list[Name]:
        """Return the names of one of the statement's texts."""
        return self.facts.line(text).names

    @cached_property
    def cited_dates(self) -> list[Date]:
        """Return the dates of the evidence."""
        return self.facts.within(self.facts.dates, self.evidence)

    @cached_property
    def cited_numbers(self) -> list[Number]:
        """Return the figures of the evidence."""
        return self.facts.within(self.facts.numbers, self.evidence)

    @cached_property
    def cited_number_table(self) -> NumberTable:
        """Return the figures of the evidence, by value."""
        return NumberTable(self.cited_numbers)

    @cached_property
    def sentences(self) -> list[int]:
        """Return the places in `Facts.sentences` of the evidence, in order."""
        return self.facts.sentences_of(self.evidence)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Return the sentences of the evidence laid beside the line, the most similar first.

        Beside the most similar one, only those that may have half of its words are laid there.
        """
        pairs: list[Pair] = []
        best = 0.0
        for place in sorted(self.sentences, key=lambda place: -self._most_similar(place)):
            if pairs and self._most_similar(place) < max(best, POLICY.laid_beside):
                break
            alignment = align_keyed(self.keys, self.facts.keys_of(place))
            pairs.append(Pair(self.facts.sentences[place], self.facts.sentence_span(place), alignment))
            best = max(best, alignment.similarity)
        return sorted(pairs, key=lambda pair: (-pair.alignment.similarity, pair.sentence.number))

    def _most_similar(self, place: int) -> float:
        """Return the share of the line's words that a sentence has in any order: no alignment has more."""
        held = {key for _, key in self.facts.keys_of(place)}
        return sum(key in held for _, key in self.keys) / len(self.keys) if self.keys else 0.0


def find_evidence(text: str, facts: Facts) -> list[Span]:
    """Return the sentences that a line most likely rests on, in the article's order; none where none is like it."""
    whole = frozenset(content_words(text, facts.language))
    numbers = [match.number for match in facts.index.best(text, count=2 * POLICY.evidence_sentences)]
    chosen = sorted(_adding(whole, numbers, facts))
    return [
        facts.article.span(facts.sentences[number - 1].start, facts.sentences[number - 1].end)
        for number in chosen
    ]


def _adding(whole: frozenset[str], numbers: list[int], facts: Facts) -> Iterator[int]:
    """Yield the best sentence, and each further one that has words which those before it lack."""
    left, count = set(whole), 0
    for number in numbers:
        gain = left & facts.sentence_words[number - 1]
        if count and len(gain) < POLICY.evidence_gain * len(whole):
            continue
        yield number
        left -= gain
        count += 1
        if count == POLICY.evidence_sentences:
            return
