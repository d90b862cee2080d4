"""The documentation says what the code does."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefkit.schema import Article, Record, Result
from briefkit.store import Archive, Outcome, Store
from tests.write_docs import DOCS, filled

PAGES = sorted(DOCS.glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_of_a_page_are_those_of_the_code(page: object) -> None:
    text = page.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert filled(text) == text, "run `make docs`"


def test_the_table_of_codes_has_every_code_and_every_threshold_its_reason() -> None:
    text = (DOCS / "checks.md").read_text(encoding="utf-8")
    assert "codes:begin" in text
    rows = text.split("<!-- thresholds:begin -->")[1].split("<!-- thresholds:end -->")[0].splitlines()[3:]
    assert rows
    assert not [row for row in rows if row.rstrip().endswith("|  |")]


RESULT = Result.model_validate_json((Path(__file__).parent / "data" / "result.json").read_bytes())
QUERIES = re.findall(r"```sql\n(.+?)```", (DOCS / "store.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Return a store with a brief to review, an article that failed, one not begun, and a line that was none."""
    path = tmp_path_factory.mktemp("store") / "briefs.db"
    records = [
        Record(source="wire.jsonl", place="line 1", article=RESULT.article),
        Record(source="wire.jsonl", place="line 2", article=Article(text="Another.", publisher="The Ledger")),
        Record(source="wire.jsonl", place="line 3", failure_code="input", failure="it is no JSON"),
        Record(source="wire.jsonl", place="line 4", article=Article(text="A third.")),
    ]
    with Store(path) as opened, opened.writing():
        archive = Archive(opened.connection)
        setup = archive.setup("f" * 64, model="m", host="local", detail={})
        first, second, _, _ = [archive.add(record, setup) for record in records]
        assert first is not None
        assert second is not None
        archive.settle(first.id, Outcome(result=RESULT))
        archive.settle(second.id, Outcome(failure_code="model.rejected", failure="it is refused"))
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("number", "first", "rows"),
    [
        (0, RESULT.brief and RESULT.brief.headline.text, sum(f.severity == "error" for f in RESULT.findings)),
        (1, RESULT.brief and RESULT.brief.headline.text, 1),
        (2, "Utilities Board ruling on the contract", 1),
        (3, "FICTIONAL", 2),
        (4, "wire.jsonl", 3),
    ],
    ids=["to review", "about something", "to be watched", "costs", "without a brief"],
)
def test_the_queries_of_the_page_on_the_store_answer(
    store: sqlite3.Connection, number: int, first: str, rows: int
) -> None:
    found = store.execute(QUERIES[number]).fetchall()
    assert len(found) == rows
    assert not found or first in {row[0] for row in found}


def test_all_five_queries_are_tried() -> None:
    assert len(QUERIES) == 5


def test_every_column_of_a_store_is_described(store: sqlite3.Connection) -> None:
    page = (DOCS / "store.md").read_text(encoding="utf-8")
    for (table,) in store.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE '%STRICT%' AND type = 'table'"
    ):
        described = page.split(f"\n### {table}\n")[1].split("\n### ")[0]
        for column in [row[1] for row in store.execute(f"PRAGMA table_info({table})")]:
            assert f"| `{column}` |" in described, (table, column)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_nothing_in_a_page_waits_to_be_filled_in(page: object) -> None:
    text = page.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert [mark for mark in ("@@", "TODO", "TBD", "XXX") if mark in text] == []
