"""Shorten a sentence without changing it: leave phrases out by code, and tell whether a model did only that."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from briefkit.plan.cues import HEDGES, NEGATIONS, word_set
from briefkit.text.speech_words import SPEECH

__all__ = ["near_copy_problem", "origin_of", "speech_is_lost", "trim"]

_FEWEST_WORDS = 5
_TOKEN = re.compile(r"[$£€¥]?\w+(?:[.,'’/:-]\w+)*%?")
_QUOTED = re.compile(r"[\"“][^\"“”]{0,600}[\"”]")
_TWO_FIGURES = re.compile(r"(?<!\d)\d+ \d+")
_ARTICLES = word_set("the a an")
_DROPPABLE = _ARTICLES | word_set("that had has have also today yesterday then now")
_PREPOSITIONS = word_set(
    "of in on for from to with by at into onto upon over under between among through against during about than as per "
    "within towards toward behind across around without near"
)
_LINKS = word_set(
    "and or but who whom whose which that while when where because after before since although though if unless until "
    "following including rather so whether yet"
)
_AUXILIARIES = word_set(
    "is are was were be been being has have had do does did will would can could may might"
)
_OPEN_AUXILIARIES = _AUXILIARIES - {"will", "would", "may", "might", "could", "can"}
_PRONOUNS = word_set("it he she they its his her their this these those i we you our my")
_FUNCTION = _ARTICLES | _PREPOSITIONS | _LINKS | _AUXILIARIES | _PRONOUNS
_HEDGE_WORDS = frozenset(hedge for hedge in HEDGES if " " not in hedge) | word_set(
    "much many least most more"
)
_GUARDED = NEGATIONS | _HEDGE_WORDS
_SPEECH = frozenset(SPEECH)
_PLACES = word_set("town city village state province district county island port")
_NEVER_CUT_BEFORE = word_set("of to that than")


class _Token(NamedTuple):
    word: str
    key: str
    after: str  # what stands between this word and the next one


def near_copy_problem(
    claim: str, sentence: str, *, terse: bool = False, fewest: int = _FEWEST_WORDS
) -> str | None:
    """Return why a claim is more or less than its sentence with phrases left out, None where it is just that.

    `terse` allows what headlines do: no articles, no auxiliaries, present for past, a dropped adjective.
    """
    said, source = _tokens(claim), _tokens(sentence)
    if len(said) < fewest - terse:
        return "it is too short to say anything"
    if any(pair not in sentence for pair in _TWO_FIGURES.findall(claim)):
        return "it joins two figures"
    kept, added = _align(said, source)
    extra = [
        said[index].word
        for index in added
        if said[index].key not in _ARTICLES | (_TERSE_ADDITIONS if terse else set())
    ]
    if extra:
        return f"it adds {', '.join(repr(word) for word in extra[:3])}"
    rules: tuple[Callable[[list[_Token], set[int], bool], str | None], ...] = (
        _lost_guard,
        _bad_cut,
        _bad_ends,
    )
    for rule in rules:
        problem = rule(source, kept, terse)
        if problem:
            return problem
    return None


def speech_is_lost(claim: str, sentence: str) -> bool:
    """Tell whether the sentence attributes what the claim states as fact."""
    source = {token.word for token in _tokens(_outside_quotes(sentence))}
    if "according" in source and "according" in {token.word for token in _tokens(claim)}:
        return False
    spoken = source & (_SPEECH | {"according"})
    keys = {token.key for token in _tokens(claim)}
    return bool(spoken) and not any(_key(word) in keys for word in spoken)


def origin_of(text: str, sentence: str) -> Literal["copied", "shortened"]:
    """Tell whether a line that code took from a sentence is still the sentence's own words in a row."""
    return "copied" if " ".join(text.split()) in " ".join(sentence.split()) else "shortened"


def trim(sentence: str, fits: Callable[[str], bool]) -> str:
    """Return the sentence with side phrases left out, one kind after the other until it fits; English only."""
    whole = sentence
    for pattern, replacement in _SIDE_PHRASES:
        while not fits(sentence):
            shorter = _leave_out(sentence, pattern, replacement)
            if shorter == sentence or _changes_a_quotation(shorter, whole):
                break
            if near_copy_problem(shorter, whole, fewest=3) is not None:
                break
            sentence = shorter
    return sentence


_TERSE_ADDITIONS = word_set("to in for of at by on over after as")
_NO_TURN = (
    r"(?![^,.]{0,160}\b(?:not|no|never|if|unless|although|though|but|denied|said|says|told|argued|according|"
    r"legislation|bill|proposals?|proposed|plans?|draft|suit|lawsuit|complaint|indictment|"
    r"reports?|survey|poll|study)\b)"
)
"""What a side phrase may not hold: a turn of the sense, whose words they are, or the draft in which it says so."""
_SIDE_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s?\([^()]{1,160}\)"), ""),
    (
        re.compile(
            rf",{_NO_TURN} (?:an?|the|who|whose|which|where|commonly|formerly|also|once|now|based|backed|owned|known|"
            r"(?:\w+ )?(?:company|operator|unit|subsidiary|maker|owner|chairman|"
            r"president|director|minister|leader|head))\b"
            r"[^,.\"“”]{3,120}, (?=(?:that|\w+ed|\w+s|is|are|was|were|has|have|had|will|"
            r"would|put|may|could|can|cut|said|told)\b)"
        ),
        " ",
    ),
    (
        re.compile(
            r"\A(?:In|On|At|During|After|Following|Today|Yesterday|Last|Earlier|Responding|Speaking|Meanwhile|However|But|"
            rf"Additionally|Furthermore|Moreover|Also)\b{_NO_TURN}[^,.\"“”]{{0,80}}, "
            r"(?=[A-Z“\"]|the |a |an |he |she |it |they )"
        ),
        "",
    ),
    (
        re.compile(
            rf",{_NO_TURN} (?:who|which|where|while|after|[a-z]{{3,}}ing|with|as)\b"
            r"[^.;]{3,160}(?=\.\Z)"
        ),
        "",
    ),
    (re.compile(r"; [^;]{3,160}(?=\.\Z)"), ""),
    (re.compile(r"(?<=[^\W\d]) (?:--|[–—-]) [^–—\d]{3,120} (?:--|[–—-]) (?=[^\W\d])"), " "),
)


