"""How a request is shaped for each rung of the ladder, and when one steps down."""

from __future__ import annotations

import json
from typing import Any

import pytest

from briefkit.models.modes import Dialect, Memory, encode, first_dialect, shape, wire_name
from briefkit.models.profiles import LADDER, PROFILES, CapField, Mode, Profile, find_profile
from briefkit.schema import Message, Request

ANY = find_profile("gateway.example", "m")
SCHEMA = {"type": "object", "properties": {"sum": {"type": "integer", "minimum": 0}}}
REQUEST = Request(
    purpose="test",
    messages=[Message(role="system", content="Add."), Message(role="user", content="2 + 2")],
    answer_schema=SCHEMA,
    answer_name="my answer",
    max_output_tokens=64,
    temperature=0.0,
    stop=["END"],
)


def _dialect(*modes: Mode, cap: CapField = "max_tokens", temperature: bool = True) -> Dialect:
    return Dialect(modes=modes, cap_field=cap, temperature=temperature)


def _shape(mode: Mode, request: Request = REQUEST, profile: Profile = ANY) -> dict[str, Any]:
    return shape(request, model="m", dialect=_dialect(mode), profile=profile)


@pytest.mark.parametrize("mode", LADDER)
def test_each_mode_asks_for_the_form_in_its_way(mode: Mode) -> None:
    body = _shape(mode)
    form = body.get("response_format", {})
    schema = form.get("json_schema", {})
    seen = {
        "strict_schema": schema.get("strict") is True,
        "schema": form.get("type") == "json_schema" and "strict" not in schema,
        "tool": body.get("tool_choice") == {"type": "function", "function": {"name": "my_answer"}},
        "json_object": form == {"type": "json_object"},
        "prompt": "tools" not in body and "response_format" not in body,
    }
    assert [name for name, is_it in seen.items() if is_it] == [mode]


@pytest.mark.parametrize("mode", LADDER)
def test_the_schema_stands_in_the_prompt_where_nobody_shows_it(mode: Mode) -> None:
    system = _shape(mode)["messages"][0]
    assert system["role"] == "system"
    assert system["content"].startswith("Add.\n\nAnswer with one JSON object")
    shown = json.loads(system["content"].split("\n")[-1])
    assert shown["required"] == ["sum"]
    assert shown["properties"]["sum"]["description"] == "(at least 0)"


def test_a_server_that_shows_the_schema_is_not_shown_it_twice() -> None:
    profile = find_profile("api.openai.com", "gpt-5-mini")
    assert _shape("strict_schema", profile=profile)["messages"][0]["content"] == "Add."
    assert "JSON Schema" in _shape("prompt", profile=profile)["messages"][0]["content"]


def test_without_a_system_message_one_is_put_first() -> None:
    request = REQUEST.model_copy(update={"messages": [Message(role="user", content="2 + 2")]})
    assert [message["role"] for message in _shape("prompt", request)["messages"]] == ["system", "user"]


def test_a_plain_question_is_sent_as_it_is() -> None:
    body = _shape("strict_schema", REQUEST.model_copy(update={"answer_schema": None}))
    assert body == {
        "model": "m",
        "messages": [{"role": "system", "content": "Add."}, {"role": "user", "content": "2 + 2"}],
        "max_tokens": 64,
        "temperature": 0.0,
        "stop": ["END"],
    }


def test_what_was_not_asked_for_is_not_sent() -> None:
    body = _shape("prompt", REQUEST.model_copy(update={"temperature": None, "stop": []}))
    assert body.keys() == {"model", "messages", "max_tokens"}


def test_a_schema_is_made_ready_once_and_another_one_is_not_taken_for_it() -> None:
    first, second = _shape("schema"), _shape("schema", REQUEST.model_copy(update={"temperature": 1.0}))
    assert first["response_format"] is second["response_format"]
    for number in range(200):  # more than are kept
        schema = {"type": "object", "properties": {f"n{number}": {"type": "integer"}}}
        body = _shape("schema", REQUEST.model_copy(update={"answer_schema": schema}))
        assert body["response_format"]["json_schema"]["schema"]["required"] == [f"n{number}"]
        assert f"n{number}" in body["messages"][0]["content"]


