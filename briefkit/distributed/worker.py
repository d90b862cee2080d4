"""What works on the parts: one briefer a process, many articles in flight, one file of output for each part."""

from __future__ import annotations

import asyncio
import json
import os
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Protocol, runtime_checkable

from briefkit.budget import BudgetGate
from briefkit.distributed.intake import records_of
from briefkit.distributed.output import Output
from briefkit.distributed.rows import LEFT, key_of, key_of_row, row_of, tally_of
from briefkit.distributed.sharing import Ask, Funded, SharedPace
from briefkit.errors import BriefkitError, BudgetExceeded, ConfigurationError, InputError
from briefkit.job import Job
from briefkit.loaders.compression import needed
from briefkit.models import Model
from briefkit.models.pacing import Pace, Pacing
from briefkit.run import Runner
from briefkit.schema import Article, Failure, Record, Result, Tally, Usage

__all__ = ["Briefs", "Order", "Worker", "tally_in"]

_WATCH_SECONDS = 1.0
"""How often a worker asks whether the run goes on, and says that it is alive."""
_UNFRUITFUL = 5
"""Articles in a row that no answer came for, from which the trouble is not with articles."""
_TRIES = 2
"""How often a part is begun, and an article of it alone, before it is taken for what ends its workers."""
_ENDED = f"its worker ended {_TRIES} times while it worked on this article alone."


class Briefs(Protocol):
    """What a worker makes its briefs with: a `Briefer`."""

    def job(self) -> Job:
        """Return what the articles have in common."""
        ...


@runtime_checkable
class _Paced(Protocol):
    """A model that can be told when to send."""

    def paced_by(self, pace: Pacing) -> Model:
        """Return the same model with another pace."""
        ...


@dataclass(frozen=True, kw_only=True)
class Order:
    """What all workers are told. Holds no key: that is in the environment of each."""

    briefer: Callable[[], Briefs]
    out: str
    setup_sha256: str
    concurrency: int
    """Articles in flight in each worker."""
    grace: float
    """Seconds for what is in flight to arrive, once the run is to stop."""
    shares_pace: bool
    """Whether requests wait for their turn among those of all workers."""
    tokens: int | None
    """The run's budget, of which the quota grants portions."""
    usd: float | None


