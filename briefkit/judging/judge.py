"""A model that judges: pairs in, judgements in a store out; resumed, within the budget, nothing paid twice."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from briefkit.budget import billed, count_request, count_tokens
from briefkit.evaluate import Pair
from briefkit.evaluate.pairs import Side
from briefkit.judging.answers import Answers
from briefkit.models import Model
from briefkit.plan import Setup, Step, judge, judging_basis
from briefkit.plan.asking import ANSWER_CODES
from briefkit.prompts import Prompt, load_prompt
from briefkit.run import Gate, Runner, block_on
from briefkit.schema import Judgement, Reply, Request, Usage
from briefkit.store import Store
from briefkit.store.judgements import find_judgement, keep_judgement

__all__ = ["AGAIN", "Foreseen", "Judge", "Reading", "Session"]

AGAIN = 20
"""Pairs that are judged again, swapped and repeated, unless another number is said."""
_MOST_OUTPUT_TOKENS = 8000
_SHARE_FOR_OUTPUT = 3
"""At most one part in three of a small window is kept for the answer."""
_SMALL_OUTPUT = 1500
"""Most tokens of the answer of a model that is too small to reason: without a cap it may write one reason for ever."""
_LIKELY_OUTPUT = 800
"""Tokens of thirteen choices with their reasons; a model that reasons first writes more."""
_LOT = "briefkit"
"""The seed of the lot by which pairs are ordered and shown."""
_SETTLED = ANSWER_CODES.keys() - {"answer.failed"}
"""What an answer may be that would cost the same again and come out the same."""


class Reading(NamedTuple):
    """Two briefs to be shown in an order; `number` counts how often in this one."""

    first: Side
    second: Side
    number: int

    @property
    def shown(self) -> tuple[str, str, int]:
        """Return what tells it from other readings."""
        return self.first.sha256, self.second.sha256, self.number


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What judging would take, before anything is sent."""

    readings: int
    known: int
    """Readings that the store has."""
    input_tokens: int
    output_tokens: int
    """A guess: what a model reasons before it answers is not in it."""
    usd: float | None
    """None: no price is known."""


@dataclass(kw_only=True)
class Session:
    """What came of judging so far."""

    readings: int
    known: int = 0
    asked: int = 0
    unusable: int = 0
    left: int = 0
    """Readings that got no answer; the next time they are asked for again."""
    stopped: str = ""
    """Why nothing more was sent; empty where no limit stopped it."""
    interrupted: bool = False
    """Whether somebody stopped it."""
    usage: Usage = field(default_factory=Usage)
    usd: float | None = 0.0
    """None: no price is known."""


