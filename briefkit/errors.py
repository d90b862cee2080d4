"""Everything briefkit raises. A bad brief is never an exception: it is a `Result` with findings.

    BriefkitError
    ├── InputError               the article cannot be read or is nothing to brief
    ├── ConfigurationError       something has to be set up or spelt differently first
    │   └── PromptError          a prompt template is missing, or a variable of it is
    ├── ModelError               a request got no usable answer
    │   ├── Unreachable          no connection, or it broke            (retryable)
    │   ├── TimedOut             no whole answer within the deadline   (retryable)
    │   ├── RateLimited          the server asks to wait               (retryable)
    │   ├── ServerFault          the server failed                     (retryable)
    │   ├── NotAnAPI             what answered is not a model's server
    │   ├── Denied               key, permission, payment or model     (stops the run)
    │   └── Rejected             this one request cannot be answered
    │       ├── TooLong          more text than the model's window
    │       └── TooLarge         the answer was larger than is sane
    ├── BudgetExceeded           the next request would pass the limit (stops the run)
    ├── BriefUnusable            raised by `Result.raise_for_status` only
    └── StoreError               the store's file cannot be used

`retryable`: the same request may succeed later. `stops_run`: no other article would fare better.
`hint`: what to do now, one sentence.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "BriefUnusable",
    "BriefkitError",
    "BudgetExceeded",
    "ConfigurationError",
    "Denied",
    "InputError",
    "ModelError",
    "NotAnAPI",
    "PromptError",
    "RateLimited",
    "Rejected",
    "ServerFault",
    "StoreError",
    "TimedOut",
    "TooLarge",
    "TooLong",
    "Unreachable",
]


class BriefkitError(Exception):
    """Stand at the root, so that one `except` catches all that is ours."""

    code: ClassVar[str] = "briefkit"
    retryable: ClassVar[bool] = False
    stops_run: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(BriefkitError):
    """Say that an article, a file or an option's value cannot be used as it is."""

    code = "input"


class ConfigurationError(BriefkitError):
    """Say that nothing can run before something is set up."""

    code = "configuration"
    stops_run = True


class PromptError(ConfigurationError):
    """Name the prompt and what is missing in it."""

    code = "prompt"


class ModelError(BriefkitError):
    """Say that a request got no usable answer.

    `attempts` counts the sends that were made for it; all but the last may have been billed.
    `retry_after` is in seconds, None where the server did not say.
    """

    code = "model"

    def __init__(
        self, message: str, *, hint: str = "", attempts: int = 1, retry_after: float | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.attempts = attempts
        self.retry_after = retry_after


class Unreachable(ModelError):
    """Say that no connection came about, or that it broke."""

    code = "model.unreachable"
    retryable = True


class TimedOut(ModelError):
    """Say that no whole answer came within the deadline; it may be billed all the same."""

    code = "model.timed_out"
    retryable = True


class RateLimited(ModelError):
    """Say that the server asked to wait."""

    code = "model.rate_limited"
    retryable = True


class ServerFault(ModelError):
    """Say that the server failed by its own account."""

    code = "model.server_fault"
    retryable = True


class NotAnAPI(ModelError):
    """Say that what answered does not speak the protocol: a portal, a proxy, another site."""

    code = "model.not_an_api"


class Denied(ModelError):
    """Say that the key, the permission, the payment, the address or the model's name is wrong."""

    code = "model.denied"
    stops_run = True


class Rejected(ModelError):
    """Say that this one request cannot be answered, while others may."""

    code = "model.rejected"


class TooLong(Rejected):
    """Say that the request does not fit into the model's window."""

    code = "model.too_long"


class TooLarge(Rejected):
    """Say that the answer was cut because it was larger than any sane one."""

    code = "model.too_large"


class BudgetExceeded(BriefkitError):
    """Say which limit the next request would have passed."""

    code = "budget"
    stops_run = True


class BriefUnusable(BriefkitError):
    """Carry the findings of a result that is not `ok`."""

    code = "brief"


class StoreError(BriefkitError):
    """Say that a store's file cannot be opened, read or written."""

    code = "store"
    stops_run = True


NOT_THE_ARTICLES = frozenset(
    (
        "process",  # the one that worked on it ended
        *(kind.code for kind in (BudgetExceeded, Unreachable, TimedOut, RateLimited, ServerFault, NotAnAPI)),
    )
)
"""Codes of failures that say nothing about the article: many leave it as it is, and the same command tries it again."""
