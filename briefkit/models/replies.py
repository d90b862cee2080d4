"""Reads a chat completion with suspicion: every field may be missing, of another type, or hold an error."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from briefkit.errors import Rejected, ServerFault
from briefkit.models.faults import Trouble, not_an_api, signs_of_body, too_large, trouble_of_signs
from briefkit.models.scrubbing import Scrubber
from briefkit.schema import Finish, Reply, Usage
from briefkit.schema.shapes import is_array, is_object, items_of, members_of

__all__ = ["MOST_PARTS", "NOT_CALLED", "Answer", "read_answer", "read_usage", "refuse_error", "unpack"]

NOT_CALLED = "answered in words instead of calling the function"
"""The note of an answer whose server or model ignored that it was to call a function."""

_FINISHES: dict[str, Finish] = {
    "stop": "stop",
    "tool_calls": "stop",
    "function_call": "stop",
    "eos": "stop",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "content_filter": "refused",
    "refusal": "refused",
    "safety": "refused",
    "recitation": "refused",
    "blocklist": "refused",
    "prohibited_content": "refused",
    "spii": "refused",
}
"""By reasons in small letters: Gemini passes its own on in capitals."""
_STATUS_OF_CODE: dict[str, int] = {
    "rate_limit_exceeded": 429,
    "invalid_api_key": 401,
    "authentication_error": 401,
    "permission_error": 403,
    "model_not_found": 404,
    "not_found_error": 404,
    "invalid_request_error": 400,
    "context_length_exceeded": 400,
    "overloaded_error": 529,
    "server_error": 500,
    "unauthenticated": 401,
    "permission_denied": 403,
    "resource_exhausted": 429,
    "unavailable": 503,
}


MOST_PARTS = 200_000
"""Commas of an answer, in its texts too: three bytes of empty objects cost seventy in memory."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a model said, before anybody knows what it cost."""

    text: str
    finish: Finish
    refusal: str | None = None
    notes: list[str] = field(default_factory=list)

    def reply(
        self, usage: Usage, *, host: str, model: str | None = None, output_mode: str | None = None
    ) -> Reply:
        """Return it with what it cost, and where and how it came about."""
        return Reply(
            text=self.text,
            finish=self.finish,
            refusal=self.refusal,
            usage=usage,
            model=model,
            host=host,
            output_mode=output_mode,
            notes=self.notes,
        )


def unpack(content: bytes, *, host: str) -> dict[str, Any]:
    """Return the JSON object that a server sent.

    Raises:
        Trouble: when it is something else.

    """
    if not content.strip():
        raise not_an_api(host, "nothing")
    if content.count(b",") > MOST_PARTS:
        raise too_large(host)
    try:
        payload = json.loads(content)
    except (ValueError, RecursionError):
        what = "a web page" if content.lstrip()[:1] == b"<" else "something that is not JSON, or cut off"
        raise not_an_api(host, what) from None
    if not is_object(payload):
        raise not_an_api(host, f"a JSON {type(payload).__name__}")
    return payload


def refuse_error(payload: dict[str, Any], *, host: str, scrub: Scrubber) -> None:
    """Treat an error inside a successful answer, or inside its choice, as the status that its code stands for.

    Raises:
        Trouble: when there is one.

    """
    for part in (payload, *items_of(payload.get("choices"))[:1]):
        if error := members_of(part).get("error"):
            raise trouble_of_signs(signs_of_body(part, status=_status(error), scrub=scrub), host=host)


def _status(error: object) -> int:
    said = members_of(error)
    for code in (said.get("code"), said.get("status"), said.get("type")):
        if isinstance(code, int | str) and str(code).isdecimal() and 300 <= int(code) < 600:
            return int(code)
        if str(code).lower() in _STATUS_OF_CODE:
            return _STATUS_OF_CODE[str(code).lower()]
    return 500


def read_answer(payload: dict[str, Any], *, host: str, tool: str | None, scrub: Scrubber) -> Answer:
    """Return what the model said; `tool` names the function that it was to call.

    Raises:
        Trouble: when it said nothing, called something else, or stopped for no good reason.

    """
    choice = _first_choice(payload, host)
    message = members_of(choice.get("message"))
    text, notes = _content(message.get("content"))
    finish = _finish(str(choice.get("finish_reason")))
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal.strip():
        return Answer(text=text, finish="refused", refusal=scrub(refusal), notes=notes)
    if finish == "refused":
        return Answer(text=text, finish="refused", refusal=f"{host} filtered the answer.", notes=notes)
    if finish is None:
        raise _again(host, f"stopped for the reason {str(choice.get('finish_reason'))[:40]!r}")
    if calls := message.get("tool_calls"):
        text = _called(calls, tool, host)
    elif tool and text:
        notes.append(NOT_CALLED)
    if finish == "stop" and not text.strip():
        raise _again(host, "gave an empty answer")
    return Answer(text=text, finish=finish, notes=notes)


def _finish(reason: str) -> Finish | None:
    """Return how an answer ended, None for no good reason; Gemini puts its own reason after a colon."""
    return _FINISHES.get(reason.lower().partition(":")[0])


def _first_choice(payload: dict[str, Any], host: str) -> dict[str, Any]:
    choices = items_of(payload.get("choices"))
    if "choices" not in payload and "object" not in payload:
        raise not_an_api(host, "JSON of another kind")
    if not choices or not is_object(choices[0]):
        raise _again(host, "gave no answer at all")
    return choices[0]


def _again(host: str, what: str) -> Trouble:
    error = ServerFault(f"the model at {host} {what}.", hint="Try again later or use another model.")
    return Trouble(error, retries=1)


def _content(content: object) -> tuple[str, list[str]]:
    if isinstance(content, str):
        return content, []
    if not is_array(content):
        return "", []
    parts = [members_of(part) for part in content]
    text = "".join(str(part["text"]) for part in parts if isinstance(part.get("text"), str))
    return text, ["answer in parts"]


def _called(calls: object, tool: str | None, host: str) -> str:
    """Return the arguments of the call that was asked for; several come out below each other."""
    functions = [call.get("function") for call in items_of(calls) if is_object(call)]
    wanted = [f for f in functions if is_object(f) and tool is not None and f.get("name") == tool]
    if not wanted or len(wanted) < len(functions):
        hint = "Use another model; nothing that a model calls is ever carried out."
        raise Trouble(
            Rejected(f"the model at {host} called a function that it was not given.", hint=hint), retries=0
        )
    return "\n".join(_arguments(function.get("arguments")) for function in wanted)


def _arguments(arguments: object) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def read_usage(payload: dict[str, Any]) -> Usage:
    """Return the tokens that the server counted; `estimated` is set where it counted none."""
    usage = members_of(payload.get("usage"))
    cached = _count(members_of(usage.get("prompt_tokens_details")).get("cached_tokens"))
    reasoning = _count(members_of(usage.get("completion_tokens_details")).get("reasoning_tokens"))
    sent = _count(usage.get("prompt_tokens"))
    return Usage(
        input_tokens=sent,
        output_tokens=_count(usage.get("completion_tokens")),
        cached_tokens=min(sent, cached or _count(usage.get("prompt_cache_hit_tokens"))),
        reasoning_tokens=reasoning,
        estimated=sent == 0,
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
