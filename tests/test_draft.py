"""The draft: what a model is asked to say, what is wrong with an answer, and how numbers of sentences become spans."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from briefkit.draft import TOPICS, Draft, DraftError, Resolver, describe_fields, parse_answer
from briefkit.draft.wire import Repairs
from briefkit.models.portable import portable
from briefkit.schema import WORD_LIMITS, Abstention, Article
from briefkit.text import split_sentences

DRAFT: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")
)


def resolve(article: Article, **changes: Any) -> tuple[Any, Resolver]:
    resolver = Resolver(article, split_sentences(article.text, language="en"))
    return resolver.parts(Draft.model_validate({**DRAFT, **changes})), resolver


def test_an_answer_in_its_form_is_a_draft_whatever_stands_around_it() -> None:
    parsed = parse_answer("Here it is:\n```json\n" + json.dumps(DRAFT) + "\n```", Draft)
    assert parsed.value == Draft.model_validate(DRAFT)
    assert parsed.notes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I cannot do that.", "answer.not_json"),
        ('{"headline": "cut', "answer.not_json"),
        ('{"items": [], "items": []}', "answer.not_json"),
        ('{"items": [{"path": "dek"}]}', "answer.schema"),
        ('{"items": [], "extra": 1}', "answer.schema"),
        ('{"items": [{"path": "dek", "evidence": ["1"], "text": "x", "dropped": null}]}', "answer.schema"),
    ],
    ids=["prose", "cut", "a key twice", "missing keys", "a key too many", "a number as text"],
)
def test_an_answer_in_another_form_says_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(DraftError) as caught:
        parse_answer(text, Repairs)
    assert caught.value.code == code
    assert caught.value.problems


def test_problems_never_repeat_the_models_words() -> None:
    with pytest.raises(DraftError) as caught:
        parse_answer('{"items": "the embargoed sentence"}', Repairs)
    assert "embargoed" not in str(caught.value)


def test_where_an_object_may_have_two_forms_only_the_one_that_was_meant_is_complained_about() -> None:
    question = {**DRAFT["questions"]["financial"], "who_could_answer": None}
    answer = {**DRAFT, "questions": {**DRAFT["questions"], "financial": question}}
    with pytest.raises(DraftError) as caught:
        parse_answer(json.dumps(answer), Draft)
    assert caught.value.problems == ["questions.financial.who_could_answer: Input should be a valid list"]


def test_a_long_list_of_problems_is_cut_and_says_so() -> None:
    with pytest.raises(DraftError) as caught:
        parse_answer(json.dumps({"items": [{"path": 1}] * 20}), Repairs)
    one = len(_problems_of([{"path": 1}]))
    *shown, rest = caught.value.problems
    assert rest == f"and {20 * one - len(shown)} more"


def _problems_of(items: list[dict[str, Any]]) -> list[str]:
    with pytest.raises(DraftError) as caught:
        parse_answer(json.dumps({"items": items}), Repairs)
    return caught.value.problems


def test_sentence_numbers_become_spans_in_the_articles_order(article: Article) -> None:
    parts, _ = resolve(article, headline={"evidence": [10, 2, 4, 2], "text": "x"})
    starts = [span.start for span in parts.headline.evidence]
    assert starts == sorted(starts)
    assert len(starts) == 3
    assert all(article.text[span.start : span.end] == span.quote for span in parts.headline.evidence)


def test_a_number_that_no_sentence_has_gives_no_span_and_a_note(article: Article) -> None:
    parts, resolver = resolve(article, headline={"evidence": [4, 99], "text": "x"})
    assert len(parts.headline.evidence) == 1
    assert "99" in resolver.notes[0]


def test_an_abstention_stays_one(article: Article) -> None:
    parts, _ = resolve(article)
    assert parts.questions.customer == Abstention(abstained="names no buyer of the campus's services")


def test_items_beyond_the_most_are_left_out_and_noted(article: Article) -> None:
    parts, resolver = resolve(article, signals=DRAFT["signals"] * 4)
    assert len(parts.signals) == 3
    assert any("signals" in note for note in resolver.notes)


def test_as_many_items_as_there_may_be_are_kept_without_a_note(article: Article) -> None:
    parts, resolver = resolve(article, signals=DRAFT["signals"][:1] * 3)
    assert len(parts.signals) == 3
    assert resolver.notes == []


def test_topics_become_iptc_codes(article: Article) -> None:
    parts, _ = resolve(article, topics=["weather", "weather", "health"])
    assert parts.topics == ["medtop:17000000", "medtop:07000000"]


def test_the_seventeen_topics_have_codes_of_their_own() -> None:
    assert len(TOPICS) == len(set(TOPICS.values())) == 17


def test_every_field_is_described_to_the_model_with_its_limit() -> None:
    described = describe_fields(Draft)
    for field, limit in WORD_LIMITS.items():
        line = next(line for line in described.splitlines() if line.startswith(f"- {field}:"))
        assert f"At most {limit} words." in line
    for field in Draft.model_fields:
        assert f"- {field}: " in described


def test_the_fields_of_an_object_stand_two_columns_inside_the_field_that_holds_it() -> None:
    lines = describe_fields(Draft).splitlines()
    inner = lines[lines.index(next(line for line in lines if line.startswith("- key_points:"))) + 1 :]
    assert [line.partition(":")[0] for line in inner[:2]] == ["  - evidence", "  - role"]
    depths = [len(line) - len(line.lstrip()) for line in lines]
    assert all(after - before <= 2 for before, after in pairwise(depths))
    assert max(depths) == 4


def test_every_field_of_the_wire_has_a_docstring() -> None:
    schema = Draft.model_json_schema()
    for name, node in [("Draft", schema), *schema["$defs"].items()]:
        for field, about in node["properties"].items():
            assert about.get("description"), f"{name}.{field}"


@pytest.mark.parametrize("model", [Draft, Repairs], ids=lambda model: model.__name__)
def test_the_wire_schema_uses_only_what_every_server_accepts(model: type[Draft] | type[Repairs]) -> None:
    assert portable(model.model_json_schema())["additionalProperties"] is False


def test_evidence_stands_before_words_because_order_is_generation_order() -> None:
    schema = Draft.model_json_schema()
    for name, node in schema["$defs"].items():
        keys = list(node["properties"])
        if "evidence" in keys:
            assert keys.index("evidence") < keys.index("text"), name
