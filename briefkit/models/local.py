"""A model that runs inside this process: requests queue for one thread that owns the engine.

Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from briefkit.errors import BriefkitError, ConfigurationError, ModelError, Rejected, ServerFault, TooLong
from briefkit.models.engine import Engine, Outcome, Progress, engine_fault, schema_grammar
from briefkit.models.gguf import read_head
from briefkit.models.interface import Capabilities
from briefkit.models.weights import find_weights
from briefkit.schema import Reply, Request, Usage

__all__ = ["LocalModel"]

FIRST_CONTEXT = 4096
"""Tokens the engine opens with; it opens again, twice as large, when a request needs more. Every 4,096 take
112 MB with the default weights, and an article of 800 words is about 1,200 tokens."""
LARGEST_CONTEXT = 8192
"""Tokens that a model of this size is offered at most, unless asked for more: reading 8,192 takes minutes."""
CLOSE_SECONDS = 1.0
"""How long closing waits for the engine, which finishes a batch of the prompt first: seconds on a busy machine."""


@dataclass(kw_only=True, eq=False)
class _Job:
    request: Request
    on_progress: Callable[[Progress], None] | None
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Outcome]
    stop: threading.Event = field(default_factory=threading.Event)

    def settle(self, outcome: Outcome | BaseException) -> None:
        def set_result() -> None:
            if self.future.done():
                return
            if isinstance(outcome, BaseException):
                self.future.set_exception(outcome)
            else:
                self.future.set_result(outcome)

        with suppress(RuntimeError):  # the loop that asked is closed: nobody waits any more
            self.loop.call_soon_threadsafe(set_result)


class LocalModel:
    """Answer by llama.cpp on the processor.

    `name` is `local` (the default weights), `local:<known name>` or `local:<path of a .gguf file>`.
    `on_progress` is called from the engine's thread with every batch read and every token written.
    """

    def __init__(
        self,
        name: str = "local",
        *,
        window_tokens: int | None = None,
        threads: int | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """Find the weights and read their head; the engine loads them with the first request.

        Raises:
            ConfigurationError: when the engine or the weights are not there.

        """
        fault = engine_fault()
        if fault is not None:
            raise fault
        self.name = name
        self.host = "local"
        self.on_progress = on_progress
        self.weights = find_weights(name)
        trained = read_head(self.weights.path).window_tokens or LARGEST_CONTEXT
        self.window_tokens = min(trained, window_tokens or LARGEST_CONTEXT)
        self.capabilities = Capabilities(window_tokens=self.window_tokens, plan="stepwise", local=True)
        self.timings: dict[str, float] = {}
        self._threads = threads
        self._worker: _Worker | None = None

    async def answer(self, request: Request) -> Reply:
        """Return the answer; requests queue, and a cancelled one stops between two tokens.

        Raises:
            TooLong: when prompt and longest answer do not fit into the window.
            Rejected: when the engine cannot use the request.
            ServerFault: when the engine failed.
            ConfigurationError: when the weights cannot be loaded.

        """
        if self._worker is None:
            opening = partial(Engine, self.weights.path, threads=self._threads)
            self._worker = _Worker(opening, window=self.window_tokens)
        loop = asyncio.get_running_loop()
        job = _Job(request=request, on_progress=self.on_progress, loop=loop, future=loop.create_future())
        outcome = await self._worker.do(job)
        self.timings = outcome.timings
        return self._reply(outcome, request)

    def __getstate__(self) -> dict[str, Any]:
        """Refuse to be handed to another process.

        Raises:
            ConfigurationError: always.

        """
        raise ConfigurationError(
            "the embedded model keeps all of this machine's cores busy in one process.",
            hint="Leave out processes: more of them would load the weights again and be no faster.",
        )

    async def aclose(self) -> None:
        """Stop what runs and free the memory; waits for the engine only briefly."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()
            await asyncio.to_thread(worker.join, CLOSE_SECONDS)

    def _reply(self, outcome: Outcome, request: Request) -> Reply:
        return Reply(
            text=outcome.text,
            finish="length" if outcome.finish == "length" else "stop",
            usage=Usage(
                requests=1,
                attempts=1,
                input_tokens=outcome.prompt_tokens,
                output_tokens=outcome.output_tokens,
                cached_tokens=outcome.cached_tokens,
            ),
            model=self.weights.signature,
            host=self.host,
            output_mode=None if request.answer_schema is None else "grammar",
            notes=_notes(outcome, request),
        )


