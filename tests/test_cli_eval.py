"""The command `eval`: runs into one store, a table on standard output, floors that hold or do not."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran

from briefkit import ScriptedModel
from briefkit.cli import program
from briefkit.cli.evaluation import _BASELINES as SAID_BASELINES
from briefkit.errors import Rejected
from briefkit.models import BASELINES, Capabilities
from briefkit.schema import Request
from tests.judges import judging
from tests.test_baselines import HEADLINES, article

DRAFT = (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    path = tmp_path / "wire.jsonl"
    given = [article(number) for number in range(len(HEADLINES))]
    lines = [each.model_dump_json(include={"text", "headline", "publisher", "kind"}) for each in given]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "eval.db"


def run(*words: str | int | Path) -> Ran:
    return CliRunner().invoke(program, ["eval", *map(str, words)])


@pytest.fixture
def evaluated(wire: Path, store: Path) -> Ran:
    return run("--set", wire, "-m", "template", "-m", "lead", "--store", store)


def test_two_models_are_run_and_compared(evaluated: Ran) -> None:
    assert evaluated.exit_code == 0, evaluated.stderr
    assert "7 articles" in evaluated.stdout
    assert "Difference to template" in evaluated.stdout
    assert "run 2 of 2: lead." in evaluated.stderr


def test_a_store_alone_is_evaluated_again_and_says_the_same(evaluated: Ran, store: Path) -> None:
    again = run("--store", store)
    assert again.exit_code == 0
    assert again.stdout == evaluated.stdout
    assert again.stderr == ""


def test_the_json_has_the_rows_and_standard_output_nothing_else(
    evaluated: Ran, store: Path, tmp_path: Path
) -> None:
    said = json.loads(run("--store", store, "-f", "json").stdout)
    assert {run["model"] for run in said["runs"]} == {"template", "lead"}
    target = tmp_path / "table.md"
    assert run("--store", store, "-f", "markdown", "--by", "kind", "-o", target).stdout == ""
    assert "Kind: news" in target.read_text(encoding="utf-8")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> ScriptedModel:
    """Return the model that every name means, which refuses one article."""

    def answer(request: Request) -> Any:
        return Rejected("it is refused.") if "Farrow" in request.messages[-1].content else DRAFT

    scripted = ScriptedModel(answer, capabilities=Capabilities(local=True))

    class Choice:
        family = "scripted"

        def build(self) -> ScriptedModel:
            return scripted

    monkeypatch.setattr("briefkit.briefer.find_model", lambda *_, **__: Choice())
    return scripted


def test_each_prompt_is_a_run_named_with_its_hash_and_nothing_is_asked_twice(
    model: ScriptedModel, wire: Path, store: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.md"
    own.write_text("# again\nTry once more: {{problems}}\n", encoding="utf-8")
    words = ("--set", wire, "-m", "any", "--prompt", "brief/v1", "--prompt", own, "--store", store)
    first = run(*words)
    assert first.exit_code == 0, first.stderr
    asked = len(model.requests)
    assert first.stdout.count("plan whole") == 2
    assert run(*words).stdout == first.stdout
    assert len(model.requests) == asked


def test_an_article_that_came_to_no_brief_is_counted(model: ScriptedModel, wire: Path, store: Path) -> None:
    said = json.loads(run("--set", wire, "-m", "any", "--store", store, "-f", "json").stdout)
    [briefed] = [row for row in said["rows"] if (row["measure"], row["by"]) == ("briefed", "all")]
    assert (briefed["n"], round(briefed["value"], 3)) == (7, round(6 / 7, 3))


def test_floors_are_written_hold_and_are_not_lowered_in_silence(
    evaluated: Ran, store: Path, tmp_path: Path
) -> None:
    floors = tmp_path / "floors.toml"
    assert run("--store", store, "--floors", floors, "--write-floors").exit_code == 0
    held = run("--store", store, "--floors", floors)
    assert (held.exit_code, "holds all" in held.stderr) == (0, True)
    assert re.search(r"^measure +floor +template", held.stdout, re.MULTILINE), (
        "the floors stand beside the measures"
    )

    text = floors.read_text(encoding="utf-8")
    raised = text.replace("briefed = 1", "briefed = 1.5") + "seconds = 60\n"
    floors.write_text(raised, encoding="utf-8")
    fallen = run("--store", store, "--floors", floors)
    assert fallen.exit_code == 3
    assert "below the floor: briefed is 1, below its floor of 1.5." in fallen.stderr

    refused = run("--store", store, "--floors", floors, "--write-floors")
    assert refused.exit_code == 2
    assert "floors would be lowered: briefed" in refused.stderr
    assert floors.read_text(encoding="utf-8") == raised
    assert run("--store", store, "--floors", floors, "--write-floors", "--lower-floors").exit_code == 0
    assert "seconds = 60" in floors.read_text(encoding="utf-8"), "what was put in by hand stays"


def test_just_asking_stands_in_the_same_table_whatever_plan_the_others_have(
    model: ScriptedModel, wire: Path, store: Path
) -> None:
    prompts = ("--prompt", "brief/v1", "--prompt", "summarise/v1")
    ran = run("--set", wire, "-m", "any", *prompts, "--plan", "whole", "--store", store)
    assert ran.exit_code == 0, ran.stderr
    assert ("plan whole" in ran.stdout, "plan summarise" in ran.stdout) == (True, True)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["-m", "lead"], "need articles"),
        (["--write-floors"], "need a file"),
        ([], "there is no store"),
        (["--set", "nowhere.jsonl", "--floors", "none.toml"], "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(
    store: Path, words: list[str], problem: str
) -> None:
    ran = run(*words, "--store", store)
    assert ran.exit_code == 2
    assert problem in ran.stderr


def test_a_store_without_a_brief_says_so(store: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    ran = run("--set", empty, "-m", "lead", "--store", store)
    assert ran.exit_code in (2, 4)
    assert ran.stdout == ""


def test_the_store_keeps_every_run_as_a_setup(evaluated: Ran, store: Path) -> None:
    connection = sqlite3.connect(store)
    assert connection.execute("SELECT model FROM setups ORDER BY id").fetchall() == [("template",), ("lead",)]
    connection.close()


def test_the_baselines_of_the_help_are_those_there_are() -> None:
    assert set(SAID_BASELINES) == set(BASELINES)


class _Interrupting(list[Request]):
    """Requests, at the first of which somebody presses Ctrl-C."""

    def append(self, request: Request) -> None:
        super().append(request)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)  # until the main thread has seen it


class TestTheJudge:
    @pytest.fixture
    def judge(self, monkeypatch: pytest.MonkeyPatch) -> ScriptedModel:
        """Return the judge that every name means, which prefers the brief without stock lines."""
        scripted = judging(lambda a, b: "B" if "could change costs" in a else "A")
        choice = SimpleNamespace(family="scripted", build=lambda: scripted)
        monkeypatch.setattr("briefkit.briefer.find_model", lambda *_, **__: choice)
        return scripted

    def test_stored_runs_are_judged_once_and_shown_ever_after(
        self, evaluated: Ran, store: Path, judge: ScriptedModel
    ) -> None:
        first = run("--store", store, "--judge", "any", "--judge-again", 2)
        assert first.exit_code == 0, first.stderr
        assert "judge-1 judges 7 pairs: 11 readings; about" in first.stderr
        assert "lead against template, by judge-1" in first.stdout
        assert "itself, order swapped" in first.stdout
        asked = len(judge.requests)
        assert asked == 11
        again = run("--store", store, "--judge", "any", "--judge-again", 2)
        assert "all 11 readings are in the store" in again.stderr
        assert again.stdout == first.stdout == run("--store", store).stdout
        assert len(judge.requests) == asked

    def test_a_budget_stops_the_judge_and_what_there_is_is_shown(
        self, evaluated: Ran, store: Path, judge: ScriptedModel
    ) -> None:
        limits = ("--judge-again", 0, "--concurrency", 1, "--budget-tokens", 9000)
        ran = run("--store", store, "--judge", "any", *limits)
        assert ran.exit_code == 5
        assert "stopped: the next request could pass the limit of 9000 tokens" in ran.stderr
        assert "Judged by judge-1" in ran.stdout

    def test_ctrl_c_ends_it_in_order(self, evaluated: Ran, store: Path, judge: ScriptedModel) -> None:
        judge.requests = _Interrupting()
        ran = run("--store", store, "--judge", "any", "--concurrency", 1)
        assert ran.exit_code == 130
        assert "stopping: what is in flight is waited for." in ran.stderr
        assert "stopped: interrupted. The same command goes on" in ran.stderr
        assert len(judge.requests) == 1
        assert "Judged by judge-1" in ran.stdout

    def test_an_unpriced_judge_has_no_budget_in_dollars(
        self, evaluated: Ran, store: Path, judge: ScriptedModel
    ) -> None:
        judge.host = "models.example"
        ran = run("--store", store, "--judge", "any", "--budget-usd", 1)
        assert ran.exit_code == 2
        assert judge.requests == []

    def test_one_run_alone_cannot_be_judged(self, wire: Path, store: Path) -> None:
        ran = run("--set", wire, "-m", "lead", "--store", store, "--judge", "local")
        assert ran.exit_code == 0
        assert "it takes two runs" in ran.stderr

    def test_a_baseline_judges_nothing(self, evaluated: Ran, store: Path) -> None:
        ran = run("--store", store, "--judge", "lead")
        assert ran.exit_code == 2
        assert "lead is a baseline" in ran.stderr

    def test_as_many_are_judged_again_as_the_help_says(self) -> None:
        from briefkit.judging.judge import AGAIN

        assert f"[default: {AGAIN};" in " ".join(run("--help").stdout.split())
