"""From results to one table: runs by measures, with intervals, by kind, desk and language, and paired differences."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from briefkit.checks import Facts
from briefkit.evaluate.intervals import Interval, interval_of
from briefkit.evaluate.judged import Judged, judged
from briefkit.evaluate.measures import MEASURES
from briefkit.evaluate.observed import Observed
from briefkit.evaluate.pairs import pairs_of
from briefkit.evaluate.specificity import Others, Tests, Wordings
from briefkit.schema import Judgement, PromptRef, Result

__all__ = ["BY", "By", "Difference", "Evaluation", "Row", "Run", "evaluate", "name_of"]

By = Literal["all", "kind", "desk", "language"]
BY: tuple[By, ...] = ("all", "kind", "desk", "language")


@dataclass(frozen=True, kw_only=True)
class Run:
    """What made a column of the table."""

    name: str
    """As the table calls it."""
    model: str
    """The model that was asked for."""
    prompts: tuple[PromptRef, ...]
    """Every prompt and desk that was used, with its hash."""
    plans: tuple[str, ...]
    """How its briefs came about."""
    articles: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """A measure of a run, on all articles or on a group of them."""

    run: str
    by: By
    group: str
    """The kind, desk or language; empty for all."""
    measure: str
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How much more of a measure a run has than the first one, on the articles that both have."""

    run: str
    first: str
    measure: str
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The table of an evaluation."""

    runs: tuple[Run, ...]
    articles: int
    """Different articles in all runs."""
    digest: str
    """Hash over the articles: equal sets have equal digests."""
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    codes: Mapping[str, Mapping[str, int]]
    """How often each finding occurs, by run."""
    judged: tuple[Judged, ...] = ()
    """What judges make of the runs, where any judged them."""

    def row(self, run: str, measure: str, *, by: By = "all", group: str = "") -> Interval | None:
        """Return one cell of the table, None where the measure is not defined there."""
        wanted = (run, by, group, measure)
        found = (row.interval for row in self.rows if (row.run, row.by, row.group, row.measure) == wanted)
        return next(found, None)

    def difference(self, run: str, measure: str) -> Interval | None:
        """Return how much more of a measure a run has than the first, None where no article has both."""
        found = (each.interval for each in self.differences if (each.run, each.measure) == (run, measure))
        return next(found, None)

    def groups(self, by: By) -> list[str]:
        """Return the kinds, desks or languages that there are."""
        return sorted({row.group for row in self.rows if row.by == by})

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as flat records, the differences among them: `versus` names the first run."""
        flat = [
            {"run": row.run, "by": row.by, "group": row.group, "measure": row.measure, "versus": None}
            | dataclasses.asdict(row.interval)
            for row in self.rows
        ]
        return flat + [
            {"run": each.run, "by": "all", "group": "", "measure": each.measure, "versus": each.first}
            | dataclasses.asdict(each.interval)
            for each in self.differences
        ]

    def to_frame(self) -> Any:
        """Return the records as a data frame of pandas, which has to be installed."""
        from importlib import import_module

        return import_module("pandas").DataFrame(self.records())

    def to_json(self) -> str:
        """Return everything as JSON."""
        runs = [
            {**dataclasses.asdict(run), "prompts": [prompt.model_dump() for prompt in run.prompts]}
            for run in self.runs
        ]
        told: dict[str, Any] = {"articles": self.articles, "digest": self.digest, "runs": runs}
        told |= {"rows": self.records(), "codes": self.codes}
        if self.judged:
            told["judged"] = [dataclasses.asdict(each) for each in self.judged]
        return json.dumps(told, ensure_ascii=False, indent=2)

    def _repr_markdown_(self) -> str:
        from briefkit.evaluate.showing import show

        return show(self, "markdown")

    def __repr__(self) -> str:
        """Return one line: how many runs on how many articles."""
        return f"<Evaluation of {len(self.runs)} runs on {self.articles} articles>"


@dataclass(frozen=True)
class _Measured:
    """The measures of one result, and what groups it is in."""

    article: str
    groups: Mapping[By, str]
    values: Mapping[str, float]
    codes: Counter[str]


