"""What differs between two briefs of a story. Data only; who compares is `briefkit.comparing`."""

from __future__ import annotations

from typing import Literal

from briefkit.schema.data import SCHEMA_VERSION, Data
from briefkit.schema.result import Finding, Status

__all__ = ["Comparison", "FieldChange", "LineChange"]


class FieldChange(Data):
    """A field of a line beside its words, such as its status or its hedge."""

    field: str
    """Its name, such as `attribution.speaker`."""
    before: str
    """What it said; empty for nothing."""
    after: str
    """What it says."""


class LineChange(Data):
    """What became of one line."""

    kind: Literal["same", "changed", "added", "removed"]
    """`changed` also where only its evidence, its fields or its findings are others."""
    old: str | None
    """Its path in the older brief, None for a line that is new."""
    new: str | None
    """Its path in the newer brief, None for a line that is gone."""
    before: str = ""
    """Its words in the older brief; of an abstention, the reason."""
    after: str = ""
    """Its words in the newer brief."""
    is_reworded: bool = False
    """Whether its words are others."""
    evidence_gone: list[str] = []
    """Sentences that it rested on and no longer does."""
    evidence_new: list[str] = []
    """Sentences that it rests on now and did not."""
    figures_gone: list[str] = []
    """Figures that it had and has no longer."""
    figures_new: list[str] = []
    """Figures that it has now and had not."""
    fields: list[FieldChange] = []
    """Its other fields that changed."""
    findings_gone: list[Finding] = []
    """What the checks found in it and no longer do."""
    findings_new: list[Finding] = []
    """What the checks find in it now and did not."""


class Comparison(Data):
    """Two briefs of a story, line by line."""

    schema_version: Literal["1"] = SCHEMA_VERSION  # type: ignore[assignment]
    """Version of this format."""
    is_same_article: bool
    """Whether both were made from the same text."""
    status_before: Status | None
    """Status of the older one, None for a brief alone, whose findings are not known."""
    status_after: Status | None
    """Status of the newer one."""
    review_before: str
    """Who has reviewed the older one, in words; empty for a brief alone."""
    review_after: str
    """Who has reviewed the newer one."""
    lines: list[LineChange]
    """Every line of both, those of the newer brief in its order, then those that are gone."""

    @property
    def changes(self) -> list[LineChange]:
        """Return the lines that are not the same."""
        return [line for line in self.lines if line.kind != "same"]

    @property
    def is_same(self) -> bool:
        """Tell whether the two say the same, rest on the same and are judged the same."""
        is_judged_same = self.status_before == self.status_after and self.review_before == self.review_after
        return not self.changes and is_judged_same
