"""Two briefs of one article before a judge: shown blind as A and B, compared by the rubric in one request. No I/O."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from briefkit.checks import Facts
from briefkit.draft import answer_schema, describe_fields
from briefkit.draft.judgement import DraftJudgement
from briefkit.plan.asking import about, ask_for, extent_of, fence_of, number_sentences
from briefkit.plan.excerpts import Excerpts
from briefkit.plan.setup import Setup, Step, Trace
from briefkit.prompts import Prompt
from briefkit.render.blind import Blind, blind
from briefkit.schema import Failure, Finding, Judgement, Message, Preference, Request, Result
from briefkit.text import Sentence

__all__ = ["judge", "judging_basis"]

_ANSWER_TOKENS = 4000
"""Room for thirteen choices with their reasons, about 800 tokens, and for reasoning before them."""
_KEPT_FREE = 0.9
"""Counts are estimates where the tokenizer is not the model's own."""


def judging_basis(prompt: Prompt) -> str:
    """Return the hash of what a judge is told to go by: the prompt, and the rubric that is filled into it."""
    told = json.dumps([prompt.sha256, answer_schema(DraftJudgement)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def judge(first: Result, second: Result, setup: Setup, *, reading: int = 1) -> Step[Judgement]:
    """Show two briefs of one article as A and B, and return what the model makes of them.

    `reading` counts how often it has seen them in this order; the request says so, which makes it another request.
    A plan like any other but for what it returns; `setup.prompts` has a prompt `judge`.
    """
    trace = Trace(plan="judge", article=first.article, setup=setup)
    pair = _Pair(first, second, trace, Facts.of(first.article), reading)
    said: Any = None
    failure = Failure(code="model.too_long", message="its window has no room for the article.")
    if shown := pair.sentences():
        most = setup.max_output_tokens
        said = yield from ask_for(
            DraftJudgement, pair.request(shown), trace, again="again", most_output_tokens=most
        )
        if isinstance(said, Finding):
            failure = Failure(code=said.code, message=said.message, hint=said.hint)
    is_usable = isinstance(said, DraftJudgement)
    return Judgement(
        judge=setup.model,
        rubric=judging_basis(trace.prompt("judge")),
        article_sha256=first.article.sha256,
        first=pair.a.sha256,
        second=pair.b.sha256,
        reading=reading,
        preferences={name: Preference.model_validate(each) for name, each in said.model_dump().items()}
        if is_usable
        else {},
        failure=None if is_usable else failure,
        usage=trace.usage,
    )


@dataclass(frozen=True)
class _Pair:
    """Two briefs with their article, as one request shows them."""

    first: Result
    second: Result
    trace: Trace
    facts: Facts
    reading: int

    @cached_property
    def a(self) -> Blind:
        return blind(self.first)

    @cached_property
    def b(self) -> Blind:
        return blind(self.second)

    def sentences(self) -> list[Sentence]:
        """Return the sentences to show: all, or where they do not fit, those that either brief rests on."""
        setup = self.trace.setup
        if setup.window_tokens is None:
            return self.facts.sentences
        empty = self.request([])
        frame = sum(setup.count_tokens(message.content) for message in empty.messages)
        room = int((setup.window_tokens - frame - empty.max_output_tokens) * _KEPT_FREE)
        return Excerpts(self.facts, setup.count_tokens).around(dict.fromkeys(self._cited()), room)

    def request(self, shown: Sequence[Sentence]) -> Request:
        """Return the request; what is the same for all pairs stands first, then what is the same for an article."""
        article, setup = self.facts.article, self.trace.setup
        prompt, a, b = self.trace.prompt("judge"), self.a, self.b
        fields = describe_fields(DraftJudgement, limits={})
        user = prompt.fill(
            "user",
            article_fence=fence_of(article),
            extent=extent_of(len(shown), len(self.facts.sentences)),
            about=about(article),
            sentences=number_sentences(article, shown),
            reading=str(self.reading),
            fence=_fence_of(a, b),
            brief_a=a.text,
            brief_b=b.text,
        )
        return Request(
            purpose="a judgement",
            article=article.sha256,
            messages=[
                Message(role="system", content=prompt.fill("system", fields=fields)),
                Message(role="user", content=user),
            ],
            answer_schema=answer_schema(DraftJudgement),
            answer_name="judgement",
            max_output_tokens=min(_ANSWER_TOKENS, setup.max_output_tokens),
            temperature=0.0,
        )

    def _cited(self) -> Iterator[int]:
        for result in (self.first, self.second):
            for _, statement in result.brief.statements() if result.brief else ():
                yield from self.facts.sentences_of(statement.evidence)


def _fence_of(a: Blind, b: Blind) -> str:
    """Return the name of the lines around the briefs, which no brief can know: it holds a hash of both."""
    return f"brief-{hashlib.sha256(f'{a.sha256}{b.sha256}'.encode()).hexdigest()[:16]}"
