"""What the workers of a run share: one budget, one pace, one end. Without Ray: it only carries the questions."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from briefkit import ScriptedModel
from briefkit.budget import BudgetGate
from briefkit.distributed.quota import Enter, Grant, Quota
from briefkit.distributed.sharing import Ask, Funded, SharedPace
from briefkit.errors import BriefkitError, BudgetExceeded, Unreachable
from briefkit.models.pacing import Limits, LongCoolDown
from briefkit.schema import Failure, Message, Reply, Request, Usage


def asking(quota: Quota, calls: list[str] | None = None) -> Ask:
    """Return what carries questions to a quota, after a moment, as a network does."""

    async def ask(method: str, *words: Any) -> Any:
        if calls is not None:
            calls.append(method)
        await asyncio.sleep(0.001)
        return await getattr(quota, method)(*words)

    return ask


def run(make: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(asyncio.wait_for(make(), 30))


async def through(pace: SharedPace, flying: list[int], peak: list[int], seconds: float = 0.002) -> None:
    turn = await pace.enter(1000, 100)
    flying.append(1)
    peak.append(len(flying))
    await asyncio.sleep(seconds * random.random())
    flying.pop()
    pace.answered(turn, (300, 50))
    pace.leave()


def test_all_workers_together_keep_one_limit() -> None:
    async def main() -> int:
        quota = Quota(limits=Limits(concurrency=3, requests=10**9))
        paces = [SharedPace(asking(quota), f"life {number}") for number in range(4)]
        flying: list[int] = []
        peak: list[int] = []
        await asyncio.gather(*(through(paces[number % 4], flying, peak) for number in range(80)))
        return max(peak)

    assert run(main) == 3


def test_many_requests_go_in_few_messages() -> None:
    async def main() -> int:
        calls: list[str] = []
        pace = SharedPace(asking(Quota(limits=Limits(concurrency=1000)), calls), "life")
        await asyncio.gather(*(through(pace, [], [], 0.0) for _ in range(500)))
        return len(calls)

    assert run(main) < 50


def test_a_refusal_of_one_worker_holds_all() -> None:
    async def main() -> float:
        quota = Quota(limits=Limits(concurrency=10))
        one, other = (SharedPace(asking(quota), life) for life in ("one", "other"))
        turn = await one.enter(10, 10)
        one.refused(turn, 0.4)
        one.leave()
        await asyncio.sleep(0.05)
        began = asyncio.get_running_loop().time()
        await other.enter(10, 10)
        return asyncio.get_running_loop().time() - began

    assert run(main) > 0.25


def test_who_would_not_wait_so_long_is_sent_away() -> None:
    async def main() -> float:
        quota = Quota(limits=Limits(concurrency=10))
        pace = SharedPace(asking(quota), "life")
        turn = await pace.enter(10, 10)
        pace.refused(turn, 900.0)
        pace.leave()
        with pytest.raises(LongCoolDown) as pause:
            await pace.enter(10, 10, most_wait=300.0)
        return pause.value.seconds

    assert run(main) > 800


def test_the_places_of_a_lost_worker_are_free_again_when_it_comes_back() -> None:
    async def main() -> None:
        quota = Quota(limits=Limits(concurrency=2, requests=10**9))
        await quota.sit("worker", "first life")
        before = SharedPace(asking(quota), "first life")
        await before.enter(10, 10)
        await before.enter(10, 10)
        await quota.sit("worker", "second life")
        after = SharedPace(asking(quota), "second life")
        await asyncio.wait_for(after.enter(10, 10), 5)

    run(main)


def test_the_places_of_a_worker_that_is_never_heard_of_again_are_free_after_a_while() -> None:
    now = [0.0]

    async def main() -> None:
        quota = Quota(limits=Limits(concurrency=1, requests=10**9), clock=lambda: now[0])
        await quota.exchange("lost", [Enter(0, 10, 10, None, 60.0)])
        now[0] = 61.0
        await quota.watch("another")
        assert await quota.exchange("another", [Enter(0, 10, 10, None, 60.0)])

    run(main)


def test_who_is_given_up_while_it_waits_leaves_its_place_to_others() -> None:
    async def main() -> None:
        quota = Quota(limits=Limits(concurrency=1, requests=10**9))
        pace = SharedPace(asking(quota), "life")
        await pace.enter(10, 10)
        waiting = asyncio.ensure_future(pace.enter(10, 10))
        await asyncio.sleep(0.05)
        waiting.cancel()
        pace.leave()
        await asyncio.wait_for(pace.enter(10, 10), 5)

    run(main)


def test_nobody_waits_for_a_quota_that_is_gone() -> None:
    async def gone(method: str, *words: Any) -> Any:
        raise ConnectionError(method)

    async def main() -> None:
        with pytest.raises(BriefkitError, match="quota cannot be reached"):
            await SharedPace(gone, "life").enter(10, 10)

    run(main)


def request(number: int) -> Request:
    return Request(
        purpose="brief", messages=[Message(role="user", content=f"Article {number}.")], max_output_tokens=900
    )


def funded(quota: Quota, answer: Callable[[Request], Reply | str | Exception], **limit: Any) -> Funded:
    model = ScriptedModel(answer)
    return Funded(model, BudgetGate(model=model.name, host=model.host, **limit), asking(quota))


def answered(request: Request) -> Reply:
    return Reply(text="{}", usage=Usage(requests=1, attempts=1, input_tokens=30, output_tokens=200))


@pytest.mark.parametrize("workers", [1, 4])
def test_a_budget_holds_for_all_workers_together_and_is_used(workers: int) -> None:
    async def main() -> tuple[int, Failure | None]:
        quota = Quota(tokens=50_000, workers=workers)
        spent = [0]

        def answer(request: Request) -> Reply:
            spent[0] += 230
            return answered(request)

        models = [funded(quota, answer, tokens=0) for _ in range(workers)]

        async def ask_on(model: Funded) -> None:
            with pytest.raises(BudgetExceeded):
                for number in range(10_000):
                    await model.answer(request(number))

        await asyncio.gather(*(ask_on(model) for model in models))
        return spent[0], await quota.watch("driver")

    spent, stopped = run(main)
    assert 0.8 * 50_000 < spent <= 50_000
    assert stopped is not None
    assert stopped.code == "budget"


def test_what_a_lost_worker_was_granted_counts_as_spent() -> None:
    async def main() -> None:
        quota = Quota(tokens=10_000)
        assert await quota.grant(6_000, 0.0) == Grant(6_000, 0.0)
        assert await quota.grant(6_000, 0.0) is None

    run(main)


def test_a_small_budget_takes_few_questions() -> None:
    async def main() -> int:
        calls: list[str] = []
        model = ScriptedModel(answered)
        gate = BudgetGate(model=model.name, host=model.host, tokens=0)
        payer = Funded(model, gate, asking(Quota(tokens=1_000_000), calls))
        await asyncio.gather(*(payer.answer(request(number)) for number in range(500)))
        return len(calls)

    assert run(main) < 20


def test_an_answer_that_may_be_billed_though_it_was_lost_is_not_given_back() -> None:
    async def main() -> tuple[int, int]:
        def lose(request: Request) -> Exception:
            return Unreachable("gone") if "1" in request.messages[0].content else TimeoutError("late")

        payer = funded(Quota(tokens=10**6), lose, tokens=0)
        with pytest.raises(Unreachable):
            await payer.answer(request(1))
        nothing = payer.gate.spent.output_tokens
        with pytest.raises(TimeoutError):
            await payer.answer(request(2))
        return nothing, payer.gate.spent.output_tokens

    assert run(main) == (0, 900)


def test_the_first_reason_to_stop_counts_and_grants_end() -> None:
    async def main() -> None:
        quota = Quota(tokens=10**6)
        await quota.stop(Failure(code="model.denied", message="the key is wrong."))
        await quota.stop(Failure(code="interrupted", message="the run was interrupted."))
        stopped = await quota.watch("life")
        assert stopped is not None
        assert stopped.code == "model.denied"
        assert await quota.grant(1, 0.0) is None

    run(main)
