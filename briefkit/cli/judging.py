"""What `eval --judge` does: says what it will cost, lets the model judge, says what came of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from briefkit.cli.asking import open_judge
from briefkit.cli.batch import Quiet
from briefkit.cli.exits import BUDGET, FAILED, OK
from briefkit.cli.output import say

if TYPE_CHECKING:
    from briefkit.judging import Foreseen, Sat
    from briefkit.schema import Result

__all__ = ["judge_runs"]

_LINE_SECONDS = 5.0


def judge_runs(runs: Mapping[str, Sequence[Result]], options: dict[str, Any]) -> int:
    """Let the judge that the options name compare the runs, into their store; return the exit code."""
    from briefkit.evaluate import pairs_of
    from briefkit.judging import Bench
    from briefkit.store import Store

    pairs, again = pairs_of(runs), options["judge_again"]
    if not pairs:
        say("there is nothing to judge: it takes two runs with a brief of the same article.")
        return OK
    with Store(options["store"]) as store, open_judge(options, Quiet()) as (model, gates):
        bench = Bench(model, store, gates=gates, concurrency=options["concurrency"])
        say(f"{model.name} judges {len(pairs):,} pairs: {_foreseen(bench.foresee(pairs, again=again))}.")
        sat = bench.judge(pairs, again=again, on_judged=_Told())
    say(_came_of(sat))
    if sat.stopped:
        say(f"stopped: {sat.stopped} The same command goes on where it stopped.")
        return BUDGET
    return FAILED if sat.left else OK


class _Told:
    """Say every few seconds how far the judge is."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, sat: Sat) -> None:
        if time.monotonic() - self._said >= _LINE_SECONDS:
            self._said = time.monotonic()
            say(f"{sat.known + sat.asked + sat.left:,} of {sat.readings:,} readings.")


def _foreseen(found: Foreseen) -> str:
    if found.known == found.readings:
        return f"all {found.readings:,} readings are in the store"
    known = f", {found.known:,} in the store" if found.known else ""
    return (
        f"{found.readings:,} readings{known}; about {found.input_tokens:,} tokens in and {found.output_tokens:,} out, "
        f"reasoning apart; {_cost(found.usd)}"
    )


def _came_of(sat: Sat) -> str:
    parts = [f"{sat.asked:,} readings judged"]
    for count, words in (
        (sat.known, "known before"),
        (sat.unusable, "without a usable answer"),
        (sat.left, "left"),
    ):
        if count:
            parts.append(f"{count:,} {words}")
    if sat.asked:
        about = "about " if sat.usage.estimated else ""
        parts.append(f"{about}{sat.usage.input_tokens:,} tokens in, {sat.usage.output_tokens:,} out")
        parts.append(_cost(sat.usd))
    return "; ".join(parts) + "."


def _cost(usd: float | None) -> str:
    return "unpriced" if usd is None else f"${usd:,.2f}" if usd else "no charge"
