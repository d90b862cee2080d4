"""Takes records in, sees each article through, and writes what comes of it. One article's failure is its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from briefkit.batch.course import Course
from briefkit.batch.tally import Frontier
from briefkit.errors import BriefkitError, InputError
from briefkit.job import Input, Job, Landed, Options, State, crashed, failure_of, is_left, next_chunk, write
from briefkit.schema import Article, Record, Result
from briefkit.store import Archive, Outcome, Position, Work, Writer

__all__ = ["Briefing", "Intake", "written"]

_Out = TypeVar("_Out")

Briefing = Callable[[Article, int], Awaitable[Outcome]]
"""Sees the plan of an article through for a piece of work."""

_NOTE_SECONDS = 1.0
"""Between two notes of the position while a run goes on: a kill costs as much reading, and no more."""


async def written(writer: Writer, change: Callable[[Archive], _Out]) -> _Out:
    """Return what a change returns, once it is on the disk."""
    return await asyncio.wrap_future(writer.submit(change))


class Intake:
    """Work through one input for one setup."""

    def __init__(self, given: Input, *, job: Job, options: Options, course: Course, setup_id: int) -> None:
        self._given = given
        self._job = job
        self._options = options
        self._course = course
        self._setup_id = setup_id
        self._slots = asyncio.Semaphore(options.concurrency)
        course.when_stopped(self._slots.release)
        self._frontier = Frontier()
        self._flying: dict[int, list[int]] = {}
        self._position = ("", 0)
        self._noted_at = 0.0
        self._begun = 0

    async def work_through(
        self,
        briefing: Briefing,
        writer: Writer,
        arrived: asyncio.Queue[Result | None],
        on_landed: Callable[[Landed], None],
    ) -> None:
        """Read the input to its end, or until a stop is asked for; what breaks while it is read is a reason to stop."""
        self._briefing, self._writer = briefing, writer
        self._arrived, self._on_landed = arrived, on_landed
        try:
            await self._read(self._given.records(await self._resume()))
        except BriefkitError as error:
            self._course.stop(error)
        except (OSError, ValueError, RuntimeError) as error:
            self._course.stop(
                InputError(
                    f"{self._given.source} cannot be read on: {error}.", hint="Mend it or leave it out."
                )
            )

    def close(self) -> None:
        """Note how far the input is settled, once everything has landed."""
        self._note_position()

    async def _read(self, records: Iterator[Record]) -> None:
        while not self._course.stopping:
            chunk = await self._course.unless_stopped(asyncio.to_thread(next_chunk, records))
            if not chunk:
                return
            taken = [record for record in chunk if self._options.only is None or self._options.only(record)]
            for record, work in zip(taken, await self._add(taken), strict=True):
                if not await self._take(record, work):
                    return

    async def _resume(self) -> str | None:
        """Return the position behind which to go on; who takes only some records leaves it alone.

        A retry makes work to be done anew before it, so it begins at the start and notes its own.
        An input that has only grown since is read on at its old end.
        """
        source, fingerprint, options = self._given.source, self._given.fingerprint, self._options
        if fingerprint is None or options.only is not None:
            return None
        if options.retry or options.reread:
            await written(self._writer, lambda archive: archive.forget_position(source))
            return None
        found = await written(self._writer, lambda archive: archive.position(source, self._setup_id))
        if found is None or not (found.fingerprint == fingerprint or await self._has_grown(found)):
            return None
        self._frontier = Frontier(found.records)
        self._course.tell(read=found.records, skipped=found.records)
        return found.place

    async def _has_grown(self, found: Position) -> bool:
        """Tell whether what lay before a position lies there still."""
        if found.held is None:
            return False
        return found.held == await asyncio.to_thread(self._given.before, found.place)

    async def _add(self, records: list[Record]) -> list[Work | None]:
        return await written(
            self._writer, lambda archive: [archive.add(record, self._setup_id) for record in records]
        )

    async def _take(self, record: Record, work: Work | None) -> bool:
        """Begin the work on a record where there is any; False where no more may be begun."""
        self._course.tell(read=1)
        number = self._frontier.enter(record.position)
        if record.article is None:
            self._course.tell(unreadable=1)
            self._settle([number])
        elif work is None:  # it was purged, and is not to be taken up again
            self._course.tell(skipped=1)
            self._settle([number])
        elif not self._is_due(work):
            self._course.tell(skipped=1)
            if work.id in self._flying:
                self._flying[work.id].append(number)
            else:
                self._settle([number])
        elif not await self._may_begin():
            return False
        else:
            self._flying[work.id] = [number]
            self._course.begin(self._see_through(record, record.article, work))
        return True

    def _is_due(self, work: Work) -> bool:
        return work.id not in self._flying and (work.state == "waiting" or work.state in self._options.retry)

    async def _may_begin(self) -> bool:
        """Wait for a free slot; False where the limit is reached or a stop was asked for."""
        if self._options.limit is not None and self._begun >= self._options.limit:
            return False
        await self._slots.acquire()
        if self._course.stopping:
            self._slots.release()
            return False
        self._begun += 1
        return True

    async def _see_through(self, record: Record, article: Article, work: Work) -> None:
        try:
            if work.state != "waiting":
                await written(self._writer, lambda archive: archive.reopen(work.id))
            outcome = await self._briefing(article, work.id)
            with self._course.busy():
                outcome = await self._store(work, outcome)
                if not is_left(outcome):
                    self._settle(self._flying.pop(work.id))
                self._count(record, outcome)
                if outcome.result is not None:
                    await self._arrived.put(outcome.result)
        except BriefkitError as error:  # the store cannot be written, or no article would fare better
            self._course.stop(error)
        finally:
            self._flying.pop(work.id, None)
            self._slots.release()

    async def _store(self, work: Work, outcome: Outcome) -> Outcome:
        """Write what came of an article; where that cannot be written down, it is this article's failure."""
        try:
            await written(self._writer, lambda archive: write(archive, work.id, outcome))
        except BriefkitError:
            raise
        except Exception as error:
            outcome = crashed(error)
            await written(self._writer, lambda archive: write(archive, work.id, outcome))
        return outcome

    def _settle(self, numbers: list[int]) -> None:
        """Let the position move over records whose outcome is on the disk; to lose the note costs only time."""
        position = self._frontier.settle(numbers)
        if position is None or self._given.fingerprint is None or self._options.only is not None:
            return
        self._position = position
        if time.monotonic() - self._noted_at >= _NOTE_SECONDS:
            self._note_position()

    def _note_position(self) -> None:
        """Note the position by now, if there is one."""
        place, records = self._position
        fingerprint = self._given.fingerprint
        if fingerprint is None or not records:
            return
        self._noted_at = time.monotonic()

        def note(archive: Archive) -> None:
            held = self._given.before(place)
            position = Position(place, records, fingerprint, held)
            archive.note_position(self._given.source, position, self._setup_id)

        self._writer.submit(note)

    def _count(self, record: Record, outcome: Outcome) -> None:
        if is_left(outcome):
            code, message = failure_of(outcome)
            self._course.unanswered(outcome.result, code=code, message=message)
            state: State = "left"
        else:
            self._course.answered(outcome.result)
            state = outcome.result.status if outcome.result else "failed"
        self._on_landed(Landed(record=record, state=state, outcome=outcome))
