"""Replays what a real llama.cpp server answered in every output mode; no connection is made."""

from __future__ import annotations

import asyncio

import pytest

from briefkit.draft.extract import NotOneObject, extract_object
from briefkit.errors import Unreachable
from briefkit.models.profiles import LADDER, Mode
from tests.record_cassettes import CASSETTES, MODEL, REQUEST, ask, open_recorder

NOWHERE = "http://127.0.0.1:9/v1"


@pytest.mark.parametrize("mode", LADDER)
def test_the_server_s_answer_is_read_in_every_mode(mode: Mode) -> None:
    with open_recorder("none").use_cassette(f"{mode}.yaml") as cassette:
        reply = asyncio.run(ask(NOWHERE, MODEL, mode))
        assert cassette.play_count == len(cassette) == 1
    assert (reply.output_mode, reply.model, reply.usage.attempts) == (mode, MODEL, 1)
    assert reply.usage.input_tokens > 50
    assert reply.usage.output_tokens > 0
    assert not reply.usage.estimated


@pytest.mark.parametrize("mode", ["strict_schema", "schema"])
def test_an_enforced_schema_gives_an_object_of_its_form(mode: Mode) -> None:
    with open_recorder("none").use_cassette(f"{mode}.yaml"):
        reply = asyncio.run(ask(NOWHERE, MODEL, mode))
    answer = extract_object(reply.text).value
    assert answer.keys() == {"sentence", "gate"}
    assert answer["sentence"] in (1, 2)


@pytest.mark.parametrize("mode", ["tool", "json_object", "prompt"])
def test_an_answer_without_a_schema_is_one_object_or_refused(mode: Mode) -> None:
    with open_recorder("none").use_cassette(f"{mode}.yaml"):
        reply = asyncio.run(ask(NOWHERE, MODEL, mode))
    try:
        assert isinstance(extract_object(reply.text).value, dict)
    except NotOneObject as reason:
        assert str(reason)


def test_another_question_is_not_answered_from_a_cassette(monkeypatch: pytest.MonkeyPatch) -> None:
    import vcr.errors

    other = REQUEST.model_copy(update={"max_output_tokens": 65})
    monkeypatch.setattr("tests.record_cassettes.REQUEST", other)
    with (
        open_recorder("none").use_cassette("strict_schema.yaml") as cassette,
        pytest.raises(vcr.errors.CannotOverwriteExistingCassetteException),
    ):
        asyncio.run(ask(NOWHERE, MODEL, "strict_schema"))
    assert cassette.play_count == 0


def test_without_a_cassette_there_is_nobody_to_answer() -> None:
    with pytest.raises(Unreachable):
        asyncio.run(ask(NOWHERE, MODEL, "strict_schema"))


def test_cassettes_hold_no_key_no_place_and_no_runtime() -> None:
    for path in sorted(CASSETTES.glob("*.yaml")):
        text = path.read_text(encoding="utf-8").lower()
        for word in ("authorization", "bearer", "127.0.0.1", "/home", "/work", "/root", "stainless", ".gguf"):
            assert word not in text, f"{path.name}: {word}"
