"""Scripted judges for tests: they read what they are shown, and choose by a rule."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from briefkit import ScriptedModel
from briefkit.evaluate import Pair, pairs_of
from briefkit.judging import Judge, Session
from briefkit.schema import OVERALL, RUBRIC, Better, Reply, Request, Result, Usage
from briefkit.store import Store
from tests.test_baselines import briefs

__all__ = ["LEAD", "PAIRS", "RUNS", "TEMPLATE", "Rule", "answer", "briefs_shown", "judging", "prefers", "sit"]

PAIRS = 4
TEMPLATE, LEAD = briefs("template")[:PAIRS], briefs("lead")[:PAIRS]
RUNS: dict[str, list[Result]] = {"template": TEMPLATE, "lead": LEAD}
Rule = Callable[[str, str], Better]
"""From what stands in A and in B to a choice."""


def briefs_shown(request: Request) -> tuple[str, str]:
    """Return what a judge is shown as A and as B."""
    one, other = re.findall(
        r"<(brief-\w+)>\nBrief [AB]:\n(.*?)\n</\1>", request.messages[1].content, re.DOTALL
    )
    return one[1], other[1]


def answer(better: Better, reason: str = "because of [1]") -> str:
    """Return an answer that chooses the same by every criterion."""
    choice = {"evidence": [1], "reason": reason, "better": better}
    return json.dumps(dict.fromkeys((*RUBRIC, OVERALL), choice))


def judging(rule: Rule, name: str = "judge-1") -> ScriptedModel:
    """Return a judge that goes by a rule."""

    def reply(request: Request) -> Reply:
        usage = Usage(requests=1, attempts=1, input_tokens=1000, output_tokens=200)
        return Reply(text=answer(rule(*briefs_shown(request))), usage=usage, model=name, host="local")

    return ScriptedModel(reply, name=name)


def prefers(words: str) -> Rule:
    """Return a rule that chooses the brief which has some words, wherever it stands."""
    return lambda a, b: "tie" if (words in a) == (words in b) else "A" if words in a else "B"


def sit(model: ScriptedModel, store: Path, *, again: int = 99, pairs: list[Pair] | None = None) -> Session:
    """Let a judge judge the lead against the template."""
    with Store(store) as opened:
        return Judge(model, opened).judge(pairs_of(RUNS) if pairs is None else pairs, again=again)
