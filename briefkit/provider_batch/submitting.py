"""Makes jobs, so that no kill makes one twice: the intent is in the store before anything is sent.

A job bears a name of ours at the provider. Whoever finds an intent without a job looks for that name there first.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from briefkit.errors import BriefkitError, ConfigurationError, Denied, Rejected
from briefkit.models.batch_api import BatchAPI, BatchState
from briefkit.provider_batch.filing import JobFile
from briefkit.store import Store
from briefkit.store.provider_jobs import ProviderJob, ProviderJobs

__all__ = ["Submitter", "note_state"]


@dataclass
class Submitter:
    """Make the jobs of one run, and find those that an earlier one may have made."""

    api: BatchAPI
    store: Store
    jobs: ProviderJobs
    run_id: int
    price_share: float | None
    name: Callable[[str], str] = lambda sha256: f"briefkit-{sha256[:16]}-{secrets.token_hex(8)}"

    async def submit(self, file: JobFile) -> None:
        """Make a job of a file. Where it is certain that none was made, no trace of it is left in the store."""
        name = self.name(file.sha256)
        details = {
            "name": name,
            "host": self.api.host,
            "sha256": file.sha256,
            "bytes": file.bytes,
            "requests": len(file.lines),
            "output_mode": self.api.dialect.mode,
            "price_share": self.price_share,
        }
        with self.store.writing():
            job_id = self.jobs.intend(details, file.lines, run_id=self.run_id)
        try:
            file_id = await self.api.upload(file.file, name)
        except BriefkitError:  # a file alone is no job
            self._forget(job_id)
            raise
        with self.store.writing():
            self.jobs.note(job_id, input_file_id=file_id)
        await self._create(job_id, file_id, name)

    async def adopt(self, job: ProviderJob) -> bool:
        """Find the job of an intent, or make it of its file; False where it was never made and is forgotten."""
        found = await self.api.find(job.name)
        if found is not None:
            note_state(self.store, self.jobs, job.id, found)
            return True
        file_id = job.input_file_id or await self.api.find_file(job.name, job.bytes)
        if file_id is None:
            self._forget(job.id)
            return False
        try:
            await self._create(job.id, file_id, job.name)
        except Rejected:  # the file has expired: its requests are asked in another job
            return False
        return True

    async def _create(self, job_id: int, file_id: str, name: str) -> None:
        try:
            state = await self.api.create(file_id, name)
        except BriefkitError as error:
            if isinstance(error, ConfigurationError | Denied | Rejected):
                self._forget(job_id)  # else it may have come through: the next run looks for it
            raise
        note_state(self.store, self.jobs, job_id, state)

    def _forget(self, job_id: int) -> None:
        with self.store.writing():
            self.jobs.forget(job_id)


def note_state(store: Store, jobs: ProviderJobs, job_id: int, state: BatchState) -> None:
    """Note how far a job is."""
    with store.writing():
        jobs.note(
            job_id,
            status=state.status,
            problem=state.problem or None,
            provider_id=state.id,
            output_file_id=state.output_file_id,
            error_file_id=state.error_file_id,
            completed=state.completed,
            failed=state.failed,
        )
