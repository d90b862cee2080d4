"""Briefs handed on: valid in every format, labelled and marked in each, and nothing in them that acts."""

from __future__ import annotations

import csv
import datetime
import email
import email.policy
import io
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefkit.errors import InputError
from briefkit.loaders import load_summary
from briefkit.loaders.archive import open_archive
from briefkit.render import EXPORTS, export
from briefkit.render.atom import Feed, to_atom
from briefkit.render.disclosure import SOURCE_TYPES, Standing, disclosure
from briefkit.render.item import address_of, item_of
from briefkit.render.rows import COLUMNS
from briefkit.review import review
from briefkit.schema import Abstention, Brief, HumanReview, Result
from tests.conftest import CORPUS
from tests.payloads import PAYLOADS, made_of

etree = pytest.importorskip("lxml.etree")
pytest.importorskip("pyarrow", reason="the extra `archive` is not installed")

DATA = Path(__file__).parent / "data"
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
WITHOUT_DEK = RESULT.model_copy(
    update={
        "brief": RESULT.brief and RESULT.brief.model_copy(update={"dek": Abstention(abstained="nothing")})
    }
)
SCHEMAS = CORPUS.parent / "schemas"
INVISIBLE = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080), 0x200B, 0xFEFF}
LABEL = "trainedAlgorithmicMedia"
PROSE = ("markdown", "text", "slack", "teams", "html")
"""Formats without a field for the label: there the line that people read says it."""


def exported(result: Result, to: str) -> bytes:
    return b"".join(export([result], to))


# What is in every format


def said_in(to: str, data: bytes) -> str:
    """Return what a format says, as text."""
    if to == "email":
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, email.message.EmailMessage)
        parts = [message.get_body((kind,)) for kind in ("plain", "html")]
        return f"{message['X-Digital-Source-Type']}\n" + "\n".join(
            part.get_content() for part in parts if part
        )
    if to == "parquet":
        from pyarrow import parquet

        return json.dumps(parquet.read_table(io.BytesIO(data)).to_pylist(), default=str, ensure_ascii=False)
    return data.decode()


@pytest.mark.parametrize("to", EXPORTS)
def test_every_format_says_that_a_machine_wrote_it_and_with_what(to: str) -> None:
    said = said_in(to, exported(RESULT, to))
    assert "not checked by an editor" in said
    assert "gpt-5-mini-2026-08-07" in said
    assert "brief/v1" in said
    assert to in PROSE or LABEL in said


@pytest.mark.parametrize("to", EXPORTS)
def test_every_format_marks_the_line_with_an_error_and_names_it(to: str) -> None:
    said = said_in(to, exported(RESULT, to))
    assert "60% is not in the evidence of this line" in said
    if to not in ("json", "jsonl", "html"):  # they hold the findings as such, on their lines
        at = said.index("reserved 60% of phase one")
        assert "check: 60% is not" in said[at : at + 400]


@pytest.mark.parametrize("to", EXPORTS)
def test_every_format_says_who_reviewed_it(to: str) -> None:
    at = datetime.datetime(2026, 10, 15, 8, 0, tzinfo=datetime.UTC)
    said = said_in(to, exported(review(RESULT, reviewer="Marta Ek", role="duty editor", at=at), to))
    assert "Marta Ek" in said
    assert "; checked by an editor" in said
    assert "not checked by an editor" not in said


def reviewed(result: Result, **changes: Any) -> Result:
    assert result.brief is not None
    at = datetime.datetime(2026, 10, 15, 8, 0, tzinfo=datetime.UTC)
    said: dict[str, Any] = {"status": "reviewed", "reviewer": "Marta Ek", "role": "duty editor", "at": at}
    review = HumanReview(**{**said, "sha256": result.brief.sha256, **changes})
    made = result.provenance.model_copy(update={"human_review": review})
    brief = result.brief.model_copy(update={"provenance": made})
    return result.model_copy(update={"brief": brief, "provenance": made})


def test_a_brief_that_was_changed_after_its_review_says_so() -> None:
    assert "before it was changed" in disclosure(reviewed(RESULT, sha256="0" * 64))
    other = reviewed(RESULT).model_copy(update={"article": RESULT.article.model_copy(update={"text": "x"})})
    assert "before it was changed" in disclosure(other)


