"""Jobs of a provider's Batch API: rounds of the same plans; nothing lost or paid twice, whatever becomes of a job."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from briefkit import Article, Briefer
from briefkit.errors import BriefkitError
from briefkit.job import Articles, Job, Stopped
from briefkit.models.openai import OpenAIModel
from briefkit.models.openai import Options as ModelOptions
from briefkit.models.retrying import Patience
from briefkit.models.transport import GuardTransport
from briefkit.plan import Plan
from briefkit.provider_batch import Caps, ProviderBatch, Waits
from briefkit.schema import Cost, Finding, Message, Request, Result, Tally, Usage
from briefkit.store import Store
from tests.batch_server import BatchServer, Ending, Said

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
    path: Path, given: Job, articles: int | Articles = 6, *, waits: Waits = SOON, **settings: Any
) -> tuple[Tally, BriefkitError | None]:
    """Run to the end, and return the counts and why it was stopped."""
    options = settings.pop("options", None)

    async def main() -> tuple[Tally, BriefkitError | None]:
        wire = Articles([edition(n) for n in range(articles)]) if isinstance(articles, int) else articles
        with Store(path) as store:
            running = ProviderBatch(given, store, options=options, waits=waits, **settings)
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
    monkeypatch.setattr("briefkit.briefer.price", _at_a_dollar_a_token)
    monkeypatch.setattr(OpenAIModel, "batch_share", 0.5)
    with BatchServer() as server:
        tally, _ = run(path, job(server), 2)
    assert table(path, "SELECT DISTINCT input_tokens, output_tokens, usd FROM attempts") == [(9, 4, 6.5)]
    assert table(path, "SELECT DISTINCT price_share FROM provider_jobs") == [(0.5,)]
    assert table(path, "SELECT requests, input_tokens, usd FROM work") == [(2, 18, 13.0)] * 2
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
    for number in range(1, 100):
        with BatchServer(lose=(number, when)) as server:
            tally, stopped = run(path.with_name(f"{number}.db"), job(server), 3, caps=CAPS)
        assert (tally.ok, stopped, len(server.jobs)) == (3, None, 4)
        assert set(server.billed.values()) == {1}
        if len(server.requests) < number:
            break
    assert number > 15


CAPS = Caps(requests=2)
