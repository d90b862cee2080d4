"""A run of which any one operation fails loses nothing: run again, its store holds what an undisturbed run's does.

Every statement, commit, touch of the lock and send of a run is failed once; here a sample of them, all of them with
BRIEFKIT_EVERY_NTH=1 (or every k-th with BRIEFKIT_EVERY_NTH=k).
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import briefkit.briefer
from briefkit import Article, Briefer, Result
from briefkit.batch import Batch, Options
from briefkit.checks import CHECKS_VERSION
from briefkit.errors import BriefkitError, StoreError
from briefkit.plan import Plan
from briefkit.schema import Cost, Finding, Message, Record, Request, Usage
from briefkit.store import Store, damage
from briefkit.store.results import stored_results
from tests.failing import How, Operations, Sending, full_at

DATA = Path(__file__).parent / "data"
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
TEXT = (DATA / "article.txt").read_text(encoding="utf-8")
ARTICLES, CONCURRENCY = 20, 4
STEP = int(os.environ.get("BRIEFKIT_EVERY_NTH") or 0)
"""0: a sample."""
_OF_A_RUN = ("seconds", "created_at", "usage", "cost")
"""What provenance says of the run that made a brief, not of the brief: an answer from the store costs nothing."""


class Wire:
    """An input of several editions that can be read from a position on."""

    source = "wire.jsonl"
    fingerprint: str | None = "20 1"
    total: int | None = ARTICLES

    def before(self, position: str) -> None:
        return None

    def records(self, after: str | None = None) -> Iterator[Record]:
        for number in range(int(after or 0) + 1, ARTICLES + 1):
            article = Article(text=f"{TEXT}\nEdition {number} of the wire.")
            yield Record(source=self.source, place=f"line {number}", article=article, position=str(number))


def plan(article: Article) -> Plan:
    """Ask twice, and put both answers into the brief, so that an answer in the wrong place is seen."""
    said, usage = [], Usage()
    for purpose in ("brief", "repair"):
        message = Message(role="user", content=f"{purpose}\n{article.text}")
        (reply,) = yield [Request(purpose=purpose, messages=[message])]
        if reply.failure is not None:
            failed = Finding(code=reply.failure.code, severity="error", path="", message="no answer")
            return RESULT.model_copy(
                update={"article": article, "brief": None, "status": "failed", "findings": [failed]}
            )
        said.append(reply.text)
        usage += reply.usage
    assert RESULT.brief is not None
    headline = RESULT.brief.headline.model_copy(update={"text": " and ".join(said)})
    changes = {"usage": usage, "checks": CHECKS_VERSION, "cost": Cost(usd=0.0, basis="local")}
    made = RESULT.provenance.model_copy(update=changes)
    brief = RESULT.brief.model_copy(update={"headline": headline, "provenance": made})
    found = Finding(code="specificity.boilerplate", severity="note", path="headline", message=said[0])
    return RESULT.model_copy(
        update={"article": article, "brief": brief, "provenance": made, "status": "ok", "findings": [found]}
    )


@dataclasses.dataclass
class Runs:
    """Runs over one store, and what the model answered in all of them."""

    path: Path
    answered: list[str] = dataclasses.field(default_factory=list)

    def once(self, operations: Operations) -> None:
        """Run as far as it goes."""
        model = Sending(operations, self.answered)

        async def main() -> None:
            job = dataclasses.replace(Briefer(model).job(), plan_of=plan)
            with Store(self.path) as store:
                options = Options(concurrency=CONCURRENCY, grace=5)
                await asyncio.wait_for(Batch(job, store, options=options).run(Wire()), 30)

        asyncio.run(main())


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what a store holds, without numbers and times."""
    with closing(sqlite3.connect(path)) as store:
        held = {name: sorted(store.execute(query).fetchall(), key=repr) for name, query in _HELD.items()}
    held["briefs"] = [(article, state, _timeless(brief)) for article, state, brief in held["briefs"]]
    return held


def _timeless(brief: str) -> str:
    said = json.loads(brief)
    for name in _OF_A_RUN:
        del said["provenance"][name]
    return json.dumps(said)


