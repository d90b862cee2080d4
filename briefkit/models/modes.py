"""The output-mode ladder: how an answer's form is asked for, and how to step down where a server cannot.

What was found out for an endpoint and a model is remembered as long as the process lives.
"""

from __future__ import annotations

import importlib.util
import json
import re
import threading
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from briefkit.models.portable import portable
from briefkit.models.profiles import CapField, Mode, Profile
from briefkit.schema import Message, Request

__all__ = ["Dialect", "Memory", "encode", "first_dialect", "remembered", "shape", "wire_name"]

_OTHER_CAP: dict[CapField, CapField] = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """Say which of the wire's variants a server is spoken to in."""

    modes: tuple[Mode, ...]
    """The rungs that are left, the current one first."""
    cap_field: CapField
    caps_left: int = 1
    """How often the cap's other name may still be tried."""
    temperature: bool = True
    """Whether a temperature may be sent."""

    @property
    def mode(self) -> Mode:
        """Return the current rung."""
        return self.modes[0]

    def after(self, complaint: str, *, form_asked: bool) -> Dialect | None:
        """Return what to try after a complaint about the form of a request, None where nothing is left."""
        names_cap = re.search(r"max_(?:completion_)?tokens", complaint)
        if names_cap and self.caps_left:
            return replace(self, cap_field=_OTHER_CAP[self.cap_field], caps_left=self.caps_left - 1)
        if self.temperature and "temperature" in complaint.lower():
            return replace(self, temperature=False)
        if form_asked and len(self.modes) > 1:
            return replace(self, modes=self.modes[1:])
        return None


def first_dialect(profile: Profile, model: str) -> Dialect:
    """Return the variant to begin with."""
    refuses = bool(profile.no_temperature) and re.search(profile.no_temperature, model) is not None
    return Dialect(modes=profile.modes, cap_field=profile.cap_field, temperature=not refuses)


class Memory:
    """Remember which dialect an endpoint and a model turned out to speak."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._settled: dict[tuple[str, str], Dialect] = {}

    def get(self, base_url: str, model: str) -> Dialect | None:
        """Return what was settled, None where nothing was."""
        with self._lock:
            return self._settled.get((base_url, model))

    def settle(self, base_url: str, model: str, dialect: Dialect) -> None:
        """Keep the first dialect that worked; a later complaint is about one request, not the server."""
        with self._lock:
            self._settled.setdefault((base_url, model), dialect)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._settled.clear()


remembered = Memory()
"""The memory of this process."""


def shape(request: Request, *, model: str, dialect: Dialect, profile: Profile) -> dict[str, Any]:
    """Return the body of a chat completion."""
    body: dict[str, Any] = {"model": model, "messages": [_message(message) for message in request.messages]}
    body[dialect.cap_field] = request.max_output_tokens
    if request.temperature is not None and dialect.temperature:
        body["temperature"] = request.temperature
    if request.stop:
        body["stop"] = list(request.stop)
    if request.answer_schema is not None:
        schema = _carried(request.answer_schema, inline=profile.inline)
        body |= schema.form(dialect.mode, wire_name(request.answer_name))
        if not (profile.shows_schema and dialect.mode in ("strict_schema", "schema")):
            body["messages"] = _with_words(body["messages"], schema.words)
    return body | dict(profile.extra)


def encode(body: dict[str, Any]) -> bytes:
    """Return a body as it goes over the wire; orjson, of the extra `fast`, takes a tenth of the time."""
    if importlib.util.find_spec("orjson") is None:
        return _json(body).encode()
    import orjson

    encoded: bytes = orjson.dumps(body)
    return encoded


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def wire_name(name: str) -> str:
    """Return a schema's name as every server accepts it."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:64] or "answer"


def _message(message: Message) -> dict[str, str]:
    # a lone surrogate cannot be written as UTF-8: it goes out as a question mark
    content = message.content.encode("utf-8", "replace").decode("utf-8")
    return {"role": message.role, "content": content}


_MOST_KEPT = 64
_schemas: dict[tuple[Any, ...], _Schema] = {}


def _carried(schema: dict[str, Any], *, inline: bool) -> _Schema:
    """Return a schema made ready, known again by the identity of its parts: to compare them would cost as much."""
    key = (inline, *schema, *map(id, schema.values()))
    if key not in _schemas:
        if len(_schemas) >= _MOST_KEPT:
            _schemas.clear()
        _schemas[key] = _Schema(schema, inline=inline)
    return _schemas[key]


class _Schema:
    """A schema as it goes over the wire, with all that is made of it; most requests of a run share one."""

    def __init__(self, schema: dict[str, Any], *, inline: bool) -> None:
        self.asked = schema  # held, so that nothing else gets the identity of one of its parts
        self.portable = portable(schema, inline=inline)
        self._forms: dict[tuple[Mode, str], dict[str, Any]] = {}

    @cached_property
    def words(self) -> str:
        """Return the schema as a prompt shows it."""
        shown = _json(self.portable)
        return f"Answer with one JSON object and nothing else. It must satisfy this JSON Schema:\n{shown}"

    def form(self, mode: Mode, name: str) -> dict[str, Any]:
        """Return the fields that ask for an answer of this schema; equal ones are the same object."""
        if (mode, name) not in self._forms:
            self._forms[mode, name] = _form(mode, name, self.portable)
        return self._forms[mode, name]


def _form(mode: Mode, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    json_schema = {"name": name, "schema": schema}
    function = {"name": name, "description": "Give the answer.", "parameters": schema}
    forms: dict[Mode, dict[str, Any]] = {
        "strict_schema": {
            "response_format": {"type": "json_schema", "json_schema": {**json_schema, "strict": True}}
        },
        "schema": {"response_format": {"type": "json_schema", "json_schema": json_schema}},
        "tool": {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": name}},
        },
        "json_object": {"response_format": {"type": "json_object"}},
        "prompt": {},
    }
    return forms[mode]


def _with_words(messages: list[dict[str, str]], words: str) -> list[dict[str, str]]:
    if messages and messages[0]["role"] == "system":
        first = {"role": "system", "content": f"{messages[0]['content']}\n\n{words}"}
        return [first, *messages[1:]]
    return [{"role": "system", "content": words}, *messages]
