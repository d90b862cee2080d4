"""The part of JSON Schema that every server takes: types, enum, anyOf, all required, nothing additional.

Limits that servers refuse, or skip without a word, move into the descriptions; briefkit enforces them itself.
The order of properties is kept, because it is the order in which a model writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["NotPortable", "portable"]

Schema = dict[str, Any]

_KEPT = ("type", "description", "enum", "properties", "required", "additionalProperties", "items", "anyOf")
_LIMITS: dict[str, str] = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "uniqueItems": "no item twice",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "pattern": "matching {}",
    "format": "as {}",
}


class NotPortable(ValueError):
    """Say what in a schema no common server can enforce."""


def portable(schema: Mapping[str, Any], *, inline: bool = False) -> Schema:
    """Return the schema in the common subset; with `inline`, without any `$ref`.

    Raises:
        NotPortable: for free-form objects, tuples, untyped values, recursion, or a root that is no object.

    """
    definitions: Mapping[str, Schema] = schema.get("$defs", {})
    walk = _Walk(definitions, inline=inline)
    root = walk.node(schema, seen=())
    if root.get("type") != "object":
        raise NotPortable("the root of an answer must be an object")
    if walk.referenced:
        root["$defs"] = walk.definitions()
    return root


class _Walk:
    def __init__(self, definitions: Mapping[str, Schema], *, inline: bool) -> None:
        self._definitions = definitions
        self._inline = inline
        self.referenced: dict[str, None] = {}

    def definitions(self) -> dict[str, Schema]:
        """Return every definition that is referred to, also from other definitions."""
        done: dict[str, Schema] = {}
        while waiting := [name for name in self.referenced if name not in done]:
            for name in waiting:
                done[name] = self.node(self._definitions[name], seen=(name,))
        return {name: done[name] for name in self._definitions if name in done}

    def node(self, node: Mapping[str, Any], *, seen: tuple[str, ...]) -> Schema:
        if "$ref" in node:
            return self._reference(node, seen)
        node = _simplified(node)
        kept: Schema = {key: node[key] for key in _KEPT if key in node}
        if notes := _limits(node):
            kept["description"] = f"{kept.get('description', '')} ({', '.join(notes)})".strip()
        if kept.get("type") == "object" or "properties" in kept:
            kept |= self._object(node, seen)
        if kept.get("type") == "array":
            kept["items"] = self._items(node, seen)
        if "anyOf" in kept:
            kept["anyOf"] = [self.node(choice, seen=seen) for choice in node["anyOf"]]
        if not kept.keys() & {"type", "anyOf", "enum"}:
            raise NotPortable("a value without a type is not portable")
        return kept

    def _reference(self, node: Mapping[str, Any], seen: tuple[str, ...]) -> Schema:
        name = str(node["$ref"]).rsplit("/", 1)[-1]
        beside = {key: value for key, value in node.items() if key != "$ref"}
        if name not in self._definitions:
            raise NotPortable(f"the definition {name!r} is missing")
        if not self._inline and not beside:
            self.referenced[name] = None
            return {"$ref": f"#/$defs/{name}"}
        if name in seen:
            raise NotPortable(f"the definition {name!r} contains itself")
        return self.node({**self._definitions[name], **beside}, seen=(*seen, name))

    def _object(self, node: Mapping[str, Any], seen: tuple[str, ...]) -> Schema:
        if isinstance(node.get("additionalProperties"), dict) or not node.get("properties"):
            raise NotPortable("an object with free keys is not portable; use a list of pairs")
        properties = {name: self.node(value, seen=seen) for name, value in node["properties"].items()}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def _items(self, node: Mapping[str, Any], seen: tuple[str, ...]) -> Schema:
        if "prefixItems" in node or not isinstance(node.get("items"), dict):
            raise NotPortable("a list must say what its items are; a tuple is not portable")
        return self.node(node["items"], seen=seen)


def _simplified(node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "allOf" in node:
        if len(node["allOf"]) != 1:
            raise NotPortable("allOf with several parts is not portable")
        node = {**node["allOf"][0], **{key: value for key, value in node.items() if key != "allOf"}}
    if "oneOf" in node:
        node = {**node, "anyOf": node["oneOf"]}
    if "const" in node:
        node = {**node, "enum": [node["const"]]}
    return node


def _limits(node: Mapping[str, Any]) -> list[str]:
    said = {key: node[key] for key in _LIMITS if node.get(key) is not None and node[key] is not False}
    return [_LIMITS[key].format(limit) for key, limit in said.items()]
