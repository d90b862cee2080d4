"""Measure a large run of the batch around a model that costs nothing: memory, throughput, and how fast it goes on.

    python -m benchmarks.archive [--articles 100000] [--concurrency 64] [--done 1000000] [--folder DIR]

Articles of one request each, with canned answers, so that what is measured is the run itself: reading, the store,
bookkeeping. Memory is the peak of the process so far, printed at every tenth of the articles: it should not grow.
`--done` fills a store with work that is done already and takes the time to the first new request, from the start of
the process: behind the position that was noted, with the same input and with one that has grown.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.scripted import TEXT, Scripted, asking
from briefkit.batch import Batch, Job, Options, Tally
from briefkit.briefer import Briefer
from briefkit.loaders.archive import open_archive
from briefkit.schema import Reply, Request
from briefkit.store import Archive, Position, Store

ROOT = Path(__file__).parents[1]
_GROUP = 10_000


class Quick(Scripted):
    """Answer at once, and say when it was asked first."""

    def __init__(self, began: float) -> None:
        super().__init__()
        self._began = began
        self.first: float | None = None

    async def answer(self, request: Request) -> Reply:
        """Return a canned answer."""
        if self.first is None:
            self.first = time.time() - self._began
            print(f"first new request {self.first:.2f} s after the start of the process", flush=True)
        return await super().answer(request)


def run(wire: Path, store: Path, *, concurrency: int, limit: int | None, total: int, began: float) -> None:
    """Run a batch, and print memory and throughput at every tenth of the articles."""
    shown = 0

    def on_tally(tally: Tally) -> None:
        nonlocal shown
        if tally.done * 10 // total > shown:
            shown = tally.done * 10 // total
            megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{tally.done:>9,} articles  {megabytes:>6.0f} MB at most  {tally.done / tally.seconds:>6.0f} a second",
                flush=True,
            )

    async def main() -> None:
        options = Options(concurrency=concurrency, limit=limit)
        with Store(store) as opened:
            await Batch(job(began), opened, options=options, on_tally=on_tally).run(open_archive(str(wire)))

    asyncio.run(main())


def job(began: float) -> Job:
    """Return a job of one request an article."""
    return dataclasses.replace(Briefer(Quick(began)).job(), plan_of=asking("brief"))


def fill(wire: Path, store: Path, articles: int) -> None:
    """Make a store in which every article of a file is done; the briefs in it are stubs."""
    given, made = open_archive(str(wire)), job(0.0)
    now = "2026-10-14 00:00:00"
    with Store(store) as opened:
        archive = Archive(opened.connection)
        with opened.writing():
            setup = archive.setup(made.setup_sha256, model="scripted", host="local", detail=made.setup_detail)
        ids = 0
        for group in _groups(range(1, articles + 1)):
            rows = [(number, hashlib.sha256(text_of(number).encode()).hexdigest()) for number in group]
            with opened.writing() as connection:
                connection.executemany(
                    "INSERT INTO articles (id, sha256, text) VALUES (?, ?, 'a stub')", rows
                )
                connection.executemany(
                    "INSERT INTO sources (id, source, place, article_id) VALUES (?, ?, ?, ?)",
                    [(number, str(wire), f"line {number}", number) for number in group],
                )
                connection.executemany(
                    "INSERT INTO work (id, article_id, setup_id, state, checks, requests, updated_at)"
                    " VALUES (?, ?, ?, 'ok', ?, 1, ?)",
                    [(number, number, setup, made.checks, now) for number in group],
                )
                connection.executemany(
                    "INSERT INTO attempts (work_id, request_key, purpose, started_at, ended_at, outcome,"
                    " input_tokens, output_tokens, usd) VALUES (?, ?, 'brief', ?, ?, 'stop', 900, 300, 0.001)",
                    [(number, sha256, now, now) for number, sha256 in rows],
                )
                connection.executemany(
                    "INSERT INTO briefs (work_id, article_id, headline, language, desk, brief, sha256)"
                    " VALUES (?, ?, 'a stub', 'en', 'general', '{}', '')",
                    [(number, number) for number in group],
                )
            ids = group[-1]
        with opened.writing():
            position = _position(wire, ids)
            archive.note_position(
                str(wire), Position(position, ids, str(given.fingerprint), given.before(position)), setup
            )


def _position(wire: Path, lines: int) -> str:
    """Return the position behind so many lines, in the words of their reader."""
    for number, record in enumerate(open_archive(str(wire)).records(), start=1):
        if number == lines:
            return str(record.position)
    raise AssertionError


def _groups(numbers: range) -> Iterator[range]:
    for start in range(0, len(numbers), _GROUP):
        yield numbers[start : start + _GROUP]


def text_of(number: int) -> str:
    """Return an article of about a thousand characters, none like the other."""
    return f"{TEXT[:1000]}\nEdition {number} of the wire."


def write_wire(path: Path, articles: int) -> None:
    """Write a JSONL file of articles."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, articles + 1):
            file.write(json.dumps({"text": text_of(number)}) + "\n")


def _child(*words: str | Path | int) -> None:
    """Measure in a process of its own, whose memory is its own."""
    command = [sys.executable, "-m", "benchmarks.archive", "--run", *map(str, words), "--began"]
    began = time.time()
    subprocess.run([*command, str(began)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    print(f"{time.time() - began:.1f} s", flush=True)


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--done", type=int, default=1_000_000)
    parser.add_argument(
        "--folder", type=Path, help="where to keep the files; default: a folder that is removed"
    )
    parser.add_argument("--run", type=Path, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--limit", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--began", type=float, default=0.0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        run(
            *given.run,
            concurrency=given.concurrency,
            limit=given.limit,
            total=given.articles,
            began=given.began,
        )
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        if given.articles:
            _measure_run(folder, given.articles, given.concurrency)
        if given.done:
            _measure_resuming(folder, given.done)
    return 0


def _measure_run(folder: Path, articles: int, concurrency: int) -> None:
    wire, store = folder / "wire.jsonl", folder / "briefs.db"
    write_wire(wire, articles)
    print(f"\n{articles:,} articles, {concurrency} in flight, {wire.stat().st_size / 1e6:,.0f} MB of JSONL")
    _child(wire, store, "--articles", articles, "--concurrency", concurrency)
    print(f"store: {store.stat().st_size / 1e6:,.0f} MB")


def _measure_resuming(folder: Path, done: int) -> None:
    wire, store = folder / "done.jsonl", folder / "done.db"
    write_wire(wire, done + 100)
    fill(wire, store, done)
    print(f"\n{done:,} articles done, {store.stat().st_size / 1e6:,.0f} MB; the same input again")
    _child(wire, store, "--articles", 10**9, "--limit", 50)
    with wire.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"text": text_of(done + 101)}) + "\n")
    print("\nthe input has grown, and is read on at its old end")
    _child(wire, store, "--articles", 10**9)


if __name__ == "__main__":
    sys.exit(main())
