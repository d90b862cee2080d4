"""What is sent is the part of JSON Schema that every server takes; what it loses is said in words."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field

from briefkit.models.portable import NotPortable, portable


class Quote(BaseModel):
    text: str = Field(min_length=1, max_length=300)
    sentence: int = Field(ge=1, description="Where it stands.")


class Draft(BaseModel):
    quotes: list[Quote] = Field(max_length=5)
    headline: str = Field(description="The news.", pattern=r"^\w")
    kind: Literal["news", "analysis"]
    only: Literal["one"]
    byline: str | None = None
    best: Quote = Field(description="The best one.")
    flag: bool = False


SCHEMA = Draft.model_json_schema()
ALLOWED = {"type", "enum", "description", "properties", "required", "additionalProperties", "items"}
ALLOWED |= {"anyOf", "$ref", "$defs"}


def _nodes(schema: Any) -> list[dict[str, Any]]:
    """Return every node that is a schema."""
    found = [schema]
    inner = [
        *schema.get("properties", {}).values(),
        *schema.get("$defs", {}).values(),
        *schema.get("anyOf", []),
    ]
    if "items" in schema:
        inner.append(schema["items"])
    for node in inner:
        found += _nodes(node)
    return found


@pytest.mark.parametrize("inline", [False, True], ids=["with references", "inlined"])
def test_only_the_common_subset_is_left(inline: bool) -> None:
    sent = portable(SCHEMA, inline=inline)
    Draft202012Validator.check_schema(sent)
    for node in _nodes(sent):
        assert node.keys() <= ALLOWED
        if "properties" in node:
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False
    assert inline != ("$defs" in sent)


def test_limits_become_words() -> None:
    sent = portable(SCHEMA)
    assert sent["$defs"]["Quote"]["properties"]["text"]["description"] == (
        "(at least 1 characters, at most 300 characters)"
    )
    assert sent["$defs"]["Quote"]["properties"]["sentence"]["description"] == "Where it stands. (at least 1)"
    assert sent["properties"]["headline"]["description"] == r"The news. (matching ^\w)"


def test_the_order_of_the_fields_is_kept() -> None:
    assert list(portable(SCHEMA)["properties"]) == list(Draft.model_fields)


def test_a_constant_becomes_a_choice_of_one() -> None:
    assert portable(SCHEMA)["properties"]["only"]["enum"] == ["one"]


def test_what_stands_beside_a_reference_is_written_into_its_copy() -> None:
    best = portable(SCHEMA)["properties"]["best"]
    assert best["description"] == "The best one."
    assert list(best["properties"]) == ["text", "sentence"]


def test_a_definition_that_only_definitions_refer_to_is_kept() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A"}},
        "$defs": {
            "C": {"type": "string"},
            "B": {"type": "object", "properties": {"c": {"$ref": "#/$defs/C"}}},
            "A": {"type": "object", "properties": {"b": {"$ref": "#/$defs/B"}}},
            "unused": {"type": "string"},
        },
    }
    assert list(portable(schema)["$defs"]) == ["C", "B", "A"]


def test_an_answer_that_satisfies_what_is_sent_has_every_field() -> None:
    quote = {"text": "x", "sentence": 1}
    answer = {
        "quotes": [quote],
        "headline": "A",
        "kind": "news",
        "only": "one",
        "byline": None,
        "best": quote,
        "flag": True,
    }
    for sent in (portable(SCHEMA), portable(SCHEMA, inline=True)):
        validator = Draft202012Validator(sent)
        assert validator.is_valid(answer)
        for name in answer:
            assert not validator.is_valid({key: answer[key] for key in answer if key != name})
        assert not validator.is_valid({**answer, "more": 1})


def test_one_of_and_a_single_all_of_are_rewritten() -> None:
    sent = portable(
        {
            "type": "object",
            "properties": {
                "a": {"oneOf": [{"type": "string"}, {"type": "null"}]},
                "b": {"allOf": [{"type": "string"}], "description": "B."},
            },
        }
    )
    assert sent["properties"] == {
        "a": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "b": {"type": "string", "description": "B."},
    }


def _with(value: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": value}, **rest}


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        (_with({"type": "object", "additionalProperties": {"type": "string"}}), "free keys"),
        (_with({"type": "object"}), "free keys"),
        (_with({"type": "array", "prefixItems": [{"type": "string"}]}), "tuple"),
        (_with({"type": "array"}), "items"),
        (_with({}), "without a type"),
        (_with({"allOf": [{"type": "string"}, {"minLength": 1}]}), "allOf"),
        (_with({"$ref": "#/$defs/Gone"}), "missing"),
        ({"type": "string"}, "root"),
        (
            _with(
                {"$ref": "#/$defs/A", "description": "x"},
                **{"$defs": {"A": _with({"$ref": "#/$defs/A", "description": "x"})}},
            ),
            "contains itself",
        ),
    ],
    ids=[
        "free keys",
        "no keys",
        "tuple",
        "list of anything",
        "anything",
        "all of",
        "gone",
        "root",
        "recursion",
    ],
)
def test_what_no_server_can_enforce_is_refused(schema: dict[str, Any], says: str) -> None:
    with pytest.raises(NotPortable, match=says):
        portable(schema)
