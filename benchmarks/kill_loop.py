"""Kill `briefkit batch` with SIGKILL at random moments, start it again each time, and see what was lost.

    python -m benchmarks.kill_loop [--articles 10000] [--kills 500] [--concurrency 16] [--seed 1] [--folder DIR]
                                   [--processes 1]

A model that only says what it was told to notes every request that it answered, as a provider would bill it. At the
end every article must have one brief, the store must be whole, and a request may have been answered twice only where
its first attempt was in flight at a kill. The exit code is 1 where that is not so. A kill is no power failure: what
the operating system was handed is kept.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scripted import write_wire
from briefkit.store import damage

ROOT = Path(__file__).parents[1]
_CHECK_EVERY = 25
"""Kills after which the whole store is looked through."""
_WORKING = 1.0
"""Seconds of work within which a kill falls."""
_EARLY = 0.2
"""Share of the kills that fall into the start: opening, migrating, reading on."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a store was after all kills and a last run to the end."""

    articles: int
    kills: int
    lost: int
    """Articles without a brief."""
    duplicates: int
    """Briefs beyond one an article, in the table or in the index of words."""
    damage: list[str]
    answered: int
    """Requests that the model answered, in all."""
    repeated: int
    """Of them, those that it had answered before."""
    in_flight: int
    """Attempts that a kill left without an end."""
    unexplained: int
    """Repeated requests of which no attempt was in flight at a kill."""
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Tell whether all that is promised was kept."""
        return not (self.lost or self.duplicates or self.damage or self.unexplained) and (
            self.repeated <= self.in_flight
        )


def kill_loop(
    folder: Path, *, articles: int, kills: int, concurrency: int = 16, seed: int = 1, processes: int = 1
) -> Found:
    """Run, kill and run again; return what was found at the end."""
    began = time.monotonic()
    chance = random.Random(seed)
    wire, store, asked = folder / "wire.jsonl", folder / "briefs.db", folder / "asked.txt"
    write_wire(wire, articles)
    # Two answers an article; all kills together are to come before the last article.
    seconds = concurrency * kills * _WORKING / 2 / articles
    options = ["--concurrency", str(concurrency), "--processes", str(processes)]
    broken: list[str] = []
    done = 0
    while done < kills and _killed(_command(wire, store, asked, options, seconds), asked, chance):
        done += 1
        if done % _CHECK_EVERY == 0:
            broken += damage(store) if store.exists() else []
            print(f"{done} kills, {_count(store, 'SELECT count(*) FROM briefs')} briefs", flush=True)
    last = subprocess.run(
        _command(wire, store, asked, options, 0.0), cwd=ROOT, env=_env(), capture_output=True, text=True
    )
    if last.returncode != 0:
        broken.append(f"the last run ended with {last.returncode}: {last.stderr[-300:]}")
    return _found(store, asked, articles=articles, kills=done, broken=broken, began=began)


def _command(wire: Path, store: Path, asked: Path, options: list[str], seconds: float) -> list[str]:
    scripted = [sys.executable, "-m", "benchmarks.scripted", "--seconds", f"{seconds}", "--asked", str(asked)]
    return [*scripted, "--", "batch", str(wire), "--store", str(store), *options]


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _killed(command: list[str], asked: Path, chance: random.Random) -> bool:
    """Start a run and kill it at a random moment; False where it came to its end before."""
    before = _size(asked)
    is_early = chance.random() < _EARLY
    process = subprocess.Popen(
        command, cwd=ROOT, env=_env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not is_early and _size(asked) == before and process.poll() is None:
        time.sleep(0.005)
    try:
        process.wait(timeout=chance.uniform(0.0, _WORKING))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _found(store: Path, asked: Path, *, articles: int, kills: int, broken: list[str], began: float) -> Found:
    answered = Counter(asked.read_text(encoding="ascii").split())
    repeated = {key for key, times in answered.items() if times > 1}
    with closing(sqlite3.connect(store)) as connection:
        briefed, briefs, indexed = connection.execute(
            "SELECT count(DISTINCT article_id), count(*), (SELECT count(*) FROM briefs_text) FROM briefs"
        ).fetchone()
        open_keys = {key for (key,) in connection.execute(_OPEN)}
        in_flight = connection.execute(f"SELECT count(*) FROM ({_OPEN})").fetchone()[0]
    return Found(
        articles=articles,
        kills=kills,
        lost=articles - briefed,
        duplicates=briefs - briefed + abs(indexed - briefs),
        damage=broken + damage(store),
        answered=answered.total(),
        repeated=answered.total() - len(answered),
        in_flight=in_flight,
        unexplained=len(repeated - open_keys),
        seconds=time.monotonic() - began,
    )


_OPEN = "SELECT request_key FROM attempts WHERE ended_at IS NULL"


def _count(store: Path, query: str) -> int:
    with closing(sqlite3.connect(store)) as connection:
        return int(connection.execute(query).fetchone()[0])


def main() -> int:
    """Run the loop and print what was found; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument(
        "--folder", type=Path, help="where to keep the store; default: a folder that is removed"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        found = kill_loop(
            given.folder or Path(temporary),
            articles=given.articles,
            kills=given.kills,
            concurrency=given.concurrency,
            seed=given.seed,
            processes=given.processes,
        )
    for name in (
        "articles",
        "kills",
        "lost",
        "duplicates",
        "answered",
        "repeated",
        "in_flight",
        "unexplained",
    ):
        print(f"{name:<12} {getattr(found, name):>9,}")
    print(f"damage       {'; '.join(found.damage) or 'none':>9}")
    print(f"{found.seconds:.0f} s; {'sound' if found.is_sound else 'NOT SOUND'}")
    return 0 if found.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
