"""The lock file holds what pyproject.toml asks for, with hashes, and names no place to fetch it from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = re.compile(
    r"^([\w.-]+)==([\w.+!-]+)(?: ;[^\\\n]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


def test_every_library_is_locked_at_a_version_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    asked = [*project["dependencies"], *(each for extra in extras for each in extra)]
    locked = {canonicalize_name(name): version for name, version, _ in PINNED.findall(LOCK)}
    wrong = [
        f"{requirement} is locked at {locked.get(canonicalize_name(requirement.name))}: run `make lock`"
        for requirement in map(Requirement, asked)
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]
    assert wrong == []


def test_every_line_of_the_lock_has_a_hash_and_none_names_a_host() -> None:
    said = [line for line in LOCK.splitlines() if line[:1].isalpha()]
    assert len(said) == len(PINNED.findall(LOCK)) > 50
    assert not re.search(r"https?:|--(?:extra-)?index|--find-links| @ ", LOCK)
