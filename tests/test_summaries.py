"""Anybody's summary: what of a file is a claim about the story, and on which row it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.checks import check, summary_of
from briefkit.errors import InputError
from briefkit.loaders import load, load_summary
from briefkit.schema import Brief, Summary

DATA = Path(__file__).parent / "data"


def lines(path: Path, text: str) -> list[tuple[int, str]]:
    """Return row and text of each line that is read from a file of this text."""
    path.write_text(text, encoding="utf-8")
    found = load_summary(path)
    assert isinstance(found, Summary)
    return [(line.row, line.text) for line in found.lines]


def test_every_sentence_of_plain_text_is_a_statement_with_its_row(tmp_path: Path) -> None:
    wrapped = (
        "The council of Port Ansel voted on Tuesday for the line that it has long wanted. It will\n"
        "build it in the old harbour, where the ships were loaded until the docks were closed."
    )
    text = f"{wrapped}\n\n- Fares rise [4, 10].\n2. The union objects.\n"
    assert lines(tmp_path / "a.txt", text) == [
        (1, "The council of Port Ansel voted on Tuesday for the line that it has long wanted."),
        (1, "It will build it in the old harbour, where the ships were loaded until the docks were closed."),
        (4, "Fares rise."),
        (5, "The union objects."),
    ]


def test_markdown_is_read_without_its_marks_labels_and_code(tmp_path: Path) -> None:
    text = (
        "# Council votes\n\n**What happened:** The *council* voted [today](https://x.example).\n\n"
        "```\nx = 1\n```\n\n> It will build.\n\n1. **Watch:** Fares\n   may rise.\n\n![a map](map.png)\n"
    )
    assert lines(tmp_path / "a.md", text) == [
        (1, "Council votes"),
        (3, "The council voted today."),
        (9, "It will build."),
        (11, "Fares may rise."),
    ]


@pytest.mark.parametrize(
    "said",
    ["Here is a summary in 84 words: ", "Sure! Here's the brief you asked for:\n\n", "Summary: "],
    ids=["words", "two lines", "label"],
)
def test_what_a_model_says_before_its_summary_claims_nothing(said: str) -> None:
    assert [line.text for line in summary_of(f"{said}The council voted. It builds.").lines] == [
        "The council voted.",
        "It builds.",
    ]


def test_the_markdown_of_a_brief_is_read_for_what_it_says_of_the_story() -> None:
    found = load_summary(DATA / "brief.md")
    assert isinstance(found, Summary)
    texts = [line.text for line in found.lines]
    assert texts[0] == "Halden locks in 180 MW for 12 years; regulator due by 30 January"
    assert not [text for text in texts if "gpt-5" in text or "on the record;" in text or "[check" in text]
    assert texts[-1] == "How the campus is financed"


def test_a_brief_and_a_result_are_read_as_what_they_are(tmp_path: Path) -> None:
    found = load_summary(DATA / "result.json")
    assert isinstance(found, Brief)
    path = tmp_path / "brief.json"
    path.write_text(found.model_dump_json(), encoding="utf-8")
    assert load_summary(path) == found


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.html", "<html><p>Text</p></html>", "a web page"),
        ("a.txt", "* * *\n", "no sentence"),
        ("a.md", "```\ncode\n```\n", "no sentence"),
        ("a.json", "{", "not valid JSON"),
        ("a.json", '{"a": 1}', "is no brief"),
    ],
    ids=["page", "marks", "code", "broken", "other"],
)
def test_a_file_that_claims_nothing_is_refused_with_what_to_give(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as refused:
        load_summary(path)
    assert "briefkit" in (refused.value.hint or "")


@given(st.text(max_size=300))
def test_any_text_is_a_summary_whose_rows_it_has(text: str) -> None:
    for line in summary_of(text).lines:
        assert 1 <= line.row <= text.count("\n") + 1
        assert line.text


def test_the_article_itself_is_a_sound_summary_of_it() -> None:
    article = load(DATA / "article.txt")
    assert [found for found in check(article.text, article) if found.severity == "error"] == []
