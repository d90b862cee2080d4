"""The fields that a newsroom's own subclass of `Draft` adds: what each may be, and what follows from that. Pure.

Everything else (prompt, schema, resolution, checks, pages) reads this table and knows no field of anybody's by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, NoReturn, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from briefkit.draft.wire import (
    Draft,
    DraftAbstention,
    DraftKeyPoint,
    DraftLine,
    DraftPosition,
    DraftQuestion,
    DraftSignal,
    DraftStake,
    DraftUnknown,
    DraftView,
    Wire,
)
from briefkit.errors import ConfigurationError
from briefkit.schema import (
    FULL_WORDS,
    WORD_LIMITS,
    Abstention,
    KeyPoint,
    Position,
    Question,
    Signal,
    Stake,
    Statement,
    Unknown,
    field_of,
)

__all__ = ["KINDS", "Most", "OwnField", "OwnLines", "full_words", "none_of", "own_fields"]

KINDS: dict[type[Wire], type[Statement]] = {
    DraftLine: Statement,
    DraftView: Statement,
    DraftKeyPoint: KeyPoint,
    DraftStake: Stake,
    DraftQuestion: Question,
    DraftSignal: Signal,
    DraftPosition: Position,
    DraftUnknown: Unknown,
}
"""What a field of one's own may hold, and what becomes of it in the brief."""

OwnLines = Statement | Abstention | list[Statement]
"""What stands in such a field of a brief."""

_USUAL_MOST = 5
"""Most lines of a list that says no other number: as many as the longest lists of the bundled draft have."""
_LARGEST = 10
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ALLOWED = (
    f"A field may be one of {', '.join(kind.__name__ for kind in KINDS)}; the same with `| DraftAbstention`, for what "
    "an article may not have; or a list of one of them."
)


@dataclass(frozen=True)
class Most:
    """Cap a list of one's own: `Annotated[list[DraftLine], Most(3)]`; what a model says beyond it is left out."""

    lines: int


@dataclass(frozen=True, kw_only=True)
class OwnField:
    """A field that a draft adds to the bundled one."""

    name: str
    title: str
    """Its heading."""
    told: str
    """What the model is told that it holds."""
    kind: type[Wire]
    is_list: bool
    may_abstain: bool
    most: int
    """Most lines; 1 where it is no list."""

    @property
    def path(self) -> str:
        """Return where it stands in a brief."""
        return f"more.{self.name}"

    @property
    def statement(self) -> type[Statement]:
        """Return what a line of it becomes."""
        return KINDS[self.kind]

    @property
    def words(self) -> int:
        """Return the most words of a line of it."""
        return WORD_LIMITS[field_of(self.path, self.statement)]


class _Form(NamedTuple):
    kind: type[Wire]
    is_list: bool = False
    may_abstain: bool = False


@cache
def own_fields(draft: type[Draft]) -> tuple[OwnField, ...]:
    """Return what a draft adds to the bundled one, in its order.

    Raises:
        ConfigurationError: naming the field that cannot be, and what can.

    """
    _refuse_changes(draft)
    taken = _taken_names()
    added = {name: field for name, field in draft.model_fields.items() if name not in Draft.model_fields}
    for name in added:
        if not _NAME.fullmatch(name):
            _refuse(
                draft, name, "is not a name for the wire.", "Use small letters, digits and _, at most 40."
            )
        if name in taken:
            _refuse(draft, name, f"is the name of one in {taken[name]}.", "Call it something else.")
    return tuple(_own(draft, name, field) for name, field in added.items())


def full_words(draft: type[Draft]) -> int:
    """Return the most words of a whole brief: the lines of a newsroom's own fields bring their room with them."""
    return FULL_WORDS + sum(own.words * own.most for own in own_fields(draft))


def none_of(draft: type[Draft], reason: str) -> dict[str, OwnLines]:
    """Return a newsroom's own fields as they stand where there is nothing to fill them with, and why."""
    return {own.name: Abstention(abstained=reason) for own in own_fields(draft)}


def _own(draft: type[Draft], name: str, field: FieldInfo) -> OwnField:
    form = _form_of(field.annotation)
    if form is None:
        _refuse(draft, name, "is of a type that no check could hold to the article.", _ALLOWED)
    if not field.is_required() or field.alias or field.validation_alias or field.serialization_alias:
        hint = "Leave out default and alias; write `| DraftAbstention` for what an article may not have."
        _refuse(draft, name, "has a default or an alias, which servers that enforce schemas refuse.", hint)
    if not (field.description or "").strip():
        hint = "Say it in a docstring under the field, or with Field(description=…)."
        _refuse(draft, name, "does not say what the model is to write.", hint)
    return OwnField(
        name=name,
        title=" ".join((field.title or name.replace("_", " ").capitalize()).split())[:80],
        told=" ".join((field.description or "").split()),
        kind=form.kind,
        is_list=form.is_list,
        may_abstain=form.may_abstain,
        most=_most(draft, name, field, is_list=form.is_list),
    )


def _form_of(annotation: Any) -> _Form | None:
    inner = get_args(annotation)
    if get_origin(annotation) is list:
        return _Form(inner[0], is_list=True) if _is_kind(inner[0]) else None
    if get_origin(annotation) in (Union, UnionType):
        kinds = [each for each in inner if each is not DraftAbstention]
        if len(kinds) == 1 and len(inner) == 2 and _is_kind(kinds[0]):
            return _Form(kinds[0], may_abstain=True)
        return None
    return _Form(annotation) if _is_kind(annotation) else None


def _is_kind(annotation: Any) -> bool:
    return isinstance(annotation, type) and annotation in KINDS


def _most(draft: type[Draft], name: str, field: FieldInfo, *, is_list: bool) -> int:
    caps = [each.lines for each in field.metadata if isinstance(each, Most)]
    if len(caps) < len(field.metadata) or len(caps) > 1 or (caps and not is_list):
        hint = "Cap a list with Annotated[list[DraftLine], Most(3)]; other limits belong into the docstring."
        _refuse(draft, name, "has a limit that not every server enforces.", hint)
    if caps and not 1 <= caps[0] <= _LARGEST:
        _refuse(draft, name, f"is capped at {caps[0]} lines.", f"Give a number from 1 to {_LARGEST}.")
    return caps[0] if caps else _USUAL_MOST if is_list else 1


def _refuse_changes(draft: type[Draft]) -> None:
    """Let a bundled field be told in other words, but keep its type: the rest of briefkit reads it."""
    if draft.model_config != Draft.model_config:
        raise ConfigurationError(
            f"the draft {draft.__name__!r} has another model_config than Draft.", hint="Leave it as it is."
        )
    for name, bundled in Draft.model_fields.items():
        field = draft.model_fields[name]
        if field.annotation != bundled.annotation or field.metadata or not field.is_required():
            _refuse(
                draft,
                name,
                "is one of Draft's with another type.",
                "Keep the type, or add a field beside it.",
            )


@cache
def _taken_names() -> dict[str, str]:
    """Return the names of the fields inside the groups of the bundled draft, with those of the groups."""
    groups = {name: field.annotation for name, field in Draft.model_fields.items()}
    return {
        inner: name
        for name, group in groups.items()
        if isinstance(group, type) and issubclass(group, Wire) and group not in KINDS
        for inner in group.model_fields
    }


def _refuse(draft: type[Draft], name: str, what: str, hint: str) -> NoReturn:
    raise ConfigurationError(f"the draft {draft.__name__!r}: its field {name!r} {what}", hint=hint)