@pytest.mark.parametrize("language", ["en", "ar", "de", "es", "fr", "it", "ja", "nl", "pt"])
def test_the_disclosure_is_in_the_language_of_the_brief(language: str) -> None:
    assert RESULT.brief is not None
    result = RESULT.model_copy(update={"brief": RESULT.brief.model_copy(update={"language": language})})
    states = [result, reviewed(result), reviewed(result, status="edited"), reviewed(result, sha256=None)]
    lines = [disclosure(each) for each in (*states, reviewed(result, status="rejected"))]
    assert len(set(lines)) == len(get_args(Standing))
    assert not any("\n" in line for line in lines)
    assert language == "en" or lines[0] != disclosure(RESULT)


def test_a_language_without_a_line_gets_the_english_one_and_a_house_has_its_own() -> None:
    assert RESULT.brief is not None
    result = RESULT.model_copy(update={"brief": RESULT.brief.model_copy(update={"language": "sw"})})
    assert disclosure(result) == disclosure(RESULT)
    made = RESULT.provenance.model_copy(update={"disclosure": "Made by the Ledger’s machine."})
    assert disclosure(RESULT.model_copy(update={"provenance": made})) == "Made by the Ledger’s machine."


def test_the_labels_are_concepts_of_the_vocabulary() -> None:
    for uri, kind in SOURCE_TYPES.items():
        assert uri.startswith("http://cv.iptc.org/newscodes/digitalsourcetype/")
        assert kind.schema_org.endswith("DigitalSource")


# Validity


def ninjs_of(result: Result) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(exported(result, "ninjs"))
    return value


def test_ninjs_is_valid() -> None:
    path = SCHEMAS / "ninjs" / "ninjs-schema_3.1.json"
    if not path.is_file():
        pytest.skip("the schema of ninjs is not beside this checkout")
    from jsonschema import Draft202012Validator, FormatChecker

    validator = Draft202012Validator(json.loads(path.read_text("utf-8")), format_checker=FormatChecker())
    for result in (RESULT, reviewed(RESULT), made_of("<b>"), WITHOUT_DEK):
        assert [error.message for error in validator.iter_errors(ninjs_of(result))] == []


def test_an_item_with_an_error_is_withheld_and_a_rejected_one_canceled() -> None:
    clear = RESULT.model_copy(update={"status": "ok", "findings": []})
    assert [ninjs_of(each)["pubStatus"] for each in (clear, RESULT, reviewed(clear, status="rejected"))] == [
        "usable",
        "withheld",
        "canceled",
    ]


def test_ans_is_valid() -> None:
    path = SCHEMAS / "ans" / "story-0.10.10.json"
    if not path.is_file():
        pytest.skip("the schema of ANS is not beside this checkout")
    from jsonschema import Draft4Validator, FormatChecker
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT4

    def retrieve(uri: str) -> Resource[Any]:
        """Return what the schema refers to: beside it where it was put there, else anything goes."""
        found = path.parent / uri.partition("/ans/0.10.10/")[2]
        value = json.loads(found.read_text("utf-8")) if found.is_file() else {}
        return Resource.from_contents(value, default_specification=DRAFT4)

    validator = Draft4Validator(
        json.loads(path.read_text("utf-8")),
        registry=Registry(retrieve=retrieve),  # type: ignore[call-arg]
        format_checker=FormatChecker(),
    )
    for result in (RESULT, reviewed(RESULT), made_of("<b>"), WITHOUT_DEK):
        value = json.loads(exported(result, "ans"))
        assert [error.message for error in validator.iter_errors(value)] == []
        assert "" not in [*value.get("subheadlines", {}).values(), *value["headlines"].values()]


