"""Lines that turn their evidence round: negations, opposites, hedges, comparisons, causes, times."""

from __future__ import annotations

import pytest

from briefkit.checks import Claim, Facts
from briefkit.checks.wording import check_wording
from briefkit.schema import Article, Checked, Finding, KeyPoint, Question, Span, Statement, Unknown

TEXT = """Varro Mills said on Monday that it will close its weaving plant in Ostby before the winter. \
The company did not report a profit in the spring quarter, its third loss in a row. \
Orders for linen rose sharply after a drought ruined the cotton harvest in the south.

The plant is the largest employer of Ostby. Mayor Ane Holt welcomed the offer of a buyer from Lund. \
The buyer may keep two hundred looms running, she said. The union was able to reach a deal on severance.

A former director allegedly sold company shares ahead of the announcement. He was found guilty of fraud in 2019. \
Shares fell, and the bank has asked for more than 40 million crowns. The council plans to buy the land. \
It is not clear whether the state will help. Wages at the mill never kept up with prices. \
The board approved the sale of the brand to a rival, and analysts expect a decision by June."""
ARTICLE = Article(text=TEXT, language="en")
FACTS = Facts.of(ARTICLE)


def cited(*words: str) -> list[Span]:
    """Return the sentences in which the words stand."""
    spans = (FACTS.span_of(TEXT.index(each)) for each in words)
    return [span for span in spans if span]


def noticed(text: str, *words: str, facts: Facts = FACTS) -> list[Finding | Checked]:
    return list(check_wording(Claim("dek", Statement(text=text, evidence=cited(*words)), facts)))


def codes(text: str, *words: str) -> list[str]:
    return [item.code for item in noticed(text, *words) if isinstance(item, Finding)]


TURNED = [
    ("wording.negation", "The company did report a profit in the spring quarter.", "did not report"),
    ("wording.negation", "The company reported a profit in the spring quarter.", "did not report"),
    ("wording.negation", "Orders for linen never rose sharply after a drought.", "Orders for linen"),
    ("wording.negation", "The plant isn't the largest employer of Ostby.", "largest employer"),
    ("wording.negation", "The board has not approved the sale of the brand to a rival.", "approved the sale"),
    ("wording.negation", "Wages at the mill kept up with prices.", "never kept"),
    (
        "wording.direction",
        "Orders for linen fell sharply after a drought ruined the harvest.",
        "Orders for linen",
    ),
    ("wording.direction", "Varro Mills said on Monday that it will open its weaving plant.", "weaving plant"),
    ("wording.direction", "He was found innocent of fraud in 2019.", "found guilty"),
    ("wording.direction", "The board rejected the sale of the brand to a rival.", "approved the sale"),
    ("wording.direction", "The plant is the smallest employer of Ostby.", "largest employer"),
    ("wording.direction", "The union was unable to reach a deal on severance.", "was able"),
    (
        "wording.direction",
        "Orders for linen rose sharply before a drought ruined the harvest.",
        "Orders for linen",
    ),
    ("wording.hedge", "The buyer will keep two hundred looms running.", "may keep"),
    ("wording.hedge", "The buyer keeps two hundred looms running, she said.", "may keep"),
    ("wording.hedge", "A former director sold company shares ahead of the announcement.", "allegedly"),
]


@pytest.mark.parametrize(("code", "text", "words"), TURNED, ids=[row[1] for row in TURNED])
def test_what_is_turned_round_between_like_words_is_an_error(code: str, text: str, words: str) -> None:
    found = [item for item in noticed(text, words) if isinstance(item, Finding)]
    assert [(item.code, item.severity) for item in found] == [(code, "error")]
    assert found[0].nearest == cited(words)[0]


LOOSE = [
    (
        "wording.negation_likely",
        "Monday's news from Varro Mills: the Ostby plant will not be closed.",
        "weaving plant",
    ),
    (
        "wording.direction_likely",
        "A drought in the south has made linen orders fall sharply.",
        "Orders for linen",
    ),
    ("wording.hedge_likely", "Two hundred looms will be kept running by the buyer, Holt said.", "may keep"),
    ("wording.comparison", "For the town of Ostby the plant is the oldest employer.", "largest employer"),
    ("wording.comparison", "The bank has asked for under 40 million crowns.", "the bank"),
    ("wording.cause", "The bank has asked for 40 million crowns because the shares fell.", "the bank"),
    ("wording.time", "The former director sold shares after the announcement.", "allegedly"),
]


