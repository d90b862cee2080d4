"""Whether a signal says what can be seen, and by when or from which value on, in the article's own terms.

A signal that nobody can see fail is none. What is vague is told by words, in English; the rest in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.schema import Brief, Finding, Signal, Span
from briefkit.text import content_words

__all__ = ["check_next_test", "check_signal"]

_VAGUE = re.compile(
    r"\b(?:(?:further|follow-?up|additional|new|more|future|any|other|latest|related|upcoming|ongoing|market|industry|public"
    r"|investor|customer|regulatory|competitor|subsequent)\s+){1,3}"
    r"(?:developments?|announcements?|updates?|disclosures?|details|news|information|reactions?|responses?|moves|changes"
    r"|progress|steps|activity|sentiment|signals?|trends?|filings)\b"
    r"|\b(?:how|whether)\s+[\w’' -]{1,60}\b(?:responds?|reacts?|evolves?|unfolds?|performs?|develops?|progress(?:es)?"
    r"|plays?\sout|adapts?|executes?|delivers?|succeeds?)\b"
    r"|\A\W*(?:(?:any|more|first|clear)\s+){0,2}(?:progress|updates?|clarity|shifts?|changes?|developments?|news|coverage"
    r"|statements?|reactions?|responses?|signs?|indications?|evidence|interest)\s(?:on|in|of|from|to|that|about|for|by)\b"
    r"|\A\W*how\s"
    r"|\b(?:momentum|uptake|execution|sentiment|appetite|traction|developments)\b",
    re.IGNORECASE,
)
"""What can be said of any story: nobody would see that it did not happen."""
_NO_TIME = re.compile(
    r"\W*(?:(?:no|not|without|un)\W?\s?(?:date|time|horizon|deadline|meeting|specified|given|known|stated|announced)"
    r"|unknown|unspecified|undated|tb[acd]|n/a|ongoing|soon|in the (?:near|coming|foreseeable)|over time|eventually"
    r"|date\s(?:non|inconnue)|aucune\sdate|unbekannt|sin\sfecha)",
    re.IGNORECASE,
)
"""A time that is none."""


def check_signal(claim: Claim) -> Iterator[Finding]:
    """Yield what makes a signal no test: nothing to be seen, no horizon, or a value that the article does not give."""
    if not isinstance(claim.statement, Signal):
        return
    signal, facts = claim.statement, claim.facts
    yield from _unseen(claim, signal)
    yield from _without_horizon(claim, signal)
    yield from _foreign_values(claim, signal, facts)


def _unseen(claim: Claim, signal: Signal) -> Iterator[Finding]:
    vague = _VAGUE.search(signal.text) if claim.facts.language == "en" else None
    if (
        vague is None
        or _has_value(claim, signal.text)
        or (signal.threshold and _has_value(claim, signal.threshold))
    ):
        return
    yield finding(
        "signals.observable",
        claim.path,
        f"{quoted(vague.group())} is nothing that can be seen to happen or not.",
        hint="Name the event: a ruling, a filing, a figure that is published.",
        nearest=next(iter(claim.evidence), None),
        offending=vague.group(),
    )


def _without_horizon(claim: Claim, signal: Signal) -> Iterator[Finding]:
    timed = signal.when is not None and not _NO_TIME.match(signal.when)
    if timed or signal.threshold or _has_value(claim, signal.text):
        return
    yield finding(
        "signals.horizon",
        claim.path,
        "The signal has neither a date, nor a horizon, nor a value that decides.",
        hint="Say by when or from which value on, as the article gives it, or drop the signal.",
        nearest=_ahead(claim),
    )


def _has_value(claim: Claim, text: str) -> bool:
    """Tell whether a text has a date or a figure."""
    return bool(claim.dates_of(text) or claim.numbers_of(text))


def _ahead(claim: Claim) -> Span | None:
    """Return the sentence of the evidence that has a date, None where none has."""
    dates = claim.cited_dates
    return claim.facts.span_of(dates[0].start) if dates else None


def _foreign_values(claim: Claim, signal: Signal, facts: Facts) -> Iterator[Finding]:
    everything = [sentence.number for sentence in facts.sentences]
    for name in ("when", "threshold"):
        value: str | None = getattr(signal, name)
        if not value or _NO_TIME.match(value) or facts.has(value) or not content_words(value, facts.language):
            continue
        if facts.index.support(value, everything) < POLICY.own_words and not facts.dates_of(value):
            yield finding(
                "signals.value",
                claim.path,
                f"The article does not give {quoted(value)} as {name}.",
                hint="Use the article's own words, or leave it empty.",
                nearest=facts.span_like(value),
                offending=value,
            )


def check_next_test(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield a note where several signals stand side by side and not exactly one is the next test."""
    del facts
    tests = sum(signal.next_test for signal in brief.signals)
    if len(brief.signals) > 1 and tests != 1:
        yield finding(
            "signals.test",
            "signals[0]",
            f"{'None' if not tests else 'More than one'} of {len(brief.signals)} signals is the next test.",
            hint="Mark the one to watch first.",
        )
