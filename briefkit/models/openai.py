"""Any OpenAI-compatible endpoint, by Chat Completions through the official SDK.

The SDK is imported when something is sent, not before.
"""

from __future__ import annotations

import asyncio
import copy
import importlib.util
import os
import weakref
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from briefkit.budget import count_tokens, fewest_tokens
from briefkit.errors import (
    BriefkitError,
    ConfigurationError,
    ModelError,
    RateLimited,
    TimedOut,
    TooLong,
    Unreachable,
)
from briefkit.models.batch_api import BatchAPI
from briefkit.models.endpoints import find_endpoint
from briefkit.models.faults import Signs, Trouble, trouble_of, trouble_of_signs
from briefkit.models.interface import Capabilities
from briefkit.models.modes import Dialect, encode, first_dialect, remembered, shape, wire_name
from briefkit.models.pacing import LongCoolDown, Pace, Pacing, Turn
from briefkit.models.portable import NotPortable
from briefkit.models.profiles import Mode
from briefkit.models.replies import NOT_CALLED, Answer, read_answer, read_usage, refuse_error, unpack
from briefkit.models.retrying import Patience, persist
from briefkit.models.scrubbing import Scrubber
from briefkit.models.sending import sending
from briefkit.schema import Message, Reply, Request, Usage
from briefkit.schema.shapes import items_of, members_of

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

__all__ = ["OpenAIModel", "Options", "Probe"]

_TINY = Request(
    purpose="a tiny question",
    messages=[Message(role="user", content="What is two plus two? Give the number as JSON.")],
    answer_schema={"type": "object", "properties": {"sum": {"type": "integer"}}},
    max_output_tokens=1024,  # reasoning models think even about this
)
_WINDOW_FIELDS = ("max_model_len", "context_length", "context_window", "max_context_length", "n_ctx")
"""What vLLM, OpenRouter, Groq, Mistral and llama.cpp call the window in their lists of models."""

_LIST_SECONDS = 20.0
"""How long a list of models may take."""
_PATH = "/chat/completions"
_FEW_TOKENS = 200
"""Below this a prompt is too short to tell a cut one from a generous tokenizer."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What hardly anybody has to set."""

    patience: Patience = field(default_factory=Patience)
    """Waits between attempts; the number of attempts is an argument of the model."""
    pace: Pacing | None = None
    """How fast requests go, to be shared by all that ask one endpoint; a request over its limits then waits for
    its next turn instead of using up an attempt. None: only the pauses that the server asks for are kept."""
    output_mode: Mode | None = None
    """The only output mode to use, None to find out the best one."""
    most_bytes: int = 2 * 2**20
    """Bytes after which an answer is given up; a brief has a few thousand, a long list of models a million."""
    transport: Callable[[], httpx2.AsyncBaseTransport] | None = None
    """Makes what carries the requests inside the guard, one for each event loop; None: the network."""
    fast: bool = False
    """Whether aiohttp is to carry them if the extra `fast` is there: for many requests. It takes half the processor
    time per request and longer to import, and complains where the model is not closed in the end."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """Say what an endpoint turned out to be; `briefkit doctor` shows it."""

    host: str
    answers: bool
    """Whether the model answered a question."""
    lists_model: bool | None
    """Whether the endpoint's list of models has this one, None where there is no list."""
    models: tuple[str, ...] = ()
    """The models that it lists."""
    output_mode: Mode | None = None
    """How the form of answers is enforced, None where there was no answer."""
    window_tokens: int | None = None
    """The model's window as given or as the endpoint says, None where nobody says."""
    problem: str = ""
    """Why there was no answer."""
    hint: str = ""
    """What to do about it."""


