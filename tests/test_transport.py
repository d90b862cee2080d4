"""The guard lets out what may go out, and in what is sane; addresses, keys and what errors show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.errors import ConfigurationError
from briefkit.models.endpoints import find_endpoint, is_loopback
from briefkit.models.faults import Signs, signs_of_body, trouble_of, trouble_of_signs
from briefkit.models.scrubbing import Scrubber
from briefkit.models.transport import (
    GuardTransport,
    ResponseTooLarge,
    UnaskedEncoding,
    open_client,
    proxy_for,
)

KEY = "sk-canary-0123456789abcdef"


def _get(
    handler: Callable[[httpx2.Request], httpx2.Response], headers: dict[str, str] | None = None
) -> httpx2.Response:
    async def run() -> httpx2.Response:
        transport = GuardTransport(httpx2.MockTransport(handler), most_bytes=1000, headers=("x-more",))
        async with httpx2.AsyncClient(transport=transport) as client:
            return await client.get("http://127.0.0.1/x", headers=headers)

    return asyncio.run(run())


def test_only_permitted_headers_go_out() -> None:
    seen: list[httpx2.Headers] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers)
        return httpx2.Response(200)

    headers = {"authorization": "Bearer x", "x-canary": "1", "cookie": "a=b", "x-more": "2"}
    _get(handler, {**headers, "accept-encoding": "gzip, br"})
    assert seen[0].keys() == {
        "host",
        "accept",
        "accept-encoding",
        "connection",
        "user-agent",
        "authorization",
        "x-more",
    }
    assert seen[0]["accept-encoding"] == "identity"


def test_a_body_up_to_the_cap_comes_in() -> None:
    assert _get(lambda _: httpx2.Response(200, content=b"x" * 1000)).content == b"x" * 1000


def test_a_body_over_the_cap_does_not() -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    with pytest.raises(ResponseTooLarge):
        _get(lambda _: httpx2.Response(200, content=body()))


@pytest.mark.parametrize("encoding", ["gzip", "br", "x-unknown"])
def test_a_compressed_body_does_not(encoding: str) -> None:
    with pytest.raises(UnaskedEncoding):
        _get(lambda _: httpx2.Response(200, content=b"", headers={"content-encoding": encoding}))


def test_a_body_that_says_it_is_not_compressed_does() -> None:
    answer = httpx2.Response(200, content=b"x", headers={"content-encoding": "Identity"})
    assert _get(lambda _: answer).content == b"x"


def test_a_client_neither_follows_redirects_nor_reads_the_environment() -> None:
    endpoint = find_endpoint("http://127.0.0.1:9/v1", None, model="m", environ={})
    client = open_client(endpoint, deadline=3.0, inner=None, most_bytes=10)
    assert (client.follow_redirects, client.trust_env, client.timeout.connect) == (False, False, 3.0)
    asyncio.run(client.aclose())


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("https://api.example/v1", {"HTTPS_PROXY": "http://proxy:3128"}, "http://proxy:3128"),
        ("https://api.example/v1", {"ALL_PROXY": "http://proxy:3128"}, "http://proxy:3128"),
        ("https://api.example/v1", {"HTTP_PROXY": "http://proxy:3128"}, None),
        ("https://api.example/v1", {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "api.example"}, None),
        ("http://127.0.0.1:8080/v1", {"HTTP_PROXY": "http://proxy:3128"}, None),
        ("http://localhost:8080/v1", {"HTTP_PROXY": "http://proxy:3128"}, None),
    ],
    ids=["https", "all", "another scheme", "no proxy", "loopback", "localhost"],
)
def test_the_proxy_is_the_environment_s_but_never_for_this_machine(
    url: str, environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy


# Addresses and keys


@pytest.mark.parametrize(
    ("given", "url", "host"),
    [
        (None, "https://api.openai.com/v1", "api.openai.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1", "[::1]:8080"),
        (" https://Gateway.Example/openai ", "https://Gateway.Example/openai", "gateway.example"),
    ],
    ids=["none", "without a path", "slash", "ipv6", "capitals"],
)
def test_an_address_is_tidied(given: str | None, url: str, host: str) -> None:
    endpoint = find_endpoint(given, KEY, model="m", environ={})
    assert (endpoint.base_url, endpoint.host) == (url, host)


@pytest.mark.parametrize(
    "url",
    [
        "api.openai.com/v1",
        "ftp://x/v1",
        "http://",
        "http://user:secret@x/v1",
        "http://x/v1?key=secret",
        "http://x/v1#a",
        "http://x:99999/v1",
        "http://[::1/v1",
    ],
)
def test_an_address_that_cannot_be_right_is_refused_without_showing_secrets(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        find_endpoint(url, KEY, model="m", environ={})
    assert "secret" not in str(caught.value)
    assert "http" in caught.value.hint


KEYS = {"OPENAI_API_KEY": "of-openai", "AZURE_OPENAI_API_KEY": "of-azure", "GROQ_API_KEY": "of-groq"}


@pytest.mark.parametrize(
    ("url", "given", "environ", "key"),
    [
        ("https://api.openai.com/v1", None, KEYS, "of-openai"),
        ("https://desk.openai.azure.com/openai/v1", None, KEYS, "of-azure"),
        ("https://api.groq.com/openai/v1", None, KEYS, "of-groq"),
        ("https://gateway.example/v1", None, KEYS, "none"),
        ("http://127.0.0.1:8080/v1", None, KEYS, "none"),
        ("https://api.openai.com.evil.example/v1", None, KEYS, "none"),
        ("https://gateway.example/v1", None, {**KEYS, "BRIEFKIT_API_KEY": "ours"}, "ours"),
        ("https://gateway.example/v1", "mine", {**KEYS, "BRIEFKIT_API_KEY": "ours"}, "mine"),
        ("https://gateway.example/v1", " mine\n", {}, "mine"),
    ],
)
def test_a_key_goes_to_its_own_host_only(
    url: str, given: str | None, environ: dict[str, str], key: str
) -> None:
    assert find_endpoint(url, given, model="m", environ=environ).key == key


def test_a_key_that_is_missing_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"no API key for api\.mistral\.ai") as caught:
        find_endpoint("https://api.mistral.ai/v1", None, model="m", environ={"OPENAI_API_KEY": KEY})
    assert "MISTRAL_API_KEY" in caught.value.hint


@pytest.mark.parametrize("key", ["sk-ключ", "two words", "line\nbreak", "bell\x07"])
def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        find_endpoint("http://127.0.0.1:1/v1", key, model="m", environ={})
    assert key not in str(caught.value)


def test_an_endpoint_never_shows_its_key() -> None:
    assert KEY not in repr(find_endpoint("http://127.0.0.1:1/v1", KEY, model="m", environ={}))


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        ("localhost", True),
        ("localhost:8080", True),
        ("127.0.0.1", True),
        ("127.8.8.8:1", True),
        ("[::1]:8080", True),
        ("10.0.0.1", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_this_machine_is_known(host: str, is_it: bool) -> None:
    assert is_loopback(host) is is_it


# What errors show

ASKED = (
    "The northern gate of the port of Marrow closed on Tuesday.\nNobody was hurt, the harbour master said."
)
SCRUB = Scrubber(secrets=[KEY], asked=[ASKED])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("model not found", "model not found"),
        (f"bad key {KEY}.", "bad key [key]."),
        ("bad key sk-proj-ab**********xyz", "bad key [key]"),
        ("bad key gsk_abcdefgh123", "bad key [key]"),
        (f"cannot read: {ASKED}", "cannot read: [...]"),
        (f"cannot read: {ASKED[:40]} and more", "cannot read: [...] and more"),
        ("near 'Marrow closed'", "near 'Marrow closed'"),
        ("a\nb\x1b[31m\u202ec", "a b [31m c"),
    ],
    ids=["plain", "our key", "masked key", "another key", "echo", "part of an echo", "few words", "control"],
)
def test_an_error_shows_neither_keys_nor_the_article(said: str, shown: str) -> None:
    assert SCRUB(said) == shown


@given(st.text(max_size=300))
def test_no_text_breaks_the_scrubbing(said: str) -> None:
    shown = SCRUB(said + KEY + ASKED)
    assert len(shown) <= 500
    assert KEY not in shown
    assert ASKED[5:30] not in shown


def test_scrubbing_a_long_echo_of_a_long_article_is_quick() -> None:
    import time

    article = "".join(f"Ship {n} left the port of Marrow at dawn. " for n in range(22_000 // 8))
    began = time.perf_counter()
    assert "dawn" not in Scrubber(secrets=[], asked=[article])(article)
    assert time.perf_counter() - began < 1.0


BODIES: list[tuple[str, Any, str, set[str]]] = [
    ("OpenAI", {"error": {"message": "no", "type": "T", "code": "C", "param": "p"}}, "no p", {"t", "c"}),
    ("LM Studio", {"error": "no"}, "no", set()),
    ("Gemini", [{"error": {"code": 400, "message": "no", "status": "BAD"}}], "no", {"400", "bad"}),
    (
        "FastAPI",
        {"detail": [{"msg": "no", "type": "t", "input": ASKED, "loc": ["body", "n"]}]},
        "no body n",
        {"t"},
    ),
    ("Mistral", {"message": "no", "type": "t", "code": "1"}, "no", {"t", "1"}),
    ("Azure", {"error": {"message": "no", "innererror": {"code": "Filter"}}}, "no", {"filter"}),
    ("Groq", {"error": {"message": "no", "failed_generation": ASKED}}, "no", set()),
    ("text", "no", "no", set()),
    ("nothing", None, "", set()),
    ("number", 7, "7", set()),
    ("two errors", [{"error": "a"}, {"error": "b"}], "a b", set()),
    ("said twice", {"error": {"message": "no", "detail": "no"}}, "no", set()),
]


@pytest.mark.parametrize(("name", "body", "text", "codes"), BODIES, ids=[row[0] for row in BODIES])
def test_an_error_is_read_in_every_provider_s_shape(name: str, body: Any, text: str, codes: set[str]) -> None:
    signs = signs_of_body(body, status=400, scrub=SCRUB)
    assert (signs.text, set(signs.codes)) == (text, codes), name


def test_a_body_without_end_is_read_in_part() -> None:
    deep: Any = "no"
    for _ in range(200):
        deep = {"error": deep, "detail": [deep] * 2 if isinstance(deep, str) else []}
    assert signs_of_body(deep, status=400, scrub=SCRUB).text == ""


@pytest.mark.parametrize("status", [*range(300, 310), *range(400, 432), 451, 498, *range(500, 512), 529, 599])
def test_every_status_has_an_outcome_with_a_cure(status: int) -> None:
    trouble = trouble_of_signs(Signs(status=status, text="x" * 900), host="h")
    assert str(status) in trouble.error.message
    assert len(trouble.error.message) <= 500
    assert trouble.error.hint.endswith(".")
    assert trouble.error.retryable == (trouble.retries is None)


def test_a_form_that_the_model_missed_is_tried_once_more() -> None:
    signs = Signs(status=400, codes=frozenset({"json_validate_failed"}), text="Failed to generate JSON")
    trouble = trouble_of_signs(signs, host="api.groq.com")
    assert (trouble.retries, trouble.complaint) == (1, "")


def test_a_422_of_groq_is_tried_once_more() -> None:
    assert trouble_of_signs(Signs(status=422), host="api.groq.com").retries == 1
    assert trouble_of_signs(Signs(status=422), host="api.mistral.ai").retries == 0


def test_a_route_that_lacks_the_form_is_a_complaint_about_it() -> None:
    text = "No endpoints found that can handle the requested parameters."
    assert trouble_of_signs(Signs(status=404, text=text), host="openrouter.ai").complaint == text


def test_a_bad_certificate_is_seen_behind_an_error_that_only_came_while_it_was_handled() -> None:
    try:
        try:
            raise OSError("[SSL: CERTIFICATE_VERIFY_FAILED] expired")
        except OSError:
            raise ConnectionError("connection failed") from None
    except ConnectionError as error:
        assert error.__cause__ is None
        trouble = trouble_of(error, host="h", scrub=SCRUB)
    assert isinstance(trouble.error, ConfigurationError)
    assert "certificate" in trouble.error.message
