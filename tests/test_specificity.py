"""Lines that would fit another story: loose ones, padding around a pasted name, templates, and lines that travel."""

from __future__ import annotations

import math
from typing import Any

import pytest

from benchmarks.beyond.boilerplate import PLAIN_UNSEEN, STUFFED_UNSEEN
from briefkit.checks import Claim, Facts, check_run
from briefkit.checks.likeness import check_templates, template_of
from briefkit.checks.specificity import check_specificity
from briefkit.schema import Article, Brief, Statement, Unknown
from briefkit.text.background import Background
from briefkit.text.common_words import COMMON_WORDS
from tests.test_checks import ABSTAINED, FACTS, brief, line, point, question, signal

BOILERPLATE = [
    "The practical issue is whether demand can be converted into reliable capacity on schedule.",
    "For buyers, the development matters because it affects cost and availability.",
    "The next signal to watch is whether other companies make similar moves in the coming months.",
    "It remains to be seen whether the project will deliver on its promise.",
    "How will stakeholders respond to the changes?",
    "This underscores the growing importance of reliable infrastructure.",
]
STUFFED = [
    "The practical issue for Port Ansel is whether demand can be converted into reliable capacity on schedule.",
    "For suppliers, Ansel Transit and its $412 million signal a need to prove reliability at scale.",
    "Customers of Ansel Transit should review pricing, lock-in and service levels.",
    "Procurement teams will ask Ilse Brandt what $412 million means for their own budgets.",
    "At ground level Ansel Transit must show that delivery keeps pace with orders.",
]
SPECIFIC = [
    "Who would lend the half of $412 million that the European Investment Bank leaves?",
    "The council wants a tram line, and the union that loads its ships is against it.",
    "Fares could rise by 12 percent.",
    "The union has 3,200 members.",
    "Dockers say nobody asked them; Ansel Transit did not answer.",
]


def codes(statement: Statement, facts: Facts = FACTS) -> list[str]:
    return [found.code for found in check_specificity(Claim("analysis.context", statement, facts))]


@pytest.mark.parametrize("text", BOILERPLATE)
def test_boilerplate_would_fit_another_story(text: str) -> None:
    assert codes(line(text)) == ["specificity.generic"]


@pytest.mark.parametrize("text", STUFFED)
def test_a_name_and_a_figure_pasted_into_boilerplate_do_not_make_it_specific(text: str) -> None:
    assert codes(line(text)) == ["specificity.generic"]


@pytest.mark.parametrize("text", SPECIFIC)
def test_a_line_about_this_story_is_left_alone(text: str) -> None:
    assert codes(line(text)) == []


def test_the_message_names_the_pasted_words() -> None:
    (found,) = check_specificity(Claim("dek", line(STUFFED[0]), FACTS))
    assert "apart from Port Ansel" in found.message
    assert found.severity == "warning"
    assert found.offending == STUFFED[0]


def test_an_unknown_and_a_copied_line_are_never_generic() -> None:
    assert codes(Unknown(text="Who will pay.", evidence=[], how="not_addressed")) == []
    assert codes(Statement(text="He said so.", evidence=[], origin="copied")) == []


def test_a_line_that_is_the_articles_own_is_no_filler_however_plain_its_words() -> None:
    plain = "They hope it will be good for all of them in the end."
    facts = Facts.of(Article(text=f"{FACTS.article.text} {plain}", language="en"))
    place = facts.article.text.index(plain)
    evidence = [facts.article.span(place, place + len(plain))]
    assert codes(Statement(text=plain, evidence=[])) == ["specificity.generic"]
    assert codes(Statement(text=plain, evidence=[]), facts) == []
    assert codes(Statement(text=plain.replace("hope", "all hope"), evidence=evidence), facts) == []


def test_a_signal_is_as_specific_as_what_decides_it() -> None:
    assert codes(signal(when="the second quarter of 2029", threshold="14.6 kilometres open")) == []
    assert codes(signal(text="Follow-up announcements")) == ["specificity.generic"]


def test_a_language_without_a_table_is_not_judged() -> None:
    facts = Facts.of(
        Article(text="La mairie de Port-Ansel a voté la construction du tramway.", language="fr")
    )
    assert codes(Statement(text="La suite dépendra de la demande.", evidence=[]), facts) == []


def test_a_common_word_surprises_less_in_a_longer_text() -> None:
    background = Background.general("en")
    assert background is not None
    assert background.surprise("capaciti", 200) > background.surprise("capaciti", 2000) > 0
    assert background.surprise("tram", 400) > background.surprise("capaciti", 400)
    assert math.isclose(background.share("tram"), min(COMMON_WORDS["en"]) / 2)


