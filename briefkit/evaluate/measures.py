"""The measures of a result, as one table: what each is, where it comes from, which way is better. No I/O.

The page docs/evaluation.md is written from it. A measure is a number of one result; what it is worth on a set is its
mean over the articles for which it is defined.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from briefkit.checks import CODES
from briefkit.evaluate.observed import Observed
from briefkit.schema import GLANCE_WORDS, Question, Signal
from briefkit.text import count_words, find_words, is_latin, split_sentences

__all__ = ["MEASURES", "Better", "Group", "Measure"]

Better = Literal["higher", "lower", "neither"]
Group = Literal["form", "truth", "specificity", "use", "cost"]

_LONG_WORD = 6
_READING_SECONDS = 20.0
_NEWSROOM = "newsroom research 1.5"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure of a result."""

    title: str
    """As tables call it."""
    group: Group
    """What it is about."""
    better: Better
    meaning: str
    """What is counted, and of what."""
    source: str
    """Whose definition it is."""
    of: Callable[[Observed], float | None]
    """Computes it; None where it is not defined for a result."""


def _share(some: Iterable[object]) -> float | None:
    """Return the share of what is true; None of nothing."""
    values = [bool(each) for each in some]
    return sum(values) / len(values) if values else None


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known else None


def _of_brief(count: Callable[[Observed], float | None]) -> Callable[[Observed], float | None]:
    return lambda seen: count(seen) if seen.brief else None


def _first_try(seen: Observed) -> float | None:
    made = seen.result.provenance
    if any(code.startswith("answer.") for code in seen.codes):
        return 0.0
    return None if made.asked_again is None or not made.usage.requests else float(made.asked_again == 0)


def _findings(severity: str) -> Callable[[Observed], float | None]:
    return _of_brief(lambda seen: float(sum(each.severity == severity for each in seen.findings)))


def _grounded(seen: Observed) -> float | None:
    wrong = seen.with_severity("error")
    return _share(each.evidence and path not in wrong for path, each in seen.anchored.items())


def _answered_questions(seen: Observed) -> float | None:
    answered = seen.with_code("questions.answered")
    return _share(path in answered for path, each in seen.statements.items() if isinstance(each, Question))


def _testable_signals(seen: Observed) -> float | None:
    codes = [code for code in CODES if code.startswith("signals.") and code != "signals.test"]
    vague = seen.with_code(*codes)
    signals = {path: each for path, each in seen.statements.items() if isinstance(each, Signal)}
    return _share((each.when or each.threshold) and path not in vague for path, each in signals.items())


def _sound_abstentions(seen: Observed) -> float | None:
    doubted = seen.with_code(*(code for code in CODES if code.startswith("abstentions.")))
    return _share(path not in doubted for path in seen.abstentions)


_CAN_ABSTAIN = 8
"""Dek, lede, three questions, three lines of the analysis; `differs` has no choice."""


def _reading_seconds(seen: Observed) -> float:
    words = sum(count_words(text, seen.facts.language) for text in seen.glance)
    return words * _READING_SECONDS / GLANCE_WORDS


def _lix(seen: Observed) -> float | None:
    """Return Björnsson's formula over all lines; None for scripts whose words say nothing by their length."""
    text = [each.text for each in seen.statements.values()]
    if not text or not all(map(is_latin, text)):
        return None
    words = [word.text for line in text for word in find_words(line)]
    sentences = sum(max(1, len(split_sentences(line, language=seen.facts.language))) for line in text)
    long = sum(len(word) > _LONG_WORD for word in words)
    return len(words) / sentences + 100 * long / len(words) if words else None


def _retries(seen: Observed) -> float:
    spent = seen.result.usage
    return float(max(0, spent.attempts - (spent.requests - spent.cached)))


def _cached_share(seen: Observed) -> float | None:
    spent = seen.result.usage
    return spent.cached_tokens / spent.input_tokens if spent.input_tokens else None


