"""What a judge of two briefs is asked to say: one field a criterion of the rubric, evidence before the choice.

Limits stand in the schema only: an engine that can enforces them, and a longer reason is none the worse.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from briefkit.draft.wire import Wire
from briefkit.schema.judgement import OVERALL, RUBRIC, Better

__all__ = ["DraftJudgement", "DraftPreference"]

_ALL_WEIGHED = (
    "All of it weighed, faithfulness and specificity most. A brief that invents a quotation, name or figure, or says "
    "the opposite of the article, is not better than one that does neither."
)


class DraftPreference(Wire):
    """Which of two briefs is better by one criterion."""

    evidence: Annotated[list[int], Field(json_schema_extra={"maxItems": 5})]
    """Numbers of the sentences of the article that decide it; empty where none does."""
    reason: Annotated[str, Field(json_schema_extra={"maxLength": 160})]
    """What makes the difference, in at most 20 words, naming the lines."""
    better: Better
    """A or B; tie where an editor would not care."""


_FIELDS: dict[str, Any] = {
    **{name: (DraftPreference, Field(description=criterion.asks)) for name, criterion in RUBRIC.items()},
    OVERALL: (DraftPreference, Field(description=_ALL_WEIGHED)),
}
DraftJudgement: type[BaseModel] = create_model(
    "DraftJudgement", __base__=Wire, __doc__="What a judge makes of two briefs of one article.", **_FIELDS
)
"""Made from the rubric, so that judges, people and the documentation are told the same."""
