"""Measure 5: how well a score of whole summaries tells the unsupported from the supported, by article and by writer.

The threshold of balanced accuracy is chosen on the articles of the other folds. Who wrote a summary gives most away,
so the order within one writer's summaries is told apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from zlib import crc32

from benchmarks.checks.data import Case, Sets
from benchmarks.checks.rules import run

__all__ = ["Scored", "area", "balanced_accuracy", "by_folds", "score_lines"]

Scored = tuple[Case, float]
"""A summary and its score; the higher, the more likely it is unsupported."""
Score = Callable[[Case, Sets], float]
_GOALS = {"ragtruth_news": (0.67, 0.72), "frank_cnndm": (0.68, None), "summedits_news": (0.65, None)}
"""By dataset: the balanced accuracy and the area under the curve that are aimed at."""
_FOLDS = 5
_FEWEST = 5
"""Summaries of each label that a writer must have to be told apart."""


def score_lines(sets: Sets) -> Iterator[str]:
    """Yield how well each score tells the summaries of each set apart; nothing where there are none."""
    cases = [case for case in sets.responses if case.dataset in _GOALS]
    if not cases:
        return
    yield f"{'':18}{'set':16}{'n':>5}{'bad':>5}{'BA':>7}{'goal':>6}{'AUC':>7}{'goal':>6}  AUC within a writer"
    for name, score in _scores().items():
        scored = [(case, score(case, sets)) for case in cases]
        for dataset, goals in _GOALS.items():
            yield from _line(name, dataset, [item for item in scored if item[0].dataset == dataset], goals)


def area(scored: Sequence[Scored]) -> float | None:
    """Return the share of pairs of an unsupported and a supported summary that the score orders rightly."""
    sound = sorted(score for case, score in scored if not case.faulty)
    faulty = [score for case, score in scored if case.faulty]
    if not sound or not faulty:
        return None
    below = sum(bisect_left(sound, score) + bisect_right(sound, score) for score in faulty)
    return below / 2 / len(sound) / len(faulty)


def balanced_accuracy(scored: Sequence[Scored], threshold: float) -> float:
    """Return the mean of the shares of both labels that a threshold puts on the right side."""
    return _balanced([(case.faulty, score >= threshold) for case, score in scored])


def by_folds(scored: Sequence[Scored]) -> float:
    """Return the balanced accuracy where each fold of articles is judged by the best threshold of the others."""
    judged = []
    for fold in range(_FOLDS):
        others = [item for item in scored if _fold(item[0]) != fold]
        threshold = _best_threshold(others)
        judged += [(case.faulty, score >= threshold) for case, score in scored if _fold(case) == fold]
    return _balanced(judged)


def _balanced(judged: Sequence[tuple[bool, bool]]) -> float:
    shares = []
    for label in (True, False):
        stopped = [is_stopped == label for is_faulty, is_stopped in judged if is_faulty == label]
        shares.append(sum(stopped) / len(stopped) if stopped else 0.0)
    return sum(shares) / len(shares)


def _fold(case: Case) -> int:
    return crc32(case.source.encode()) % _FOLDS


def _best_threshold(scored: Sequence[Scored]) -> float:
    candidates = sorted({score for _, score in scored})
    return max(candidates, key=lambda threshold: balanced_accuracy(scored, threshold), default=0.0)


def _line(
    name: str, dataset: str, scored: list[Scored], goals: tuple[float | None, float | None]
) -> Iterator[str]:
    whole = area(scored)
    if whole is None:
        return
    bad = sum(case.faulty for case, _ in scored)
    aims = [f"{goal:.2f}" if goal is not None else "" for goal in goals]
    cells = f"{len(scored):5}{bad:5}{by_folds(scored):7.3f}{aims[0]:>6}{whole:7.3f}{aims[1]:>6}"
    yield f"{name:18}{dataset:16}{cells}  {_by_writer(scored)}".rstrip()


def _by_writer(scored: list[Scored]) -> str:
    """Return the area within each writer's summaries, where it has enough of both labels."""
    writers: dict[str, list[Scored]] = defaultdict(list)
    for item in scored:
        writers[item[0].writer].append(item)
    parts = []
    for writer, own in sorted(writers.items()):
        bad = sum(case.faulty for case, _ in own)
        if writer and min(bad, len(own) - bad) >= _FEWEST:
            parts.append(f"{writer} {area(own):.2f}")
    return ", ".join(parts)


def _scores() -> dict[str, Score]:
    """Return what is measured, by name; the findings counted are what a trained ranker has to beat."""
    return {"findings counted": _counted}


def _counted(case: Case, sets: Sets) -> float:
    """Return a score of the findings alone: an error weighs as much as three warnings."""
    [checked] = run([case], sets)
    return sum({"error": 3.0, "warning": 1.0, "note": 0.0}[item.severity] for item in checked.findings)
