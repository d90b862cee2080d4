"""Data frames of pandas and Polars, in and out: rows to records, results to columns beside the rows.

Neither package is imported: a frame is told by what it can do, and new columns are made by its own methods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeGuard, Unpack, runtime_checkable

from briefkit.errors import InputError
from briefkit.loaders.columns import Columns, Found, article_of
from briefkit.loaders.loaded import Known, with_known
from briefkit.loaders.reading import LEFT_OUT
from briefkit.schema import Record, Result, Statement

__all__ = ["DataFrame", "Frame", "is_frame", "with_briefs"]

_BRIEF_COLUMNS = (
    "brief_status",
    "brief_headline",
    "brief_dek",
    "brief_key_points",
    "brief_findings",
    "brief_json",
)


@runtime_checkable
class DataFrame(Protocol):
    """What pandas' and Polars' data frames have in common."""

    @property
    def columns(self) -> Any:
        """The names of the columns."""
        ...

    @property
    def shape(self) -> Any:
        """The numbers of rows and columns."""
        ...


class Frame:
    """The articles of a data frame, as an input of a batch: one row each, places are `row 1` and on.

    `columns` says which column holds which field, where the names are not the usual ones.

    Raises:
        InputError: when a column that was named is not there, or none holds the text.

    """

    fingerprint: str | None = None

    def __init__(
        self,
        frame: DataFrame,
        *,
        columns: Mapping[str, str] | None = None,
        source: str = "dataframe",
        **known: Unpack[Known],
    ) -> None:
        self.source = source
        self.total: int | None = None
        self._frame = frame
        self._known = known
        names = [name for name in frame.columns if isinstance(name, str)]
        self._columns = Columns(columns or {}).among(names, name="the data frame")

    def before(self, position: str) -> str | None:
        """Return None: a frame is read from its start."""
        del position
        return None

    def records(self, after: str | None = None) -> Iterator[Record]:
        """Yield the records in order; there is no going on in the middle."""
        del after
        for number, values in enumerate(self._rows(), start=1):
            place = f"row {number}"
            try:
                found = self._found(values)
            except InputError as error:
                yield Record(source=self.source, place=place, failure_code=LEFT_OUT, failure=error.message)
            else:
                yield Record(
                    source=self.source, place=place, external_id=found.external_id, article=found.article
                )

    def _found(self, values: Mapping[str, Any]) -> Found:
        found = article_of(values, name="the row")
        return Found(with_known(found.article, self._known), found.external_id) if self._known else found

    def _rows(self) -> Iterator[dict[str, Any]]:
        fields, columns = list(self._columns), list(self._columns.values())
        for row in _tuples(self._frame, list(dict.fromkeys(columns))):
            by_column = dict(zip(dict.fromkeys(columns), row, strict=True))
            yield {field: _present(by_column[column]) for field, column in zip(fields, columns, strict=True)}


def is_frame(value: object) -> TypeGuard[DataFrame]:
    """Tell whether something is a data frame of pandas or Polars."""
    has_rows = hasattr(value, "iter_rows") or hasattr(value, "itertuples")
    return has_rows and isinstance(value, DataFrame)


def with_briefs(frame: Any, results: Iterable[Result], *, columns: Mapping[str, str] | None = None) -> Any:
    """Return the data frame with what came of its articles, in new columns named `brief_…`.

    Rows are found by their text; those without a result have None. Key points and findings are one a line,
    `brief_json` is the whole brief.
    """
    by_text = {result.article.sha256: _cells(result) for result in results}
    nothing = (None,) * len(_BRIEF_COLUMNS)
    rows = [
        nothing if record.article is None else by_text.get(record.article.sha256, nothing)
        for record in Frame(frame, columns=columns).records()
    ]
    made = {name: [row[index] for row in rows] for index, name in enumerate(_BRIEF_COLUMNS)}
    if hasattr(frame, "assign"):
        return frame.assign(**made)
    series = frame.get_columns()[0].__class__
    return frame.with_columns([series(name, values) for name, values in made.items()])


def _cells(result: Result) -> Sequence[str | None]:
    brief = result.brief
    findings = "\n".join(
        f"{finding.severity} {finding.code} {finding.path}".rstrip() for finding in result.findings
    )
    if brief is None:
        return (result.status, None, None, None, findings, None)
    points = "\n".join(point.text for point in brief.key_points)
    dek = brief.dek.text if isinstance(brief.dek, Statement) else None
    return (result.status, brief.headline.text, dek, points, findings, brief.model_dump_json())


def _tuples(frame: Any, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of some columns, row by row."""
    if hasattr(frame, "iter_rows"):
        yield from frame.select(columns).iter_rows()
    else:
        yield from frame[columns].itertuples(index=False, name=None)


def _present(value: Any) -> Any:
    """Return a cell, None for what stands for a missing one: pandas' NaN, NaT and NA are not even themselves."""
    try:
        return value if bool(value == value) else None
    except (TypeError, ValueError):  # NA has no truth; arrays have many
        return None
