"""Many articles with a store: nothing lost, nothing paid twice, one article's failure its own."""

from __future__ import annotations

import asyncio
import dataclasses
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from briefkit import Article, Briefer, Result, ScriptedModel
from briefkit.batch import Articles, Batch, Job, Options, Results, Stopped, Tally
from briefkit.batch.course import Course
from briefkit.batch.intake import written
from briefkit.batch.recording import WORK, Recorded, StoredAttempts
from briefkit.batch.tally import Frontier
from briefkit.budget import BudgetGate
from briefkit.checks import CHECKS_VERSION
from briefkit.checks.facts import Facts
from briefkit.errors import Denied, InputError, RateLimited, Rejected, ServerFault, StoreError, Unreachable
from briefkit.models import Capabilities
from briefkit.models.sending import sending
from briefkit.plan import Plan
from briefkit.schema import Cost, Finding, Message, Record, Reply, Request, Usage
from briefkit.store import Archive, Store, Writer

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
    held: str | None = None

    def __init__(self, count: int) -> None:
        self.count = count
        self.total: int | None = count
        self.read: list[int] = []

    def before(self, position: str) -> str | None:
        return self.held and f"{self.held} up to {position}"

    def records(self, after: str | None = None) -> Iterator[Record]:
        for number in range(int(after or 0) + 1, self.count + 1):
            self.read.append(number)
            yield Record(
                source=self.source, place=f"line {number}", article=edition(number), position=str(number)
            )


def scripted(answer: Callable[[Request], Reply | str | Exception] = lambda request: DRAFT) -> ScriptedModel:
    """Return a model that gives one answer to all, or what a function says."""
    return ScriptedModel(answer)


class Gated(ScriptedModel):
    """A model whose answers wait for a gate."""

    def __init__(self) -> None:
        super().__init__(lambda request: DRAFT)
        self.gate = asyncio.Event()

    async def answer(self, request: Request) -> Reply:
        reply = await super().answer(request)
        await self.gate.wait()
        return reply


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


def test_an_input_that_has_only_grown_is_read_on_at_its_old_end(path: Path) -> None:
    first = Wire(20)
    first.held = "the head"
    run(path, scripted(), first)
    grown = Wire(25)
    grown.held, grown.fingerprint = first.held, "12 2"
    tally = run(path, model := scripted(), grown)
    assert grown.read == [21, 22, 23, 24, 25]
    assert (tally.read, tally.skipped, tally.ok, len(model.requests)) == (25, 20, 5, 5)


def test_an_input_that_was_edited_or_is_to_be_read_again_is_read_from_its_start(path: Path) -> None:
    first = Wire(20)
    first.held = "the head"
    run(path, scripted(), first)
    for held, options in (("another head", {}), ("the head", {"reread": True})):
        again = Wire(20)
        again.held, again.fingerprint = held, "12 2"
        assert run(path, scripted(), again, **options).skipped == 20
        assert len(again.read) == 20


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
        model = Gated()
        with Store(path) as store:
            batch = Batch(job(model), store, options=Options(concurrency=4))
            running = asyncio.create_task(batch.run(Wire(50)))
            await until(lambda: len(model.requests) >= 3)
            batch.stop()
            model.gate.set()
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


# One article's trouble is its own


def test_half_a_character_is_kept_as_the_replacement_sign_and_harms_nobody(path: Path) -> None:
    broken = Article(text=f"{TEXT}\nA cut-off emoji: \ud83d.", headline="Cut \ud83d", publisher="The Ledger")
    tally = run(path, scripted(), Articles([edition(1), broken, edition(2)]))
    assert (tally.ok, tally.failed) == (3, 0)
    assert table(
        path, "SELECT headline, text LIKE '%emoji: \ufffd.' FROM articles WHERE publisher NOT NULL"
    ) == [("Cut \ufffd", 1)]
    assert run(path, scripted(), Articles([edition(1), broken, edition(2)])).skipped == 3


def test_an_outcome_that_cannot_be_written_down_is_that_articles_failure(path: Path) -> None:
    def plan(article: Article) -> Plan:
        result = yield from short(article)
        if "Edition 2" not in article.text:
            return result
        (first, *rest) = result.findings or [
            Finding(code="a.code", severity="note", path="", message="half a character: \ud83d")
        ]
        return result.model_copy(update={"findings": [first, *rest]})

    async def main() -> Tally:
        with Store(path) as store:
            return await Batch(dataclasses.replace(job(scripted()), plan_of=plan), store).run(Wire(3))

    tally = asyncio.run(main())
    assert (tally.ok, tally.failed) == (2, 1)
    assert table(path, "SELECT failure_code FROM work WHERE state = 'failed'") == [("crash",)]


