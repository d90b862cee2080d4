"""What a set of results is worth, as numbers: counted by code, with intervals, one table for all measures. No I/O."""

from briefkit.evaluate.evaluation import Difference, Evaluation, Row, Run, evaluate, name_of
from briefkit.evaluate.floors import Fall, Floors, below
from briefkit.evaluate.intervals import Interval, interval_of
from briefkit.evaluate.judged import Judged
from briefkit.evaluate.measures import MEASURES, Measure
from briefkit.evaluate.pairs import Pair, pairs_of
from briefkit.evaluate.showing import show

__all__ = [
    "MEASURES",
    "Difference",
    "Evaluation",
    "Fall",
    "Floors",
    "Interval",
    "Judged",
    "Measure",
    "Pair",
    "Row",
    "Run",
    "below",
    "evaluate",
    "interval_of",
    "name_of",
    "pairs_of",
    "show",
]
