"""What is looked at in which language: one table, which the checks, the reports and the documentation read.

It tells how far the checks reach. What they do not look at is admitted in a report; it is never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from briefkit.checks.claims import Claim
from briefkit.schema import Checked, CheckedKind

__all__ = ["NAMES_UNMARKED", "NO", "OTHERS", "SCOPES", "YES", "Scope", "admit", "check_scope", "is_served"]

YES = "yes"
NO = "no"
OTHERS = "*"
"""The key for every language that has none of its own."""
UNKNOWN = "?"
"""The key for an article whose language nobody gave and nothing showed."""
_LANGUAGE_UNKNOWN = "the article's language is not known"
NAMES_UNMARKED = "capitals mark no names in this text"
_NOTHING_ALIKE = "no sentence of the article is like the line"


class Scope(NamedTuple):
    """One thing that is looked at, and how far by language: `yes`, `no`, or in words what of it."""

    name: str
    reach: Mapping[str, str]
    kind: CheckedKind | None = None
    """As what a report admits that it was not looked at; None where it has no kind for it."""
    why: str = ""
    """What the report says then."""

    def of(self, language: str | None) -> str:
        """Return how far it is looked at in a language."""
        return self.reach.get(language or UNKNOWN, self.reach[OTHERS])


def _all(**others: str) -> dict[str, str]:
    return {OTHERS: YES, **others}


def _only(*languages: str, **others: str) -> dict[str, str]:
    return {OTHERS: NO, **dict.fromkeys(languages, YES), **others}


_ALIKE = "between like words"
_COUNTED = "Han numerals before a counter"
_BETWEEN_LIKE = dict.fromkeys(("fr", "de", "es"), _ALIKE)
_NAMED = "speakers with a name"
_NO_WORDS = "there are no word lists for it in this language"

SCOPES: Mapping[str, Scope] = {
    "span": Scope("sentences and spans", _all()),
    "quotation": Scope("quotations and their marks", _all()),
    "cut": Scope("denials lost by cutting a quotation", _only("en", "fr", "de", "es", "ar", ja="inside it")),
    "number": Scope("figures, percentages, money, units", _all()),
    "words": Scope("numbers in words", _only("en", "fr", "de", "es", ja=_COUNTED, zh=_COUNTED)),
    "fraction": Scope("fractions in words", _only("en", "fr", "de", "es")),
    "scale": Scope(
        "scales",
        {
            "en": "million, bn, lakh, crore",
            "fr": "millions, Md, M€",
            "de": "Mio., Mrd., Billionen",
            "es": "mil millones, billones",
            "ja": "千, 万, 億, 兆",
            "ar": "ألف, مليون, مليار",
            OTHERS: "Chinese, Korean, Russian, Italian, Portuguese, Dutch",
        },
    ),
    "date": Scope(
        "dates",
        _all(**{UNKNOWN: NO}),
        kind="date",
        why="months and weekdays were read as English",
    ),
    "relative": Scope("relative dates", _only("en", "fr", "de", "es", "ja", "ar")),
    "weekday": Scope("weekdays", _all(**{UNKNOWN: NO})),
    "name": Scope(
        "names",
        _all(
            en=YES,
            fr=YES,
            es=YES,
            de="not single words",
            ja="katakana, and before a title",
            zh="before a title",
            ko="before a title",
            ar=NO,
            **{OTHERS: "where capitals mark them"},
        ),
    ),
    "attribution": Scope(
        "attribution",
        _only("en", fr=_NAMED, de=_NAMED, es=_NAMED),
        kind="attribution",
        why="no verbs of saying are known in this language",
    ),
    "negation": Scope("negation", _only("en", **_BETWEEN_LIKE), kind="negation", why=_NO_WORDS),
    "direction": Scope("direction, opposites", _only("en", **_BETWEEN_LIKE), kind="direction", why=_NO_WORDS),
    "hedge": Scope("hedges", _only("en"), kind="hedge", why=_NO_WORDS),
    "comparison": Scope("comparisons, superlatives", _only("en"), kind="comparison", why=_NO_WORDS),
    "cause": Scope("cause", _only("en"), kind="cause", why=_NO_WORDS),
    "time": Scope("before and after", _only("en"), kind="time", why=_NO_WORDS),
    "role": Scope("titles and roles of people", _only("en")),
    "specificity": Scope("lines that would fit another story", _only("en")),
    "answered": Scope("questions that the article answers", _only("en")),
    "copying": Scope("copied length", _all(ja=NO, zh=NO, th=NO)),
    "language": Scope(
        "a line in another language",
        _only("en", "fr", "de", "es", "ar", "it", "pt", "nl", "ru", ja="by script", **{OTHERS: "by script"}),
    ),
}  # fmt: skip
"""By the word by which the checks ask for it; the kinds of a report have their own names."""


_BESIDE_EVIDENCE: tuple[CheckedKind, ...] = (
    "attribution",
    "negation",
    "direction",
    "hedge",
    "comparison",
    "cause",
    "time",
)
"""Kinds for which a sentence is needed to hold the line against."""


def is_served(what: str, language: str | None) -> bool:
    """Tell whether a thing is looked at in a language at all."""
    return SCOPES[what].of(language) != NO


def check_scope(claim: Claim) -> Iterator[Checked]:
    """Yield what could not be looked at in a line that tells something in its own words, each kind once."""
    if claim.found and not claim.evidence:
        yield from (admit(kind, _NOTHING_ALIKE) for kind in _BESIDE_EVIDENCE)
        return
    gaps = _gaps(claim.facts.language)
    if gaps and claim.retells and claim.text not in claim.facts.article.text:
        yield from (admit(kind, why) for kind, why in gaps)


def admit(kind: CheckedKind, why: str) -> Checked:
    """Return the admission that nothing of a kind was looked at in a statement."""
    return Checked(kind=kind, text="", outcome="unchecked", note=why)


@cache
def _gaps(language: str | None) -> tuple[tuple[CheckedKind, str], ...]:
    return tuple(
        (scope.kind, scope.why if language or scope.kind == "date" else _LANGUAGE_UNKNOWN)
        for scope in SCOPES.values()
        if scope.kind is not None and scope.of(language) == NO
    )
