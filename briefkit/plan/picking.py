"""Choose the sentences of a brief: which one is the news, the trouble, what comes next, the other side, the gaps.

By code alone and before any model is asked, so that the same article always makes the same choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from briefkit.plan.anchors import Line, Reading
from briefkit.plan.attributing import attribute
from briefkit.schema.brief import Absence, Group, Role

__all__ = ["Picks", "StakePick", "pick"]

_GROUPS: tuple[tuple[Group, str], ...] = (
    ("buyer", "customers|consumers|buyers|shoppers|subscribers|clients"),
    ("patient", "patients"),
    ("user", "users|passengers|drivers|travellers|visitors|commuters"),
    ("worker", "workers|employees|staff|shipbuilders|miners|nurses|teachers"),
    ("investor", "investors|shareholders|bondholders|borrowers|lenders"),
    ("supplier", "farmers|suppliers|manufacturers|growers|producers"),
    (
        "public",
        "households|residents|families|children|schoolchildren|parents|students|pupils|taxpayers|voters|homeowners|pilgrims|"
        "women|veterans|applicants|asylum seekers|tenants|evacuees",
    ),
)
_ADJECTIVE = r"(?:[a-z]{2,12}(?:al|ic|ive|ous|ary|ern|ian|ant|ent|ble)|young|old|poor|small|sick|urban)"
_PARTIES: tuple[tuple[Group, re.Pattern[str]], ...] = tuple(
    (group, re.compile(rf"\b(?:{_ADJECTIVE} )?(?:{words})\b")) for group, words in _GROUPS
)
_AFFECTED = re.compile(
    r"\b(?:will|would|could|may|might|must|lose|lost|pay|affect\w*|cost\w*|risk\w*|harm\w*|benefit\w*|receive\w*|need|killed|"
    r"injured|deficient|protect\w*|face|faces|suffer\w*|relief|cut|cuts|laid off|layoffs?|evacuated|at least|only)\b",
    re.IGNORECASE,
)
_HORIZON = re.compile(
    r"\b(?:(?:by|until|before) the end of (?:the|this|next) (?:week|month|year|quarter|decade)|"
    r"(?:later )?(?:this|next) (?:week|month|year|"
    r"spring|summer|autumn|fall|winter|quarter)|within (?:the (?:next|coming) )?(?:\w+ )?(?:days|weeks|months|years)|"
    r"in the (?:next|coming) (?:\w+ )?(?:days|weeks|months|years)|tomorrow|tonight)\b",
    re.IGNORECASE,
)
_BEFORE_DATE = (
    r"(?:(?:by|in|on|before|until|till|from|after|at|during|starting|effective)\s+)?(?:the\s+)?"
    r"(?:end of\s+|early\s+|late\s+|mid-?\s?)?(?:the\s+)?"
)
_DEK_WORDS = 20
_STAKE_WORDS = 28
"""Sentences above this stay too long for a stake, whoever shortens them."""
_DISPUTED = re.compile(r"conflicting|disput", re.IGNORECASE)
_DECLINED = re.compile(
    r"declined|refused|no comment|would not|did not (?:respond|reply|comment|return|answer)|could not be reached",
    re.I,
)
_COUNTERS = re.compile(
    r"\b(?:den(?:y|ies|ied)|reject\w*|disput\w+|insist\w*|defended|countered|oppos\w+|object\w*|criticis\w+|"
    r"criticiz\w+|argued|argues|disagree\w*|condemn\w*|dismiss\w*|protest\w*|said|says|called)\b"
)


@dataclass(frozen=True)
class StakePick:
    """A sentence with whom it shows affected."""

    line: Line
    party: str
    group: Group


@dataclass
class Picks:
    """The sentences of a brief, each chosen once."""

    news: Line
    points: list[tuple[Role, Line]] = field(default_factory=list)
    dek: Line | None = None
    other_side: list[tuple[Line, str]] = field(default_factory=list)
    unknowns: list[tuple[Line, Absence]] = field(default_factory=list)
    stakes: list[StakePick] = field(default_factory=list)
    context: Line | None = None
    pressure: Line | None = None
    signals: list[tuple[Line, str]] = field(default_factory=list)
    own: list[Line] = field(default_factory=list)
    """What the newsroom's own fields rest on."""

    def further(self) -> Iterator[tuple[str, str, Line]]:
        """Yield what is to be worded beside the points: the purpose to show, the field, the sentence."""
        singles = (("the tension", "dek", self.dek), ("what came before", "analysis.context", self.context),
                   ("where it is under strain", "analysis.pressure_point", self.pressure))  # fmt: skip
        for purpose, path, line in singles:
            if line is not None:
                yield purpose, path, line
        for line, _ in self.other_side:
            yield "the other side", "other_side[0]", line
        for stake in self.stakes:
            yield "who is affected", "stakes[0]", stake.line
        for line, _ in self.unknowns:
            yield "what is not said", "unknowns[0]", line

    def taken(self) -> list[Line]:
        """Return every sentence that a line other than a signal or a question rests on."""
        lines = [line for _, line in self.points] + [line for _, _, line in self.further()]
        return [self.news, *lines, *self.own]