@pytest.mark.parametrize(("code", "text", "words"), LOOSE, ids=[row[1] for row in LOOSE])
def test_what_seems_turned_round_in_other_words_is_a_warning(code: str, text: str, words: str) -> None:
    found = [item for item in noticed(text, words) if isinstance(item, Finding)]
    assert (code, "warning") in [(item.code, item.severity) for item in found]


KEPT = [
    ("The company reported no profit in the spring quarter.", "did not report"),
    ("Varro Mills failed to report a profit in the spring quarter.", "did not report"),
    ("The company didn't report a profit in the spring quarter.", "did not report"),
    ("Linen orders climbed after a drought ruined cotton in the south.", "Orders for linen"),
    ("The plant in Ostby will be closed before the winter.", "weaving plant"),
    ("Two hundred looms might be kept running by the buyer.", "may keep"),
    ("The buyer could keep two hundred looms running, the mayor said.", "may keep"),
    ("A former director is accused of having sold shares before the announcement.", "allegedly"),
    ("The council intends to buy the land.", "plans to buy"),
    ("It is unclear whether the state will help.", "not clear"),
    ("The mill's wages did not keep up with prices.", "never kept"),
    ("The plant is Ostby's biggest employer.", "largest employer"),
    ("The board accepted the sale of the brand.", "approved the sale"),
    ("The bank wants over 40 million crowns.", "the bank"),
    ("A drought ruined the cotton harvest, and linen orders rose.", "Orders for linen"),
]


@pytest.mark.parametrize(("text", "words"), KEPT, ids=[row[0] for row in KEPT])
def test_the_same_in_other_words_has_no_finding(text: str, words: str) -> None:
    assert codes(text, words) == []


def test_a_copied_sentence_has_no_finding() -> None:
    for sentence in FACTS.sentences:
        span = ARTICLE.span(sentence.start, sentence.end)
        assert noticed(span.quote, span.quote) == []


def looked_up(text: str, words: str, kind: str) -> list[Checked]:
    return [item for item in noticed(text, words) if isinstance(item, Checked) and item.kind == kind]


def test_what_became_of_a_negation_is_reported() -> None:
    (kept,) = looked_up("The company reported no profit.", "did not report", "negation")
    assert (kept.text, kept.outcome, kept.source) == ("no", "kept", cited("did not report")[0])
    (changed,) = looked_up("The company did report a profit.", "did not report", "negation")
    assert (changed.outcome, changed.source) == ("changed", cited("did not report")[0])


def test_the_message_has_the_words_of_both() -> None:
    (found,) = [
        item for item in noticed("He was found innocent of fraud.", "guilty") if isinstance(item, Finding)
    ]
    assert '"innocent"' in found.message
    assert '"guilty"' in found.message
    assert found.offending == "innocent"


def test_a_line_may_take_its_halves_from_two_sentences() -> None:
    line = "The company did not report a profit, and the plant is the largest employer of Ostby."
    assert codes(line, "largest employer") == []
    assert "wording.negation_likely" in codes(line.replace("did not report", "reported"), "largest employer")


def test_a_question_of_the_article_is_no_denial() -> None:
    facts = Facts.of(Article(text="Should the mill of Ostby not be sold to a rival?", language="en"))
    evidence = [facts.article.span(0, len(facts.article.text))]
    statement = Statement(text="The mill of Ostby should be sold to a rival.", evidence=evidence)
    found = list(check_wording(Claim("dek", statement, facts)))
    assert [item for item in found if isinstance(item, Finding) and item.severity == "error"] == []


