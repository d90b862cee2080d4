"""What a run through Ray costs beside a plain batch, and how it grows with workers; on a local Ray, over loopback.

    python -m benchmarks.distributed [--articles 400] [--latency 0.5]

An article takes two requests and a plan of few words, so that what is measured is what stands around the plans. Rates
are of requests that wait for answers most of the time; processor time is summed over the processes of each kind.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import tempfile
import time
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.loopback import Rules, served, stats
from benchmarks.scripted import write_wire
from briefkit.batch import Batch, Job
from briefkit.batch import Options as BatchOptions
from briefkit.checks import CHECKS_VERSION
from briefkit.distributed import Options, brief_files
from briefkit.distributed.distribution import SETTINGS
from briefkit.loaders.archive import open_archive
from briefkit.models.pacing import Limits
from briefkit.schema import Cost, Tally
from briefkit.store import Store
from tests.clustered import Desk

_TICK = os.sysconf("SC_CLK_TCK")
_KINDS = {b"MapWorker": "workers", b"Quota": "quota", b"raylet": "raylet", b"gcs_server": "gcs"}


def processor_seconds() -> dict[str, float]:
    """Return the processor time of this process and those below it, by kind."""
    seconds: dict[str, float] = defaultdict(float)
    parents: dict[int, int] = {}
    facts: dict[int, tuple[bytes, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
                facts[int(entry.name)] = (
                    (entry / "cmdline").read_bytes(),
                    (int(words[11]) + int(words[12])) / _TICK,
                )
                parents[int(entry.name)] = int(words[1])
            except OSError:
                continue
    for pid, (name, used) in facts.items():
        if pid == os.getpid():
            seconds["driver"] += used
        elif _is_below(pid, parents):
            seconds[next((kind for mark, kind in _KINDS.items() if mark in name), "other")] += used
    return seconds


def _is_below(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False


def through_ray(wire: Path, workers: int, latency: float, *, shared: bool) -> tuple[float, dict[str, float]]:
    """Return requests a second, and processor time by kind."""
    out = Path(tempfile.mkdtemp())
    marks: list[tuple[Tally, dict[str, float]]] = []

    def note(tally: Tally) -> None:
        if tally.done:
            marks.append((tally, processor_seconds()))

    with served(Rules(text="{}", latency=latency)) as url:
        brief_files(
            wire,
            out,
            briefer=partial(Desk, "loopback", base_url=url),
            options=Options(workers=workers, part=16, limits=Limits(concurrency=10_000) if shared else None),
            on_tally=note,
        )
        rate = _rate(url)
    shutil.rmtree(out)
    (first, before), (last, after) = marks[0], max(marks, key=lambda mark: mark[1]["workers"])
    articles = max(last.done - first.done, 1)
    return rate, {kind: (after[kind] - before.get(kind, 0.0)) / articles for kind in after}


def _rate(url: str) -> float:
    """Return requests a second, from the first second to the last but the ends of both."""
    passed = [counts[0] for _, counts in sorted(stats(url).items())]
    whole = passed[1:-1] or passed
    return sum(whole) / len(whole)


def through_batch(wire: Path, latency: float) -> tuple[float, float]:
    """Return requests a second, and processor time an article."""
    with served(Rules(text="{}", latency=latency)) as url, tempfile.TemporaryDirectory() as folder:
        desk: Any = Desk("loopback", base_url=url).job()
        job = Job(
            model=desk.model,
            plan_of=desk.plan_of,
            complete=desk.complete,
            refuse=desk.refuse,
            setup_sha256=desk.setup_sha256,
            setup_detail={},
            checks=CHECKS_VERSION,
            price=lambda reply: Cost(usd=0.0, basis="local"),
        )
        with Store(Path(folder) / "briefs.db") as store:
            began = time.process_time()
            tally = asyncio.run(
                Batch(job, store, options=BatchOptions(concurrency=16)).run(open_archive(wire))
            )
            used = time.process_time() - began
        return _rate(url), used / tally.done


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--latency", type=float, default=0.5)
    given = parser.parse_args()
    os.environ.update(SETTINGS)
    import ray

    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="ERROR",
        _node_ip_address="127.0.0.1",
    )
    with tempfile.TemporaryDirectory() as folder:
        wire = Path(folder) / "wire.jsonl"
        write_wire(wire, given.articles)
        rate, used = through_batch(wire, given.latency)
        print(f"plain batch          {rate:6.1f} requests/s  {used * 1000:6.1f} ms of processor an article")
        for workers, shared in ((1, False), (2, False), (2, True)):
            rate, by_kind = through_ray(wire, workers, given.latency, shared=shared)
            whole = ", ".join(f"{kind} {seconds * 1000:.1f}" for kind, seconds in sorted(by_kind.items()))
            pace = "one pace" if shared else "own pace"
            print(
                f"Ray, {workers} worker(s), {pace} {rate:6.1f} requests/s  ms an article: {whole}", flush=True
            )


if __name__ == "__main__":
    main()
