"""Measure the processor time that one call costs, beside the SDK alone and beside the floor.

    python -m benchmarks.client_cost [--calls 600] [--rounds 3] [--concurrency 64]

Every row asks a fast server on loopback the same question, in turns, so that only the ratios between rows of one run
mean anything. The floor is aiohttp with pydantic and nothing else. Rows whose packages are absent are left out.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from benchmarks.loopback import Rules, served
from briefkit.draft import Draft
from briefkit.models.modes import first_dialect, shape
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.profiles import find_profile
from briefkit.schema import Message, Request

ANSWER = (Path(__file__).parents[1] / "tests" / "data" / "draft.json").read_text(encoding="utf-8")
ARTICLE = (
    "[1] The northern gate of the port of Marrow stays closed until Tuesday, the harbour master said. " * 55
)
SYSTEM = "You write briefs of news articles for editors. Cite sentences by their numbers. " * 60
REQUEST = Request(
    purpose="a measurement",
    messages=[Message(role="system", content=SYSTEM), Message(role="user", content=ARTICLE)],
    answer_schema=Draft.model_json_schema(),
    max_output_tokens=3000,
)
Call = Callable[[], Awaitable[Any]]
Row = Callable[[str], tuple[Call, Callable[[], Awaitable[None]]]]


class _Any(BaseModel):
    model_config = {"extra": "allow"}


def _body(number: int) -> dict[str, Any]:
    profile = find_profile("127.0.0.1:1", "m")
    return shape(_request(number), model="m", dialect=first_dialect(profile, "m"), profile=profile)


def _request(number: int) -> Request:
    """Return a fresh request, as each article has its own."""
    asked = Message(role="user", content=f"{ARTICLE}\n{number}")
    return Request(
        purpose=REQUEST.purpose,
        messages=[REQUEST.messages[0], asked],
        answer_schema=REQUEST.answer_schema,
        max_output_tokens=REQUEST.max_output_tokens,
    )


def floor(base_url: str) -> tuple[Call, Callable[[], Awaitable[None]]]:
    import aiohttp

    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    body = json.dumps(_body(0)).encode()

    async def call() -> None:
        async with session.post(f"{base_url}/chat/completions", data=body) as response:
            _Any.model_validate_json(await response.read())

    return call, session.close


def sdk(base_url: str) -> tuple[Call, Callable[[], Awaitable[None]]]:
    import openai

    client = openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0)
    body = _body(0)

    async def call() -> None:
        await client.chat.completions.create(**body)

    return call, client.close


def sdk_aiohttp(base_url: str) -> tuple[Call, Callable[[], Awaitable[None]]]:
    import openai

    client = openai.AsyncOpenAI(
        base_url=base_url, api_key="none", max_retries=0, http_client=openai.DefaultAioHttpClient()
    )
    body = _body(0)

    async def call() -> None:
        await client.chat.completions.create(**body)

    return call, client.close


def briefkit(**options: Any) -> Row:
    def row(base_url: str) -> tuple[Call, Callable[[], Awaitable[None]]]:
        model = OpenAIModel("m", base_url=base_url, api_key="none", options=Options(**options))
        numbers = iter(range(10**9))

        async def call() -> None:
            await model.answer(_request(next(numbers)))

        return call, model.aclose

    return row


ROWS: dict[str, Row] = {
    "aiohttp + pydantic (the floor)": floor,
    "AsyncOpenAI create": sdk,
    "AsyncOpenAI create, aiohttp": sdk_aiohttp,
    "briefkit OpenAIModel": briefkit(),
    "briefkit OpenAIModel, fast (aiohttp)": briefkit(fast=True),
}


async def _measure(row: Row, base_url: str, *, calls: int, concurrency: int) -> float:
    """Return milliseconds of processor time per call."""
    call, close = row(base_url)

    async def work(count: int) -> None:
        for _ in range(count):
            await call()

    await call()
    began = time.process_time()
    await asyncio.gather(*(work(calls // concurrency) for _ in range(concurrency)))
    spent = time.process_time() - began
    await close()
    return spent / (calls // concurrency * concurrency) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=640)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", type=int, default=64)
    given = parser.parse_args()
    fast = importlib.util.find_spec("aiohttp") is not None
    rows = {name: row for name, row in ROWS.items() if fast or "aiohttp" not in name}
    times: dict[str, list[float]] = {name: [] for name in rows}
    with served(Rules(text=ANSWER)) as base_url:
        for _ in range(given.rounds):
            for name, row in rows.items():
                measured = asyncio.run(
                    _measure(row, base_url, calls=given.calls, concurrency=given.concurrency)
                )
                times[name].append(measured)
    medians = {name: statistics.median(measured) for name, measured in times.items()}
    least = min(medians.values())
    print(f"{'client, ' + str(given.concurrency) + ' at a time':40} {'CPU ms/call':>12} {'ratio':>7}")
    for name, median in medians.items():
        print(f"{name:40} {median:12.2f} {median / least:7.1f}")


if __name__ == "__main__":
    main()
