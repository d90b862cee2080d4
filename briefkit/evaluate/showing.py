"""An evaluation as text, Markdown or JSON: measures down, runs across, each with its interval. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from briefkit.evaluate.evaluation import By, Evaluation
from briefkit.evaluate.floors import Floors
from briefkit.evaluate.intervals import Interval
from briefkit.evaluate.judged_showing import JUDGED_LEGEND, judged_parts
from briefkit.evaluate.measures import MEASURES

__all__ = ["show"]

_Grid = list[list[str]]
_MOST_CODES = 12
_WAYS = {"higher": "+", "lower": "-", "neither": ""}


def show(evaluation: Evaluation, form: str, *, by: By = "all", floors: Floors | None = None) -> str:
    """Return an evaluation as `text`, `markdown` or `json`.

    `by` adds a table for each kind, desk or language; `floors` stand beside the measures of all articles.
    """
    if form == "json":
        return f"{evaluation.to_json()}\n"
    draw = _FORMS[form]
    cells = _cells(evaluation)
    parts = [_head(evaluation), draw(_beside(cells, floors) if floors else cells)]
    if len(differences := _differences(evaluation)) > 1:
        parts += [f"Difference to {_letters(evaluation)[0]}, article by article", draw(differences)]
    for group in evaluation.groups(by) if by != "all" else ():
        parts += [f"{by.capitalize()}: {group}", draw(_cells(evaluation, by, group))]
    if codes := _codes(evaluation):
        parts += ["Findings a brief, the most frequent", draw(codes)]
    parts += [part for each in evaluation.judged for part in judged_parts(each, by, draw)]
    return "\n\n".join([*parts, *_legend(evaluation)]) + "\n"


def _head(evaluation: Evaluation) -> str:
    lines = [f"{evaluation.articles:,} articles, digest {evaluation.digest[:12]}."]
    for letter, run in zip(_letters(evaluation), evaluation.runs, strict=True):
        prompts = ", ".join(f"{prompt.name}@{prompt.sha256[:8]}" for prompt in run.prompts) or "none"
        plans = ", ".join(run.plans) or "unknown"
        name = run.name if letter == run.name else f"{letter}: {run.name}"
        lines.append(f"- {name} (plan {plans}; prompts {prompts}; {run.articles:,} articles)")
    return "\n".join(lines)


def _letters(evaluation: Evaluation) -> list[str]:
    """Return a short name for each run: its own where that is short and no other's, else a number."""
    names = [run.name for run in evaluation.runs]
    return [
        name if len(name) <= _SHORT and names.count(name) == 1 else f"run {number}"
        for number, name in enumerate(names, 1)
    ]


_SHORT = 18


def _cells(evaluation: Evaluation, by: By = "all", group: str = "") -> _Grid:
    """Return the table of one group: articles of each run, then a row a measure that any of them has."""
    counted = [evaluation.row(run.name, "briefed", by=by, group=group) for run in evaluation.runs]
    grid = [
        ["measure", "", *_letters(evaluation)],
        ["articles", "", *(f"{each.n:,}" if each else "0" for each in counted)],
    ]
    for name, measure in MEASURES.items():
        cells = [evaluation.row(run.name, name, by=by, group=group) for run in evaluation.runs]
        if any(cells):
            grid.append([measure.title, _WAYS[measure.better], *map(_cell, cells)])
    return grid


def _beside(grid: _Grid, floors: Floors) -> _Grid:
    """Return a table with the floor of each measure before the runs."""
    shown = {
        "measure": "floor",
        **{MEASURES[name].title: f"{value:g}" for name, value in floors.values.items()},
    }
    return [[*row[:2], shown.get(row[0], ""), *row[2:]] for row in grid]


def _differences(evaluation: Evaluation) -> _Grid:
    grid = [["measure", "", *_letters(evaluation)[1:]]]
    for name, measure in MEASURES.items():
        cells = [evaluation.difference(run.name, name) for run in evaluation.runs[1:]]
        if any(cells):
            grid.append([measure.title, _WAYS[measure.better], *map(_signed, cells)])
    return grid


def _codes(evaluation: Evaluation) -> _Grid:
    most: dict[str, float] = {}
    for run in evaluation.runs:
        for code, count in evaluation.codes[run.name].items():
            most[code] = max(most.get(code, 0.0), count / run.articles)
    frequent = sorted(most, key=lambda code: (-most[code], code))[:_MOST_CODES]
    rows = [
        [code, *(_number(evaluation.codes[run.name].get(code, 0) / run.articles) for run in evaluation.runs)]
        for code in frequent
    ]
    return [["code", *_letters(evaluation)], *rows] if rows else []


def _cell(interval: Interval | None) -> str:
    if interval is None:
        return "–"
    return f"{_number(interval.value)} [{_number(interval.low)}, {_number(interval.high)}]"


def _signed(interval: Interval | None) -> str:
    """Return a difference, with a mark where chance alone hardly made it."""
    if interval is None:
        return "–"
    mark = " *" if interval.is_apart else ""
    return (
        f"{_number(interval.value, '+')} [{_number(interval.low, '+')}, {_number(interval.high, '+')}]{mark}"
    )


def _number(value: float, sign: str = "") -> str:
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.01 or size == 0 else 4
    return f"{value:{sign},.{digits}f}"


def _legend(evaluation: Evaluation) -> Iterator[str]:
    yield (
        "Means over articles with 95 % intervals (bootstrap). + more is better, - less is better. "
        "What each measure is: docs/evaluation.md."
    )
    if evaluation.judged:
        yield JUDGED_LEGEND
    if len(evaluation.runs) > 1:
        yield (
            "Differences are those on the articles that both runs have; * the interval leaves out 0. "
            f"With {len(MEASURES)} measures, one or two of them do so by chance."
        )


def _as_text(grid: _Grid) -> str:
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in grid]
    return "\n".join(
        line.rstrip() for line in [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]
    )


def _as_markdown(grid: _Grid) -> str:
    rows: list[Sequence[str]] = [grid[0], ["---"] * len(grid[0]), *grid[1:]]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


_FORMS: dict[str, Callable[[_Grid], str]] = {"text": _as_text, "markdown": _as_markdown}
