"""Whether the points come in the order of the news. A brief's own headline and the article's lead say what that is."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.policy import POLICY
from briefkit.schema import Brief, Finding

__all__ = ["check_order"]

_LEADING = frozenset({"news", "press release"})
"""Kinds of text that put the news first; of a text of no known kind the same is taken."""


def check_order(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield the point that should stand first, where the first one does not have the news and another does."""
    if len(brief.key_points) > 1:
        found = _below_headline(brief, facts) or _from_the_tail(brief, facts)
        yield from () if found is None else (found,)


def _below_headline(brief: Brief, facts: Facts) -> Finding | None:
    """Compare with the brief's own headline, by content words."""
    news = facts.line(brief.headline.text).words
    shares = [len(news & facts.line(point.text).words) / max(1, len(news)) for point in brief.key_points]
    best = max(range(len(shares)), key=lambda place: shares[place])
    if shares[best] >= max(POLICY.news_told, 2 * shares[0], shares[0] + POLICY.news_gap):
        return _buried(brief, best, "what the headline says")
    return None


def _from_the_tail(brief: Brief, facts: Facts) -> Finding | None:
    """Compare where the evidence stands, in a text that puts the news first."""
    count = len(facts.sentences)
    if (facts.article.kind or "news") not in _LEADING or count < POLICY.ordered_sentences:
        return None
    places = [facts.sentences_of(facts.evidence(point)) for point in brief.key_points]
    if not places[0] or places[0][0] < POLICY.tail * count:
        return None
    leading = next((n for n, cited in enumerate(places) if cited and cited[0] < POLICY.lead_sentences), None)
    if leading is None:
        return None
    return _buried(brief, leading, "what the article leads with, and the first point rests on its end")


def _buried(brief: Brief, place: int, what: str) -> Finding:
    return finding(
        "order.buried",
        f"key_points[{place}]",
        f"Point {place + 1} has {what}.",
        hint="Put it first.",
        nearest=next(iter(brief.key_points[place].evidence), None),
        offending=brief.key_points[place].text,
    )
