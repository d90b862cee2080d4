"""Takes plans as far as the answers in the store take them, and says what they ask next. It sends nothing.

A plan is begun anew every time: it is deterministic in its replies, so nothing else has to be remembered of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from briefkit.errors import NOT_THE_ARTICLES, BriefkitError, BudgetExceeded, InputError
from briefkit.job import Job, crashed
from briefkit.plan import Plan
from briefkit.run import Gate, failed_reply
from briefkit.schema import Failure, Record, Reply, Request, Result
from briefkit.store import Archive, Outcome
from briefkit.store.provider_jobs import IntendedLine, ProviderJobs

__all__ = ["Advancer", "Step"]

_MOST_TRIES = 3
"""Jobs of one run in which a request may fail for no reason of its own, until its article is left."""
_AGAIN = frozenset({*NOT_THE_ARTICLES, "model.unreachable"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """How far one piece of work came: to its outcome, or to requests that nobody answered yet."""

    work_id: int
    record: Record
    outcome: Outcome | None = None
    asked: Sequence[tuple[IntendedLine, bytes]] = ()


@dataclass
class Advancer:
    """Advance pieces of work, one at a time. Reads the store; `held` is why some request may not be sent now."""

    job: Job
    archive: Archive
    jobs: ProviderJobs
    make_line: Callable[[Request], bytes]
    run_id: int
    held: BudgetExceeded | None = None
    released: int = 0
    """How many reservations were settled."""
    _reserved: set[str] = field(default_factory=set, repr=False)

    def step(self, work_id: int) -> Step | None:
        """Advance a piece of work; None where there is nothing to do, or answers of it are still in flight."""
        article_id = self.jobs.due(work_id)
        if article_id is None:
            return None
        article = self.archive.article(article_id)
        record = self.jobs.record(article_id, article)
        asked: list[tuple[IntendedLine, bytes]] = []
        try:
            self.job.refuse(article)
            result = self._drive(work_id, self.job.plan_of(article), asked)
        except InputError as error:
            outcome = Outcome(failure_code=error.code, failure=error.message)
            return Step(work_id=work_id, record=record, outcome=outcome)
        except BriefkitError:
            raise
        except Exception as error:  # a mistake of ours, or of a user's plan: it is this article's alone
            return Step(work_id=work_id, record=record, outcome=crashed(error))
        if result is None:
            return Step(work_id=work_id, record=record, asked=asked)
        outcome = Outcome(result=self.job.complete(result, self.jobs.seconds(work_id)))
        return Step(work_id=work_id, record=record, outcome=outcome)

    def _drive(self, work_id: int, plan: Plan, asked: list[tuple[IntendedLine, bytes]]) -> Result | None:
        """Return what a plan comes to; None where it asks what the store does not answer."""
        try:
            requests = next(plan)
            while True:
                found = [self._reply(work_id, request, asked) for request in requests]
                replies = [reply for reply in found if reply is not None]
                if len(replies) < len(requests):
                    return None
                requests = plan.send(replies)
        except StopIteration as end:
            result: Result = end.value
            return result
        finally:
            plan.close()

    def _reply(self, work_id: int, request: Request, asked: list[tuple[IntendedLine, bytes]]) -> Reply | None:
        """Return the reply to a request; None where it has to be asked, and may be, or may not now."""
        key = request.key(self.job.model.name)
        reply = self.jobs.known(work_id, key) or self._given_up(work_id, key)
        if reply is not None:
            self._release(request, key, reply)
            return reply
        self._release(request, key, failed_reply(BudgetExceeded("it was not answered.")))
        try:
            reply = self._through_gates(request)
        except BudgetExceeded as error:
            self.held = error
            return None
        if reply is not None:
            return reply.model_copy(update={"cached": True})
        if self.job.gates:
            self._reserved.add(key)
        asked.append((IntendedLine(work_id, key, request.purpose), self.make_line(request)))
        return None

    def _given_up(self, work_id: int, key: str) -> Reply | None:
        """Return a failure for a request that failed too often in this run."""
        tries = self.jobs.tries(work_id, key, self.run_id, _AGAIN)
        if len(tries) < _MOST_TRIES:
            return None
        message = f"the provider's jobs gave no answer {len(tries)} times."
        failure = Failure(code=tries[-1], message=message, hint="Try again later.", retryable=True)
        return Reply(text="", finish="failed", failure=failure)

    def _through_gates(self, request: Request) -> Reply | None:
        """Return what a gate answers, None where the request may be sent."""
        passed: list[Gate] = []
        try:
            for gate in self.job.gates:
                reply = gate.before(request)
                if reply is not None:
                    self._after(passed, request, reply)
                    return reply
                passed.append(gate)
        except BudgetExceeded as error:
            self._after(passed, request, failed_reply(error))
            raise
        return None

    def _release(self, request: Request, key: str, reply: Reply) -> None:
        """Tell the gates how a request that they let through in this run came out."""
        if key in self._reserved:
            self._reserved.discard(key)
            self.released += 1
            self._after(self.job.gates, request, reply)

    @staticmethod
    def _after(gates: Sequence[Gate], request: Request, reply: Reply) -> None:
        for gate in reversed(gates):
            gate.after(request, reply)
