"""What is wrong with a brief although it is true: answered questions, empty signals, buried news, copies."""

from __future__ import annotations

import time
from typing import Any

import pytest

from benchmarks.beyond.asking import make_questions
from briefkit.checks import Claim, Facts, check, report
from briefkit.checks.copying import check_copying
from briefkit.checks.input import check_input
from briefkit.checks.language import check_line_language
from briefkit.checks.order import check_order
from briefkit.checks.questions import check_question
from briefkit.checks.repetition import check_repetition
from briefkit.checks.signals import check_next_test, check_signal
from briefkit.schema import Article, Finding, Question, Signal, Statement
from briefkit.text.seams import find_seam
from tests.test_checks import ARTICLE, FACTS, TEXT, brief, line, point, signal, span

ANSWERED = {
    "How much will the line cost?": "about $412 million",
    "How much will the Port Ansel tram line cost?": "about $412 million",
    "When will the line open?": "second quarter of 2029",
    "How many members does the union have?": "3,200",
    "Who opposed the plan?": "Harbor Freight Union",
    "Did Harbor Freight Union oppose the plan?": "Harbor Freight Union opposed the plan",
    "By how much could fares rise?": "12 percent",
}
OPEN = [
    "How much will running the line cost each year?",
    "When will the European Investment Bank decide on the money?",
    "Who would lend the other half of the $412 million?",
    "Will the line open in the second quarter of 2029 if the union strikes?",
    "How many of the 3,200 members load ships?",
    "Has the European Investment Bank agreed to lend half of the money?",
    "Will anyone confirm on the record that the line will cost about $412 million?",
    "How much did Ansel Transit answer?",
    "Why did the union oppose the plan?",
]


def ask(text: str, facts: Facts = FACTS) -> list[Finding]:
    question = Question(text=text, evidence=[], why_open="x", who_could_answer=[], settled_by="y")
    return list(check_question(Claim("questions.financial", question, facts)))


@pytest.mark.parametrize("text", ANSWERED)
def test_a_question_that_the_article_answers_is_found_with_the_sentence(text: str) -> None:
    (found,) = ask(text)
    assert found.code == "questions.answered"
    assert found.nearest is not None and ANSWERED[text] in found.nearest.quote


@pytest.mark.parametrize("text", OPEN)
def test_an_open_question_is_left_alone(text: str) -> None:
    assert ask(text) == []


def test_a_sentence_that_withholds_the_answer_does_not_give_it() -> None:
    text = "Norholt Foods bought the mill in Lund. It declined to say how much of the 40 million it paid for the mill."
    assert (
        ask("How much did Norholt Foods pay for the mill?", Facts.of(Article(text=text, language="en"))) == []
    )


def test_a_figure_of_other_things_is_no_count() -> None:
    text = "Over the three years the agencies will close data centers in Orrin and Tarn."
    assert (
        ask("How many data centers will the agencies close?", Facts.of(Article(text=text, language="en")))
        == []
    )


def test_questions_in_other_languages_are_only_asked_to_be_questions() -> None:
    facts = Facts.of(Article(text="La ligne coûtera 412 millions d'euros.", language="fr"))
    assert ask("Combien coûtera la ligne ?", facts) == []


def seen(**changes: Any) -> list[str]:
    return [found.code for found in check_signal(Claim("signals[0]", signal(**changes), FACTS))]


@pytest.mark.parametrize(
    "text",
    [
        "Further announcements from Ansel Transit",
        "How the union responds",
        "Market sentiment",
        "Follow-up regulatory filings and disclosures",
        "Whether Ansel Transit delivers",
    ],
)
def test_a_signal_that_nobody_can_see_fail_is_found(text: str) -> None:
    assert "signals.observable" in seen(text=text, when="the second quarter of 2029")


@pytest.mark.parametrize(
    "text",
    [
        "The bank signs the loan",
        "Tram line opens",
        "Whether the line opens",
        "The report of 3 March on fares",
        "A ruling on the plan",
    ],
)
def test_an_event_is_observable(text: str) -> None:
    assert "signals.observable" not in seen(text=text, when="the second quarter of 2029")


def test_a_figure_makes_a_trend_observable() -> None:
    assert seen(text="Further moves of fares", threshold="12 percent") == []


@pytest.mark.parametrize("when", [None, "no date given", "not specified", "soon", "in the coming months"])
def test_a_signal_without_a_time_or_a_threshold_has_no_horizon(when: str | None) -> None:
    assert "signals.horizon" in seen(text="The bank signs the loan", when=when)


@pytest.mark.parametrize(
    "changes",
    [
        {"when": "the second quarter of 2029"},
        {"threshold": "half of the money"},
        {"text": "Fares rise by 12 percent"},
    ],
    ids=["when", "threshold", "figure"],
)
def test_a_time_a_threshold_or_a_figure_is_a_horizon(changes: dict[str, Any]) -> None:
    assert "signals.horizon" not in seen(**{"text": "The bank signs the loan", **changes})


