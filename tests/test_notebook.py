"""Results and reports in a notebook: framed, several side by side, in the notebook's own colours."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from briefkit.checks import report
from briefkit.render import render, report_to_html, report_to_notebook, to_html, to_notebook
from tests.browser import Visits
from tests.stories import SAMPLE

FOUND = report("Halden Cloud signed a 10-year deal for 180 megawatts.", SAMPLE.article)
NOTEBOOK = (
    "<!doctype html><html lang=en {page}><head><title>Notebook</title></head>"
    "<body {body}><div class=output>{one}</div><div class=output>{two}</div></body></html>"
)
DARK, LIGHT = "rgb(23, 22, 20)", "rgb(253, 252, 249)"
"""The paper of the page."""


def notebook(page: str = "", body: str = "", one: str = "", two: str = "") -> str:
    return NOTEBOOK.format(
        page=page, body=body, one=one or to_notebook(SAMPLE), two=two or report_to_notebook(FOUND)
    )


def papers(page: Any) -> list[str]:
    return [
        frame.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        for frame in page.frames[1:]
    ]


def test_the_page_stands_in_a_frame_that_reaches_nothing() -> None:
    frames = html.fragments_fromstring(to_notebook(SAMPLE) + report_to_notebook(FOUND))
    pages = [frame for frame in frames if frame.tag == "iframe"]
    assert [frame.get("srcdoc") for frame in pages] == [to_html(SAMPLE), report_to_html(FOUND)]
    assert {frame.get("sandbox") for frame in pages} == {"allow-scripts"}
    assert [frame.get("title") for frame in pages] == ["Editor’s brief", "Check of a summary"]


def test_several_in_one_notebook_share_no_identifier() -> None:
    outputs = html.fragments_fromstring(to_notebook(SAMPLE) * 3)
    assert [each for output in outputs for each in output.xpath(".//@id | @id")] == []


def test_a_result_shows_itself() -> None:
    assert SAMPLE.to_html() == to_html(SAMPLE) == render(SAMPLE, "html")
    assert SAMPLE._repr_html_() == to_notebook(SAMPLE)
    assert SAMPLE._repr_markdown_() == render(SAMPLE, "markdown")
    assert FOUND._repr_html_() == report_to_notebook(FOUND)
    assert repr(SAMPLE) == (
        "<Result review: article 630aad66e6e1, 3 findings, "
        "'Halden locks in 180 MW for 12 years; regulator due by 30 January'>"
    )


@pytest.mark.parametrize(
    ("page", "body", "paper"),
    [
        ("", "data-jp-theme-light=true", LIGHT),
        ("", "data-jp-theme-light=false", DARK),
        ("", "data-jp-theme-light=false style='color-scheme:dark'", DARK),
        ("", "class=vscode-light", LIGHT),
        ("", "class=vscode-dark", DARK),
        ("theme=dark", "", DARK),
        ("style='color-scheme:dark'", "", DARK),
        ("", "", LIGHT),
    ],
    ids=[
        "Lab light",
        "Lab dark",
        "Lab 4 dark",
        "VS Code light",
        "VS Code dark",
        "Colab dark",
        "scheme alone",
        "none",
    ],
)
def test_a_frame_takes_the_colours_of_its_notebook(visit: Visits, page: str, body: str, paper: str) -> None:
    assert papers(visit(notebook(page, body), dark=None)) == [paper, paper]


@pytest.mark.parametrize(("dark", "paper"), [(True, DARK), (False, LIGHT)], ids=["dark", "light"])
def test_elsewhere_it_is_light_or_dark_as_the_system_is(visit: Visits, dark: bool, paper: str) -> None:
    assert papers(visit(notebook(), dark=dark)) == [paper, paper]


def test_a_link_stays_in_its_own_frame(visit: Visits) -> None:
    page = visit(notebook(one=to_notebook(SAMPLE), two=to_notebook(SAMPLE)))
    first, second = page.frames[1:]
    first.locator("#P1 .refs a").first.click()
    lit = "getComputedStyle(document.getElementById('s4')).backgroundColor"
    assert first.evaluate("location.hash") == "#s4"
    assert first.evaluate(lit) != second.evaluate(lit)
    assert page.url.endswith("page.html")