NITF_RULES = """
<!ELEMENT nitf (head?, body)>
<!ATTLIST nitf version CDATA #FIXED "-//IPTC//DTD NITF 3.6//EN" xml:lang CDATA #IMPLIED>
<!ELEMENT head (title?, meta*, tobject?, docdata?, revision-history*)>
<!ELEMENT title (#PCDATA)>
<!ELEMENT meta EMPTY> <!ATTLIST meta name NMTOKEN #REQUIRED content CDATA #REQUIRED>
<!ELEMENT tobject (tobject.property*, tobject.subject*)> <!ATTLIST tobject tobject.type CDATA #IMPLIED>
<!ELEMENT tobject.property EMPTY> <!ATTLIST tobject.property tobject.property.type CDATA #IMPLIED>
<!ELEMENT tobject.subject EMPTY>
<!ATTLIST tobject.subject tobject.subject.refnum CDATA #IMPLIED tobject.subject.type CDATA #IMPLIED>
<!ELEMENT docdata (correction | doc-id | date.issue | ed-msg | key-list | identified-content)*>
<!ATTLIST docdata management-status (usable|embargoed|withheld|canceled) "usable">
<!ELEMENT correction EMPTY> <!ATTLIST correction info CDATA #IMPLIED id-string CDATA #IMPLIED>
<!ELEMENT doc-id EMPTY> <!ATTLIST doc-id regsrc CDATA #IMPLIED id-string CDATA #IMPLIED>
<!ELEMENT date.issue EMPTY> <!ATTLIST date.issue norm CDATA #IMPLIED>
<!ELEMENT ed-msg EMPTY> <!ATTLIST ed-msg info CDATA #IMPLIED>
<!ELEMENT key-list (keyword*)> <!ELEMENT keyword EMPTY> <!ATTLIST keyword key CDATA #IMPLIED>
<!ELEMENT identified-content (location | classifier)*>
<!ELEMENT location (#PCDATA)>
<!ELEMENT classifier EMPTY> <!ATTLIST classifier type CDATA #IMPLIED value CDATA #IMPLIED>
<!ELEMENT revision-history EMPTY>
<!ATTLIST revision-history name CDATA #IMPLIED function CDATA #IMPLIED norm CDATA #IMPLIED comment CDATA #IMPLIED>
<!ELEMENT body (body.head?, body.content*, body.end?)>
<!ELEMENT body.head (hedline?, note*, byline*, abstract?)>
<!ELEMENT hedline (hl1, hl2*)> <!ELEMENT hl1 (#PCDATA)> <!ELEMENT hl2 (#PCDATA)>
<!ELEMENT note (body.content)+>
<!ATTLIST note noteclass (cpyrt|end|hd|editorsnote|trademk|undef) #IMPLIED type (std|pa|npa) "std">
<!ELEMENT byline (#PCDATA)> <!ELEMENT abstract (p)*>
<!ELEMENT body.content (p | hl2 | ul)*> <!ELEMENT ul (li+)> <!ELEMENT li (#PCDATA)> <!ELEMENT p (#PCDATA)>
<!ELEMENT body.end (tagline?)> <!ELEMENT tagline (#PCDATA)>
"""
"""What NITF's documentation says of the elements that are used here, and no other element."""


@pytest.mark.parametrize(
    "result",
    [RESULT, reviewed(RESULT), made_of("<b>"), WITHOUT_DEK],
    ids=["made", "reviewed", "nasty", "without a dek"],
)
def test_nitf_keeps_to_the_rules_of_its_dtd(result: Result) -> None:
    rules = etree.DTD(io.StringIO(NITF_RULES))
    root = etree.fromstring(exported(result, "nitf"))
    assert rules.validate(root), rules.error_log.filter_from_errors()


def test_json_ld_says_what_it_is_based_on_and_is_a_draft_until_it_is_approved() -> None:
    clear = RESULT.model_copy(update={"status": "ok", "findings": []})
    value = json.loads(exported(clear, "json-ld"))
    assert value["@type"] == "NewsArticle"
    assert value["isBasedOn"]["publisher"]["name"] == "FICTIONAL"
    assert value["digitalSourceType"][0] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert value["abstract"]
    assert value["creativeWorkStatus"] == "Draft"
    assert "editor" not in value
    approved = json.loads(exported(reviewed(clear), "json-ld"))
    assert approved["creativeWorkStatus"] == "Approved"
    assert approved["editor"] == {"@type": "Person", "name": "Marta Ek", "jobTitle": "duty editor"}
    assert json.loads(exported(reviewed(RESULT), "json-ld"))["creativeWorkStatus"] == "Draft"


def test_the_feed_is_read_as_one() -> None:
    feedparser = pytest.importorskip("feedparser", reason="the extra `archive` is not installed")
    feed = Feed(
        title="Board",
        home="https://board.example/",
        story=lambda result: f"https://board.example/{result.article.id}",
    )
    read = feedparser.parse("".join(to_atom([RESULT, reviewed(RESULT)], feed)))
    assert not read.bozo
    assert read.feed.title == "Board"
    assert [entry.link for entry in read.entries] == [f"https://board.example/{RESULT.article.id}"] * 2
    assert read.entries[0].id == read.entries[1].id
    assert read.feed.updated == read.entries[1].updated == "2026-10-15T08:00:00+00:00"
    assert {tag.term for tag in read.entries[0].tags} >= {LABEL, "review", "unreviewed"}


