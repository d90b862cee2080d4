"""Find by code what an article leaves open, and judge a question about it. English; words nothing but the reasons.

A question is only asked where a sentence itself shows one of the gaps of `plan.gaps`: a sum without a source, a claim
nobody owns, a decision to come, something withheld.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from briefkit.plan.anchors import Line, Reading
from briefkit.plan.cues import NEGATIONS, word_set
from briefkit.plan.gaps import GAPS, Gap, Need, Side
from briefkit.text import content_words
from briefkit.text.names import find_names

__all__ = [
    "OpenPoint",
    "find_open_points",
    "question_problem",
    "reason_for_none",
    "who_could_answer",
]

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


_SIDE_WORDS: tuple[tuple[Side, re.Pattern[str]], ...] = (
    (
        "financial",
        re.compile(
            r"\b(?:pric\w+|costs?|terms|value|profits?|fees?|funding|salary|paid|worth|financial)\b", re.I
        ),
    ),
    ("customer", _PEOPLE),
)
_ASKING = word_set(
    "what which who whom whose how much many when where why will would could can does do did is are was "
    "were has have be "
    "confirm record anyone pay paid pays bear bears attach conditions condition keep keeps reach far long far about "
    "that this with from than into much fall falls reach reaches how spending come comes money source happen "
    "next still any other if part share full delay past open name face need needs evidence there cost caused"
)
_QUESTION = re.compile(
    r"\A(?:What|Which|Who|Whose|How|When|Where|Why|Will|Would|Could|Can|Does|Do|Is|Are|Has|Have)\b[^?]{10,220}\?\Z"
)
_WORD = re.compile(r"[$£€¥]?\w+(?:[.,'’-]\w+)*%?")
_UNNAMED_THING = re.compile(r"\bwhich (?:\w+ ){1,3}not (?:yet )?(?:nam|identif|disclos)")
"""Something unnamed of which the sentence says `which`, not `who`."""
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
    if question.startswith("Who ") and _UNNAMED_THING.search(point.line.text):
        return "'Who' asks for a person"
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
    if not _HAS[gap.needs](line, reading):
        return False
    if gap.name == "funding":
        near = [line, *reading.before(line, 1)]
        return not any(_FUNDED.search(one.text) for one in near)
    return True


_HAS: Mapping[Need, Callable[[Line, Reading], bool]] = {
    "": lambda line, reading: True,
    "money": lambda line, reading: _MONEY.search(line.text) is not None,
    "no money": lambda line, reading: (
        not _is_turned(line) and not any(_MONEY.search(one.text) for one in reading.story)
    ),
    "people": lambda line, reading: _PEOPLE.search(line.text) is not None and line.figures > 0,
    "people uncounted": lambda line, reading: (
        not _is_turned(line) and _PEOPLE.search(line.text) is not None and not line.figures
    ),
    "figure": lambda line, reading: _has_figure_beside_dates(line),
    "date": lambda line, reading: bool(line.ahead) and _has_figure_beside_dates(line),
    "no date": lambda line, reading: (
        not _is_turned(line) and not any(one.dated for one in [line, *reading.before(line, 1)])
    ),
}


def _is_turned(line: Line) -> bool:
    """Tell whether a sentence denies something: `there are no plans to close it` plans nothing."""
    return not NEGATIONS.isdisjoint(word.casefold() for word in _WORD.findall(line.text))


def _has_figure_beside_dates(line: Line) -> bool:
    """A date alone makes no question; a date by which some number of things is promised does."""
    text = line.text
    for date in line.dated:
        text = text.replace(date, " ")
    return bool(re.search(r"\d", text))


def _side_of(line: Line) -> Side:
    sides: list[Side] = [side for side, words in _SIDE_WORDS if words.search(line.text)]
    return sides[0] if sides else "operating"


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
