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
from briefkit.models.openai import OpenAIModel
from briefkit.models.retrying import Patience
from briefkit.plan import Plan
from briefkit.schema import Article

__all__ = ["Desk", "DeskJob"]

PLAN_OF = asking("brief", "repair")
_QUICK = Patience(first_wait=0.01, total=0.2)


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
    """A briefer for an endpoint."""

    def __init__(self, base_url: str, **options: Any) -> None:
        from briefkit.models.openai import Options

        self._model = OpenAIModel(
            "loopback", base_url=base_url, attempts=2, options=Options(patience=_QUICK), **options
        )

    def job(self) -> DeskJob:
        return DeskJob(self._model)