_OF_ARTICLE = "JOIN work ON work.id = work_id JOIN articles ON articles.id = work.article_id"
_HELD = {
    "briefs": f"SELECT articles.sha256, state, brief FROM briefs {_OF_ARTICLE}",
    "findings": f"SELECT articles.sha256, code, severity, path, message FROM findings {_OF_ARTICLE}",
    "replies": "SELECT key, model, purpose, reply, replies.sha256, article_sha256 FROM replies",
    "articles": "SELECT sha256, text FROM articles",
    "sources": "SELECT source, place, sha256, failure FROM sources JOIN articles ON articles.id = article_id",
    "position": "SELECT source, position, records FROM inputs",
    "words": "SELECT count(*) FROM briefs_text",
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    path = tmp_path_factory.mktemp("undisturbed") / "briefs.db"
    Runs(path).once(Operations())
    held = content(path)
    assert len(held["briefs"]) == ARTICLES
    assert len(held["replies"]) == 2 * ARTICLES
    return held


def disturbed(runs: Runs, operations: Operations) -> None:
    """Run with a failure, which has to be a typed one, and again to the end."""
    with pytest.MonkeyPatch.context() as patch:
        operations.install(patch)
        with suppress(BriefkitError):
            runs.once(operations)
    runs.once(Operations())


def unanswered(path: Path) -> set[str]:
    """Return the requests of which an attempt is without an answer: it broke, or its answer could not be written."""
    with closing(sqlite3.connect(path)) as store:
        return {
            key for (key,) in store.execute("SELECT request_key FROM attempts WHERE outcome IS NOT 'stop'")
        }


def count_of_a_run(folder: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        (operations := Operations()).install(patch)
        Runs(folder / "counted.db").once(operations)
    return operations.count


@pytest.mark.parametrize("how", ["before", "after", "gone"])
def test_whatever_operation_fails_the_resumed_run_comes_to_the_same_and_asks_nothing_twice_but_what_was_in_flight(
    tmp_path: Path, undisturbed: dict[str, list[tuple[Any, ...]]], how: How
) -> None:
    count = count_of_a_run(tmp_path)
    seen = Counter[str]()
    step = STEP or count // 16
    for nth in range(1, count + 1, step):
        runs, operations = Runs(tmp_path / f"{nth}.db"), Operations(nth, how)
        disturbed(runs, operations)
        seen[operations.failed.split(" ")[0]] += 1
        where = f"operation {nth}, {operations.failed!r}"
        held = content(runs.path)
        lost = set(undisturbed["replies"]).difference(held["replies"])
        assert {**held, "replies": sorted([*held["replies"], *lost], key=repr)} == undisturbed, where
        assert damage(runs.path) == [], where
        assert len(lost) <= CONCURRENCY, where
        assert {key for key, *_ in lost} <= unanswered(runs.path), where
        answered = Counter(runs.answered)
        assert answered.keys() == {key for key, *_ in undisturbed["replies"]}, where
        twice = {key for key, times in answered.items() if times > 1}
        assert answered.total() - len(answered) <= CONCURRENCY, where
        assert twice <= unanswered(runs.path), where
        runs.path.unlink()
    print(f"{how}: {sum(seen.values())} of {count} operations failed: {dict(seen)}")


def test_wherever_the_disk_is_full_the_run_goes_on_to_the_same_once_there_is_room(
    tmp_path: Path, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    """Let every file stop growing at a size, from nothing to that of the log of a whole run."""
    tried, stopped = 0, 0
    for size in range(0, 3_200_000, STEP * 4096 or 270_000):
        runs = Runs(tmp_path / f"{size}.db")
        with full_at(size), suppress(BriefkitError):
            tried += 1
            stopped += 1
            runs.once(Operations())
            stopped -= 1
        runs.once(Operations())
        lost = set(undisturbed["replies"]).difference((held := content(runs.path))["replies"])
        assert {**held, "replies": sorted([*held["replies"], *lost], key=repr)} == undisturbed, size
        assert damage(runs.path) == [], size
        answered = Counter(runs.answered)
        twice = {key for key, times in answered.items() if times > 1}
        assert answered.total() - len(answered) <= 2 * CONCURRENCY, size  # a plan asks on before it hears
        assert twice | {key for key, *_ in lost} <= unanswered(runs.path), size
    assert stopped >= tried // 2, "the sizes are too large to stop a run"
    print(f"{stopped} of {tried} sizes stopped a run")


def test_a_clock_that_jumps_backwards_changes_nothing_and_no_time_is_less_than_nothing(
    tmp_path: Path, undisturbed: dict[str, list[tuple[Any, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = iter(range(10_000_000, 0, -1))

    class Backwards(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Backwards:
            return cls.fromtimestamp(next(hours) * 3600 / 100, tz)

    jumping = SimpleNamespace(**{**vars(datetime), "datetime": Backwards})
    monkeypatch.setattr(briefkit.briefer, "datetime", jumping)
    monkeypatch.setattr(time, "time", lambda: next(hours) * 3600.0)
    runs = Runs(tmp_path / "briefs.db")
    runs.once(Operations())
    assert content(runs.path) == undisturbed
    with closing(sqlite3.connect(runs.path)) as store:
        made = [json.loads(brief)["provenance"] for (brief,) in store.execute("SELECT brief FROM briefs")]
    assert all(each["seconds"] >= 0 for each in made)
    assert len({each["created_at"] for each in made}) > 1, "the clock stood still: the test shows nothing"


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """Return a folder of an ordinary user, whom its modes bind as they never bind root."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    folder = Path(tempfile.mkdtemp())
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


@pytest.mark.parametrize(("folder_mode", "store_mode"), [(0o755, 0o400), (0o555, 0o600), (0o555, 0o400)])
def test_a_store_that_may_only_be_read_is_refused_by_a_run_and_still_read(
    own_folder: Path, folder_mode: int, store_mode: int
) -> None:
    runs = Runs(own_folder / "briefs.db")
    runs.once(Operations())
    asked = len(runs.answered)
    (own_folder / "briefs.db.lock").unlink()
    runs.path.chmod(store_mode)
    own_folder.chmod(folder_mode)
    with pytest.raises(StoreError):
        runs.once(Operations())
    assert len(runs.answered) == asked
    assert sum(each.result is not None for each in stored_results(runs.path)) == ARTICLES


def test_a_folder_that_may_only_be_read_takes_no_store_and_nothing_is_asked(own_folder: Path) -> None:
    own_folder.chmod(0o555)
    runs = Runs(own_folder / "briefs.db")
    with pytest.raises(StoreError, match="cannot be opened"):
        runs.once(Operations())
    assert runs.answered == []