class OpenAIModel:
    """Answer requests by an OpenAI-compatible server.

    One instance may be used from several event loops; each gets connections of its own, which `aclose` closes
    for the loop that calls it.
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        window_tokens: int | None = None,
        deadline: float = 300.0,
        attempts: int = 6,
        options: Options | None = None,
    ) -> None:
        """Settle model, address and key; nothing is sent.

        The environment stands in for what is not given: `BRIEFKIT_MODEL`, `BRIEFKIT_BASE_URL`,
        `BRIEFKIT_API_KEY`, and a provider's own key variable for that provider's hosts only. `deadline` is in
        seconds, for each attempt.

        Raises:
            ConfigurationError: when model, address or key is missing or cannot be right.

        """
        self.name = (model or os.environ.get("BRIEFKIT_MODEL", "")).strip()
        if not self.name:
            raise ConfigurationError(
                "no model is named.", hint="Give one, such as gpt-5-mini, or set BRIEFKIT_MODEL."
            )
        self._endpoint = find_endpoint(base_url, api_key, model=self.name)
        self.host = self._endpoint.host
        self.base_url = self._endpoint.base_url
        self.capabilities = Capabilities(window_tokens=window_tokens, notes_sends=True)
        self._options = options or Options()
        self.pace: Pacing = self._options.pace or Pace(only_pauses=True)
        self._patience = replace(
            self._options.patience, attempts=max(1, attempts), requeue=not self.pace.only_pauses
        )
        self._deadline = deadline
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncOpenAI] = (
            weakref.WeakKeyDictionary()
        )
        self._turns: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            weakref.WeakKeyDictionary()
        )

    def __repr__(self) -> str:
        return f"OpenAIModel({self.name!r}, base_url={self.base_url!r})"

    def paced_by(self, pace: Pacing) -> OpenAIModel:
        """Return the same model with another pace and connections of its own."""
        other = copy.copy(self)
        other.pace = pace
        other._patience = replace(self._patience, requeue=not pace.only_pauses)
        other._clients = weakref.WeakKeyDictionary()
        other._turns = weakref.WeakKeyDictionary()
        return other

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what belongs to this process, its connections, so that another can ask the same."""
        return {name: value for name, value in vars(self).items() if name not in ("_clients", "_turns")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _clients=weakref.WeakKeyDictionary(), _turns=weakref.WeakKeyDictionary())

    @property
    def output_mode(self) -> Mode | None:
        """Return the output mode that was found to work, None before the first answer."""
        settled = remembered.get(self.base_url, self.name)
        return self._options.output_mode or (settled.mode if settled else None)

    async def answer(self, request: Request) -> Reply:
        """Return the answer, with its usage summed over all attempts.

        Raises:
            ModelError: when there is none, after all retries.
            ConfigurationError: when nothing could be sent.

        """
        return await self._answer(request, self._patience)

    async def _answer(self, request: Request, patience: Patience) -> Reply:
        call = _Call(request, self._scrubber(request), self._first_dialect())
        try:
            return await persist(lambda: self._attempt(call), patience)
        except Trouble as trouble:
            if trouble.refusal is None:
                raise _final(trouble.error, call) from None
            return call.reply(Answer(text="", finish="refused", refusal=trouble.refusal), host=self.host)

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    async def probe(self) -> Probe:
        """Find out by one tiny question whether the endpoint answers, and how it keeps to a form."""
        try:
            listed = _listed(unpack(await self._send(self._scrubber(None), path="/models"), host=self.host))
        except Trouble as trouble:
            if isinstance(trouble.error, Unreachable | TimedOut | ConfigurationError):
                return self._probed({}, trouble.error)
            listed = {}  # some servers have no list of models
        try:
            await self._answer(_TINY, replace(self._patience, attempts=1))
        except BriefkitError as error:
            return self._probed(listed, error)
        return self._probed(listed, None)

    @property
    def batch_share(self) -> float | None:
        """Return what an answer of a batch job costs, as a part of the list price; None: not known."""
        return self._endpoint.profile.batch_share

    async def open_batch_api(self) -> BatchAPI:
        """Return the endpoint's Batch API, whether or not it has one; a tiny question finds out the form if need be.

        A function's call is no form for a job: nobody could tell which function a line was given.
        """
        known = self._endpoint.profile.certain or self.output_mode is not None
        if not known:
            with suppress(BriefkitError):  # some deployments answer in jobs only: then the best form is taken
                await self._answer(_TINY, replace(self._patience, attempts=1))
        dialect = self._first_dialect()
        if self._options.output_mode is None:
            dialect = remembered.get(self.base_url, self.name) or dialect
        modes = tuple(mode for mode in dialect.modes if mode != "tool") or ("prompt",)
        return BatchAPI(
            self._endpoint,
            self.name,
            replace(dialect, modes=modes),
            patience=replace(self._patience, requeue=False),
            transport=self._options.transport,
        )

    def _probed(self, listed: dict[str, int | None], error: BriefkitError | None) -> Probe:
        return Probe(
            host=self.host,
            answers=error is None,
            lists_model=self.name in listed if listed else None,
            models=tuple(listed),
            output_mode=None if error else self.output_mode,
            window_tokens=self.capabilities.window_tokens or listed.get(self.name),
            problem=error.message if error else "",
            hint=error.hint if error else "",
        )

    def _scrubber(self, request: Request | None) -> Scrubber:
        asked = [message.content for message in request.messages] if request else []
        return Scrubber(secrets=[self._endpoint.key], asked=asked)

    def _first_dialect(self) -> Dialect:
        first = first_dialect(self._endpoint.profile, self.name)
        if self._options.output_mode is None:
            return first
        return Dialect(
            modes=(self._options.output_mode,), cap_field=first.cap_field, temperature=first.temperature
        )

    async def _attempt(self, call: _Call) -> Reply:
        """Send once, or where nobody knows yet what the server can do, alone and down the ladder."""
        if not self._must_find_out(call):
            return await self._walk(call)
        turn = self._turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        async with turn:
            return await self._walk(call)

    def _must_find_out(self, call: _Call) -> bool:
        form_asked = call.request.answer_schema is not None
        certain = self._endpoint.profile.certain or self._options.output_mode is not None
        return form_asked and not certain and remembered.get(self.base_url, self.name) is None

    async def _walk(self, call: _Call) -> Reply:
        if self._options.output_mode is None and not call.stepped:
            call.dialect = remembered.get(self.base_url, self.name) or call.dialect
        while True:
            try:
                reply = await self._ask(call)
            except Trouble as trouble:
                if not call.step_down(trouble.complaint):
                    raise
            else:
                self._remember(call, reply)
                return reply

    def _remember(self, call: _Call, reply: Reply) -> None:
        if call.request.answer_schema is None or self._options.output_mode is not None:
            return
        if NOT_CALLED in reply.notes:  # the server ignores tools: from now on it is asked one rung lower
            call.step_down("tool_choice")
        remembered.settle(self.base_url, self.name, call.dialect)

    async def _ask(self, call: _Call) -> Reply:
        body = _shaped(call, self.name, self._endpoint.profile)
        content = encode(body)
        async with self._turn(call, len(content)) as turn, sending():
            call.sends += 1
            payload = unpack(await self._send(call.scrub, content=content), host=self.host)
            refuse_error(payload, host=self.host, scrub=call.scrub)
            usage = read_usage(payload)
            used = None if usage.estimated else (usage.input_tokens, usage.output_tokens)
            self.pace.answered(turn, used)
        call.spend(usage)
        tool = wire_name(call.request.answer_name) if "tools" in body else None
        answer = read_answer(payload, host=self.host, tool=tool, scrub=call.scrub)
        if usage.estimated:
            call.spend(await asyncio.to_thread(_estimated, body, answer.text, self.name))
        else:
            _refuse_cut_input(body, usage, self.host)
        model = payload.get("model")
        return call.reply(answer, host=self.host, model=model if isinstance(model, str) else None)

    @asynccontextmanager
    async def _turn(self, call: _Call, size: int) -> AsyncGenerator[Turn]:
        """Wait until a question of some bytes may be sent, and tell the pace how it ended."""
        most_output, most_wait = call.request.max_output_tokens, self._patience.longest_wait
        try:
            turn = await self.pace.enter(size, most_output, place=call.place, most_wait=most_wait)
        except LongCoolDown as pause:
            raise trouble_of_signs(Signs(status=429, retry_after=pause.seconds), host=self.host) from None
        call.place = turn.place
        try:
            yield turn
        except Trouble as trouble:
            if isinstance(trouble.error, RateLimited) or trouble.retry_after:
                self.pace.refused(turn, trouble.retry_after)
            raise
        finally:
            self.pace.leave()

    async def _send(self, scrub: Scrubber, *, content: bytes | None = None, path: str = "") -> bytes:
        """Return the raw answer to a chat completion, or to a GET of a path where there is no content.

        Bytes go in and out by the SDK's own request path: its typed parameters and answers would cost more than
        all the rest, and `replies` trusts no answer anyway.
        """
        import httpx2
        import openai

        deadline = self._deadline if content else min(self._deadline, _LIST_SECONDS)
        try:
            async with asyncio.timeout(deadline):
                client = self._client()
                if content is None:
                    response = await client.get(path, cast_to=httpx2.Response)
                else:
                    response = await client.post(_PATH, cast_to=httpx2.Response, content=content)
                    self.pace.learn(response.headers)
                return response.content
        except openai.APIStatusError as error:
            self.pace.learn(error.response.headers)
            raise trouble_of(error, host=self.host, scrub=scrub) from None
        except (openai.OpenAIError, httpx2.HTTPError, OSError) as error:
            raise trouble_of(error, host=self.host, scrub=scrub) from None

    def _client(self) -> AsyncOpenAI:
        """Return the running event loop's client; every setting is given, so that no variable leaks in."""
        loop = asyncio.get_running_loop()
        if loop in self._clients:
            return self._clients[loop]
        import openai

        from briefkit.models.transport import open_client, open_transport

        fast = self._options.fast and importlib.util.find_spec("aiohttp") is not None
        make = self._options.transport or (lambda: open_transport(self._endpoint, fast=fast))
        http_client = open_client(
            self._endpoint,
            deadline=self._deadline,
            inner=make(),
            most_bytes=self._options.most_bytes,
        )
        self._clients[loop] = openai.AsyncOpenAI(
            base_url=self.base_url,
            api_key=self._endpoint.key,
            admin_api_key="",
            webhook_secret="",
            default_headers={"Authorization": f"Bearer {self._endpoint.key}"},
            max_retries=0,
            timeout=http_client.timeout,
            http_client=http_client,
        )
        return self._clients[loop]


