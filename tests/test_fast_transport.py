"""Carried by aiohttp, everything ends as it does carried by httpx2."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import httpx2
import pytest

pytest.importorskip("aiohttp", reason="the extra `fast` is not installed")

import aiohttp

from briefkit.errors import ModelError, TimedOut, Unreachable
from briefkit.models.endpoints import find_endpoint
from briefkit.models.fast_transport import FastTransport
from briefkit.models.modes import remembered
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.transport import open_client, open_transport
from briefkit.schema import Reply
from tests.fault_server import FaultServer, Step, chat, ok, raw
from tests.record_cassettes import MODEL, REQUEST, open_recorder
from tests.test_openai_model import (
    KEY,
    PLAIN,
    QUICK,
    SLOW,
    WIRE,
    Outcome,
    _ask,
    _assert_outcome,
    _model,
    _run,
)


@pytest.fixture(autouse=True)
def _forget() -> None:
    remembered.clear()


@pytest.mark.parametrize(("name", "script", "outcome", "calls"), WIRE, ids=[row[0] for row in WIRE])
def test_a_fault_on_the_wire_has_its_outcome(
    name: str, script: list[Step], outcome: Outcome, calls: int
) -> None:
    end, server = _run(_ask(script, fast=True))
    _assert_outcome(end, outcome)
    assert len(server.seen) == calls, name
    assert (end.attempts if isinstance(end, ModelError) else end.usage.attempts) == calls


@pytest.mark.parametrize(("name", "step"), SLOW, ids=[row[0] for row in SLOW])
def test_a_server_that_never_ends_is_left_at_the_deadline(name: str, step: Step) -> None:
    began = time.monotonic()
    end, server = _run(_ask([step], deadline=0.25, attempts=2, fast=True))
    assert type(end) is TimedOut, name
    assert len(server.seen) == 2
    assert time.monotonic() - began < 1.5


def test_a_closed_port_is_unreachable() -> None:
    async def run() -> None:
        async with FaultServer([ok()]) as server:
            url = server.url
        model = _model(url, attempts=2, fast=True)
        try:
            await model.answer(PLAIN)
        finally:
            await model.aclose()

    with pytest.raises(Unreachable):
        asyncio.run(run())


def test_the_same_goes_out_by_both() -> None:
    async def sent(fast: bool) -> tuple[dict[str, str], Any]:
        _, server = await _ask([ok()], fast=fast)
        headers = {name: value for name, value in server.seen[0].headers.items() if name != "host"}
        return headers, server.seen[0].json

    slow, fast = asyncio.run(sent(False)), asyncio.run(sent(True))
    assert fast == slow
    assert fast[0]["authorization"] == f"Bearer {KEY}"
    assert fast[0]["accept-encoding"] == "identity"


def test_no_cookie_is_kept() -> None:
    biscuit = raw(json.dumps(chat()), headers={"set-cookie": "canary=1; Path=/"})

    async def run() -> list[str]:
        async with FaultServer([biscuit]) as server:
            model = _model(server.url, fast=True)
            for _ in range(2):
                await model.answer(PLAIN)
            await model.aclose()
            return [name for seen in server.seen for name in seen.headers]

    assert "cookie" not in asyncio.run(run())


def test_a_recorded_answer_is_replayed() -> None:
    async def run() -> Reply:
        options = Options(output_mode="strict_schema", fast=True)
        model = OpenAIModel(MODEL, base_url="http://127.0.0.1:9/v1", attempts=1, options=options)
        try:
            return await model.answer(REQUEST)
        finally:
            await model.aclose()

    with open_recorder("none").use_cassette("strict_schema.yaml") as cassette:
        reply = asyncio.run(run())
        assert cassette.play_count == 1
    assert reply.model == MODEL


def test_cancelling_leaves_at_once() -> None:
    async def run() -> float:
        async with FaultServer([Step(then="hang")]) as server:
            model = _model(server.url, fast=True, patience=QUICK)
            task = asyncio.ensure_future(model.answer(PLAIN))
            await asyncio.sleep(0.2)
            began = time.monotonic()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await model.aclose()
            return time.monotonic() - began

    assert asyncio.run(run()) < 0.5


def _certificate_error() -> Exception:
    import ssl

    cause = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    error: Exception = aiohttp.ClientConnectorCertificateError(_KEY, cause)
    return error


_KEY: Any = aiohttp.client_reqrep.ConnectionKey("h", 443, True, True, None, None, None)
ERRORS: list[tuple[Exception, type[Exception]]] = [
    (_certificate_error(), httpx2.RequestError),
    (aiohttp.ConnectionTimeoutError(), httpx2.ConnectTimeout),
    (aiohttp.SocketTimeoutError(), httpx2.ReadTimeout),
    (aiohttp.ClientProxyConnectionError(_KEY, OSError("no")), httpx2.ProxyError),
    (aiohttp.ClientConnectorError(_KEY, OSError("no")), httpx2.ConnectError),
    (aiohttp.InvalidURL("x"), httpx2.UnsupportedProtocol),
    (aiohttp.ServerDisconnectedError(), httpx2.RemoteProtocolError),
    (aiohttp.ClientOSError(), httpx2.ReadError),
    (aiohttp.ClientPayloadError(), httpx2.RemoteProtocolError),
    (ConnectionResetError(), httpx2.ReadError),
    (ValueError("newline"), httpx2.LocalProtocolError),
]


@pytest.mark.parametrize(("error", "kind"), ERRORS, ids=[type(row[0]).__name__ for row in ERRORS])
def test_an_error_gets_the_class_that_httpx2_would_give_it(error: Exception, kind: type[Exception]) -> None:
    from briefkit.models.fast_transport import _as_httpx2

    request = httpx2.Request("POST", "http://h/")
    with pytest.raises(kind) as caught, _as_httpx2(request):
        raise error
    assert caught.value.__cause__ is error
    assert str(error) in str(caught.value)


def test_a_mistake_of_our_own_is_not_taken_for_a_broken_line() -> None:
    from briefkit.models.fast_transport import _as_httpx2

    with pytest.raises(ZeroDivisionError), _as_httpx2(httpx2.Request("POST", "http://h/")):
        raise ZeroDivisionError


def test_the_guard_stands_around_it() -> None:
    async def run() -> None:
        endpoint = find_endpoint("http://127.0.0.1:9/v1", None, model="m", environ={})
        inner = open_transport(endpoint, fast=True)
        assert isinstance(inner, FastTransport)
        client = open_client(endpoint, deadline=3.0, inner=inner, most_bytes=10)
        assert (client.follow_redirects, client.trust_env) == (False, False)
        await client.aclose()

    asyncio.run(run())
