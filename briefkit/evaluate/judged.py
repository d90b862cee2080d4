"""What judges make of runs: wins, ties, losses against the first run, and how far each judge can be relied on. Pure.

A judge is first of all held against itself: the same pair in the other order, and once more in the same order.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from briefkit.evaluate.agreement import Agreement, agreement_of
from briefkit.evaluate.intervals import Interval, interval_of
from briefkit.evaluate.pairs import Pair
from briefkit.schema import OVERALL, RUBRIC, Judgement

__all__ = ["CRITERIA", "WEIGHTED", "Held", "Judged", "Standing", "judged"]

WEIGHTED = "weighted"
"""The name of the sum of the criteria by their weights, which code makes of a judgement."""
CRITERIA = (OVERALL, WEIGHTED, *RUBRIC)
RELIABLE = 0.6
"""The kappa that the rubric's protocol asks of two reviewers (newsroom research 1.4)."""
_SIGNIFICANT = 0.05
_MANY = 1000
"""Decided articles from which the sign test is taken from the normal curve."""
_FEW = 20
"""Pairs below which agreement with itself may be luck: 19 alike of 19 leave room down to 0.82 (exact 95 % interval)."""

_Groups = Mapping[str, Mapping[str, str]]
_Both = tuple[Mapping[str, int], Mapping[str, int]]
"""What two readings say of one brief, by criterion."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How often a run's briefs are better than the first run's by one criterion."""

    run: str
    first: str
    by: str
    group: str
    """The kind, desk or language; empty for all."""
    criterion: str
    win: Interval
    """Shares of the articles; a win that is none in the other order is a tie."""
    tie: Interval
    loss: Interval
    net: Interval
    """Wins less losses."""
    chance: float
    """How probable so uneven a count is where wins and losses are equally likely: the sign test, ties left out."""

    @property
    def is_apart(self) -> bool:
        """Tell whether chance alone hardly made it; of fewer than six decided articles never."""
        return self.chance < _SIGNIFICANT


