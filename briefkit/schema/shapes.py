"""Tells what JSON of strangers is, where it may be anything, to the reader and to the type checkers alike."""

from __future__ import annotations

from typing import Any, TypeGuard

__all__ = ["is_array", "is_object", "items_of", "members_of"]


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value out of JSON is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a value out of JSON is an array."""
    return isinstance(value, list)


def members_of(value: object) -> dict[str, Any]:
    """Return the members of an object, none where it is something else."""
    return value if is_object(value) else {}


def items_of(value: object) -> list[Any]:
    """Return the items of an array, none where it is something else."""
    return value if is_array(value) else []
