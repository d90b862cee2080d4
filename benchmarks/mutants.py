"""Plant faults in the code, one at a time, and see how many the tests notice.

    python -m benchmarks.mutants [--sample 60] [--seed 1] [--packages plan draft checks store retry] [--show]

A fault is a mutant of cosmic-ray: a comparison, a number, a condition, a loop, a `not`, an exception, an `and` turned
into another. Of all the places of a package a seeded sample is taken, at most one mutant a place. Against each run
those tests alone that reach its line, the quickest first: so a mutant that survives may still be killed by the whole
suite, never the other way round. What changes nothing is not planted: annotations, decorators that only remember.
`--show` prints the survivors. The tool goes into an environment of its own, `build/mutants`, and so does the copy of
the sources that is mutated.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import venv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / "build" / "mutants"
TREE = ENVIRONMENT / "tree"
COPIED = (
    "briefkit",
    "tests",
    "benchmarks",
    "prompts",
    "docs",
    "pyproject.toml",
    "Makefile",
    "README.md",
    "CHANGELOG.md",
)

PACKAGES: dict[str, tuple[str, ...]] = {
    "plan": ("briefkit/plan/*.py",),
    "draft": ("briefkit/draft/*.py",),
    "checks": ("briefkit/checks/*.py",),
    "store": ("briefkit/store/*.py",),
    "retry": ("briefkit/models/retrying.py", "briefkit/models/faults.py", "briefkit/models/metering.py",
              "briefkit/models/pacing.py"),
}  # fmt: skip
TESTS = (
    "archive", "attribution_checks", "baselines", "batch", "beyond_truth", "briefer", "budget", "checks",
    "checks_hold", "checks_quotations", "choice", "comparing", "contacts", "date_checks", "dialects",
    "draft", "estimate", "evaluate", "extract", "glances", "languages", "long", "metering", "modes",
    "name_checks", "number_checks", "openai_model", "opinion", "overlaps", "pacing", "passages", "prompts",
    "provider_batch", "purge", "ranking", "reference_briefs", "report", "retrying", "review", "revising",
    "run", "specificity", "stepwise", "store", "summaries", "transport", "voice", "whole", "wording",
    "wording_kept",
)  # fmt: skip
"""The quick ones that reach these packages."""
OPERATORS = (
    "AddNot", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ExceptionReplacer", "NumberReplacer",
    "RemoveDecorator", "ZeroIterationForLoop", "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_USub_UAdd", "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_NotEq_Eq", "ReplaceComparisonOperator_Lt_LtE",
    "ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_Gt_GtE",
    "ReplaceComparisonOperator_GtE_Gt", "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_IsNot_Is", "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBinaryOperator_Mul_Div", "ReplaceBinaryOperator_Div_Mul", "ReplaceBinaryOperator_BitOr_BitAnd",
    "ReplaceBinaryOperator_BitAnd_BitOr",
)  # fmt: skip
_REMEMBERS = re.compile(
    r"\s*@(?:functools\.)?(?:cache|lru_cache|cached_property|property|overload|dataclass)\b"
)
"""Decorators whose loss nothing but speed, or every test, would notice."""
_SPARE_SECONDS = 30.0
_MOST_SECONDS = 40.0
"""Of tests a mutant; a line that more reach has enough in the quickest of them."""


@dataclass(frozen=True)
class Mutant:
    """One planted fault."""

    package: str
    module: str
    operator: str
    line: int
    statement: int
    """Where the statement of that line begins, which is what coverage knows."""
    source: str
    """The whole module with the fault in it."""

    @property
    def change(self) -> str:
        before = (TREE / self.module).read_text(encoding="utf-8").splitlines()
        after = self.source.splitlines()
        changed = [(old, new) for old, new in zip(before, after, strict=False) if old != new] or [
            ("", "(lines moved)")
        ]
        return f"{changed[0][0].strip()}  ->  {changed[0][1].strip()}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=60, help="mutants a package; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--packages", nargs="+", choices=PACKAGES, default=list(PACKAGES))
    parser.add_argument("--show", action="store_true")
    parser.add_argument(
        "--again", action="store_true", help="on the same copy, with what is known of its tests"
    )
    parser.add_argument("--plant", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plant:
        print(json.dumps([vars(mutant) for mutant in planted(given.packages, given.sample, given.seed)]))
        return
    began = time.monotonic()
    python = _installed()
    if not given.again:
        _copy()
        _run_tests()
    reached, seconds = _reached()
    mutants = _mutants(python, given)
    outcomes: dict[str, dict[str, int]] = {name: defaultdict(int) for name in given.packages}
    by_package = [[mutant for mutant in mutants if mutant.package == name] for name in given.packages]
    in_turns = [mutant for turn in zip_longest(*by_package) for mutant in turn if mutant is not None]
    for number, mutant in enumerate(in_turns, start=1):
        tests = reached.get((mutant.module, mutant.line)) or reached.get((mutant.module, mutant.statement))
        if not tests and mutant.statement in _top(mutant.module):
            tests = reached.get((mutant.module, 0)) or reached.get((str(Path(mutant.module).parent), 0))
        outcome = _outcome(mutant, tests or set(), seconds)
        outcomes[mutant.package][outcome] += 1
        print(f"{number}/{len(mutants)} {outcome} {mutant.module}:{mutant.line}", file=sys.stderr)
        if given.show and outcome in ("survived", "unreached"):
            print(f"{outcome}: {mutant.module}:{mutant.line} {mutant.operator}: {mutant.change}", flush=True)
    show(outcomes)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)


def show(outcomes: dict[str, dict[str, int]]) -> None:
    """Print packages by outcomes."""
    heads = ("mutants", "killed", "in time", "survived", "unreached", "killed %")
    print(f"| {'package':8} | {' | '.join(heads)} |")
    print(f"|{'-' * 10}|{'|'.join('-' * (len(head) + 1) + ':' for head in heads)}|")
    for name, counts in outcomes.items():
        total, dead = sum(counts.values()), counts["killed"] + counts["too slow"]
        cells = (total, dead, counts["too slow"], counts["survived"], counts["unreached"])
        shown = [*map(str, cells), f"{100 * dead / total:.1f}" if total else "-"]
        print(
            f"| {name:8} | {' | '.join(f'{cell:>{len(head)}}' for cell, head in zip(shown, heads, strict=True))} |"
        )


# Planting, within the tool's environment


def planted(packages: Iterable[str], sample: int, seed: int) -> Iterator[Mutant]:
    """Yield a sample of mutants a package, the same for the same seed and sources."""
    draw = random.Random(seed)
    for package in packages:
        modules = [path for pattern in PACKAGES[package] for path in sorted(ROOT.glob(pattern))]
        places = [place for path in modules for place in _places(path)]
        draw.shuffle(places)
        made = (mutant for place in places if (mutant := _planted(package, *place)) is not None)
        yield from islice(made, sample or None)


def _planted(package: str, path: Path, line: int, operator: str, occurrence: int) -> Mutant | None:
    """Return a mutant, None where the tool fails at the place."""
    try:
        source = _mutated(path, operator, occurrence)
        compile(source, str(path), "exec")
    except Exception:  # its own mistakes, of any kind
        return None
    statement = max(start for start, end in _statements(path) if start <= line <= end)
    return Mutant(package, str(path.relative_to(ROOT)), operator, line, statement, source)


def _places(path: Path) -> Iterator[tuple[Path, int, str, int]]:
    """Yield where a module can be mutated, and how; one way at random where there are several."""
    from cosmic_ray import plugins
    from cosmic_ray.ast import ast_nodes, get_ast

    source = path.read_text(encoding="utf-8")
    silent = set(_silent(source))
    nodes = list(ast_nodes(get_ast(source)))
    ways: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    for operator in OPERATORS:
        maker = plugins.get_operator(f"core/{operator}")()
        found = (place for node in nodes for place in maker.mutation_positions(node))
        for occurrence, (start, _) in enumerate(found):
            if start[0] not in silent:
                ways[start].append((operator, occurrence))
    draw = random.Random(path.name)
    for (line, _), possible in sorted(ways.items()):
        yield (path, line, *draw.choice(possible))


def _silent(source: str) -> Iterator[int]:
    """Yield the lines that hold annotations alone, or decorators that only remember."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0].lineno
            yield from range(node.lineno, first)
        if isinstance(node, ast.AnnAssign) and (node.value is None or node.lineno < node.value.lineno):
            yield node.lineno
    for number, line in enumerate(source.splitlines(), start=1):
        if _REMEMBERS.match(line) or re.match(r"\s*\w+: .*\|", line):
            yield number


