"""The second opinion: the model is asked what the article makes of single lines, and again before a doubt counts.

It never approves a line and removes nothing that code found: it only adds doubts, marked as the model's. What asks
for an opinion is `is_worth_asking`; what a verdict has to satisfy is in `plan.doubts`. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from briefkit.checks import Claim, Facts, in_order, report_on
from briefkit.checks.codes import finding
from briefkit.draft import answer_schema, describe_fields
from briefkit.draft.wire import DraftAppeal, DraftOpinion
from briefkit.plan.asking import about, ask_for, extent_of, fence_of, flat, number_sentences
from briefkit.plan.doubts import OBJECTIONS, Doubt, Unresolved, resolve_opinion
from briefkit.plan.excerpts import Excerpts
from briefkit.plan.setup import Setup, Step, Trace, side_by_side
from briefkit.schema import (
    Article,
    Brief,
    Finding,
    KeyPoint,
    Message,
    Question,
    Report,
    Request,
    Statement,
    Summary,
    Unknown,
    field_of,
)
from briefkit.text import Sentence, find_words, show_sentence
from briefkit.text.quotations import find_quotations
from briefkit.text.speech_words import SPEECH

__all__ = ["is_worth_asking", "opinion", "second_opinion"]

_FIRST = frozenset({"headline", "dek", "lede", "key_points", "lines"})
"""The fields that are read first, and a summary's lines; others are asked about where code has a doubt."""
_MOST_TOKENS = 6000
"""Article tokens that one request shows; of a longer article only what is around the line's evidence."""
_SHORT = 1500
"""Article tokens up to which an opinion on every line costs little."""
_LITTLE_SUPPORT = 0.5
"""Share of a line's content words in its evidence below which it is worth a look (`reference/checking.md`, 5)."""
_ANSWER_TOKENS = 1500
"""Room for a verdict with its correction, and for some reasoning before it."""
_OF_FORM = ("lengths.", "repetition.")
"""Findings that say nothing about whether the article bears a line out."""
_SPOKEN = frozenset(SPEECH) | {"according"}


def opinion(brief: Brief | Summary | str, article: Article, setup: Setup) -> Step[Report]:
    """Check a brief, or anybody's summary, by code and by the model; a plan like any other but for what it returns."""
    trace = Trace(plan="opinion", article=article, setup=setup)
    facts = Facts.of(article)
    report = report_on(brief, facts)
    known = dict(brief.statements()) if isinstance(brief, Brief) else {}
    statements = [
        (
            line.path,
            known.get(line.path, Statement(text=line.text, evidence=[])).model_copy(
                update={"evidence": line.evidence}
            ),
        )
        for line in report.lines
    ]
    doubts = yield from second_opinion(facts, statements, report.findings, trace)
    findings = in_order([*report.findings, *doubts], [path for path, _ in statements])
    return report.model_copy(update={"findings": findings, "provenance": trace.provenance()})


def second_opinion(
    facts: Facts,
    statements: Iterable[tuple[str, Statement]],
    findings: Iterable[Finding],
    trace: Trace,
) -> Step[list[Finding]]:
    """Ask about the statements that are worth it, side by side, and return what the model doubts for good."""
    remarks: dict[str, list[Finding]] = {}
    for found in findings:
        if found.severity != "note" and not found.code.startswith(_OF_FORM):
            remarks.setdefault(found.path, []).append(found)
    claims = [Claim(path, statement, facts) for path, statement in statements]
    referee = _Referee(facts, trace, remarks, Excerpts(facts, trace.setup.count_tokens))
    short = referee.excerpts.tokens <= _SHORT
    chosen = [claim for claim in claims if is_worth_asking(claim, claim.path in remarks, short)]
    if not chosen:
        trace.note("no line was worth a second opinion")
        return []
    outcomes = yield from side_by_side([referee.ask(claim) for claim in chosen])
    trace.opinions = len(chosen) - sum(bool(outcome.missing) for outcome in outcomes)
    trace.note(*(outcome.note for outcome in outcomes if outcome.note))
    doubts = [outcome.doubt.finding() for outcome in outcomes if outcome.doubt]
    missing = [outcome.missing for outcome in outcomes if outcome.missing]
    return [*doubts, *_missing(missing, asked=len(chosen))]


def is_worth_asking(claim: Claim, doubted: bool, short: bool) -> bool:
    """Tell whether a line is worth a request of its own.

    Never what infers or asks instead of claiming, and never a sentence of the article itself. Else what code doubts;
    and of what is read first the lines with a figure, date, quotation or attribution, or little support from their
    evidence; all of them where the article is short.
    """
    statement = claim.statement
    if isinstance(statement, Question | Unknown) or statement.basis == "inferred" or _is_verbatim(claim):
        return False
    if doubted:
        return True
    return field_of(claim.path, type(claim.statement)) in _FIRST and (short or _can_go_wrong(claim))


def _is_verbatim(claim: Claim) -> bool:
    text = claim.facts.article.text
    shown = {show_sentence(text, claim.facts.sentences[place]).rstrip(".") for place in claim.sentences}
    return flat(claim.text).rstrip(".") in shown


