"""One question to a model and its answer. Data only; what sends it is `models`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, Self

from briefkit.errors import BriefkitError
from briefkit.schema.data import Data
from briefkit.schema.provenance import Usage

__all__ = ["Failure", "Finish", "Message", "Reply", "Request"]

Finish = Literal["stop", "length", "refused", "failed"]


class Message(Data):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    """Who speaks."""
    content: str
    """What is said."""


class Request(Data):
    """One question to a model. Equal requests have equal keys: nothing here depends on time or place."""

    purpose: str
    """What it is for, in words to show while it runs, such as `key points`; no part of the key."""
    messages: list[Message]
    """The conversation; the static part stands first, the article last."""
    answer_schema: dict[str, Any] | None = None
    """JSON Schema of the answer, limits included; a model drops what its server cannot enforce. None: plain text."""
    answer_name: str = "answer"
    """Name of the schema on the wire."""
    max_output_tokens: int = 2048
    """Cap on the answer, reasoning included."""
    temperature: float | None = None
    """None leaves it to the model."""
    stop: list[str] = []
    """Strings that end the answer."""
    article: str = ""
    """Hash of the article that is asked about, by which an answer can be found and removed; no part of the key."""

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {}

    def key(self, model: str) -> str:
        """Return the hash of everything that changes the answer, with the model's name; computed once."""
        if model not in self._keys:
            self._keys[model] = self._compute_key(model)
        return self._keys[model]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, which has keys of its own."""
        copied = super().model_copy(update=update, deep=deep)
        vars(copied).pop("_keys", None)
        return copied

    def _compute_key(self, model: str) -> str:
        said = {"model": model, **self.model_dump(mode="json", exclude={"purpose", "article"})}
        canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


class Failure(Data):
    """Why a request has no answer, as data that a plan can read."""

    code: str
    """The error's code, such as `model.timed_out`."""
    message: str
    """What happened, in one sentence."""
    hint: str = ""
    """What to do about it."""
    retryable: bool = False
    """Whether the same request may succeed later."""

    @classmethod
    def of(cls, error: BriefkitError) -> Self:
        """Return an error as data."""
        return cls(code=error.code, message=error.message, hint=error.hint, retryable=error.retryable)


class Reply(Data):
    """The answer to one request, with what it cost."""

    text: str
    """What the model wrote, JSON where a schema was asked for; partial where `finish` is `length`."""
    finish: Finish = "stop"
    """`stop` is the only good end; `refused` covers content filters; `failed` carries a failure."""
    refusal: str | None = None
    """The model's or the filter's words where it refused."""
    failure: Failure | None = None
    """Why there is no answer, where `finish` is `failed`."""
    usage: Usage = Usage()
    """Tokens and calls of this request."""
    model: str | None = None
    """The model by its own account."""
    host: str | None = None
    """Where it ran."""
    output_mode: str | None = None
    """How the form was enforced."""
    cached: bool = False
    """Whether it comes from a cache and cost nothing now."""
    notes: list[str] = []
    """What was peculiar: a fence, a thinking block, an estimate."""
