"""The words around a brief: status on top, source, and what made it at the foot."""

from __future__ import annotations

from collections.abc import Iterable

from briefkit.render.disclosure import disclosure, lines_left
from briefkit.schema import Article, Cost, Provenance, Result, Usage

__all__ = [
    "article_parts",
    "foot_lines",
    "review_line",
    "source_line",
    "source_parts",
    "spent_line",
    "status_lines",
]

_PRICES = {
    "unpriced": "unpriced: no price is known for this model",
    "local": "no charge: it ran on this machine",
}
_EVIDENCE_BY = {
    "model": "chosen by the model, by sentence number",
    "alignment": "found by code for what the model wrote",
    "copied": "chosen and copied by code",
}


def status_lines(result: Result) -> tuple[str, ...]:
    """Return what to know before reading, in one or two sentences."""
    errors, warnings = (
        sum(found.severity == level for found in result.findings) for level in ("error", "warning")
    )
    counted = " and ".join(
        _count(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number
    )
    if result.status == "failed" or result.brief is None:
        return ("Failed: there is no brief of this article.",)
    if result.status == "review":
        return (f"Review: {counted or 'something'} to look at, marked below.",)
    marked = f"; {counted} marked" if counted else ""
    return (f"Ok: the checks found no error{marked}.",)


def source_line(result: Result) -> str:
    """Return what the brief is of."""
    article, parts = result.article, source_parts(result)
    named = [f"“{article.headline}”"] if article.headline else []
    return ", ".join([*parts, *named]) or f"article {article.id}"


def source_parts(result: Result) -> list[str]:
    """Return publisher, day, kind and address of the article, those that are known."""
    tagged = result.brief.tags.kind if result.brief else None
    return article_parts(result.article, kind=tagged)


def article_parts(article: Article, *, kind: str | None = None) -> list[str]:
    """Return what is known of an article; `kind` is what was found out where the article does not say."""
    published = article.published.isoformat() if article.published else None
    return [part for part in (article.publisher, published, article.kind or kind, article.url) if part]


def foot_lines(result: Result) -> tuple[str, ...]:
    """Return what made the brief, in a few lines; the first says who answers for it."""
    first = f"{review_line(result)}. {disclosure(result)}"
    return (first, *("; ".join(parts) for parts in _foot(result.provenance) if parts))


def review_line(result: Result) -> str:
    """Return whether a person has reviewed the brief, and who."""
    review = result.provenance.human_review
    if review.status == "not_reviewed":
        return "Not reviewed by a person"
    by = f" by {review.reviewer}" if review.reviewer else ""
    role = f" ({review.role})" if review.role else ""
    on = f" on {review.at.date().isoformat()}" if review.at else ""
    since = "" if result.is_as_reviewed else " before it was changed"
    left = lines_left(result)
    part = f", all but {_count(left, 'line')}" if left else ""
    return f"{review.status.capitalize()}{by}{role}{on}{since}{part}"


def spent_line(made: Provenance) -> str:
    """Return time, tokens and cost in one line."""
    took = f"Took {made.seconds:.1f} s" if made.seconds is not None else ""
    return "; ".join(_filled([took, _tokens(made.usage), _cost(made.cost)]))


def _foot(made: Provenance) -> Iterable[list[str]]:
    yield _filled(
        [
            f"Model: {made.model_answered or made.model_asked or 'none'}",
            f"on {'this machine' if made.host == 'local' else made.host}" if made.host else "",
            f"plan {made.plan}" if made.plan else "",
            f"prompt {', '.join(prompt.name for prompt in made.prompts)}" if made.prompts else "",
            f"draft {draft}" if (draft := made.parameters.get("draft")) else "",
            f"checks {made.checks}" if made.checks else "",
            f"briefkit {made.briefkit}",
        ]
    )
    yield [spent_line(made)]
    yield [f"Evidence: {_EVIDENCE_BY[made.evidence_by]}", f"article read: {made.coverage}"]
    yield _filled(["Notes: " + "; ".join(made.notes) if made.notes else ""])
    yield [f"Corrected {fix.at.date().isoformat()}: {fix.text}" for fix in made.corrections]


def _tokens(usage: Usage) -> str:
    if not usage.requests and not usage.attempts:
        return "nothing was asked of a model"
    about = "about " if usage.estimated else ""
    cached = f" ({usage.cached} from the cache)" if usage.cached else ""
    asked = _count(usage.requests or usage.attempts, "request")
    return f"{about}{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out, {asked}{cached}"


def _cost(cost: Cost) -> str:
    if cost.basis == "priced" and cost.usd is not None:
        return f"US${cost.usd:.4f}"
    return _PRICES.get(cost.basis, _PRICES["unpriced"])


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _filled(parts: list[str]) -> list[str]:
    return [part for part in parts if part]
