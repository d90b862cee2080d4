"""The record of an archive's run: what came in, what was asked, what came of it, and who may write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefkit.errors import StoreError
from briefkit.schema import Article, Message, Record, Reply, Request, Result, Usage
from briefkit.store import MIGRATIONS, Archive, Cache, Outcome, Position, Store, Work, open_readonly, recover

RESULT = Result.model_validate_json((Path(__file__).parent / "data" / "result.json").read_bytes())
ARTICLE = RESULT.article
REQUEST = Request(purpose="a question", messages=[Message(role="user", content="Why?")])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "briefs.db") as opened:
        yield opened


def row(place: str, article: Article | None = ARTICLE) -> Record:
    return Record(source="wire.jsonl", place=place, article=article)


def begun(store: Store) -> tuple[Archive, int, int]:
    """Return an archive with a setup and a run."""
    archive = Archive(store.connection)
    setup = archive.setup("f" * 64, model="m", host="local", detail={"plan": "whole"})
    return archive, setup, archive.begin_run(setup, ["batch", "wire.jsonl"])


def added(archive: Archive, place: str, setup: int, article: Article = ARTICLE) -> Work:
    work = archive.add(row(place, article), setup)
    assert work is not None
    return work


def test_the_same_article_from_two_records_is_one_piece_of_work(store: Store) -> None:
    archive, setup, _ = begun(store)
    first, second = added(archive, "line 1", setup), added(archive, "line 2", setup)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.id == second.id
    assert store.connection.execute("SELECT count(*) FROM sources").fetchone() == (2,)


def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    archive, setup, _ = begun(store)
    assert archive.article(added(archive, "line 1", setup).article_id) == ARTICLE


def test_another_setup_is_other_work_on_the_same_article(store: Store) -> None:
    archive, setup, _ = begun(store)
    other = archive.setup("e" * 64, model="m", host="local", detail={})
    first, second = added(archive, "line 1", setup), added(archive, "line 1", other)
    assert first.id != second.id
    assert first.article_id == second.article_id
    assert archive.setup("f" * 64, model="m", host="local", detail={}) == setup


def test_a_record_that_cannot_be_read_is_kept_with_its_reason(store: Store) -> None:
    archive, setup, _ = begun(store)
    bad = Record(source="wire.jsonl", place="line 7", failure_code="input", failure="it is no JSON")
    assert archive.add(bad, setup) is None
    assert store.connection.execute("SELECT place, failure FROM sources").fetchall() == [
        ("line 7", "it is no JSON")
    ]


def test_a_result_is_kept_whole_and_can_be_found_by_its_words(store: Store) -> None:
    archive, setup, _ = begun(store)
    work = added(archive, "line 1", setup)
    with store.writing():
        archive.settle(work.id, Outcome(result=RESULT))
    text, state = store.connection.execute(
        "SELECT brief, state FROM briefs JOIN work ON work.id = work_id"
    ).fetchone()
    assert RESULT.brief is not None
    assert RESULT.brief.model_validate_json(text) == RESULT.brief
    assert state == RESULT.status
    found = store.connection.execute(
        "SELECT rowid FROM briefs_text WHERE briefs_text MATCH 'megawatts OR tenant'"
    )
    assert found.fetchall() == [(work.id,)]
    codes = store.connection.execute("SELECT code FROM findings ORDER BY id").fetchall()
    assert [code for (code,) in codes] == [finding.code for finding in RESULT.findings]


def test_a_result_takes_the_place_of_the_one_before(store: Store) -> None:
    archive, setup, run = begun(store)
    work = added(archive, "line 1", setup)
    attempt = archive.started(work.id, run, request_key="k", purpose="a question")
    request = Request(purpose="a question", messages=[Message(role="user", content="Why?")])
    reply = Reply(text="{}", usage=RESULT.usage)
    archive.answered(attempt, request, reply, model="m", usd=0.25)
    for outcome in (
        Outcome(result=RESULT),
        Outcome(failure_code="model.too_long", failure="too long"),
        Outcome(result=RESULT),
    ):
        with store.writing():
            archive.settle(work.id, outcome)
    tables = ("briefs", "briefs_text", "findings")
    counts = [store.connection.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in tables]
    assert counts == [1, 1, len(RESULT.findings)]
    assert archive.counts(setup) == {RESULT.status: 1}
    assert archive.spent(setup) == (Usage(requests=1, input_tokens=5214, output_tokens=1502), 0.25)


def test_an_attempt_without_an_end_may_have_been_paid(store: Store) -> None:
    archive, setup, run = begun(store)
    work = added(archive, "line 1", setup)
    first = archive.started(work.id, run, request_key="k", purpose="a question")
    archive.started(work.id, run, request_key="l", purpose="another")
    archive.ended(first, "stop")
    assert archive.possibly_paid() == 1


def test_a_position_holds_for_the_same_input_and_setup_only(store: Store) -> None:
    archive, setup, _ = begun(store)
    position = Position("4096", 12, "10 1", "what it held")
    archive.note_position("wire.jsonl", position, setup)
    assert archive.position("wire.jsonl", setup) == position
    assert archive.position("other.jsonl", setup) is None
    assert archive.position("wire.jsonl", setup + 1) is None


def test_what_fails_in_the_middle_of_a_transaction_leaves_nothing(store: Store) -> None:
    archive, setup, _ = begun(store)
    with pytest.raises(KeyError), store.writing():
        added(archive, "line 1", setup)
        raise KeyError
    assert store.connection.execute("SELECT count(*) FROM sources").fetchone() == (0,)


def test_a_second_writer_is_kept_out_and_told_who_writes(tmp_path: Path, store: Store) -> None:
    code = f"from briefkit.store import Store; Store({str(store.path)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "is writing into" in done.stderr
    store.close()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reader_reads_beside_the_writer(store: Store) -> None:
    archive, setup, _ = begun(store)
    with store.writing():
        added(archive, "line 1", setup)
    reader = open_readonly(store.path)
    assert reader.execute("SELECT count(*) FROM articles").fetchone()[0] == 1
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM articles")
    reader.close()


def test_a_store_of_the_first_version_is_brought_up_to_date_and_keeps_its_replies(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with Store(path) as made:
        Cache(made, model="m").after(REQUEST, Reply(text="Because."))
    connection = sqlite3.connect(path)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'briefs_text_%'"
        " AND name NOT IN ('replies', 'sqlite_stat1')"
    ).fetchall():
        connection.execute(f"DROP TABLE {name}")
    connection.execute("DROP INDEX replies_by_article")
    connection.execute("ALTER TABLE replies DROP COLUMN article_sha256")
    connection.commit()
    connection.close()
    with Store(path) as brought:
        assert Cache(brought, model="m").before(REQUEST) == Reply(text="Because.")
        names = [name for (name,) in brought.connection.execute("SELECT name FROM migrations ORDER BY rowid")]
    assert sorted(names) == sorted(name for name, _ in MIGRATIONS)


def test_a_store_of_a_newer_briefkit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with Store(path) as made:
        made.connection.execute("INSERT INTO migrations VALUES ('time_travel', '2030-01-01')")
    with pytest.raises(StoreError, match="newer briefkit: it has time_travel"):
        Store(path)


@pytest.mark.parametrize("part", [0.25, 0.5, 0.75], ids=["a quarter", "half", "three quarters"])
def test_a_damaged_store_is_refused_and_what_can_be_read_is_recovered(tmp_path: Path, part: float) -> None:
    path = tmp_path / "briefs.db"
    with Store(path) as made:
        archive, setup, _ = begun(made)
        with made.writing():
            for number in range(300):
                article = Article(text=f"{ARTICLE.text}\n\nEdition {number}.")
                work = added(archive, f"line {number}", setup, article)
                archive.settle(work.id, Outcome(result=RESULT.model_copy(update={"article": article})))
    data = bytearray(path.read_bytes())
    middle = int(len(data) * part) // 4096 * 4096
    data[middle : middle + 3 * 4096] = b"\xff" * 3 * 4096
    path.write_bytes(data)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="recover"):
        Store(path)
    saved = recover(path, tmp_path / "saved.db")
    assert path.read_bytes() == before
    assert saved.rows["articles"] >= 290
    # A page that leads to others takes many briefs with it; each that is lost is known, and made again.
    assert saved.rows["briefs"] + saved.again >= saved.rows["articles"]
    assert sum(saved.gaps.values()) >= 1
    with Store(tmp_path / "saved.db") as again:
        assert again.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_recovery_never_writes_over_a_file(tmp_path: Path, store: Store) -> None:
    taken = tmp_path / "taken.db"
    taken.write_bytes(b"mine")
    with pytest.raises(StoreError, match="exists already"):
        recover(store.path, taken)
    with pytest.raises(StoreError, match="no store"):
        recover(tmp_path / "nothing.db", tmp_path / "new.db")


def test_a_store_on_a_full_disk_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    with Store(tmp_path / "briefs.db") as made:
        archive, setup, _ = begun(made)
        with made.writing():
            added(archive, "line 1", setup)
        pages = made.connection.execute("PRAGMA page_count").fetchone()[0]
        made.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="cannot be written: database or disk is full"), made.writing():
            for number in range(2, 400):
                added(archive, f"line {number}", setup, Article(text=f"{ARTICLE.text} {number}"))
        assert made.connection.execute("SELECT count(*) FROM sources").fetchone() == (1,)
