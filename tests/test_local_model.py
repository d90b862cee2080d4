"""The embedded model: what needs no weights, then the real engine with the small weights if they are here."""

from __future__ import annotations

import asyncio
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefkit.errors import ConfigurationError, ModelError, Rejected, ServerFault, TooLong
from briefkit.models import engine as engine_module
from briefkit.models import local as local_module
from briefkit.models.engine import Engine, Outcome, Progress, count_threads, engine_fault, load_engine, serve
from briefkit.models.gguf import read_head
from briefkit.models.local import LocalModel
from briefkit.models.local_state import inspect_local
from briefkit.models.weights import find
from briefkit.schema import Message, Reply, Request

SMALL = "smollm2-135m"
STORY = (
    "The council of Marrow voted on Tuesday to close the bridge for 14 weeks. Repairs cost $2.3 million. "
    * 12
)
CLAIM = {
    "type": "object",
    "properties": {
        "weeks": {"type": "string", "pattern": "^[0-9]{1,3}$"},
        "kind": {"enum": ["cost", "delay", None]},
    },
    "required": ["weeks", "kind"],
    "additionalProperties": False,
}


def ask(
    question: str, *, most: int = 24, story: str = STORY, schema: dict[str, Any] | None = None
) -> Request:
    """Return a small question over a shared prefix."""
    return Request(
        purpose="test",
        messages=[
            Message(role="system", content="You are an editor."),
            Message(role="user", content=f"{story}\n\n{question}"),
        ],
        answer_schema=schema,
        max_output_tokens=most,
    )


# The head of a weights file


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def entry(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def head(*entries: bytes, magic: bytes = b"GGUF") -> bytes:
    return magic + struct.pack("<IQQ", 3, 0, len(entries)) + b"".join(entries)


NAMED = entry("general.architecture", 8, text("toy"))
WINDOW = entry("toy.context_length", 4, struct.pack("<I", 2048))
NUMBERS = entry("general.odd", 9, struct.pack("<IQ", 5, 3) + struct.pack("<3i", 1, 2, 3))
TEXTS = entry("general.tags", 9, struct.pack("<IQ", 8, 2) + text("a") + text("b"))
VOCABULARY = entry("tokenizer.ggml.tokens", 9, b"never read")


@pytest.mark.parametrize(
    ("content", "architecture", "window"),
    [
        (head(NAMED, NUMBERS, TEXTS, WINDOW), "toy", 2048),
        (head(NAMED, VOCABULARY), "toy", None),
        (head(), None, None),
    ],
    ids=["window after lists", "vocabulary first", "nothing said"],
)
def test_the_window_is_read_from_the_head(
    tmp_path: Path, content: bytes, architecture: str | None, window: int | None
) -> None:
    path = tmp_path / "toy.gguf"
    path.write_bytes(content)
    found = read_head(path)
    assert (found.architecture, found.window_tokens) == (architecture, window)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        head(magic=b"PK\3\4"),
        head(NAMED)[:-2],
        head(entry("general.odd", 99, b"")),
        head(entry("general.odd", 9, struct.pack("<IQ", 9, 1))),
        head(struct.pack("<Q", 1 << 60)),
    ],
    ids=["empty", "another format", "cut off", "unknown kind", "list of lists", "absurd length"],
)
def test_a_file_that_is_no_model_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "toy.gguf"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="cannot be read as a GGUF model file"):
        read_head(path)


# What stands in the way, with its cure


def test_a_missing_engine_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ConfigurationError, match="not installed") as caught:
        LocalModel("local:/no/such.gguf")
    assert "pip install 'briefkit[local]'" in caught.value.hint


@pytest.mark.parametrize(
    ("says", "cure"),
    [
        ("libgomp.so.1: cannot open shared object file", "apt-get install libgomp1"),
        ("/lib/libc.so.6: version `GLIBC_2.38' not found", "newer C library"),
        ("No module named 'xllamacpp'", "pip install 'briefkit[local]'"),
    ],
    ids=["libgomp", "glibc", "absent"],
)
def test_an_engine_that_does_not_load_comes_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, cure: str
) -> None:
    (tmp_path / "xllamacpp.py").write_text(f"raise ImportError({says!r})\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    with pytest.raises(ConfigurationError) as caught:
        load_engine()
    assert cure in caught.value.hint
    monkeypatch.setattr(engine_module, "_lacks_avx2", lambda: False)
    assert cure in inspect_local("local:/no/such.gguf").faults[0].hint


@pytest.mark.parametrize(
    ("flags", "lacks"),
    [("flags\t\t: fpu avx avx2 fma\n", False), ("flags\t\t: fpu avx\n", True), ("Features: neon\n", False)],
    ids=["has it", "too old", "another architecture"],
)
def test_a_processor_without_avx2_is_noticed_where_it_can_be(tmp_path: Path, flags: str, lacks: bool) -> None:
    facts = tmp_path / "cpuinfo"
    facts.write_text(f"processor : 0\n{flags}")
    assert engine_module._lacks_avx2(facts) is lacks
    assert engine_module._lacks_avx2(tmp_path / "absent") is False


def test_an_old_processor_is_told_what_to_use_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())
    monkeypatch.setattr(engine_module, "_lacks_avx2", lambda: True)
    fault = engine_fault()
    assert fault is not None
    assert "--base-url" in fault.hint


