"""The labelled sets of a folder: what people or a program judged, and the articles it is about. It measures nothing.

Any folder with files of the same shape will do: `sentences_*.jsonl`, `planted_*.jsonl`, `responses_*.jsonl` and
`sources.jsonl`. Of a file that is not there, there are no cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from briefkit.checks import Facts
from briefkit.schema import Article

__all__ = ["Case", "Sets", "read_rows"]


@dataclass(frozen=True, slots=True)
class Case:
    """One text to be checked, and whether it is at fault."""

    id: str
    text: str
    source: str
    """Which article it is about."""
    faulty: bool
    kind: str = ""
    """What is wrong with it, in the words of the set."""
    base: str = ""
    """The sound text that a fault was planted in; the text itself where none was."""
    planted: str = ""
    """The words that were put in."""
    dataset: str = ""
    writer: str = ""
    """The model that wrote it, where known."""

    def with_fault(self, kind: str, text: str) -> Case:
        """Return this sound case with a fault planted in it."""
        return replace(self, id=f"{self.id}-{kind}", text=text, faulty=True, kind=kind, base=self.base)

    def sound(self) -> Case:
        """Return the sound text that a fault was planted in."""
        return replace(self, id=f"{self.id}-base", text=self.base, faulty=False, kind="")


class Sets:
    """The sets of one folder, each read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts = lru_cache(maxsize=256)(self._facts)

    @cached_property
    def sentences(self) -> list[Case]:
        """Return single sentences of models, labelled by people."""
        return self._cases("sentences")

    @cached_property
    def sound(self) -> list[Case]:
        """Return the sentences that people found supported: what no check should stop."""
        return [case for case in self.sentences if not case.faulty]

    @cached_property
    def planted(self) -> list[Case]:
        """Return sentences in which a program planted one fault each."""
        return self._cases("planted")

    @cached_property
    def responses(self) -> list[Case]:
        """Return whole summaries, labelled by people."""
        return self._cases("responses")

    @cached_property
    def articles(self) -> dict[str, Article]:
        """Return every article by its id."""
        return {row["source_id"]: _article(row) for row in self._rows("sources")}

    def planted_kinds(self, *kinds: str) -> list[Case]:
        """Return the planted faults of some kinds."""
        return [case for case in self.planted if case.kind in kinds]

    def _facts(self, source: str) -> Facts:
        return Facts.of(self.articles[source])

    def _cases(self, name: str) -> list[Case]:
        """Return the rows whose article is there."""
        return [_case(row) for row in self._rows(name) if row["source_id"] in self.articles]

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        for path in sorted([*self.folder.glob(f"{name}.jsonl"), *self.folder.glob(f"{name}_*.jsonl")]):
            yield from read_rows(path)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _article(row: dict[str, Any]) -> Article:
    return Article(text=row["text"], language=row.get("language") or "en")


def _case(row: dict[str, Any]) -> Case:
    meta = row.get("meta") or {}
    text = row["claim_or_summary"]
    return Case(
        id=row["id"],
        text=text,
        source=row["source_id"],
        faulty=row["label"] == "unsupported",
        kind=str(row.get("error_type") or ""),
        base=meta.get("base") or meta.get("fix") or text,
        planted=meta.get("new") or "",
        dataset=row.get("dataset", ""),
        writer=meta.get("model", ""),
    )
