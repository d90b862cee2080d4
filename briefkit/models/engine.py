"""The llama.cpp engine in this process (xllamacpp): opens weights, answers one body at a time, serves them.

Knows nothing of requests and replies; `local` translates. The engine releases the interpreter's lock while it
works and can be stopped between two tokens, or between two batches of the prompt.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefkit.errors import ConfigurationError
from briefkit.schema.shapes import members_of

__all__ = [
    "Engine",
    "Outcome",
    "Progress",
    "count_threads",
    "engine_fault",
    "load_engine",
    "schema_grammar",
    "serve",
]

BATCH_TOKENS = 64
"""Tokens of the prompt read in one go, and so the time until a stop is noticed: about 1 s for 1.5 B
parameters on two cores. Measured on the sample article: 512 reads 67 tokens a second, 128 69, 64 63,
32 53."""
PROMPT_CACHE_MIB = 512
"""Memory for the state of other prompts, so that articles briefed in turn keep their prefixes. The
engine's own limit of 8 GiB is too much for a laptop; 2,000 tokens take about 56 MiB with 1.5 B parameters."""

INSTALL = "Install the engine: pip install 'briefkit[local]'"
_CURES = {
    "libgomp": "Install the OpenMP library; on Debian and Ubuntu: apt-get install libgomp1",
    "GLIBC": "The engine needs a newer C library; use a newer system, or a server with --base-url.",
    "": INSTALL,
}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an answer has come, in tokens."""

    step: str
    """`reading` the prompt or `writing` the answer."""
    done: int
    """Tokens so far."""
    total: int | None
    """All of them while reading, the most there can be while writing."""


@dataclass(kw_only=True)
class Outcome:
    """What one run of the engine gave."""

    text: str = ""
    finish: str | None = None
    """`stop` or `length`; None where it was stopped or failed."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    timings: dict[str, float] = field(default_factory=dict)
    """The engine's own: milliseconds and tokens per second."""
    error: dict[str, Any] | None = None
    stopped: bool = False
    """Whether the caller stopped it."""
    needs_context: int | None = None
    """Tokens that prompt and longest answer need, where the open context holds fewer; nothing was written."""


def load_engine() -> Any:
    """Import xllamacpp, with OpenMP told to sleep while it waits.

    Raises:
        ConfigurationError: when it is not installed or this machine cannot load it, with the cure.

    """
    # Spinning threads cost a factor of ten on a busy machine, and OpenMP reads this once, when it is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        import xllamacpp
    except ImportError as error:
        cure = next(cure for sign, cure in _CURES.items() if sign in str(error))
        raise ConfigurationError(f"The embedded engine cannot be loaded ({error}).", hint=cure) from error
    return xllamacpp


def engine_fault() -> ConfigurationError | None:
    """Return why the engine cannot run here, without importing it; None where nothing speaks against it."""
    if importlib.util.find_spec("xllamacpp") is None:
        return ConfigurationError("The embedded engine is not installed.", hint=INSTALL)
    if _lacks_avx2():
        return ConfigurationError(
            "This processor has no AVX2, which the engine's ready-made package needs.",
            hint="Use a server with --base-url, or build xllamacpp from source.",
        )
    return None


