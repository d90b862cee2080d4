"""The results of a batch, to be read as they come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from briefkit import job as shared
from briefkit.batch.engine import Batch
from briefkit.job import Input, Job, Options
from briefkit.schema import Tally
from briefkit.store import Store

__all__ = ["Results"]


class Results(shared.Results):
    """The results of a batch. As those of any run over many articles."""

    def __init__(
        self,
        job: Job,
        given: Input,
        store: Store | str | Path,
        options: Options,
        on_tally: Callable[[Tally], None] | None = None,
    ) -> None:
        super().__init__(
            lambda opened, tell: Batch(job, opened, options=options, on_tally=tell), given, store, on_tally
        )
