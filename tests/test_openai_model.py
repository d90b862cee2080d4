"""Every failure of one call ends in its documented outcome, after the documented number of calls."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from briefkit.errors import (
    BriefkitError,
    ConfigurationError,
    Denied,
    ModelError,
    NotAnAPI,
    RateLimited,
    Rejected,
    ServerFault,
    TimedOut,
    TooLarge,
    TooLong,
    Unreachable,
)
from briefkit.models.modes import remembered
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.profiles import LADDER
from briefkit.models.retrying import Patience
from briefkit.schema import Message, Reply, Request
from tests.fault_server import FaultServer, Seen, Step, chat, error, gzip_bomb, ok, raw

ARTICLE = "The canary port of Marrow closed its northern gate on Tuesday after a crane fell. " * 3
KEY = "sk-canary-0123456789abcdef"
SCHEMA = {"type": "object", "properties": {"sum": {"type": "integer", "minimum": 0}}}
REQUEST = Request(
    purpose="test",
    messages=[Message(role="system", content="Add."), Message(role="user", content=ARTICLE)],
    answer_schema=SCHEMA,
    max_output_tokens=64,
)
PLAIN = REQUEST.model_copy(update={"answer_schema": None})
QUICK = Patience(first_wait=0.001, widest_wait=0.002, longest_wait=0.5, total=5.0)

Outcome = type[BriefkitError] | str


@pytest.fixture(autouse=True)
def _forget() -> None:
    remembered.clear()


def _model(url: str, **options: Any) -> OpenAIModel:
    deadline = options.pop("deadline", 5.0)
    attempts = options.pop("attempts", 6)
    chosen = Options(patience=options.pop("patience", QUICK), **options)
    return OpenAIModel("m", base_url=url, api_key=KEY, deadline=deadline, attempts=attempts, options=chosen)


async def _ask(
    script: Sequence[Step | Callable[[Seen], Step]], request: Request = PLAIN, **options: Any
) -> tuple[Reply | BriefkitError, FaultServer]:
    async with FaultServer(script) as server:
        model = _model(server.url, **options)
        try:
            return await model.answer(request), server
        except BriefkitError as fault:
            return fault, server
        finally:
            await model.aclose()


def _run(coroutine: Coroutine[Any, Any, tuple[Reply | BriefkitError, FaultServer]]) -> Any:
    return asyncio.run(coroutine)


def _openai_error(message: str = "no", code: str | None = None, kind: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "code": code, "type": kind}}


CONTEXT = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens."
HTML = raw("<html><body>Please log in</body></html>", kind="text/html")
QUOTA = error(429, _openai_error("You exceeded your current quota", "insufficient_quota"))

# name, script, outcome (an error's class, or how a reply finished), number of calls
WIRE: list[tuple[str, list[Step], Outcome, int]] = [
    ("reset", [Step(then="reset")], Unreachable, 6),
    ("closed without an answer", [Step()], Unreachable, 6),
    ("garbage", [Step(data=b"\x00\x01 hello\r\n\r\n")], Unreachable, 6),
    ("cut off by length", [raw('{"choices":', length=500)], Unreachable, 6),
    (
        "faults, then an answer",
        [Step(then="reset"), Step(), raw("{", length=9), Step(data=b"x\r\n\r\n"), ok()],
        "stop",
        5,
    ),
    ("500 to 529, then an answer", [error(s) for s in (500, 502, 503, 504, 529)] + [ok()], "stop", 6),
    ("500 for ever", [error(500)], ServerFault, 6),
    ("529 for ever", [error(529)], ServerFault, 6),
    ("501", [error(501)], Rejected, 1),
    ("505", [error(505)], Rejected, 1),
    ("408", [error(408), ok()], "stop", 2),
    ("409", [error(409), ok()], "stop", 2),
    ("425", [error(425), ok()], "stop", 2),
    ("408 for ever", [error(408)], TimedOut, 6),
    ("redirect", [raw("", status=307, headers={"location": "http://127.0.0.1:9/v1"})], Denied, 1),
    ("400", [error(400)], Rejected, 1),
    ("400 with a bare text", [error(400, {"error": "no"})], Rejected, 1),
    ("400 with a list", [error(400, [{"error": {"code": 400, "message": "no"}}])], Rejected, 1),
    ("400 that filters", [error(400, _openai_error("filtered", "content_filter"))], "refused", 1),
    ("400 over the window", [error(400, _openai_error(CONTEXT, "context_length_exceeded"))], TooLong, 1),
    ("400 over the window in words", [error(400, _openai_error(CONTEXT))], TooLong, 1),
    ("401", [error(401)], Denied, 1),
    ("402", [error(402)], Denied, 1),
    ("403", [error(403)], Denied, 1),
    (
        "403 that moderates",
        [error(403, {"error": {"message": "flagged", "metadata": {"reasons": ["violence"]}}})],
        "refused",
        1,
    ),
    ("404", [error(404, _openai_error("The model `m` does not exist", "model_not_found"))], Denied, 1),
    ("413", [error(413)], TooLong, 1),
    ("418", [error(418)], Rejected, 1),
    ("422", [error(422, {"detail": [{"msg": "no", "input": ARTICLE}]})], Rejected, 1),
    ("429, then an answer", [error(429), error(429), ok()], "stop", 3),
    ("429 for ever", [error(429)], RateLimited, 6),
    ("429 that asks for a long wait", [error(429, headers={"retry-after": "400"})], RateLimited, 1),
    ("429 that can never pass", [error(429, _openai_error("Request too large for m"))], TooLong, 1),
    ("429 without credit", [QUOTA], Denied, 1),
    ("498", [error(498), ok()], "stop", 2),
    ("a web page", [HTML], NotAnAPI, 3),
    ("a web page at first", [HTML, HTML, ok()], "stop", 3),
    ("no JSON", [raw("hello")], NotAnAPI, 3),
    ("an empty body", [raw("")], NotAnAPI, 3),
    ("cut off by closing", [Step(data=b"HTTP/1.1 200 OK\r\n\r\n" + b'{"choices": [')], NotAnAPI, 3),
    ("a list", [raw("[]")], NotAnAPI, 3),
    ("null", [raw("null")], NotAnAPI, 3),
    ("a string", [raw('"hello"')], NotAnAPI, 3),
    ("another API's JSON", [raw('{"status": "ok"}')], NotAnAPI, 3),
    ("bytes that are no text", [raw(b'{"a": "\xff\xfe"}')], NotAnAPI, 3),
    ("JSON without end", [raw("[" * 100_000)], NotAnAPI, 3),
    ("204", [raw("", status=204)], NotAnAPI, 3),
    ("an error of 429 inside 200", [raw(json.dumps({"error": {"code": 429}})), ok()], "stop", 2),
    ("an error of 401 inside 200", [raw(json.dumps({"error": {"code": 401}}))], Denied, 1),
    ("an error by name inside 200", [raw(json.dumps(_openai_error(code="model_not_found")))], Denied, 1),
    ("an error of no number inside 200", [raw(json.dumps({"error": "out of memory"})), ok()], "stop", 2),
    ("64 MiB", [raw(b" " * 2**24)], TooLarge, 1),
    ("a compressed bomb", [gzip_bomb()], TooLarge, 1),
    ("an error page without end", [raw(b"x" * 2**24, status=500)], TooLarge, 1),
]


@pytest.mark.parametrize(("name", "script", "outcome", "calls"), WIRE, ids=[row[0] for row in WIRE])
def test_a_fault_on_the_wire_has_its_outcome(
    name: str, script: list[Step], outcome: Outcome, calls: int
) -> None:
    end, server = _run(_ask(script))
    _assert_outcome(end, outcome)
    assert len(server.seen) == calls, name
    assert (end.attempts if isinstance(end, ModelError) else end.usage.attempts) == calls


def _assert_outcome(end: Reply | BriefkitError, outcome: Outcome) -> None:
    if isinstance(outcome, str):
        assert isinstance(end, Reply), repr(end)
        assert end.finish == outcome
        return
    assert type(end) is outcome, repr(end)
    assert end.hint.endswith(".")
    assert len(end.message) <= 500
    shown = f"{end}{end!r}"
    assert KEY not in shown
    assert "canary port" not in shown


CALLED = {"function": {"name": "answer", "arguments": '{"sum": 4}'}, "type": "function", "id": "1"}
STRAY = {"function": {"name": "delete_all", "arguments": "{}"}, "type": "function", "id": "2"}

ANSWERS: list[tuple[str, list[Step], Outcome, int]] = [
    ("no choices", [raw(json.dumps({**chat(), "choices": []}))], ServerFault, 2),
    ("choices that are null", [raw(json.dumps({**chat(), "choices": None})), ok()], "stop", 2),
    ("choices of another type", [raw(json.dumps({**chat(), "choices": [7]}))], ServerFault, 2),
    ("a message that is null", [raw(json.dumps({**chat(), "choices": [{"message": None}]}))], ServerFault, 2),
    ("an empty answer", [ok("")], ServerFault, 2),
    ("content that is null", [ok(None)], ServerFault, 2),
    ("length", [ok('{"sum": ', finish="length")], "length", 1),
    ("length by another name", [ok('{"sum": ', finish="model_length")], "length", 1),
    ("length before any word", [ok("", finish="length")], "length", 1),
    ("a content filter", [ok(None, finish="content_filter")], "refused", 1),
    ("a refusal", [ok(None, message={"refusal": "I cannot."})], "refused", 1),
    (
        "a call that nobody asked for",
        [ok(None, finish="tool_calls", message={"tool_calls": [STRAY]})],
        Rejected,
        1,
    ),
    ("calls that are no list", [ok(None, message={"tool_calls": 7})], Rejected, 1),
    ("an error as the reason to stop", [ok(finish="error")], ServerFault, 2),
    ("no reason to stop", [ok(finish=None)], ServerFault, 2),
    ("a fence", [ok('```json\n{"sum": 4}\n```')], "stop", 1),
    ("usage that is missing", [ok(usage={})], "stop", 1),
    ("usage of another type", [ok(usage="many")], "stop", 1),
]


@pytest.mark.parametrize(("name", "script", "outcome", "calls"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_a_strange_answer_has_its_outcome(
    name: str, script: list[Step], outcome: Outcome, calls: int
) -> None:
    end, server = _run(_ask(script))
    _assert_outcome(end, outcome)
    assert len(server.seen) == calls, name


SLOW: list[tuple[str, Step]] = [
    ("hang", Step(then="hang")),
    ("hang in the headers", Step(data=b"HTTP/1.1 200 OK\r\n", then="hang")),
    ("hang in the body", raw('{"choices":', length=500, then="hang")),
    ("drip", raw(json.dumps(chat()), then="drip")),
]


@pytest.mark.parametrize(("name", "step"), SLOW, ids=[row[0] for row in SLOW])
def test_a_server_that_never_ends_is_left_at_the_deadline(name: str, step: Step) -> None:
    began = time.monotonic()
    end, server = _run(_ask([step], deadline=0.25, attempts=2))
    assert type(end) is TimedOut, name
    assert len(server.seen) == 2
    assert time.monotonic() - began < 1.5


def test_a_deadline_that_passed_is_worth_one_more_try_and_no_five() -> None:
    _, server = _run(_ask([Step(then="hang")], deadline=0.15, attempts=6))
    assert len(server.seen) == 2


def test_a_hang_is_followed_by_an_answer() -> None:
    end, server = _run(_ask([Step(then="hang"), ok()], deadline=0.25))
    assert end.text == '{"sum": 4}'
    assert len(server.seen) == 2


def test_a_closed_port_is_unreachable() -> None:
    async def run() -> BriefkitError:
        async with FaultServer([ok()]) as server:
            url = server.url
        with pytest.raises(Unreachable) as caught:
            await _model(url, attempts=2).answer(PLAIN)
        return caught.value

    fault = asyncio.run(run())
    assert isinstance(fault, Unreachable)
    assert fault.attempts == 2


def test_a_wait_that_the_server_asks_for_is_kept() -> None:
    began = time.monotonic()
    end, _ = _run(_ask([error(429, headers={"retry-after-ms": "300"}), ok()]))
    assert end.finish == "stop"
    assert time.monotonic() - began >= 0.3


def test_a_wait_that_is_too_long_says_how_long() -> None:
    end, _ = _run(_ask([error(429, headers={"retry-after": "400"})]))
    assert end.retry_after == 400.0
    assert "asks to wait for 400 s" in end.message


def test_an_article_is_not_sent_after_a_redirect() -> None:
    async def run() -> int:
        async with FaultServer([ok()]) as other:
            target = {"location": other.url + "/chat/completions"}
            await _ask([raw("", status=307, headers=target)])
            return len(other.seen)

    assert asyncio.run(run()) == 0


def test_cancelling_leaves_at_once() -> None:
    async def run() -> float:
        async with FaultServer([error(429, headers={"retry-after": "20"})]) as server:
            model = _model(server.url, patience=replace(QUICK, longest_wait=60.0, total=60.0))
            task = asyncio.ensure_future(model.answer(PLAIN))
            await asyncio.sleep(0.2)
            began = time.monotonic()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await model.aclose()
            assert len(server.seen) == 1
            return time.monotonic() - began

    assert asyncio.run(run()) < 0.5


# What a reply holds


def test_a_reply_tells_tokens_model_host_and_mode() -> None:
    usage = {
        "prompt_tokens": 60,
        "completion_tokens": 20,
        "prompt_tokens_details": {"cached_tokens": 40},
        "completion_tokens_details": {"reasoning_tokens": 5},
    }
    end, server = _run(_ask([error(500), ok(usage=usage)], REQUEST))
    assert end.usage.model_dump() == {
        "requests": 1,
        "cached": 0,
        "attempts": 2,
        "input_tokens": 60,
        "output_tokens": 20,
        "cached_tokens": 40,
        "reasoning_tokens": 5,
        "estimated": False,
    }
    assert (end.model, end.host, end.output_mode) == (
        "answered-1",
        f"127.0.0.1:{server.port}",
        "strict_schema",
    )


def test_tokens_of_an_answer_that_was_asked_again_are_counted_too() -> None:
    end, _ = _run(_ask([ok(""), ok()]))
    assert (end.usage.input_tokens, end.usage.output_tokens) == (18, 8)


def test_usage_that_the_server_does_not_count_is_estimated_and_marked() -> None:
    end, _ = _run(_ask([ok(usage={})]))
    assert end.usage.estimated
    assert end.usage.input_tokens > 20
    assert end.usage.output_tokens > 0


def test_a_plain_question_has_no_output_mode() -> None:
    end, server = _run(_ask([ok("four")]))
    assert (end.text, end.output_mode) == ("four", None)
    assert "response_format" not in server.seen[0].json


def test_an_answer_in_parts_is_joined() -> None:
    parts = [
        {"type": "thinking", "thinking": []},
        {"type": "text", "text": "{"},
        {"type": "text", "text": "}"},
    ]
    end, _ = _run(_ask([ok(parts)]))
    assert (end.text, end.notes) == ("{}", ["answer in parts"])


def test_a_cut_prompt_is_noticed() -> None:
    long = PLAIN.model_copy(update={"messages": [Message(role="user", content="Ports close early. " * 900)]})
    end, server = _run(_ask([ok(usage={"prompt_tokens": 1024, "completion_tokens": 5})], long))
    assert type(end) is TooLong
    assert "num_ctx" in end.hint
    assert len(server.seen) == 1


def test_a_whole_prompt_is_not_taken_for_a_cut_one(article: Any) -> None:
    from briefkit.budget import count_tokens

    asked = PLAIN.model_copy(update={"messages": [Message(role="user", content=article.text)]})
    real = count_tokens(article.text, "gpt-5-mini").tokens
    end, _ = _run(_ask([ok(usage={"prompt_tokens": int(real * 0.9), "completion_tokens": 5})], asked))
    assert isinstance(end, Reply)


def test_half_a_surrogate_pair_is_sent_as_a_question_mark() -> None:
    asked = PLAIN.model_copy(update={"messages": [Message(role="user", content="a\ud800b")]})
    end, server = _run(_ask([ok()], asked))
    assert isinstance(end, Reply)
    assert server.seen[0].json["messages"][0]["content"] == "a?b"


# The ladder, over the wire

NO_FORMAT = error(400, _openai_error("Invalid parameter: 'response_format' is not supported with this model"))


def _accepts(*modes: str) -> Callable[[Seen], Step]:
    def step(seen: Seen) -> Step:
        body = seen.json
        form = body.get("response_format", {})
        strict = form.get("json_schema", {}).get("strict", False)
        kinds = {"json_schema": "strict_schema" if strict else "schema", "json_object": "json_object"}
        mode = "tool" if "tools" in body else kinds.get(form.get("type", ""), "prompt")
        if mode not in modes:
            return error(400, _openai_error("tools and response_format are not supported"))
        message = {"tool_calls": [CALLED]} if mode == "tool" else {}
        return ok(None if mode == "tool" else '{"sum": 4}', message=message)

    return step


@pytest.mark.parametrize("mode", LADDER)
def test_the_ladder_ends_at_the_first_mode_that_the_server_takes(mode: str) -> None:
    end, server = _run(_ask([_accepts(mode, "prompt")], REQUEST))
    assert (end.output_mode, end.text) == (mode, '{"sum": 4}')
    assert len(server.seen) == LADDER.index(mode) + 1 == end.usage.attempts


def test_the_ladder_is_walked_once_and_by_one_request_alone() -> None:
    async def run() -> list[int]:
        async with FaultServer([_accepts("json_object")]) as server:
            model = _model(server.url)
            replies = await asyncio.gather(*(model.answer(REQUEST) for _ in range(8)))
            await model.aclose()
            assert {reply.output_mode for reply in replies} == {"json_object"}
            assert model.output_mode == "json_object"
            return sorted(reply.usage.attempts for reply in replies)

    assert asyncio.run(run()) == [1, 1, 1, 1, 1, 1, 1, 4]


def test_a_server_that_takes_no_form_at_all_rejects_the_request() -> None:
    end, server = _run(_ask([NO_FORMAT], REQUEST))
    assert type(end) is Rejected
    assert len(server.seen) == len(LADDER)


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_no_other_status_leads_down_the_ladder(status: int) -> None:
    words = _openai_error("response_format json_schema strict unsupported")
    end, server = _run(_ask([error(status, words)], REQUEST, attempts=1))
    assert isinstance(end, ModelError)
    assert len(server.seen) == 1


def test_words_of_the_article_do_not_lead_down_the_ladder() -> None:
    tricky = "A report on response_format and json_schema, strict and unsupported, by the port of Marrow."
    asked = REQUEST.model_copy(update={"messages": [Message(role="user", content=tricky)]})
    end, server = _run(_ask([error(400, _openai_error(f"cannot read: {tricky}"))], asked))
    assert type(end) is Rejected
    assert len(server.seen) == 1


def test_a_later_complaint_steps_down_for_its_own_request_only() -> None:
    script: list[Step | Callable[[Seen], Step]] = [ok(), NO_FORMAT, ok(), ok()]

    async def run() -> list[str | None]:
        async with FaultServer(script) as server:
            model = _model(server.url)
            modes = [(await model.answer(REQUEST)).output_mode for _ in range(3)]
            await model.aclose()
            return modes

    assert asyncio.run(run()) == ["strict_schema", "schema", "strict_schema"]


def test_the_cap_gets_its_other_name_where_the_server_asks_for_it() -> None:
    words = (
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
    )
    end, server = _run(_ask([error(400, _openai_error(words)), ok()], REQUEST))
    assert isinstance(end, Reply)
    assert end.output_mode == "strict_schema"
    assert [sorted(k for k in seen.json if "tokens" in k) for seen in server.seen] == [
        ["max_tokens"],
        ["max_completion_tokens"],
    ]


def test_a_temperature_that_the_server_refuses_is_left_out() -> None:
    asked = PLAIN.model_copy(update={"temperature": 0.2})
    words = "Unsupported value: 'temperature' does not support 0.2 with this model."
    end, server = _run(_ask([error(400, _openai_error(words)), ok()], asked))
    assert isinstance(end, Reply)
    assert [seen.json.get("temperature") for seen in server.seen] == [0.2, None]


def test_a_mode_that_is_asked_for_is_the_only_one() -> None:
    end, server = _run(_ask([NO_FORMAT], REQUEST, output_mode="json_object"))
    assert type(end) is Rejected
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("request_", "options"),
    [(PLAIN, {}), (REQUEST, {"output_mode": "json_object"})],
    ids=["plain question", "mode that was asked for"],
)
def test_what_finds_out_nothing_is_not_remembered(request_: Request, options: dict[str, Any]) -> None:
    end, server = _run(_ask([ok()], request_, **options))
    assert isinstance(end, Reply)
    assert remembered.get(server.url, "m") is None


def test_a_stray_call_beside_the_right_one_is_rejected() -> None:
    end, server = _run(_ask([ok(None, message={"tool_calls": [CALLED, STRAY]})], REQUEST, output_mode="tool"))
    assert type(end) is Rejected
    assert len(server.seen) == 1


def test_several_calls_come_out_as_no_one_object() -> None:
    end, _ = _run(_ask([ok(None, message={"tool_calls": [CALLED, CALLED]})], REQUEST, output_mode="tool"))
    assert end.text == '{"sum": 4}\n{"sum": 4}'


def test_words_instead_of_a_call_are_taken_and_noted() -> None:
    end, _ = _run(_ask([ok('{"sum": 4}')], REQUEST, output_mode="tool"))
    assert (end.text, end.notes) == ('{"sum": 4}', ["answered in words instead of calling the function"])


def test_a_server_that_ignores_tools_is_asked_one_rung_lower_from_then_on() -> None:
    words = ok("It is four.")

    def step(seen: Seen) -> Step:
        return words if "tools" in seen.json else _accepts("json_object")(seen)

    async def run() -> list[str | None]:
        async with FaultServer([step]) as server:
            model = _model(server.url)
            modes = [(await model.answer(REQUEST)).output_mode for _ in range(3)]
            await model.aclose()
            return modes

    assert asyncio.run(run()) == ["tool", "json_object", "json_object"]


def test_a_call_s_arguments_may_come_as_an_object() -> None:
    call = {"function": {"name": "answer", "arguments": {"sum": 4}}}
    end, _ = _run(_ask([ok(None, message={"tool_calls": [call]})], REQUEST, output_mode="tool"))
    assert end.text == '{"sum": 4}'


def test_a_schema_that_no_server_takes_is_a_configuration_error_before_any_call() -> None:
    end, server = _run(_ask([ok()], REQUEST.model_copy(update={"answer_schema": {"type": "object"}})))
    assert type(end) is ConfigurationError
    assert server.seen == []


# Keys, hosts, loops


def _mock(handler: Callable[[httpx2.Request], httpx2.Response]) -> Options:
    return Options(transport=lambda: httpx2.MockTransport(handler), patience=QUICK)


def _sent_to(url: str, **keys: Any) -> httpx2.Request:
    sent: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(200, json=chat())

    async def run() -> None:
        model = OpenAIModel("gpt-5-mini", base_url=url, options=_mock(handler), **keys)
        await model.answer(REQUEST)
        await model.aclose()

    asyncio.run(run())
    return sent[0]


@pytest.fixture
def openai_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-canary")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin-canary")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-canary: 1\nauthorization: Bearer canary")


@pytest.mark.usefixtures("openai_environment")
def test_openai_gets_its_key_and_organisation_and_keeps_nothing() -> None:
    sent = _sent_to("https://api.openai.com/v1")
    assert str(sent.url) == "https://api.openai.com/v1/chat/completions"
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["openai-organization"] == "org-canary"
    body = json.loads(sent.content)
    assert body["store"] is False
    assert not body.keys() & {"user", "metadata", "max_tokens", "temperature"}


@pytest.mark.usefixtures("openai_environment")
@pytest.mark.parametrize("url", ["http://127.0.0.1:1234/v1", "https://gateway.example/v1"])
def test_no_other_host_gets_openai_s_key_or_anything_of_it(url: str) -> None:
    sent = _sent_to(url)
    assert sent.headers["authorization"] == "Bearer none"
    shown = f"{list(sent.headers.items())}{sent.content!r}"
    assert "canary" not in shown.replace(ARTICLE, "").replace("canary port", "")
    assert "store" not in json.loads(sent.content)
    assert not [name for name in sent.headers if name.startswith("x-")]


def test_a_key_that_is_given_goes_where_the_user_says() -> None:
    assert _sent_to("https://gateway.example/v1", api_key="mine").headers["authorization"] == "Bearer mine"


def test_one_model_serves_several_event_loops() -> None:
    model = OpenAIModel(
        "m", base_url="http://127.0.0.1:9/v1", options=_mock(lambda _: httpx2.Response(200, json=chat()))
    )

    async def once() -> str:
        reply = await model.answer(REQUEST)
        await model.aclose()
        return reply.text

    assert [asyncio.run(once()) for _ in range(3)] == ['{"sum": 4}'] * 3


def test_a_model_never_shows_its_key() -> None:
    model = OpenAIModel("m", base_url="http://127.0.0.1:9/v1", api_key=KEY)
    assert KEY not in f"{model!r}{vars(model)!r}"


def test_a_model_needs_a_name() -> None:
    with pytest.raises(ConfigurationError, match="BRIEFKIT_MODEL"):
        OpenAIModel()


CONNECTION: list[tuple[str, Exception, Outcome, int]] = [
    ("certificate", httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] expired"), ConfigurationError, 1),
    ("scheme", httpx2.UnsupportedProtocol("x"), ConfigurationError, 1),
    ("header", httpx2.LocalProtocolError("Illegal header value"), ConfigurationError, 1),
    ("connect timeout", httpx2.ConnectTimeout(""), Unreachable, 2),
    ("read timeout", httpx2.ReadTimeout(""), TimedOut, 2),
    ("name", httpx2.ConnectError("[Errno -2] Name or service not known"), Unreachable, 2),
    ("proxy", httpx2.ProxyError("407 Proxy Authentication Required"), Unreachable, 2),
]


@pytest.mark.parametrize(
    ("name", "error", "outcome", "calls"), CONNECTION, ids=[row[0] for row in CONNECTION]
)
def test_a_broken_connection_has_its_outcome(
    name: str, error: Exception, outcome: Outcome, calls: int
) -> None:
    sent = 0

    def broken(request: httpx2.Request) -> httpx2.Response:
        nonlocal sent
        sent += 1
        raise error

    model = OpenAIModel("m", base_url="http://127.0.0.1:9/v1", attempts=2, options=_mock(broken))
    with pytest.raises(BriefkitError) as caught:
        asyncio.run(model.answer(PLAIN))
    _assert_outcome(caught.value, outcome)
    assert sent == calls, name


def test_a_mistake_of_our_own_is_not_taken_for_a_broken_line() -> None:
    def broken(request: httpx2.Request) -> httpx2.Response:
        raise ZeroDivisionError

    model = OpenAIModel("m", base_url="http://127.0.0.1:9/v1", options=_mock(broken))
    with pytest.raises(ZeroDivisionError):
        asyncio.run(model.answer(PLAIN))


# Probing


async def _probe(script: Sequence[Step | Callable[[Seen], Step]], **options: Any) -> Any:
    async with FaultServer(script) as server:
        model = _model(server.url, **options)
        found = await model.probe()
        await model.aclose()
        return found, server


LISTED = raw(json.dumps({"object": "list", "data": [{"id": "m", "max_model_len": 8192}, {"id": "n"}, 7]}))


def test_a_probe_tells_what_the_endpoint_is() -> None:
    found, server = asyncio.run(_probe([LISTED, ok()]))
    assert (found.answers, found.lists_model, found.models) == (True, True, ("m", "n"))
    assert (found.output_mode, found.window_tokens, found.problem) == ("strict_schema", 8192, "")
    assert [seen.path for seen in server.seen] == ["/v1/models", "/v1/chat/completions"]


def test_a_probe_reads_the_window_that_llama_cpp_tells() -> None:
    listed = raw(json.dumps({"data": [{"id": "m", "meta": {"n_ctx": 2048, "n_ctx_train": 8192}}]}))
    found, _ = asyncio.run(_probe([listed, ok()]))
    assert found.window_tokens == 2048


def test_a_probe_needs_no_list_of_models() -> None:
    found, _ = asyncio.run(_probe([error(404), ok()]))
    assert (found.answers, found.lists_model, found.window_tokens) == (True, None, None)


def test_a_probe_says_why_there_is_no_answer() -> None:
    found, server = asyncio.run(_probe([LISTED, error(401)]))
    assert (found.answers, found.output_mode) == (False, None)
    assert "key" in found.problem
    assert found.hint
    assert len(server.seen) == 2


def test_a_probe_of_nothing_ends_after_one_call() -> None:
    found, server = asyncio.run(_probe([Step(then="hang")], deadline=0.2))
    assert (found.answers, found.lists_model) == (False, None)
    assert len(server.seen) == 1


def test_nothing_heavy_is_imported_before_something_is_sent() -> None:
    import subprocess
    import sys

    code = (
        "import sys, briefkit.models.openai as o; o.OpenAIModel('m', base_url='http://127.0.0.1:9/v1');"
        "print(sorted({'openai', 'httpx2', 'tiktoken', 'genai_prices'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout.strip() == "[]"
