"""The plan for small models: code chooses the sentences, the model words one line at a time, code judges every line.

A model of 1.5 billion parameters cannot choose what matters, nor write a whole brief; it can shorten a sentence that it
is shown and put an open point into a question. What does not hold is copied from the article or left out, visibly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from briefkit.checks import Facts
from briefkit.draft import Parts
from briefkit.draft.own import OwnField, OwnLines
from briefkit.plan.anchors import Line, Reading
from briefkit.plan.assembly import assemble, failed, nothing_to_read
from briefkit.plan.attributing import attribute, find_hedge, find_status
from briefkit.plan.concluding import conclude
from briefkit.plan.cues import word_set
from briefkit.plan.gaps import Side
from briefkit.plan.open_questions import OpenPoint, find_open_points, reason_for_none, who_could_answer
from briefkit.plan.own_lines import Chosen, beside_points, choose_own
from briefkit.plan.picking import Picks, pick
from briefkit.plan.setup import Plan, Setup, Step, Trace, side_by_side
from briefkit.plan.trimming import origin_of, trim
from briefkit.plan.wording import Worded, Writer
from briefkit.schema import (
    GLANCE_WORDS,
    WORD_LIMITS,
    Abstention,
    Analysis,
    Article,
    Finding,
    KeyPoint,
    Position,
    Question,
    Questions,
    Signal,
    Stake,
    Statement,
    Unknown,
)
from briefkit.schema.brief import Role
from briefkit.text import count_words

__all__ = ["stepwise"]

_HEADLINE_WORDS = WORD_LIMITS["headline"]
_SUPPORT = 0.8
"""Share of content words from which every claim of the trials was one that its evidence bore out."""
_LEAST_SUPPORT = 0.5
"""The same for a publisher's headline where the choice is between it and a line that is too long."""
_LEDE_WORDS = WORD_LIMITS["lede"]
_TITLES = word_set("Office Senator Department Ministry Minister Federal National United States President")
_POINT_WORDS = 20
_DEK_WORDS = 20
_SIDE_WORDS = 20
_ROLE_PURPOSES = {
    "what_happened": "the news in one line",
    "practical_issue": "the practical issue",
    "watch": "what to watch",
}
_ROLE_CUES = {"what_happened": "", "practical_issue": "tension", "watch": "future"}
_FIELD_CUES = {
    "dek": "tension",
    "analysis.pressure_point": "tension",
    "analysis.context": "past",
    "unknowns[0]": "declined",
}
_LEDES = {
    "en": "{publisher} reported: {line}",
    "fr": "Selon {publisher} : {line}",
    "de": "{publisher} berichtete: {line}",
    "es": "{publisher} informó: {line}",
    "ja": "{publisher}によると：{line}",
}
"""How a line is attributed to its publisher, in the languages for which somebody could vouch for the words."""
_SAYS = {"en": "{publisher} says: {line}"}
"""How the first point of a release names whose word it is."""
_BODY = re.compile(
    r"\b(?:[A-Z][\w'’-]+ ){0,4}(?:Board|Court|Committee|Commission|Authority|Agency|"
    r"Parliament|Senate|Congress|Council|Tribunal|Ministry)\b"
)
_NO_DEK = "no sentence reports a doubt, cost, condition or dispute beyond the points"
_TOO_LONG = "the sentence that says it is too long to copy"
_NO_QUESTION = "a sentence leaves something open, but the model found no question about it that holds"
_NO_JUDGEMENT = "a model of this size is not asked for judgement"


def stepwise(article: Article, setup: Setup) -> Plan:
    """Brief an article line by line, for models too small to write a brief at once."""
    trace = Trace(plan="stepwise", article=article, setup=setup, evidence_by="alignment")
    facts = Facts.of(article)
    if not facts.sentences:
        return failed(article, trace, [nothing_to_read()])
    reading = Reading(article, facts.sentences, facts.language)
    writer = Writer(facts, reading, trace)
    if setup.desk.told():
        trace.note(f"the desk {setup.desk.name} was not told: a small model's questions are chosen by code")
    parts = yield from _parts(reading, writer)
    if writer.failures and not writer.answered:
        failure = writer.failures[0]
        finding = Finding(
            code=failure.code, severity="error", path="", message=failure.message, hint=failure.hint
        )
        return failed(article, trace, [finding])
    trace.coverage = f"whole by code; {len(writer.shown)} of {len(reading.lines)} sentences by the model"
    if writer.failures:
        trace.note(f"{len(writer.failures)} requests got no answer")
    trace.note(*(f"not used, {refused}" for refused in writer.refused))
    return (yield from conclude(facts, assemble(facts, parts, trace), trace))


