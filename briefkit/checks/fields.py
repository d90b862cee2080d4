"""Which texts of a statement are checked, and how strictly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from briefkit.schema import KeyPoint, Position, Question, Signal, Stake, Statement

__all__ = ["Field", "fields_of", "quoted"]


class Field(NamedTuple):
    """A text of a statement. `suggestion`: it says where to look, and may name what is not in the article."""

    name: str
    text: str
    suggestion: bool = False


_FIELDS: tuple[tuple[type[Statement], tuple[str, ...], tuple[str, ...]], ...] = (
    (KeyPoint, ("hedge",), ()),
    (Stake, ("party",), ()),
    (Position, ("holder",), ()),
    (Question, (), ("why_open", "settled_by")),
    (Signal, ("threshold", "when"), ("where_seen", "if_yes", "if_no")),
)


def fields_of(statement: Statement) -> Iterator[Field]:
    """Yield the texts of a statement, its line first."""
    yield Field("text", statement.text)
    for kind, firm, suggestions in _FIELDS:
        if isinstance(statement, kind):
            yield from (Field(name, getattr(statement, name)) for name in firm if getattr(statement, name))
            yield from (
                Field(name, getattr(statement, name), True)
                for name in suggestions
                if getattr(statement, name)
            )
    if isinstance(statement, KeyPoint):
        for name in ("speaker", "via"):
            if getattr(statement.attribution, name):
                yield Field(name, getattr(statement.attribution, name))
    if isinstance(statement, Question):
        yield from (Field("who_could_answer", who, True) for who in statement.who_could_answer)


def quoted(text: str) -> str:
    """Return words for a message: in quotation marks, cut where they are long."""
    return f'"{text if len(text) <= 80 else text[:77].rstrip() + "..."}"'
