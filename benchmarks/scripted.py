"""Run `briefkit` with a model that says what it was told to, so that archives can be run without a provider.

    python -m benchmarks.scripted [--seconds 0.02] [--asked FILE] -- batch wire.jsonl --store briefs.db

Every word behind `--` is the command line's own. An article takes two requests with canned answers; `--asked` adds a
line for every request that the model has answered, as a provider would bill it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from briefkit.briefer import Briefer
from briefkit.checks import CHECKS_VERSION
from briefkit.models import Capabilities
from briefkit.plan import Plan
from briefkit.schema import Article, Cost, Message, Reply, Request, Result, Usage

DATA = Path(__file__).parents[1] / "tests" / "data"
TEXT = (DATA / "article.txt").read_text(encoding="utf-8")
_RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())


class Scripted:
    """Answer anything after a while, and note what was answered."""

    name = "scripted"
    host = "local"
    capabilities = Capabilities(local=True)

    def __init__(self, *, seconds: float = 0.0, asked: Path | None = None) -> None:
        self._seconds = seconds
        self._given = (seconds, asked)
        self._asked = os.open(asked, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if asked else None

    def __reduce__(self) -> tuple[Callable[..., Scripted], tuple[float, Path | None]]:
        """Let another process of the run answer as well."""
        return _scripted, self._given

    async def answer(self, request: Request) -> Reply:
        """Return a canned answer."""
        if self._seconds:
            await asyncio.sleep(self._seconds * random.random())
        if self._asked is not None:
            os.write(self._asked, f"{request.key(self.name)}\n".encode())
        usage = Usage(requests=1, attempts=1, input_tokens=900, output_tokens=300)
        return Reply(text="{}", usage=usage, model=self.name, host=self.host)

    async def aclose(self) -> None:
        """Release nothing."""


def _scripted(seconds: float, asked: Path | None) -> Scripted:
    """Return the model, and make briefers of this process ask as little as it can say."""
    plan = asking("brief", "repair")
    Briefer.plan = lambda self, article: plan(article)  # type: ignore[method-assign]
    return Scripted(seconds=seconds, asked=asked)


def asking(*purposes: str) -> Callable[[Article], Plan]:
    """Return plans that ask so often and take any answer for a brief: a run around them needs no long ones."""
    return lambda article: _plan(article, purposes)


def _plan(article: Article, purposes: Sequence[str]) -> Plan:
    usage = Usage()
    for purpose in purposes:
        said = Message(role="user", content=f"{purpose}\n{article.text}")
        (reply,) = yield [Request(purpose=purpose, messages=[said])]
        usage += Usage(requests=1, cached=1) if reply.cached else reply.usage
    changes = {"usage": usage, "checks": CHECKS_VERSION, "cost": Cost(usd=0.0, basis="local")}
    made = _RESULT.provenance.model_copy(update=changes)
    return _RESULT.model_copy(update={"article": article, "provenance": made, "status": "ok", "findings": []})


def write_wire(path: Path, articles: int) -> None:
    """Write a JSONL file of fictional articles that differ in a line."""
    with path.open("w", encoding="utf-8") as file:
        for text in _editions(articles):
            file.write(json.dumps({"text": text}) + "\n")


def _editions(articles: int) -> Iterator[str]:
    for number in range(1, articles + 1):
        yield f"{TEXT}\nEdition {number} of the wire."


class _Choice:
    family = "scripted"
    why = "the script says so"

    def __init__(self, model: Scripted) -> None:
        self._model = model

    def build(self, **options: Any) -> Scripted:
        return self._model


def main() -> None:
    """Run the command line with the scripted model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=0.0, help="longest time an answer takes")
    parser.add_argument("--asked", type=Path, help="file to note every answered request in")
    parser.add_argument("words", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    from benchmarks.scripted import _scripted as importable  # other processes know no `__main__`

    model = importable(given.seconds, given.asked)
    import briefkit.briefer

    briefkit.briefer.find_model = lambda *_, **__: _Choice(model)  # type: ignore[assignment]
    sys.argv[1:] = given.words[1:] if given.words[:1] == ["--"] else given.words
    from briefkit.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
