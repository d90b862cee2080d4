"""Run every regular expression of briefkit against texts built to hurt it, and see that none takes more than its share.

    python -m benchmarks.regexes [--length 1000000] [--worst 15]

Patterns are those that are compiled when all modules are imported and the samples are read, checked and briefed. The
texts are made of each pattern's own parts: whatever it repeats, repeated, behind what it expects before that. A pattern
is linear where twice the text takes no more than three times as long. The exit code is 1 where one is not.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[1]
_Compile = Callable[[Any, int], re.Pattern[Any]]


@dataclass(frozen=True)
class Found:
    """A pattern, and the line of briefkit that compiled it."""

    pattern: re.Pattern[Any]
    place: str


def collected(use: Callable[[], object]) -> list[Found]:
    """Return the patterns that briefkit compiles while its modules are imported anew and used."""
    found: dict[re.Pattern[Any], str] = {}
    compile_: _Compile = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: int) -> re.Pattern[Any]:
        compiled = compile_(pattern, flags)
        frame: FrameType | None = sys._getframe(2)
        if frame is not None and "/briefkit/" in frame.f_code.co_filename:
            place = f"{Path(frame.f_code.co_filename).relative_to(ROOT)}:{frame.f_lineno}"
            found.setdefault(compiled, place)
        return compiled

    re._compile = noted  # type: ignore[attr-defined]
    try:
        _import_all()
        use()
    finally:
        re._compile = compile_  # type: ignore[attr-defined]
    return [Found(pattern, place) for pattern, place in found.items()]


def _import_all() -> None:
    import briefkit

    for module in pkgutil.walk_packages(briefkit.__path__, "briefkit."):
        if not module.name.endswith("__main__"):
            try:
                importlib.import_module(module.name)
            except ImportError:  # of an extra that is not installed
                continue


def use_all() -> None:
    """Read, check and brief the samples, so that what is compiled late is compiled."""
    from benchmarks.fuzz import DATA, Outcomes, give, parsers
    from briefkit import Article, Briefer, ScriptedModel
    from briefkit.models import Capabilities
    from tests.examples_by_language import ARTICLES

    for name, read in parsers().items():
        for seed in read.seeds:
            give(name, read, seed, Outcomes(), limit=60)
    text = (DATA / "article.txt").read_text(encoding="utf-8")
    for article in [Article(text=text), *(Article(text=f"{said}\n" * 12) for said in ARTICLES.values())]:
        for plan in ("whole", "stepwise"):
            model = ScriptedModel(
                lambda request: "1. Halden said it had signed.", capabilities=Capabilities(local=True)
            )
            Briefer(model, plan=plan).brief(article)


# Texts that hurt


def texts(pattern: re.Pattern[Any], length: int) -> Iterator[Any]:
    """Yield texts of about a length, made of the parts of a pattern."""
    is_text = isinstance(pattern.pattern, str)
    for unit, before in sorted(_units(pattern)):
        text = before + unit * (length // len(unit)) + "\x01"
        yield text if is_text else text.encode("latin-1", "replace")


def _units(pattern: re.Pattern[Any]) -> set[tuple[str, str]]:
    tree = _parsed(pattern)
    units = {(unit, "") for unit in ("a", "A", "1", " ", "Aa ", "a.", '"', "(", "1,")}
    units |= {(whole, "") for whole in (_sample(tree),) if whole}
    for before, body in _repeats(tree, ""):
        units |= {(body, ""), (body, before), (before + body, "")}
    return {(unit[:200], before[:200]) for unit, before in units if unit}


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Yield what each repetition repeats, and what is expected before it."""
    for op, value in tree:
        if op in _REPEATS:
            body = _sample(value[2]) or "a"
            yield before, body
            yield from _repeats(value[2], before)
        for part in _parts(op, value):
            yield from _repeats(part, before)
        before += _sample([(op, value)])
    if before:
        yield before, before


def _is_unbounded(pattern: re.Pattern[Any]) -> bool:
    """Tell whether a pattern repeats something without a limit; without that it cannot be worse than linear."""
    pending = [_parsed(pattern)]
    while pending:
        for op, value in pending.pop():
            if op in _REPEATS:
                if value[1] is ops.MAXREPEAT:
                    return True
                pending.append(value[2])
            pending += _parts(op, value)
    return False


def _parsed(pattern: re.Pattern[Any]) -> Any:
    if isinstance(pattern.pattern, bytes):
        return parser.parse(pattern.pattern.decode("latin-1"), pattern.flags & ~re.UNICODE)
    return parser.parse(pattern.pattern, pattern.flags)


_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


def _parts(op: Any, value: Any) -> list[Any]:
    if op is ops.SUBPATTERN:
        return [value[-1]]
    if op is ops.BRANCH:
        return list(value[1])
    return [value[1]] if op in (ops.ASSERT, ops.ASSERT_NOT) else [value] if op is ops.ATOMIC_GROUP else []


def _sample(tree: Any) -> str:
    """Return something that a part of a pattern matches, or nearly."""
    return "".join(_sample_of(op, value) for op, value in tree)


def _sample_of(op: Any, value: Any) -> str:
    if op is ops.LITERAL:
        return chr(value)
    if op is ops.IN:
        return _member(value)
    if op in _REPEATS:
        return _sample(value[2]) * min(max(value[0], 1), 50)
    if op is ops.BRANCH:
        return _sample(value[1][0])
    if op in (ops.SUBPATTERN, ops.ATOMIC_GROUP):
        return _sample(value[-1] if op is ops.SUBPATTERN else value)
    return "a" if op in (ops.ANY, ops.NOT_LITERAL) else ""


