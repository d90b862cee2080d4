"""Whether the brief is written in the article's language and script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts, script_of
from briefkit.checks.fields import quoted
from briefkit.checks.policy import POLICY
from briefkit.schema import Brief, Finding
from briefkit.text import count_words, detect_language, find_quotations, find_words
from briefkit.text.stopwords import STOP_WORDS

__all__ = ["check_language", "check_line_language", "check_script"]

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


def check_line_language(claim: Claim) -> Iterator[Finding]:
    """Yield a line that has the function words of another language and hardly one of the article's.

    Words between quotation marks may be in any; short lines tell nothing.
    """
    own = STOP_WORDS.get(claim.facts.language or "")
    spaced = claim.text.casefold().split()
    if own is None or claim.statement.origin == "copied" or len(_only(claim.facts.language) & {*spaced}) > 1:
        return
    text = _unquoted(claim.text)
    words = {word.text.casefold() for word in find_words(text)}
    if count_words(text, None) < POLICY.line_words:
        return
    counts = {language: len(words & foreign - own) for language, foreign in STOP_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    is_own = len(words & own - STOP_WORDS[best]) > 1 or any(
        {best, claim.facts.language} <= group for group in _CLOSE
    )
    if counts[best] >= POLICY.foreign_words and not is_own:
        yield finding(
            "language.line",
            claim.path,
            f"The line is in {quoted(best)}, the article in {quoted(claim.facts.language or '')}.",
            hint="Write in the article's language.",
            offending=claim.text,
        )


@cache
def _only(language: str | None) -> frozenset[str]:
    """Return the function words that a language shares with no other."""
    others = (words for other, words in STOP_WORDS.items() if other != language)
    return STOP_WORDS.get(language or "", frozenset()).difference(*others)


def _unquoted(text: str) -> str:
    kept: list[str] = []
    last = 0
    for quotation in find_quotations(text):
        if quotation.start >= last:
            kept.append(text[last : quotation.start])
            last = quotation.end
    return "".join([*kept, text[last:]])


def check_script(claim: Claim) -> Iterator[Finding]:
    """Yield an error where a line has letters of a script that the article does not use."""
    path, facts = claim.path, claim.facts
    for field in claim.fields:
        if all(script_of(letter) in facts.scripts for letter in set(_LETTER.findall(field.text))):
            continue
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