def test_of_several_signals_exactly_one_is_the_next_test() -> None:
    def tests_of(*marks: bool) -> list[str]:
        signals: list[Signal] = [signal(next_test=mark) for mark in marks]
        return [found.code for found in check_next_test(brief(signals=signals), FACTS)]

    assert tests_of() == tests_of(False) == tests_of(True, False) == []
    assert tests_of(False, False) == tests_of(True, True) == ["signals.test"]


def test_a_point_that_has_the_headline_and_does_not_stand_first_is_buried_news() -> None:
    points = [
        point("The union has 3,200 members.", "3,200 members"),
        point("The council voted 9-4 for a tram line.", "voted 9-4"),
    ]
    (found,) = check_order(brief(key_points=points), FACTS)
    assert (found.code, found.path) == ("order.buried", "key_points[1]")
    assert list(check_order(brief(key_points=points[::-1]), FACTS)) == []


LONG = (
    TEXT
    + "\n\n"
    + "\n\n".join(
        f"Stop {number} of the tram will be at {place} Street, where a kiosk stands."
        for number, place in enumerate(("Elm", "Oak", "Birch", "Lime", "Ash", "Yew"), start=1)
    )
)


@pytest.mark.parametrize(("kind", "count"), [("news", 1), ("speech", 0)])
def test_a_first_point_from_the_end_of_the_news_buries_the_lead(kind: Any, count: int) -> None:
    article = Article(text=LONG, language="en", kind=kind)
    facts = Facts.of(article)

    def cited(text: str, words: str) -> Any:
        found = facts.span_of(LONG.index(words))
        assert found is not None
        return point(text, "voted 9-4").model_copy(update={"evidence": [found]})

    points = [
        cited("A tram stop will be at Yew Street.", "Yew"),
        cited("The council of Port Ansel voted.", "9-4"),
    ]
    headline = line("Kiosks wait at Yew Street", "voted 9-4")
    found = list(check_order(brief(key_points=points, headline=headline), facts))
    assert [item.code for item in found] == ["order.buried"] * count


COPIED = "The line will cost about $412 million and open in the second quarter."


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (line(COPIED, "412"), False),
        (
            line(
                "The council of Port Ansel voted 9-4 on Tuesday to build a tram line of 14.6 kilometres",
                "9-4",
            ),
            True,
        ),
        (line(f"{COPIED[:-1]} “voted 9-4 on Tuesday to build a tram line”", "412"), False),
        (
            line(
                "The council of Port Ansel voted 9-4 on Tuesday to build a tram line of 14.6 kilometres",
                "9-4",
            ).model_copy(update={"origin": "copied"}),
            False,
        ),
    ],
    ids=["a short stretch", "a long stretch", "in quotation marks", "labelled"],
)
def test_a_long_copy_is_noted_unless_it_is_quoted_or_labelled(statement: Statement, found: bool) -> None:
    codes = [item.code for item in check_copying(Claim("dek", statement, FACTS))]
    assert codes == (["copying.long"] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Le conseil de Port Ansel a voté pour une ligne de tram dans la ville et le syndicat est contre.",
            True,
        ),
        (
            "Der Rat von Port Ansel hat für eine neue Linie gestimmt, und die Gewerkschaft ist nicht dafür.",
            True,
        ),
        ("The council of Port Ansel voted for a tram line, and the union is against it.", False),
        ("The chair said: “Le conseil de la ville a voté pour une ligne et le port est contre.”", False),
        ("Rio de la Plata y Los Angeles", False),
    ],
)
def test_a_line_in_another_language_is_found_where_it_is_long_enough(text: str, found: bool) -> None:
    codes = [
        item.code for item in check_line_language(Claim("dek", Statement(text=text, evidence=[]), FACTS))
    ]
    assert codes == (["language.line"] if found else [])


NEWS = "The board met again on Tuesday to hear the survey of the roof and the pier of Port Ansel. "
STUB = NEWS * 2 + "\n\nSubscribe to continue reading."
DAMAGED = {
    "article.stub": STUB,
    "article.none": "Home\nSport\nWorld news\nCulture\nMoney\n" * 6,
    "article.furniture": NEWS * 10 + "\n\nSubscribe to continue reading.",
    "article.cut": NEWS * 10 + "The chair said that the roof of the old terminal would never have been",
    "article.damaged": NEWS.replace(".", " ") * 10,
}


@pytest.mark.parametrize("code", DAMAGED)
def test_what_is_wrong_with_the_article_stands_in_the_report(code: str) -> None:
    assert code in [found.code for found in check_input(Facts.of(Article(text=DAMAGED[code], language="en")))]


def test_a_brief_of_a_stub_says_so() -> None:
    article = Article(text=STUB, language="en")
    made = brief(article_sha256=article.sha256)
    codes = {found.code: found for found in report(made, article).findings}
    assert "paywall" in codes["article.stub"].message
    assert codes["article.thin"].severity == "note"


