"""Several processes share one store, one limit and one budget; what kills one of them costs its work in flight only."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import pickle
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from briefkit import Article, Briefer, ScriptedModel
from briefkit.batch import Articles, Batch, Options, Stopped, Tally
from briefkit.budget import BudgetGate
from briefkit.errors import ConfigurationError
from briefkit.models import Model, openai
from briefkit.models.local import LocalModel
from briefkit.models.pacing import Limits, Pace
from briefkit.store import Store
from tests.fault_server import FaultServer, Seen, Step, ok
from tests.processes_model import Noting, asked, job_of, pids

TEXT = (Path(__file__).parent / "data" / "article.txt").read_text(encoding="utf-8")


def editions(count: int) -> Articles:
    return Articles([Article(text=f"{TEXT}\nEdition {number} of the wire.") for number in range(count)])


def batch(model: Model, store: Store, *, job: Any = None, **options: Any) -> Batch:
    return Batch(job or job_of(model), store, options=Options(processes=2, **options))


def run(path: Path, model: Model, given: Articles, **options: Any) -> Tally:
    async def main() -> Tally:
        with Store(path) as store:
            return await batch(model, store, **options).run(given)

    return asyncio.run(main())


def value(path: Path, query: str) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def children() -> list[int]:
    """Return the processes that this one has, dead ones that nobody waited for among them."""
    found = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if " ps" not in line]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that no event tells."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "briefs.db"


def test_two_processes_brief_every_article_once_into_one_store(path: Path, tmp_path: Path) -> None:
    before = children()
    tally = run(path, Noting(tmp_path, seconds=0.01), editions(40), concurrency=8)
    assert (tally.ok, tally.lost) == (40, 0)
    shares = asked(tmp_path)
    assert len(shares) == 2, "both took part"
    assert len({key for share in shares for key in share}) == sum(map(len, shares)) == 40
    assert value(path, "SELECT count(*) FROM briefs") == 40
    assert value(path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == 0
    assert children() == before, "none is left behind"


def test_a_process_that_is_killed_costs_its_work_in_flight_only(path: Path, tmp_path: Path) -> None:
    async def main() -> Tally:
        with Store(path) as store:
            running = batch(Noting(tmp_path, seconds=0.2), store, concurrency=8)
            task = asyncio.create_task(running.run(editions(80)))
            await until(lambda: len(pids(tmp_path)) == 2 and running.tally.done >= 8)
            await asyncio.sleep(0.1)  # into the middle of what is in flight
            os.kill(pids(tmp_path)[0], signal.SIGKILL)
            return await asyncio.wait_for(task, timeout=30)

    before = children()
    tally = asyncio.run(main())
    assert (tally.ok, tally.lost) == (80, 1)
    keys = [key for share in asked(tmp_path) for key in share]
    in_flight = value(path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL")
    assert 0 < len(keys) - len(set(keys)) <= in_flight <= 8
    assert value(path, "SELECT count(*) FROM briefs") == 80
    assert children() == before, "not even a dead one is left"


def test_an_article_that_kills_its_process_every_time_is_left_and_the_others_are_briefed(
    path: Path, tmp_path: Path
) -> None:
    tally = run(path, Noting(tmp_path, deadly="Edition 3 "), editions(30), concurrency=2)
    assert (tally.lost, tally.left) == (3, 1)
    assert tally.ok == 29
    assert value(path, "SELECT failure_code FROM work WHERE state = 'waiting'") == "process"


def test_processes_that_all_end_by_themselves_end_the_run_with_one_line(path: Path, tmp_path: Path) -> None:
    with pytest.raises(
        Stopped, match=r"3 processes in a row ended and nothing came of them, the last with 9\."
    ):
        run(path, Noting(tmp_path, deadly="Edition"), editions(30), concurrency=4)
    assert value(path, "SELECT count(*) FROM work WHERE state <> 'waiting'") == 0


def test_a_budget_is_that_of_all_processes(path: Path, tmp_path: Path) -> None:
    model = Noting(tmp_path)
    gate = BudgetGate(model=model.name, host=model.host, tokens=20_000)
    job = dataclasses.replace(job_of(model), gates=[gate])
    with pytest.raises(Stopped, match="20000 tokens") as stopped:
        run(path, model, editions(200), job=job, concurrency=4)
    assert stopped.value.reason is not None
    assert stopped.value.reason.code == "budget"
    answered = sum(map(len, asked(tmp_path)))
    assert 0 < answered < 200
    assert answered * 100 <= gate.spent.input_tokens + gate.spent.output_tokens <= 20_000


def test_a_limit_on_the_rate_is_that_of_all_processes(path: Path) -> None:
    came: list[float] = []

    def answer(seen: Seen) -> Step:
        came.append(time.monotonic())
        return ok("{}", usage={"prompt_tokens": 2000, "completion_tokens": 5})

    async def main() -> Tally:
        async with FaultServer([answer]) as server:
            options = openai.Options(pace=Pace(Limits(requests=600)))
            model = openai.OpenAIModel("any", base_url=server.url, api_key="none", options=options)
            with Store(path) as store:
                return await batch(model, store, concurrency=8).run(editions(60))

    assert asyncio.run(main()).ok == 60
    assert came[-1] - came[0] > 60 / 2 / 10, "each for itself, two would be through in half the time"
    assert value(path, "SELECT count(*) FROM attempts WHERE outcome = 'stop'") == 60


def test_the_embedded_model_is_refused_in_plain_words() -> None:
    with pytest.raises(ConfigurationError, match="keeps all of this machine's cores busy in one process"):
        pickle.dumps(object.__new__(LocalModel))


def test_an_endpoints_model_takes_address_and_key_along_and_leaves_connections_behind() -> None:
    model = openai.OpenAIModel("any", base_url="http://127.0.0.1:1", api_key="k", window_tokens=4096)
    again = pickle.loads(pickle.dumps(model))
    assert (again.name, again.base_url, again.capabilities) == (
        model.name,
        model.base_url,
        model.capabilities,
    )
    assert again.pace.only_pauses


def test_what_stops_a_run_stops_all_processes(path: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="the key is wrong"):
        run(path, Noting(tmp_path, denied=True), editions(40), concurrency=4)
    assert value(path, "SELECT count(*) FROM work WHERE state <> 'waiting'") == 0


def test_a_stop_keeps_what_arrives_and_sends_nothing_more(path: Path, tmp_path: Path) -> None:
    async def main() -> None:
        with Store(path) as store:
            running = batch(Noting(tmp_path, seconds=0.5), store, concurrency=4)
            task = asyncio.create_task(running.run(editions(40)))
            await until(lambda: sum(map(len, asked(tmp_path))) == 4)
            running.stop()
            with pytest.raises(Stopped, match="interrupted"):
                await asyncio.wait_for(task, timeout=10)

    asyncio.run(main())
    assert sum(map(len, asked(tmp_path))) == 4
    assert value(path, "SELECT count(*) FROM briefs") == 4
    assert value(path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == 0


def test_who_gives_up_waits_for_nobody(path: Path, tmp_path: Path) -> None:
    async def main() -> float:
        with Store(path) as store:
            running = batch(Noting(tmp_path, seconds=60), store, concurrency=4)
            task = asyncio.create_task(running.run(editions(4)))
            await until(lambda: sum(map(len, asked(tmp_path))) == 4)
            began = time.monotonic()
            running.give_up()
            with pytest.raises(Stopped):
                await asyncio.wait_for(task, timeout=10)
            return time.monotonic() - began

    before = children()
    assert asyncio.run(main()) < 1.5
    assert children() == before
    assert value(path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == 4


def test_a_model_that_cannot_be_handed_over_is_refused_before_anything_is_asked(path: Path) -> None:
    model = ScriptedModel(lambda request: "{}")
    with pytest.raises(ConfigurationError, match="cannot be handed to other processes"):
        list(Briefer(model).batch([TEXT], store=path, options=Options(processes=2)))
    assert model.requests == []
