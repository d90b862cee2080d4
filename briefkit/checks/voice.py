"""Whether a line speaks as "I" or "we" outside quotation marks, where no speaker is named beside it. English only.

A brief is nobody's voice: whose "we" it is must be said. What is said, and by whom, is for `attribution`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.schema import Finding, KeyPoint
from briefkit.text.attributions import find_attributions
from briefkit.text.quotations import find_quotations

__all__ = ["check_voice", "find_first_person"]

_OWN = re.compile(
    r"(?<![\w'’.-])(?:I(?:['’](?:m|ve|d|ll))?|[Ww]e(?:['’](?:re|ve|d|ll))?|[Mm]y|me|[Oo]ur|us|myself|ourselves)(?![\w'’-]|\.\w)"
)
_SHARED = re.compile(r"[^\w]{1,2}(?:solar|galaxy|planet|sun|moon|species|universe)\b")
"""What is everybody's: "our solar system"."""
_BEFORE = re.compile(r"(\w+)[^\w.!?:;]{1,3}\Z")
_AFTER = re.compile(r"[^\w]{1,2}[a-z]")


def check_voice(claim: Claim) -> Iterator[Finding]:
    """Yield the first word of a line that speaks as "I" or "we" and does not say who that is."""
    if claim.facts.language != "en" or _is_labelled(claim) or _is_headline(claim):
        return
    word = find_first_person(claim.text)
    if word is not None and not find_attributions(claim.text, "en"):
        yield finding(
            "attribution.first_person",
            claim.path,
            f"The line speaks as {quoted(word)} and does not say who that is.",
            hint="Say who says it, in quotation marks or as reported speech.",
            nearest=claim.facts.span_like(claim.text),
            offending=word,
        )


def find_first_person(text: str) -> str | None:
    """Return the first "I", "we", "my" or the like outside quotation marks and after no "NAME:"; None where none is."""
    quotations = [(quotation.start, quotation.end) for quotation in find_quotations(text)]
    for match in _OWN.finditer(text):
        if any(start <= match.start() < end for start, end in quotations) or ":" in text[: match.start()]:
            continue
        if not _is_name(text, match) and not _SHARED.match(text, match.end()):
            return match[0]
    return None


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether a word is part of a name or title: "World War I", "My Fair Lady"."""
    if not match[0][0].isupper():
        return False
    before = _BEFORE.search(text[: match.start()])
    if match[0] == "I":
        return (before is not None and before[1][0].isupper()) or _AFTER.match(text, match.end()) is None
    return match[0][1:2].islower() and (before is not None or _AFTER.match(text, match.end()) is None)


def _is_labelled(claim: Claim) -> bool:
    """Tell whether a key point names its speaker beside the line."""
    return isinstance(claim.statement, KeyPoint) and bool(claim.statement.attribution.speaker)


def _is_headline(claim: Claim) -> bool:
    """Tell whether the line is the article's own headline: "What we know so far"."""
    headline = claim.facts.article.headline or ""
    return claim.path == "headline" and claim.text.strip() == headline.strip()
