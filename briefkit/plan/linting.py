"""What is wrong with a prompt before anything is paid for, and what its sections cost. Pure.

The bundled prompt of the same purpose is the yardstick: the plans fill the variables that it uses, and no other.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from briefkit.plan.setup import Plan, Setup
from briefkit.plan.stepwise import stepwise
from briefkit.plan.summarise import summarise
from briefkit.plan.whole import whole
from briefkit.prompts import PURPOSES, Prompt, load_prompt
from briefkit.schema import Article, Request

__all__ = ["Linted", "Problem", "lint_prompt"]

_OPENED, _CLOSED = "<{{fence}}>", "</{{fence}}>"
_VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")
_SUBJECTS = frozenset({"sentence", "story"})
"""What a small model is asked about, one sentence at a time; no fence stands around it."""
_PLANS: dict[str, Callable[[Article, Setup], Plan]] = {
    "brief": whole,
    "stepwise": stepwise,
    "summarise": summarise,
}
"""What makes the first request of a prompt; the others come into play only after an answer."""
_SAMPLES = (
    Article(
        text="The Orrin Bridge closes for nine weeks from 3 May, the council of Tamsel said on Monday. "
        "Buses will take another way, which costs £40,000. The council expects to finish by 5 July.",
        headline="Orrin Bridge closes",
        publisher="Tamsel Gazette",
        language="en",
        kind="news",
    ),
    Article(
        text="Weller Foods plans to hire 210 people for its plant in Castra, its director Lio Brandt told "
        "reporters. The first would begin in March 2032. The union asked for contracts without a term.",
        headline="Weller Foods to hire",
        publisher="Castra Times",
        language="en",
        kind="news",
    ),
)
"""Two invented articles: what their requests have in common at the beginning is the same for all articles."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong with a prompt."""

    severity: Literal["error", "warning"]
    """`error`: a run with it would fail, or ask without the article or without its fence."""
    section: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Linted:
    """What there is to be known of a prompt."""

    name: str
    sha256: str
    purpose: str
    """The bundled prompt that it is a variant of."""
    sections: dict[str, int]
    """Tokens of each section as it stands, variables unfilled."""
    prefix: int | None
    """Tokens at the beginning of a first request that are the same for every article; None where it is not known."""
    problems: list[Problem]

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing in it would fail."""
        return all(problem.severity != "error" for problem in self.problems)


def lint_prompt(prompt: Prompt, purpose: str, count_tokens: Callable[[str], int]) -> Linted:
    """Return what is wrong with a prompt that is a variant of a bundled one, and what it costs."""
    bundled = load_prompt(purpose)
    problems = [problem for name in prompt.sections for problem in _problems(prompt, bundled, name)]
    linted = Linted(
        name=prompt.name,
        sha256=prompt.sha256,
        purpose=purpose,
        sections={name: count_tokens(text) for name, text in prompt.sections.items()},
        prefix=None,
        problems=problems,
    )
    if not linted.is_sound or purpose not in _PLANS:
        return linted
    prefix = count_tokens(
        _common(*(_first_request(prompt.over(bundled), purpose, each) for each in _SAMPLES))
    )
    return dataclasses.replace(linted, prefix=prefix)


def _problems(prompt: Prompt, bundled: Prompt, section: str) -> Iterator[Problem]:
    text = prompt.sections[section]
    if section not in bundled.sections:
        yield Problem(severity="warning", section=section, message="no plan reads this section")
        return
    like = bundled.sections[section]
    known, used = bundled.variables(section), prompt.variables(section)
    for name in sorted(used - known):
        offered = ", ".join(f"{{{{{each}}}}}" for each in sorted(known)) or "none"
        yield Problem(
            severity="error", section=section, message=f"nobody fills {{{{{name}}}}}; there is: {offered}"
        )
    carrying = set(_VARIABLE.findall(_fenced(like))) | (_SUBJECTS & known) | ({"fence"} & known)
    for name in sorted(known - used):
        yield Problem(
            severity="error" if name in carrying else "warning",
            section=section,
            message=f"{{{{{name}}}}} is missing, which {bundled.name} has here",
        )
    for opened in re.finditer(r"\{\{(?![a-z_]+\}\})[^\n]{0,20}", text):
        yield Problem(severity="error", section=section, message=f"{opened[0]!r} is no variable")
    if "fence" in known and "fence" in used:
        yield from _misplaced(text, like, section)


def _misplaced(text: str, like: str, section: str) -> Iterator[Problem]:
    """Yield what of the article stands outside the fence, and what stands behind it."""
    inside = _fenced(text)
    for name in sorted(set(_VARIABLE.findall(_fenced(like))) - {"fence"}):  # there may be several
        mark = f"{{{{{name}}}}}"
        if mark in text and text.count(mark) != inside.count(mark):
            message = f"{mark} stands outside {_OPENED} … {_CLOSED}: the article could speak for you"
            yield Problem(severity="error", section=section, message=message)
    after = text.rpartition(_CLOSED)[2].strip()
    if _CLOSED in text and after:
        message = f"instructions after the article: {after[:60]!r}; the article stands last, so that the rest is cached"
        yield Problem(severity="warning", section=section, message=message)


def _fenced(text: str) -> str:
    """Return what stands inside the fence, empty where there is none."""
    _, opened, rest = text.partition(_OPENED)
    inside, closed, _ = rest.rpartition(_CLOSED)
    return inside if opened and closed else ""


def _first_request(prompt: Prompt, purpose: str, article: Article) -> Request:
    prompts = {name: load_prompt(name) for name in PURPOSES}
    plan = _PLANS[purpose](article, Setup(model="any", prompts={**prompts, purpose: prompt}))
    try:
        return next(plan)[0]
    finally:
        plan.close()


def _common(one: Request, other: Request) -> str:
    """Return how two requests begin alike."""
    first, second = ("\n".join(each.content for each in request.messages) for request in (one, other))
    for place, (left, right) in enumerate(zip(first, second, strict=False)):
        if left != right:
            return first[:place]
    return min(first, second, key=len)
