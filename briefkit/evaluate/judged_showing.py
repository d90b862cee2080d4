"""What a judge makes of runs, in words and cells: what to know of the judge stands before its numbers. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefkit.evaluate.agreement import Agreement
from briefkit.evaluate.intervals import Interval
from briefkit.evaluate.judged import CRITERIA, WEIGHTED, Held, Judged, Standing
from briefkit.schema import OVERALL, RUBRIC

__all__ = ["JUDGED_LEGEND", "judged_parts"]

JUDGED_LEGEND = (
    "Of judges: shares of the articles. Where a judge saw both orders, what is better in one of them only is a tie. "
    "* chance alone hardly makes wins and losses so uneven (sign test)."
)

_Grid = list[list[str]]
_TITLES = {OVERALL: "overall", WEIGHTED: "sum by weight"} | {
    name: criterion.title for name, criterion in RUBRIC.items()
}
_AGAINST = {"swapped": "itself, order swapped", "repeated": "itself, asked again"}


def judged_parts(judged: Judged, by: str, draw: Callable[[_Grid], str]) -> Iterator[str]:
    """Yield the paragraphs and tables of one judge."""
    yield _head(judged)
    for run, first in dict.fromkeys((each.run, each.first) for each in judged.standings):
        yield f"{run} against {first}, by {judged.judge}"
        yield draw(_standings(judged, run))
        groups = sorted({each.group for each in judged.standings if each.by == by and by != "all"})
        if groups:
            yield draw(_groups(judged, run, by, groups))
    if judged.held:
        yield f"How far {judged.judge} agrees, overall"
        yield draw(_held(judged.held))
    for held in judged.held:
        if held.against not in _AGAINST and judged.judge < held.against:  # each two judges once
            yield f"{judged.judge} and {held.against}, by criterion"
            yield draw(_criteria(held))


def _head(judged: Judged) -> str:
    unusable = f", {judged.unusable:,} without a usable answer" if judged.unusable else ""
    same = f", {judged.same:,} alike without being asked" if judged.same else ""
    pairs = "1 pair" if judged.pairs == 1 else f"{judged.pairs:,} pairs"
    head = f"Judged by {judged.judge}, rubric {judged.rubric[:8]}: {pairs}{same}{unusable}."
    return "\n".join([head, *(f"- {caution}" for caution in judged.cautions)])


def _standings(judged: Judged, run: str) -> _Grid:
    grid = [["criterion", "weight", "wins", "ties", "losses"]]
    for name in CRITERIA:
        standing = judged.standing(run, name)
        if standing is not None:
            weight = str(RUBRIC[name].weight) if name in RUBRIC else ""
            grid.append([_TITLES[name], weight, *_shares(standing)])
    return grid


def _groups(judged: Judged, run: str, by: str, groups: list[str]) -> _Grid:
    found = [(group, judged.standing(run, by=by, group=group)) for group in groups]
    rows = [[group, f"{each.net.n:,}", *_shares(each)] for group, each in found if each is not None]
    return [[by, "articles", "wins", "ties", "losses"], *rows]


def _shares(standing: Standing) -> list[str]:
    mark = " *" if standing.is_apart else ""
    return [f"{_share(standing.win)}{mark}", _share(standing.tie), _share(standing.loss)]


def _held(held: tuple[Held, ...]) -> _Grid:
    found = [(each.against, each.by(OVERALL)) for each in held]
    rows = [
        [_AGAINST.get(against, against), *_agreement(agreement)] for against, agreement in found if agreement
    ]
    return [["with", "pairs", "same choice", "kappa"], *rows]


def _criteria(held: Held) -> _Grid:
    rows = [[_TITLES[each.criterion], *_agreement(each)] for each in held.agreements]
    return [["criterion", "pairs", "same choice", "kappa"], *rows]


def _agreement(agreement: Agreement) -> list[str]:
    found = agreement.kappa
    kappa = f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]" if found else "not defined"
    return [f"{agreement.same.n:,}", _share(agreement.same), kappa]


def _share(interval: Interval) -> str:
    return f"{interval.value:.0%} [{interval.low:.0%}, {interval.high:.0%}]"
