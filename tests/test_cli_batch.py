"""An archive on the command line: what is printed, what is kept, how a run stops, which exit code tells what."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran

from briefkit import ScriptedModel
from briefkit.batch import Tally
from briefkit.cli import program
from briefkit.cli.asking import DESKS as SAID_DESKS
from briefkit.cli.asking import PLANS as SAID_PLANS
from briefkit.cli.batch import _without_password
from briefkit.cli.counting import Counting, counted_in_all
from briefkit.desks import list_desks
from briefkit.errors import Denied, Rejected, ServerFault
from briefkit.models import Capabilities
from briefkit.plan import PLANS
from briefkit.schema import Reply, Request, Usage
from tests.fault_server import FaultServer, Step

DATA = Path(__file__).parent / "data"
DRAFT = (DATA / "draft.json").read_text(encoding="utf-8")
TEXT = (DATA / "article.txt").read_text(encoding="utf-8")
COMMAND = [sys.executable, "-c", "from briefkit.cli import main; main()"]
Answer = Callable[[Request], Any]


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], ScriptedModel]:
    """Return a function that makes the command line use a scripted model."""

    def use(answer: Answer = lambda request: DRAFT) -> ScriptedModel:
        model = ScriptedModel(answer, capabilities=Capabilities(local=True))

        class Choice:
            family = "scripted"

            def build(self) -> ScriptedModel:
                return model

        monkeypatch.setattr("briefkit.briefer.find_model", lambda *_, **__: Choice())
        return model

    return use


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """Return a JSONL file of three articles, one of them twice, and a line that is none."""
    path = tmp_path / "wire.jsonl"
    lines = [json.dumps({"id": f"w{n}", "text": f"{TEXT}\nEdition {n} of the wire."}) for n in (1, 2, 3, 1)]
    path.write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "briefs.db"


def run(*words: str | Path) -> Ran:
    return CliRunner().invoke(program, [str(word) for word in words])


def table(path: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows


def test_an_archive_is_briefed_into_a_store_and_one_line_says_what_came_of_it(
    scripted: Any, wire: Path, store: Path
) -> None:
    scripted()
    ran = run("batch", wire, "--store", store)
    assert ran.exit_code == 0, ran.stderr
    assert ran.stdout == ""
    assert "3 briefed: 3 ok; 1 done before; 1 unreadable" in ran.stderr
    assert table(store, "SELECT count(*) FROM briefs") == [(3,)]


def test_the_same_command_again_asks_nothing(scripted: Any, wire: Path, store: Path) -> None:
    model = scripted()
    run("batch", wire, "--store", store)
    asked = len(model.requests)
    ran = run("batch", wire, "--store", store)
    assert (ran.exit_code, len(model.requests)) == (0, asked)
    assert "nothing was left to brief" in ran.stderr


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (lambda request: DRAFT.replace("180", "181"), 3, "to review"),
        (lambda request: Rejected("it is refused."), 4, "3 failed"),
        (lambda request: ServerFault("the server failed."), 4, "The same command goes on"),
        (lambda request: Denied("the key is wrong.", hint="Set another."), 2, "stopped: the key is wrong."),
    ],
    ids=["review", "failed", "left", "denied"],
)
def test_the_exit_code_tells_how_a_run_went(
    scripted: Any, wire: Path, store: Path, answer: Answer, code: int, said: str
) -> None:
    scripted(answer)
    ran = run("batch", wire, "--store", store)
    assert said in ran.stderr
    assert ran.exit_code == code, ran.stderr


def test_a_reached_budget_ends_a_run_with_its_own_code_and_says_how_to_go_on(
    scripted: Any, wire: Path, store: Path
) -> None:
    scripted(lambda request: Reply(text=DRAFT, usage=Usage(requests=1, input_tokens=9000, output_tokens=900)))
    ran = run("batch", wire, "--store", store, "--budget-tokens", "20000", "--concurrency", "1")
    assert ran.exit_code == 5, ran.stderr
    assert "stopped: the next request could pass the limit of 20000 tokens" in ran.stderr
    assert ran.stderr.rstrip().endswith("The same command goes on where it stopped.")


def test_warnings_ask_for_a_review_where_strict(
    scripted: Any, wire: Path, store: Path, tmp_path: Path
) -> None:
    # A point of the model's own about the size of a grid that is cited from elsewhere is a warning at most.
    scripted()
    plain = run("batch", wire, "--store", store).exit_code
    strict = run("batch", wire, "--store", tmp_path / "strict.db", "--strict").exit_code
    has_warnings = table(store, "SELECT count(*) FROM findings WHERE severity = 'warning'") != [(0,)]
    assert (plain, strict) == (0, 3 if has_warnings else 0)


def test_failed_articles_are_asked_anew_where_wanted_and_get_new_answers(
    scripted: Any, wire: Path, store: Path
) -> None:
    scripted(lambda request: "no JSON")
    assert run("batch", wire, "--store", store).exit_code == 4
    scripted()
    assert run("batch", wire, "--store", store).exit_code == 0
    assert table(store, "SELECT DISTINCT state FROM work") == [("failed",)]
    assert run("batch", wire, "--store", store, "--retry", "failed").exit_code == 0
    assert table(store, "SELECT DISTINCT state FROM work") == [("ok",)]


@pytest.mark.parametrize("name", ["w2", "line 2"], ids=["its id", "its place"])
def test_one_article_is_taken_by_its_name_and_the_others_stay_to_be_done(
    scripted: Any, wire: Path, store: Path, name: str
) -> None:
    scripted()
    assert "1 briefed" in run("batch", wire, "--store", store, "--only", name).stderr
    assert "2 briefed" in run("batch", wire, "--store", store).stderr


def test_no_more_articles_are_begun_than_the_limit(scripted: Any, wire: Path, store: Path) -> None:
    scripted()
    assert "1 briefed" in run("batch", wire, "--store", store, "--limit", "1").stderr
    assert "2 briefed" in run("batch", wire, "--store", store).stderr


def test_the_log_has_a_line_for_every_article(scripted: Any, wire: Path, store: Path, tmp_path: Path) -> None:
    scripted()
    log = tmp_path / "log.jsonl"
    run("batch", wire, "--store", store, "--log-jsonl", log)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert sorted(line["external_id"] for line in lines) == ["w1", "w2", "w3"]
    assert {line["state"] for line in lines} == {"ok"}
    assert {"headline", "findings", "input_tokens", "usd", "seconds"} <= lines[0].keys()


def test_a_log_that_cannot_be_written_is_refused_before_anything_is_asked(
    scripted: Any, wire: Path, store: Path, tmp_path: Path
) -> None:
    model = scripted()
    ran = run("batch", wire, "--store", store, "--log-jsonl", tmp_path / "none" / "log.jsonl")
    assert (ran.exit_code, model.requests) == (2, [])


def test_a_password_in_an_address_is_not_noted_with_the_run() -> None:
    assert _without_password("--base-url=http://me:secret@host/v1") == "--base-url=http://host/v1"
    assert _without_password("wire.jsonl") == "wire.jsonl"


def test_the_plans_that_can_be_chosen_are_those_there_are() -> None:
    assert set(SAID_PLANS) == set(PLANS)
    assert set(SAID_DESKS) == set(list_desks())


def test_a_dry_run_asks_nothing_makes_no_store_and_says_what_there_is_to_do(
    scripted: Any, wire: Path, store: Path
) -> None:
    model = scripted()
    ran = run("batch", wire, "--store", store, "--dry-run", "--rpm", "60")
    assert (ran.exit_code, model.requests, store.exists()) == (0, [], False)
    lines = ran.stdout.splitlines()
    assert lines[0].endswith("5 records, 1 unreadable, 1 duplicates")
    assert lines[1] == "articles   0 done before, 3 to do, 0 of them nothing to brief"
    assert "requests   3 to 9; 0 first ones the store answers" in lines
    assert "cost       no charge" in lines
    assert "time       at least 3 s at 60 requests a minute" in lines


def test_a_dry_run_tells_what_the_store_has(scripted: Any, wire: Path, store: Path) -> None:
    scripted()
    run("batch", wire, "--store", store)
    assert "3 done before, 0 to do" in run("batch", wire, "--store", store, "--dry-run").stdout


# How it is stopped


def hanging() -> FaultServer:
    return FaultServer([Step(then="hang")])


async def begun(wire: Path, store: Path, server: FaultServer, *more: str) -> asyncio.subprocess.Process:
    """Start a real run against a server that never answers, and wait until it has asked."""
    words = ["batch", str(wire), "--store", str(store), "--model", "any", "--base-url", server.url, *more]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "BRIEFKIT"))}
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *words, stderr=asyncio.subprocess.PIPE, env={**kept, "BRIEFKIT_API_KEY": "none"}
    )
    async with asyncio.timeout(60):
        while not server.seen:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return process


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_the_first_signal_ends_a_run_after_its_grace_time(
    wire: Path, store: Path, kind: signal.Signals
) -> None:
    async def main() -> tuple[int, bytes]:
        async with hanging() as server:
            process = await begun(wire, store, server, "--grace", "0.3")
            process.send_signal(kind)
            _, said = await asyncio.wait_for(process.communicate(), 10)
            assert process.returncode is not None
            return process.returncode, said

    code, said = asyncio.run(main())
    assert code == 130
    assert b"stopping: nothing more is sent" in said
    assert said.rstrip().endswith(
        b"stopped: the run was interrupted. The same command goes on where it stopped."
    )
    assert table(store, "SELECT outcome FROM runs") == [("interrupted",)]


@pytest.mark.parametrize("more", [(), ("--processes", "2")], ids=["one process", "two processes"])
def test_the_second_signal_ends_a_run_within_two_seconds(
    wire: Path, store: Path, more: tuple[str, ...]
) -> None:
    async def main() -> tuple[int | None, float]:
        async with hanging() as server:
            process = await begun(wire, store, server, "--grace", "60", *more)
            process.send_signal(signal.SIGINT)
            await asyncio.sleep(0.3)
            assert process.returncode is None
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.communicate(), 10)
            return process.returncode, time.monotonic() - began

    code, seconds = asyncio.run(main())
    assert code == 130
    assert seconds < 2
    assert table(store, "SELECT outcome FROM runs") == [("interrupted",)]
    assert table(store, "SELECT count(*) FROM attempts WHERE ended_at IS NULL")[0][0] >= 1


# How it is watched


def test_what_is_shown_has_counts_cost_rate_and_what_is_left() -> None:
    shown: list[str] = []
    counting = Counting(shown.append, total=100, rpm=600, every=0.0)
    usage = Usage(requests=40, input_tokens=80_000, output_tokens=9_000)
    counting.on_tally(Tally(read=25, ok=18, review=2, in_flight=5, usage=usage, usd=1.0, seconds=10.0))
    assert shown == [
        "20 of 100 · 18 ok, 2 to review · 5 in flight · 80,000 tokens in, 9,000 out · $1.00, about $5.00 in all"
        " · 120 articles a minute · 240 of 600 requests a minute · 40 s left"
    ]


def test_what_has_no_price_is_not_shown_as_free() -> None:
    assert "unpriced" in counted_in_all(Tally(ok=1, usage=Usage(requests=1), usd=None))


# What a store holds, and what can be saved of it


def test_status_counts_what_a_store_holds(scripted: Any, wire: Path, store: Path) -> None:
    scripted()
    run("batch", wire, "--store", store)
    said = run("status", store).stdout
    assert "3 articles from 5 records; 1 duplicates, 1 unreadable" in said
    assert "scripted at local, plan whole, desk general\n  3 ok" in said
    assert "finished" in said
    seen = json.loads(run("status", store, "--format", "json").stdout)
    assert seen["setups"][0]["states"] == {"ok": 3}
    assert seen["runs"][0]["outcome"] == "finished"


def test_status_lists_the_lines_that_recur_over_the_last_briefs(
    scripted: Any, wire: Path, store: Path
) -> None:
    scripted()  # one and the same draft for every article
    run("batch", wire, "--store", store)
    said = run("status", store, "--recurring", "3").stdout
    assert "of the last 3 briefs would stand in a brief of another story too" in said
    assert "specificity.template: " in said
    seen = json.loads(run("status", store, "--recurring", "3", "-f", "json").stdout)["recurring"]
    assert seen["briefs"] == 3
    assert {line["code"] for line in seen["lines"]} == {"specificity.template"}
    assert len({line["work"] for line in seen["lines"]}) == 3
    only_two = run("status", store, "--recurring", "2").stdout
    assert "no line of the last 2 briefs would stand in a brief of another story" in only_two


def test_status_is_read_beside_a_running_writer_and_tells_it_from_a_killed_one(
    wire: Path, store: Path
) -> None:
    async def main() -> tuple[dict[str, Any], dict[str, Any]]:
        async with hanging() as server:
            process = await begun(wire, store, server)
            running = json.loads(await asyncio.to_thread(lambda: run("status", store, "-f", "json").stdout))
            process.kill()
            await process.communicate()
            killed = json.loads(await asyncio.to_thread(lambda: run("status", store, "-f", "json").stdout))
            return running, killed

    running, killed = asyncio.run(main())
    assert running["runs"][0]["outcome"] == "running"
    assert killed["runs"][0]["outcome"] == "killed"
    assert killed["setups"][0]["possibly_paid"] >= 1
    assert killed["setups"][0]["states"] == {"waiting": 3}


def test_status_of_what_is_no_store_is_one_line_and_a_code(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("notes")
    ran = run("status", other)
    assert (ran.exit_code, len(ran.stderr.splitlines())) == (2, 1)


def test_a_sound_store_is_called_sound_and_an_altered_answer_is_found(
    scripted: Any, wire: Path, store: Path
) -> None:
    scripted()
    run("batch", wire, "--store", store)
    assert run("recover", store, "--check").exit_code == 0
    connection = sqlite3.connect(store)
    with connection:
        connection.execute("UPDATE replies SET reply = 'x'")
    connection.close()
    ran = run("recover", store, "--check")
    assert ran.exit_code == 3
    assert "its text is not what was written" in ran.stdout


def test_recover_copies_a_store_and_a_batch_goes_on_with_the_copy(
    scripted: Any, wire: Path, store: Path, tmp_path: Path
) -> None:
    model = scripted()
    run("batch", wire, "--store", store)
    ran = run("recover", store, tmp_path / "new.db")
    assert ran.exit_code == 0
    assert "briefs                3 rows" in ran.stdout
    asked = len(model.requests)
    assert run("batch", wire, "--store", tmp_path / "new.db").exit_code == 0
    assert len(model.requests) == asked


def test_what_recover_could_not_save_is_made_again_of_the_answers_that_it_could(
    scripted: Any, wire: Path, store: Path, tmp_path: Path
) -> None:
    model = scripted()
    run("batch", wire, "--store", store)
    connection = sqlite3.connect(store)
    with connection:  # as it is when pages of these tables cannot be read
        connection.execute("DELETE FROM briefs WHERE work_id = 1")
        connection.execute("UPDATE briefs SET brief = '{}' WHERE work_id = 2")
        connection.execute("DELETE FROM articles WHERE id = 3")
    connection.close()
    ran = run("recover", store, tmp_path / "new.db")
    assert (ran.exit_code, "2 briefs are lost" in ran.stdout) == (3, True)
    assert run("recover", tmp_path / "new.db", "--check").exit_code == 0
    asked = len(model.requests)
    assert "3 briefed: 3 ok" in run("batch", wire, "--store", tmp_path / "new.db").stderr
    assert len(model.requests) == asked


def test_recover_wants_a_new_store_or_a_check(store: Path) -> None:
    assert run("recover", store).exit_code == 2
