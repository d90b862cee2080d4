"""The order in which an editor should look at statements, from a small trained model that is shipped as data.

It orders and never approves: no finding, severity or status depends on it. The model is a forest of decision trees
over `features` and a weight for every finding, which only ever raises a score; `benchmarks/train_ranker.py` makes the
file anew and says what it reaches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Any

from briefkit.checks.claims import Claim
from briefkit.checks.features import FEATURES, FEATURES_VERSION, features_of
from briefkit.schema import Checked, Finding

__all__ = ["COUNTED", "Ranker", "Tree", "attention", "bag_of", "combined", "load_ranker"]

_FILE = "ranker.json"
_WORST = {"low": min, "high": max}
_FINDINGS = tuple(name for name in FEATURES if name.endswith(("_error", "_warning")))
COUNTED = (*_FINDINGS, "any")
"""What findings are weighed by: how many of each sort over all statements, up to three, and whether there is any."""
_MOST_COUNTED = 3000
_ERROR = 3
"""How much more an error counts than a warning where all findings are one figure."""
_CERTAIN = 0.01
"""How near to 0 or 1 the forest may come before the findings are added."""
_LOWER_CASE = list(FEATURES).index("lower_case")


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree, its nodes in the order in which they are first met, left before right."""

    features: list[int]
    """The place in the bag that a node asks for; -1 in a leaf."""
    cuts: list[int]
    """The largest value that goes left; in a leaf its score in thousandths."""
    rights: list[int]
    """The node that a larger value goes to."""

    @classmethod
    def of(cls, flat: Sequence[int]) -> Tree:
        """Return the tree of a list of numbers.

        A node is its feature and cut with its two branches after it, a leaf `-1 - score`.
        """
        tree = cls([], [], [])
        waiting: list[int] = []
        place = 0
        while place < len(flat):
            node, first = len(tree.features), flat[place]
            is_leaf = first < 0
            tree.features.append(-1 if is_leaf else first)
            tree.cuts.append(-1 - first if is_leaf else flat[place + 1])
            tree.rights.append(0)
            place += 1 if is_leaf else 2
            if not is_leaf:
                waiting.append(node)
            elif waiting:
                tree.rights[waiting.pop()] = node + 1
        return tree

    def score(self, bag: Sequence[int]) -> int:
        """Return the score of a bag in thousandths."""
        node = 0
        while self.features[node] >= 0:
            node = node + 1 if bag[self.features[node]] <= self.cuts[node] else self.rights[node]
        return self.cuts[node]


@dataclass(frozen=True)
class Ranker:
    """A trained model. `about` says what it was trained on, under which licences, and where its thresholds lie.

    `base` and `weights`: what no finding at all, and one finding of each of `COUNTED`, add to the log odds.
    """

    trees: list[Tree]
    about: dict[str, Any]
    sha256: str
    base: float = 0.0
    weights: tuple[float, ...] = (0.0,) * len(COUNTED)

    @classmethod
    def of(cls, text: str) -> Ranker:
        """Return the model of a file's text; ValueError where it was trained on other features."""
        model = json.loads(text)
        if (model["features_version"], model["features"]) != (FEATURES_VERSION, list(FEATURES)):
            raise ValueError(
                f"the ranker was trained on features {model['features_version']}: train it again"
            )
        trees = [Tree.of(flat) for flat in model["trees"]]
        weights = tuple(model["weights"][name] for name in COUNTED)
        return cls(trees, model["about"], hashlib.sha256(text.encode()).hexdigest(), model["base"], weights)

    def score(self, rows: Sequence[Sequence[int]]) -> float:
        """Return how likely it is that something is wrong with one or more statements together, 0 to 1.

        The score is for ordering; at what height a fault is as likely as not differs from kind to kind of text.
        """
        return self.score_of(bag_of(rows))

    def score_of(self, bag: Sequence[int]) -> float:
        """Return the score of what `bag_of` made."""
        grown = sum(tree.score(bag) for tree in self.trees) / (1000 * len(self.trees))
        return combined(grown, bag, self.base, self.weights)


def combined(grown: float, bag: Sequence[int], base: float, weights: Sequence[float]) -> float:
    """Return the score of the forest with the findings added.

    Not where a text has no capitals: names are not checked in it, so that the findings say too little.
    """
    if not any(weights) or bag[_LOWER_CASE] > 500:
        return grown
    share = min(max(grown, _CERTAIN), 1 - _CERTAIN)
    counts = zip(weights, bag[-len(COUNTED) :], strict=True)
    odds = log(share / (1 - share)) + base + sum(weight * count / 1000 for weight, count in counts)
    return 1 / (1 + exp(-odds))


def bag_of(rows: Sequence[Sequence[int]]) -> list[int]:
    """Return the mean and the worst of each feature over the statements, then all findings, and each of `COUNTED`.

    The forest reads all but the last ones, which have weights of their own.
    """
    columns = dict(zip(FEATURES, zip(*rows, strict=True), strict=True))
    means = [round(sum(column) / len(column)) for column in columns.values()]
    worst = [_WORST[end](columns[name]) for name, end in FEATURES.items()]
    sums = {name: sum(columns[name]) for name in _FINDINGS}
    whole = sum(count * (_ERROR if name.endswith("_error") else 1) for name, count in sums.items())
    counts = [min(count, _MOST_COUNTED) for count in sums.values()]
    return [*means, *worst, whole, *counts, min(sum(counts), 1000)]


@cache
def load_ranker() -> Ranker:
    """Return the model that is shipped with this version."""
    return Ranker.of((files("briefkit.checks") / _FILE).read_text(encoding="utf-8"))


def attention(claim: Claim, noticed: Sequence[Finding | Checked]) -> float | None:
    """Return how early an editor should look at a statement, 0 to 1; `noticed` is what the checks yielded for it.

    None where the ranker knows nothing: in other languages than English, and of lines that only infer.
    """
    if claim.facts.language != "en" or claim.statement.basis != "stated":
        return None
    return round(load_ranker().score([features_of(claim, noticed)]), 3)
