"""An archive through Ray: nothing lost, nothing twice in the output, one article's failure its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra `archive` is not installed")

import pyarrow.parquet
from click.testing import CliRunner

from benchmarks.loopback import Rules, served, stats
from briefkit import Article, Briefer
from briefkit.cli import program
from briefkit.distributed import Distribution, Options, Stopped, brief_files
from briefkit.distributed.distribution import SETTINGS, _read
from briefkit.distributed.intake import Given, parts_of, records_of
from briefkit.distributed.output import Output
from briefkit.distributed.quota import Quota, Reading
from briefkit.distributed.rows import COLUMNS
from briefkit.distributed.worker import Order, Worker, tally_in
from briefkit.errors import ConfigurationError, Denied, InputError, Rejected, StoreError, Unreachable
from briefkit.job import Job
from briefkit.schema import Failure, Message, Request, Tally
from tests.clustered import Desk, job_of, refuse
from tests.test_batch import RESULT, TEXT, edition, scripted

SETUP = "5" * 64


def write_wire(path: Path, texts: Sequence[str]) -> Path:
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


def editions(first: int, last: int) -> list[str]:
    return [edition(number).text for number in range(first, last + 1)]


def rows_in(out: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for file in sorted(out.glob("part-*.parquet")):
        rows += pyarrow.parquet.read_table(file).to_pylist()
    return rows


# Reading, working and writing, without Ray.


def parts(source: Path, out: Path, **given: Any) -> tuple[list[list[str]], Reading]:
    """Return the places of the records in each part, and how far the reading came."""
    output, told = Output(str(out), SETUP), [Reading()]

    def note(reading: Reading) -> None:
        told.append(reading)

    found = parts_of(Given(source=str(source), **given), output, output.files(), note)
    return [[record.place for record in records_of(part)] for part in found], told[-1]


def test_a_part_has_so_many_records_and_doubles_are_left_out(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", [*editions(1, 4), edition(2).text, edition(5).text])
    found, reading = parts(wire, tmp_path / "out", part=2)
    assert found == [["line 1", "line 2"], ["line 3", "line 4"], ["line 6"]]
    assert reading == Reading(read=6, skipped=1, finished=True)


def test_a_limit_is_kept(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 9))
    assert parts(wire, tmp_path / "out", part=4, limit=5)[0] == [
        ["line 1", "line 2", "line 3", "line 4"],
        ["line 5"],
    ]


def test_an_input_that_breaks_while_it_is_read_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(*_: Any) -> Iterator[str]:
        yield "a part"
        raise TypeError("no such thing")

    monkeypatch.setattr("briefkit.distributed.distribution.parts_of", breaking)
    stopped: list[Failure] = []
    ray = SimpleNamespace(get=lambda answer: answer)
    quota = SimpleNamespace(stop=SimpleNamespace(remote=stopped.append))
    read = _read(ray, quota, Given(source="wire.jsonl"), Output(str(tmp_path), SETUP), [])
    assert list(read) == ["a part"]
    assert "wire.jsonl cannot be read on: no such thing" in stopped[0].message


def test_what_cannot_be_read_is_said_before_ray_is_started(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        brief_files(tmp_path / "none.jsonl", tmp_path, briefer=partial(Desk, "loopback", base_url="x"))


def test_a_bad_line_is_a_record_with_its_reason(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 1))
    wire.write_text(wire.read_text() + "{broken\n")
    output = Output(str(tmp_path), SETUP)
    (part,) = parts_of(Given(source=str(wire)), output, [], lambda reading: None)
    good, bad = records_of(part)
    assert good.article == edition(1)
    assert bad.article is None
    assert bad.failure


def test_an_address_is_read_as_a_path_is(tmp_path: Path) -> None:
    write_wire(tmp_path / "wire.jsonl", editions(1, 3))
    output = Output(str(tmp_path / "out"), SETUP)
    for address in ((tmp_path / "wire.jsonl").as_uri(), tmp_path.as_uri()):
        (part,) = parts_of(Given(source=address), output, [], lambda reading: None)
        assert [record.article for record in records_of(part)] == [edition(number) for number in (1, 2, 3)]
        assert {record.source for record in records_of(part)} == {(tmp_path / "wire.jsonl").as_uri()}


def test_a_file_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / "part-00.parquet").write_bytes(b"PAR1 and no more")
    output = Output(str(tmp_path), SETUP)
    with pytest.raises(StoreError, match=r"part-00\.parquet cannot be read"):
        list(output.keys(output.files()))


class Bench:
    """A worker beside its quota, in one process."""

    def __init__(
        self, out: Path, job: Any, *, quota: Quota | None = None, concurrency: int = 4, grace: float = 5.0
    ) -> None:
        self.out = out
        self.quota = quota or Quota()
        self.order = Order(
            briefer=lambda: self,
            out=str(out),
            setup_sha256=SETUP,
            concurrency=concurrency,
            grace=grace,
            shares_pace=True,
            tokens=None,
            usd=None,
        )
        self._job = job

    def job(self) -> Any:
        return self._job

    async def ask(self, method: str, *words: Any) -> Any:
        return await getattr(self.quota, method)(*words)

    def work(
        self, source: Path, meanwhile: Callable[[], Any] = lambda: None, **given: Any
    ) -> tuple[Tally, Failure | None]:
        """Work through all parts; return the counts, and why the run is to stop."""

        async def main() -> tuple[Tally, Failure | None]:
            Output(str(self.out), SETUP).prepare()
            worker, tally = Worker(self.order, self.ask, name="worker"), Tally()
            output = Output(str(self.out), SETUP)
            for part in parts_of(Given(source=str(source), **given), output, output.files(), lambda _: None):
                asyncio.get_running_loop().call_later(0.1, meanwhile)
                tally += tally_in(await worker.work(part))
            return tally, await self.quota.watch("driver")

        return asyncio.run(main())


def desk_job(answer: Callable[[Request], Any] = lambda request: "{}") -> Job:
    return job_of(scripted(answer))


def test_each_record_has_a_row_with_what_came_of_it(tmp_path: Path) -> None:
    texts = [*editions(1, 2), "short", f"{TEXT}\ncrash", edition(3).text]
    wire = write_wire(tmp_path / "wire.jsonl", texts)
    wire.write_text(wire.read_text() + "{broken\n")
    tally, stopped = Bench(tmp_path / "out", desk_job()).work(wire)
    found = {row["place"]: (row["status"], row["failure_code"]) for row in rows_in(tmp_path / "out")}
    assert found == {
        "line 1": ("ok", None),
        "line 2": ("ok", None),
        "line 3": ("failed", "input"),
        "line 4": ("failed", "crash"),
        "line 5": ("ok", None),
        "line 6": ("failed", "input.broken"),
    }
    assert (tally.ok, tally.failed, tally.unreadable, tally.left, stopped) == (3, 2, 1, 0, None)


def test_the_columns_hold_the_brief(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 1))
    Bench(tmp_path / "out", desk_job()).work(wire)
    (row,) = rows_in(tmp_path / "out")
    assert list(row) == list(COLUMNS)
    assert row["sha256"] == edition(1).sha256
    assert row["setup_sha256"] == SETUP
    assert RESULT.brief is not None
    assert json.loads(row["brief"])["headline"]["text"] == row["headline"] == RESULT.brief.headline.text


def test_what_the_output_has_is_not_made_again(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 4))
    Bench(tmp_path / "out", desk_job()).work(wire, limit=2)
    job = desk_job()
    tally, _ = Bench(tmp_path / "out", job).work(wire)
    assert tally.ok == 2
    assert len(rows_in(tmp_path / "out")) == 4
    asked = {message.content for request in job.model.requests for message in request.messages}  # type: ignore[attr-defined]
    assert not [said for said in asked if "Edition 1 " in said]


def test_a_part_that_comes_again_is_answered_from_its_file(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 3))
    bench = Bench(tmp_path / "out", desk_job())

    async def twice() -> list[Tally]:
        output = Output(str(bench.out), SETUP)
        output.prepare()
        (part,) = parts_of(Given(source=str(wire)), output, [], lambda _: None)
        lives = [Worker(bench.order, bench.ask, name="worker") for _ in range(2)]
        return [tally_in(await life.work(part)) for life in lives]

    first, second = asyncio.run(twice())
    assert first == second
    assert first.ok == 3
    assert len(bench.job().model.requests) == 6  # two an article, once
    assert len(rows_in(bench.out)) == 3


def test_an_article_that_no_answer_came_for_has_no_row_and_is_tried_again(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 3))

    def answer(request: Request) -> Any:
        return Unreachable("gone") if "Edition 2 " in request.messages[0].content else "{}"

    failing = desk_job(answer)
    failing = replace(failing, plan_of=desk_plan)
    tally, _ = Bench(tmp_path / "out", failing).work(wire)
    assert (tally.ok, tally.left) == (2, 1)
    tally, _ = Bench(tmp_path / "out", desk_job()).work(wire)
    assert (tally.ok, tally.left) == (1, 0)
    assert len(rows_in(tmp_path / "out")) == 3


def desk_plan(article: Article) -> Any:
    """Ask once, and fail as plans do where the answer does not come."""
    said = Message(role="user", content=article.text)
    (reply,) = yield [Request(purpose="brief", messages=[said])]
    if reply.failure is None:
        return RESULT.model_copy(update={"article": article, "status": "ok", "findings": []})
    finding = RESULT.findings[0].model_copy(
        update={"code": reply.failure.code, "message": reply.failure.message, "severity": "error"}
    )
    return RESULT.model_copy(
        update={"article": article, "status": "failed", "brief": None, "findings": [finding]}
    )


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda request: Denied("the key is wrong."), "model.denied"),
        (lambda request: Unreachable("nobody is there."), "model.unreachable"),
    ],
    ids=["the key is wrong", "nobody answers"],
)
def test_a_run_that_cannot_go_on_stops_for_all(tmp_path: Path, answer: Any, code: str) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 40))
    job = desk_job(answer)
    job = replace(job, plan_of=desk_plan)
    tally, stopped = Bench(tmp_path / "out", job).work(wire, part=20)
    assert stopped is not None
    assert stopped.code == code
    assert tally.left == 40
    assert len(job.model.requests) < 20  # type: ignore[attr-defined]
    assert rows_in(tmp_path / "out") == []


def test_a_stop_writes_what_has_arrived(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 4))
    job = desk_job()

    class Slow:
        name, host, capabilities = job.model.name, job.model.host, job.model.capabilities

        async def answer(self, request: Request) -> Any:
            await asyncio.sleep(0 if "Edition 1 " in request.messages[0].content else 30)
            return await job.model.answer(request)

        async def aclose(self) -> None: ...

    bench = Bench(tmp_path / "out", job_of(Slow()), grace=0.2)

    def stop() -> None:
        asyncio.ensure_future(bench.quota.stop(Failure(code="interrupted", message="stop.")))  # noqa: RUF006

    began = time.monotonic()
    tally, _ = bench.work(wire, stop)
    assert time.monotonic() - began < 10
    assert (tally.ok, tally.left) == (1, 3)
    assert [row["place"] for row in rows_in(tmp_path / "out")] == ["line 1"]


def test_a_worker_that_would_ask_otherwise_stops_the_run(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 2))
    job = desk_job()
    job = replace(job, setup_sha256="6" * 64)
    _, stopped = Bench(tmp_path / "out", job).work(wire)
    assert stopped is not None
    assert "its briefkit, prompts or settings differ" in stopped.message


def test_an_output_that_cannot_be_written_stops_the_run(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 2))
    bench = Bench(tmp_path / "out", desk_job())

    async def main() -> Failure | None:
        output = Output(str(bench.out), SETUP)
        (part,) = parts_of(Given(source=str(wire)), output, [], lambda _: None)
        bench.out.write_text("a file where the folder should be")
        await Worker(bench.order, bench.ask, name="worker").work(part)
        return await bench.quota.watch("driver")

    stopped = asyncio.run(main())
    assert stopped is not None
    assert stopped.code == "store"


class Death(BaseException):
    """What stands for the end of a process."""


def test_an_article_that_ends_its_worker_each_time_is_a_row_in_the_end(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", [*editions(1, 3), f"{TEXT}\npoison", edition(4).text])
    job, deaths = desk_job(), []

    def deadly(article: Article) -> Sequence[str]:
        if "poison" in article.text:
            raise Death
        return refuse(article)

    bench = Bench(tmp_path / "out", job_of(job.model, deadly))

    async def until_it_is_done() -> Tally:
        output = Output(str(bench.out), SETUP)
        output.prepare()
        (part,) = parts_of(Given(source=str(wire)), output, [], lambda _: None)
        while True:
            try:
                return tally_in(await Worker(bench.order, bench.ask, name="worker").work(part))
            except Death:
                deaths.append(1)

    tally = asyncio.run(until_it_is_done())
    assert (tally.ok, tally.failed, tally.left) == (4, 1, 0)
    assert len(deaths) == 4
    (row,) = [row for row in rows_in(tmp_path / "out") if row["status"] == "failed"]
    assert (row["place"], row["failure_code"]) == ("line 4", "crash")
    assert len(rows_in(tmp_path / "out")) == 5


def test_a_refused_article_is_a_row(tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 1))
    job = desk_job(lambda request: Rejected("no."))
    job = replace(job, plan_of=desk_plan)
    tally, _ = Bench(tmp_path / "out", job).work(wire)
    assert tally.failed == 1
    assert rows_in(tmp_path / "out")[0]["failure_code"] == "model.rejected"


def test_a_key_in_the_call_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not sent to workers"):
        brief_files(tmp_path, tmp_path, briefer=partial(Briefer, "m", api_key="secret"))


# With Ray on this machine, two workers.

rays_own = pytest.mark.filterwarnings(r"ignore::DeprecationWarning:ray\.", r"ignore::FutureWarning:ray\.")
"""Ray warns of its own defaults."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="ERROR",
        object_store_memory=100 * 2**20,
        _node_ip_address="127.0.0.1",
    )
    yield ray
    ray.shutdown()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with served(Rules(text="{}", latency=0.05)) as url:
        yield url