def _changes_a_quotation(shorter: str, whole: str) -> bool:
    return any(quoted not in whole for quoted in _QUOTED.findall(shorter))


def _leave_out(sentence: str, pattern: re.Pattern[str], replacement: str) -> str:
    shorter = pattern.sub(replacement, sentence, count=1).strip()
    return shorter[:1].upper() + shorter[1:]


def _tokens(text: str) -> list[_Token]:
    found = list(_TOKEN.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        _Token(word=match.group().casefold(), key=_key(match.group()), after=text[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]


def _key(word: str) -> str:
    """Return the word without its endings, so that `argues` meets `argued`."""
    word = word.casefold().replace("’", "'")
    for ending in ("'s", "ing", "ed", "es", "s"):
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= 3
            and word.isascii()
            and not word[0].isdigit()
        ):
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word


def _align(said: Sequence[_Token], source: Sequence[_Token]) -> tuple[set[int], list[int]]:
    """Return the places of the source that the claim keeps, in order, and the places of the claim that are added."""
    matcher = SequenceMatcher(None, [t.key for t in source], [t.key for t in said], autojunk=False)
    kept: set[int] = set()
    met: set[int] = set()
    for block in matcher.get_matching_blocks():
        kept.update(range(block.a, block.a + block.size))
        met.update(range(block.b, block.b + block.size))
    return kept, [index for index in range(len(said)) if index not in met]


def _lost_guard(source: list[_Token], kept: set[int], terse: bool) -> str | None:
    """A word such as `not` or `about` may go only together with what it stands before."""
    for index, token in enumerate(source):
        if index in kept or token.word not in _GUARDED:
            continue
        if (
            terse
            and token.word in {"will", "would", "over", "more", "much", "many"}
            and token.word not in NEGATIONS
        ):
            continue
        follower = next((n for n in range(index + 1, len(source)) if source[n].word not in _FUNCTION), None)
        if follower is not None and follower in kept:
            return f"it leaves out {token.word!r}"
    return None


def _bad_cut(source: list[_Token], kept: set[int], terse: bool) -> str | None:
    """What is left out inside must be a whole phrase: it begins at a joint and does not end before one."""
    if not kept:
        return "it keeps nothing of the sentence"
    for first, last in _gaps(kept):
        words = [source[n].word for n in range(first, last + 1)]
        if source[first - 1].word[-1].isdigit() and source[last + 1].word[0].isdigit():
            return "it joins two figures"
        free = _DROPPABLE | (
            _OPEN_AUXILIARIES | {"its", "his", "her", "their"} if terse else frozenset[str]()
        )
        if all(word in free for word in words):
            continue
        if len(words) == 3 and words[0] == "the" and words[1] in _PLACES and words[2] == "of":
            continue
        if all(word in _FUNCTION for word in words):
            return f"it leaves out only {' '.join(words)!r}"
        if words[-1] in _PREPOSITIONS | _LINKS and words[-1] not in {"that"} and words[0] != words[-1]:
            return f"it joins what {words[-1]!r} kept apart"
        if not terse and not _is_joint(source, first):
            return f"it leaves out {words[0]!r} from the middle of a phrase"
    return None


def _bad_ends(source: list[_Token], kept: set[int], terse: bool) -> str | None:
    first, last = min(kept), max(kept)
    while first and source[first - 1].word in _ARTICLES:
        first -= 1
    lead = [token.word for token in source[:first]]
    free = _ARTICLES | _LINKS | word_set("today yesterday however meanwhile also additionally")
    if lead and not all(word in free for word in lead) and not set(source[first - 1].after) & set(",:;"):
        return "it begins in the middle of a clause"
    if source[last].word in _FUNCTION - _PRONOUNS:
        return f"it stops at {source[last].word!r}"
    if last + 1 < len(source) and not _is_joint(source, last + 1):
        return "it stops in the middle of a phrase"
    if last + 1 < len(source) and source[last + 1].word in _NEVER_CUT_BEFORE and not terse:
        return f"it stops before {source[last + 1].word!r}"
    return None


def _gaps(kept: set[int]) -> list[tuple[int, int]]:
    """Return the stretches left out between kept words, first and last included."""
    ordered = sorted(kept)
    return [(a + 1, b - 1) for a, b in pairwise(ordered) if b - a > 1]


def _is_joint(source: list[_Token], index: int) -> bool:
    """Tell whether a phrase may begin here: after a mark, or at a linking word, an adverb or a determiner of time."""
    token, before = source[index], source[index - 1]
    if set(before.after) & set(',;:–—()"“”'):
        return True
    if token.word in _PREPOSITIONS | _LINKS | _DROPPABLE or token.word in _SPEECH:
        return True
    return token.word.endswith("ly") or token.word in {"last", "next", "early", "late"}


def _outside_quotes(text: str) -> str:
    return _QUOTED.sub(" ", text)
