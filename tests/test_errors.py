"""The error tree: one root, drawn as it is."""

from __future__ import annotations

import inspect
import re

import pytest

from briefkit import errors
from briefkit.errors import BriefkitError

CLASSES = [
    value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, Exception)
]


def test_all_names_are_exported_and_nothing_else() -> None:
    assert sorted(errors.__all__) == sorted(kind.__name__ for kind in CLASSES)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_has_the_root_as_ancestor_and_stands_in_the_drawing(kind: type[BriefkitError]) -> None:
    assert issubclass(kind, BriefkitError)
    assert errors.__doc__ is not None
    assert re.search(rf"\b{kind.__name__}\b", errors.__doc__)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_the_drawing_marks_exactly_the_retryable_ones(kind: type[BriefkitError]) -> None:
    assert errors.__doc__ is not None
    line = next(line for line in errors.__doc__.splitlines() if re.search(rf"\b{kind.__name__}\b", line))
    assert ("(retryable)" in line) == kind.retryable


def test_a_message_ends_with_what_to_do() -> None:
    assert str(errors.InputError("nothing here.", hint="Give a file.")) == "nothing here. Give a file."