def _member(options: Any) -> str:
    kind, value = options[0]
    if kind is ops.NEGATE:
        excluded = re.compile(
            f"[{''.join(chr(v) for k, v in options if k is ops.LITERAL and chr(v).isalnum())} ]"
        )
        return next(letter for letter in "aAx1z-~" if not excluded.match(letter))
    if kind is ops.LITERAL:
        return chr(value)
    if kind is ops.RANGE:
        return chr(value[0])
    return {ops.CATEGORY_DIGIT: "1", ops.CATEGORY_SPACE: " ", ops.CATEGORY_WORD: "a"}.get(value, "~")


_AT_ONE_PLACE = (
    ("briefkit/text/words.py", r"\d{1,3}(?:[.,]"),  # one word
    ("briefkit/text/words.py", "[ぁ-ゖ"),
    ("briefkit/text/inflections.py", "[^aeiou]*"),
    ("briefkit/text/sentences.py", r"(?:[\W_]|"),  # what ends a text, from where a sentence does
    ("briefkit/text/names.py", r"(?:^|[.!?:;"),  # the six characters before a name
    ("briefkit/text/names.py", r"[^\W\d_]+$"),  # eight characters
    ("briefkit/text/attributions.py", r"\s+(?P<speaker>"),  # the 300 characters after a verb, or before it
    ("briefkit/text/attributions.py", r"\s+(?:also|"),
    ("briefkit/text/attributions.py", r"[A-Z][\w."),
    ("briefkit/text/attributions.py", r"(?:the|an?|one|another) |.*"),
    ("briefkit/text/attributions.py", r"\s*(?:[A-Z]|the )"),
    ("briefkit/text/attributions.py", r"(?P<speaker>[^\W\d_"),
    ("briefkit/checks/lengths.py", r"\W*(?:n"),  # one field, from its start
    ("briefkit/checks/abstentions.py", r"\W*(?:(?:there"),
    ("briefkit/checks/signals.py", r"\W*(?:(?:no|not"),
    ("briefkit/board/folder.py", "(?:[a-z0-9]"),
    ("briefkit/loaders/formats.py", "<!--"),  # the first 8 kB of a file
)
"""Patterns, by their beginnings, that are only tried at the start of a string or on a few characters: as here."""


def _is_at_one_place(found: Found) -> bool:
    source = found.pattern.pattern
    text = source if isinstance(source, str) else source.decode("latin-1")
    return any(found.place.startswith(file) and text.startswith(begin) for file, begin in _AT_ONE_PLACE)


# How long it takes


@dataclass(frozen=True)
class Timed:
    """The worst text of a pattern: seconds for a length, and how many times as long twice the text takes."""

    found: Found
    seconds: float
    growth: float
    text: str


_NOISE = 0.03
"""Seconds below which a ratio says nothing, on a machine that others use."""


_PATIENCE = 3.0
"""Seconds after which a text is given up."""


class _TooSlow(BaseException):
    pass


def timed(found: Found, length: int) -> Timed:
    """Return how a pattern fares with the worst of its texts; where one seems bad, it is looked at again."""
    worst = Timed(found, 0.0, 1.0, "")
    find = found.pattern.match if _is_at_one_place(found) else found.pattern.finditer
    for short, long in zip(texts(found.pattern, length), texts(found.pattern, 2 * length), strict=True):
        once, twice = _seconds(find, short), _seconds(find, long)
        growth = twice / max(once, 1e-9) if twice > _NOISE else 1.0
        if growth > 3:  # another look: the machine may have done something else meanwhile
            once, twice = min(once, _seconds(find, short)), min(twice, _seconds(find, long))
            growth = twice / max(once, 1e-9) if twice > _NOISE else 1.0
        if (growth > 3, twice) > (worst.growth > 3, worst.seconds):
            worst = Timed(found, twice, growth, str(long[:60]))
        if worst.seconds >= _PATIENCE:
            break
    return worst


def _seconds(find: Callable[[Any], Any], text: Any) -> float:
    """Return the processor time to find all in a text, no more than the patience."""
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE)
    began = time.process_time()
    try:
        found = find(text)
        deque(found if isinstance(found, Iterator) else (), maxlen=0)
    except _TooSlow:
        return _PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TooSlow


def main() -> int:
    """Print the worst patterns and return the exit code."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--length", type=int, default=1_000_000)
    cli.add_argument("--worst", type=int, default=15)
    cli.add_argument(
        "--unbounded", action="store_true", help="only what repeats without a limit: the rest is linear"
    )
    given = cli.parse_args()
    patterns = [one for one in collected(use_all) if not given.unbounded or _is_unbounded(one.pattern)]
    every = sorted((timed(each, given.length // 2) for each in patterns), key=lambda one: -one.seconds)
    bad = [one for one in every if one.growth > 3]
    slow = [one for one in every if one.seconds * 1_000_000 > given.length]
    for one in [*bad, *every[: given.worst]]:
        source = one.found.pattern.pattern[:70]
        print(f"{one.seconds:6.2f} s  x{one.growth:4.1f}  {one.found.place}  {source!r}  {one.text!r}")
    counts = f"{len(bad)} not linear, {len(slow)} slower than 1 s a megabyte"
    print(f"{len(every)} patterns, {given.length:,} characters; {counts}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
