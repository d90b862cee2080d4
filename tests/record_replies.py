"""Records what the embedded model answers about the articles of tests/data/copy: record_replies.py [MODEL].

What the file has already is not asked again, so that a changed prompt costs only its own requests; replies that nothing
asks for any more are left out. Nothing is ever written by hand.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["COPY", "FLOORS", "PROMPTS", "REPLIES", "articles"]

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from briefkit import Article, Briefer, load
from briefkit.briefer import find_model
from briefkit.models.recorded import Recorder

ROOT = Path(__file__).parents[1]
COPY = ROOT / "tests" / "data" / "copy"
REPLIES = ROOT / "tests" / "data" / "replies.jsonl"
FLOORS = ROOT / "tests" / "data" / "floors.toml"
PROMPTS = ("stepwise", "summarise", ROOT / "notebooks" / "one_example.md")
"""The first is the one that has floors; the others are for comparison in the notebooks."""


def articles() -> list[Article]:
    """Return the fictional articles in the order of their files."""
    return [load(path) for path in sorted(COPY.iterdir())]


def main(arguments: list[str]) -> None:
    """Brief every article with every prompt, and keep the replies."""
    model = Recorder(find_model(*arguments or ["local"]).build(), REPLIES, again="make record-eval")
    for prompt in PROMPTS:
        with Briefer(model, prompt=prompt) as briefer:
            for article in articles():
                result = briefer.brief(article)
                made = result.provenance
                sys.stderr.write(
                    f"{Path(prompt).name}: {article.headline}: {result.status}, {made.usage.requests} requests, "
                    f"{made.seconds:.0f} s\n"
                )
    model.prune()
    sys.stderr.write(f"{len(model.recording)} replies in {REPLIES.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
