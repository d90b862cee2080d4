"""How a plan puts an article into a prompt and gets an answer in the form it asked for. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from pydantic import BaseModel

from briefkit.draft import DraftError, parse_answer
from briefkit.plan.setup import Step, Trace
from briefkit.schema import Article, Finding, Message, Reply, Request
from briefkit.text import Sentence, show_sentence

__all__ = [
    "ANSWER_CODES",
    "about",
    "ask_for",
    "ask_for_text",
    "extent_of",
    "fence_of",
    "flat",
    "number_sentences",
]

_Model = TypeVar("_Model", bound=BaseModel)

ANSWER_CODES: dict[str, str] = {
    "answer.refused": "the model or a filter refused to answer",
    "answer.truncated": "the answer was cut at its length limit, and again at twice that limit",
    "answer.not_json": "the answer was not one JSON object, and not when asked again",
    "answer.schema": "the answer had another form than asked for, and again when asked again",
    "answer.failed": "no answer came; the message says why",
}
"""Stable codes of what can go wrong with an answer. Errors that a model raises keep their own code."""


_REFUSAL = re.compile(
    r"[^{\w]{0,3}(?:(?:i['’]m|i am) (?:sorry|unable)|sorry,|i (?:can['’]t|cannot|can not|won['’]t|will not)|as an ai)"
    r"\b[^{]*\Z",
    re.IGNORECASE,
)
"""A refusal in prose, with no object after it: asking again would be persuading."""


def fence_of(article: Article) -> str:
    """Return the name of the lines around an article: it holds the article's own hash, which no article can contain.

    Equal articles have equal fences, so that requests can be cached.
    """
    return f"article-{article.sha256[:16]}"


def number_sentences(article: Article, sentences: Iterable[Sentence]) -> str:
    """Return sentences one a line, each after its number in square brackets, a blank line between paragraphs."""
    lines: list[str] = []
    paragraph: int | None = None
    for sentence in sentences:
        if paragraph is not None and sentence.paragraph != paragraph:
            lines.append("")
        paragraph = sentence.paragraph
        lines.append(f"[{sentence.number}] {show_sentence(article.text, sentence)}")
    return "\n".join(lines)


def extent_of(shown: int, whole: int) -> str:
    """Return in words how many of an article's sentences are shown."""
    return f"all {whole} sentences:" if shown == whole else f"{shown} of its {whole} sentences:"


def about(article: Article) -> str:
    """Return what is known of an article beside its text, a line each."""
    published = article.published.isoformat() if article.published else None
    known = [("Publisher", article.publisher), ("Headline", article.headline), ("Published", published)]
    return "\n".join(f"{name}: {flat(value)}" for name, value in known if value)


def flat(text: str) -> str:
    """Return a text on one line, so that it cannot pass for several lines of a prompt."""
    return " ".join(text.split())


def ask_for(
    form: type[_Model], request: Request, trace: Trace, *, again: str, most_output_tokens: int | None = None
) -> Step[_Model | Finding]:
    """Ask until the answer has its form, at most twice, never twice the same way; return it, or what went wrong.

    `again` is the template section of the prompt `brief` that explains the problems.
    """
    for last in (False, True):
        [reply] = yield from trace.ask(request)
        if reply.finish == "failed":
            return _failed(reply)
        if reply.finish == "refused" or _REFUSAL.match(reply.text):
            return finding("answer.refused", reply.refusal or "it refused in words")
        if reply.finish == "length":
            longer = _longer(request, most_output_tokens)
            if last or longer is None:
                return finding("answer.truncated", f"the limit was {request.max_output_tokens} tokens")
            request, trace.asked_again = longer, trace.asked_again + 1
            continue
        try:
            parsed = parse_answer(reply.text, form)
        except DraftError as error:
            if last:
                return finding(error.code, "; ".join(error.problems))
            request = _told(request, reply, trace, again, error.problems)
            trace.asked_again += 1
            continue
        trace.note(*parsed.notes)
        return parsed.value
    raise AssertionError("the second answer always returns")


def ask_for_text(request: Request, trace: Trace) -> Step[str | Finding]:
    """Ask once for plain text; return it, or what went wrong. What was cut is returned as far as it goes."""
    [reply] = yield from trace.ask(request)
    if reply.finish == "failed":
        return _failed(reply)
    if reply.finish == "refused" or _REFUSAL.match(reply.text):
        return finding("answer.refused", reply.refusal or "it refused in words")
    if reply.finish == "length":
        trace.note("the answer was cut at its length limit")
    return reply.text


def finding(code: str, detail: str) -> Finding:
    """Return the error finding on the whole brief for a code of `ANSWER_CODES`."""
    return Finding(
        code=code, severity="error", path="", message=f"{ANSWER_CODES[code]}: {detail}.", hint=_HINTS[code]
    )


_WORTH_ASKING = 1.25
"""A cut answer is asked again only with at least so many times the room."""
_HINTS = {
    "answer.refused": "Brief this article by hand, or ask another model.",
    "answer.truncated": "Raise the output limit, or use a model that answers more briefly.",
    "answer.not_json": "Use a model or server that enforces a schema; `briefkit doctor` tells.",
    "answer.schema": "Use a model or server that enforces a schema; `briefkit doctor` tells.",
    "answer.failed": "",
}


def _failed(reply: Reply) -> Finding:
    failure = reply.failure
    if failure is None:
        return finding("answer.failed", "the model gave no reason")
    return Finding(code=failure.code, severity="error", path="", message=failure.message, hint=failure.hint)


def _longer(request: Request, most: int | None) -> Request | None:
    doubled = request.max_output_tokens * 2
    if most is not None:
        doubled = min(doubled, most)
    if doubled < request.max_output_tokens * _WORTH_ASKING:
        return None
    return request.model_copy(update={"max_output_tokens": doubled})


def _told(request: Request, reply: Reply, trace: Trace, again: str, problems: Sequence[str]) -> Request:
    told = trace.prompt("brief").fill(again, problems="; ".join(problems))
    messages = [
        *request.messages,
        Message(role="assistant", content=reply.text),
        Message(role="user", content=told),
    ]
    return request.model_copy(update={"messages": messages, "purpose": f"{request.purpose}, again"})
