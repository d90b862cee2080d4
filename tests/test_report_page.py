"""The page of a report: somebody's summary beside the article, what is wrong at its line, and what was looked up."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from briefkit.checks import report
from briefkit.errors import InputError
from briefkit.render import render_report, report_to_html
from briefkit.schema import Article, Checked, Report
from tests.stories import SAMPLE

ARTICLE = Article(
    text=(
        "The harbour board of the small town of Ostrava Quay did not report a loss for 2025. "
        "Its revenue rose 4% to $31 million. It will decide on a second pier by 12 March. The board did not comment."
    ),
    headline="Board holds its figures back",
    publisher="The Quay Gazette",
    language="en",
)
SUMMARY = (
    "Board will decide by 12 March.\n\n"
    "The harbour board did report a loss for 2025.\n\n"
    "Revenue rose 14% to $31 million.\n"
)
FOUND = report(SUMMARY, ARTICLE)


def parsed(page: str) -> Any:
    return html.document_fromstring(page)


def shown(element: Any) -> str:
    return " ".join(element.text_content().split())


PAGE = parsed(report_to_html(FOUND))


def line(identifier: str) -> Any:
    return PAGE.get_element_by_id(identifier)


def test_every_line_stands_beside_the_sentences_it_was_held_against_and_both_link() -> None:
    assert [each.get("id") for each in PAGE.xpath("//ol[@class='points']/li")] == ["L1", "L2", "L3"]
    assert line("L2").xpath(".//span[@class='refs']/a/@href") == ["#s1"]
    assert "#L2" in line("s1").xpath(".//span[@class='refs']/a/@href")
    assert "did not report a loss for 2025" in shown(line("s1"))


def test_a_finding_stands_at_its_line_with_the_words_that_differ() -> None:
    assert shown(PAGE.find_class("status")[0]).startswith("2 of 3 lines marked. 2 errors: L2 L3 ")
    rows = [shown(row) for row in line("L2").find_class("diff")]
    assert rows == [
        "Article 1 The harbour board … did not report a loss for 2025.",
        "Line The harbour board did report a loss for 2025.",
    ]
    assert [shown(word) for word in line("L2").xpath(".//*[@class='diff']//strong")] == ["not"]


def test_what_was_looked_up_is_told_line_by_line_and_with_denominators() -> None:
    assert "number “$31 million”: verbatim" in shown(line("L3").find_class("items")[0])
    table = [[shown(cell) for cell in row] for row in PAGE.xpath("//table//tr")]
    assert table[0] == ["Kind", "looked up", "sound", "not sound"]
    counts = FOUND.counts()
    assert ["Figures", str(sum(counts["number"].values())), "1", "1 absent"] in table


def test_what_was_not_checked_is_said_with_the_reason() -> None:
    left = Checked(kind="name", text="", outcome="unchecked", note="capitals mark none")
    lines = [each.model_copy(update={"checked": [*each.checked, left]}) for each in FOUND.lines]
    page = parsed(report_to_html(FOUND.model_copy(update={"lines": lines})))
    assert "Not checked: names in 3 lines (capitals mark none)" in shown(page.get_element_by_id("checked"))
    assert "Nothing that the checks look for was left out." in shown(line("checked"))


def test_a_line_that_rests_on_nothing_says_so() -> None:
    nothing = report("Penguins waltz nightly.", ARTICLE)
    assert "rests on no sentence" in shown(parsed(report_to_html(nothing)).get_element_by_id("L1"))


def test_the_lines_of_a_brief_are_named_as_on_its_own_page() -> None:
    assert SAMPLE.brief is not None
    page = parsed(report_to_html(report(SAMPLE.brief, SAMPLE.article)))
    assert [each.get("id") for each in page.xpath("//ol[@class='points']/li")][:4] == ["H", "D", "L", "P1"]


def test_a_report_shows_itself_beside_its_article_and_reads_back_with_it() -> None:
    assert FOUND.to_html() == report_to_html(FOUND) == render_report(FOUND, "html")
    assert Report.model_validate_json(render_report(FOUND, "json")).to_html() == FOUND.to_html()
    assert FOUND._repr_markdown_() == render_report(FOUND, "markdown")
    assert repr(FOUND) == f"<Report of 3 lines on article {ARTICLE.id}, {len(FOUND.findings)} findings>"


def test_without_its_article_a_report_is_no_page() -> None:
    bare = FOUND.model_copy(update={"article": None})
    with pytest.raises(InputError, match="without its article"):
        report_to_html(bare)
    assert bare._repr_html_() is None
    assert bare._repr_markdown_() is not None
