"""The harness of the browser tests: what a page must not do is seen, and what it may do is let pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import NARROW, Visits, axe_violations, overflowing

if TYPE_CHECKING:
    from playwright.sync_api import Browser


PAGE = "<!doctype html><html lang=en><title>t</title><main><h1>Harbour</h1>{}</main></html>"


@pytest.mark.parametrize(
    ("acts", "seen"),
    [
        ("<img src='https://evil.example/x'>", "request: https://evil.example/x"),
        ("<img src='../other.png'>", "request: file:"),
        ("<script>alert(1)</script>", "dialog: 1"),
        ("<script>console.log('here')</script>", "console log: here"),
        ("<script>throw new Error('bad')</script>", "error: bad"),
        ("<script>open('about:blank')</script>", "window: about:blank"),
    ],
    ids=["network", "file outside", "dialog", "console", "error", "window"],
)
def test_what_a_page_does_is_seen(browser: Browser, tmp_path: Path, acts: str, seen: str) -> None:
    visits = Visits(browser, tmp_path)
    visits(PAGE.format(acts)).wait_for_timeout(50)
    visits.close()
    assert any(did.startswith(seen) for did in visits.did), visits.did


def test_files_of_the_pages_own_folder_are_its_own(visit: Visits, tmp_path: Path) -> None:
    (tmp_path / "site" / "desk").mkdir(parents=True)
    (tmp_path / "site" / "style.css").write_text("h1 {color: rgb(1, 2, 3)}")
    (tmp_path / "site" / "index.html").write_text(PAGE.format("<link rel=stylesheet href=style.css>"))
    page = visit(tmp_path / "site" / "index.html")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(1, 2, 3)"


def test_what_keeps_a_reader_out_is_named(visit: Visits) -> None:
    page = visit(PAGE.format("<p style='color:#999;background:#fff'>pale</p><button></button>"))
    named = {violation.split(":")[0] for violation in axe_violations(page)}
    assert named == {"serious color-contrast", "critical button-name"}


def test_what_does_not_fit_is_named_and_what_scrolls_is_not(visit: Visits) -> None:
    page = visit(
        PAGE.format("<p style='overflow:auto'><b style='white-space:nowrap'>" + "wide " * 99), size=NARROW
    )
    assert overflowing(page) == []
    page = visit(PAGE.format("<p style='white-space:nowrap'>" + "wide " * 99), size=NARROW)
    assert overflowing(page)[0].startswith("the page: ")