@dataclass
class _Call:
    """One request on its way: what it is sent as, and what was spent on it."""

    request: Request
    scrub: Scrubber
    dialect: Dialect
    stepped: bool = False
    place: int | None = None
    """Its place in the pace's queue, None before the first send."""
    sends: int = 0
    spent: Usage = field(default_factory=Usage)

    def step_down(self, complaint: str) -> bool:
        """Change to the next dialect; tell whether there was one."""
        form_asked = self.request.answer_schema is not None
        lower = self.dialect.after(complaint, form_asked=form_asked) if complaint else None
        self.dialect = lower or self.dialect
        self.stepped = self.stepped or lower is not None
        return lower is not None

    def spend(self, usage: Usage) -> None:
        self.spent += usage

    def reply(self, answer: Answer, *, host: str, model: str | None = None) -> Reply:
        usage = self.spent.model_copy(update={"requests": 1, "attempts": self.sends})
        mode = self.dialect.mode if self.request.answer_schema is not None else None
        return answer.reply(usage, host=host, model=model, output_mode=mode)


def _listed(payload: dict[str, Any]) -> dict[str, int | None]:
    """Return the models of a list, with the windows where it tells them."""
    entries = map(members_of, items_of(payload.get("data")))
    return {str(entry["id"]): _window(entry) for entry in entries if "id" in entry}


