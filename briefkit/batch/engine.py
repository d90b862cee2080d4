"""Drives the plans of many articles with bounded memory, and writes what comes of each as it comes.

A killed run loses only what was in flight: articles start their plans again, and the store answers what was paid for.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from functools import partial

from briefkit.batch.course import Course
from briefkit.batch.intake import Briefing, Intake, written
from briefkit.batch.outcomes import outcome_of
from briefkit.batch.processes import Processes
from briefkit.batch.recording import Recorded, StoredAttempts, StoredReplies
from briefkit.batch.tally import Tally
from briefkit.checks import check_brief
from briefkit.checks.facts import Facts
from briefkit.errors import BriefkitError, ConfigurationError
from briefkit.job import Input, Job, Landed, Options, Stopped
from briefkit.run import Runner
from briefkit.schema import Article, Brief, Finding, Result
from briefkit.store import Archive, Store, Writer, open_readonly
from briefkit.store.provider_jobs import ProviderJobs

__all__ = ["Batch"]


class Batch:
    """One run over an input, in one event loop. To be used once."""

    def __init__(
        self,
        job: Job,
        store: Store,
        *,
        options: Options | None = None,
        on_tally: Callable[[Tally], None] = lambda tally: None,
        on_landed: Callable[[Landed], None] = lambda landed: None,
    ) -> None:
        self._job = job
        self._store = store
        self._options = options or Options()
        self._on_landed = on_landed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._course = Course(on_tally, grace=self._options.grace)

    @property
    def tally(self) -> Tally:
        """Return how far the run is."""
        return self._course.tally

    def stop(self, reason: BriefkitError | None = None) -> None:
        """Send nothing more; what is in flight has the grace time to arrive. From any thread."""
        self._soon(partial(self._course.stop, reason))

    def give_up(self) -> None:
        """Stop, and wait for nothing that is in flight. From any thread."""
        self._soon(self._course.give_up)

    def _soon(self, change: Callable[[], None]) -> None:
        if self._loop is None:
            change()
        else:
            with suppress(RuntimeError):  # the loop is closed: all is over
                self._loop.call_soon_threadsafe(change)

    async def run(self, given: Input) -> Tally:
        """Run to the end and return the counts. Raises as `results` does."""
        async with aclosing(self.results(given)) as results:
            async for _ in results:
                pass
        return self.tally

    async def results(self, given: Input) -> AsyncGenerator[Result]:
        """Yield the results of a run as they come, those of earlier runs left out.

        Raises:
            Stopped: when the run ended before its input did, with the reason.

        """
        self._loop = asyncio.get_running_loop()
        writer = Writer(self._store)
        reader = open_readonly(self._store.path)
        try:
            setup_id, run_id = await written(writer, self._begin)
            try:
                await self._judge_anew(writer, setup_id)
                async with (
                    self._briefing(run_id, reader, writer) as briefing,
                    aclosing(self._arriving(given, setup_id, briefing, writer)) as arriving,
                ):
                    async for result in arriving:
                        yield result
            except BriefkitError as error:
                self._course.stop(error)
                raise
            except BaseException:
                self._course.stop(None)
                raise
            finally:
                with suppress(BriefkitError):
                    await written(writer, lambda archive: archive.end_run(run_id, self._course.outcome))
        finally:
            await asyncio.to_thread(writer.close)
            reader.close()
        if self._course.stopping:
            raise Stopped(self._course.reason)

    def _begin(self, archive: Archive) -> tuple[int, int]:
        job, model = self._job, self._job.model
        setup_id = archive.setup(job.setup_sha256, model=model.name, host=model.host, detail=job.setup_detail)
        if jobs := ProviderJobs(archive.connection, setup_id).open():
            raise ConfigurationError(
                f"the provider still has {len(jobs)} jobs of this setup, whose requests would be paid for twice.",
                hint="Collect them first with --provider-batch --no-wait (`briefkit status` shows them).",
            )
        return setup_id, archive.begin_run(setup_id, self._options.argv)

    @asynccontextmanager
    async def _briefing(
        self, run_id: int, reader: sqlite3.Connection, writer: Writer
    ) -> AsyncGenerator[Briefing]:
        """Give what briefs an article, in this process or in several."""
        name = self._job.model.name
        attempts = StoredAttempts(writer, course=self._course, model=name, run_id=run_id)
        count = self._options.processes
        if count > 1:
            path, course = self._store.path, self._course
            async with Processes(self._job, path, count=count, attempts=attempts, course=course) as processes:
                yield processes.outcome
            return
        replies = StoredReplies(reader, model=name)
        runner = Runner(Recorded(self._job, attempts), gates=[replies, *self._job.gates])
        yield partial(outcome_of, job=self._job, runner=runner)

    async def _arriving(
        self, given: Input, setup_id: int, briefing: Briefing, writer: Writer
    ) -> AsyncGenerator[Result]:
        """Yield the results as they come, with no more of them in flight than there may be."""
        arrived: asyncio.Queue[Result | None] = asyncio.Queue(self._options.concurrency)
        feeding = asyncio.create_task(self._feed(given, setup_id, briefing, writer, arrived))
        try:
            while (result := await arrived.get()) is not None:
                yield result
            await feeding
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
            await self._course.ground()

    async def _feed(
        self,
        given: Input,
        setup_id: int,
        briefing: Briefing,
        writer: Writer,
        arrived: asyncio.Queue[Result | None],
    ) -> None:
        """Keep as many articles in flight as there may be, then wait for the last."""
        intake = Intake(given, job=self._job, options=self._options, course=self._course, setup_id=setup_id)
        try:
            await intake.work_through(briefing, writer, arrived, self._on_landed)
            await self._course.land()
            intake.close()
        except asyncio.CancelledError:  # nobody reads any more
            raise
        except BaseException:
            await arrived.put(None)
            raise
        await arrived.put(None)

    async def _judge_anew(self, writer: Writer, setup_id: int) -> None:
        """Judge the briefs that other rules judged by those of today; no request is made."""
        checks, last = self._job.checks, 0
        while not self._course.stopping:
            found = await written(writer, partial(_judged_otherwise, setup_id, checks, last))
            if not found:
                return
            last = found[-1][0]
            judged = [
                (work_id, findings)
                for work_id, article, brief in found
                if (findings := await asyncio.to_thread(_judge, article, brief)) is not None
            ]
            await written(writer, partial(_rejudge, checks, judged))
            self._course.tell(rechecked=len(judged))


def _judged_otherwise(
    setup_id: int, checks: str, after: int, archive: Archive
) -> list[tuple[int, Article, Brief]]:
    return archive.judged_otherwise(setup_id, checks, after=after)


def _judge(article: Article, brief: Brief) -> list[Finding] | None:
    """Return the findings on a brief, None where judging it fails: it keeps those that it has."""
    try:
        return check_brief(brief, Facts.of(article))
    except Exception:  # a mistake of ours, which one brief in a million may show
        return None


def _rejudge(checks: str, judged: list[tuple[int, list[Finding]]], archive: Archive) -> None:
    for work_id, findings in judged:
        archive.rejudge(work_id, checks, findings)