class Worker:
    """Work on parts, side by side. Nothing is raised: what is wrong with the run stops it, all else is a row."""

    def __init__(self, order: Order, ask: Ask, *, name: str) -> None:
        self._order = order
        self._ask = ask
        self._name = name
        self._life = f"{name} {os.getpid()} {uuid.uuid4().hex[:8]}"
        self._slots = asyncio.Semaphore(order.concurrency)
        self._opening = asyncio.Lock()
        self._opened: tuple[Job, Runner, Output] | None = None
        self._stop = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self._unfruitful = 0

    async def work(self, part: Any) -> Any:
        """Brief the records of a part, write its file, and return its counts as an Arrow table."""
        records = records_of(part)
        try:
            rows = await self._rows(records) if records else []
        except BriefkitError as error:
            await self._stop_run(Failure.of(error))
            rows = []
        tally = tally_of(rows)
        missing = len(records) - len(rows)
        return needed("pyarrow").table({"tally": [_said(tally.plus(left=missing))]})

    async def _rows(self, records: Sequence[Record]) -> list[dict[str, Any]]:
        job, runner, output = await self._open()
        file = output.name_of(map(key_of, records))
        rows = await asyncio.to_thread(output.read, file)  # an earlier try may have got so far
        there = {key_of_row(row) for row in rows}
        due = [record for record in records if key_of(record) not in there]
        tries = await self._ask("begin", file)
        for some in [due] if tries <= _TRIES else [[record] for record in due]:
            rows += await self._made(some, job, runner, carefully=tries > _TRIES)
            settled = [row for row in rows if row["status"] != LEFT]
            if due and settled:
                await asyncio.to_thread(output.write, file, settled)
        return rows

    async def _made(
        self, records: Sequence[Record], job: Job, runner: Runner, *, carefully: bool
    ) -> list[dict[str, Any]]:
        """Return the rows of some records; `carefully`, one that ended its worker before is not tried for ever."""
        if carefully and await self._ask("begin", key_of(records[0]).hex()) > _TRIES:
            return [row_of(records[0], self._order.setup_sha256, None, ("crash", _ENDED))]
        return await self._land([self._see_through(record, job, runner) for record in records])

    async def _land(self, works: Sequence[Any]) -> list[dict[str, Any]]:
        """Wait for all; once the run is to stop, no longer than the grace time."""
        tasks = {asyncio.ensure_future(work) for work in works}
        stopping, flying = asyncio.ensure_future(self._stop.wait()), set(tasks)
        while flying and not stopping.done():
            _, flying = await asyncio.wait({*flying, stopping}, return_when=asyncio.FIRST_COMPLETED)
            flying.discard(stopping)
        stopping.cancel()
        if flying:
            _, flying = await asyncio.wait(flying, timeout=self._order.grace)
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        return [row for task in tasks if not task.cancelled() and (row := task.result()) is not None]

    async def _see_through(self, record: Record, job: Job, runner: Runner) -> dict[str, Any] | None:
        """Return the row of a record, None where it was not begun any more."""
        setup = self._order.setup_sha256
        if record.article is None:
            return row_of(
                record, setup, None, (record.failure_code or "input", record.failure or "no article")
            )
        async with self._slots:
            if self._stop.is_set():
                return None
            try:
                result, failure = await self._outcome(record.article, job, runner)
            except BriefkitError as error:  # no other article would fare better
                await self._stop_run(Failure.of(error))
                return None
        row = row_of(record, setup, result, failure)
        await self._judge(row)
        return row

    async def _outcome(
        self, article: Article, job: Job, runner: Runner
    ) -> tuple[Result | None, tuple[str, str] | None]:
        began = time.monotonic()
        try:
            job.refuse(article)
            result = await runner.arun(job.plan_of(article))
        except InputError as error:
            return None, (error.code, error.message)
        except BriefkitError:
            raise
        except Exception as error:  # a mistake of ours, or of a user's model: it is this article's alone
            return None, ("crash", f"{type(error).__name__}: {error}")
        return job.complete(result, time.monotonic() - began), None

    async def _judge(self, row: dict[str, Any]) -> None:
        """Stop the run where nobody is answered any more."""
        if row["status"] != LEFT or row["failure_code"] == BudgetExceeded.code:
            self._unfruitful = 0
            return
        self._unfruitful += 1
        if self._unfruitful >= _UNFRUITFUL:
            message = f"no answer came for {_UNFRUITFUL} articles in a row: {row['failure']}"
            hint = "See to the endpoint; the same command goes on where it stopped."
            await self._stop_run(Failure(code=row["failure_code"], message=message, hint=hint))

    async def _stop_run(self, reason: Failure) -> None:
        self._stop.set()
        await self._ask("stop", reason)

    async def _open(self) -> tuple[Job, Runner, Output]:
        """Open what all parts need, once a process.

        Raises:
            BriefkitError: when this process cannot work for the run.

        """
        async with self._opening:
            if self._opened is None:
                await self._ask("sit", self._name, self._life)
                self._watching = asyncio.ensure_future(self._watch())
                job = (await asyncio.to_thread(self._order.briefer)).job()
                if job.setup_sha256 != self._order.setup_sha256:
                    raise ConfigurationError(
                        "a worker would ask otherwise than the run: its briefkit, prompts or settings differ.",
                        hint="Install the same version on every node, and give prompts by paths that all have.",
                    )
                output = Output(self._order.out, job.setup_sha256)
                self._opened = job, Runner(self._model(job.model), gates=job.gates), output
            return self._opened

    def _model(self, model: Model) -> Model:
        order = self._order
        if isinstance(model, _Paced):
            model = model.paced_by(SharedPace(self._ask, self._life) if order.shares_pace else Pace())
        if order.tokens is None and order.usd is None:
            return model
        gate = BudgetGate(
            model=model.name,
            host=model.host,
            tokens=None if order.tokens is None else 0,
            usd=None if order.usd is None else 0.0,
        )
        return Funded(model, gate, self._ask)

    async def _watch(self) -> None:
        """Stop with the run, also where its quota is gone."""
        with suppress(Exception):
            while not self._stop.is_set() and not await self._ask("watch", self._life):
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), _WATCH_SECONDS)
        self._stop.set()


def _said(tally: Tally) -> str:
    return json.dumps(asdict(tally) | {"usage": tally.usage.model_dump()})


def tally_in(table: Any) -> Tally:
    """Return the counts that came back from some parts."""
    tally = Tally()
    for said in table.column("tally").to_pylist():
        counts = json.loads(said)
        tally += Tally(**counts | {"usage": Usage(**counts["usage"])})
    return tally
