"""Whether a question asks, and whether the article already answers it; the latter in English only.

A question says what it wants by how it begins: a figure, a date, a name, a yes or no. Where one sentence has nearly all
the other words of the question and something of that sort that the question does not have, it has the answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol, TypeVar

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.checks.languages import is_served
from briefkit.checks.policy import POLICY
from briefkit.schema import Finding, Question
from briefkit.text import Number, Sentence, content_words

__all__ = ["answer_to", "check_question"]


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


_Item = TypeVar("_Item", bound=_Placed)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_WITHHELD = _words(
    r"declin(?:e|es|ed) to|refus(?:e|es|ed) to|unclear|unknown|undisclosed|unspecified|no comment"
    r"|not (?:yet )?(?:been )?(?:known|clear|disclosed?|said|say|named?|given?|specif\w+|identif\w+|reveal\w*"
    r"|announced?|decided?|confirm\w*|answer\w*)"
)
"""Sentences that say that something is not said answer nothing."""
_SUPPOSED = _words(
    r"would|could|might|(?-i:may)|if|whether|unless|should|can|likely|possibl[ey]|perhaps|probabl[ey]|alleged(?:ly)?"
    r"|reported(?:ly)?|appears?|seems?|suspected|expect\w*|plans? (?:to|for)|planned|propos(?:es|ed|ing)|believ\w+"
    r"|suggest\w*|claim(?:s|ed|ing)|estimate\w*|forecasts?|hop(?:e|es|ed|ing)|aims?|intends?|considering|accused"
)
"""What is only supposed settles no question; a question that supposes is settled by no fact."""
_NEGATED = _words(r"not|no|never|none|without|cannot|\w{2,8}n['’]t")


_VERIFYING = _words(r"confirm\w*|verif\w+|prove[ns]?|evidence|true|on the record|stand by")
"""A question for proof is not answered by the claim that it doubts."""
_MONEY = _words(
    r"costs?|pa(?:y|ys|id)|spen[dt]|prices?|priced|worth|earn|raise|value|invest|fund|fee|owe|lend|borrow|loan"
)
_COUNTED = re.compile(r"\bhow many\s+((?:[\w'’-]+\s+){0,2}[\w'’-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class _Pair:
    """A question beside a sentence that may answer it."""

    claim: Claim
    sentence: Sentence

    @property
    def question(self) -> str:
        return self.claim.text

    @cached_property
    def text(self) -> str:
        return self.claim.facts.article.text[self.sentence.start : self.sentence.end]

    @cached_property
    def is_open(self) -> bool:
        """Tell whether the sentence withholds the answer, or does not rise to what the question wants."""
        if _WITHHELD.search(self.text):
            return True
        return any(
            wanted.search(self.question) and not wanted.search(self.text)
            for wanted in (_SUPPOSED, _VERIFYING)
        )

    @property
    def is_turned(self) -> bool:
        """Tell whether one of the two denies and the other does not."""
        return (_NEGATED.search(self.text) is None) != (_NEGATED.search(self.question) is None)

    def find_figure(self) -> str | None:
        """Return a figure that the question does not have, of the sort and of the things that it asks for."""
        asked = {end for number in self.claim.numbers_of(self.question) for end in number.ends}
        for number in self._inside(self.claim.facts.numbers):
            if number.kind == "ordinal" or asked.intersection(number.ends):
                continue
            if self._counts(number) and self._pays(number):
                return number.text
        return None

    def _counts(self, number: Number) -> bool:
        """Tell whether the things that are to be counted stand with the figure or right after it."""
        counted = _COUNTED.search(self.question)
        things = set(content_words(counted[1], "en")) - _ASKING if counted is not None else set[str]()
        after = self.claim.facts.article.text[number.end : self.sentence.end].split()[:_NEAR]
        return not things or not things.isdisjoint(content_words(" ".join([number.text, *after]), "en"))

    def _pays(self, number: Number) -> bool:
        """Tell whether a figure is a sum where a sum is asked for: "how much", and a verb of paying."""
        wants = _MONEY.search(self.question) and not _COUNTED.search(self.question)
        return not wants or number.kind in ("money", "percent")

    def find_date(self) -> str | None:
        """Return a date that the question does not have."""
        asked = {date.text.casefold() for date in self.claim.dates_of(self.question)}
        dates = (date.text for date in self._inside(self.claim.facts.dates))
        return next((text for text in dates if text.casefold() not in asked), None)

    def find_name(self) -> str | None:
        """Return a name that the question does not have."""
        if self.is_turned:
            return None
        asked = {word for name in self.claim.names_of(self.question) for word in name.words}
        names = self._inside(self.claim.facts.names)
        return next((name.text for name in names if asked.isdisjoint(name.words)), None)

    def find_fact(self) -> str | None:
        """Return the sentence where it says, as a fact, what the question asks."""
        return None if self.is_turned or _SUPPOSED.search(self.text) else self.text

    def _inside(self, items: Sequence[_Item]) -> Sequence[_Item]:
        """Return the items of the sentence; the article's are in order, so they need not all be looked at."""
        first = bisect_left(items, self.sentence.start, key=_start)
        return items[first : bisect_left(items, self.sentence.end, lo=first, key=_start)]


