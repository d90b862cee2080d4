"""The board in a real Chromium, opened from its folder without a server: search, keyboard, phone, dark mode, axe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefkit.render.board_cards import card_of
from tests.browser import DESKTOP, NARROW, PHONE, Visits, axe_violations, overflowing
from tests.test_board import site, story

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["site"]

STORY = f"stories/{card_of(story(61)).id}.html"
PAGES = (
    "index.html",
    "index-2.html",
    "desks.html",
    "sources.html",
    "signals.html",
    "signals-places.html",
    "review.html",
    "review-failed.html",
    "review-rejected.html",
    "search.html?q=markets",
    STORY,
)


def opened(visit: Visits, site: Path, name: str, **options: object) -> Page:
    """Open a page of the board by way of its front page, whose folder is what it may ask for."""
    page = visit(site / "index.html", **options)  # type: ignore[arg-type]
    page.goto(f"{site.as_uri()}/{name}")
    return page


def headlines(page: Page) -> list[str]:
    return page.locator("#found h2").all_inner_texts()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (NARROW, True)], ids=["desktop", "phone, dark"])
def test_a_page_fits_and_can_be_read_by_everybody(
    visit: Visits, site: Path, name: str, size: tuple[int, int], dark: bool
) -> None:
    page = opened(visit, site, name, size=size, dark=dark)
    if "search" in name:
        page.locator("#found h2").first.wait_for()
    assert overflowing(page) == []
    assert axe_violations(page) == []


def test_the_search_finds_while_words_are_typed(visit: Visits, site: Path) -> None:
    page = opened(visit, site, "search.html")
    page.locator("#words").type("marke")
    page.locator("#found h2").first.wait_for()
    assert headlines(page) == ["Halden signs deal 61"]
    assert page.locator("#told").inner_text() == "1 brief"
    assert page.locator("#found .mark").inner_text() == "Needs review: 1 error"
    assert page.url.endswith("?q=marke")
    page.locator("#found a").click()
    assert page.url.endswith(STORY)


@pytest.mark.parametrize(
    ("words", "first", "count"),
    [
        ("DEAL 17", "Halden signs deal 17", "1 brief"),
        ("اتفاق طويل", "اتفاق طويل", "1 brief"),
        ("halden", "Halden signs deal 62", "63 briefs"),
        ("markets zebra", None, "0 briefs"),
        ("__proto__", None, "0 briefs"),
    ],
)
def test_every_word_has_to_be_there_and_the_latest_come_first(
    visit: Visits, site: Path, words: str, first: str | None, count: str
) -> None:
    page = opened(visit, site, "search.html")
    page.locator("#words").fill(words)
    page.locator("#told", has_text=count).wait_for()
    if first:
        page.locator("#found h2").first.wait_for()
    assert headlines(page)[:1] == ([first] if first else [])


def test_more_is_shown_when_it_is_asked_for(visit: Visits, site: Path) -> None:
    page = opened(visit, site, "search.html?q=halden")
    page.locator("#more button").click()
    page.locator("#found article").nth(39).wait_for()
    assert page.evaluate("document.activeElement.closest('article') === found.children[20]")


def test_the_board_can_be_read_without_scripts(visit: Visits, site: Path) -> None:
    page = opened(visit, site, "search.html", scripts=False)
    assert "Search needs JavaScript" in page.locator("main").inner_text()
    assert not page.locator("#words").is_visible()
    page.goto(f"{site.as_uri()}/{STORY}")
    assert "Edition 61." in page.locator("#article").inner_text()


def test_the_keyboard_leads_past_the_navigation(visit: Visits, site: Path) -> None:
    page = visit(site / "index.html", size=PHONE)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("each => each === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Halden signs deal 62"


def test_a_statement_of_a_story_lights_up_with_its_sentences(visit: Visits, site: Path) -> None:
    page = opened(visit, site, STORY)
    before = page.evaluate("getComputedStyle(s4).backgroundColor")
    page.locator("#P1").hover()
    assert page.evaluate("getComputedStyle(s4).backgroundColor") != before


def test_in_print_the_navigation_is_left_out(visit: Visits, site: Path) -> None:
    page = visit(site / "index.html")
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert not page.locator("aside").is_visible()
    assert page.locator("article h3").first.is_visible()
