"""What each provider takes and says, after its documentation and sources; nothing here was recorded from a provider.

`Provider.serve` answers as the provider does, and refuses every field that the provider does not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from briefkit.errors import BriefkitError, Denied, RateLimited, Rejected, ServerFault, TooLong
from briefkit.models.pacing import Limits
from briefkit.models.profiles import LADDER, Mode
from tests.fault_server import Seen, Step, chat, error, ok, raw

__all__ = ["COMMON", "FORM", "PROVIDERS", "TOOLS", "Provider", "mode_of"]

CALL = {"id": "1", "type": "function", "function": {"name": "answer", "arguments": '{"sum": 4}'}}
COMMON = frozenset({"model", "messages", "temperature", "stop"})

Outcome = type[BriefkitError] | str


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One provider's side of the conversation."""

    address: str
    """As a user may give it, without a path."""
    url: str
    """Where questions then go."""
    model: str
    takes: frozenset[str]
    """Fields of a request that it knows, beside those that all know."""
    mode: Mode
    """How a form is asked for once it is settled."""
    calls: int = 1
    """Requests until it is settled."""
    modes: frozenset[str] = frozenset(LADDER)
    """Ways to ask for a form that it does not refuse."""
    no_mode: Step = field(default_factory=lambda: error(400))
    """What it says to another."""
    no_field: Step = field(default_factory=lambda: error(400))
    """What it says to a field that it does not know."""
    errors: Mapping[str, tuple[Step, Outcome, int]] = field(default_factory=dict)
    """What it says when it fails, with the outcome and the number of calls."""
    message: Mapping[str, object] = field(default_factory=dict)
    """What stands in a message beside its content: reasoning, above all."""
    usage: Mapping[str, object] = field(default_factory=lambda: {"prompt_tokens": 30, "completion_tokens": 9})
    reasons: Mapping[str, str] = field(default_factory=lambda: {"stop": "stop", "length": "length"})
    """Its reasons to stop, with how a reply then finished."""
    headers: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    """What its headers tell."""

    def serve(self, seen: Seen) -> Step:
        """Answer a question as this provider does."""
        body = seen.json
        if body.keys() - COMMON - self.takes:
            return self.no_field
        mode = mode_of(body)
        if mode not in self.modes:
            return self.no_mode
        called = mode == "tool"
        message = {**self.message, **({"tool_calls": [CALL]} if called else {})}
        answer = chat(None if called else '{"sum": 4}', message=message, usage=dict(self.usage))
        return raw(json.dumps(answer), headers=dict(self.headers))


def mode_of(body: dict[str, Any]) -> Mode:
    if "tools" in body:
        return "tool"
    form = body.get("response_format", {})
    if form.get("type") == "json_schema":
        return "strict_schema" if form["json_schema"].get("strict") else "schema"
    return "json_object" if form else "prompt"


def _said(message: str, **more: object) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def _inside(body: Mapping[str, object]) -> Step:
    return raw(json.dumps(body))


FORM = frozenset({"response_format"})
TOOLS = frozenset({"tools", "tool_choice"})
TOLD = {
    "x-ratelimit-limit-requests": "600",
    "x-ratelimit-remaining-requests": "599",
    "x-ratelimit-reset-requests": "100ms",
    "x-ratelimit-limit-tokens": "90000",
    "x-ratelimit-remaining-tokens": "89000",
    "x-ratelimit-reset-tokens": "0.6s",
}
TOLD_LIMITS = Limits(requests=600, tokens=90_000)
WINDOW = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens."