@dataclass(frozen=True, kw_only=True)
class Held:
    """A judge held against itself or another."""

    against: str
    """`swapped`: the other order; `repeated`: once more in the same order; else another judge's name."""
    agreements: tuple[Agreement, ...]

    def by(self, criterion: str) -> Agreement | None:
        """Return the agreement by one criterion."""
        return next((each for each in self.agreements if each.criterion == criterion), None)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What one judge makes of the runs."""

    judge: str
    """A model as asked for, or `person:NAME`."""
    rubric: str
    """Hash of what it went by."""
    pairs: int
    """Pairs that it judged."""
    same: int
    """Pairs that read alike, which count as ties and which nobody was asked about."""
    unusable: int
    """Readings of which no usable answer came."""
    standings: tuple[Standing, ...]
    held: tuple[Held, ...]
    first_shown: Interval | None
    """Share of its choices overall, ties left out, that fell on the brief shown first; a mean over articles."""
    cautions: tuple[str, ...]
    """What to know before its numbers are believed."""

    def standing(
        self, run: str, criterion: str = OVERALL, *, by: str = "all", group: str = ""
    ) -> Standing | None:
        """Return how a run stands by one criterion, None where it has no judged pair."""
        wanted = (run, by, group, criterion)
        found = (each for each in self.standings if (each.run, each.by, each.group, each.criterion) == wanted)
        return next(found, None)

    def held_against(self, other: str) -> Held | None:
        """Return how far the judge agrees with itself (`swapped`, `repeated`), or with another by name."""
        return next((each for each in self.held if each.against == other), None)


def judged(
    pairs: Sequence[Pair],
    judgements: Iterable[Judgement],
    groups: _Groups,
    models: Mapping[str, str],
) -> list[Judged]:
    """Return what each judge makes of pairs; judgements of others are left out.

    `groups` are those that an article is in, by its hash, `models` what made each run.
    """
    known = {pair.key for pair in pairs}
    by_judge: dict[tuple[str, str], list[Judgement]] = {}
    for each in judgements:
        if each.pair in known:
            by_judge.setdefault((each.judge, each.rubric), []).append(each)
    dockets = [_Docket(judge, rubric, pairs, said) for (judge, rubric), said in sorted(by_judge.items())]
    others: dict[int, list[Held]] = {number: [] for number in range(len(dockets))}
    for one, other in combinations(range(len(dockets)), 2):
        others[one].append(dockets[one].held_against(dockets[other]))
        others[other].append(dockets[other].held_against(dockets[one]))
    return [
        docket.judged([each for each in others[number] if each.agreements], groups, models)
        for number, docket in enumerate(dockets)
    ]


def _scores(judgement: Judgement, of: str) -> dict[str, int]:
    """Return what a reading says of a brief by every criterion: 1 better, 0 tie, -1 worse."""
    found = {name: judgement.score(name, of) for name in (*RUBRIC, OVERALL) if name in judgement.preferences}
    if not found.keys() >= RUBRIC.keys():  # a person may leave criteria out
        return found
    total = sum(criterion.weight * found[name] for name, criterion in RUBRIC.items())
    return {**found, WEIGHTED: (total > 0) - (total < 0)}


class _Docket:
    """The judgements of one judge, found by what was shown."""

    def __init__(
        self, judge: str, rubric: str, pairs: Sequence[Pair], judgements: Sequence[Judgement]
    ) -> None:
        self.judge = judge
        self.rubric = rubric
        self.pairs = pairs
        self.unusable = sum(not each.preferences for each in judgements)
        self._usable = [each for each in judgements if each.preferences]
        self._readings = {(each.first, each.second, each.reading): each for each in self._usable}

    def judged(self, others: list[Held], groups: _Groups, models: Mapping[str, str]) -> Judged:
        held = [
            Held(against=against, agreements=tuple(_agreements(found)))
            for against, found in (("swapped", self._swapped()), ("repeated", self._repeated()))
        ]
        first_shown = self._first_shown()
        return Judged(
            judge=self.judge,
            rubric=self.rubric,
            pairs=sum(self.verdict(pair) is not None and not pair.is_same for pair in self.pairs),
            same=sum(pair.is_same for pair in self.pairs),
            unusable=self.unusable,
            standings=tuple(self._standings(groups)),
            held=(*(each for each in held if each.agreements), *others),
            first_shown=first_shown,
            cautions=(*_cautions(self.judge, held, first_shown, models), *self._halo()),
        )

    def verdict(self, pair: Pair) -> dict[str, int] | None:
        """Return what the judge makes of the run's brief: what both orders say, where it saw both, else a tie."""
        if pair.is_same:
            return dict.fromkeys(CRITERIA, 0)
        scores = [_scores(each, pair.ours.sha256) for each in self._in_both_orders(pair) if each is not None]
        if not scores:
            return None
        one, other = scores[0], scores[-1]
        return {name: score if other.get(name) == score else 0 for name, score in one.items()}

    def held_against(self, other: _Docket) -> Held:
        """Hold the judge against another, on the pairs that both have judged."""
        found: dict[str, list[_Both]] = {}
        for pair in self.pairs:
            if pair.is_same:
                continue
            ours, theirs = self.verdict(pair), other.verdict(pair)
            if ours is not None and theirs is not None:
                found.setdefault(pair.of_run.article.sha256, []).append((ours, theirs))
        name = other.judge if other.judge != self.judge else f"{other.judge}, rubric {other.rubric[:8]}"
        return Held(against=name, agreements=tuple(_agreements(list(found.values()))))

    def _in_both_orders(self, pair: Pair) -> tuple[Judgement | None, Judgement | None]:
        one, other = pair.key
        return self._readings.get((one, other, 1)), self._readings.get((other, one, 1))

    def _swapped(self) -> list[list[_Both]]:
        """Return what both orders say of the same brief, by article; the first shown first is one of the two."""
        return self._paired(lambda each: self._readings.get((each.second, each.first, 1)), one_way=True)

    def _repeated(self) -> list[list[_Both]]:
        return self._paired(lambda each: self._readings.get((each.first, each.second, 2)), one_way=False)

    def _paired(
        self, partner: Callable[[Judgement], Judgement | None], *, one_way: bool
    ) -> list[list[_Both]]:
        found: dict[str, list[_Both]] = {}
        for each in self._usable:
            other = partner(each)
            if each.reading != 1 or other is None or (one_way and each.first != each.pair[0]):
                continue
            of = each.pair[0]
            found.setdefault(each.article_sha256, []).append((_scores(each, of), _scores(other, of)))
        return list(found.values())

    def _first_shown(self) -> Interval | None:
        """Return how often what stands first is chosen, over both orders where it saw both."""
        chosen: dict[str, list[float]] = {}
        for each in self._usable:
            score = each.score(OVERALL, each.first)
            if each.reading == 1 and score:
                chosen.setdefault(each.article_sha256, []).append((score + 1) / 2)
        return interval_of([statistics.fmean(of_article) for of_article in chosen.values()])

    def _halo(self) -> Iterator[str]:
        """Yield a caution where most readings make one choice by all criteria, as if there were only one."""
        whole = [each for each in self._usable if each.preferences.keys() >= RUBRIC.keys()]
        alike = sum(len({each.better for each in said.preferences.values()}) == 1 for said in whole)
        if 2 * alike > len(whole):
            yield (
                f"In {alike} of {len(whole)} readings it makes one choice by all criteria, which tell nothing then."
            )

    def _standings(self, groups: _Groups) -> Iterator[Standing]:
        verdicts = [(pair, self.verdict(pair)) for pair in self.pairs]
        inside: dict[tuple[str, str, str, str], list[dict[str, int]]] = {}
        for pair, verdict in verdicts:
            for by, group in groups[pair.of_run.article.sha256].items() if verdict else ():
                inside.setdefault((pair.run, pair.first, by, group), []).append(verdict or {})
        for (run, first, by, group), found in inside.items():
            for criterion in CRITERIA:
                scores = [each[criterion] for each in found if criterion in each]
                if scores:
                    shares = {
                        name: interval_of([float(score == of) for score in scores])
                        for name, of in (("win", 1), ("tie", 0), ("loss", -1))
                    }
                    yield Standing(
                        chance=_sign_test(scores.count(1), scores.count(-1)),
                        run=run,
                        first=first,
                        by=by,
                        group=group,
                        criterion=criterion,
                        net=_known(interval_of([float(score) for score in scores])),
                        **{name: _known(share) for name, share in shares.items()},
                    )


