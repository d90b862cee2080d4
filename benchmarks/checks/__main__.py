"""Measure the checks on labelled sets and print one table with counts.

    python -m benchmarks.checks [--only 1,3] [--show TEXT [--code CODE]] [--every-sentence]

The sets are the folder in BRIEFKIT_CHECKING, else `../shared/checking` beside the repository; the corpus is the folder
in BRIEFKIT_CORPUS, else `../shared/corpus`. The measures, as the table numbers them: 1 sentences of models, 2 faults
absent from the article and quotations, 3 faults swapped within it, 4 negations, hedges, opposites, 5 the ranker,
6 other libraries on the same faults, 7 copied briefs of the corpus; 8 is the time.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.checks.corpus import copied_briefs, language_lines, read_corpus
from benchmarks.checks.data import Sets
from benchmarks.checks.peers import beside_peers, install_peers, row_lines
from benchmarks.checks.planted import absent_faults, blocked_sentences, reworded_faults, swapped_faults
from benchmarks.checks.scores import score_lines
from benchmarks.checks.speed import speed_lines
from benchmarks.checks.table import Measure, code_lines, sample_lines, table_lines

_BESIDE = Path(__file__).parents[3] / "shared"
_ON_SETS: dict[int, Callable[[Sets], Iterable[Measure]]] = {
    1: blocked_sentences,
    2: absent_faults,
    3: swapped_faults,
    4: reworded_faults,
}
_SPEED = 8
_PEERS = Path(__file__).parents[2] / "build" / "peers"


def main(arguments: list[str] | None = None) -> int:
    """Print the measures that are asked for; the exit code says whether the data were there."""
    options = _parser().parse_args(arguments)
    wanted = {int(number) for number in options.only.split(",")}
    sets = Sets(_folder("BRIEFKIT_CHECKING", "checking"))
    if not sets.articles:
        print(
            f"no sets at {sets.folder}: set BRIEFKIT_CHECKING to the folder that holds sources.jsonl.",
            file=sys.stderr,
        )
        return 2
    start = time.perf_counter()
    rows = [row for number, measure in _ON_SETS.items() if number in wanted for row in measure(sets)]
    python, why_not = install_peers(_PEERS) if 6 in wanted and options.peers else (None, "not asked for")
    verdicts = beside_peers(python) if 6 in wanted else []
    copied = _copied(options.every_sentence) if 7 in wanted else []
    rows += [*(each.measure() for each in verdicts), *copied]
    _print(table_lines(rows))
    _print(code_lines(rows), "texts by code, as faults caught/sound texts stopped")
    if 5 in wanted:
        _print(score_lines(sets), "5  whole summaries by score, thresholds by article folds")
    if verdicts:
        _print(row_lines(verdicts), f"6  who is right on which row{f' ({why_not})' if why_not else ''}")
    if copied:
        _print(language_lines(copied), "7  copied briefs by language: lines with an error of all lines")
    if _SPEED in wanted:
        _print(speed_lines(sets), "8  time")
    for row in rows:
        if options.show is not None and options.show.casefold() in row.name.casefold():
            _print(sample_lines(row, options.code))
    print(f"\nmeasured in {time.perf_counter() - start:.0f} s on {sets.folder}")
    return 0


def _copied(every: bool) -> list[Measure]:
    return copied_briefs(read_corpus(_folder("BRIEFKIT_CORPUS", "corpus")), every=every)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.checks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="1,2,3,4,5,6,7,8", help="numbers of the measures to take")
    parser.add_argument(
        "--show",
        metavar="TEXT",
        help="print samples of the rows whose name has this: ten missed, ten false alarms",
    )
    parser.add_argument(
        "--code", default="", help="with --show: of this code alone, what it caught and its false alarms"
    )
    parser.add_argument(
        "--every-sentence", action="store_true", help="in measure 7, take all sentences, not those of a brief"
    )
    parser.add_argument(
        "--no-peers", dest="peers", action="store_false", help="do not install other libraries for measure 6"
    )
    return parser


def _folder(variable: str, name: str) -> Path:
    return Path(os.environ.get(variable) or _BESIDE / name)


def _print(lines: Iterable[str], title: str = "") -> None:
    if title:
        print(f"\n{title}")
    for line in lines:
        print(line)


if __name__ == "__main__":
    sys.exit(main())
