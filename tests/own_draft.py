"""A newsroom's own draft, as a user writes it in a file, and what a model answers when it is asked for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from briefkit.draft import (
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
    Most,
)

__all__ = ["ANSWER", "EveryKind", "RegulatedDraft", "answer"]


class RegulatedDraft(Draft):
    """The brief of the energy desk."""

    regulatory_question: DraftQuestion | DraftAbstention
    """What a regulator has to decide, and by when."""
    precedents: Annotated[list[DraftLine], Most(2)] = Field(title="Ratings and rulings before")
    """Earlier decisions about the same company that the article names."""


class EveryKind(Draft):
    """One field of every kind that a draft may ask for."""

    first_line: DraftLine | DraftAbstention
    """A line."""
    reading: DraftView | DraftAbstention
    """A line of analysis."""
    point: DraftKeyPoint | DraftAbstention
    """A point."""
    exposed: list[DraftStake]
    """Who is exposed."""
    asked: DraftQuestion | DraftAbstention
    """A question."""
    docket: DraftSignal | DraftAbstention
    """What the docket will show."""
    dissent: list[DraftPosition]
    """Who objects."""
    silence: DraftUnknown | DraftAbstention
    """What nobody says."""


ANSWER: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "draft.json").read_text("utf-8")) | {
    "regulatory_question": {
        "evidence": [4, 10],
        "text": "On what conditions will the Utilities Board rule on the 180-megawatt deal by 30 January 2027?",
        "why_open": "The ruling is still to come.",
        "who_could_answer": ["the Utilities Board"],
        "settled_by": "the ruling",
    },
    "precedents": [
        {"evidence": [15], "text": "Halden carries $2.3 billion of debt, according to its bond prospectus."}
    ],
}
"""What a model answers about the fictional article when it is asked for a `RegulatedDraft`."""


def answer(**changes: Any) -> str:
    """Return that answer as text, with other values for some fields."""
    return json.dumps(ANSWER | changes)
