"""Jobs of a provider's Batch API: rounds of the same plans; nothing lost or paid twice, whatever becomes of a job."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from briefkit import Article, Briefer, ScriptedModel
from briefkit.batch import Batch
from briefkit.budget import BudgetGate
from briefkit.cli import program
from briefkit.errors import BriefkitError, ConfigurationError
from briefkit.job import Articles, Job, Options, Stopped
from briefkit.models.batch_lines import read_line
from briefkit.models.openai import OpenAIModel
from briefkit.models.openai import Options as ModelOptions
from briefkit.models.retrying import Patience
from briefkit.models.scrubbing import Scrubber
from briefkit.models.transport import GuardTransport
from briefkit.plan import Plan
from briefkit.provider_batch import Caps, ProviderBatch, Waits
from briefkit.schema import Cost, Finding, Message, Request, Result, Tally, Usage
from briefkit.store import Store, find_doomed, purge
from tests.batch_server import BatchServer, Ending, Said
from tests.fault_server import chat

DATA = Path(__file__).parent / "data"
TEXT = (DATA / "article.txt").read_text(encoding="utf-8")[:600]
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
SOON = Waits(first=0.001, widest=0.01, listing=0.0, download=0.0)
NOW = dataclasses.replace(SOON, for_jobs=False)


def edition(number: int) -> Article:
    """Return one of many short articles."""
    return Article(text=f"{TEXT}\nEdition {number} of the wire.")


def asking(*purposes: str) -> Callable[[Article], Plan]:
    """Return plans that ask so often, one question after the other, and take any answer for a brief."""

    def plan(article: Article) -> Plan:
        usage = Usage()
        status: Any = "ok"
        for purpose in purposes:
            said = Message(role="user", content=f"{purpose}: {article.text}")
            (reply,) = yield [Request(purpose=purpose, messages=[said], article=article.sha256)]
            if reply.failure is not None:
                status = "failed"
                break
            usage = usage + reply.usage
        made = RESULT.provenance.model_copy(update={"usage": usage, "model_answered": "answered-1"})
        brief = None if status == "failed" else RESULT.brief
        findings = [] if brief else [_finding(reply.failure)]
        changes = {"article": article, "status": status, "brief": brief, "findings": findings}
        return RESULT.model_copy(update={**changes, "provenance": made})

    return plan


def _finding(failure: Any) -> Any:
    return Finding(code=failure.code, severity="error", path="", message=failure.message)


def job(server: BatchServer, *purposes: str, **details: Any) -> Job:
    """Return a job that asks the server, in two rounds unless told otherwise."""
    patience = Patience(first_wait=0.001, widest_wait=0.002)
    model = OpenAIModel(
        "some-model",
        base_url=server.url,
        api_key="sk-test-key-0001",
        options=ModelOptions(output_mode="strict_schema", patience=patience),
    )
    found = Briefer(model, **details).job(provider_batch=True)
    return dataclasses.replace(found, plan_of=asking(*(purposes or ("brief", "repair"))))


def run(
    path: Path, asked: Job, articles: int | Articles = 6, *, waits: Waits = SOON, **settings: Any
) -> tuple[Tally, BriefkitError | None]:
    """Run to the end, and return the counts and why it was stopped."""
    options = settings.pop("options", None)

    async def main() -> tuple[Tally, BriefkitError | None]:
        wire = Articles([edition(n) for n in range(articles)]) if isinstance(articles, int) else articles
        with Store(path) as store:
            running = ProviderBatch(asked, store, options=options, waits=waits, **settings)
            try:
                await running.run(wire)
            except Stopped as stopped:
                return running.tally, stopped
            return running.tally, None

    return asyncio.run(main())


def table(path: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "briefs.db"


def test_every_round_is_one_job_of_all_that_the_plans_ask(path: Path) -> None:
    with BatchServer() as server:
        tally, stopped = run(path, job(server))
    assert (tally.ok, stopped) == (6, None)
    assert [entry.counts["total"] for entry in server.jobs.values()] == [6, 6]
    assert set(server.billed.values()) == {1}
    assert table(path, "SELECT count(*), count(DISTINCT article_id) FROM briefs") == [(6, 6)]


def test_answers_come_in_any_order_and_go_to_the_articles_that_asked(path: Path) -> None:
    def said(body: dict[str, Any]) -> str:
        return str(body["messages"][-1]["content"]).rsplit("Edition ", 1)[1]

    with BatchServer(said) as server:
        run(path, job(server, "brief"))
    rows = table(
        path,
        "SELECT text, reply ->> 'text' FROM replies JOIN articles ON sha256 = article_sha256".replace(
            "ON sha256", "ON articles.sha256"
        ),
    )
    assert len(rows) == 6
    assert all(str(text).endswith(f"Edition {answer}") for text, answer in rows)


def test_what_is_in_flight_is_left_and_picked_up_by_the_same_call(path: Path) -> None:
    with BatchServer(default=Ending(looks=2)) as server:
        counts = [run(path, job(server), waits=NOW)[0] for _ in range(5)]
    assert [(tally.in_flight, tally.ok) for tally in counts] == [(6, 0), (6, 0), (6, 0), (6, 0), (0, 6)]
    assert (len(server.jobs), set(server.billed.values())) == (2, {1})


def test_usage_and_half_the_price_are_in_the_books_of_every_request_and_of_the_brief(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefkit.budget.price", _at_a_dollar_a_token)
    monkeypatch.setattr(OpenAIModel, "batch_share", 0.5)
    with BatchServer() as server:
        tally, _ = run(path, job(server), 2)
    assert table(path, "SELECT DISTINCT input_tokens, output_tokens, usd FROM attempts") == [(9, 4, 6.5)]
    assert table(path, "SELECT DISTINCT price_share FROM provider_jobs") == [(0.5,)]
    assert table(path, "SELECT requests, input_tokens, usd FROM work") == [(2, 18, 13.0)] * 2
    assert table(path, "SELECT DISTINCT purpose FROM replies ORDER BY 1") == [("brief",), ("repair",)]
    assert (tally.usd, tally.usage.input_tokens, tally.usage.cached) == (26.0, 36, 0)


def _at_a_dollar_a_token(usage: Any, *, model: str, host: str, share: float | None = 1.0) -> Any:
    return Cost(usd=(usage.input_tokens + usage.output_tokens) * (share or 0), basis="priced")


def test_files_hold_no_more_than_a_provider_takes(path: Path) -> None:
    with BatchServer() as server:
        run(path, job(server, "brief"), 10, caps=Caps(requests=4))
        assert [entry.counts["total"] for entry in server.jobs.values()] == [4, 4, 2]
    size = len(next(iter(server.files.values())).content) // 4
    with BatchServer() as server:
        run(path.with_name("other.db"), job(server, "brief"), 10, caps=Caps(bytes=3 * size + 20))
        assert [entry.counts["total"] for entry in server.jobs.values()] == [3, 3, 3, 1]


def test_an_expired_job_keeps_what_it_answered_and_the_rest_goes_into_the_next(path: Path) -> None:
    with BatchServer(endings=[Ending(status="expired", answered=2)]) as server:
        tally, _ = run(path, job(server, "brief"))
    assert tally.ok == 6
    assert [entry.counts["total"] for entry in server.jobs.values()] == [6, 4]
    assert set(server.billed.values()) == {1}


@pytest.mark.parametrize("status", ["expired", "cancelled"])
def test_requests_that_no_file_mentions_were_not_sent(path: Path, status: Any) -> None:
    with BatchServer(endings=[Ending(status=status, answered=2, silent=True)]) as server:
        run(path, job(server, "brief"))
        run(path, job(server, "brief"))
    assert set(server.billed.values()) == {1}
    assert table(path, "SELECT count(*) FROM attempts WHERE outcome = ?".replace("?", f"'{status}'")) == [
        (4,)
    ]


def test_a_job_that_somebody_cancelled_is_not_made_again_by_itself(path: Path) -> None:
    with BatchServer(endings=[Ending(status="cancelled", answered=2)]) as server:
        tally, stopped = run(path, job(server, "brief"))
        assert "was cancelled at 127.0.0.1" in str(stopped)
        assert (tally.ok, len(server.jobs)) == (2, 1)
        tally, stopped = run(path, job(server, "brief"))
    assert (tally.ok, stopped, set(server.billed.values())) == (4, None, {1})


def test_a_job_that_is_answered_by_nothing_in_its_time_ends_the_run(path: Path) -> None:
    with BatchServer(endings=[Ending(status="expired", answered=0)]) as server:
        _, stopped = run(path, job(server, "brief"))
        assert "answered none of the 6 requests" in str(stopped)
        assert run(path, job(server, "brief"))[0].ok == 6


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["invalid_json_line"], "Nothing of it was sent"),
        (["billing_hard_limit_reached"], "Add credit there"),
    ],
    ids=["bad file", "no credit"],
)
def test_a_refused_file_ends_the_run_with_the_providers_words_and_costs_nothing(
    path: Path, codes: list[str], said: str
) -> None:
    with BatchServer(endings=[Ending(status="failed", codes=codes)]) as server:
        tally, stopped = run(path, job(server, "brief"))
        assert f"the file: {codes[0]}" in str(stopped)
        assert said in str(stopped)
        assert (tally.ok, tally.failed, len(server.jobs)) == (0, 0, 1)
        assert run(path, job(server, "brief"))[0].ok == 6
    assert set(server.billed.values()) == {1}


def test_a_full_queue_at_the_provider_makes_smaller_jobs(path: Path) -> None:
    full = Ending(status="failed", codes=["token_limit_exceeded"])
    with BatchServer(endings=[full, full]) as server:
        tally, stopped = run(path, job(server, "brief"), 8)
    assert (tally.ok, stopped) == (8, None)
    assert [entry.counts["total"] for entry in server.jobs.values()][2:] == [4, 4] or len(server.jobs) > 3
    assert set(server.billed.values()) == {1}


def test_a_refused_request_is_its_articles_failure_alone(path: Path) -> None:
    def answer(body: dict[str, Any]) -> Said | str:
        if "Edition 3 " in body["messages"][-1]["content"]:
            return Said(status=400, body={"error": {"message": "it holds what is not allowed", "code": "x"}})
        return "{}"

    with BatchServer(answer) as server:
        tally, stopped = run(path, job(server))
    assert (tally.ok, tally.failed, stopped) == (5, 1, None)
    assert table(
        path, "SELECT failure_code, failure LIKE '%not allowed%' FROM work WHERE state = 'failed'"
    ) == [("model.rejected", 1)]


def test_a_request_that_fails_by_chance_is_asked_again_and_left_after_three_jobs(path: Path) -> None:
    times = iter([500, 429, 503])

    def answer(body: dict[str, Any]) -> Said | str:
        content = body["messages"][-1]["content"]
        if "Edition 1 " in content and (status := next(times, None)):
            return Said(status=status, body={"error": {"message": "busy"}})
        return "{}"

    with BatchServer(answer) as server:
        tally, _ = run(path, job(server, "brief"), 3)
        assert (tally.ok, tally.left, len(server.jobs)) == (2, 1, 3)
        assert run(path, job(server, "brief"), 3)[0].ok == 1
    assert set(server.billed.values()) == {1}


def test_no_credit_left_ends_the_run_after_all_that_came_is_taken_in(path: Path) -> None:
    def answer(body: dict[str, Any]) -> Said | str:
        if "Edition 3 " in body["messages"][-1]["content"] and not server.billed.total() > 5:
            return Said(status=429, body={"error": {"message": "no", "code": "insufficient_quota"}})
        return "{}"

    with BatchServer(answer) as server:
        tally, stopped = run(path, job(server, "brief"))
        assert "no credit left" in str(stopped)
        assert (tally.ok, tally.failed) == (5, 0)
        server.answer = lambda body: "{}"
        assert run(path, job(server, "brief"))[0].ok == 1
    assert set(server.billed.values()) == {1}


def test_a_cut_file_is_downloaded_again(path: Path) -> None:
    with BatchServer(endings=[Ending(cut=30)]) as server:
        tally, _ = run(path, job(server, "brief"))
    assert (tally.ok, len(server.jobs), set(server.billed.values())) == (6, 1, {1})


def test_what_a_file_never_holds_is_asked_again_and_said_to_be_perhaps_paid_for(path: Path) -> None:
    with BatchServer(endings=[Ending(cut=30, cut_downloads=9)]) as server:
        tally, _ = run(path, job(server, "brief"))
    assert (tally.ok, len(server.jobs)) == (6, 2)
    assert table(path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == [(1,)]


STRANGE = [
    b"not JSON",
    b"[1]",
    b'{"custom_id": 4}',
    b'{"custom_id": "nobody", "response": {"status_code": 200, "body": {"choices": []}}}',
]


def test_strange_and_doubled_lines_are_nobodys(path: Path) -> None:
    with BatchServer(default=Ending(twice=True, strange=STRANGE)) as server:
        tally, _ = run(path, job(server))
    assert (tally.ok, tally.usage.input_tokens) == (6, 6 * 2 * 9)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_an_endpoint_without_a_batch_api_is_told_so_and_nothing_is_kept_in_flight(
    path: Path, status: int
) -> None:
    with BatchServer(absent=status) as server:
        _, stopped = run(path, job(server))
    assert str(stopped).startswith(server.url.split("/")[2] + f" has no Batch API ({status}). Leave out")
    assert table(path, "SELECT count(*) FROM attempts") == [(0,)]


class Killed(BaseException):
    """Stand for the end of the process."""


class Killing:
    """End a run at its n-th step, before or after it is done: steps are commits of the store and requests."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, *, after: bool) -> None:
        self.steps = 0
        self._at, self._after = at, after
        writing, send = Store.writing, GuardTransport.handle_async_request

        @contextmanager
        def killed_writing(store: Store) -> Iterator[sqlite3.Connection]:
            self._step(after=False)
            with writing(store) as connection:
                yield connection
            self._check(after=True)

        async def killed_send(transport: GuardTransport, request: Any) -> Any:
            self._step(after=False)
            response = await send(transport, request)
            self._check(after=True)
            return response

        monkeypatch.setattr(Store, "writing", killed_writing)
        monkeypatch.setattr(GuardTransport, "handle_async_request", killed_send)

    @property
    def is_over(self) -> bool:
        return self.steps >= self._at

    def _step(self, *, after: bool) -> None:
        self.steps += 1
        self._check(after=after)

    def _check(self, *, after: bool) -> None:
        if self.steps > self._at or (self.steps == self._at and after == self._after):
            raise Killed


