"""The rows that every library is given: words somebody offers as a quotation of one invented story.

Some are the story's own words in another typography, some are altered. What is altered may also be told as a claim.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ROWS", "STORY", "Row"]

STORY = (
    "Tarvik Marine said on Tuesday that revenue rose to $4.2bn in the year to June, while costs fell 12% from a year"
    " earlier. Chief executive Maria Gómez said the firm’s profit was better than feared — but she warned of a hard"
    " winter. “We will close two plants in Orsa,” she told reporters. “Nobody wanted this … we looked at every other"
    " way.” The company did not report a profit in its ferry arm, the office in Orsa said. Finance director Jürgen"
    " Ahlström, who was re-elected in May, said that waste had dropped by 8 % and that €1,200 m would be spent on what"
    " he called “a ‘clean hull’ for every boat”. Shares closed at 17.40 in Lindmark."
)

_NUMBERED = " ".join(
    f"Berth {number} of the harbour was inspected by the crew of boat {number * 7} before noon."
    for number in range(1, 330)
)
"""Some 4,800 words that are like each other, as minutes and tables are."""


class Row(NamedTuple):
    """What is offered, whether it is the story's, and the claim that goes with it where it is altered."""

    name: str
    quote: str
    is_true: bool
    claim: str | None = None
    source: str = STORY


def _edited(name: str, quote: str, old: str, new: str) -> Row:
    """Return a row about the story with another typography of its own."""
    return Row(name, quote, is_true=True, source=STORY.replace(old, new))


ROWS: tuple[Row, ...] = (
    Row("verbatim, with a dollar sign", "revenue rose to $4.2bn in the year to June", True),
    Row("straight for curly apostrophe", "said the firm's profit was better than feared", True),
    Row("curly for straight quotation marks", "a ‘clean hull’ for every boat", True),
    Row("nested marks of another style", 'a "clean hull" for every boat', True),
    Row("hyphen for dash", "better than feared - but she warned of a hard winter", True),
    Row("two hyphens for dash", "better than feared -- but she warned of a hard winter", True),
    Row("three dots for ellipsis", "Nobody wanted this ... we looked at every other way", True),
    Row("no-break space", "Chief\u00a0executive Maria Gómez said", True),
    Row("decomposed accents", "Finance director Ju\u0308rgen Ahlstro\u0308m", True),
    Row("space before the percent sign lost", "waste had dropped by 8% and that", True),
    Row("thin space before the percent sign", "waste had dropped by 8\u2009% and that", True),
    Row("space before the unit lost", "that €1,200m would be spent", True),
    Row("line break", "who was re-elected\nin May", True),
    Row("hyphenated line wrap", "who was re-\nelected in May", True),
    Row("full-width letters and digits", "Ｓｈａｒｅｓ closed at １７.40", True),
    _edited("soft hyphens in the source", "Finance director Jürgen", "director", "di\u00adrec\u00adtor"),
    _edited(
        "ligature in the source",
        "said that the office was far off",
        "said. Finance",
        "said that the oﬃce was far oﬀ. Finance",
    ),
    _edited("zero-width space in the source", "Chief executive Maria Gómez", "executive", "exec\u200butive"),
    _edited("line wrap in the source", "we looked at every other way", "every other", "ev-\nery other"),
    Row("half a word at either end", "he firm’s prof", False),
    Row("end of a longer number", "fell 2% from a year earlier", False),
    Row(
        "'not' dropped",
        "The company did report a profit in its ferry arm",
        False,
        "The company did report a profit in its ferry arm.",
    ),
    Row(
        "amount changed",
        "revenue rose to $4.8bn in the year to June",
        False,
        "Revenue rose to $4.8bn in the year to June.",
    ),
    Row(
        "percentage changed",
        "costs fell 42% from a year earlier",
        False,
        "Costs fell 42% from a year earlier.",
    ),
    Row(
        "name changed",
        "Chief executive Mario Gomes said",
        False,
        "Chief executive Mario Gomes warned of a hard winter.",
    ),
    Row(
        "'rose' turned into 'fell'",
        "revenue fell to $4.2bn in the year to June",
        False,
        "Revenue fell to $4.2bn in the year to June.",
    ),
    Row(
        "'close' turned into 'open'",
        "We will open two plants in Orsa",
        False,
        "The company will open two plants in Orsa.",
    ),
    Row(
        "'will' turned into 'may not'",
        "We may not close two plants in Orsa",
        False,
        "The company may not close two plants in Orsa.",
    ),
    Row(
        "stitched from two sentences", "We will close two plants in Orsa, we looked at every other way", False
    ),
    Row(
        "stitched in reverse with an ellipsis",
        "we looked at every other way … We will close two plants",
        False,
    ),
    Row(
        "second sentence invented", "We will close two plants in Orsa. It is a gift to the whole town", False
    ),
    Row("paraphrase in quotation marks", "We are going to shut a pair of factories in Orsa", False),
    Row("contraction for full form", "The company didn't report a profit", False),
    Row(
        "fabricated sentence",
        "Every ferry will run on hydrogen within a year",
        False,
        "Every ferry will run on hydrogen by 2031.",
    ),
    Row(
        "fabricated in 4,800 words",
        "Every ferry will run on hydrogen within a year",
        False,
        source=f"{STORY} {_NUMBERED}",
    ),
    Row(
        "verbatim in 4,800 words",
        "Nobody wanted this … we looked at every other way",
        True,
        source=f"{_NUMBERED} {STORY}",
    ),
    Row(
        "number changed in 4,800 words",
        "Berth 200 of the harbour was inspected by the crew of boat 1407",
        False,
        source=f"{STORY} {_NUMBERED}",
    ),
    Row("fabricated acronym", "CFO", False),
)
