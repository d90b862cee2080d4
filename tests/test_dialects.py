"""Each provider is spoken to as its documentation asks, and understood in its own words.

A server on loopback stands behind each provider's real address; what it takes and says is in `tests/dialects.py`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx2
import pytest

from briefkit.errors import BriefkitError, ServerFault
from briefkit.models.modes import remembered
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.pacing import Pace
from briefkit.models.profiles import LADDER, Mode, find_profile
from briefkit.models.retrying import Patience
from briefkit.schema import Message, Reply, Request
from tests.dialects import COMMON, FORM, PROVIDERS, TOOLS, Provider, mode_of
from tests.fault_server import FaultServer, Seen, Step, error, ok

KEY = "provider-key-0123456789"
REQUEST = Request(
    purpose="test",
    messages=[
        Message(role="system", content="Add."),
        Message(role="user", content="Two ships and two ships."),
    ],
    answer_schema={"type": "object", "properties": {"sum": {"type": "integer"}}},
    max_output_tokens=64,
    temperature=0.0,
)
QUICK = Patience(first_wait=0.001, widest_wait=0.002, longest_wait=0.5, total=5.0)


@pytest.fixture(autouse=True)
def _forget() -> None:
    remembered.clear()


class Rerouted(httpx2.AsyncBaseTransport):
    """Carry what is meant for a provider to loopback."""

    def __init__(self, port: int) -> None:
        self._inner = httpx2.AsyncHTTPTransport()
        self._port = port
        self.urls: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.urls.append(str(request.url))
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@dataclass
class Course:
    """What became of one question."""

    end: Reply | BriefkitError
    seen: list[Seen]
    urls: list[str]
    pace: Pace


def _ask(provider: Provider, answer: Step | None = None, *, mode: Mode | None = None) -> Course:
    async def run() -> Course:
        async with FaultServer([answer or provider.serve]) as server:
            route, pace = Rerouted(server.port), Pace(only_pauses=answer is not None)
            model = OpenAIModel(
                provider.model,
                base_url=provider.address,
                api_key=KEY,
                attempts=3,
                options=Options(patience=QUICK, transport=lambda: route, pace=pace, output_mode=mode),
            )
            try:
                end: Reply | BriefkitError = await model.answer(REQUEST)
            except BriefkitError as fault:
                end = fault
            await model.aclose()
            return Course(end, server.seen, route.urls, pace)

    return asyncio.run(run())


each_provider = pytest.mark.parametrize("name", PROVIDERS)


@each_provider
def test_a_question_reaches_the_provider_s_own_address_with_its_key(name: str) -> None:
    provider = PROVIDERS[name]
    course = _ask(provider)
    assert set(course.urls) == {provider.url}
    assert course.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert find_profile(provider.url.split("/")[2], provider.model).name in (name, "any")


@each_provider
def test_a_question_carries_only_what_the_provider_knows_and_its_form_is_settled(name: str) -> None:
    provider = PROVIDERS[name]
    course = _ask(provider)
    assert isinstance(course.end, Reply), repr(course.end)
    assert (course.end.output_mode, len(course.seen)) == (provider.mode, provider.calls)
    assert mode_of(course.seen[-1].json) == provider.mode
    assert all(set(seen.json) <= COMMON | provider.takes for seen in course.seen)


@each_provider
def test_what_a_model_thought_is_no_part_of_its_answer(name: str) -> None:
    end = _ask(PROVIDERS[name]).end
    assert isinstance(end, Reply), repr(end)
    assert (end.text, end.finish, end.usage.estimated) == ('{"sum": 4}', "stop", False)
    cached = PROVIDERS[name].usage.get("prompt_cache_hit_tokens", 0)
    assert end.usage.cached_tokens == cached


@each_provider
def test_limits_are_learnt_from_the_provider_s_headers(name: str) -> None:
    assert _ask(PROVIDERS[name]).pace.limits == PROVIDERS[name].limits


ERRORS = [(name, what) for name, provider in PROVIDERS.items() for what in provider.errors]


@pytest.mark.parametrize(("name", "what"), ERRORS, ids=[f"{name}: {what}" for name, what in ERRORS])
def test_a_failure_in_the_provider_s_words_has_its_outcome(name: str, what: str) -> None:
    answer, outcome, calls = PROVIDERS[name].errors[what]
    course = _ask(PROVIDERS[name], answer, mode="prompt")
    if isinstance(outcome, str):
        assert isinstance(course.end, Reply), repr(course.end)
        assert course.end.finish == outcome
    else:
        assert type(course.end) is outcome, repr(course.end)
        assert KEY not in repr(course.end)
    assert len(course.seen) == calls


REASONS = [(name, reason) for name, provider in PROVIDERS.items() for reason in provider.reasons]


@pytest.mark.parametrize(("name", "reason"), REASONS, ids=[f"{name}: {reason}" for name, reason in REASONS])
def test_a_reason_to_stop_is_understood(name: str, reason: str) -> None:
    finish = PROVIDERS[name].reasons[reason]
    end = _ask(PROVIDERS[name], ok(finish=reason), mode="prompt").end
    if finish == "fault":
        assert type(end) is ServerFault, repr(end)
    else:
        assert isinstance(end, Reply), repr(end)
        assert end.finish == finish


@pytest.mark.parametrize("mode", LADDER)
def test_the_words_of_a_provider_that_lacks_a_form_lead_down_the_ladder(mode: Mode) -> None:
    """A gateway may answer in any of these words before its own form is found."""
    for name in ("lm studio", "deepseek", "openrouter"):
        remembered.clear()
        provider = PROVIDERS[name]
        gateway = Provider(
            address="https://gateway.example",
            url="https://gateway.example/v1/chat/completions",
            model="m",
            takes=FORM | TOOLS | {"max_tokens"},
            mode=mode,
            modes=frozenset({mode}),
            no_mode=provider.no_mode,
        )
        end = _ask(gateway).end
        assert isinstance(end, Reply), name
        assert end.output_mode == mode


def test_a_host_of_another_maker_s_model_that_knows_one_name_of_the_cap_is_given_that_one() -> None:
    """Azure serves models of Mistral, which refuse the cap's name that Azure's own models need."""
    words = [
        {
            "type": "extra_forbidden",
            "loc": ["body", "max_completion_tokens"],
            "msg": "Extra inputs are not permitted",
        }
    ]
    azure = PROVIDERS["azure"]
    mistral = Provider(
        address=azure.address,
        url=azure.url,
        model="mistral-large",
        takes=FORM | TOOLS | {"max_tokens"},
        mode="strict_schema",
        no_field=error(422, {"error": {"message": "invalid input error", "status": 422, "details": words}}),
    )
    course = _ask(mistral)
    assert isinstance(course.end, Reply), repr(course.end)
    assert (course.end.output_mode, len(course.seen)) == ("strict_schema", 2)