def test_a_sound_article_has_nothing_to_be_noted() -> None:
    assert list(check_input(FACTS)) == []
    assert not [
        found for found in check("The union has 3,200 members.", ARTICLE) if found.code.startswith("art")
    ]


BAKERY = (
    "Norholt closed its bakery in Lund after a fire. The bakery in Lund employed bakers who live nearby.",
    "Norholt will pay the bakers until the bakery reopens. An insurer of Norholt sent a surveyor to Lund.",
    "The bakers want the surveyor to hurry. Norholt and the insurer meet again soon.",
)
COMET = (
    "Astronomers at Mount Sele found a comet with a tail of gravel. No comet had shown such a tail.",
    "The astronomers used a mirror ground at Mount Sele. Gravel makes the tail dull.",
    "A second mirror will follow the comet. Its orbit takes the comet behind the sun; astronomers will wait.",
)


def test_two_stories_in_one_text_are_told_with_the_place() -> None:
    both = Facts.of(Article(text="\n\n".join(BAKERY + COMET), language="en"))
    (found,) = [item for item in check_input(both) if item.code == "article.several"]
    assert found.nearest is not None and found.nearest.quote.startswith("Astronomers at Mount Sele")
    for story in (BAKERY, COMET):
        assert list(check_input(Facts.of(Article(text="\n\n".join(story), language="en")))) == []


def test_a_seam_is_looked_for_between_paragraphs_only() -> None:
    words = [{"a", "b"}, {"a", "b"}, {"c", "d"}, {"c", "d"}]
    found = find_seam(words, [0, 0, 1, 1], least=2)
    assert found is not None and (found.place, found.shared) == (2, 0.0)
    assert find_seam(words, [0, 0, 0, 0], least=2) is None
    assert find_seam([], [], least=2) is None


def test_the_checks_beyond_truth_are_linear_in_the_article() -> None:
    def seconds(rounds: int) -> float:
        facts = Facts.of(
            Article(text="\n\n".join([TEXT.replace("Ansel", f"Ansel{n}") for n in range(rounds)]))
        )
        facts.sentence_words, facts.numbers, facts.names, facts.dates  # noqa: B018  what all checks share
        began = time.process_time()
        list(check_input(facts))
        for text in (*ANSWERED, *OPEN):
            ask(text, facts)
        list(check_copying(Claim("dek", line(COPIED * 2, "412"), facts)))
        return time.process_time() - began

    little, much = (min(seconds(rounds) for _ in range(3)) for rounds in (20, 80))
    assert much < 8 * little  # four times the text; what else the process does can only add


def test_a_span_is_given_for_a_signal_without_horizon_where_the_evidence_has_a_date() -> None:
    (found,) = check_signal(Claim("signals[0]", signal(text="The bank signs the loan"), FACTS))
    assert found.nearest == span("second quarter")


def test_questions_made_of_sentences_are_answered_by_them_and_by_little_else() -> None:
    made = {
        question.wants: question for question in make_questions(Facts.of(Article(text=MADE, language="en")))
    }
    assert set(made) == {"number", "date", "name", "fact"}
    for question in made.values():
        sentence = MADE[question.sentence.start : question.sentence.end]
        whole, rest = (
            Facts.of(Article(text=text, language="en")) for text in (MADE, MADE.replace(sentence, ""))
        )
        assert len(ask(question.text, whole)) == 1, question.text
        assert ask(question.text, rest) == [], question.text


MADE = (
    "Norholt Foods has closed the old bakery near the station in Lund. "
    "The insurer of the bakery will pay 14 million crowns for new ovens. "
    "The surveyor was sent to the ruined bakery on 4 May 2031 by the insurer. "
    "Gerda Holm signed the letter to the bakers and their union. "
    "Nobody saw Gerda Holm leave."
)


def test_questions_made_of_the_corpus_are_answered(corpus: list[dict[str, Any]]) -> None:
    """The figures over all articles are those of `python -m benchmarks.beyond`; here is a part, with room."""
    answered = asked = false = 0
    for row in [row for row in corpus if row["language"] == "en" and row["words"] < 1000][::3]:
        facts = Facts.of(Article(text=row["text"], headline=row["title"], language="en"))
        for question in list(make_questions(facts))[:6]:
            start, end = question.sentence.start, question.sentence.end
            without = Facts.of(Article(text=row["text"][:start] + row["text"][end:], language="en"))
            asked += 1
            answered += ask(question.text, facts) != []
            false += ask(question.text, without) != []
    assert answered >= 0.8 * asked
    assert false <= 0.05 * asked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The line will cost about $412 million.", ["repetition.analysis"]),
        ("The line will cost about $413 million.", []),
        ("A loan of half of $412 million is not signed.", []),
    ],
)
def test_an_analysis_that_repeats_a_point_is_found_and_another_figure_is_no_repetition(
    text: str, found: list[str]
) -> None:
    analysis = brief().analysis.model_copy(update={"pressure_point": line(text, "412")})
    assert [item.code for item in check_repetition(brief(analysis=analysis), FACTS)] == found
