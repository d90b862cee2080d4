"""Exit codes: one table for errors, one for results. Scripts rely on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefkit.errors import (
    BriefkitError,
    BriefUnusable,
    BudgetExceeded,
    ConfigurationError,
    Denied,
    InputError,
    ModelError,
    StoreError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefkit.schema import Finding, Result

__all__ = [
    "BUDGET",
    "CRASH",
    "FAILED",
    "INTERRUPTED",
    "OK",
    "REVIEW",
    "USAGE",
    "exit_of_error",
    "exit_of_result",
]

OK = 0
CRASH = 1
USAGE = 2
REVIEW = 3
FAILED = 4
BUDGET = 5
INTERRUPTED = 130

_OF_STATUS = {"ok": OK, "review": REVIEW, "failed": FAILED}
_OF_ERROR: tuple[tuple[type[BriefkitError], int], ...] = (
    (InputError, USAGE),
    (ConfigurationError, USAGE),
    (Denied, USAGE),  # the key or the address has to be set first
    (StoreError, USAGE),
    (BudgetExceeded, BUDGET),
    (ModelError, FAILED),
    (BriefUnusable, REVIEW),
)


def exit_of_error(error: BriefkitError) -> int:
    """Return the exit code that tells a script what sort of error it was."""
    return next((code for kind, code in _OF_ERROR if isinstance(error, kind)), CRASH)


def exit_of_result(result: Result, *, strict: bool = False) -> int:
    """Return the exit code of a result; `strict` counts warnings as something to review."""
    if any(finding.code == BudgetExceeded.code for finding in result.findings):
        return BUDGET
    code = _OF_STATUS[result.status]
    return exit_of_findings(result.findings, strict=strict) if code == OK else code


def exit_of_findings(findings: Iterable[Finding], *, strict: bool = False) -> int:
    """Return whether findings ask for a review; warnings do only where `strict`."""
    grave = {"error", "warning"} if strict else {"error"}
    return REVIEW if any(finding.severity in grave for finding in findings) else OK