def test_a_csv_opens_in_a_spreadsheet() -> None:
    data = b"".join(export([RESULT, RESULT], "csv"))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 2
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["errors"] == "1"
    assert rows[0]["key_point_3"].endswith("[check: 60% is not in the evidence of this line]")


def test_parquet_has_the_same_columns_with_their_types() -> None:
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(b"".join(export([RESULT] * 3, "parquet"))))
    assert table.column_names == [*COLUMNS, "brief"]
    assert str(table.schema.field("created_at").type) == "timestamp[us, tz=UTC]"
    assert Brief.model_validate_json(table.column("brief")[0].as_py()) == RESULT.brief


def test_an_email_is_a_draft_with_a_text_and_a_page() -> None:
    message = email.message_from_bytes(
        b"".join(export([RESULT, RESULT], "email")), policy=email.policy.default
    )
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert message["Subject"] == "2 briefs, 2026-10-14"
    assert message["X-Unsent"] == "1"
    assert str(message["X-Digital-Source-Type"]).endswith(LABEL)


# Several briefs, and none


@pytest.mark.parametrize("to", [name for name, form in EXPORTS.items() if form.several == "lines"])
def test_several_objects_stand_one_a_line(to: str) -> None:
    lines = b"".join(export([RESULT] * 3, to)).decode().splitlines()
    assert len(lines) == 3
    assert all(isinstance(json.loads(line), dict) for line in lines)


@pytest.mark.parametrize("to", [name for name, form in EXPORTS.items() if form.several == "apart"])
def test_a_format_of_one_brief_a_file_refuses_several(to: str) -> None:
    with pytest.raises(InputError, match="Give a folder"):
        list(export([RESULT] * 2, to))