def _parts(reading: Reading, writer: Writer) -> Step[Parts]:
    own = yield from choose_own(reading, writer)
    picks = pick(reading, own=[each.line for each in own if each.line and not each.point])
    own = beside_points(own, picks)
    points = yield from side_by_side(
        [
            writer.shorten(line, purpose=_ROLE_PURPOSES[role], most=_POINT_WORDS, keep=_ROLE_CUES[role])
            for role, line in picks.points
        ]
    )
    sides = yield from side_by_side(
        [
            writer.shorten(line, purpose=purpose, most=_SIDE_WORDS, path=path, keep=_FIELD_CUES.get(path, ""))
            for purpose, path, line in picks.further()
        ]
    )
    worded = {item.line.number: item for item in [*points, *sides]}
    headline = yield from _headline(reading, writer, worded[picks.news.number])
    signals = yield from side_by_side([_signal(reading, writer, line, when) for line, when in picks.signals])
    questions = yield from _questions(reading, writer, own)
    more = yield from side_by_side([_own_line(each, reading, writer) for each in own])
    topics = yield from writer.topic(f"{headline.text}\n{picks.news.text}")
    key_points = [
        _key_point(role, item, reading) for (role, _), item in zip(picks.points, points, strict=True)
    ]
    return Parts(
        headline=headline,
        dek=_dek(picks, worded, reading, [headline, *key_points]),
        lede=_lede(reading, worded[picks.news.number]),
        key_points=key_points,
        stakes=[
            Stake(
                **dict(_statement(worded[stake.line.number], reading)), party=stake.party, group=stake.group
            )
            for stake in picks.stakes
            if _fits(worded[stake.line.number], "stakes", reading)
        ],
        questions=questions,
        signals=_one_next_test(
            [signal for signal in signals if _words(signal.text, reading) <= WORD_LIMITS["signals"]]
        ),
        analysis=_analysis(picks, worded, reading, supplied=bool(writer.earlier)),
        other_side=[
            Position(**dict(_statement(worded[line.number], reading)), holder=holder)
            for line, holder in picks.other_side
            if _fits(worded[line.number], "other_side", reading)
        ],
        unknowns=[
            Unknown(**dict(_statement(worded[line.number], reading)), how=how) for line, how in picks.unknowns
        ],
        more={each.own.name: line for each, line in zip(own, more, strict=True)},
        topics=topics,
    )


def _headline(reading: Reading, writer: Writer, news: Worded) -> Step[Statement]:
    """The publisher's headline where it fits and the article bears it out, else the model's, else the news itself."""
    own = (reading.article.headline or "").strip()
    title = None if own else reading.title
    if title is not None and title.words <= _HEADLINE_WORDS and not title.text.isupper():
        return Statement(text=title.text, evidence=[reading.span(title)], origin="copied")
    fits = bool(own) and _words(own, reading) <= _HEADLINE_WORDS
    if fits and not own.isupper() and (lines := writer.lines_behind(own, news.line, least=_SUPPORT)):
        return Statement(text=own, evidence=[reading.span(line) for line in lines], origin="copied")
    worded = yield from writer.headline(news.line, purpose="the headline", most=_HEADLINE_WORDS)
    is_shorter = bool(own) and _words(own, reading) < _words(news.text, reading)
    if (
        worded is None
        and (fits or is_shorter)
        and (lines := writer.lines_behind(own, news.line, least=_LEAST_SUPPORT))
    ):
        return Statement(text=own, evidence=[reading.span(line) for line in lines], origin="copied")
    best = worded or news
    return Statement(text=best.text, evidence=[reading.span(news.line)], origin=best.origin)


