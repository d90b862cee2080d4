"""The draft's fields as text for a prompt, made from the same docstrings that the schema carries."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from briefkit.schema.limits import WORD_LIMITS

__all__ = ["answer_schema", "describe_fields"]


@cache
def answer_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of an answer: the same object every time, to be read only; to make it takes 5 ms."""
    return model.model_json_schema()


def describe_fields(model: type[BaseModel], *, limits: dict[str, int] | None = None) -> str:
    """Return one indented line for each field: name, what it holds, and the most words where the table has a limit.

    An object that appears in several places is spelt out at the first.
    """
    schema = answer_schema(model)
    lines: list[str] = []
    _describe(schema, schema.get("$defs", {}), 0, lines, set(), WORD_LIMITS if limits is None else limits)
    return "\n".join(lines)


def _describe(
    node: dict[str, Any],
    defs: dict[str, Any],
    depth: int,
    lines: list[str],
    seen: set[str],
    limits: dict[str, int],
) -> None:
    for name, field in node.get("properties", {}).items():
        limit = f"At most {limits[name]} words." if depth == 0 and name in limits else ""
        said = " ".join(part for part in (field.get("description", ""), _choices(field), limit) if part)
        lines.append(f"{'  ' * depth}- {name}: {said}")
        for inner in _objects(field):
            if inner not in seen:
                seen.add(inner)
                _describe(defs[inner], defs, depth + 1, lines, seen, limits)


def _choices(field: dict[str, Any]) -> str:
    """Name the values of a closed field, unless its description explains each of them."""
    values = field.get("enum") or field.get("items", {}).get("enum") or []
    explained = all(str(value) in field.get("description", "") for value in values)
    return "" if explained else f"One of: {'; '.join(map(str, values))}."


def _objects(field: dict[str, Any]) -> list[str]:
    """Return the names of the objects that a field may hold, in order."""
    branches = [field, field.get("items", {}), *field.get("anyOf", [])]
    names = [branch["$ref"].rpartition("/")[2] for branch in branches if "$ref" in branch]
    return [name for name in names if name != "DraftAbstention"]
