"""Requests to one endpoint go in their order, and wait together where it asks them to."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest

from briefkit.errors import Denied, RateLimited, ServerFault
from briefkit.models.modes import remembered
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.pacing import Limits, LongCoolDown, Pace, Turn
from briefkit.models.retrying import Patience
from briefkit.schema import Message, Reply, Request
from tests.fault_server import FaultServer, Seen, Step, error, ok

Out = TypeVar("Out")
ONE_AT_A_TIME = Limits(concurrency=1, requests=10**9)


@pytest.fixture(autouse=True)
def _forget() -> None:
    remembered.clear()


def _run(coroutine: Coroutine[Any, Any, Out]) -> Out:
    return asyncio.run(asyncio.wait_for(coroutine, 20))


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_who_came_first_goes_first() -> None:
    async def run() -> list[int]:
        pace, order = Pace(ONE_AT_A_TIME), []

        async def ask(number: int) -> None:
            await pace.enter(1, 1)
            order.append(number)
            await asyncio.sleep(0)
            pace.leave()

        await asyncio.gather(*(ask(number) for number in range(20)))
        return order

    assert _run(run()) == list(range(20))


def test_who_was_refused_keeps_its_place() -> None:
    async def run() -> list[str]:
        pace, order = Pace(ONE_AT_A_TIME), []
        first = await pace.enter(1, 1)

        async def ask(name: str, place: int | None) -> None:
            await pace.enter(1, 1, place=place)
            order.append(name)
            pace.leave()

        others = [asyncio.ensure_future(ask(name, None)) for name in "bc"]
        await _settle()
        again = asyncio.ensure_future(ask("a", first.place))
        await _settle()
        pace.leave()
        await asyncio.gather(again, *others)
        return order

    assert _run(run()) == ["a", "b", "c"]


def test_a_pause_for_one_is_a_pause_for_all() -> None:
    async def run() -> float:
        pace = Pace(Limits(requests=10**9))
        turns = [await pace.enter(1, 1) for _ in range(2)]
        began = time.monotonic()
        pace.refused(turns[0], 0.2)
        for _ in turns:
            pace.leave()
        await asyncio.gather(*(pace.enter(1, 1) for _ in range(3)))
        return time.monotonic() - began

    assert 0.2 <= _run(run()) < 1.0


def test_a_pause_that_is_too_long_sends_away_those_who_wait_and_those_who_come() -> None:
    async def run() -> tuple[list[Any], Turn]:
        pace = Pace(ONE_AT_A_TIME)
        turn = await pace.enter(1, 1)
        waits = [asyncio.ensure_future(pace.enter(1, 1, most_wait=most)) for most in (1.0, 0.5)]
        await _settle()
        pace.refused(turn, 0.7)
        pace.leave()
        with pytest.raises(LongCoolDown):
            await pace.enter(1, 1, most_wait=0.1)
        ends = await asyncio.gather(*waits, return_exceptions=True)
        return ends, turn

    ends, turn = _run(run())
    assert isinstance(ends[0], Turn)
    assert ends[0].sent >= turn.sent + 0.7
    assert isinstance(ends[1], LongCoolDown)
    assert 0.6 < ends[1].seconds <= 0.7


def test_who_is_cancelled_makes_room_at_once() -> None:
    async def run() -> Turn:
        pace = Pace(ONE_AT_A_TIME)
        await pace.enter(1, 1)
        waiting = [asyncio.ensure_future(pace.enter(1, 1)) for _ in range(2)]
        await _settle()
        waiting[0].cancel()
        await _settle()
        assert waiting[0].cancelled()
        pace.leave()
        return await waiting[1]

    assert _run(run()).place == 2


def test_who_is_cancelled_in_the_moment_of_its_turn_gives_it_back() -> None:
    async def run() -> Turn:
        pace = Pace(ONE_AT_A_TIME)
        await pace.enter(1, 1)
        waiting = [asyncio.ensure_future(pace.enter(1, 1)) for _ in range(2)]
        await _settle()
        pace.leave()  # the first one's turn comes, and it has not run since
        waiting[0].cancel()
        return await waiting[1]

    assert _run(run()).place == 2


def test_one_pace_serves_several_event_loops() -> None:
    pace, flying, most = Pace(Limits(concurrency=3, requests=10**9)), 0, 0
    lock = threading.Lock()

    async def ask() -> None:
        nonlocal flying, most
        await pace.enter(1, 1)
        with lock:
            flying += 1
            most = max(most, flying)
        await asyncio.sleep(0.001)
        with lock:
            flying -= 1
        pace.leave()

    async def several() -> None:
        await asyncio.gather(*(ask() for _ in range(100)))

    threads = [threading.Thread(target=lambda: _run(several()), daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    assert most <= 3
    assert flying == 0


def test_a_loop_that_ended_in_the_queue_holds_nobody_up() -> None:
    pace = Pace(ONE_AT_A_TIME)

    async def leave_waiting() -> None:
        await pace.enter(1, 1)
        waiting = asyncio.ensure_future(pace.enter(1, 1))
        await _settle()
        del waiting

    asyncio.run(leave_waiting())

    async def go_on() -> Turn:
        asyncio.get_running_loop().call_later(0.05, pace.leave)
        return await pace.enter(1, 1)

    assert isinstance(_run(go_on()), Turn)


def test_limits_are_learnt_from_answers() -> None:
    pace = Pace()
    pace.learn({"x-ratelimit-limit-requests": "600", "x-ratelimit-limit-tokens": "9000"})
    assert pace.limits == Limits(requests=600, tokens=9000)


def test_where_only_pauses_are_kept_nothing_is_learnt_and_nothing_gets_slower() -> None:
    async def run() -> int:
        pace = Pace(only_pauses=True)
        pace.learn({"x-ratelimit-limit-requests": "1"})
        turns = [await pace.enter(1, 1) for _ in range(100)]
        for turn in turns:
            pace.refused(turn, None)
        return len([await pace.enter(1, 1) for _ in range(100)])

    assert _run(run()) == 100


# Around a model

ASKED = Request(purpose="test", messages=[Message(role="user", content="2 + 2")], max_output_tokens=64)
QUICK = Patience(first_wait=0.001, widest_wait=0.002, longest_wait=0.5, total=15.0)
QUOTA = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}


def _model(url: str, pace: Pace, **patience: float) -> OpenAIModel:
    options = Options(pace=pace, patience=Patience(**{**vars(QUICK), **patience, "requeue": False}))
    return OpenAIModel("m", base_url=url, attempts=2, options=options)


def _ask(
    script: list[Step | Callable[[Seen], Step]], *, times: int, pace: Pace | None = None, **patience: float
) -> tuple[list[Any], FaultServer]:
    async def run() -> tuple[list[Any], FaultServer]:
        async with FaultServer(script) as server:
            model = _model(server.url, pace or Pace(), **patience)
            ends = await asyncio.gather(*(model.answer(ASKED) for _ in range(times)), return_exceptions=True)
            await model.aclose()
            return ends, server

    return _run(run())


def test_a_storm_of_refusals_without_a_word_loses_nothing() -> None:
    script: list[Step | Callable[[Seen], Step]] = [*[error(429)] * 12, ok()]
    ends, server = _ask(script, times=8, longest_wait=60.0)
    assert all(isinstance(end, Reply) for end in ends), ends
    assert len(server.seen) == 8 + 12


def test_a_refusal_that_names_a_wait_is_kept_by_all() -> None:
    times: list[float] = []

    def step(seen: Seen) -> Step:
        times.append(time.monotonic())
        return error(429, headers={"retry-after-ms": "300"}) if len(times) == 1 else ok()

    ends, _ = _ask([step], times=3, pace=Pace(ONE_AT_A_TIME))
    assert all(isinstance(end, Reply) for end in ends)
    assert times[1] - times[0] >= 0.3


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (error(429, QUOTA), Denied),
        (error(401), Denied),
        (error(404), Denied),
        (error(429, headers={"retry-after": "60"}), RateLimited),
    ],
    ids=["quota", "key", "model", "too long a wait"],
)
def test_what_no_wait_cures_ends_at_once(step: Step, kind: type[Exception]) -> None:
    ends, server = _ask([step], times=1)
    assert isinstance(ends[0], kind)
    assert len(server.seen) == 1


def test_other_faults_use_up_attempts_and_refusals_between_them_do_not() -> None:
    script: list[Step | Callable[[Seen], Step]] = [error(500), error(429, headers={"retry-after-ms": "10"})]
    ends, server = _ask([*script, error(500)], times=1)
    assert isinstance(ends[0], ServerFault)
    assert len(server.seen) == 3


def test_refusals_without_end_end_with_patience() -> None:
    began = time.monotonic()
    ends, server = _ask([error(429)], times=1, total=0.4)
    assert isinstance(ends[0], RateLimited)
    assert 2 <= len(server.seen) <= 4
    assert time.monotonic() - began < 5


def test_a_wait_for_one_s_turn_ends_at_once_when_cancelled() -> None:
    async def run() -> float:
        async with FaultServer([error(429, headers={"retry-after": "15"})]) as server:
            model = _model(server.url, Pace(), longest_wait=60.0, total=60.0)
            tasks = [asyncio.ensure_future(model.answer(ASKED)) for _ in range(3)]
            await asyncio.sleep(0.2)
            began = time.monotonic()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await model.aclose()
            return time.monotonic() - began

    assert _run(run()) < 0.5


def test_the_headers_of_a_refusal_are_read_too() -> None:
    pace = Pace()
    headers = {"x-ratelimit-limit-requests": "6000", "retry-after-ms": "1"}
    _ask([error(429, headers=headers), ok()], times=1, pace=pace)
    assert pace.limits.requests == 6000
