"""Time the board of many briefs, and weigh its pages: a first build, one with nothing new, and one with a new story.

    python -m benchmarks.board [--briefs 10000] [--folder DIR]

The briefs are those of the fictional article, made unlike: other days, sources, topics, regions, figures and names,
and words drawn by their rank as in a language. One in ten has an error, one in fifty has no brief.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import resource
import tempfile
import time
from pathlib import Path

from briefkit.board import Built, Site, build_board
from briefkit.draft.topics import TOPICS
from briefkit.schema import Article, Brief, Record, Result, Tags
from briefkit.store import Archive, Outcome, Store

DATA = Path(__file__).parents[1] / "tests" / "data"
_RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
_FIRST = datetime.date(2026, 10, 14)
_SOURCES = [f"The {place} {name}" for place in ("Marrow", "Halden", "Lindqvist", "Varn", "Osby") for name in
            ("Ledger", "Post", "Courier", "Observer", "Evening News", "Times", "Wire", "Gazette")]  # fmt: skip
_REGIONS = [f"{first}{last}" for first in ("North ", "South ", "East ", "West ", "") for last in
            ("Marrow", "Halden", "Varn", "Osby", "Lind", "Ekholm", "Tarn", "Corvane", "Merrow", "Aldis")]  # fmt: skip
_SYLLABLES = "ba de fi go hu ka le mi no pu ra se ti vo zu bran der fel gor hist".split()  # noqa: SIM905


class Maker:
    """Makes results that are unlike each other."""

    def __init__(self, seed: int = 5) -> None:
        self._random = random.Random(seed)
        self._words = [
            "".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4))) for _ in range(20_000)
        ]
        self._ranks = [1 / rank for rank in range(1, len(self._words) + 1)]

    def words(self, count: int) -> str:
        """Return made-up words, drawn by their rank."""
        return " ".join(self._random.choices(self._words, self._ranks, k=count))

    def result(self, number: int) -> Result:
        """Return the result of one more article."""
        draw, brief = self._random, _RESULT.brief
        assert brief is not None
        extra = f"\n\nEdition {number} of the wire. {self.words(60).capitalize()}."
        published = _FIRST - datetime.timedelta(days=number // 40)
        article = Article(
            text=_RESULT.article.text + extra, headline=self.words(8).capitalize(), publisher=draw.choice(_SOURCES),
            url=f"https://wire.example/{number}", published=published, language="en", kind="news",
        )  # fmt: skip
        said = self._said(brief).model_copy(
            update={
                "article_sha256": article.sha256,
                "tags": Tags(
                    topics=draw.sample(list(TOPICS.values()), k=draw.randint(1, 2)),
                    desk=draw.choice(["general", "markets", "politics", "technology"]),
                    regions=draw.sample(_REGIONS, k=draw.randint(0, 2)),
                    source=article.publisher,
                ),
            }
        )
        findings = _RESULT.findings if number % 10 == 0 else []
        return Result(
            status="review" if findings else "ok", brief=said, findings=findings, article=article,
            provenance=said.provenance,
        )  # fmt: skip

    def _said(self, brief: Brief) -> Brief:
        headline = brief.headline.model_copy(update={"text": self.words(10).capitalize()})
        points = [
            point.model_copy(update={"text": f"{point.text} {self.words(12).capitalize()}."})
            for point in brief.key_points
        ]
        return brief.model_copy(update={"headline": headline, "key_points": points})


def fill(path: Path, count: int, *, maker: Maker | None = None, first: int = 0) -> None:
    """Write a store of so many briefs."""
    maker = maker or Maker()
    with Store(path) as store, store.writing():
        archive = Archive(store.connection)
        setup = archive.setup("f" * 64, model="m", host="local", detail={})
        for number in range(first, first + count):
            result = maker.result(number)
            work = archive.add(
                Record(source="wire.jsonl", place=f"line {number}", article=result.article), setup
            )
            assert work is not None
            failed = Outcome(failure_code="model.rejected", failure="The endpoint refused the request.")
            archive.settle(work.id, failed if number % 50 == 49 else Outcome(result=result))


def main() -> None:
    """Print the times and weights as they come."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--briefs", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="Folder to keep store and site in.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        store, site = folder / "briefs.db", folder / "site"
        maker = Maker()
        if not store.exists():
            fill(store, given.briefs, maker=maker)
        _timed("first build", store, site)
        _timed("nothing new", store, site)
        fill(store, 1, maker=Maker(6), first=10**6)
        _timed("one more", store, site)
        _weigh(site)
        print(f"largest size in memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _timed(name: str, store: Path, folder: Path) -> Built:
    began, spent = time.perf_counter(), _spent()
    built = build_board(
        store, folder, Site(base_url="https://board.example/"), today=_FIRST, processes=os.cpu_count() or 1
    )
    print(
        f"{name}: {time.perf_counter() - began:.1f} s, {_spent() - spent:.1f} s of the processor;"
        f" {built.stories:,} stories, {built.changed:,} files written, {built.unchanged:,} unchanged", flush=True
    )  # fmt: skip
    return built


def _spent() -> float:
    """Return the processor time of this process and of those that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _weigh(site: Path) -> None:
    def size(*names: str) -> float:
        return sum((site / name).stat().st_size for name in names) / 1000

    stories = [path.stat().st_size for path in (site / "stories").iterdir()]
    parts = sorted(path.stat().st_size for path in (site / "search").iterdir())
    print(f"front page {size('index.html'):.0f} kB, with its style {size('index.html', 'board.css'):.0f} kB")
    print(f"story {sum(stories) / len(stories) / 1000:.0f} kB, largest {max(stories) / 1000:.0f} kB")
    print(
        f"search page {size('search.html', 'board.css', 'search.js', 'search/about.js'):.0f} kB; its index"
        f" {sum(parts) / 1e6:.1f} MB in {len(parts)} parts, largest {parts[-1] / 1000:.0f} kB"
    )
    print(
        f"whole site {sum(path.stat().st_size for path in site.rglob('*') if path.is_file()) / 1e6:,.0f} MB"
    )


if __name__ == "__main__":
    main()
