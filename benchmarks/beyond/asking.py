"""Questions that a program makes from sentences, so that the sentence is the answer: for measuring, not for asking.

They are wooden, and some are nonsense where a sentence is; what counts is that they want what the sentence gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefkit.checks import Facts
from briefkit.text import Sentence, find_names

__all__ = ["Made", "make_questions"]


class Made(NamedTuple):
    """A question with the sentence that answers it, and what it wants: number, date, name, fact."""

    wants: str
    text: str
    sentence: Sentence


_AUXILIARY = r"(was|were|is|are|has|have|had|will|would|could|may)"
_HEDGED = re.compile(
    r"\b(?:not|no|never|would|could|may|might|if|expect\w*|plan\w*|likely|propos\w*|alleg\w*|claim\w*|believ\w*"
    r"|suggest\w*|should|can|estimat\w*)\b"
)
_SPLIT = re.compile(rf"(.{{4,60}}?)\s{_AUXILIARY}\s(.*)\Z")
_PAST = re.compile(
    r"(.{4,60}?)\s(\w+ed|rose|fell|cost|costs|has|had|spent|met|held|began|won|lost|said)\s(.*)\Z"
)
_VERB = re.compile(r"\s(?:\w+ed|will \w+|won|met|told|said|is|was)\b.{10,}\Z")


def make_questions(facts: Facts) -> Iterator[Made]:
    """Yield the questions that the sentences of an article answer."""
    for sentence in facts.sentences:
        text = facts.article.text[sentence.start : sentence.end].strip()
        plain = text.endswith(".") and "\n" not in text and not set(text) & set('"“”')
        if plain and 6 <= len(text.split()) <= 40:
            for question in (
                _for_number(text, sentence, facts),
                _for_date(text, sentence, facts),
                _for_name(text, facts),
                _for_fact(text),
            ):
                if question is not None:
                    yield Made(*question, sentence)


def _for_number(text: str, sentence: Sentence, facts: Facts) -> tuple[str, str] | None:
    inside = [n for n in facts.numbers if sentence.start <= n.start and n.end <= sentence.end]
    number = next((n for n in inside if n.kind != "ordinal" and not (n.spelt and n.value < 3)), None)
    if number is None:
        return None
    how = "How much" if number.kind in ("money", "percent") else "How many"
    before = text[: number.start - sentence.start].strip(" ,") + " "
    after = re.split(r",| and ", text[number.end - sentence.start : -1].strip())[0]
    if found := _SPLIT.match(before):
        return "number", f"{how} {after} {found[2]} {_lowered(found[1])} {found[3]}?"
    if found := _PAST.match(before):
        return "number", f"{how} {after} did {_lowered(found[1])} {found[2]} {found[3]}?"
    return None


def _for_date(text: str, sentence: Sentence, facts: Facts) -> tuple[str, str] | None:
    inside = [d for d in facts.dates if sentence.start <= d.start and d.end <= sentence.end]
    date = next((d for d in inside if any(map(str.isdigit, d.text))), None)
    if date is None:
        return None
    before = re.sub(r"\b(?:on|in|by|of|since|from)\s*\Z", "", text[: date.start - sentence.start]).strip(" ,")
    rest = f"{before} {text[date.end - sentence.start : -1].strip(' ,').split(',')[0]}"
    if found := _SPLIT.match(rest):
        return "date", f"When {found[2]} {_lowered(found[1])} {found[3]}?"
    if found := _PAST.match(rest):
        return "date", f"When did {_lowered(found[1])} {found[2]} {found[3]}?"
    return None


def _for_name(text: str, facts: Facts) -> tuple[str, str] | None:
    name = next(iter(find_names(text, language="en")), None)
    if name is None or name.start > 4 or not facts.name_words.intersection(name.words):
        return None
    rest = text[name.end : -1]
    return ("name", f"Who{rest.split(', ')[0]}?") if _VERB.match(rest) else None


def _for_fact(text: str) -> tuple[str, str] | None:
    found = _SPLIT.match(text[:-1])
    if found is None or found[2] in ("would", "could", "may") or _HEDGED.search(text) or len(found[3]) < 15:
        return None
    return "fact", f"{found[2].capitalize()} {_lowered(found[1])} {found[3].split(', ')[0]}?"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
