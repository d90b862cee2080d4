"""When the next request may go, by what is allowed and by what came back. No clock runs in these tests."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.models.metering import Limits, Pacer, Told, read_limits, seconds_of

FAST = Limits(requests=600, tokens=60_000)


def _pacer(limits: Limits | None = None, **options: float) -> Pacer:
    return Pacer(limits, jitter=lambda: 1.0, **options)


@dataclass
class World:
    """A pacer, a clock that jumps to whatever comes next, and a server that answers after a second."""

    pacer: Pacer
    latency: float = 1.0
    tokens: Callable[[int], int] = lambda number: 100
    allows: Callable[[float], bool] = lambda now: True
    told: Callable[[float], Mapping[str, Told]] = lambda now: {}
    now: float = 0.0
    sent: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    _flying: list[tuple[float, int, float, float, bool]] = field(default_factory=list)

    def run(self, until: float) -> World:
        while self.now < until:
            wait = self.pacer.wait(self.now)
            if self._flying and self._flying[0][0] <= self.now + wait:
                self._arrive()
            else:
                self.now += wait
                self._send()
        return self

    def _send(self) -> None:
        number, estimated = len(self.sent), self.pacer.estimate(400, 200)
        self.pacer.enter(self.now, estimated)
        allowed = self.allows(self.now)
        (self.sent if allowed else self.refused).append(self.now)
        heapq.heappush(self._flying, (self.now + self.latency, number, self.now, estimated, allowed))

    def _arrive(self) -> None:
        at, number, sent, estimated, allowed = heapq.heappop(self._flying)
        self.now = max(self.now, at)
        self.pacer.told(self.told(self.now))
        if allowed:
            used = (100, self.tokens(number) - 100)
            self.pacer.answered(sent, size=400, estimated=estimated, used=used)
        else:
            self.pacer.refused(self.now, sent, tokens=estimated, wait=None)
        self.pacer.leave()

    def sent_between(self, begin: float, end: float) -> int:
        return sum(begin <= at < end for at in self.sent)


def test_without_limits_nothing_waits() -> None:
    pacer = _pacer(window=math.inf)
    for _ in range(1000):
        assert pacer.wait(0.0) == 0.0
        pacer.enter(0.0, 1000)


def test_the_requests_allowed_are_spread_over_the_minute() -> None:
    world = World(_pacer(FAST)).run(60)
    assert 590 <= len(world.sent) <= 600
    assert max(world.sent_between(second, second + 1) for second in range(60)) <= 16


@pytest.mark.parametrize("cost", [400, 2_000, 30_000], ids=["small", "large", "half a minute's"])
def test_the_tokens_allowed_are_used_whatever_a_request_costs(cost: int) -> None:
    world = World(_pacer(FAST), tokens=lambda number: cost).run(600)
    assert 0.97 * 600_000 <= len(world.sent) * cost <= 600_000 + 2 * cost


def test_what_answers_cost_beyond_the_estimate_is_paid_for() -> None:
    world = World(_pacer(FAST), tokens=lambda number: 300 if number % 2 else 3_000).run(120)
    spent = sum(300 if number % 2 else 3_000 for number in range(len(world.sent)))
    assert 0.97 * 120_000 <= spent <= 120_000 + 2 * 3_000


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=50), st.floats(0.0, 30.0))
def test_no_minute_sees_more_than_the_limit_and_one_request(costs: list[int], latency: float) -> None:
    world = World(_pacer(FAST), latency=latency, tokens=lambda number: costs[number % len(costs)] + 100)
    world.run(180)
    for begin in range(0, 120, 7):
        assert world.sent_between(begin, begin + 60) <= 601


def test_a_pause_is_not_made_up_for() -> None:
    pacer = _pacer(FAST)
    pacer.enter(0.0, 0)
    burst = 0
    while not pacer.wait(100.0):
        pacer.enter(100.0, 0)
        burst += 1
    assert burst <= 11


def test_several_processes_take_their_shares() -> None:
    world = World(_pacer(Limits(requests=600, share=0.25))).run(60)
    assert 145 <= len(world.sent) <= 152


# Requests in flight


def test_no_more_fly_than_may() -> None:
    pacer = _pacer(Limits(concurrency=2, requests=10**6))
    for now in (1.0, 2.0):
        assert pacer.wait(now) == 0.0
        pacer.enter(now, 0)
    assert pacer.wait(3.0) == math.inf
    pacer.leave()
    assert pacer.wait(3.0) == 0.0


def _fill(pacer: Pacer, now: float) -> int:
    while not pacer.wait(now):
        pacer.enter(now, 0)
    return pacer.in_flight


def _answer(pacer: Pacer, sent: float) -> None:
    pacer.answered(sent, size=1, estimated=0, used=None)
    pacer.leave()


def test_an_unknown_endpoint_is_asked_by_few_at_first_and_by_more_with_each_answer() -> None:
    pacer = _pacer(Limits(concurrency=64))
    flying = [_fill(pacer, 0.0)]
    for turn in range(1, 5):
        for _ in range(flying[-1]):
            _answer(pacer, turn - 1)
        flying.append(_fill(pacer, turn))
    assert flying == [8, 16, 32, 64, 64]


def test_a_refusal_halves_what_flies_and_answers_add_one_a_turn() -> None:
    pacer = _pacer(window=32)
    _fill(pacer, 0.0)
    for _ in range(32):
        pacer.refused(1.0, 0.0, tokens=0, wait=None)  # one event, however many it meets
        pacer.leave()
    flying = []
    for turn in range(10, 14):
        flying.append(_fill(pacer, turn))
        for _ in range(flying[-1]):
            _answer(pacer, turn)
    assert flying == [16, 16, 17, 18]


def test_there_is_always_one_that_may_try() -> None:
    pacer = _pacer(window=2)
    for turn in range(20):
        now = turn * 100.0
        assert pacer.wait(now) == 0.0
        pacer.enter(now, 0)
        pacer.refused(now, now, tokens=0, wait=None)
        pacer.leave()


# Pauses


@pytest.mark.parametrize(
    ("waits", "pause"),
    [([3.0], 3.0), ([3.0, 7.0, 2.0], 7.0), ([None], 0.5), ([0.0], 0.5)],
    ids=["told", "the longest counts", "not told", "told to come at once"],
)
def test_a_refusal_lets_everybody_wait(waits: list[float | None], pause: float) -> None:
    pacer = _pacer()
    for _ in waits:
        pacer.enter(0.0, 0)
    for wait in waits:
        pacer.refused(1.0, 0.0, tokens=0, wait=wait)
        pacer.leave()
    assert pacer.wait(1.0) == pytest.approx(pause)
    assert pacer.wait(1.0 + pause) == 0.0


def test_refusals_that_tell_no_time_double_the_pause_until_an_answer_comes() -> None:
    pacer = _pacer()
    pauses, now = [], 0.0
    for _ in range(9):
        pacer.enter(now, 0)
        pacer.refused(now, now, tokens=0, wait=None)
        pacer.leave()
        pauses.append(pacer.cool_down(now))
        now += 60
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    pacer.enter(now, 0)
    _answer(pacer, now)
    pacer.enter(now, 0)
    pacer.refused(now, now, tokens=0, wait=None)
    assert pacer.cool_down(now) == 0.5


def test_a_limit_that_was_given_too_high_is_approached_from_below() -> None:
    times: list[float] = []

    def allows(now: float) -> bool:  # half of what was given
        allowed = len([at for at in times if at > now - 1]) < 5
        times.extend([now] * allowed)
        return allowed

    world = World(_pacer(Limits(requests=600)), allows=allows).run(300)
    late = [at for at in world.refused if at > 60]
    assert world.sent_between(60, 300) / (240 * 5) > 0.75
    assert len(late) / world.sent_between(60, 300) < 0.05


# What headers tell


def test_a_limit_that_is_told_holds_from_then_on() -> None:
    world = World(_pacer(), told=lambda now: {"requests": Told(120, 100, 10)}).run(61)
    assert 112 <= len(world.sent) <= 124


def test_the_lower_of_what_is_given_and_told_holds() -> None:
    for told, limit in ((100, 100.0), (10_000, 600.0)):
        pacer = _pacer(FAST)
        pacer.told({"requests": Told(told, None, None)})
        assert pacer.per_minute.requests == limit


def test_a_limit_that_halves_is_kept_at_once() -> None:
    world = World(_pacer(), told=lambda now: {"requests": Told(600 if now < 60 else 300, 250, 30)}).run(120)
    assert world.sent_between(30, 60) / 300 > 0.97
    assert 0.97 < world.sent_between(62, 120) / (58 * 5) <= 1.0


def test_a_limit_of_a_day_is_not_spread_over_it() -> None:
    pacer = _pacer(window=100)
    pacer.told({"requests": Told(14_400, 14_000, 2_400)})
    assert pacer.per_minute.requests is None


def test_a_limit_of_nothing_is_not_believed() -> None:
    pacer = _pacer()
    pacer.told({"requests": Told(0, 0, 0), "tokens": Told(0, None, None)})
    assert pacer.per_minute == Limits()


def test_when_others_use_up_the_limit_requests_get_slower_before_they_are_refused() -> None:
    scarce = {"requests": Told(600, 10, 59)}
    pacer = _pacer()
    pacer.told({"requests": Told(600, 600, 0)})
    pacer.told(scarce)
    world = World(pacer, told=lambda now: scarce).run(60)
    assert 290 <= len(world.sent) <= 310


def test_the_end_of_a_window_that_is_used_evenly_is_not_slowed_down() -> None:
    def told(now: float) -> dict[str, Told]:
        left = 60 - now % 60
        return {"requests": Told(600, 10 * left, left)}

    assert len(World(_pacer(), told=told).run(120).sent) / 1200 > 0.97


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, {}),
        (
            {"limit-requests": "600", "remaining-requests": "599", "reset-requests": "100ms"},
            {"requests": Told(600, 599, 0.1)},
        ),
        (
            {"limit-tokens": "200000", "remaining-tokens": "0", "reset-tokens": "6m0s"},
            {"tokens": Told(200_000, 0, 360)},
        ),
        ({"limit-tokens": "200000"}, {"tokens": Told(200_000, None, None)}),
        ({"remaining-tokens": "5"}, {}),
        ({"limit-tokens": "many", "limit-requests": "-1"}, {}),
    ],
    ids=["none", "requests", "tokens", "a limit alone", "no limit", "nonsense"],
)
def test_headers_are_read(headers: dict[str, str], told: dict[str, Told]) -> None:
    assert read_limits({f"x-ratelimit-{name}": value for name, value in headers.items()}) == told


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, None),
        ("", None),
        ("1.5", 1.5),
        ("20ms", 0.02),
        ("59.9s", 59.9),
        ("6m0s", 360.0),
        ("2m59.56s", 179.56),
        ("1h2m", 3720.0),
        ("1d", 86_400.0),
        ("soon", None),
        ("-1s", None),
        ("1s and more", None),
        ("nan", None),
        ("1.2.3s", None),
    ],
)
def test_a_duration_is_read_in_all_its_forms(said: str | None, seconds: float | None) -> None:
    assert seconds_of(said) == (seconds if seconds is None else pytest.approx(seconds))


@given(st.text(alphabet="0123456789.hmsd -", max_size=30))
def test_no_text_breaks_the_reading_of_a_duration(said: str) -> None:
    seconds = seconds_of(said)
    assert seconds is None or (math.isfinite(seconds) and seconds >= 0)
