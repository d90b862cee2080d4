"""Where words go: data to standard output or a file, everything else to standard error."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from briefkit.errors import InputError

__all__ = ["is_terminal", "refuse_unwritable", "say", "terminal_width", "write", "write_bytes"]

_WIDEST = 120
_DIM, _BOLD, _YELLOW, _PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[33m", "\x1b[0m"
_EVIDENCE = re.compile(r"│.{0,1000}$", re.MULTILINE)
_TITLE = re.compile(r"^── .{1,200}$", re.MULTILINE)
_HEADLINE = re.compile(r"(\n\n)([^\n│─]{1,200})")
_CHECK = re.compile(r"\[check:")


def is_terminal() -> bool:
    """Tell whether a person reads standard output."""
    return sys.stdout.isatty()


def terminal_width() -> int:
    """Return the columns to set text in: the terminal's, no more than can be read; 80 where there is none."""
    return min(shutil.get_terminal_size(fallback=(80, 24)).columns, _WIDEST)


def say(message: str) -> None:
    """Print a line to standard error."""
    from briefkit.render.escape import one_line

    with suppress(OSError):
        print(f"briefkit: {one_line(message)}", file=sys.stderr, flush=True)  # noqa: T201


def write(text: str, path: Path | None = None) -> None:
    """Write data to standard output, or to a file that is there whole or not at all.

    Raises:
        InputError: when the file cannot be written.

    """
    if path is not None and str(path) != "-":
        _replace(path, [text.encode("utf-8")])
        return
    _speak_utf8()
    try:
        sys.stdout.write(_emphasised(text) if is_terminal() and "NO_COLOR" not in os.environ else text)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has enough, such as head: nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_bytes(pieces: Iterable[bytes], path: Path | None = None) -> None:
    """Write data piece by piece to standard output, or to a file that is there whole or not at all.

    Raises:
        InputError: when the file cannot be written.

    """
    if path is not None and str(path) != "-":
        _replace(path, pieces)
        return
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def refuse_unwritable(path: Path, *, source: str | None) -> None:
    """Refuse an output file that could not be written, or is the input, before anything is paid for.

    Raises:
        InputError: saying why.

    """
    hint = "Give another file to write to."
    problem = (
        "it is a directory" if path.is_dir() else "" if path.parent.is_dir() else "its folder is not there"
    )
    if problem:
        raise InputError(f"{str(path)!r} cannot be written: {problem}.", hint=hint)
    if source is not None and path.exists() and Path(source).exists() and path.samefile(source):
        raise InputError(f"{str(path)!r} is read, and would be overwritten.", hint=hint)


def _speak_utf8() -> None:
    """Write UTF-8 into files and pipes whatever the locale, and nothing that a terminal cannot encode."""
    stdout: Any = sys.stdout
    if isinstance(sys.stdout, TextIOWrapper):
        encoding = stdout.encoding if stdout.isatty() else "utf-8"
        stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
                temporary.chmod(mode)
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise InputError(
            f"{str(path)!r} cannot be written: {error.strerror}.", hint="Give another -o."
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _emphasised(text: str) -> str:
    """Set evidence back and titles forward; the text is escaped, so these are the only codes in it."""
    text = _HEADLINE.sub(rf"\g<1>{_BOLD}\g<2>{_PLAIN}", text, count=1)
    text = _EVIDENCE.sub(rf"{_DIM}\g<0>{_PLAIN}", text)
    text = _TITLE.sub(rf"{_BOLD}\g<0>{_PLAIN}", text)
    return _CHECK.sub(rf"{_YELLOW}\g<0>{_PLAIN}", text)
