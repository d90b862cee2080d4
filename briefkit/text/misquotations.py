"""Tell how words that a text does not have to the letter differ from what it has.

It serves messages: whatever is named here remains a misquotation, and likeness never makes it one of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise, product
from typing import Literal, NamedTuple

from briefkit.text.fold import Folded, fold
from briefkit.text.quotations import QuotedWords, find_quotations
from briefkit.text.quoting import cuts
from briefkit.text.scripts import UNSPACED

__all__ = ["Misquotation", "Wording", "denies", "loses_denial"]

Kind = Literal["punctuation", "joined", "respelled", "altered", "stitched"]


class Misquotation(NamedTuple):
    """What was made of the words, and the stretches of the text they were made from, in the quotation's order.

    `punctuation`: the same words with other marks; `joined`: over a reporting clause; `respelled`: a contraction
    or a compound written otherwise; `altered`: some words are others; `stitched`: pieces from several places.
    """

    kind: Kind
    spans: tuple[tuple[int, int], ...]


_TOKEN = re.compile(
    rf"(?<!\d)-(?=\d)|\d+(?:[.,:/-]\d+)*|[{UNSPACED}]|(?:(?![{UNSPACED}\d])\w)+(?:'(?:(?![{UNSPACED}\d])\w)+)*"
    r"|[%‰$€£¥₹₩]"
)
_INNER_MARK = re.compile(r"(?<=\w)'(?=\w)")
_APOSTROPHES = "'’ʼ‘`´＇"
_UNSPACED = re.compile(f"[{UNSPACED}]")
_PIECE = 3.0
"""Words that a piece of a stitched quotation has at least; fewer are found in any text."""
_MOST_PIECES = 4
_LIKE = 0.5
"""Share of the quotation's words, in their order, from which a stretch of the text is what was altered.