def _key_point(role: Role, item: Worded, reading: Reading) -> KeyPoint:
    said = attribute(item.line, reading)
    text, origin = item.text, item.origin
    says = _SAYS.get(reading.language or "")
    publisher = reading.article.publisher
    if item.line is reading.news and says and publisher and _is_unsigned_release(item, reading):
        signed = says.format(publisher=publisher, line=text)
        if _words(signed, reading) <= WORD_LIMITS["key_points"]:
            text, origin = signed, "composed"
    return KeyPoint(
        text=text,
        evidence=[reading.span(item.line)],
        origin=origin,
        role=role,
        attribution=said,
        status=find_status(item.line, said, reading),
        hedge=find_hedge(text, reading.language),
    )


def _is_unsigned_release(item: Worded, reading: Reading) -> bool:
    """Tell whether a line of a release does not say whose word it is: neither a speaker nor the publisher."""
    if reading.article.kind != "press release" or attribute(item.line, reading).verb:
        return False
    return item.origin != "composed" and not _is_named(reading.article.publisher or "", item.text)


def _lede(reading: Reading, item: Worded) -> Statement | Abstention:
    """One attributed line: the news as the article has it where it names a speaker, else with the publisher."""
    publisher, template = reading.article.publisher, _LEDES.get(reading.language or "")
    news = item.line
    evidence = [reading.span(news)]
    most = _LEDE_WORDS
    if publisher and template:
        most -= _words(template.format(publisher=publisher, line=""), reading)
    line = news.text
    if reading.language == "en":
        line = trim(news.text, lambda text: _words(text, reading) <= most)
    if _words(line, reading) > most:
        line = item.text
    said = attribute(news, reading)
    is_release = reading.article.kind == "press release"
    if is_release:
        template = _SAYS.get(reading.language or "", template)
    if (said.speaker and said.verb) or (
        publisher and (publisher in line or (is_release and _is_named(publisher, line)))
    ):
        return Statement(text=line, evidence=evidence, origin=origin_of(line, news.text))
    if not publisher:
        return Abstention(abstained="no publisher is known, and the news names no speaker")
    if template is None:
        return Abstention(abstained="no wording to attribute a line in the article's language")
    return Statement(
        text=template.format(publisher=publisher, line=line), evidence=evidence, origin="composed"
    )


def _is_named(publisher: str, text: str) -> bool:
    """Tell whether a line already names the publisher, by any of the longer words of its name."""
    return any(word in text for word in re.findall(r"[A-Z][\w-]{4,}", publisher) if word not in _TITLES)


def _signal(reading: Reading, writer: Writer, line: Line, when: str) -> Step[Signal]:
    keep = ("future", "decision")
    worded = yield from writer.headline(
        line, purpose="the next test", most=18, path="signals[0]", keep=keep, when=when
    )
    if worded is None:
        worded = yield from writer.shorten(
            line, purpose="the next test", most=_SIDE_WORDS, path="signals[0]", keep="future"
        )
    where = _BODY.search(line.text) if reading.language == "en" else None
    return Signal(
        text=worded.text,
        evidence=[reading.span(line)],
        origin=worded.origin,
        threshold=None,
        when=when,
        where_seen=where.group() if where else None,
        if_yes=None,
        if_no=None,
    )


def _own_line(chosen: Chosen, reading: Reading, writer: Writer) -> Step[OwnLines]:
    """Return a field of the newsroom's own: a line of the sentence that was chosen for it, or why there is none."""
    own, reason = chosen.own, chosen.reason
    line: Statement | None = None
    if chosen.point is not None:
        line = yield from _question_about([chosen.point], f"the question for “{own.title}”", reading, writer)
        reason = _NO_QUESTION
    elif chosen.line is not None:
        purpose = f"the line for “{own.title}”"
        worded = yield from writer.shorten(chosen.line, purpose=purpose, most=_SIDE_WORDS, path=own.path)
        reason = _TOO_LONG
        if _words(worded.text, reading) <= own.words:
            line = _own_statement(own, worded, reading)
    if line is None:
        return Abstention(abstained=reason)
    return [line] if own.is_list else line


def _own_statement(own: OwnField, worded: Worded, reading: Reading) -> Statement:
    if own.statement is not KeyPoint:
        return _statement(worded, reading)
    cues = worded.line.cues
    role: Role = (
        "watch" if cues.get("future") else "practical_issue" if cues.get("tension") else "what_happened"
    )
    return _key_point(role, worded, reading)


