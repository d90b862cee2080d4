"""What every way to run many articles shares: what they have in common, what is read, what comes of it. Asks nobody."""

from briefkit.job.inputs import Articles, Input, next_chunk
from briefkit.job.results import Results, Running
from briefkit.job.settling import crashed, failure_of, is_left, write
from briefkit.job.terms import Job, Landed, Options, State, Stopped

__all__ = [
    "Articles",
    "Input",
    "Job",
    "Landed",
    "Options",
    "Results",
    "Running",
    "State",
    "Stopped",
    "crashed",
    "failure_of",
    "is_left",
    "next_chunk",
    "write",
]
