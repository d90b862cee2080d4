"""Whether the names of a statement are in the article, and near the evidence of the statement."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import Field, quoted
from briefkit.schema import Brief, Finding, Span
from briefkit.text.name_words import ORDINARY
from briefkit.text.names import Name, NameTable

__all__ = ["check_names", "check_names_checkable"]

_TITLE_CASE = 0.85
"""Share of capitalised words from which a line counts as set in title case, where capitals mark no names."""


_VERBAL = ("ing", "ed", "ly")
"""Endings of a first word that the start of a sentence gives its capital: `Backing Halden, the council …`."""
_OF = {
    "fr": ("de", "d'", "d’", "du"),
    "es": ("de", "del"),
    "it": ("di", "del", "d'", "d’"),
    "pt": ("de", "do", "da"),
}
"""What joins a common noun to a name, by language."""
_LONG_RUN = 5
"""Capitalised words from which a run is a title rather than a name."""


def check_names(claim: Claim) -> Iterator[Finding]:
    """Yield the names that the article or the surroundings of the evidence do not have."""
    path, facts = claim.path, claim.facts
    if not facts.names_checkable:
        return
    evidence = claim.evidence
    near: NameTable | None = None
    for field in claim.fields:
        for name in claim.names_of(field.text):
            missing = facts.name_table.missing(name)
            if missing:
                yield from _absent(path, name, missing, facts, field=field)
            elif evidence and field.name == "text":
                near = near or NameTable(
                    f"{facts.window(evidence)}\n{facts.metadata}", language=facts.language
                )
                yield from _against_evidence(path, name, near, facts)


def check_names_checkable(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield a note where names cannot be checked."""
    del brief
    if not facts.names_checkable:
        yield finding(
            "names.unchecked",
            "",
            "Names were not checked: capitals mark none in this text.",
            hint="Compare the names with the article by eye.",
        )


def _absent(path: str, name: Name, missing: list[str], facts: Facts, *, field: Field) -> Iterator[Finding]:
    if facts.has(name.text) or _may_be_no_name(name, missing, facts, field):
        return
    spellings = [facts.name_table.spelling_of(word) for word in missing]
    if all(spellings):
        yield finding(
            "names.spelling",
            path,
            f'{quoted(name.text)}: the article spells it "{spellings[0]}".',
            hint="Spell it as the article does.",
            nearest=_place(spellings[0] or "", facts),
            offending=name.text,
        )
        return
    part = "" if len(missing) == len(name.words) else f' It has no "{missing[0]}".'
    yield finding(
        "names.suggested" if field.suggestion else "names.absent",
        path,
        f"{quoted(name.text)} is not in the article.{part}",
        hint="Use the names of the article only.",
        nearest=_place_of_rest(name, missing, facts),
        offending=name.text,
    )


def _may_be_no_name(name: Name, missing: list[str], facts: Facts, field: Field) -> bool:
    """Tell whether the capitals may have another reason: a unit, the start of a sentence, a title, a German noun."""
    if any(figure.start <= name.start and name.end <= figure.end for figure in facts.numbers_of(field.text)):
        return True
    if name.initial and len(name.words) == 1 and not name.text.isupper():
        return True
    if name.initial and missing == [name.words[0]] and missing[0].endswith(_VERBAL):
        return True
    if name.initial and missing == [name.words[0]] and _opens_with_noun(name, facts.language):
        return True
    if facts.language == "de" and len(missing) < len(name.words):
        return True
    if len(name.words) >= _LONG_RUN and 2 * len(missing) < len(name.words):
        return True
    return _is_title_case(field.text) and not any(word in facts.name_table.capitalised for word in name.words)


def _opens_with_noun(name: Name, language: str | None) -> bool:
    """Tell whether a particle follows the first word, as in `Salariés de Rennes`, which is no name."""
    second = name.text.split()[1:2]
    return language in _OF and bool(second) and second[0].startswith(_OF[language])


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    if text.rstrip().endswith((".", "?", "!")):
        return False
    return len(words) > 3 and sum(word[0].isupper() for word in words) >= _TITLE_CASE * len(words)


def _against_evidence(path: str, name: Name, near: NameTable, facts: Facts) -> Iterator[Finding]:
    if name.initial and len(name.words) == 1 and name.words[0] not in facts.name_words:
        return
    telling = [word for word in name.words if word not in ORDINARY and len(word) > 1]
    missing = near.missing(name)
    if not missing or any(word not in missing for word in telling):
        return
    yield finding(
        "names.elsewhere",
        path,
        f"{quoted(name.text)} is not in or near the cited sentences.",
        hint="Cite the sentence that has it.",
        nearest=_place(name.text, facts),
        offending=name.text,
    )


def _place(words: str, facts: Facts) -> Span | None:
    """Return the first sentence that has the words."""
    found = facts.quotes.locate(words)
    return facts.span_like(words) if found is None else facts.span_of(found.spans[0][0])


def _place_of_rest(name: Name, missing: list[str], facts: Facts) -> Span | None:
    rest = [word for word in name.words if word not in missing]
    return _place(rest[-1], facts) if rest else None
