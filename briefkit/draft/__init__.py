"""The model's side of the schema: what it is asked to say, how that is described to it, and how it becomes a brief.

A newsroom's own draft is a subclass of `Draft` with fields of the kinds that begin with `Draft`.
"""

from briefkit.draft.describe import answer_schema, describe_fields
from briefkit.draft.own import Most, full_words, own_fields
from briefkit.draft.parse import DraftError, parse_answer
from briefkit.draft.resolve import Parts, Resolver
from briefkit.draft.topics import TOPICS
from briefkit.draft.wire import (
    Draft,
    DraftAbstention,
    DraftKeyPoint,
    DraftLine,
    DraftPosition,
    DraftQuestion,
    DraftSignal,
    DraftStake,
    DraftUnknown,
    DraftView,
)

__all__ = [
    "TOPICS",
    "Draft",
    "DraftAbstention",
    "DraftError",
    "DraftKeyPoint",
    "DraftLine",
    "DraftPosition",
    "DraftQuestion",
    "DraftSignal",
    "DraftStake",
    "DraftUnknown",
    "DraftView",
    "Most",
    "Parts",
    "Resolver",
    "answer_schema",
    "describe_fields",
    "full_words",
    "own_fields",
    "parse_answer",
]
