"""Who says something in a sentence, with which verb: the one place that finds reporting verbs and their speakers.

It reads one sentence; whom a pronoun means, and whether the attribution is right, is for others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from briefkit.text.speech_words import SPEECH, Stance, speech_verbs, stance_of

__all__ = ["ACCORDING", "ANONYMOUS", "Said", "find_attributions", "is_pronoun", "mask_quotations"]

ACCORDING = "according to"
"""The verb of an attribution that has none."""


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution. `speaker` is as the text has it, pronouns too; `verb` is `according to` where there is none."""

    start: int
    end: int
    speaker: str
    verb: str

    @property
    def stance(self) -> Stance:
        """Return what the verb makes of what is said."""
        return "said" if self.verb == ACCORDING else stance_of(self.verb)


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_REACH = 300
"""Characters before a verb in which its subject is looked for, and after it."""
_VERB = re.compile(rf"\b(?P<verb>{'|'.join(sorted(SPEECH, key=len, reverse=True))}|declined to \w+)\b")
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Aa]s per|Per) (?P<speaker>[^,.;\"“”]{2,80})")
_QUOTED = re.compile(r"[\"“][^\"“”]{0,800}[\"”]")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|as|also)\s*\Z")
_NAME = r"(?:[A-Z][\w.'’&-]*|[A-Z]\.)"
_NAMED = re.compile(rf"{_NAME}(?:\s+(?:{_NAME}|of|and|for|the|de|van|von|al|&)){{0,8}}")
_OF_A_BODY = re.compile(r"[A-Z]\S{0,30} [A-Z]\S{0,30} (?:for|of) ")
_INVERTED = re.compile(
    r"\s+(?P<speaker>(?:(?:the|a|an)\s+)?[\w.'’&-]+(?:\s+[\w.'’&-]+){0,6}?)"
    r"(?=[,.;]|\s+(?:in|on|at|to|after|during|who)\b|\Z)"
)
_LINK = re.compile(
    r"\A(?:and|but|while|although|though|that|as|when|because|yet|or|so|also|however|meanwhile|in a \w+ on [\w ]{3,20}|"
    r"on \w+day|today|yesterday|later|earlier)\s+",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\s+(?:also|has|have|had|later|then|further|again|today|yesterday|now|(?:on |last )?[A-Z][a-z]+day|[a-z]+ly)\Z"
)
_NO_SPEAKER = _words(
    "and or of in on from for with at by to than as which not but since despite what how why",
    "that who the a an would could should may might will can must not do did does",
)
_ALSO_NOUNS = _words("reports notes rules claims claim states estimates estimated noted rule warn")
"""Verbs of attribution that are other things too; they count after a name."""
_NAME_BEFORE = re.compile(r"[A-Z][\w.’'-]*\Z|\b[Ii]t\Z")
_CLAUSE_AFTER = re.compile(r"\s(?:he|she|they|it|to\shave)\b")
_PRONOUN = re.compile(r"\A(?:he|she|they|it|who|which|we|i|one|this|that)\Z", re.IGNORECASE)

ANONYMOUS = re.compile(
    r"people familiar|person familiar|people with knowledge|\bsources?\b|anonym|not to be named|"
    r"one of the people|unnamed|insiders?",
    re.IGNORECASE,
)
"""How a source that is not named is spoken of."""

_CAPITALISED = r"[^\W\d_a-zà-ÿ][\w.'’-]*(?:\s(?:de|du|des|la|le|van|von|der|del|y)\s[^\W\d_a-zà-ÿ][\w.'’-]*"
_RUN = rf"{_CAPITALISED}|\s[^\W\d_a-zà-ÿ][\w.'’-]*){{0,4}}"
_SOURCE_WORDS = {
    "fr": "[Ss]elon|[Dd]'après",
    "de": "[Ll]aut|[Nn]ach Angaben (?:von|der|des)",
    "es": "[Ss]egún",
}


def is_pronoun(speaker: str) -> bool:
    """Tell whether a speaker is only a pronoun."""
    return _PRONOUN.match(speaker) is not None


def mask_quotations(text: str) -> str:
    """Return a text of the same length in which quoted words are blanked."""
    return _QUOTED.sub(lambda found: '"' + "_" * (len(found.group()) - 2) + '"', text)


def find_attributions(text: str, language: str | None) -> list[Said]:
    """Return the attributions of a sentence: those with a verb in order, then those without one."""
    masked = mask_quotations(text)
    if language == "en":
        return [*_by_verb(masked), *_by_source(masked)]
    return [*_by_foreign_verb(masked, language), *_by_foreign_source(masked, language)]


def _by_verb(masked: str) -> Iterator[Said]:
    for match in _VERB.finditer(masked):
        before = masked[max(0, match.start() - _REACH) : match.start()].rstrip()
        after = masked[match.end() : match.end() + _REACH]
        speaker = (
            None if _is_no_speech(match["verb"], before, after) else _speaker(match["verb"], before, after)
        )
        if speaker and "_" not in speaker:
            yield _said(masked, match, speaker)