def _statements(path: Path) -> list[tuple[int, int]]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [(node.lineno, node.end_lineno or node.lineno) for node in nodes if isinstance(node, ast.stmt)]


def _top(module: str) -> set[int]:
    """Return the lines of statements that run when a module is imported."""
    body = ast.parse((TREE / module).read_text(encoding="utf-8")).body
    classes = [inner for node in body if isinstance(node, ast.ClassDef) for inner in node.body]
    return {node.lineno for node in (*body, *classes)}


def _mutated(path: Path, operator: str, occurrence: int) -> str:
    from cosmic_ray import plugins
    from cosmic_ray.mutating import mutate_code

    maker = plugins.get_operator(f"core/{operator}")()
    source: str = mutate_code(path.read_text(encoding="utf-8"), maker, occurrence)
    return source


# Looking for what notices them


def _mutants(python: Path, given: argparse.Namespace) -> list[Mutant]:
    options = [
        "--plant",
        "--sample",
        str(given.sample),
        "--seed",
        str(given.seed),
        "--packages",
        *given.packages,
    ]
    command = [str(python), "-m", "benchmarks.mutants", *options]
    run = subprocess.run(command, cwd=TREE, check=True, stdout=subprocess.PIPE, text=True)
    return [Mutant(**each) for each in json.loads(run.stdout)]


