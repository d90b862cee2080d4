"""What a batch would do and cost, foreseen without a call."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefkit import Article, Briefer, ScriptedModel
from briefkit.batch import Articles, Estimate, Job, Limits, Options, Range, estimate
from briefkit.budget import count_request
from briefkit.plan import Plan
from briefkit.schema import Cost, Message, Record, Reply, Request
from briefkit.store import Archive, open_readonly
from tests.test_batch import TEXT, Wire, edition, run, scripted, short


def job(**changes: object) -> Job:
    """Return a job with a short plan and a price of a dollar a million tokens."""
    fields: dict[str, object] = {"plan_of": short, "price": dollar_a_million, **changes}
    return dataclasses.replace(Briefer(ScriptedModel([])).job(), **fields)  # type: ignore[arg-type]


def dollar_a_million(reply: Reply) -> Cost:
    tokens = reply.usage.input_tokens + reply.usage.output_tokens
    return Cost(usd=tokens / 1e6, basis="priced")


def with_store(path: Path, given: Wire, **options: object) -> Estimate:
    with closing(open_readonly(path)) as connection:
        return estimate(given, job(), Archive(connection), options=Options(**options))  # type: ignore[arg-type]


def test_everything_is_counted_once() -> None:
    given: list[Article | str] = [edition(1), edition(2), edition(1), "Too short.", edition(3)]
    found = estimate(Articles(given), job())
    assert (found.records, found.duplicates, found.to_do, found.refused) == (5, 1, 4, 1)
    assert found.requests.low == 3


def test_records_without_an_article_are_counted_by_the_reason() -> None:
    class Broken(Articles):
        def records(self, after: str | None = None) -> Iterator[Record]:
            yield Record(source="w", place="line 1", failure_code="input.broken", failure="no JSON")
            yield Record(source="w", place="line 2", article=edition(1))

    assert estimate(Broken([]), job()).unreadable == {"input.broken": 1}


def test_tokens_in_are_those_of_the_first_requests() -> None:
    request = Request(purpose="brief", messages=[Message(role="user", content=edition(1).text)])
    found = estimate(Articles([edition(1)]), job())
    assert found.input_tokens.low == count_request(request, "scripted").tokens
    assert found.output_tokens.high == 3 * request.max_output_tokens


def test_the_cost_is_that_of_the_tokens_at_both_ends() -> None:
    found = estimate(Articles([edition(1)]), job())
    assert found.usd is not None
    assert found.usd.low == pytest.approx((found.input_tokens.low + found.output_tokens.low) / 1e6, abs=1e-6)
    assert found.usd.high > found.usd.low > 0


def test_without_a_price_there_is_no_cost() -> None:
    unpriced = job(price=lambda reply: Cost(usd=None, basis="unpriced"))
    assert estimate(Articles([edition(1)]), unpriced).usd is None


def test_what_looks_damaged_is_counted_by_kind() -> None:
    cut = [
        Article(text=f"{TEXT}\nIn edition {n} the whole of the story ends in the middle of a") for n in (1, 2)
    ]
    found = estimate(Articles([*cut, edition(3)]), job())
    assert found.notes == {"the text ends without a full stop": 2}


def test_a_plan_is_begun_and_not_gone_on_with() -> None:
    asked: list[str] = []

    def plan(article: Article) -> Plan:
        (_,) = yield [Request(purpose="brief", messages=[Message(role="user", content=article.text)])]
        asked.append(article.text)
        raise AssertionError

    assert estimate(Articles([edition(1)]), job(plan_of=plan)).to_do == 1
    assert asked == []


def test_what_the_store_has_is_neither_to_do_nor_paid_for(tmp_path: Path) -> None:
    path = tmp_path / "briefs.db"
    run(path, scripted(), Wire(30))
    found = with_store(path, Wire(32))
    assert (found.done, found.to_do) == (30, 2)
    assert found.learnt_from == 30
    assert found.requests == Range(pytest.approx(2 * 0.8), pytest.approx(2 * 1.3))  # type: ignore[arg-type]
    assert with_store(path, Wire(32), retry=frozenset({"ok"})).to_do == 32


def test_answers_of_a_killed_run_are_not_paid_for_again(tmp_path: Path) -> None:
    path = tmp_path / "briefs.db"
    run(path, scripted(), Wire(3))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE work SET state = 'waiting'")
    found = with_store(path, Wire(4))
    assert (found.to_do, found.in_store, found.requests.low) == (4, 3, 1)


@pytest.mark.parametrize(
    ("options", "to_do"),
    [(Options(limit=5), 5), (Options(only=lambda record: record.place == "line 7"), 1)],
    ids=["limit", "only"],
)
def test_only_what_a_run_would_begin_is_counted(options: Options, to_do: int) -> None:
    assert estimate(Wire(20), job(), options=options).to_do == to_do


@pytest.mark.parametrize(
    ("limits", "seconds"),
    [
        (Limits(rpm=30), lambda found: found.requests.low * 2),
        (Limits(tpm=1000), lambda found: 60 * (found.input_tokens.low + found.output_tokens.low) / 1000),
        (Limits(), lambda found: None),
    ],
    ids=["requests", "tokens", "none"],
)
def test_time_is_what_the_tighter_limit_leaves(
    limits: Limits, seconds: Callable[[Estimate], float | None]
) -> None:
    found = estimate(Wire(10), job(), limits=limits)
    assert found.seconds == (pytest.approx(expected) if (expected := seconds(found)) else None)


def test_many_articles_are_looked_into_by_a_sample_that_stands_for_all() -> None:
    def cheap(article: Article) -> Plan:
        (_,) = yield [Request(purpose="brief", messages=[Message(role="user", content="x" * 400)])]
        raise AssertionError

    texts = (f"Edition {number}." for number in range(4000))
    found = estimate(Articles(texts), job(plan_of=cheap, refuse=lambda article: ["a note (some)"]))
    assert found.to_do == 4000
    assert 500 < found.looked_into < 1500
    assert round(found.requests.low) == 4000
    assert found.notes == {"a note": 4000}
