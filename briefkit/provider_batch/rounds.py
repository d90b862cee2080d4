"""One run through a provider's Batch API: read, advance all plans, send what they ask as jobs, collect, and again.

A round is all that the plans ask now and the store does not answer; a repair is only another one. It may be left
between any two steps: what is in flight goes on at the provider, and the same command picks it up.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
from array import array
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from briefkit.errors import BriefkitError, ConfigurationError, InputError, RateLimited
from briefkit.job import Input, Job, Landed, Options, State, Stopped, crashed, is_left, next_chunk, write
from briefkit.models.batch_api import BatchAPI
from briefkit.provider_batch.advancing import Advancer, Step
from briefkit.provider_batch.collecting import Collected, Collector
from briefkit.provider_batch.filing import Caps, JobFile
from briefkit.provider_batch.progress import Progress
from briefkit.provider_batch.submitting import Submitter, note_state
from briefkit.schema import Record, Result, Tally
from briefkit.store import Archive, Outcome, Store
from briefkit.store.provider_jobs import ProviderJob, ProviderJobs

__all__ = ["ProviderBatch", "Waits"]

_Out = TypeVar("_Out")

_CHUNK = 32
"""Articles that are advanced at a time: about half a second, after which a stop is heeded."""


@dataclass(frozen=True, kw_only=True)
class Waits:
    """When to look how far the jobs are, in seconds."""

    for_jobs: bool = True
    """Whether to wait for jobs at all; else what can be collected and sent now is, and the rest left."""
    first: float = 10.0
    widest: float = 300.0
    growth: float = 1.5
    listing: float = 20.0
    """The age of an intent from which the provider lists its job for certain, if it was made."""
    download: float = 5.0
    """Between two downloads of a file that seems to be cut."""


class _Left(Exception):
    """Say that a stop was asked for while something was waited for."""


class ProviderBatch:
    """One run over an input, in one event loop. To be used once."""

    def __init__(
        self,
        job: Job,
        store: Store,
        *,
        options: Options | None = None,
        waits: Waits | None = None,
        caps: Caps | None = None,
        on_tally: Callable[[Tally], None] = lambda tally: None,
        progress: Progress | None = None,
    ) -> None:
        self._job = job
        self._store = store
        self._options = options or Options()
        self._waits = waits or Waits()
        self._caps = caps or Caps()
        self._progress = progress or Progress()
        self._on_tally = on_tally
        self._archive = Archive(store.connection)
        self._tally = Tally()
        self._began = time.monotonic()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._reason: BriefkitError | None = None
        self._due = array("q")
        self._seen = bytearray()

    @property
    def tally(self) -> Tally:
        """Return how far the run is."""
        return self._tally

    def stop(self, reason: BriefkitError | None = None) -> None:
        """Leave at once: jobs go on at the provider, and the same command collects them. From any thread."""
        if self._loop is None:
            self._halt(reason)
        else:
            with suppress(RuntimeError):  # the loop is closed: all is over
                self._loop.call_soon_threadsafe(self._halt, reason)

    def _halt(self, reason: BriefkitError | None) -> None:
        self._reason = self._reason or reason
        self._stop.set()

    async def run(self, given: Input) -> Tally:
        """Run to the end and return the counts. Raises as `results` does."""
        async with aclosing(self.results(given)) as results:
            async for _ in results:
                pass
        return self._tally

    async def results(self, given: Input) -> AsyncGenerator[Result]:
        """Yield the results of a run as they come, those of earlier runs left out.

        Without waiting for jobs it ends with some of them open; `tally.in_flight` counts their requests.

        Raises:
            ConfigurationError: when the model has no Batch API.
            Stopped: when the run ended before its input did, with the reason.

        """
        self._loop = asyncio.get_running_loop()
        api = await self._open_api()
        try:
            model = self._job.model
            with self._store.writing():
                setup_id = self._archive.setup(
                    self._job.setup_sha256, model=model.name, host=model.host, detail=self._job.setup_detail
                )
                run_id = self._archive.begin_run(setup_id, self._options.argv)
            try:
                async with aclosing(self._rounds(given, api, setup_id, run_id)) as results:
                    async for result in results:
                        yield result
            except _Left:
                pass
            except BriefkitError as error:
                self._halt(error)
            except BaseException:
                self._halt(None)
                raise
            finally:
                with suppress(BriefkitError), self._store.writing():
                    self._archive.end_run(run_id, self._outcome())
        finally:
            await api.aclose()
        if self._stop.is_set():
            raise Stopped(self._reason)

    async def _open_api(self) -> BatchAPI:
        model: Any = self._job.model
        if not hasattr(model, "open_batch_api"):
            raise ConfigurationError(
                f"the model {model.name} has no Batch API.",
                hint="Leave out --provider-batch (provider_batch=False), or name a hosted model.",
            )
        api: BatchAPI = await model.open_batch_api()
        api.listing = self._waits.listing
        return api

    def _outcome(self) -> str:
        if self._stop.is_set():
            return self._reason.code if self._reason else "interrupted"
        return "in flight" if self._tally.in_flight else "finished"

    async def _rounds(
        self, given: Input, api: BatchAPI, setup_id: int, run_id: int
    ) -> AsyncGenerator[Result]:
        course = self._course(api, setup_id, run_id)
        await self._adopt(course)
        await self._collect(course)
        await self._take_in(given, setup_id)
        while True:
            course.advancer.held, course.advancer.released = None, 0
            async with aclosing(self._advance(course)) as results:
                async for result in results:
                    yield result
            is_open = bool(self._look(course))
            if course.ending is None and course.advancer.held and not is_open and course.advancer.released:
                continue  # what was settled on the way has made room
            if course.ending is not None or not is_open or not self._waits.for_jobs:
                break
            await self._await_news(course)
        reason = course.ending or course.advancer.held
        if reason is not None:
            self._halt(reason)

    def _course(self, api: BatchAPI, setup_id: int, run_id: int) -> _Course:
        jobs = ProviderJobs(self._store.connection, setup_id)
        share = getattr(self._job.model, "batch_share", None)
        return _Course(
            api=api,
            jobs=jobs,
            advancer=Advancer(self._job, self._archive, jobs, api.make_line, run_id),
            submitter=Submitter(api, self._store, jobs, run_id, share),
            collector=Collector(api, self._job, self._store, jobs, self._waits.download),
            caps=self._caps,
        )

    async def _adopt(self, course: _Course) -> None:
        """Find out what became of jobs that an earlier run was about to make."""
        while course.jobs.has_intent_younger_than(self._waits.listing):
            await self._unless_stopped(asyncio.sleep(min(1.0, self._waits.listing)))
        for job in course.jobs.open():
            if job.provider_id is None:
                await self._unless_stopped(course.submitter.adopt(job))

    async def _take_in(self, given: Input, setup_id: int) -> None:
        """Note all records and the work on them. The input is read anew by every run: that costs time only."""
        try:
            records = given.records()
            while chunk := await self._unless_stopped(asyncio.to_thread(next_chunk, records)):
                if not self._add(chunk, setup_id):
                    return
        except (OSError, ValueError, RuntimeError) as error:
            message = f"{given.source} cannot be read on: {error}."
            raise InputError(message, hint="Mend it or leave it out.") from None

    def _add(self, records: list[Record], setup_id: int) -> bool:
        """Note records and which of them are to be worked on; False where no more may be begun."""
        counts = {"read": 0, "skipped": 0, "unreadable": 0}
        has_room = True
        with self._store.writing():
            for record in records:
                if self._options.only is not None and not self._options.only(record):
                    continue
                work = self._archive.add(record, setup_id)
                counts["read"] += 1
                if work is None:
                    counts["unreadable" if record.article is None else "skipped"] += 1
                    continue
                if work.state in self._options.retry and not self._is_marked(work.id):
                    self._archive.reopen(work.id)
                elif work.state != "waiting" or self._is_marked(work.id):
                    counts["skipped"] += 1
                    continue
                self._mark(work.id)
                self._due.append(work.id)
                has_room = self._options.limit is None or len(self._due) < self._options.limit
                if not has_room:
                    break
        self._tell(**counts)
        return has_room

    def _is_marked(self, number: int) -> bool:
        place, bit = divmod(number, 8)
        return place < len(self._seen) and bool(self._seen[place] >> bit & 1)

    def _mark(self, number: int) -> None:
        place, bit = divmod(number, 8)
        self._seen.extend(bytes(max(0, place + 1 - len(self._seen))))
        self._seen[place] |= 1 << bit

    async def _advance(self, course: _Course) -> AsyncGenerator[Result]:
        """Advance all work that is not in flight; yield what comes to an end, and send what is asked."""
        with ExitStack() as opened:
            file = opened.enter_context(JobFile(course.caps))
            due = (number for number in self._due if number not in course.left)
            done = 0
            while chunk := list(islice(due, _CHUNK)):
                if self._stop.is_set():
                    raise _Left
                steps = await asyncio.to_thread(_steps, course.advancer, chunk)
                done += len(chunk)
                self._progress.on_advanced(done, len(self._due))
                for result in self._land(course, steps):
                    yield result
                for intended, line in (asked for step in steps for asked in step.asked):
                    if not file.fits(line):
                        await self._submit(course, file)
                        opened.close()
                        file = opened.enter_context(JobFile(course.caps))
                    file.add(intended, line)
            await self._submit(course, file)

    async def _submit(self, course: _Course, file: JobFile) -> None:
        """Make a job of a file, unless the run is about to end."""
        if file.lines and course.ending is None:
            await self._unless_stopped(course.submitter.submit(file))
            self._look(course)

    def _land(self, course: _Course, steps: Sequence[Step]) -> list[Result]:
        """Write what came of articles, and count it; return the results among it."""
        ended = [(step, step.outcome) for step in steps if step.outcome is not None]
        try:
            self._write(course, ended)
        except BriefkitError:
            raise
        except Exception:  # one of them cannot be written down: that is its own failure
            ended = [(step, self._written(course, step, outcome)) for step, outcome in ended]
        for step, outcome in ended:
            self._count(course, step, outcome)
        return [outcome.result for _, outcome in ended if outcome.result is not None]

    def _written(self, course: _Course, step: Step, outcome: Outcome) -> Outcome:
        try:
            self._write(course, [(step, outcome)])
        except BriefkitError:
            raise
        except Exception as error:
            outcome = crashed(error)
            self._write(course, [(step, outcome)])
        return outcome

    def _write(self, course: _Course, ended: Sequence[tuple[Step, Outcome]]) -> None:
        with self._store.writing():
            for step, outcome in ended:
                write(self._archive, step.work_id, outcome)
                course.jobs.settled(step.work_id)

    def _count(self, course: _Course, step: Step, outcome: Outcome) -> None:
        state: State = outcome.result.status if outcome.result else "failed"
        if is_left(outcome):
            state = "left"
            course.left.add(step.work_id)
        if outcome.result is not None:
            self._tally = self._tally.with_result(outcome.result)
        self._tell(**{state: 1})
        self._progress.on_landed(Landed(record=step.record, state=state, outcome=outcome))

    async def _collect(self, course: _Course) -> bool:
        """Look how far the jobs are and take in those that are over; True where plans may go on."""
        has_news = False
        for job in course.jobs.open():
            if job.provider_id is None:
                continue
            state = await self._unless_stopped(course.api.state(job.provider_id))
            note_state(self._store, course.jobs, job.id, state)
            if state.is_over:
                found = await self._unless_stopped(course.collector.collect(job, state))
                self._progress.on_collected(job, found)
                has_news = self._heed(course, job, found) or has_news
        self._look(course)
        return has_news

    def _heed(self, course: _Course, job: ProviderJob, found: Collected) -> bool:
        """Draw the consequences of a job; True where plans may go on."""
        course.ending = course.ending or found.stops
        if not found.too_many:
            return True
        if len(course.jobs.open()) > 0:  # it is sent again when another one is over
            return False
        if job.requests == 1:
            course.ending = RateLimited(
                f"{course.api.host} takes not even one request into its queue.",
                hint="Wait for other jobs of this account to end.",
            )
        course.caps = Caps(requests=max(1, job.requests // 2), bytes=course.caps.bytes)
        return True

    async def _await_news(self, course: _Course) -> None:
        """Wait until some job is over, with ever longer waits in between; a lost connection is only waited for."""
        wait = self._waits.first
        while True:
            await self._pause(wait)
            wait = min(wait * self._waits.growth, self._waits.widest)
            try:
                if await self._collect(course) or not course.jobs.open():
                    return
            except BriefkitError as error:
                if not error.retryable:
                    raise
                self._progress.on_trouble(error)

    def _look(self, course: _Course) -> list[ProviderJob]:
        """Show the open jobs, and return them."""
        jobs = course.jobs.open()
        in_flight = sum(job.requests for job in jobs)
        if in_flight != self._tally.in_flight:
            self._tell(in_flight=in_flight - self._tally.in_flight)
        self._progress.on_jobs(jobs)
        return jobs

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        if self._stop.is_set():
            raise _Left

    async def _unless_stopped(self, work: Awaitable[_Out]) -> _Out:
        """Return what some work returns; leave it as soon as a stop is asked for."""
        going, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({going, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if going.done():
                return going.result()
            raise _Left
        finally:
            going.cancel()
            stopping.cancel()
            await asyncio.gather(going, stopping, return_exceptions=True)

    def _tell(self, **counts: int) -> None:
        tally = self._tally.plus(**counts)
        self._tally = dataclasses.replace(tally, seconds=time.monotonic() - self._began)
        self._on_tally(self._tally)


@dataclass(kw_only=True)
class _Course:
    """What the steps of one run work with."""

    api: BatchAPI
    jobs: ProviderJobs
    advancer: Advancer
    submitter: Submitter
    collector: Collector
    caps: Caps

    def __post_init__(self) -> None:
        self.left: set[int] = set()
        self.ending: BriefkitError | None = None


def _steps(advancer: Advancer, chunk: Sequence[int]) -> list[Step]:
    """Advance some pieces of work; to be called in a thread."""
    return [step for number in chunk if (step := advancer.step(number)) is not None]
