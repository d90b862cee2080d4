"""Run the stepwise plan with a local model over a sample of the corpus and print what came of it.

    python benchmarks/stepwise.py [--model local] [--show] [ARTICLE_ID ...]

The corpus is the folder in BRIEFKIT_CORPUS, else `../shared/corpus` beside the repository. Without ids the sample below
is run: DEVELOPED_ON is what prompts, cues and scores were tuned on. HELD_OUT was held out until stepwise/v2: some gaps
that questions are asked from were narrowed after reading what they found in it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from briefkit.models.local import LocalModel
from briefkit.plan import Setup, stepwise
from briefkit.prompts import load_prompt
from briefkit.run import Runner
from briefkit.schema import KINDS, Abstention, Article, Question, Result

DEVELOPED_ON = [
    "wikinews-en-homeopathic",
    "wikinews-en-korea",
    "wikinews-en-stampede",
    "ussenate-snowe-2008-01-18",
    "ussenate-dorgan-2007-08-03",
    "fed-fomc-2026-04-29",
    "nws-tsugum",
    "govuk-speech-authored-article",
    "wikinews-en-cyclone",
    "wikinews-fr-44489",
    "debian-20130404-de",
    "debian-20161003-es",
    "wikinews-ar-2014-384",
    "wikinews-ja-2226",
]
HELD_OUT = [
    "wikinews-en-iodine",
    "wikinews-en-flag",
    "ussenate-domenici-2007-09-06",
    "ussenate-hatch-2006-08-07",
    "govuk-bp-news-story",
    "nws-tcpat1",
    "digitalgov-2017-09-20-data-briefing-will-artificial",
    "wikinews-fr-44635",
    "debian-20130404-ja",
    "wikinews-ar-2014-165",
    "ussenate-grassley-2008-04-17",
]


def main() -> None:
    arguments = _arguments()
    model = LocalModel(arguments.model)
    setup = Setup(model=arguments.model, prompts={"stepwise": load_prompt("stepwise")})
    print(
        _row(
            "article", "s", "asked", "again", "in", "out", "model", "copied", "comp.", "quest.", "err", "warn"
        )
    )
    for name, article in _articles(arguments.articles or [*DEVELOPED_ON, *HELD_OUT]):
        start = time.perf_counter()
        result = Runner(model).run(stepwise(article, setup))
        print(_measures(name, result, time.perf_counter() - start), flush=True)
        if arguments.show:
            _show(result)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", nargs="*", help="ids of articles of the corpus")
    parser.add_argument("--model", default="local", help="a local model, as for `briefkit brief --model`")
    parser.add_argument("--show", action="store_true", help="print the lines of every brief")
    return parser.parse_args()


def _articles(names: list[str]) -> Iterator[tuple[str, Article]]:
    beside = Path(__file__).parents[2] / "shared" / "corpus"
    corpus = Path(os.environ.get("BRIEFKIT_CORPUS", beside)) / "articles.jsonl"
    if not corpus.is_file():
        sys.exit(f"no corpus at {corpus}: set BRIEFKIT_CORPUS to the folder that holds articles.jsonl.")
    with corpus.open(encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    for name in names:
        row = rows[name]
        yield (
            name,
            Article(
                text=row["text"],
                headline=row["title"],
                publisher=row.get("publisher") or row.get("source"),
                published=_day(row.get("date")),
                language=row["language"],
                kind=row["kind"] if row["kind"] in KINDS else None,
            ),
        )


def _day(given: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((given or "")[:10])
    except ValueError:
        return None


def _measures(name: str, result: Result, seconds: float) -> str:
    usage, brief = result.usage, result.brief
    if brief is None:
        return _row(name, f"{seconds:.0f}", usage.requests, "-", "-", "-", "-", "-", "-", "-", "failed", "-")
    origins = Counter(statement.origin for _, statement in brief.statements())
    severities = Counter(finding.severity for finding in result.findings)
    questions = sum(isinstance(item, Question) for _, item in brief.items())
    return _row(
        name,
        f"{seconds:.0f}",
        usage.requests,
        result.provenance.repairs,
        usage.input_tokens - usage.cached_tokens,
        usage.output_tokens,
        origins["model"],
        origins["copied"],
        origins["composed"],
        questions,
        severities["error"],
        severities["warning"],
    )


def _row(name: str, *cells: object) -> str:
    return f"{name[:34]:34}" + "".join(f"{cell!s:>7}" for cell in cells)


def _show(result: Result) -> None:
    for path, item in result.brief.items() if result.brief else ():
        if isinstance(item, Abstention):
            print(f"    {path}: none, {item.abstained}")
        else:
            print(f"    {path} [{item.origin}] {item.text}")
    for finding in result.findings:
        print(f"    {finding.severity} {finding.code} {finding.path}: {finding.message}")
    for note in result.provenance.notes:
        print(f"    note: {note}")


if __name__ == "__main__":
    main()
