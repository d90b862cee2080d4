"""Two findings about the same words of a line: the more telling one is shown."""

from __future__ import annotations

import pytest

from briefkit.checks import Facts, check_statement
from briefkit.checks.codes import finding
from briefkit.checks.overlaps import without_overlaps
from briefkit.schema import Article, Checked, Finding, Statement

ROWS = [
    (("names.elsewhere", "Orr"), ("attribution.changed", "Ines Orr"), ["attribution.changed"]),
    (("names.elsewhere", "Ines Orr"), ("attribution.speaker", "Ines Orr"), ["attribution.speaker"]),
    (("names.changed", "Ines Orr"), ("attribution.changed", "Ines Orr"), ["attribution.changed"]),
    (("attribution.changed", "Ines Orr"), ("quotations.speaker", "Orr"), ["quotations.speaker"]),
    (("names.changed", "Orr"), ("attribution.speaker", "Orr"), ["names.changed", "attribution.speaker"]),
    (
        ("names.elsewhere", "Varro"),
        ("attribution.changed", "Orr"),
        ["names.elsewhere", "attribution.changed"],
    ),
    (("numbers.changed", "Orr"), ("attribution.changed", "Orr"), ["numbers.changed", "attribution.changed"]),
]


def made(code: str, words: str) -> Finding:
    return finding(code, "dek", "", offending=words)


@pytest.mark.parametrize(("one", "other", "kept"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_only_what_another_finding_says_better_is_left_out(
    one: tuple[str, str], other: tuple[str, str], kept: list[str]
) -> None:
    looked_up = Checked(kind="name", text="Orr", outcome="kept")
    left = list(without_overlaps([made(*one), looked_up, made(*other)]))
    assert [item.code for item in left if isinstance(item, Finding)] == kept
    assert looked_up in left


def test_a_wrong_speaker_is_one_finding() -> None:
    text = "The weir will be shut in May, engineer Ines Orr said. Mayor Tove Lund walked the dogs of the shelter."
    article = Article(text=text, language="en")
    facts = Facts.of(article)
    line = Statement(
        text="The weir will be shut in May, Tove Lund said.", evidence=[article.span(0, text.index(" Mayor"))]
    )
    assert [item.code for item in check_statement("dek", line, facts)] == ["attribution.changed"]
