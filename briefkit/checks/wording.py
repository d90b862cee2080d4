"""Whether a statement turns its evidence round: a negation, a direction or a hedge changed. English only.

Only where one cited sentence says nearly the same; elsewhere such words prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.schema import Finding, Span
from briefkit.text import find_words

__all__ = ["check_wording"]

_NEGATIONS = re.compile(
    r"\b(?:not|no|never|nobody|none|neither|nor|without|cannot|\w{2,8}n['’]t)\b", re.IGNORECASE
)
_DENIALS = re.compile(
    r"\b(?:fail(?:s|ed)?|refus(?:es?|ed)|den(?:y|ies|ied)|declin(?:es?|ed)|lack(?:s|ed)?|unable|avoid(?:s|ed)?"
    r"|reject(?:s|ed)?|stop(?:s|ped)?|halt(?:s|ed)?|ban(?:s|ned)?|un\w{4,}|in(?:ability|capable)|only|despite)\b",
    re.IGNORECASE,
)
"""Words that deny without a negation; where one side has such a word, nothing is said about negations."""
_HEDGES = re.compile(
    r"\b(?:may|might|could|would|should|likely|unlikely|possibl[ey]|perhaps|probabl[ey]|alleged(?:ly)?|reported(?:ly)?"
    r"|apparent(?:ly)?|appear\w{0,4}|seem\w{0,4}|suspected|expect\w{0,4}|plan(?:s|ned)?|potential(?:ly)?|set\sto"
    r"|propos(?:es|ed)|believ\w{1,3}|suggest\w{0,4}|claim\w{0,4}|accused|estimated?|forecasts?|predicted?|aims?"
    r"|hop(?:e|es|ed|ing)|intends?|if)\b"
)
_OPPOSITES = (
    ("rise rises rose risen rising increase increases increased increasing grow grows grew grown growing"
     " climb climbs climbed gain gains gained up higher more",
     "fall falls fell fallen falling decrease decreases decreased decreasing decline declines declined"
     " drop drops dropped shrink shrank lose lost down lower less fewer"),
    ("open opens opened opening", "close closes closed closing shut shuts"),
    ("win wins won", "lose loses lost"),
    ("accept accepts accepted approve approves approved", "reject rejects rejected deny denies denied"),
    ("support supports supported supporting back backs backed", "oppose opposes opposed opposing"),
    ("first", "last"),
    ("guilty", "innocent"),
    ("buy buys bought", "sell sells sold"),
    ("allow allows allowed", "ban bans banned prohibit prohibits prohibited"),
    ("start starts started begin begins began", "end ends ended finish finishes finished"),
)  # fmt: skip


def check_wording(claim: Claim) -> Iterator[Finding]:
    """Yield what the closest cited sentence words the other way round."""
    path, statement, facts = claim.path, claim.statement, claim.facts
    if facts.language != "en" or statement.basis != "stated" or statement.origin == "copied":
        return
    source, share = _closest(claim)
    if source is None or share < POLICY.nearness:
        return
    yield from _direction(path, statement.text, source)
    if share >= POLICY.closeness:
        yield from _negation(path, statement.text, source)
        yield from _hedge(path, statement.text, source)


def _closest(claim: Claim) -> tuple[Span | None, float]:
    """Return the cited sentence that has most of the statement's words, and the share it has."""
    words, cited, facts = claim.words, claim.sentences, claim.facts
    if len(words) < POLICY.fewest_words or not cited:
        return None, 0.0
    shares = {number: len(words & facts.sentence_words[number]) / len(words) for number in cited}
    best = max(shares, key=lambda number: shares[number])
    sentence = facts.sentences[best]
    return facts.article.span(sentence.start, sentence.end), shares[best]


def _negation(path: str, text: str, source: Span) -> Iterator[Finding]:
    if _DENIALS.search(text) or _DENIALS.search(source.quote):
        return
    mine, theirs = _NEGATIONS.search(text), _NEGATIONS.search(source.quote)
    if (mine is None) == (theirs is None):
        return
    if mine is not None:
        message = f"The line has {quoted(mine.group())}, the cited sentence has no negation."
    elif theirs is not None and _is_told(text, source.quote, theirs.start()):
        message = f"The cited sentence has {quoted(theirs.group())}, the line has no negation."
    else:
        return
    yield finding(
        "wording.negation",
        path,
        message,
        hint="Say what the sentence says.",
        nearest=source,
        offending=mine.group() if mine else None,
    )


def _is_told(text: str, source: str, place: int) -> bool:
    """Tell whether the line has the words right after the place, so that it tells this part."""
    following = [word.text.casefold() for word in find_words(source[place:])[1:4]]
    mine = {word.text.casefold() for word in find_words(text)}
    return len(following) > 1 and sum(word in mine for word in following) >= len(following) - 1


def _direction(path: str, text: str, source: Span) -> Iterator[Finding]:
    mine = {word.text.casefold() for word in find_words(text)}
    theirs = {word.text.casefold() for word in find_words(source.quote)}
    for pair in _OPPOSITES:
        for one, other in (pair, pair[::-1]):
            said, meant = set(one.split()) & mine, set(other.split()) & theirs
            if said and meant and not said & theirs and not meant & mine and not set(one.split()) & theirs:
                yield finding(
                    "wording.direction",
                    path,
                    f"The line has {quoted(min(said))}, the cited sentence {quoted(min(meant))}.",
                    hint="Say what the sentence says.",
                    nearest=source,
                    offending=min(said),
                )


def _hedge(path: str, text: str, source: Span) -> Iterator[Finding]:
    lost = _HEDGES.search(source.quote)
    if lost is None or _HEDGES.search(text) or not _is_told(text, source.quote, lost.start()):
        return
    yield finding(
        "wording.hedge",
        path,
        f"The cited sentence has {quoted(lost.group())}, the line states it as a fact.",
        hint="Keep the qualifier.",
        nearest=source,
    )
