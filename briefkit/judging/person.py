"""A person who judges: the next pair, blind and in an order drawn by lot, and a record of what they choose.

It goes on where it stopped: what the store has of a person is not shown to them again.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from briefkit.errors import InputError
from briefkit.evaluate import Pair
from briefkit.evaluate.pairs import Side
from briefkit.plan.asking import about, number_sentences
from briefkit.schema import OVERALL, RUBRIC, RUBRIC_SHA256, Better, Judgement, Preference
from briefkit.store import Store
from briefkit.store.judgements import keep_judgement, stored_judgements
from briefkit.text import split_sentences

if TYPE_CHECKING:
    from briefkit.judging.widget import JudgingWidget

__all__ = ["Person", "Task"]


@dataclass(frozen=True)
class Task:
    """A pair as it is shown to a person."""

    first: Side
    second: Side

    @property
    def article(self) -> str:
        """Return what is known of the article, and its sentences numbered as the briefs cite them."""
        article = self.first.result.article
        brief = self.first.result.brief
        language = brief.language if brief else article.language
        numbered = number_sentences(article, split_sentences(article.text, language=language))
        return f"{about(article)}\n\n{numbered}".strip()

    @property
    def a(self) -> str:
        """Return the brief that is shown as A."""
        return self.first.blind.text

    @property
    def b(self) -> str:
        """Return the brief that is shown as B."""
        return self.second.blind.text


class Person:
    """Let a person judge pairs by the rubric that models go by, one after the other.

    `store` is the file that keeps the judgements; it is opened for a moment at each. What the person is shown first,
    and as A, is drawn by a lot of their own.

    Raises:
        InputError: when the name is empty.
        StoreError: when the store cannot be read.

    """

    def __init__(self, name: str, pairs: Sequence[Pair], store: str | Path) -> None:
        if not name.strip():
            raise InputError("a person who judges needs a name.", hint="Give any, such as initials.")
        self.judge = f"person:{name.strip()}"
        self._store = Path(store)
        differing = {pair.key: pair for pair in pairs if not pair.is_same}
        self._pairs = sorted(differing.values(), key=lambda pair: pair.place(self.judge))
        self._judged = self._known()
        self._skipped: set[tuple[str, str]] = set()

    @property
    def total(self) -> int:
        """Return how many pairs there are to judge."""
        return len(self._pairs)

    @property
    def left(self) -> int:
        """Return how many pairs the person has not judged yet."""
        return sum(pair.key not in self._judged for pair in self._pairs)

    def next(self) -> Task | None:
        """Return a pair that is not judged yet, None where there is none; skipped ones come last."""
        waiting = [pair for pair in self._pairs if pair.key not in self._judged]
        waiting.sort(key=lambda pair: pair.key in self._skipped)
        return Task(*waiting[0].drawn(self.judge)) if waiting else None

    def skip(self, task: Task) -> None:
        """Put a pair off until the others are judged."""
        self._skipped.add(_key(task))

    def record(self, task: Task, choices: Mapping[str, Better], *, reason: str = "") -> Judgement:
        """Keep what the person chooses, by criterion: `A`, `B` or `tie`; `overall` is needed, others may be left out.

        Raises:
            InputError: when there is no such criterion or choice, or none overall; nothing is kept then.
            StoreError: when it cannot be kept.

        """
        _refuse(choices)
        judgement = Judgement(
            judge=self.judge,
            rubric=RUBRIC_SHA256,
            article_sha256=task.first.result.article.sha256,
            first=task.first.sha256,
            second=task.second.sha256,
            preferences={
                name: Preference(better=better, reason=reason if name == OVERALL else "")
                for name, better in choices.items()
            },
            judged_at=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        )
        with Store(self._store) as store, store.writing() as connection:
            keep_judgement(connection, judgement)
        self._judged.add(judgement.pair)
        return judgement

    def widget(self) -> JudgingWidget:
        """Return what shows the pairs in a notebook and keeps the choices.

        Raises:
            ConfigurationError: when ipywidgets is not installed.

        """
        from briefkit.judging.widget import JudgingWidget

        return JudgingWidget(self)

    def _ipython_display_(self) -> None:
        import_module("IPython.display").display(self.widget().shown)

    def _known(self) -> set[tuple[str, str]]:
        if not self._store.exists():
            return set()
        mine = (self.judge, RUBRIC_SHA256)
        return {each.pair for each in stored_judgements(self._store) if (each.judge, each.rubric) == mine}


def _key(task: Task) -> tuple[str, str]:
    one, other = sorted((task.first.sha256, task.second.sha256))
    return one, other


def _refuse(choices: Mapping[str, Any]) -> None:
    known = (*RUBRIC, OVERALL)
    for name, better in choices.items():
        if name not in known:
            raise InputError(f"there is no criterion {name!r}.", hint=f"Choose of: {', '.join(known)}.")
        if better not in get_args(Better):
            raise InputError(
                f"{better!r} is no choice.", hint=f"Choose one of: {', '.join(get_args(Better))}."
            )
    if OVERALL not in choices:
        raise InputError("nothing is chosen overall.", hint="Choose A, B or tie for it.")
