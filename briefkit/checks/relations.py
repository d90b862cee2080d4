"""Whether a line compares, gives a cause or orders in time otherwise than its sources. Warnings only."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.checks.reading import Around, Reading, Source
from briefkit.schema import Checked, CheckedKind, Finding
from briefkit.text.connectives import Connective, Order, find_causes, find_times
from briefkit.text.opposites import sides_of
from briefkit.text.superlatives import Bound, Superlative, find_bounds, find_superlatives, synonyms_of

__all__ = ["check_causes", "check_comparisons", "check_times"]

_TURNED: dict[Order, Order] = {"before": "after", "after": "before"}


def check_comparisons(reading: Reading) -> Iterator[Finding | Checked]:
    """Yield the superlatives of a line and the bounds of its figures, with what the sources have of them."""
    for superlative in find_superlatives(reading.line):
        yield from _superlative(reading, superlative)
    for bound in find_bounds(reading.line):
        yield from _bound(reading, bound)


def _superlative(reading: Reading, superlative: Superlative) -> Iterator[Finding | Checked]:
    words = reading.line.shown(superlative.start, superlative.end - 1)
    key = reading.line.keys[superlative.end - 1]
    wanted = synonyms_of(superlative.word)
    keeper = next(
        (
            source
            for source in reading.sources
            if key in source.phrase.places or not wanted.isdisjoint(source.phrase.forms)
        ),
        None,
    )
    if keeper:
        yield Checked(kind="comparison", text=words, outcome="kept", source=reading.span(keeper))
        return
    if not _has_opposite(reading, superlative.word) and _is_in_article(reading, superlative):
        return
    nearest = reading.nearest(Around.of(reading.line, superlative.start, superlative.end))
    message = f"The line has {quoted(words)}, which the article does not say here."
    yield from _told(reading, "comparison", words, nearest, message)


def _has_opposite(reading: Reading, word: str) -> bool:
    return any(side.other in sides_of(form) for side in sides_of(word) for form in reading.forms)


def _is_in_article(reading: Reading, superlative: Superlative) -> bool:
    """Tell whether the article has the word anywhere; one of many syllables may be worded in any way."""
    if superlative.end - superlative.start > 1:
        return True
    return any(word in reading.claim.facts.plain_text for word in synonyms_of(superlative.word))


def _bound(reading: Reading, bound: Bound) -> Iterator[Finding | Checked]:
    key = reading.line.keys[bound.end]
    words = reading.line.shown(bound.start, bound.end)
    for source in reading.sources:
        theirs = [other for other in find_bounds(source.phrase) if source.phrase.keys[other.end] == key]
        if any(other.side == bound.side for other in theirs):
            yield Checked(kind="comparison", text=words, outcome="kept", source=reading.span(source))
            return
        if theirs:
            shown = source.phrase.shown(theirs[0].start, theirs[0].end)
            message = f"The line has {quoted(words)}, the article {quoted(shown)}."
            yield from _told(reading, "comparison", words, source, message)
            return


def check_causes(reading: Reading) -> Iterator[Finding | Checked]:
    """Yield the causes that a line gives; one is wrong where a source has both halves and joins them by none."""
    for cause in find_causes(reading.line, firm=True):
        words = reading.line.shown(cause.start, cause.end - 1)
        around = Around.of(reading.line, cause.start, cause.end, before=3)
        keeper = _causal(reading, around)
        if keeper:
            yield Checked(kind="cause", text=words, outcome="kept", source=reading.span(keeper))
            continue
        source = _uncaused(reading, around)
        if source:
            message = f"The line has {quoted(words)}, the article tells both and gives no cause."
            yield from _told(reading, "cause", words, source, message)
            return


def _causal(reading: Reading, around: Around) -> Source | None:
    """Return a source that gives a cause and has a word of what the line joins."""
    for source in reading.sources:
        if find_causes(source.phrase) and source.phrase.has(around.keys):
            return source
    return None


def _uncaused(reading: Reading, around: Around) -> Source | None:
    """Return a source that has most of both halves and gives no cause."""
    for source in reading.sources:
        before, after = source.phrase.has(around.before), source.phrase.has(around.after)
        if before and after and before + after >= POLICY.joined and not find_causes(source.phrase):
            return source
    return None


def check_times(reading: Reading) -> Iterator[Finding | Checked]:
    """Yield where a line says before or after; it is wrong where the sources have it the other way round."""
    for time in find_times(reading.line):
        turned = _TURNED.get(time.order)
        if turned is None:
            continue
        around = Around.of(reading.line, time.start, time.end)
        same, keeper = _ordered(reading, around, time.order)
        other, source = _ordered(reading, around, turned)
        words = reading.line.shown(time.start, time.end + 1)
        if keeper and same >= max(other, POLICY.ordered_alike):
            yield Checked(kind="time", text=words, outcome="kept", source=reading.span(keeper))
        elif _is_turned(reading, time, around, same, other):
            message = f"The line has {quoted(words)}, the article does not order it so."
            yield from _told(reading, "time", words, source or reading.nearest(around), message)
            return


def _ordered(reading: Reading, around: Around, order: Order) -> tuple[float, Source | None]:
    """Return how much a source orders the same thing so, and the source; -1 and None where none orders at all."""
    found = [
        (around.overlap(Around.of(source.phrase, time.start, time.end)), source)
        for source in reading.sources
        for time in find_times(source.phrase)
        if time.order == order
    ]
    return max(found, key=lambda each: each[0], default=(-1.0, None))


def _is_turned(reading: Reading, time: Connective, around: Around, same: float, other: float) -> bool:
    if same < POLICY.ordered_alike <= other:
        return True
    # "after" is said in many ways; "before" hardly, in a sentence that is known to be meant
    is_before = reading.line.forms[time.start : time.end] == ("before",) and not reading.claim.found
    return is_before and same < 0 and reading.share(around.after) >= POLICY.spoken_of_time


def _told(
    reading: Reading, kind: CheckedKind, words: str, source: Source | None, message: str
) -> Iterator[Finding | Checked]:
    span = reading.span(source) if source else None
    yield finding(
        f"wording.{kind}",
        reading.claim.path,
        message,
        hint="Say what the article says.",
        nearest=span,
        offending=words,
    )
    yield Checked(kind=kind, text=words, outcome="absent", source=span)