@pytest.mark.parametrize(
    ("limit", "cores"),
    [("200000 100000", 2), ("50000 100000", 1), ("max 100000", None), ("", None)],
    ids=["two", "half", "no limit", "unreadable"],
)
def test_a_containers_share_of_the_processor_is_read(tmp_path: Path, limit: str, cores: int | None) -> None:
    path = tmp_path / "cpu.max"
    path.write_text(limit)
    assert engine_module._cpu_quota(path) == cores


def test_threads_follow_the_cores_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_cpu_quota", lambda: None)
    monkeypatch.setattr(engine_module, "_siblings", lambda cpu: f"core {cpu // 2}")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1, 2, 3}, raising=False)
    assert count_threads() == 2
    monkeypatch.setattr(engine_module, "_cpu_quota", lambda: 1)
    assert count_threads() == 1


def test_threads_are_half_the_processors_where_cores_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert count_threads() == 4


def test_a_core_without_topology_counts_as_itself() -> None:
    assert engine_module._siblings(987_654) == "987654"


def test_doctor_learns_that_memory_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(head(NAMED, WINDOW))
    monkeypatch.setenv("BRIEFKIT_CACHE", str(tmp_path / "cache" / "not" / "made"))
    monkeypatch.setattr("briefkit.models.local_state._container_memory", lambda: 1000)
    state = inspect_local(f"local:{own}", check_hash=True, load=False)
    assert state.path == own
    assert state.free_disk_bytes > 0
    assert state.free_memory_bytes == 1000
    assert "about 0.1 GB of memory" in state.faults[-1].message


def test_doctor_learns_that_weights_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFKIT_CACHE", str(tmp_path))
    state = inspect_local(load=False)
    assert state.path is None
    assert state.sha256 is None
    assert "Run: briefkit model pull" in [fault.hint for fault in state.faults]


# The engine


@pytest.fixture(scope="session")
def small() -> Path:
    """Return the small weights, or skip."""
    pytest.importorskip(
        "xllamacpp", reason="the embedded engine is not installed: pip install 'briefkit[local]'"
    )
    path = find(SMALL)
    if path is None:
        pytest.skip(f"the weights of {SMALL} are not in the cache directory: briefkit model pull {SMALL}")
    return path


ENDLESS = {"type": "string", "minLength": 20_000}
"""A schema that keeps even the small model writing."""


def run(name: Path, work: Callable[[LocalModel], Any], **options: Any) -> Any:
    """Run a coroutine function on a fresh model and close it."""

    async def whole() -> Any:
        model = LocalModel(f"local:{name}", **options)
        try:
            return await work(model)
        finally:
            await model.aclose()

    return asyncio.run(whole())


@pytest.mark.engine
def test_an_answer_keeps_to_its_schema_and_spends_nothing_on_white_space(small: Path) -> None:
    async def work(model: LocalModel) -> Reply:
        return await model.answer(ask("How many weeks?", schema=CLAIM, most=40))

    reply = run(small, work)
    import json

    import jsonschema

    jsonschema.validate(json.loads(reply.text), CLAIM)
    assert reply.text.startswith('{"weeks": "')
    assert (reply.finish, reply.output_mode, reply.notes) == ("stop", "grammar", [])
    assert (reply.model, reply.host) == (f"{SMALL}@b179c9523d0e", "local")


@pytest.mark.engine
def test_a_second_question_over_the_same_prefix_reads_only_what_is_new(small: Path) -> None:
    async def work(model: LocalModel) -> tuple[Reply, Reply]:
        return await model.answer(ask("Who voted?", most=2)), await model.answer(ask("What closes?", most=2))

    first, second = run(small, work)
    assert first.usage.input_tokens > 250
    assert second.usage.cached_tokens > 0.9 * second.usage.input_tokens
    assert (second.usage.requests, second.usage.attempts, second.usage.output_tokens) == (1, 1, 2)


@pytest.mark.engine
def test_articles_asked_in_turn_keep_their_prefixes(small: Path) -> None:
    other = "Ferries to Oster Island will run every hour from June, said the port on Friday. " * 12

    async def work(model: LocalModel) -> Reply:
        await model.answer(ask("Who voted?", most=2))
        await model.answer(ask("What runs?", most=2, story=other))
        return await model.answer(ask("What closes?", most=2))

    reply = run(small, work)
    assert reply.usage.cached_tokens > 0.9 * reply.usage.input_tokens


