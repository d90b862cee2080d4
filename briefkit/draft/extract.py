"""Recovers ONE JSON object from what a model wrote. Never guesses, never completes what was cut off."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NamedTuple, NoReturn

__all__ = ["Extracted", "NotOneObject", "extract_object"]

_MOST_CHARACTERS = 1_000_000
_THINKING = re.compile(r"<(think|thinking|reasoning|thought)>")
_FENCE = re.compile(r"```[\w-]{0,16}[ \t]*\r?\n")
_AROUND = "\ufeff \t\r\n"


class NotOneObject(ValueError):
    """Say, in words that a model understands, why its answer is not one JSON object."""


class Extracted(NamedTuple):
    """The object, and what stood around it."""

    value: dict[str, Any]
    notes: list[str]
    """In reading order: `thinking before the answer`, `code fence`, `prose before`, `prose after`."""


def extract_object(text: str) -> Extracted:
    """Return the one JSON object in a text, whatever prose, fence or thinking block stands around it.

    Raises:
        NotOneObject: when there is none, or more than one, or it is cut off, or not strict JSON: repeated
            keys, values that no JSON has, characters that no encoding has.

    """
    if len(text) > _MOST_CHARACTERS:
        raise NotOneObject(f"the answer is longer than {_MOST_CHARACTERS} characters")
    notes: list[str] = []
    rest = _without_thinking(text.strip(_AROUND), notes)
    before, found, rest = _split_at_object(rest)
    if not found:
        raise NotOneObject("there is no JSON object in the answer")
    _note_before(before, notes)
    value, end = _decode(rest)
    _note_after(rest[end:].strip(_AROUND), notes)
    return Extracted(value, notes)


def _without_thinking(text: str, notes: list[str]) -> str:
    """Drop a leading thinking block; templates often swallow its opening tag."""
    opened = _THINKING.match(text)
    name = opened[1] if opened else "think"
    closing = f"</{name}>"
    if not opened and (text.startswith(("{", "```")) or closing not in text):
        return text
    _, closed, rest = text.partition(closing)
    if not closed:
        raise NotOneObject("the thinking was cut off before an answer came")
    notes.append("thinking before the answer")
    return rest.strip(_AROUND)


def _split_at_object(text: str) -> tuple[str, bool, str]:
    before, brace, rest = text.partition("{")
    return before.strip(_AROUND), bool(brace), brace + rest


def _note_before(before: str, notes: list[str]) -> None:
    fence = _FENCE.search(before + "\n")
    if fence:
        notes.append("code fence")
    inside = before[fence.end() :] if fence else before
    if inside.startswith("[") or inside.endswith("["):
        raise NotOneObject("the answer is a list; one object was asked for")
    before = before[: fence.start()] + inside if fence else before
    if before.strip("`" + _AROUND):
        notes.append("prose before")


def _note_after(after: str, notes: list[str]) -> None:
    if "{" in after:
        raise NotOneObject("there is more than one JSON object in the answer")
    if after.strip("`" + _AROUND):
        notes.append("prose after")


def _decode(text: str) -> tuple[dict[str, Any], int]:
    try:
        value, end = _DECODER.raw_decode(text)
        # a lone surrogate written as an escape decodes, and then breaks whatever writes it out
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except NotOneObject:
        raise
    except RecursionError:
        raise NotOneObject("the JSON is nested too deeply") from None
    except UnicodeEncodeError:
        raise NotOneObject("the JSON holds half of a surrogate pair") from None
    except json.JSONDecodeError as error:
        raise NotOneObject(_explained(error, text)) from None
    except ValueError:
        raise NotOneObject("the JSON holds a number that is too long") from None
    return value, end


def _explained(error: json.JSONDecodeError, text: str) -> str:
    if not text[error.pos :].strip() or error.msg.startswith("Unterminated"):
        return "the JSON is cut off"
    return f"the JSON is not valid at character {error.pos}: {error.msg[:60]}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise NotOneObject(f"the key {twice[:40]!r} stands twice")
    return value


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise NotOneObject("the JSON holds a number that is too large")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise NotOneObject(f"the JSON holds {name}, which is no JSON value")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_refuse_constant)
