"""No answer, however strange, ends in anything but a reply or documented trouble."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.models.faults import Trouble
from briefkit.models.replies import read_answer, read_usage, refuse_error, unpack
from briefkit.models.scrubbing import Scrubber
from tests.fault_server import chat

SCRUB = Scrubber(secrets=[], asked=[])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PLACES = (
    ("error",),
    ("usage",),
    ("usage", "prompt_tokens"),
    ("usage", "completion_tokens"),
    ("choices",),
    ("choices", 0),
    ("choices", 0, "finish_reason"),
    ("choices", 0, "message"),
    ("choices", 0, "message", "content"),
    ("choices", 0, "message", "refusal"),
    ("choices", 0, "message", "tool_calls"),
)


def _read(payload: dict[str, Any], tool: str | None) -> None:
    try:
        refuse_error(payload, host="h", scrub=SCRUB)
        answer = read_answer(payload, host="h", tool=tool, scrub=SCRUB)
    except Trouble as trouble:
        assert trouble.error.hint
        return
    finally:
        usage = read_usage(payload)
        assert min(usage.input_tokens, usage.output_tokens) >= 0
        assert usage.cached_tokens <= usage.input_tokens
    assert isinstance(answer.text, str)
    assert answer.finish in ("stop", "length", "refused")
    assert (answer.refusal is None) == (answer.finish != "refused")


@given(st.sampled_from(PLACES), VALUES, st.sampled_from([None, "answer"]))
def test_any_value_in_any_place_is_a_reply_or_trouble(
    place: tuple[str | int, ...], value: Any, tool: str | None
) -> None:
    payload: Any = chat()
    target = payload
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    _read(payload, tool)


@given(st.dictionaries(st.sampled_from(["error", "choices", "object", "usage", "x"]), VALUES))
def test_any_object_is_a_reply_or_trouble(payload: dict[str, Any]) -> None:
    _read(payload, None)


@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_trouble(content: bytes) -> None:
    try:
        assert isinstance(unpack(content, host="h"), dict)
    except Trouble as trouble:
        assert trouble.retries == 2


@pytest.mark.parametrize(
    ("usage", "figures"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 3}, (7, 3, 0, 0, False)),
        ({"prompt_tokens": 7, "prompt_tokens_details": {"cached_tokens": 5}}, (7, 0, 5, 0, False)),
        ({"prompt_tokens": 7, "prompt_cache_hit_tokens": 4}, (7, 0, 4, 0, False)),
        ({"prompt_tokens": 7, "completion_tokens_details": {"reasoning_tokens": 2}}, (7, 0, 0, 2, False)),
        ({"prompt_tokens": 0, "completion_tokens": 3}, (0, 3, 0, 0, True)),
        ({"prompt_tokens": True, "completion_tokens": -3}, (0, 0, 0, 0, True)),
        (None, (0, 0, 0, 0, True)),
    ],
    ids=["plain", "cached", "cached as DeepSeek says it", "reasoning", "no input", "nonsense", "none"],
)
def test_usage_is_read_as_far_as_it_makes_sense(usage: Any, figures: tuple[int | bool, ...]) -> None:
    read = read_usage({"usage": usage})
    assert (
        read.input_tokens,
        read.output_tokens,
        read.cached_tokens,
        read.reasoning_tokens,
        read.estimated,
    ) == figures


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (429, "asks to wait"),
        ("429", "asks to wait"),
        ("rate_limit_exceeded", "asks to wait"),
        ("overloaded_error", "failed"),
        ("invalid_request_error", "refused the request"),
        ("context_length_exceeded", "smaller window"),
        ("insufficient_quota", "no credit"),
        (None, "failed"),
        (200, "failed"),
    ],
)
def test_an_error_inside_a_success_counts_as_the_status_it_stands_for(code: Any, says: str) -> None:
    payload = json.loads(json.dumps({"error": {"code": code, "message": "no"}}))
    with pytest.raises(Trouble, match=says):
        refuse_error(payload, host="h", scrub=SCRUB)


@pytest.mark.parametrize("error", [None, "", {}, []])
def test_an_empty_error_is_none(error: Any) -> None:
    refuse_error({"error": error}, host="h", scrub=SCRUB)
