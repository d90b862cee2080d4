"""What a judge makes of two briefs of one article, criterion by criterion, and the rubric that it goes by. Data only.

A judge is a model or a person. It is shown the briefs as A and B and is not told what made them.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Literal, NamedTuple

from briefkit.schema.data import Data
from briefkit.schema.exchange import Failure
from briefkit.schema.provenance import Usage

__all__ = ["OVERALL", "RUBRIC", "RUBRIC_SHA256", "Better", "Criterion", "Judgement", "Preference"]

Better = Literal["A", "B", "tie"]
"""Which of the two briefs is better, as they were shown."""


class Criterion(NamedTuple):
    """One thing that two briefs are compared by."""

    title: str
    """As tables call it."""
    weight: int
    """How much it counts."""
    asks: str
    """What the better brief does better."""


RUBRIC: dict[str, Criterion] = {
    "faithfulness": Criterion(
        "faithfulness",
        5,
        "Which says less that the article does not bear out: facts, figures, names, quotations, who did what to whom?",
    ),
    "attribution": Criterion(
        "attribution",
        4,
        "Which keeps better whose claim each contested thing is, and in what form it was made?",
    ),
    "hedges": Criterion(
        "hedge and status",
        3,
        "Which leaves plans as plans and allegations as allegations, with their conditions, doubts and scope?",
    ),
    "specificity": Criterion(
        "specificity",
        5,
        "Of which could fewer lines stand as they are in a brief of another story on this beat?",
    ),
    "salience": Criterion(
        "salience", 4, "Which has the points that an editor would put first, and has them first?"
    ),
    "figures": Criterion(
        "numbers and dates",
        3,
        "Which has the right figures and dates with what gives them a meaning: unit, comparison, period, source?",
    ),
    "questions": Criterion(
        "questions",
        3,
        "Whose questions are this story's, not answered in it, and say who could answer and what would settle them? "
        "To ask nothing is better than a platitude and worse than a good question.",
    ),
    "signals": Criterion(
        "signals",
        3,
        "Whose signals can be observed, have a date or threshold and a place, and tell what each outcome would mean? "
        "To name none is better than to watch developments.",
    ),
    "gaps": Criterion(
        "gaps and other side",
        2,
        "Which tells better what was declined, disputed or left out, and who holds the opposite?",
    ),
    "inference": Criterion(
        "inference kept apart", 2, "Which marks better what is inferred, and ties it to facts of the article?"
    ),
    "glance": Criterion(
        "20-second use",
        2,
        "With which could an editor decide sooner, from headline, dek and first three points alone, to assign, hold "
        "or drop the story?",
    ),
    "metadata": Criterion("metadata", 1, "Which is filed better: topics, regions, sort of text?"),
}
"""The twelve criteria of the newsroom research, 1.4, in their order and with their weights, put as comparisons."""

OVERALL = "overall"
"""The name of what the judge makes of it all, beside those of the criteria."""

RUBRIC_SHA256 = hashlib.sha256(json.dumps(RUBRIC).encode()).hexdigest()
"""Identifies the rubric: a judgement by another one is another judgement."""


class Preference(Data):
    """Which brief is better by one criterion."""

    better: Better
    """A and B as the briefs were shown."""
    reason: str = ""
    """Why, in the judge's words: to be read, never to be believed or run."""
    evidence: list[int] = []
    """Numbers of the sentences of the article that decide it."""


class Judgement(Data):
    """What came of showing two briefs to a judge once."""

    judge: str
    """The model as asked for, or `person:NAME`."""
    rubric: str
    """Hash of what the judge went by: of rubric and prompt, or of the rubric where it is a person."""
    article_sha256: str
    """Hash of the article's text."""
    first: str
    """Hash of the brief that was shown as A, as it was shown."""
    second: str
    """Hash of the brief that was shown as B."""
    reading: int = 1
    """How often the judge has seen the two in this order, this time included."""
    preferences: dict[str, Preference] = {}
    """By criterion, and `overall`; empty where no usable answer came."""
    failure: Failure | None = None
    """Why there is no answer."""
    usage: Usage = Usage()
    """What it cost in tokens."""
    usd: float | None = None
    """What it cost in US dollars; None where no price is known, and for a person."""
    judged_at: datetime.datetime | None = None
    """When."""

    @property
    def pair(self) -> tuple[str, str]:
        """Return the two briefs in an order that is not that in which they were shown."""
        return min(self.first, self.second), max(self.first, self.second)

    def score(self, criterion: str, of: str) -> int:
        """Return 1 where a brief, by its hash, is the better one, -1 where the other is, 0 where neither is."""
        better = self.preferences[criterion].better
        if better == "tie":
            return 0
        return 1 if (better == "A") == (self.first == of) else -1
