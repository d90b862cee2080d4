"""What becomes of an outcome: settled in the store, or left to be tried again. One article's failure is its own."""

from __future__ import annotations

from briefkit.errors import NOT_THE_ARTICLES
from briefkit.store import Archive, Outcome

__all__ = ["crashed", "failure_of", "is_left", "write"]


def crashed(error: Exception) -> Outcome:
    """Return the outcome of an article that some mistake of ours, or of a user's model, kept from its brief."""
    return Outcome(failure_code="crash", failure=f"{type(error).__name__}: {error}")


def write(archive: Archive, work_id: int, outcome: Outcome) -> None:
    """Note what came of a piece of work, or why it is left as it is."""
    if is_left(outcome):
        archive.leave(work_id, outcome)
    else:
        archive.settle(work_id, outcome)


def failure_of(outcome: Outcome) -> tuple[str, str]:
    """Return why there is no brief, as a code and in words; both empty where there is one."""
    result = outcome.result
    if result is not None and result.status == "failed" and result.findings:
        return result.findings[0].code, result.findings[0].message
    return outcome.failure_code or "", outcome.failure or ""


def is_left(outcome: Outcome) -> bool:
    """Tell whether the failure says nothing about the article, so that it is tried again."""
    return failure_of(outcome)[0] in NOT_THE_ARTICLES
