"""The command line as scripts and people meet it: what goes where, and which exit code tells what."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner
from click.testing import Result as Ran

from briefkit import ScriptedModel
from briefkit.cli import main, program
from briefkit.cli.brief import KINDS as SAID_KINDS
from briefkit.cli.exits import exit_of_error, exit_of_result
from briefkit.cli.output import write
from briefkit.cli.progress import watch, watch_bytes
from briefkit.errors import (
    BriefkitError,
    BriefUnusable,
    BudgetExceeded,
    ConfigurationError,
    Denied,
    InputError,
    PromptError,
    StoreError,
    TimedOut,
    Unreachable,
)
from briefkit.models import Capabilities
from briefkit.run import Event
from briefkit.schema import KINDS, Brief, Finding, Report, Request, Result, Usage

DATA = Path(__file__).parent / "data"
ARTICLE = DATA / "article.txt"
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
DRAFT = (DATA / "draft.json").read_text(encoding="utf-8")
COMMAND = [sys.executable, "-c", "from briefkit.cli import main; main()"]


def run(*words: str | Path, given: str | None = None) -> Ran:
    return CliRunner().invoke(program, [str(word) for word in words], input=given)


def really_run(*words: str | Path, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "BRIEFKIT"))}
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        input=given,
        capture_output=True,
        timeout=60,
        env={**kept, **env},
        check=False,
    )


class _Choice:
    family = "scripted"

    def __init__(self, model: Any) -> None:
        self._model = model

    def build(self) -> Any:
        return self._model


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ScriptedModel]:
    """Return a function that makes `brief` use a scripted model."""

    def use(*answers: Any) -> ScriptedModel:
        model = ScriptedModel(list(answers), capabilities=Capabilities(local=True))
        monkeypatch.setattr("briefkit.briefer.find_model", lambda *_, **__: _Choice(model))
        return model

    return use


Use = Callable[..., ScriptedModel]


# Help, version, schema


def test_help_is_quick_and_imports_no_sdk() -> None:
    began = time.monotonic()
    ran = really_run("--help")
    assert time.monotonic() - began < 1.0  # 0.05 s measured; the machine may be busy
    assert ran.returncode == 0
    assert b"Exit codes: 0 ok" in ran.stdout
    heavy = ["openai", "httpx2", "trafilatura", "tiktoken", "pydantic", "rich", "xllamacpp"]
    code = f"import sys, briefkit.cli; print([name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def _commands(group: click.Group, *before: str) -> Iterator[list[str]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, *before, name)
        else:
            yield [*before, name]


@pytest.mark.parametrize("words", list(_commands(program)), ids=" ".join)
def test_every_command_explains_itself(words: list[str]) -> None:
    ran = run(*words, "--help")
    assert ran.exit_code == 0
    assert "Usage:" in ran.stdout
    assert len(ran.stdout.splitlines()) >= 6


def test_the_version_is_printed() -> None:
    assert run("--version").stdout.startswith("briefkit ")


def test_the_kinds_of_the_command_line_are_those_of_the_schema() -> None:
    assert SAID_KINDS == KINDS


@pytest.mark.parametrize("name", ["brief", "result", "article", "finding", "draft"])
def test_a_schema_is_valid_and_accepts_what_briefkit_writes(name: str) -> None:
    schema = json.loads(run("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:briefkit:schema:{name}:1"
    written = {
        "brief": RESULT.brief,
        "result": RESULT,
        "article": RESULT.article,
        "finding": RESULT.findings[0],
        "draft": None,
    }[name]
    if written is not None:
        jsonschema.Draft202012Validator(schema).validate(json.loads(written.model_dump_json()))


# brief


def test_a_brief_goes_to_standard_output_as_markdown(scripted: Use) -> None:
    scripted(DRAFT)
    ran = run("brief", ARTICLE, "--published", "2026-10-14", "--publisher", "The Marrow Ledger")
    assert (ran.exit_code, "note" in ran.stderr) == (0, False)
    assert ran.stdout.startswith("# Halden Cloud signs 12-year deal")
    assert "The Marrow Ledger, 2026-10-14" in ran.stdout


def test_the_sample_needs_no_file_and_says_that_it_is_fictional(scripted: Use) -> None:
    model = scripted(DRAFT)
    ran = run("brief", "--sample", "--format", "json")
    assert ran.exit_code == 0
    result = Result.model_validate_json(ran.stdout)
    assert result.article.text == ARTICLE.read_text(encoding="utf-8")
    assert (result.article.publisher, result.article.kind) == ("FICTIONAL", "news")
    assert len(model.requests) == 1


def test_the_bundled_sample_is_the_fictional_article() -> None:
    import briefkit

    assert (Path(briefkit.__file__).parent / "sample.txt").read_bytes() == ARTICLE.read_bytes()


def test_an_article_may_come_on_standard_input(scripted: Use) -> None:
    scripted(DRAFT)
    ran = run("brief", "-", "-f", "text", given=ARTICLE.read_text(encoding="utf-8"))
    assert ran.exit_code == 0
    assert "── Key points" in ran.stdout


@pytest.mark.parametrize(
    ("name", "start"), [("b.json", "{"), ("b.md", "# "), ("b.txt", "Ok:"), ("b.html", "<!doctype html>")]
)
def test_a_file_is_written_in_the_format_of_its_name(
    scripted: Use, tmp_path: Path, name: str, start: str
) -> None:
    scripted(DRAFT)
    ran = run("brief", ARTICLE, "-o", tmp_path / name)
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert "ok, written to" in ran.stderr
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_page_is_written_beside_what_is_printed(scripted: Use, tmp_path: Path) -> None:
    scripted(DRAFT)
    ran = run("brief", ARTICLE, "-f", "markdown", "--html", tmp_path / "story.html")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("# ")
    assert "page written to" in ran.stderr
    assert (tmp_path / "story.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("nowhere/b.md", "its folder is not there"),
        (".", "it is a directory"),
        ("a.txt", "is read, and would be overwritten"),
    ],
)
def test_an_impossible_output_is_refused_before_anything_is_asked(
    scripted: Use, tmp_path: Path, output: str, says: str
) -> None:
    model = scripted(DRAFT)
    source = tmp_path / "a.txt"
    source.write_bytes(ARTICLE.read_bytes())
    ran = run("brief", source, "-o", tmp_path / output)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert model.requests == []
    assert source.read_bytes() == ARTICLE.read_bytes()


def test_a_brief_that_was_paid_for_is_printed_where_its_file_cannot_be_written(
    scripted: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(DRAFT)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        ran = run("brief", ARTICLE, "-o", tmp_path / "b.md")
    assert ran.exit_code == 2
    assert "cannot be written: No space left on device." in ran.stderr
    assert ran.stdout.startswith("# Halden")
    assert list(tmp_path.iterdir()) == []


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    ran = really_run("check", _broken(tmp_path), ARTICLE, PYTHONIOENCODING="ascii")
    assert ran.returncode == 3
    assert "── headline" in ran.stdout.decode("utf-8")


def test_an_interrupted_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.md"
    path.write_text("old")
    path.chmod(0o640)

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(os, "fsync", interrupted)
        write("new", path)
    assert path.read_text() == "old"
    write("new", path)
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["b.md"]


def test_a_model_that_answers_nonsense_is_a_failed_brief(scripted: Use) -> None:
    scripted("no JSON", "none either", "nor now")
    ran = run("brief", ARTICLE)
    assert ran.exit_code == 4
    assert "Failed: there is no brief of this article." in ran.stdout


def test_a_budget_that_is_reached_has_its_own_exit_code(scripted: Use) -> None:
    model = scripted(DRAFT)
    ran = run("brief", ARTICLE, "--budget-tokens", "10")
    assert ran.exit_code == 5
    assert "limit of 10 tokens" in ran.stdout
    assert model.requests == []


def test_damage_is_noted_on_standard_error(scripted: Use) -> None:
    scripted(DRAFT)
    text = ARTICLE.read_text(encoding="utf-8") + "\n\nSubscribe to continue reading."
    assert "briefkit: note: the text holds a paywall's notice" in run("brief", "-", given=text).stderr


BAD = {
    "nothing": ((), "no article is given"),
    "both": (("--sample", ARTICLE), "brings its own article"),
    "not there": (("nowhere.txt",), "there is no file 'nowhere.txt'"),
    "directory": ((DATA,), "is a directory"),
    "date": ((ARTICLE, "--published", "soon"), "'soon' is not a date"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line_with_a_cure_before_any_model_is_looked_for(name: str) -> None:
    words, says = BAD[name]
    ran = run("brief", *words)
    assert ran.exit_code == 2
    assert ran.stdout == ""
    assert ran.stderr.startswith("briefkit: ")
    assert says in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "empty"),
        ("word", "has only 1 word"),
        ("%PDF-1.7", "is a PDF"),
        ("Subscribe to continue reading. Already a subscriber? Log in. " * 4, "paywall"),
    ],
    ids=["empty", "one word", "pdf", "paywall"],
)
def test_bad_text_is_one_line_with_a_cure(given: str, says: str) -> None:
    ran = run("brief", "-", given=given)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "briefkit model pull"),
        (["--model", "gpt-5-mini"], "OPENAI_API_KEY"),
        (["--model", "local:/nowhere.gguf"], "nowhere.gguf"),
        (["--base-url", "ftp://x", "--model", "m"], "not an http or https address"),
        (["--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--prompt", "nowhere.md"], "nowhere.md"),
    ],
    ids=["no model", "no key", "no weights", "wrong address", "no prompt"],
)
def test_what_has_to_be_set_up_first_is_one_line_and_exit_2(
    words: list[str], says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BRIEFKIT_CACHE", str(tmp_path))
    ran = run("brief", ARTICLE, *words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_crash_is_one_line_that_says_how_to_see_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("briefkit.briefer.find_model", crash)
    ran = run("brief", "--sample")
    assert ran.exit_code == 1
    assert ran.stderr == (
        "briefkit: unexpected ZeroDivisionError: planted. BRIEFKIT_DEBUG=1 shows where; please report it.\n"
    )
    monkeypatch.setenv("BRIEFKIT_DEBUG", "1")
    assert isinstance(run("brief", "--sample").exception, ZeroDivisionError)


@pytest.mark.parametrize(
    ("words", "code"), [(["--version"], 0), (["brief"], 2), (["nonsense"], 2), (["check", "-", "-"], 2)]
)
def test_the_entry_point_leaves_with_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    monkeypatch.setattr(sys, "argv", ["briefkit", *words])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == code


def test_an_unknown_option_is_a_usage_error() -> None:
    ran = really_run("brief", "--sampel")
    assert ran.returncode == 2
    assert b"No such option" in ran.stderr


# Exit codes as a table

CODES: list[tuple[BriefkitError, int]] = [
    (InputError("x"), 2),
    (ConfigurationError("x"), 2),
    (PromptError("x"), 2),
    (StoreError("x"), 2),
    (Denied("x"), 2),
    (Unreachable("x"), 4),
    (TimedOut("x"), 4),
    (BudgetExceeded("x"), 5),
    (BriefUnusable("x"), 3),
    (BriefkitError("x"), 1),
]


@pytest.mark.parametrize(("error", "code"), CODES, ids=lambda value: type(value).__name__)
def test_each_error_has_its_exit_code(error: BriefkitError, code: int) -> None:
    assert exit_of_error(error) == code


@pytest.mark.parametrize(
    ("status", "severity", "strict", "code"),
    [
        ("ok", "note", True, 0),
        ("ok", "warning", False, 0),
        ("ok", "warning", True, 3),
        ("review", "error", False, 3),
        ("failed", "error", False, 4),
    ],
)
def test_each_status_has_its_exit_code(status: str, severity: Any, strict: bool, code: int) -> None:
    finding = Finding(code="a.b", severity=severity, path="", message="m")
    result = RESULT.model_copy(update={"status": status, "findings": [finding]})
    assert exit_of_result(result, strict=strict) == code


# check


def _broken(tmp_path: Path) -> Path:
    assert RESULT.brief is not None
    brief = json.loads(RESULT.brief.model_dump_json())
    brief["headline"]["text"] = "Halden locks in 999 MW for 12 years"
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(brief), encoding="utf-8")
    return path


def test_check_finds_a_figure_that_is_not_in_the_evidence(tmp_path: Path) -> None:
    ran = run("check", _broken(tmp_path), ARTICLE)
    assert ran.exit_code == 3
    assert "── headline" in ran.stdout
    assert "error: " in ran.stdout
    assert "999" in ran.stdout


@pytest.mark.parametrize("form", ["json", "markdown", "text", "html", "sarif", "junit"])
def test_check_prints_in_every_format(tmp_path: Path, form: str) -> None:
    ran = run("check", _broken(tmp_path), ARTICLE, "--format", form)
    assert ran.exit_code == 3
    assert "999" in ran.stdout
    if form == "json":
        assert Report.model_validate_json(ran.stdout).findings


def test_check_writes_its_page_beside_what_is_printed(tmp_path: Path) -> None:
    ran = run("check", _broken(tmp_path), ARTICLE, "--html", tmp_path / "check.html")
    assert ran.stdout.startswith("1 error")
    assert "page written to" in ran.stderr
    assert "Halden locks in <mark>999 MW</mark>" in (tmp_path / "check.html").read_text(encoding="utf-8")


def test_check_does_not_write_its_page_over_what_it_reads(tmp_path: Path) -> None:
    broken = _broken(tmp_path)
    ran = run("check", broken, ARTICLE, "--html", broken)
    assert ran.exit_code == 2
    assert "is read, and would be overwritten" in ran.stderr
    assert broken.read_text(encoding="utf-8").startswith("{")


def test_check_takes_a_result_on_standard_input(scripted: Use) -> None:
    scripted(DRAFT)
    made = run(
        "brief", ARTICLE, "-f", "json", "--published", "2026-10-14", "--publisher", "The Marrow Ledger"
    )
    ran = run("check", "-", ARTICLE, given=made.stdout)
    assert ran.exit_code == 0, ran.stdout
    assert "made from another text" not in ran.stdout


def test_check_says_that_the_brief_is_of_another_text(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(
        "Quite another story, about a ferry terminal that closes in March. " * 5, encoding="utf-8"
    )
    ran = run("check", DATA / "result.json", other)
    assert ran.exit_code == 3
    assert "made from another text" in ran.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not valid JSON"),
        ("[]", "is no brief"),
        ('{"headline": 1}', "is no brief: article_sha256: Field required"),
        ('{"article": {}}', "is no brief: status: Field required"),
    ],
    ids=["cut", "list", "brief", "result"],
)
def test_check_refuses_what_is_no_brief(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(content, encoding="utf-8")
    ran = run("check", path, ARTICLE)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert says in ran.stderr


def test_check_refuses_a_failed_result(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    failed = RESULT.model_copy(update={"status": "failed", "brief": None})
    path.write_text(failed.model_dump_json(), encoding="utf-8")
    assert "a result without a brief" in run("check", path, ARTICLE).stderr


def test_check_reads_standard_input_once() -> None:
    ran = run("check", "-", "-")
    assert ran.exit_code == 2
    assert "can be only one of the two" in ran.stderr


def test_check_works_without_any_network_or_key(tmp_path: Path) -> None:
    ran = really_run("check", _broken(tmp_path), ARTICLE)
    assert ran.returncode == 3
    assert ran.stderr == b""


# doctor and model


def test_doctor_without_a_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIEFKIT_CACHE", str(tmp_path))
    ran = run("doctor")
    assert ran.exit_code == 2
    assert "problem  model" in ran.stdout
    assert "briefkit model pull" in ran.stdout


def test_doctor_names_a_missing_key() -> None:
    ran = run("doctor", "--model", "gpt-5-mini")
    assert ran.exit_code == 2
    assert "ok       model     gpt-5-mini, because it was asked for" in ran.stdout
    assert "problem  key" in ran.stdout
    assert "OPENAI_API_KEY" in ran.stdout


def test_doctor_sends_nothing_when_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    ran = run("doctor", "--offline")
    assert ran.exit_code == 0
    assert "OPENAI_API_KEY is set and no model is named" in " ".join(ran.stdout.split())
    assert "was not asked" in ran.stdout
    assert "canary" not in ran.output


def test_doctor_names_a_server_that_is_down() -> None:
    ran = run("doctor", "--model", "m", "--base-url", f"http://127.0.0.1:{_free_port()}/v1")
    assert ran.exit_code == 2
    assert "problem  endpoint" in ran.stdout
    assert "to do:" in ran.stdout


class _Server(BaseHTTPRequestHandler):
    """Answer as a server of one model does."""

    def do_GET(self) -> None:
        self._send({"object": "list", "data": [{"id": "m", "object": "model", "max_model_len": 8192}]})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        message = {"role": "assistant", "content": '{"sum": 4}'}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        usage = {"prompt_tokens": 500, "completion_tokens": 6, "total_tokens": 506}
        self._send(
            {"id": "1", "object": "chat.completion", "model": "m", "choices": [choice], "usage": usage}
        )

    def _send(self, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Return the address of a model's server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}/v1"
        running.shutdown()
        thread.join()


def test_doctor_says_what_an_endpoint_can_do(server: str) -> None:
    ran = run("doctor", "--model", "m", "--base-url", server)
    assert ran.exit_code == 0, ran.output
    assert "ok       endpoint  127.0.0.1" in ran.stdout
    assert "ok       output    answers are held to their form by: " in ran.stdout
    assert "ok       window    8,192 tokens" in ran.stdout
    assert ran.stdout.endswith("A brief can be made.\n")


def test_doctor_names_a_model_that_the_endpoint_does_not_list() -> None:
    from briefkit.cli.doctor import _probed
    from briefkit.models.openai import OpenAIModel, Probe

    model = OpenAIModel("mm", base_url="http://127.0.0.1:9/v1")
    names = tuple(f"m{number}" for number in range(9))
    probe = Probe(host="h", answers=False, lists_model=False, models=names, problem="no", hint="do")
    looks = list(_probed(probe, model))
    assert [(look.topic, look.state) for look in looks] == [("endpoint", "problem"), ("models", "note")]
    assert looks[1].cure == "It has: m0, m1, m2, m3, m4, m5, m6, m7, …"


def test_doctor_reads_the_weights_it_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIEFKIT_CACHE", str(tmp_path))
    path = tmp_path / "x.gguf"
    path.write_bytes(b"no weights")
    ran = run("doctor", "--model", f"local:{path}")
    assert "of no weights that briefkit knows" in " ".join(ran.stdout.split())
    assert ran.exit_code == 2


def test_doctor_names_missing_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIEFKIT_CACHE", str(tmp_path))
    ran = run("doctor", "--model", "local")
    assert ran.exit_code == 2
    assert "problem  embedded  The weights" in ran.stdout


def test_known_weights_are_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIEFKIT_CACHE", str(tmp_path))
    ran = run("model", "list")
    assert ran.exit_code == 0
    assert re.search(r"^local:smollm2-135m +not here ", ran.stdout, re.MULTILINE)
    assert str(tmp_path) in ran.stdout


def test_weights_that_nobody_knows_cannot_be_pulled() -> None:
    ran = run("model", "pull", "gpt-17")
    assert ran.exit_code == 2
    assert "'gpt-17' is not a model that briefkit knows" in ran.stderr


def test_pulled_weights_are_named_on_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    def pull(name: str, *, on_progress: Callable[[int, int, str], None]) -> Path:
        for done in range(0, 101, 5):
            on_progress(done * 10**6, 10**8, "fetching")
        return Path("weights") / name

    monkeypatch.setattr("briefkit.models.pull.pull", pull)
    ran = run("model", "pull", "local:smollm2-135m")
    assert ran.stdout == f"{Path('weights') / 'smollm2-135m'}\n"
    assert ran.stderr.count("fetching") == 11
    assert "fetching: 50 of 100 MB" in ran.stderr


# Progress


def _event(kind: Any, seconds: float) -> Event:
    usage = Usage(input_tokens=1200, output_tokens=30, estimated=True)
    return Event(kind=kind, purpose="key points", done=2, total=None, usage=usage, seconds=seconds)


def test_progress_is_plain_lines_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    from briefkit.models.engine import Progress as Tokens

    with watch("starting") as progress:
        progress.on_event(_event("answered", 0.5))
        progress.on_event(_event("asked", 5))
        progress.on_tokens(Tokens(step="reading", done=1, total=2))
        progress.on_event(_event("answered", 12))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "briefkit: step 2, key points: about 1,200 tokens in, 30 out, 12 s so far\n"


@contextmanager
def _terminal_as(stream: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Put a pseudo-terminal in place of a standard stream; give a function that says what it showed."""
    ours, theirs = pty.openpty()
    shown: list[bytes] = []

    def read() -> None:
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:
                return
            if not data:
                return
            shown.append(data)

    reader = threading.Thread(target=read)
    reader.start()
    terminal = os.fdopen(theirs, "w")
    monkeypatch.setattr(sys, stream, terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def finish() -> str:
        terminal.close()
        reader.join(5)
        return b"".join(shown).decode()

    try:
        yield finish
    finally:
        if not terminal.closed:
            terminal.close()
        reader.join(5)
        os.close(ours)


def test_progress_is_one_moving_line_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from briefkit.models.engine import Progress as Tokens

    with _terminal_as("stderr", monkeypatch) as finish:
        with watch("starting") as progress:
            progress.on_event(_event("asked", 5))
            progress.on_tokens(Tokens(step="reading", done=512, total=1024))
            time.sleep(0.3)
        shown = finish()
    assert "step 3, key points" in shown
    assert "reading 512" in shown


def test_a_download_is_a_bar_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    with _terminal_as("stderr", monkeypatch) as finish:
        with watch_bytes() as tell:
            tell(50_000_000, 100_000_000, "fetching [bold]part 3[/bold]")
            time.sleep(0.3)
        shown = finish()
    assert "fetching [bold]part 3[/bold]" in shown
    assert "50.0/100.0 MB" in shown


def test_a_terminal_gets_text_with_the_evidence_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from briefkit.cli.brief import _show

    with _terminal_as("stdout", monkeypatch) as finish:
        monkeypatch.setenv("COLUMNS", "80")
        _show(RESULT, None, None)
        shown = finish()
    assert "\x1b[1mHalden locks in 180 MW" in shown
    assert "\x1b[2m│ [4] Halden Cloud, a data-center" in shown
    assert "\x1b[33m[check:\x1b[0m 60%" in shown


def test_no_colour_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with _terminal_as("stdout", monkeypatch) as finish:
        monkeypatch.setenv("NO_COLOR", "1")
        write("── Key points ──\n")
        shown = finish()
    assert "\x1b" not in shown


# Processes


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _silent_server() -> Iterator[int]:
    """Accept connections and never answer."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield int(server.getsockname()[1])


def test_ctrl_c_leaves_at_once_with_exit_130() -> None:
    with _silent_server() as port:
        words = ["brief", "--sample", "--model", "m", "--base-url", f"http://127.0.0.1:{port}/v1"]
        process = subprocess.Popen(
            [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        time.sleep(4)
        assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, err = process.communicate(timeout=10)
    assert time.monotonic() - began < 2
    assert (process.returncode, out) == (130, b"")
    sending, interrupted = filter(None, err.decode().splitlines())
    assert sending.startswith("briefkit: sending the article to 127.0.0.1")
    assert interrupted == "briefkit: interrupted."


def test_a_reader_that_has_enough_is_no_error() -> None:
    words = [*COMMAND, "schema", "result"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()  # before anything is written, and the schema is larger than a pipe holds
    assert process.wait(30) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_server_that_is_down_is_a_failed_brief_that_says_so() -> None:
    ran = really_run("brief", "--sample", "--model", "m", "--base-url", f"http://127.0.0.1:{_free_port()}/v1")
    assert ran.returncode == 4
    assert b"Failed: there is no brief of this article." in ran.stdout
    assert b"127.0.0.1" in ran.stdout


def test_a_script_can_read_the_brief_from_standard_output(scripted: Use) -> None:
    model = scripted(DRAFT)
    ran = run("brief", ARTICLE, "-f", "json")
    assert isinstance(Brief.model_validate(json.loads(ran.stdout)["brief"], strict=False), Brief)
    assert all(isinstance(request, Request) for request in model.requests)


def test_check_says_which_lines_to_look_at_first_where_asked(tmp_path: Path) -> None:
    summary = tmp_path / "s.txt"
    summary.write_text("Halden has not disclosed a tenant. Penguins run the grid.", encoding="utf-8")
    assert "Look first at sentence 2 (0." in run("check", summary, ARTICLE, "--attention").stdout
    assert "Look first" not in run("check", summary, ARTICLE).stdout


def test_check_finds_words_of_another_article_of_the_run(tmp_path: Path) -> None:
    other, summary = tmp_path / "other.txt", tmp_path / "s.txt"
    other.write_text(
        'The mayor said: "Nobody asked the people who load the ships." He left.\n', encoding="utf-8"
    )
    summary.write_text('Orr said: "Nobody asked the people who load the ships."', encoding="utf-8")
    assert "quotations.absent" in run("check", summary, ARTICLE).stdout
    assert "quotations.other_article" in run("check", summary, ARTICLE, "--also", other).stdout


def test_check_counts_relative_dates_from_the_day_it_is_told(tmp_path: Path) -> None:
    summary = tmp_path / "s.txt"
    summary.write_text("Halden said on 13 October 2026 it had signed the agreement.", encoding="utf-8")
    assert run("check", summary, ARTICLE, "--published", "2026-10-14").exit_code == 0
    assert run("check", summary, ARTICLE, "--published", "2026-10-21").exit_code == 3


def test_check_refuses_an_option_that_would_do_nothing() -> None:
    ran = run("check", ARTICLE, ARTICLE, "--checks", "model", "--attention")
    assert ran.exit_code == 2
    assert "goes with the checks of code alone" in ran.stderr
