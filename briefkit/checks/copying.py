"""Whether a line that a model is said to have worded repeats a long stretch of the article. It judges no fact.

Words between quotation marks are quoted, not copied; lines that code copied, shortened or composed say so themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.schema import Finding, Span
from briefkit.text import find_quotations, find_words

__all__ = ["check_copying", "longest_copy"]


def check_copying(claim: Claim) -> Iterator[Finding]:
    """Yield a line that has more words running of the article than a line of one's own would."""
    is_short = len(claim.text.split()) < POLICY.copied_words
    if is_short or claim.found or claim.statement.origin != "model" or claim.facts.unspaced:
        return
    copied = longest_copy(claim)
    if copied is not None:
        yield finding(
            "copying.long",
            claim.path,
            f"{len(find_words(copied))} words running are the article's own: {quoted(copied)}.",
            hint="Say it in fewer words of your own, or set it in quotation marks.",
            nearest=_place(claim, copied),
            offending=copied,
        )


def longest_copy(claim: Claim) -> str | None:
    """Return the longest stretch of a line, outside quotation marks, that is the article's; None if all are short."""
    longest = ""
    for text in _outside_quotations(claim.text):
        words = find_words(text)
        plain = [word.text.casefold() for word in words]
        start, end = 0, POLICY.copied_words
        while end <= len(words):
            if f" {' '.join(plain[start:end])} " in claim.facts.running_words:
                longest = max(longest, text[words[start].start : words[end - 1].end], key=len)
                end += 1
            else:
                start, end = start + 1, max(end, start + 1 + POLICY.copied_words)
    return longest or None


def _outside_quotations(text: str) -> Iterator[str]:
    last = 0
    for quotation in find_quotations(text):
        if quotation.start >= last:
            yield text[last : quotation.start]
            last = quotation.end
    yield text[last:]


def _place(claim: Claim, copied: str) -> Span | None:
    location = claim.facts.quotes.locate(copied)
    return None if location is None else claim.facts.span_of(location.spans[0][0])