@pytest.mark.engine
def test_equal_requests_have_equal_answers(small: Path) -> None:
    async def work(model: LocalModel) -> list[str]:
        request = ask("What was decided?").model_copy(update={"temperature": 0.8})
        return [(await model.answer(request)).text for _ in range(3)]

    _, second, third = run(small, work)  # a prompt read anew may differ in the last digits
    assert second == third != ""


@pytest.mark.engine
def test_an_answer_that_reaches_its_limit_says_length(small: Path) -> None:
    async def work(model: LocalModel) -> Reply:
        return await model.answer(ask("Tell the whole story again.", most=3))

    reply = run(small, work)
    assert (reply.finish, reply.usage.output_tokens) == ("length", 3)


@pytest.mark.engine
def test_a_stop_string_ends_the_answer(small: Path) -> None:
    async def work(model: LocalModel) -> Reply:
        request = ask("Go.", schema={"const": "alpha beta gamma"})
        return await model.answer(request.model_copy(update={"stop": ["beta"]}))

    reply = run(small, work)
    assert (reply.text, reply.finish) == ('"alpha ', "stop")


@pytest.mark.engine
def test_the_context_grows_with_the_request_up_to_the_window(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_module, "FIRST_CONTEXT", 256)

    async def work(model: LocalModel) -> list[int]:
        sizes = []
        for request in (ask("Hm?", most=2, story="Short."), ask("Hm?", most=2), ask("Hm?", most=500)):
            if request.max_output_tokens == 500:
                request = request.model_copy(update={"stop": [" "]})
            await model.answer(request)
            assert model._worker is not None and model._worker.engine is not None
            sizes.append(model._worker.engine.context_tokens)
        with pytest.raises(
            TooLong, match=r"The request has \d{4} tokens and allows 2 for the answer; .* 1500"
        ):
            await model.answer(ask("Hm?", most=2, story=STORY * 5))
        with pytest.raises(TooLong, match=r"allows 1400 for the answer"):
            await model.answer(ask("Hm?", most=1400))
        return sizes

    assert run(small, work, window_tokens=1500) == [256, 512, 1024]


@pytest.mark.engine
def test_a_window_is_never_larger_than_the_weights_were_trained_for(small: Path) -> None:
    model = LocalModel(f"local:{small}", window_tokens=1_000_000)
    assert model.capabilities.window_tokens == 8192
    assert (model.capabilities.plan, model.capabilities.local) == ("stepwise", True)


@pytest.mark.engine
def test_a_schema_that_cannot_be_enforced_is_noted(small: Path) -> None:
    broken = {"type": "object", "properties": {"weeks": {"type": "string", "pattern": "["}}}

    async def work(model: LocalModel) -> Reply:
        request = ask("Say yes.", schema=broken, most=40, story="").model_copy(update={"stop": ["\n"]})
        return await model.answer(request)

    reply = run(small, work)
    assert reply.notes == ["the answer is not JSON: the engine could not enforce its schema"]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (ValueError("odd template"), Rejected),
        (RuntimeError("out of memory"), ServerFault),
        ({"code": 400, "message": "odd"}, Rejected),
        ({"code": 500, "message": "odd"}, ServerFault),
        ({}, ServerFault),
    ],
    ids=["template", "crash", "client's", "server's", "silent"],
)
def test_a_fault_of_the_engine_is_one_request_s_and_the_next_is_answered(
    small: Path, monkeypatch: pytest.MonkeyPatch, fault: Any, kind: type[ModelError]
) -> None:
    def fail(_engine: Engine, _body: dict[str, Any], **_options: Any) -> Outcome:
        if isinstance(fault, Exception):
            raise fault
        return Outcome(error=fault)

    async def work(model: LocalModel) -> Reply:
        with monkeypatch.context() as patch:
            patch.setattr(Engine, "answer", fail)
            with pytest.raises(kind):
                await model.answer(ask("Who?", most=2))
        return await model.answer(ask("Who?", most=2, story=""))

    assert run(small, work).usage.output_tokens == 2


@pytest.mark.engine
def test_a_cancelled_request_stops_and_the_next_one_is_answered(small: Path) -> None:
    async def work(model: LocalModel) -> tuple[float, float]:
        await model.answer(ask("Who?", most=1))
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(model.answer(ask("Tell everything.", most=3000, schema=ENDLESS)), 0.5)
        left = time.monotonic()
        await model.answer(ask("Who?", most=1))
        return left - began, time.monotonic() - left

    waited, next_one = run(small, work)
    assert waited < 2
    assert next_one < 20  # 3,000 tokens would take minutes


