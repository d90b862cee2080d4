"""Whether a line is surer of something than its sources are.

A hedge that went missing between like words is an error; one that only seems to be gone is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.checks.reading import Around, Reading, Source, Turn
from briefkit.schema import Checked, Finding, KeyPoint, Statement
from briefkit.text.hedges import Hedge, find_futures, find_hedges, foretells, is_plan, is_strong
from briefkit.text.phrases import Phrase
from briefkit.text.wordlists import word_set

__all__ = ["check_hedges"]

_HINT = "Keep the word that says how sure this is."
_NEAR = 3
"""Words within which a hedge of the line may be the one of the source."""
_BESIDE = 1
"""Words within which a hedge is that of a "will"."""
_REACH = 8
"""Words within which an "if" governs a "will", or a hedge the words beside it."""
_UNSURE = ("claimed", "authors_claim", "planned", "pledged", "forecast", "contested", "denied")
"""What a key point may be labelled as, so that its line need not say it."""
_OPINION = ("told", "possible")
"""Rungs of words after which a "will" is somebody's opinion."""
_MAYBE = word_set("may might could possibly perhaps maybe potentially")
"""Words that stand for each other."""
_HELD = frozenset(("believes", "believe", "thinks", "think"))
"""Hedges by which somebody holds a thing for true, as good as what somebody says."""
_CONDITIONS = frozenset(("if", "unless"))
_DENYING = frozenset(("not", "never", "no"))
_STOPS = frozenset(";:")
"""Marks after which something else is told."""
_CARRIERS = word_set(
    "will is are was were be been being has have had to would it that as a an the he she they"
)
"""Words that come and go with a hedge."""


def check_hedges(reading: Reading) -> Iterator[Finding | Checked]:
    """Yield the hedges of the sources that a line tells, with what became of them."""
    for turn in reading.turns:
        lost = _firmed(turn)
        if lost:
            yield from _changed(reading, turn, lost)
            return
    if _is_labelled(reading.claim.statement):
        return
    for source in reading.sources:
        for hedge in find_hedges(source.phrase):
            if not is_strong(source.phrase, hedge) or not _is_told(reading, source, hedge):
                continue
            if _is_hedged(reading.line, source, hedge):
                yield _kept(reading, source, hedge)
            else:
                yield from _lost(reading, source, hedge)
                return
    yield from _foretold(reading)


def _is_labelled(statement: Statement) -> bool:
    """Tell whether a key point says beside its line how sure it is."""
    return isinstance(statement, KeyPoint) and (bool(statement.hedge) or statement.status in _UNSURE)


# taken out between like words: an error


def _firmed(turn: Turn) -> Hedge | None:
    """Return the hedge of the source where it was left out or made firm, and nothing else was changed."""
    within = _within(turn.source, turn.source_start, turn.theirs)
    if not within or _within(turn.line, turn.start, turn.mine):
        return None
    hedged = {place for hedge in within for place in range(hedge.start, hedge.end)}
    rest = [form for place, form in enumerate(turn.theirs, turn.source_start) if place not in hedged]
    if any(form not in _CARRIERS for form in (*rest, *turn.mine)):
        return None
    far = turn.start + len(turn.mine) + _REACH
    others = [hedge for hedge in find_hedges(turn.source) if hedge not in within]
    if any(
        own.start < far
        and not (
            turn.start - own.start < _REACH
            and any(_is_same(turn.line, own, turn.source, other) for other in others)
        )
        for own in find_hedges(turn.line)
        if own.rung != "told"
    ):
        return None
    if _is_infinitive(turn, within[0]):
        return None
    if foretells(turn.source, within[0]) and any(
        turn.start <= place < far for place in find_futures(turn.line)
    ):
        return None
    return within[0]


def _is_infinitive(turn: Turn, hedge: Hedge) -> bool:
    """Tell whether the line has "to rule", as headlines do, where the source has "is expected to rule"."""
    end = turn.start + len(turn.mine)
    return foretells(turn.source, hedge) and turn.line.forms[end : end + 1] == ("to",) and not turn.mine


def _within(phrase: Phrase, start: int, forms: tuple[str, ...]) -> list[Hedge]:
    return [
        hedge
        for hedge in find_hedges(phrase)
        if start <= hedge.start < start + len(forms) and (is_strong(phrase, hedge) or is_plan(phrase, hedge))
    ]


