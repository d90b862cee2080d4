"""Reports of the checks as people and build servers read them."""

from __future__ import annotations

import json
from collections import Counter
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from briefkit.checks import report
from briefkit.errors import InputError
from briefkit.render import REPORT_FORMATS, render_report
from briefkit.render.layout import columns_of
from briefkit.schema import Article, Checked, LineReport, PolicyRef, Report
from tests.test_checks import ARTICLE, brief

SUMMARY = "The union has 3,200 members.\n\nThe line will cost about $421 million. See a@b.example."
FOUND = report(SUMMARY, ARTICLE)
SOUND = report("The union has 3,200 members.", ARTICLE)
NASTY = "<script>alert(1)</script> \x1b[31m \u202e [x](javascript:y) ]]> & 77 apples"


def test_text_begins_with_the_verdict_and_shows_only_what_is_wrong() -> None:
    text = render_report(FOUND, "text", width=76)
    assert text.startswith("2 errors, on 2 of 3 lines.\n\n── sentence 2 ")
    assert "The union has" not in text.split("── What was checked")[0].replace("“", "")
    assert "The article has" in text
    assert max(map(columns_of, text.splitlines())) <= 76


def test_text_shows_every_line_with_its_evidence_where_all_is_asked_for() -> None:
    text = render_report(FOUND, "text", everything=True)
    assert [f"── sentence {n} " in text for n in (1, 2, 3)] == [True] * 3
    assert "│ " in text


def test_a_sound_summary_is_said_to_have_nothing_found_in_so_many_lines() -> None:
    assert render_report(SOUND, "text").startswith("Nothing found in 1 line.\n")


def test_the_ledger_has_denominators_and_says_what_was_not_checked() -> None:
    items = [
        Checked(kind="number", text="7", outcome="verbatim"),
        Checked(kind="number", text="8", outcome="absent"),
        Checked(kind="name", text="", outcome="unchecked", note="capitals mark none"),
    ]
    lines = [LineReport(path="lines[0]", text="x", evidence=[], evidence_by="none", checked=items)]
    made = Report(
        policy=PolicyRef(version="2", sha256="f" * 64),
        article_sha256="",
        language="ja",
        lines=lines,
        findings=[],
    )
    text = render_report(made, "text")
    assert "Figures: 2 looked up: 1 verbatim, 1 absent\n" in text
    assert "Not checked: names in 1 line (capitals mark none)\n" in text
    assert "1 rest on no sentence" in text
    assert made.counts()["number"] == Counter({"verbatim": 1, "absent": 1})


def test_json_reads_back_as_it_was() -> None:
    assert Report.model_validate_json(render_report(FOUND, "json")) == FOUND


def test_sarif_names_rule_row_and_the_place_in_the_article() -> None:
    value = json.loads(
        render_report(
            FOUND, "sarif", subject="a b.txt", article="story.txt", meanings={"numbers.absent": "no figure"}
        )
    )
    (run,) = value["runs"]
    result = next(item for item in run["results"] if item["ruleId"] == "numbers.absent")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["shortDescription"]["text"] == "no figure"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b.txt"
    assert place["region"]["startLine"] == 3
    region = result["relatedLocations"][0]["physicalLocation"]["region"]
    assert "$412 million" in ARTICLE.text[region["charOffset"] : region["charOffset"] + region["charLength"]]


def test_sarif_of_a_brief_names_the_statement() -> None:
    changed = brief(dek=brief().headline.model_copy(update={"text": "It will cost $999 million"}))
    value = json.loads(render_report(report(changed, ARTICLE), "sarif"))
    names = {
        place["logicalLocations"][0]["fullyQualifiedName"]
        for item in value["runs"][0]["results"]
        for place in item["locations"]
    }
    assert "dek" in names


@pytest.mark.parametrize(("strict", "failures"), [(False, 2), (True, 3)], ids=["errors", "strict"])
def test_junit_has_a_case_a_line_and_fails_those_with_errors(strict: bool, failures: int) -> None:
    first, *rest = FOUND.findings
    warned = first.model_copy(update={"path": "lines[0]", "severity": "warning"})
    doubtful = FOUND.model_copy(update={"findings": [first, *rest, warned]})
    suite = ElementTree.fromstring(render_report(doubtful, "junit", subject="s.txt", strict=strict))
    assert suite.attrib["failures"] == str(failures)
    assert len(suite.findall("testcase")) == len(FOUND.lines) + 1
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert "numbers.absent" in failure.attrib["type"]


@pytest.mark.parametrize("form", REPORT_FORMATS)
def test_whatever_a_summary_holds_comes_out_as_text(form: str) -> None:
    article = Article(text=f"{NASTY.replace('77', '78')}. A ferry sank off Kent on Monday.", language="en")
    shown = render_report(report(NASTY, article), form)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert shown.count("<script") == (form == "html") or form == "text"  # a page has one of its own
    if form == "junit":
        ElementTree.fromstring(shown)
    if form == "markdown":
        html = MarkdownIt().render(shown)
        assert "<script" not in html
        assert "<a " not in html


def test_a_format_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(
        InputError, match=r"no format 'pdf'\. Use one of text, markdown, json, html, sarif, junit"
    ):
        render_report(FOUND, "pdf")