def test_a_template_is_what_is_left_without_names_figures_and_dates() -> None:
    one = template_of("How will Ansel Transit pay for $412 million by 3 March?")
    other = template_of("How will Harbor Freight Union pay for 3,200 members by 4 May?")
    assert len(one & other) >= 3


def test_lines_of_one_template_in_one_brief_are_found_once() -> None:
    lines = [
        point("Watch whether Ansel Transit can deliver the promised returns on schedule.", "3,200 members"),
        point("Watch whether Ilse Brandt can deliver the promised returns on schedule.", "3,200 members"),
        point("The line will cost about $412 million.", "about $412 million"),
    ]
    found = list(check_templates(brief(key_points=lines), FACTS))
    assert [(item.code, item.path) for item in found] == [("specificity.template", "key_points[1]")]


STORIES = [
    "Norholt Foods closed its bakery in Lund after a fire on Monday; 140 bakers are sent home until May.",
    "The Vell river flooded 60 farms near Castrick, and the county asked growers to move their cattle uphill.",
    "A jury in Dunmere acquitted the surgeon Ada Prill of fraud over 19 hip operations.",
    "Striker Bo Hannes signed with Calder Rovers for three seasons after his knee healed.",
    "Astronomers at Mount Sele found a comet with a tail of gravel, the first of its sort.",
    "The ferry Lioba ran aground off Tarn with 88 people aboard; all were brought ashore.",
    "Schools in Orrin will teach sign language to every pupil of seven from autumn on.",
]


def _run(*texts: str) -> list[tuple[Brief, Facts]]:
    """Return a brief for each story, whose pressure point has the text."""
    found = []
    for number, story in enumerate(STORIES):
        article = Article(text=story, language="en")
        headline = Statement(text=story, evidence=[])
        wanted = [Statement(text=text.format(*story.split()[:2]), evidence=[]) for text in texts]
        analysis = brief().analysis.model_copy(update={"pressure_point": wanted[number % len(wanted)]})
        changes = {
            "dek": ABSTAINED,
            "headline": headline,
            "key_points": [point(f"{story} So.", "3,200 members")],
        }
        found.append((brief(article_sha256=article.sha256, analysis=analysis, **changes), Facts.of(article)))
    return found


def test_a_line_that_recurs_in_the_briefs_of_a_run_is_a_template_in_each() -> None:
    found = check_run(_run("The open point is if {0} can turn its plans into lasting returns on time."))
    assert all([item.code for item in items].count("specificity.template") == 1 for items in found)


def test_a_line_that_has_as_much_of_other_articles_is_found_where_there_are_others() -> None:
    briefs = _run("It is the first of its sort for all who ran it and were sent home.")
    assert any(item.code == "specificity.transferable" for items in check_run(briefs) for item in items)
    assert not any(
        item.code == "specificity.transferable" for items in check_run(briefs[:4]) for item in items
    )


def test_briefs_of_different_stories_have_nothing_in_common() -> None:
    assert check_run([(brief(), FACTS), *_run("It burned, and {0} {1} say why.")[:1]]) == [[], []]


def test_questions_are_judged_by_what_they_ask_about() -> None:
    assert codes(question("What impact will this have in the long term?")) == ["specificity.generic"]
    assert codes(question("Would fares rise by 12 percent if the Investment Bank did not lend?")) == []


def test_boilerplate_is_told_from_articles_of_the_corpus(corpus: list[dict[str, Any]]) -> None:
    """The figures over all articles are those of `python -m benchmarks.beyond`; here is a part, with room."""
    rows = [row for row in corpus if row["language"] == "en" and row["words"] < 1500][::4]
    plain = stuffed = sentences = called = 0
    for row in rows:
        facts = Facts.of(Article(text=row["text"], headline=row["title"], language="en"))
        pasted = {"E": facts.names[0].text if facts.names else "the company", "N": "4,711"}
        plain += sum(codes(Statement(text=text, evidence=[]), facts) != [] for text in PLAIN_UNSEEN)
        stuffed += sum(
            codes(Statement(text=text.format(**pasted), evidence=[]), facts) != [] for text in STUFFED_UNSEEN
        )
        own = [row["text"][item.start : item.end] for item in facts.sentences]
        own = [text for text in own if 8 <= len(text.split()) <= 45]
        sentences += len(own)
        called += sum(codes(Statement(text=text, evidence=[]), facts) != [] for text in own)
    assert plain >= 0.95 * len(rows) * len(PLAIN_UNSEEN)
    assert stuffed >= 0.85 * len(rows) * len(STUFFED_UNSEEN)
    assert called <= 0.05 * sentences
