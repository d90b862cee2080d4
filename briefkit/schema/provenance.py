"""What made a brief: versions, hashes, models, usage, cost, review. Data only."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from briefkit.schema.data import Data

__all__ = ["Correction", "Cost", "Edit", "HumanReview", "PromptRef", "Provenance", "Usage"]

TRAINED_ALGORITHMIC_MEDIA = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
ALGORITHMIC_MEDIA = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
COMPOSITE_SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"


class Usage(Data):
    """Tokens and calls, summed over everything that was asked for one result."""

    requests: int = 0
    """Requests that the plan made."""
    cached: int = 0
    """How many of them the cache answered."""
    attempts: int = 0
    """Sends to the model; more than requests where some were retried."""
    input_tokens: int = 0
    """Tokens sent, the cached share included."""
    output_tokens: int = 0
    """Tokens received, reasoning included."""
    cached_tokens: int = 0
    """The part of the input that the server had cached."""
    reasoning_tokens: int = 0
    """The part of the output that was reasoning."""
    estimated: bool = False
    """Whether some figure is briefkit's estimate because the server sent none."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            requests=self.requests + other.requests,
            cached=self.cached + other.cached,
            attempts=self.attempts + other.attempts,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
            estimated=self.estimated or other.estimated,
        )


class Cost(Data):
    """What the usage cost."""

    usd: float | None
    """US dollars, None where no price is known; never a guessed 0."""
    basis: Literal["priced", "unpriced", "local"]
    """`priced` from a price list, `unpriced` where it has no entry, `local` where no one bills."""
    source: str | None = None
    """The price list and its version."""


class PromptRef(Data):
    """Which prompt was used."""

    name: str
    """Name and version, such as `brief/v1`, or the path of the user's own file."""
    sha256: str
    """Hash of the template as read."""


class Edit(Data):
    """What a person changed in one line."""

    path: str
    """The line, such as `key_points[0]`."""
    before: str
    """Its words before; empty where the line is new."""
    after: str
    """Its words after; empty where the line was taken out."""


class HumanReview(Data):
    """Whether a person has taken responsibility. Only `briefkit.review` makes one."""

    status: Literal["not_reviewed", "reviewed", "edited", "rejected"] = "not_reviewed"
    """Nothing but a person may change this."""
    reviewer: str | None = None
    """Who."""
    role: str | None = None
    """In what capacity."""
    at: Annotated[datetime.datetime | None, Field(strict=False)] = None
    """When."""
    note: str | None = None
    """What the reviewer has to say about it."""
    examined: list[str] | None = None
    """Paths of the lines that were examined."""
    changes: list[Edit] | None = None
    """What was changed, line by line."""
    sha256: str | None = None
    """Hash of the brief as it was left; another brief than that one is not the one that was reviewed."""


class Correction(Data):
    """A correction made after the brief was handed out."""

    at: Annotated[datetime.datetime, Field(strict=False)]
    """When."""
    text: str
    """What was wrong and what is right."""


class Provenance(Data):
    """What made a brief, enough to make it again and to label it."""

    briefkit: str
    """Version of briefkit."""
    article_sha256: str
    """Hash of the article's text."""
    prompts: list[PromptRef] = []
    """The prompts used."""
    schema_sha256: str = ""
    """Hash of the JSON Schema that the model was given."""
    checks: str = ""
    """Version of the checks."""
    plan: str = ""
    """How the brief came about: `whole`, `stepwise`, `long`, `summarise`, `lead`, `template`."""
    evidence_by: Literal["model", "alignment", "copied"] = "model"
    """Who chose the evidence: the model by sentence number; code, by aligning what the model wrote; or code alone."""
    model_asked: str = ""
    """The model that was asked for."""
    model_answered: str | None = None
    """The model by its own account, None where it did not say."""
    host: str | None = None
    """Where it ran: `local`, or the endpoint's host."""
    output_mode: str | None = None
    """How the answer's form was enforced: strict_schema, schema, tool, json_object, prompt, grammar."""
    parameters: dict[str, str | int | float | bool | None] = {}
    """Sampling and length parameters that were sent."""
    usage: Usage = Usage()
    """Tokens and calls."""
    cost: Cost = Cost(usd=None, basis="unpriced")
    """What it cost."""
    asked_again: int | None = None
    """Answers that were cut or not in their form, so that they were asked again; None where nobody counted."""
    repairs: int = 0
    """Rounds in which failing lines were asked again."""
    opinions: int = 0
    """Lines on which the model gave a second opinion, whatever it was."""
    coverage: str = "whole"
    """How much of the article was read."""
    notes: list[str] = []
    """Anything worth knowing: prose around the JSON, windows read, lines dropped."""
    seconds: float | None = None
    """Wall-clock time, None where nobody measured."""
    created_at: Annotated[datetime.datetime | None, Field(strict=False)] = None
    """When it was made."""
    digital_source_type: str = TRAINED_ALGORITHMIC_MEDIA
    """IPTC digital source type, the machine-readable label."""
    disclosure: str = "Written by a machine from the article named here; not checked by an editor."
    """One line to print with the brief."""
    human_review: HumanReview = HumanReview()
    """Whether a person has taken responsibility."""
    corrections: list[Correction] = []
    """Corrections since."""
