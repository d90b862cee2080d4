"""The command `prompts`, and what is found wrong with a prompt before anything is paid for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran

from briefkit.cli import program
from briefkit.errors import PromptError
from briefkit.plan import Linted, estimate_tokens, lint_prompt
from briefkit.prompts import list_prompts, load_prompt, load_unchecked, purpose_of, read_prompt


def run(*words: str | Path) -> Ran:
    return CliRunner().invoke(program, ["prompts", *map(str, words)])


def linted(path: Path, text: str) -> Linted:
    path.write_text(text, encoding="utf-8")
    prompt = load_unchecked(path)
    return lint_prompt(prompt, purpose_of(prompt), estimate_tokens)


BRIEF = read_prompt("brief")


@pytest.mark.parametrize("name", list_prompts())
def test_nothing_is_wrong_with_a_bundled_prompt(name: str) -> None:
    found = lint_prompt(load_prompt(name), purpose_of(load_prompt(name)), estimate_tokens)
    is_newest = load_prompt(purpose_of(load_prompt(name))).name == name
    lacking = [
        problem
        for problem in found.problems
        if problem.severity == "warning" and "is missing" in problem.message
    ]
    assert found.problems == ([] if is_newest else lacking)  # an older one may lack what the newest is told
    assert all(found.sections.values())


@pytest.mark.parametrize(
    ("old", "new", "severity", "said"),
    [
        ("{{full_words}}", "{{words}}", "error", "nobody fills {{words}}"),
        ("{{full_words}}", "350", "warning", "{{full_words}} is missing"),
        ("{{article}}", "", "error", "{{article}} is missing"),
        ("<{{fence}}>\n{{article}}\n</{{fence}}>", "{{article}}", "error", "{{fence}} is missing"),
        ("<{{fence}}>\n{{article}}", "{{article}}\n<{{fence}}>", "error", "stands outside"),
        (
            "{{article}}\n</{{fence}}>",
            "{{article}}\n</{{fence}}>\nBe brief.",
            "warning",
            "after the article: 'Be brief.'",
        ),
        ("{{kind}}", "{{ kind }}", "error", "is no variable"),
        ("# again", "# encore", "warning", "no plan reads"),
    ],
    ids=["foreign", "missing", "no article", "no fence", "outside", "after", "misspelt", "section"],
)
def test_a_mistake_is_found(tmp_path: Path, old: str, new: str, severity: str, said: str) -> None:
    assert old in BRIEF
    problems = linted(tmp_path / "mine.md", BRIEF.replace(old, new)).problems
    assert [each for each in problems if each.severity == severity and said in each.message], problems


def test_the_static_prefix_shrinks_as_soon_as_something_of_the_article_stands_early(tmp_path: Path) -> None:
    as_bundled = linted(tmp_path / "a.md", BRIEF).prefix
    early = BRIEF.replace(
        "# user\n", "# user\nAbout {{headline}}, whatever is said below of how to answer.\n"
    )
    longer = BRIEF.replace("# user\n", "# user\nThe same words for every article.\n")
    assert as_bundled is not None
    assert (linted(tmp_path / "b.md", early).prefix or 0) < as_bundled
    assert (linted(tmp_path / "c.md", longer).prefix or 0) > as_bundled


def test_a_prompt_that_would_fail_has_no_prefix(tmp_path: Path) -> None:
    found = linted(tmp_path / "mine.md", "# system\n{{nothing}}\n")
    assert (found.is_sound, found.prefix) == (False, None)


def test_a_file_with_one_section_is_measured_with_the_bundled_rest(tmp_path: Path) -> None:
    found = linted(tmp_path / "mine.md", "# again\nOnce more, please: {{problems}}\n")
    assert list(found.sections) == ["again"]
    assert found.prefix == linted(tmp_path / "whole.md", BRIEF).prefix


def test_a_brace_that_begins_no_variable_is_an_error_and_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text("# system\nWrite {{ article }}\n", encoding="utf-8")
    with pytest.raises(PromptError, match="begins no variable"):
        load_prompt(file).fill("system", article="x")


def test_every_bundled_prompt_is_listed_with_its_hash() -> None:
    lines = run("list").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [name, load_prompt(name).sha256[:8]] for name in list_prompts()
    ]


def test_a_prompt_is_shown_as_it_is() -> None:
    assert run("show", "brief").stdout == BRIEF
    assert run("show", "nowhere").exit_code == 2


def test_a_new_prompt_is_a_copy_and_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    assert run("new", file).exit_code == 0
    assert file.read_text(encoding="utf-8") == BRIEF
    assert run("diff", "brief", file).exit_code == 0
    again = run("new", file, "--like", "stepwise")
    assert (again.exit_code, "is there already" in again.stderr) == (2, True)


def test_two_prompts_are_compared_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text(BRIEF.replace("wire desk editor", "night editor"), encoding="utf-8")
    ran = run("diff", "brief", file)
    assert ran.exit_code == 3
    assert "-You are a wire desk editor." in ran.stdout
    assert "+You are a night editor." in ran.stdout


def test_what_lint_finds_decides_the_exit_code(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text(BRIEF.replace("{{article}}", ""), encoding="utf-8")
    sound, bad = run("lint", "brief", "-m", "some-model"), run("lint", file, "-m", "some-model")
    assert (sound.exit_code, bad.exit_code) == (0, 3)
    assert "nothing is wrong" in sound.stdout
    assert "error: user: {{article}} is missing" in bad.stdout
    [said] = json.loads(run("lint", file, "-m", "some-model", "-f", "json").stdout)
    assert said["problems"][0]["severity"] == "error"