EVERY = 1 if os.environ.get("BRIEFKIT_EVERY_STEP") else 5
"""Every which step a run is killed at; at every one it takes minutes."""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_kill_at_any_step_loses_nothing_and_nothing_is_paid_twice(path: Path, after: bool) -> None:
    """A whole run of four jobs in two rounds, each time with a store and a provider of its own."""
    kills = 0
    for at in range(1 + (EVERY // 2 if after else 0), 1000, EVERY):
        store = path.with_name(f"{at}.db")
        with BatchServer() as server:
            was_killed = _run_until(at, store, server, after=after)
            tally, stopped = run(store, job(server), 3, caps=CAPS)
        assert (stopped, tally.ok <= 3) == (None, True)
        assert set(server.billed.values()) == {1}, f"paid twice when killed at step {at}"
        assert len(server.billed) == 6
        assert table(store, "SELECT count(*) FROM briefs") == [(3,)], f"lost when killed at step {at}"
        assert table(store, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == [(0,)]
        assert table(store, "SELECT count(*) FROM provider_jobs WHERE collected_at IS NULL") == [(0,)]
        if not was_killed:
            break
        kills += 1
    print(f"{kills} kills")
    assert kills > 40 // EVERY


def _run_until(at: int, store: Path, server: BatchServer, *, after: bool) -> bool:
    """Run until a step; tell whether it was reached."""
    with pytest.MonkeyPatch.context() as patch:
        killing = Killing(patch, at, after=after)
        with suppress(Killed):
            run(store, job(server), 3, caps=CAPS)
        return killing.is_over


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_that_breaks_at_any_request_makes_no_job_twice(path: Path, when: Any) -> None:
    for number in range(1 if when == "before" else 3, 100, 4):
        with BatchServer(lose=(number, when)) as server:
            tally, stopped = run(path.with_name(f"{number}.db"), job(server), 3, caps=CAPS)
        assert (tally.ok, stopped, len(server.jobs)) == (3, None, 4)
        assert set(server.billed.values()) == {1}
        if len(server.requests) < number:
            break
    assert number > 15


CAPS = Caps(requests=2)


def test_a_cut_answer_is_not_paid_for_again_when_its_plan_begins_anew(path: Path) -> None:
    def answer(body: dict[str, Any]) -> Said:
        is_first = body["messages"][-1]["content"].startswith("brief")
        return Said(body=chat('{"a": ', finish="length" if is_first else "stop"))

    with BatchServer(answer) as server:
        tally, _ = run(path, job(server))
    assert (tally.ok, set(server.billed.values())) == (6, {1})
    assert table(path, "SELECT count(*) FROM attempts WHERE reply IS NOT NULL") == [(0,)]


def test_a_budget_holds_back_what_a_file_could_cost_and_settled_answers_make_room(path: Path) -> None:
    with BatchServer() as server:
        given = job(server, "brief", gates=[BudgetGate("some-model", "127.0.0.1", tokens=9000)])
        tally, stopped = run(path, given)
        assert [entry.counts["total"] for entry in server.jobs.values()] == [4, 2]
        assert (tally.ok, stopped) == (6, None)
        given = job(server, "repair", gates=[BudgetGate("some-model", "127.0.0.1", tokens=100)])
        _, stopped = run(path.with_name("other.db"), given)
    assert "could pass the limit of 100 tokens" in str(stopped)
    assert len(server.jobs) == 2


def test_articles_of_earlier_inputs_wait_and_a_limit_begins_the_same_ones_again(path: Path) -> None:
    with BatchServer(default=Ending(looks=2)) as server:
        counts = [run(path, job(server, "brief"), options=Options(limit=2), waits=NOW)[0] for _ in range(4)]
    assert [tally.ok for tally in counts] == [0, 0, 2, 0]
    assert table(path, "SELECT requests FROM provider_jobs") == [(2,), (2,)]
    assert table(path, "SELECT state, count(*) FROM work GROUP BY state ORDER BY state") == [
        ("ok", 2),
        ("waiting", 2),
    ]


def test_failed_articles_are_asked_anew_where_wanted(path: Path) -> None:
    def refuse(body: dict[str, Any]) -> Said:
        return Said(status=400, body={"error": {"message": "no"}})

    with BatchServer(refuse) as server:
        assert run(path, job(server, "brief"), 2)[0].failed == 2
        server.answer = lambda body: "{}"
        assert run(path, job(server, "brief"), 2)[0].done == 0
        assert run(path, job(server, "brief"), 2, options=Options(retry=frozenset({"failed"})))[0].ok == 2


def test_one_text_twice_and_a_bad_record_are_one_request(path: Path) -> None:
    with BatchServer() as server:
        tally, _ = run(path, job(server, "brief"), Articles([edition(1), edition(1), "too short"]))
    assert (tally.ok, tally.skipped, tally.failed, len(server.billed)) == (1, 1, 1, 1)


def test_a_stop_leaves_at_once_and_the_jobs_go_on(path: Path) -> None:
    async def main() -> tuple[float, str]:
        with Store(path) as store:
            running = ProviderBatch(job(server, "brief"), store, waits=Waits(listing=0.0))
            task = asyncio.create_task(running.run(Articles([edition(1)])))
            while not server.jobs:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            began = asyncio.get_running_loop().time()
            running.stop()
            with pytest.raises(Stopped) as stopped:
                await task
            return asyncio.get_running_loop().time() - began, str(stopped.value)

    with BatchServer() as server:
        seconds, said = asyncio.run(main())
        assert seconds < 2
        assert "The same command goes on where it stopped." in said
        assert run(path, job(server, "brief"), Articles([edition(1)]))[0].ok == 1
        assert len(server.jobs) == 1


def test_one_request_at_a_time_is_refused_while_jobs_are_open(path: Path) -> None:
    with BatchServer(default=Ending(looks=99)) as server:
        given = job(server, "brief")
        run(path, given, 1, waits=NOW)
        with pytest.raises(ConfigurationError, match="would be paid for twice"), Store(path) as store:
            asyncio.run(Batch(given, store).run(Articles([edition(1)])))


def test_a_model_without_a_batch_api_says_so(path: Path) -> None:
    with (
        Briefer(ScriptedModel(["{}"])) as briefer,
        pytest.raises(ConfigurationError, match="has no Batch API"),
    ):
        list(briefer.batch([edition(1)], store=path, provider_batch=True))


def test_the_library_yields_the_results_of_jobs_as_it_does_those_of_a_batch(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Briefer, "plan", lambda self, article: asking("brief")(article))
    monkeypatch.setattr("briefkit.briefer.ProviderBatch", partial(ProviderBatch, waits=SOON))
    with BatchServer() as server, Briefer(job(server).model) as briefer:
        results = list(briefer.batch([edition(n) for n in range(3)], store=path, provider_batch=True))
    assert [result.status for result in results] == ["ok"] * 3


def test_a_record_of_a_purged_article_in_flight_takes_no_answer(path: Path) -> None:
    with BatchServer(default=Ending(looks=2)) as server:
        run(path, job(server, "brief"), 2, waits=NOW)
        with Store(path) as store:
            purge(store, find_doomed(store, [edition(1).sha256]))
        tally, stopped = run(path, job(server, "brief"), 2)
    assert (tally.ok, tally.skipped, stopped) == (1, 1, None)
    assert table(path, "SELECT count(*) FROM replies") == [(1,)]


LINES = {
    "an answer": ({"status_code": 200, "body": chat("{}")}, None, "stop", True),
    "a refusal": ({"status_code": 200, "body": chat(None, message={"refusal": "no"})}, None, "refused", True),
    "an empty answer": ({"status_code": 200, "body": chat("")}, None, "model.server_fault", False),
    "an error in a 200": (
        {"status_code": 200, "body": {"error": {"code": "server_error"}}},
        None,
        "model.server_fault",
        False,
    ),
    "too long": (
        {"status_code": 400, "body": {"error": {"code": "context_length_exceeded"}}},
        None,
        "model.too_long",
        True,
    ),
    "filtered": ({"status_code": 400, "body": {"error": {"code": "content_filter"}}}, None, "refused", True),
    "expired": (None, {"code": "batch_expired", "message": "late"}, "expired", False),
    "cancelled": (None, {"code": "batch_cancelled"}, "cancelled", False),
    "nothing at all": (None, None, "model.server_fault", False),
    "a list for a body": ({"status_code": 200, "body": []}, None, "model.server_fault", False),
    "a wrong key": ({"status_code": 401, "body": {"error": {"message": "key"}}}, None, "model.denied", False),
}


@pytest.mark.parametrize(("response", "error", "outcome", "is_final"), LINES.values(), ids=LINES.keys())
def test_a_line_comes_to_an_answer_a_failure_of_its_own_or_another_try(
    response: Any, error: Any, outcome: str, is_final: bool
) -> None:
    line = json.dumps({"id": "1", "custom_id": "k", "response": response, "error": error}).encode()
    read = read_line(line, host="example.com", mode="schema", scrub=Scrubber(secrets=[], asked=[]))
    assert read is not None
    assert (read.key, read.outcome, read.reply is not None) == ("k", outcome, is_final)
    assert (read.stops is not None) == (outcome == "model.denied")


@given(
    st.binary()
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda v: json.dumps(v).encode())
)
def test_no_line_whatever_it_holds_breaks_a_run(line: bytes) -> None:
    read_line(line, host="example.com", mode=None, scrub=Scrubber(secrets=[], asked=[]))


@pytest.mark.parametrize("words", [("--no-wait",), ("--provider-batch", "--rpm", "5")], ids=" ".join)
def test_options_at_odds_are_refused(path: Path, words: tuple[str, ...]) -> None:
    ran = CliRunner().invoke(program, ["batch", "-", "--store", str(path), *words])
    assert (ran.exit_code, path.exists()) == (2, False)


def test_the_command_leaves_picks_up_and_shows_jobs(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = tmp_path / "wire.jsonl"
    full = (DATA / "article.txt").read_text(encoding="utf-8")
    wire.write_text("".join(json.dumps({"text": f"{full}\nEdition {n}."}) + "\n" for n in range(2)))
    with BatchServer(default=Ending(looks=2)) as server:
        monkeypatch.setenv("BRIEFKIT_API_KEY", "sk-test-key-0001")
        words = ["batch", str(wire), "--store", str(path), "--base-url", server.url, "-m", "some-model"]
        words += ["--provider-batch"]
        foreseen = CliRunner().invoke(program, [*words, "--dry-run"])
        assert "files      1 in the first round: 2 requests" in foreseen.stdout
        assert (len(server.requests), path.exists()) == (0, False)
        left = CliRunner().invoke(program, [*words, "--no-wait"])
        assert left.exit_code == 4, left.stderr
        assert "2 requests are with the provider. The same command collects their answers." in left.stderr
        shown = CliRunner().invoke(program, ["status", str(path)])
        assert "batch_2 at 127.0.0.1" in shown.stdout
        assert "without an end" not in shown.stdout
        CliRunner().invoke(program, [*words, "--no-wait"])
        ended = CliRunner().invoke(program, [*words, "--no-wait"])
        assert ended.exit_code == 0, ended.stderr
        assert "2 briefed: 2 ok" in ended.stderr
    assert "completed, collected; 2 requests" in CliRunner().invoke(program, ["status", str(path)]).stdout
