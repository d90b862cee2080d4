"""The model's side of the schema: what it is asked to say, how that is described to it, and how it becomes a brief."""

from briefkit.draft.describe import answer_schema, describe_fields
from briefkit.draft.extract import Extracted, NotOneObject, extract_object
from briefkit.draft.parse import DraftError, Parsed, parse_answer
from briefkit.draft.resolve import Parts, Resolver
from briefkit.draft.topics import TOPICS
from briefkit.draft.wire import Draft, DraftAppeal, DraftOpinion, RepairedItem, Repairs, Verdict

__all__ = [
    "TOPICS",
    "Draft",
    "DraftAppeal",
    "DraftError",
    "DraftOpinion",
    "Extracted",
    "NotOneObject",
    "Parsed",
    "Parts",
    "RepairedItem",
    "Repairs",
    "Resolver",
    "Verdict",
    "answer_schema",
    "describe_fields",
    "extract_object",
    "parse_answer",
]
