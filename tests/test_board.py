"""The board: what a reader finds on it, what can never come out, and what becomes of the folder it is built into."""

from __future__ import annotations

import datetime
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from briefkit.board import Built, Site, build_board
from briefkit.board.folder import LIST, Folder
from briefkit.cli import program
from briefkit.errors import InputError, StoreError
from briefkit.render import visible
from briefkit.render.board_cards import card_of, due_of
from briefkit.render.board_search import Index, words_in, words_of
from briefkit.render.board_words import key_of
from briefkit.schema import Article, Finding, HumanReview, Record, Result, Tags
from briefkit.store import Archive, Outcome, Store
from tests.payloads import PAYLOADS, made_of

RESULT = Result.model_validate_json((Path(__file__).parent / "data" / "result.json").read_bytes())
TODAY = datetime.date(2026, 10, 20)
FAILED = Outcome(failure_code="model.rejected", failure="The endpoint refused the request.")
Stock = Callable[..., Path]


def story(number: int, **changes: Any) -> Result:
    """Return the result of one of several articles, without findings unless they are given."""
    brief = RESULT.brief
    assert brief is not None
    tags = {
        "topics": ["medtop:04000000"],
        "desk": "general",
        "regions": ["Marrow County"],
        **changes.pop("tags", {}),
    }
    article = RESULT.article.model_copy(
        update={
            "text": f"{RESULT.article.text}\nEdition {number}.",
            "publisher": changes.pop("publisher", "The Marrow Ledger"),
            "published": changes.pop("published", datetime.date(2026, 10, number % 28 + 1)),
            "url": changes.pop("url", f"https://ledger.example/{number}"),
        }
    )
    review = changes.pop("review", HumanReview())
    said = brief.headline.model_copy(update={"text": changes.pop("headline", f"Halden signs deal {number}")})
    brief = brief.model_copy(
        update={"headline": said, "tags": Tags(**tags), "article_sha256": article.sha256}
    )
    # What was reviewed is this brief: a review of another one counts for nothing.
    review = review if review == HumanReview() else review.model_copy(update={"sha256": brief.sha256})
    made = brief.provenance.model_copy(update={"human_review": review})
    brief = brief.model_copy(update={"provenance": made})
    findings = changes.pop("findings", [])
    assert not changes
    has_errors = any(each.severity == "error" for each in findings)
    return Result(
        status="review" if has_errors else "ok",
        brief=brief,
        findings=findings,
        article=article,
        provenance=made,
    )


ERROR = Finding(
    code="numbers.absent", severity="error", path="key_points[0]", message="60% is not in the article."
)
APPROVED = HumanReview(status="reviewed", reviewer="Dana Orr", role="desk editor")


@pytest.fixture
def stock(tmp_path: Path) -> Stock:
    """Return a function that puts results, and articles that failed, into the store of this test."""

    def fill(*outcomes: Result | Article, model: str = "m") -> Path:
        path = tmp_path / "briefs.db"
        with Store(path) as store, store.writing():
            archive = Archive(store.connection)
            setup = archive.setup(model * 64, model=model, host="local", detail={})
            for place, each in enumerate(outcomes):
                article = each if isinstance(each, Article) else each.article
                record = Record(source="wire.jsonl", place=f"line {place}", article=article)
                work = archive.add(record, setup)
                assert work is not None
                archive.settle(work.id, FAILED if isinstance(each, Article) else Outcome(result=each))
        return path

    return fill


