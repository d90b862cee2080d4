"""A fast chat completions server on loopback that keeps a provider's limits: run as a process of its own.

It counts what it lets through and what it refuses, second by second, and tells both at `GET /v1/stats`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import multiprocessing
import re
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Rules", "served", "stats"]


_EDITION = re.compile(rb"edition (\d+)")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the server answers, and how much of it."""

    text: str = '{"sum": 4}'
    texts: tuple[str, ...] = ()
    """Other answers, to questions that name an edition by its number."""
    latency: float = 0.0
    """Seconds until an answer."""
    requests: float | None = None
    """Per minute."""
    tokens: float | None = None
    """Per minute."""
    window: str = "bucket"
    """`bucket` refills all the time, `minute` at the turn of a minute."""
    seconds: float = 60.0
    """What the bucket holds, in seconds of the limit."""
    charge: str = "used"
    """`used`: the tokens of question and answer; `asked`: those of the question and the whole cap."""
    headers: bool = True
    """Whether answers tell limits, and what is left of them."""
    retry_after: bool = True
    """Whether refusals tell when to come again."""
    halves_after: float | None = None
    """Seconds after the first request at which both limits halve."""


@dataclass
class _Allowance:
    """What is left of one limit."""

    rules: Rules
    per_minute: float
    level: float = 0.0
    at: float = 0.0

    def begin(self, now: float) -> None:
        self.level, self.at = self._most(), now

    def halve(self) -> None:
        self.per_minute /= 2
        self.level = min(self.level, self._most())

    def _most(self) -> float:
        held = 60.0 if self.rules.window == "minute" else self.rules.seconds
        return self.per_minute * held / 60

    def refill(self, now: float) -> None:
        if self.rules.window == "minute":
            if now - self.at >= 60:
                self.at += 60 * ((now - self.at) // 60)
                self.level = self._most()
            return
        self.level = min(self._most(), self.level + (now - self.at) * self.per_minute / 60)
        self.at = now

    def wait(self, cost: float, now: float) -> float:
        if self.level >= cost:
            return 0.0
        if self.rules.window == "minute":
            return self.at + 60 - now
        return (cost - self.level) / self.per_minute * 60

    def reset(self, now: float) -> float:
        if self.rules.window == "minute":
            return max(0.0, self.at + 60 - now)
        return (self._most() - self.level) / self.per_minute * 60


@dataclass
class _Server:
    rules: Rules
    begun: float | None = None
    halved: bool = False
    seconds: dict[int, list[float]] = field(default_factory=dict)
    """By second: let through, refused, tokens charged."""
    count: int = 0

    def __post_init__(self) -> None:
        limits = {"requests": self.rules.requests, "tokens": self.rules.tokens}
        self.allowances = {k: _Allowance(self.rules, v) for k, v in limits.items() if v}

    def answer(self, body: bytes) -> bytes:
        now = time.monotonic()
        if self.begun is None:
            self.begun = now
            for allowance in self.allowances.values():
                allowance.begin(now)
        self.count += 1
        self._halve(now)
        asked = json.loads(body) if self.allowances else {}
        spent = 600 if not asked else _spread(self.count, asked.get("max_tokens", 600))
        sent = len(body) // 4
        charged = sent + (spent if self.rules.charge == "used" else asked.get("max_tokens", 0))
        waits = []
        for name, allowance in self.allowances.items():
            allowance.refill(now)
            waits.append(allowance.wait(1 if name == "requests" else charged, now))
        seen = self.seconds.setdefault(int(now - self.begun), [0, 0, 0])
        if wait := max(waits, default=0.0):
            seen[1] += 1
            return self._refuse(wait, now)
        seen[0] += 1
        seen[2] += charged
        for name, allowance in self.allowances.items():
            allowance.level -= 1 if name == "requests" else charged
        return _response(200, _completion(self._text(body), sent, spent), self._headers(now))

    def _text(self, body: bytes) -> str:
        named = _EDITION.search(body) if self.rules.texts else None
        return self.rules.texts[int(named[1])] if named else self.rules.text

    def _halve(self, now: float) -> None:
        after = self.rules.halves_after
        if after is not None and self.begun is not None and now - self.begun >= after and not self.halved:
            self.halved = True
            for allowance in self.allowances.values():
                allowance.halve()

    def _refuse(self, wait: float, now: float) -> bytes:
        headers = self._headers(now)
        if self.rules.retry_after:
            headers += f"retry-after-ms: {math.ceil(wait * 1000)}\r\nretry-after: {math.ceil(wait)}\r\n"
        error = {
            "error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}
        }
        return _response(429, json.dumps(error).encode(), headers)

    def _headers(self, now: float) -> str:
        if not self.rules.headers:
            return ""
        return "".join(
            f"x-ratelimit-limit-{name}: {allowance.per_minute:.0f}\r\n"
            f"x-ratelimit-remaining-{name}: {max(0, int(allowance.level))}\r\n"
            f"x-ratelimit-reset-{name}: {allowance.reset(now):.3f}s\r\n"
            for name, allowance in self.allowances.items()
        )


def _spread(number: int, most: int) -> int:
    """Return the length of an answer: between a fifth and four fifths of the cap, without a pattern."""
    return most // 5 + (number * 7919) % 1009 * most * 3 // 5 // 1009


_COMPLETIONS: dict[str, tuple[bytes, bytes]] = {}


def _completion(text: str, sent: int, spent: int) -> bytes:
    if text not in _COMPLETIONS:
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
        whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "loopback-1"}
        said = json.dumps({**whole, "choices": [choice], "usage": "USAGE"}).encode()
        before, _, after = said.partition(b'"USAGE"')
        _COMPLETIONS[text] = before, after
    head, tail = _COMPLETIONS[text]
    total = sent + spent
    usage = f'{{"prompt_tokens":{sent},"completion_tokens":{spent},"total_tokens":{total}}}'
    return head + usage.encode() + tail


def _response(status: int, body: bytes, headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{headers}content-length: {len(body)}\r\n\r\n"
    return head.encode() + body


class _Connection(asyncio.Protocol):
    def __init__(self, server: _Server) -> None:
        self._server = server
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        mark = head.find(b"content-length:")
        length = int(head[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return
        body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
        if head.startswith(b"get "):
            self._transport.write(_response(200, json.dumps(self._server.seconds).encode()))
            return
        answer = self._server.answer(body)
        asyncio.get_running_loop().call_later(self._server.rules.latency, self._write, answer)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


def _serve(rules: Rules, ports: Any) -> None:
    async def run() -> None:
        server = _Server(rules)
        listening = await asyncio.get_running_loop().create_server(
            lambda: _Connection(server), "127.0.0.1", 0
        )
        ports.put(listening.sockets[0].getsockname()[1])
        await listening.serve_forever()

    asyncio.run(run())


@contextlib.contextmanager
def served(rules: Rules) -> Iterator[str]:
    """Serve by some rules in a process of its own, and give the base URL."""
    context = multiprocessing.get_context("spawn")
    ports = context.Queue()
    process = context.Process(target=_serve, args=(rules, ports), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ports.get(timeout=60)}/v1"
    finally:
        process.terminate()
        process.join()


def stats(base_url: str) -> dict[int, tuple[float, float, float]]:
    """Return what was let through, refused and charged, by the seconds since the first request."""
    with urllib.request.urlopen(f"{base_url}/stats", timeout=10) as answer:
        return {int(second): tuple(counts) for second, counts in json.load(answer).items()}
