"""Data frames in and out, with both packages where they are installed, and with doubles of what is used of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from briefkit import Briefer
from briefkit.errors import InputError
from briefkit.loaders.frames import Frame, is_frame, with_briefs
from briefkit.models import ScriptedModel
from briefkit.schema import Article, Brief, Record, Result

DATA = Path(__file__).parent / "data"
RESULT = Result.model_validate_json((DATA / "result.json").read_text(encoding="utf-8"))

TABLE: dict[str, list[Any]] = {
    "Nr": [7, 8, 9],
    "text": [RESULT.article.text, None, "Another story."],
    "date": [datetime.date(2026, 10, 14), None, datetime.date(2026, 10, 15)],
}


class PandasLike:
    """What is used of a data frame of pandas."""

    def __init__(self, table: dict[str, list[Any]]) -> None:
        self.table = table

    @property
    def columns(self) -> list[str]:
        return list(self.table)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.table["text"]), len(self.table)

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __getitem__(self, columns: list[str]) -> PandasLike:
        return type(self)({name: self.table[name] for name in columns})

    def itertuples(self, *, index: bool, name: None) -> Iterator[tuple[Any, ...]]:
        del index, name
        return zip(*self.table.values(), strict=True)

    def assign(self, **columns: list[Any]) -> PandasLike:
        return type(self)({**self.table, **columns})


class Series(list[Any]):
    def __init__(self, name: str, values: list[Any]) -> None:
        super().__init__(values)
        self.name = name


class PolarsLike:
    """What is used of a data frame of Polars."""

    def __init__(self, table: dict[str, list[Any]]) -> None:
        self.table = table

    @property
    def columns(self) -> list[str]:
        return list(self.table)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.table["text"]), len(self.table)

    def select(self, columns: list[str]) -> PolarsLike:
        return type(self)({name: self.table[name] for name in columns})

    def iter_rows(self) -> Iterator[tuple[Any, ...]]:
        return zip(*self.table.values(), strict=True)

    def get_columns(self) -> list[Series]:
        return [Series(name, values) for name, values in self.table.items()]

    def with_columns(self, columns: list[Series]) -> PolarsLike:
        return type(self)({**self.table, **{column.name: list(column) for column in columns}})


def _real(package: str) -> Callable[[dict[str, list[Any]]], Any]:
    def make(table: dict[str, list[Any]]) -> Any:
        return pytest.importorskip(package).DataFrame(table)

    return make


MAKERS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "like pandas": PandasLike,
    "like Polars": PolarsLike,
    "pandas": _real("pandas"),
    "Polars": _real("polars"),
}


def cells(frame: Any, name: str) -> list[Any]:
    """Return a column; pandas writes NaN for what is not there."""
    column = frame.table[name] if hasattr(frame, "table") else frame[name]
    return [None if cell != cell else cell for cell in column]


@pytest.fixture(params=MAKERS)
def frame(request: pytest.FixtureRequest) -> Any:
    return MAKERS[request.param](TABLE)


def test_rows_are_records_and_a_missing_text_is_a_failure(frame: Any) -> None:
    assert is_frame(frame)
    assert list(Frame(frame, columns={"id": "Nr"}, source="mine", publisher="The Post").records()) == [
        Record(
            source="mine",
            place="row 1",
            external_id="7",
            article=Article(
                text=RESULT.article.text, publisher="The Post", published=datetime.date(2026, 10, 14)
            ),
        ),
        Record(
            source="mine",
            place="row 2",
            failure_code="input.no_article",
            failure="it has no text.",
        ),
        Record(
            source="mine",
            place="row 3",
            external_id="9",
            article=Article(
                text="Another story.", publisher="The Post", published=datetime.date(2026, 10, 15)
            ),
        ),
    ]


def test_results_stand_beside_the_rows_they_belong_to(frame: Any) -> None:
    made = with_briefs(frame, [RESULT])
    column = {name: cells(made, name) for name in made.columns}
    assert list(column)[:3] == ["Nr", "text", "date"]
    assert column["brief_status"] == [RESULT.status, None, None]
    assert RESULT.brief is not None
    assert column["brief_headline"][0] == RESULT.brief.headline.text
    assert Brief.model_validate_json(column["brief_json"][0]) == RESULT.brief


def test_a_result_without_a_brief_is_a_status(frame: Any) -> None:
    failed = RESULT.model_copy(update={"brief": None, "status": "failed", "findings": []})
    made = with_briefs(frame, [failed])
    assert cells(made, "brief_status") == ["failed", None, None]


def test_a_frame_without_a_text_says_which_columns_it_has() -> None:
    with pytest.raises(InputError, match=r"no column of the data frame.*columns are text_of\."):
        Frame(PandasLike({"text_of": [], "text": []})[["text_of"]])


@pytest.mark.parametrize("value", ["text", ["a"], 7, {"columns": 1}], ids=str)
def test_other_things_are_no_frames(value: object) -> None:
    assert not is_frame(value)


def test_a_batch_takes_a_data_frame(tmp_path: Path, frame: Any) -> None:
    draft = (DATA / "draft.json").read_text(encoding="utf-8")
    with Briefer(ScriptedModel(lambda request: draft)) as briefer:
        results = list(briefer.batch(frame, store=tmp_path / "briefs.db"))
    assert RESULT.article.text in [result.article.text for result in results]
