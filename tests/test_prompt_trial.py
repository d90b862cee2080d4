"""The command `prompts test`: a prompt still works where it is no worse than the bundled one, on the same articles."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran

from briefkit import Article, Briefer, ScriptedModel
from briefkit.cli import program
from briefkit.evaluate.trial import Trial
from briefkit.schema import Reply, Request, Result, Usage
from tests.test_baselines import article

DRAFT = (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")
WRONG = json.dumps(
    {**json.loads(DRAFT), "headline": {"evidence": [4], "text": "Halden signs for 999 megawatts"}}
)
MINE = "# again\nOnce more: {{problems}}\n\n# system\nMine. {{fields}} {{glance_words}} {{full_words}} {{desk}}\n"


def run(*words: str | Path) -> Ran:
    return CliRunner().invoke(program, ["prompts", "test", *map(str, words)])


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what the model that every name means says to `mine` and to the bundled prompt."""
    said = {"mine": DRAFT, "bundled": DRAFT}

    def answer(request: Request) -> Any:
        is_mine = request.messages[0].content.startswith("Mine.")
        text = said["mine" if is_mine else "bundled"] if request.purpose == "the brief" else '{"items": []}'
        asked = sum(len(message.content) for message in request.messages)
        return Reply(
            text=text, usage=Usage(requests=1, input_tokens=asked // 4, output_tokens=len(text) // 4)
        )

    class Choice:
        family = "scripted"

        def build(self) -> ScriptedModel:
            return ScriptedModel(answer)

    monkeypatch.setattr("briefkit.briefer.find_model", lambda *_, **__: Choice())
    return said


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.md"
    file.write_text(MINE, encoding="utf-8")
    return file


def test_a_prompt_as_good_as_the_bundled_one_passes_and_its_cost_is_told(
    answers: dict[str, str], mine: Path
) -> None:
    ran = run(mine, "-m", "any")
    assert ran.exit_code == 0, ran.output
    assert "beside brief/v1@" in ran.stdout
    assert (
        "form    passed: 1 of 1 articles came to a brief (bundled: 1), answers asked again: 0" in ran.stdout
    )
    assert re.search(r"cost    tokens in an article: [\d,]+ \(-\d+%\)", ran.stdout)
    assert "tokens out an article" in ran.stdout


def test_more_errors_than_by_the_bundled_one_fail_and_are_named(answers: dict[str, str], mine: Path) -> None:
    answers["mine"] = WRONG
    ran = run(mine, "-m", "any")
    assert ran.exit_code == 3
    assert "form    passed" in ran.stdout
    assert "checks  failed: errors found: 1 (bundled: 0)" in ran.stdout
    assert "headline: " in ran.stdout
    assert "999" in ran.stdout


def test_an_error_that_the_bundled_one_has_too_is_no_fault_of_the_prompt(
    answers: dict[str, str], mine: Path
) -> None:
    answers.update(mine=WRONG, bundled=WRONG)
    assert run(mine, "-m", "any").exit_code == 0
    assert run("brief", "-m", "any").exit_code == 3, "alone, the bundled one must have none"


@pytest.mark.parametrize("answer", ["no JSON", "I'm sorry, I cannot do that."], ids=["other form", "refused"])
def test_an_answer_that_is_no_brief_fails(answers: dict[str, str], mine: Path, answer: str) -> None:
    answers["mine"] = answer
    ran = run(mine, "-m", "any")
    assert ran.exit_code == 3
    assert "form    failed: 0 of 1 articles came to a brief" in ran.stdout


def test_the_bundled_prompt_alone_is_asked_for_once(answers: dict[str, str]) -> None:
    for words in (("brief", "-m", "any"), ("-m", "any")):
        ran = run(*words)
        assert ran.exit_code == 0
        assert ran.stdout.startswith("brief/v1@")
        assert "beside" not in ran.stdout
    assert "(" not in ran.stdout.partition("\n")[2]


def test_a_set_of_ones_own_is_used_and_an_empty_one_refused(
    answers: dict[str, str], mine: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    assert run(mine, "-m", "any", "--set", copy).exit_code == 2
    for number in range(2):
        (copy / f"{number}.txt").write_text(article(number).text, encoding="utf-8")
    assert "of 2 articles" in run(mine, "-m", "any", "--set", copy).stdout


def test_a_mistake_in_the_prompt_shows_before_anything_is_asked(mine: Path) -> None:
    mine.write_text("# system\n{{nothing\n", encoding="utf-8")
    assert run(mine, "-m", "any").exit_code == 2


def summarised(text: str) -> Result:
    with Briefer(ScriptedModel([text]), plan="summarise") as briefer:
        return briefer.brief(Article(text=article(0).text, headline="Cracks close quay"))


def test_the_reasons_are_told_up_to_a_handful() -> None:
    many = summarised(" ".join(f"The repairs cost £{number},500." for number in range(11, 16)))
    trial = Trial(own=[many] * 3, bundled=[summarised("The quay closes on Monday.")])
    form, checks = trial.verdicts
    assert (form.passed, checks.passed, trial.passed) == (True, False, False)
    assert len(checks.reasons) == 9
    assert checks.reasons[-1].startswith("and ")
