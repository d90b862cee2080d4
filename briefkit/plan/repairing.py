"""The repair loop: only what failed is asked again, with the finding and the nearest sentences. No I/O.

A new line is kept only where it has fewer errors than the old one, so no round can make a brief worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefkit.checks import Facts, check_brief, check_statement
from briefkit.draft import Parts, RepairedItem, Repairs, Resolver, describe_fields
from briefkit.plan.asking import ask_for, fence_of, number_sentences
from briefkit.plan.assembly import assemble, conclude
from briefkit.plan.setup import Step, Trace
from briefkit.schema import Abstention, Brief, Finding, Message, Request, Result, Statement
from briefkit.text import Sentence

__all__ = ["mend", "repair_request", "replace_item"]

_NEAREST_SENTENCES = 3
_TOKENS_PER_LINE = 160
"""Room for one repaired line with its JSON; the longest in the reference briefs takes about 90."""


def mend(facts: Facts, parts: Parts, trace: Trace) -> Step[Result]:
    """Check a brief and ask again for the lines that fail, at most `Setup.repairs` rounds; conclude with the best."""
    brief = assemble(facts, parts, trace)
    for _ in range(trace.setup.repairs):
        failing = failing_lines(check_brief(brief, facts), brief)
        if not failing:
            break
        request = repair_request(facts, brief, failing, trace)
        outcome = yield from ask_for(Repairs, request, trace, again="again")
        trace.repairs += 1
        if isinstance(outcome, Finding):
            trace.note(f"a repair got no usable answer ({outcome.code})")
            break
        brief = _apply(facts, brief, failing, outcome.items, trace)
    return conclude(facts, brief, trace)


def failing_lines(findings: Iterable[Finding], brief: Brief) -> dict[str, list[Finding]]:
    """Return the errors by the path of the statement that they concern; others cannot be repaired line by line."""
    paths = {path for path, _ in brief.statements()}
    failing: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity == "error" and finding.path in paths:
            failing.setdefault(finding.path, []).append(finding)
    return failing


def repair_request(facts: Facts, brief: Brief, failing: dict[str, list[Finding]], trace: Trace) -> Request:
    """Return the request that asks for the failing lines alone, with the sentences that matter."""
    prompt = trace.prompt("repair")
    statements = dict(brief.statements())
    items = "\n".join(_show(path, statements[path], failing[path]) for path in failing)
    near = _sentences_near(facts, [statements[path] for path in failing], failing)
    return Request(
        purpose=f"repair of {len(failing)} {'line' if len(failing) == 1 else 'lines'}",
        messages=[
            Message(role="system", content=prompt.fill("system", fields=describe_fields(Repairs))),
            Message(
                role="user",
                content=prompt.fill(
                    "user",
                    items=items,
                    fence=fence_of(facts.article),
                    sentences=number_sentences(facts.article, near),
                ),
            ),
        ],
        answer_schema=Repairs.model_json_schema(),
        answer_name="repairs",
        max_output_tokens=min(trace.setup.max_output_tokens, 400 + _TOKENS_PER_LINE * len(failing)),
    )


def replace_item(brief: Brief, path: str, item: Statement | Abstention | None) -> Brief:
    """Return the brief with the item at a path replaced; None removes it from its list.

    Raises:
        ValueError: when the path cannot hold such an item.

    """
    field, _, rest = path.partition("[")
    if rest:
        index = int(rest.rstrip("]"))
        items = list(getattr(brief, field))
        items[index : index + 1] = [] if item is None else [item]
        return brief.model_copy(update={field: items})
    if item is None:
        raise ValueError(f"{path} is no list: it can abstain but not be removed")
    field, _, inner = path.partition(".")
    if inner:
        return brief.model_copy(update={field: getattr(brief, field).model_copy(update={inner: item})})
    return brief.model_copy(update={field: item})


def _apply(
    facts: Facts,
    brief: Brief,
    failing: dict[str, list[Finding]],
    items: Sequence[RepairedItem],
    trace: Trace,
) -> Brief:
    resolver = Resolver(facts.article, facts.sentences)
    statements = dict(brief.statements())
    removed: list[tuple[str, str]] = []
    for item in {item.path: item for item in items if item.path in failing}.values():
        if item.dropped is not None or not item.text.strip():
            removed.append((item.path, item.dropped or "the model had no better words"))
            continue
        new = statements[item.path].model_copy(
            update={"text": item.text.strip(), "evidence": resolver.spans(item.evidence)}
        )
        if len(_errors(item.path, new, facts)) < len(failing[item.path]):
            brief = replace_item(brief, item.path, new)
    trace.note(*resolver.notes)
    for path, reason in reversed(removed):
        brief = _remove(brief, path, reason, trace)
    return brief


def _remove(brief: Brief, path: str, reason: str, trace: Trace) -> Brief:
    """Take a line out where a brief can do without it; what cannot go stays and stays marked."""
    if path == "headline" or (path.startswith("key_points") and len(brief.key_points) == 1):
        return brief
    trace.note(f"{path} was dropped: {reason}")
    if path.endswith("]"):
        return replace_item(brief, path, None)
    return replace_item(brief, path, Abstention(abstained=f"the model's line failed the checks: {reason}"))


def _errors(path: str, statement: Statement, facts: Facts) -> list[Finding]:
    return [finding for finding in check_statement(path, statement, facts) if finding.severity == "error"]


def _show(path: str, statement: Statement, findings: Iterable[Finding]) -> str:
    wrong = "; ".join(f"{finding.message} {finding.hint}".strip() for finding in findings)
    return f"- {path}: {statement.text}\n  wrong: {wrong}"


def _sentences_near(
    facts: Facts, statements: Iterable[Statement], failing: dict[str, list[Finding]]
) -> list[Sentence]:
    """Return the cited sentences, those nearest in words, and those that findings point to, in the article's order."""
    starts = {finding.nearest.start for found in failing.values() for finding in found if finding.nearest}
    numbers: set[int] = set()
    for statement in statements:
        starts |= {span.start for span in statement.evidence}
        numbers |= {match.number for match in facts.index.best(statement.text, count=_NEAREST_SENTENCES)}
    return [
        sentence
        for sentence in facts.sentences
        if sentence.number in numbers or any(sentence.start <= start < sentence.end for start in starts)
    ]
