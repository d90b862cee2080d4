"""No regular expression of briefkit takes more than its share of time for a text that is built to hurt it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_regular_expression_is_linear() -> None:
    """In a process of its own: what is compiled is seen only where nothing was imported before."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.regexes", "--length", "3000", "--worst", "0", "--unbounded"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert int(ran.stdout.split(" patterns")[0].split()[-1]) > 100, "too few patterns were seen"
