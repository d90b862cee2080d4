"""Archives as inputs: every format to whole records, from any position, in constant memory, and whatever is in them."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import lzma
import sqlite3
import sys
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefkit import Briefer
from briefkit.batch import Input, Options
from briefkit.errors import ConfigurationError, InputError
from briefkit.loaders import compression, formats
from briefkit.loaders.archive import open_archive
from briefkit.models import ScriptedModel
from briefkit.schema import Article, Record
from tests import archive_samples as samples

FOLDER = samples.FOLDER
FERRY, APPLES = samples.STORIES
FERRY_TEXT, APPLES_TEXT = samples.text_of(FERRY), samples.text_of(APPLES)


def story(of: dict[str, Any], **other: Any) -> Article:
    """Return a sample story as an article, with what a format says otherwise."""
    said = {key: value for key, value in of.items() if key not in ("id", "paragraphs")}
    said["published"] = datetime.date.fromisoformat(of["published"])
    return Article(**{"text": samples.text_of(of), **said, **other})


def records(source: str | Path, after: str | None = None, **asked: Any) -> list[Record]:
    return list(open_archive(source, **asked).records(after))


def record(source: str, place: str, position: str, article: Article | None, **other: Any) -> Record:
    return Record(source=source, place=place, position=position, article=article, **other)


def in_a_file(data: bytes, name: str, folder: Path) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# Every format, asserted on whole records

PAGE_TEXT = "\n\n".join((FERRY["headline"], FERRY_TEXT))
PAGE_TEXT_2 = "\n\n".join((APPLES["headline"], APPLES_TEXT))
BLANKED = "   \n" + " " * 42 + "\n" + " " * 16 + "\n   \n\n" + APPLES_TEXT + "\n"
WARC_IDS = [f"<urn:uuid:00000000-0000-0000-0000-{number:012}>" for number in (0, 3)]

Expected = list[tuple[str, str, str | None, Article]]
BOTH: Callable[[str], Expected] = lambda word: [  # noqa: E731 - a table's short form
    (f"{word} 1", "1", "lp-1001", story(FERRY)),
    (f"{word} 2", "2", "lp-1002", story(APPLES)),
]
SAMPLES: dict[str, Expected] = {
    "folder": [
        (
            "2026/apples.md",
            '["2026/apples.md", "all"]',
            None,
            Article(text=BLANKED, headline=APPLES["headline"], published=datetime.date(2026, 10, 13)),
        ),
        (
            "2026/page.html",
            '["2026/page.html", "all"]',
            None,
            story(FERRY, text=PAGE_TEXT, url=None, language=None),
        ),
        ("ferry.txt", '["ferry.txt", "all"]', None, Article(text=FERRY_TEXT)),
    ],
    "stories.jsonl": [
        ("line 1", "470:1", "lp-1001", story(FERRY)),
        ("line 2", "969:2", "lp-1002", story(APPLES)),
    ],
    "stories.csv": [
        ("line 2", "427:6", "lp-1001", story(FERRY)),
        ("line 7", "832:11", "lp-1002", story(APPLES)),
    ],
    "stories.json": BOTH("item"),
    "stories.parquet": BOTH("row"),
    "stories.db": BOTH("row"),
    "wordpress.xml": [
        ("item 1", "1", "lp-1001", story(FERRY)),
        ("item 4", "4", "lp-1002", story(APPLES)),
    ],
    "pages.warc": [
        ("byte 0", "1055", WARC_IDS[0], story(FERRY, text=PAGE_TEXT, language=None)),
        ("byte 1902", "2987", WARC_IDS[1], story(APPLES, text=PAGE_TEXT_2, language=None)),
    ],
    "feed.atom": BOTH("entry"),
    "ninjs_1.json": [("item 1", "1", "lp-1001", story(FERRY, url=None, kind="analysis"))],
    "ninjs_2.json": [("item 1", "1", "lp-1001", story(FERRY))],
    "ninjs_3.json": [("item 1", "1", "lp-1002", story(APPLES, url=None))],
    "ans.json": [("item 1", "1", "lp-1001", story(FERRY, text=FERRY_TEXT + "\n\n- Open\n- Closed"))],
    "nitf.xml": [("item 1", "1", "lp-1001", story(FERRY))],
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_becomes_whole_records(name: str) -> None:
    source = str(FOLDER / name)
    assert records(source) == [
        record(source, place, position, article, external_id=external_id)
        for place, position, external_id, article in SAMPLES[name]
    ]


@pytest.mark.parametrize("name", ["pages.warc.gz", "pages.wacz"])
def test_a_packed_web_archive_holds_what_the_plain_one_does(name: str) -> None:
    assert [(one.external_id, one.article) for one in records(FOLDER / name)] == [
        (one.external_id, one.article) for one in records(FOLDER / "pages.warc")
    ]


def test_a_feeds_teaser_is_a_failure_and_its_full_text_an_article() -> None:
    source = str(FOLDER / "feed.rss")
    assert records(source) == [
        record(source, "entry 1", "1", story(FERRY), external_id="lp-1001"),
        record(source, "entry 2", "2", story(APPLES), external_id="lp-1002"),
        record(
            source,
            "entry 3",
            "3",
            None,
            failure_code="input.no_article",
            failure="the feed holds only a teaser of 12 words.",
        ),
    ]


def test_newsml_items_are_read_from_nitf_and_xhtml_and_withdrawn_ones_are_not() -> None:
    source = str(FOLDER / "newsml.xml")
    assert records(source) == [
        record(source, "item 1", "1", story(FERRY, url=None), external_id="lp-1001"),
        record(source, "item 3", "3", story(APPLES, url=None), external_id="lp-1002"),
        record(
            source,
            "item 4",
            "4",
            None,
            failure_code="input.no_article",
            failure="the item is marked as canceled.",
        ),
    ]


def test_a_canceled_item_of_ninjs_is_a_failure() -> None:
    [found] = records(FOLDER / "superdesk.json")
    assert (found.article, found.failure) == (None, "the item is marked as canceled.")


def test_the_samples_of_ninjs_are_valid_ninjs() -> None:
    schemas = Path(__file__).parents[2] / "shared" / "schemas" / "ninjs"
    if not schemas.is_dir():
        pytest.skip("the schemas are not beside this checkout")
    import jsonschema

    for version, sample in (
        ("1.3", samples.ninjs_1()),
        ("2.1", samples.ninjs_2()),
        ("3.1", samples.ninjs_3()),
    ):
        schema = json.loads((schemas / f"ninjs-schema_{version}.json").read_text(encoding="utf-8"))
        jsonschema.validate(sample, schema)


def test_the_samples_are_what_the_script_writes() -> None:
    written = {
        "stories.jsonl": samples.jsonl(),
        "stories.csv": samples.csv_table(),
        "wordpress.xml": samples.wxr(),
        "newsml.xml": samples.newsml(),
        "nitf.xml": samples.nitf(),
        "feed.rss": samples.rss(),
        "feed.atom": samples.atom(),
        "ans.json": samples.written(samples.ans()),
    }
    for name, data in written.items():
        assert (FOLDER / name).read_bytes() == data, name


def test_an_archive_is_an_input_of_a_batch() -> None:
    given: Input = open_archive(FOLDER / "stories.jsonl")
    assert given.source == str(FOLDER / "stories.jsonl")


# Going on


@pytest.mark.parametrize("name", [*SAMPLES, "pages.warc.gz", "pages.wacz", "feed.rss", "newsml.xml"])
def test_from_every_position_comes_exactly_the_rest(name: str) -> None:
    archive = open_archive(FOLDER / name)
    whole = list(archive.records())
    for count, one in enumerate(whole, start=1):
        assert list(archive.records(one.position)) == whole[count:], one.place


_cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@given(st.lists(st.tuples(_cells, _cells), max_size=8), st.sampled_from(["utf-8", "utf-16"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_csv_goes_on_from_every_row_whatever_its_cells_hold(
    tmp_path: Path, rows: list[tuple[str, str]], encoding: str
) -> None:
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["headline", "text"])
    writer.writerows(rows)
    archive = open_archive(
        in_a_file(out.getvalue().encode(encoding, "replace"), "a.csv", tmp_path), encoding=encoding
    )
    whole = list(archive.records())
    assert len(whole) == len(rows)
    for one, (_, text) in zip(whole, rows, strict=True):
        assert one.article is None or one.article.text in (text, one.article.text if "<" in text else text)
        assert (one.article is None) == (not text.strip()) or "<" in text
    for count, one in enumerate(whole, start=1):
        assert list(archive.records(one.position)) == whole[count:]


@given(
    st.lists(st.one_of(st.just('{"text": "A story."}'), st.just("{"), st.just(""), st.just("7")), max_size=8)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_jsonl_goes_on_from_every_line_also_from_bad_ones(tmp_path: Path, lines: list[str]) -> None:
    archive = open_archive(in_a_file("\n".join(lines).encode(), "a.jsonl", tmp_path))
    whole = list(archive.records())
    assert [one.place for one in whole] == [f"line {n}" for n, line in enumerate(lines, start=1) if line]
    for count, one in enumerate(whole, start=1):
        assert list(archive.records(one.position)) == whole[count:]


def test_the_fingerprint_changes_with_the_file_and_with_how_it_is_read(tmp_path: Path) -> None:
    path = in_a_file(samples.jsonl(), "a.jsonl", tmp_path)
    first = open_archive(path).fingerprint
    assert open_archive(path).fingerprint == first
    assert open_archive(path, columns={"text": "headline"}).fingerprint != first
    path.write_bytes(samples.jsonl() + samples.jsonl())
    assert open_archive(path).fingerprint != first


def test_the_fingerprint_of_a_folder_changes_with_any_file_in_it(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    in_a_file(b"One story.", "a.txt", tmp_path / "below")
    first = open_archive(tmp_path).fingerprint
    in_a_file(b"p {}", "ignored.css", tmp_path)
    assert open_archive(tmp_path).fingerprint == first
    in_a_file(b"Another story.", "b.txt", tmp_path / "below")
    assert open_archive(tmp_path).fingerprint != first


def test_a_batch_goes_on_in_an_archive_where_it_stopped(tmp_path: Path) -> None:
    told = [json.dumps({"id": n, "text": f"{FERRY_TEXT} Vote {n}."}) for n in range(6)]
    path = in_a_file("\n".join([*told[:3], "{", *told[3:]]).encode(), "a.jsonl", tmp_path)
    with Briefer(ScriptedModel(lambda request: "no draft")) as briefer:
        first = briefer.batch(open_archive(path), store=tmp_path / "briefs.db", options=Options(limit=2))
        assert len(list(first)) == 2
        rest = briefer.batch(open_archive(path), store=tmp_path / "briefs.db")
        assert len(list(rest)) == 4
    assert rest.tally.unreadable == 1
    with sqlite3.connect(tmp_path / "briefs.db") as store:
        rows = store.execute("SELECT place, external_id, failure_code FROM sources ORDER BY id").fetchall()
    store.close()
    assert rows == [
        ("line 1", "0", None),
        ("line 2", "1", None),
        ("line 3", "2", None),
        ("line 4", None, "input.broken"),
        ("line 5", "3", None),
        ("line 6", "4", None),
        ("line 7", "5", None),
    ]


# Columns


def test_columns_that_were_named_outrank_the_usual_names(tmp_path: Path) -> None:
    line = json.dumps(
        {"text": "No.", "fields": {"body": "The story."}, "Nr": 7, "Titel": "A <i>headline</i>"}
    )
    path = in_a_file(line.encode(), "a.jsonl", tmp_path)
    [found] = records(path, columns={"text": "fields.body", "id": "Nr", "headline": "Titel"})
    assert (found.article, found.external_id) == (Article(text="The story.", headline="A headline"), "7")


def test_what_is_known_holds_for_all_articles(tmp_path: Path) -> None:
    path = in_a_file(b'{"text": "A story.", "publisher": "From the file"}\n', "a.jsonl", tmp_path)
    [found] = records(path, publisher="The Lindqvist Post", kind="news")
    assert found.article == Article(text="A story.", publisher="The Lindqvist Post", kind="news")


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", b"a,b\n1,2\n"), ("a.tsv", b"a\tb\n1\t2\n"), ("a.csv", "a;b\n1;2\n".encode("utf-16"))],
    ids=["comma", "tab", "semicolon in UTF-16"],
)
def test_a_table_without_a_usual_name_for_the_text_says_which_columns_it_has(
    tmp_path: Path, name: str, data: bytes
) -> None:
    path = in_a_file(data, name, tmp_path)
    with pytest.raises(
        InputError, match=r"no column of a\..sv has a usual name.*columns are a, b\..*--column text NAME"
    ):
        records(path)
    with pytest.raises(InputError, match="has no column 'c'"):
        records(path, columns={"text": "c"})
    [found] = records(path, columns={"text": "b", "id": "a"})
    assert (found.external_id, found.article) == ("1", Article(text="2"))


def test_a_field_that_articles_do_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="'body' is no field of an article"):
        open_archive(FOLDER / "stories.csv", columns={"body": "text"})


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-10-12", (2026, 10, 12)),
        ("2026-10-12T23:30:00-05:00", (2026, 10, 12)),
        ("20261012T080000Z", (2026, 10, 12)),
        ("Mon, 12 Oct 2026 08:00:00 GMT", (2026, 10, 12)),
        (1_791_800_000, (2026, 10, 12)),
        (1_791_800_000_000, (2026, 10, 12)),
        ("yesterday", None),
        (7, None),
        (True, None),
        ("12/10/2026", None),
    ],
    ids=str,
)
def test_a_date_is_understood_or_left_out(
    tmp_path: Path, said: object, day: tuple[int, int, int] | None
) -> None:
    path = in_a_file(json.dumps({"text": "A story.", "date": said}).encode(), "a.jsonl", tmp_path)
    [found] = records(path)
    assert found.article is not None
    assert found.article.published == (None if day is None else datetime.date(*day))


def test_html_in_a_cell_becomes_text(tmp_path: Path) -> None:
    html = (
        "<p>One &amp; <b>two</b>.</p><ul><li>a</li><li><p>b</p></li></ul><script>no()</script>three<br>four"
    )
    path = in_a_file(json.dumps({"content": html}).encode(), "a.jsonl", tmp_path)
    [found] = records(path)
    assert found.article == Article(text="One & two.\n\n- a\n- b\n\nthree\nfour")


def test_half_a_character_is_a_failure_and_wrapped_values_are_unwrapped(tmp_path: Path) -> None:
    data = b"""[{"text": "half \\ud800"}, {"text": "A.", "headline": "\\udc00"},
      {"_id": {"$oid": "6a"}, "text": "Three.", "date": {"$date": "2026-10-12T00:00:00Z"}},
      {"id": [1], "text": "Four."}]"""
    found = records(in_a_file(data, "a.json", tmp_path))
    assert [one.failure for one in found] == [
        "its text is not sound Unicode.",
        None,
        None,
        None,
    ]
    assert found[1].article == Article(text="A.", headline="?")
    assert [one.external_id for one in found] == [None, None, "6a", None]
    assert found[2].article == Article(text="Three.", published=datetime.date(2026, 10, 12))


# SQLite


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE one (text TEXT); INSERT INTO one VALUES ('First.'), (NULL), ('Third.');"
        'CREATE TABLE "od""d" (k TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID;'
        "INSERT INTO \"od\"\"d\" VALUES ('a', 'Odd.');"
    )
    connection.close()
    return path


def test_a_database_with_several_tables_asks_which(database: Path) -> None:
    with pytest.raises(InputError, match=r"several tables.*Name one with --table.*od"):
        records(database)
    with pytest.raises(InputError, match=r"no table 'two'.*Its tables are"):
        records(database, table="two")


def test_a_table_is_read_by_row_ids_and_one_without_by_numbers(database: Path) -> None:
    found = records(database, table="one")
    assert [(one.place, one.external_id, one.position) for one in found] == [
        ("row 1", "1", "1"),
        ("row 2", None, "2"),
        ("row 3", "3", "3"),
    ]
    assert (found[1].failure_code, found[1].failure) == ("input.no_article", "it has no text.")
    [odd] = records(database, table='od"d')
    assert (odd.place, odd.article) == ("row 1", Article(text="Odd."))


def test_a_query_is_read_in_its_own_order_and_can_change_nothing(database: Path) -> None:
    archive = open_archive(
        database, query="SELECT rowid AS id, text FROM one WHERE text NOT NULL ORDER BY id DESC;"
    )
    whole = list(archive.records())
    assert [one.external_id for one in whole] == ["3", "1"]
    assert list(archive.records("1")) == whole[1:]
    with pytest.raises(InputError, match="cannot be read"):
        records(database, query="DELETE FROM one")


def test_a_reader_may_be_asked_by_one_thread_after_another(database: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    reading = open_archive(database, table="one").records()
    seen = []
    for _ in range(3):
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(next, reading).result().place)
    assert seen == ["row 1", "row 2", "row 3"]


# Standard input


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress], ids=["plain", "gzip", "bzip2"])
def test_jsonl_streams_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(pack(samples.jsonl() * 100)))
    archive = open_archive("-")
    assert archive.fingerprint is None
    found = list(archive.records())
    assert len(found) == 200
    with pytest.raises(InputError, match="only once"):
        archive.records()
    assert found[:1] == [record("-", "line 1", "470:1", story(FERRY), external_id="lp-1001")]


@pytest.mark.parametrize("sign", ["\u00e9", "\u20ac", "\U0001f34e"], ids=["2 bytes", "3 bytes", "4 bytes"])
def test_a_first_line_longer_than_the_look_ahead_is_read_as_utf8(
    monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    for shift in range(4):
        text = "x" * shift + sign * 20_000
        monkeypatch.setattr(sys, "stdin", _Stdin(json.dumps({"text": text}, ensure_ascii=False).encode()))
        assert [one.article for one in open_archive("-").records()] == [Article(text=text)]


def test_text_from_standard_input_is_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(FERRY_TEXT.encode()))
    assert [one.article for one in open_archive("-").records()] == [Article(text=FERRY_TEXT)]


def test_csv_from_standard_input_is_read_when_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(samples.csv_table()))
    assert [one.article for one in open_archive("-", format="csv").records()] == [story(FERRY), story(APPLES)]


# Packed


def _zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._stories.jsonl", b"\0\1")
        archive.writestr("in/stories.jsonl", data)
        archive.writestr("in/logo.png", b"\x89PNG")
    return out.getvalue()


def _zstd(data: bytes) -> bytes:
    import zstandard

    return b"".join(zstandard.compress(half) for half in (data[:500], data[500:]))


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data[:500]) + gzip.compress(data[500:]),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": _zstd,
}


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("is_named", [True, False], ids=["by name", "by content"])
def test_a_packed_file_is_read_as_it_streams_out(tmp_path: Path, ending: str, is_named: bool) -> None:
    name = f"stories.jsonl.{ending}" if is_named else "stories.jsonl"
    path = in_a_file(PACKERS[ending](samples.jsonl()), name, tmp_path)
    archive = open_archive(path)
    whole = list(archive.records())
    assert [one.article for one in whole] == [story(FERRY), story(APPLES)]
    assert list(archive.records(whole[0].position)) == whole[1:]


def test_the_members_of_a_zip_archive_are_read_each_by_its_format(tmp_path: Path) -> None:
    path = in_a_file(_zipped(samples.jsonl()), "a.zip", tmp_path)
    archive = open_archive(path)
    whole = list(archive.records())
    assert whole == [
        record(
            str(path),
            "in/stories.jsonl: line 1",
            '["in/stories.jsonl", "470:1"]',
            story(FERRY),
            external_id="lp-1001",
        ),
        record(
            str(path),
            "in/stories.jsonl: line 2",
            '["in/stories.jsonl", "969:2"]',
            story(APPLES),
            external_id="lp-1002",
        ),
    ]
    assert list(archive.records(whole[0].position)) == whole[1:]


@pytest.mark.parametrize("ending", PACKERS)
def test_a_packed_file_that_was_cut_off_keeps_what_was_before(tmp_path: Path, ending: str) -> None:
    lines = b"".join(b'{"text": "Story %d of the archive, %d."}\n' % (n, n * 7919) for n in range(60_000))
    packed = PACKERS[ending](lines)
    found = records(in_a_file(packed[: len(packed) * 9 // 10], f"a.jsonl.{ending}", tmp_path))
    assert len(found) > 20_000
    assert all(one.article for one in found[:-1])
    assert found[-1].failure_code == "input.cut_off"
    assert "it was cut off" in (found[-1].failure or "")


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, _zstd, _zipped], ids=lambda f: f.__name__
)
def test_a_bomb_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(b'{"text": "' + b"a" * 60_000_000)
    name = "a.zip" if pack is _zipped else "a.jsonl"
    path = in_a_file(packed, name, tmp_path)
    tracemalloc.start()
    try:
        failures = [one.failure for one in open_archive(path).records()]
    except InputError as error:
        failures = [error.message]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert any("times its size, as no text does" in (failure or "") for failure in failures)
    assert peak < 40_000_000


# What is bad in them


def test_a_bad_line_is_a_failure_with_its_number_and_reading_goes_on(tmp_path: Path) -> None:
    lines = (
        b'\xef\xbb\xbf{"text": "One."}',
        b'{"text": "Two.',
        b"",
        b"[1]",
        b'{"headline": "Four"}',
        b'{"text": "  "}',
        b'{"text": "\\ud800"}',
        b'{"text": "caf\xe9"}',
        b'{"text": "Eight."}',
    )
    found = records(in_a_file(b"\r\n".join(lines), "a.jsonl", tmp_path), encoding="utf-8")
    assert [(one.place, one.failure_code) for one in found] == [
        ("line 1", None),
        ("line 2", "input.broken"),
        ("line 4", "input.no_article"),
        ("line 5", "input.no_article"),
        ("line 6", "input.no_article"),
        ("line 7", "input.broken"),
        ("line 8", "input.broken"),
        ("line 9", None),
    ]
    assert found[3].failure == "none of its keys has a usual name for an article's text: headline."


def test_a_line_longer_than_any_record_is_a_failure(tmp_path: Path) -> None:
    data = b'{"text": "' + b"a" * 11_000_000 + b'"}\n{"text": "Two."}\n'
    found = records(in_a_file(data, "a.jsonl", tmp_path))
    assert [(one.place, one.failure_code) for one in found] == [
        ("line 1", "input.too_large"),
        ("line 2", None),
    ]


def test_jsonl_in_other_encodings_is_read(tmp_path: Path) -> None:
    line = '{"text": "Caf\u00e9 am Markt \u2014 sch\u00f6n."}\n'
    for encoding in ("utf-16", "cp1252"):
        [found] = records(in_a_file(line.encode(encoding), "a.jsonl", tmp_path))
        assert found.article == Article(text="Caf\u00e9 am Markt \u2014 sch\u00f6n."), encoding


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ('1,"One."\n2,"Two" more\n3,"Three."\n', [("line 2", True), ("line 3", False), ("line 4", True)]),
        ("1,One.\n2,Two, cut.\n3,Three.\n", [("line 2", True), ("line 3", False), ("line 4", True)]),
        (
            '1,"One.\n\nStill one."\n2,"Open\n3,Three.\n',
            [("line 2", True), ("line 5", False), ("line 6", True)],
        ),
        ("1,One.\n2\n3,Three.\n", [("line 2", True), ("line 3", False), ("line 4", True)]),
    ],
    ids=[
        "quotation marks inside",
        "a comma too many",
        "a quotation mark that never closes",
        "a cell too few",
    ],
)
def test_a_bad_row_is_a_failure_with_its_line_and_reading_goes_on(
    tmp_path: Path, rows: str, places: list[tuple[str, bool]]
) -> None:
    archive = open_archive(in_a_file(f"id,text\n{rows}".encode(), "a.csv", tmp_path))
    whole = list(archive.records())
    assert [(one.place, one.article is not None) for one in whole] == places
    for count, one in enumerate(whole, start=1):
        assert list(archive.records(one.position)) == whole[count:]


def test_csv_may_have_cells_of_megabytes(tmp_path: Path) -> None:
    [found] = records(in_a_file(b"id,text\n1," + b"word " * 200_000 + b"\n", "a.csv", tmp_path))
    assert found.article is not None
    assert len(found.article.text) == 1_000_000


def test_xml_that_breaks_off_keeps_what_was_before(tmp_path: Path) -> None:
    data = samples.wxr()
    found = records(in_a_file(data[: data.rindex(b"<item>") + 200], "a.xml", tmp_path))
    assert [(one.place, one.failure_code) for one in found] == [
        ("item 1", None),
        ("the rest", "input.cut_off"),
    ]
    with pytest.raises(InputError, match="not sound XML"):
        records(in_a_file(data[:900], "b.xml", tmp_path))


def test_a_web_archive_that_breaks_off_keeps_what_was_before(tmp_path: Path) -> None:
    for name in ("pages.warc", "pages.warc.gz"):
        data = (FOLDER / name).read_bytes()
        found = records(in_a_file(data[: len(data) - 300], name, tmp_path))
        assert [one.failure_code for one in found] == [None, "input.cut_off"], name


def test_control_characters_of_old_exports_do_not_stop_the_reading(tmp_path: Path) -> None:
    data = samples.wxr().replace(b"Its chair", b"Its \x08\x0bchair")
    assert [one.article for one in records(in_a_file(data, "a.xml", tmp_path))] == [
        story(FERRY),
        story(APPLES),
    ]


def test_entities_of_a_file_are_not_resolved(tmp_path: Path) -> None:
    secret = in_a_file(b"secret", "secret.txt", tmp_path)
    data = (
        f'<!DOCTYPE nitf [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
        "<nitf><body><body.content><p>Here &s;.</p></body.content></body></nitf>"
    )
    [found] = records(in_a_file(data.encode(), "a.xml", tmp_path))
    assert found.failure == "its text uses the entity &s;, which is not resolved."


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    data = (
        f'<!DOCTYPE nitf [<!ENTITY b0 "bomb">{bomb}]>'
        "<nitf><body><body.content><p>&b9;</p></body.content></body></nitf>"
    )
    try:
        assert [one.article for one in records(in_a_file(data.encode(), "a.xml", tmp_path))] == [None]
    except InputError as error:
        assert "is not sound XML" in error.message


def test_a_bad_file_among_others_is_a_failure_and_the_others_are_read(tmp_path: Path) -> None:
    in_a_file(b"\x89PNG\0\0\0", "a.txt", tmp_path)
    in_a_file(b"A story.", "b.txt", tmp_path)
    in_a_file(b"", "c.txt", tmp_path)
    found = records(tmp_path)
    assert [(one.place, one.failure_code) for one in found] == [
        ("a.txt", "input.unreadable"),
        ("b.txt", None),
        ("c.txt", "input.unreadable"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.parquet", b"no Parquet", "cannot be read as Parquet"),
        (
            "a.db",
            b"no database at all, but long enough to be one" * 30,
            "cannot be read: file is not a database",
        ),
        ("a.warc", b"no web archive\r\n\r\n", "is not a sound web archive"),
        ("a.rss", b"no feed", "is no RSS or Atom feed"),
        ("a.nitf", b"no XML", "is not sound XML"),
        ("a.json", b"{no JSON}", "is not valid JSON"),
        ("a.json", b'[{"text": "One."}, {"text": ', "ends in the middle"),
        ("a.jsonl", b"\x00\x01\x02\x03" * 100, "is binary"),
        ("a.csv", b"", "has no header"),
        ("a.zip", b"PK\x03\x04no zip", "is not a sound zip archive"),
        ("a.jsonl.gz", b"no gzip", "cannot be unpacked"),
        ("a.bin", b"%PDF-1.7", "is a PDF"),
        ("a.xml", b"<recipe><egg/></recipe>", "is XML of no known format"),
        ("a.txt", b"   ", "is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("a.") else "",
)
def test_a_file_that_is_no_such_thing_is_refused_with_what_to_do(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    path = in_a_file(data, name, tmp_path)
    if name == "a.json" and data.startswith(b"["):
        assert [one.failure_code for one in records(path)] == [None, "input.cut_off"]
        return
    with pytest.raises(InputError, match=message) as caught:
        records(path)
    assert caught.value.hint or "Parquet" in message


def test_a_missing_package_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(compression, "import_module", absent)
    for name in ("stories.parquet", "pages.warc", "feed.rss"):
        with pytest.raises(ConfigurationError, match=r"pip install 'briefkit\[archive\]'"):
            open_archive(FOLDER / name)


@pytest.mark.parametrize("position", ["x", "-1", "1:", "[1]"])
@pytest.mark.parametrize(
    "name", ["stories.jsonl", "stories.csv", "stories.db", "nitf.xml", "stories.parquet"]
)
def test_a_position_that_is_none_is_refused(name: str, position: str) -> None:
    with pytest.raises(InputError, match="is no position"):
        list(open_archive(FOLDER / name).records(position))


# Whatever the bytes, and however many

FORMATS = tuple(form.name for form in formats.FORMATS)


def _some_bytes() -> st.SearchStrategy[bytes]:
    """Return bytes of any sort, and samples with a stretch of them replaced."""
    data = [(FOLDER / name).read_bytes() for name in SAMPLES if (FOLDER / name).is_file()]
    spoilt = st.tuples(st.sampled_from(data), st.integers(0, 3000), st.binary(max_size=20)).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + len(parts[2]) :]
    )
    return st.one_of(st.binary(max_size=300), spoilt)


@pytest.mark.parametrize("form", FORMATS)
@given(data=_some_bytes())
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_end_in_records_or_in_an_input_error(tmp_path: Path, form: str, data: bytes) -> None:
    path = in_a_file(data, "some", tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # feedparser and pyarrow have their own opinions
        try:
            found = records(path, format=form)
        except InputError:
            return
    assert all((one.article is None) == (one.failure_code is not None) for one in found)


def _many(path: Path, count: int) -> Path:
    line = json.dumps({"id": "x", "text": FERRY_TEXT * 3})
    with path.open("w", encoding="utf-8") as file:
        for _ in range(count):
            file.write(line + "\n")
    return path


def _peak(found: Iterator[Record]) -> tuple[int, int]:
    tracemalloc.start()
    count = sum(1 for _ in found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, peak


def test_two_hundred_thousand_lines_are_read_in_constant_memory(tmp_path: Path) -> None:
    assert _peak(open_archive(_many(tmp_path / "first.jsonl", 10)).records())[0] == 10  # loads what is lazy
    _, little = _peak(open_archive(_many(tmp_path / "little.jsonl", 20_000)).records())
    count, peak = _peak(open_archive(_many(tmp_path / "a.jsonl", 200_000)).records())
    assert count == 200_000
    assert peak < 1.2 * little


def test_many_items_of_xml_are_read_in_constant_memory(tmp_path: Path) -> None:
    data = samples.wxr()
    start, end = data.index(b"<item>"), data.rindex(b"</item>") + len(b"</item>")
    path = in_a_file(data[:start] + data[start:end] * 1000 + data[end:], "a.xml", tmp_path)
    count, peak = _peak(open_archive(path).records())
    assert count == 2000
    assert peak < 3_000_000


def _grown(path: Path, how: Callable[[bytes], bytes]) -> bool:
    """Tell whether a file that is changed is taken for one that has only grown, behind what was read of it."""
    archive = open_archive(path)
    position = list(archive.records())[-1].position
    assert position is not None
    held = archive.before(position)
    path.write_bytes(how(path.read_bytes()))
    return held is not None and open_archive(path).before(position) == held


@pytest.mark.parametrize(
    ("how", "has_grown"),
    [
        (lambda old: old, True),
        (lambda old: old + old, True),
        (lambda old: b"#" + old[1:] + old, False),
        (lambda old: old[:-9] + b"#" + old[-8:] + old, False),
        (lambda old: old[: len(old) // 2] + b"##" + old[len(old) // 2 :], False),
        (lambda old: old[: len(old) // 2] + old[len(old) // 2 + 2 :] + old, False),
        (lambda old: old[: len(old) // 2] + b"#" + old[len(old) // 2 + 1 :], False),
        (lambda old: old[:-2], False),
    ],
    ids=[
        "the same",
        "grown",
        "its first byte changed",
        "its end changed",
        "longer in the middle",
        "shorter in the middle",
        "changed in place",
        "cut off",
    ],
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_file_that_has_only_grown_is_known_again_and_one_that_was_edited_is_not(
    tmp_path: Path, name: str, how: Callable[[bytes], bytes], has_grown: bool
) -> None:
    data = {"a.jsonl": b'{"text": "Gate %d stays closed."}\n', "a.csv": b'%d,"Gate stays closed."\n'}[name]
    head = b"id,text\n" if name == "a.csv" else b""
    path = in_a_file(head + b"".join(data % number for number in range(200)), name, tmp_path)
    assert _grown(path, how) is has_grown


@pytest.mark.parametrize(("shift", "seen"), [(b"##", True), (b"", False)], ids=["shifted", "in place"])
def test_of_a_large_file_what_shifts_is_seen_and_what_changes_a_byte_between_samples_is_not(
    tmp_path: Path, shift: bytes, seen: bool
) -> None:
    line = b'{"text": "Gate %06d stays closed until the crane is lifted from the water."}\n'
    path = in_a_file(b"".join(line % number for number in range(80_000)), "a.jsonl", tmp_path)
    assert path.stat().st_size > 5_000_000
    place = 70_000  # behind the first sample, before the next
    changed = _grown(path, lambda old: old[:place] + (shift or b"#") + old[place + (not shift) :] + line % 1)
    assert changed is not seen


def test_a_last_line_without_its_end_may_have_become_another_and_is_read_again(tmp_path: Path) -> None:
    path = in_a_file(b'{"text": "Gate 1."}\n{"text": "Gate 2."}', "a.jsonl", tmp_path)
    assert not _grown(path, lambda old: old + b'\n{"text": "Gate 3."}\n')


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.json"])
def test_what_has_no_offsets_is_known_as_a_whole_only(tmp_path: Path, name: str) -> None:
    data = b'[{"text": "Gate 1."}]' if name == "a.json" else gzip.compress(b'{"text": "Gate 1."}\n')
    path = in_a_file(data, name, tmp_path)
    assert open_archive(path).before("21:1") is None
