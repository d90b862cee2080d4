"""The command line where a model gives its opinion, and what --strict means for each command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran

from briefkit import ScriptedModel
from briefkit.cli import program
from briefkit.models import Capabilities
from briefkit.schema import Report, Request, Result

DATA = Path(__file__).parent / "data"
ARTICLE = DATA / "article.txt"
DRAFT: dict[str, Any] = json.loads((DATA / "draft.json").read_text(encoding="utf-8"))
LINE = "Halden Cloud will spend about $1.9 billion on the first two buildings."
SUMMARY = f"{LINE} Halden has not disclosed a tenant.\n"
OPINION = {
    "evidence": [5],
    "verdict": "overstated",
    "offending": "will spend",
    "corrected": "Halden Cloud plans to spend about $1.9 billion on the first two buildings.",
}
FALSE = {"evidence": [4], "text": "Halden Cloud signs a deal for 810 MW"}
Script = Callable[[Request], str]


class _Choice:
    family = "scripted"

    def __init__(self, model: ScriptedModel) -> None:
        self._model = model

    def build(self) -> ScriptedModel:
        return self._model


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Script], ScriptedModel]:
    def use(script: Script) -> ScriptedModel:
        model = ScriptedModel(script, capabilities=Capabilities(local=True))
        monkeypatch.setattr("briefkit.briefer.find_model", lambda *_, **__: _Choice(model))
        return model

    return use


Use = Callable[[Script], ScriptedModel]


def run(*words: str | Path, given: str | None = None) -> Ran:
    return CliRunner().invoke(program, [str(word) for word in words], input=given)


def objecting(request: Request) -> str:
    return json.dumps(
        {"evidence": [], "objection_stands": True} if request.answer_name == "appeal" else OPINION
    )


def drafting(**changes: Any) -> Script:
    """Write a brief with some fields changed, repair nothing, and have no objection."""

    def answer(request: Request) -> str:
        supported = {**OPINION, "verdict": "supported", "offending": None, "corrected": None}
        answers = {"brief": {**DRAFT, **changes}, "repairs": {"items": []}, "opinion": supported}
        return json.dumps(answers[request.answer_name])

    return answer


def test_check_asks_a_model_only_where_it_is_told_to(answering: Use) -> None:
    model = answering(objecting)
    assert run("check", "-", ARTICLE, given=SUMMARY).exit_code == 0
    assert model.requests == []


def test_check_shows_the_models_opinion_beside_what_code_found(answering: Use) -> None:
    answering(objecting)
    ran = run("check", "-", ARTICLE, "--checks", "model", given=SUMMARY)
    assert ran.exit_code == 0, "an opinion is a warning"
    assert "The model's second opinion" in ran.stdout
    assert "plans to spend" in ran.stdout
    assert "second opinion of scripted on 1 line." in ran.stderr
    assert "2 requests" in ran.stderr


def test_check_says_which_objections_were_dropped(answering: Use) -> None:
    answering(lambda request: objecting(request).replace("true", "false"))
    ran = run("check", "-", ARTICLE, "--checks", "model", given=SUMMARY)
    assert "second opinion" not in ran.stdout
    assert "an objection to lines[0] (overstated) was dropped" in ran.stderr


def test_the_json_of_a_check_says_what_the_opinion_cost(answering: Use) -> None:
    answering(objecting)
    ran = run("check", "-", ARTICLE, "--checks", "model", "-f", "json", given=SUMMARY)
    made = Report.model_validate_json(ran.stdout)
    assert made.provenance is not None
    assert made.provenance.usage.requests == 2


def test_a_second_check_is_answered_from_the_store(answering: Use, tmp_path: Path) -> None:
    words = ("check", "-", ARTICLE, "--checks", "model", "--store", tmp_path / "briefs.db")
    first = answering(objecting)
    run(*words, given=SUMMARY)
    second = answering(objecting)
    ran = run(*words, given=SUMMARY)
    assert (len(first.requests), len(second.requests)) == (2, 0)
    assert "(2 from the cache)" in ran.stderr


@pytest.mark.parametrize(
    "words", [("--model", "m"), ("--base-url", "http://127.0.0.1:1"), ("--budget-tokens", "10")]
)
def test_what_is_for_a_model_is_refused_where_none_is_asked(words: tuple[str, str]) -> None:
    ran = run("check", "-", ARTICLE, *words, given=SUMMARY)
    assert ran.exit_code == 2
    assert f"{words[0]} is for a second opinion" in ran.stderr
    assert "--checks model" in ran.stderr


def test_a_brief_can_have_a_second_opinion(answering: Use) -> None:
    model = answering(drafting())
    ran = run("brief", ARTICLE, "--checks", "model", "-f", "json")
    made = Result.model_validate_json(ran.stdout).provenance
    assert made.opinions == sum(request.answer_name == "opinion" for request in model.requests) > 0


@pytest.mark.parametrize(
    ("command", "means"),
    [("brief", "drop a line that still has an error"), ("check", "exit 3 for warnings too")],
)
def test_help_says_what_strict_means(command: str, means: str) -> None:
    said = " ".join(run(command, "--help").stdout.split())
    assert "One step stricter:" in said
    assert means in said
    assert "exit 3 for warnings too" in said


def test_an_error_that_remains_is_marked_and_asks_for_review(answering: Use) -> None:
    answering(drafting(dek=FALSE))
    ran = run("brief", ARTICLE, "-f", "markdown")
    assert ran.exit_code == 3
    assert "810 MW" in ran.stdout


def test_strict_drops_what_remains_and_says_why(answering: Use) -> None:
    answering(drafting(dek=FALSE))
    ran = run("brief", ARTICLE, "--strict", "-f", "json")
    made = Result.model_validate_json(ran.stdout)
    assert made.status == "ok"
    assert made.brief is not None
    assert "the figure is not in the article" in getattr(made.brief.dek, "abstained", "")
    assert any(note.startswith("dek was dropped") for note in made.provenance.notes)
    assert [found for found in made.findings if found.severity == "error"] == []


def test_strict_counts_an_opinion_as_the_warning_it_is(answering: Use) -> None:
    answering(objecting)
    assert run("check", "-", ARTICLE, "--checks", "model", "--strict", given=SUMMARY).exit_code == 3
