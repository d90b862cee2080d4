"""The plan `summarise`: what a model says when it is only asked for a summary, as a brief that can be measured."""

from __future__ import annotations

from typing import Any

import pytest

from briefkit import Article, Briefer, ScriptedModel
from briefkit.errors import ConfigurationError
from briefkit.evaluate import evaluate
from briefkit.schema import Abstention, Reply, Result
from tests.test_baselines import article as harbour

SUMMARY = (
    "Here is a summary in three sentences:\n\n"
    "- **Dunmere Port** will close its second quay for 5 weeks.\n"
    "- Ferries to Aldholm move to the first quay.\n"
    "- The repairs will cost £90,000.\n"
)


def summarised(answer: Any = SUMMARY, given: Article | None = None, **options: Any) -> Result:
    with Briefer(ScriptedModel([answer]), **{"plan": "summarise", **options}) as briefer:
        return briefer.brief(given or harbour(0))


def test_the_sentences_are_the_points_with_the_sentences_most_like_them() -> None:
    result = summarised()
    assert result.brief is not None
    assert [point.text for point in result.brief.key_points] == [
        "Dunmere Port will close its second quay for 5 weeks.",
        "Ferries to Aldholm move to the first quay.",
        "The repairs will cost £90,000.",
    ]
    assert result.brief.headline.text == "Cracks close quay near Aldholm"
    [span] = result.brief.key_points[1].evidence
    assert "Ferries to Aldholm" in span.quote
    assert result.provenance.evidence_by == "alignment"


def test_what_the_summary_invents_is_found() -> None:
    errors = [found for found in summarised().findings if found.severity == "error"]
    assert {found.path for found in errors} == {"key_points[2]"}


def test_what_nobody_asked_for_is_left_empty_with_the_reason() -> None:
    brief = summarised().brief
    assert brief is not None
    empty = [item for _, item in brief.items() if isinstance(item, Abstention)]
    assert {item.abstained for item in empty} == {"only a summary was asked for"}
    assert brief.signals == []


def test_the_request_is_one_line_and_the_article() -> None:
    model = ScriptedModel([SUMMARY])
    with Briefer(model, plan="summarise") as briefer:
        briefer.brief(harbour(0))
    [request] = model.requests
    [message] = request.messages
    assert message.content.startswith("Summarise this news article in five sentences.\n\n<article-")
    assert harbour(0).text in message.content
    assert request.answer_schema is None


def test_without_a_headline_the_first_line_is_one_and_is_not_said_again() -> None:
    brief = summarised(given=Article(text=harbour(0).text)).brief
    assert brief is not None
    assert brief.headline.text.startswith("Dunmere Port")
    assert len(brief.key_points) == 2


def test_a_summary_longer_than_a_brief_is_cut_and_says_so() -> None:
    result = summarised("The quay is closed. " * 9)
    assert result.brief is not None
    assert len(result.brief.key_points) == 5
    assert "the summary has 9 sentences; a brief has room for 5" in result.provenance.notes


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("I'm sorry, I cannot help with that.", "answer.refused"),
        (Reply(text="", finish="refused"), "answer.refused"),
        ("***", "answer.schema"),
    ],
    ids=["refused in words", "filtered", "empty"],
)
def test_no_summary_is_no_brief(answer: Any, code: str) -> None:
    result = summarised(answer)
    assert result.status == "failed"
    assert [found.code for found in result.findings] == [code]


def test_a_prompt_for_a_summary_brings_its_plan(tmp_path: Any) -> None:
    own = tmp_path / "own.md"
    own.write_text("# summarise\nSay it in one line.\n<{{fence}}>\n{{article}}\n</{{fence}}>\n", "utf-8")
    for prompt in ("summarise", "summarise/v1", own):
        assert summarised(plan=None, prompt=prompt).provenance.plan == "summarise"


def test_a_prompt_that_would_not_be_read_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="Add --plan whole"):
        summarised(prompt="brief/v1")
    with pytest.raises(ConfigurationError, match="Add --plan summarise"):
        summarised(plan="whole", prompt="summarise/v1")


def test_the_hash_of_its_prompt_tells_no_other_setups_apart() -> None:
    other, own = (Briefer(ScriptedModel([]), plan=plan).job().setup_detail for plan in ("whole", "summarise"))
    assert "summarise" not in other["prompts"]
    assert "summarise" in own["prompts"]


def test_just_asking_is_a_run_that_is_measured_with_the_others() -> None:
    table = evaluate({"summarise": [summarised()], "other": [summarised("The port is shut.")]})
    assert table.runs[0].plans == ("summarise",)
    grounded = table.row("summarise", "grounded")
    assert grounded is not None
    assert grounded.value == pytest.approx(0.75)
