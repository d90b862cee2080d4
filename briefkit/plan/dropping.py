"""Take single lines out of a brief, or put others in their place, and say why. Asks nobody. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from briefkit.checks import CODES, Facts, check_brief
from briefkit.plan.setup import Trace
from briefkit.schema import Abstention, Brief, Finding, Statement

__all__ = ["drop_failing", "drop_lines", "failing_lines", "replace_item"]


def failing_lines(findings: Iterable[Finding], brief: Brief) -> dict[str, list[Finding]]:
    """Return the errors by the path of the statement that they concern; others are of no single line."""
    paths = {path for path, _ in brief.statements()}
    failing: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity == "error" and finding.path in paths:
            failing.setdefault(finding.path, []).append(finding)
    return failing


def drop_failing(facts: Facts, brief: Brief, trace: Trace) -> Brief:
    """Return the brief without the lines that have errors, as far as it can do without them."""
    failing = failing_lines(check_brief(brief, facts), brief)
    reasons = {path: found[0].message for path, found in failing.items()}
    return drop_lines(
        brief, reasons, trace, said={path: CODES[found[0].code].meaning for path, found in failing.items()}
    )


def drop_lines(
    brief: Brief, reasons: Mapping[str, str], trace: Trace, *, said: Mapping[str, str] | None = None
) -> Brief:
    """Take lines out by their path, each with its reason: an item leaves its list, a field abstains.

    `said`: the reasons as the brief gives them, where they must not repeat the words that failed.

    The headline and the last key point stay, and stay marked: no brief is without them.
    """
    # Backwards, so that no index moves before its line's turn.
    for path in reversed([path for path, _ in brief.statements() if path in reasons]):
        if path == "headline" or (path.startswith("key_points") and len(brief.key_points) == 1):
            trace.note(f"{path} had to stay: {reasons[path]}")
            continue
        trace.note(f"{path} was dropped: {reasons[path]}")
        gone = Abstention(abstained=f"the model's line failed the checks: {(said or reasons)[path]}")
        brief = replace_item(brief, path, None if path.endswith("]") else gone)
    return brief


def replace_item(brief: Brief, path: str, item: Statement | Abstention | None) -> Brief:
    """Return the brief with the item at a path replaced; None removes it from its list.

    Raises:
        ValueError: when the path cannot hold such an item.

    """
    group, _, field = path.rpartition(".")
    field, _, rest = field.partition("[")
    holder = dict(getattr(brief, group) if group else brief)
    if rest:
        index = int(rest.rstrip("]"))
        items = list(holder[field])
        items[index : index + 1] = [] if item is None else [item]
        new: dict[str, Any] = {field: items}
    elif item is None:
        raise ValueError(f"{path} is no list: it can abstain but not be removed")
    else:
        new = {field: item}
    if not group:
        return brief.model_copy(update=new)
    if group == "more":
        return brief.model_copy(update={group: holder | new})
    return brief.model_copy(update={group: getattr(brief, group).model_copy(update=new)})
