"""What every test shares: no network, the fictional example article, and where the corpus lies."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from briefkit.schema import Article
from tests.browser import browser, visit

__all__ = ["browser", "visit"]

DATA = Path(__file__).parent / "data"
CORPUS = Path(os.environ.get("BRIEFKIT_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")

settings.register_profile("briefkit", deadline=None, max_examples=60)
settings.load_profile("briefkit")


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys and settings of this machine out; sockets beyond loopback are blocked in pyproject.toml."""
    for name in ("OPENAI_API_KEY", "BRIEFKIT_API_KEY", "BRIEFKIT_MODEL", "BRIEFKIT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def article() -> Article:
    """Return the fictional example article."""
    return Article(
        text=(DATA / "article.txt").read_text(encoding="utf-8"),
        publisher="The Marrow Ledger",
        published=datetime.date(2026, 10, 14),
        kind="news",
        language="en",
    )


@pytest.fixture(scope="session")
def corpus() -> list[dict[str, Any]]:
    """Return the development corpus, or skip where it is not."""
    path = CORPUS / "articles.jsonl"
    if not path.is_file():
        pytest.skip("the corpus is not beside this checkout; set BRIEFKIT_CORPUS to its folder")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def collected_payloads() -> list[str]:
    """Return the collected attacks on what is shown, or skip where they are not."""
    path = CORPUS.parent / "attacks" / "output_payloads.jsonl"
    if not path.is_file():
        pytest.skip("the collected payloads are not here")
    return [
        payload for line in path.read_text("utf-8").splitlines() if (payload := json.loads(line)["payload"])
    ]
