"""Train the ranker, print what it reaches, and write the file that is shipped.

    python -m benchmarks.train_ranker             measure by folds of articles, then write briefkit/checks/ranker.json
    python -m benchmarks.train_ranker --check     train, and compare with the file that is shipped
    python -m benchmarks.train_ranker --on FOLDER measure the shipped file on the sets of another folder

Needs scikit-learn. The sets are the folder in BRIEFKIT_CHECKING, else `../shared/checking` beside the repository. No
article is both trained on and measured, in whatever set it is, copies of it included; thresholds are set on the
articles that are trained on. Who wrote a text is never a feature: it is used to report how well the ranker orders the
texts of one writer.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import sklearn
from scipy.optimize import minimize
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.checks.data import Case, Sets
from briefkit.checks import Claim, find_evidence, notice, summary_of
from briefkit.checks.features import FEATURES, FEATURES_VERSION, features_of
from briefkit.checks.ranking import COUNTED, Ranker, bag_of, combined
from briefkit.schema import Statement

FILE = Path(__file__).parents[1] / "briefkit" / "checks" / "ranker.json"
LICENCES = {
    "RAGTruth (news)": "MIT",
    "SummEdits (news)": "Apache-2.0",
    "FRANK (CNN/DM)": "MIT",
    "DeFacto": "MIT",
    "FIB": "CC BY 4.0, r-three",
    "faults planted by program in RAGTruth sentences": "MIT",
}
MEASURED = ("ragtruth_news", "summedits_news", "frank_cnndm", "defacto", "ragtruth_news_sent")
KINDS = ("summedits", "cnndm", "defacto|xsum")
"""Kinds of text that a model may be told of, only to measure what knowing them would add."""
SENTENCES = {"ragtruth_news_sent": "sentence", "planted_dev": "sentence", "planted_heldout": "sentence"}
"""Sets of single sentences; they count as one set, since the faults are planted in sentences of the other."""
HEAVIER = {"ragtruth_news": 3.0, "ragtruth_news_sent": 3.0}
"""What real sentences of language models count more than the others."""
FOLDS = 10
ROUNDS = 3
"""How often articles are dealt into folds; the figures are means, since one deal moves them by .01 to .02."""
TREES = 80
SMALLEST_LEAF = 22
"""Rows in a leaf at least: the file stays below 300 kB."""
STRENGTH = 1.0
"""What the weights of the findings count beside the forest, which knows most of them too; set by folds of articles."""
SMALL = 0.002
"""How strongly large weights are held down."""
_COPY = 12
_SHARED = 5
"""Runs of so many words that two articles share, from which one counts as a copy of the other."""


@dataclass(frozen=True)
class Row:
    """A labelled text with its features; `group` is its article or what that is a copy of."""

    id: str
    dataset: str
    faulty: bool
    group: str
    writer: str
    bag: list[int]


def main() -> int:
    """Do what is asked for; the exit code says whether the shipped file is what training makes."""
    options = _parser().parse_args()
    sets = Sets(
        Path(os.environ.get("BRIEFKIT_CHECKING") or Path(__file__).parents[2] / "shared" / "checking")
    )
    if not (sets.folder / "sources.jsonl").is_file():
        print("no sets: set BRIEFKIT_CHECKING to the folder that holds sources.jsonl.", file=sys.stderr)
        return 2
    if options.on:
        _print_on(list(rows_of(Sets(options.on))))
        return 0
    start = time.perf_counter()
    rows = sorted(rows_of(sets), key=lambda row: row.id)
    print(f"{len(rows)} texts, {len(FEATURES)} features, read in {time.perf_counter() - start:.0f} s")
    if options.check:
        return _check(rows)
    thresholds = _print_folds(rows)
    text = file_of(_model(rows, [row.bag for row in rows]), thresholds)
    FILE.write_text(text, encoding="utf-8")
    print(f"{FILE.name}: {len(text.encode()) / 1000:.0f} kB, {Ranker.of(text).sha256[:12]}")
    print(f"done in {time.perf_counter() - start:.0f} s")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Train the ranker.")
    parser.add_argument("--check", action="store_true", help="compare with the file that is shipped")
    parser.add_argument("--on", type=Path, metavar="FOLDER", help="measure the file on other sets")
    return parser


def rows_of(sets: Sets) -> Iterator[Row]:
    """Yield every labelled text of a folder."""
    groups = _groups({source: article.text for source, article in sets.articles.items()})
    cases = [*sets.sentences, *sets.planted, *sets.responses]
    for case in sorted(cases, key=lambda case: (case.source, case.id)):  # an article's facts are found once
        yield _row(case, sets, groups[case.source])


def _row(case: Case, sets: Sets, group: str) -> Row:
    facts = sets.facts(case.source)
    is_sentence = case.dataset in SENTENCES
    lines = [case.text] if is_sentence else [line.text for line in summary_of(case.text).lines]
    figures = []
    for line in lines or [case.text]:
        claim = Claim("line", Statement(text=line, evidence=find_evidence(line, facts)), facts, found=True)
        figures.append(features_of(claim, list(notice(claim))))
    return Row(case.id, case.dataset, case.faulty, group, case.writer, bag_of(figures))


def _groups(texts: dict[str, str]) -> dict[str, str]:
    """Return for each article the first of those that share whole passages with it."""
    first: dict[str, str] = {}
    shared: Counter[tuple[str, str]] = Counter()
    for source in sorted(texts):
        words = re.findall(r"\w+", texts[source].casefold())
        for place in range(len(words) - _COPY + 1):
            passage = " ".join(words[place : place + _COPY])
            shared[first.setdefault(passage, source), source] += 1
    group = {source: source for source in texts}
    for (one, other), count in sorted(shared.items()):
        if one != other and count >= _SHARED:
            kept, left = sorted((group[one], group[other]))
            group = {source: kept if now == left else now for source, now in group.items()}
    return group


@dataclass(frozen=True)
class Model:
    """A forest, and what each finding adds to it."""

    forest: ExtraTreesClassifier
    base: float
    weights: tuple[float, ...]

    def scores(self, bags: Sequence[Sequence[int]]) -> list[float]:
        """Return the score of each bag."""
        grown = self.forest.predict_proba(_read(bags))[:, 1]
        return [combined(share, bag, self.base, self.weights) for share, bag in zip(grown, bags, strict=True)]


def _read(bags: Sequence[Sequence[int]]) -> numpy.ndarray:
    """Return what the forest reads of bags."""
    return numpy.array(bags)[:, : -len(COUNTED)]


def _model(rows: Sequence[Row], bags: Sequence[Sequence[int]]) -> Model:
    classes = [(SENTENCES.get(row.dataset, row.dataset), row.faulty) for row in rows]
    counts = Counter(classes)
    each = numpy.array(
        [HEAVIER.get(row.dataset, 1.0) / counts[its] for row, its in zip(rows, classes, strict=True)]
    )
    faulty = numpy.array([row.faulty for row in rows])
    forest = ExtraTreesClassifier(
        TREES, min_samples_leaf=SMALLEST_LEAF, max_features=20, random_state=20261125
    )
    base, weights = _weights(numpy.array(bags)[:, -len(COUNTED) :] / 1000, faulty, each / each.sum())
    return Model(forest.fit(_read(bags), faulty, each / each.mean()), base, weights)


def _weights(
    counts: numpy.ndarray, faulty: numpy.ndarray, each: numpy.ndarray
) -> tuple[float, tuple[float, ...]]:
    """Return what no finding and each finding add to the log odds: a regression in which no finding may calm."""
    sides = faulty * 2 - 1

    def loss(fitted: numpy.ndarray) -> tuple[float, numpy.ndarray]:
        margins = sides * (fitted[0] + counts @ fitted[1:])
        slopes = -sides * each / (1 + numpy.exp(margins))
        held = SMALL * (fitted[1:] ** 2).sum()
        gradient = numpy.concatenate([[slopes.sum()], counts.T @ slopes + 2 * SMALL * fitted[1:]])
        return float((each * numpy.logaddexp(0, -margins)).sum() + held), gradient

    free: list[tuple[float | None, None]] = [(None, None), *[(0.0, None)] * len(COUNTED)]
    fitted = minimize(loss, numpy.zeros(len(free)), jac=True, bounds=free, method="L-BFGS-B").x * STRENGTH
    return round(float(fitted[0]), 2), tuple(round(float(value), 2) for value in fitted[1:])


def _deal(rows: Sequence[Row], seed: int) -> dict[str, int]:
    groups = sorted({row.group for row in rows})
    numpy.random.default_rng(seed).shuffle(groups)
    return {group: place % FOLDS for place, group in enumerate(groups)}


def _scores(rows: Sequence[Row], bags: Sequence[Sequence[int]], folds: dict[str, int]) -> list[float]:
    """Return the score of each row by a model that has seen nothing of its article."""
    scores = numpy.zeros(len(rows))
    for fold in range(FOLDS):
        seen = [place for place, row in enumerate(rows) if folds[row.group] != fold]
        left = [
            place for place, row in enumerate(rows) if folds[row.group] == fold and row.dataset in MEASURED
        ]
        model = _model([rows[place] for place in seen], [bags[place] for place in seen])
        scores[left] = model.scores([bags[place] for place in left])
    return list(map(float, scores))


def threshold_of(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """Return the score at which a fault is as likely as not where both classes weigh the same."""
    logits = [[math.log(score / (1 - score))] for score in (min(max(s, 0.001), 0.999) for s in scores)]
    fitted = LogisticRegression(C=10, class_weight="balanced").fit(logits, labels)
    return float(1 / (1 + math.exp(fitted.intercept_[0] / fitted.coef_[0, 0])))


def _balanced(labels: Sequence[bool], flags: Sequence[bool]) -> float:
    caught = [flag for label, flag in zip(labels, flags, strict=True) if label]
    stopped = [flag for label, flag in zip(labels, flags, strict=True) if not label]
    return (sum(caught) / len(caught) + 1 - sum(stopped) / len(stopped)) / 2


def _by_folds(rows: Sequence[Row], scores: Sequence[float], folds: dict[str, int]) -> float:
    """Return the balanced accuracy with the threshold of each fold set on the others."""
    flags: dict[str, bool] = {}
    for fold in range(FOLDS):
        others = [
            (row.faulty, score) for row, score in zip(rows, scores, strict=True) if folds[row.group] != fold
        ]
        threshold = threshold_of(*zip(*others, strict=True))
        flags |= {
            row.id: score > threshold
            for row, score in zip(rows, scores, strict=True)
            if folds[row.group] == fold
        }
    return _balanced([row.faulty for row in rows], [flags[row.id] for row in rows])


def _told(row: Row) -> list[int]:
    """Return a bag with the kind of text among what the forest reads."""
    kinds = [1000 * bool(re.search(kind, row.dataset)) for kind in KINDS] * 6
    return [*row.bag[: -len(COUNTED)], *kinds, *row.bag[-len(COUNTED) :]]


def _print_folds(rows: Sequence[Row]) -> dict[str, float]:
    """Print the table and return the thresholds."""
    told = [_told(row) for row in rows]
    ways: dict[str, Sequence[Sequence[int]]] = {"joint": [row.bag for row in rows], "kind told": told}
    found: dict[tuple[str, str], list[tuple[float, float, float]]] = defaultdict(list)
    writers: dict[str, list[float]] = defaultdict(list)
    thresholds: dict[str, list[float]] = defaultdict(list)
    for seed in range(ROUNDS):
        folds = _deal(rows, seed)
        for way, bags in ways.items():
            scores = dict(zip([row.id for row in rows], _scores(rows, bags, folds), strict=True))
            for dataset, some in _measured(rows):
                theirs = [scores[row.id] for row in some]
                labels = [row.faulty for row in some]
                of_writers = {name: _auc(part, scores) for name, part in _by_writer(some)}
                mean = sum(of_writers.values()) / len(of_writers) if of_writers else math.nan
                found[way, dataset].append((_by_folds(some, theirs, folds), _auc(some, scores), mean))
                if way == "joint":
                    thresholds[dataset].append(threshold_of(labels, theirs))
                    for name, value in of_writers.items():
                        writers[f"{dataset}: {name}"].append(value)
    _print_table(rows, found, writers)
    return {dataset: round(sum(values) / len(values), 3) for dataset, values in sorted(thresholds.items())}


def _measured(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    for dataset in MEASURED:
        some = [row for row in rows if row.dataset == dataset]
        if {row.faulty for row in some} == {True, False}:
            yield dataset, some


def _by_writer(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.dataset.startswith("ragtruth"):
            parts[row.writer].append(row)
    yield from sorted((name, part) for name, part in parts.items() if len({row.faulty for row in part}) == 2)


def _auc(rows: Sequence[Row], scores: dict[str, float]) -> float:
    return float(roc_auc_score([row.faulty for row in rows], [scores[row.id] for row in rows]))


def _print_table(
    rows: Sequence[Row],
    found: dict[tuple[str, str], list[tuple[float, float, float]]],
    writers: dict[str, list[float]],
) -> None:
    print(f"\n{'by folds of articles':26}{'texts':>7}{'faulty':>8}{'BA':>7}{'AUC':>7}{'AUC in writers':>16}")
    sizes = {dataset: (len(some), sum(row.faulty for row in some)) for dataset, some in _measured(rows)}
    for (way, dataset), measured in found.items():
        accuracy, auc, within = numpy.mean(measured, axis=0)
        count, faulty = sizes[dataset]
        line = f"{dataset + (', kind told' if way != 'joint' else ''):36}"[:36]
        print(f"{line}{count:>7}{faulty:>8}{accuracy:>7.3f}{auc:>7.3f}{within:>10.3f}")
    for name, values in sorted(writers.items()):
        print(f"  AUC {name:45}{sum(values) / len(values):.2f}")


def _print_on(rows: Sequence[Row]) -> None:
    """Print what the shipped file reaches with its own thresholds."""
    ranker = Ranker.of(FILE.read_text(encoding="utf-8"))
    scores = {row.id: ranker.score_of(row.bag) for row in rows}
    for dataset, some in _measured(rows):
        threshold = ranker.about["thresholds"][dataset]
        flags = [scores[row.id] > threshold for row in some]
        within = [_auc(part, scores) for _, part in _by_writer(some)]
        print(
            f"{dataset:26}{len(some):>7}{sum(row.faulty for row in some):>8}"
            f"{_balanced([row.faulty for row in some], flags):>7.3f}{_auc(some, scores):>7.3f}"
            f"{sum(within) / len(within) if within else math.nan:>10.3f}"
        )


def file_of(model: Model, thresholds: dict[str, float]) -> str:
    """Return a model as the text of the file, a tree a line."""
    about = {
        "purpose": "orders an editor's attention; it never approves",
        "trained_on": LICENCES,
        "trained_with": f"scikit-learn {sklearn.__version__}, extremely randomised trees; a regression on findings",
        "thresholds": thresholds,
    }
    head = {
        "features_version": FEATURES_VERSION,
        "about": about,
        "features": list(FEATURES),
        "base": model.base,
        "weights": dict(zip(COUNTED, model.weights, strict=True)),
    }
    trees = ",\n".join(
        json.dumps(list(_flat(tree.tree_)), separators=(",", ":")) for tree in model.forest.estimators_
    )
    return f'{json.dumps(head)[:-1]}, "trees": [\n{trees}\n]}}\n'


def _flat(tree: sklearn.tree._tree.Tree) -> Iterator[int]:
    """Yield a tree as `ranking.Tree` reads it; whole features make whole cuts."""
    for node in range(tree.node_count):  # in the order in which they are first met, left before right
        if tree.children_left[node] < 0:
            sound, faulty = tree.value[node][0]
            yield -1 - round(1000 * faulty / (sound + faulty))
        else:
            yield int(tree.feature[node])
            yield math.floor(tree.threshold[node])


def _check(rows: Sequence[Row]) -> int:
    """Tell whether training makes the shipped trees; thresholds are measured, not trained."""
    shipped = FILE.read_text(encoding="utf-8")
    made = file_of(_model(rows, [row.bag for row in rows]), Ranker.of(shipped).about["thresholds"])
    print("the shipped file is what training makes" if made == shipped else "training makes another file")
    return int(made != shipped)


if __name__ == "__main__":
    sys.exit(main())
