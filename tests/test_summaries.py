"""Anybody's summary: what of a file is a claim about the story, and on which row it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.checks import check, summary_of
from briefkit.errors import InputError
from briefkit.loaders import load, load_summary
from briefkit.schema import Article, Brief, Summary

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


KEPT_WHOLE = [
    ("He said: “We will close. It is a gift to the town.” It agreed.", 2),
    ('"We will close. It is a gift," he said. "It is."', 2),
    ("‘We will close. It is a gift,’ he said.", 1),
    ("Il a dit : « Nous fermons. C'est un cadeau. »", 1),
    ("Er sagte: „Wir schließen. Es ist ein Geschenk.“", 1),
    ("首相は「閉鎖する。町への贈り物だ」と述べた。港は静かだ。", 2),
    ("The firm's dogs' home closed. They left. It's done.", 3),
    ("It “closed”. They left.", 2),
]


@pytest.mark.parametrize(("text", "count"), KEPT_WHOLE, ids=[row[0] for row in KEPT_WHOLE])
def test_a_quotation_of_several_sentences_stays_in_one_statement(text: str, count: int) -> None:
    assert len(summary_of(text).lines) == count


def test_a_quotation_over_wrapped_lines_stays_whole_and_the_next_row_is_right(tmp_path: Path) -> None:
    wrapped = (
        "The mayor of Port Ansel said to the council on Tuesday: “We will close the line. It is a\n"
        "gift to the town that nobody asked for, and it comes at the worst of times.” The council\n"
        "agreed."
    )
    assert [(row, text[-12:]) for row, text in lines(tmp_path / "a.txt", wrapped)] == [
        (1, "t of times.”"),
        (2, "ncil agreed."),
    ]


def test_a_speech_is_cut_as_other_prose_is() -> None:
    speech = " ".join(f"We will open berth {number} of the harbour soon." for number in range(60))
    lines = summary_of(f"She said: “{speech}”").lines
    assert 1 < len(lines) < 5
    assert all(len(line.text) <= 1500 for line in lines)


def test_an_invented_second_sentence_of_a_quotation_is_an_error() -> None:
    article = Article(
        text="Dana Orr spoke on Tuesday in Arl. “We will close two plants,” she said.", language="en"
    )
    found = check("Dana Orr said: “We will close two plants. It is a gift to the town.”", article)
    assert [item.code for item in found if item.severity == "error"] == ["quotations.absent"]


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