MEASURES: dict[str, Measure] = {
    "briefed": Measure(
        title="briefed",
        group="form",
        better="higher",
        meaning="share of articles that came to a brief at all",
        source="here",
        of=lambda seen: float(seen.brief is not None),
    ),
    "clean": Measure(
        title="without an error",
        group="form",
        better="higher",
        meaning="share of articles whose brief has no finding of severity `error` by the checks of today",
        source="docs/checks.md",
        of=lambda seen: float(seen.brief is not None and not seen.with_severity("error")),
    ),
    "first_try": Measure(
        title="in form at first try",
        group="form",
        better="higher",
        meaning="share of articles for which no answer had to be asked again because it was cut or not in its form; "
        "not defined where nothing was asked",
        source="here",
        of=_first_try,
    ),
    "errors": Measure(
        title="errors a brief",
        group="truth",
        better="lower",
        meaning="findings of severity `error` in a brief, by the checks of today",
        source="docs/checks.md",
        of=_findings("error"),
    ),
    "warnings": Measure(
        title="warnings a brief",
        group="truth",
        better="lower",
        meaning="findings of severity `warning` in a brief, a model's opinions among them",
        source="docs/checks.md",
        of=_findings("warning"),
    ),
    "notes": Measure(
        title="notes a brief",
        group="truth",
        better="neither",
        meaning="findings of severity `note` in a brief, those on the article among them",
        source="docs/checks.md",
        of=_findings("note"),
    ),
    "grounded": Measure(
        title="statements grounded",
        group="truth",
        better="higher",
        meaning="share of statements that cite a sentence and have no error; an unknown that only names a gap is "
        "not counted",
        source="newsroom research 1.2, rule 1: no anchor, no sentence",
        of=_grounded,
    ),
    "figures": Measure(
        title="figures supported",
        group="truth",
        better="higher",
        meaning="share of figures and dates that the statement's own evidence supports, of those that could be checked",
        source="docs/checks.md; rubric criterion 6",
        of=lambda seen: seen.supported("number", "date"),
    ),
    "names": Measure(
        title="names supported",
        group="truth",
        better="higher",
        meaning="share of names that the statement's own evidence supports, of those that could be checked",
        source="docs/checks.md; rubric criterion 1",
        of=lambda seen: seen.supported("name"),
    ),
    "specific": Measure(
        title="specific lines",
        group="specificity",
        better="higher",
        meaning="share of lines that none of the four tests below calls generic: under 2 anchors; fits over 10 % of "
        "the other articles; recurs; residue support under 0.2 (not for questions and signals). Lede and unknowns "
        "are not tested, nor is a line of which no test says anything",
        source=f"{_NEWSROOM}; rubric criterion 4",
        of=lambda seen: _share(line.is_specific for line in seen.lines if line.is_tested),
    ),
    "anchors": Measure(
        title="anchors a line",
        group="specificity",
        better="higher",
        meaning="names, figures, dates and rare words that a line and its article share, a line; English only",
        source=f"{_NEWSROOM}, test A",
        of=lambda seen: _mean(line.anchors for line in seen.lines),
    ),
    "transfer": Measure(
        title="transferability",
        group="specificity",
        better="lower",
        meaning="share of the other articles of the set in its language that have at least 0.8 times as much of a "
        "line's words, by rarity, as its own; needs 5 others, and looks at most at 100",
        source=f"{_NEWSROOM}, test T",
        of=lambda seen: _mean(line.transfer for line in seen.lines),
    ),
    "template": Measure(
        title="recurring lines",
        group="specificity",
        better="lower",
        meaning="share of lines of four words and more, 60 % of whose runs of four words, names and figures masked, "
        "stand in at least two other briefs of the run; sentences that code copied are not counted",
        source=f"{_NEWSROOM}, test M",
        of=lambda seen: _share(line.recurs for line in seen.lines if line.recurs is not None),
    ),
    "residue": Measure(
        title="residue support",
        group="specificity",
        better="higher",
        meaning="share of a line's words beside its names and figures that the article has, by surprise; lines with "
        "three such words and more; English only",
        source=f"{_NEWSROOM}, test R",
        of=lambda seen: _mean(line.support for line in seen.lines),
    ),
    "coverage": Measure(
        title="article covered",
        group="use",
        better="higher",
        meaning="share of the content words of at least two sentences of the article that the brief has, each weighed "
        "by the number of its sentences",
        source="after Nenkova and Vanderwende 2005 (SumBasic): what recurs is what a text is about",
        of=Observed.coverage,
    ),
    "copied": Measure(
        title="copied lines",
        group="use",
        better="neither",
        meaning="share of lines that are the article's own sentences, put in by code",
        source="here",
        of=lambda seen: _share(each.origin == "copied" for each in seen.statements.values()),
    ),
    "answered": Measure(
        title="questions answered",
        group="use",
        better="lower",
        meaning="share of the brief's questions that the article already answers, by the check `questions.answered`",
        source="rubric criterion 7",
        of=_answered_questions,
    ),
    "signals": Measure(
        title="testable signals",
        group="use",
        better="higher",
        meaning="share of signals with a date or threshold and no finding of `signals.observable`, `signals.horizon`, "
        "`signals.value`",
        source="rubric criterion 8",
        of=_testable_signals,
    ),
    "abstained": Measure(
        title="abstained",
        group="use",
        better="neither",
        meaning="share of the places that may be left empty with a reason (dek, lede, three questions, three lines of "
        "the analysis, and what a draft of one's own adds) that are",
        source="newsroom research 1.2, rule 2: abstain visibly",
        of=_of_brief(lambda seen: len(seen.abstentions) / (_CAN_ABSTAIN + seen.own_places)),
    ),
    "reasons": Measure(
        title="sound reasons",
        group="use",
        better="higher",
        meaning="share of abstentions whose reason the checks do not doubt: not empty, not stock, with nothing that "
        "the article lacks. Whether it was right to abstain, no code tells",
        source="docs/checks.md",
        of=_sound_abstentions,
    ),
    "reading": Measure(
        title="seconds to read",
        group="use",
        better="lower",
        meaning="words of headline, dek and the first three points, at 90 words in 20 seconds",
        source="newsroom research 1.1: the 20-second budget",
        of=_of_brief(_reading_seconds),
    ),
    "in_budget": Measure(
        title="read in 20 seconds",
        group="use",
        better="higher",
        meaning="share of briefs whose glance is read in 20 seconds",
        source="rubric criterion 11",
        of=_of_brief(lambda seen: float(_reading_seconds(seen) <= _READING_SECONDS)),
    ),
    "lix": Measure(
        title="readability (LIX)",
        group="use",
        better="lower",
        meaning="words a sentence plus the percentage of words of over six letters, over all lines; Latin script only. "
        "Newspapers lie at 40 to 50",
        source="Björnsson 1968",
        of=_lix,
    ),
    "input_tokens": Measure(
        title="tokens in",
        group="cost",
        better="lower",
        meaning="tokens sent for an article, all requests together; what the store answered is not counted",
        source="the server's count, else an estimate",
        of=lambda seen: float(seen.result.usage.input_tokens),
    ),
    "output_tokens": Measure(
        title="tokens out",
        group="cost",
        better="lower",
        meaning="tokens received for an article, reasoning included",
        source="the server's count, else an estimate",
        of=lambda seen: float(seen.result.usage.output_tokens),
    ),
    "cached": Measure(
        title="input cached",
        group="cost",
        better="higher",
        meaning="share of the tokens sent that the server had cached",
        source="the server's count",
        of=_cached_share,
    ),
    "usd": Measure(
        title="US dollars",
        group="cost",
        better="lower",
        meaning="cost of an article; not defined where no price is known",
        source="the price list of genai-prices",
        of=lambda seen: seen.result.cost.usd,
    ),
    "seconds": Measure(
        title="seconds",
        group="cost",
        better="lower",
        meaning="wall-clock time of an article, with all that was in flight beside it",
        source="measured",
        of=lambda seen: seen.result.provenance.seconds,
    ),
    "retries": Measure(
        title="retries",
        group="cost",
        better="lower",
        meaning="sends beyond the first of each request, after faults of network or server",
        source="measured",
        of=_retries,
    ),
    "repairs": Measure(
        title="repairs",
        group="cost",
        better="lower",
        meaning="rounds in which failing lines were asked again",
        source="measured",
        of=lambda seen: float(seen.result.provenance.repairs),
    ),
}
"""Every measure by its name, in the order of tables."""