def _can_go_wrong(claim: Claim) -> bool:
    numbers = [place + 1 for place in claim.sentences]
    return bool(
        claim.facts.index.support(claim.text, numbers) < _LITTLE_SUPPORT
        or claim.numbers_of(claim.text)
        or claim.dates_of(claim.text)
        or find_quotations(claim.text)
        or (isinstance(claim.statement, KeyPoint) and claim.statement.attribution.speaker)
        or _SPOKEN & {word.text.casefold() for word in find_words(claim.text)}
    )


class _Outcome(NamedTuple):
    """What came of asking about one line."""

    doubt: Doubt | None = None
    note: str = ""
    missing: str = ""
    """Why there is no opinion."""


@dataclass(frozen=True)
class _Referee:
    """Asks about the lines of one article, with what code has to remark on them by path."""

    facts: Facts
    trace: Trace
    remarks: dict[str, list[Finding]]
    excerpts: Excerpts

    def ask(self, claim: Claim) -> Step[_Outcome]:
        """Ask for a verdict; where it is against the line and resolves, ask whether it stands."""
        shown = self._shown(claim)
        if not shown:
            return _Outcome(missing="its window has no room for the article")
        said = yield from ask_for(DraftOpinion, self._request(claim, shown), self.trace, again="again")
        if isinstance(said, Finding):
            return _Outcome(missing=said.message)
        try:
            doubt = resolve_opinion(said, claim, shown)
        except Unresolved as problem:
            return _Outcome(note=f"an opinion on {claim.path} was not used: {problem}")
        if doubt is None:
            return _Outcome()
        appeal = yield from ask_for(DraftAppeal, self._appeal(doubt, shown), self.trace, again="again")
        if isinstance(appeal, DraftAppeal) and appeal.objection_stands:
            return _Outcome(doubt=doubt)
        why = (
            "no usable second answer" if isinstance(appeal, Finding) else "it did not stand when asked again"
        )
        return _Outcome(note=f"an objection to {claim.path} ({doubt.verdict}) was dropped: {why}")

    def _request(self, claim: Claim, shown: Sequence[Sentence]) -> Request:
        remarks = [flat(f"{found.message} {found.hint}") for found in self.remarks.get(claim.path, [])]
        return self._filled(
            "a second opinion",
            ("system", "user"),
            DraftOpinion,
            shown,
            line=flat(claim.text),
            cited=_numbers(place + 1 for place in claim.sentences),
            remarks=" ".join(remarks) or "none",
        )

    def _appeal(self, doubt: Doubt, shown: Sequence[Sentence]) -> Request:
        return self._filled(
            "an appeal",
            ("appeal_system", "appeal"),
            DraftAppeal,
            shown,
            line=flat(doubt.claim.text),
            objection=f"{doubt.verdict}: {OBJECTIONS[doubt.verdict]}",
            offending=flat(doubt.offending),
            cited=_numbers(sentence.number for sentence in doubt.sentences),
        )

    def _filled(
        self,
        purpose: str,
        sections: tuple[str, str],
        form: type[DraftOpinion] | type[DraftAppeal],
        shown: Sequence[Sentence],
        **values: str,
    ) -> Request:
        """Return a request: the static part first, the article last and fenced."""
        prompt, article = self.trace.prompt("opinion"), self.facts.article
        system, user = sections
        asked = prompt.fill(
            user,
            **values,
            extent=extent_of(len(shown), len(self.facts.sentences)),
            about=about(article),
            fence=fence_of(article),
            sentences=number_sentences(article, shown),
        )
        return Request(
            purpose=purpose,
            article=article.sha256,
            messages=[
                Message(role="system", content=prompt.fill(system, fields=describe_fields(form))),
                Message(role="user", content=asked),
            ],
            answer_schema=answer_schema(form),
            answer_name="opinion" if form is DraftOpinion else "appeal",
            max_output_tokens=min(_ANSWER_TOKENS, self.trace.setup.max_output_tokens),
            temperature=0.0,
        )

    def _shown(self, claim: Claim) -> list[Sentence]:
        pointed = [found.nearest for found in self.remarks.get(claim.path, []) if found.nearest]
        return self.excerpts.about(claim, pointed, self._room(claim))

    def _room(self, claim: Claim) -> int:
        """Return the tokens that the article may take in a request about a line."""
        setup = self.trace.setup
        if setup.window_tokens is None:
            return _MOST_TOKENS
        empty = self._request(claim, [])
        frame = sum(setup.count_tokens(message.content) for message in empty.messages)
        # A tenth is kept free: counts are estimates where the tokenizer is not the model's own.
        return min(_MOST_TOKENS, int((setup.window_tokens - frame - empty.max_output_tokens) * 0.9))


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(f"[{number}]" for number in numbers) or "none"


def _missing(reasons: Sequence[str], *, asked: int) -> list[Finding]:
    if not reasons:
        return []
    lines = "line" if asked == 1 else "lines"
    return [
        finding(
            "opinion.missing",
            "",
            f"The model gave no opinion on {len(reasons)} of {asked} {lines}: {reasons[0].rstrip('.')}.",
            hint="These lines were checked by code alone.",
        )
    ]
