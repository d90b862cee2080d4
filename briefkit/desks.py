"""Desks: the beats a brief is written for, as small files. What a desk says becomes part of the prompt, nothing else.

Bundled desks lie in `prompts/desks/NAME.toml`; a newsroom adds its own by giving a file. `auto` is the desk whose signs
an article has most of.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from briefkit.errors import PromptError
from briefkit.prompts import PROMPTS
from briefkit.schema.data import Data

__all__ = ["AUTO", "Desk", "choose_desk", "list_desks", "load_desk"]

AUTO = "auto"
"""The name that means: whichever desk suits the article."""
_GENERAL = "general"
_FOLDER = PROMPTS / "desks"
_LEAST_SIGNS = 3
"""Different signs of a desk that an article has to have. Of the English documents of the development corpus 18 go to a
desk, one of them (servers given to a charity) beside its beat."""


class Desk(Data):
    """A beat: who reads its briefs, what they decide, and what its three questions are about."""

    name: str
    """As it is asked for and filed: the file's name."""
    title: str
    """As people call it."""
    readers: str = ""
    """Who reads its briefs."""
    decide: str = ""
    """What they decide by them."""
    financial: str = ""
    """What the financial question is about."""
    operating: str = ""
    """What the operating question is about."""
    customer: str = ""
    """What the customer question is about."""
    avoid: list[str] = []
    """Boilerplate of the beat, which the model is told never to write; no check looks for it."""
    topics: list[str] = []
    """What its stories are mostly filed under, by the labels of IPTC's Media Topics."""
    signs: list[str] = []
    """Words that its stories have; several of them make a story one of this desk."""
    sha256: str
    """Of the file."""

    def told(self) -> str:
        """Return what a model is told of the desk, empty where the desk asks for nothing of its own."""
        lines = [f"{label}: {text}." for label, text in self._said() if text]
        if self.avoid:
            lines.append(f"Never write: {'; '.join(self.avoid)}.")
        return "\n".join([f"## The desk: {self.title}", *lines]) if lines else ""

    def _said(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Its readers", self.readers),
            ("They decide", self.decide),
            ("The financial question is about", self.financial),
            ("The operating question is about", self.operating),
            ("The customer question is about", self.customer),
        )


@cache
def list_desks() -> tuple[str, ...]:
    """Return the names of the bundled desks, the general one first."""
    names = {path.stem for path in _FOLDER.glob("*.toml")} - {_GENERAL}
    return (_GENERAL, *sorted(names))


def load_desk(name: str | Path) -> Desk:
    """Return a bundled desk by name, or a newsroom's own by its file.

    Raises:
        PromptError: when there is no such desk, or the file is none.

    """
    path = _FOLDER / f"{name}.toml" if str(name) in list_desks() else Path(name)
    try:
        raw = path.read_bytes()
        said = tomllib.loads(raw.decode("utf-8"))
    except (FileNotFoundError, IsADirectoryError, ValueError) as error:
        if isinstance(error, ValueError) and path.is_file():
            raise PromptError(f"the desk {str(name)!r} cannot be read: {error}.", hint=_SHAPE) from None
        known = ", ".join((*list_desks(), AUTO))
        raise PromptError(
            f"there is no desk {str(name)!r}.", hint=f"Give a .toml file, or one of: {known}."
        ) from None
    except OSError as error:
        raise PromptError(f"the desk {str(name)!r} cannot be read: {error}.", hint=_SHAPE) from None
    try:
        return Desk.model_validate({**said, "name": path.stem, "sha256": hashlib.sha256(raw).hexdigest()})
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in problem["loc"])
        raise PromptError(f"the desk {str(name)!r}: {field}: {problem['msg']}.", hint=_SHAPE) from None


_SHAPE = f"A desk is a TOML file with: {', '.join(list(Desk.model_fields)[1:-1])}."


def choose_desk(text: str, headline: str | None = None) -> Desk:
    """Return the bundled desk that an article is for: the one of whose signs it has most, else the general one."""
    words = f"{headline or ''}\n{text}"
    most, name = max((_signs(desk, words), desk.name) for desk in map(load_desk, list_desks()))
    return load_desk(name if most >= _LEAST_SIGNS else _GENERAL)


def _signs(desk: Desk, text: str) -> int:
    return len({found.casefold() for found in _pattern(tuple(desk.signs)).findall(text)}) if desk.signs else 0


@cache
def _pattern(signs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, signs))})\b", re.IGNORECASE)
