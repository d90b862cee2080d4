"""The clients that `peers` compares: each function is a row, named as there."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from openai import AsyncOpenAI
from pydantic import BaseModel

from benchmarks.editions import edition
from briefkit import batch
from briefkit.briefer import Briefer
from briefkit.checks import Facts
from briefkit.draft import Draft, Parts
from briefkit.models import Capabilities
from briefkit.models.modes import encode, first_dialect, shape
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.profiles import find_profile
from briefkit.plan.setup import Step, Trace
from briefkit.plan.whole import ask_for_parts, brief_request
from briefkit.run import Runner
from briefkit.schema import Article, Finding, Request, Result

MODEL = "gpt-5-mini"
_KEY = "none"
_PROFILE = find_profile("127.0.0.1:1", MODEL)


def article(number: int) -> Article:
    """Return an edition as an article; the server finds its answer by the number."""
    return Article(text=edition(number).article, publisher=f"The Valley Ledger, edition {number}.")


class _Nobody:
    name, host, capabilities = MODEL, "local", Capabilities()


_SETUP = Briefer(_Nobody(), plan="whole")._setup()  # type: ignore[arg-type]


def request(number: int) -> Request:
    """Return the request that briefkit makes of an edition."""
    asked = article(number)
    facts = Facts.of(asked)
    return brief_request(facts, facts.sentences, Trace(plan="whole", article=asked, setup=_SETUP))


def messages(number: int) -> list[dict[str, str]]:
    """Return that request's messages as other clients take them."""
    return [{"role": message.role, "content": message.content} for message in request(number).messages]


def body(number: int) -> dict[str, Any]:
    """Return that request as it goes over the wire."""
    return shape(request(number), model=MODEL, dialect=first_dialect(_PROFILE, MODEL), profile=_PROFILE)


@dataclass(frozen=True)
class Client:
    """What a row does: what it is handed for an edition, made before the clock runs, and how it asks about many."""

    ready: Callable[[int], Any]
    ask: Callable[[list[Any]], Awaitable[Any]]
    close: Callable[[], Awaitable[Any]]


def _each(call: Callable[[Any], Awaitable[Any]], concurrency: int) -> Callable[[list[Any]], Awaitable[Any]]:
    """Return how to make one call an edition, so many at a time."""

    async def ask(things: list[Any]) -> None:
        waiting = iter(things)

        async def work() -> None:
            for thing in waiting:
                await call(thing)

        await asyncio.gather(*(work() for _ in range(concurrency)))

    return ask


def floor(address: str, concurrency: int) -> Client:
    import aiohttp

    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def call(content: bytes) -> None:
        async with session.post(f"{address}/chat/completions", data=content) as response:
            completion = _Completion.model_validate_json(await response.read())
        Draft.model_validate_json(completion.choices[0].message.content)

    return Client(lambda number: encode(body(number)), _each(call, concurrency), session.close)


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice]


def openai(address: str, concurrency: int) -> Client:
    client = AsyncOpenAI(base_url=address, api_key=_KEY, max_retries=0)

    async def call(asked: dict[str, Any]) -> None:
        await client.chat.completions.create(**asked)

    return Client(body, _each(call, concurrency), client.close)


def instructor(address: str, concurrency: int) -> Client:
    import instructor

    inner = AsyncOpenAI(base_url=address, api_key=_KEY, max_retries=0)
    client = instructor.from_openai(inner, mode=instructor.Mode.JSON_SCHEMA)

    async def call(asked: list[dict[str, str]]) -> None:
        await client.chat.completions.create(
            model=MODEL, messages=asked, response_model=Draft, max_completion_tokens=8000, max_retries=0
        )

    return Client(messages, _each(call, concurrency), inner.close)


def langchain(address: str, concurrency: int) -> Client:
    from langchain_openai import ChatOpenAI

    chain = ChatOpenAI(
        model=MODEL, base_url=address, api_key=_KEY, max_retries=0, max_completion_tokens=8000
    ).with_structured_output(Draft, method="json_schema")

    async def ask(asked: list[list[dict[str, str]]]) -> None:
        await chain.abatch(asked, config={"max_concurrency": concurrency})

    return Client(messages, ask, _nothing)


def pydantic_ai(address: str, concurrency: int) -> Client:
    from pydantic_ai import Agent, NativeOutput
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    client = AsyncOpenAI(base_url=address, api_key=_KEY, max_retries=0)
    model = OpenAIChatModel(MODEL, provider=OpenAIProvider(openai_client=client))
    agent = Agent(model, output_type=NativeOutput(Draft, strict=True), retries=0)

    async def call(asked: list[dict[str, str]]) -> None:
        system, user = asked
        await agent.run(user["content"], instructions=system["content"])

    return Client(messages, _each(call, concurrency), client.close)


def call(address: str, concurrency: int) -> Client:
    model = _model(address)
    return Client(request, _each(model.answer, concurrency), model.aclose)


def resolved(address: str, concurrency: int) -> Client:
    model = _model(address)
    runner = Runner(model)

    def parts(asked: Article) -> Step[Parts | Finding]:
        facts = Facts.of(asked)
        trace = Trace(plan="whole", article=asked, setup=_SETUP)
        return ask_for_parts(facts, facts.sentences, trace)

    async def one(asked: Article) -> None:
        found = await runner.arun(parts(asked))
        assert isinstance(found, Parts), found

    return Client(article, _each(one, concurrency), model.aclose)


def checked(address: str, concurrency: int) -> Client:
    briefer = Briefer(_model(address), plan="whole")

    async def one(asked: Article) -> None:
        _expect(await briefer.abrief(asked))

    return Client(article, _each(one, concurrency), briefer.model.aclose)


def stored(address: str, concurrency: int) -> Client:
    briefer = Briefer(_model(address), plan="whole")
    folder = tempfile.TemporaryDirectory()  # removed with the process
    stores = (Path(folder.name) / f"briefs-{number}.db" for number in count())

    async def ask(asked: list[Article]) -> None:
        options = batch.Options(concurrency=concurrency)
        async for result in briefer.batch(asked, store=next(stores), options=options):
            _expect(result)

    return Client(article, ask, briefer.model.aclose)


async def _nothing() -> None:
    pass


def _model(address: str) -> OpenAIModel:
    return OpenAIModel(MODEL, base_url=address, api_key=_KEY, options=Options(fast=True))


def _expect(result: Result) -> None:
    assert result.status == "ok", result.findings