def _installed() -> Path:
    """Make the tool's environment where it is not there yet, and return its interpreter."""
    python, done = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "installed"
    if not done.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "cosmic-ray>=8.7,<9"], check=True)
        done.touch()
    return python


def _copy() -> None:
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    for name in COPIED:
        copy: Any = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, TREE / name)


def _pytest(*options: str, seconds: float | None = None) -> int | None:
    """Return how pytest ended in the copy, None where it took too long."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--hypothesis-seed=0",
        *options,
    ]
    environment = {**os.environ, "PYTHONPATH": str(TREE), "PYTHONDONTWRITEBYTECODE": "1"}
    out = subprocess.DEVNULL
    try:
        return subprocess.run(
            command, cwd=TREE, env=environment, stdout=out, stderr=out, timeout=seconds, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def _run_tests() -> None:
    """Run all the tests once, noting which of them reach what."""
    cover = (
        "-p",
        "pytest_cov",
        "--cov=briefkit",
        "--cov-context=test",
        "--cov-report=",
        f"--junitxml={TREE / 'junit.xml'}",
    )
    _pytest(*cover, *(f"tests/test_{name}.py" for name in TESTS))


def _reached() -> tuple[dict[tuple[str, int], set[str]], dict[str, float]]:
    """Return by module and line the tests that reach it, and how long each test takes."""
    seconds: dict[str, float] = defaultdict(float)
    for case in ElementTree.parse(TREE / "junit.xml").iter("testcase"):
        if case.find("failure") is None and case.find("error") is None:
            _, module, *classes = case.get("classname", "").split(".")
            name = "::".join([f"tests/{module}.py", *classes, case.get("name", "").partition("[")[0]])
            seconds[name] += float(case.get("time") or 0)
    return _contexts(TREE / ".coverage", set(seconds)), seconds


def _contexts(data: Path, sound: set[str]) -> dict[tuple[str, int], set[str]]:
    """Return by module and line the tests that reach it; by line 0 those that reach anything of it, or its package."""
    from coverage import CoverageData

    coverage = CoverageData(str(data))
    coverage.read()
    reached: dict[tuple[str, int], set[str]] = defaultdict(set)
    for path in coverage.measured_files():
        for line, contexts in coverage.contexts_by_lineno(path).items():
            tests = {context.partition("|")[0].partition("[")[0] for context in contexts} & sound
            module = os.path.relpath(path, TREE)
            for place in ((module, line), (module, 0), (str(Path(module).parent), 0)):
                reached[place] |= tests
    return reached


def _outcome(mutant: Mutant, tests: set[str], seconds: dict[str, float]) -> str:
    chosen, whole = [], 0.0
    for test in sorted(tests, key=lambda each: seconds[each]):
        if whole <= _MOST_SECONDS:
            chosen.append(test)
            whole += seconds[test]
    if not chosen:
        return "unreached"
    path = TREE / mutant.module
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    try:
        ended = _pytest("-x", *chosen, seconds=_SPARE_SECONDS + 5 * whole)
    finally:
        path.write_text(before, encoding="utf-8")
    return {0: "survived", None: "too slow"}.get(ended, "killed")


if __name__ == "__main__":
    main()
