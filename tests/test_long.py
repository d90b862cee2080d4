"""The long plan: windows that lose no sentence, and a merge that may only select and order."""

from __future__ import annotations

import datetime
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.checks import Facts
from briefkit.draft import Draft, Parts, Resolver
from briefkit.plan import Setup, choose_plan, long
from briefkit.plan.long import Selection, merge_parts, split_windows
from briefkit.prompts import load_prompt
from briefkit.schema import Article, Failure, Reply, Request, Result

DRAFT: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")
)
SETUP = Setup(
    model="scripted",
    prompts={purpose: load_prompt(purpose) for purpose in ("brief", "repair", "merge")},
    window_tokens=10_000,
    max_output_tokens=2_000,
)
TOWNS = ("Aldery", "Bramholt", "Corvick", "Dunmere", "Elvaston", "Farnley")


def long_article(paragraphs: int) -> Article:
    """Return an article of our own about bridges, one town and one sum a paragraph."""
    text = "\n\n".join(
        f"The council of {TOWNS[number % 6]} said on Monday it would spend ${number + 10} million on bridge {number}. "
        f"Engineers found {number + 3} cracks in it during an inspection. "
        "The work begins in March 2027 and ends a year later."
        for number in range(paragraphs)
    )
    return Article(text=text, language="en", published=datetime.date(2026, 11, 2), kind="news")


def draft_about(number: int) -> dict[str, Any]:
    """Return the draft of a window whose first cited sentence has this number."""
    bridge = (number - 1) // 3
    town = TOWNS[bridge % 6]
    line = {
        "evidence": [number],
        "text": f"{town} council to spend ${bridge + 10} million on bridge {bridge}",
    }
    abstained = {"abstained": f"nothing on it in the part about {town}"}
    point = {
        **line,
        "role": "what_happened",
        "speaker": f"The council of {town}",
        "form": "on_record",
        "verb": "said",
        "via": None,
        "status": "planned",
        "hedge": "would",
        "text": f"The council of {town} said it would spend ${bridge + 10} million on bridge {bridge}.",
    }
    return {
        **DRAFT,
        "headline": line,
        "dek": abstained,
        "lede": abstained,
        "key_points": [point],
        "stakes": [],
        "questions": dict.fromkeys(("financial", "operating", "customer"), abstained),
        "signals": [],
        "analysis": dict.fromkeys(("context", "pressure_point", "differs", "practical_read"), abstained),
        "other_side": [],
        "unknowns": [],
        "regions": [town],
    }


def answer(request: Request) -> Reply:
    """Answer as a model would that reads only the first sentence of its window, and merges by the last window."""
    if request.purpose == "the merge":
        ids = re.findall(r"^(\d+)\.key_points\.1:", request.messages[1].content, re.MULTILINE)
        nothing = dict.fromkeys(Selection.model_fields)
        lists: dict[str, list[str]] = {name: [] for name in ("stakes", "signals", "other_side", "unknowns")}
        points = [f"{number}.key_points.1" for number in reversed(ids)][:3]
        return Reply(
            text=json.dumps({**nothing, **lists, "headline": f"{ids[-1]}.headline", "key_points": points})
        )
    first = next(
        int(n)
        for n in re.findall(r"^\[(\d+)\]", request.messages[1].content, re.MULTILINE)
        if int(n) % 3 == 1
    )
    return Reply(text=json.dumps(draft_about(first)))


def drive(article: Article, setup: Setup = SETUP, answer: Any = answer) -> tuple[Result, list[list[Request]]]:
    plan = long(article, setup)
    rounds = [next(plan)]
    try:
        while True:
            rounds.append(plan.send([answer(request) for request in rounds[-1]]))
    except StopIteration as end:
        return end.value, rounds


def test_an_article_over_the_window_is_read_in_parts_and_merged() -> None:
    article = long_article(220)
    result, rounds = drive(article)
    assert result.status == "ok", result.findings
    assert [request.purpose for request in rounds[1]] == ["the merge"]
    assert len(rounds[0]) > 2, "the parts are asked side by side"
    assert result.provenance.coverage == f"{len(rounds[0])} of {len(rounds[0])} parts"
    assert result.provenance.plan == "long"


def test_every_request_fits_into_the_window() -> None:
    _, rounds = drive(long_article(220))
    for request in rounds[0]:
        asked = sum(SETUP.count_tokens(message.content) for message in request.messages)
        assert SETUP.window_tokens is not None
        assert asked + request.max_output_tokens <= SETUP.window_tokens


def test_the_merge_answers_with_ids_and_its_lines_keep_their_spans() -> None:
    article = long_article(220)
    result, rounds = drive(article)
    assert result.brief is not None
    last = len(rounds[0])
    offered = rounds[1][0].messages[1].content
    assert f"{last}.headline: {result.brief.headline.text}" in offered
    for _, statement in result.brief.statements():
        for span in statement.evidence:
            assert article.text[span.start : span.end] == span.quote


