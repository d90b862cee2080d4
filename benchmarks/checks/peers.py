"""Measure 6: other libraries on the same rows, beside briefkit. They live in an environment of their own.

A library is right on a row where it finds the story's own words, whole, and where it finds nothing for altered ones.
"""

from __future__ import annotations

import json
import signal
import subprocess
import unicodedata
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.checks.data import Case
from benchmarks.checks.peer_rows import ROWS, Row
from benchmarks.checks.rules import ANY, ERROR, Run
from benchmarks.checks.table import Measure
from briefkit.checks import Facts, report_on
from briefkit.schema import Article, Finding

__all__ = ["Verdicts", "beside_peers", "install_peers", "row_lines"]

PEERS = ("gtrex", "instructor", "langextract")
_SECONDS = 15
"""A row may take so long; then the library is stopped and the row counts as wrong."""
_REFUSAL = (
    Finding(code="refused", severity="error", path="", message="The library does not find the words."),
)
_SCRIPT = Path(__file__).with_name("peer_script.py")


@dataclass(frozen=True)
class Verdicts:
    """What one library said of each row; None where the row is none for it. Any finding stands for a refusal."""

    name: str
    runs: tuple[Run | None, ...]
    stopped: frozenset[int] = frozenset()
    """The rows on which it took too long."""

    @property
    def is_ours(self) -> bool:
        """Tell whether this is the library that is measured."""
        return self.name.startswith("briefkit")

    def is_right(self, place: int) -> bool | None:
        """Tell whether a row came out as it should, None where the row is none for the library."""
        run = self.runs[place]
        return None if run is None else run.noticed(ANY) == run.case.faulty

    def measure(self) -> Measure:
        """Return the verdicts as a row of the table: altered words refused, own words refused."""
        runs = [run for run in self.runs if run is not None]
        return Measure(
            6,
            f"{self.name}: altered, and typography",
            ANY,
            [run for run in runs if run.case.faulty],
            [run for run in runs if not run.case.faulty],
            catch=1.0 if self.is_ours else None,
            alarm=0.0 if self.is_ours else None,
        )


def beside_peers(python: Path | None) -> list[Verdicts]:
    """Return the verdicts of briefkit, and of the peers where there is an environment for them."""
    ours = [
        Verdicts("briefkit, quoted", tuple(map(_quoted, ROWS))),
        Verdicts("briefkit, as a claim", tuple(map(_claimed, ROWS))),
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
    if place in verdicts.stopped:
        return f"over {_SECONDS} s"
    return {None: "-", True: "right", False: "wrong"}[verdicts.is_right(place)]


def _imports(python: Path) -> bool:
    if not python.exists():
        return False
    command = [str(python), "-c", f"import {', '.join(PEERS)}"]
    return subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0


def _ask(python: Path, name: str) -> Verdicts:
    """Ask a peer row by row; a row that takes too long counts as wrong, and the next one follows."""
    found: list[str | bool | None] = []
    stopped: set[int] = set()
    while len(found) < len(ROWS):
        rows = json.dumps([[row.source, row.quote] for row in ROWS[len(found) :]])
        command = [str(python), str(_SCRIPT), name, str(_SECONDS)]
        asked = subprocess.run(command, input=rows, capture_output=True, text=True, check=False)
        found += [json.loads(line) for line in asked.stdout.splitlines()]
        if len(found) < len(ROWS):
            if asked.returncode != -signal.SIGALRM:
                raise RuntimeError(f"{name} could not be asked: {asked.stderr.strip()[-300:]}")
            stopped.add(len(found))
            found.append(False)
    return Verdicts(name, tuple(map(_peer_run, ROWS, found)), frozenset(stopped))


def _peer_run(row: Row, found: str | bool | None) -> Run:
    """Return what a peer found as a run: words not found, or not whole, are refused; a failure is never right."""
    if isinstance(found, str):
        is_refused = row.is_true and _letters(found) != _letters(row.quote)
    else:
        is_refused = row.is_true or found is None
    return Run(_case(row, row.quote), _REFUSAL if is_refused else ())


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _quoted(row: Row) -> Run:
    """Return what is found on a line that quotes the words; altered ones must be refused as a quotation."""
    text = f"The story says: “{row.quote}”."
    found = _findings(text, row.source)
    return Run(
        _case(row, text), tuple(item for item in found if row.is_true or item.code.startswith("quotations."))
    )


def _claimed(row: Row) -> Run | None:
    """Return what errors are found on a line that claims what the altered words say."""
    if row.claim is None:
        return None
    return Run(_case(row, row.claim), tuple(filter(ERROR.has, _findings(row.claim, row.source))))


def _findings(text: str, source: str) -> list[Finding]:
    return report_on(text, Facts.of(Article(text=source, language="en"))).findings


def _case(row: Row, text: str) -> Case:
    return Case(row.name, text, "story", faulty=not row.is_true, kind="" if row.is_true else "altered")
