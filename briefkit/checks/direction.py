"""Whether a line has the opposite of the word that its sources have about the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.checks.languages import SCOPES, YES
from briefkit.checks.reading import Around, Reading, Source, Turn
from briefkit.schema import Checked, Finding
from briefkit.text.negations import find_denials, find_negations
from briefkit.text.opposites import Side, Sided, find_sided, is_direction, is_loose, opposed
from briefkit.text.phrases import Phrase

__all__ = ["check_direction"]

_HINT = "Use the word of the article."
_REACH = 3
"""Words before a word within which a negation turns it round."""


class Opposite(NamedTuple):
    """A word of the line and its opposite in a source."""

    place: int
    source: Source
    source_place: int


def check_direction(reading: Reading) -> Iterator[Finding | Checked]:
    """Yield the words of a line that have an opposite: those kept, and those turned round."""
    turned = next(((turn, pair) for turn in reading.turns for pair in _turned(turn)), None)
    if turned:
        yield from _changed(reading, *turned)
        return
    if SCOPES["direction"].of(reading.claim.facts.language) != YES:
        return  # only what was turned round between like words
    for word in find_sided(reading.line):
        keeper = _keeper(reading, word)
        if keeper:
            if is_direction(reading.line, word.place):
                yield _kept(reading, word, keeper)
            continue
        opposite = _opposite(reading, word)
        if opposite:
            yield from _opposed(reading, opposite)
            return


def _turned(turn: Turn) -> Iterator[tuple[str, str]]:
    """Yield the word and its opposite where one stands in the place of the other, and nothing else turns it back."""
    for place, mine in enumerate(turn.mine, turn.start):
        for source_place, theirs in enumerate(turn.theirs, turn.source_start):
            if (
                opposed(mine, theirs, turn.line.language)
                and not _is_said_too(turn.line, place, turn.source, source_place)
                and not _is_said_too(turn.source, source_place, turn.line, place)
                and (len(turn.mine) == len(turn.theirs) == 1 or not (is_loose(mine) or is_loose(theirs)))
                and not _negated(turn.line, place)
                and not _negated(turn.source, source_place)
            ):
                yield mine, theirs


def _is_said_too(phrase: Phrase, place: int, other: Phrase, other_place: int) -> bool:
    """Tell whether a sentence has the other's word as well, of the same thing."""
    around = Around.of(other, other_place, other_place + 1, before=1, after=1)
    return any(
        not around.keys.isdisjoint(Around.of(phrase, own, own + 1, before=1, after=1).keys)
        for own, form in enumerate(phrase.forms)
        if form == other.forms[other_place] and own != place
    )


def _keeper(reading: Reading, word: Sided) -> Source | None:
    """Return a source that has the word, or one of the same side, about the same thing."""
    around = Around.of(reading.line, word.place, word.place + 1)
    for source in reading.sources:
        for place in _places(source.phrase, word.sides, reading.line.keys[word.place]):
            if around.keys & Around.of(source.phrase, place, place + 1).keys:
                return source
    return None


def _places(phrase: Phrase, sides: frozenset[Side], key: str | None = None) -> list[int]:
    """Return where a sentence has a word of one of the sides, or the word itself."""
    found = [word.place for word in find_sided(phrase) if not sides.isdisjoint(word.sides)]
    return found + [place for place in phrase.places.get(key or "", ()) if place not in found]


def _opposite(reading: Reading, word: Sided) -> Opposite | None:
    """Return the opposite of a word in a source, said of the same thing, None where there is none."""
    line = reading.line
    if line.forms[word.place + 1 : word.place + 2] == ("that",):
        return None  # "he concludes that" ends nothing
    others = frozenset(side.other for side in word.sides)
    own = [Around.of(line, place, place + 1, after=2) for place in _places(line, others)]
    mine = Around.of(line, word.place, word.place + 1, after=2)
    for source in reading.sources:
        candidates = _places(source.phrase, others)
        if not candidates or _places(source.phrase, word.sides, line.keys[word.place]):
            continue
        for place in candidates:
            if _negated(line, word.place) != _negated(source.phrase, place):
                continue
            theirs = Around.of(source.phrase, place, place + 1, before=2)
            loose = is_loose(line.forms[word.place]) or is_loose(source.phrase.forms[place])
            if _is_about(mine, theirs, loose=loose) and not any(_is_about(each, theirs) for each in own):
                return Opposite(word.place, source, place)
    return None


def _is_about(mine: Around, theirs: Around, *, loose: bool = False) -> bool:
    """Tell whether two words are said of the same thing; of words with many meanings more is asked."""
    after, before = set(mine.after) & set(theirs.after), set(mine.before) & set(theirs.before)
    if loose:
        return bool(after and before)
    return bool(
        (mine.after and mine.after[0] in theirs.after) or (mine.before and mine.before[-1] in theirs.before)
    )


def _negated(phrase: Phrase, place: int) -> bool:
    marks = (*find_negations(phrase), *find_denials(phrase))
    return any(0 < place - mark <= _REACH for mark in marks)


def _kept(reading: Reading, word: Sided, source: Source) -> Checked:
    text = reading.line.words[word.place].text
    return Checked(kind="direction", text=text, outcome="kept", source=reading.span(source))


def _changed(reading: Reading, turn: Turn, pair: tuple[str, str]) -> Iterator[Finding | Checked]:
    mine, theirs = pair
    yield finding(
        "wording.direction",
        reading.claim.path,
        f"The line has {quoted(mine)}, the {reading.claim.which} sentence {quoted(theirs)}.",
        hint=_HINT,
        nearest=turn.span,
        offending=mine,
    )
    yield Checked(kind="direction", text=mine, outcome="changed", source=turn.span)


def _opposed(reading: Reading, opposite: Opposite) -> Iterator[Finding | Checked]:
    mine = reading.line.words[opposite.place].text
    theirs, span = opposite.source.phrase.words[opposite.source_place].text, reading.span(opposite.source)
    yield finding(
        "wording.direction_likely",
        reading.claim.path,
        f"The line has {quoted(mine)}, the article {quoted(theirs)} about this.",
        hint=_HINT,
        nearest=span,
        offending=mine,
    )
    yield Checked(kind="direction", text=mine, outcome="changed", source=span)
