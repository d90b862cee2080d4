"""What stands between this machine and an answer of the embedded model. Loads no weights."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefkit.errors import ConfigurationError
from briefkit.models.engine import engine_fault, load_engine
from briefkit.models.weights import cache_directory, find_weights

__all__ = ["LocalState", "inspect_local"]

_MEMORY_PER_BYTE = 1.7
_MEMORY_BESIDES = 100_000_000
"""Peak memory from the size of the file, with 4,096 tokens of context: measured 1.91 GB for the default
weights and 0.25 GB for smollm2-135m."""


@dataclass(frozen=True, kw_only=True)
class LocalState:
    """What was found; `faults` is empty where the model can answer."""

    name: str
    engine_version: str | None
    """None where the engine is not installed."""
    path: Path | None
    """Where the weights are, or None."""
    size_bytes: int | None
    sha256: str | None
    """None where the weights are absent or wrong."""
    free_disk_bytes: int
    """In the cache directory."""
    needed_memory_bytes: int | None
    """An estimate from the size of the file."""
    free_memory_bytes: int | None
    """None where the system does not say."""
    faults: list[ConfigurationError]
    """Each with its cure in `hint`."""


def inspect_local(name: str = "local", *, check_hash: bool = False, load: bool = True) -> LocalState:
    """Look for everything the embedded model needs.

    `check_hash` reads the whole file instead of trusting the remembered hash; `load` imports the engine,
    which shows a missing system library.
    """
    faults: list[ConfigurationError] = []
    fault = engine_fault() or (_load_fault() if load else None)
    if fault is not None:
        faults.append(fault)
    path = sha256 = size = None
    try:
        found = find_weights(name, again=check_hash)
        path, sha256, size = found.path, found.sha256, found.path.stat().st_size
    except ConfigurationError as error:
        faults.append(error)
    needed = None if size is None else _needed_memory(size)
    free = _free_memory()
    if needed is not None and free is not None and free < needed:
        faults.append(_little_memory(needed, free))
    return LocalState(
        name=name,
        engine_version=_engine_version(),
        path=path,
        size_bytes=size,
        sha256=sha256,
        free_disk_bytes=_free_disk(),
        needed_memory_bytes=needed,
        free_memory_bytes=free,
        faults=faults,
    )


def _load_fault() -> ConfigurationError | None:
    try:
        load_engine()
    except ConfigurationError as error:
        return error
    return None


def _engine_version() -> str | None:
    try:
        return version("xllamacpp")
    except PackageNotFoundError:
        return None


def _needed_memory(size: int) -> int:
    return int(size * _MEMORY_PER_BYTE) + _MEMORY_BESIDES


def _free_memory() -> int | None:
    """Return what this process can still have: the machine's, or its container's where that is less."""
    limits = [amount for amount in (_machine_memory(), _container_memory()) if amount is not None]
    return min(limits, default=None)


def _machine_memory() -> int | None:
    try:
        facts = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None  # not Linux
    free = next((line.split()[1] for line in facts if line.startswith("MemAvailable:")), None)
    return None if free is None else int(free) * 1024


def _container_memory() -> int | None:
    group = Path("/sys/fs/cgroup")
    try:
        most = int((group / "memory.max").read_text(encoding="ascii"))
        used = int((group / "memory.current").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None  # no container, or one without a limit
    return max(0, most - used)


def _free_disk() -> int:
    folder = cache_directory()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _little_memory(needed: int, free: int) -> ConfigurationError:
    return ConfigurationError(
        f"The model needs about {needed / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free.",
        hint="Close other programs, or use a smaller model.",
    )
