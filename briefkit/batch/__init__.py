"""Many articles at once, with a store: nothing lost, nothing paid twice. It drives plans; briefs are their business."""

from briefkit.batch.engine import Batch
from briefkit.batch.estimate import Estimate, Limits, Range, estimate
from briefkit.batch.results import Results
from briefkit.job import Articles, Input, Job, Landed, Options, Stopped
from briefkit.schema import Tally

__all__ = [
    "Articles",
    "Batch",
    "Estimate",
    "Input",
    "Job",
    "Landed",
    "Limits",
    "Options",
    "Range",
    "Results",
    "Stopped",
    "Tally",
    "estimate",
]