class Judge:
    """Let a model judge pairs, with a store that keeps what it said.

    `prompt` is a file of your own or `judge/vN`. `gates` stand between the store and the model, such as a budget.
    The store is to be used by nobody else meanwhile.
    """

    def __init__(
        self,
        model: Model,
        store: Store,
        *,
        prompt: str | Path = "judge",
        gates: Sequence[Gate] = (),
        concurrency: int = 16,
    ) -> None:
        self._model = model
        self._store = store
        self._concurrency = concurrency
        self._stopping = False
        bundled = load_prompt("judge")
        own = load_prompt(prompt)
        self._setup = _setup(model, {"brief": load_prompt("brief"), "judge": own.over(bundled)})
        self._basis = judging_basis(self._setup.prompts["judge"])
        self._runner = Runner(model, gates=[Answers(store, model, self._price), *gates])

    def foresee(self, pairs: Sequence[Pair], *, again: int = AGAIN) -> Foreseen:
        """Return what judging pairs would take; nothing is sent."""
        readings = _readings(pairs, again)
        unknown = [reading for reading in readings if not self._is_known(reading)]
        requests = [request for reading in unknown for request in _first_requests(self._plan(reading))]
        usage = Usage(
            input_tokens=sum(count_request(request, self._model.name).tokens for request in requests),
            output_tokens=_LIKELY_OUTPUT * len(requests),
        )
        return Foreseen(
            readings=len(readings),
            known=len(readings) - len(unknown),
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            usd=billed(usage, model=self._model.name, host=self._model.host).usd,
        )

    def judge(
        self, pairs: Sequence[Pair], *, again: int = AGAIN, on_judged: Callable[[Session], None] | None = None
    ) -> Session:
        """Judge pairs, each once in an order drawn by lot, and `again` of them swapped and once more as they were.

        What the store has is not asked again, whichever run comes first. `on_judged` is told how far it is, from
        another thread.

        Raises:
            ModelError: when no other pair would fare better: wrong key, wrong address, no payment.
            StoreError: when a judgement cannot be kept.

        """
        readings = _readings(pairs, again)
        session = Session(readings=len(readings))
        return block_on(self._judge(iter(readings), session, on_judged or (lambda _: None)))

    def stop(self) -> None:
        """Begin nothing more; what is in flight is waited for and kept. May be called from a signal's handler."""
        self._stopping = True

    async def _judge(
        self, readings: Iterator[Reading], session: Session, tell: Callable[[Session], None]
    ) -> Session:
        async def work() -> None:
            for reading in readings:
                await self._read(reading, session)
                tell(session)

        tasks = [asyncio.ensure_future(work()) for _ in range(self._concurrency)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return session

    async def _read(self, reading: Reading, session: Session) -> None:
        if self._is_known(reading):
            session.known += 1
            return
        if session.stopped or self._stopping:
            session.left += 1
            session.interrupted = self._stopping
            return
        found = await self._runner.arun(self._plan(reading))
        session.usage += found.usage
        usd = billed(found.usage, model=self._model.name, host=self._model.host).usd
        session.usd = None if session.usd is None or usd is None else session.usd + usd
        if found.failure is not None and found.failure.code not in _SETTLED:
            session.left += 1
            if found.failure.code == "budget":
                session.stopped = found.failure.message
            return
        session.asked += 1
        session.unusable += found.failure is not None
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        with self._store.writing() as connection:
            keep_judgement(connection, found.model_copy(update={"usd": usd, "judged_at": now}))

    def _is_known(self, reading: Reading) -> bool:
        first, second, number = reading.shown
        found = find_judgement(
            self._store.connection,
            judge=self._model.name,
            rubric=self._basis,
            first=first,
            second=second,
            reading=number,
        )
        return found is not None

    def _plan(self, reading: Reading) -> Step[Judgement]:
        return judge(reading.first.result, reading.second.result, self._setup, reading=reading.number)

    def _price(self, reply: Reply) -> float | None:
        return billed(reply.usage, model=reply.model or self._model.name, host=self._model.host).usd


def _readings(pairs: Sequence[Pair], again: int) -> list[Reading]:
    """Return what a judge is to be shown, each once: equal briefs may come of several runs."""
    differing = sorted(
        {pair.key: pair for pair in pairs if not pair.is_same}.values(), key=lambda pair: pair.place(_LOT)
    )
    readings: list[Reading] = []
    for number, pair in enumerate(differing):
        first, second = pair.drawn(_LOT)
        readings.append(Reading(first, second, 1))
        if number < again:
            readings += [Reading(second, first, 1), Reading(first, second, 2)]
    return readings


def _first_requests(plan: Step[Judgement]) -> list[Request]:
    """Return what a plan asks first; nothing where it can ask nothing."""
    try:
        return next(plan)
    except StopIteration:
        return []
    finally:
        plan.close()


def _setup(model: Model, prompts: dict[str, Prompt]) -> Setup:
    can = model.capabilities
    most = _SMALL_OUTPUT if can.plan == "stepwise" else _MOST_OUTPUT_TOKENS
    if can.window_tokens is not None:
        most = min(most, can.window_tokens // _SHARE_FOR_OUTPUT)
    return Setup(
        model=model.name,
        prompts=prompts,
        window_tokens=can.window_tokens,
        max_output_tokens=most,
        count_tokens=lambda text: count_tokens(text, model.name).tokens,
    )
