"""Whether abstentions give a reason, questions ask, and signals say something that the article gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.checks.lengths import is_placeholder
from briefkit.checks.policy import POLICY
from briefkit.schema import Abstention, Brief, Finding, Question, Signal
from briefkit.text import content_words

__all__ = ["check_abstentions", "check_question", "check_signal"]

_STOCK = re.compile(
    r"\W*(?:(?:there\sis\s|there\sare\s)?(?:nothing|no\sinformation|no\sdetails?|not\senough\s(?:information|detail)"
    r"|insufficient\s(?:information|detail|data)|no\sspecific\s(?:information|detail)s?)"
    r"(?:\s(?:specific|available|given|provided|found|mentioned))?(?:\s(?:in|from|by)\s(?:the|this)\s(?:article|text|story))?"
    r"|(?:the|this)\s(?:article|text|story)\s(?:does\snot|doesn['’]t)\s(?:say|mention|specify|provide|state)"
    r"(?:\s(?:this|it|that|anything|enough|(?:any\s)?(?:information|details?)))?"
    r"|not\s(?:addressed|mentioned|specified|stated|provided)(?:\sin\s(?:the|this)\s(?:article|text|story))?"
    r"|more\s(?:details|information)\s(?:is|are)\sneeded)\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？؟;]['\"”’»」)\s]*$")
_ASKS_IN_JAPANESE = re.compile(r"か[。.]?[」』\s]*$")


def check_abstentions(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield abstentions without a reason of their own; those that code words are no different."""
    del facts
    for path, item in brief.items():
        if not isinstance(item, Abstention):
            continue
        if not any(map(str.isalnum, item.abstained)) or is_placeholder(item.abstained):
            yield finding(
                "abstentions.empty",
                path,
                "The abstention gives no reason.",
                hint="Say what the article lacks.",
            )
        elif _STOCK.fullmatch(item.abstained):
            yield finding(
                "abstentions.stock",
                path,
                f"The reason {quoted(item.abstained)} would fit any article.",
                hint="Say what this article lacks.",
                offending=item.abstained,
            )


def check_question(claim: Claim) -> Iterator[Finding]:
    """Yield a question that does not ask."""
    path, statement = claim.path, claim.statement
    if isinstance(statement, Question) and not _asks(statement.text):
        yield finding(
            "questions.form", path, "The line is not worded as a question.", hint="End it as a question."
        )


def _asks(text: str) -> bool:
    return _ASKS.search(text) is not None or _ASKS_IN_JAPANESE.search(text) is not None


def check_signal(claim: Claim) -> Iterator[Finding]:
    """Yield a time or threshold that the article does not give; figures and dates have their own checks."""
    path, statement, facts = claim.path, claim.statement, claim.facts
    if not isinstance(statement, Signal):
        return
    everything = [sentence.number for sentence in facts.sentences]
    for name in ("when", "threshold"):
        value: str | None = getattr(statement, name)
        if not value or facts.has(value) or not content_words(value, facts.language):
            continue
        if facts.index.support(value, everything) < POLICY.own_words and not facts.dates_of(value):
            yield finding(
                "signals.value",
                path,
                f"The article does not give {quoted(value)} as {name}.",
                hint="Use the article's own words, or leave it empty.",
                nearest=facts.span_like(value),
                offending=value,
            )
