"""When a request is sent again, and after which wait. The only owner of retries: the SDK makes none."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from briefkit.models.faults import Trouble

__all__ = ["Patience", "persist"]

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Bound the retries of one request; all times in seconds."""

    attempts: int = 6
    total: float = 900.0
    """No retry begins later than this after the first send."""
    longest_wait: float = 300.0
    """A server that asks for a longer wait is not waited for."""
    first_wait: float = 0.5
    """The widest first wait without an order from the server; it doubles from there."""
    widest_wait: float = 60.0


async def persist(send: Callable[[], Awaitable[Answer]], patience: Patience) -> Answer:
    """Send until there is an answer, or no hope of one.

    Raises:
        Trouble: the last one.

    """
    retrying = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception_type(Trouble),
        wait=lambda state: _wait(_trouble(state), state.attempt_number, patience),
        stop=lambda state: _is_enough(state, patience),
        reraise=True,
    )

    async def attempt() -> Answer:  # tenacity awaits only what it sees to be a coroutine function
        return await send()

    return await retrying(attempt)


def _trouble(state: tenacity.RetryCallState) -> Trouble:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, Trouble):
        raise AssertionError("only trouble is retried")
    return error


def _wait(trouble: Trouble, attempt: int, patience: Patience) -> float:
    told = trouble.retry_after
    if told is not None:  # never earlier than told, and not all at the same moment
        return told + random.uniform(0, min(1.0, 0.1 * told + 0.1 * patience.first_wait))  # noqa: S311
    widest = min(patience.widest_wait, patience.first_wait * 2 ** (attempt - 1))
    return random.uniform(widest / 2, widest)  # noqa: S311


def _is_enough(state: tenacity.RetryCallState, patience: Patience) -> bool:
    trouble = _trouble(state)
    retries = patience.attempts - 1
    if trouble.retries is not None:
        retries = min(retries, trouble.retries)
    waited = (state.seconds_since_start or 0.0) + state.upcoming_sleep
    return (
        state.attempt_number > retries
        or (trouble.retry_after or 0.0) > patience.longest_wait
        or waited > patience.total
    )
