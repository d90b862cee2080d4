"""Many articles at once, with a store: nothing lost, nothing paid twice. It drives plans; briefs are their business."""

from briefkit.batch.engine import Batch, Stopped
from briefkit.batch.estimate import Estimate, Limits, Range, estimate
from briefkit.batch.inputs import Articles, Input
from briefkit.batch.job import Job, Landed, Options
from briefkit.batch.results import Results
from briefkit.batch.tally import Tally

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