def test_a_merge_that_invents_ids_adds_no_text(article: Article) -> None:
    resolver = Resolver(article, Facts.of(article).sentences)
    parts: Parts = resolver.parts(Draft.model_validate(DRAFT))
    nothing: dict[str, Any] = dict.fromkeys(Selection.model_fields)
    invented = Selection.model_validate(
        {
            **nothing,
            "headline": "Markets crash",
            "key_points": ["9.key_points.9", "1.key_points.2", "1.key_points.2", "1.stakes.1"],
            "stakes": ["1.key_points.1"],
            "signals": [],
            "other_side": [],
            "unknowns": [],
            "financial": "1.operating",
        }
    )
    merged = merge_parts([parts], invented)
    assert merged.headline == parts.headline
    assert merged.key_points == [parts.key_points[1]]
    assert merged.stakes == []
    assert hasattr(merged.questions.financial, "abstained"), "an id of another field does not fit"


def test_a_merge_without_an_answer_falls_back_to_the_order_of_the_article() -> None:
    lost = Reply(text="", finish="failed", failure=Failure(code="model.timed_out", message="no answer"))
    result, _ = drive(long_article(220), answer=lambda r: lost if r.purpose == "the merge" else answer(r))
    assert result.brief is not None
    assert "bridge 0" in result.brief.headline.text
    assert any("order of the article" in note for note in result.provenance.notes)


def test_a_lost_part_is_said_and_the_rest_is_briefed() -> None:
    lost = Reply(text="", finish="failed", failure=Failure(code="model.timed_out", message="no answer"))
    result, rounds = drive(long_article(220), answer=lambda r: lost if "part 2" in r.purpose else answer(r))
    total = len(rounds[0])
    assert result.brief is not None
    assert result.provenance.coverage == f"{total - 1} of {total} parts"


def test_when_every_part_is_lost_the_result_is_failed_and_says_why() -> None:
    lost = Reply(text="", finish="failed", failure=Failure(code="model.timed_out", message="no answer"))
    result, _ = drive(long_article(220), answer=lambda r: lost)
    assert result.status == "failed"
    assert [finding.code for finding in result.findings] == ["model.timed_out"]


@pytest.mark.parametrize(
    ("window", "plan"),
    [(None, "whole"), (200_000, "whole"), (10_000, "long")],
    ids=["unknown", "large", "small"],
)
def test_the_window_decides_which_plan_an_article_gets(window: int | None, plan: str) -> None:
    setup = Setup(model="m", prompts=SETUP.prompts, window_tokens=window, max_output_tokens=2_000)
    requests = next(choose_plan(long_article(220), setup))
    assert (len(requests) == 1) == (plan == "whole")


@given(
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=60),
    breaks=st.lists(st.booleans(), min_size=60, max_size=60),
    room=st.integers(60, 600),
)
def test_windows_lose_no_sentence_keep_the_order_and_stay_inside_the_room(
    lengths: list[int], breaks: list[bool], room: int
) -> None:
    text = "".join(
        f"Sentence number {index} says{' so' * length}.{chr(10) * 2 if split else ' '}"
        for index, (length, split) in enumerate(zip(lengths, breaks, strict=False))
    )
    facts = Facts.of(Article(text=text, language="en"))
    windows = split_windows(facts, room, len)
    numbers = [[sentence.number for sentence in window] for window in windows]
    assert sorted({number for window in numbers for number in window}) == [s.number for s in facts.sentences]
    for window, sentences in zip(numbers, windows, strict=True):
        assert window == list(range(window[0], window[-1] + 1))
        size = sum(len(facts.article.text[s.start : s.end]) + 4 for s in sentences)
        assert size <= room or len(window) == 1
    assert all(later[0] > earlier[0] for earlier, later in pairwise(numbers))


def test_a_server_whose_window_proves_smaller_gets_the_article_in_parts() -> None:
    """The window is not known beforehand; the server refuses what is over 12,000 tokens of prompt."""
    unknown = Setup(model="m", prompts=SETUP.prompts, max_output_tokens=2_000)
    article = long_article(220)
    refused = Reply(
        text="", finish="failed", failure=Failure(code="model.too_long", message="over the window")
    )

    def small_server(request: Request) -> Reply:
        asked = sum(unknown.count_tokens(message.content) for message in request.messages)
        return refused if asked > 12_000 else answer(request)

    plan = choose_plan(article, unknown)
    rounds = [next(plan)]
    try:
        while True:
            rounds.append(plan.send([small_server(request) for request in rounds[-1]]))
    except StopIteration as end:
        result: Result = end.value
    assert len(rounds[0]) == 1
    assert len(rounds[1]) > 1
    assert result.status == "ok"
    assert result.usage.requests == sum(map(len, rounds)), "the refused request is counted too"


def test_a_short_article_that_does_not_fit_is_not_asked_again(article: Article) -> None:
    unknown = Setup(model="m", prompts=SETUP.prompts, max_output_tokens=2_000)
    refused = Reply(
        text="", finish="failed", failure=Failure(code="model.too_long", message="over the window")
    )
    plan = choose_plan(article, unknown)
    next(plan)
    with pytest.raises(StopIteration) as end:
        plan.send([refused])
    assert end.value.value.status == "failed"
