"""Measures: counted from results, added up over sets."""

from __future__ import annotations

import json
from pathlib import Path

from briefkit.evaluate import evaluate, measure
from briefkit.models import ScriptedModel
from briefkit.plan import Setup, whole
from briefkit.prompts import load_prompt
from briefkit.run import Runner
from briefkit.schema import Article, Provenance, Result

SETUP = Setup(model="scripted", prompts={name: load_prompt(name) for name in ("brief", "repair", "merge")})
DRAFT = (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")


def test_a_result_is_measured_by_what_its_brief_holds(article: Article) -> None:
    result = Runner(ScriptedModel([DRAFT])).run(whole(article, SETUP))
    measures = measure(result)
    assert measures.results == 1
    assert measures.statements == len(dict(result.brief.statements())) if result.brief else 0
    assert measures.with_evidence == measures.statements - 1, "one unknown is not addressed and cites nothing"
    assert measures.abstentions == 2
    assert measures.warnings == len([f for f in result.findings if f.severity == "warning"])
    words = sum(len(json.loads(DRAFT)[field]["text"].split()) for field in ("headline", "dek"))
    assert measures.glance_words > words


def test_sets_add_up_and_failed_results_count(article: Article) -> None:
    good = Runner(ScriptedModel([DRAFT])).run(whole(article, SETUP))
    made = Provenance(briefkit="0", article_sha256=article.sha256)
    lost = Result(status="failed", brief=None, article=article, provenance=made)
    total, codes = evaluate([good, lost])
    assert (total.results, total.failed) == (2, 1)
    assert sum(codes.values()) == len(good.findings)
