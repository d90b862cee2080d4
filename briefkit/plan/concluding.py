"""From a brief to a result: strictness, tables, the last check, a second opinion where one was asked for. No I/O."""

from __future__ import annotations

from briefkit.checks import Facts, check_brief, in_order
from briefkit.plan.dropping import drop_failing
from briefkit.plan.opinion import second_opinion
from briefkit.plan.setup import Step, Trace
from briefkit.plan.tables import add_tables
from briefkit.schema import Brief, Result

__all__ = ["conclude"]


def conclude(facts: Facts, brief: Brief, trace: Trace) -> Step[Result]:
    """Return the result: the brief with tables and final provenance, its findings, and the status they mean."""
    if trace.setup.strict:
        brief = drop_failing(facts, brief, trace)
    brief = add_tables(brief, facts)
    findings = check_brief(brief, facts)
    if trace.setup.checks == "model":
        opinions = yield from second_opinion(facts, list(brief.statements()), findings, trace)
        findings = in_order([*findings, *opinions], [path for path, _ in brief.items()])
    review = any(finding.severity == "error" for finding in findings)
    provenance = trace.provenance()
    return Result(
        status="review" if review else "ok",
        brief=brief.model_copy(update={"provenance": provenance}),
        findings=findings,
        article=facts.article,
        provenance=provenance,
    )
