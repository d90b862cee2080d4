"""Brief and report pages as a person meets them: in a real Chromium, at a desk and on a phone, light and dark."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from briefkit.checks import report
from briefkit.render import render, report_to_html, report_to_notebook, to_html, to_notebook
from briefkit.schema import Result
from tests.browser import DESKTOP, NARROW, PHONE, Visits, axe_violations, overflowing
from tests.payloads import PAGE_PAYLOADS, PAYLOADS, made_of, report_of
from tests.stories import ARABIC, HEBREW, SAMPLE, long_story

FAILED = SAMPLE.model_copy(update={"status": "failed", "brief": None})
SUMMARY = (
    "Halden Cloud signed a 10-year deal for 180 megawatts.\n\n"
    "The contract will shift $41 million of upgrades onto residential customers.\n\n"
    "Halden and Tri-Rivers declined to comment on pricing."
)
PAGES: dict[str, Callable[[], str]] = {
    "brief": lambda: to_html(SAMPLE),
    "failed": lambda: to_html(FAILED),
    "Arabic": lambda: to_html(ARABIC),
    "Hebrew": lambda: to_html(HEBREW),
    "report": lambda: report_to_html(report(SUMMARY, SAMPLE.article)),
    "long words": lambda: to_html(made_of("Donaudampfschifffahrtsgesellschaftskapitaen" * 4)),
}
LIT = """(id) => {
    const probe = document.createElement("i");
    document.getElementById(id).append(probe);
    probe.style.background = "var(--on)";
    const on = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return getComputedStyle(document.getElementById(id)).backgroundColor === on;
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PATIENCE = 500
"""Milliseconds in which a page answers; measured: 30 to 120, and this machine may be busy."""


def lit(page: Any, *identifiers: str) -> list[bool]:
    return [page.evaluate(LIT, identifier) for identifier in identifiers]


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


# Both sides


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_hovering_a_line_lights_its_sentences_and_back(visit: Visits, scripts: bool) -> None:
    page = visit(to_html(SAMPLE), scripts=scripts)
    page.hover("#P1")
    assert lit(page, "P1", "s4", "s5") == [True, True, False]
    page.hover("#s4 sup")
    assert lit(page, "s4", "H", "P1", "P2") == [True, True, True, False]


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_focusing_a_line_lights_its_sentences_and_back(visit: Visits, scripts: bool) -> None:
    page = visit(to_html(SAMPLE), scripts=scripts)
    page.focus("#P2 .refs a")
    assert lit(page, "P2", "s10", "s11", "s12", "s13") == [True, True, True, True, False]
    page.focus("#s13 .refs a")
    assert lit(page, "s13", "D", "P3") == [True, True, True]


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_link_leads_to_its_sentence_and_back(visit: Visits, scripts: bool, size: tuple[int, int]) -> None:
    page = visit(to_html(SAMPLE), scripts=scripts, size=size)
    page.click("#P4 .refs a")
    assert page.locator("#s16").is_visible()
    assert lit(page, "s16", "P4") == [True, True]
    page.click("#s16 .refs a[href='#P4']")
    assert page.evaluate("location.hash") == "#P4"
    box = page.locator("#P4").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < size[1]


def test_the_article_follows_where_a_line_is_taken_up(visit: Visits) -> None:
    page = visit(to_html(long_story(3_000)))
    page.click("#P2 .id")
    first = page.locator("#P2 .refs a").first.get_attribute("href")
    box = page.locator(first or "").bounding_box()
    assert box is not None
    assert 0 < box["y"] < DESKTOP[1]


# Keys


def test_keys_lead_to_the_next_and_the_previous_line(visit: Visits) -> None:
    page = visit(to_html(SAMPLE))
    seen = []
    for key in ("j", "j", "j", "ArrowDown", "k", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(focused(page))
    assert seen == ["H", "D", "P1", "P2", "P1", "D"]
    assert lit(page, "s5", "s7", "s13") == [True, True, True]


def test_a_key_leads_from_finding_to_finding_and_around(visit: Visits) -> None:
    page = visit(to_html(SAMPLE))
    seen = []
    for _ in range(3):
        page.keyboard.press("f")
        seen.append(focused(page))
    assert seen == ["P3", "W2", "P3"]


def test_keys_of_the_browser_and_of_a_field_are_left_alone(visit: Visits) -> None:
    page = visit(to_html(SAMPLE))
    page.keyboard.press("Control+j")
    page.click(".copies summary")
    page.focus("#plain")
    page.keyboard.press("j")
    assert focused(page) == "plain"


def test_the_tab_key_reaches_every_link_in_the_order_of_reading(visit: Visits) -> None:
    page = visit(to_html(SAMPLE))
    order = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, textarea")]
            .filter((each) => each.checkVisibility() && each.tabIndex >= 0).map((each) => each.getBoundingClientRect())
            .map(({left, top}, at, all) => [left < innerWidth / 2, top])"""
    )
    brief = [top for left, top in order if left]
    assert len(brief) > 40
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#P3"


# Copies


@pytest.mark.parametrize(("name", "form"), [("Copy text", "plain"), ("Copy Markdown", "markdown")])
def test_what_is_copied_is_the_text_and_the_markdown(visit: Visits, name: str, form: str) -> None:
    page = visit(to_html(SAMPLE), permissions=["clipboard-read", "clipboard-write"])
    page.click(f"text={name}")
    page.wait_for_selector("#told:not(:empty)")
    assert page.inner_text("#told") == "Copied."
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(f"#{form}").input_value()
    if form == "markdown":
        assert copied.strip() == render(SAMPLE, "markdown").strip()


def test_without_a_script_the_copies_are_there_to_be_selected(visit: Visits) -> None:
    page = visit(to_html(SAMPLE), scripts=False)
    assert page.locator("button:visible").count() == 0
    page.click(".copies summary")
    assert page.locator("#markdown").is_visible()


# What is seen


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_is_kept_out(visit: Visits, name: str, dark: bool) -> None:
    page = visit(PAGES[name](), dark=dark)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert axe_violations(page) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP], ids=["360", "390", "1280"])
def test_nothing_reaches_beyond_the_window(visit: Visits, name: str, size: tuple[int, int]) -> None:
    page = visit(PAGES[name](), size=size)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert overflowing(page) == []


@pytest.mark.parametrize("name", ["brief", "Arabic", "Hebrew"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_glance_fits_one_screen(visit: Visits, name: str, size: tuple[int, int]) -> None:
    page = visit(PAGES[name](), size=size)
    assert page.evaluate("document.querySelector('.glance').getBoundingClientRect().bottom") <= size[1]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_findings_in_the_glance_fold_where_it_would_not_fit(visit: Visits, size: tuple[int, int]) -> None:
    page = visit(to_html(long_story(500)), size=size)
    assert page.locator(".glance .note[open]").count() == 0
    assert page.locator(".glance .note summary:visible").count() == page.locator(".glance .note").count() > 3
    assert page.locator("section:not(.glance) .note[open]").count() > 0


def test_reported_and_inferred_and_marked_lines_look_different(visit: Visits) -> None:
    page = visit(to_html(SAMPLE))
    edges = [
        page.evaluate(
            "(id) => { const {borderLeftStyle: kind, borderLeftColor: colour} = "
            "getComputedStyle(document.getElementById(id)); return `${kind} ${colour}` }",
            identifier,
        )
        for identifier in ("P1", "A2", "P3", "W2")
    ]
    assert len(set(edges)) == 4
    assert [edge.split()[0] for edge in edges[:2]] == ["solid", "dashed"]


@pytest.mark.parametrize("name", ["Arabic", "Hebrew"])
def test_a_page_from_right_to_left_is_mirrored_and_its_labels_are_not(visit: Visits, name: str) -> None:
    page = visit(PAGES[name]())
    left = {
        each: page.locator(each).bounding_box()
        for each in ("#brief", "#article", "#P1 .id", "#P1 bdi >> nth=1")
    }
    x = {each: box["x"] for each, box in left.items() if box}
    assert x["#brief"] > x["#article"]
    assert x["#P1 .id"] > x["#P1 bdi >> nth=1"]
    assert page.evaluate("getComputedStyle(document.querySelector('#P2 .note bdi')).direction") == "ltr"
    assert page.evaluate("getComputedStyle(document.querySelector('#s1')).direction") == "rtl"


def test_print_is_black_on_white_with_everything_unfolded_and_the_article_on_a_page_of_its_own(
    visit: Visits,
) -> None:
    page = visit(to_html(SAMPLE), dark=True)
    page.emulate_media(media="print")
    style = "(each) => getComputedStyle(document.querySelector(each))"
    assert page.evaluate(f"({style})('html').backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(f"({style})('h1').color") == "rgb(0, 0, 0)"
    assert page.evaluate(f"({style})('article').breakBefore") == "page"
    assert page.locator("footer li", has_text="gpt-5-mini-2026-08-07").is_visible()
    assert page.locator(".tools, .copies, svg").filter(visible=True).count() == 0
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 2 <= pages <= 5


# Size


def test_an_article_of_22_000_words_with_20_findings_stays_usable(visit: Visits) -> None:
    story = to_html(long_story())
    begun = time.perf_counter()
    page = visit(story)
    page.evaluate(SETTLED)
    opened = (time.perf_counter() - begun) * 1000
    waits = [_wait(page, key) for key in "jjjfffk"]
    assert page.locator(".note").count() >= 10
    assert len(story.encode()) < 400_000
    assert opened < 6 * PATIENCE
    assert sorted(waits)[len(waits) // 2] < PATIENCE


def _wait(page: Any, key: str) -> float:
    begun = time.perf_counter()
    page.keyboard.press(key)
    page.evaluate(SETTLED)
    return (time.perf_counter() - begun) * 1000


# Attacks


def assert_inert(visit: Visits, payloads: Iterable[str]) -> None:
    payload = "\n".join(payloads)
    result, found = made_of(payload), report_of(payload)
    failed: Result = result.model_copy(update={"status": "failed", "brief": None})
    outputs = to_notebook(result) + report_to_notebook(found)
    notebook = f"<!doctype html><html lang=en><title>Notebook</title><body>{outputs}</body></html>"
    for shown in (to_html(result), to_html(failed), report_to_html(found), notebook):
        page = visit(shown)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.mouse.move(300, 300)
        for frame in page.frames:
            assert frame.evaluate("typeof sentinel") == "undefined"
            assert frame.evaluate(ACTIVE) == []
        page.context.close()


ACTIVE = """() => [...document.querySelectorAll("*")].filter((each) =>
    ["IMG", "OBJECT", "EMBED", "FORM", "INPUT", "BASE", "LINK", "VIDEO", "AUDIO", "ANIMATE", "MATH"].includes(
        each.tagName.toUpperCase()) ||
    (each.tagName === "IFRAME" && each.getAttribute("sandbox") !== "allow-scripts") ||
    [...each.attributes].some(({name, value}) =>
        name.startsWith("on") || name === "src" || (name.endsWith("href") && !/^#[A-Za-z0-9]+$/.test(value)))
).map((each) => each.outerHTML.slice(0, 100))"""
SENTINELS = {
    "script": "<script>sentinel = 1</script>",
    "image": "<img src=x onerror='sentinel = 1'>",
    "closing": "</textarea></title></style></script><svg onload='sentinel = 1'>",
    "frame": "\"></iframe><iframe srcdoc='<script>parent.sentinel = 1</script>'>",
}


@pytest.mark.parametrize("name", SENTINELS)
def test_no_script_of_a_payload_runs(visit: Visits, name: str) -> None:
    assert_inert(visit, [SENTINELS[name]])


def test_our_own_payloads_do_nothing(visit: Visits) -> None:
    assert_inert(visit, [*PAYLOADS.values(), *PAGE_PAYLOADS.values()])


def test_the_collected_payloads_do_nothing(visit: Visits, collected_payloads: list[str]) -> None:
    for start in range(
        0, len(collected_payloads), 25
    ):  # one by one they go through a parser, in test_page.py
        assert_inert(visit, collected_payloads[start : start + 25])
