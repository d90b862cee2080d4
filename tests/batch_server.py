"""A provider's Batch API on loopback: files, jobs and their ends as they are scripted. It keeps what it would bill.

python -m tests.batch_server [--looks N]     serves for ever and prints its address, for trials by hand
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

from tests.fault_server import chat

__all__ = ["BatchServer", "Ending", "Said"]

DRAFT = Path(__file__).parent / "data" / "draft.json"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the provider answers to one line: a status and a body, or only an error."""

    body: dict[str, Any] | None = None
    status: int = 200
    error: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one job goes."""

    status: Literal["completed", "failed", "expired", "cancelled"] = "completed"
    looks: int = 1
    """How often it is looked at until it is over."""
    answered: int | None = None
    """Requests that are answered before it ends, None: all."""
    silent: bool = False
    """Whether requests that are not answered have no line in the error file either."""
    codes: Sequence[str] = ()
    """What is wrong with the file as a whole."""
    strange: Sequence[bytes] = ()
    """Lines that stand in the output file beside the answers."""
    twice: bool = False
    """Whether every answer stands in the file twice."""
    cut: int = 0
    """Bytes that are missing at the end of the output file..."""
    cut_downloads: int = 1
    """...so often."""


@dataclass
class _File:
    name: str
    content: bytes
    created_at: int
    downloads: int = 0


@dataclass
class _Job:
    id: str
    input_file_id: str
    metadata: dict[str, str]
    ending: Ending
    created_at: int
    looked_at: int = 0
    status: str = "validating"
    output_file_id: str | None = None
    error_file_id: str | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"total": 0, "completed": 0, "failed": 0})


@dataclass
class BatchServer:
    """Serve jobs. `endings` are those of the first jobs, in order; all others go well."""

    answer: Callable[[dict[str, Any]], Said | str] = lambda body: DRAFT.read_text(encoding="utf-8")
    endings: Sequence[Ending] = ()
    default: Ending = field(default_factory=Ending)
    lose: tuple[int, Literal["before", "after"]] | None = None
    """The number of the request whose connection breaks, before or after it was done."""
    absent: int | None = None
    """The status that a server without a Batch API gives."""
    files: dict[str, _File] = field(default_factory=dict)
    jobs: dict[str, _Job] = field(default_factory=dict)
    billed: Counter[str] = field(default_factory=Counter)
    """How often each request was answered."""
    requests: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"served": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def handle(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, bytes, bool]:
        """Return status, answer and whether the connection is to break; one request at a time."""
        with self._lock:
            self.requests.append(f"{method} {urlsplit(path).path}")
            is_lost = self.lose is not None and len(self.requests) == self.lose[0]
            if is_lost and self.lose is not None and self.lose[1] == "before":
                return 0, b"", True
            if self.absent is not None and "/chat/" not in path:
                return self.absent, b'{"error": {"message": "no such thing"}}', False
            status, answer = self._answer(method, path, body, kind)
            return status, answer if isinstance(answer, bytes) else json.dumps(answer).encode(), is_lost

    def _answer(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, Any]:
        parts = urlsplit(path).path.removeprefix("/v1/").split("/")
        match (method, *parts):
            case ("POST", "files"):
                return 200, self._upload(body, kind)
            case ("POST", "batches"):
                return 200, self._create(json.loads(body))
            case ("GET", "batches"):
                return 200, self._list([self._seen(job) for job in self.jobs.values()], path)
            case ("GET", "files"):
                return 200, self._list([self._file(name) for name in self.files], path)
            case ("GET", "batches", job_id) if job_id in self.jobs:
                return 200, self._look(self.jobs[job_id])
            case ("GET", "files", file_id, "content") if file_id in self.files:
                return 200, self._download(file_id)
            case ("POST", "chat", "completions"):
                return 200, chat()
        return 404, {"error": {"message": f"no {path}"}}

    def _upload(self, body: bytes, kind: str) -> dict[str, Any]:
        boundary = b"--" + kind.rpartition("boundary=")[2].strip('"').encode()
        part = next(part for part in body.split(boundary) if b'name="file"' in part)
        head, _, content = part.partition(b"\r\n\r\n")
        name = head.split(b'filename="')[1].split(b'"')[0].decode()
        return self._file(self._keep(name, content.removesuffix(b"\r\n")))

    def _keep(self, name: str, content: bytes) -> str:
        file_id = f"file-{next(self._numbers)}"
        self.files[file_id] = _File(name, content, int(time.time()))
        return file_id

    def _file(self, file_id: str) -> dict[str, Any]:
        file = self.files[file_id]
        return {
            "id": file_id,
            "object": "file",
            "bytes": len(file.content),
            "created_at": file.created_at,
            "filename": file.name,
            "purpose": "batch",
            "status": "processed",
        }

    def _create(self, asked: dict[str, Any]) -> dict[str, Any]:
        place = len(self.jobs)
        ending = self.endings[place] if place < len(self.endings) else self.default
        job = _Job(
            f"batch_{next(self._numbers)}",
            asked["input_file_id"],
            asked.get("metadata") or {},
            ending,
            int(time.time()),
        )
        self.jobs[job.id] = job
        return self._seen(job)

    def _list(self, entries: list[dict[str, Any]], path: str) -> dict[str, Any]:
        entries = entries[::-1]
        asked = parse_qs(urlsplit(path).query)
        if "after" in asked:
            ids = [entry["id"] for entry in entries]
            entries = entries[ids.index(asked["after"][0]) + 1 :]
        limit = int(asked.get("limit", ["20"])[0])
        page = entries[:limit]
        return {
            "object": "list",
            "data": page,
            "has_more": len(entries) > limit,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
        }

    def _look(self, job: _Job) -> dict[str, Any]:
        job.looked_at += 1
        if job.status in ("validating", "in_progress"):
            job.status = "in_progress"
            if job.looked_at >= job.ending.looks:
                self._end(job)
        return self._seen(job)

    def _seen(self, job: _Job) -> dict[str, Any]:
        errors = [{"code": code, "message": f"the file: {code}", "line": None} for code in job.ending.codes]
        return {
            "id": job.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "input_file_id": job.input_file_id,
            "completion_window": "24h",
            "status": job.status,
            "created_at": job.created_at,
            "output_file_id": job.output_file_id,
            "error_file_id": job.error_file_id,
            "request_counts": job.counts,
            "metadata": job.metadata,
            "errors": {"object": "list", "data": errors} if errors and job.status == "failed" else None,
        }

    def _end(self, job: _Job) -> None:
        """Answer what is answered, out of order, and write the files."""
        ending, job.status = job.ending, job.ending.status
        if ending.status == "failed":
            return
        lines = [json.loads(line) for line in self.files[job.input_file_id].content.splitlines()]
        most = len(lines) if ending.answered is None else ending.answered
        good: list[bytes] = list(ending.strange)
        bad: list[bytes] = []
        for line in lines[:most]:
            said = self.answer(line["body"])
            said = Said(body=chat(said)) if isinstance(said, str) else said
            is_good = said.status == 200 and said.error is None
            self.billed[line["custom_id"]] += is_good
            for _ in range(2 if ending.twice else 1):
                (good if is_good else bad).append(_line(line["custom_id"], said))
        code = "batch_expired" if ending.status == "expired" else "batch_cancelled"
        unanswered = [] if ending.silent else lines[most:]
        bad += [_line(line["custom_id"], Said(error={"code": code, "message": "no"})) for line in unanswered]
        job.counts = {"total": len(lines), "completed": len(lines[:most]) - len(bad), "failed": len(bad)}
        job.counts["completed"] = sum(1 for line in lines[:most] if self.billed[line["custom_id"]])
        job.output_file_id = self._keep("out.jsonl", _mixed(good)) if good else None
        job.error_file_id = self._keep("errors.jsonl", _mixed(bad)) if bad else None

    def _download(self, file_id: str) -> bytes:
        file = self.files[file_id]
        file.downloads += 1
        owner = next((job for job in self.jobs.values() if job.output_file_id == file_id), None)
        if owner is not None and owner.ending.cut and file.downloads <= owner.ending.cut_downloads:
            return file.content[: -owner.ending.cut]
        return file.content


def _line(custom_id: str, said: Said) -> bytes:
    response = (
        None if said.body is None else {"status_code": said.status, "request_id": "r", "body": said.body}
    )
    line = {"id": "x", "custom_id": custom_id, "response": response, "error": said.error}
    return json.dumps(line).encode()


def _mixed(lines: list[bytes]) -> bytes:
    random.Random(0).shuffle(lines)
    return b"".join(line + b"\n" for line in lines)


class _Handler(BaseHTTPRequestHandler):
    served: BatchServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body in one packet: else the client's system waits 40 ms for more

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)) or self._chunks()
        kind = self.headers.get("content-type") or ""
        status, answer, is_lost = self.served.handle(self.command, self.path, body, kind)
        if is_lost:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()

    do_GET = do_POST = _serve  # noqa: N815

    def _chunks(self) -> bytes:
        found = b""
        while self.headers.get("transfer-encoding") == "chunked":
            size = int(self.rfile.readline(), 16)
            found += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                break
        return found

    def log_message(self, *said: object) -> None:
        """Keep quiet."""


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--looks", type=int, default=1)
    with BatchServer(default=Ending(looks=parser.parse_args().looks)) as server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
