"""From a model's text to a draft, or to the list of what is wrong with it. Repairs nothing, guesses nothing."""

from __future__ import annotations

from collections import Counter
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from briefkit.draft.extract import NotOneObject, extract_object

__all__ = ["DraftError", "Parsed", "parse_answer"]

_SHOWN_PROBLEMS = 12
_Place = tuple[int | str, ...]


class DraftError(ValueError):
    """Say what keeps an answer from being a draft. `problems` never holds the model's words."""

    def __init__(self, code: str, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.code = code
        self.problems = problems


_Model = TypeVar("_Model", bound=BaseModel)


class Parsed(NamedTuple, Generic[_Model]):
    """An answer in its form, with what was peculiar about the text around it."""

    value: _Model
    notes: list[str]


def parse_answer(text: str, model: type[_Model]) -> Parsed[_Model]:
    """Return the one object in a text as the model given, validated strictly.

    Raises:
        DraftError: `answer.not_json` where there is not exactly one object, `answer.schema` where it has another form.

    """
    try:
        extracted = extract_object(text)
    except NotOneObject as error:
        raise DraftError("answer.not_json", [str(error)]) from None
    try:
        return Parsed(model.model_validate(extracted.value), list(extracted.notes))
    except ValidationError as error:
        raise DraftError("answer.schema", _problems(error)) from None


def _problems(error: ValidationError) -> list[str]:
    details = error.errors(include_input=False, include_url=False, include_context=False)
    lines = [f"{_place(loc)}: {message}" for loc, message in _meant([(d["loc"], d["msg"]) for d in details])]
    if len(lines) > _SHOWN_PROBLEMS:
        lines = [*lines[:_SHOWN_PROBLEMS], f"and {len(lines) - _SHOWN_PROBLEMS} more"]
    return lines


def _meant(problems: list[tuple[_Place, str]]) -> list[tuple[_Place, str]]:
    """Return the problems without those of the other branches, where an object may have one form or another.

    A branch's name stands in the place as a class name does; the branch with the fewest problems is the one meant.
    """
    branches: dict[_Place, Counter[_Place]] = {}
    for place, _ in problems:
        for at, part in enumerate(place):
            if _is_class_name(part):
                branches.setdefault(place[:at], Counter())[place[: at + 1]] += 1
    meant = {min(counts, key=counts.__getitem__) for counts in branches.values()}
    return [(place, message) for place, message in problems if _is_on(place, meant)]


def _is_on(place: _Place, meant: set[_Place]) -> bool:
    return all(place[: at + 1] in meant for at, part in enumerate(place) if _is_class_name(part))


def _is_class_name(part: int | str) -> bool:
    return isinstance(part, str) and part[:1].isupper()


def _place(loc: _Place) -> str:
    return ".".join(str(part) for part in loc if not _is_class_name(part))
