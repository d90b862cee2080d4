"""Whether a line says of a name what the article says of it, and not of another.

All names here are in the article; whether they are is for `names`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefkit.checks.claims import Claim, Pair
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.schema import Checked, Finding
from briefkit.text import Word, content_words
from briefkit.text.alignment import Change
from briefkit.text.attributions import find_attributions
from briefkit.text.name_index import words_around
from briefkit.text.name_words import ORDINARY, aliases
from briefkit.text.names import Name, plain_words

__all__ = ["misplaced", "replaced", "respelled"]


_DAYS = frozenset(f"{day}days" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"))

"""Words that look like names where they stand for every Sunday."""
_BESIDE = 2
"""Words on either side within which a name has the same neighbours."""


def misplaced(name: Name, claim: Claim) -> Iterator[Finding | Checked]:
    """Yield that a name of the line stands where its evidence, or the whole article, has another; or nothing."""
    if not claim.evidence or not claim.retells:
        return
    if name.text.casefold() in (claim.facts.article.publisher or "").casefold():
        return
    if claim.facts.is_of_one_voice and _is_speaker(name, claim):
        return
    change = _change_of(name, claim)
    if change is not None:
        yield from _changed(name, *change, claim)
    elif not _proves_nothing(name, claim.facts) and (verdict := _doubt(name, claim)).doubt > (
        POLICY.name_doubt_found if claim.found else POLICY.name_doubt
    ):
        yield from _elsewhere(name, verdict.rival, claim)


def _is_speaker(name: Name, claim: Claim) -> bool:
    """Tell whether a line has this name say it all: who speaks in an article of one voice need not stand near."""
    if claim.text[name.end : name.end + 1] == ":":
        return True
    said = find_attributions(claim.text, claim.facts.language)
    return any(name.text in each.speaker or each.speaker in name.text for each in said)


def replaced(name: Name, missing: list[str], claim: Claim) -> Iterator[Finding | Checked]:
    """Yield that words the article lacks stand where a sentence of the evidence has a name; or nothing."""
    for pair, change in _flanked(claim):
        words = pair.alignment.claim[slice(*change.claim)]
        plain = {piece for word in words for piece in plain_words(word.text)}
        other = _name_in(pair, change.source, claim)
        if other and _covers(pair.alignment.claim, change.claim, name) and plain <= set(missing):
            yield from _changed(name, other, pair, claim)
            return


def respelled(name: Name, spellings: Sequence[str | None], claim: Claim) -> Iterator[Finding | Checked]:
    """Yield that a name differs in several words from one of the evidence beside the same words; or nothing.

    One letter in one word is a slip; in two words it is somebody else.
    """
    beside = set(words_around(claim.keys, name, claim.facts.language, reach=_BESIDE))
    for pair in claim.pairs:
        keys = claim.facts.keys_of(claim.facts.sentences.index(pair.sentence))
        for other in claim.facts.names_in(pair.span):
            here = Name(other.start - pair.span.start, other.end - pair.span.start, other.text)
            around = words_around(keys, here, claim.facts.language, reach=_BESIDE)
            if {*spellings} <= {*other.words} and not beside.isdisjoint(around):
                yield from _changed(name, other, pair, claim)
                return


def _flanked(claim: Claim) -> Iterator[tuple[Pair, Change]]:
    """Yield where the line has other words than a sentence of the evidence, between words that both have."""
    for pair in claim.pairs:
        if pair.alignment.similarity < POLICY.name_aligned:
            return
        for change in pair.alignment.changes:
            if min(change.before, change.after) >= 1 and change.before + change.after >= POLICY.name_flanks:
                yield pair, change


def _proves_nothing(name: Name, facts: Facts) -> bool:
    """Tell whether the capital may only open the sentence, or whether the article has the thing by other names only."""
    if name.initial and len(name.words) == 1 and name.words[0] not in facts.name_words:
        return True
    return _DAYS.issuperset(name.words) or not facts.name_index.sentences_with(name)


def _change_of(name: Name, claim: Claim) -> tuple[Name, Pair] | None:
    """Return the name of the evidence in whose place the line has this one, with its sentence."""
    for pair, change in _flanked(claim):
        other = _name_in(pair, change.source, claim)
        if (
            other
            and _covers(pair.alignment.claim, change.claim, name)
            and _is_other(name, other, pair, claim)
        ):
            return other, pair
    return None


def _covers(words: tuple[Word, ...], place: tuple[int, int], name: Name) -> bool:
    """Tell whether the changed words are a name, or the part of it that tells."""
    changed = words[slice(*place)]
    return bool(changed) and name.start <= changed[0].start and changed[-1].end <= name.end + len("'s")


def _name_in(pair: Pair, place: tuple[int, int], claim: Claim) -> Name | None:
    """Return the name that some words of the evidence are or belong to, None where they are more than that."""
    words = pair.alignment.source[slice(*place)]
    for name in claim.facts.names_in(pair.span):
        start, end = name.start - pair.span.start, name.end + len("'s") - pair.span.start
        inside = [start <= word.start and word.end <= end for word in words]
        if any(inside) and all(
            within or word.text[0].isupper() for within, word in zip(inside, words, strict=True)
        ):
            return name
    return None


def _is_other(name: Name, other: Name, pair: Pair, claim: Claim) -> bool:
    """Tell whether two names are of two things, as far as the article lets one see."""
    index = claim.facts.name_index
    if name.text.isupper() or other.text.isupper() or aliases().keys() & {*name.words, " ".join(name.words)}:
        return False  # initials that stand for other words; a country for a place in it
    return (
        index.forms_of(name).isdisjoint(index.forms_of(other))
        and claim.lacks(other)
        and not _is_in(name, pair, claim)
    )


def _is_in(name: Name, pair: Pair, claim: Claim) -> bool:
    index = claim.facts.name_index
    return claim.facts.sentences.index(pair.sentence) in index.sentences_with(name)


def _changed(name: Name, other: Name, pair: Pair, claim: Claim) -> Iterator[Finding | Checked]:
    yield finding(
        "names.changed",
        claim.path,
        f"The line has {quoted(name.text)} where the sentence has {quoted(other.text)}.",
        hint="Use the name of the sentence.",
        nearest=pair.span,
        offending=name.text,
    )
    yield Checked(kind="name", text=name.text, outcome="changed", source=pair.span)


class _Verdict(NamedTuple):
    """How doubtful it is that the line has the right name, and the name that the article has there."""

    doubt: float
    rival: Name | None


def _doubt(name: Name, claim: Claim) -> _Verdict:
    """Weigh where the article has the name against where it says what the line says."""
    facts = claim.facts
    holders = facts.name_index.sentences_with(name)
    around = words_around(claim.keys, name, facts.language)
    mine, theirs, rival = _beside(name, facts.name_index.likeness(around), claim)
    told, cited = _told(name, holders, claim)
    far = not _is_near(name, holders, claim)
    if far and told > cited:
        return _Verdict(math.inf, None)
    doubt = (
        POLICY.name_beside * (1 - mine / (mine + theirs + 0.1))
        + POLICY.name_in_full * (len(name.words) > 1)
        + theirs
        + far
        + (1 - told / cited if cited else 0)
        + _has_unused_name(claim)
        - (_best_sentence(claim) in holders)
    )
    return _Verdict(doubt, rival if theirs >= POLICY.name_rival else None)


def _is_near(name: Name, holders: set[int], claim: Claim) -> bool:
    """Tell whether the evidence, the two sentences before it or the metadata have the name; a name of ordinary
    words, such as `Court`, is near everywhere.
    """
    if ORDINARY.issuperset(name.words):
        return True
    nearby = {place for cited in claim.sentences for place in range(cited - 2, cited + 1)}
    return bool(holders & nearby) or claim.facts.is_known_beside(name)


def _beside(name: Name, likeness: dict[int, float], claim: Claim) -> tuple[float, float, Name | None]:
    """Return how much of the surroundings the name has in the article, how much a name has that the line lacks,
    and that name.
    """
    index = claim.facts.name_index
    same = index.forms_of_person(name)
    mine = max((share for number, share in likeness.items() if number in same), default=0.0)
    for number in sorted(likeness, key=lambda number: -likeness[number]):
        if number not in same and claim.lacks(index.names[number]):
            return mine, likeness[number], index.names[number]
    return mine, 0.0, None


def _told(name: Name, holders: set[int], claim: Claim) -> tuple[int, int]:
    """Return how many words of the line the best sentence with the name tells, or one soon after it; and the best
    of the evidence.
    """
    words = claim.words - set(content_words(name.text, claim.facts.language))
    tells = claim.facts.sentence_words
    following = {place + step for place in holders for step in range(3) if place + step < len(tells)}
    own = max((len(words & tells[place]) for place in following), default=0)
    best = max((len(words & tells[place]) for place in claim.sentences), default=0)
    return own, best


def _has_unused_name(claim: Claim) -> bool:
    """Tell whether the sentence most like the line has a name that the line lacks."""
    inside = claim.facts.names_in(claim.facts.sentence_span(_best_sentence(claim)))
    return any(claim.lacks(name) for name in inside)


def _best_sentence(claim: Claim) -> int:
    """Return the place of the sentence most like the line."""
    tells = claim.facts.sentence_words
    return max(claim.sentences, key=lambda place: len(claim.words & tells[place]))


def _elsewhere(name: Name, rival: Name | None, claim: Claim) -> Iterator[Finding | Checked]:
    place = claim.facts.first_place(name)
    is_there = _best_sentence(claim) in claim.facts.name_index.sentences_with(name)
    where = "is not beside these words in the article" if is_there else "is not where the article says this"
    instead = f" These words stand beside {quoted(rival.text)}." if rival else ""
    yield finding(
        "names.elsewhere",
        claim.path,
        f"{quoted(name.text)} {where}.{instead}",
        hint=claim.hint("name"),
        nearest=place,
        offending=name.text,
    )
    yield Checked(kind="name", text=name.text, outcome="elsewhere", source=place)
