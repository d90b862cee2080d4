"""What workers on a cluster need of the tests: a briefer that asks a server on loopback, with a plan of few words.

A module of its own, because each worker process imports it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.scripted import asking
from briefkit.errors import InputError
from briefkit.loaders import check_input
from briefkit.models import Model
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.retrying import Patience
from briefkit.plan import Plan
from briefkit.schema import Article

__all__ = ["Desk", "DeskJob"]

PLAN_OF = asking("brief", "repair")


@dataclass
class DeskJob:
    """What `Briefer.job` would give, with a plan that takes two answers for a brief."""

    model: Model
    setup_sha256: str = "5" * 64
    gates: Sequence[Any] = ()
    plan_of: Callable[[Article], Plan] = PLAN_OF

    def complete(self, result: Any, seconds: float) -> Any:
        return result

    def refuse(self, article: Article) -> Sequence[str]:
        if "abort" in article.text:
            os.abort()
        if "crash" in article.text:
            raise ZeroDivisionError("a mistake of ours")
        if article.text.startswith("short"):
            raise InputError("the text is too short.")
        return check_input(article)


class Desk:
    """A briefer for an endpoint; what else a briefer is told makes no difference."""

    def __init__(self, model: str, *, base_url: str, **_: Any) -> None:
        options = Options(patience=Patience(first_wait=0.01, total=0.2))
        self._model = OpenAIModel(model, base_url=base_url, attempts=2, options=options)

    def job(self) -> DeskJob:
        return DeskJob(self._model)
