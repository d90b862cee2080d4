"""Measure 6: other libraries on the same rows, beside briefkit. They live in an environment of their own.

A library is right on a row where it finds the story's own words, whole, and where it finds nothing for altered ones.
"""

from __future__ import annotations

import json
import subprocess
import unicodedata
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.checks.data import Case
from benchmarks.checks.peer_rows import ROWS, Row
from benchmarks.checks.rules import ERROR, Run
from benchmarks.checks.table import Measure
from briefkit.checks import Facts, report_on
from briefkit.schema import Article, Finding

__all__ = ["Verdicts", "beside_peers", "install_peers", "row_lines"]

PEERS = ("gtrex", "instructor", "langextract")
_SECONDS = 15
"""A row may take so long; then the library is stopped and the row counts as wrong."""
_SCRIPT = Path(__file__).with_name("peer_script.py")


@dataclass(frozen=True)
class Verdicts:
    """What one library said of each row: whether it was right; None where the row is none for it."""

    name: str
    right: tuple[bool | None, ...]
    seconds_out: frozenset[int] = frozenset()
    """The rows on which it was stopped."""

    def measure(self) -> Measure:
        """Return the verdicts as a row of the table: altered words refused, own words refused."""
        runs = [
            _run(row, is_right)
            for row, is_right in zip(ROWS, self.right, strict=True)
            if is_right is not None
        ]
        faulty = [run for run in runs if run.case.faulty]
        sound = [run for run in runs if not run.case.faulty]
        ours = self.name.startswith("briefkit")
        return Measure(
            6,
            f"{self.name}: altered, and typography",
            ERROR,
            faulty,
            sound,
            1.0 if ours else None,
            0.0 if ours else None,
        )


def beside_peers(python: Path | None) -> list[Verdicts]:
    """Return the verdicts of briefkit, and of the peers where there is an environment for them."""
    ours = [
        Verdicts(
            "briefkit, quoted", tuple(_refuses(_quoted(row), row.source) != row.is_true for row in ROWS)
        ),
        Verdicts(
            "briefkit, as a claim",
            tuple(None if row.claim is None else _has_error(row.claim, row.source) for row in ROWS),
        ),
    ]
    return ours + ([_ask(python, name) for name in PEERS] if python else [])


def install_peers(folder: Path) -> tuple[Path | None, str]:
    """Make the environment of the peers and return its interpreter; or None, and why there is none."""
    python = folder / "bin" / "python"
    if not _imports(python):
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS]
        made = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if made.returncode or not _imports(python):
            reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            return None, f"the other libraries could not be installed: {reason}"
    return python, ""


def row_lines(verdicts: list[Verdicts]) -> Iterator[str]:
    """Yield who is right on which row."""
    yield f"{'':40}{'wanted':>8}" + "".join(f"{each.name.replace('briefkit, ', ''):>13}" for each in verdicts)
    for place, row in enumerate(ROWS):
        cells = [_cell(each, place) for each in verdicts]
        yield f"{row.name:40}{'found' if row.is_true else 'refused':>8}" + "".join(
            f"{cell:>13}" for cell in cells
        )


def _cell(verdicts: Verdicts, place: int) -> str:
    if place in verdicts.seconds_out:
        return f"over {_SECONDS} s"
    return {None: "-", True: "right", False: "wrong"}[verdicts.right[place]]


def _imports(python: Path) -> bool:
    if not python.exists():
        return False
    command = [str(python), "-c", f"import {', '.join(PEERS)}"]
    return subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0


def _ask(python: Path, name: str) -> Verdicts:
    """Ask a peer row by row; where it is stopped, go on after that row."""
    found: list[str | None] = []
    out: set[int] = set()
    while len(found) < len(ROWS):
        rows = json.dumps([[row.source, row.quote] for row in ROWS[len(found) :]])
        command = [str(python), str(_SCRIPT), name, str(_SECONDS)]
        asked = subprocess.run(command, input=rows, capture_output=True, text=True, check=False)
        found += [json.loads(line) for line in asked.stdout.splitlines()]
        if len(found) < len(ROWS):
            out.add(len(found))
            found.append(None)
    right = tuple(
        place not in out and _is_right(row, text)
        for place, (row, text) in enumerate(zip(ROWS, found, strict=True))
    )
    return Verdicts(name, right, frozenset(out))


def _is_right(row: Row, found: str | None) -> bool:
    """Own words must be found whole, whatever their marks; altered ones must not be found."""
    return _letters(found or "") == _letters(row.quote) if row.is_true else found is None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _quoted(row: Row) -> str:
    return f"The story says: “{row.quote}”."


def _refuses(text: str, source: str) -> bool:
    found = _findings(text, source)
    return any(item.severity == "error" or item.code.startswith("quotations.") for item in found)


def _has_error(text: str, source: str) -> bool:
    return any(map(ERROR.has, _findings(text, source)))


def _findings(text: str, source: str) -> list[Finding]:
    return report_on(text, Facts.of(Article(text=source, language="en"))).findings


def _run(row: Row, is_right: bool) -> Run:
    """Return a verdict as a run: an error stands for words that were refused."""
    is_refused = is_right != row.is_true
    refused = (Finding(code="quotations.absent", severity="error", path="", message="refused"),)
    case = Case(
        row.name, row.quote, "story", faulty=not row.is_true, kind="altered" if not row.is_true else ""
    )
    return Run(case, refused if is_refused else ())
