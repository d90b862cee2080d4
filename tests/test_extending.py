"""A draft with fields of a newsroom's own: told, asked for, checked, repaired, shown and kept like the bundled ones."""

from __future__ import annotations

import dataclasses
import datetime
import json
import linecache
import pickle
import re
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefkit import Article, Brief, Briefer, ScriptedModel, check
from briefkit.cli import program
from briefkit.cli.distribute import _absolute_draft
from briefkit.comparing import compare
from briefkit.draft import (
    Draft,
    DraftAbstention,
    DraftLine,
    DraftQuestion,
    DraftSignal,
    Most,
    answer_schema,
    describe_fields,
    full_words,
    own_fields,
)
from briefkit.draft.own import KINDS
from briefkit.drafts import draft_sha256, load_draft
from briefkit.errors import ConfigurationError
from briefkit.models import Capabilities
from briefkit.models.portable import portable
from briefkit.plan import Plan, Setup, long, stepwise
from briefkit.plan.dropping import replace_item
from briefkit.prompts import load_prompt
from briefkit.render import EXPORTS, export, render
from briefkit.render.entries import name_of
from briefkit.render.outline import own_names
from briefkit.review import review, with_edits
from briefkit.schema import FULL_WORDS, Abstention, Question, Reply, Request, Result, Statement
from briefkit.store import Cache, Store
from tests.own_draft import ANSWER, EveryKind, RegulatedDraft, answer
from tests.test_long import draft_about, long_article

HERE = Path(__file__).parent
NAMED = f"{HERE / 'own_draft.py'}:RegulatedDraft"
QUESTION = ANSWER["regulatory_question"]["text"]
PRECEDENT = ANSWER["precedents"][0]["text"]
NONE = {"abstained": "names no regulator"}


def brief_of(
    article: Article, *, draft: type[Draft] = RegulatedDraft, said: str = "", fixed: str = "", **wanted: Any
) -> Result:
    """Return what comes of an answer, and of `fixed` where lines are asked again."""

    def reply(request: Request) -> str:
        return fixed or '{"items": []}' if request.purpose.startswith("repair") else said or answer()

    with Briefer(ScriptedModel(reply), draft=draft, **wanted) as briefer:
        return briefer.brief(article)