def _sign_test(wins: int, losses: int) -> float:
    """Return the two-sided probability of a split at least so uneven between equals."""
    decided, fewer = wins + losses, min(wins, losses)
    if decided >= _MANY:
        return math.erfc((abs(wins - losses) - 1) / math.sqrt(2 * decided))
    return min(1.0, 2 * sum(math.comb(decided, count) for count in range(fewer + 1)) / (1 << decided))


def _known(interval: Interval | None) -> Interval:
    assert interval is not None
    return interval


def _agreements(
    found: Sequence[Sequence[_Both]],
) -> Iterator[Agreement]:
    for criterion in CRITERIA:
        groups = [
            [
                (one[criterion], other[criterion])
                for one, other in group
                if criterion in one and criterion in other
            ]
            for group in found
        ]
        if (agreement := agreement_of(criterion, [group for group in groups if group])) is not None:
            yield agreement


def _cautions(
    judge: str, held: Sequence[Held], first_shown: Interval | None, models: Mapping[str, str]
) -> Iterator[str]:
    swapped = next((each.by(OVERALL) for each in held if each.against == "swapped"), None)
    own = [run for run, model in models.items() if model == judge]
    if own:
        yield f"It judges briefs of its own ({', '.join(own)}): models tend to prefer what they wrote themselves."
    if swapped is None and not judge.startswith("person:"):
        yield "Nobody knows whether it agrees with itself: no pair was judged in both orders."
    if swapped is not None and (swapped.kappa is None or swapped.kappa.value < RELIABLE):
        yield _unreliable(swapped)
    elif swapped is not None and swapped.same.n < _FEW:
        yield f"Only {swapped.same.n} pairs were judged in both orders: too few to rely on its agreement with itself."
    if first_shown is not None and not first_shown.low <= 0.5 <= first_shown.high:
        where = "first" if first_shown.value > 0.5 else "second"
        share = first_shown.value if where == "first" else 1 - first_shown.value
        yield f"It prefers what is shown {where}: {share:.0%} of its choices on {first_shown.n} articles."


def _unreliable(swapped: Agreement) -> str:
    same = round(swapped.same.value * swapped.same.n)
    told = f"With the order swapped it says the same of {same} of {swapped.same.n} pairs"
    if swapped.kappa is None:
        return f"{told}; kappa is not defined, because {swapped.why_not}."
    return (
        f"{told}, kappa {swapped.kappa.value:.2f}; two reviewers are asked for {RELIABLE}. "
        "Its choices are not to be relied on."
    )
