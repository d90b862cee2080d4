"""Pages in a real Chromium: opened from files, offline, and whatever they do beyond being read fails the test.

A test asks for `visit` and gets Playwright's page. Afterwards the fixture holds that nothing but files of the page's
own folder was asked for, that the console stayed silent, no error was thrown and no dialog opened.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

__all__ = [
    "DESKTOP",
    "NARROW",
    "PHONE",
    "Visits",
    "axe_violations",
    "browser",
    "chromium",
    "launched",
    "overflowing",
    "visit",
]

Grave = Literal["serious", "critical"]
DESKTOP = (1280, 800)
PHONE = (390, 844)
NARROW = (360, 740)
"""Width and height of a window, in pixels."""
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-color-profile=srgb",
)
_WIDER = """() => [...document.querySelectorAll("body *")].filter((each) => {
    const {left, right, width} = each.getBoundingClientRect();
    if (!width || getComputedStyle(each).position === "fixed") return false;
    for (let outer = each.parentElement; outer; outer = outer.parentElement)
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(outer).overflowX)) return false;
    return left < -1 || right > document.documentElement.clientWidth + 1;
}).map((each) => `${each.tagName.toLowerCase()}#${each.id}.${each.className}: ${each.textContent.slice(0, 60)}`)"""


def chromium() -> str | None:
    """Return the path of the system's Chromium, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Chromium while the tests of one module last: Playwright holds the thread's event loop meanwhile."""
    pytest.importorskip("playwright", reason="playwright is not installed")
    if chromium() is None:
        pytest.skip("no Chromium on this machine")
    with launched() as running:
        yield running


@contextmanager
def launched() -> Iterator[Browser]:
    """Run the system's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(), args=list(_FLAGS), chromium_sandbox=False
        )
        yield running
        running.close()


@dataclass
class Visits:
    """Opens pages in contexts of their own and notes what they do."""

    browser: Browser
    folder: Path
    did: list[str] = field(default_factory=list)
    """What no page may do: requests, messages to the console, errors, dialogs."""
    _open: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        page: str | Path,
        *,
        size: tuple[int, int] = DESKTOP,
        dark: bool | None = False,
        scripts: bool = True,
        **context: Any,
    ) -> Page:
        """Open HTML, or a file, which may ask for its own folder's files only; `dark` None: nothing is preferred."""
        path = page if isinstance(page, Path) else self._written(page)
        opened = self._context(size, dark=dark, scripts=scripts, **context)
        visited = opened.new_page()
        self._listen(visited, path.resolve().parent.as_uri())
        visited.goto(path.resolve().as_uri())
        return visited

    def close(self) -> None:
        """End every visit."""
        for opened in self._open:
            opened.close()

    def _written(self, html: str) -> Path:
        path = self.folder / f"{len(self._open)}" / "page.html"
        path.parent.mkdir()
        path.write_text(html, encoding="utf-8")
        return path

    def _context(
        self, size: tuple[int, int], *, dark: bool | None, scripts: bool, **more: Any
    ) -> BrowserContext:
        width, height = size
        scheme: Literal["dark", "light", "null"] = "null" if dark is None else "dark" if dark else "light"
        opened = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            offline=True,
            **more,
        )
        self._open.append(opened)
        return opened

    def _listen(self, page: Page, folder: str) -> None:
        page.on("request", lambda request: self._asked(request.url, folder))
        page.on("console", lambda said: self.did.append(f"console {said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.did.append(f"error: {error}"))
        page.on("popup", lambda other: self.did.append(f"window: {other.url}"))
        page.on("dialog", self._closed)

    def _asked(self, url: str, folder: str) -> None:
        if not url.startswith((f"{folder}/", "about:", "data:")):
            self.did.append(f"request: {url[:200]}")

    def _closed(self, dialog: Any) -> None:
        self.did.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visits]:
    """Open pages, and hold afterwards that they did nothing but show."""
    visits = Visits(browser, tmp_path)
    yield visits
    visits.close()
    assert visits.did == []


def axe_violations(page: Page, *, grave: tuple[Grave, ...] = ("serious", "critical")) -> list[str]:
    """Return what axe-core calls serious or critical, each with the first elements concerned."""
    page.evaluate(_axe())
    # Not preloaded: a policy of the page lets it fetch nothing.
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{each['impact']} {each['id']}: {each['help']}: "
        + "; ".join(
            f"{node['html'][:120]} {node.get('failureSummary', '')[:200]}" for node in each["nodes"][:3]
        )
        for each in found["violations"]
        if each["impact"] in grave
    ]


def overflowing(page: Page) -> list[str]:
    """Return the elements that reach beyond the window sideways; the page itself first if it scrolls there."""
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*([f"the page: {wide} pixels"] if wide > 0 else []), *page.evaluate(_WIDER)]


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
