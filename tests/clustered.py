"""What workers on a cluster need of the tests: a briefer that asks a server on loopback, with a plan of few words.

A module of its own, because each worker process imports it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.scripted import asking
from briefkit.errors import InputError
from briefkit.job import Job
from briefkit.loaders import check_input
from briefkit.models import Model
from briefkit.models.openai import OpenAIModel, Options
from briefkit.models.retrying import Patience
from briefkit.schema import Article, Cost

__all__ = ["Desk", "job_of", "refuse"]

PLAN_OF = asking("brief", "repair")


def refuse(article: Article) -> Sequence[str]:
    """Refuse as a briefer does, after what a mistake of ours or the death of a process would do."""
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

    def job(self) -> Job:
        """Return what the articles have in common."""
        return job_of(self._model)


def job_of(model: Model, refuse: Callable[[Article], Sequence[str]] = refuse) -> Job:
    """Return what `Briefer.job` would give, with a plan that takes two answers for a brief."""
    return Job(
        model=model,
        plan_of=PLAN_OF,
        complete=lambda result, seconds: result,
        refuse=refuse,
        setup_sha256="5" * 64,
        setup_detail={},
        checks="none",
        price=lambda reply: Cost(usd=0.0, basis="local"),
    )
