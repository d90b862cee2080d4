"""Whatever bytes a parser is given, it ends in its result or in a typed refusal, soon, and nothing is paid for."""

from __future__ import annotations

import random
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import DATA, Outcomes, give, hostile, mutated, parsers
from briefkit import Article
from briefkit.checks.facts import Facts
from briefkit.errors import InputError, PromptError, StoreError
from briefkit.loaders import load, load_summary
from briefkit.loaders.archive import open_archive
from briefkit.loaders.tags import MAX_ATTRIBUTES, refuse_crowded_tags
from briefkit.prompts import load_prompt
from briefkit.store import Store
from briefkit.store.results import stored_results
from tests.test_cli_export import RESULT, filled

PARSERS = parsers()
HOSTILE = {what: data for what, data in hostile().items() if len(data) < 500_000}


@pytest.mark.parametrize("name", PARSERS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25)
def test_a_mutated_input_ends_in_a_result_or_a_refusal(name: str, seed: int) -> None:
    chance, outcomes, parser = random.Random(seed), Outcomes(), PARSERS[name]
    other = chance.choice(PARSERS["archive"].seeds)
    give(name, parser, mutated(chance.choice(parser.seeds), other, chance), outcomes)
    assert not outcomes.bad, next(iter(outcomes.bad.values()))[0]


@pytest.mark.parametrize("what", HOSTILE)
def test_an_input_that_is_built_to_exhaust_is_done_with_soon(what: str) -> None:
    outcomes = Outcomes()
    for name in ("html", "json", "archive", "summary.md", "draft", "answer", "prompt", "desk"):
        give(f"{name} <- {what}", PARSERS[name], HOSTILE[what], outcomes, limit=30)
    assert not outcomes.bad, outcomes.bad.keys()


# What the fuzzer found


def test_a_member_of_a_zip_archive_with_a_torn_header_is_a_failure_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "wire.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "A council met on Monday.")
        archive.writestr("b.txt", "A council met on Tuesday.")
    first, second = path.read_bytes().split(b"PK\x03\x04")[1:]
    path.write_bytes(b"PK\x03\x04" + first + b"PK\x00\x00" + second)
    found = list(open_archive(path).records())
    assert [one.article is None for one in found] == [False, True]
    assert "cannot be unpacked" in (found[1].failure or "")


def test_a_web_archive_with_a_record_without_a_status_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc"
    path.write_bytes(hostile()["a WARC length"])
    with pytest.raises(InputError, match="not a sound web archive"):
        list(open_archive(path).records())


def test_an_element_of_too_many_attributes_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    many = b" ".join(b"a%d='b'" % number for number in range(MAX_ATTRIBUTES + 1))
    for name in ("page.html", "feed.rss"):
        path = tmp_path / name
        path.write_bytes(b"<html><body " + many + b"><p>A council met.</p></body></html>")
        with pytest.raises(InputError, match="attributes"):
            load(path) if name == "page.html" else list(open_archive(path).records())
    refuse_crowded_tags(
        b'<div data-props="' + b"a = 1 " * 50_000 + b'">', name="a page that keeps its data in a value"
    )


def test_a_feed_with_half_a_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.rss"
    path.write_bytes(
        b"<rss version='2.0'><channel><item><title>&#xD800;</title><link>&#xD800;</link></item></channel></rss>"
    )
    try:
        found = list(open_archive(path).records())
    except InputError:
        return
    assert all(one.article is None for one in found)


def test_a_store_with_a_torn_text_is_read_but_for_that_brief(tmp_path: Path) -> None:
    path = filled(tmp_path / "briefs.db", [RESULT])
    with closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE briefs SET brief = CAST(X'7bff80fe7d' AS TEXT)")
        store.commit()
    assert [each.result for each in stored_results(path)] == [None]


@pytest.mark.parametrize("body", ["# system\nSay {{ nothing.", "# system\nSay {{name}."])
def test_a_prompt_with_braces_that_begin_no_variable_is_refused_when_it_is_read(
    tmp_path: Path, body: str
) -> None:
    path = tmp_path / "own.md"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(PromptError, match="begins no variable"):
        load_prompt(path)


def test_a_summary_longer_than_any_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "summary.txt"
    path.write_text("A council met. " * 5000, encoding="utf-8")
    with pytest.raises(InputError, match="that a summary may have"):
        load_summary(path)


def test_messages_about_an_input_stay_short_whatever_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x" * 100_000 + ",y\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        list(open_archive(path).records())
    assert len(str(refused.value)) < 2500


def test_a_name_that_is_said_a_thousand_times_is_looked_up_once() -> None:
    facts = Facts.of(Article(text="The mayor met Ines Orr in Varn. " * 1000))
    name = facts.name_index.names[0]
    assert facts.name_index.forms_of(name) is facts.name_index.forms_of(name)


def test_what_a_web_archive_has_wrong_is_not_quoted_on_standard_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pages.warc"
    sound = (DATA / "archive" / "pages.warc").read_bytes()
    path.write_bytes(sound.replace(b"https://post.example/moved", b"https://post.example\x1b[2J a"))
    assert len(list(open_archive(path).records())) == 2
    assert capfd.readouterr().err == ""


def test_a_store_whose_own_tables_have_damaged_names_is_refused_plainly(tmp_path: Path) -> None:
    path = filled(tmp_path / "briefs.db", [RESULT])
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE articles", b"CREATE\xa0TABLE\xa0arti\xa0les"))
    with pytest.raises(StoreError, match="cannot be read"):
        list(stored_results(path))
    with pytest.raises(StoreError, match=r"cannot be opened.*recover"):
        Store(path)