Set on quotations of `sources`: of 350 with a quarter of their words changed it knows 349, of 350 held against
another article it takes one. Either way they are misquotations; it decides between two messages only.
"""
_MOST_WORDS = 200
"""Words of a quotation by which its nearest stretch is looked for."""
_CLAUSE = 120
"""Code points of a reporting clause between two quotations of one speaker."""
_LEFT_OUT = 15
"""Words left out within a sentence without a mark."""
_STOP = re.compile(r"[.!?。！？؟]\s|[。！？\n]")


class Wording:
    """The words of a text in order, without regard to presentation and punctuation."""

    def __init__(self, text: str, folded: Folded | None = None) -> None:
        self.text = text
        self._folded = folded or fold(text)
        tokens = list(_TOKEN.finditer(_INNER_MARK.sub(self._apostrophe, self._folded.text)))
        self.words = [token[0] for token in tokens]
        self._bounds = [token.span() for token in tokens]
        self._line = _Line(self.words)

    def compare(self, quote: str) -> Misquotation | None:
        """Tell what a quotation that is not in this text may have been made from; None where it is like nothing."""
        said = Wording(quote).words
        if not said:
            return None
        return self._same(said) or self._joined(said) or self._stitched(said) or self._altered(said)

    def _apostrophe(self, mark: re.Match[str]) -> str:
        """Return a mark between letters as it is where it is an apostrophe, as a space where it ends words."""
        starts, ends = self._folded.starts, self._folded.ends
        place = mark.start()
        is_close = ends[place - 1] == starts[place] and ends[place] == starts[place + 1]
        return "'" if is_close and self.text[starts[place]] in _APOSTROPHES else " "

    def _span(self, first: int, last: int) -> tuple[int, int]:
        """Return the stretch of the text from one word to another, both included."""
        starts, ends = self._folded.starts, self._folded.ends
        return starts[self._bounds[first][0]], ends[self._bounds[last][1] - 1]

    def _same(self, said: list[str]) -> Misquotation | None:
        spans = (self._span(place, place + len(said) - 1) for place in self._line.places(said))
        whole = tuple(span for span in spans if not cuts(self.text, *span))
        return Misquotation("punctuation", whole) if whole else None

    @cached_property
    def _positions(self) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            positions.setdefault(word, []).append(place)
        return positions

    @cached_property
    def _spoken(self) -> tuple[list[int], _Line]:
        """Return the words without the reporting clauses inside quotations, with their places in `words`."""
        clauses = list(_clauses(self.text))
        places: list[int] = []
        following = 0
        for place in range(len(self.words)):
            start, end = self._span(place, place)
            while following < len(clauses) and clauses[following][1] <= start:
                following += 1
            if following == len(clauses) or end <= clauses[following][0]:
                places.append(place)
        return places, _Line([self.words[place] for place in places])

    def _joined(self, said: list[str]) -> Misquotation | None:
        places, line = self._spoken
        for start in line.places(said):
            taken = places[start : start + len(said)]
            spans = tuple(self._span(first, last) for first, last in _runs(taken))
            if not any(cuts(self.text, *span) for span in spans):
                return Misquotation("joined", spans)
        return None

    def _stitched(self, said: list[str]) -> Misquotation | None:
        pieces = self._pieces(said)
        if len(pieces) < 2:
            return None
        chosen = self._nearest_chain(pieces)
        ends = [start + len(piece) - 1 for start, piece in zip(chosen, pieces, strict=True)]
        if all(self._is_left_out(end, start) for end, start in zip(ends, chosen[1:], strict=False)):
            return Misquotation("altered", (self._span(chosen[0], ends[-1]),))
        spans = (self._span(start, end) for start, end in zip(chosen, ends, strict=True))
        return Misquotation("stitched", tuple(spans))

    def _pieces(self, said: list[str]) -> list[list[str]]:
        """Return the quotation cut into the longest pieces that the text has; none where a piece is too short."""
        pieces: list[list[str]] = []
        done = 0
        while done < len(said):
            length = self._longest(said, done)
            piece = said[done : done + length]
            if _size(piece) < _PIECE or len(pieces) == _MOST_PIECES:
                return []
            pieces.append(piece)
            done += length
        return pieces

    def _longest(self, said: list[str], start: int) -> int:
        """Return how many words from here on the text has in a row."""
        shortest, longest = 0, len(said) - start
        while shortest < longest:
            middle = (shortest + longest + 1) // 2
            if self._line.has(said[start : start + middle]):
                shortest = middle
            else:
                longest = middle - 1
        return shortest

    def _nearest_chain(self, pieces: list[list[str]]) -> list[int]:
        """Return where the pieces stand, each as near to the one before it as it can be."""
        best: list[int] = []
        least = -1
        for start in list(self._line.places(pieces[0]))[:20]:
            chain, covered = [start], 0
            for before, piece in pairwise(pieces):
                end = chain[-1] + len(before)
                chain.append(min(self._line.places(piece), key=lambda place: abs(place - end)))
                covered += abs(chain[-1] - end)
            if least < 0 or covered < least:
                best, least = chain, covered
        return best

    def _is_left_out(self, end: int, start: int) -> bool:
        """Tell whether between two pieces no more than some words of one sentence are missing."""
        if not 0 < start - end - 1 <= _LEFT_OUT:
            return False
        return _STOP.search(self.text, self._span(end, end)[1], self._span(start, start)[0]) is None

    def _altered(self, said: list[str]) -> Misquotation | None:
        said = said[:_MOST_WORDS]
        begin = self._diagonal(said)
        if begin is None:
            return None
        margin = len(said) // 2 + 3
        offset = max(0, begin - margin)
        window = self.words[offset : begin + len(said) + margin]
        blocks = [
            block
            for block in SequenceMatcher(None, said, window, autojunk=False).get_matching_blocks()
            if block.size
        ]
        matched = sum(_size(said[block.a : block.a + block.size]) for block in blocks)
        if not blocks or matched < _LIKE * _size(said):
            return None
        first = max(0, blocks[0].b - blocks[0].a)
        last = min(len(window), blocks[-1].b + len(said) - blocks[-1].a)
        for begin, end in product((first, first - 1, first + 1), (last, last + 1, last - 1)):
            if 0 <= begin < end and _is_respelled(said, window[begin:end]):
                return Misquotation("respelled", (self._span(offset + begin, offset + end - 1),))
        return Misquotation("altered", (self._whole(offset + first, offset + last - 1),))

    def _whole(self, first: int, last: int) -> tuple[int, int]:
        """Return the stretch from one word to another, with the rest of a compound or number that it cuts."""
        span = self._span(first, last)
        if first and cuts(self.text, span[0], len(self.text)):
            span = (self._span(first - 1, last)[0], span[1])
        if last + 1 < len(self.words) and cuts(self.text, 0, span[1]):
            span = (span[0], self._span(first, last + 1)[1])
        return span

    def _diagonal(self, said: list[str]) -> int | None:
        """Return where the text would have the quotation's first word if it had most of the others in place."""
        votes: Counter[int] = Counter()
        weights: dict[int, float] = {}
        width = max(4, len(said) // 2)
        for place, word in enumerate(said):
            held = self._positions.get(word, ())
            for position in held:
                bin_ = (position - place) // width
                votes[bin_] += 1
                weights[bin_] = weights.get(bin_, 0.0) + 1 / len(held)
        if not votes:
            return None
        best = max(votes, key=lambda bin_: _vote(bin_, votes, weights))
        return max(0, best * width)


class _Line:
    """Words in a row as one string, in which words in a row are found by a plain search."""

    def __init__(self, words: Sequence[str]) -> None:
        self._text = f" {' '.join(words)} "
        self._starts: list[int] = []
        place = 1
        for word in words:
            self._starts.append(place)
            place += len(word) + 1

    def has(self, words: Sequence[str]) -> bool:
        return f" {' '.join(words)} " in self._text

    def places(self, words: Sequence[str]) -> Iterator[int]:
        """Yield the number of the first word of each place."""
        needle = f" {' '.join(words)} "
        place = self._text.find(needle)
        while place >= 0:
            yield bisect_left(self._starts, place + 1)
            place = self._text.find(needle, place + 1)


def _vote(bin_: int, votes: Counter[int], weights: dict[int, float]) -> float:
    """Return how much speaks for a stretch and the one after it, which it may reach into."""
    return votes[bin_] + votes[bin_ + 1] + weights[bin_] + weights.get(bin_ + 1, 0.0)


def _size(words: Sequence[str]) -> float:
    """Return the number of words; of scripts without spaces, two characters are taken for one."""
    return sum(0.5 if _UNSPACED.match(word) else 1.0 for word in words)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return places in ascending order as runs of neighbours, first and last."""
    cut = [0, *(index + 1 for index, (one, two) in enumerate(pairwise(places)) if two > one + 1), len(places)]
    return [(places[first], places[last - 1]) for first, last in pairwise(cut)]


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the reporting clauses between two quotations of one speaker."""
    outer: list[QuotedWords] = []
    for quoted in find_quotations(text):
        if not outer or quoted.start >= outer[-1].end:
            outer.append(quoted)
    for one, two in pairwise(outer):
        is_other = one.speaker is not None and two.speaker is not None and one.speaker != two.speaker
        if two.start - one.end <= _CLAUSE and not is_other:
            yield one.end, two.start


_CONTRACTED = {
    "not": "n't", "is": "'s", "has": "'s", "are": "'re", "will": "'ll", "have": "'ve", "would": "'d", "had": "'d",
    "am": "'m", "cannot": "can't", "percent": "%", "and": "&",
}  # fmt: skip
_WITHOUT = re.compile("['%-]")


def _is_respelled(said: Sequence[str], source: Sequence[str]) -> bool:
    """Tell whether two rows of words differ by contractions, compounds and the percent sign alone."""
    if "".join(said) == "".join(source):
        return list(said) != list(source)
    has_mark = _WITHOUT.search("".join(said)) or _WITHOUT.search("".join(source))
    return has_mark is not None and _spelling(said) == _spelling(source)


def _spelling(words: Sequence[str]) -> str:
    line = "".join(_CONTRACTED.get(word, word) for word in words)
    return line.replace("per%", "%").replace("percent", "%").replace("'", "")


_DENIALS = re.compile(
    r"\b(?:not|no|never|nobody|none|neither|nor|nothing|without|cannot|hardly|\w{2,8}n['’]t"
    r"|ne|pas|jamais|aucune?|sans|nicht|kein\w{0,2}|nie|niemals|ohne|nunca|jamás|sin|ningun[ao]?|ningún)\b"
    r"|\bn['’]|(?<!\w)(?:لا|لم|لن|ليس\w{0,2})(?!\w)|ない|ません|なかった",
    re.IGNORECASE,
)
_REFUSALS = re.compile(
    r"\b(?:(?:fail|refus|den(?:y|ie)|declin|lack|avoid|reject|doubt)\w{0,4}|un\w{4,}|rul(?:es?|ed|ing) out)\b",
    re.IGNORECASE,
)
"""English words that deny without a negation."""
_SHORT = 8
"""Words left out among which a denial concerns the words that remain."""
_NEAR_EDGE = 2
"""Words from the edge of what was left out within which it must stand for that."""


def denies(left_out: str) -> str | None:
    """Return the denial among a few words that were left out of a sentence or put into it, if there is one."""
    words = left_out.split()
    if len(words) > _SHORT or _STOP.search(left_out):
        return None
    edges = words if len(words) <= 2 * _NEAR_EDGE else words[:_NEAR_EDGE] + words[-_NEAR_EDGE:]
    found = _DENIALS.search(" ".join(edges))
    return found[0] if found else None


def loses_denial(before: str, line: str) -> str | None:
    """Return the denial that stands right before quoted words in their sentence, where a line has none at all."""
    found = _DENIALS.search(" ".join(before.split()[-_NEAR_EDGE:]))
    if found is None or _DENIALS.search(line) or _REFUSALS.search(line):
        return None
    return found[0]
