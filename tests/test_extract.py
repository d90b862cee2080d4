"""One JSON object out of what a model wrote, without guessing."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.draft.extract import NotOneObject, extract_object

JSON = '{"a": [1, {"b": "x } y"}], "c": null}'
VALUE = {"a": [1, {"b": "x } y"}], "c": None}

TAKEN: list[tuple[str, str, list[str]]] = [
    ("bare", JSON, []),
    ("white space", f"\n\t {JSON} \r\n", []),
    ("byte order mark", f"\ufeff{JSON}", []),
    ("fence", f"```json\n{JSON}\n```", ["code fence"]),
    ("fence without a language", f"```\n{JSON}\n```\n", ["code fence"]),
    ("fence on one line", f"```json {JSON}```", ["code fence"]),
    ("fence that is not closed", f"```json\n{JSON}", ["code fence"]),
    ("thinking", f"<think>Maybe {{1}}?</think>\n{JSON}", ["thinking before the answer"]),
    ("thinking without its opening", f"Maybe {{1}}?\n</think>\n{JSON}", ["thinking before the answer"]),
    ("another word for thinking", f"<reasoning>x</reasoning>{JSON}", ["thinking before the answer"]),
    ("prose before", f"Here is the answer:\n{JSON}", ["prose before"]),
    ("prose after", f"{JSON}\nI hope this helps.", ["prose after"]),
    (
        "all of it",
        f"<think>x</think>Sure:\n```json\n{JSON}\n```\nDone.",
        ["thinking before the answer", "code fence", "prose before", "prose after"],
    ),
]


@pytest.mark.parametrize(("name", "text", "notes"), TAKEN, ids=[row[0] for row in TAKEN])
def test_an_object_is_found_in_whatever_stands_around_it(name: str, text: str, notes: list[str]) -> None:
    assert extract_object(text) == (VALUE, notes), name


REFUSED: list[tuple[str, str, str]] = [
    ("nothing", "", "no JSON object"),
    ("prose", "I cannot do that.", "no JSON object"),
    ("a list", f"[{JSON}]", "a list"),
    ("a fenced list", f"```json\n[{JSON}]\n```", "a list"),
    ("two objects", f"{JSON}\n{JSON}", "more than one"),
    ("an object after prose", f"{JSON} or rather {JSON}", "more than one"),
    ("braces before", f"Use {{braces}}: {JSON}", "not valid"),
    ("cut off in an object", '{"a": 1', "cut off"),
    ("cut off in a list", '{"a": [1,', "cut off"),
    ("cut off in a string", '{"a": "xy', "cut off"),
    ("cut off in a fence", '```json\n{"a": "xy', "cut off"),
    ("cut off while thinking", "<think>Maybe", "thinking was cut off"),
    ("a key that stands twice", '{"a": 1, "a": 2}', "'a' stands twice"),
    ("a key that stands twice deep inside", '{"x": [{"a": 1, "a": 2}]}', "'a' stands twice"),
    ("NaN", '{"a": NaN}', "NaN"),
    ("infinity", '{"a": -Infinity}', "Infinity"),
    ("a number without bound", '{"a": 1e999}', "too large"),
    ("a number without end", '{"a": ' + "9" * 5000 + "}", "too long"),
    ("a trailing comma", '{"a": 1,}', "not valid at character"),
    ("single quotes", "{'a': 1}", "not valid at character 1"),
    ("a comment", '{"a": 1 /* one */}', "not valid"),
    ("a raw line break in a string", '{"a": "x\ny"}', "not valid"),
    ("half a surrogate pair", '{"a": "\\ud800"}', "surrogate"),
    ("half a surrogate pair in a key", '{"\\udfff": 1}', "surrogate"),
    ("too deep", '{"a":' * 100_000, "too deeply"),
    ("too long", '{"a": "' + "x" * 1_000_000 + '"}', "longer than"),
]


@pytest.mark.parametrize(("name", "text", "says"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_not_one_object_is_refused_with_the_reason(name: str, text: str, says: str) -> None:
    with pytest.raises(NotOneObject, match=says):
        extract_object(text)


def test_a_closing_tag_inside_a_value_is_no_thinking() -> None:
    text = '{"a": "the </think> tag"}'
    assert extract_object(text) == ({"a": "the </think> tag"}, [])
    assert extract_object(f"```json\n{text}\n```").value == {"a": "the </think> tag"}


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSONS, max_size=4), st.booleans())
def test_every_object_that_json_writes_is_read_back(value: dict[str, Any], escaped: bool) -> None:
    assert extract_object(json.dumps(value, ensure_ascii=escaped)) == (value, [])


@given(st.text(alphabet='{}[]",:\\ \n`<>/thinkjson123eE.-u', max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    try:
        value = extract_object(text).value
    except NotOneObject:
        return
    assert isinstance(value, dict)


@given(st.dictionaries(st.text(), JSONS, min_size=1, max_size=4), st.data())
def test_what_is_cut_off_is_never_completed(value: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(value)
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    with pytest.raises(NotOneObject):
        extract_object(cut)


@pytest.mark.parametrize("piece", ["{", "[", '"', "`", "<think>", "```json\n", " ", "{}", "\\"])
def test_time_is_linear_in_the_length(piece: str) -> None:
    text = (piece * 1_000_000)[:1_000_000]
    began = time.perf_counter()
    with pytest.raises(NotOneObject):
        extract_object(text)
    assert time.perf_counter() - began < 1.0
