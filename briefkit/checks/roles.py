"""Whether the people of a statement are what it calls them: titles beside names, and relatives. English only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.checks.languages import is_served
from briefkit.checks.policy import POLICY
from briefkit.schema import Finding
from briefkit.text.name_index import telling_words
from briefkit.text.name_words import KINSHIP, ORDINARY, TITLES
from briefkit.text.names import Name

__all__ = ["check_roles"]

_BEFORE = re.compile(
    r"(?P<rank>\b(?:deputy|vice|former|assistant|acting|co)[\s-])?(?P<word>\b[^\W\d_]+),?\s\Z"
)
"""The word right before a name; of a deputy governor, nobody needs to say that he is governor."""
_GENDER = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
}
_BOTH = {"male", "female"}
_RELATIVE = re.compile(rf"\b(?:{'|'.join(KINSHIP)})\b", re.IGNORECASE)


def check_roles(claim: Claim) -> Iterator[Finding]:
    """Yield titles that the article does not have beside the name, and relatives whom it does not have at all."""
    if not is_served("role", claim.facts.language) or not claim.facts.names_checkable:
        return
    for name in claim.names_of(claim.text):
        if not claim.facts.name_table.missing(name):
            yield from _untitled(name, claim)
    yield from _unrelated(claim)
    yield from _turned(claim)


def _untitled(name: Name, claim: Claim) -> Iterator[Finding]:
    forms = [form for form in claim.facts.name_index.forms_of(name) if _is_whole(form, name, claim)]
    for title in _titles(name, claim.text):
        if forms and not any(_is_beside(word, forms, claim) for word in TITLES[title]):
            yield finding(
                "names.role",
                claim.path,
                f"The article has no {quoted(title)} beside {quoted(name.text)}.",
                hint="Use the title that the article gives, or none.",
                nearest=claim.facts.first_place(name),
                offending=name.text,
            )


def _titles(name: Name, text: str) -> Iterator[str]:
    """Yield the titles with which a name begins, and the one right before it."""
    for word in name.words[:-1]:
        if word not in TITLES or not re.search(rf"\b{re.escape(word)}\.?\s", name.text, re.IGNORECASE):
            break  # "Gov. Orr" has a title, the address GOV.ORR has none
        yield word
    before = _BEFORE.search(text[max(0, name.start - 30) : name.start])
    if before and not before["rank"] and before["word"].casefold() in TITLES:
        yield before["word"].casefold()


def _is_whole(form: int, name: Name, claim: Claim) -> bool:
    """Tell whether a name of the article is this person by more than the title."""
    return bool((telling_words(name) - TITLES.keys() - ORDINARY) & claim.facts.name_index.telling[form])


def _is_beside(word: str, forms: list[int], claim: Claim) -> bool:
    index = claim.facts.name_index
    return any(word in index.names[form].words or index.has_beside(form, word) for form in forms)


def _unrelated(claim: Claim) -> Iterator[Finding]:
    known = claim.facts.plain_words
    for word in dict.fromkeys(found.group().casefold() for found in _RELATIVE.finditer(claim.text)):
        if word not in known and known.isdisjoint(KINSHIP[word]):
            yield finding(
                "names.relation",
                claim.path,
                f"The article speaks of no {quoted(word)}.",
                hint="Use the word of the article.",
                offending=word,
            )


def _turned(claim: Claim) -> Iterator[Finding]:
    """Yield a pronoun of the other gender in a sentence that is otherwise the same there."""
    for pair in claim.pairs:
        alignment = pair.alignment
        if alignment.similarity < POLICY.name_aligned:
            return
        for change in alignment.changes:
            mine, theirs = alignment.claim_text(change), alignment.source_text(change)
            genders = {_GENDER.get(mine.casefold()), _GENDER.get(theirs.casefold())}
            if genders == _BOTH and change.before >= 1 and change.after >= 1:
                yield finding(
                    "names.pronoun",
                    claim.path,
                    f"The line has {quoted(mine)} where the sentence has {quoted(theirs)}.",
                    hint="Say of whom the sentence speaks.",
                    nearest=pair.span,
                    offending=mine,
                )
