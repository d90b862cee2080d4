"""The floor under quality: the embedded model's recorded replies, briefed by the code of today. No model is needed.

Where this fails because a request has changed, record again: `make record-eval`. Where a measure has fallen below its
floor, mend what made it fall; `make floors LOWER=--lower-floors` is for those who mean it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran

from briefkit.cli import program
from tests.record_replies import COPY, FLOORS, REPLIES


def run(store: Path, *words: str | Path, copy: Path = COPY, replies: Path = REPLIES) -> Ran:
    given = ["--set", copy, "--model", f"recorded:{replies}", "--store", store, "--floors", FLOORS]
    return CliRunner().invoke(program, ["eval", *map(str, [*given, *words])])


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "gate.db"


def test_no_measure_has_fallen_below_its_floor(store: Path) -> None:
    ran = run(store)
    assert ran.exit_code == 0, f"{ran.stderr}\n{ran.stdout}"
    assert "6 articles" in ran.stdout
    assert "holds all" in ran.stderr


def test_a_worse_prompt_falls_through(store: Path) -> None:
    ran = run(store, "--prompt", "summarise")
    assert ran.exit_code == 3
    assert "below the floor: " in ran.stderr


def test_a_changed_request_is_no_pass_but_says_how_to_record_again(store: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.md"
    own.write_text("# shorten_task\nShorten this.\n", encoding="utf-8")
    ran = run(store, "--prompt", own)
    assert ran.exit_code == 2
    assert "Record again: make record-eval" in ran.stderr
    assert ran.stdout == ""


def test_other_articles_have_no_floors_here(store: Path, tmp_path: Path) -> None:
    shutil.copytree(COPY, tmp_path / "copy")
    next((tmp_path / "copy").glob("*ferry*")).unlink()
    ran = run(store, copy=tmp_path / "copy")
    assert ran.exit_code == 2
    assert "those of other articles" in ran.stderr


def test_a_floor_is_not_lowered_in_silence(store: Path, tmp_path: Path) -> None:
    before = FLOORS.read_text(encoding="utf-8")
    floors = tmp_path / "floors.toml"
    floors.write_text(before, encoding="utf-8")
    ran = run(store, "--prompt", "summarise", "--floors", floors, "--write-floors")
    assert ran.exit_code == 2
    assert "floors would be lowered" in ran.stderr
    assert floors.read_text(encoding="utf-8") == before
