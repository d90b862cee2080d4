"""Find by code what an article leaves open, and judge a question about it. English; words nothing but the reasons.

A question is only asked where a sentence itself shows the gap: a sum without a source, a claim nobody owns, a decision
to come, a date that is only expected, something withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from briefkit.plan.anchors import Line, Reading
from briefkit.plan.cues import NEGATIONS, word_set
from briefkit.text import content_words
from briefkit.text.names import find_names

__all__ = [
    "GAPS",
    "Gap",
    "OpenPoint",
    "Side",
    "find_open_points",
    "question_problem",
    "reason_for_none",
    "who_could_answer",
]

Side = Literal["financial", "operating", "customer"]

_MONEY = re.compile(
    r"[$£€¥]\s?\d|\d[\d.,]{0,20}\s?(?:dollars|euros|pounds|cents|yen)\b|\b(?:USD|EUR|GBP)\b|"
    r"\d\s?(?:million|billion) (?:in|of) (?:fund|aid|debt)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:customers?|consumers?|households?|patients?|passengers?|residents?|users?|tenants?|buyers?|students?|pupils|"
    r"parents|families|children|drivers|farmers|clients?|subscribers|travellers|visitors|shoppers|homeowners|borrowers|"
    r"veterans|applicants|asylum seekers|workers|employees|voters)\b",
    re.IGNORECASE,
)
_FUNDED = re.compile(
    r"\b(?:fund\w*|financ\w+|loans?|grants?|bonds?|budget\w*|paid for|donat\w+|appropriat\w+|investors?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Gap:
    """One way in which a sentence leaves something open."""

    name: str
    side: Side | None
    """None: told by what the sentence is about."""
    shows: re.Pattern[str]
    needs: Literal["money", "people", "figure", "date", ""]
    hint: str
    """For the model: what the question has to be about."""
    why_open: str
    settled_by: str
    form: str
    """Pattern of the question: a small model fills a form better than it finds one."""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


GAPS: tuple[Gap, ...] = (
    Gap(
        "bearer",
        "customer",
        _words(r"could|may|might|would|warn\w*|risk\w*|fear\w*"),
        "people",
        "who will bear it",
        "The article gives this as a possibility, not as settled.",
        "the decision on who bears it",
        r"^How (?:much|many) of [!#-~ £€“”’é]{8,120} (?:would|could|will) (?:fall on|reach) [!#-~ £€“”’é]{4,80}\?$",
    ),
    Gap(
        "unconfirmed",
        "financial",
        _words(
            r"people familiar|person familiar|sources? (?:said|told|close)|asked not to be named|anonymity|"
            r"one of the people"
        ),
        "money",
        "what is not on the record",
        "The figure comes from people who are not named.",
        "a confirmation on the record",
        r"^Will anyone confirm on the record that [!#-~ £€“”’é]{10,150}\?$",
    ),
    Gap(
        "funding",
        "financial",
        _words(
            r"plans? to|will|intends? to|proposed|proposes|pledged|aims? to|wants to|"
            r"would (?:cost|spend|invest|require)"
        ),
        "money",
        "where the money comes from",
        "The article gives the sum, not where it comes from.",
        "a funding plan that names the sum",
        r"^How will [!#-~ £€“”’é]{3,60} pay for [!#-~ £€“”’é]{5,120}\?$",
    ),
    Gap(
        "permission",
        "operating",
        _words(
            r"needs? (?:\w+ )?approval|subject to|must (?:still )?(?:be )?approve[d]?|awaiting|pending|"
            r"expected to (?:rule|decide|vote)|"
            r"due to (?:rule|decide|vote)|has yet to (?:approve|decide|rule)|is considering|under review|"
            r"being considered"
        ),
        "",
        "the decision to come",
        "The decision is still to come.",
        "the decision itself",
        r"^What conditions could [!#-~ £€“”’é]{3,70} attach to [!#-~ £€“”’é]{4,80}\?$",
    ),
    Gap(
        "withheld",
        None,
        _words(
            r"declined to (?:comment|say|give|name|discuss)|"
            r"(?:has|have|had|did|does|do|would) not (?:yet )?(?:disclose[d]?|"
            r"name[d]?|say|said|give[n]?|specif\w+|identif\w+|reveal\w*|announce[d]?|decide[d]?|confirm\w*)|"
            r"(?:is|are|was|were|remains?) (?:still )?(?:unknown|unclear|not known|undisclosed|unnamed)"
        ),
        "",
        "what is not said",
        "The article says that this is not disclosed.",
        "a statement on the record",
        r"^(?:Which|Who|What|How much|How many|When|Where|Why) [!#-~ £€“”’é]{8,150}\?$",
    ),
    Gap(
        "timing",
        "operating",
        _words(
            r"expects?|expected|plans?|planned|aims?|intends?|hopes?|scheduled|will be|is to|are to|anticipat\w+"
        ),
        "date",
        "the date",
        "The date is a plan or an expectation, not a fact.",
        "a progress report that names the date",
        r"^What could keep [!#-~ £€“”’é]{4,90} from [!#-~ £€“”’é]{5,90}\?$",
    ),
)
"""In the order of how much an editor gains by asking."""

_SIDE_WORDS: tuple[tuple[Side, re.Pattern[str]], ...] = (
    ("financial", _words(r"pric\w+|costs?|terms|value|profits?|fees?|funding|salary|paid|worth|financial")),
    ("customer", _PEOPLE),
)
_ASKING = word_set(
    "what which who whom whose how much many when where why will would could can does do did is are was "
    "were has have be "
    "confirm record anyone pay paid pays bear bears attach conditions condition keep keeps reach far long far about "
    "that this with from than into much fall falls reach reaches how spending come comes money source happen "
    "next still any other if part share full delay past open name face need needs"
)
_QUESTION = re.compile(
    r"\A(?:What|Which|Who|Whose|How|When|Where|Why|Will|Would|Could|Can|Does|Do|Is|Are|Has|Have)\b[^?]{10,220}\?\Z"
)
_WORD = re.compile(r"[$£€¥]?\w+(?:[.,'’-]\w+)*%?")
_MOST_WORDS = 30


@dataclass(frozen=True)
class OpenPoint:
    """A sentence with the gap that it shows, and the side of the business it belongs to."""

    line: Line
    gap: Gap
    side: Side


def find_open_points(reading: Reading) -> dict[Side, list[OpenPoint]]:
    """Return what is left open by side, the best first; nothing where the language has no cues or nothing is open."""
    points: dict[Side, list[OpenPoint]] = {"financial": [], "operating": [], "customer": []}
    if reading.language != "en":
        return points
    for gap in GAPS:
        for line in sorted(reading.story, key=lambda line: (-reading.weight(line), line.number)):
            if (
                line.words <= 50
                and line.quoted < 0.5
                and gap.shows.search(line.text)
                and _has(gap, line, reading)
            ):
                side = gap.side or _side_of(line)
                points[side].append(OpenPoint(line=line, gap=gap, side=side))
    return points


def question_problem(question: str, point: OpenPoint, reading: Reading) -> str | None:
    """Return why a question about an open point is not fit to print, None where it is."""
    if not _QUESTION.match(question):
        return "it is not one question"
    said = _WORD.findall(question)
    if len(said) > _MOST_WORDS:
        return f"it has more than {_MOST_WORDS} words"
    source = {_stem(word) for word in _WORD.findall(point.line.text)}
    foreign = [
        word
        for word in said
        if word.casefold() not in _ASKING and len(word) > 3 and _stem(word) not in source
    ]
    foreign += [word for word in said if re.search(r"\d", word) and _stem(word) not in source]
    if foreign:
        return f"{foreign[0]!r} is not in the sentence"
    if _anchors(question, point.line) < 2:
        return "it names nothing specific of the sentence"
    if re.search(r"\bin [A-Z][a-z]+ \d{1,2}\b", question):
        return "a day takes 'on', not 'in'"
    if point.gap.name != "withheld" and any(word.casefold() in NEGATIONS - {"against"} for word in said):
        return "it turns the sentence round"
    if _is_answered(question, point, reading):
        return "the article answers it elsewhere"
    return None


def who_could_answer(line: Line, speaker: str | None) -> list[str]:
    """Return who a sentence names as able to answer: its speaker, then its names, three at most."""
    names = [_whole_name(name.text, line.text) for name in find_names(line.text, language="en")]
    found: list[str] = []
    for name in ([speaker] if speaker else []) + names:
        alike = any(name in other or other in name for other in found)
        if not alike and not re.search(r"\d", name) and len(name) > 2:
            found.append(name)
    return found[:3]


def _whole_name(name: str, text: str) -> str:
    """Return a name with the capitalised word that stands right before it, as in `New Zealand`."""
    found = re.search(rf"\b(?:New|North|South|East|West|Saudi|United) {re.escape(name)}", text)
    return found.group() if found else name


def reason_for_none(side: Side, reading: Reading, *, tried: bool) -> str:
    """Return why there is no question on a side, in words an editor can check."""
    if reading.language != "en":
        return "this model asks no questions about articles that are not in English"
    if tried:
        return "a sentence leaves something open, but the model found no question about it that holds"
    if side == "financial" and not any(_MONEY.search(line.text) for line in reading.story):
        return "the article gives no sum of money"
    if side == "customer" and not any(_PEOPLE.search(line.text) for line in reading.story):
        return "the article names no customers, users or others who are served"
    return {
        "financial": "no sentence leaves open who pays, or says what is not disclosed",
        "operating": "no sentence names a decision to come or a date that is still expected",
        "customer": "no sentence leaves open what happens to those who are served",
    }[side]


def _has(gap: Gap, line: Line, reading: Reading) -> bool:
    if gap.needs == "money" and not _MONEY.search(line.text):
        return False
    if gap.needs == "people" and not (_PEOPLE.search(line.text) and line.figures):
        return False
    if gap.needs == "date" and not (line.ahead and _has_figure_beside_dates(line)):
        return False
    if gap.name == "funding":
        near = [line, *reading.before(line, 1)]
        return not any(_FUNDED.search(one.text) for one in near)
    return True


def _has_figure_beside_dates(line: Line) -> bool:
    """A date alone makes no question; a date by which some number of things is promised does."""
    text = line.text
    for date in line.dated:
        text = text.replace(date, " ")
    return bool(re.search(r"\d", text))


def _side_of(line: Line) -> Side:
    return next((side for side, words in _SIDE_WORDS if words.search(line.text)), "operating")


def _stem(word: str) -> str:
    word = word.casefold().replace("’", "'").removesuffix("'s").strip("'$£€¥%")
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word[0].isdigit():
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def _anchors(question: str, line: Line) -> int:
    """Names, figures and long words that question and sentence share."""
    stems = {_stem(word) for word in _WORD.findall(line.text)}
    shared = [
        word
        for word in _WORD.findall(question)[1:]
        if _stem(word) in stems and (word[0].isupper() or re.search(r"\d", word) or len(word) > 5)
    ]
    return len(set(shared))


def _is_answered(question: str, point: OpenPoint, reading: Reading) -> bool:
    """A later or earlier sentence that has nearly all the words of the question and says more than they do."""
    asked = set(content_words(question, reading.language)) - {"confirm", "record", "anyon"}
    others: Iterable[Line] = (
        line for line in reading.story if line is not point.line and not line.cues.get("declined")
    )
    return any(
        len(asked & set(content_words(line.text, reading.language))) >= 0.8 * len(asked) for line in others
    )
