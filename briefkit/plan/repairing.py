"""The repair loop: only what failed is asked again, with the findings, the nearest sentences and what differs. No I/O.

A new line is kept only where it has fewer errors than the old one, so no round can make a brief worse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from briefkit.checks import POLICY, Claim, Facts, Pair, check_brief, check_statement
from briefkit.checks.fields import quoted
from briefkit.draft import Parts, Resolver, answer_schema, describe_fields
from briefkit.draft.wire import RepairedItem, Repairs
from briefkit.plan.asking import ask_for, fence_of, flat, number_sentences
from briefkit.plan.assembly import assemble
from briefkit.plan.concluding import conclude
from briefkit.plan.dropping import drop_lines, failing_lines, replace_item
from briefkit.plan.setup import Step, Trace
from briefkit.schema import Brief, Finding, Message, Request, Result, Severity, Statement
from briefkit.text import Sentence
from briefkit.text.alignment import Alignment

__all__ = ["mend", "repair_request"]

_NEAREST_SENTENCES = 3
_TOKENS_PER_LINE = 160
"""Room for one repaired line with its JSON; the longest in the reference briefs takes about 90."""
_GRAVITY: dict[Severity, str] = {"error": "wrong", "warning": "doubtful", "note": "note"}
_MOST_PAIRS = 2
_MOST_DIFFERENCES = 6
_FEW_WORDS = 2
"""Words that a line may have lost by mistake, such as "not"; more than that was left out on purpose."""


def mend(facts: Facts, parts: Parts, trace: Trace) -> Step[Result]:
    """Check a brief and ask again for the lines that fail, at most `Setup.repairs` rounds; conclude with the best."""
    brief = assemble(facts, parts, trace)
    for _ in range(trace.setup.repairs):
        findings = check_brief(brief, facts)
        failing = failing_lines(findings, brief)
        if not failing:
            break
        told = {path: [found for found in findings if found.path == path] for path in failing}
        request = repair_request(facts, brief, told, trace)
        outcome = yield from ask_for(Repairs, request, trace, again="again")
        trace.repairs += 1
        if isinstance(outcome, Finding):
            trace.note(f"a repair got no usable answer ({outcome.code})")
            break
        brief = _apply(facts, brief, failing, outcome.items, trace)
    return (yield from conclude(facts, brief, trace))


def repair_request(facts: Facts, brief: Brief, told: dict[str, list[Finding]], trace: Trace) -> Request:
    """Return the request that asks for some lines alone, with all that was found on each and what bears on it."""
    prompt = trace.prompt("repair")
    statements = dict(brief.statements())
    claims = [Claim(path, statements[path], facts) for path in told]
    items = "\n".join(_show(claim, told[claim.path]) for claim in claims)
    near = _sentences_near(facts, claims, told)
    return Request(
        purpose=f"repair of {len(told)} {'line' if len(told) == 1 else 'lines'}",
        article=facts.article.sha256,
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
        answer_schema=answer_schema(Repairs),
        answer_name="repairs",
        max_output_tokens=min(trace.setup.max_output_tokens, 400 + _TOKENS_PER_LINE * len(told)),
    )


def _apply(
    facts: Facts,
    brief: Brief,
    failing: Collection[str],
    items: Sequence[RepairedItem],
    trace: Trace,
) -> Brief:
    resolver = Resolver(facts.article, facts.sentences)
    statements = dict(brief.statements())
    hopeless: dict[str, str] = {}
    for item in {item.path: item for item in items if item.path in failing}.values():
        if item.dropped is not None or not item.text.strip():
            hopeless[item.path] = item.dropped or "the model had no better words"
            continue
        old = statements[item.path]
        new = old.model_copy(update={"text": item.text.strip(), "evidence": resolver.spans(item.evidence)})
        if _errors(item.path, new, facts) < _errors(item.path, old, facts):
            brief = replace_item(brief, item.path, new)
    trace.note(*resolver.notes)
    return drop_lines(brief, hopeless, trace)


def _errors(path: str, statement: Statement, facts: Facts) -> int:
    return sum(found.severity == "error" for found in check_statement(path, statement, facts))


def _show(claim: Claim, findings: Iterable[Finding]) -> str:
    """Return a line with what is wrong with it, and where its words differ from the sentences nearest to it."""
    lines = [f"- {claim.path}: {flat(claim.text)}"]
    lines += [f"  {_GRAVITY[found.severity]}: {flat(f'{found.message} {found.hint}')}" for found in findings]
    for pair in _nearest_pairs(claim, findings):
        told = list(islice(_differences(pair.alignment), _MOST_DIFFERENCES))
        lines += [f"  beside [{pair.sentence.number}]: {'; '.join(told)}"] if told else []
    return "\n".join(lines)


def _nearest_pairs(claim: Claim, findings: Iterable[Finding]) -> list[Pair]:
    """Return the sentences most like the line of those that it cites and findings point to, laid beside it."""
    pointed = [found.nearest for found in findings if found.nearest]
    beside = claim.statement.model_copy(update={"evidence": [*claim.evidence, *pointed]})
    pairs = Claim(claim.path, beside, claim.facts).pairs
    return [pair for pair in pairs if pair.alignment.similarity >= POLICY.nearness][:_MOST_PAIRS]


def _differences(alignment: Alignment) -> Iterator[str]:
    """Yield the words that the line has for others or beyond them, and single ones that it lost in between."""
    for change in alignment.changes:
        mine, theirs = alignment.claim_text(change), alignment.source_text(change)
        if mine and theirs:
            yield f"the line has {quoted(mine)}, the article {quoted(theirs)}"
        elif mine:
            yield f"the line adds {quoted(mine)}"
        elif change.before and change.after and len(theirs.split()) <= _FEW_WORDS:
            yield f"the line leaves out {quoted(theirs)}"


def _sentences_near(
    facts: Facts, claims: Iterable[Claim], told: Mapping[str, list[Finding]]
) -> list[Sentence]:
    """Return the cited sentences, those nearest in words, and those that findings point to, in the article's order."""
    places: set[int] = set()
    for claim in claims:
        pointed = [found.nearest for found in told[claim.path] if found.nearest]
        places |= {*claim.sentences, *facts.sentences_of(pointed)}
        places |= {match.number - 1 for match in facts.index.best(claim.text, count=_NEAREST_SENTENCES)}
    return [facts.sentences[place] for place in sorted(places)]
