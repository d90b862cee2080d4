"""Briefs of real articles as a large model wrote them, played through the whole plan: nothing sound is called wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefkit.models import ScriptedModel
from briefkit.plan import Setup, whole
from briefkit.prompts import load_prompt
from briefkit.run import Runner
from briefkit.schema import Article, Result
from briefkit.text import Sentence, split_sentences
from tests.conftest import CORPUS

FOLDER = CORPUS.parent / "example" / "reference_briefs"
BRIEFS = sorted(path for path in FOLDER.glob("*.json") if not path.name.endswith(".sentences.json"))
SETUP = Setup(model="scripted", prompts={name: load_prompt(name) for name in ("brief", "repair", "merge")})
STATUS = {"confirmed_by_document": "documented"}
HOW = {"disputed": "disputed"}
KINDS = {"news", "press release", "interview", "speech", "bulletin", "transcript"}


def _how(unknown: dict[str, Any]) -> str:
    """By our rules only what cites its sentence counts as declined or disputed."""
    return HOW.get(unknown["how"], "not_addressed") if unknown.get("evidence") else "not_addressed"


def article_of(row: dict[str, Any]) -> Article:
    kind = row["kind"] if row["kind"] in KINDS else None
    return Article.model_validate_json(
        json.dumps(
            {
                "text": row["text"],
                "headline": row["title"],
                "publisher": row["source"],
                "published": (row["date"] or "")[:10] or None,
                "language": row["language"],
                "kind": kind,
            }
        )
    )


class Translation:
    """Turn a reference brief, whose fields are close to ours, into the draft that would make it."""

    def __init__(self, brief: dict[str, Any], offsets: list[list[int]], sentences: list[Sentence]) -> None:
        self.brief = brief
        self.offsets = offsets
        self.sentences = sentences

    def numbers(self, cited: list[int]) -> list[int]:
        """Return our numbers of the sentences that theirs overlap."""
        spans = [self.offsets[number - 1] for number in cited]
        found = {s.number for s in self.sentences for start, end in spans if s.start < end and start < s.end}
        return sorted(found)

    def line(self, item: dict[str, Any], *names: str) -> dict[str, Any]:
        if "abstained" in item:
            return {"abstained": item["abstained"]}
        kept = {name: item.get(name) for name in ("text", *names)}
        return {**kept, "evidence": self.numbers(item.get("evidence", []))}

    def key_point(self, item: dict[str, Any]) -> dict[str, Any]:
        said = item["attribution"]
        attributed = {
            "speaker": said.get("name"),
            "form": said["form"],
            "verb": said.get("verb"),
            "via": said.get("via"),
        }
        status = STATUS.get(item["status"], item["status"])
        return {**self.line(item, "role", "hedge"), **attributed, "status": status}

    def question(self, item: dict[str, Any]) -> dict[str, Any]:
        if "abstained" in item:
            return self.line(item)
        named = item.get("who_could_answer") or []
        answerers = [named] if isinstance(named, str) else named
        return {**self.line(item, "why_open", "settled_by"), "who_could_answer": answerers}

    def signal(self, item: dict[str, Any]) -> dict[str, Any]:
        names = ("basis", "threshold", "where_seen", "if_yes", "if_no", "next_test")
        when = item.get("when")
        return {**self.line(item, *names), "when": when if isinstance(when, str) else None}

    def draft(self) -> dict[str, Any]:
        brief = self.brief
        sides = ("financial", "operating", "customer")
        views = brief["analysis"]
        nothing = {"abstained": "no earlier coverage was supplied"}
        return {
            "unusable": None,
            "kind": "news",
            **{name: self.line(brief[name]) for name in ("headline", "dek", "lede")},
            "key_points": [self.key_point(item) for item in brief["key_points"]],
            "stakes": [self.line(item, "basis", "party", "group") for item in brief["stakes"]],
            "questions": {side: self.question(brief["questions"][side]) for side in sides},
            "signals": [self.signal(item) for item in brief["signals"]],
            "analysis": {
                name: self.line(views[name], "basis") if name in views else nothing
                for name in ("context", "pressure_point", "differs", "practical_read")
            },
            "other_side": [self.line(item, "holder") for item in brief.get("other_side", [])],
            "unknowns": [{**self.line(item), "how": _how(item)} for item in brief["unknowns"]],
            "topics": [],
            "regions": [],
        }


def play(path: Path, corpus: list[dict[str, Any]]) -> Result:
    brief = json.loads(path.read_text(encoding="utf-8"))
    offsets = json.loads(path.with_suffix(".sentences.json").read_text(encoding="utf-8"))
    article = article_of(next(row for row in corpus if row["id"] == brief["article_id"]))
    sentences = split_sentences(article.text, language=article.language)
    draft = Translation(brief, offsets, sentences).draft()
    setup = Setup(model=SETUP.model, prompts=SETUP.prompts, repairs=0)
    return Runner(ScriptedModel([json.dumps(draft)])).run(whole(article, setup))


@pytest.mark.skipif(
    not BRIEFS, reason="the reference briefs are not beside this checkout; set BRIEFKIT_CORPUS"
)
@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_a_sound_brief_of_a_real_article_has_no_error(path: Path, corpus: list[dict[str, Any]]) -> None:
    result = play(path, corpus)
    assert result.brief is not None, result.findings
    errors = [f"{f.path}: {f.message}" for f in result.findings if f.severity == "error"]
    for finding in result.findings:
        print(finding.severity, finding.code, finding.path, finding.message)
    assert errors == []
    text = result.article.text
    for _, statement in result.brief.statements():
        assert all(text[span.start : span.end] == span.quote for span in statement.evidence)