class _Worker:
    """The thread that owns the engine: takes one job after another until it is told to stop."""

    def __init__(self, opening: Callable[..., Engine], *, window: int) -> None:
        self.engine: Engine | None = None
        self._opening = opening
        self._window = window
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._live: set[_Job] = set()
        # A daemon, and not asyncio's pool: closing the loop waits for those, and Ctrl-C would hang.
        self._thread = threading.Thread(target=self._work, name="briefkit-local", daemon=True)
        self._thread.start()
        atexit.register(self._leave)

    async def do(self, job: _Job) -> Outcome:
        """Queue the job and wait for it; whoever stops waiting stops the job."""
        self._live.add(job)
        self._jobs.put(job)
        try:
            return await job.future
        finally:
            job.stop.set()
            self._live.discard(job)

    def stop(self) -> None:
        """Have everything end; a token, a batch of the prompt or the loading is finished first."""
        for job in list(self._live):
            job.stop.set()
        self._jobs.put(None)

    def join(self, seconds: float | None = None) -> None:
        """Wait for the thread's end."""
        self._thread.join(seconds)
        if not self._thread.is_alive():
            atexit.unregister(self._leave)

    def _leave(self) -> None:
        """Wait at the interpreter's end: a thread that is inside the engine then crashes the process."""
        self.stop()
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.settle(_stopped() if job.stop.is_set() else self._outcome(job))
        self._close()

    def _outcome(self, job: _Job) -> Outcome | BaseException:
        try:
            return self._ask(job)
        except BriefkitError as error:
            return error
        except ValueError as error:
            return Rejected(f"The embedded engine cannot use the request ({error}).")
        except Exception as error:  # a thread that dies would leave its callers waiting for ever
            return ServerFault(f"The embedded engine failed ({error}).", hint="Try again.")

    def _ask(self, job: _Job) -> Outcome:
        context = min(FIRST_CONTEXT, self._window)
        while True:
            engine = self._open(context)
            outcome = engine.answer(_body(job.request), stopped=job.stop.is_set, on_progress=job.on_progress)
            if outcome.needs_context is None:
                return _finished(outcome)
            context = self._larger(outcome.needs_context, engine.context_tokens, job.request)

    def _open(self, context: int) -> Engine:
        if self.engine is None or self.engine.context_tokens < context:
            self._close()
            self.engine = self._opening(context_tokens=context)
        return self.engine

    def _close(self) -> None:
        if self.engine is not None:
            self.engine.close()
            self.engine = None

    def _larger(self, needed: int, opened: int, request: Request) -> int:
        """Return a context that holds the tokens needed; the engine may hold less than the weights claim."""
        if needed > self._window or opened >= self._window:
            answer = request.max_output_tokens
            raise TooLong(
                f"The request has {needed - answer} tokens and allows {answer} for the answer; the window "
                f"holds {self._window}.",
                hint="Use a shorter article, or a model with a larger window.",
            )
        context = opened
        while context < needed:
            context *= 2
        return min(max(context, opened + 1), self._window)


def _finished(outcome: Outcome) -> Outcome:
    """Return the outcome where it is an answer."""
    if outcome.error is not None:
        raise _error(outcome.error)
    if outcome.finish is None:
        raise _stopped()
    return outcome


def _notes(outcome: Outcome, request: Request) -> list[str]:
    """Say so where the grammar was silently not enforced."""
    if request.answer_schema is None or outcome.finish == "length":
        return []
    try:
        json.loads(outcome.text)
    except ValueError:
        return ["the answer is not JSON: the engine could not enforce its schema"]
    return []


def _body(request: Request) -> dict[str, Any]:
    body: dict[str, Any] = {
        "messages": [message.model_dump() for message in request.messages],
        "max_tokens": request.max_output_tokens,
        "temperature": request.temperature or 0.0,
        "seed": 0,  # a request that is asked again is answered alike
        "stop": request.stop,
        "chat_template_kwargs": {"enable_thinking": False},
    }
    if request.answer_schema is not None:
        body["grammar"] = schema_grammar(request.answer_schema)
    return body


def _stopped() -> ModelError:
    return ModelError("The embedded model was stopped before it answered.")


def _error(error: dict[str, Any]) -> BriefkitError:
    message = str(error.get("message", "no reason given"))
    if int(error.get("code", 500)) < 500:
        return Rejected(f"The embedded engine cannot use the request ({message}).")
    return ServerFault(f"The embedded engine failed ({message}).", hint="Try again.")
