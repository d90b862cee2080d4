"""The documentation says what the code does."""

from __future__ import annotations

import pytest

from tests.write_docs import DOCS, filled

PAGES = sorted(DOCS.glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_of_a_page_are_those_of_the_code(page: object) -> None:
    text = page.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert filled(text) == text, "run `make docs`"


def test_the_table_of_codes_has_every_code_and_every_threshold_its_reason() -> None:
    text = (DOCS / "checks.md").read_text(encoding="utf-8")
    assert "codes:begin" in text
    rows = text.split("<!-- thresholds:begin -->")[1].split("<!-- thresholds:end -->")[0].splitlines()[3:]
    assert rows
    assert not [row for row in rows if row.rstrip().endswith("|  |")]
