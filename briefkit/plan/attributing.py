"""Find by code whose claim a sentence is, how settled, with which qualifiers. English only; elsewhere it abstains."""

from __future__ import annotations

import re

from briefkit.plan.anchors import Line, Reading
from briefkit.plan.cues import HEDGES, SPEECH, word_set
from briefkit.schema import Attribution
from briefkit.schema.brief import Form, Status

__all__ = ["attribute", "find_hedge", "find_status"]

_VERB = re.compile(rf"\b(?P<verb>{'|'.join(sorted(SPEECH, key=len, reverse=True))}|declined to \w+)\b")
_ACCORDING = re.compile(r"\b[Aa]ccording to (?P<speaker>[^,.;\"“”]{2,80})")
_QUOTED = re.compile(r"[\"“][^\"“”]{0,800}[\"”]")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|as|also)\s*\Z")
_NAME = r"(?:[A-Z][\w.'’&-]*|[A-Z]\.)"
_NAMED = re.compile(rf"{_NAME}(?:\s+(?:{_NAME}|of|and|for|the|de|van|von|al|&)){{0,8}}")
_INVERTED = re.compile(
    r"\s+(?P<speaker>(?:(?:the|a|an)\s+)?[\w.'’&-]+(?:\s+[\w.'’&-]+){0,6}?)(?=[,.;]|\s+(?:in|on|at|to|after|during|who)\b|\Z)"
)
_LINK = re.compile(
    r"\A(?:and|but|while|although|though|that|as|when|because|yet|or|so|also|however|meanwhile|in a \w+ on [\w ]{3,20}|"
    r"on \w+day|today|yesterday|later|earlier)\s+",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\s+(?:also|has|have|had|later|then|further|again|repeatedly|publicly)\Z")
_NO_SPEAKER = word_set(
    "and or of in on from for with at by to than as which not but since despite what how why "
    "that who the a an would could should may might will can must not do did does"
)
_ALSO_NOUNS = word_set("reports notes rules claims claim states estimates estimated noted rule warn")
"""Verbs of attribution that are other things too; they count after a name."""
_PRONOUN = re.compile(r"\A(?:he|she|they|it|who|which|we|i|one|this|that)\Z", re.IGNORECASE)
_ANONYMOUS = re.compile(
    r"people familiar|person familiar|people with knowledge|\bsources?\b|anonym|not to be named|"
    r"one of the people|unnamed|insiders?",
    re.IGNORECASE,
)
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
    rf"(?P<speaker>(?:{_NAME}\s+(?:and\s+)?){{1,8}}(?:\([^()]{{1,12}}\)\s+)?)(?:today\s+)?(?:issued|released|made)\s+"
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
    masked = _QUOTED.sub(lambda found: '"' + "_" * (len(found.group()) - 2) + '"', line.text)
    speaker, verb = _find_speaker(masked, line.text)
    if speaker and _PRONOUN.match(speaker):
        speaker = _speaker_before(line, reading)
    via = _TOLD.search(masked) or _OUTLET.search(masked)
    outlet = via.group("outlet") if via and not _PERSONAL.match(via.group("outlet")) else None
    if verb is None and kind == "press release":
        return Attribution(speaker=reading.article.publisher, form="statement", via=outlet)
    return Attribution(speaker=speaker, form=_form(masked, speaker, verb), verb=verb, via=outlet)


def find_status(line: Line, attribution: Attribution, reading: Reading) -> Status:
    """Return how settled a claim is, by the words of its sentence and the kind of the article."""
    if reading.language == "en":
        unquoted = _QUOTED.sub(" ", line.text)
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


def _find_speaker(masked: str, text: str) -> tuple[str | None, str | None]:
    for match in _VERB.finditer(masked):
        before, after = masked[: match.start()].rstrip(), masked[match.end() :]
        if _PASSIVE.search(before):
            continue
        verb = match.group("verb")
        if verb in _ALSO_NOUNS and not re.search(r"[A-Z][\w.’'-]*\Z|\b[Ii]t\Z", before):
            continue
        if verb in ("added", "told") and re.match(r"\s+(?:to|into|by)\b", after):
            continue
        speaker = _after(before, after) or _subject(before)
        if speaker and "_" not in speaker:
            return speaker, verb
    according = _ACCORDING.search(masked)
    if according:
        named = _NAMED.match(re.sub(r"\A(?:the|a|an) ", "", according.group("speaker")))
        return (named.group().strip() if named else _clean(according.group("speaker"))), "according to"
    return None, None


def _after(before: str, after: str) -> str | None:
    """The speaker after the verb, as in `"…," said Orr in an interview`."""
    if not before.endswith((",", '"', "”", "'")) or after.startswith(" that "):
        return None
    found = _INVERTED.match(after)
    if not found or not re.search(r"[A-Z]", found.group("speaker")):
        return None
    return _clean(found.group("speaker"))


def _subject(before: str) -> str | None:
    """The speaker before the verb; an aside between commas is stepped over."""
    before = _AUXILIARY.sub("", before)
    pieces = re.split(r"[,;:—–]\s+|\"\s*|,\Z|[.!?]\s+", before)
    piece = pieces[-1].strip()
    last = pieces[-2].strip() if len(pieces) > 2 else ""
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
    if _ANONYMOUS.search(speaker):
        return " ".join(words[-7:])
    named = _NAMED.findall(speaker)
    return named[-1].strip() if named else None


def _speaker_before(line: Line, reading: Reading) -> str | None:
    """Return who spoke just before, where it is one name only."""
    for earlier in reversed(reading.before(line, 3)):
        masked = _QUOTED.sub(" ", earlier.text)
        speaker, _ = _find_speaker(masked, masked)
        if speaker and not _PRONOUN.match(speaker):
            return speaker
    return None


def _giver_of_statement(reading: Reading) -> str | None:
    """Return who issued the statement that an article consists of."""
    found = _ISSUED.search(reading.news.text)
    return _clean(re.sub(r"\s*\([^()]*\)", "", found.group("speaker"))) if found else None


def _form(masked: str, speaker: str | None, verb: str | None) -> Form:
    if verb is None:
        return "unattributed"
    if verb.startswith("declined"):
        return "declined"
    if _ANONYMOUS.search(speaker or "") or _ANONYMOUS.search(masked[:80]):
        return "anonymous"
    if _STATEMENT.search(masked):
        return "statement"
    if _DOCUMENT.search(speaker or "") or re.search(
        rf"\bin (?:an?|its|the|their) (?:\w+ )?{_DOCUMENT.pattern}", masked
    ):
        return "document"
    return "on_record"
