"""Measure how a run scales over several processes, around a model that answers at once: all work is the processor's.

    python -m benchmarks.processes [--articles 300] [--processes 2] [--rounds 5] [--concurrency 32]

Every article gets a real plan: the prompt, the answer, its resolution to spans, all checks, the store. Runs in one
process and in several take turns, each in an interpreter of its own; only the ratio between two that stand side by
side means anything on a busy machine. `user CPU` is per article, and `at most` the speed-up that its split over the
processes leaves possible where as many cores are free. The first articles are not counted, nor is starting.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scripted import DATA, write_wire
from briefkit.batch import Batch, Options, Tally
from briefkit.briefer import Briefer
from briefkit.loaders.archive import open_archive
from briefkit.models import Capabilities
from briefkit.schema import Reply, Request, Usage
from briefkit.store import Store

ROOT = Path(__file__).parents[1]
DRAFT = (DATA / "draft.json").read_text(encoding="utf-8")
_WARM = 20
"""Articles that are not counted, a part of which each process takes."""


@dataclass
class Written:
    """Answer every request with the same draft."""

    name: str = "written"
    host: str = "local"

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do."""
        return Capabilities(local=True)

    async def answer(self, request: Request) -> Reply:
        """Return the draft."""
        del request
        usage = Usage(requests=1, attempts=1, input_tokens=900, output_tokens=300)
        return Reply(text=DRAFT, usage=usage, model=self.name, host=self.host)

    async def aclose(self) -> None:
        """Release nothing."""


def run(wire: Path, store: Path, *, processes: int, concurrency: int) -> dict[str, float]:
    """Run once, and return seconds and processor seconds of this process and of the others."""
    from benchmarks.processes import Written as Importable  # the others know no `__main__`

    seen: dict[str, float] = {}

    def on_tally(tally: Tally) -> None:
        if tally.done >= _WARM and not seen:
            seen.update(began=time.monotonic(), done=tally.done, user=_user(), others=_running_others())

    async def main() -> Tally:
        options = Options(concurrency=concurrency, processes=processes)
        with Store(store) as opened:
            batch = Batch(Briefer(Importable()).job(), opened, options=options, on_tally=on_tally)
            return await batch.run(open_archive(str(wire)))

    tally = asyncio.run(main())
    articles = tally.done - seen["done"]
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - seen["others"]
    return {
        "a_second": articles / (time.monotonic() - seen["began"]),
        "here": (_user() - seen["user"]) / articles * 1000,
        "others": others / articles * 1000,
    }


def _running_others() -> float:
    """Return the user CPU seconds of the processes that this one has running, where Linux tells."""
    stats = [path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat")]
    ticks = sum(int(fields[11]) for fields in stats if int(fields[1]) == os.getpid())
    return ticks / os.sysconf("SC_CLK_TCK")


def _user() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def _child(wire: Path, folder: Path, processes: int, concurrency: int) -> dict[str, Any]:
    """Run in an interpreter of its own, with a store of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        words = [
            "--run",
            wire,
            Path(fresh) / "briefs.db",
            "--processes",
            processes,
            "--concurrency",
            concurrency,
        ]
        command = [sys.executable, "-m", "benchmarks.processes", *map(str, words)]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        found = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return dict(json.loads(found.stdout))


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--run", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        print(json.dumps(run(*given.run, processes=given.processes, concurrency=given.concurrency)))
        return 0
    ratios = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        wire = folder / "wire.jsonl"
        write_wire(wire, given.articles)
        for number in range(given.rounds):
            one = _child(wire, folder, 1, given.concurrency)
            several = _child(wire, folder, given.processes, given.concurrency)
            ratios.append(several["a_second"] / one["a_second"])
            print(_line(number + 1, one, several, given.processes, ratios[-1]), flush=True)
    print(f"median {statistics.median(ratios):.2f}, best {max(ratios):.2f} times one process")
    return 0


def _line(number: int, one: dict[str, Any], several: dict[str, Any], processes: int, ratio: float) -> str:
    here, others = several["here"], several["others"]
    at_most = one["here"] / max(here, (here + others) / processes)
    return (
        f"{number}: 1 process {one['a_second']:5.1f} a second, {one['here']:5.1f} ms user CPU;"
        f" {processes} processes {several['a_second']:5.1f} a second,"
        f" {here:4.1f} here + {others:5.1f} ms in the others; {ratio:.2f} times, at most {at_most:.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
