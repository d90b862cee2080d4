"""What a run tells whoever watches it. Does nothing by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from briefkit.errors import BriefkitError
from briefkit.job import Landed
from briefkit.store.provider_jobs import ProviderJob

if TYPE_CHECKING:
    from briefkit.provider_batch.collecting import Collected

__all__ = ["Progress"]


class Progress:
    """Told of articles and jobs, in the run's own thread. To be overridden where something is to be shown."""

    def on_landed(self, landed: Landed) -> None:
        """Be told what came of an article, once it is in the store."""

    def on_advanced(self, done: int, total: int) -> None:
        """Be told how many articles of a round were looked through."""

    def on_jobs(self, jobs: Sequence[ProviderJob]) -> None:
        """Be told of the open jobs after every look at them."""

    def on_collected(self, job: ProviderJob, found: Collected) -> None:
        """Be told what came of a job."""

    def on_trouble(self, error: BriefkitError) -> None:
        """Be told that the provider could not be asked just now."""
