"""The page: both sides linked, findings at their lines, and nothing in it that acts but its own script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from briefkit.render import render, report_to_html, to_html, visible
from briefkit.render.beside import Piece
from briefkit.render.entries import Marks, Note, starred
from briefkit.render.outline import Line
from briefkit.schema import Article, Finding, Result
from briefkit.text.sentences import split_sentences
from tests.payloads import PAGE_PAYLOADS, PAYLOADS, made_of, report_of

RESULT = Result.model_validate_json((Path(__file__).parent / "data" / "result.json").read_bytes())
ATTRIBUTES = set(
    str.split(
        "aria-hidden aria-label charset class content data-copy dir hidden height href http-equiv id lang name "
        "open preserveaspectratio readonly role rows scope tabindex type viewbox width x y"
    )
)
"""All that the template writes, as the parser spells them."""
ELEMENTS = set(
    str.split(
        "html head meta title style script body header main div section article footer p h1 h2 h3 ol ul li dl dt dd "
        "details summary label textarea button a span b bdi br i kbd mark q small strong sup svg rect u "
        "table thead tbody tr th td"
    )
)


def parsed(page: str) -> Any:
    return html.document_fromstring(page)


def changed(**changes: Any) -> Result:
    return RESULT.model_copy(update=changes)


PAGE = parsed(to_html(RESULT))


def shown(element: Any) -> str:
    return " ".join(element.text_content().split())


def line(identifier: str) -> Any:
    return PAGE.get_element_by_id(identifier)


# Links


def test_every_link_leads_to_a_place_on_the_page() -> None:
    identifiers = PAGE.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))
    assert {href.removeprefix("#") for href in PAGE.xpath("//@href")} <= set(identifiers)


def test_a_line_leads_to_its_sentences_and_they_lead_back() -> None:
    there = {
        (entry.get("id"), href[1:])
        for entry in PAGE.xpath("//*[contains(concat(' ', @class, ' '), ' line ')]")
        for href in entry.xpath(".//span[@class='refs']/a/@href")
    }
    back = {
        (href[1:], sentence.get("id"))
        for sentence in PAGE.xpath("//article//span[starts-with(@id, 's')]")
        for href in sentence.xpath("./span[@class='refs']/a/@href")
    }
    assert there == back
    assert ("P1", "s4") in there


def test_a_line_and_its_sentences_light_up_together_without_a_script() -> None:
    links = PAGE.xpath("//style")[1].text
    assert ":root:has(#P3:is(:hover,:focus-within,:target)) :is(#s13,#s14)" in links
    assert ":root:has(#s14:is(:hover,:focus-within,:target)) :is(#P3,#W2,#N2)" in links


def test_every_link_says_where_it_leads() -> None:
    assert line("P1").xpath(".//span[@class='refs']/a/@aria-label") == ["sentence 4"]
    assert PAGE.xpath("//article//a[@href='#P1']/@aria-label") == ["P1, key point 1"]


# What an editor sees


def test_the_whole_article_stands_beside_the_brief() -> None:
    beside = shown(PAGE.get_element_by_id("article"))
    for sentence in RESULT.article.text.split(". "):
        assert " ".join(sentence.split())[:40] in beside


def test_everything_that_the_brief_says_is_on_the_page() -> None:
    assert RESULT.brief is not None
    brief = shown(PAGE.get_element_by_id("brief"))
    for _, item in RESULT.brief.items():
        assert " ".join(getattr(item, "text", getattr(item, "abstained", "")).split()) in brief


def test_a_finding_is_named_first_and_stands_at_its_line_with_the_nearest_text() -> None:
    assert shown(PAGE.find_class("status")[0]).startswith("Review. 1 error: P3 1 warning: W2 ")
    note = line("P3").find_class("note")[0]
    assert "error" in note.get("class")
    assert "60% is not in the evidence of this line." in shown(note)
    assert "expects the first 60 megawatts to come online" in shown(note)
    assert [shown(mark) for mark in line("P3").iter("mark")] == ["60%"]


def test_words_that_were_changed_are_shown_on_both_sides() -> None:
    article = Article(text="The harbour board did not report a loss for the year. It met on Monday.")
    nearest = article.span(0, 53)
    assert RESULT.brief is not None
    said = RESULT.brief.headline.model_copy(
        update={"text": "The harbour board did report a loss for the year.", "evidence": [nearest]}
    )
    finding = Finding(
        code="wording.negation",
        severity="error",
        path="headline",
        message="A “not” is lost.",
        nearest=nearest,
    )
    brief = RESULT.brief.model_copy(update={"headline": said})
    page = parsed(to_html(changed(article=article, brief=brief, findings=[finding])))
    rows = [shown(row) for row in page.find_class("diff")]
    assert rows == [
        "Article 1 The harbour board did not report a loss for the year.",
        "Brief The harbour board did report a loss for the year.",
    ]
    assert [shown(word) for word in page.xpath("//*[@class='diff']//strong")] == ["not"]


def test_reported_and_inferred_differ_and_abstentions_are_seen() -> None:
    assert "inferred" in line("A2").get("class").split()
    assert shown(line("A2").find_class("basis")[0]) == "inferred"
    assert "inferred" not in line("A1").get("class").split()
    assert "abstained" in line("N3").get("class").split()
    assert "Nothing specific in this article: no earlier coverage was supplied" in shown(line("N3"))


def test_the_page_says_what_nothing_rests_on_and_which_figures_no_line_mentions() -> None:
    coverage = shown(PAGE.find_class("coverage")[0])
    assert "12 of 16 sentences carry the brief 1 figure in no line" in coverage
    assert "Nothing rests on sentences 1–3, 8." in coverage
    assert "Figures in no line: $78." in coverage
    assert [shown(figure) for figure in PAGE.xpath("//article//u")] == ["$78"]


def test_it_says_that_a_machine_wrote_it_and_folds_how() -> None:
    made = shown(PAGE.find_class("made")[0])
    assert made.startswith("Not reviewed by a person. Written by a machine")
    folded = [shown(details) for details in PAGE.xpath("//footer/details[not(@open)]")]
    assert "gpt-5-mini-2026-08-07" in folded[0]


def test_the_copies_are_the_text_and_the_markdown_of_the_brief() -> None:
    assert line("markdown").text.strip() == render(RESULT, "markdown").strip()
    assert (
        line("plain")
        .text.lstrip()
        .startswith("Halden locks in 180 MW for 12 years; regulator due by 30 January")
    )
    assert "[check: 60% is not in the evidence of this line]" in line("plain").text


def test_without_a_brief_the_page_shows_the_article_and_says_why() -> None:
    failed = Finding(code="reply.unusable", severity="error", path="", message="The reply was no brief.")
    page = parsed(to_html(changed(status="failed", brief=None, findings=[failed])))
    assert "The reply was no brief." in shown(page.get_element_by_id("also"))
    assert shown(page.find_class("status")[0]) == "Failed. 1 error: whole"
    assert page.find_class("coverage") == []
    assert len(page.xpath("//article//span[starts-with(@id, 's')]")) == 16


@pytest.mark.parametrize(
    ("language", "code", "direction"),
    [("ar", "ar", "rtl"), ("he", "he", "rtl"), ("ja", "ja", "ltr"), ('en" onload="x', None, "ltr")],
)
def test_the_page_runs_as_its_language_does(language: str, code: str | None, direction: str) -> None:
    assert RESULT.brief is not None
    page = parsed(to_html(changed(brief=RESULT.brief.model_copy(update={"language": language}))))
    assert (page.get("lang"), page.get("dir")) == (code, direction)
    assert page.xpath("//h2/@dir")[0] == "ltr"


# What can never come out


def assert_is_ours(page: str) -> None:
    root = parsed(page)
    for element in root.iter():
        assert element.tag in ELEMENTS, element.tag
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES, name
            if name in ("href", "id"):
                assert re.fullmatch(r"#?(?:[A-Z]\d*|s\d+|[a-z]+)", value), value
    assert len(root.xpath("//script")) == 1
    assert root.xpath("//script")[0].text == PAGE.xpath("//script")[0].text
    assert len(root.xpath("//style")) == 2
    assert [meta.get("content") for meta in root.xpath("//meta[@http-equiv]")] == [_policy(root)]


def _policy(root: Any) -> str:
    style, links = (_hashed(each.text or "") for each in root.xpath("//style"))
    script = _hashed(root.xpath("//script")[0].text)
    return f"default-src 'none'; style-src {style} {links}; script-src {script}; base-uri 'none'; form-action 'none'"


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def assert_shows_as_text(payload: str) -> None:
    result = made_of(payload)
    failed = result.model_copy(update={"status": "failed", "brief": None})
    for page in (to_html(result), to_html(failed), report_to_html(report_of(payload))):
        assert_is_ours(page)
        assert " ".join(visible(payload).split()) in shown(parsed(page))


@pytest.mark.parametrize("name", [*PAYLOADS, *PAGE_PAYLOADS])
def test_an_attack_on_the_page_comes_out_as_text(name: str) -> None:
    assert_shows_as_text({**PAYLOADS, **PAGE_PAYLOADS}[name])


def test_the_collected_payloads_come_out_as_text(collected_payloads: list[str]) -> None:
    for payload in collected_payloads:
        assert_shows_as_text(payload)


@settings(max_examples=40)
@given(
    st.text(st.one_of(st.characters(), st.sampled_from("<>\"'&=/-!{}%#`\x00\u202e")), min_size=1, max_size=30)
)
def test_no_text_becomes_an_element_or_an_attribute(payload: str) -> None:
    assert_is_ours(to_html(made_of(payload)))
    assert_is_ours(report_to_html(report_of(payload)))


def test_nothing_is_fetched_and_nothing_is_handled_inline() -> None:
    page = to_html(RESULT)
    assert PAGE.xpath("//@src | //@style | //link | //img | //@*[starts-with(name(), 'on')]") == []
    assert "url(" not in page
    assert "@import" not in page


# Weight


def test_the_same_result_makes_the_same_page() -> None:
    assert to_html(RESULT) == to_html(Result.model_validate_json(RESULT.model_dump_json()))


def test_a_page_weighs_little_more_than_its_text() -> None:
    assert len(to_html(RESULT).encode()) < 60_000
    text = "The board met again on Tuesday to hear what the survey had found. " * 2_000
    long = to_html(changed(article=Article(text=text)))
    assert len(long.encode()) < 2 * len(text) + 60_000


# Differences


@pytest.mark.parametrize(
    ("source", "text", "article", "said"),
    [
        (
            "The board did not report a loss.",
            "The board did report a loss.",
            "The board did **not** report a loss.",
            "The board did report a loss.",
        ),
        (
            "On Monday the clerk told the council that the pier would cost $41 million.",
            "The pier would cost $14 million.",
            "… the pier would cost $**41** million.",
            "The pier would cost $**14** million.",
        ),
        (
            "The ferry, which the port bought from a yard in Odense in 2019, sank on Monday.",
            "The ferry sank on Sunday.",
            "The ferry … sank on **Monday**.",
            "The ferry sank on **Sunday**.",
        ),
        ("Penguins waltz nightly.", "The ferry sank on Sunday.", "Penguins waltz nightly.", ""),
    ],
    ids=["a word left out", "what stands before", "a long omission", "nothing alike"],
)
def test_the_difference_is_of_words_and_leaves_out_what_a_line_need_not_say(
    source: str, text: str, article: str, said: str
) -> None:
    (note,) = noted(source, text, [text])
    assert (joined(note.article), joined(note.line)) == (article, said)


def test_findings_of_one_place_stand_together_with_one_difference() -> None:
    first, second = noted(
        "The ferry sank on Monday. The clerk left.", "The ferry sank on Sunday.", ["Sunday", None]
    )
    assert [finding.offending for finding in first.findings] == ["Sunday"]
    assert [finding.nearest for finding in second.findings] == [None]
    (both,) = noted(
        "The ferry sank at the old pier on Monday.",
        "The ferries sank at the old pier on Sunday.",
        ["ferries", "Sunday"],
    )
    assert len(both.findings) == 2
    assert joined(both.line) == "The **ferries** sank at the old pier on **Sunday**."


def test_the_stars_of_a_message_become_marks() -> None:
    assert joined(starred("The article has “the **full** cost”, the line **no** cost.")) == (
        "The article has “the **full** cost”, the line **no** cost."
    )
    assert [piece.text for piece in starred("2 ** 3 is 8") if piece.marked] == []


def noted(source: str, text: str, offending: list[str | None]) -> tuple[Note, ...]:
    """Return the notes of a line, each finding about the words given; None: it points to no place."""
    article = Article(text=source)
    sentences = split_sentences(source)
    findings = [
        Finding(
            code="x.y",
            severity="error",
            path="headline",
            message="Changed.",
            offending=words,
            nearest=article.span(0, sentences[0].end) if words else None,
        )
        for words in offending
    ]
    return Marks(findings, ["headline"], sentences).entry(Line(path="headline", text=text)).notes


def joined(pieces: Iterable[Piece]) -> str:
    return "".join(f"**{piece.text}**" if piece.marked else piece.text for piece in pieces)