@pytest.fixture
def board(tmp_path: Path) -> Callable[..., Built]:
    def build(store: Path, **options: Any) -> Built:
        return build_board(store, tmp_path / "site", Site(**options), today=TODAY)

    return build


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one board of several stories, to be looked at only."""
    folder = tmp_path_factory.mktemp("board")
    results: list[Result | Article] = [story(number) for number in range(1, 61)]
    results += [
        story(61, findings=[ERROR], tags={"desk": "markets"}, published=datetime.date(2026, 11, 2)),
        story(62, review=APPROVED, findings=[ERROR], published=datetime.date(2026, 11, 3)),
        story(63, review=HumanReview(status="rejected", reviewer="Dana Orr")),
        story(64, headline="اتفاق طويل", publisher="صحيفة"),
        Article(
            text="No brief came of it.", headline="Ferry terminal to close", publisher="The Lindqvist Post"
        ),
    ]
    store = folder / "briefs.db"
    with Store(store) as opened, opened.writing():
        archive = Archive(opened.connection)
        setup = archive.setup("m" * 64, model="m", host="local", detail={})
        for place, each in enumerate(results):
            article = each if isinstance(each, Article) else each.article
            work = archive.add(Record(source="wire.jsonl", place=f"line {place}", article=article), setup)
            assert work is not None
            archive.settle(work.id, FAILED if isinstance(each, Article) else Outcome(result=each))
    build_board(store, folder / "site", today=TODAY)
    return folder / "site"


def parsed(path: Path) -> Any:
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def shown(element: Any) -> str:
    return " ".join(element.text_content().split())


def headlines(page: Any) -> list[str]:
    return [
        shown(each) for each in page.xpath("//article[contains(@class, 'brief')]/*[self::h2 or self::h3]")
    ]


def pages_of(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


# What a reader finds


def test_the_front_page_has_the_latest_briefs_first_and_leads_to_the_rest(site: Path) -> None:
    first, second = parsed(site / "index.html"), parsed(site / "index-2.html")
    assert headlines(first)[:2] == ["Halden signs deal 62", "Halden signs deal 61"]
    assert len(headlines(first)) == 50
    assert len(headlines(second)) == 13
    assert first.xpath("//nav[@class='pager']/a/@href") == ["index-2.html"]
    assert second.xpath("//nav[@class='pager']/a/@href") == ["index.html"]


def test_a_card_says_category_source_region_headline_and_dek(site: Path) -> None:
    card = parsed(site / "index.html").xpath("//article")[2]
    assert (
        shown(card.find_class("kicker")[0])
        == "Economy, business and finance · The Marrow Ledger · Marrow County"
    )
    assert shown(card.find_class("dek")[0]).startswith("The $1.9 billion campus has no announced tenant")


def test_every_link_leads_to_a_file_and_a_place_of_the_board(site: Path) -> None:
    places = {path: set(parsed(path).xpath("//@id")) for path in pages_of(site)}
    for path in places:
        for href in parsed(path).xpath("//@href | //@src"):
            to = urlsplit(href)
            if to.scheme:
                assert href.startswith("https://ledger.example/")
                continue
            target = (path.parent / to.path).resolve() if to.path else path
            assert target.is_file(), f"{path.name}: {href}"
            if to.fragment:
                assert to.fragment in places[target], f"{path.name}: {href}"


@pytest.mark.parametrize(
    ("names", "name", "count"),
    [
        ("desks", "Markets", 1),
        ("topics", "Economy, business and finance", 63),
        ("sources", "صحيفة", 1),
        ("regions", "Marrow County", 63),
    ],
)
def test_briefs_are_gathered_by_desk_topic_source_and_region(
    site: Path, names: str, name: str, count: int
) -> None:
    listed = parsed(site / f"{names}.html").xpath("//ul[contains(@class, 'wide')]/li")
    (row,) = [each for each in listed if shown(each.find("a")) == name]
    assert shown(row.find("span")) == str(count)
    page = parsed(site / row.find("a").get("href"))
    assert shown(page.find(".//h1")) == name
    assert len(headlines(page)) == min(count, 50)


def test_a_story_is_the_brief_beside_its_article_within_the_board(site: Path) -> None:
    card = card_of(story(5))
    page = parsed(site / "stories" / f"{card.id}.html")
    assert shown(page.get_element_by_id("H")).startswith("Halden signs deal 5")
    assert "Edition 5." in shown(page.get_element_by_id("article"))
    assert page.xpath("//p[@class='from']/a/@href") == ["https://ledger.example/5"]
    assert "Economy, business and finance" in shown(page.find_class("filed")[0])
    assert "Not reviewed by a person." in shown(page.find_class("glance")[0])


def test_a_text_in_arabic_runs_from_right_to_left_on_a_page_that_does_not(site: Path) -> None:
    assert RESULT.brief is not None
    brief = RESULT.brief.model_copy(update={"language": "ar"})
    card = card_of(RESULT.model_copy(update={"brief": brief}))
    assert (card.language, card.direction) == ("ar", "rtl")
    assert parsed(site / "index.html").get("dir") is None


# What needs a person


def test_a_brief_with_errors_is_marked_wherever_it_is_listed(site: Path) -> None:
    found = 0
    for path in pages_of(site):
        for card in parsed(path).xpath("//article[contains(@class, 'brief')]"):
            if "Halden signs deal 61" in shown(card):
                assert "Needs review: 1 error" in shown(card), path
                found += 1
    assert found >= 6  # latest, desk, topic, source, region, review and the code


def test_a_brief_that_a_person_approved_says_by_whom_and_needs_no_review(site: Path) -> None:
    card = parsed(site / "index.html").xpath("//article")[0]
    assert shown(card.find_class("marks")[0]) == "Reviewed by Dana Orr (desk editor)"
    assert "Halden signs deal 62" not in headlines(parsed(site / "review.html"))


def test_the_page_of_what_needs_review_has_errors_by_code_and_their_words(site: Path) -> None:
    page = parsed(site / "review.html")
    assert headlines(page) == ["Halden signs deal 61"]
    assert [shown(cell) for cell in page.find(".//tbody/tr")] == [
        "numbers.absent",
        "the figure is not in the article",
        "1",
    ]
    assert shown(page.find_class("problems")[0]) == "numbers.absent 60% is not in the article."
    code = parsed(site / page.xpath("//tbody//a/@href")[0])
    assert headlines(code) == ["Halden signs deal 61"]


def test_what_has_no_brief_is_listed_with_the_reason(site: Path) -> None:
    page = parsed(site / "review-failed.html")
    assert headlines(page) == ["Ferry terminal to close"]
    assert shown(page.find_class("problems")[0]) == "model.rejected The endpoint refused the request."
    assert "wire.jsonl, line 64" in shown(page.find("body"))


def test_what_a_person_rejected_is_nowhere_but_among_the_rejected(site: Path) -> None:
    listed = [path.name for path in pages_of(site) if "Halden signs deal 63" in path.read_text("utf-8")]
    assert listed == ["review-rejected.html"]
    assert not (site / "stories" / f"{card_of(story(63)).id}.html").exists()


def test_briefs_with_errors_can_be_left_out(stock: Stock, board: Any, tmp_path: Path) -> None:
    store = stock(story(1), story(2, findings=[ERROR]), story(3, review=APPROVED, findings=[ERROR]))
    built = board(store, has_review=False)
    assert built.stories == 2
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.*") if path.is_file())
    assert "Halden signs deal 2" not in text
    assert "review.html" not in text


def test_of_several_briefs_of_an_article_the_newest_counts(stock: Stock, board: Any, tmp_path: Path) -> None:
    def at(year: int, headline: str) -> Result:
        result = story(1, headline=headline)
        assert result.brief is not None
        made = result.brief.provenance.model_copy(
            update={"created_at": datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)}
        )
        return result.model_copy(update={"brief": result.brief.model_copy(update={"provenance": made})})

    stock(at(2026, "The newer"), model="a")
    store = stock(at(2025, "The older"), model="b")
    assert board(store).stories == 1
    assert headlines(parsed(tmp_path / "site" / "index.html")) == ["The newer"]


def test_a_brief_that_cannot_be_read_is_listed_and_stops_nothing(
    stock: Stock, board: Any, tmp_path: Path
) -> None:
    store = stock(story(1), story(2))
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE briefs SET brief = '{' WHERE work_id = 1")
    built = board(store)
    assert (built.stories, built.failures) == (1, 1)
    page = parsed(tmp_path / "site" / "review-failed.html")
    assert shown(page.find_class("problems")[0]).startswith("brief.unreadable Its brief is damaged")


# What to watch


def test_signals_stand_by_date_with_where_they_will_be_seen_and_the_story(site: Path) -> None:
    page = parsed(site / "signals.html")
    first = page.xpath("//article")[0]
    assert shown(first.find_class("due")[0]) == "30 January 2027"
    assert "Utilities Board ruling on the contract" in shown(first.find(".//h3"))
    assert "the Board's docket" in [shown(each) for each in first.iter("dd")]
    assert first.xpath(".//p[@class='from']/a/@href")[0].startswith("stories/")


def test_past_signals_stand_apart_and_places_gather_them(stock: Stock, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build_board(stock(story(1)), site, today=datetime.date(2027, 2, 1))
    assert [shown(each) for each in parsed(site / "signals-past.html").xpath("//article//h3")] == [
        "Utilities Board ruling on the contract Next test"
    ]
    still = parsed(site / "signals.html").xpath("//section/h2 | //article/p[@class='due']")
    assert [shown(each) for each in still] == ["Q2 2028", "before the second quarter of 2028"]
    assert "Place not given" in [shown(each) for each in parsed(site / "signals-places.html").xpath("//h2")]


def test_a_signal_with_an_error_is_marked(stock: Stock, board: Any, tmp_path: Path) -> None:
    wrong = ERROR.model_copy(update={"path": "signals[0].when"})
    board(stock(story(1, findings=[wrong])))
    marked = parsed(tmp_path / "site" / "signals.html").xpath(
        "//article[.//h3/span[contains(@class, 'review')]]"
    )
    assert [shown(each.find_class("due")[0]) for each in marked] == ["30 January 2027"]


@pytest.mark.parametrize(
    ("when", "language", "last", "text"),
    [
        ("by 30 January 2027", "en", "2027-01-30", "30 January 2027"),
        ("in March", "en", "2027-03-31", "March 2027"),
        ("2 November", "en", "2026-11-02", "2 November 2026"),
        ("second quarter of 2028", "en", "2028-06-30", "Q2 2028"),
        ("bis Ende 2027", "de", "2027-12-31", "2027"),
        ("29 February", "en", "2028-02-29", "29 February 2028"),
        ("when the board meets", "en", None, None),
        (None, "en", None, None),
    ],
)
def test_a_date_is_told_from_words_and_a_day_without_a_year_is_the_next_one(
    when: str | None, language: str, last: str | None, text: str | None
) -> None:
    due = due_of(when, language=language, published=datetime.date(2026, 10, 14))
    assert (due and due.last.isoformat(), due and due.text) == (last, text)


# Search


def test_the_index_finds_every_brief_by_every_word(site: Path) -> None:
    parts = read_parts(site)
    cards = [card_of(story(number)).id for number in range(1, 61)]
    assert found("halden", parts) == "everywhere"
    ids = [parts["b0"][place][0] for place in found("markets", parts)]
    assert ids == [card_of(story(61)).id]
    assert set(cards) <= {row[0] for name, rows in parts.items() if name[0] == "b" for row in rows}


def test_a_word_of_the_headline_counts_for_more() -> None:
    results = [story(1, headline="Ferry"), story(2, headline="Deal")]
    index = Index()
    for result in results:
        assert result.brief is not None
        index.add(result.article.id, words_in(card_of(result), result.brief))
    files = dict(index.parts([card_of(result) for result in results]))
    assert '["ferry","1"]' in files["search/w0.js"]
    assert '["halden","0 2"]' in files["search/w0.js"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Élan vital’s 60%", ["elan", "vital", "s", "60"]),
        ("東京都は", ["東京", "京都", "都は"]),
        ("ΟΔΟΣ οδός", ["οδοσ", "οδοσ"]),
        ("مُحَمَّد", ["محمد"]),
        ("__proto__ constructor", ["proto", "constructor"]),
    ],
)
def test_words_are_cut_and_folded(text: str, words: list[str]) -> None:
    assert list(words_of(text)) == words


def read_parts(site: Path) -> dict[str, Any]:
    parts = {}
    for path in (site / "search").iterdir():
        if path.name != "about.js":
            name, _, value = path.read_text("utf-8").removeprefix("board.parts.").partition(" = ")
            parts[name] = json.loads(value.rstrip().removesuffix(";"))
    return parts


def found(word: str, parts: dict[str, Any]) -> Any:
    (packed,) = [
        places for name, rows in parts.items() if name[0] == "w" for known, places in rows if known == word
    ]
    if packed is None:
        return "everywhere"
    at, places = 0, []
    for step in packed.split():
        at += int(step, 36)
        places.append(at >> 1)
    return places


# Feeds


def test_the_feeds_hold_the_latest_briefs_that_need_no_review(
    stock: Stock, board: Any, tmp_path: Path
) -> None:
    feedparser = pytest.importorskip("feedparser", reason="the extra `archive` is not installed")
    store = stock(story(1), story(2, findings=[ERROR]), story(3, review=APPROVED, findings=[ERROR]))
    board(store, base_url="https://board.example/")
    atom = feedparser.parse(str(tmp_path / "site" / "feed.xml"))
    assert not atom.bozo
    assert atom.version == "atom10"
    assert [entry.title for entry in atom.entries] == ["Halden signs deal 3", "Halden signs deal 1"]
    assert all(entry.link.startswith("https://board.example/stories/") for entry in atom.entries)
    assert all(entry.id.startswith("urn:uuid:") and entry.updated for entry in atom.entries)
    assert "Reviewed by Dana Orr" in atom.entries[0].content[0].value
    assert "Not reviewed by a person. Written by a machine" in atom.entries[1].content[0].value


@pytest.mark.parametrize("base_url", [None, "https://board.example/"])
def test_the_json_feed_is_as_its_specification_says(
    stock: Stock, board: Any, tmp_path: Path, base_url: str | None
) -> None:
    board(stock(story(1), story(2, review=APPROVED)), base_url=base_url)
    feed = json.loads((tmp_path / "site" / "feed.json").read_text("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert ("feed_url" in feed) == bool(base_url)
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids) == 2
    for item in feed["items"]:
        assert isinstance(item["content_text"], str)
        assert datetime.datetime.fromisoformat(item["date_published"]).tzinfo
        assert datetime.datetime.fromisoformat(item["date_modified"]).tzinfo
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert all(set(author) <= {"name", "url", "avatar"} for author in item["authors"])
        assert {key for key in item if key.startswith("_")} == {"_briefkit"}
        assert item["_briefkit"]["digital_source_type"].endswith("/trainedAlgorithmicMedia")
        assert bool(urlsplit(item["url"]).scheme) == bool(base_url)


def test_identifiers_in_feeds_outlive_a_move_of_the_board(stock: Stock, board: Any, tmp_path: Path) -> None:
    store = stock(story(1))
    found = []
    for base_url in ("https://one.example/", "https://two.example/"):
        board(store, base_url=base_url)
        found.append(json.loads((tmp_path / "site" / "feed.json").read_text("utf-8"))["items"][0]["id"])
    assert found[0] == found[1]


# The article's text


def test_without_articles_only_the_cited_sentences_are_quoted(
    stock: Stock, board: Any, tmp_path: Path
) -> None:
    result = RESULT.model_copy(update={"article": RESULT.article})
    board(stock(result), has_articles=False)
    page = parsed(tmp_path / "site" / "stories" / f"{result.article.id}.html")
    whole = build_board(tmp_path / "briefs.db", tmp_path / "whole", today=TODAY)
    beside = parsed(whole.index.parent / "stories" / f"{result.article.id}.html")
    uncited = [
        shown(each)[len(each.get("id")) - 1 :].strip()
        for each in beside.xpath("//article//span[starts-with(@id, 's')][not(contains(@class, 'cited'))]")
    ]
    assert len(uncited) == 4
    text = shown(page)
    for sentence in uncited:
        assert sentence == result.article.headline or len(sentence) < 25 or sentence not in text
    assert all("cited" in each.get("class") for each in page.xpath("//article//span[starts-with(@id, 's')]"))
    assert "Only the sentences that the brief rests on are quoted here." in text
    hrefs = {href[1:] for href in page.xpath("//@href") if href.startswith("#")}
    assert hrefs <= set(page.xpath("//@id"))


# What can never come out

ATTACKS = {
    **PAYLOADS,
    "tooltip": '" onmouseover="alert(1)" x="',
    "address": "javascript:alert(1)",
    "template": "{{ site }}{% for x in y %}{# z #}",
    "ends the title": "</title><base href=//evil.example>",
    "ends the script": "</script><script>alert(1)</script>",
    "line ends of scripts": "a\u2028b\u2029c",
    "up": "../../../../etc/passwd",
    "prototype": "__proto__",
}


def attacked(payload: str) -> Result:
    result = made_of(payload)
    assert result.brief is not None
    said = [finding.model_copy(update={"code": payload}) for finding in result.findings]
    review = HumanReview(reviewer=payload, role=payload)
    made = result.provenance.model_copy(
        update={"human_review": review, "disclosure": payload, "digital_source_type": payload}
    )
    tags = Tags(topics=[payload], desk=payload, regions=[payload, payload], source=payload)
    brief = result.brief.model_copy(update={"tags": tags, "provenance": made})
    return result.model_copy(update={"brief": brief, "findings": said, "provenance": made})


def assert_is_inert(site: Path) -> None:
    """Hold that no page has an element, an attribute or a link that a board has not."""
    for path in site.rglob("*"):
        assert path.is_dir() or re.fullmatch(
            r"[a-z0-9-]+\.(?:html|css|js|xml|json)|\.briefkit-board(?:\.lock)?", path.name
        )
    for path in pages_of(site):
        root = parsed(path)
        for element in root.iter():
            assert not [name for name in element.attrib if name.startswith("on")], path
            assert element.tag not in ("iframe", "object", "embed", "base", "form", "img", "link2"), path
        assert not root.xpath("//script[not(@src)]"), path
        for source in root.xpath("//script/@src | //link/@href"):
            assert re.fullmatch(r"(?:\.\./)?[a-z/.]+", source), source
        for href in root.xpath("//a/@href"):
            assert re.fullmatch(r"#[A-Za-z0-9]+|(?:\.\./)?[a-z0-9/-]+\.(?:html|xml|json)", href), href
        (policy,) = root.xpath("//meta[@http-equiv]/@content")
        assert policy.startswith("default-src 'none'; style-src 'self' file:")
        assert "unsafe" not in policy


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_in_every_field_comes_out_as_text(
    stock: Stock, board: Any, tmp_path: Path, name: str
) -> None:
    payload = ATTACKS[name]
    result = attacked(payload.replace("\ud800", "\ufffd"))
    board(stock(result), title=payload)
    site = tmp_path / "site"
    assert_is_inert(site)
    text = " ".join(visible(result.brief.headline.text).split())  # type: ignore[union-attr]
    assert text in shown(parsed(site / "index.html"))
    feed = json.loads((site / "feed.json").read_text("utf-8"))
    assert feed["items"] == []


def test_a_feed_stays_whole_whatever_a_brief_holds(stock: Stock, board: Any, tmp_path: Path) -> None:
    feedparser = pytest.importorskip("feedparser", reason="the extra `archive` is not installed")
    for payload in (*ATTACKS.values(), "\ufffe\uffff\x00]]>"):
        result = attacked(payload.replace("\ud800", "\ufffd") + " ")
        stock(result.model_copy(update={"findings": [], "status": "ok"}))
    board(tmp_path / "briefs.db")
    atom = feedparser.parse(str(tmp_path / "site" / "feed.xml"))
    assert not atom.bozo, atom.bozo_exception
    assert len(atom.entries) > 20


@given(st.text(max_size=200))
def test_a_name_becomes_a_safe_path(name: str) -> None:
    path = key_of("topic", name)
    assert re.fullmatch(r"topics/(?:[a-z0-9][a-z0-9-]{0,39}-)?[0-9a-f]{8}", path)
    assert path == key_of("topic", name.upper()) or name.upper().casefold() != name.casefold()


# The folder


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_what_has_not_changed_is_not_written_again(stock: Stock, board: Any, tmp_path: Path) -> None:
    store = stock(story(1), story(2))
    first = board(store)
    before = snapshot(tmp_path / "site")
    again = board(store)
    assert snapshot(tmp_path / "site") == before
    assert (again.changed, again.unchanged) == (0, first.changed)


def test_another_brief_leaves_the_other_stories_alone(stock: Stock, board: Any, tmp_path: Path) -> None:
    board(stock(story(1), story(2)))
    before = snapshot(tmp_path / "site")
    board(stock(story(3)))
    now = snapshot(tmp_path / "site")
    assert all(now[name] == each for name, each in before.items() if name.startswith("stories/"))
    assert now["index.html"] != before["index.html"]


def test_pages_of_stories_that_are_gone_are_removed_and_nothing_else(
    stock: Stock, board: Any, tmp_path: Path
) -> None:
    store = stock(story(1), story(2, tags={"topics": ["medtop:15000000"]}))
    board(store)
    site = tmp_path / "site"
    (site / "notes.txt").write_text("mine")
    (site / "stories" / "mine.html").write_text("mine")
    gone = f"stories/{card_of(story(2)).id}.html"
    store.unlink()
    built = board(stock(story(1)))
    assert built.removed == 2
    assert not (site / gone).exists()
    assert not list((site / "topics").glob("sport-*"))
    assert (site / "notes.txt").exists()
    assert (site / "stories" / "mine.html").exists()


def test_a_page_that_somebody_has_changed_is_not_removed(stock: Stock, board: Any, tmp_path: Path) -> None:
    store = stock(story(1), story(2))
    board(store)
    page = tmp_path / "site" / "stories" / f"{card_of(story(2)).id}.html"
    page.write_text("mine now")
    store.unlink()
    board(stock(story(1)))
    assert page.read_text() == "mine now"


def test_a_folder_that_holds_other_things_is_refused(stock: Stock, board: Any, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("mine")
    with pytest.raises(InputError, match="holds other files, and no board"):
        board(stock(story(1)))
    assert (site / "index.html").read_text() == "mine"


class _Stopped(Exception):
    pass


def test_a_build_that_is_interrupted_leaves_whole_files_and_the_next_knows_them(
    stock: Stock, board: Any, tmp_path: Path
) -> None:
    board(stock(story(1)))
    site = tmp_path / "site"
    before = (site / "index.html").read_bytes()

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise _Stopped

    store = stock(story(2), story(3))
    with pytest.raises(_Stopped):
        build_board(store, site, today=TODAY, on_story=stop)
    assert (site / "index.html").read_bytes() == before
    new = site / "stories" / f"{card_of(story(2)).id}.html"
    assert new.read_text("utf-8").endswith("</html>\n")
    store.unlink()
    assert board(stock(story(1))).removed == 1
    assert not new.exists()


def test_a_file_is_whole_or_as_it_was_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Folder(tmp_path / "site") as folder:
        folder.write("index.html", "old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="No space left"), Folder(tmp_path / "site") as folder:
        folder.write("index.html", "new and longer")
    assert (tmp_path / "site" / "index.html").read_text() == "old"


@pytest.mark.parametrize(
    "name", ["../out.html", "a/b/c.html", "/etc/x.html", "a/../b.html", "con", ".hidden.html", "A.html"]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no page may be called"), Folder(tmp_path / "site") as folder:
        folder.write(name, "x")


def test_a_folder_that_leads_elsewhere_is_not_written_to(stock: Stock, board: Any, tmp_path: Path) -> None:
    board(stock(story(1)))
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "site" / "stories").rename(elsewhere)
    (tmp_path / "site" / "stories").symlink_to(elsewhere)
    kept = snapshot(elsewhere)
    with pytest.raises(InputError, match="leads out of the board"):
        board(stock(story(2)))
    assert snapshot(elsewhere) == kept


def test_a_list_that_was_tampered_with_removes_nothing_outside(
    stock: Stock, board: Any, tmp_path: Path
) -> None:
    store = stock(story(1))
    board(store)
    victim = tmp_path / "victim.html"
    victim.write_bytes(b"")
    with (tmp_path / "site" / LIST).open("a") as file:
        file.write(f"{'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}  ../victim.html\n")
    board(store)
    assert victim.exists()


def test_two_builds_into_one_folder_do_not_meet(tmp_path: Path) -> None:
    with (
        Folder(tmp_path / "site"),
        pytest.raises(StoreError, match="another briefkit"),
        Folder(tmp_path / "site"),
    ):
        pass


def test_several_processes_build_the_same_board(
    stock: Stock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefkit.board.build._WORTH_PROCESSES", 1)
    store = stock(*(story(number) for number in range(40)))
    for processes in (1, 2):
        build_board(store, tmp_path / str(processes), today=TODAY, processes=processes)
    one, two = (snapshot(tmp_path / name) for name in ("1", "2"))
    assert {name: data for name, (data, _) in one.items()} == {name: data for name, (data, _) in two.items()}


def test_an_empty_store_makes_an_empty_board(stock: Stock, board: Any, tmp_path: Path) -> None:
    assert board(stock()).stories == 0
    assert "There is no brief here yet." in shown(parsed(tmp_path / "site" / "index.html"))


def test_a_front_page_is_light(site: Path) -> None:
    assert sum((site / name).stat().st_size for name in ("index.html", "board.css")) < 200_000


# The command


def run(*words: str | Path) -> Ran:
    return CliRunner().invoke(program, ["board", *map(str, words)])


def test_the_command_says_what_was_built_and_where_to_look(stock: Stock, tmp_path: Path) -> None:
    store = stock(story(1), story(2, findings=[ERROR]), Article(text="Nothing came of it."))
    ran = run(store, "-o", tmp_path / "site", "--title", "The desk")
    assert ran.exit_code == 0, ran.stderr
    assert ran.stdout == ""
    assert "2 briefs, 1 of them to review; 1 article without a brief." in ran.stderr
    assert f"Open {tmp_path / 'site' / 'index.html'}" in ran.stderr
    assert shown(parsed(tmp_path / "site" / "index.html").find_class("home")[0]) == "The desk"
    again = run(store, "-o", tmp_path / "site", "--title", "The desk")
    assert "0 files written" in again.stderr


def test_the_command_leaves_out_what_it_is_told_to(stock: Stock, tmp_path: Path) -> None:
    store = stock(story(1), story(2, findings=[ERROR]))
    ran = run(
        store,
        "-o",
        tmp_path / "site",
        "--without-articles",
        "--without-review",
        "--base-url",
        "https://b.example/x",
    )
    assert ran.exit_code == 0, ran.stderr
    assert "1 brief." in ran.stderr
    assert not (tmp_path / "site" / "review.html").exists()
    assert "https://b.example/x/stories/" in (tmp_path / "site" / "feed.xml").read_text("utf-8")


@pytest.mark.parametrize(
    "address", ["board.example", "javascript:alert(1)", "https://b.example/?q=1", "file:///tmp"]
)
def test_an_address_that_is_none_is_refused(stock: Stock, tmp_path: Path, address: str) -> None:
    ran = run(stock(story(1)), "-o", tmp_path / "site", "--base-url", address)
    assert ran.exit_code == 2
    assert "it is no plain address such as" in ran.stderr


def test_a_store_that_is_not_there_builds_nothing(tmp_path: Path) -> None:
    ran = run(tmp_path / "none.db", "-o", tmp_path / "site")
    assert ran.exit_code == 2
    assert not (tmp_path / "site").exists()