@pytest.mark.parametrize(
    "to", [name for name, form in EXPORTS.items() if form.several != "apart" and name != "email"]
)
def test_briefs_are_written_as_they_come(to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is held but what stands together: the writer asks for the next brief after it gave the one before."""
    monkeypatch.setattr("briefkit.render.parquet._GROUP", 2)
    waiting: list[int] = []

    def results() -> Iterator[Result]:
        for number in range(7):
            waiting.append(number)
            yield RESULT

    most = 0
    for piece in export(results(), to):
        if b"Halden" in piece or to == "parquet":
            most = max(most, len(waiting))
            waiting.clear()
    assert most <= 2


def test_a_result_without_a_brief_is_left_out() -> None:
    failed = RESULT.model_copy(update={"status": "failed", "brief": None})
    assert b"".join(export([failed], "text")) == b""
    assert b"".join(export([failed, RESULT], "jsonl")).count(b"\n") == 1
    with pytest.raises(InputError, match="no brief"):
        item_of(failed)


# In again


@pytest.mark.parametrize("to", ["json", "jsonl", "ninjs", "ans"])
def test_an_export_is_read_as_the_brief_that_it_was(to: str, tmp_path: Path) -> None:
    path = tmp_path / f"brief{EXPORTS[to].ending}"
    path.write_bytes(exported(RESULT, to))
    if to != "jsonl":  # `check` takes one brief
        assert load_summary(path) == RESULT.brief
    from briefkit.loaders.results import open_results

    (found,) = open_results(path)
    assert (found.brief if isinstance(found, Result) else found) == RESULT.brief


@pytest.mark.parametrize("to", ["json", "jsonl"])
def test_results_are_read_as_the_articles_that_they_are_of(to: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{EXPORTS[to].ending}"
    path.write_bytes(exported(RESULT, to))
    (record,) = open_archive(path).records()
    assert record.article is not None
    assert record.article.text == RESULT.article.text


@pytest.mark.parametrize("to", ["ninjs", "ans", "nitf"])
def test_an_item_is_read_as_the_text_of_the_brief(to: str, tmp_path: Path) -> None:
    clear = RESULT.model_copy(update={"status": "ok", "findings": []})
    path = tmp_path / f"out{EXPORTS[to].ending}"
    path.write_bytes(exported(clear, to))
    (record,) = open_archive(path).records()
    assert record.article is not None, record.failure
    assert clear.brief is not None
    assert record.article.headline == clear.brief.headline.text
    assert clear.brief.key_points[0].text in record.article.text
    assert "article_sha256" not in record.article.text


@pytest.mark.parametrize("to", ["ninjs", "nitf"])
def test_an_item_with_an_error_is_not_read_as_an_article(to: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{EXPORTS[to].ending}"
    path.write_bytes(exported(RESULT, to))
    (record,) = open_archive(path).records()
    assert record.failure == "the item is marked as withheld."


# What a text may not do


@pytest.mark.parametrize(
    ("url", "is_address"),
    [
        ("https://news.example/a-b_c/2026?x=1&y=%20#top", True),
        ("http://127.0.0.1:8000/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://a.example/\"onclick='x'", False),
        ("https://a.example/<b>", False),
        ("https://a.example/a b", False),
        ("https://a.example/\u202egpj", False),
        ("//a.example", False),
        (None, False),
    ],
)
def test_only_a_plain_address_of_the_web_becomes_one(url: str | None, is_address: bool) -> None:
    assert (address_of(url) is not None) == is_address


def shows_only_text(text: str) -> None:
    for char in set(text) - {"\n"}:
        assert unicodedata.category(char) not in ("Cc", "Cs"), f"U+{ord(char):04X}"
        assert ord(char) not in INVISIBLE, f"U+{ord(char):04X}"


def in_markdown(data: bytes) -> None:
    markdown = data.decode()
    shows_only_text(markdown)
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown)
    kinds = {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or ()
    }
    assert not kinds & {
        "html_inline",
        "html_block",
        "image",
        "link_open",
        "fence",
        "code_block",
        "table_open",
    }
    outside_code = re.sub(r"`[^`\n]{1,600}`", "", markdown)
    assert not re.search(r"(?i)\b(?:https?|ftp)://|\bwww\.|mailto:", outside_code)


def in_slack(data: bytes) -> None:
    message = data.decode()
    shows_only_text(message)
    assert "<" not in message
    assert ">" not in message
    assert not re.search(r"&(?!amp;|lt;|gt;)", message)
    outside_code = re.sub(r"`[^`\n]{1,800}`", "", message)
    assert not re.search(r"(?i)\b(?:https?|ftp)://|\bwww\.|mailto:", outside_code)
    for line in outside_code.splitlines():
        own = re.sub(r"^\*[^*]+\*$|^(• )?\*[^*]+:\* |^_|_$", "", line)
        assert "*" not in own
        assert "~" not in own


def in_text(data: bytes) -> None:
    shows_only_text(data.decode())


def in_json(data: bytes) -> None:
    text = data.decode()
    assert "<" not in text
    assert ">" not in text
    shows_only_text(text)
    json.loads(text)


def in_ans(data: bytes) -> None:
    in_json(data)
    value = json.loads(data)
    fields = [value["headlines"]["basic"], value["editor_note"], value["label"]["ai_disclosure"]["text"]]
    for element in value["content_elements"]:
        fields += [each["content"] for each in element.get("items", [element])]
    for html in fields:
        assert elements_of(html) == []


def elements_of(html: str) -> list[Any]:
    from lxml.html import fragments_fromstring

    return [each for each in fragments_fromstring(f"x{html}") if not isinstance(each, str)]


def in_csv(data: bytes) -> None:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        for cell in row:
            assert not re.match(r"[=+\-@\t\r＝＋－＠]", cell)
            shows_only_text(cell)


def in_parquet(data: bytes) -> None:
    from pyarrow import parquet

    for row in parquet.read_table(io.BytesIO(data)).to_pylist():
        for cell in row.values():
            shows_only_text(str(cell).replace("\t", " "))


def in_xml(allowed: set[str]) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        root = etree.fromstring(data)
        assert {etree.QName(each).localname for each in root.iter()} <= allowed
        for each in root.iter():
            shows_only_text(each.text or "")
            for name, value in each.attrib.items():
                shows_only_text(value)
                assert not name.lower().startswith("on")
                assert name != "href" or address_of(value)

    return check


MAIL = {
    "html",
    "head",
    "meta",
    "title",
    "body",
    "div",
    "p",
    "h1",
    "h2",
    "ul",
    "li",
    "strong",
    "em",
    "br",
    "span",
}


def in_mail(data: bytes) -> None:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    assert set(message) == {
        "Subject", "Date", "X-Unsent", "X-Digital-Source-Type", "MIME-Version", "Content-Type",
    }  # fmt: skip
    shows_only_text(message["Subject"])
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    shows_only_text(plain.get_content().replace("\r\n", "\n"))
    for root in pages_of(page.get_content()):
        for each in root.iter():
            assert each.tag in MAIL, each.tag
            assert set(each.attrib) <= {"style", "lang", "dir", "charset", "name", "content"}
            assert "url(" not in each.get("style", "")
            shows_only_text(each.text or "")


def pages_of(html: str) -> Iterator[Any]:
    """Yield a page as lxml reads it, and as browsers do."""
    import html5lib
    from lxml.html import document_fromstring

    yield document_fromstring(html)
    yield html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False).getroot()


def in_page(data: bytes) -> None:
    for root in pages_of(data.decode()):
        assert len(root.findall(".//script")) == 1
        for each in root.iter():
            for name, value in each.attrib.items():
                assert not name.startswith("on")
                assert name not in ("src", "action", "formaction", "srcdoc")
                assert name != "href" or value.startswith("#")


ATOM = {
    "feed", "title", "id", "author", "name", "generator", "updated", "entry", "published", "link", "category",
    "summary", "content", "div", "h2", "ul", "li", "p",
}  # fmt: skip
NITF = set(re.findall(r"<!ELEMENT (\S+)", NITF_RULES))
HARMLESS: dict[str, Callable[[bytes], None]] = {
    "markdown": in_markdown,
    "text": in_text,
    "json": in_json,
    "jsonl": in_json,
    "csv": in_csv,
    "parquet": in_parquet,
    "ninjs": in_json,
    "ans": in_ans,
    "nitf": in_xml(NITF),
    "json-ld": in_json,
    "atom": in_xml(ATOM),
    "email": in_mail,
    "slack": in_slack,
    "teams": in_markdown,
    "html": in_page,
}
OURS = {
    **PAYLOADS,
    "formula": "=1+2",
    "plus": "+1+2",
    "minus": "-1+2",
    "at": "@SUM(1)",
    "tab": "\t=1",
    "wide": "＝1+1",
    "call": '=HYPERLINK("https://evil.example","x")',
    "channel": "<!channel> <@U1> *bold* ~gone~ _slanted_ `code`",
    "header": "x\r\nBcc: a@evil.example",
    "cdata": "]]><script>alert(1)</script>",
    "attribute": "\" onmouseover=alert(1) x='",
    "address": "javascript:alert(1)",
    "path": "../../etc/passwd",
    "noncharacter": "a\ufffeb\uffffc",
    "zero": "a\x00b",
}


def test_every_format_is_looked_at() -> None:
    assert HARMLESS.keys() == EXPORTS.keys()


@pytest.mark.parametrize("to", EXPORTS)
def test_nothing_that_a_text_holds_acts(to: str) -> None:
    for payload in OURS.values():
        HARMLESS[to](exported(made_of(payload), to))


@pytest.mark.parametrize("to", EXPORTS)
def test_no_collected_payload_acts(to: str, collected_payloads: list[str]) -> None:
    for payload in collected_payloads:
        HARMLESS[to](exported(made_of(payload), to))


@pytest.mark.parametrize("to", [name for name in EXPORTS if name not in ("html", "parquet")])
@settings(max_examples=12, deadline=None)
@given(
    payload=st.text(
        st.one_of(st.characters(), st.sampled_from("\x1b\x9b\u202e\ud800\ufeff\r\t<>[]()!*_`~&;:/@.=+-'\"")),
        min_size=1,
        max_size=25,
    )
)
def test_no_text_at_all_acts(to: str, payload: str) -> None:
    HARMLESS[to](exported(made_of(payload), to))


GOLDEN = ("slack", "teams", "text", "csv", "nitf", "atom")


@pytest.mark.parametrize("to", GOLDEN)
def test_the_example_is_handed_on_as_it_was(to: str) -> None:
    """Set BRIEFKIT_UPDATE=1 to write the files anew, then read them."""
    path = DATA / "exports" / f"{to}{EXPORTS[to].ending}"
    if os.environ.get("BRIEFKIT_UPDATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(exported(RESULT, to))
    assert exported(RESULT, to) == path.read_bytes()
