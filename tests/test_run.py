"""The runner: three drivers give one result; gates stand around every request; nothing hangs."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable

import pytest

from briefkit.errors import BudgetExceeded, Denied, TimedOut
from briefkit.models import ScriptedModel
from briefkit.plan import Plan
from briefkit.run import Event, Runner, block_on
from briefkit.schema import Article, Message, Provenance, Reply, Request, Result, Usage

ARTICLE = Article(text="The bridge in Aldery opened on Monday.")


def request(words: str) -> Request:
    return Request(purpose=words, messages=[Message(role="user", content=words)])


def two_rounds() -> Plan:
    """Ask two things side by side, then a third, and put what came back into the notes."""
    first = yield [request("one"), request("two")]
    second = yield [request("three")]
    notes = [reply.text or (reply.failure.code if reply.failure else "") for reply in [*first, *second]]
    return Result(
        status="failed",
        brief=None,
        article=ARTICLE,
        provenance=Provenance(briefkit="0", article_sha256=ARTICLE.sha256, notes=notes),
    )


def by_hand(model: ScriptedModel) -> Result:
    """Drive the plan with nothing but next and send."""
    plan = two_rounds()
    requests = next(plan)
    try:
        while True:
            requests = plan.send([asyncio.run(model.answer(request)) for request in requests])
    except StopIteration as end:
        result: Result = end.value
        return result


def blocking(model: ScriptedModel) -> Result:
    return Runner(model).run(two_rounds())


def awaited(model: ScriptedModel) -> Result:
    return asyncio.run(Runner(model).arun(two_rounds()))


def inside_a_running_loop(model: ScriptedModel) -> Result:
    """Call the blocking driver where a loop runs already, as a notebook's cell does."""

    async def cell() -> Result:
        return Runner(model).run(two_rounds())

    return asyncio.run(cell())


@pytest.mark.parametrize("drive", [by_hand, blocking, awaited, inside_a_running_loop])
def test_every_driver_gives_the_replies_in_the_order_of_the_requests(
    drive: Callable[[ScriptedModel], Result],
) -> None:
    result = drive(ScriptedModel({"one": "1", "two": "2", "three": "3"}))
    assert result.provenance.notes == ["1", "2", "3"]


def test_requests_of_one_round_are_answered_side_by_side() -> None:
    class Slow(ScriptedModel):
        running = 0
        most = 0

        async def answer(self, request: Request) -> Reply:
            self.running += 1
            self.most = max(self.most, self.running)
            await asyncio.sleep(0.01)
            self.running -= 1
            return await super().answer(request)

    model = Slow(lambda request: "x")
    Runner(model).run(two_rounds())
    assert model.most == 2


def test_one_lost_answer_is_a_failed_reply_and_not_an_exception() -> None:
    model = ScriptedModel({"one": "1", "two": TimedOut("no answer.", attempts=3), "three": "3"})
    assert Runner(model).run(two_rounds()).provenance.notes == ["1", "model.timed_out", "3"]


def test_an_error_that_would_hit_every_article_stops_the_run() -> None:
    model = ScriptedModel({"one": "1", "two": Denied("the key was refused."), "three": "3"})
    with pytest.raises(Denied):
        Runner(model).run(two_rounds())
    assert [request.purpose for request in model.requests] == ["one", "two"]


class Recorder:
    """A gate that answers what it knows and writes down what passes."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.passed: list[str] = []

    def before(self, request: Request) -> Reply | None:
        text = self.known.get(request.purpose)
        return None if text is None else Reply(text=text, usage=Usage(requests=1, input_tokens=10))

    def after(self, request: Request, reply: Reply) -> None:
        self.passed.append(f"{request.purpose}:{reply.finish}")


def test_a_cached_request_never_travels() -> None:
    model = ScriptedModel(lambda request: "asked")
    gate = Recorder({"two": "known"})
    result = Runner(model, gates=[gate]).run(two_rounds())
    assert result.provenance.notes == ["asked", "known", "asked"]
    assert [request.purpose for request in model.requests] == ["one", "three"]
    assert gate.passed == ["one:stop", "three:stop"]


def test_a_gate_hears_of_failures_too_so_that_it_can_release_what_it_reserved() -> None:
    gate = Recorder({})
    Runner(ScriptedModel(lambda request: TimedOut("no.")), gates=[gate]).run(two_rounds())
    assert gate.passed == ["one:failed", "two:failed", "three:failed"]


def test_a_spent_budget_is_a_failed_reply_so_that_what_is_paid_for_is_kept() -> None:
    class Closed(Recorder):
        def before(self, request: Request) -> Reply | None:
            if request.purpose == "three":
                raise BudgetExceeded("the budget of 10 tokens is spent.")
            return None

    assert (
        Runner(ScriptedModel(lambda r: "x"), gates=[Closed({})]).run(two_rounds()).provenance.notes[2]
        == "budget"
    )


def test_events_tell_what_is_asked_and_what_was_spent() -> None:
    events: list[Event] = []
    Runner(ScriptedModel(lambda request: "x"), on_event=events.append).run(two_rounds())
    assert [event.kind for event in events].count("answered") == 3
    assert events[-1].done == 3
    assert events[-1].usage.attempts == 3


def test_an_interrupt_cancels_what_is_under_way() -> None:
    cancelled = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    class Interrupted(Exception):
        pass

    def stop(*_: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    began = time.monotonic()
    try:
        with pytest.raises(Interrupted):
            block_on(forever())
    finally:
        signal.signal(signal.SIGALRM, before)
    assert cancelled.wait(2)
    assert time.monotonic() - began < 2
