"""What `eval --judge` does: says what it will cost, lets the model judge, says what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from briefkit.cli.asking import open_judge
from briefkit.cli.batch import Quiet
from briefkit.cli.exits import BUDGET, FAILED, INTERRUPTED, OK
from briefkit.cli.output import say
from briefkit.cli.stopping import stopped_by_signals

if TYPE_CHECKING:
    from briefkit.judging import Foreseen, Session
    from briefkit.schema import Result

__all__ = ["judge_runs"]

_LINE_SECONDS = 5.0


def judge_runs(runs: Mapping[str, Sequence[Result]], options: dict[str, Any]) -> int:
    """Let the judge that the options name compare the runs, into their store; return the exit code."""
    from briefkit.evaluate import pairs_of
    from briefkit.judging import Judge
    from briefkit.store import Store

    pairs, again = pairs_of(runs), options["judge_again"]
    if not pairs:
        say("there is nothing to judge: it takes two runs with a brief of the same article.")
        return OK
    with Store(options["store"]) as store, open_judge(options, Quiet()) as (model, gates):
        judge = Judge(model, store, gates=gates, concurrency=options["concurrency"])
        say(f"{model.name} judges {len(pairs):,} pairs: {_foreseen(judge.foresee(pairs, again=again))}.")
        with stopped_by_signals(_stopper(judge.stop), _give_up):
            session = judge.judge(pairs, again=again, on_judged=_Told())
    say(_came_of(session))
    if session.interrupted:
        say("stopped: interrupted. The same command goes on where it stopped.")
        return INTERRUPTED
    if session.stopped:
        say(f"stopped: {session.stopped} The same command goes on where it stopped.")
        return BUDGET
    return FAILED if session.left else OK


def _stopper(stop: Callable[[], None]) -> Callable[[], None]:
    def stop_and_say() -> None:
        stop()
        say("stopping: what is in flight is waited for. Ctrl-C again leaves at once.")

    return stop_and_say


def _give_up() -> None:
    raise KeyboardInterrupt


class _Told:
    """Say every few seconds how far the judge is."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, session: Session) -> None:
        if time.monotonic() - self._said >= _LINE_SECONDS:
            self._said = time.monotonic()
            say(f"{session.known + session.asked + session.left:,} of {session.readings:,} readings.")


def _foreseen(found: Foreseen) -> str:
    if found.known == found.readings:
        return f"all {found.readings:,} readings are in the store"
    known = f", {found.known:,} in the store" if found.known else ""
    return (
        f"{found.readings:,} readings{known}; about {found.input_tokens:,} tokens in and {found.output_tokens:,} out, "
        f"reasoning apart; {_cost(found.usd)}"
    )


def _came_of(session: Session) -> str:
    parts = [f"{session.asked:,} readings judged"]
    for count, words in (
        (session.known, "known before"),
        (session.unusable, "without a usable answer"),
        (session.left, "left"),
    ):
        if count:
            parts.append(f"{count:,} {words}")
    if session.asked:
        about = "about " if session.usage.estimated else ""
        parts.append(f"{about}{session.usage.input_tokens:,} tokens in, {session.usage.output_tokens:,} out")
        parts.append(_cost(session.usd))
    return "; ".join(parts) + "."


def _cost(usd: float | None) -> str:
    return "unpriced" if usd is None else f"${usd:,.2f}" if usd else "no charge"