def _lacks_avx2(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    try:
        facts = cpuinfo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False  # not Linux: no way to tell
    flags = next((line for line in facts.splitlines() if line.startswith("flags")), "")
    return bool(flags) and " avx2" not in flags


def count_threads() -> int:
    """Return how many threads suit generation: physical cores that this process may use, at least 1."""
    try:
        allowed = os.sched_getaffinity(0)
    except AttributeError:  # not Linux
        return max(1, (os.cpu_count() or 2) // 2)
    siblings = {_siblings(cpu) for cpu in allowed}
    return max(1, min(len(siblings), _cpu_quota() or len(siblings)))


def _siblings(cpu: int) -> str:
    path = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return str(cpu)


def _cpu_quota(limit: Path = Path("/sys/fs/cgroup/cpu.max")) -> int | None:
    """Return the whole cores a container may use, None where it has no limit."""
    try:
        quota, period = limit.read_text(encoding="ascii").split()
        return max(1, round(int(quota) / int(period)))
    except (OSError, ValueError):
        return None


def schema_grammar(schema: dict[str, Any]) -> str:
    """Return the grammar of a JSON Schema, for the engine's `grammar` field.

    The engine's own conversion (`response_format`) lets the model fill in white space and knows few patterns;
    this one halved the tokens of an answer and takes any regular expression without look-around. A schema
    that cannot be compiled is NOT enforced, and nothing says so.
    """
    form = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": ", "lenient": True}
    return f"%llguidance {{}}\nstart: %json {json.dumps({**schema, 'x-guidance': form})}"


class Engine:
    """Weights open in memory with a context of fixed size. Not for two threads at once."""

    def __init__(self, path: Path, *, context_tokens: int, threads: int | None = None) -> None:
        """Load the weights; takes seconds.

        Raises:
            ConfigurationError: when the engine or the weights cannot be loaded.

        """
        self.context_tokens = context_tokens
        # The engine always listens on loopback; the key keeps others on this machine out.
        self._server: Any = _open(
            path, context_tokens=context_tokens, threads=threads, key=secrets.token_hex(16)
        )

    def answer(
        self,
        body: dict[str, Any],
        *,
        stopped: Callable[[], bool],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Outcome:
        """Answer one Chat Completions body; `stopped` is asked between batches and tokens."""
        outcome = Outcome()
        most = int(body["max_tokens"])
        texts: list[str] = []

        def watch(chunk: dict[str, Any]) -> bool:
            _read_chunk(chunk, outcome, texts)
            needed = outcome.prompt_tokens + most
            if not texts and needed > self.context_tokens:
                outcome.needs_context = needed
                return True
            if on_progress is not None:
                on_progress(_progress(chunk, outcome, len(texts), most))
            outcome.stopped = stopped()
            return outcome.stopped

        streamed = {
            **body,
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
            "cache_prompt": True,
        }
        returned = members_of(self._server.handle_chat_completions(streamed, watch))
        outcome.error = returned.get("error", outcome.error)
        if outcome.error is not None and outcome.error.get("type") == "exceed_context_size_error":
            outcome.needs_context = int(outcome.error["n_prompt_tokens"]) + most
        outcome.text = "".join(texts)
        return outcome

    def close(self) -> None:
        """Free the memory."""
        self._server = None


def _read_chunk(chunk: dict[str, Any], outcome: Outcome, texts: list[str]) -> None:
    if "error" in chunk:
        outcome.error = chunk["error"]
    if progress := chunk.get("prompt_progress"):
        outcome.prompt_tokens = progress["total"]
    if usage := chunk.get("usage"):
        outcome.prompt_tokens = usage["prompt_tokens"]
        outcome.output_tokens = usage["completion_tokens"]
        outcome.cached_tokens = members_of(usage.get("prompt_tokens_details")).get("cached_tokens", 0)
    outcome.timings = chunk.get("timings") or outcome.timings
    for choice in chunk.get("choices") or ():
        if piece := choice["delta"].get("content"):
            texts.append(piece)
        outcome.finish = choice.get("finish_reason") or outcome.finish


def _progress(chunk: dict[str, Any], outcome: Outcome, written: int, most: int) -> Progress:
    if read := chunk.get("prompt_progress"):
        return Progress(step="reading", done=read["processed"], total=read["total"])
    return Progress(step="writing", done=written, total=most)


@contextmanager
def serve(
    path: Path,
    *,
    context_tokens: int = 4096,
    threads: int | None = None,
    port: int = 0,
    key: str | None = None,
    alias: str = "briefkit-local",
) -> Generator[str]:
    """Serve the weights, OpenAI-compatible, on loopback and give the base URL; port 0 takes a free port.

    Raises:
        ConfigurationError: when the engine or the weights cannot be loaded.

    """
    server = _open(path, context_tokens=context_tokens, threads=threads, key=key, port=port, alias=alias)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # the engine stops listening when the last reference goes


def _open(
    path: Path,
    *,
    context_tokens: int,
    threads: int | None,
    key: str | None,
    port: int = 0,
    alias: str = "",
) -> Any:
    engine = load_engine()
    params = engine.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context_tokens
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads or count_threads()
    params.port = port
    params.verbosity = -1
    params.ui = False
    params.endpoint_slots = False
    if key:
        params.api_keys = [key]
    if alias:
        params.model_alias = {alias}
    try:
        return engine.Server(params)
    except Exception as error:  # the binding raises what C++ threw: many kinds, one meaning here
        raise ConfigurationError(
            f"The engine cannot load {path.name} ({error}).",
            hint="Check the file with: briefkit doctor",
        ) from error
