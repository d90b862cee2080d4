"""Find by code whose claim a sentence is, how settled, with which qualifiers. English only; elsewhere it abstains."""

from __future__ import annotations

import re

from briefkit.plan.anchors import Line, Reading
from briefkit.plan.cues import HEDGES, word_set
from briefkit.schema import Attribution
from briefkit.schema.brief import Form, Status
from briefkit.text.attributions import ANONYMOUS, find_attributions, is_pronoun, mask_quotations

__all__ = ["attribute", "find_hedge", "find_status"]

_NAME = r"(?:[A-Z][\w.'’&-]{0,40}|[A-Z]\.)"
_NAMED = re.compile(rf"{_NAME}(?:\s+(?:{_NAME}|of|and|for|the|de|van|von|al|&)){{0,8}}")
_DOCUMENT = re.compile(
    r"\b(?:filing|report|study|survey|document|letter|prospectus|paper|memo|bulletin|assessment|advisory|indictment|ruling|minutes)\b",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"\bin an? (?:\w+ )?(?:statement|release|press release|tweet|post|blog post)\b", re.IGNORECASE
)
_TOLD = re.compile(rf"\btold (?:the )?(?P<outlet>{_NAME}(?:\s+{_NAME}){{0,3}})")
_OUTLET = re.compile(
    rf"(?:according to|reported by|reported in) (?:the )?(?P<outlet>{_NAME}(?:\s+{_NAME}){{0,3}}) "
    r"(?:newspaper|news agency|magazine)"
)
_ISSUED = re.compile(
    rf"(?P<speaker>(?:{_NAME}\s{{1,3}}(?:and\s{{1,3}})?){{1,8}}(?:\([^()]{{1,12}}\)\s+)?)(?:today\s+)?(?:issued|released|made)\s+"
    r"(?:the following|this|a)\s+(?:\w+\s+)?statement"
)
_OF_FIGURES = word_set("about around over under roughly nearly almost") | {"up to"}
_BEFORE_FIGURE = r"(?=\s+(?:[$£€¥]?\d|an?\b|half\b|all\b|one\b|two\b|three\b|four\b|five\b|six\b|ten\b))"
_PLAIN = word_set("near former only can")
"""Guarded when a line is shortened, but no sign of doubt."""
_PERSONAL = re.compile(r"\b(?:I|reporters|journalists|Congress|Parliament|MPs|us|them|him|her)\b")

_STATUS_WORDS: tuple[tuple[Status, re.Pattern[str]], ...] = (
    ("denied", re.compile(r"\b(?:denied|denies|deny|pleaded not guilty)\b")),
    (
        "contested",
        re.compile(
            r"\b(?:disputed|disputes|contested|argued|argues|alleged|alleges|accused|accuses|objected)\b"
        ),
    ),
    ("pledged", re.compile(r"\b(?:pledged|pledges|promised|promises|vowed|vows|committed to)\b")),
    (
        "planned",
        re.compile(
            r"\b(?:plans?|planned|intends|scheduled|will|"
            r"due to (?:be|open|begin|start|report|decide|rule|vote)|set to|proposed|proposes)\b"
        ),
    ),
    (
        "forecast",
        re.compile(
            r"\b(?:expects?|expected|forecasts?|predicts?|predicted|could|may|might|likely|projected)\b"
        ),
    ),
)


def attribute(line: Line, reading: Reading) -> Attribution:
    """Return whose claim a sentence is, by its verb of attribution, on which terms and by which outlet."""
    kind = reading.article.kind
    if reading.language != "en":
        return Attribution(speaker=None, form="statement" if kind == "press release" else "unattributed")
    if line.quoted >= 0.75 and (speaker := line.voice or _giver_of_statement(reading)):
        return Attribution(
            speaker=speaker, form="statement" if line.voice is None else "on_record", verb=None
        )
    masked = mask_quotations(line.text)
    speaker, verb = _find_speaker(line.text)
    if speaker and is_pronoun(speaker):
        speaker = _speaker_before(line, reading)
    via = _TOLD.search(masked) or _OUTLET.search(masked)
    outlet = via.group("outlet") if via and not _PERSONAL.match(via.group("outlet")) else None
    if verb is None and kind == "press release":
        return Attribution(speaker=reading.article.publisher, form="statement", via=outlet)
    return Attribution(speaker=speaker, form=_form(masked, speaker, verb), verb=verb, via=outlet)


def find_status(line: Line, attribution: Attribution, reading: Reading) -> Status:
    """Return how settled a claim is, by the words of its sentence and the kind of the article."""
    if reading.language == "en":
        unquoted = mask_quotations(line.text)
        for status, words in _STATUS_WORDS:
            if words.search(unquoted):
                return status
        if attribution.via:
            return "reported_by_other_outlet"
        if attribution.form == "document":
            return "documented"
    if reading.article.kind in ("opinion", "speech"):
        return "authors_claim"
    is_claim = attribution.speaker or reading.article.kind in ("press release", "interview", "transcript")
    return "claimed" if is_claim else "reported"


def find_hedge(text: str, language: str | None) -> str | None:
    """Return the first three qualifiers of a line in order, None where there are none that code knows."""
    if language != "en":
        return None
    patterns = [
        rf"\b{hedge}\b{_BEFORE_FIGURE if hedge in _OF_FIGURES else ''}"
        for hedge in HEDGES
        if hedge not in _PLAIN
    ]
    found = [match for pattern in patterns if (match := re.search(pattern, text, re.IGNORECASE))]
    found.sort(key=lambda match: (match.start(), -match.end()))
    words: list[str] = []
    end = -1
    for match in found:
        if match.start() >= end:
            words.append(match.group().lower())
            end = match.end()
    return " / ".join(words[:3]) or None


def _find_speaker(text: str) -> tuple[str | None, str | None]:
    found = next(iter(find_attributions(text, "en")), None)
    return (found.speaker, found.verb) if found else (None, None)


def _speaker_before(line: Line, reading: Reading) -> str | None:
    """Return who spoke just before, where it is one name only."""
    for earlier in reversed(reading.before(line, 3)):
        speaker, _ = _find_speaker(earlier.text)
        if speaker and not is_pronoun(speaker):
            return speaker
    return None


def _giver_of_statement(reading: Reading) -> str | None:
    """Return who issued the statement that an article consists of."""
    found = _ISSUED.search(reading.news.text)
    return re.sub(r"\s*\([^()]*\)", "", found.group("speaker")).strip() if found else None


def _form(masked: str, speaker: str | None, verb: str | None) -> Form:
    if verb is None:
        return "unattributed"
    if verb.startswith("declined"):
        return "declined"
    if ANONYMOUS.search(speaker or "") or ANONYMOUS.search(masked[:80]):
        return "anonymous"
    if _STATEMENT.search(masked):
        return "statement"
    if _DOCUMENT.search(speaker or "") or re.search(
        rf"\bin (?:an?|its|the|their) (?:\w+ )?{_DOCUMENT.pattern}", masked
    ):
        return "document"
    return "on_record"