def _window(entry: dict[str, Any]) -> int | None:
    fields = {**entry, **members_of(entry.get("meta"))}
    return next((fields[name] for name in _WINDOW_FIELDS if isinstance(fields.get(name), int)), None)


def _shaped(call: _Call, model: str, profile: Any) -> dict[str, Any]:
    try:
        return shape(call.request, model=model, dialect=call.dialect, profile=profile)
    except NotPortable as error:
        raise ConfigurationError(f"the answer's schema cannot be sent: {error}.") from None


def _final(error: BriefkitError, call: _Call) -> BriefkitError:
    if isinstance(error, ModelError):
        error.attempts = call.sends
    return error


def _sent_text(body: dict[str, Any]) -> str:
    return "\n".join(str(message["content"]) for message in body["messages"])


def _estimated(body: dict[str, Any], text: str, model: str) -> Usage:
    sent = count_tokens(_sent_text(body), model).tokens
    return Usage(input_tokens=sent, output_tokens=count_tokens(text, model).tokens, estimated=True)


def _refuse_cut_input(body: dict[str, Any], usage: Usage, host: str) -> None:
    """Refuse the answer to a prompt that was silently cut: fewer tokens were counted than it can have."""
    text, counted = _sent_text(body), usage.input_tokens + usage.cached_tokens
    if counted * 5 >= len(text):  # `fewest_tokens` never comes to more, and costs more to ask
        return
    fewest = fewest_tokens(text)
    if fewest < _FEW_TOKENS or counted >= fewest:
        return
    error = TooLong(
        f"{host} cut the article: it read {usage.input_tokens} tokens of a prompt of at least {fewest}.",
        hint="Widen the server's window (Ollama: num_ctx or OLLAMA_CONTEXT_LENGTH), or give window_tokens.",
    )
    raise Trouble(error, retries=0)
