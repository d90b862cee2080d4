"""Whether a line denies what its sources affirm, or affirms what they deny.

Turned round in an otherwise like cited sentence is an error; what only seems turned round is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.checks.languages import SCOPES, YES
from briefkit.checks.policy import POLICY
from briefkit.checks.reading import Around, Reading, Source, Turn
from briefkit.schema import Checked, Finding, Outcome
from briefkit.text.negations import (
    denies_in_part,
    find_denials,
    find_negations,
    find_unanswered,
    is_contrast,
    is_denial,
    is_silence,
    is_unsure,
)
from briefkit.text.phrases import Phrase
from briefkit.text.wordlists import word_set

__all__ = ["check_negation"]

_HINT = "Say what the sentence says."
_CARRIERS = word_set(
    """do does did is are was were be been being has have had will would can could may might should shall must to a any
    ein eine einen einem einer eines ne n de du des un une le la les"""
)
"""Words that come and go with a negation."""
_LISTING = frozenset(("neither", "nor", "without"))
"""Negations that a line often leaves away with what they deny, while it keeps the words beside it."""
_REACH = 6
"""Words within which a negation of the line may be the one of the source."""
_NARROW = 3
"""The same for a word that only denies by its meaning."""


def check_negation(reading: Reading) -> Iterator[Finding | Checked]:
    """Yield the negations of a line with what became of them, and what was turned round."""
    turned = next((turn for turn in (*reading.turns, *reading.verb_turns) if _is_turned(turn)), None)
    if turned:
        yield from _turned(turned, reading)
        return
    if SCOPES["negation"].of(reading.claim.facts.language) != YES:
        return  # only what was turned round between like words
    mine = find_negations(reading.line)
    licences = {place: _licence(reading, place) for place in mine}
    for place, licence in licences.items():
        if licence:
            yield _checked(reading, place, "kept", licence)
        elif not _is_free(reading.line, place) and _is_unfounded(reading, place):
            yield from _added(reading, place)
            return
    lost = _lost(reading, mine)
    if lost:
        yield from _removed(reading, *lost)


# turned round between like words: an error


def _is_turned(turn: Turn) -> bool:
    """Tell whether a negation and nothing else was put in or taken out."""
    mine, theirs = (
        _negation_in(turn.line, turn.start, turn.mine),
        _negation_in(turn.source, turn.source_start, turn.theirs),
    )
    if (mine is None) == (theirs is None):
        return False
    if "for not" in " ".join(turn.line.forms[max(0, turn.start - 1) : turn.start + len(turn.mine)]):
        return False  # blamed "for not closing it" is told that it should be closed
    if "?" in turn.source.text and "?" not in turn.line.text:
        return False  # "Shouldn't it close?" says that it should
    if any(form not in _CARRIERS for form in (*turn.mine, *turn.theirs) if form not in (mine, theirs)):
        return False
    if _is_near(turn.line, turn.start, turn.mine) or _is_near(turn.source, turn.source_start, turn.theirs):
        return False
    near_line, near_source = turn.near()
    return not any(is_denial(form) for form in near_line ^ near_source)


def _is_near(phrase: Phrase, start: int, forms: tuple[str, ...]) -> bool:
    """Tell whether a negation stands close to some words, outside of them: it may be the one that is missed."""
    end = start + len(forms)
    return any(
        start - _REACH <= place < end + _REACH and not start <= place < end
        for place in find_negations(phrase)
    )


def _negation_in(phrase: Phrase, start: int, forms: tuple[str, ...]) -> str | None:
    """Return the first negation among the words from a place on."""
    places = [place for place in find_negations(phrase) if start <= place < start + len(forms)]
    return phrase.forms[places[0]] if places else None


def _turned(turn: Turn, reading: Reading) -> Iterator[Finding | Checked]:
    mine = _negation_in(turn.line, turn.start, turn.mine)
    theirs = _negation_in(turn.source, turn.source_start, turn.theirs)
    which = reading.claim.which
    message = (
        f"The line has {quoted(mine)}, the {which} sentence has no negation here."
        if mine
        else f"The {which} sentence has {quoted(theirs or '')}, the line has no negation here."
    )
    yield finding(
        "wording.negation", reading.claim.path, message, hint=_HINT, nearest=turn.span, offending=mine
    )
    yield Checked(
        kind="negation",
        text=mine or turn.line.shown(turn.start, turn.start),
        outcome="changed",
        source=turn.span,
    )


# put in: a negation of the line that no source has


def _licence(reading: Reading, place: int) -> Source | None:
    """Return a sentence that denies the same, None where none does."""
    around = Around.of(reading.line, place, place + 1)
    best, most = None, 0.0
    for find in (find_negations, find_denials):
        for source, other in reading.marks(find):
            theirs = Around.of(source.phrase, other, other + 1, before=3, after=4)
            if len(around.before) > 1 and around.before == theirs.before[-2:]:
                return source
            if around.after and set(around.after) <= theirs.keys:
                return source
            overlap = around.overlap(theirs)
            if overlap > most:
                best, most = source, overlap
    return best if most >= POLICY.denied_alike else None


def _is_unfounded(reading: Reading, place: int) -> bool:
    """Tell whether the sources speak of what the line denies, and none of them denies it."""
    around = Around.of(reading.line, place, place + 1)
    after, before = reading.share(around.after), reading.share(around.before)
    if not any(find_negations(source.phrase) for source in reading.sources):
        return after > 0 or before == 1
    return after + before >= POLICY.spoken_of


def _is_free(line: Phrase, place: int) -> bool:
    """Tell whether a line may deny what no source denies: a silence, a contrast, what may not be."""
    return is_silence(line, place) or is_contrast(line, place) or is_unsure(line, place)


def _added(reading: Reading, place: int) -> Iterator[Finding | Checked]:
    word, source = reading.line.words[place].text, reading.nearest(Around.of(reading.line, place, place + 1))
    span = reading.span(source) if source else None
    yield finding(
        "wording.negation_likely",
        reading.claim.path,
        f"The line has {quoted(word)}, and no sentence found for it denies this.",
        hint=_HINT,
        nearest=span,
        offending=word,
    )
    yield Checked(kind="negation", text=word, outcome="absent", source=span)


# taken out: a negation of a source whose words the line has without it


def _lost(reading: Reading, mine: tuple[int, ...]) -> tuple[Source, int] | None:
    """Return a negation of a source that the line tells without, None where there is none."""
    unanswered = find_unanswered(reading.line)
    for source, place in reading.marks(find_negations):
        if _is_told_without(reading.line, source, place, mine):
            return source, place
    if unanswered is None:
        return None
    around = Around.of(reading.line, unanswered, unanswered + 1)
    denied = [
        (around.overlap(Around.of(source.phrase, place, place + 1)), source, place)
        for source, place in reading.marks(find_negations)
    ]
    return max(denied, key=lambda each: each[0])[1:] if denied else None


def _is_told_without(line: Phrase, source: Source, place: int, mine: tuple[int, ...]) -> bool:
    if source.phrase.forms[place] in _LISTING or denies_in_part(source.phrase, place):
        return False
    around = Around.of(source.phrase, place, place + 1)
    if not around.after or around.after[0] not in line.places:
        return False
    if line.has(around.after) / len(around.after) <= 0.5 and not line.has(around.before):
        return False
    told = [other for key in around.keys for other in line.places.get(key, ())]
    following = [other for key in around.after for other in line.places.get(key, ())]
    if any(abs(other - negation) <= _REACH for other in told for negation in mine):
        return False
    return not any(abs(other - denial) <= _NARROW for other in following for denial in find_denials(line))


def _removed(reading: Reading, source: Source, place: int) -> Iterator[Finding | Checked]:
    word, span = source.phrase.words[place].text, reading.span(source)
    shown = source.phrase.shown(place, place + 3)
    yield finding(
        "wording.negation_likely",
        reading.claim.path,
        f"The article has {quoted(shown)}, the line says it without {quoted(word)}.",
        hint=_HINT,
        nearest=span,
    )
    yield Checked(kind="negation", text="", outcome="changed", source=span, note=f"without {quoted(word)}")


def _checked(reading: Reading, place: int, outcome: Outcome, source: Source) -> Checked:
    return Checked(
        kind="negation", text=reading.line.words[place].text, outcome=outcome, source=reading.span(source)
    )