def _is_no_speech(verb: str, before: str, after: str) -> bool:
    """Tell whether the word is a passive, a noun, or another verb: `was told`, `the report notes`, `added to`."""
    if _PASSIVE.search(before):
        return True
    if verb in _ALSO_NOUNS and not (_NAME_BEFORE.search(before) or _CLAUSE_AFTER.match(after)):
        return True
    return verb in ("added", "told") and re.match(r"\s+(?:to|into|by)\b", after) is not None


def _said(masked: str, match: re.Match[str], speaker: str) -> Said:
    place = masked.rfind(speaker, 0, match.start())
    if place < 0 or match.start() - place > _REACH:
        place = masked.find(speaker, match.end())
    start, end = min(match.start(), place), max(match.end(), place + len(speaker))
    if end == len(masked.rstrip()):
        speaker = speaker.rstrip(".")
    return Said(match.start() if place < 0 else start, end, speaker, match["verb"])


def _speaker(verb: str, before: str, after: str) -> str | None:
    return _after(verb, before, after) or _subject(before)


def _by_source(masked: str) -> Iterator[Said]:
    for match in _ACCORDING.finditer(masked):
        if match.group()[:3] == "Per" and not match["speaker"][:1].isupper():
            continue
        named = _NAMED.match(re.sub(r"\A(?:the|a|an) ", "", match["speaker"]))
        speaker = named.group().strip() if named else _clean(match["speaker"])
        if speaker:
            yield Said(match.start(), match.end(), speaker, ACCORDING)


def _after(verb: str, before: str, after: str) -> str | None:
    """The speaker after the verb, as in `"…," said Orr in an interview`."""
    if not before.endswith((",", '"', "”", "'")) or after.startswith(" that "):
        return None
    found = _INVERTED.match(after)
    unnamed = r"(?:the|an?|one|another) |" if verb in ("said", "says") else ""
    if not found or not re.match(rf"{unnamed}.*[A-Z]", found["speaker"]):
        return None
    return _clean(found["speaker"])


def _subject(before: str) -> str | None:
    """The speaker before the verb; an aside between commas is stepped over."""
    before = _AUXILIARY.sub("", before)
    pieces = re.split(r"[,;:—–]\s+|\"\s*|,\Z|[.!?]\s+", before)
    piece = pieces[-1].strip()
    last = pieces[-2].strip() if len(pieces) > 2 else ""
    if not piece and len(pieces) == 2 and _OF_A_BODY.match(pieces[0]) and _NAMED.fullmatch(pieces[0]):
        return _clean(pieces[0])  # "Ann Poole for the Rail Board, says"
    if not piece and _NAMED.fullmatch(last) and not last.isupper():  # "its director, Ann Poole, says"
        return _clean(last)
    if not piece and len(pieces) > 2:  # "Halden Cloud, an operator backed by X, said"
        piece = next(
            (one for one in reversed(pieces[:-2]) if re.match(r"\s*(?:[A-Z]|the )", one)), ""
        ).strip()
    if re.match(r"(?:the|an?) ", piece) and len(pieces) > 1:  # "Stephen Kinnock, the local MP said"
        name = _LINK.sub("", pieces[-2].strip())
        piece = name if _NAMED.fullmatch(name) else piece
    return _clean(piece)


def _clean(speaker: str) -> str | None:
    for _ in range(2):
        speaker = _LINK.sub("", speaker.strip(" ,\"'“”"))
    words = speaker.split()
    if not words:
        return None
    if words[0].lower() in _NO_SPEAKER - {"the", "a", "an"} or words[-1].lower() in _NO_SPEAKER:
        return None
    if len(words) <= 7:
        return speaker
    if ANONYMOUS.search(speaker):
        return " ".join(words[-7:])
    named = _NAMED.findall(speaker)
    return named[-1].strip() if named else None


def _by_foreign_verb(masked: str, language: str | None) -> Iterator[Said]:
    verbs = _foreign(language)
    if verbs is None:
        return
    for match in verbs.finditer(masked):
        before = re.search(
            rf"(?P<speaker>{_RUN})(?:\s(?:a|ha|hat|avait|había))?\s\Z",
            masked[max(0, match.start() - 80) : match.start()],
        )
        after = re.match(rf"\s(?P<speaker>{_RUN})", masked[match.end() : match.end() + 80])
        found = (
            after
            if after and masked[: match.start()].rstrip(" a").endswith((",", '"', "»", "“", "”"))
            else before or after
        )
        if found:
            yield _said(masked, match, found["speaker"])


@cache
def _foreign(language: str | None) -> re.Pattern[str] | None:
    verbs = speech_verbs(language)
    return re.compile(rf"\b(?P<verb>{'|'.join(verbs)})\b") if verbs else None


def _by_foreign_source(masked: str, language: str | None) -> Iterator[Said]:
    words = _SOURCE_WORDS.get(language or "")
    if words is None:
        return
    for match in re.finditer(
        rf"\b(?:{words})\s(?:(?:le|la|les|el|los|las|der|die|dem|des)\s)?(?P<speaker>{_RUN})", masked
    ):
        yield Said(match.start(), match.end(), match["speaker"], ACCORDING)
