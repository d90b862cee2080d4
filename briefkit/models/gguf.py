"""The facts at the head of a GGUF file that briefkit needs. Reads a few kilobytes, never the weights."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from briefkit.errors import ConfigurationError

__all__ = ["GgufHead", "read_head"]

_MAGIC = b"GGUF"
_SCALARS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
_STRING, _ARRAY = 8, 9
_LONGEST_KEY = 65_535
_MOST_ENTRIES = 4_096


@dataclass(frozen=True, kw_only=True)
class GgufHead:
    """What a weights file says of itself."""

    architecture: str | None
    """Such as `qwen2`; None where the file does not say."""
    window_tokens: int | None
    """The context it was trained for, in tokens; None where the file does not say."""


def read_head(path: Path) -> GgufHead:
    """Read the architecture and the trained context.

    Raises:
        ConfigurationError: when the file cannot be read or is not GGUF.

    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except (OSError, struct.error, UnicodeDecodeError, ValueError) as error:
        raise ConfigurationError(
            f"{path} cannot be read as a GGUF model file ({error}).",
            hint="Give the path of a .gguf file, or run: briefkit model pull",
        ) from error


def _read(file: BinaryIO) -> GgufHead:
    if file.read(4) != _MAGIC:
        raise ValueError("it does not begin with GGUF")
    _version, _tensors, entries = struct.unpack("<IQQ", _take(file, 20))
    architecture: str | None = None
    for _ in range(min(entries, _MOST_ENTRIES)):
        key = _text(file)
        if key.startswith("tokenizer."):
            break  # the vocabulary is megabytes, and what we need stands before it
        value = _value(file, _number(file, "<I"))
        if key == "general.architecture":
            architecture = str(value)
        if architecture and key == f"{architecture}.context_length" and isinstance(value, int):
            return GgufHead(architecture=architecture, window_tokens=value)
    return GgufHead(architecture=architecture, window_tokens=None)


def _number(file: BinaryIO, form: str) -> int:
    return int(struct.unpack(form, _take(file, struct.calcsize(form)))[0])


def _take(file: BinaryIO, length: int) -> bytes:
    taken = file.read(length)
    if len(taken) < length:
        raise ValueError("it ends too soon")
    return taken


def _text(file: BinaryIO) -> str:
    length = _number(file, "<Q")
    if length > _LONGEST_KEY * 16:
        raise ValueError("a text at its head is too long")
    return _take(file, length).decode("utf-8")


def _value(file: BinaryIO, kind: int) -> str | int | None:
    if kind == _STRING:
        return _text(file)
    if kind == _ARRAY:
        member, count = _number(file, "<I"), _number(file, "<Q")
        _skip(file, member, count)
        return None
    if kind not in _SCALARS:
        raise ValueError(f"unknown kind of value {kind}")
    return _number(file, _SCALARS[kind])


def _skip(file: BinaryIO, member: int, count: int) -> None:
    if member in _SCALARS:
        file.seek(struct.calcsize(_SCALARS[member]) * count, 1)
        return
    if member != _STRING:
        raise ValueError(f"unknown kind of list {member}")
    for _ in range(count):
        _text(file)
