"""Many articles with a store: nothing lost, nothing paid twice, one article's failure its own."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from briefkit import Article, Briefer, Result, ScriptedModel
from briefkit.batch import Articles, Batch, Job, Options, Results, Stopped, Tally
from briefkit.batch.tally import Frontier
from briefkit.budget import BudgetGate
from briefkit.checks import CHECKS_VERSION
from briefkit.errors import Denied, Rejected, ServerFault, StoreError, Unreachable
from briefkit.plan import Plan
from briefkit.schema import Cost, Finding, Message, Record, Reply, Request, Usage
from briefkit.store import Store

DATA = Path(__file__).parent / "data"
DRAFT = (DATA / "draft.json").read_text(encoding="utf-8")
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
TEXT = (DATA / "article.txt").read_text(encoding="utf-8")


def edition(number: int) -> Article:
    """Return one of many articles that the same draft fits."""
    return Article(text=f"{TEXT}\nEdition {number} of the wire.")


class Wire:
    """An input of several editions that can be read from a position on."""

    source = "wire.jsonl"
    fingerprint: str | None = "10 1"

    def __init__(self, count: int) -> None:
        self.count = count
        self.total: int | None = count
        self.read: list[int] = []

    def records(self, after: str | None = None) -> Iterator[Record]:
        for number in range(int(after or 0) + 1, self.count + 1):
            self.read.append(number)
            yield Record(
                source=self.source, place=f"line {number}", article=edition(number), position=str(number)
            )


def scripted(answer: Callable[[Request], Reply | str | Exception] = lambda request: DRAFT) -> ScriptedModel:
    """Return a model that gives one answer to all, or what a function says."""
    return ScriptedModel(answer)


def number_of(request: Request) -> int:
    """Return which edition a request is about."""
    said = "\n".join(message.content for message in request.messages)
    return int(said.rsplit("Edition ", 1)[1].split()[0])


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that no event tells."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def short(article: Article) -> Plan:
    """Ask once and take any answer for a brief: what a run does around plans needs no long ones."""
    request = Request(purpose="brief", messages=[Message(role="user", content=article.text)])
    (reply,) = yield [request]
    made = RESULT.provenance.model_copy(
        update={"usage": reply.usage, "checks": CHECKS_VERSION, "cost": Cost(usd=0.0, basis="local")}
    )
    changes: dict[str, object] = {"article": article, "provenance": made, "findings": []}
    if reply.failure is not None or reply.text != DRAFT:
        code = reply.failure.code if reply.failure else "answer.not_json"
        finding = Finding(code=code, severity="error", path="", message="no brief")
        return RESULT.model_copy(update={**changes, "status": "failed", "brief": None, "findings": [finding]})
    return RESULT.model_copy(update={**changes, "status": "ok"})


def job(model: ScriptedModel, **details: Any) -> Job:
    """Return a job with short plans."""
    return dataclasses.replace(Briefer(model, **details).job(), plan_of=short)


def run(path: Path, model: ScriptedModel, given: Wire | Articles, **options: Any) -> Tally:
    """Run a batch to its end and return its counts."""

    async def main() -> Tally:
        with Store(path) as store:
            return await Batch(job(model), store, options=Options(**options)).run(given)

    return asyncio.run(main())


def table(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "briefs.db"


def test_every_article_gets_its_brief_in_the_store(path: Path) -> None:
    tally = run(path, scripted(), Wire(200), concurrency=8)
    assert (tally.ok, tally.done, tally.read) == (200, 200, 200)
    assert table(path, "SELECT count(*), count(DISTINCT article_id) FROM briefs") == [(200, 200)]
    assert table(path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == [(0,)]
    assert table(path, "SELECT outcome FROM runs") == [("finished",)]


def test_the_same_command_again_asks_nothing_and_reads_on_behind_what_is_settled(path: Path) -> None:
    model, first, second = scripted(), Wire(70), Wire(75)
    run(path, model, first)
    asked = len(model.requests)
    second.fingerprint = first.fingerprint
    tally = run(path, model, second)
    assert (tally.ok, tally.skipped) == (5, 70)
    assert second.read == list(range(71, 76))
    assert len(model.requests) == asked + 5


def test_another_input_under_the_same_name_is_read_whole_and_known_articles_are_not_asked_again(
    path: Path,
) -> None:
    model, changed = scripted(), Wire(12)
    run(path, model, Wire(10))
    changed.fingerprint = "12 2"
    assert run(path, model, changed).ok == 2
    assert len(model.requests) == 12


def test_one_text_from_two_records_is_briefed_once_and_linked(path: Path) -> None:
    model = scripted()
    tally = run(path, model, Articles([edition(1), edition(2), edition(1)]))
    assert (tally.ok, tally.skipped, len(model.requests)) == (2, 1, 2)
    assert table(path, "SELECT count(*), count(DISTINCT article_id) FROM sources") == [(3, 2)]


def test_a_changed_prompt_makes_other_work(path: Path, tmp_path: Path) -> None:
    model = scripted()
    run(path, model, Wire(3))

    async def main() -> Tally:
        with Store(path) as store:
            return await Batch(job(model, desk="energy"), store).run(Wire(3))

    assert asyncio.run(main()).ok == 3


def test_one_articles_failure_is_that_articles_only(path: Path) -> None:
    def answer(request: Request) -> Reply | str | Exception:
        number = number_of(request)
        if number == 2:
            return Rejected("it is refused.")
        if number == 3:
            return ValueError("a mistake in the model")
        return "no JSON" if number == 4 else DRAFT

    tally = run(path, scripted(answer), Wire(6))
    assert (tally.ok, tally.failed) == (3, 3)
    codes = table(path, "SELECT failure_code FROM work WHERE state = 'failed' ORDER BY article_id")
    assert codes == [("model.rejected",), ("crash",), ("answer.not_json",)]


def test_what_is_nothing_to_brief_is_never_asked(path: Path) -> None:
    model = scripted()
    tally = run(path, model, Articles(["Too short."]))
    assert (tally.failed, model.requests) == (1, [])
    assert table(path, "SELECT failure_code FROM work") == [("input",)]


def test_a_record_without_an_article_is_kept_with_its_place(path: Path) -> None:
    class Broken(Articles):
        def records(self, after: str | None = None) -> Iterator[Record]:
            yield Record(source="w", place="line 1", failure_code="input", failure="it is no JSON")
            yield Record(source="w", place="line 2", article=edition(1))

    tally = run(path, scripted(), Broken([]))
    assert (tally.unreadable, tally.ok) == (1, 1)
    assert table(path, "SELECT failure FROM sources WHERE article_id IS NULL") == [("it is no JSON",)]


def test_what_no_answer_came_for_is_tried_again_by_the_same_command(path: Path) -> None:
    down = {2, 3}

    def answer(request: Request) -> Reply | str | Exception:
        return ServerFault("the server failed.") if number_of(request) in down else DRAFT

    tally = run(path, scripted(answer), Wire(5), concurrency=1)
    assert (tally.ok, tally.left, tally.failed) == (3, 2, 0)
    down.clear()
    again = Wire(5)
    assert run(path, scripted(answer), again).ok == 2
    assert again.read == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("failure", "code"),
    [(Denied("the key is wrong."), "model.denied"), (Unreachable("no connection."), "model.unreachable")],
    ids=["key", "network"],
)
def test_trouble_that_is_everybodys_stops_the_run_and_leaves_all_to_be_done(
    path: Path, failure: Exception, code: str
) -> None:
    model = scripted(lambda request: failure)
    with pytest.raises(Stopped) as stopped:
        run(path, model, Wire(300), concurrency=2)
    assert stopped.value.reason is not None
    assert stopped.value.reason.code == code
    assert len(model.requests) < 20
    assert table(path, "SELECT DISTINCT state FROM work") == [("waiting",)]
    assert table(path, "SELECT outcome FROM runs") == [(code,)]
    assert run(path, scripted(), Wire(300), concurrency=8).ok == 300


def test_a_reached_budget_stops_the_run_and_nothing_is_asked_beyond_it(path: Path) -> None:
    usage = Usage(requests=1, attempts=1, input_tokens=2000, output_tokens=500)
    model = scripted(lambda request: Reply(text=DRAFT, usage=usage))
    gate = BudgetGate(model=model.name, host=model.host, tokens=40_000)

    async def main() -> Tally:
        with Store(path) as store:
            return await Batch(job(model, gates=[gate]), store).run(Wire(50))

    with pytest.raises(Stopped) as stopped:
        asyncio.run(main())
    assert stopped.value.reason is not None
    assert stopped.value.reason.code == "budget"
    assert 0 < len(model.requests) < 50
    assert run(path, model, Wire(50)).ok > 0
    assert table(path, "SELECT count(*) FROM briefs") == [(50,)]


def test_failed_articles_are_briefed_again_only_where_asked(path: Path) -> None:
    run(path, scripted(lambda request: Rejected("no.")), Wire(3))
    assert run(path, scripted(), Wire(3)).ok == 0
    assert run(path, scripted(), Wire(3), retry=frozenset({"failed"})).ok == 3


def test_a_limit_is_the_most_articles_that_are_begun(path: Path) -> None:
    assert run(path, scripted(), Wire(30), limit=7).ok == 7
    assert run(path, scripted(), Wire(30), limit=7).ok == 7
    assert table(path, "SELECT count(*) FROM briefs") == [(14,)]


def test_only_chosen_records_are_taken(path: Path) -> None:
    assert run(path, scripted(), Wire(9), only=lambda record: record.place == "line 4").ok == 1


def test_other_rules_judge_old_briefs_anew_without_a_call(path: Path) -> None:
    model = scripted()
    run(path, model, Wire(6))
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE work SET checks = 'older', state = 'review'")
        connection.execute("DELETE FROM findings")
    connection.close()
    asked = len(model.requests)
    assert run(path, model, Wire(6)).rechecked == 6
    assert len(model.requests) == asked
    assert table(path, "SELECT DISTINCT state FROM work") == [("ok",)]


def test_a_stop_lets_what_is_in_flight_arrive_and_begins_nothing_new(path: Path) -> None:
    async def main() -> Tally:
        gate = asyncio.Event()

        class Slow(ScriptedModel):
            async def answer(self, request: Request) -> Reply:
                await gate.wait()
                return await super().answer(request)

        with Store(path) as store:
            batch = Batch(job(Slow(lambda request: DRAFT)), store, options=Options(concurrency=4))
            running = asyncio.create_task(batch.run(Wire(50)))
            await until(lambda: batch.tally.in_flight >= 3)
            batch.stop()
            gate.set()
            with pytest.raises(Stopped) as stopped:
                await running
            assert stopped.value.reason is None
            return batch.tally

    assert 3 <= asyncio.run(main()).ok <= 5
    assert table(path, "SELECT outcome FROM runs") == [("interrupted",)]


def test_what_does_not_arrive_in_the_grace_time_is_given_up_and_noted_as_possibly_paid(path: Path) -> None:
    class Hanging(ScriptedModel):
        async def answer(self, request: Request) -> Reply:
            await asyncio.sleep(60)
            raise AssertionError

    async def main() -> None:
        with Store(path) as store:
            options = Options(concurrency=2, grace=0.05)
            batch = Batch(job(Hanging([])), store, options=options)
            running = asyncio.create_task(batch.run(Wire(5)))
            await until(lambda: batch.tally.in_flight >= 1)
            await asyncio.sleep(0.05)
            batch.stop()
            with pytest.raises(Stopped):
                await asyncio.wait_for(running, timeout=5)

    asyncio.run(main())
    assert table(path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == [(2,)]
    assert run(path, scripted(), Wire(5)).ok == 5


def test_results_are_read_with_a_plain_loop(path: Path) -> None:
    results = Briefer(scripted()).batch([edition(number) for number in range(3)], store=path)
    assert [result.status for result in results] == ["ok"] * 3
    assert results.tally.ok == 3


def test_results_are_read_with_an_asynchronous_loop(path: Path) -> None:
    async def main() -> list[Result]:
        articles = [edition(number) for number in range(3)]
        return [result async for result in Briefer(scripted()).batch(articles, store=path)]

    assert [result.status for result in asyncio.run(main())] == ["ok"] * 3


def test_leaving_the_loop_early_stops_the_run_and_frees_the_store(path: Path) -> None:
    articles = Articles([edition(number) for number in range(40)])
    for _ in Results(job(scripted()), articles, path, Options(concurrency=2)):
        break
    kept = table(path, "SELECT count(*) FROM briefs")[0][0]
    assert isinstance(kept, int)
    assert 1 <= kept < 40
    assert len(list(Results(job(scripted()), articles, path, Options()))) == 40 - kept


def test_a_store_that_fills_its_disk_stops_the_run_and_keeps_what_it_has(path: Path) -> None:
    async def main() -> None:
        with Store(path) as store:
            store.connection.execute("PRAGMA max_page_count = 250")
            await Batch(job(scripted()), store, options=Options(concurrency=4)).run(Wire(400))

    with pytest.raises((Stopped, StoreError), match="cannot be written"):
        asyncio.run(main())
    kept = table(path, "SELECT count(*) FROM briefs")[0][0]
    assert isinstance(kept, int)
    assert kept > 0
    run(path, scripted(), Wire(400), concurrency=8)
    assert table(path, "SELECT count(*) FROM briefs") == [(400,)]


def test_the_frontier_moves_only_over_what_is_settled_without_a_gap() -> None:
    frontier = Frontier()
    first, second, third = (frontier.enter(str(number)) for number in (1, 2, 3))
    assert frontier.settle([second]) is None
    assert frontier.settle([first]) == ("2", 2)
    assert frontier.settle([third]) == ("3", 3)


def test_a_frontier_that_waits_too_long_stays_where_it_is_and_keeps_little() -> None:
    frontier = Frontier()
    for number in range(60_000):
        frontier.enter(str(number))
    assert frontier.settle(range(1, 60_001)) is None
