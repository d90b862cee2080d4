"""How long the lines of a brief are, and whether there is anything in them. Too long is never an error."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.schema import FULL_WORDS, GLANCE_WORDS, WORD_LIMITS, Brief, Finding, field_of
from briefkit.text import count_words

__all__ = ["check_length", "check_lengths", "is_placeholder"]

_PLACEHOLDER = re.compile(
    r"\W*(?:n\s?/\s?a|none|null|nil|nan|undefined|unknown|tb[acd]|to\sbe\s(?:determined|announced|confirmed)|todo|xxx+|foo"
    r"|string|text|placeholder|example|lorem\sipsum[^\n]{0,500}|not\s(?:applicable|available|specified|mentioned|provided"
    r"|stated|given)|no\s(?:data|information|answer)|nothing|k\.?\s?a\.?|néant|ninguno|なし|該当なし|لا\sيوجد)\W*",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"\{\{?\s?\w{1,40}\s?\}?\}|<[a-z_ ]{3,40}>|\[(?:insert|your|name|company|date|number)\b[^\]]{0,60}\]",
    re.I,
)


def is_placeholder(text: str) -> bool:
    """Tell whether a text stands in for one that nobody wrote."""
    return _PLACEHOLDER.fullmatch(text) is not None or _TEMPLATE.search(text) is not None


def check_length(claim: Claim) -> Iterator[Finding]:
    """Yield what is empty or too long in one statement."""
    path, statement, facts = claim.path, claim.statement, claim.facts
    if not any(map(str.isalnum, statement.text)):
        yield finding("lengths.empty", path, "The line is empty.", hint="Write it, or abstain with a reason.")
        return
    for field in claim.fields:
        if is_placeholder(field.text) and not facts.has(field.text):
            yield finding(
                "lengths.placeholder",
                path,
                f"{quoted(field.text)} is a placeholder.",
                hint="Write what the article says, or abstain with a reason.",
                offending=field.text,
            )
    limit = WORD_LIMITS.get(field_of(path, type(statement)))
    words = count_words(statement.text, facts.language)
    if limit is not None and words > limit:
        yield finding(
            "lengths.field",
            path,
            f"The line has {words} words; it should have at most {limit}.",
            hint="Shorten it.",
        )


def check_lengths(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield what is too long in the brief as a whole."""
    words = {path: count_words(statement.text, facts.language) for path, statement in brief.statements()}
    glance = sum(words.get(path, 0) for path in ("headline", "dek", *(f"key_points[{n}]" for n in range(3))))
    if glance > GLANCE_WORDS:
        yield finding(
            "lengths.glance",
            "",
            f"Headline, dek and the first three points have {glance} words; 20 seconds"
            f" are enough for {GLANCE_WORDS}.",
            hint="Shorten them.",
        )
    full = sum(words.values())
    # A newsroom's own lines bring their room with them.
    own = [field_of(path, type(line)) for path, line in brief.statements() if path.startswith("more.")]
    most = FULL_WORDS + sum(WORD_LIMITS[field] for field in own)
    if full > most:
        yield finding(
            "lengths.full",
            "",
            f"The brief has {full} words; it should have at most {most}.",
            hint="Drop the weakest lines.",
        )