PROVIDERS: dict[str, Provider] = {
    "azure": Provider(
        address="https://desk.openai.azure.com",
        url="https://desk.openai.azure.com/openai/v1/chat/completions",
        model="our-gpt-5-mini",
        takes=FORM | TOOLS | {"max_completion_tokens"},
        mode="strict_schema",
        no_field=error(
            400, _said("Unrecognized request argument supplied: store", type="invalid_request_error")
        ),
        errors={
            "a key of another resource": (
                error(401, {"statusCode": 401, "message": "Access denied due to invalid subscription key."}),
                Denied,
                1,
            ),
            "no such deployment": (error(404, _said("No.", code="DeploymentNotFound")), Denied, 1),
            "a filtered article": (
                error(
                    400,
                    _said(
                        "The response was filtered.",
                        code="content_filter",
                        status=400,
                        innererror={
                            "code": "ResponsibleAIPolicyViolation",
                            "content_filter_result": {"jailbreak": {"filtered": True, "detected": True}},
                        },
                    ),
                ),
                "refused",
                1,
            ),
            "too many tokens a minute": (
                error(429, _said("Exceeded token rate limit.", code="429"), {"retry-after-ms": "1"}),
                RateLimited,
                3,
            ),
        },
        message={"refusal": None, "annotations": []},
        reasons={"stop": "stop", "length": "length", "content_filter": "refused"},
        headers=TOLD,
        limits=TOLD_LIMITS,
    ),
    "ollama": Provider(
        address="http://127.0.0.1:11434",
        url="http://127.0.0.1:11434/v1/chat/completions",
        model="qwen3:8b",
        takes=FORM | TOOLS | {"max_tokens"},
        mode="schema",
        errors={
            "a model that was not pulled": (
                error(404, _said("model 'qwen3:8b' not found", type="not_found_error", code=None)),
                Denied,
                1,
            ),
            "a full queue": (
                error(503, {"error": "server busy, please try again. maximum pending requests exceeded"}),
                ServerFault,
                3,
            ),
            "a runner that died": (error(500, _said("llama runner process has terminated")), ServerFault, 3),
        },
        message={"reasoning": "Two and two make four."},
    ),
    "vllm": Provider(
        address="http://127.0.0.1:8000",
        url="http://127.0.0.1:8000/v1/chat/completions",
        model="Qwen/Qwen3-8B",
        takes=FORM | TOOLS | {"max_tokens", "max_completion_tokens"},
        mode="strict_schema",
        errors={
            "over the window": (
                error(400, {"object": "error", "message": WINDOW, "type": "BadRequestError", "code": 400}),
                TooLong,
                1,
            ),
            "over the window, newer": (
                error(400, _said(WINDOW, type="BadRequestError", code=400)),
                TooLong,
                1,
            ),
            "no room for an answer": (
                error(
                    400,
                    {"object": "error", "message": "max_tokens must be at least 1, got -186.", "code": 400},
                ),
                TooLong,
                1,
            ),
            "no such model": (
                error(
                    404,
                    {"object": "error", "message": "does not exist", "type": "NotFoundError", "code": 404},
                ),
                Denied,
                1,
            ),
            "a wrong key": (error(401, {"error": "Unauthorized"}), Denied, 1),
        },
        message={"reasoning_content": "Two and two.", "reasoning": "Two and two.", "tool_calls": []},
        reasons={"stop": "stop", "length": "length", "abort": "fault"},
    ),
    "llama.cpp": Provider(
        address="http://127.0.0.1:8080",
        url="http://127.0.0.1:8080/v1/chat/completions",
        model="qwen3",
        takes=FORM | TOOLS | {"max_tokens", "max_completion_tokens"},
        mode="strict_schema",
        errors={
            "still loading": (
                error(503, _said("Loading model", code=503, type="unavailable_error")),
                ServerFault,
                3,
            ),
            "over the window": (
                error(
                    400,
                    _said(
                        "the request exceeds the available context size, try increasing it",
                        code=400,
                        type="exceed_context_size_error",
                        n_prompt_tokens=9000,
                        n_ctx=8192,
                    ),
                ),
                TooLong,
                1,
            ),
            "a wrong key": (
                error(401, _said("Invalid API Key", code=401, type="authentication_error")),
                Denied,
                1,
            ),
        },
        message={"reasoning_content": "Two and two make four."},
    ),
    "lm studio": Provider(
        address="http://127.0.0.1:1234",
        url="http://127.0.0.1:1234/v1/chat/completions",
        model="qwen3-8b",
        takes=FORM | TOOLS | {"max_tokens"},
        mode="schema",
        modes=frozenset({"strict_schema", "schema", "tool", "prompt"}),
        no_mode=error(400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}),
        errors={
            "no model is loaded": (
                error(404, _said("No models loaded.", type="invalid_request_error", code="model_not_found")),
                Denied,
                1,
            ),
            "over the window": (
                error(
                    400,
                    {"error": "The number of tokens to keep is greater than the context length."},
                ),
                TooLong,
                1,
            ),
        },
        message={"reasoning_content": "Two and two.", "tool_calls": []},
    ),
    "gemini": Provider(
        address="https://generativelanguage.googleapis.com",
        url="https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
        model="gemini-3-flash",
        takes=FORM | TOOLS | {"max_tokens", "max_completion_tokens"},
        mode="schema",
        no_field=error(400, [_said('Invalid JSON payload received. Unknown name "store"', code=400)]),
        errors={
            "a wrong key": (
                error(
                    400,
                    [
                        _said(
                            "API key not valid. Please pass a valid API key.",
                            code=400,
                            status="INVALID_ARGUMENT",
                            details=[
                                {
                                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                                    "reason": "API_KEY_INVALID",
                                }
                            ],
                        )
                    ],
                ),
                Denied,
                1,
            ),
            "a spent minute": (
                error(429, [_said("Resource has been exhausted.", code=429, status="RESOURCE_EXHAUSTED")]),
                RateLimited,
                3,
            ),
            "a spent day": (
                error(
                    429,
                    [
                        _said(
                            "You exceeded your current quota.",
                            code=429,
                            status="RESOURCE_EXHAUSTED",
                            details=[
                                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3537.5s"}
                            ],
                        )
                    ],
                ),
                RateLimited,
                1,
            ),
            "over the window": (
                error(
                    400,
                    [_said("The input token count (1200000) exceeds the maximum number of tokens", code=400)],
                ),
                TooLong,
                1,
            ),
            "overloaded": (
                error(503, [_said("The model is overloaded.", code=503, status="UNAVAILABLE")]),
                ServerFault,
                3,
            ),
        },
        reasons={
            "stop": "stop",
            "STOP": "stop",
            "length": "length",
            "MAX_TOKENS": "length",
            "SAFETY": "refused",
            "RECITATION": "refused",
            "content_filter: PROHIBITED_CONTENT": "refused",
            "MALFORMED_FUNCTION_CALL": "fault",
        },
    ),
    "anthropic": Provider(
        address="https://api.anthropic.com",
        url="https://api.anthropic.com/v1/chat/completions",
        model="claude-sonnet-5",
        takes=FORM | TOOLS | {"max_tokens", "max_completion_tokens"},
        mode="tool",
        errors={
            "no credit": (
                error(
                    400,
                    _said(
                        "Your credit balance is too low to access the Anthropic API.",
                        code="invalid_request_error",
                        type="invalid_request_error",
                    ),
                ),
                Denied,
                1,
            ),
            "over the window": (
                error(
                    400,
                    _said("prompt is too long: 208310 tokens > 200000 maximum", type="invalid_request_error"),
                ),
                TooLong,
                1,
            ),
            "a wrong key": (
                error(
                    401, _said("invalid x-api-key", code="authentication_error", type="invalid_request_error")
                ),
                Denied,
                1,
            ),
            "a spent minute": (
                error(
                    429,
                    _said(
                        "This request would exceed the rate limit for your organization of 20,000 input tokens.",
                        code="rate_limit_error",
                        type="invalid_request_error",
                    ),
                    {"retry-after": "0"},
                ),
                RateLimited,
                3,
            ),
            "overloaded": (error(529, _said("Overloaded", type="overloaded_error")), ServerFault, 3),
        },
        reasons={"stop": "stop", "tool_calls": "stop", "length": "length", "refusal": "refused"},
        headers={**TOLD, "x-ratelimit-reset-requests": "2026-11-25T20:00:00Z"},
        limits=TOLD_LIMITS,
    ),
    "mistral": Provider(
        address="https://api.mistral.ai",
        url="https://api.mistral.ai/v1/chat/completions",
        model="mistral-small-latest",
        takes=FORM | TOOLS | {"max_tokens"},
        mode="strict_schema",
        no_field=error(
            422,
            {
                "detail": [
                    {
                        "type": "extra_forbidden",
                        "loc": ["body", "store"],
                        "msg": "Extra inputs are not permitted",
                    }
                ]
            },
        ),
        errors={
            "no such model": (
                error(
                    400,
                    {
                        "object": "error",
                        "message": "Invalid model: m",
                        "type": "invalid_model",
                        "code": "1500",
                    },
                ),
                Denied,
                1,
            ),
            "a wrong key": (error(401, {"detail": "Unauthorized"}), Denied, 1),
            "a spent minute": (
                error(
                    429,
                    {
                        "object": "error",
                        "message": "Rate limit exceeded",
                        "type": "rate_limited",
                        "code": "1300",
                    },
                ),
                RateLimited,
                3,
            ),
            "over the window": (
                error(
                    400,
                    {
                        "object": "error",
                        "message": "Prompt contains 40000 tokens, model has 32768 maximum context length",
                        "code": "3051",
                    },
                ),
                TooLong,
                1,
            ),
        },
        reasons={"stop": "stop", "length": "length", "model_length": "length", "error": "fault"},
        headers={
            "x-ratelimit-limit-req-minute": "600",
            "x-ratelimit-remaining-req-minute": "599",
            "x-ratelimit-limit-tokens-minute": "90000",
            "x-ratelimit-remaining-tokens-minute": "89911",
            "x-ratelimit-tokens-query-cost": "52",
        },
        limits=TOLD_LIMITS,
    ),
    "groq": Provider(
        address="https://api.groq.com",
        url="https://api.groq.com/openai/v1/chat/completions",
        model="openai/gpt-oss-20b",
        takes=FORM | TOOLS | {"max_tokens", "max_completion_tokens"},
        mode="strict_schema",
        no_field=error(400, _said("property 'store' is unsupported", type="invalid_request_error")),
        errors={
            "a form that was missed": (
                error(
                    400,
                    _said("Failed to generate JSON.", code="json_validate_failed", failed_generation="{"),
                ),
                Rejected,
                2,
            ),
            "a hallucination": (error(422, _said("The model hallucinated a tool.")), Rejected, 2),
            "more than a minute holds": (
                error(413, _said("Request too large for model", type="tokens", code="rate_limit_exceeded")),
                TooLong,
                1,
            ),
            "no flexible capacity": (
                error(498, _said("Capacity exceeded", code="capacity_exceeded")),
                RateLimited,
                3,
            ),
            "a spent minute": (
                error(429, _said("Rate limit reached", code="rate_limit_exceeded"), {"retry-after": "0"}),
                RateLimited,
                3,
            ),
        },
        message={"reasoning": "Two and two make four."},
        headers={**TOLD, "x-ratelimit-limit-requests": "14400", "x-ratelimit-reset-requests": "2m59.56s"},
        limits=Limits(tokens=90_000),  # that of requests is one per day
    ),
    "deepseek": Provider(
        address="https://api.deepseek.com",
        url="https://api.deepseek.com/v1/chat/completions",
        model="deepseek-chat",
        takes=FORM | TOOLS | {"max_tokens"},
        mode="json_object",
        modes=frozenset({"tool", "json_object", "prompt"}),
        no_mode=error(
            400, _said("This response_format type is unavailable now", type="invalid_request_error")
        ),
        errors={
            "no balance": (
                error(402, _said("Insufficient Balance", code="invalid_request_error")),
                Denied,
                1,
            ),
            "wrong fields": (error(422, _said("Failed to deserialize the JSON body")), Rejected, 1),
            "an empty answer": (ok("", message={"reasoning_content": "Hm."}), ServerFault, 2),
            "overloaded": (error(503, _said("The server is overloaded")), ServerFault, 3),
            "blank lines while it works": (raw(b"\n\n\n" + json.dumps(chat()).encode()), "stop", 1),
        },
        message={"reasoning_content": "Two and two make four."},
        usage={
            "prompt_tokens": 30,
            "completion_tokens": 9,
            "prompt_cache_hit_tokens": 12,
            "prompt_cache_miss_tokens": 18,
        },
        reasons={"stop": "stop", "length": "length", "insufficient_system_resource": "fault"},
    ),
    "openrouter": Provider(
        address="https://openrouter.ai",
        url="https://openrouter.ai/api/v1/chat/completions",
        model="qwen/qwen3-8b",
        takes=FORM | TOOLS | {"max_tokens", "provider"},
        mode="tool",
        calls=3,
        modes=frozenset({"tool", "json_object", "prompt"}),
        no_mode=error(404, _said("No endpoints found that can handle the requested parameters.", code=404)),
        errors={
            "no credit": (error(402, _said("Insufficient credits", code=402)), Denied, 1),
            "a moderated article": (
                error(
                    403,
                    _said(
                        "Your input was flagged",
                        code=403,
                        metadata={"reasons": ["violence"], "flagged_input": "T"},
                    ),
                ),
                "refused",
                1,
            ),
            "a provider down, inside 200": (
                _inside(_said("Provider returned error", code=502, metadata={"provider_name": "P"})),
                ServerFault,
                3,
            ),
            "a limit, inside the choice": (
                _inside(
                    {**chat(""), "choices": [{**_said("Rate limited", code=429), "finish_reason": "error"}]}
                ),
                RateLimited,
                3,
            ),
            "no credit, inside the choice": (
                _inside(
                    {**chat(""), "choices": [{**_said("More credits", code=402), "finish_reason": "error"}]}
                ),
                Denied,
                1,
            ),
        },
        message={
            "reasoning": "Two and two.",
            "reasoning_details": [{"type": "reasoning.text", "text": "Two."}],
        },
        reasons={"stop": "stop", "length": "length", "content_filter": "refused", "error": "fault"},
    ),
}
