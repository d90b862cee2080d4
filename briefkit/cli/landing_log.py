"""The log of a batch: one JSON object a line for every article that was worked on, in the order they came."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.batch import Landed

__all__ = ["logging_to"]


@contextmanager
def logging_to(path: Path | None) -> Generator[Callable[[Landed], None]]:
    """Give what writes a line to a file for each article, whole lines only; nothing where there is no file.

    Raises:
        InputError: when the file cannot be written.

    """
    if path is None:
        yield lambda landed: None
        return
    try:
        file = path.open("a", encoding="utf-8", newline="\n", buffering=1)
    except OSError as error:
        raise InputError(
            f"{str(path)!r} cannot be written: {error.strerror}.", hint="Give another --log-jsonl."
        ) from None
    with file:
        yield lambda landed: _write(file, landed)


def _write(file: Any, landed: Landed) -> None:
    file.write(json.dumps(_entry(landed), ensure_ascii=False) + "\n")


def _entry(landed: Landed) -> dict[str, Any]:
    record, outcome = landed.record, landed.outcome
    article, result = record.article, outcome.result
    entry = {
        "source": record.source,
        "place": record.place,
        "external_id": record.external_id,
        "article": article.id if article else None,
        "state": landed.state,
    }
    if result is None:
        return {**entry, "failure_code": outcome.failure_code, "failure": outcome.failure}
    return {
        **entry,
        "headline": result.brief.headline.text if result.brief else None,
        "findings": dict(Counter(finding.code for finding in result.findings)),
        "requests": result.usage.requests,
        "cached": result.usage.cached,
        "input_tokens": result.usage.input_tokens,
        "output_tokens": result.usage.output_tokens,
        "usd": result.cost.usd,
        "seconds": result.provenance.seconds,
    }
