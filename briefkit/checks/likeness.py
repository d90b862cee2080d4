"""Whether lines of a brief, or of the briefs of a run, are one template filled in, or fit each other's articles.

Templates: words with capitals and figures are masked, and what is left is compared. Pure functions over briefs; who has
only one brief asks `check_templates`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.checks.repetition import says_same
from briefkit.schema import Brief, Finding, Statement, Unknown
from briefkit.text import find_words
from briefkit.text.background import Background

__all__ = ["check_run", "check_templates", "count_fitting", "template_of"]

_Template = frozenset[tuple[str, ...]]
_MASK = "@"
_LONG = 4
"""Masked words that are compared as one."""


def template_of(text: str) -> _Template:
    """Return the runs of four words of a line in which names, figures and dates are all the same.

    A capital at the beginning makes no name; a run of words with capitals there does.
    """
    words = [word.text for word in find_words(text)]
    masked = [
        _MASK if _is_marked(word) and (place or _is_marked("".join(words[1:2]))) else word.casefold()
        for place, word in enumerate(words)
    ]
    plain = [
        word for place, word in enumerate(masked) if word != _MASK or masked[place - 1 : place] != [_MASK]
    ]
    return frozenset(tuple(plain[place : place + _LONG]) for place in range(len(plain) - _LONG + 1))


def _is_marked(word: str) -> bool:
    return word[:1].isupper() or word[:1].isdecimal()


def check_templates(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield each line of a brief that has the wording of an earlier one, with other names and figures."""
    earlier: list[tuple[str, _Template, frozenset[str]]] = []
    for path, line in _lines(brief):
        template = template_of(line.text)
        if len(template) < POLICY.template_runs:
            continue
        words = facts.line(line.text).words
        alike = [
            other
            for other, theirs, said in earlier
            if _is_alike(template, theirs) and not says_same(words, said)
        ]
        if alike:
            yield _template_finding(path, line, f"as {alike[0]}")
        earlier.append((path, template, words))


@dataclass(frozen=True, kw_only=True)
class _Member:
    """One brief of a run, prepared."""

    brief: Brief
    facts: Facts
    lines: list[tuple[str, Statement, _Template]]


def check_run(briefs: Sequence[tuple[Brief, Facts]]) -> list[list[Finding]]:
    """Return for each brief of a run the lines that recur in others, or fit the articles of others as well.

    Both need some briefs to say anything: one that recurs once may be the same story told twice.
    """
    members = [
        _Member(
            brief=brief,
            facts=facts,
            lines=[(path, line, template_of(line.text)) for path, line in _lines(brief)],
        )
        for brief, facts in briefs
    ]
    holders = Counter(run for member in members for run in {r for _, _, t in member.lines for r in t})
    return [[*_recurring(member, holders), *_transferable(member, members)] for member in members]


def _recurring(member: _Member, holders: Mapping[tuple[str, ...], int]) -> Iterator[Finding]:
    """Yield the lines most of whose runs stand in two other briefs as well."""
    for path, line, template in member.lines:
        known = sum(holders[run] > POLICY.template_briefs for run in template)
        if len(template) >= POLICY.template_runs and known >= POLICY.template_share * len(template):
            yield _template_finding(path, line, "as lines of other briefs of this run")


def _template_finding(path: str, line: Statement, like: str) -> Finding:
    return finding(
        "specificity.template",
        path,
        f"The line has the same wording {like}, with other names and figures: {quoted(line.text)}.",
        hint="Say what is particular to this one.",
        offending=line.text,
    )


def _transferable(member: _Member, members: Sequence[_Member]) -> Iterator[Finding]:
    others = [
        other.facts.words
        for other in members
        if other is not member
        and other.facts.language == member.facts.language
        and other.facts.article.sha256 != member.facts.article.sha256
    ]
    if len(others) < POLICY.fewest_others:
        return
    background = Background.of([*others, member.facts.words])
    for path, line, _ in member.lines:
        words = member.facts.line(line.text).words
        fitting = count_fitting(words, member.facts.words, others, background)
        if words and fitting > POLICY.transferable * len(others):
            yield finding(
                "specificity.transferable",
                path,
                f"The line fits {fitting} of {len(others)} other articles of this run as well as its own.",
                hint="Say what holds of this story only, or drop the line.",
                offending=line.text,
            )


def count_fitting(
    words: Collection[str], own: Collection[str], others: Sequence[Collection[str]], background: Background
) -> int:
    """Return how many articles have nearly as much of a line's words, by their rarity, as its own has."""
    weights = {word: -math.log(background.share(word)) for word in words}
    needed = POLICY.transferable_words * sum(weight for word, weight in weights.items() if word in own)
    return sum(sum(weight for word, weight in weights.items() if word in other) >= needed for other in others)


def _lines(brief: Brief) -> Iterator[tuple[str, Statement]]:
    """Yield the lines that somebody words: an unknown names what is missing, and a copied line is the article's."""
    for path, line in brief.statements():
        if path != "lede" and not isinstance(line, Unknown) and line.origin != "copied":
            yield path, line


def _is_alike(one: _Template, other: _Template) -> bool:
    return len(one & other) >= POLICY.template_share * min(len(one), len(other))