def _start(item: _Placed) -> int:
    return item.start


_NEAR = 3
"""Words after a figure among which the things must be that it counts."""


class _Asked(NamedTuple):
    """A way to ask, with what answers it and the shares of the question's words that are needed for that."""

    opening: re.Pattern[str]
    find: Callable[[_Pair], str | None]
    own: float
    """Share that the sentence itself must have."""
    whole: float
    """Share that it must have together with the headline and the sentence before."""


_ASKED = (
    _Asked(
        _words(r"how (?:much|many)|at what (?:cost|price)|what (?:share|percentage|proportion)"),
        _Pair.find_figure,
        POLICY.asked_own,
        POLICY.asked_whole,
    ),
    _Asked(
        re.compile(
            r"\A\W*(?:by )?(?:when|what (?:date|day|year)|how soon|in (?:what|which) year)\b", re.IGNORECASE
        ),
        _Pair.find_date,
        POLICY.asked_own,
        POLICY.asked_whole,
    ),
    _Asked(
        re.compile(r"\A\W*(?:who|which (?:company|person|bank|agency|firm|party|country))\b", re.IGNORECASE),
        _Pair.find_name,
        POLICY.asked_whole,
        POLICY.asked_fact,
    ),
    _Asked(
        re.compile(r"\A\W*(?:whether|is|are|was|were|do|does|did|has|have|had|will)\b", re.IGNORECASE),
        _Pair.find_fact,
        POLICY.asked_whole,
        POLICY.asked_fact,
    ),
)


_ASKS = re.compile(r"[?？؟;]['\"”’»」)\s]*$")
_ASKS_IN_JAPANESE = re.compile(r"か[。.]?[」』\s]*$")


def check_question(claim: Claim) -> Iterator[Finding]:
    """Yield a question that does not ask, or that a sentence of the article answers, with that sentence."""
    if not isinstance(claim.statement, Question):
        return
    if not _asks(claim.text):
        yield finding(
            "questions.form",
            claim.path,
            "The line is not worded as a question.",
            hint="End it as a question.",
        )
    found = answer_to(claim)
    if found is not None:
        sentence, answer = found
        yield finding(
            "questions.answered",
            claim.path,
            f"The article answers this: {quoted(answer)}.",
            hint="Ask what it leaves open, or abstain with a reason.",
            nearest=claim.facts.article.span(sentence.start, sentence.end),
            offending=claim.text,
        )


def _asks(text: str) -> bool:
    return _ASKS.search(text) is not None or _ASKS_IN_JAPANESE.search(text) is not None


def answer_to(claim: Claim) -> tuple[Sentence, str] | None:
    """Return the sentence that answers a question, with the words of the answer; None where none does."""
    facts = claim.facts
    asked = next((asked for asked in _ASKED if asked.opening.search(claim.text)), None)
    words = claim.words - _ASKING
    if asked is None or not is_served("answered", facts.language):
        return None
    for place, sentence in enumerate(facts.sentences):
        if not _covers(words, place, facts, asked):
            continue
        pair = _Pair(claim, sentence)
        answer = None if pair.is_open else asked.find(pair)
        if answer is not None:
            return sentence, answer
    return None


def _covers(words: frozenset[str], place: int, facts: Facts, asked: _Asked) -> bool:
    """Tell whether a sentence has what a question is about, apart from what the whole story is about."""
    own = words & facts.sentence_words[place]
    if len(own) < max(POLICY.fewest_asked, asked.own * len(words)):
        return False
    before = facts.sentence_words[place - 1] if place else frozenset[str]()
    particular = words - facts.headline_words - before
    return len(own & particular) >= asked.whole * len(particular)


_ASKING = frozenset(
    content_words("much many total figure amount exactly soon date people number share", "en")
)
