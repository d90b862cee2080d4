"""The front of the library: text in, result out, from anywhere."""

from __future__ import annotations

import asyncio
import datetime
from pathlib import Path

import pytest

from briefkit import Article, Briefer, Result, ScriptedModel
from briefkit.budget import BudgetGate
from briefkit.errors import ConfigurationError, Denied, InputError, PromptError, TimedOut
from briefkit.models import Capabilities
from briefkit.schema import Reply, Usage
from briefkit.store import Cache, Store

DRAFT = (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")


def test_an_article_becomes_a_brief_in_one_call(article: Article) -> None:
    result = Briefer(ScriptedModel([DRAFT])).brief(article)
    assert result.status == "ok"
    assert result.brief is not None


def test_text_will_do_and_details_are_the_articles_fields(article: Article) -> None:
    result = Briefer(ScriptedModel([DRAFT])).brief(
        article.text, publisher="The Ledger", published="2026-10-14"
    )
    assert result.article.publisher == "The Ledger"
    assert result.article.published == datetime.date(2026, 10, 14)


def test_one_article_can_be_briefed_again_and_with_other_details(article: Article) -> None:
    """Also after its hash was asked for, which it remembers."""
    assert article.id == article.sha256[:12]
    briefer = Briefer(ScriptedModel([DRAFT] * 3))
    first, second = briefer.brief(article), briefer.brief(article)
    assert first.status == second.status == "ok"
    assert briefer.brief(article, publisher="The Courier").article.publisher == "The Courier"


def test_it_works_inside_a_running_event_loop_as_in_a_notebook(article: Article) -> None:
    async def cell() -> Result:
        return Briefer(ScriptedModel([DRAFT])).brief(article)

    assert asyncio.run(cell()).status == "ok"


def test_it_can_be_awaited(article: Article) -> None:
    assert asyncio.run(Briefer(ScriptedModel([DRAFT])).abrief(article)).status == "ok"


def test_a_result_says_when_it_was_made_how_long_it_took_and_what_it_cost(article: Article) -> None:
    made = Briefer(ScriptedModel([DRAFT])).brief(article).provenance
    assert made.created_at is not None
    assert made.created_at.tzinfo is not None
    assert made.seconds is not None
    assert made.cost.basis == "local"


@pytest.mark.parametrize(("estimated", "basis"), [(False, "priced"), (True, "unpriced")])
def test_tokens_that_were_only_estimated_have_no_price(article: Article, estimated: bool, basis: str) -> None:
    usage = Usage(requests=1, attempts=1, input_tokens=1000, output_tokens=100, estimated=estimated)
    model = ScriptedModel([Reply(text=DRAFT, usage=usage)], name="gpt-5-mini")
    model.host = "api.openai.com"
    cost = Briefer(model).brief(article).cost
    assert cost.basis == basis
    assert (cost.usd is None) == estimated


def test_a_brief_carries_the_provenance_of_its_result(article: Article) -> None:
    result = Briefer(ScriptedModel([DRAFT])).brief(article)
    assert result.brief is not None
    assert result.brief.provenance == result.provenance


def test_a_bad_brief_is_a_result_and_not_an_exception(article: Article) -> None:
    result = Briefer(ScriptedModel(["no", "no"])).brief(article)
    assert (result.status, result.brief) == ("failed", None)
    assert result.findings


def test_a_model_that_does_not_answer_is_a_failed_result(article: Article) -> None:
    result = Briefer(ScriptedModel([TimedOut("no answer in 300 s.", attempts=6)])).brief(article)
    assert result.status == "failed"
    assert result.usage.attempts == 6


def test_a_wrong_key_is_an_exception_because_no_article_would_fare_better(article: Article) -> None:
    with pytest.raises(Denied):
        Briefer(ScriptedModel([Denied("the key was refused.")])).brief(article)


def test_nothing_to_brief_is_refused_before_anything_is_asked() -> None:
    model = ScriptedModel([DRAFT])
    with pytest.raises(InputError):
        Briefer(model).brief("   ")
    assert model.requests == []


@pytest.mark.parametrize(
    ("details", "says"),
    [({"published": "soon"}, "published"), ({"kind": "poem"}, "kind"), ({"author": "x"}, "author")],
    ids=["no date", "no such kind", "no such field"],
)
def test_a_detail_that_makes_no_sense_is_named(article: Article, details: dict[str, str], says: str) -> None:
    for given in (article, article.text):
        with pytest.raises(InputError, match=rf"article's {says} cannot be used"):
            Briefer(ScriptedModel([])).brief(given, **details)


def test_an_unknown_plan_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="whole"):
        Briefer(ScriptedModel([]), plan="quick")


def test_without_key_and_weights_the_cure_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIEFKIT_CACHE", str(tmp_path))
    with pytest.raises(ConfigurationError, match="briefkit model pull"):
        Briefer()


def test_a_prompt_of_ones_own_is_used_and_recorded(article: Article, tmp_path: Path) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text("# system\nBe brief.\n{{fields}}\n\n# user\n<{{fence}}>\n{{article}}\n</{{fence}}>\n")
    model = ScriptedModel([DRAFT])
    result = Briefer(model, prompt=mine).brief(article)
    assert model.requests[0].messages[0].content.startswith("Be brief.")
    assert result.provenance.prompts[0].name == f"{mine} over brief/v1"


def test_a_prompt_may_replace_one_section_only(article: Article, tmp_path: Path) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text("# again\nOnce more: {{problems}}\n", encoding="utf-8")
    model = ScriptedModel(["no JSON", DRAFT])
    Briefer(model, prompt=mine).brief(article)
    assert model.requests[1].messages[-1].content.startswith("Once more: ")


def test_a_mistake_in_a_prompt_shows_before_anything_is_paid_for(article: Article, tmp_path: Path) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text("# again\nOnce more: {{problem}}\n", encoding="utf-8")
    with pytest.raises(PromptError, match=r"\{\{problem\}\}"):
        Briefer(ScriptedModel([]), prompt=mine)


def test_a_prompt_that_the_plan_never_reads_is_a_mistake(tmp_path: Path) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text("# system\nBe brief.\n", encoding="utf-8")
    small = ScriptedModel([], capabilities=Capabilities(plan="stepwise"))
    with pytest.raises(ConfigurationError, match="--plan whole"):
        Briefer(small, prompt=mine)
    Briefer(small, prompt=mine, plan="whole")  # here it is read


def test_what_is_in_the_store_is_not_paid_for_again(article: Article, tmp_path: Path) -> None:
    with Store(tmp_path / "briefs.db") as store:
        first = Briefer(ScriptedModel([DRAFT]), gates=[Cache(store, model="scripted")]).brief(article)
        silent = ScriptedModel([])
        again = Briefer(silent, gates=[Cache(store, model="scripted")]).brief(article)
    assert silent.requests == []
    assert again.usage.cached == again.usage.requests == 1
    assert first.brief is not None
    assert again.brief is not None
    assert again.brief.headline == first.brief.headline


def test_a_budget_that_is_too_small_sends_nothing_and_says_so(article: Article) -> None:
    model = ScriptedModel([DRAFT])
    gate = BudgetGate(model=model.name, host=model.host, tokens=10)
    result = Briefer(model, gates=[gate]).brief(article)
    assert model.requests == []
    assert result.status == "failed"
    assert result.findings[0].code == "budget"


def test_a_briefer_can_be_closed_by_leaving_its_block(article: Article) -> None:
    with Briefer(ScriptedModel([DRAFT])) as briefer:
        assert briefer.brief(article).status == "ok"
