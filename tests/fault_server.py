"""A loopback server that misbehaves on order: a script of answers, one for each connection."""

from __future__ import annotations

import asyncio
import gzip
import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

__all__ = ["FaultServer", "Seen", "Step", "chat", "error", "gzip_bomb", "ok", "raw"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One answer: bytes to write, and how the connection ends."""

    data: bytes = b""
    then: Literal["close", "hang", "reset", "drip"] = "close"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass
class FaultServer:
    """Answer by the script, then by its last step for ever; `seen` holds what was asked."""

    script: Sequence[Step | Callable[[Seen], Step]]
    seen: list[Seen] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self._tasks: set[asyncio.Task[Any]] = set()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            seen = await _read(reader)
            step = self.script[min(len(self.seen), len(self.script) - 1)]
            self.seen.append(seen)
            await _act(step if isinstance(step, Step) else step(seen), writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(path=first.split(" ")[1], headers=headers, body=body)


async def _act(step: Step, writer: asyncio.StreamWriter) -> None:
    if step.then == "drip":
        for index in range(len(step.data)):
            writer.write(step.data[index : index + 1])
            await writer.drain()
            await asyncio.sleep(0.05 if index > 80 else 0)
        return
    writer.write(step.data)
    await writer.drain()
    if step.then == "hang":
        await asyncio.sleep(30)
    if step.then == "reset":
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(1, 13, linger)  # SOL_SOCKET, SO_LINGER: close by RST
        writer.transport.abort()


def raw(
    body: bytes | str,
    *,
    status: int = 200,
    kind: str = "application/json",
    headers: dict[str, str] | None = None,
    length: int | None = None,
    then: Literal["close", "hang", "reset", "drip"] = "close",
) -> Step:
    """Return any answer; `length` may lie."""
    data = body.encode() if isinstance(body, str) else body
    fields = {
        "content-type": kind,
        "content-length": str(len(data) if length is None else length),
        "connection": "close",
        **(headers or {}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return Step(data=f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + data, then=then)


def chat(
    content: Any = '{"sum": 4}',
    *,
    finish: Any = "stop",
    message: dict[str, Any] | None = None,
    usage: Any = None,
) -> dict[str, Any]:
    """Return the body of a chat completion."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "answered-1",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **(message or {})},
            }
        ],
        "usage": {"prompt_tokens": 9, "completion_tokens": 4} if usage is None else usage,
    }


def ok(content: Any = '{"sum": 4}', **fields: Any) -> Step:
    """Return a good answer."""
    return raw(json.dumps(chat(content, **fields)))


def error(status: int, body: Any = None, headers: dict[str, str] | None = None) -> Step:
    """Return an error; the body may have any provider's shape."""
    said = {"error": {"message": "no", "type": "t", "code": None}} if body is None else body
    return raw(json.dumps(said), status=status, headers=headers)


def gzip_bomb() -> Step:
    """Return 64 MiB of spaces, compressed."""
    return raw(gzip.compress(b" " * 2**26), headers={"content-encoding": "gzip"})