@pytest.mark.parametrize("without", [(), ("orjson",)], ids=["as installed", "without orjson"])
def test_a_body_goes_out_as_utf_8_json(without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in without else find(name))
    asked = REQUEST.model_copy(update={"messages": [Message(role="user", content="Zürich \ud800 “2”\n")]})
    body = _shape("tool", asked)
    assert json.loads(encode(body)) == body
    assert "Zürich ? “2”".encode() in encode(body)


def test_a_request_is_not_changed_by_being_shaped() -> None:
    before = REQUEST.model_dump_json()
    _shape("strict_schema")
    assert REQUEST.model_dump_json() == before


@pytest.mark.parametrize(("name", "wire"), [("a b/c", "a_b_c"), ("x" * 80, "x" * 64), ("", "answer")])
def test_a_name_is_made_fit_for_the_wire(name: str, wire: str) -> None:
    assert wire_name(name) == wire


# Stepping down


@pytest.mark.parametrize(
    ("complaint", "change"),
    [
        ("response_format is unsupported", {"modes": ("schema", "prompt")}),
        ("use max_completion_tokens", {"cap_field": "max_completion_tokens"}),
        ("'temperature' is unsupported", {"temperature": False}),
    ],
    ids=["form", "cap", "temperature"],
)
def test_a_complaint_changes_what_it_names(complaint: str, change: dict[str, Any]) -> None:
    before = _dialect("strict_schema", "schema", "prompt")
    after = before.after(complaint, form_asked=True)
    assert after is not None
    for name, value in change.items():
        assert getattr(after, name) == value
    unchanged = {"modes", "cap_field", "temperature"} - change.keys()
    assert all(getattr(after, name) == getattr(before, name) for name in unchanged)


def test_the_cap_changes_its_name_only_once() -> None:
    dialect = _dialect("prompt").after("max_tokens", form_asked=True)
    assert dialect is not None
    assert dialect.after("max_completion_tokens", form_asked=True) is None


def test_nothing_is_below_the_last_rung_nor_below_a_plain_question() -> None:
    assert _dialect("prompt").after("response_format", form_asked=True) is None
    assert _dialect(*LADDER).after("response_format", form_asked=False) is None


def test_the_first_dialect_that_worked_is_remembered() -> None:
    memory = Memory()
    assert memory.get("u", "m") is None
    memory.settle("u", "m", _dialect("schema"))
    memory.settle("u", "m", _dialect("prompt"))
    found = memory.get("u", "m")
    assert found is not None
    assert found.mode == "schema"
    assert memory.get("u", "other") is None
    memory.clear()
    assert memory.get("u", "m") is None


# Profiles


@pytest.mark.parametrize(
    ("host", "model", "name"),
    [
        ("api.openai.com", "gpt-5-mini", "openai"),
        ("eu.api.openai.com", "gpt-5-mini", "openai"),
        ("api.openai.com.evil.example", "gpt-5-mini", "any"),
        ("evilapi.openai.com", "gpt-5-mini", "any"),
        ("desk.openai.azure.com", "my-deployment", "azure"),
        ("openai.azure.com", "x", "any"),
        ("127.0.0.1:11434", "qwen3:8b", "ollama"),
        ("127.0.0.1:11434", "gpt-oss:120b-cloud", "ollama cloud"),
        ("gpu.example:1234", "m", "lm studio"),
        ("127.0.0.1:8000", "m", "any"),
        ("[::1]:8000", "m", "any"),
    ],
)
def test_a_profile_is_found_by_host_port_and_model(host: str, model: str, name: str) -> None:
    assert find_profile(host, model).name == name


@pytest.mark.parametrize(
    ("host", "model", "sent"),
    [
        ("api.openai.com", "gpt-5-mini", False),
        ("api.openai.com", "o4-mini", False),
        ("api.openai.com", "gpt-4.1-mini", True),
        ("openrouter.ai", "openai/gpt-5", False),
        ("openrouter.ai", "qwen/qwen3", True),
        ("gateway.example", "gpt-5", True),
    ],
)
def test_a_temperature_is_sent_where_the_model_takes_one(host: str, model: str, sent: bool) -> None:
    assert first_dialect(find_profile(host, model), model).temperature is sent


def test_every_profile_has_its_modes_in_the_ladder_s_order_and_a_key_if_it_needs_one() -> None:
    for profile in PROFILES:
        order = [LADDER.index(mode) for mode in profile.modes]
        assert order == sorted(order) != []
        assert bool(profile.key_env) == profile.needs_key