def evaluate(
    results: Iterable[Result] | Mapping[str, Iterable[Result]], *, judgements: Iterable[Judgement] = ()
) -> Evaluation:
    """Return the table of results: a mapping of runs by name, or results of runs that are told apart by what made them.

    The first run is what the others are compared with. Briefs are held against the checks of today, whatever was found
    in them when they were made; one article stands once in a run, and its first result counts. Of `judgements` those
    count that are of briefs as they are now.
    """
    named = cast("Mapping[str, Iterable[Result]]", results)
    given = named if isinstance(results, Mapping) else _by_maker(results)
    runs = {name: _one_each(of_run) for name, of_run in given.items()}
    facts = _facts_of(runs)
    others = Others(facts.values())
    measured = {name: list(_measured(of_run, facts, others)) for name, of_run in runs.items()}
    made = tuple(_run(name, of_run) for name, of_run in runs.items())
    groups: dict[str, dict[str, str]] = {}
    for each in (each for of_run in measured.values() for each in of_run):
        groups.setdefault(each.article, {str(by): group for by, group in each.groups.items()})
    return Evaluation(
        runs=made,
        articles=len(facts),
        digest=hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest(),
        rows=tuple(row for name, of_run in measured.items() for row in _rows(name, of_run)),
        differences=tuple(_differences(measured)),
        codes={name: _codes(of_run) for name, of_run in measured.items()},
        judged=tuple(_judged(runs, list(judgements), groups, {run.name: run.model for run in made})),
    )


def name_of(result: Result) -> str:
    """Return the name of the run that a result is of: its model, and its prompt with the hash."""
    made = result.provenance
    main = f" {made.prompts[0].name}@{made.prompts[0].sha256[:8]}" if made.prompts else ""
    return f"{made.model_asked or 'unknown'}{main}"


def _by_maker(results: Iterable[Result]) -> dict[str, list[Result]]:
    runs: dict[str, list[Result]] = {}
    for result in results:
        runs.setdefault(name_of(result), []).append(result)
    return runs


def _one_each(results: Iterable[Result]) -> list[Result]:
    """Return the first result of each article, in an order that is not that of the input: so tables are equal."""
    found: dict[str, Result] = {}
    for result in results:
        found.setdefault(result.article.sha256, result)
    return [found[sha256] for sha256 in sorted(found)]


def _facts_of(runs: Mapping[str, Sequence[Result]]) -> dict[str, Facts]:
    """Return the facts of every article, which all runs share."""
    articles = {each.article.sha256: each.article for results in runs.values() for each in results}
    return {sha256: Facts.of(article) for sha256, article in articles.items()}


def _measured(results: Sequence[Result], facts: Mapping[str, Facts], others: Others) -> Iterator[_Measured]:
    tests = Tests(others, Wordings([result.brief for result in results if result.brief]))
    for result in results:
        seen = Observed(result, facts[result.article.sha256], tests)
        found = {name: measure.of(seen) for name, measure in MEASURES.items()}
        yield _Measured(
            article=result.article.sha256,
            groups=_groups(seen),
            values={name: value for name, value in found.items() if value is not None},
            codes=seen.codes,
        )


def _groups(seen: Observed) -> dict[By, str]:
    tags = seen.brief.tags if seen.brief else None
    return {
        "all": "",
        "kind": seen.result.article.kind or (tags and tags.kind) or "unknown",
        "desk": tags.desk if tags else "unknown",
        "language": seen.facts.language or "unknown",
    }


def _judged(
    runs: Mapping[str, Sequence[Result]],
    judgements: Sequence[Judgement],
    groups: Mapping[str, Mapping[str, str]],
    models: Mapping[str, str],
) -> list[Judged]:
    """Return what judges make of the runs; briefs are made blind only where there is a judgement."""
    return judged(pairs_of(runs), judgements, groups, models) if judgements else []


def _run(name: str, results: Sequence[Result]) -> Run:
    made = [result.provenance for result in results]
    prompts = {prompt.name: prompt for each in made for prompt in each.prompts}
    return Run(
        name=name,
        model=next((each.model_asked for each in made), ""),
        prompts=tuple(prompts[key] for key in sorted(prompts)),
        plans=tuple(sorted({each.plan for each in made if each.plan})),
        articles=len(results),
    )


def _rows(name: str, measured: Sequence[_Measured]) -> Iterator[Row]:
    for by in BY:
        for group in sorted({each.groups[by] for each in measured}):
            inside = [each for each in measured if each.groups[by] == group]
            for measure in MEASURES:
                values = [each.values[measure] for each in inside if measure in each.values]
                if (interval := interval_of(values)) is not None:
                    yield Row(run=name, by=by, group=group, measure=measure, interval=interval)


def _differences(measured: Mapping[str, Sequence[_Measured]]) -> Iterator[Difference]:
    if not measured:
        return
    first, *others = measured
    before = {each.article: each.values for each in measured[first]}
    for name in others:
        for measure in MEASURES:
            pairs = [
                each.values[measure] - before[each.article][measure]
                for each in measured[name]
                if measure in each.values and measure in before.get(each.article, {})
            ]
            if (interval := interval_of(pairs)) is not None:
                yield Difference(run=name, first=first, measure=measure, interval=interval)


def _codes(measured: Sequence[_Measured]) -> dict[str, int]:
    return dict(sum((each.codes for each in measured), Counter[str]()).most_common())
