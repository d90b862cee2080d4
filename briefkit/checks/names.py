"""Whether the names of a statement are in the article, and near the evidence of the statement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import Field, quoted
from briefkit.checks.languages import NAMES_UNMARKED, admit
from briefkit.checks.name_places import misplaced, replaced, respelled
from briefkit.schema import Brief, Checked, Finding, Span
from briefkit.schema.report import Outcome
from briefkit.text.marked_names import find_marked_names
from briefkit.text.names import Name

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


def check_names(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield how every name came out: in the article at all, and where the evidence says the same."""
    facts = claim.facts
    if not facts.names_checkable:
        yield from _marked_names(claim)
        return
    for field in claim.fields:
        for name in claim.names_of(field.text):
            missing = facts.name_table.missing(name)
            if missing:
                yield from _absent(name, missing, claim, field)
            else:
                yield from _present(name, claim, field)


def _marked_names(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield the names that something else than capitals marks, and that others were not looked at."""
    for field in claim.fields:
        for name in find_marked_names(field.text):
            known = all(map(claim.facts.has, re.split("[・＝]", name)))
            if not known:
                yield _unfamiliar(name, claim, field)
            outcome: Outcome = "verbatim" if known else "absent"
            yield Checked(kind="name", text=name, outcome=outcome, field=field.name)
    if not all(field.text in claim.facts.article.text for field in claim.fields):
        yield admit("name", NAMES_UNMARKED)


def _unfamiliar(name: str, claim: Claim, field: Field) -> Finding:
    """Return the finding on a word that may be a name; one in parts, as a foreigner's, is nothing else."""
    sure = "・" in name and not field.suggestion
    return finding(
        "names.absent" if sure else "names.unfamiliar",
        claim.path,
        f"{quoted(name)} is not in the article.",
        hint="Compare the name with the article by eye.",
        offending=name,
    )


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


def _absent(name: Name, missing: list[str], claim: Claim, field: Field) -> Iterator[Finding | Checked]:
    facts = claim.facts
    if facts.has(name.text):
        yield Checked(kind="name", text=name.text, outcome="verbatim", field=field.name)
        return
    if _may_be_no_name(name, missing, claim, field):
        if field.name == "text":
            yield from replaced(name, missing, claim)
        return
    spellings = [facts.name_table.spelling_of(word) for word in missing]
    if all(spellings):
        changed = list(respelled(name, spellings, claim)) if len(missing) > 1 else []
        if changed:
            yield from changed
            return
        place = _place_of_word(spellings[0] or "", facts)
        yield finding(
            "names.spelling",
            claim.path,
            f'{quoted(name.text)}: the article spells it "{spellings[0]}".',
            hint="Spell it as the article does.",
            nearest=place,
            offending=name.text,
        )
        yield Checked(kind="name", text=name.text, outcome="changed", field=field.name, source=place)
        return
    part = "" if len(missing) == len(name.words) else f' It has no "{missing[0]}".'
    yield finding(
        "names.suggested" if field.suggestion else "names.absent",
        claim.path,
        f"{quoted(name.text)} is not in the article.{part}",
        hint="Use the names of the article only.",
        nearest=_place_of_rest(name, missing, facts),
        offending=name.text,
    )
    yield Checked(kind="name", text=name.text, outcome="absent", field=field.name)


def _may_be_no_name(name: Name, missing: list[str], claim: Claim, field: Field) -> bool:
    """Tell whether the capitals may have another reason: a unit, the start of a sentence, a title, a German noun."""
    facts = claim.facts
    if any(figure.start <= name.start and name.end <= figure.end for figure in claim.numbers_of(field.text)):
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


def _present(name: Name, claim: Claim, field: Field) -> Iterator[Finding | Checked]:
    """Yield how a name of the article came out against the evidence."""
    facts = claim.facts
    if field.name == "text" and (noticed := list(misplaced(name, claim))):
        yield from noticed
        return
    yield Checked(
        kind="name",
        text=name.text,
        outcome="verbatim" if name.text in facts.article.text else "normalised",
        field=field.name,
        source=facts.first_place(name),
    )


def _place_of_word(word: str, facts: Facts) -> Span | None:
    return facts.first_place(Name(0, len(word), word))


def _place_of_rest(name: Name, missing: list[str], facts: Facts) -> Span | None:
    rest = [word for word in name.words if word not in missing]
    return _place_of_word(rest[-1], facts) if rest else None
