"""Measure jobs of a provider's Batch API against a loopback provider: memory and time of their files, and a whole run.

    python -m benchmarks.provider_batch files 50000     # build and submit the files of so many articles; peak memory
    python -m benchmarks.provider_batch run 1000        # brief so many articles in two rounds

The provider runs as a process of its own. Plans are canned, so that what is measured is what stands around them; what a
real first request costs is measured by `python -m benchmarks.provider_batch requests 200`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.scripted import TEXT, asking, write_wire
from briefkit.briefer import Briefer
from briefkit.job import Job
from briefkit.loaders.archive import open_archive
from briefkit.models.openai import OpenAIModel
from briefkit.models.openai import Options as ModelOptions
from briefkit.provider_batch import ProviderBatch, Waits
from briefkit.provider_batch.progress import Progress
from briefkit.schema import Article
from briefkit.store import Store
from briefkit.store.provider_jobs import ProviderJob


@contextlib.contextmanager
def provider() -> Iterator[str]:
    """Give the address of a provider in another process."""
    command = [sys.executable, "-m", "tests.batch_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def job_at(url: str, *purposes: str) -> Job:
    """Return a job with canned plans at an address; without purposes, with real ones."""
    options = ModelOptions(output_mode="strict_schema")
    model = OpenAIModel("gpt-5-mini", base_url=url, api_key="sk-none", options=options)
    found = Briefer(model).job(provider_batch=True)
    canned = {"plan_of": asking(*purposes), "refuse": lambda article: ()} if purposes else {}
    return dataclasses.replace(found, **canned)  # type: ignore[arg-type]


class _Submitted(Progress):
    """Remember the largest file."""

    def __init__(self) -> None:
        self.jobs: dict[int, ProviderJob] = {}

    def on_jobs(self, jobs: object) -> None:
        assert isinstance(jobs, list)
        self.jobs.update({job.id: job for job in jobs})


def run(articles: int, *purposes: str, wait: bool) -> None:
    """Run canned plans of so many articles, and print what it took."""
    with tempfile.TemporaryDirectory() as folder, provider() as url:
        wire = Path(folder) / "wire.jsonl"
        write_wire(wire, articles)
        began, cpu, seen = time.monotonic(), time.process_time(), _Submitted()
        with Store(Path(folder) / "briefs.db") as store:
            waits = Waits(for_jobs=wait, first=0.1, widest=1.0)
            running = ProviderBatch(job_at(url, *purposes), store, waits=waits, progress=seen)
            tally = asyncio.run(running.run(open_archive(str(wire))))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds, used = time.monotonic() - began, time.process_time() - cpu
        sizes = [f"{job.requests:,} requests, {job.bytes / 1e6:.1f} MB" for job in seen.jobs.values()]
        print(
            f"{articles:,} articles: {tally.ok:,} ok, {tally.in_flight:,} requests in flight; jobs: {'; '.join(sizes)}"
        )
        print(f"{seconds:.1f} s, {used:.1f} s of processor; peak memory {peak:.0f} MB")


def requests(articles: int) -> None:
    """Print the processor time of a real plan's first request."""
    job = job_at("http://127.0.0.1:9/v1")
    began = time.process_time()
    for number in range(articles):
        plan = job.plan_of(Article(text=f"{TEXT}\nEdition {number} of the wire."))
        next(plan)
        plan.close()
    print(
        f"{1000 * (time.process_time() - began) / articles:.1f} ms of processor an article for its first request"
    )


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["files", "run", "requests"])
    parser.add_argument("articles", type=int)
    given = parser.parse_args()
    if given.what == "requests":
        requests(given.articles)
    elif given.what == "files":
        run(given.articles, "brief", wait=False)
    else:
        run(given.articles, "brief", "repair", wait=True)


if __name__ == "__main__":
    main()
