"""When a request is sent again, and after which wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.errors import NotAnAPI, RateLimited, Rejected, ServerFault
from briefkit.models.faults import Trouble, retry_after
from briefkit.models.retrying import Patience, persist

QUICK = Patience(attempts=4, first_wait=0.001, widest_wait=0.002, longest_wait=0.5, total=5.0)


def _persist(script: list[Trouble | str], patience: Patience = QUICK) -> tuple[str | Trouble, int]:
    steps: Iterator[Trouble | str] = iter(script)
    sends = 0

    async def send() -> str:
        nonlocal sends
        sends += 1
        step = next(steps)
        if isinstance(step, Trouble):
            raise step
        return step

    try:
        return asyncio.run(persist(send, patience)), sends
    except Trouble as trouble:
        return trouble, sends


def _fault(retries: int | None = None, after: float | None = None) -> Trouble:
    return Trouble(ServerFault("x.", retry_after=after), retries=retries)


def test_an_answer_ends_it() -> None:
    assert _persist([_fault(), "yes"]) == ("yes", 2)


def test_attempts_end_it() -> None:
    end, sends = _persist([_fault()] * 9)
    assert isinstance(end, Trouble)
    assert sends == 4


def test_trouble_that_nothing_cures_ends_it_at_once() -> None:
    assert _persist([Trouble(Rejected("x."), retries=0), "yes"])[1] == 1


@pytest.mark.parametrize("retries", [0, 1, 2])
def test_trouble_may_allow_fewer_retries_than_the_policy(retries: int) -> None:
    assert _persist([Trouble(NotAnAPI("x."), retries=retries)] * 9)[1] == retries + 1


def test_trouble_never_allows_more_retries_than_the_policy() -> None:
    assert _persist([_fault(retries=50)] * 9)[1] == 4


def test_time_ends_it() -> None:
    end, sends = _persist([_fault()] * 9, Patience(attempts=9, first_wait=0.2, total=0.05))
    assert isinstance(end, Trouble)
    assert sends == 1


def test_a_wait_longer_than_allowed_ends_it() -> None:
    assert _persist([_fault(after=0.6), "yes"])[1] == 1


def _refusal(after: float | None = None) -> Trouble:
    return Trouble(RateLimited("x.", retry_after=after))


QUEUEING = replace(QUICK, requeue=True)


def test_a_refusal_that_goes_back_to_the_queue_uses_up_no_attempt_and_no_time_here() -> None:
    began = time.monotonic()
    script: list[Trouble | str] = [
        _refusal(0.4),
        _fault(),
        _refusal(0.4),
        _fault(),
        _refusal(0.4),
        _fault(),
        _refusal(0.4),
        "yes",
    ]
    assert _persist(script, QUEUEING) == ("yes", 8)
    assert time.monotonic() - began < 0.3


def test_other_trouble_uses_up_the_attempts_all_the_same() -> None:
    end, sends = _persist([_refusal(), _fault()] * 9, QUEUEING)
    assert isinstance(end, Trouble)
    assert sends == 8


def test_a_refusal_that_asks_for_too_long_a_wait_ends_it_also_in_a_queue() -> None:
    assert _persist([_refusal(0.6), "yes"], QUEUEING)[1] == 1


def test_refusals_for_ever_end_with_the_time() -> None:
    end, sends = _persist([_refusal()] * 10**6, replace(QUEUEING, total=0.05))
    assert isinstance(end, Trouble)
    assert sends > 4


def test_nothing_is_sent_earlier_than_the_server_asked() -> None:
    began = time.monotonic()
    assert _persist([_fault(after=0.15), "yes"]) == ("yes", 2)
    assert 0.15 <= time.monotonic() - began < 0.5


def test_an_error_that_is_no_trouble_is_not_retried() -> None:
    sends = 0

    async def send() -> str:
        nonlocal sends
        sends += 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(persist(send, QUICK))
    assert sends == 1


def test_only_the_error_s_own_wait_is_read() -> None:
    assert Trouble(RateLimited("x.", retry_after=3.0)).retry_after == 3.0
    from briefkit.errors import ConfigurationError

    assert Trouble(ConfigurationError("x.")).retry_after is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 999999999999 07:28:00 GMT"}, None),
    ],
)
def test_a_wait_is_read_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_a_wait_until_a_date_is_counted_from_now() -> None:
    import email.utils

    seconds = retry_after({"retry-after": email.utils.formatdate(time.time() + 60, usegmt=True)})
    assert seconds is not None
    assert 55 < seconds <= 60


@given(st.text(max_size=60))
def test_no_header_breaks_the_reading_of_a_wait(said: str) -> None:
    seconds = retry_after({"retry-after": said})
    assert seconds is None or seconds >= 0
