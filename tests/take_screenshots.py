"""Take the README's pictures anew from the sample's brief: `PYTHONPATH=. python tests/take_screenshots.py`.

The brief is the one of the tests, in which one figure was changed so that a finding shows. Needs the system's Chromium.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from briefkit.render import to_html
from tests.browser import DESKTOP, PHONE, launched
from tests.stories import SAMPLE

FOLDER = Path(__file__).parents[1] / "docs" / "images"
COLOURS = 256
"""Of a picture of text; more are not told apart on these pages and weigh twice as much."""
MOST = 150_000
"""Bytes of a picture."""


class Shot(NamedTuple):
    """One picture: its file, the window, whether dark, and the line that is pointed at."""

    name: str
    size: tuple[int, int]
    dark: bool
    line: str = ""


SHOTS = (Shot("page-desktop.png", DESKTOP, dark=False, line="#P2"), Shot("page-phone.png", PHONE, dark=True))


def take(folder: Path = FOLDER) -> None:
    """Write every picture to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with launched() as browser, tempfile.TemporaryDirectory() as made:
        page = Path(made) / "story.html"
        page.write_text(to_html(SAMPLE), encoding="utf-8")
        for shot in SHOTS:
            width, height = shot.size
            tab = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if shot.dark else "light",
                reduced_motion="reduce",
                device_scale_factor=1 if width > height else 2,
            )
            tab.goto(page.as_uri())
            if shot.line:
                tab.hover(shot.line)
            (folder / shot.name).write_bytes(_light(tab.screenshot()))
            tab.close()


def _light(png: bytes) -> bytes:
    """Return a picture with few colours, packed as small as they get."""
    out = io.BytesIO()
    few = (
        Image.open(io.BytesIO(png))
        .convert("RGB")
        .quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    few.save(out, "PNG", optimize=True)
    if out.tell() > MOST:
        raise SystemExit(f"A picture weighs {out.tell():,} bytes; {MOST:,} are allowed.")
    return out.getvalue()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
