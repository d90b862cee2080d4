"""Whether the brief is written in the article's language and script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts, script_of
from briefkit.checks.fields import quoted
from briefkit.schema import Brief, Finding
from briefkit.text import count_words, detect_language

__all__ = ["check_language", "check_script"]

_ENOUGH_WORDS = 40
"""Words from which a detected language is taken seriously; short lines full of names are guessed wrong."""
_CLOSE = (
    frozenset({"no", "nb", "nn", "da", "sv"}),
    frozenset({"es", "gl", "pt", "ca"}),
    frozenset({"id", "ms"}),
    frozenset({"hr", "sr", "bs", "sl"}),
    frozenset({"cs", "sk"}),
    frozenset({"ru", "uk", "be", "bg", "mk"}),
    frozenset({"de", "lb", "nl", "af"}),
)
"""Languages that a detector takes for one another."""
_LETTER = re.compile(r"[^\W\d_]")
_STRAY = 2
"""Letters of a foreign script that a line may not reach."""


def check_language(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield one error where the prose as a whole is in another language than the article."""
    prose = "\n".join(statement.text for _, statement in brief.statements() if statement.origin != "copied")
    if facts.language is None or count_words(prose, facts.language) < _ENOUGH_WORDS:
        return
    found = detect_language(prose)
    if found is None or found == facts.language or any({found, facts.language} <= group for group in _CLOSE):
        return
    yield finding(
        "language.other",
        "",
        f"The brief is in {quoted(found)}, the article in {quoted(facts.language)}.",
        hint="Ask for the brief in the article's language.",
    )


def check_script(claim: Claim) -> Iterator[Finding]:
    """Yield an error where a line has letters of a script that the article does not use."""
    path, facts = claim.path, claim.facts
    for field in claim.fields:
        foreign = [letter for letter in _LETTER.findall(field.text) if script_of(letter) not in facts.scripts]
        scripts = Counter(map(script_of, foreign))
        latin = scripts.pop("LATIN", 0)
        if sum(scripts.values()) >= _STRAY or latin > len(_LETTER.findall(field.text)) // 2:
            yield finding(
                "language.script",
                path,
                f"{quoted(''.join(foreign))} is in a script that the article does not use.",
                hint="Write in the article's language.",
                offending="".join(foreign[:40]),
            )