def workers_of_this_process() -> list[int]:
    """Return the processes below this one that are members of a pool."""
    parents, names = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                names[int(entry.name)] = (entry / "cmdline").read_bytes()
            except OSError:
                continue

    def is_below(pid: int) -> bool:
        while pid in parents:
            pid = parents[pid]
            if pid == os.getpid():
                return True
        return False

    return [pid for pid, name in names.items() if b"MapWorker" in name and is_below(pid)]


def asked(server: str) -> float:
    return sum(passed for passed, _, _ in stats(server).values())


@rays_own
def test_a_worker_that_is_killed_costs_its_parts_and_a_second_run_asks_nothing(
    cluster: Any, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", [*editions(1, 240), edition(7).text, "short"])
    wire.write_text(wire.read_text() + "{broken\n")
    out = tmp_path / "out"
    killed: list[int] = []
    options = Options(concurrency=4, part=8)

    def kill_one(tally: Tally) -> None:
        if tally.done >= 40 and not killed:
            killed.append(workers_of_this_process()[0])
            os.kill(killed[0], signal.SIGKILL)

    before = asked(server)
    tally = brief_files(
        wire, out, briefer=partial(Desk, "loopback", base_url=server), options=options, on_tally=kill_one
    )
    rows = rows_in(out)
    assert killed
    assert (tally.read, tally.ok, tally.failed, tally.unreadable, tally.left) == (243, 240, 1, 1, 0)
    assert sorted(row["sha256"] for row in rows if row["status"] == "ok") == sorted(
        edition(number).sha256 for number in range(1, 241)
    )
    assert len(rows) == 242
    twice = asked(server) - before - 2 * 240
    assert 0 <= twice <= 2 * 2 * 8  # two requests an article, two parts of eight

    before = asked(server)
    monkeypatch.setattr("briefkit.briefer.Briefer", Desk)
    words = ["distribute", wire, "--out", out, "--model", "loopback", "--base-url", server, "--workers", 1]
    ran = CliRunner().invoke(program, [str(word) for word in words])
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert "nothing was left to brief; 243 done before" in ran.stderr
    assert asked(server) == before
    assert len(rows_in(out)) == 242


@rays_own
def test_a_budget_holds_on_a_cluster(cluster: Any, server: str, tmp_path: Path) -> None:
    wire = write_wire(tmp_path / "wire.jsonl", editions(1, 200))
    options = Options(concurrency=4, part=8, budget_tokens=400_000)
    run = Distribution(
        wire, tmp_path / "out", briefer=partial(Desk, "loopback", base_url=server), options=options
    )
    with pytest.raises(Stopped, match="the limit of 400,000 tokens") as stopped:
        run.run()
    assert stopped.value.reason is not None
    assert stopped.value.reason.code == "budget"
    assert 0 < run.tally.usage.input_tokens + run.tally.usage.output_tokens <= 400_000
    assert len(rows_in(tmp_path / "out")) == run.tally.ok > 0


def test_copy_under_embargo_goes_to_no_other_machine(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFKIT_LOCAL_ONLY", "1")
    write_wire(tmp_path / "wire.jsonl", editions(1, 1))
    briefer = partial(Desk, "loopback", base_url="http://127.0.0.1:1/v1")
    with pytest.raises(ConfigurationError, match="s3://bucket/out is not this machine"):
        brief_files(tmp_path, "s3://bucket/out", briefer=briefer)


def test_a_second_run_to_the_same_output_is_refused(cluster: Any, tmp_path: Path) -> None:
    briefer = partial(Desk, "loopback", base_url="http://127.0.0.1:1/v1")
    write_wire(tmp_path / "wire.jsonl", editions(1, 1))
    first, second = (Distribution(tmp_path, tmp_path / "out", briefer=briefer) for _ in range(2))
    with first._quota(cluster), pytest.raises(StoreError, match="another run on this cluster"):
        second.run()
