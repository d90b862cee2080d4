"""Which plan briefs which article on which model, and what to do when a window proves smaller than thought. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from briefkit.draft import own_fields
from briefkit.plan.baselines import BASELINES
from briefkit.plan.long import long
from briefkit.plan.setup import Plan, Setup
from briefkit.plan.stepwise import stepwise
from briefkit.plan.summarise import summarise
from briefkit.plan.whole import whole
from briefkit.schema import Article, Result, Usage

__all__ = ["PLANS", "choose_plan"]

_PROMPT_TOKENS = 3500
"""What prompt and schema take beside the article: `brief/v1` with its schema, counted cautiously."""
_FIELD_TOKENS = 60
"""What a field of a newsroom's own takes beside its words, which are in the prompt and in the schema."""
_SMALLEST_WINDOW = 6000
"""Below this the prompt leaves no room for an article."""


def choose_plan(article: Article, setup: Setup, *, suited: str = "whole") -> Plan:
    """Return the plan that suits a model, for an article: `long` where a whole brief would not fit."""
    if suited == "whole" and _is_too_long(article, setup):
        return long(article, setup)
    return (PLANS | BASELINES)[suited](article, setup)


def _whole_or_long(article: Article, setup: Setup) -> Plan:
    """Ask for the whole brief; where the server says that its window is smaller, read in windows of that size."""
    result = yield from whole(article, setup)
    for smaller in _smaller_windows(article, setup):
        if [finding.code for finding in result.findings] != ["model.too_long"]:
            break
        spent = result.usage
        result = _with_spent((yield from long(article, smaller)), spent)
    return result


PLANS: dict[str, Callable[[Article, Setup], Plan]] = {
    "whole": _whole_or_long,
    "long": long,
    "stepwise": stepwise,
    "summarise": summarise,
}
"""Every plan by its name."""


def _is_too_long(article: Article, setup: Setup) -> bool:
    return setup.window_tokens is not None and _needed(article, setup) > setup.window_tokens


def _needed(article: Article, setup: Setup) -> int:
    # Sentence numbers add about a seventh to an article's tokens.
    told = sum(setup.count_tokens(own.told) * 2 + _FIELD_TOKENS for own in own_fields(setup.draft))
    return _PROMPT_TOKENS + told + setup.count_tokens(article.text) * 8 // 7 + setup.max_output_tokens


def _smaller_windows(article: Article, setup: Setup) -> Iterator[Setup]:
    """Yield setups with half the window that proved too large, and half of that, while a prompt fits."""
    window = _needed(article, setup)
    for _ in range(2):
        window //= 2
        if window < _SMALLEST_WINDOW:
            return
        most_output = min(setup.max_output_tokens, window // 3)
        yield replace(setup, window_tokens=window, max_output_tokens=most_output)


def _with_spent(result: Result, spent: Usage) -> Result:
    """Return a result with what an attempt before it cost."""
    provenance = result.provenance.model_copy(update={"usage": spent + result.usage})
    brief = result.brief and result.brief.model_copy(update={"provenance": provenance})
    return result.model_copy(update={"provenance": provenance, "brief": brief})
