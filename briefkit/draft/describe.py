"""The draft's fields as text for a prompt, made from the same docstrings that the schema carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from briefkit.draft.own import OwnField, own_fields
from briefkit.draft.wire import Draft
from briefkit.schema.limits import WORD_LIMITS

__all__ = ["answer_schema", "describe_fields"]


@cache
def answer_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of an answer: the same object every time, to be read only; to make it takes 5 ms."""
    return model.model_json_schema()


def describe_fields(model: type[BaseModel], *, limits: dict[str, int] | None = None) -> str:
    """Return one indented line for each field: name, what it holds, and the most words where the table has a limit.

    An object that appears in several places is spelt out at the first; a newsroom's own field names that place.
    """
    schema = answer_schema(model)
    added = own_fields(model) if issubclass(model, Draft) else ()
    bundled = _without(schema, [own.name for own in added])
    seen: dict[str, str] = {}
    lines = list(
        _describe(bundled, schema.get("$defs", {}), "", seen, WORD_LIMITS if limits is None else limits)
    )
    return "\n".join([*lines, *(_added(own, seen[own.kind.__name__]) for own in added)])


def _without(schema: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    kept = {name: field for name, field in schema.get("properties", {}).items() if name not in names}
    return {**schema, "properties": kept}


def _added(own: OwnField, place: str) -> str:
    if own.is_list:
        form = f"Up to {own.most}, each of the form of {place}; empty where the article has none."
    else:
        form = f"Of the form of {place}{', or an abstention' if own.may_abstain else ''}."
    return f"- {own.name}: {own.told} {form} At most {own.words} words{' each' if own.is_list else ''}."


def _describe(
    node: dict[str, Any], defs: dict[str, Any], outer: str, seen: dict[str, str], limits: dict[str, int]
) -> Iterator[str]:
    """Yield the lines of a node; `outer` is the path of what it stands in, `seen` where an object was spelt out."""
    for name, field in node.get("properties", {}).items():
        limit = f"At most {limits[name]} words." if not outer and name in limits else ""
        said = " ".join(part for part in (field.get("description", ""), _choices(field), limit) if part)
        yield f"{'  ' * outer.count('.')}- {name}: {said}"
        for inner in _objects(field):
            if inner not in seen:
                seen[inner] = f"{outer}{name}"
                yield from _describe(defs[inner], defs, f"{outer}{name}.", seen, limits)


def _choices(field: dict[str, Any]) -> str:
    """Name the values of a closed field, unless its description explains each of them."""
    values: list[Any] = field.get("enum") or field.get("items", {}).get("enum") or []
    explained = all(str(value) in field.get("description", "") for value in values)
    return "" if explained else f"One of: {'; '.join(map(str, values))}."


def _objects(field: dict[str, Any]) -> list[str]:
    """Return the names of the objects that a field may hold, in order."""
    branches = [field, field.get("items", {}), *field.get("anyOf", [])]
    names = [branch["$ref"].rpartition("/")[2] for branch in branches if "$ref" in branch]
    return [name for name in names if name != "DraftAbstention"]
