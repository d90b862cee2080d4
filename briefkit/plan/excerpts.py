"""Which sentences of an article a request about one line shows: all of them where they fit, else what matters to it.

It chooses by place and likeness, and judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from briefkit.checks import Claim, Facts
from briefkit.schema import Span
from briefkit.text import Sentence, show_sentence

__all__ = ["Excerpts"]

_NEAREST = 8
"""Sentences near in words that are shown beside the cited ones, where not all can be."""
_AROUND = 2
"""Sentences shown on either side of each of these."""
_OPENING = 2
_TOKENS_OF_NUMBER = 4


class Excerpts:
    """An article that is shown whole or in part."""

    def __init__(self, facts: Facts, count_tokens: Callable[[str], int]) -> None:
        self._facts = facts
        self._count = count_tokens

    @cached_property
    def tokens(self) -> int:
        """Return what the whole article takes, with its sentence numbers."""
        return sum(self._sizes)

    def about(self, claim: Claim, pointed: Iterable[Span], room: int) -> list[Sentence]:
        """Return the sentences to show with a line, in the article's order, of at most `room` tokens.

        `pointed` are places that somebody already found to matter.
        """
        likely = [match.number - 1 for match in self._facts.index.best(claim.text, count=_NEAREST)]
        return self.around([*claim.sentences, *self._facts.sentences_of(pointed), *likely], room)

    def around(self, places: Iterable[int], room: int) -> list[Sentence]:
        """Return the sentences to show for some that matter, the most needed first, by the same rule."""
        sentences = self._facts.sentences
        if self.tokens <= room:
            return sentences
        chosen: list[int] = []
        for place in self._by_weight(list(places)):
            if self._sizes[place] <= room:
                chosen.append(place)
                room -= self._sizes[place]
        return [sentences[place] for place in sorted(chosen)]

    @cached_property
    def _sizes(self) -> list[int]:
        text = self._facts.article.text
        return [
            self._count(show_sentence(text, sentence)) + _TOKENS_OF_NUMBER
            for sentence in self._facts.sentences
        ]

    def _by_weight(self, sure: Sequence[int]) -> list[int]:
        """Return the places of the sentences that matter, each once, the most needed first."""
        around = [near for place in sure for near in range(place - _AROUND, place + _AROUND + 1)]
        ranked = dict.fromkeys([*sure, *range(_OPENING), *around])
        return [place for place in ranked if 0 <= place < len(self._facts.sentences)]
