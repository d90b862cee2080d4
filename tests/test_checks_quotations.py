"""The quotation check: what became of each quotation, told apart by code, and nothing said of sound ones."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from briefkit.checks import Claim, Facts
from briefkit.checks.quotations import check_quotations
from briefkit.checks.spans import check_spans
from briefkit.schema import Article, Checked, Finding, KeyPoint, Span, Statement
from briefkit.text import find_quotations

TEXT = (
    "“We will close two plants,” Dana Orr, the chief executive of Halden Tools, said on Monday. “It is a sad day "
    "for the town. But we will rebuild.”\n\n"
    "The company did not report a profit, and revenue rose to $4.2bn.\n\n"
    "Nothing was decided at the meeting. Workers waited outside for hours.\n\n"
    "“Nobody asked the people who load the ships,” Tomas Weil told reporters.\n\n"
    "The union will meet again. It is a sad day for the town, its paper wrote."
)
OTHER = "A minister said: “The bridge will not open before the summer of next year.”"
FACTS = Facts.of(
    Article(text=TEXT, headline="Halden “to shut its doors for good”", language="en"),
    others={"bridge-01": Article(text=OTHER, language="en")},
)


def noticed(text: str, *cited: str, facts: Facts = FACTS) -> list[Finding | Checked]:
    """Return what the check yields for a line that cites stretches of the article."""
    article = facts.article
    places = [article.text.index(quote) for quote in cited]
    evidence = [article.span(place, place + len(quote)) for place, quote in zip(places, cited, strict=True)]
    return list(check_quotations(Claim("dek", Statement(text=text, evidence=evidence), facts)))


def findings(text: str, *cited: str, facts: Facts = FACTS) -> list[Finding]:
    return [item for item in noticed(text, *cited, facts=facts) if isinstance(item, Finding)]


def checked(text: str, *cited: str) -> list[Checked]:
    return [item for item in noticed(text, *cited) if isinstance(item, Checked)]


TOLD_APART = [
    ("quotations.absent", "Orr said “the town has nothing left to offer us”."),
    ("quotations.altered", "Orr said “we will open two plants”."),
    ("quotations.altered", "The company “did report a profit”."),
    ("quotations.altered", "“revenue rose to $4.8bn”, it said."),
    ("quotations.altered", "“revenue fell to $4.2bn”, it said."),
    ("quotations.stitched", "Orr said “we will close two plants. The union will meet again”."),
    ("quotations.omission", "The firm said “the company did … report a profit”."),
    ("quotations.omission", "Orr said “we will [not] close two plants”."),
    ("quotations.speaker", "“Nobody asked the people who load the ships,” Dana Orr said."),
    ("quotations.other_article", "A minister said “the bridge will not open before the summer”."),
    ("quotations.respelled", "It “didn't report a profit”."),
    ("quotations.punctuation", "Orr said: “It is a sad day, for the town”."),
    ("quotations.short", "The “ghost town” waits."),
    ("quotations.unclosed", "Orr said “we will rebuild the harbour, and left."),
    ("quotations.unclosed", 'Orr said "we will rebuild the harbour, and left.'),
    ("quotations.begun_late", "The company did “report a profit” at last."),
    ("quotations.edited", "Orr said “it is a sad day … we will rebuild”."),
    ("quotations.edited", "“We will close two plants. It is a sad day for the town,” Orr said."),
    ("quotations.edited", "Orr said “[Halden] will close two plants”."),
]


@pytest.mark.parametrize(("code", "text"), TOLD_APART, ids=[f"{code}: {text}" for code, text in TOLD_APART])
def test_what_became_of_a_quotation_has_a_code_of_its_own(code: str, text: str) -> None:
    assert [found.code for found in findings(text)] == [code]


SOUND = [
    "Orr said “we will close two plants”.",
    'Orr said "It is a sad day for the town."',
    "“We will close two plants,” Orr said. “It is a sad day for the town.”",
    "Orr said: ‘We will close two plants.’",
    "Orr said “we\u00a0will close\ntwo plants”.",
    "Orr said “we will re-\nbuild”.",
    "The paper wrote: “it is a sad day for the town”.",
    "Halden is “to shut its doors for good”.",
    "“Nobody asked the people who load the ships,” Weil told reporters.",
    "“We will close two plants,” the chief executive said.",
    "The company did not “report a profit”.",
    "The company failed to “report a profit”.",
    "Weil, answering Orr's “we will close two plants,” Tomas Weil said “nobody asked the people”.",
    "Orr said: “We will close two plants",
    'Orr said: "We will close two plants',
    "“It is a sad day for the town. But we will rebuild.",
    'A 5" pipe was “a sad day for the town”.',
    "The '90s and the workers' hours.",
    "It didn't say.",
]


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_quotation_raises_nothing(text: str) -> None:
    assert findings(text) == []


OUTCOMES = [
    ("Orr said “It is a sad day for the town. But we will rebuild”.", "verbatim", "exact"),
    ("Orr said “it is a sad day for the town”.", "normalised", "case"),
    ("Orr said “it is a sad day … we will rebuild”.", "normalised", "segments"),
    ("Orr said “we will open two plants”.", "changed", "altered"),
    ("It “didn't report a profit”.", "changed", "respelled"),
    ("Orr said “the town has nothing left to offer us”.", "absent", ""),
    ("Halden is “to shut its doors for good”.", "verbatim", "known beside the text"),
]


@pytest.mark.parametrize(("text", "outcome", "note"), OUTCOMES, ids=[row[0] for row in OUTCOMES])
def test_every_quotation_is_accounted_for(text: str, outcome: str, note: str) -> None:
    assert [(item.kind, item.outcome, item.note) for item in checked(text)] == [("quotation", outcome, note)]


def test_a_line_without_quotation_marks_has_nothing_to_account_for() -> None:
    assert noticed("Halden will close two plants.") == []


def test_the_message_shows_which_words_are_others() -> None:
    found = findings("Orr said “we will open two plants”.")[0]
    assert (
        found.message
        == 'The article has "We will **close** two plants", the line "we will **open** two plants".'
    )
    assert found.nearest is not None
    assert found.nearest.quote == "We will close two plants"
    assert found.offending == "we will open two plants"


def test_of_repeated_words_the_place_nearest_to_the_evidence_counts() -> None:
    sentence = "It is a sad day for the town, its paper wrote."
    assert findings("“It is a sad day for the town”, its paper wrote.", sentence) == []
    item = checked("“It is a sad day for the town”, its paper wrote.", sentence)[0]
    assert item.source is not None
    assert item.source.start == TEXT.index(sentence)
    item = checked("Orr said “It is a sad day for the town”.")[0]
    assert item.source is not None
    assert item.source.start == TEXT.index("It is a sad day")


def test_words_that_stand_elsewhere_than_in_the_evidence_are_a_warning() -> None:
    found = findings("Orr said “we will rebuild”.", "The union will meet again.")
    assert [item.code for item in found] == ["quotations.elsewhere"]
    assert [
        item.outcome for item in checked("Orr said “we will rebuild”.", "The union will meet again.")
    ] == ["elsewhere"]


def test_evidence_that_code_found_never_makes_words_stand_elsewhere() -> None:
    span = FACTS.article.span(0, 27)
    claim = Claim(
        "lines[0]", Statement(text="Weil: “Nobody asked the people”.", evidence=[span]), FACTS, found=True
    )
    assert [item.outcome for item in check_quotations(claim) if isinstance(item, Checked)] == ["verbatim"]


SPEAKERS = [
    ("“We will close two plants,” Orr said.", False),
    ("“We will close two plants,” the union said.", False),
    ("“We will close two plants,” Halden said.", False),
    ("“We will close two plants,” Tomas Weil said.", True),
    ("Weil told reporters: “We will close two plants.”", True),
    ("“It is a sad day for the town,” Tomas Weil said.", False),
]


@pytest.mark.parametrize(("text", "wrong"), SPEAKERS, ids=[row[0] for row in SPEAKERS])
def test_words_given_to_somebody_else_are_an_error(text: str, wrong: bool) -> None:
    assert [found.code for found in findings(text)] == ["quotations.speaker"] * wrong


def test_other_articles_are_made_ready_only_for_words_that_are_missing() -> None:
    class Watched(dict[str, Article]):
        asked = 0

        def __getitem__(self, name: str) -> Article:
            Watched.asked += 1
            return super().__getitem__(name)

    facts = Facts.of(FACTS.article, others=Watched(other=Article(text=OTHER, language="en")))
    findings("Orr said “we will close two plants” and “we will rebuild”.", facts=facts)
    assert Watched.asked == 0
    findings("Orr said “we will open two plants”.", facts=facts)
    assert Watched.asked == 1


LANGUAGES = [
    ("fr", "« Nous fermons deux usines », a dit Anna Weil.", "« Nous ouvrons deux usines »", "altered"),
    ("de", "„Wir schließen zwei Werke im Mai“, sagte Orr.", "„Wir schliessen zwei Werke im Mai“", None),
    ("de", "„Wir schließen zwei Werke im Mai“, sagte Orr.", "»Wir schließen drei Werke im Mai«", "altered"),
    ("es", "«No habrá más despidos este año», dijo Orr.", '"Habrá más despidos este mes"', "altered"),
    ("ja", "首相は「来月までに検討を終える」と述べた。", "「来年までに検討を終える」", "altered"),
    ("ja", "首相は「来月までに検討を終える」と述べた。", "『来月までに検討を終える』", None),
    ("zh", "经理说：“我们将关闭两家工厂。”", "“我们将关闭三家工厂”", "altered"),
    ("ar", "وقال الوزير: «سنواصل العمل في المدينة» يوم الجمعة", "«سنوقف العمل في المدينة»", "altered"),
    ("ar", "وقال الوزير: «سنُواصل العمل في المدينة» يوم الجمعة", "«سنواصل العمل في المدينة»", None),
    ("ru", "Министр заявил: «Мы не будем повышать налоги».", "«Мы будем повышать налоги»", "altered"),
    ("ru", "Министр заявил: «Мы не будем повышать налоги».", "«мы не будем повышать налоги»", None),
    ("ru", "Министр заявил: «Мы не будем повышать налоги».", "«Мы не будем снижать налоги»", "altered"),
    ("ko", "총재는 “기준금리를 3.5%로 동결한다”고 말했다.", "“기준금리를 3.0%로 동결한다”", "altered"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "said", "code"), LANGUAGES, ids=[row[2] for row in LANGUAGES])
def test_other_scripts_are_held_to_the_letter_too(
    language: str, text: str, said: str, code: str | None
) -> None:
    facts = Facts.of(Article(text=text, language=language))
    assert [found.code for found in findings(said, facts=facts)] == ([f"quotations.{code}"] if code else [])


def test_what_is_copied_from_the_corpus_raises_nothing(corpus: list[dict[str, Any]]) -> None:
    for item in corpus:
        facts = Facts.of(Article(text=item["text"], language=item.get("language")))
        for sentence in facts.sentences:
            span = facts.article.span(sentence.start, sentence.end)
            claim = Claim("dek", Statement(text=span.quote, evidence=[span]), facts)
            raised = [found for found in check_quotations(claim) if isinstance(found, Finding)]
            assert not raised, (item["id"], [found.code for found in raised])


def test_the_quotations_of_the_corpus_are_found_in_other_marks(corpus: list[dict[str, Any]]) -> None:
    for item in corpus:
        facts = Facts.of(Article(text=item["text"], language=item.get("language")))
        for quoted in find_quotations(item["text"])[:20]:
            words = " ".join(item["text"][quoted.start : quoted.end].split()).rstrip(".,") + ","
            if not set('“”"«»「」„『』') & set(words):
                assert findings(f"X: “{words}”", facts=facts) == [], item["id"]


def test_the_fields_of_a_point_are_read_too() -> None:
    point = json.loads(
        '{"text": "Halden closes two plants.", "evidence": [], "role": "watch", "status": "reported",'
        ' "attribution": {"speaker": null, "form": "unattributed"}, "hedge": "“we might close it in the end”"}'
    )
    claim = Claim("key_points[0]", KeyPoint.model_validate(point), FACTS)
    items = [item for item in check_quotations(claim) if isinstance(item, Checked)]
    assert [(item.field, item.outcome) for item in items] == [("hedge", "absent")]


def test_the_time_grows_with_the_article_and_no_faster() -> None:
    seconds = []
    for times in (60, 240):  # the longer one has more than 22,000 words
        facts = Facts.of(Article(text=f"{TEXT}\n\n" * times, language="en"))
        started = time.perf_counter()
        for text in (SOUND[0], TOLD_APART[1][1], TOLD_APART[5][1], TOLD_APART[0][1]):
            findings(text, facts=facts)
        seconds.append(time.perf_counter() - started)
    assert seconds[1] < 10 * seconds[0] + 0.2


EVIDENCE = [
    ("verbatim", Span(start=1, end=25, quote=TEXT[1:25])),
    ("elsewhere", Span(start=0, end=24, quote=TEXT[1:25])),
    ("absent", Span(start=0, end=8, quote="Nowhere.")),
    ("absent", Span(start=len(TEXT), end=len(TEXT) + 8, quote="Nowhere.")),
]


@pytest.mark.parametrize(("outcome", "span"), EVIDENCE, ids=["in place", "misplaced", "absent", "outside"])
def test_every_span_of_the_evidence_is_accounted_for(outcome: str, span: Span) -> None:
    noticed = list(check_spans(Claim("dek", Statement(text="Two plants close.", evidence=[span]), FACTS)))
    items = [item for item in noticed if isinstance(item, Checked)]
    assert [(item.kind, item.text, item.outcome) for item in items] == [("span", span.quote, outcome)]
    assert (items[0].source is None) == (outcome == "absent")
