"""Measure what one article costs beside other clients, over loopback: processor time, and articles a second.

    python -m benchmarks.peers [--articles 320] [--rounds 3] [--concurrency 64] [--rows NAME ...]

Every row asks the same questions about the same articles (700 words, names and figures of its own each) and gets the
same answers. The other clients validate the answer and do no more; they are handed their prompts ready. The rows of
briefkit each hold the row before: the call alone, the draft resolved to spans, the brief with all deterministic checks,
the brief in the store. Rows take turns, each in a process of its own, so that only ratios within one run mean anything.
The packages go into an environment of their own, `build/peers`.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.loopback import Rules, served

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / "build" / "peers"
PACKAGES = ("instructor>=1.17", "langchain-openai>=1.7", "pydantic-ai-slim[openai]>=2.38", f"{ROOT}[fast]")
ROWS = {
    "floor": "aiohttp + pydantic (the floor)",
    "openai": "AsyncOpenAI create, nothing validated",
    "instructor": "instructor, draft validated",
    "langchain": "langchain, draft validated",
    "pydantic_ai": "pydantic-ai, draft validated",
    "call": "briefkit: the call",
    "resolved": "  + draft validated, resolved to spans",
    "checked": "  + all deterministic checks, tables",
    "stored": "  + the store: briefkit's whole path",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=320)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument("--measure", metavar="ADDRESS", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.rows[0], given.measure, given.articles, given.concurrency)))
        return
    python = installed()
    measured: dict[str, list[dict[str, float]]] = {row: [] for row in given.rows}
    with served(Rules(texts=drafts(given.articles + given.concurrency))) as address:
        for _ in range(given.rounds):
            for row in given.rows:
                measured[row].append(_child(python, row, address, given))
    show(measured, given.concurrency)


def installed() -> Path:
    """Make the environment of the peers where it is not there yet, and return its interpreter."""
    python = ENVIRONMENT / "bin" / "python"
    done = ENVIRONMENT / "installed"
    if not done.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True
        )
        done.touch()
    return python


def _child(python: Path, row: str, address: str, given: argparse.Namespace) -> dict[str, float]:
    sizes = ["--articles", str(given.articles), "--concurrency", str(given.concurrency)]
    command = [python, "-m", "benchmarks.peers", "--measure", address, "--rows", row, *sizes]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    numbers: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return numbers


def drafts(count: int) -> tuple[str, ...]:
    """Return the answers, by the number of the edition."""
    from benchmarks.editions import edition

    return tuple(edition(number).draft for number in range(count))


def measure(row: str, address: str, articles: int, concurrency: int) -> dict[str, float]:
    """Return milliseconds of processor time per article, and articles a second; the first round is to get warm."""
    rows = importlib.import_module("benchmarks.peer_clients")
    return asyncio.run(_measure(getattr(rows, row), address, articles, concurrency))


async def _measure(
    client_of: Callable[[str, int], Any], address: str, articles: int, concurrency: int
) -> dict[str, float]:
    client = client_of(address, concurrency)
    ready = [client.ready(number) for number in range(concurrency + articles)]
    await client.ask(ready[:concurrency])
    spent, began = time.process_time(), time.perf_counter()
    await client.ask(ready[concurrency:])
    spent, seconds = time.process_time() - spent, time.perf_counter() - began
    await client.close()
    return {"cpu": spent / articles * 1000, "rate": articles / seconds}


def show(measured: dict[str, list[dict[str, float]]], concurrency: int) -> None:
    """Print the medians as a table."""
    cpu = {row: statistics.median(each["cpu"] for each in taken) for row, taken in measured.items()}
    rate = {row: statistics.median(each["rate"] for each in taken) for row, taken in measured.items()}
    base = "instructor" if "instructor" in cpu else next(iter(cpu))
    heads = ("CPU ms/article", f"of {base}", "articles/s", "times")
    print(f"| {f'{concurrency} at a time':42} | {' | '.join(heads)} |")
    print(f"|{'-' * 44}|{'|'.join('-' * (len(head) + 1) + ':' for head in heads)}|")
    for row in measured:
        cells = (
            f"{cpu[row]:.2f}",
            f"{cpu[row] / cpu[base]:.2f}",
            f"{rate[row]:.0f}",
            f"{rate[row] / rate[base]:.1f}",
        )
        shown = " | ".join(cell.rjust(len(head)) for cell, head in zip(cells, heads, strict=True))
        print(f"| {ROWS[row]:42} | {shown} |")


if __name__ == "__main__":
    sys.exit(main())
