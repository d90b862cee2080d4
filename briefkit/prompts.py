"""Prompts: versioned template files, found by name or path, filled with variables. Says nothing itself.

A prompt is a Markdown file. Each first-level heading, such as `# system`, begins a section; `{{name}}` is a variable.
Bundled prompts lie in `prompts/NAME/vN.md` and are called `NAME/vN`; `NAME` alone is the newest version.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from briefkit.errors import PromptError
from briefkit.schema import PromptRef

__all__ = [
    "PROMPTS",
    "PURPOSES",
    "Prompt",
    "list_prompts",
    "load_prompt",
    "load_unchecked",
    "purpose_of",
    "read_prompt",
]

_IN_WHEEL = Path(str(files("briefkit"))) / "prompts"
PROMPTS = _IN_WHEEL if _IN_WHEEL.is_dir() else Path(__file__).parents[1] / "prompts"
"""Where the bundled prompts lie: inside the package when installed, else the repository's own."""
PURPOSES = ("brief", "repair", "merge", "stepwise", "opinion", "summarise")
"""What there are prompts for."""

_HEADING = re.compile(r"^# ([a-z_]+)[ \t]*$", re.MULTILINE)


class _Template(string.Template):
    """Know only `{{name}}`: dollar signs and single braces are text."""

    delimiter = "{{"
    # The base class compiles the text; its annotation is that of the outcome.
    pattern = r"\{\{(?:(?P<escaped>\{\{)|(?P<named>[a-z_]+)\}\}|(?P<braced>(?!))|(?P<invalid>))"  # type: ignore[assignment]


@dataclass(frozen=True)
class Prompt:
    """A template as read, with its name and hash."""

    name: str
    sections: Mapping[str, str]
    sha256: str

    @property
    def ref(self) -> PromptRef:
        """Return what provenance records of it."""
        return PromptRef(name=self.name, sha256=self.sha256)

    def variables(self, section: str) -> set[str]:
        """Return the names of the variables that a section uses."""
        return set(_Template(self._section(section)).get_identifiers())

    def fill(self, section: str, /, **values: str) -> str:
        """Return a section with its variables replaced; values are inserted as they are, never read as templates.

        Raises:
            PromptError: naming every variable that has no value, or the section that is missing.

        """
        if not _Template(self._section(section)).is_valid():
            raise PromptError(
                f"prompt {self.name!r}, section {section!r}: a '{{{{' begins no variable.",
                hint="Write a variable as {{name}}, in small letters without spaces.",
            )
        missing = sorted(self.variables(section) - values.keys())
        if missing:
            names = ", ".join(f"{{{{{name}}}}}" for name in missing)
            raise PromptError(
                f"prompt {self.name!r}, section {section!r}: no value for {names}.",
                hint=f"It may use: {', '.join(sorted(values)) or 'no variables'}.",
            )
        return _Template(self._section(section)).substitute(values).strip()

    def over(self, bundled: Prompt) -> Prompt:
        """Return this prompt with the sections that it lacks taken from a bundled one, and a name that says so."""
        lacking = bundled.sections.keys() - self.sections.keys()
        name = f"{self.name} over {bundled.name}" if lacking else self.name
        return Prompt(name=name, sections={**bundled.sections, **self.sections}, sha256=self.sha256)

    def _section(self, section: str) -> str:
        if section not in self.sections:
            raise PromptError(
                f"prompt {self.name!r} has no section {section!r}.",
                hint=f"Add a heading '# {section}'; it has: {', '.join(self.sections) or 'none'}.",
            )
        return self.sections[section]


def load_prompt(name: str | Path) -> Prompt:
    """Return a bundled prompt by name (`brief/v1`, or `brief` for the newest version), or a user's file by path.

    Raises:
        PromptError: when there is no such prompt, or it is not a template.

    """
    prompt = load_unchecked(name)
    for section in prompt.sections:  # a mistake in it must not show after something was paid for
        prompt.fill(section, **dict.fromkeys(prompt.variables(section), ""))
    return prompt


def load_unchecked(name: str | Path) -> Prompt:
    """Return a prompt as it is written, with braces that begin no variable too: for who looks for mistakes.

    Raises:
        PromptError: when there is no such prompt, or it has no sections.

    """
    shown = _find(str(name))[1]
    text = read_prompt(name)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(name=shown, sections=_split(text, shown), sha256=sha256)


def read_prompt(name: str | Path) -> str:
    """Return the file of a prompt as it is.

    Raises:
        PromptError: when there is no such prompt, or it is no text.

    """
    path = _find(str(name))[0]
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(
            f"prompt {str(name)!r} cannot be read: {error}.", hint="Give a UTF-8 Markdown file."
        ) from error


def purpose_of(prompt: Prompt) -> str:
    """Return the bundled prompt that a prompt is a version or a variant of.

    A file of your own is one of `summarise` or `stepwise` where it has a section that only these have, else of `brief`.
    """
    name = prompt.name.rpartition("/v")[0]
    if prompt.name in list_prompts():
        return name
    of_brief = load_prompt("brief").sections.keys()
    others = ("summarise", "stepwise")
    found = (
        each for each in others if prompt.sections.keys() & (load_prompt(each).sections.keys() - of_brief)
    )
    return next(found, "brief")


@cache
def list_prompts() -> tuple[str, ...]:
    """Return the names of the bundled prompts with their versions."""
    return tuple(sorted(f"{path.parent.name}/{path.stem}" for path in PROMPTS.glob("*/v*.md")))


def _find(name: str) -> tuple[Path, str]:
    if name in list_prompts():
        return PROMPTS / f"{name}.md", name
    versions = [known for known in list_prompts() if known.split("/")[0] == name]
    if versions:
        newest = max(versions, key=lambda known: int(known.rpartition("/v")[2]))
        return PROMPTS / f"{newest}.md", newest
    path = Path(name)
    if path.is_file():
        return path, name
    raise PromptError(
        f"there is no prompt {name!r}.", hint=f"Give a file, or one of: {', '.join(list_prompts())}."
    )


def _split(text: str, name: str) -> dict[str, str]:
    parts = _HEADING.split(text)
    sections = {heading: body.strip() for heading, body in zip(parts[1::2], parts[2::2], strict=True)}
    if not sections:
        raise PromptError(
            f"prompt {name!r} has no sections.",
            hint="Begin one with a first-level heading such as '# system'.",
        )
    return sections
