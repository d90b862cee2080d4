"""Loaders: bytes become an article, and none of them gets lost on the way."""

from __future__ import annotations

import datetime
import io
import json
import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.errors import InputError
from briefkit.loaders import MAX_TEXT_BYTES, check_input, decode, input_notes, load, read
from briefkit.loaders.loaded import day
from briefkit.schema import Article, Result

DATA = Path(__file__).parent / "data"
STORY = (
    "The harbour board of Lindqvist voted on Monday to close the old ferry terminal in March. "
    "Its chair, Marta Ek, said the roof would cost 4 million kronor to mend. "
    "Two of the seven members voted against the plan and asked for a second survey."
)


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def _write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# Text and Markdown


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_a_text_file_is_kept_code_point_for_code_point(tmp_path: Path, newline: str) -> None:
    text = f"A line.{newline}{newline}Another: naïve — “yes”.{newline}\t end "
    assert load(_write(tmp_path, "a.txt", text)) == Article(text=text)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=30).filter(str.strip))
def test_any_text_survives_utf8(text: str) -> None:
    assert decode(b"x" + text.encode()).text == "x" + text


def test_the_bundled_example_is_read_whole() -> None:
    article = load(DATA / "article.txt")
    assert article.text.encode() == (DATA / "article.txt").read_bytes()
    assert article.headline is None


