"""The plan for models that write a whole brief in one answer: ask, resolve, check, repair. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from briefkit.checks import Facts
from briefkit.draft import Parts, Resolver, answer_schema, describe_fields, full_words
from briefkit.plan.asking import ask_for, fence_of, number_sentences
from briefkit.plan.assembly import failed
from briefkit.plan.repairing import mend
from briefkit.plan.setup import Plan, Setup, Step, Trace
from briefkit.schema import GLANCE_WORDS, Article, Finding, Message, Request
from briefkit.text import Sentence

__all__ = ["ask_for_parts", "brief_request", "whole"]


def whole(article: Article, setup: Setup) -> Plan:
    """Brief an article that fits into the model's window."""
    trace = Trace(plan="whole", article=article, setup=setup)
    facts = Facts.of(article)
    outcome = yield from ask_for_parts(facts, facts.sentences, trace)
    if isinstance(outcome, Finding):
        return failed(article, trace, [outcome])
    return (yield from mend(facts, outcome, trace))


def ask_for_parts(
    facts: Facts, sentences: Sequence[Sentence], trace: Trace, *, part: str = ""
) -> Step[Parts | Finding]:
    """Ask for the brief of some sentences of an article; return its parts, or why there are none."""
    request = brief_request(facts, sentences, trace, part=part)
    outcome = yield from ask_for(
        trace.setup.draft,
        request,
        trace,
        again="again",
        most_output_tokens=_most_output(request, trace.setup),
    )
    if isinstance(outcome, Finding):
        return outcome
    if outcome.unusable is not None:
        return Finding(
            code="input.not_an_article",
            severity="error",
            path="",
            message=f"by the model's reading this is no article: {outcome.unusable}",
            hint="Look at the text; brief it with --kind other if it is one after all.",
        )
    resolver = Resolver(facts.article, sentences)
    parts = resolver.parts(outcome)
    trace.note(*resolver.notes)
    return parts


def brief_request(facts: Facts, sentences: Sequence[Sentence], trace: Trace, *, part: str = "") -> Request:
    """Return the request for a brief: the static part first, the article last and fenced."""
    article, setup, prompt = facts.article, trace.setup, trace.prompt("brief")
    system = prompt.fill(
        "system",
        fields=describe_fields(setup.draft),
        glance_words=str(GLANCE_WORDS),
        full_words=str(full_words(setup.draft)),
        desk=f"\n{told}" if (told := setup.desk.told()) else "",
    )
    user = prompt.fill(
        "user",
        publisher=article.publisher or "not known",
        headline=article.headline or "not known apart from the text",
        published=article.published.isoformat() if article.published else "not known",
        kind=article.kind or "not known",
        language=facts.language or "not known",
        part=part,
        earlier=f"Earlier coverage, to compare with only:\n{setup.earlier}\n\n" if setup.earlier else "",
        sentences=str(len(sentences)),
        numbering=f", [{sentences[0].number}] to [{sentences[-1].number}]" if sentences else "",
        fence=fence_of(article),
        article=number_sentences(article, sentences),
    )
    return Request(
        purpose="the brief" if not part else part.partition(":")[0].lower(),
        article=article.sha256,
        messages=[Message(role="system", content=system), Message(role="user", content=user)],
        answer_schema=answer_schema(setup.draft),
        answer_name="brief",
        max_output_tokens=setup.max_output_tokens,
    )


def _most_output(request: Request, setup: Setup) -> int | None:
    if setup.window_tokens is None:
        return None
    asked = sum(setup.count_tokens(message.content) for message in request.messages)
    return max(request.max_output_tokens, setup.window_tokens - asked)
