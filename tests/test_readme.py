"""Every code block of the README runs as it stands, against an endpoint on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault_server import FaultServer, ok

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
DATA = Path(__file__).parent / "data"
USAGE = {"prompt_tokens": 4200, "completion_tokens": 1500, "total_tokens": 5700}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Serve the fictional article's draft from a server on loopback, as a user's own server would."""
    server = FaultServer([ok((DATA / "draft.json").read_text(encoding="utf-8"), usage=USAGE)])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    yield server.url
    asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def desk(tmp_path: Path, endpoint: str) -> Path:
    """A folder with what the README speaks of."""
    for name in ("article.txt", "draft.json"):
        shutil.copy(DATA / name, tmp_path / name)
    (tmp_path / "summary.md").write_text(
        "# Halden\n\n- Halden has not disclosed a tenant.\n", encoding="utf-8"
    )
    done = _run("brief article.txt --format json -o result.json", tmp_path, endpoint)
    assert done.returncode in (0, 3), done.stderr
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    (tmp_path / "brief.json").write_text(json.dumps(result["brief"]), encoding="utf-8")
    return tmp_path


def _environment(endpoint: str) -> dict[str, str]:
    return {**os.environ, "BRIEFKIT_BASE_URL": endpoint, "BRIEFKIT_MODEL": "m", "BRIEFKIT_API_KEY": "k"}


def _run(arguments: str, folder: Path, endpoint: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "briefkit.cli", *shlex.split(arguments, comments=True)]
    return subprocess.run(
        command,
        cwd=folder,
        env=_environment(endpoint),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "code", [code for kind, code in BLOCKS if kind == "python"], ids=lambda c: c.split("\n")[0]
)
def test_a_python_block_runs_as_it_stands(code: str, desk: Path, endpoint: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=desk,
        env=_environment(endpoint),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


COMMANDS = [
    line for kind, code in BLOCKS if kind == "sh" for line in code.splitlines() if line.startswith("briefkit")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_ends_as_it_should(command: str, desk: Path, endpoint: str) -> None:
    done = _run(command.removeprefix("briefkit"), desk, endpoint)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = [
        line.split()[1]
        for kind, code in BLOCKS
        if kind == "sh"
        for line in code.splitlines()
        if "make " in line
    ]
    assert asked == ["brief", "test"]
    for target in asked:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_block_is_of_a_kind_that_is_run_or_drawn() -> None:
    assert {kind for kind, _ in BLOCKS} <= {"python", "sh", "text"}


def test_the_drawing_of_the_layers_is_that_of_the_contract() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.search(r"layers = \[(.*?)\]", pyproject, re.DOTALL)
    assert layers is not None
    named = re.findall(r"briefkit\.(\w+)", layers[1])
    drawing = next(code for kind, code in BLOCKS if kind == "text" and code.startswith("cli"))
    places = [re.search(rf"\b{name}\b", drawing) for name in named]
    assert all(places)
    assert [
        name
        for name in named
        if (ROOT / "briefkit" / f"{name}.py").exists() or (ROOT / "briefkit" / name).is_dir()
    ] == named


def test_every_command_is_named_in_the_readme() -> None:
    from briefkit.cli import program

    for name in program.commands:
        assert f"briefkit {name}" in README
