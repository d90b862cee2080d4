"""The lines of a provider's batch job: a request as a line of its file, and the answer that a line brings back.

Like `replies`, it trusts nothing: a line may be cut, hold an error, or belong to nobody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from briefkit.errors import BriefkitError, NotAnAPI, Rejected
from briefkit.models.faults import Trouble, signs_of_body, trouble_of_signs
from briefkit.models.modes import Dialect, encode, shape
from briefkit.models.profiles import Profile
from briefkit.models.replies import MOST_PARTS, Answer, read_answer, read_usage, refuse_error
from briefkit.models.scrubbing import Scrubber
from briefkit.schema import Failure, Reply, Request, Usage
from briefkit.schema.shapes import is_object, members_of

__all__ = ["ENDPOINT", "LineRead", "make_line", "read_line"]

ENDPOINT: Final = "/v1/chat/completions"
"""What every line asks, as providers call it."""
_NOT_SENT = {"batch_expired", "batch_cancelled"}
"""Codes of requests that the provider did not get to: nothing is paid for them."""


@dataclass(frozen=True, kw_only=True)
class LineRead:
    """What one line of a job's files says."""

    key: str
    outcome: str
    """How the request ended: a reply's finish, or a failure's code."""
    reply: Reply | None = None
    """The answer, or the failure that is this article's own; None: the request is to be asked again."""
    usage: Usage = field(default_factory=Usage)
    """What was billed, also where the answer is of no use."""
    model: str | None = None
    stops: BriefkitError | None = None
    """Why no other request would fare better."""


def make_line(request: Request, *, model: str, dialect: Dialect, profile: Profile) -> bytes:
    """Return the line that asks a request; its name there is the request's key."""
    body = shape(request, model=model, dialect=dialect, profile=profile)
    line = {"custom_id": request.key(model), "method": "POST", "url": ENDPOINT, "body": body}
    return encode(line) + b"\n"


def read_line(line: bytes, *, host: str, mode: str | None, scrub: Scrubber) -> LineRead | None:
    """Return what a line says; None where it cannot be read or says of whom."""
    if line.count(b",") > MOST_PARTS:
        return None
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    key = members_of(said).get("custom_id")
    if not isinstance(key, str):
        return None
    response = members_of(said.get("response"))
    payload = response.get("body")
    if not is_object(payload):
        return _unanswered(key, said.get("error"), host, scrub)
    usage = read_usage(payload) if payload.get("usage") else Usage()
    usage = usage.model_copy(update={"requests": 1, "attempts": 1})
    model = payload.get("model") if isinstance(payload.get("model"), str) else None
    try:
        answer = _answer(payload, response.get("status_code"), host, scrub)
    except Trouble as trouble:
        return _troubled(key, trouble, usage, host=host, model=model)
    usage = usage.model_copy(update={"estimated": usage.input_tokens == 0})
    reply = answer.reply(usage, host=host, model=model, output_mode=mode)
    return LineRead(key=key, outcome=reply.finish, reply=reply, usage=usage, model=model)


def _answer(payload: dict[str, Any], status: object, host: str, scrub: Scrubber) -> Answer:
    if isinstance(status, int) and status >= 300:
        raise trouble_of_signs(signs_of_body(payload, status=status, scrub=scrub), host=host)
    refuse_error(payload, host=host, scrub=scrub)
    return read_answer(payload, host=host, tool=None, scrub=scrub)


def _unanswered(key: str, error: object, host: str, scrub: Scrubber) -> LineRead:
    """Return what a line without an answer comes to: what was not sent is asked again, and nothing paid for it."""
    code = str(members_of(error).get("code") or "")
    if code in _NOT_SENT:
        return LineRead(key=key, outcome=code.removeprefix("batch_"))
    try:
        refuse_error({"error": error or {"message": "no answer and no error"}}, host=host, scrub=scrub)
    except Trouble as trouble:
        return _troubled(key, trouble, Usage(), host=host)
    raise AssertionError("an error is always refused")


def _troubled(key: str, trouble: Trouble, usage: Usage, *, host: str, model: str | None = None) -> LineRead:
    """Return what becomes of a request in trouble: a refusal, the article's own failure, another try, or the end."""
    error = trouble.error
    if trouble.refusal is not None:
        answer = Answer(text="", finish="refused", refusal=trouble.refusal)
        reply = answer.reply(usage, host=host, model=model)
        return LineRead(key=key, outcome="refused", reply=reply, usage=usage, model=model)
    if trouble.complaint:  # the form of all requests, not one article
        error = Rejected(error.message, hint="Brief one article alone to see what this endpoint accepts.")
    if error.stops_run or trouble.complaint:
        return LineRead(key=key, outcome=error.code, usage=usage, stops=error)
    if error.retryable or isinstance(error, NotAnAPI):
        return LineRead(key=key, outcome=error.code, usage=usage, model=model)
    failure = Failure(code=error.code, message=error.message, hint=error.hint)
    reply = Reply(text="", finish="failed", failure=failure, usage=usage, host=host)
    return LineRead(key=key, outcome=error.code, reply=reply, usage=usage, model=model)