def test_what_the_caller_knows_outranks_the_file(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.md", f"---\ntitle: From the file\ndate: 2026-01-02\n---\n\n{STORY}\n")
    article = load(path, headline="From the caller", kind="news", language="en", published=None)
    assert (article.headline, article.kind, article.language) == ("From the caller", "news", "en")
    assert article.published == datetime.date(2026, 1, 2)


FRONT = """---
title: "Terminal to close in March"
date: 2026-10-14 13:00:55 -0400
publisher: The Lindqvist Post
url: https://post.example/terminal
lang: en-GB
tags:
  - ferries
---
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_front_matter_is_metadata_and_offsets_stay_those_of_the_file(tmp_path: Path, newline: str) -> None:
    whole = f"{FRONT}\n{STORY}\n".replace("\n", newline)
    loaded = read(_write(tmp_path, "a.md", whole))
    assert loaded.format == "markdown"
    assert "lines 1 to 8 are front matter" in loaded.notes[0]
    article = loaded.article
    assert len(article.text) == len(whole)
    start = whole.index("Marta Ek")
    assert article.text[start : start + 8] == "Marta Ek"
    assert "ferries" not in article.text
    assert article.model_dump(exclude={"text"}) == {
        "headline": "Terminal to close in March",
        "publisher": "The Lindqvist Post",
        "url": "https://post.example/terminal",
        "published": datetime.date(2026, 10, 14),
        "language": "en",
        "kind": None,
    }


@pytest.mark.parametrize(
    "text",
    [f"# A title\n\n{STORY}\n", f"---\n\n{STORY}\n\n---\n", f"---\nno end: of it\n{STORY}"],
    ids=["none", "a rule", "never closed"],
)
def test_markdown_without_front_matter_is_kept_as_it_is(tmp_path: Path, text: str) -> None:
    assert load(_write(tmp_path, "a.md", text)) == Article(text=text)


@pytest.mark.parametrize(("said", "kind"), [("press release", "press release"), ("longread", None)])
def test_front_matter_may_name_a_kind_that_there_is(tmp_path: Path, said: str, kind: str | None) -> None:
    assert load(_write(tmp_path, "a.md", f"---\nkind: {said}\n---\n{STORY}")).kind == kind


def test_front_matter_that_says_nothing_usable_leaves_the_fields_open(tmp_path: Path) -> None:
    text = f"---\ndate: last Tuesday\nurl: /relative\nlang: 1\n---\n{STORY}"
    article = load(_write(tmp_path, "a.md", text))
    assert (article.published, article.url, article.language) == (None, None, None)


@pytest.mark.parametrize("value", ["yesterday", "2026-13-01", ""])
def test_a_date_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        day(value)


def test_a_time_is_cut_to_its_day() -> None:
    assert day(datetime.datetime(2026, 1, 2, 3, tzinfo=datetime.UTC)) == datetime.date(2026, 1, 2)


def test_a_kind_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kind: Input should be 'news'"):
        load(_write(tmp_path, "a.txt", STORY), kind="gossip")  # type: ignore[arg-type]


# Standard input and content


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (STORY.encode(), "text"),
        (b'{"text": "' + STORY.encode() + b'"}', "json"),
        (b"<!DOCTYPE html><html><body><p>" + STORY.encode() * 3 + b"</p></body></html>", "html"),
        (b"---\ntitle: T\n---\n" + STORY.encode(), "markdown"),
        (b"{ a brace opens this sentence, and it is no JSON.", "text"),
    ],
    ids=["text", "json", "html", "front matter", "brace"],
)
def test_standard_input_is_read_by_its_content(
    monkeypatch: pytest.MonkeyPatch, data: bytes, form: str
) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(data))
    assert read("-").format == form


def test_an_unknown_suffix_is_read_by_its_content(tmp_path: Path) -> None:
    assert load(_write(tmp_path, "story.wire", STORY)).text == STORY


# briefkit's own JSON


def test_an_article_reads_back_from_its_json(tmp_path: Path) -> None:
    article = Article(text=STORY, headline="H", published=datetime.date(2026, 10, 14), kind="news")
    assert load(_write(tmp_path, "a.json", article.model_dump_json())) == article


def test_a_result_gives_its_article() -> None:
    result = Result.model_validate_json((DATA / "result.json").read_bytes())
    assert load(DATA / "result.json") == result.article


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("{", "is not valid JSON"),
        ("[1]", "neither an article nor a result"),
        ('{"title": "x"}', "neither an article nor a result"),
        ('{"text": "x", "titel": "y"}', "titel: Extra inputs"),
        ('{"text": 1}', "text: Input should be a valid string"),
        ('{"article": {}}', "status: Field required"),
        ("[" * 100_000, "is not valid JSON"),
        ('{"text": "\\ud800"}', "is not valid JSON"),
    ],
    ids=["cut", "list", "other keys", "typo", "type", "no result", "deep", "lone surrogate"],
)
def test_json_of_another_shape_is_refused_with_the_place(tmp_path: Path, value: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        load(_write(tmp_path, "a.json", value))


# HTML

PAGE = """<!DOCTYPE html><html lang="sv"><head><meta charset="{charset}">
<title>Terminal to close in March – The Lindqvist Post</title>
<meta property="og:site_name" content="The Lindqvist Post">
<link rel="canonical" href="https://post.example/terminal">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Terminal to close in March", "datePublished": "2026-10-14T08:00:00Z"}}</script>
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Terminal to close in March</h1>
<p>The harbour board of Lindqvist voted on Monday to close the old ferry terminal in March.</p>
<p>Its chair, Märta Ek, said the roof would cost 4 million kronor to mend.</p>
<ul><li>The last ferry leaves on 1 March.</li><li>Buses take over on 2 March.</li></ul>
<p>Two of the seven members voted against the plan and asked for a second survey of the roof.</p>
</article><footer>Cookies and privacy</footer></body></html>"""


def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path: Path) -> None:
    loaded = read(_write(tmp_path, "a.html", PAGE.format(charset="utf-8")))
    article = loaded.article
    assert article.text == (
        "Terminal to close in March\n\n"
        "The harbour board of Lindqvist voted on Monday to close the old ferry terminal in March.\n\n"
        "Its chair, Märta Ek, said the roof would cost 4 million kronor to mend.\n\n"
        "- The last ferry leaves on 1 March.\n- Buses take over on 2 March.\n\n"
        "Two of the seven members voted against the plan and asked for a second survey of the roof."
    )
    assert article.model_dump(exclude={"text"}) == {
        "headline": "Terminal to close in March",
        "publisher": "The Lindqvist Post",
        "url": "https://post.example/terminal",
        "published": datetime.date(2026, 10, 14),
        "language": None,  # the text is English, whatever the template says
        "kind": None,
    }


def test_the_declared_language_stands_in_where_the_text_does_not_tell(tmp_path: Path) -> None:
    page = '<html lang="sv"><body><article><p>4 711 12 13 14 15 16 17 18 19 20 21</p></article></body></html>'
    assert load(_write(tmp_path, "a.html", page)).language == "sv"


def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    loaded = read(_write(tmp_path, "a.htm", PAGE.format(charset="iso-8859-1").encode("cp1252")))
    assert (loaded.encoding, loaded.notes) == ("cp1252", ())
    assert "Märta Ek" in loaded.article.text


@pytest.mark.parametrize("charset", ["martian", "rot13", "utf-8"], ids=["unknown", "no text", "wrong"])
def test_a_page_with_a_useless_declaration_is_read_all_the_same(tmp_path: Path, charset: str) -> None:
    assert "Märta Ek" in load(_write(tmp_path, "a.htm", PAGE.format(charset=charset).encode("cp1252"))).text


@pytest.mark.parametrize("page", ["<html><body></body></html>", "plain words"], ids=["empty", "no page"])
def test_a_page_without_an_article_is_refused_with_a_cure(tmp_path: Path, page: str) -> None:
    with pytest.raises(InputError, match=r"no article could be .* in a\.html\. Copy the article's text"):
        load(_write(tmp_path, "a.html", page))


def test_a_page_nested_too_deeply_ends_in_a_result_or_a_plain_error(tmp_path: Path) -> None:
    page = "<html><body>" + "<div>" * 50_000 + STORY + "</div>" * 50_000
    try:
        assert load(_write(tmp_path, "a.html", page)).text
    except InputError as error:
        assert "a.html" in str(error)


# Encodings

LEGACY = {
    "cp1252": "Le ministre a déclaré mardi que l’usine ouvrira l’année prochaine près de Besançon.",
    "cp1250": "Minister zdrowia powiedział w środę, że szpitale dostaną więcej pieniędzy na łóżka.",
    "cp1254": "Bakan salı günü yaptığı açıklamada yeni fabrikanın gelecek yıl açılacağını söyledi.",
    "cp1251": "Министр сообщил во вторник, что новый завод откроется в следующем году.",
    "cp1253": "Ο υπουργός δήλωσε την Τρίτη ότι το νέο εργοστάσιο θα ανοίξει του χρόνου.",
    "cp1255": "השר אמר ביום שלישי כי המפעל החדש ייפתח בשנה הבאה.",
    "cp932": "港湾局は月曜日、古いフェリーターミナルを三月に閉鎖すると発表した。",
    "gb18030": "部长星期二表示，新工厂将于明年开业，该公司将投资约二十亿元人民币。",
}


@pytest.mark.parametrize("encoding", LEGACY)
def test_an_old_encoding_is_guessed_and_the_guess_is_said(encoding: str) -> None:
    decoded = decode(LEGACY[encoding].encode(encoding) * 3)
    assert decoded.text == LEGACY[encoding] * 3
    assert "a guess" in decoded.notes[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "iso2022_jp"]
)
def test_unicode_is_known_by_its_mark_or_its_shape(encoding: str) -> None:
    text = LEGACY["cp932"] if encoding == "iso2022_jp" else STORY
    assert decode(text.encode(encoding)).text == text


def test_a_few_broken_bytes_stay_visible_in_utf8() -> None:
    text = LEGACY["cp1251"]
    decoded = decode(text.encode() + b" \xff\xfe end")
    assert decoded.text == text + " \\xff\\xfe end"
    assert decoded.notes == ("2 bytes are not valid UTF-8 and stand as \\xNN in the text",)


def test_a_broken_byte_after_a_mark_stays_visible() -> None:
    decoded = decode(b"\xef\xbb\xbf" + STORY.encode() + b"\xff")
    assert decoded.text == STORY + "\\xff"
    assert "not valid utf-8" in decoded.notes[0]


def test_bytes_that_no_encoding_explains_keep_their_values() -> None:
    data = b"caf\xe9 \x81\x8d\x8f\x90\x9d " * 3
    decoded = decode(data)
    assert len(decoded.text) == len(data)
    assert len(set(decoded.text)) == len(set(data))


@given(st.binary(min_size=1, max_size=200))
def test_decoding_ends_in_text_or_a_plain_refusal(data: bytes) -> None:
    try:
        decoded = decode(data, html=True)
    except InputError as error:
        assert error.hint
    else:
        assert decoded.text or data in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0")


BINARY = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
    "docx": (b"PK\x03\x04\x14\0\6\0", "Office document"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Office document"),
    "rtf": (b"{\\rtf1\\ansi hello}", "RTF"),
    "png": (b"\x89PNG\r\n\x1a\n", "PNG image"),
    "gzip": (b"\x1f\x8b\x08\0", "gzip"),
    "zeros": (b"\0\1\2\3" * 50, "is binary"),
    "marked": (b"\xef\xbb\xbf" + b"\1\2\3\4" * 50, "is binary"),
}


@pytest.mark.parametrize("name", BINARY)
def test_what_is_no_text_is_named_with_a_cure(tmp_path: Path, name: str) -> None:
    data, says = BINARY[name]
    with pytest.raises(InputError, match=says) as caught:
        load(_write(tmp_path, "a.txt", data))
    assert caught.value.hint


# Files


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no file .*nowhere\.txt"):
        load(tmp_path / "nowhere.txt")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a directory"):
        load(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.txt", STORY)
    path.chmod(0)
    with pytest.raises(InputError, match="may not be read"):
        load(path)


@pytest.mark.parametrize("data", [b"", b" \n\t\n"], ids=["nothing", "white space"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.txt is empty"):
        load(_write(tmp_path, "a.txt", data))


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("https://post.example/a", "is an address"),
        ("Two lines\nof text", "is text, not the path"),
        ("x" * 5000, "cannot be read"),
        ("a\0b", "cannot be read"),
    ],
    ids=["address", "text", "too long", "zero byte"],
)
def test_what_is_no_path_is_told_apart(source: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        load(source)


@pytest.mark.parametrize(
    ("name", "size"), [("a.txt", MAX_TEXT_BYTES + 1), ("a.html", 50_000_000)], ids=["text", "50 MB page"]
)
def test_a_file_over_its_cap_is_refused_before_it_is_decoded(tmp_path: Path, name: str, size: int) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b"word ")
        file.truncate(size)
    began = time.monotonic()
    with pytest.raises(InputError, match="limit of"):
        load(path)
    assert time.monotonic() - began < 2


# Lint

LINT_REFUSES = {
    "empty": (" \n ", "the article is empty"),
    "one word": ("Hello", "has only 1 word"),
    "short": ("Nineteen words " * 8, "has only 16 words"),
    "paywall": (
        "The board voted.\n\nSubscribe to continue reading.\nAlready a subscriber? Log in.\n" + "word " * 12,
        "paywall",
    ),
    "stub": (STORY + "\n\nSubscribe to continue reading.", "stops at a paywall's notice after 45 words"),
    "cookies": ("We use cookies. Accept all cookies or manage preferences to go on. " * 6, "cookie notice"),
    "error page": (
        "404\n\nThe page you requested is not here, page not found.\n" + "Go back to the front page. " * 4,
        "error page",
    ),
    "robots": ("Checking your browser before you go on. Please enable JavaScript to see it. " * 2, "robots"),
    "links": ("https://a.example/1 https://b.example/2 and " * 10, "mostly links"),
    "figures": ("12.5 13.75 | 14,000 99% | 2026-10-14 (17) " * 10, "mostly figures"),
    "menu": ("Home\nSport\nWorld news\nCulture\nMoney\n" * 6, "like a menu"),
    "too long": ("words and " * 40_001, "limit of 400,000 bytes"),
    "paywall in French": (
        "La suite.\n\nArticle réservé aux abonnés. Il vous reste 80 % à lire.\n" + "mot " * 12,
        "paywall",
    ),
    "few Japanese": ("港湾局は月曜日に閉鎖。", "words"),
}  # fmt: skip


@pytest.mark.parametrize("name", LINT_REFUSES)
def test_what_is_no_article_is_refused_with_one_line_and_a_cure(name: str) -> None:
    text, says = LINT_REFUSES[name]
    with pytest.raises(InputError, match=says) as caught:
        check_input(Article(text=text))
    assert caught.value.hint
    assert "\n" not in str(caught.value)


LONG = "The board met again on Tuesday to hear the survey of the roof and the pier. " * 10
LINT_NOTES = {
    "paywall left": (LONG + "\n\nSubscribe to continue reading.", "paywall's notice"),
    "cut in a sentence": (
        LONG + "The chair said that the roof of the old terminal would never have been",
        "cut off",
    ),
    "cut by dots": (LONG + "The chair said that …", "cut off"),
    "read more": (LONG + "\nRead more", "cut off"),
    "no punctuation": (LONG.replace(".", " "), "almost no punctuation"),
    "tags": (LONG + "<p>a</p><p>b</p><br><div class='x'>c</div>.", "HTML tags"),
    "wrong encoding": (LONG.replace("roof", "rÃ¼f"), "wrongly decoded"),
    "lost": (LONG + "Mr �lund left.", "1 characters of the text were lost"),
    "hidden": (LONG + "a\u200bb.", "1 invisible control characters"),
    "two scripts": (LONG + "\n" + LEGACY["cp1251"] * 10, "two scripts"),
}


@pytest.mark.parametrize("name", LINT_NOTES)
def test_a_suspicion_is_a_note_and_no_refusal(name: str) -> None:
    text, says = LINT_NOTES[name]
    notes = check_input(Article(text=text))
    assert [note for note in notes if says in note], notes


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        LONG,
        # An article about paywalls names one in the middle of a sentence.
        "The paper will ask readers to subscribe to continue reading after five articles a month, its editor "
        "said on Monday, and it will drop the cookie notice that half of all visitors close without a look. "
        "Ms Ek said the paper had lost a third of its advertising since 2023 and needs money from elsewhere.",
        LEGACY["cp932"] * 5,
    ],
    ids=["story", "long", "about paywalls", "Japanese"],
)
def test_a_sound_article_has_no_note(text: str) -> None:
    assert check_input(Article(text=text)) == []


def test_the_example_article_has_no_note() -> None:
    assert check_input(load(DATA / "article.txt")) == []


@pytest.mark.parametrize(
    "unit",
    ["word ", "a", "<p ", "- ", "é", "\n", "[...", "www.", "Ã©"],
    ids=["words", "letter", "tag", "list", "accent", "lines", "dots", "links", "mojibake"],
)
def test_lint_is_linear_in_the_text(unit: str) -> None:
    text = unit * (300_000 // len(unit.encode()))
    began = time.monotonic()
    input_notes(Article(text=text))
    with pytest.raises(InputError):
        check_input(Article(text=text * 2))
    assert time.monotonic() - began < 5


def _corpus() -> Path:
    given = os.environ.get("BRIEFKIT_CORPUS")
    return Path(given) if given else Path(__file__).parents[2] / "shared" / "corpus"


@pytest.mark.skipif(not (_corpus() / "articles.jsonl").is_file(), reason="the development corpus is not here")
def test_no_article_of_the_corpus_is_refused_and_few_are_suspected() -> None:
    rows = [
        json.loads(line) for line in (_corpus() / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    suspected = [row["id"] for row in rows if check_input(Article(text=row["text"]))]
    assert len(suspected) <= 4, suspected


@pytest.mark.skipif(not (_corpus() / "html").is_dir(), reason="the development corpus is not here")
def test_every_page_of_the_corpus_gives_an_article() -> None:
    for path in sorted((_corpus() / "html").glob("*.html")):
        article = load(path)
        assert len(article.text) > 300, path.name
        assert article.headline, path.name
