"""What a sentence leaves open, gap by gap, and that the bundled prompt has a worked example of each."""

from __future__ import annotations

import re

import pytest

from briefkit.checks import Facts
from briefkit.plan.anchors import Reading
from briefkit.plan.cues import cue_words
from briefkit.plan.gaps import GAPS, Gap
from briefkit.plan.open_questions import find_open_points, question_problem
from briefkit.plan.trimming import near_copy_problem
from briefkit.prompts import load_prompt
from briefkit.schema import Article

FILLER = (
    "The ferry line has run between Brannock and the islands since the old bridge fell into the sound. "
    "Most of its boats are older than their captains, and none of them has a lift. "
    "The town has talked about the line in every meeting of this winter. "
    "Fishermen, pupils and nurses use it every morning, and so do the postmen of the outer islands. "
    "The last boat leaves at ten, which many islanders call too early. "
    "A second pier lies unused behind the market hall, and gulls nest on it. "
    "Its gate was painted green by the pupils of the art class. "
    "Nobody in the harbour remembers who ordered the paint, or where the brushes came from. "
)

OPEN = [
    (
        "reply",
        "operating",
        "The union urged the Harbour Board to publish its report on the crane.",
        "Will the Harbour Board publish its report on the crane?",
    ),
    (
        "cause",
        "operating",
        "The Rail Office is investigating the derailment of a night train near Oldbridge.",
        "What caused the derailment of a night train near Oldbridge?",
    ),
    (
        "which",
        "customer",
        "Orla Ferries will lay off 45 of its 310 workers, its works council said.",
        "Which of the 310 workers will Orla Ferries lay off?",
    ),
    (
        "which",
        "operating",
        "Orla Ferries will close 4 of its 31 stations, its works council said.",
        "Which of the 31 stations will Orla Ferries close?",
    ),
    (
        "cost",
        "financial",
        "Orla Ferries plans to replace its diesel engines with batteries.",
        "What will it cost Orla Ferries to replace its diesel engines with batteries?",
    ),
    (
        "extent",
        "customer",
        "Passengers of the Brannock line were exposed to asbestos in its cabins.",
        "How many passengers of the Brannock line were exposed to asbestos?",
    ),
    (
        "evidence",
        "operating",
        "The mayor accused Orla Ferries of hiding cracks in the hull.",
        "What evidence is there that Orla Ferries was hiding cracks in the hull?",
    ),
    (
        "start",
        "operating",
        "Orla Ferries will open a training school for welders beside the mill.",
        "When will Orla Ferries open a training school for welders beside the mill?",
    ),
]


def reading_of(text: str) -> Reading:
    article = Article(text=text, language="en")
    facts = Facts.of(article)
    return Reading(article, facts.sentences, facts.language)


@pytest.mark.parametrize(("gap", "side", "sentence", "question"), OPEN, ids=[row[0] for row in OPEN])
def test_a_sentence_shows_what_it_leaves_open(gap: str, side: str, sentence: str, question: str) -> None:
    reading = reading_of(f"{sentence} {FILLER}")
    points = {point.gap.name: point for some in find_open_points(reading).values() for point in some}
    assert points[gap].side == side
    assert re.match(points[gap].gap.form, question)
    assert question_problem(question, points[gap], reading) is None


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        ("cost", "Orla Ferries plans to replace its diesel engines. The town lends it €4 million."),
        ("cost", "The storm will move over the islands."),
        ("start", "Orla Ferries will open a school on 4 May 2031."),
        ("extent", "Some 45 passengers were exposed to asbestos."),
        ("which", "Orla Ferries will cut jobs."),
        ("cost", "There are no plans to replace the engines of Orla Ferries."),
        ("cost", "The Committee will deliver price stability."),
        ("start", "Orla Ferries will not open a school."),
        ("extent", "The plan was changed so that passengers are not affected."),
        ("reply", "The World Ferry Council recommends that every port should have a lift."),
        ("cause", "Rust is the most common cause of leaks."),
    ],
)
def test_what_an_article_tells_is_not_open(gap: str, text: str) -> None:
    points = find_open_points(reading_of(f"{text} {FILLER}"))
    assert gap not in [point.gap.name for some in points.values() for point in some]


@pytest.mark.parametrize("gap", GAPS, ids=[gap.name for gap in GAPS])
def test_the_prompt_has_an_example_of_every_gap_in_its_form(gap: Gap) -> None:
    examples = load_prompt("stepwise").fill("question_examples").split("\n\n")
    of_gap = [block for block in examples if block.startswith(f"{gap.hint} | ")]
    assert of_gap
    for block in of_gap:
        assert re.match(gap.form, block.partition("\n")[2].strip())


@pytest.mark.parametrize("section", ["shorten_examples", "headline_examples"])
def test_the_examples_of_the_prompt_pass_the_rules_that_a_model_is_held_to(section: str) -> None:
    for block in load_prompt("stepwise").fill(section).split("\n\n"):
        sentence, _, line = block.partition("\n")
        assert near_copy_problem(line, sentence, terse=section.startswith("headline")) is None, line


def test_a_small_model_is_told_the_words_it_would_be_refused_for() -> None:
    assert cue_words("The union warned that it will strike.", "en", ["tension", "future"]) == [
        "warned",
        "will",
    ]
    assert cue_words("Le syndicat a averti.", "xx", ["tension"]) == []


def test_nobody_asks_who_a_thing_is() -> None:
    sentence = (
        "Orla Ferries said that the floating crane of a tenant, which it did not name, had damaged the wall."
    )
    reading = reading_of(f"{sentence} {FILLER}")
    point = find_open_points(reading)["customer"][0]
    assert (
        question_problem("Who was the tenant's floating crane?", point, reading) == "'Who' asks for a person"
    )
    assert question_problem("Which tenant's floating crane had damaged the wall?", point, reading) is None
