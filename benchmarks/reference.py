"""Compare stock lines, the lead and the reference briefs, and print the table: does the evaluation know a good brief?

    python benchmarks/reference.py [--format text|markdown|json]

Needs the corpus and the reference briefs (BRIEFKIT_CORPUS, else `../shared/corpus` beside the repository). The
baselines brief the whole corpus, so that a line is tried on all its articles; the reference briefs are those of eight
articles, written by a large model and verified by program.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from briefkit import Briefer
from briefkit.errors import InputError
from briefkit.evaluate import evaluate, show
from briefkit.loaders.archive import open_archive
from briefkit.models import BASELINES
from briefkit.schema import Article, Result
from tests.conftest import CORPUS
from tests.test_reference_briefs import BRIEFS, play


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--format", default="text", choices=["text", "markdown", "json"])
    form = parser.parse_args().format
    if not BRIEFS:
        sys.exit("the reference briefs are not here: set BRIEFKIT_CORPUS.")
    rows = [json.loads(line) for line in (CORPUS / "articles.jsonl").read_text("utf-8").splitlines()]
    given = open_archive(CORPUS / "articles.jsonl").records()
    articles = [record.article for record in given if record.article]
    runs = {name: _briefs(name, articles) for name in reversed(BASELINES)}
    runs["reference"] = [play(path, rows) for path in BRIEFS]
    began = time.perf_counter()
    table = evaluate(runs)
    print(f"evaluated in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    print(show(table, form), end="")


def _briefs(name: str, articles: list[Article]) -> list[Result]:
    found = []
    with Briefer(name) as briefer:
        for article in articles:
            try:
                found.append(briefer.brief(article))
            except InputError as error:
                print(f"{article.id}: {error}", file=sys.stderr)
    return found


if __name__ == "__main__":
    main()
