"""From a model's verdict on a line to a finding, or to the reason why the verdict does not count. Asks nobody. No I/O.

A verdict counts only where everything in it resolves: sentences that were shown, words of the line, and a correction
that itself passes the deterministic checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefkit.checks import Claim, check_statement
from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.draft.wire import DraftOpinion
from briefkit.plan.asking import flat
from briefkit.schema import Finding, Span
from briefkit.text import Sentence, word_keys

__all__ = ["OBJECTIONS", "Doubt", "Unresolved", "resolve_opinion"]

OBJECTIONS = {
    "contradicted": "the article says otherwise",
    "not_in_source": "the article says nothing of the kind",
    "overstated": "the article is less sure, or goes less far",
    "misattributed": "the article has somebody else say or do it",
}
"""What a verdict holds against a line, in words."""


_LEAST_KEPT = 0.5
"""Share of the words not at fault that a correction keeps; small models answer with a fragment, or with "null"."""


class Unresolved(ValueError):
    """Say why a verdict does not count."""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A verdict against a line, all of it resolved."""

    claim: Claim
    verdict: str
    offending: str
    corrected: str | None
    sentences: list[Sentence]
    """Those that decide it, as the model ordered them."""

    def finding(self) -> Finding:
        """Return the doubt as a finding that says whose opinion it is."""
        return finding(
            f"opinion.{self.verdict}",
            self.claim.path,
            f"The model's second opinion: {OBJECTIONS[self.verdict]}: {quoted(self.offending)}.",
            hint=f"Perhaps: {self.corrected}" if self.corrected else "Look whether the words can go.",
            nearest=self._nearest(),
            offending=self.offending,
        )

    def _nearest(self) -> Span | None:
        facts = self.claim.facts
        if not self.sentences:
            return facts.span_like(self.claim.text)
        return facts.article.span(self.sentences[0].start, self.sentences[0].end)


def resolve_opinion(said: DraftOpinion, claim: Claim, shown: Sequence[Sentence]) -> Doubt | None:
    """Return what a verdict holds against a line, None where it is supported.

    Raises:
        Unresolved: when some part of the verdict cannot be what it claims to be.

    """
    if said.verdict == "supported":
        return None
    known = {sentence.number: sentence for sentence in shown}
    unknown = [number for number in said.evidence if number not in known]
    if unknown:
        raise Unresolved(f"it points to sentences that it was not shown: {', '.join(map(str, unknown))}")
    if not said.evidence and said.verdict != "not_in_source":
        raise Unresolved("it points to no sentence")
    offending = flat(said.offending or "")
    if not any(map(str.isalnum, offending)) or offending not in flat(claim.text):
        raise Unresolved("the words at fault are not in the line")
    sentences = [known[number] for number in dict.fromkeys(said.evidence)]
    corrected = flat(said.corrected or "") or None
    if corrected is not None:
        _hold_to_the_checks(corrected, claim, offending, sentences)
    return Doubt(
        claim=claim, verdict=said.verdict, offending=offending, corrected=corrected, sentences=sentences
    )


def _hold_to_the_checks(corrected: str, claim: Claim, offending: str, sentences: Sequence[Sentence]) -> None:
    if corrected == flat(claim.text):
        raise Unresolved("its correction changes nothing")
    if _kept(corrected, claim, offending) < _LEAST_KEPT:
        raise Unresolved("its correction is not the line put right")
    facts = claim.facts
    pointed = [facts.article.span(sentence.start, sentence.end) for sentence in sentences]
    evidence = sorted({(span.start, span.end): span for span in [*claim.evidence, *pointed]}.items())
    statement = claim.statement.model_copy(
        update={"text": corrected, "evidence": [span for _, span in evidence], "origin": "model"}
    )
    for found in check_statement(claim.path, statement, facts):
        if found.severity == "error":
            raise Unresolved(f"its correction fails the checks ({found.code})")


def _kept(corrected: str, claim: Claim, offending: str) -> float:
    """Return the share of the line's words beside those at fault that a correction has."""
    language = claim.facts.language
    sound = {key for _, key in word_keys(flat(claim.text).replace(offending, " "), language)}
    kept = sound & {key for _, key in word_keys(corrected, language)}
    return len(kept) / len(sound) if sound else 1.0
