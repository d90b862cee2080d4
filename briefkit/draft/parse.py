"""From a model's text to a draft, or to the list of what is wrong with it. Repairs nothing, guesses nothing."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from briefkit.draft.extract import NotOneObject, extract_object

__all__ = ["DraftError", "Parsed", "parse_answer"]

_SHOWN_PROBLEMS = 12


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
    lines = [f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}" for detail in details]
    if len(lines) > _SHOWN_PROBLEMS:
        lines = [*lines[:_SHOWN_PROBLEMS], f"and {len(lines) - _SHOWN_PROBLEMS} more"]
    return lines