def pick(reading: Reading, *, own: Sequence[Line] = ()) -> Picks:
    """Return the sentences of a brief of an article; `own` are those of fields that only a newsroom's own draft has.

    These are free for the news and the points alone.
    """
    picks = Picks(news=reading.news, own=list(own))
    picks.points = _points(reading, picks.news)
    if reading.is_short:
        return picks
    picks.unknowns = _unknowns(reading, picks)
    picks.other_side = _other_side(reading, picks)
    picks.dek = _first(reading.best(_brief_issue(reading), beside=picks.taken(), count=1, least=2.0))
    picks.stakes = _stakes(reading, picks)
    picks.pressure = _first(reading.best(reading.issue_score, beside=picks.taken(), count=1, least=1.5))
    picks.context = _first(reading.best(_past_score(reading), beside=picks.taken(), count=1))
    picks.signals = _signals(reading)
    return picks


def _points(reading: Reading, news: Line) -> list[tuple[Role, Line]]:
    most = 2 if reading.is_short else 3
    watch = _first(reading.best(reading.watch_score, beside=[news], count=1, least=1.2))
    beside = [news, *([watch] if watch else [])]
    issue = _first(reading.best(reading.issue_score, beside=beside, count=1))
    points: list[tuple[Role, Line]] = [("what_happened", news)]
    if issue:
        points.append(("practical_issue", issue))
    if watch:
        points.append(("watch", watch))
    for line in reading.best(reading.weight, beside=[line for _, line in points], count=most):
        if len(points) < most:
            points.insert(1, ("what_happened", line))
    return points[:most]


def _unknowns(reading: Reading, picks: Picks) -> list[tuple[Line, Absence]]:
    found: list[tuple[Line, Absence]] = []
    for line in reading.story:
        if line.cues.get("declined") and line.words <= 40 and line not in picks.taken() and len(found) < 3:
            how: Absence = "disputed" if _DISPUTED.search(line.text) else "not_addressed"
            found.append((line, "declined" if _DECLINED.search(line.text) else how))
    return found


def _other_side(reading: Reading, picks: Picks) -> list[tuple[Line, str]]:
    """Objections with their holder, and replies that stand right after an objection, by somebody else."""
    if reading.language != "en" or reading.article.kind in ("bulletin", "interview"):
        return []
    found: list[tuple[Line, str]] = []
    before: Line | None = None
    objector: str | None = None
    for line in reading.story:
        said = attribute(line, reading)
        objects = bool(line.cues.get("denial"))
        replies = before is not None and objector is not None and said.speaker not in (None, objector)
        holder = said.speaker if said.verb and _COUNTERS.search(said.verb) else None
        if (
            holder
            and (objects or replies)
            and line not in picks.taken()
            and line.words <= 45
            and len(found) < 2
        ):
            found.append((line, holder))
        objector = holder if objects else None
        before = line
    return found


def _stakes(reading: Reading, picks: Picks) -> list[StakePick]:
    if reading.language != "en":
        return []
    taken = picks.taken()
    found: list[StakePick] = []
    for line in sorted(reading.story, key=lambda line: (-reading.weight(line), line.number)):
        if (
            line in taken
            or not reading.weight(line)
            or line.words > 40
            or line.quoted > 0.5
            or not _AFFECTED.search(line.text)
        ):
            continue
        party = _party(line)
        if party and party[0] not in {stake.party for stake in found}:
            found.append(StakePick(line=line, party=party[0], group=party[1]))
        if len(found) == 2:
            break
    return found


def _party(line: Line) -> tuple[str, Group] | None:
    for group, words in _PARTIES:
        match = words.search(line.text)
        if match:
            return match.group(), group
    return None


def _signals(reading: Reading) -> list[tuple[Line, str]]:
    """Sentences about the future with a date or horizon that is not past, and that date with its preposition."""
    found: list[tuple[Line, str]] = []
    for line in reading.best(reading.watch_score, count=4, least=1.0):
        when = _when(line, reading)
        if when:
            found.append((line, when))
    return found[:2]


def _when(line: Line, reading: Reading) -> str | None:
    for date in line.ahead:
        if reading.language != "en":
            return date.rstrip(".,")
        match = re.search(_BEFORE_DATE + re.escape(date), line.text, re.IGNORECASE)
        return (match.group() if match else date).rstrip(".,")
    horizon = _HORIZON.search(line.text) if reading.language == "en" else None
    return horizon.group() if horizon else None


def _brief_issue(reading: Reading) -> Callable[[Line], float]:
    """The issue's score, less for what is too long for a dek."""
    return lambda line: reading.issue_score(line) - 0.1 * max(0, line.words - _DEK_WORDS)


def _past_score(reading: Reading) -> Callable[[Line], float]:
    def score(line: Line) -> float:
        if line.ahead and reading.article.published is not None:
            return 0.0  # what is still to come is no context
        past, weight = line.cues.get("past", 0), reading.weight(line)
        return min(past, 2) + weight if past and weight else 0.0

    return score


def _first(lines: list[Line]) -> Line | None:
    return lines[0] if lines else None
