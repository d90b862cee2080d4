"""Renderers: what an editor reads, and what can never come out of them, whatever a model wrote."""

from __future__ import annotations

import datetime
import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefkit.errors import InputError
from briefkit.render import (
    escape_markdown,
    render,
    to_json,
    to_markdown,
    to_text,
    visible,
)
from briefkit.render.layout import beside, clip, columns_of, wrap
from briefkit.schema import (
    Article,
    Attribution,
    Correction,
    Cost,
    Finding,
    HumanReview,
    Quotation,
    Result,
    Severity,
    Tags,
    Usage,
)
from tests.payloads import PAYLOADS, made_of

UTC = datetime.UTC
DATA = Path(__file__).parent / "data"
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
SHA256 = RESULT.brief.sha256 if RESULT.brief else ""
BIDI_AND_TAGS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080)}


def _with(result: Result, **changes: Any) -> Result:
    return result.model_copy(update=changes)


def _assert_shows_only_text(output: str) -> None:
    for char in output.replace("\n", ""):
        assert unicodedata.category(char) not in ("Cc", "Cs"), f"U+{ord(char):04X}"
        assert ord(char) not in BIDI_AND_TAGS, f"U+{ord(char):04X}"


def _assert_safe_markdown(markdown: str) -> None:
    assert "<" not in markdown
    assert "![" not in markdown
    outside_code = re.sub(r"`[^`\n]{1,600}`", "", markdown)
    assert not re.search(r"(?i)\b(?:https?|ftp)://|\bwww\.|mailto:", outside_code)
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown)
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}
    forbidden = {"html_inline", "html_block", "image", "link_open", "fence", "code_block", "hr", "table_open"}
    assert not kinds & {*forbidden, "blockquote_open", "s_open"}, kinds
    assert sum(token.type == "heading_open" for token in tokens) == markdown.count("\n## ") + 1


def _all_outputs(payload: str) -> None:
    result = made_of(payload)
    failed = _with(result, status="failed", brief=None)
    for shown in (result, failed):
        for output in (
            to_text(shown, width=80),
            to_text(shown, width=120),
            to_markdown(shown),
            to_json(shown),
        ):
            _assert_shows_only_text(output)
        assert "<" not in to_json(shown)
        assert Result.model_validate(json.loads(to_json(shown)), strict=False) == shown
    _assert_safe_markdown(to_markdown(result))
    for width in (40, 80, 120):
        assert max(map(columns_of, to_text(result, width=width).splitlines())) <= width


NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x07\x9b\u202e\u2066\U000e0041\ud800\u200b\ufeff\r\t<>[]()!*_`~#|&;:/@.$\\-+=1"),
        st.sampled_from("日本語한国éáึ"),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(NASTY)
def test_no_renderer_lets_anything_but_text_through(payload: str) -> None:
    _all_outputs(payload)


@pytest.mark.parametrize("name", PAYLOADS)
def test_an_attack_on_a_sink_comes_out_as_text(name: str) -> None:
    _all_outputs(PAYLOADS[name])


def test_the_collected_payloads_come_out_as_text(collected_payloads: list[str]) -> None:
    for payload in collected_payloads:
        _all_outputs(payload)


# Escapes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, $3 and 5%", "plain words, \\$3 and 5%"),
        ("a_b *c* [d] ~e~ `f` |", "a\\_b \\*c\\* \\[d\\] \\~e\\~ \\`f\\` \\|"),
        ("AT&T &amp; R&D;", "AT&T &amp;amp; R&amp;D;"),
        ("x < y", "x &lt; y"),
        ("see https://a.example/b_c now", "see `https://a.example/b_c` now"),
        ("press@a.example", "`press@a.example`"),
        ("2. place", "2\\. place"),
        ("- 5 degrees", "\\- 5 degrees"),
        ("two\n lines\t", "two lines"),
    ],
)
def test_markdown_shows_what_the_text_says(text: str, shown: str) -> None:
    assert escape_markdown(text) == shown


def test_invisible_characters_are_written_out_and_joiners_kept() -> None:
    assert visible("a\x1bb\u202ec\U000e0041d\x85") == "a\\x1bb\\u202ec\\U000e0041d\\x85"
    assert visible("می\u200cخواهم 👩\u200d💻\n\t") == "می\u200cخواهم 👩\u200d💻\n\t"


# Layout


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(4, 60))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    words = " ".join(text.split())
    lines = wrap(words, width)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(columns_of(line) <= width for line in lines)


