"""Prompts: what a template may hold, and what it says when something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefkit.errors import PromptError
from briefkit.prompts import PROMPTS, list_prompts, load_prompt


def test_the_bundled_prompts_lie_in_the_repository_when_it_is_edited_in_place() -> None:
    assert Path(__file__).parents[1] / "prompts" == PROMPTS


@pytest.mark.parametrize("name", ["brief/v1", "repair/v1", "merge/v1", "stepwise/v1"])
def test_every_bundled_prompt_can_be_loaded_by_its_version(name: str) -> None:
    prompt = load_prompt(name)
    assert prompt.name == name
    assert "system" in prompt.sections
    assert len(prompt.sha256) == 64


def test_a_name_without_version_is_the_newest() -> None:
    assert load_prompt("brief").name == max(name for name in list_prompts() if name.startswith("brief/"))


def test_a_missing_variable_is_an_error_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text("# system\nWrite about {{article}} for {{desk}} and {{reader}}.\n", encoding="utf-8")
    with pytest.raises(PromptError, match=r"\{\{desk\}\}, \{\{reader\}\}"):
        load_prompt(file).fill("system", article="x")


def test_a_value_is_inserted_as_it_is_and_never_read_as_a_template(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text("# system\n{{article}}\n", encoding="utf-8")
    hostile = "{{desk}} $desk ${desk} # system {{{{"
    assert load_prompt(file).fill("system", article=hostile) == hostile


def test_dollar_signs_and_single_braces_of_a_template_are_text(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text('# system\n$1.9 billion {"a": 1}\n', encoding="utf-8")
    assert load_prompt(file).fill("system") == '$1.9 billion {"a": 1}'


def test_a_missing_section_is_an_error_that_names_those_there_are(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text("# system\nhello\n", encoding="utf-8")
    with pytest.raises(PromptError, match=r"no section 'user'.*it has: system"):
        load_prompt(file).fill("user")


def test_a_file_without_sections_is_no_prompt(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text("Just text.\n", encoding="utf-8")
    with pytest.raises(PromptError, match="no sections"):
        load_prompt(file)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PromptError, match="cannot be read"):
        load_prompt(file)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(PromptError, match="brief/v1"):
        load_prompt("nowhere")


def test_the_hash_changes_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text("# system\none\n", encoding="utf-8")
    before = load_prompt(file).sha256
    file.write_text("# system\ntwo\n", encoding="utf-8")
    assert load_prompt(file).sha256 != before
