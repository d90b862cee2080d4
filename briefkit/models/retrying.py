"""When a request is sent again, and after which wait. The only owner of retries: the SDK makes none.

What has to wait for a rate limit waits in `pacing`, inside an attempt.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from briefkit.errors import RateLimited
from briefkit.models.faults import Trouble

__all__ = ["Patience", "persist"]

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Bound the retries of one request; all times in seconds."""

    attempts: int = 6
    total: float = 900.0
    """No retry begins later than this after the first failure."""
    longest_wait: float = 300.0
    """A server that asks for a longer wait is not waited for."""
    first_wait: float = 0.5
    """The widest first wait without an order from the server; it doubles from there."""
    widest_wait: float = 60.0
    requeue: bool = False
    """Whether a request over a rate limit goes back to a pace's queue, at once and without using up an attempt."""


async def persist(send: Callable[[], Awaitable[Answer]], patience: Patience) -> Answer:
    """Send until there is an answer, or no hope of one.

    Raises:
        Trouble: the last one.

    """
    course = _Course(patience)
    retrying = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception_type(Trouble),
        wait=course.wait,
        stop=course.is_enough,
        reraise=True,
    )

    async def attempt() -> Answer:  # tenacity awaits only what it sees to be a coroutine function
        return await send()

    return await retrying(attempt)


class _Course:
    """How one request has fared so far."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._requeued = 0
        self._failed_at: float | None = None

    def wait(self, state: tenacity.RetryCallState) -> float:
        trouble = _trouble(state)
        if self._is_queueing(trouble):
            self._requeued += 1
            return 0.0
        return _wait(trouble, state.attempt_number - self._requeued, self._patience)

    def is_enough(self, state: tenacity.RetryCallState) -> bool:
        trouble, patience = _trouble(state), self._patience
        since_start = state.seconds_since_start or 0.0
        self._failed_at = since_start if self._failed_at is None else self._failed_at
        retries = patience.attempts - 1 if trouble.retries is None else trouble.retries
        retries = min(retries, patience.attempts - 1)
        used_up = not self._is_queueing(trouble) and state.attempt_number - self._requeued > retries
        return (
            used_up
            or (trouble.retry_after or 0.0) > patience.longest_wait
            or since_start + state.upcoming_sleep - self._failed_at > patience.total
        )

    def _is_queueing(self, trouble: Trouble) -> bool:
        return self._patience.requeue and isinstance(trouble.error, RateLimited)


def _wait(trouble: Trouble, attempt: int, patience: Patience) -> float:
    told = trouble.retry_after
    if told is not None:  # never earlier than told, and not all at the same moment
        return told + random.uniform(0, min(1.0, 0.1 * told + 0.1 * patience.first_wait))  # noqa: S311
    widest = min(patience.widest_wait, patience.first_wait * 2 ** (attempt - 1))
    return random.uniform(widest / 2, widest)  # noqa: S311


def _trouble(state: tenacity.RetryCallState) -> Trouble:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, Trouble):
        raise AssertionError("only trouble is retried")
    return error
