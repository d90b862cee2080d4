"""Briefs as rows of a table: the columns once, for CSV and Parquet.

CSV begins with a byte order mark, without which spreadsheets take UTF-8 for something else; every reader of CSV that
knows UTF-8 skips it. No cell can be taken for a formula.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator

from briefkit.render.escape import one_line
from briefkit.render.item import Item, item_of
from briefkit.schema import Result, Signal

__all__ = ["COLUMNS", "Cell", "row_of", "to_csv"]

Cell = str | int | float | datetime.datetime | None
_POINTS = 5
_FORMULA = re.compile(r"[=+\-@\t\r\n|%＝＋－＠]")


def _point(index: int) -> Callable[[Item], Cell]:
    def text(item: Item) -> Cell:
        lines = [
            line
            for part in item.parts[:2]
            if part.title in ("Key points", "More points")
            for line in part.lines
        ]
        return lines[index] if index < len(lines) else None

    return text


def _own(item: Item) -> Cell:
    parts = [f"{part.title}: {' / '.join(part.lines)}" for part in item.parts if part.is_own]
    return " | ".join(parts) or None


def _count(severity: str) -> Callable[[Item], Cell]:
    return lambda item: sum(each.startswith(f"{severity} on ") for each in item.findings)


def _next_test(item: Item) -> Signal | None:
    signals = item.brief.signals
    return next((signal for signal in signals if signal.next_test), signals[0] if signals else None)


COLUMNS: dict[str, tuple[type, Callable[[Item], Cell]]] = {
    "id": (str, lambda item: item.id),
    "article_id": (str, lambda item: item.article.id),
    "status": (str, lambda item: "ok" if item.is_clear else "review"),
    "review": (str, lambda item: item.standing),
    "reviewer": (str, lambda item: item.provenance.human_review.reviewer),
    "reviewed_at": (datetime.datetime, lambda item: item.provenance.human_review.at),
    "headline": (str, lambda item: item.headline),
    "dek": (str, lambda item: item.dek or None),
    **{f"key_point_{number}": (str, _point(number - 1)) for number in range(1, _POINTS + 1)},
    "watch": (str, lambda item: signal.text if (signal := _next_test(item)) else None),
    "watch_when": (str, lambda item: signal.when if (signal := _next_test(item)) else None),
    "desk": (str, lambda item: item.brief.tags.desk),
    "topics": (str, lambda item: "; ".join(topic.name for topic in item.topics) or None),
    "language": (str, lambda item: item.language),
    "publisher": (str, lambda item: item.article.publisher),
    "published": (str, lambda item: day.isoformat() if (day := item.article.published) else None),
    "url": (str, lambda item: item.article.url),
    "article_headline": (str, lambda item: item.article.headline),
    "errors": (int, _count("error")),
    "warnings": (int, _count("warning")),
    "findings": (str, lambda item: " | ".join(item.findings) or None),
    "disclosure": (str, lambda item: item.disclosure),
    "digital_source_type": (str, lambda item: item.source_type.uri),
    "model": (str, lambda item: item.model),
    "prompts": (str, lambda item: ", ".join(item.prompts) or None),
    "created_at": (datetime.datetime, lambda item: item.created),
    "usd": (float, lambda item: item.provenance.cost.usd),
    "more": (str, _own),
}
"""By name: the type of a column, and what stands in it."""


def row_of(result: Result) -> dict[str, Cell]:
    """Return a result as a row.

    Raises:
        InputError: when there is no brief in it.

    """
    item = item_of(result)
    return {name: value(item) for name, (_, value) in COLUMNS.items()}


def to_csv(results: Iterable[Result]) -> Iterator[str]:
    """Yield the lines of a table with a head, the mark of UTF-8 before it; results without a brief are left out."""
    yield "\ufeff" + _line(list(COLUMNS))
    for result in results:
        if result.brief is not None:
            yield _line([_cell(value) for value in row_of(result).values()])


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    text = one_line(str(value))
    return f"'{text}" if _FORMULA.match(text) else text
