"""Evaluation: measures of results, their means with intervals, and what tells two runs apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.errors import InputError
from briefkit.evaluate import MEASURES, Evaluation, Floors, below, evaluate, interval_of, show
from briefkit.models import ScriptedModel
from briefkit.plan import Setup, whole
from briefkit.prompts import load_prompt
from briefkit.run import Runner
from briefkit.schema import Article, Cost, Provenance, Reply, Result, Statement, Usage

SETUP = Setup(
    model="scripted", prompts={name: load_prompt(name) for name in ("brief", "repair", "merge")}, repairs=0
)
DRAFT = (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def good(article: Article) -> Result:
    return Runner(ScriptedModel([DRAFT])).run(whole(article, SETUP))


def failed(article: Article) -> Result:
    return Result(
        status="failed",
        brief=None,
        article=article,
        provenance=Provenance(briefkit="0", article_sha256=article.sha256, model_asked="scripted"),
    )


def reworded(result: Result, words: Callable[[str], str]) -> Result:
    """Return a result with other words in every key point."""
    assert result.brief is not None
    points = [point.model_copy(update={"text": words(point.text)}) for point in result.brief.key_points]
    return result.model_copy(update={"brief": result.brief.model_copy(update={"key_points": points})})


def value(result: Result, measure: str) -> float | None:
    cell = evaluate({"run": [result]}).row("run", measure)
    return cell.value if cell else None


def told(result: Result, **said: Any) -> Result:
    return result.model_copy(update={"provenance": result.provenance.model_copy(update=said)})


def test_a_sound_brief_is_grounded_supported_and_specific(good: Result) -> None:
    for measure in ("briefed", "clean", "first_try", "grounded", "figures", "names"):
        assert value(good, measure) == 1.0, measure
    assert (value(good, "specific") or 0) > 0.8


@pytest.mark.parametrize(
    ("words", "measure", "is_worse"),
    [
        (lambda text: f"{text} It cost 977 dollars.", "figures", lambda new, old: new < old),
        (lambda text: f"{text} Bartholomew Quist agreed.", "names", lambda new, old: new < old),
        (lambda text: f"{text} It cost 977 dollars.", "grounded", lambda new, old: new < old),
        (lambda text: "The practical issue is execution.", "specific", lambda new, old: new < old),
        (lambda text: "The practical issue is execution.", "anchors", lambda new, old: new < old),
        (lambda text: "The practical issue is execution.", "coverage", lambda new, old: new < old),
        (lambda text: f"{text} " * 6, "reading", lambda new, old: new > old),
        (
            lambda text: text + " notwithstanding incontrovertible considerations",
            "lix",
            lambda new, old: new > old,
        ),
    ],
    ids=["figure", "name", "grounded", "specific", "anchors", "coverage", "reading", "lix"],
)
def test_a_worse_brief_measures_worse(
    good: Result, words: Callable[[str], str], measure: str, is_worse: Callable[[float, float], bool]
) -> None:
    new, old = value(reworded(good, words), measure), value(good, measure)
    assert new is not None
    assert old is not None
    assert is_worse(new, old)


@pytest.mark.parametrize(
    ("said", "measure", "expected"),
    [
        ({"asked_again": 1}, "first_try", 0.0),
        ({"asked_again": None}, "first_try", None),
        ({"repairs": 2}, "repairs", 2.0),
        ({"seconds": 4.5}, "seconds", 4.5),
        ({"cost": Cost(usd=0.25, basis="priced")}, "usd", 0.25),
        ({"cost": Cost(usd=None, basis="unpriced")}, "usd", None),
        ({"usage": Usage(requests=2, attempts=5)}, "retries", 3.0),
        ({"usage": Usage(requests=2, cached=2)}, "retries", 0.0),
        ({"usage": Usage(requests=1, input_tokens=400, cached_tokens=100)}, "cached", 0.25),
    ],
    ids=lambda each: str(each)[:30],
)
def test_what_a_brief_cost_is_measured_from_its_provenance(
    good: Result, said: dict[str, Any], measure: str, expected: float | None
) -> None:
    assert value(told(good, **said), measure) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([DRAFT], 1.0),
        (["no JSON at all", DRAFT], 0.0),
        ([Reply(text=DRAFT[:90], finish="length"), DRAFT], 0.0),
        (["no JSON at all", "nor now"], 0.0),
    ],
    ids=["at once", "another form", "cut", "never"],
)
def test_an_answer_that_had_to_be_asked_again_was_not_in_form_at_first(
    article: Article, answers: list[str | Reply], expected: float
) -> None:
    assert value(Runner(ScriptedModel(answers)).run(whole(article, SETUP)), "first_try") == expected


def test_an_article_without_a_brief_counts_where_it_is_defined_and_nowhere_else(good: Result) -> None:
    other = failed(Article(text="Another story, of which no brief came about.", kind="news"))
    table = evaluate({"run": [good, other]})
    briefed, grounded = table.row("run", "briefed"), table.row("run", "grounded")
    assert briefed is not None
    assert grounded is not None
    assert (briefed.value, briefed.n) == (0.5, 2)
    assert grounded.n == 1


def articles(count: int) -> list[Article]:
    return [
        Article(
            text=f"Wexmoor {name} opened {number + 3} ferry berths on Monday. The harbour of {name} lies north.",
            language="en",
            kind="news" if number % 2 else "bulletin",
        )
        for number, name in enumerate(("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse")[:count])
    ]


def brief_of(article: Article, good: Result, line: str) -> Result:
    """Return a brief of which every tested line says the same, citing the first sentence."""
    assert good.brief is not None
    spans = [article.span(0, article.text.index(".") + 1)]
    nothing = {"dek": {"abstained": "x"}, "lede": {"abstained": "x"}}
    bare = good.brief.model_dump(mode="json") | nothing | {"stakes": [], "signals": [], "other_side": []}
    bare |= {name: [] for name in ("unknowns", "numbers", "names", "dates", "quotes")}
    bare["questions"] = {name: {"abstained": "x"} for name in bare["questions"]}
    bare["analysis"] = {name: {"abstained": "x"} for name in bare["analysis"]}
    bare["article_sha256"], bare["key_points"] = article.sha256, bare["key_points"][:1]
    brief = type(good.brief).model_validate_json(json.dumps(bare))
    point = brief.key_points[0].model_copy(update={"text": line, "evidence": spans})
    brief = brief.model_copy(update={"headline": Statement(text=line, evidence=spans), "key_points": [point]})
    return good.model_copy(update={"brief": brief, "article": article})


def test_stock_lines_are_told_from_lines_of_the_story(good: Result) -> None:
    told_apart = articles(7)
    name = re.compile(r"Wexmoor (\w+)")
    own = [brief_of(each, good, each.text.split(".")[0]) for each in told_apart]
    stock = [
        brief_of(each, good, "Buyers should review costs and watch for further news.") for each in told_apart
    ]
    pasted = [
        brief_of(each, good, f"Buyers of {found[0]} should review costs and watch for further news.")
        for each in told_apart
        if (found := name.search(each.text))
    ]
    table = evaluate({"stock": stock, "pasted": pasted, "own": own})
    shown = {(row.run, row.measure): row.interval.value for row in table.rows if row.by == "all"}
    assert shown["stock", "specific"] == 0
    assert shown["stock", "transfer"] == 1
    assert shown["pasted", "template"] == 1, "names masked, it is one line"
    assert shown["pasted", "specific"] == 0
    assert shown["own", "transfer"] == 0
    assert shown["own", "residue"] == 1


def test_a_line_that_no_test_can_judge_is_not_called_specific(good: Result) -> None:
    article = Article(
        text="La ville de Morvane ferme son pont pour neuf semaines. Les bus passent ailleurs.", language="fr"
    )
    assert value(brief_of(article, good, "Tout peut changer."), "specific") is None


def test_runs_are_compared_on_the_articles_that_both_have(good: Result) -> None:
    first = [brief_of(each, good, each.text.split(".")[0]) for each in articles(5)]
    second = [brief_of(each, good, "Buyers should review costs.") for each in articles(3)]
    difference = evaluate({"a": first, "b": second}).difference("b", "grounded")
    assert difference is not None
    assert difference.n == 3
    table = evaluate({"a": first, "b": first})
    assert {each.interval.value for each in table.differences} == {0.0}
    assert not any(each.interval.is_apart for each in table.differences)


def test_results_alone_are_told_apart_by_what_made_them(good: Result) -> None:
    other = told(good, model_asked="other")
    table = evaluate([good, other])
    assert [run.model for run in table.runs] == ["scripted", "other"]
    assert all("brief/v1@" in run.name for run in table.runs)
    assert table.articles == 1


def test_the_order_of_results_changes_nothing(good: Result) -> None:
    results = [brief_of(each, good, each.text[:40]) for each in articles(7)]
    assert evaluate({"a": results}) == evaluate({"a": results[::-1]})


def test_there_is_a_row_for_each_kind_desk_and_language(good: Result) -> None:
    table = evaluate({"a": [brief_of(each, good, "x") for each in articles(4)]})
    assert table.groups("kind") == ["bulletin", "news"]
    assert table.groups("desk") == ["general"]
    news = table.row("a", "briefed", by="kind", group="news")
    assert news is not None
    assert news.n == 2


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_an_interval_holds_its_mean_and_stays_within_the_values(values: list[float]) -> None:
    found = interval_of(values)
    assert found is not None
    assert found == interval_of(values)
    slack = 1e-6 * max(1.0, *map(abs, values))
    assert min(values) - slack <= found.low <= found.high <= max(values) + slack


def test_an_interval_of_nothing_is_none_and_more_articles_make_it_narrower() -> None:
    assert interval_of([]) is None
    few, many = interval_of([0.0, 1.0] * 10), interval_of([0.0, 1.0] * 200)
    assert few is not None
    assert many is not None
    assert many.high - many.low < (few.high - few.low) / 3


def test_the_normal_interval_of_many_articles_is_that_of_the_bootstrap() -> None:
    fewer, more = interval_of([0.0, 1.0, 5.0] * 333), interval_of([0.0, 1.0, 5.0] * 334)
    assert fewer is not None
    assert more is not None
    assert more.low == pytest.approx(fewer.low, abs=0.02)
    assert more.high == pytest.approx(fewer.high, abs=0.02)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_table_names_every_run_its_prompt_and_its_intervals(good: Result, form: str) -> None:
    shown = show(evaluate({"a": [good], "b": [reworded(good, str.upper)]}), form, by="language")
    sha256 = load_prompt("brief").sha256[:8]
    for said in (
        f"brief/v1@{sha256}",
        "statements grounded",
        "Difference to a",
        "Language: en",
        "1.00 [1.00, 1.00]",
    ):
        assert said in shown


def test_the_json_has_every_cell_as_a_record(good: Result) -> None:
    table = evaluate({"a": [good], "b": [good]})
    said = json.loads(show(table, "json"))
    assert said["digest"] == table.digest
    assert len(said["rows"]) == len(table.rows) + len(table.differences)
    assert {row["versus"] for row in said["rows"]} == {None, "a"}


def test_records_make_a_data_frame(good: Result) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = evaluate({"a": [good]}).to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert {"run", "measure", "value", "low", "high", "n"} <= set(frame.columns)


def test_no_results_make_an_empty_table() -> None:
    table = evaluate([])
    assert (table.runs, table.rows, table.articles) == ((), (), 0)
    assert show(table, "text")


@pytest.fixture(scope="module")
def table(good: Result) -> Evaluation:
    return evaluate({"a": [good]})


def test_a_run_stands_on_its_own_floors_and_they_can_be_read_again(table: Evaluation) -> None:
    floors = Floors.of(table)
    assert Floors.parse(floors.to_toml()) == floors
    assert below(table, floors) == []
    assert "seconds" not in floors.values


@pytest.mark.parametrize(
    ("floor", "falls"),
    [
        ("grounded = 0.9", []),
        ("grounded = 1.5", ["grounded is 1, below its floor of 1.5"]),
        ("errors = 0", []),
        ("errors = -1", ["errors is 0, above its floor of -1"]),
        ("transfer = 0.2", ["transfer has no value; its floor is 0.2"]),
    ],
)
def test_a_floor_holds_on_the_side_that_is_worse(table: Evaluation, floor: str, falls: list[str]) -> None:
    floors = Floors.parse(f'digest = "{table.digest}"\n[floors]\n{floor}\n')
    assert [str(fall) for fall in below(table, floors)] == falls


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nonsense", "cannot be read"),
        ("[floors]\ngrounded = 1", "no digest"),
        ('digest = "x"\n[floors]\nbeauty = 1', "beauty"),
        ('digest = "x"\n[floors]\nnotes = 1', "notes"),
        ('digest = "x"\n[floors]\ngrounded = "high"', "no number"),
    ],
)
def test_floors_of_another_form_are_refused(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        Floors.parse(text)


def test_floors_of_other_articles_are_refused(table: Evaluation) -> None:
    with pytest.raises(InputError, match="other articles"):
        below(table, Floors(digest="0" * 64, values={"grounded": 0.5}))


def test_a_floor_is_lowered_by_a_worse_value_or_by_leaving_it_out() -> None:
    old = Floors(digest="x", values={"grounded": 0.9, "errors": 0.1, "specific": 0.5})
    new = Floors(digest="x", values={"grounded": 0.95, "errors": 0.2})
    assert old.lowered(new) == ["errors", "specific"]
    assert old.lowered(old) == []


def test_every_measure_says_what_it_is_and_whose_definition() -> None:
    for name, measure in MEASURES.items():
        assert name.isidentifier()
        assert len(measure.meaning) > 20
        assert measure.source
    assert len({measure.title for measure in MEASURES.values()}) == len(MEASURES)
