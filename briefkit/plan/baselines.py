"""Briefs that no model is asked for, to measure the others against: the lead copied, and stock lines filled in. No I/O.

`template` is what a brief must not be: lines that are true of any story, with its headline put into some of them.
"""

from __future__ import annotations

from collections.abc import Callable

from briefkit.checks import Facts
from briefkit.draft import Parts
from briefkit.plan.assembly import UNATTRIBUTED, assemble, failed, nothing_to_read, points_alone
from briefkit.plan.concluding import conclude
from briefkit.plan.setup import Plan, Setup, Trace
from briefkit.schema import (
    Abstention,
    Analysis,
    Article,
    KeyPoint,
    Question,
    Questions,
    Signal,
    Stake,
    Statement,
)
from briefkit.schema.brief import Role
from briefkit.schema.provenance import ALGORITHMIC_MEDIA
from briefkit.text import show_sentence

__all__ = ["BASELINES", "lead", "template"]

_LEAD = 3


def lead(article: Article, setup: Setup) -> Plan:
    """Copy headline and first three sentences: the baseline of summarisation, hard to beat on news."""
    trace = Trace(plan="lead", article=article, setup=setup, evidence_by="copied")
    facts = Facts.of(article)
    if not facts.sentences:
        return failed(article, trace, [nothing_to_read()])
    copied = [_copied(facts, place) for place in range(len(facts.sentences))]
    given = (article.headline or "").strip()
    headline = Statement(text=given, evidence=copied[0].evidence, origin="composed") if given else copied[0]
    points = [each for each in copied if each.text.rstrip(".") != headline.text.rstrip(".")][:_LEAD]
    chosen = [_point(each, "what_happened") for each in points or copied[:1]]
    parts = points_alone(headline, chosen, "the lead is copied by code; nothing was asked")
    return (yield from _concluded(facts, parts, trace))


def template(article: Article, setup: Setup) -> Plan:
    """Fill the headline into stock lines that fit any story, with no evidence, as automatic boards do."""
    trace = Trace(plan="template", article=article, setup=setup, evidence_by="copied")
    facts = Facts.of(article)
    if not facts.sentences:
        return failed(article, trace, [nothing_to_read()])
    headline = (article.headline or _copied(facts, 0).text).strip().rstrip(".")
    publisher = article.publisher or "The publisher"
    return (yield from _concluded(facts, _stock(headline, publisher), trace))


def _stock(headline: str, publisher: str) -> Parts:
    return Parts(
        headline=_line(headline),
        dek=_line("The development could change costs, timing and competition for those involved."),
        lede=_line(f"{publisher} reported: {headline}."),
        key_points=[
            _point(_line(f"{publisher} reported a new development: {headline}."), "what_happened"),
            _point(
                _line("The practical issue is whether plans can be carried out on time and on budget."),
                "practical_issue",
            ),
            _point(_line("Watch for further announcements, filings and customer reactions."), "watch"),
        ],
        stakes=[
            Stake(
                text="Buyers should review their costs and contracts in light of the news.",
                evidence=[],
                party="Buyers",
                group="buyer",
            ),
            Stake(
                text="Competitors may have to respond to the changed situation.",
                evidence=[],
                party="Competitors",
                group="competitor",
            ),
        ],
        questions=Questions(
            financial=_question("Will the spending produce returns?"),
            operating=_question("Can the organisation execute its plans on schedule?"),
            customer=_question("Will customers see better service or higher prices?"),
        ),
        signals=[
            _signal("Further announcements from the organisations involved"),
            _signal("Changes in demand, pricing or regulation", next_test=True),
        ],
        analysis=Analysis(
            context=_line("The story is part of a broader shift that is reshaping the sector."),
            pressure_point=_line("The pressure point is the gap between ambition and execution."),
            differs=Abstention(abstained="no earlier coverage was supplied"),
            practical_read=_line(f"Treat “{headline}” as a signal to check plans, budgets and suppliers."),
        ),
    )


def _line(text: str) -> Statement:
    return Statement(text=text, evidence=[], origin="composed")


def _point(line: Statement, role: Role) -> KeyPoint:
    said = {name: getattr(line, name) for name in Statement.model_fields}
    return KeyPoint(**said, role=role, attribution=UNATTRIBUTED, status="reported")


def _question(text: str) -> Question:
    return Question(
        text=text,
        evidence=[],
        origin="composed",
        why_open="It remains to be seen.",
        who_could_answer=["The organisations involved"],
        settled_by="Future results",
    )


def _signal(text: str, *, next_test: bool = False) -> Signal:
    return Signal(
        text=text,
        evidence=[],
        origin="composed",
        threshold=None,
        when=None,
        where_seen=None,
        if_yes=None,
        if_no=None,
        next_test=next_test,
    )


def _copied(facts: Facts, place: int) -> Statement:
    text = show_sentence(facts.article.text, facts.sentences[place])
    return Statement(text=text, evidence=[facts.sentence_span(place)], origin="copied")


def _concluded(facts: Facts, parts: Parts, trace: Trace) -> Plan:
    """Return the result, labelled as made by rules and not by a trained model."""
    result = yield from conclude(facts, assemble(facts, parts, trace), trace)
    label = {"digital_source_type": ALGORITHMIC_MEDIA}
    provenance = result.provenance.model_copy(update=label)
    brief = result.brief and result.brief.model_copy(update={"provenance": provenance})
    return result.model_copy(update={"provenance": provenance, "brief": brief})


BASELINES: dict[str, Callable[[Article, Setup], Plan]] = {"lead": lead, "template": template}
"""Every baseline by the name that its model has too."""
