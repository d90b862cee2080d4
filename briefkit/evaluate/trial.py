"""Whether a prompt still works: its results held against those of the bundled prompt, with the reasons. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefkit.schema import Result, Usage

__all__ = ["Trial", "Verdict"]

_MOST_SHOWN = 8
"""Errors that are told one by one."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How one side of a prompt came out."""

    what: str
    """`form` or `checks`."""
    passed: bool
    said: str
    """The counts that decide, in a sentence."""
    reasons: tuple[str, ...]
    """What is wrong, one by one."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The results of a prompt, and of the bundled one on the same articles; empty where the prompt is that one."""

    own: Sequence[Result]
    bundled: Sequence[Result]

    @property
    def verdicts(self) -> tuple[Verdict, Verdict]:
        """Return how form and checks came out: failed is what is worse than by the bundled prompt."""
        return self._form(), self._checks()

    @property
    def passed(self) -> bool:
        """Tell whether the prompt still works."""
        return all(verdict.passed for verdict in self.verdicts)

    def cost(self) -> Iterator[str]:
        """Yield what an article cost, each line with the difference to the bundled prompt."""
        own, before = _spent(self.own), _spent(self.bundled)
        yield _compared("tokens in", own.input_tokens, before.input_tokens, len(self.own))
        yield _compared("tokens out", own.output_tokens, before.output_tokens, len(self.own))
        yield _compared("requests", own.requests, before.requests, len(self.own))
        paid = [result.cost.usd for result in self.own]
        if not all(result.cost.basis == "local" for result in self.own):
            known = [usd for usd in paid if usd is not None]
            yield (
                f"${sum(known) / len(paid):.4f} an article"
                if len(known) == len(paid)
                else "no price is known"
            )
        if own.cached:
            yield f"{own.cached} of {own.requests} requests were answered by the store: their tokens are not counted"

    def _form(self) -> Verdict:
        missing, before = _unbriefed(self.own), _unbriefed(self.bundled)
        again, again_before = _asked_again(self.own), _asked_again(self.bundled)
        done = f"{len(self.own) - len(missing)} of {len(self.own)} articles came to a brief"
        said = f"{done}{self._beside(len(self.bundled) - len(before))}, answers asked again: {again}"
        said += self._beside(again_before)
        return Verdict(
            what="form",
            passed=len(missing) <= len(before) and again <= again_before,
            said=said,
            reasons=tuple(_shown(missing)),
        )

    def _checks(self) -> Verdict:
        errors, before = list(_errors(self.own)), list(_errors(self.bundled))
        said = f"errors found: {len(errors)}{self._beside(len(before))}"
        return Verdict(
            what="checks", passed=len(errors) <= len(before), said=said, reasons=tuple(_shown(errors))
        )

    def _beside(self, count: int) -> str:
        return f" (bundled: {count})" if self.bundled else ""


def _spent(results: Sequence[Result]) -> Usage:
    return sum((result.usage for result in results), Usage())


def _asked_again(results: Sequence[Result]) -> int:
    return sum(result.provenance.asked_again or 0 for result in results)


def _unbriefed(results: Sequence[Result]) -> list[str]:
    return [
        f"{_name(result)}: {result.findings[0].message if result.findings else 'no brief'}"
        for result in results
        if result.brief is None
    ]


def _errors(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        for found in result.findings if result.brief else ():
            if found.severity == "error":
                yield f"{_name(result)}: {found.path or 'the brief'}: {found.message}"


def _name(result: Result) -> str:
    return result.article.headline or f"article {result.article.id}"


def _shown(lines: Sequence[str]) -> list[str]:
    left = len(lines) - _MOST_SHOWN
    return [*lines[:_MOST_SHOWN], *([f"and {left} more"] if left > 0 else [])]


def _compared(what: str, own: int, before: int, articles: int) -> str:
    said = f"{what} an article: {own / articles:,.0f}"
    return f"{said} ({own / before - 1:+.0%})" if before else said
