"""Attributions turned wrong, made at run time from sentences that say who said something. No chance, no copies.

A base is a sentence that people found supported, or a sentence of an article; the article must have the speaker and a
verb of saying where the base is best supported. Three faults: another speaker of the article, another class of verb,
and the claim told as a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from benchmarks.checks.data import Case, Sets
from benchmarks.checks.rules import by_base

__all__ = ["attribution_cases", "find_said"]

_NAME = r"[A-Z][\w’'-]+(?:\s(?:de|van|von|al|bin|of)\s[A-Z][\w’'-]+|\s[A-Z][\w’'-]{0,3}\.(?=\s)|\s[A-Z][\w’'-]*){0,5}"
_BODY = r"(?:The|A|An|One|Police|Prosecutors|Officials|Authorities|Investigators|Experts)(?:\s[\w’'-]+){0,5}?"
_WHO = rf"(?:{_BODY}|(?:(?:The|A|An|One)\s(?:[\w’'-]+\s){{1,4}}?)?{_NAME})(?:,\s[^,\"“]{{3,60}},)?"
_ADVERB = r"(?:(?:has|have|had|also|later|then)\s){0,2}"
_SAID = (
    r"said|says|say|stated|states|state|(?:told|tells)\s[A-Z]\w+|argued|argues|argue|claimed|claims|claim"
    r"|explained|explains|warned|warns|testified"
)
_OFFICE = (
    r"(?:the|an?)\s(?:[\w’'-]+\s){0,3}(?:head|director|chief|president|minister|spokes\w+|officer|leader)\b"
)
_FORMS = (
    re.compile(rf"(?P<speaker>{_WHO})\s{_ADVERB}(?P<verb>{_SAID})\s(?!to\s)(?P<claim>\S.{{15,}})$"),
    re.compile(
        rf"According\sto\s(?P<speaker>[^,\"“]{{3,70}}(?:,\s{_OFFICE}[^,]{{0,60}})?),\s(?P<claim>\S.{{15,}})$"
    ),
    re.compile(r"(?P<claim>\S.{15,}),\saccording\sto\s(?P<speaker>[^,.\"“]{3,60})\.$"),
    re.compile(rf"(?P<claim>\S.{{15,}}),[\"”]?\s(?P<speaker>{_NAME})\s(?P<verb>{_SAID})\.$"),
)
_SPEAKING = re.compile(
    rf"(?P<one>{_NAME})\s(?:said|says|told|added)\b|\b(?:said|says)\s(?P<two>{_NAME}\s{_NAME})"
)
_ARTICLES = frozenset({"the", "one", "and", "for", "who"})
_REPORTING = re.compile(
    r"\b(?:said|says|told|tells|stat(?:ed|es|ement)|added|according\sto|wrote|posted|tweeted)\b"
)
_NO_SPEAKERS = """
He She It They We I You This That These Those There The A An But And In On At As When While If What Who One All Some Dr
Many Police Officials Monday Tuesday Wednesday Thursday Friday Saturday Sunday
"""
_NOBODY = frozenset(_NO_SPEAKERS.split())
_UNNAMED = _NOBODY - frozenset(("The", "A", "An", "One", "Police", "Officials"))
"""Words that open a sentence and are no speaker whom another may replace."""
_VERBS = {
    "admi": {"said": "admitted", "stated": "admitted", "says": "admits", "states": "admits"},
    "den": {"said": "denied", "stated": "denied", "says": "denies", "states": "denies"},
    "confirm": {"said": "confirmed", "stated": "confirmed", "says": "confirms", "states": "confirms"},
}
"""By the stem that the article must not have near: what a verb of saying is turned into."""
_NO_FACT = re.compile(
    r"(?:in|on|at|to|of|during|about|after|by|so|no|some|much|more|it\swas)\b|[,:(]|.*\band\s(?:ha[sd]|have|is|was|will|that|said)\b",
    re.IGNORECASE,
)
"""What opens no clause that could stand alone as a fact."""
_LONGEST = 320
"""Characters of an article's sentence; longer ones are paragraphs that were not split."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who said what in one sentence, as matched."""

    text: str
    speaker: tuple[int, int]
    verb: tuple[int, int] | None
    claim: tuple[int, int]

    @property
    def who(self) -> str:
        """Return the speaker."""
        return self.text[slice(*self.speaker)]

    def replace(self, place: tuple[int, int], words: str) -> str:
        """Return the sentence with other words at a place."""
        return self.text[: place[0]] + words + self.text[place[1] :]


def attribution_cases(sets: Sets) -> list[Case]:
    """Return the faulty cases of a folder of sets, in the order of their bases."""
    return [case for number, base in enumerate(_bases(sets)) for case in _faults(base, sets, number)]


def find_said(text: str) -> Said | None:
    """Return who said what in a sentence, None where it names no speaker."""
    for form in _FORMS:
        found = form.match(text)
        if found and found["speaker"].split()[0] not in _UNNAMED:
            verb = found.span("verb") if "verb" in form.groupindex else None
            return Said(text, found.span("speaker"), verb, found.span("claim"))
    return None


def _bases(sets: Sets) -> Iterator[Case]:
    yield from sets.sound
    for source in dict.fromkeys(case.source for case in sets.sentences):
        yield from _own_sentences(source, sets)


def _own_sentences(source: str, sets: Sets) -> Iterator[Case]:
    facts = sets.facts(source)
    for sentence in facts.sentences:
        text = facts.article.text[sentence.start : sentence.end].strip()
        if len(text) <= _LONGEST and "\n" not in text:
            yield Case(
                f"{source}-s{sentence.number}", text, source, faulty=False, base=text, writer="article"
            )


def _faults(base: Case, sets: Sets, number: int) -> Iterator[Case]:
    said = find_said(base.text)
    if said is None:
        return
    near = " ".join(span.quote for span in by_base(base, sets.facts(base.source)))
    if not (_REPORTING.search(near) and _words(said.who.casefold()) & _words(near.casefold()) - _ARTICLES):
        return
    other = next(_others(said.who, sets.articles[base.source].text), None)
    if other is not None:
        yield base.with_fault("wrong_speaker", said.replace(said.speaker, other))
    verb = _other_verb(said, near, number)
    if verb is not None:
        yield base.with_fault("verb_changed", verb)
    fact = _as_fact(said)
    if fact is not None:
        yield base.with_fault("attribution_lost", fact)


def _others(speaker: str, text: str) -> Iterator[str]:
    """Yield the other speakers of an article who share no word with this one, in the article's order."""
    for found in _SPEAKING.finditer(text):
        name: str = found["one"] or found["two"]
        if name.split()[0] not in _NOBODY and name[-1] != "." and not _words(name) & _words(speaker):
            yield name


def _other_verb(said: Said, near: str, number: int) -> str | None:
    if said.verb is None:
        return None
    verb = said.text[slice(*said.verb)]
    if verb not in _VERBS["den"]:
        return None
    for stem, forms in islice(
        cycle(_VERBS.items()), number % len(_VERBS), number % len(_VERBS) + len(_VERBS)
    ):
        if not re.search(rf"\b{stem}", near, re.IGNORECASE):
            return said.replace(said.verb, forms[verb])
    return None


def _as_fact(said: Said) -> str | None:
    claim = said.text[slice(*said.claim)].removeprefix("that ").rstrip(" ,")
    if _NO_FACT.match(claim) or any(mark in said.text for mark in '"“”'):
        return None
    return claim[0].upper() + claim[1:] + ("" if claim.endswith((".", "!", "?")) else ".")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w’'-]{3,}", text.replace("’s", "").replace("'s", "")))
