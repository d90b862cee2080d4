"""What every plan is given and what it collects: the setup, the trace, and how a plan asks. No I/O.

A plan is a generator: it yields the requests that may be answered side by side, is sent the replies in the same order,
and returns the result. It uses no clock and no random numbers, so that equal replies make equal results.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal, TypeVar

from briefkit.checks import CHECKS_VERSION
from briefkit.desks import Desk, load_desk
from briefkit.draft import Draft
from briefkit.prompts import Prompt
from briefkit.schema import Article, PromptRef, Provenance, Reply, Request, Result, Usage

__all__ = ["Checks", "Plan", "Setup", "Step", "Trace", "estimate_tokens", "side_by_side"]

_Out = TypeVar("_Out")

Checks = Literal["code", "model"]
"""Who checks a brief."""
Step = Generator[list[Request], list[Reply], _Out]
"""A piece of a plan: yields requests, is sent replies, returns something."""
Plan = Step[Result]
"""A whole plan."""


def estimate_tokens(text: str) -> int:
    """Return a cautious guess without a tokenizer: one token for every three bytes."""
    return -(-len(text.encode("utf-8", "surrogatepass")) // 3)


def side_by_side(steps: Sequence[Step[_Out]]) -> Step[list[_Out]]:
    """Run several steps at once: each round yields what all of them ask, and hands each its own replies."""
    outcomes: dict[int, _Out] = {}
    asked: dict[int, list[Request]] = {}

    def advance(number: int, replies: list[Reply] | None) -> None:
        try:
            asked[number] = steps[number].send(replies) if replies is not None else next(steps[number])
        except StopIteration as end:
            outcomes[number] = end.value
            asked.pop(number, None)

    for number in range(len(steps)):
        advance(number, None)
    while asked:
        replies = iter((yield [request for requests in asked.values() for request in requests]))
        for number, requests in list(asked.items()):
            advance(number, [next(replies) for _ in requests])
    return [outcomes[number] for number in range(len(steps))]


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Everything a plan needs besides the article."""

    model: str
    """The model's name, for provenance only."""
    prompts: Mapping[str, Prompt]
    """The prompts by what they are for: `brief`, `repair`, `merge`, `stepwise`, `opinion`, `summarise`, `own`."""
    desk: Desk = field(default_factory=lambda: load_desk("general"))
    """The beat."""
    draft: type[Draft] = Draft
    """What a model is asked for: the bundled draft, or a newsroom's own subclass of it."""
    window_tokens: int | None = None
    """Input and output together; None where nobody knows."""
    max_output_tokens: int = 8000
    """Cap on one answer, reasoning included; doubled once where an answer was cut."""
    repairs: int = 2
    """Most rounds in which failing lines are asked again."""
    count_tokens: Callable[[str], int] = estimate_tokens
    """How to count; only used to decide what fits."""
    earlier: str | None = None
    """Earlier coverage, as text; None where none was supplied."""
    checks: Checks = "code"
    """`code` for the deterministic checks alone, `model` for a second opinion of the model beside them."""
    strict: bool = False
    """Whether a line that still has an error after the repairs is dropped, with its reason, instead of marked."""


@dataclass(kw_only=True)
class Trace:
    """Collect what provenance will say, while a plan runs."""

    plan: str
    article: Article
    setup: Setup
    evidence_by: Literal["model", "alignment", "copied"] = "model"
    usage: Usage = field(default_factory=Usage)
    prompts: dict[str, Prompt] = field(default_factory=dict)
    schema: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)
    asked_again: int = 0
    repairs: int = 0
    opinions: int = 0
    coverage: str = "whole"
    parameters: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    _last: Reply | None = None

    def ask(self, *requests: Request) -> Step[list[Reply]]:
        """Yield requests that may be answered side by side, and return the replies, each accounted for."""
        replies = yield list(requests)
        for request, reply in zip(requests, replies, strict=True):
            self._add(request, reply)
        return replies

    def prompt(self, purpose: str) -> Prompt:
        """Return a prompt of the setup and record that it was used."""
        self.prompts[purpose] = self.setup.prompts[purpose]
        return self.prompts[purpose]

    def note(self, *notes: str) -> None:
        """Keep something worth knowing, once."""
        self.notes.extend(note for note in dict.fromkeys(notes) if note not in self.notes)

    def provenance(self) -> Provenance:
        """Return what is known so far; time, cost and review are added by those who know them."""
        last = self._last
        return Provenance(
            briefkit=_version(),
            article_sha256=self.article.sha256,
            prompts=[*(prompt.ref for prompt in self.prompts.values()), *self._desk_told()],
            schema_sha256=_hash(self.schema),
            checks=CHECKS_VERSION,
            plan=self.plan,
            evidence_by=self.evidence_by,
            model_asked=self.setup.model,
            model_answered=last.model if last else None,
            host=last.host if last else None,
            output_mode=last.output_mode if last else None,
            parameters=self.parameters,
            usage=self.usage,
            asked_again=self.asked_again,
            repairs=self.repairs,
            opinions=self.opinions,
            coverage=self.coverage,
            notes=self.notes,
        )

    def _desk_told(self) -> list[PromptRef]:
        """Return the desk as a part of the prompt, where it was told to the model."""
        desk = self.setup.desk
        is_told = desk.told() and "brief" in self.prompts
        return [PromptRef(name=f"desk/{desk.name}", sha256=desk.sha256)] if is_told else []

    def _add(self, request: Request, reply: Reply) -> None:
        self.usage += _spent(reply)
        self.note(*reply.notes)
        if reply.finish != "failed":
            self._last = reply
        if self.schema is None:
            self.schema = request.answer_schema
            self.parameters = {
                "temperature": request.temperature,
                "max_output_tokens": request.max_output_tokens,
                "desk": self.setup.desk.name,
                **({"draft": self.setup.draft.__name__} if self.setup.draft is not Draft else {}),
            }


def _spent(reply: Reply) -> Usage:
    if reply.cached:
        return Usage(requests=1, cached=1)
    return reply.usage.model_copy(update={"requests": 1})


def _hash(value: dict[str, Any] | None) -> str:
    if value is None:
        return ""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@cache
def _version() -> str:
    try:
        return version("briefkit")
    except PackageNotFoundError:
        return "unknown"
