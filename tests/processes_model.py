"""A model and plans that the processes of a run can import and unpickle; what each does is noted in files."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from briefkit import Article, Briefer, Result
from briefkit.batch import Job
from briefkit.checks import CHECKS_VERSION
from briefkit.errors import Denied
from briefkit.models import Capabilities, Model
from briefkit.plan import Plan
from briefkit.schema import Cost, Finding, Message, Reply, Request, Usage

RESULT = Result.model_validate_json((Path(__file__).parent / "data" / "result.json").read_bytes())


@dataclass
class Noting:
    """Answer at once or after a while, and note who answered what."""

    folder: Path
    seconds: float = 0.0
    deadly: str = ""
    """Words of an article that kill the process which asks about it."""
    denied: bool = False
    name: str = "noting"
    host: str = "local"
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(local=True))

    async def answer(self, request: Request) -> Reply:
        said = request.messages[-1].content
        with (self.folder / f"asked-{os.getpid()}").open("a", encoding="utf-8") as file:
            file.write(f"{request.key(self.name)}\n")
        if self.deadly and self.deadly in said:
            os._exit(9)
        if self.denied:
            raise Denied("the key is wrong.")
        await asyncio.sleep(self.seconds)
        usage = Usage(requests=1, attempts=1, input_tokens=60, output_tokens=40)
        return Reply(text="{}", usage=usage, model=self.name, host=self.host)

    async def aclose(self) -> None:
        """Release nothing."""


def job_of(model: Model, *, work: float = 0.0) -> Job:
    """Return a job of short plans, each of which keeps the processor busy for some seconds."""
    made = Briefer(model).job()
    return dataclasses.replace(
        made, plan_of=partial(_short, work=work), again=partial(job_of, model, work=work)
    )


def _short(article: Article, *, work: float) -> Plan:
    request = Request(
        purpose="brief", messages=[Message(role="user", content=article.text)], max_output_tokens=100
    )
    (reply,) = yield [request]
    ends = time.process_time() + work
    while time.process_time() < ends:
        pass
    made = RESULT.provenance.model_copy(
        update={"usage": reply.usage, "checks": CHECKS_VERSION, "cost": Cost(usd=0.0, basis="local")}
    )
    changes: dict[str, object] = {"article": article, "provenance": made, "findings": []}
    if reply.failure is not None:
        finding = Finding(code=reply.failure.code, severity="error", path="", message=reply.failure.message)
        return RESULT.model_copy(update={**changes, "status": "failed", "brief": None, "findings": [finding]})
    return RESULT.model_copy(update={**changes, "status": "ok"})


def pids(folder: Path) -> list[int]:
    """Return the processes that asked something."""
    return [int(path.name.split("-")[1]) for path in folder.glob("asked-*")]


def asked(folder: Path) -> list[list[str]]:
    """Return the requests that each process asked."""
    return [path.read_text(encoding="utf-8").split() for path in sorted(folder.glob("asked-*"))]