def _changed(reading: Reading, turn: Turn, hedge: Hedge) -> Iterator[Finding | Checked]:
    words = turn.source.shown(hedge.start, hedge.end - 1)
    instead = " ".join(turn.mine)
    yield finding(
        "wording.hedge",
        reading.claim.path,
        f"The {reading.claim.which} sentence has {quoted(words)}, the line "
        + (f"{quoted(instead)}." if instead else "states it as a fact."),
        hint=_HINT,
        nearest=turn.span,
        offending=instead or None,
    )
    yield Checked(
        kind="hedge", text=instead, outcome="changed", source=turn.span, note=f"without {quoted(words)}"
    )


# a hedge of a source that the line tells without


def _is_told(reading: Reading, source: Source, hedge: Hedge) -> bool:
    """Tell whether the line says what the hedge stands by."""
    around = _around(source.phrase, hedge)
    after = reading.line.has(around.after)
    if after > 1:
        return True
    return after == 1 and around.after[0] in reading.line.places and reading.line.has(around.before) > 0


def _around(phrase: Phrase, hedge: Hedge) -> Around:
    """Return the words around a hedge; of what follows those of its own clause."""
    around = Around.of(phrase, hedge.start, hedge.end)
    last = min(len(phrase.words), hedge.end + _REACH)
    for place in range(hedge.end, last):
        gap = phrase.text[phrase.words[place - 1].end : phrase.words[place].start]
        is_new = phrase.forms[place] == "but" and "not" not in phrase.forms[hedge.end : place]
        if is_new or not _STOPS.isdisjoint(gap):
            return around._replace(after=phrase.after(hedge.end - 1, 3, reach=place - hedge.end))
    return around


def _is_hedged(line: Phrase, source: Source, hedge: Hedge) -> bool:
    """Tell whether the line hedges the same: with the same word anywhere, or with another one near what it tells."""
    around = _around(source.phrase, hedge)
    told = [place for key in around.keys for place in line.places.get(key, ())[:2]]
    weak = hedge.rung == "told" or source.phrase.forms[hedge.start] in _HELD
    words = source.phrase.keys[hedge.start : hedge.end]
    others = [other for other in find_hedges(source.phrase) if other != hedge]
    for own in find_hedges(line):
        if _keys(line, own) == words or (own.rung == hedge.rung == "possible" and _is_maybe(line, own)):
            return True
        if own.rung == "told" and not weak:
            continue
        reach = _REACH if is_strong(line, own) or own.rung == hedge.rung in ("expected", "likely") else _NEAR
        if any(own.start - _NEAR <= place <= own.start + reach for place in told) and not any(
            _is_same(line, own, source.phrase, other) for other in others
        ):
            return True
    return _is_foretold(line, source, hedge)


def _is_maybe(phrase: Phrase, hedge: Hedge) -> bool:
    return phrase.forms[hedge.start] in _MAYBE


def _keys(phrase: Phrase, hedge: Hedge) -> tuple[str, ...]:
    return phrase.keys[hedge.start : hedge.end]


def _is_same(line: Phrase, own: Hedge, source: Phrase, other: Hedge) -> bool:
    """Tell whether line and source have one hedge in common, and before the same word: it is not that of another."""
    if _keys(line, own) != _keys(source, other):
        return False
    return not set(line.after(own.end - 1, 2)).isdisjoint(source.after(other.end - 1, 2))


def _is_foretold(line: Phrase, source: Source, hedge: Hedge) -> bool:
    """Tell whether the line has "to rule", as headlines do, where the source has "is expected to rule"."""
    if not foretells(source.phrase, hedge) or source.phrase.forms[hedge.end : hedge.end + 1] != ("to",):
        return False
    verb = source.phrase.keys[hedge.end + 1 : hedge.end + 2]
    return any(line.forms[place - 1] == "to" for key in verb for place in line.places.get(key, ()) if place)


def _lost(reading: Reading, source: Source, hedge: Hedge) -> Iterator[Finding | Checked]:
    words, span = source.phrase.shown(hedge.start, hedge.end - 1), reading.span(source)
    yield finding(
        "wording.hedge_likely",
        reading.claim.path,
        f"The article has {quoted(words)} here, the line states it as a fact.",
        hint=_HINT,
        nearest=span,
    )
    yield Checked(kind="hedge", text="", outcome="absent", source=span, note=f"without {quoted(words)}")


