"""Decides when requests may go to one endpoint, by its limits and by what it answers. Waits for nobody.

Every call is told the time, so that the same calls always come to the same decisions; `pacing` does the waiting.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["Limits", "Pacer", "Told", "read_limits", "seconds_of"]

_USED = 0.99
"""The part of a limit that is used. At 1.0 the jitter of a network alone brings refusals."""
_CATCH_UP = 1.0
"""Seconds of a limit that may be sent at once after a pause: without them every late timer loses its lateness,
with many a short window overflows."""
_LONGEST_DEBT = 10.0
"""Seconds of a limit, more than a first window of requests takes: what is older does not count any more."""
_MINUTE = 61.0
"""Seconds, with a little for rounding: what is reset later is no limit per minute."""
_SCARCE = 0.25
"""The part of the most that was ever left from which on a server's word counts more than the own reckoning."""
_SLOWEST = 0.5
"""The slowest that requests get when little is left, as a part of the limit."""
_FIRST_WAIT, _WIDEST_WAIT = 0.5, 30.0
"""Seconds after a refusal without an order: the first wait, and where its doubling ends."""
_YIELDS, _REGAINS = 0.8, 0.005
"""The part of a known limit that is still used after a refusal, and what is added to it each second: a limit that
halves unsaid is met again after three refusals, and tried anew every 40 seconds. Of 0.7 to 0.9 and 0.0025 to 0.005 the
pair that uses most at fewest refusals, simulated at 600 requests and 200,000 tokens a minute."""
_FIRST_WINDOW = 8.0
"""Requests in flight at first where no limit is known; each answer adds one, until a first refusal."""
_MEMORY = 0.1
"""The weight of the newest request in the average of what requests cost."""
_TOKENS_A_BYTE = 0.25
"""The first guess at tokens per byte of English in JSON, until the first answer tells."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What an endpoint allows, None where it is not known or not limited. What its answers tell may lower it."""

    requests: float | None = None
    """Per minute."""
    tokens: float | None = None
    """Per minute, of questions and answers together."""
    concurrency: int | None = None
    """Requests in flight."""
    share: float = 1.0
    """The part of the limits, given and told, that is this process's; for several that share a key."""


@dataclass(frozen=True)
class Told:
    """What an answer's headers say of one limit."""

    limit: float
    remaining: float | None
    reset: float | None
    """Seconds until all of it is there again."""