def test_what_the_article_does_not_say_may_be_said_to_be_open() -> None:
    evidence = cited("largest employer")
    unknown = Unknown(text="Who will not get a new job in Ostby.", evidence=evidence, how="not_addressed")
    assert list(check_wording(Claim("unknowns[0]", unknown, FACTS))) == []
    question = Question(
        text="Will no employer come to Ostby?",
        evidence=evidence,
        why_open="no buyer is named",
        who_could_answer=[],
        settled_by="a contract",
    )
    assert list(check_wording(Claim("questions.operating", question, FACTS))) == []
    assert (
        codes("The plant is the largest employer of Ostby; the article gives no figure.", "largest employer")
        == []
    )


def test_a_key_point_may_say_how_sure_it_is_beside_its_line() -> None:
    statement = Statement(text="The looms will be kept running by the buyer.", evidence=cited("may keep"))
    fields = statement.model_dump() | {
        "role": "watch",
        "attribution": {"speaker": "Ane Holt", "form": "on_record"},
        "status": "reported",
        "hedge": "may",
    }
    assert list(check_wording(Claim("key_points[0]", KeyPoint.model_validate(fields), FACTS))) == [
        item
        for item in noticed(statement.text, "may keep")
        if isinstance(item, Checked) and item.outcome == "kept"
    ]


@pytest.mark.parametrize("changes", [{"basis": "inferred"}, {"origin": "copied"}], ids=["inferred", "copied"])
def test_a_line_that_is_inferred_or_copied_is_left_alone(changes: dict[str, str]) -> None:
    statement = Statement(text="The company did report a profit.", evidence=cited("did not report"))
    assert list(check_wording(Claim("dek", statement.model_copy(update=changes), FACTS))) == []


def test_a_language_without_tables_is_left_alone() -> None:
    facts = Facts.of(Article(text="Zakład nie został zamknięty w poniedziałek.", language="pl"))
    evidence = [facts.article.span(0, len(facts.article.text))]
    statement = Statement(text="Zakład został zamknięty w poniedziałek.", evidence=evidence)
    assert list(check_wording(Claim("dek", statement, facts))) == []


OTHERS = [
    (
        "fr",
        "Le conseil de Varro a approuvé la vente du terrain lundi.",
        "Le conseil de Varro n'a pas approuvé la vente du terrain lundi.",
        "negation",
    ),
    (
        "fr",
        "Le conseil de Varro a rejeté la vente du terrain lundi.",
        "Le conseil de Varro a approuvé la vente du terrain lundi.",
        "direction",
    ),
    (
        "de",
        "Der Rat von Varro hat dem Verkauf am Montag nicht zugestimmt.",
        "Der Rat von Varro hat dem Verkauf am Montag zugestimmt.",
        "negation",
    ),
    (
        "de",
        "Das Werk in Varro machte im Frühjahr einen Gewinn.",
        "Das Werk in Varro machte im Frühjahr keinen Gewinn.",
        "negation",
    ),
    (
        "de",
        "Das Werk in Varro machte im Frühjahr einen Verlust.",
        "Das Werk in Varro machte im Frühjahr einen Gewinn.",
        "direction",
    ),
    (
        "es",
        "El consejo de Varro no aprobó la venta del terreno el lunes.",
        "El consejo de Varro aprobó la venta del terreno el lunes.",
        "negation",
    ),
    (
        "es",
        "El consejo de Varro rechazó la venta del terreno el lunes.",
        "El consejo de Varro aprobó la venta del terreno el lunes.",
        "direction",
    ),
]


@pytest.mark.parametrize(
    ("language", "text", "source", "kind"), OTHERS, ids=[f"{row[0]}: {row[1]}" for row in OTHERS]
)
def test_other_languages_have_negations_and_some_opposites_between_like_words(
    language: str, text: str, source: str, kind: str
) -> None:
    facts = Facts.of(Article(text=source, language=language))
    evidence = [facts.article.span(0, len(source))]
    found = list(check_wording(Claim("dek", Statement(text=text, evidence=evidence), facts)))
    assert [item.code for item in found if isinstance(item, Finding)] == [f"wording.{kind}"]
    assert list(check_wording(Claim("dek", Statement(text=source, evidence=evidence), facts))) == []