def _kept(reading: Reading, source: Source, hedge: Hedge) -> Checked:
    words = source.phrase.shown(hedge.start, hedge.end - 1)
    return Checked(kind="hedge", text=words, outcome="kept", source=reading.span(source))


# a "will" of the line for which the sources have none


def _foretold(reading: Reading) -> Iterator[Finding | Checked]:
    line = reading.line
    if line.text.rstrip().endswith("?"):
        return
    for place in find_futures(line):
        if _is_hedged_future(line, place):
            continue
        source = _doubtful(reading, place)
        if source is None:
            continue
        word, span = line.words[place].text, reading.span(source)
        yield finding(
            "wording.hedge_likely",
            reading.claim.path,
            f"The line has {quoted(word)}, the article is less sure of this.",
            hint=_HINT,
            nearest=span,
            offending=word,
        )
        yield Checked(kind="hedge", text=word, outcome="absent", source=span)
        return


def _is_hedged_future(line: Phrase, place: int) -> bool:
    """Tell whether a "will" of the line is hedged: by a word at its side, or by one that it depends on."""
    return any(
        abs(hedge.start - place) <= _BESIDE or (0 < place - hedge.start <= _REACH and _governs(line, hedge))
        for hedge in find_hedges(line)
        if hedge.rung != "told"
    )


def _is_doubted(phrase: Phrase, place: int, line: Phrase) -> bool:
    """Tell whether a "will" of a source is hedged, or holds on a condition of which the line has none."""
    if _is_hedged_future(phrase, place):
        return True
    return _CONDITIONS.isdisjoint(line.forms) and any(
        form in _CONDITIONS and phrase.forms[other + 1 : other + 2] != ("you",)  # "if you want to know"
        for other, form in enumerate(phrase.forms)
    )


def _governs(line: Phrase, hedge: Hedge) -> bool:
    return hedge.rung in ("expected", "likely") or line.forms[hedge.start] in ("if", "whether", "unclear")


def _doubtful(reading: Reading, place: int) -> Source | None:
    """Return a source that is less sure of what a line foretells; None where one foretells the same, or none is."""
    line, around = reading.line, Around.of(reading.line, place, place + 1)
    sure = max((_alike(around, _certain(line, place, source)) for source in reading.sources), default=0.0)
    if sure > POLICY.foretold_alike or sure == around.overlap(around):
        return None
    doubts = [(_alike(around, _uncertain(line, source)), source) for source in reading.sources]
    most, source = max(doubts, key=lambda each: each[0], default=(-1.0, None))
    if reading.claim.dates_of(line.text):
        return source if most >= POLICY.doubted_alike else None  # what has a day is arranged
    if most == 0 and not any(find_futures(each.phrase) for each in reading.sources):
        is_opinion = any(hedge.start < place and hedge.rung in _OPINION for hedge in find_hedges(line))
        return source if is_opinion or source is max(reading.sources, key=reading.cover) else None
    return source if most > 0 else None


def _alike(around: Around, others: Iterable[Around]) -> float:
    """Return how much the most alike of some places is about the same; -1 where there is none."""
    return max(map(around.overlap, others), default=-1.0)


def _certain(line: Phrase, place: int, source: Source) -> Iterator[Around]:
    """Yield what a sentence foretells that is not the contrary of what the line does."""
    phrase = source.phrase
    for other in find_futures(phrase):
        if _denies(phrase, other) == _denies(line, place) and not _is_doubted(phrase, other, line):
            yield Around.of(phrase, other, other + 1)
    for hedge in find_hedges(phrase):
        if foretells(phrase, hedge):
            yield Around.of(phrase, hedge.start, hedge.end)


def _uncertain(line: Phrase, source: Source) -> Iterator[Around]:
    """Yield what a sentence holds for possible, or foretells with a doubt."""
    phrase = source.phrase
    for hedge in find_hedges(phrase):
        is_doubt = hedge.rung in ("possible", "likely") and phrase.forms[hedge.start] != "if"
        if is_doubt and not foretells(phrase, hedge):
            yield Around.of(phrase, hedge.start, hedge.end)
    for place in find_futures(phrase):
        if _is_doubted(phrase, place, line):
            yield Around.of(phrase, place, place + 1)


def _denies(phrase: Phrase, place: int) -> bool:
    """Tell whether a "will" is denied."""
    return phrase.forms[place] == "won't" or not _DENYING.isdisjoint(phrase.forms[place + 1 : place + 3])