def bundled(said: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without the fields that only a newsroom's own draft has."""
    return {name: value for name, value in said.items() if name in Draft.model_fields}


def made(result: Result) -> Brief:
    assert result.brief is not None
    return result.brief


@pytest.fixture(scope="module")
def result() -> Result:
    text = (HERE / "data" / "article.txt").read_text(encoding="utf-8")
    return brief_of(Article(text=text, publisher="The Ledger", published=datetime.date(2026, 10, 14)))


# What the model is asked


def test_a_field_of_ones_own_is_told_in_the_words_of_its_docstring() -> None:
    told = describe_fields(RegulatedDraft).splitlines()
    assert told[-2:] == [
        "- regulatory_question: What a regulator has to decide, and by when. Of the form of questions.financial, or an "
        "abstention. At most 30 words.",
        "- precedents: Earlier decisions about the same company that the article names. Up to 2, each of the form of "
        "headline; empty where the article has none. At most 40 words each.",
    ]
    assert told[:-2] == describe_fields(Draft).splitlines()


def test_the_request_has_its_schema_which_every_server_takes(article: Article) -> None:
    model = ScriptedModel(lambda request: answer())
    with Briefer(model, draft=RegulatedDraft) as briefer:
        briefer.brief(article)
    seen = model.requests
    assert seen[0].answer_schema == answer_schema(RegulatedDraft)
    assert "What a regulator has to decide" in seen[0].messages[0].content
    assert f"at most {full_words(RegulatedDraft)} words" in seen[0].messages[0].content
    sent = portable(answer_schema(RegulatedDraft), inline=True)
    assert list(sent["properties"])[-2:] == ["regulatory_question", "precedents"]
    assert sent["required"] == list(sent["properties"])
    jsonschema.validate(ANSWER, sent)


def test_without_a_draft_of_ones_own_nothing_is_asked_otherwise() -> None:
    class Same(Draft):
        """The whole brief as a model writes it."""

    assert own_fields(Draft) == own_fields(Same) == ()
    assert full_words(Same) == FULL_WORDS
    assert describe_fields(Same) == describe_fields(Draft)


def test_a_bundled_field_may_be_told_in_other_words() -> None:
    class Terse(Draft):
        headline: DraftLine
        """The news in six words."""

    assert "- headline: The news in six words. At most 14 words." in describe_fields(Terse)
    assert own_fields(Terse) == ()


def test_docstrings_are_found_where_a_notebook_keeps_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = (
        "from briefkit.draft import Draft, DraftLine\n\n"
        "class Cell(Draft):\n"
        "    impact: DraftLine\n"
        '    """What it\n    changes."""\n'
        "    silent: DraftLine\n"
    )
    lines = cell.splitlines(keepends=True)
    monkeypatch.setitem(linecache.cache, "cell-3.py", (len(cell), None, lines, "cell-3.py"))
    names: dict[str, Any] = {"__name__": "no_module_of_this_name"}
    exec(compile(cell, "cell-3.py", "exec", dont_inherit=True), names)
    assert answer_schema(names["Cell"])["properties"]["impact"]["description"] == "What it\nchanges."
    with pytest.raises(ConfigurationError, match="'silent' does not say what the model is to write"):
        own_fields(names["Cell"])


def test_a_draft_may_be_made_of_a_draft() -> None:
    class Further(RegulatedDraft):
        docket: DraftSignal | DraftAbstention
        """What the docket will show."""

    assert [own.name for own in own_fields(Further)] == ["regulatory_question", "precedents", "docket"]


# What a draft may not ask for


class _Named(BaseModel):
    name: str


def _draft(
    annotation: Any, value: Any = ..., *, name: str = "impact", told: str = "The impact."
) -> type[Draft]:
    field = Field(value, description=told)
    return type("Odd", (Draft,), {"__annotations__": {name: annotation}, name: field, "__module__": __name__})


REFUSED: dict[str, tuple[Callable[[], type[Draft]], str]] = {
    "free text": (lambda: _draft(str), "'impact' is of a type that no check could hold to the article"),
    "a label without evidence": (lambda: _draft(Literal["high", "low"]), "A field may be one of DraftLine"),
    "a model of another kind": (lambda: _draft(_Named), "is of a type"),
    "a group of fields": (lambda: _draft(Draft.model_fields["questions"].annotation), "is of a type"),
    "null for nothing": (lambda: _draft(DraftQuestion | None), "is of a type"),
    "two kinds at once": (lambda: _draft(DraftQuestion | DraftSignal | DraftAbstention), "is of a type"),
    "abstentions in a list": (lambda: _draft(list[DraftLine | DraftAbstention]), "is of a type"),
    "a list without a kind": (lambda: _draft(list), "is of a type"),
    "a default": (
        lambda: _draft(DraftLine | DraftAbstention, DraftAbstention(abstained="no")),
        "has a default",
    ),
    "no words": (lambda: _draft(DraftLine, told=" "), "does not say what the model is to write"),
    "a limit for the wire": (
        lambda: _draft(Annotated[list[DraftLine], Field(max_length=3)]),
        r"Cap a list with Annotated\[list\[DraftLine\], Most\(3\)\]",
    ),
    "a cap on a line": (lambda: _draft(Annotated[DraftLine, Most(1)]), "has a limit"),
    "a list that never ends": (lambda: _draft(Annotated[list[DraftLine], Most(99)]), "is capped at 99 lines"),
    "a capital in its name": (lambda: _draft(DraftLine, name="Impact"), "is not a name for the wire"),
    "a name that is taken": (lambda: _draft(DraftLine, name="financial"), "is the name of one in questions"),
    "a bundled field of another type": (
        lambda: _draft(list[DraftLine], name="headline"),
        "'headline' is one of Draft's with another type",
    ),
}


@pytest.mark.parametrize(("odd", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_checked_is_refused_before_anything_is_asked(
    odd: Callable[[], type[Draft]], why: str
) -> None:
    with pytest.raises(ConfigurationError, match=why):
        Briefer(ScriptedModel([]), draft=odd())


def test_a_draft_keeps_the_strictness_of_the_bundled_one() -> None:
    class Loose(Draft):
        model_config = ConfigDict(extra="ignore")

    with pytest.raises(ConfigurationError, match="another model_config"):
        own_fields(Loose)


# What becomes of it


def test_it_stands_in_the_brief_by_its_name_with_its_evidence(result: Result) -> None:
    brief = made(result)
    question = brief.more["regulatory_question"]
    assert isinstance(question, Question)
    assert (question.text, question.basis) == (QUESTION, "inferred")
    for span in question.evidence:
        assert result.article.text[span.start : span.end] == span.quote
    assert [path for path, _ in brief.items()][-2:] == ["more.regulatory_question", "more.precedents[0]"]
    assert [line.text for line in brief.lines_of("precedents")] == [PRECEDENT]
    assert brief.lines_of("regulatory_question") == [question]
    assert brief.more_titles == {
        "regulatory_question": "Regulatory question",
        "precedents": "Ratings and rulings before",
    }


def test_a_brief_survives_its_json_and_its_schema_describes_the_fields(result: Result) -> None:
    brief = made(result)
    text = brief.model_dump_json()
    assert Brief.model_validate_json(text) == brief
    schema = Brief.model_json_schema(mode="serialization")
    jsonschema.validate(json.loads(text), schema)
    assert schema["properties"]["more"]["description"].startswith("What a newsroom's own draft asks for")


def test_a_brief_from_before_there_were_such_fields_is_read_as_it_was(article: Article) -> None:
    old = json.loads((HERE / "data" / "result.json").read_text(encoding="utf-8"))["brief"]
    assert "more" not in old
    brief = Brief.model_validate_json(json.dumps(old))
    assert brief.more == {}
    assert "more" not in brief.model_dump(exclude_defaults=True), "its hash, and so its review, holds"


@pytest.mark.parametrize("name", ["Q", "a.b", "a[0]", "", "x" * 41, "a-b", "a\nb"])
def test_no_brief_from_elsewhere_has_a_field_that_is_no_path(result: Result, name: str) -> None:
    value = json.loads(made(result).model_dump_json())
    value["more"] = {name: value["headline"]}
    with pytest.raises(ValidationError):
        Brief.model_validate_json(json.dumps(value))


def test_every_kind_of_line_becomes_what_it_is_called(article: Article) -> None:
    kinds = {
        "first_line": ANSWER["headline"],
        "reading": ANSWER["analysis"]["context"],
        "point": ANSWER["key_points"][0],
        "exposed": ANSWER["stakes"],
        "asked": ANSWER["questions"]["operating"],
        "docket": ANSWER["signals"][0],
        "dissent": ANSWER["other_side"],
        "silence": ANSWER["unknowns"][0],
    }
    brief = made(brief_of(article, draft=EveryKind, said=json.dumps(bundled(ANSWER) | kinds)))
    assert brief.more["point"] == brief.key_points[0]
    assert brief.more["exposed"] == brief.stakes
    assert brief.more["docket"] == brief.signals[0]
    assert brief.more["dissent"] == brief.other_side
    assert brief.more["silence"] == brief.unknowns[0]
    assert brief.more["asked"] == brief.questions.operating
    assert brief.more["reading"] == brief.analysis.context
    assert brief.more["first_line"] == brief.headline
    assert Brief.model_validate_json(brief.model_dump_json()) == brief


def test_an_abstention_stays_visible_with_its_reason(article: Article) -> None:
    result = brief_of(article, said=answer(regulatory_question=NONE, precedents=[]))
    assert made(result).more == {
        "regulatory_question": Abstention(abstained="names no regulator"),
        "precedents": [],
    }
    shown = render(result, "markdown")
    assert "## Regulatory question" in shown
    assert "names no regulator" in shown
    assert "## Ratings and rulings before" in shown


def test_what_stands_beyond_the_cap_of_a_list_is_left_out_and_noted(article: Article) -> None:
    result = brief_of(article, said=answer(precedents=ANSWER["precedents"] * 3))
    precedents = made(result).more["precedents"]
    assert isinstance(precedents, list)
    assert len(precedents) == 2
    assert "1 of precedents beyond 2 were left out" in result.provenance.notes


# The checks


CHECKED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a figure that the article has otherwise": (
        {"precedents": [{"evidence": [15], "text": "Halden reported revenue of $712 million for 2025."}]},
        "more.precedents[0]",
        "numbers.",
    ),
    "a name that it does not have": (
        {"precedents": [{"evidence": [16], "text": "Moody Bright cut its outlook on Halden in August."}]},
        "more.precedents[0]",
        "names.",
    ),
    "a quotation that nobody said": (
        {"precedents": [{"evidence": [16], "text": 'Corvane Ratings cited "a wall of debt" at Halden.'}]},
        "more.precedents[0]",
        "quotations.",
    ),
    "a question that does not ask": (
        {"regulatory_question": ANSWER["regulatory_question"] | {"text": QUESTION.rstrip("?") + "."}},
        "more.regulatory_question",
        "questions.form",
    ),
    "a question that the article answers": (
        {
            "regulatory_question": ANSWER["regulatory_question"]
            | {"evidence": [15], "text": "How much revenue did Halden report for 2025?"}
        },
        "more.regulatory_question",
        "questions.answered",
    ),
    "a stock reason for an abstention": (
        {"regulatory_question": {"abstained": "N/A"}},
        "more.regulatory_question",
        "abstentions.",
    ),
    "the same question twice": (
        {"regulatory_question": ANSWER["questions"]["operating"]},
        "more.regulatory_question",
        "repetition.points",
    ),
}


@pytest.mark.parametrize(("changes", "path", "code"), CHECKED.values(), ids=CHECKED)
def test_it_is_checked_like_a_bundled_line_of_its_kind(
    article: Article, changes: dict[str, Any], path: str, code: str
) -> None:
    findings = brief_of(article, said=answer(**changes)).findings
    assert [each for each in findings if each.path == path and each.code.startswith(code)]


def test_a_signal_of_ones_own_has_to_be_one(article: Article) -> None:
    class Docketed(Draft):
        docket: DraftSignal | DraftAbstention
        """What the docket will show."""

    vague = ANSWER["signals"][0] | {
        "text": "Further regulatory developments",
        "threshold": None,
        "when": None,
    }
    result = brief_of(article, draft=Docketed, said=json.dumps(bundled(ANSWER) | {"docket": vague}))
    codes = {each.code for each in result.findings if each.path == "more.docket"}
    assert {"signals.observable", "signals.horizon"} <= codes


def test_a_sound_line_of_ones_own_has_no_finding(result: Result) -> None:
    assert not [each for each in result.findings if each.path.startswith("more.")]
    assert not [each for each in check(made(result), result.article) if each.path.startswith("more.")]


def test_lines_of_ones_own_bring_their_room_with_them(article: Article) -> None:
    short = made(brief_of(article, said=answer(regulatory_question=NONE, precedents=[])))
    filler = Statement(text="Halden " * 40, evidence=short.headline.evidence)
    words = [each for each in check(short, article) if each.code == "lengths.full"]
    grown = short.model_copy(update={"more": {"precedents": [filler, filler, filler]}})
    assert words == [each for each in check(grown, article) if each.code == "lengths.full"]


def test_only_the_line_that_fails_is_asked_again_and_mended(article: Article) -> None:
    wrong = [{"evidence": [16], "text": "Corvane Ratings cut its outlook on Halden to positive in August."}]
    fixed = {"items": [{"path": "more.precedents[0]", "evidence": [15], "text": PRECEDENT, "dropped": None}]}
    result = brief_of(article, said=answer(precedents=wrong), fixed=json.dumps(fixed))
    precedents = made(result).more["precedents"]
    assert isinstance(precedents, list)
    assert precedents[0].text == PRECEDENT
    assert result.provenance.repairs == 1


@pytest.mark.parametrize(
    ("path", "evidence", "text", "left"),
    [
        ("more.precedents[0]", [16], "Corvane Ratings cut its outlook to positive in August.", []),
        ("more.regulatory_question", [10], "Will the Utilities Board rule by 12 March 2031?", None),
    ],
    ids=["out of its list", "with an abstention"],
)
def test_what_cannot_be_mended_is_dropped_where_that_is_asked_for(
    article: Article, path: str, evidence: list[int], text: str, left: Any
) -> None:
    changes: dict[str, Any] = (
        {"precedents": [{"evidence": evidence, "text": text}]}
        if left == []
        else {"regulatory_question": ANSWER["regulatory_question"] | {"evidence": evidence, "text": text}}
    )
    result = brief_of(article, said=answer(**changes), strict=True)
    name = path.removeprefix("more.").removesuffix("[0]")
    own = made(result).more[name]
    assert own == left if left == [] else isinstance(own, Abstention)
    assert any(note.startswith(f"{path} was dropped") for note in result.provenance.notes)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_replacing_an_item_changes_that_item_and_no_other(data: st.DataObject) -> None:
    brief = made(_result())
    items = dict(brief.items())
    path = data.draw(st.sampled_from([path for path, item in items.items() if isinstance(item, Statement)]))
    statement = items[path]
    assert isinstance(statement, Statement)
    new = statement.model_copy(update={"text": "Another line."})
    assert dict(replace_item(brief, path, new).items()) == items | {path: new}


# Long articles, and models too small for a whole brief


LONG = Setup(
    model="scripted",
    prompts={name: load_prompt(name) for name in ("brief", "repair", "merge", "own", "stepwise")},
    window_tokens=10_000,
    max_output_tokens=2_000,
    draft=RegulatedDraft,
)


def drive(plan: Plan, reply: Callable[[Request], dict[str, Any]]) -> tuple[Result, list[Request]]:
    """Answer a plan's requests to its end."""
    asked: list[Request] = []
    replies: list[Reply] | None = None
    try:
        while True:
            requests = next(plan) if replies is None else plan.send(replies)
            asked += requests
            replies = [Reply(text=json.dumps(reply(request))) for request in requests]
    except StopIteration as end:
        return end.value, asked


def of_part(request: Request) -> dict[str, Any]:
    """Return the draft of a window: a question and a precedent on its first bridge."""
    if request.purpose.startswith("the merge"):
        return {}
    numbers = [
        int(number) for number in re.findall(r"^\[(\d+)\] The council", request.messages[1].content, re.M)
    ]
    said = draft_about(numbers[0])
    bridge = (numbers[0] - 1) // 3
    return said | {
        "regulatory_question": ANSWER["regulatory_question"]
        | {"evidence": [numbers[0]], "text": f"Who permits the ${bridge + 10} million of bridge {bridge}?"},
        "precedents": [
            {"evidence": [numbers[0]], "text": f"The council would spend ${bridge + 10} million."}
        ],
    }


def test_the_merge_of_a_long_article_chooses_among_its_lines_by_their_ids() -> None:
    chosen = {
        "headline": "1.headline", "dek": None, "lede": None, "key_points": ["1.key_points.1"], "stakes": [],
        "signals": [], "other_side": [], "unknowns": [], "financial": None, "operating": None, "customer": None,
        "context": None, "pressure_point": None, "practical_read": None,
        "regulatory_question": "2.regulatory_question", "precedents": ["2.precedents.1", "1.precedents.1"],
    }  # fmt: skip
    result, asked = drive(
        long(long_article(120), LONG),
        lambda request: chosen if "merge" in request.purpose else of_part(request),
    )
    merge = asked[-1]
    assert "- precedents: up to 2 ids" in merge.messages[0].content
    assert "2.regulatory_question: Who permits" in merge.messages[1].content
    assert list(merge.answer_schema or {})
    own = made(result).more
    assert isinstance(own["regulatory_question"], Question)
    assert isinstance(own["precedents"], list)
    assert len(own["precedents"]) == 2
    assert not [each for each in result.findings if each.severity == "error"]


def test_a_merge_without_an_answer_takes_what_comes_first() -> None:
    result, _ = drive(long(long_article(120), LONG), of_part)
    own = made(result).more
    assert isinstance(own["regulatory_question"], Question)
    assert "bridge 0" in own["regulatory_question"].text
    assert any("the merge got no usable answer" in note for note in result.provenance.notes)


def test_the_merge_is_told_nothing_more_without_such_fields() -> None:
    plain = dataclasses.replace(LONG, draft=Draft)
    _, asked = drive(long(long_article(120), plain), lambda request: bundled(of_part(request)))
    assert asked[-1].messages[0].content == load_prompt("merge").fill("system")


def small(
    said: dict[str, Any], article: Article, *, draft: type[Draft] = RegulatedDraft
) -> tuple[Result, list[Request]]:
    """Brief an article by the plan for small models, which names a sentence and words a line as it is told."""

    def reply(request: Request) -> dict[str, Any]:
        told = (value for purpose, value in said.items() if request.purpose.startswith(purpose))
        return dict(next(told, {"line": "No."}))

    return drive(stepwise(article, dataclasses.replace(LONG, draft=draft)), reply)


BOARD = "What conditions could the state Utilities Board attach to the deal?"


def test_a_small_model_names_the_sentence_and_words_the_question(article: Article) -> None:
    result, asked = small(
        {
            "the sentence for “Regulatory question”": {"number": 10},
            "the question for “Regulatory question”": {"line": BOARD},
        },
        article,
    )
    question = made(result).more["regulatory_question"]
    assert isinstance(question, Question)
    assert question.text == BOARD
    assert question.settled_by == "the decision of the Utilities Board"
    choosing = [request for request in asked if request.purpose.startswith("the sentence for “Reg")]
    first, second = (request.messages[-1].content for request in choosing)
    assert first.endswith("The editor looks for: What a regulator has to decide, and by when.")
    assert first.splitlines()[:-1] == second.splitlines()[:-1][::-1], "in both orders"
    assert choosing[0].answer_schema is not None
    assert 10 in choosing[0].answer_schema["properties"]["number"]["enum"]


def test_a_question_of_ones_own_is_not_asked_again_under_a_side(article: Article) -> None:
    line = {"line": BOARD}
    result, _ = small(
        {
            "the sentence for “Regulatory question”": {"number": 10},
            "the question for “Regulatory question”": line,
            "the operating question": line,
        },
        article,
    )
    operating = made(result).questions.operating
    assert not (isinstance(operating, Question) and operating.text == BOARD)


SILENT: dict[str, tuple[dict[str, Any], str]] = {
    "it names none": ({"the sentence for": {"number": 0}}, "asked twice, the model named no one sentence"),
    "it answers in another form": ({"the sentence for": {"no": 1}}, "asked twice, the model named no one"),
    "its question does not hold": (
        {"the sentence for": {"number": 10}, "the question for": {"line": "What next?"}},
        "the model found no question about it that holds",
    ),
}


@pytest.mark.parametrize(("said", "why"), SILENT.values(), ids=SILENT)
def test_a_small_model_that_finds_nothing_abstains_with_the_true_reason(
    article: Article, said: dict[str, Any], why: str
) -> None:
    result, _ = small(said, article)
    own = made(result).more["regulatory_question"]
    assert isinstance(own, Abstention)
    assert why in own.abstained


def test_a_sentence_named_in_one_order_only_counts_for_nothing(article: Article) -> None:
    answers = iter([{"number": 10}, {"number": 5}, {"number": 10}, {"number": 5}])
    setup = dataclasses.replace(LONG, draft=RegulatedDraft)
    result, _ = drive(
        stepwise(article, setup),
        lambda request: next(answers) if request.purpose.startswith("the sentence") else {"line": "No."},
    )
    assert isinstance(made(result).more["regulatory_question"], Abstention)


def test_what_the_points_say_already_is_not_said_again(article: Article) -> None:
    result, _ = small({"the sentence for “Ratings": {"number": 11}}, article)
    assert made(result).more["precedents"] == Abstention(abstained="nothing beyond the key points")


def test_two_fields_never_rest_on_one_sentence(article: Article) -> None:
    class Twice(Draft):
        money: DraftLine | DraftAbstention
        """What it owes."""
        debt: DraftLine | DraftAbstention
        """What it has to pay back."""

    result, _ = small({"the sentence for": {"number": 15}}, article, draft=Twice)
    own = made(result).more
    assert isinstance(own["money"], Statement)
    assert own["debt"] == Abstention(abstained="nothing beyond “Money”")
    assert not [each for each in result.findings if each.code.startswith("repetition.")]


def test_a_list_in_the_plan_for_small_models_gets_one_line_or_says_why_it_is_empty(article: Article) -> None:
    full, _ = small({"the sentence for “Ratings": {"number": 16}}, article)
    assert [line.evidence[0].quote[:15] for line in made(full).lines_of("precedents")] == ["Corvane Ratings"]
    assert isinstance(made(full).more["precedents"], list)
    empty, _ = small({}, article)
    assert isinstance(made(empty).more["precedents"], Abstention)
    assert made(empty).lines_of("precedents") == []
    assert "the model named no one sentence that says it" in " ".join(render(empty, "text").split())


def test_what_only_code_finds_is_pointed_to(article: Article) -> None:
    result, asked = small({}, article, draft=EveryKind)
    own = made(result).more
    assert own["docket"] == Abstention(abstained="the events that code finds stand under What to watch")
    assert own["exposed"] == Abstention(
        abstained="those affected whom code finds stand under Who is affected"
    )
    assert not [request for request in asked if "Docket" in request.purpose]


def test_a_baseline_says_that_it_writes_none(article: Article) -> None:
    with Briefer("lead", draft=RegulatedDraft) as briefer:
        own = made(briefer.brief(article)).more
    assert own["regulatory_question"] == Abstention(abstained="the plan lead asks for no field of your own")


# Where it is shown


@pytest.mark.parametrize("to", EXPORTS)
def test_every_format_shows_it_under_its_heading(result: Result, to: str) -> None:
    data = b"".join(export([result], to))
    if to == "parquet":
        pq = pytest.importorskip("pyarrow.parquet")
        import io

        [said] = pq.read_table(io.BytesIO(data)).column("more").to_pylist()
    elif to == "email":
        import email

        parts = email.message_from_bytes(data).walk()
        said = "\n".join(
            bytes(part.get_payload(decode=True)).decode() for part in parts if not part.is_multipart()
        )
    else:
        said = data.decode()
    shown = " ".join(said.replace("\\n", "\n").replace("\\", "").split())
    assert "regulatory question" in shown.lower().replace("_", " ")
    assert "On what conditions will the Utilities Board rule" in shown
    assert PRECEDENT.rstrip(".") in shown


def test_the_terminal_shows_its_heading_and_its_evidence(result: Result) -> None:
    shown = render(result, "text", width=80)
    own = shown.partition("── Regulatory question ──")[2].partition("── Also noticed")[0]
    assert "On what conditions will the Utilities Board" in own
    assert "– Who could answer: the Utilities Board" in own
    assert "[10] The deal still needs approval" in own
    assert "[15] Halden reported" in own


def test_the_page_links_it_to_its_sentences_by_letters_of_its_own(result: Result) -> None:
    page = result.to_html()
    assert '<li id="M1"' in page
    assert '<li id="M2"' in page
    assert page.count('href="#M2"') > 1, "its sentence leads back to it"
    assert "Ratings and rulings before</h2>" in page


def test_lines_of_ones_own_are_called_by_their_titles(result: Result) -> None:
    question, precedent = (
        made(result).lines_of("regulatory_question")[0],
        made(result).lines_of("precedents")[0],
    )
    more = {"precedents": [precedent, precedent], "regulatory_question": question, "empty": []}
    own = own_names(made(result).model_copy(update={"more": more}))
    assert [name_of(path, own) for path in own] == [
        ("M1", "Ratings and rulings before 1"),
        ("M2", "Ratings and rulings before 2"),
        ("M3", "Regulatory question"),
        ("M4", "Empty"),
    ]


def test_a_report_of_the_checks_has_a_page_for_it_too(result: Result) -> None:
    from briefkit.checks import report
    from briefkit.render import render_report

    page = render_report(report(made(result), result.article), "html")
    assert 'id="M2"' in page


def test_a_signal_of_ones_own_is_on_the_boards_list_of_what_to_watch(result: Result) -> None:
    from briefkit.render.board_cards import card_of, watches_of

    signal = made(result).signals[0]
    own = made(result).model_copy(update={"more": {"docket": signal}})
    shown = result.model_copy(update={"brief": own})
    assert len(watches_of(shown, card_of(shown))) == 2


HOSTILE = "<script>alert(1)</script>\x1b[31m*x*"


@pytest.mark.parametrize("to", sorted(set(EXPORTS) - {"parquet", "json", "jsonl"}))
def test_a_title_from_elsewhere_acts_nowhere(result: Result, to: str) -> None:
    brief = made(result).model_copy(update={"more_titles": {"regulatory_question": HOSTILE}})
    data = b"".join(export([result.model_copy(update={"brief": brief})], to))
    assert b"\x1b" not in data
    if to in ("html", "atom", "nitf", "email", "slack"):
        assert b"<script>alert" not in data


# Where it is kept


def test_a_store_keeps_finds_and_gives_it_back(article: Article, tmp_path: Path) -> None:
    path = tmp_path / "briefs.db"
    wrong = [{"evidence": [16], "text": "Corvane Ratings cut its outlook on Halden to positive in August."}]
    said = answer(precedents=wrong)
    model = ScriptedModel(lambda request: '{"items": []}' if "repair" in request.purpose else said)
    with Briefer(model, draft=RegulatedDraft) as briefer:
        [result] = briefer.batch([article], store=path)
        assert list(briefer.batch([article], store=path)) == [], "it is done"
    with closing(sqlite3.connect(path)) as connection:
        [(text, question)] = connection.execute(
            "SELECT brief, json_extract(brief, '$.more.regulatory_question.text') FROM briefs"
        ).fetchall()
        paths = [row[0] for row in connection.execute("SELECT path FROM findings WHERE severity = 'error'")]
        hits = connection.execute("SELECT count(*) FROM briefs_text WHERE briefs_text MATCH 'Corvane'")
        assert hits.fetchone()[0] == 1
    assert Brief.model_validate_json(text).more == made(result).more
    assert question == QUESTION
    assert "more.precedents[0]" in paths


def test_another_draft_is_another_setup_and_another_answer(article: Article, tmp_path: Path) -> None:
    class Retold(Draft):
        regulatory_question: DraftQuestion | DraftAbstention
        """What the regulator wants to know."""
        precedents: Annotated[list[DraftLine], Most(2)]
        """Earlier decisions about the same company that the article names."""

    hashes = {draft_sha256(draft) for draft in (Draft, RegulatedDraft, Retold)}
    assert len(hashes) == 3
    asked: list[str] = []
    with Store(tmp_path / "briefs.db") as store:
        for draft in (RegulatedDraft, Retold, RegulatedDraft):
            model = ScriptedModel(lambda request: answer())
            with Briefer(model, draft=draft, gates=[Cache(store, model=model.name)]) as briefer:
                made(briefer.brief(article))
            asked += [request.purpose for request in model.requests]
    assert asked.count("the brief") == 2, "the third run found the first one's answer"


def test_provenance_says_which_draft_it_was(result: Result, article: Article) -> None:
    plain = brief_of(article, draft=Draft, said=json.dumps(bundled(ANSWER)))
    assert result.provenance.parameters["draft"] == "RegulatedDraft"
    assert "draft RegulatedDraft" in " ".join(render(result, "text").split())
    assert "draft" not in plain.provenance.parameters
    assert result.provenance.schema_sha256 != plain.provenance.schema_sha256


# Where people work on it


def test_a_review_may_change_its_words(result: Result) -> None:
    edited = with_edits(made(result), {"more.precedents[0]": "Halden carries $2.3 billion of debt."})
    seen = review(
        result,
        reviewer="Ana Ruiz",
        role="editor",
        at=datetime.datetime(2026, 10, 15, tzinfo=datetime.UTC),
        edited=edited,
    )
    precedents = made(seen).more["precedents"]
    assert isinstance(precedents, list)
    assert (precedents[0].text, precedents[0].origin) == (
        "Halden carries $2.3 billion of debt.",
        "person",
    )
    assert [edit.path for edit in seen.provenance.human_review.changes or []] == ["more.precedents[0]"]


def test_a_comparison_pairs_its_lines(result: Result, article: Article) -> None:
    other = brief_of(
        article,
        said=answer(precedents=[ANSWER["precedents"][0] | {"text": "Halden carries $2.3 billion of debt."}]),
    )
    lines = {line.new: line for line in compare(result, other).lines}
    assert lines["more.precedents[0]"].kind == "changed"
    assert lines["more.regulatory_question"].kind == "same"


# The command line, and other processes


def _scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Choice:
        family = "scripted"

        def build(self) -> ScriptedModel:
            return ScriptedModel(lambda request: answer(), capabilities=Capabilities(local=True))

    monkeypatch.setattr("briefkit.briefer.find_model", lambda *_, **__: Choice())


def test_the_command_takes_a_draft_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    _scripted(monkeypatch)
    ran = CliRunner().invoke(
        program, ["brief", str(HERE / "data" / "article.txt"), "--draft", NAMED, "-f", "markdown"]
    )
    assert ran.exit_code == 0, ran.stderr
    assert "## Regulatory question" in ran.stdout


def test_an_archive_is_briefed_with_a_draft_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _scripted(monkeypatch)
    store = tmp_path / "briefs.db"
    command = ["batch", str(HERE / "data" / "article.txt"), "--store", str(store), "--draft", NAMED]
    assert CliRunner().invoke(program, command).exit_code == 0
    with closing(sqlite3.connect(store)) as connection:
        [(detail,)] = connection.execute("SELECT detail FROM setups").fetchall()
    assert json.loads(detail)["draft"] == {"RegulatedDraft": draft_sha256(load_draft(NAMED))}


WRONG: dict[str, tuple[str, str]] = {
    "no class": ("drafts.py", "names no draft. Write FILE.py:Class"),
    "no file": ("nowhere.py:Mine", "cannot be read: No such file"),
    "no module": ("no_such_module:Mine", "importing 'no_such_module' failed: ModuleNotFoundError"),
    "no such class": ("mine.py:Yours", "there is no draft 'Yours' in 'mine.py'. It has: Mine, Wrong."),
    "something else": ("mine.py:json", "there is no draft 'json'"),
    "code that fails": ("broken.py:Mine", "importing 'broken.py' failed: ZeroDivisionError"),
    "no Python": ("odd.py:Mine", "importing 'odd.py' failed: SyntaxError"),
    "a field that cannot be": ("mine.py:Wrong", "its field 'impact' is of a type"),
}


@pytest.mark.parametrize(("name", "why"), WRONG.values(), ids=WRONG)
def test_a_draft_that_cannot_be_is_refused_in_one_line(
    name: str, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(
        "import json\nfrom briefkit.draft import Draft\nclass Mine(Draft):\n    pass\n"
        "class Wrong(Draft):\n    impact: str\n    'The impact.'\n"
    )
    (tmp_path / "broken.py").write_text("1 / 0\n")
    (tmp_path / "odd.py").write_text("class\n")
    _scripted(monkeypatch)
    ran = CliRunner().invoke(program, ["brief", "--sample", "--draft", name])
    assert ran.exit_code == 2
    assert why in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_a_file_is_run_once_whoever_names_it() -> None:
    assert load_draft(NAMED) is RegulatedDraft
    assert load_draft("tests.own_draft:RegulatedDraft") is RegulatedDraft


def test_other_processes_find_a_draft_by_its_name() -> None:
    briefer = Briefer(_Silent(), draft=NAMED)
    again = pickle.loads(pickle.dumps(briefer))
    assert again.job().setup_sha256 == briefer.job().setup_sha256


def test_workers_elsewhere_are_given_the_whole_path_of_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").touch()
    assert _absolute_draft("mine.py:Mine") == f"{tmp_path / 'mine.py'}:Mine"
    assert _absolute_draft("package.module:Mine") == "package.module:Mine"
    assert _absolute_draft(None) is None


def test_a_draft_that_stands_in_the_program_itself_is_not_handed_on() -> None:
    class Mine(Draft):
        pass

    Mine.__module__ = "__main__"
    with pytest.raises(ConfigurationError, match=r"give draft='FILE.py:Mine'"):
        pickle.dumps(Briefer(_Silent(), draft=Mine))


# The page of the documentation


PAGE = (HERE.parent / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_blocks_of_the_page_run_as_they_stand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _scripted(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    shutil.copy(HERE / "data" / "article.txt", tmp_path)
    definition, use = (code for kind, code in BLOCKS if kind == "python")
    (tmp_path / "regulated.py").write_text(definition, encoding="utf-8")
    exec(use, {})
    assert PRECEDENT in capsys.readouterr().out
    [commands] = [code for kind, code in BLOCKS if kind == "sh"]
    for command in commands.splitlines():
        ran = CliRunner().invoke(program, shlex.split(command)[1:])
        assert ran.exit_code == 0, ran.stderr
    [query] = [code for kind, code in BLOCKS if kind == "sql"]
    with closing(sqlite3.connect("briefs.db")) as connection:
        assert connection.execute(query).fetchall() == [(ANSWER["headline"]["text"], QUESTION)]


def test_the_page_says_every_kind_with_its_limit() -> None:
    rows = dict(re.findall(r"^\| `(Draft\w+)` \| .*? \| (\d+) words \|$", PAGE, re.MULTILINE))
    assert rows == {kind.__name__: str(_limit(kind)) for kind in KINDS}


def _limit(kind: type[BaseModel]) -> int:
    [own] = own_fields(_draft(kind))
    return own.words


class _Silent:
    """A model that other processes can be handed."""

    name = "silent"
    host = "local"
    capabilities = Capabilities(local=True)

    async def answer(self, request: Request) -> Any:
        raise AssertionError("nothing is to be asked")

    async def aclose(self) -> None:
        """Release nothing."""


@cache
def _result() -> Result:
    text = (HERE / "data" / "article.txt").read_text(encoding="utf-8")
    return brief_of(Article(text=text, publisher="The Ledger"))