@given(st.text(st.characters(codec="utf-8"), max_size=100), st.integers(4, 60))
def test_clipping_keeps_to_the_width(text: str, width: int) -> None:
    assert columns_of(clip(text, width)) <= width
    assert clip(text, 10_000) == text


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("กึ", 1), ("ｱ", 1), ("Ａ", 2)]
)
def test_columns_are_those_of_a_terminal(text: str, columns: int) -> None:
    assert columns_of(text) == columns


def test_japanese_is_broken_between_characters_but_not_before_a_full_stop() -> None:
    assert wrap("港湾局は月曜日に。", 16) == ["港湾局は月曜日", "に。"]


def test_two_blocks_stand_side_by_side() -> None:
    assert beside(["日本", "b"], ["x"], column=6) == ["日本  │ x", "b"]
    assert beside(["a"], ["x", "y"], column=3) == ["a  │ x", "   │ y"]


def test_a_long_article_is_rendered_in_little_time() -> None:
    import time

    article = Article(text="The board met again on Tuesday to hear the survey. " * 2_500)
    began = time.monotonic()
    to_text(_with(RESULT, article=article))
    assert time.monotonic() - began < 5


# What an editor reads

GOLDEN = {
    "brief_80.txt": lambda: to_text(RESULT, width=80),
    "brief_120.txt": lambda: to_text(RESULT, width=120),
    "brief.md": lambda: to_markdown(RESULT),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_example_reads_as_it_did(name: str) -> None:
    """Set BRIEFKIT_UPDATE=1 to write the files anew, then read them."""
    shown = GOLDEN[name]()
    if os.environ.get("BRIEFKIT_UPDATE"):
        (DATA / name).write_text(shown, encoding="utf-8", newline="\n")
    assert shown == (DATA / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [80, 120])
def test_every_cited_sentence_is_shown_in_full_once(width: int) -> None:
    shown = " ".join(to_text(RESULT, width=width).split())
    columns = [
        line[line.index("│") + 1 :] for line in to_text(RESULT, width=width).splitlines() if "│" in line
    ]
    evidence = re.sub(r" *\[\d+\]", "", " ".join(" ".join(columns).split()))
    assert RESULT.brief is not None
    texts = {statement.text for _, statement in RESULT.brief.statements()}
    for _, statement in RESULT.brief.statements():
        for span in statement.evidence:
            assert span.quote in texts or " ".join(span.quote.split()) in evidence
    assert "word for word" in shown


def test_a_finding_stands_directly_below_its_line() -> None:
    lines = to_text(RESULT, width=80).splitlines()
    at = next(index for index, line in enumerate(lines) if "[check: 60% is not" in line)
    assert lines[at - 1].strip() == "lease is signed."
    assert "**[check: 60% is not in the evidence of this line]**" in to_markdown(RESULT)


def test_a_finding_on_a_part_of_a_line_stands_at_the_line_and_a_note_below_all() -> None:
    shown = to_text(RESULT)
    assert shown.index("Halden names a tenant") < shown.index(
        "[check: the threshold names no figure or date]"
    )
    assert "Also noticed" in shown
    assert "- No passage of the article addresses a machine." in shown


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_no_finding_is_dropped(form: str) -> None:
    paths = ["", "key_points", "stakes[9]", "analysis.differs", "headline.text", "numbers[0]"]
    findings = [
        Finding(code="a.b", severity="error", path=path, message=f"problem {number}.")
        for number, path in enumerate(paths)
    ]
    shown = render(_with(RESULT, findings=findings), form)
    assert all(f"problem {number}" in shown for number in range(len(paths)))


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_an_empty_list_abstains_visibly(form: str) -> None:
    assert RESULT.brief is not None
    brief = RESULT.brief.model_copy(update={"signals": [], "stakes": [], "other_side": [], "unknowns": []})
    assert render(_with(RESULT, brief=brief), form).count("nothing specific in this article") == 6


def test_a_failed_result_says_what_failed_and_what_to_do() -> None:
    finding = Finding(
        code="model.unreachable",
        severity="error",
        path="",
        message="no connection to 127.0.0.1:9.",
        hint="Start the server.",
    )
    failed = _with(RESULT, status="failed", brief=None, findings=[finding])
    text, markdown = to_text(failed), to_markdown(failed)
    assert text.startswith("Failed: there is no brief of this article.")
    assert "no connection to 127.0.0.1:9. Start the server." in " ".join(text.split())
    assert "## What happened\n\n- error: no connection to 127.0.0.1:9. Start the server.\n" in markdown


@pytest.mark.parametrize(
    ("status", "findings", "says"),
    [
        ("ok", [], "Ok: the checks found no error."),
        ("ok", ["warning"], "Ok: the checks found no error; 1 warning marked."),
        ("review", ["error", "error"], "Review: 2 errors to look at, marked below."),
    ],
)
def test_the_status_stands_on_top(status: str, findings: list[Severity], says: str) -> None:
    made = [Finding(code="a.b", severity=level, path="", message="m") for level in findings]
    assert to_text(_with(RESULT, status=status, findings=made)).startswith(says + "\n")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cost": Cost(usd=None, basis="unpriced")}, "unpriced: no price is known for this model"),
        ({"cost": Cost(usd=None, basis="local"), "host": "local"}, "no charge: it ran on this machine"),
        ({"cost": Cost(usd=None, basis="priced")}, "unpriced"),
        ({"cost": Cost(usd=0.25, basis="priced")}, "US$0.2500"),
        ({"usage": Usage()}, "nothing was asked of a model"),
        ({"usage": Usage(requests=1, estimated=True, cached=1)}, "about 0 tokens in, 0 out, 1 request (1"),
        ({"human_review": HumanReview(status="edited", reviewer="Marta Ek", sha256=SHA256)}, "Edited by Marta Ek."),
        ({"human_review": HumanReview(status="reviewed", sha256=SHA256)}, "Reviewed."),
        (
            {"human_review": HumanReview(status="reviewed", reviewer="Marta Ek", sha256="0" * 64)},
            "Reviewed by Marta Ek before it was changed.",
        ),
        ({"seconds": None, "model_answered": None, "model_asked": "", "host": None}, "Model: none;"),
        ({"notes": ["one", "two"]}, "Notes: one; two"),
        (
            {"corrections": [Correction(at=datetime.datetime(2026, 11, 2, tzinfo=UTC), text="12")]},
            "Corrected 2026-11-02: 12",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_the_foot_says_what_made_it(changes: dict[str, Any], says: str) -> None:
    made = RESULT.provenance.model_copy(update=changes)
    assert says in " ".join(to_text(_with(RESULT, provenance=made)).split())


@pytest.mark.parametrize(
    ("attribution", "says"),
    [
        (Attribution(speaker="Ek", form="on_record", verb="said"), "Ek said, on the record"),
        (Attribution(speaker=None, form="anonymous", verb="said"), "unnamed source"),
        (Attribution(speaker="Ek", form="declined", verb="declined"), "Ek, declined to comment"),
        (Attribution(speaker=None, form="unattributed", via="Reuters"), "no source named, via Reuters"),
    ],
    ids=["on record", "anonymous", "declined", "via"],
)
def test_a_point_says_whose_claim_it_is(attribution: Attribution, says: str) -> None:
    assert RESULT.brief is not None
    point = RESULT.brief.key_points[0].model_copy(update={"attribution": attribution})
    brief = RESULT.brief.model_copy(update={"key_points": [point]})
    assert f"– {says}; reported" in to_text(_with(RESULT, brief=brief))


def test_an_article_of_which_nothing_is_known_is_named_by_its_hash() -> None:
    article = Article(text=RESULT.article.text)
    brief = RESULT.brief and RESULT.brief.model_copy(update={"tags": Tags()})
    assert f"Source: article {article.id}" in to_text(_with(RESULT, article=article, brief=brief))


def test_long_tables_are_cut_and_say_so() -> None:
    assert RESULT.brief is not None
    brief = RESULT.brief.model_copy(update={"names": RESULT.brief.names[:1] * 15})
    assert "and 3 more in the JSON" in " ".join(to_text(_with(RESULT, brief=brief)).split())


def test_json_reads_back_as_it_was() -> None:
    assert Result.model_validate_json(to_json(RESULT)) == RESULT
    assert render(RESULT, "json") == to_json(RESULT)


def test_a_format_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(InputError, match=r"no format 'pdf'\. Use one of markdown, json, text"):
        render(RESULT, "pdf")


def test_a_long_quotation_is_clipped_where_it_is_read_and_whole_in_the_json() -> None:
    assert RESULT.brief is not None
    long = Quotation(span=RESULT.article.span(120, 420), speaker=None)
    brief = RESULT.brief.model_copy(update={"quotes": [long]})
    result = _with(RESULT, brief=brief)
    table = " ".join(to_text(result, width=200).split("For reference")[1].split())
    words = long.span.quote.split()
    assert " ".join(words[:6]) in table
    assert " ".join(words[-6:]) not in table
    assert Result.model_validate_json(to_json(result)).brief == brief
