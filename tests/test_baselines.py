"""Baselines: briefs that no model is asked for, so that better than nothing is a measured number."""

from __future__ import annotations

import datetime

import pytest

from briefkit import Article, Briefer
from briefkit.errors import ConfigurationError
from briefkit.evaluate import evaluate
from briefkit.models import BASELINES, choose_model
from briefkit.plan import BASELINES as PLANS
from briefkit.schema import Result

TEXT = (
    "Dunmere Port will close its second quay for {number} weeks from Monday, the harbour board said. "
    "The board of {place} blamed cracks that divers found in August. Ferries to {place} move to the first quay. "
    "Fishing boats may have to wait outside for up to {number} hours, said harbour master Ines Vall."
)
HEADLINES = (
    "Cracks close quay near {}",
    "{} loses its ferry berth",
    "Divers stop traffic at {}",
    "Boats queue outside {} harbour",
    "Harbour board shuts part of {}",
    "A summer without the second quay in {}",
    "Repairs begin: {} waits",
)
PLACES = ("Aldholm", "Brackwater", "Corrie", "Duncastle", "Eskmouth", "Farrow", "Glenholt")


def article(number: int) -> Article:
    return Article(
        text=TEXT.format(number=number + 5, place=PLACES[number]),
        headline=HEADLINES[number].format(PLACES[number]),
        publisher="The Tidewater Post",
        published=datetime.date(2031, 5, 4),
        language="en",
        kind="news",
    )


def briefs(name: str) -> list[Result]:
    with Briefer(name) as briefer:
        return [briefer.brief(article(number)) for number in range(len(PLACES))]


def test_a_baseline_is_a_model_by_name_and_a_plan_of_that_name() -> None:
    assert set(BASELINES) == set(PLANS)
    for name in BASELINES:
        assert choose_model(name, env={"OPENAI_API_KEY": "k"}).family == "baseline"


def test_the_lead_is_the_articles_own_sentences_with_their_evidence() -> None:
    result = briefs("lead")[0]
    assert result.brief is not None
    assert result.status == "ok", result.findings
    assert [point.text for point in result.brief.key_points] == [
        span.quote for point in result.brief.key_points for span in point.evidence
    ]
    assert result.brief.headline.text == "Cracks close quay near Aldholm"


def test_without_a_headline_the_first_sentence_is_one_and_is_not_said_again() -> None:
    with Briefer("lead") as briefer:
        brief = briefer.brief(article(0).text).brief
    assert brief is not None
    assert brief.headline.text.startswith("Dunmere Port")
    assert brief.headline.text not in [point.text for point in brief.key_points]


def test_a_text_of_one_sentence_has_a_lead_too() -> None:
    with Briefer("lead") as briefer:
        result = briefer.brief(
            "The bridge over the Torle near Eskmouth reopened on Friday after nine weeks of repairs, which had cut off"
            " two villages from their school and their doctor."
        )
    assert result.brief is not None
    assert len(result.brief.key_points) == 1


def test_the_template_cites_nothing_and_is_marked_for_it() -> None:
    result = briefs("template")[0]
    assert result.brief is not None
    assert result.status == "review"
    assert result.brief.headline.text in result.brief.key_points[0].text
    assert {"spans.none", "specificity.generic"} <= {finding.code for finding in result.findings}


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_asks_nothing_costs_nothing_and_is_labelled_as_made_by_rules(name: str) -> None:
    made = briefs(name)[0].provenance
    assert made.usage.requests == 0
    assert made.cost.usd == 0.0
    assert made.plan == name
    assert made.digital_source_type.endswith("/algorithmicMedia")


def test_the_measures_tell_stock_lines_from_the_articles_own() -> None:
    table = evaluate({name: briefs(name) for name in ("template", "lead")})
    values = {(row.run, row.measure): row.interval.value for row in table.rows if row.by == "all"}
    assert values["template", "specific"] < 0.4 < 0.9 < values["lead", "specific"]
    assert values["template", "template"] > 0.8
    assert values["template", "grounded"] == 0
    assert values["lead", "grounded"] == 1
    difference = table.difference("lead", "specific")
    assert difference is not None
    assert difference.is_apart


def test_a_prompt_that_a_baseline_would_not_read_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="reads no prompt"):
        Briefer("lead", prompt="brief/v1")


def test_a_baseline_that_is_made_to_answer_says_what_it_is() -> None:
    with Briefer("lead", plan="whole") as briefer, pytest.raises(ConfigurationError, match="is a baseline"):
        briefer.brief(article(0))
