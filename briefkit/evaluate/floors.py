"""Floors under the measures of a set: what a run must not fall below, written as TOML. Reads and writes no file."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefkit.errors import InputError
from briefkit.evaluate.evaluation import Evaluation
from briefkit.evaluate.measures import MEASURES
from briefkit.schema.shapes import is_object

__all__ = ["Fall", "Floors", "below"]

_SHAPE = 'Floors are TOML: digest = "…", and under [floors] a number for each measure of docs/evaluation.md.'


@dataclass(frozen=True, kw_only=True)
class Fall:
    """A measure that lies on the wrong side of its floor."""

    measure: str
    floor: float
    value: float | None
    """None where the run does not have the measure at all."""

    def __str__(self) -> str:
        side = "above" if MEASURES[self.measure].better == "lower" else "below"
        if self.value is None:
            return f"{self.measure} has no value; its floor is {self.floor:g}"
        return f"{self.measure} is {self.value:.4g}, {side} its floor of {self.floor:g}"


@dataclass(frozen=True, kw_only=True)
class Floors:
    """The worst that each measure may be, on one set of articles."""

    digest: str
    """Hash over the articles that they hold for."""
    values: Mapping[str, float]
    """By measure; of a measure of which less is better, the most it may be."""

    @classmethod
    def parse(cls, text: str) -> Floors:
        """Return the floors that a file has.

        Raises:
            InputError: when it has another form, or a measure that there is not or that has no better side.

        """
        try:
            said = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"the floors cannot be read: {error}.", hint=_SHAPE) from None
        digest, values = said.get("digest"), said.get("floors")
        if not isinstance(digest, str) or not is_object(values):
            raise InputError("the floors have no digest, or no table [floors].", hint=_SHAPE)
        for name, value in values.items():
            if name not in MEASURES or MEASURES[name].better == "neither":
                raise InputError(
                    f"there is no floor under {name!r}: it is no measure, or has no better side."
                )
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise InputError(f"the floor of {name!r} is no number.", hint=_SHAPE)
        return cls(digest=digest, values=values)

    @classmethod
    def of(cls, evaluation: Evaluation) -> Floors:
        """Return the floors that the first run of an evaluation stands on: the worse end of each interval.

        What a run costs is left out: seconds and prices are not of the prompt alone.
        """
        values: dict[str, float] = {}
        for name, measure in MEASURES.items():
            cell = evaluation.row(evaluation.runs[0].name, name) if evaluation.runs else None
            if cell is not None and measure.group != "cost" and measure.better != "neither":
                values[name] = (
                    _rounded_down(cell.low) if measure.better == "higher" else _rounded_up(cell.high)
                )
        return cls(digest=evaluation.digest, values=values)

    def keeping(self, old: Floors) -> Floors:
        """Return these floors with those that somebody has put under what a run costs."""
        by_hand = {name: value for name, value in old.values.items() if MEASURES[name].group == "cost"}
        return Floors(digest=self.digest, values={**self.values, **by_hand})

    def to_toml(self) -> str:
        """Return the file."""
        lines = [f"{name} = {value:g}  # {_bound(name)}" for name, value in self.values.items()]
        return "\n".join(
            ["# Floors of `briefkit eval --floors`.", f'digest = "{self.digest}"', "", "[floors]", *lines, ""]
        )

    def lowered(self, new: Floors) -> list[str]:
        """Return the measures whose floor would be lower by new ones, or gone."""
        return [
            name
            for name, old in self.values.items()
            if name not in new.values or _is_worse(name, new.values[name], old)
        ]


def below(evaluation: Evaluation, floors: Floors) -> list[Fall]:
    """Return where the first run of an evaluation lies below the floors.

    Raises:
        InputError: when the floors are those of other articles.

    """
    if floors.digest != evaluation.digest:
        raise InputError(
            f"the floors are those of other articles: digest {floors.digest[:12]}, not {evaluation.digest[:12]}.",
            hint="Evaluate the set that they were written for, or write new ones with --write-floors.",
        )
    return list(_falls(evaluation, floors))


def _falls(evaluation: Evaluation, floors: Floors) -> Iterator[Fall]:
    for name, floor in floors.values.items():
        cell = evaluation.row(evaluation.runs[0].name, name) if evaluation.runs else None
        if cell is None or _is_worse(name, cell.value, floor):
            yield Fall(measure=name, floor=floor, value=cell.value if cell else None)


def _is_worse(name: str, value: float, floor: float) -> bool:
    return value > floor if MEASURES[name].better == "lower" else value < floor


def _bound(name: str) -> str:
    return "at most" if MEASURES[name].better == "lower" else "at least"


_STEPS = 1000
"""Floors are written with three decimals."""


def _rounded_down(value: float) -> float:
    return math.floor(value * _STEPS) / _STEPS


def _rounded_up(value: float) -> float:
    return math.ceil(value * _STEPS) / _STEPS
