"""The store: what was paid for is kept, and a damaged record is never believed."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from briefkit.errors import StoreError
from briefkit.schema import Message, Reply, Request
from briefkit.store import Cache, Store

REQUEST = Request(purpose="a question", messages=[Message(role="user", content="Why?")])
REPLY = Reply(text="Because.", model="m")


def test_a_reply_survives_the_process(tmp_path: Path) -> None:
    with Store(tmp_path / "briefs.db") as store:
        Cache(store, model="m").after(REQUEST, REPLY)
    with Store(tmp_path / "briefs.db") as store:
        assert Cache(store, model="m").before(REQUEST) == REPLY


def test_another_model_another_answer(tmp_path: Path) -> None:
    with Store(tmp_path / "briefs.db") as store:
        Cache(store, model="m").after(REQUEST, REPLY)
        assert Cache(store, model="n").before(REQUEST) is None


def test_the_purpose_is_no_part_of_the_key() -> None:
    assert REQUEST.key("m") == REQUEST.model_copy(update={"purpose": "other words"}).key("m")


def test_a_key_is_computed_once_and_leaves_the_request_what_it_was() -> None:
    fresh = REQUEST.model_copy()
    before = fresh.model_dump_json()
    assert fresh.key("m") is fresh.key("m")
    assert fresh.key("m") != fresh.key("n")
    assert (fresh, fresh.model_dump_json()) == (REQUEST.model_copy(), before)


@pytest.mark.parametrize(
    "change",
    [
        {"messages": [Message(role="user", content="Why not?")]},
        {"answer_schema": {"type": "object"}},
        {"max_output_tokens": 1},
        {"temperature": 0.5},
        {"stop": ["."]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_the_answer_changes_the_key(change: dict[str, object]) -> None:
    assert REQUEST.key("m") != REQUEST.model_copy(update=change).key("m")


@pytest.mark.parametrize("finish", ["length", "refused", "failed"])
def test_only_whole_answers_are_kept(tmp_path: Path, finish: str) -> None:
    with Store(tmp_path / "briefs.db") as store:
        cache = Cache(store, model="m")
        cache.after(REQUEST, REPLY.model_copy(update={"finish": finish}))
        assert cache.before(REQUEST) is None


def test_a_damaged_reply_counts_as_missing(tmp_path: Path) -> None:
    path = tmp_path / "briefs.db"
    with Store(path) as store:
        Cache(store, model="m").after(REQUEST, REPLY)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE replies SET reply = replace(reply, 'Because', 'Nobody knows')")
    connection.close()
    with Store(path) as store:
        assert Cache(store, model="m").before(REQUEST) is None


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    with Store(tmp_path / "briefs.db") as store:
        assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_a_file_of_something_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but important", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(path)
    assert path.read_text(encoding="utf-8") == "not a database, but important"


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="not a briefkit store"):
        Store(path)


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path / "nowhere" / "briefs.db")
