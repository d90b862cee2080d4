"""Measure how much of a limit is used, and how much is refused, beside a server that keeps limits strictly.

    python -m benchmarks.pacing [--seconds 75] [SCENARIO ...]

Every scenario has a server of its own on loopback, and all run at once; a call takes a second to answer. `used` is what
the server let through of the scarcer limit, from the first request on; `recovered` the seconds from the moment when
the limits halved until at least 95 % of the new ones was used, over five seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

from benchmarks.loopback import Rules, served, stats
from briefkit.errors import BriefkitError
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.pacing import Limits, Pace
from briefkit.schema import Message, Request

RPM, TPM = 600.0, 200_000.0
ALLOWED = {"requests": RPM, "tokens": TPM, "latency": 1.0}
GIVEN = Limits(requests=RPM, tokens=TPM, concurrency=64)
TOLD = Limits(concurrency=64)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    about: str
    rules: Rules
    limits: Limits | None = TOLD
    """None: no pace at all, six attempts as by default."""
    size: int = 400
    """Bytes of a question: the small ones meet the limit on requests first, the large ones that on tokens."""
    cap: int = 100
    """Tokens that an answer may have; it has a fifth to four fifths."""


LARGE = {"size": 4_000, "cap": 1_600}
SCENARIOS: dict[str, Scenario] = {
    "requests": Scenario(about="small questions, limits told by headers", rules=Rules(**ALLOWED)),
    "tokens": Scenario(about="large questions, limits told by headers", rules=Rules(**ALLOWED), **LARGE),
    "given": Scenario(
        about="large questions, limits given, no headers",
        rules=Rules(**ALLOWED, headers=False),
        limits=GIVEN,
        **LARGE,
    ),
    "minute": Scenario(
        about="as `tokens`, the limit counts from minute to minute",
        rules=Rules(**ALLOWED, window="minute"),
        **LARGE,
    ),
    "short": Scenario(
        about="as `requests`, the bucket holds two seconds",
        rules=Rules(**ALLOWED, seconds=2.0),
        limits=GIVEN,
    ),
    "no pace": Scenario(
        about="as `requests`, asked by 64 at once without a pace",
        rules=Rules(**ALLOWED, seconds=2.0),
        limits=None,
    ),
    "asked": Scenario(
        about="as `tokens`, the whole cap is charged",
        rules=Rules(**ALLOWED, charge="asked", seconds=6.0),
        **LARGE,
    ),
    "halved": Scenario(
        about="as `tokens`, both limits halve in mid-run",
        rules=Rules(**ALLOWED, seconds=6.0, halves_after=30.0),
        **LARGE,
    ),
    "halved unseen": Scenario(
        about="as `halved`, limits given, no headers but Retry-After",
        rules=Rules(**ALLOWED, seconds=6.0, halves_after=30.0, headers=False),
        limits=GIVEN,
        **LARGE,
    ),
    "unknown": Scenario(
        about="small questions, neither limits nor headers nor Retry-After",
        rules=Rules(**ALLOWED, headers=False, retry_after=False, seconds=6.0),
    ),
}


@dataclass
class Outcome:
    answered: int = 0
    lost: list[str] = field(default_factory=list)


async def drive(scenario: Scenario, base_url: str, *, seconds: float) -> Outcome:
    """Ask as fast as the pace allows, for some time, and let what is in flight arrive."""
    pace = None if scenario.limits is None else Pace(scenario.limits)
    model = OpenAIModel("m", base_url=base_url, options=Options(pace=pace))
    outcome, ends = Outcome(), time.monotonic() + seconds
    text = "The gate stays closed. " * (scenario.size // 23)

    async def work() -> None:
        asked = Message(role="user", content=text)
        request = Request(purpose="pacing", messages=[asked], max_output_tokens=scenario.cap)
        while time.monotonic() < ends:
            try:
                await model.answer(request)
                outcome.answered += 1
            except BriefkitError as error:
                outcome.lost.append(error.code)

    await asyncio.gather(*(work() for _ in range(64)))
    await model.aclose()
    return outcome


def row(name: str, outcome: Outcome, counted: dict[int, tuple[float, float, float]], seconds: int) -> str:
    rules = SCENARIOS[name].rules
    through = [counted.get(second, (0, 0, 0)) for second in range(seconds)]
    sent, refused = sum(t[0] for t in through), sum(t[1] for t in through)
    used = _share(through, rules, 0)
    recovered = _recovered(through, rules)
    share_refused = 100 * refused / max(1, sent + refused)
    told = "" if recovered is None else f"{recovered:.0f} s"
    return (
        f"{name:15}{used:8.1%}{share_refused:8.2f} %{sent:7.0f}{refused:6.0f}{len(outcome.lost):6}  {told:6}"
    )


def _share(through: list[tuple[float, float, float]], rules: Rules, since: int) -> float:
    """Return the part of the scarcer limit that was used."""
    allowed = sum(_halving(rules, since + second) for second in range(len(through))) / 60
    requests = sum(t[0] for t in through) / (allowed * (rules.requests or 1))
    tokens = sum(t[2] for t in through) / (allowed * (rules.tokens or 1))
    return max(requests, tokens)


def _halving(rules: Rules, second: int) -> float:
    return 0.5 if rules.halves_after is not None and second >= rules.halves_after else 1.0


def _recovered(through: list[tuple[float, float, float]], rules: Rules) -> float | None:
    if rules.halves_after is None:
        return None
    since = int(rules.halves_after)
    for second in range(since, len(through) - 4):
        if _share(through[second : second + 5], rules, second) >= 0.95 and not through[second][1]:
            return second - since
    return float("inf")


async def run(names: list[str], urls: dict[str, str], seconds: float) -> dict[str, Outcome]:
    outcomes = await asyncio.gather(*(drive(SCENARIOS[name], urls[name], seconds=seconds) for name in names))
    return dict(zip(names, outcomes, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="*", choices=[*SCENARIOS, []], default=[])
    parser.add_argument("--seconds", type=int, default=75)
    given = parser.parse_args()
    names = given.scenario or list(SCENARIOS)
    with ExitStack() as stack:
        urls = {name: stack.enter_context(served(SCENARIOS[name].rules)) for name in names}
        outcomes = asyncio.run(run(names, urls, given.seconds))
        counted = {name: stats(url) for name, url in urls.items()}
    print(f"{'':15}{'used':>8}{'429':>10}{'sent':>7}{'429s':>6}{'lost':>6}  recovered")
    for name in names:
        print(row(name, outcomes[name], counted[name], given.seconds), SCENARIOS[name].about)


if __name__ == "__main__":
    main()