class Pacer:
    """Decide when the next request may go. Does not wait, and reads no clock: every call is told the time."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        window: float = _FIRST_WINDOW,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.limits = limits or Limits()
        self.in_flight = 0
        self._jitter = jitter
        self._requests = _Meter(self.limits.requests, self.limits.share)
        self._tokens = _Meter(self.limits.tokens, self.limits.share)
        self._resumes_at = -math.inf
        self._refused_at = -math.inf
        self._refusals = 0
        self._force = 1.0
        self._widest = float(self.limits.concurrency or math.inf)
        self._window = self._widest if self._is_metered else min(window, self._widest)
        self._a_byte = _TOKENS_A_BYTE
        self._answer: float | None = None

    @property
    def window(self) -> float:
        """Return how many requests may be in flight at once."""
        return self._window

    @property
    def per_minute(self) -> Limits:
        """Return the limits as known by now, of all processes together."""
        return Limits(
            requests=self._requests.limit, tokens=self._tokens.limit, concurrency=self.limits.concurrency
        )

    def cool_down(self, now: float) -> float:
        """Return the seconds for which nothing is to be sent."""
        return max(0.0, self._resumes_at - now)

    def wait(self, now: float) -> float:
        """Return the seconds until a request may go; infinite where one in flight has to end first."""
        if self.in_flight + 1 > self._window:
            return math.inf
        return max(self.cool_down(now), self._requests.wait(now), self._tokens.wait(now))

    def estimate(self, size: int, most_output: int) -> float:
        """Return the tokens that a request will probably take: by its bytes and by what answers had so far."""
        output = most_output / 2 if self._answer is None else min(self._answer, most_output)
        return size * self._a_byte + output

    def enter(self, now: float, tokens: float) -> None:
        """Count a request that goes now."""
        self.in_flight += 1
        self._requests.charge(1, now, self._force_at(now))
        self._tokens.charge(tokens, now, self._force_at(now))

    def leave(self) -> None:
        """Count a request that is no longer in flight."""
        self.in_flight -= 1

    def answered(self, sent: float, *, size: int, estimated: float, used: tuple[int, int] | None) -> None:
        """Let more fly at once, and correct the estimate by the tokens of question and answer if they are known."""
        if used is not None:
            self._tokens.correct(sum(used) - estimated)
            self._a_byte += _MEMORY * (used[0] / max(1, size) - self._a_byte)
            self._answer = _drift(self._answer, used[1])
        if sent >= self._refused_at:
            self._refusals = 0
        never_refused = math.isinf(self._refused_at)
        self._window = min(self._window + (1 if never_refused else 1 / self._window), self._widest)

    def refused(self, now: float, sent: float, *, tokens: float, wait: float | None) -> None:
        """Take a refusal as one for all: nothing goes before the wait that was asked for is over.

        Of the refusals of requests sent before the last one was noticed only the wait counts: they tell the same.
        Tokens are given back, the request is not: OpenAI counts refused requests too.
        """
        self._tokens.correct(-tokens)
        if sent > self._refused_at:
            self._yield(now)
            self._refused_at = now
            self._refusals += 1
        self.hold(now, wait or self._back_off())

    def hold(self, now: float, seconds: float) -> None:
        """Send nothing for some seconds."""
        self._resumes_at = max(self._resumes_at, now + seconds)

    def told(self, limits: Mapping[str, Told]) -> None:
        """Learn what headers tell; a limit that is new gets a new chance to be used in full."""
        for name, meter in (("requests", self._requests), ("tokens", self._tokens)):
            if name in limits and meter.told(limits[name]):
                self._force = 1.0

    @property
    def _is_metered(self) -> bool:
        return self._requests.limit is not None or self._tokens.limit is not None

    def _yield(self, now: float) -> None:
        """Slow down by what is known: a bit where limits are, by halves where only the requests in flight are."""
        if self._is_metered:
            self._force = self._force_at(now) * _YIELDS
        else:
            self._window = max(1.0, min(self._window, self.in_flight) / 2)

    def _force_at(self, now: float) -> float:
        """Return the part of the limits that is used: less after a refusal, and more again with time."""
        since = now - self._refused_at
        return 1.0 if self._force >= 1.0 else min(1.0, self._force + _REGAINS * since)

    def _back_off(self) -> float:
        widest = min(_WIDEST_WAIT, _FIRST_WAIT * 2.0 ** min(self._refusals - 1, 16))
        return widest * (0.5 + 0.5 * self._jitter())


class _Meter:
    """One limit per minute, kept as the moment from which the next request may go.

    A request goes as soon as what went before is paid for, whatever it costs itself, and the next ones wait for
    it: so the rate comes out exactly, also where one request is larger than any small bucket.
    """

    def __init__(self, limit: float | None, share: float) -> None:
        self._given = limit
        self._share = share
        self._learnt: float | None = None
        self._fullest = 0.0
        self._slowed = 1.0
        self._force = 1.0
        self._free_at: float | None = None
        self._unpaid = 0.0

    @property
    def limit(self) -> float | None:
        """Return the lower of what was given and what was told."""
        known = [limit for limit in (self._given, self._learnt) if limit is not None]
        return min(known, default=None)

    @property
    def _rate(self) -> float:
        """Return what may be sent in a second."""
        return (self.limit or math.inf) * self._share * self._slowed * self._force * _USED / 60

    def wait(self, now: float) -> float:
        return 0.0 if self._free_at is None else max(0.0, self._free_at - now)

    def charge(self, cost: float, now: float, force: float) -> None:
        self._force = force
        self._free_at = now if self._free_at is None else max(self._free_at, now - _CATCH_UP)
        self.correct(cost)

    def correct(self, cost: float) -> None:
        if self.limit is None:
            self._unpaid += cost
        elif self._free_at is not None:
            self._free_at += cost / self._rate

    def told(self, told: Told) -> bool:
        """Learn a limit per minute, and go more slowly while little of it is left; tell whether it is another.

        Little is left where others use the same key, or where the server charges more than the usage, such as
        the whole cap. Limits per day are not paced: they are spent as fast as the others allow.
        """
        if told.limit <= 0 or (told.reset or 0.0) > _MINUTE:
            return False
        before, self._learnt = self._learnt, told.limit
        self._pay()
        if told.limit != before:
            self._fullest = 0.0
        self._slowed = self._slowed_by(told)
        return told.limit != before

    def _pay(self) -> None:
        """Pay for what was sent just before there was a limit to pay for."""
        unpaid, self._unpaid = self._unpaid, 0.0
        self.correct(min(unpaid, _LONGEST_DEBT * self._rate))

    def _slowed_by(self, told: Told) -> float:
        if told.remaining is None:
            return 1.0
        self._fullest = max(self._fullest, told.remaining)
        if told.remaining >= _SCARCE * self._fullest or not told.reset:
            return 1.0
        left = told.remaining / told.reset / (told.limit / 60)
        return min(1.0, max(_SLOWEST, left))


def _drift(average: float | None, newest: float) -> float:
    return newest if average is None else average + _MEMORY * (newest - average)


_PARTS = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


_LIMIT_NAMES = {"requests": ("requests", "req-minute"), "tokens": ("tokens", "tokens-minute")}
"""What `x-ratelimit-*` headers call a limit: most providers, and Mistral."""


def read_limits(headers: Mapping[str, str]) -> dict[str, Told]:
    """Return what `x-ratelimit-*` headers tell of the limits for `requests` and `tokens`."""
    found: dict[str, Told] = {}
    for name, called_so in _LIMIT_NAMES.items():
        told = [one for called in called_so if (one := _told(headers, called))]
        found |= {name: told[0]} if told else {}
    return found


def _told(headers: Mapping[str, str], name: str) -> Told | None:
    limit = _number(headers.get(f"x-ratelimit-limit-{name}"))
    if limit is None:
        return None
    remaining = _number(headers.get(f"x-ratelimit-remaining-{name}"))
    return Told(limit, remaining, seconds_of(headers.get(f"x-ratelimit-reset-{name}")))


def seconds_of(said: str | None) -> float | None:
    """Return the seconds of a duration such as `6m0s`, `20ms` or `1.5`; None where it is none."""
    number = _number(said)
    if said is None or number is not None:
        return number
    parts = _PARTS.findall(said)
    if not parts or "".join(f"{count}{unit}" for count, unit in parts) != said.strip():
        return None
    counts = [(_number(count), unit) for count, unit in parts]
    return sum(count * _UNITS[unit] for count, unit in counts if count is not None)


def _number(said: str | None) -> float | None:
    try:
        number = float(said or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