def _questions(reading: Reading, writer: Writer, own: Sequence[Chosen]) -> Step[Questions]:
    if reading.is_short:
        none = Abstention(abstained="the article has only a few lines")
        return Questions(financial=none, operating=none, customer=none)
    points = find_open_points(reading)
    sides: list[Side] = ["financial", "operating", "customer"]
    taken = {each.point.line.number: each.own.title for each in own if each.point}
    asked = yield from side_by_side([_question(side, points[side], taken, reading, writer) for side in sides])
    return Questions(**dict(zip(sides, asked, strict=True)))


def _question(
    side: Side, points: Sequence[OpenPoint], taken: Mapping[int, str], reading: Reading, writer: Writer
) -> Step[Question | Abstention]:
    """Return the question of a side; `taken`: the sentences of the newsroom's own questions, with their titles."""
    tried = len(writer.refused)
    free = [point for point in points if point.line.number not in taken]
    question = yield from _question_about(free[:2], f"the {side} question", reading, writer)
    if question is None and points and not free:
        return Abstention(abstained=f"nothing beyond {taken[points[0].line.number]}")
    return question or Abstention(
        abstained=reason_for_none(side, reading, tried=bool(points) and len(writer.refused) > tried)
    )


def _question_about(
    points: Sequence[OpenPoint], purpose: str, reading: Reading, writer: Writer
) -> Step[Question | None]:
    for point in points:
        worded = yield from writer.question(point, purpose=purpose)
        if worded is None:
            continue
        said = attribute(point.line, reading)
        return Question(
            text=worded.text,
            evidence=[reading.span(point.line)],
            basis="inferred",
            origin="model",
            why_open=point.gap.why_open,
            who_could_answer=_who(point.line, said.speaker if said.form != "anonymous" else None, reading),
            settled_by=_settled_by(point),
        )
    return None


def _who(line: Line, speaker: str | None, reading: Reading) -> list[str]:
    """Whom the sentence names; where it names nobody, who declined to say more in the sentences after it."""
    found = who_could_answer(line, speaker)
    for later in reading.lines[line.number : line.number + 3]:
        said = attribute(later, reading)
        if not found and said.form == "declined" and said.speaker:
            found = said.speaker.split(" and ")
    return found


def _settled_by(point: OpenPoint) -> str:
    body = _BODY.search(point.line.text)
    return (
        f"the decision of the {body.group()}"
        if point.gap.name == "permission" and body
        else point.gap.settled_by
    )


def _analysis(picks: Picks, worded: dict[int, Worded], reading: Reading, *, supplied: bool) -> Analysis:
    other = "other " if picks.own else ""
    return Analysis(
        context=_line_or(picks.context, worded, reading, f"no {other}sentence says what came before"),
        pressure_point=_line_or(picks.pressure, worded, reading, "no further sentence reports a strain"),
        differs=Abstention(abstained=_NO_JUDGEMENT if supplied else "no earlier coverage was supplied"),
        practical_read=Abstention(abstained=_NO_JUDGEMENT),
    )


def _dek(
    picks: Picks, worded: dict[int, Worded], reading: Reading, glance: Sequence[Statement]
) -> Statement | Abstention:
    """The tension, where headline and points leave room for it in what is read at a glance."""
    room = GLANCE_WORDS - sum(_words(line.text, reading) for line in glance)
    if picks.dek is not None and _words(worded[picks.dek.number].text, reading) > room:
        return Abstention(abstained="headline and points already fill a glance")
    return _line_or(picks.dek, worded, reading, _NO_DEK)


def _line_or(
    line: Line | None, worded: dict[int, Worded], reading: Reading, reason: str
) -> Statement | Abstention:
    if line is None:
        return Abstention(abstained=reason)
    if not _fits(worded[line.number], "analysis", reading):
        return Abstention(abstained=_TOO_LONG)
    return _statement(worded[line.number], reading)


def _statement(item: Worded, reading: Reading) -> Statement:
    return Statement(text=item.text, evidence=[reading.span(item.line)], origin=item.origin)


def _fits(item: Worded, field: str, reading: Reading) -> bool:
    return _words(item.text, reading) <= WORD_LIMITS[field]


def _one_next_test(signals: Sequence[Signal]) -> list[Signal]:
    return [signal.model_copy(update={"next_test": index == 0}) for index, signal in enumerate(signals)]


def _words(text: str, reading: Reading) -> int:
    return count_words(text, reading.language)
