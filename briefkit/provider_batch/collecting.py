"""Brings the answers of a job that is over into the store, whatever order and shape they come in.

It may be broken off and begun again at any line: an answer that is in the store is not taken twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from briefkit.errors import BriefkitError, ConfigurationError, Denied, Rejected, ServerFault
from briefkit.job import Job
from briefkit.models.batch_api import BatchAPI, BatchState
from briefkit.models.batch_lines import LineRead
from briefkit.schema import Reply
from briefkit.store import Store
from briefkit.store.provider_jobs import ProviderJob, ProviderJobs

__all__ = ["Collected", "Collector"]

_GROUP = 200
"""Lines that are committed at a time."""
_DOWNLOADS = 3
"""How often the files of a job are downloaded before what is missing in them is given up."""
_REST = {"failed": "not_sent", "expired": "expired", "cancelled": "cancelled"}
"""How the requests ended that a job says nothing of, by how the job ended."""
_TOO_MANY = "token_limit_exceeded"
_QUOTA = {"billing_hard_limit_reached", "insufficient_quota", "billing_not_active", "account_deactivated"}


@dataclass(kw_only=True)
class Collected:
    """What came of a job."""

    taken: int = 0
    strange: int = 0
    """Lines that could not be read, or belong to no request of the job."""
    lost: int = 0
    """Requests that the job should have answered and did not; perhaps paid for, and asked again."""
    too_many: bool = False
    """Whether the provider took none of it because too much was waiting there already."""
    stops: BriefkitError | None = None
    """Why no other job would fare better."""


@dataclass
class Collector:
    """Collect jobs of one run."""

    api: BatchAPI
    job: Job
    store: Store
    jobs: ProviderJobs
    pause: float = 5.0
    """Seconds between two downloads of a file that seems to be cut."""

    async def collect(self, job: ProviderJob, state: BatchState) -> Collected:
        """Take all answers of a job that is over, and close it."""
        found = Collected()
        for attempt in range(_DOWNLOADS):
            if attempt:
                await asyncio.sleep(self.pause)
            found.strange = 0
            for file_id in (state.output_file_id, state.error_file_id):
                if file_id is not None:
                    await self._take(file_id, job, found)
            if not self._is_short(job, state):
                break
        is_short = self._is_short(job, state)
        found.lost = self.jobs.unanswered(job.id) if is_short else 0
        answered = self.jobs.ended_well(job.id)
        with self.store.writing():
            self.jobs.close(job.id, rest=None if is_short else _REST.get(state.status, "not_sent"))
        self._judge(job, state, answered, found)
        return found

    def _is_short(self, job: ProviderJob, state: BatchState) -> bool:
        """Tell whether the provider's files hold less than its own counts say."""
        missing = self.jobs.unanswered(job.id)
        return bool(missing) and (
            state.status == "completed" or self.jobs.ended_well(job.id) < state.completed
        )

    async def _take(self, file_id: str, job: ProviderJob, found: Collected) -> None:
        group: list[bytes] = []
        async for line in self.api.lines(file_id):
            group.append(line)
            if len(group) == _GROUP:
                self._write(job, group, found)
                group = []
                await asyncio.sleep(0)
        self._write(job, group, found)

    def _write(self, job: ProviderJob, lines: Iterable[bytes], found: Collected) -> None:
        with self.store.writing():
            for line in lines:
                if not line.strip():
                    continue
                read = self.api.read_line(line, mode=job.output_mode)
                if read is None or not self.jobs.has_line(job.id, read.key):
                    found.strange += 1
                elif self._answered(job, read):
                    found.taken += 1
                    found.stops = found.stops or read.stops

    def _answered(self, job: ProviderJob, read: LineRead) -> bool:
        return self.jobs.answered(
            job.id,
            read.key,
            outcome=read.outcome,
            usage=read.usage,
            usd=self._usd(read),
            reply=read.reply,
            model=self.job.model.name,
        )

    def _usd(self, read: LineRead) -> float | None:
        if not read.usage.input_tokens and not read.usage.output_tokens:
            return 0.0
        return self.job.price(Reply(text="", usage=read.usage, model=read.model)).usd

    def _judge(self, job: ProviderJob, state: BatchState, answered: int, found: Collected) -> None:
        """Say whether another job is worth a try."""
        if state.status == "failed":
            found.too_many = _TOO_MANY in state.codes
            found.stops = found.stops or (None if found.too_many else self._refused(state))
        elif state.status == "cancelled":
            found.stops = found.stops or Rejected(
                f"the job {state.id} was cancelled at {self.api.host}; its {answered:,} answers are kept.",
                hint="The same command sends the rest again.",
            )
        elif not answered and state.status == "expired":
            found.stops = found.stops or ServerFault(
                f"{self.api.host} answered none of the {job.requests:,} requests of the job {state.id} in its time.",
                hint="Try again later, or leave out --provider-batch.",
            )

    def _refused(self, state: BatchState) -> BriefkitError:
        said = f": {self.api.scrub(state.problem)}" if state.problem else ""
        message = f"{self.api.host} refused the job {state.id}{said.rstrip('.')}."
        if state.codes & _QUOTA:
            return Denied(message, hint="Add credit there or use another key.")
        return ConfigurationError(message, hint="Nothing of it was sent to the model or billed.")