@pytest.mark.engine
def test_requests_queue_and_each_gets_its_own_answer(small: Path) -> None:
    async def work(model: LocalModel) -> list[Reply]:
        schemas = [
            {
                "type": "object",
                "properties": {f"n{i}": {"const": i}},
                "required": [f"n{i}"],
                "additionalProperties": False,
            }
            for i in range(3)
        ]
        return await asyncio.gather(*(model.answer(ask("Go.", schema=schema, most=30)) for schema in schemas))

    assert [reply.text[:9] for reply in run(small, work)] == ['{"n0": 0}', '{"n1": 1}', '{"n2": 2}']


@pytest.mark.engine
def test_closing_settles_what_still_waits(small: Path) -> None:
    async def work(model: LocalModel) -> list[Any]:
        waiting = [
            asyncio.create_task(model.answer(ask("Tell everything.", most=3000, schema=ENDLESS)))
            for _ in range(3)
        ]
        await asyncio.sleep(1)
        await model.aclose()
        return await asyncio.gather(*waiting, return_exceptions=True)

    for outcome in run(small, work):
        assert isinstance(outcome, ModelError)
        assert "stopped before it answered" in str(outcome)


@pytest.mark.engine
def test_one_model_serves_one_event_loop_after_another(small: Path) -> None:
    model = LocalModel(f"local:{small}")
    first = asyncio.run(model.answer(ask("Who?", most=2)))
    second = asyncio.run(model.answer(ask("Where?", most=2)))
    asyncio.run(model.aclose())
    asyncio.run(model.aclose())
    assert second.usage.cached_tokens > 0.9 * first.usage.input_tokens


@pytest.mark.engine
def test_progress_is_told_while_reading_and_writing(small: Path) -> None:
    told: list[Progress] = []

    async def work(model: LocalModel) -> Reply:
        return await model.answer(ask("Who?", most=4))

    reply = run(small, work, on_progress=told.append)
    read = [step.done for step in told if step.step == "reading"]
    assert read[-1] == reply.usage.input_tokens
    assert read == sorted(read)
    assert max(step.done for step in told if step.step == "writing") >= 3


@pytest.mark.engine
def test_a_file_with_a_sound_head_and_no_weights_is_refused(small: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(head(NAMED, WINDOW))

    async def work(model: LocalModel) -> None:
        with pytest.raises(ConfigurationError, match=r"cannot load own\.gguf"):
            await model.answer(ask("Who?"))

    run(own, work)


@pytest.mark.engine
def test_the_engine_speaks_to_an_openai_client(small: Path) -> None:
    import openai

    with serve(small, context_tokens=1024, key="a key of this test") as base_url:
        assert base_url.startswith("http://127.0.0.1:")
        with openai.OpenAI(base_url=base_url, api_key="a key of this test", max_retries=0) as client:
            said = client.chat.completions.create(
                model="briefkit-local", messages=[{"role": "user", "content": "Say yes."}], max_tokens=4
            )
        wrong = openai.OpenAI(base_url=base_url, api_key="wrong", max_retries=0)
        with wrong, pytest.raises(openai.AuthenticationError):
            wrong.models.list()
    assert said.model == "briefkit-local"
    assert said.usage is not None
    assert said.usage.completion_tokens <= 4
    late = openai.OpenAI(base_url=base_url, api_key="a key of this test", max_retries=0)
    with late, pytest.raises(openai.APIConnectionError):
        late.models.list()


@pytest.mark.engine
def test_the_engine_stops_between_two_batches_of_the_prompt(small: Path) -> None:
    engine = Engine(small, context_tokens=4096)
    body = {"messages": [{"role": "user", "content": STORY * 8}], "max_tokens": 4}
    outcome = engine.answer(body, stopped=lambda: True)
    engine.close()
    assert outcome.stopped
    assert outcome.finish is None
    assert outcome.text == ""


@pytest.mark.engine
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT between processes")
@pytest.mark.parametrize("story", ["Short.", STORY * 12], ids=["while writing", "while reading"])
def test_ctrl_c_leaves_promptly_and_without_a_crash(small: Path, story: str) -> None:
    lines = (
        "import asyncio, sys",
        "from tests.test_local_model import ENDLESS, LocalModel, ask",
        "async def main():",
        "    model = LocalModel('local:' + sys.argv[1])",
        "    await model.answer(ask('Who?', most=1, story='x'))",
        "    print('ready', flush=True)",
        "    await model.answer(ask('Tell everything.', most=3000, schema=ENDLESS, story=sys.argv[2]))",
        "try: asyncio.run(main())",
        "except KeyboardInterrupt: sys.exit(130)",
    )
    process = subprocess.Popen(
        [sys.executable, "-c", "\n".join(lines), str(small), story],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(1)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    assert time.monotonic() - began < 10