def test_an_input_that_breaks_in_the_middle_stops_the_run_after_what_was_read_has_come(path: Path) -> None:
    class Torn(Wire):
        def records(self, after: str | None = None) -> Iterator[Record]:
            yield from super().records(after)
            raise InputError("the archive is cut off.", hint="Fetch it again.")

    with pytest.raises(Stopped, match="the archive is cut off"):
        run(path, scripted(), Torn(70))
    assert table(path, "SELECT count(*) FROM briefs") == [(64,)]
    assert table(path, "SELECT outcome FROM runs") == [("input",)]


# What is sent, and what is not


def twice(article: Article) -> Plan:
    """Ask twice, one after the other."""
    yield [Request(purpose="notes", messages=[Message(role="user", content=f"Notes. {article.text}")])]
    return (yield from short(article))


def test_a_stop_sends_nothing_more_but_keeps_what_arrives_so_that_it_is_never_asked_again(path: Path) -> None:
    async def main() -> int:
        model = Gated()
        with Store(path) as store:
            batch = Batch(
                dataclasses.replace(job(model), plan_of=twice), store, options=Options(concurrency=3)
            )
            running = asyncio.create_task(batch.run(Wire(9)))
            await until(lambda: len(model.requests) == 3)
            batch.stop()
            await asyncio.sleep(0.01)
            model.gate.set()
            with pytest.raises(Stopped):
                await asyncio.wait_for(running, timeout=5)
        return len(model.requests)

    assert asyncio.run(main()) == 3
    assert table(path, "SELECT count(*) FROM replies") == [(3,)]
    assert table(path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == [(0,)]
    assert table(path, "SELECT DISTINCT state FROM work") == [("waiting",)]

    async def again() -> int:
        model = scripted()
        with Store(path) as store:
            await Batch(dataclasses.replace(job(model), plan_of=twice), store).run(Wire(3))
        return len(model.requests)

    assert asyncio.run(again()) == 3
    assert table(path, "SELECT requests FROM work WHERE state = 'ok'") == [(2,)] * 3


def test_who_is_given_up_before_it_was_sent_is_not_taken_for_paid(path: Path) -> None:
    async def main() -> ScriptedModel:
        model = scripted()
        with Store(path) as store, closing(Writer(store)) as writer:
            archive = Archive(store.connection)
            setup = await written(
                writer, lambda archive: archive.setup("f" * 64, model="m", host="h", detail={})
            )
            run_id = await written(writer, lambda archive: archive.begin_run(setup, []))
            record = Record(source="w", place="1", article=edition(1))
            work = await written(writer, lambda archive: archive.add(record, setup))
            assert work is not None
            WORK.set(work.id)
            course = Course(lambda tally: None, grace=1)
            attempts = StoredAttempts(writer, course=course, model=model.name, run_id=run_id)
            recorded = Recorded(job(model), attempts)
            asking = asyncio.create_task(recorded.answer(Request(purpose="brief", messages=[])))
            await asyncio.sleep(0)  # it waits for its attempt to be on the disk
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await written(writer, lambda archive: None)
            assert archive.possibly_paid() == 0
        return model

    assert asyncio.run(main()).requests == []
    assert table(path, "SELECT outcome FROM attempts") == [("not_sent",)]


class Paced(ScriptedModel):
    """A model whose requests wait for their turn, and whose first send of each comes to nothing."""

    def __init__(self) -> None:
        super().__init__(lambda request: DRAFT, capabilities=Capabilities(local=True, notes_sends=True))
        self.turn = asyncio.Event()
        self.waiting = 0

    async def answer(self, request: Request) -> Reply:
        self.waiting += 1
        await self.turn.wait()
        with suppress(RateLimited):
            async with sending():
                raise RateLimited("slow down")
        refused = "SELECT count(*) FROM attempts WHERE outcome = 'model.rate_limited'"
        await until(lambda: table(self.path, refused) != [(0,)])  # over, before it waits for its next turn
        async with sending():
            return await super().answer(request)

    path = Path()


def test_an_attempt_is_noted_when_its_turn_has_come_and_every_send_is_one(path: Path) -> None:
    model = Paced()
    model.path = path

    async def main() -> None:
        with Store(path) as store:
            running = asyncio.create_task(Batch(job(model), store).run(Wire(3)))
            await until(lambda: model.waiting == 3)
            assert table(path, "SELECT count(*) FROM attempts") == [(0,)]
            model.turn.set()
            await running

    asyncio.run(main())
    outcomes = "SELECT outcome, count(*) FROM attempts GROUP BY outcome ORDER BY outcome"
    assert table(path, outcomes) == [("model.rate_limited", 3), ("stop", 3)]


def test_what_a_killed_run_spent_is_in_the_sum(path: Path) -> None:
    usage = Usage(requests=1, input_tokens=100, output_tokens=10)
    model = ScriptedModel(lambda request: Reply(text=DRAFT, usage=usage))

    async def main() -> None:
        with Store(path) as store:
            await Batch(dataclasses.replace(job(model), plan_of=twice), store).run(Wire(1))

    asyncio.run(main())
    connection = sqlite3.connect(path)
    with connection:  # as it is when the process dies between the last answer and the brief
        connection.execute("UPDATE work SET state = 'waiting'")
        connection.execute("DELETE FROM briefs")
        connection.execute("DELETE FROM inputs")
    connection.close()
    asyncio.run(main())
    assert len(model.requests) == 2
    assert table(path, "SELECT requests, input_tokens FROM work") == [(2, 200)]


def test_leaving_the_loop_frees_the_store_also_where_results_wait_to_be_read(path: Path) -> None:
    async def main() -> None:
        results = Results(
            job(scripted()), Articles([edition(n) for n in range(40)]), path, Options(concurrency=2)
        )
        reading = aiter(results)
        await anext(reading)
        await asyncio.sleep(0.2)  # more results than anybody takes
        await asyncio.wait_for(reading.aclose(), timeout=5)

    asyncio.run(main())
    assert table(path, "SELECT outcome FROM runs") == [("interrupted",)]


def test_an_interrupted_loop_frees_the_store(path: Path) -> None:
    class Hanging(ScriptedModel):
        async def answer(self, request: Request) -> Reply:
            await asyncio.sleep(60)
            raise AssertionError

    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(Results(job(Hanging([])), Articles([edition(1)]), path, Options()))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert table(path, "SELECT outcome FROM runs") == [("interrupted",)]
    with Store(path):
        pass


def test_a_brief_that_cannot_be_judged_anew_keeps_its_findings_and_stops_nobody(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(path, scripted(), Wire(3))
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE work SET checks = 'older'")
    connection.close()

    def judge(brief: object, facts: Facts) -> list[Finding]:
        if "Edition 2" in facts.article.text:
            raise ValueError("a mistake of ours")
        return []

    monkeypatch.setattr("briefkit.batch.engine.check_brief", judge)
    assert run(path, scripted(), Wire(4)).rechecked == 2


def test_only_some_records_do_not_move_the_position_over_the_others(path: Path) -> None:
    run(path, scripted(), Wire(9), only=lambda record: record.place == "line 4")
    assert run(path, scripted(), Wire(9)).ok == 8


def test_a_retry_that_is_killed_leaves_what_it_began_to_the_plain_command(path: Path) -> None:
    run(path, scripted(lambda request: "no JSON"), Wire(3))
    with pytest.raises(Stopped):
        run(path, scripted(lambda request: Denied("the key is wrong.")), Wire(3), retry=frozenset({"failed"}))
    begun = table(path, "SELECT count(*) FROM work WHERE state = 'waiting'")[0][0]
    assert begun
    assert run(path, scripted(), Wire(3)).ok == begun


# The writer


def test_a_change_that_fails_takes_back_itself_alone(path: Path) -> None:
    def fails(archive: Archive) -> None:
        archive.connection.execute(
            "INSERT INTO setups (sha256, model, host, detail) VALUES ('b', 'm', 'h', '')"
        )
        archive.connection.execute(
            "INSERT INTO setups (sha256, model, host, detail) VALUES ('a', NULL, 'h', '')"
        )

    with Store(path) as store, closing(Writer(store)) as writer:
        good = writer.submit(lambda archive: archive.setup("a", model="m", host="h", detail={}))
        bad = writer.submit(fails)
        also = writer.submit(lambda archive: archive.setup("c", model="m", host="h", detail={}))
        assert good.result() == 1
        assert isinstance(bad.exception(), sqlite3.IntegrityError)
        assert also.result()
    assert table(path, "SELECT sha256 FROM setups ORDER BY id") == [("a",), ("c",)]


@pytest.mark.parametrize("trouble", [SystemExit(1), sqlite3.DatabaseError("malformed")], ids=["exit", "file"])
def test_whoever_waits_for_the_writer_is_told_whatever_happens(path: Path, trouble: BaseException) -> None:
    def fails(archive: Archive) -> None:
        raise trouble

    with Store(path) as store, closing(Writer(store)) as writer:
        assert writer.submit(fails).exception(timeout=5) is not None
        assert (
            writer.submit(lambda archive: archive.setup("a", model="m", host="h", detail={})).result(5) == 1
        )
