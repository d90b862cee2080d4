"""From a draft to the parts of a brief: sentence numbers become spans. Judges nothing, words nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from briefkit.draft.own import OwnField, OwnLines, own_fields
from briefkit.draft.topics import TOPICS
from briefkit.draft.wire import (
    Draft,
    DraftAbstention,
    DraftKeyPoint,
    DraftLine,
    DraftPosition,
    DraftQuestion,
    DraftSignal,
    DraftStake,
    DraftUnknown,
    DraftView,
    Wire,
)
from briefkit.schema import (
    Abstention,
    Analysis,
    Article,
    Attribution,
    KeyPoint,
    Kind,
    Position,
    Question,
    Questions,
    Signal,
    Span,
    Stake,
    Statement,
    Unknown,
)
from briefkit.text.sentences import Sentence

__all__ = ["Parts", "Resolver"]

MOST = {"key_points": 5, "stakes": 5, "signals": 3, "other_side": 3, "unknowns": 5, "topics": 3}
"""Most items of each list; what stands beyond is left out and noted."""

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a plan found out: the parts of a brief that are somebody's words, before tables and checks."""

    headline: Statement
    dek: Statement | Abstention
    lede: Statement | Abstention
    key_points: list[KeyPoint]
    stakes: list[Stake] = field(default_factory=list)
    questions: Questions
    signals: list[Signal] = field(default_factory=list)
    analysis: Analysis
    other_side: list[Position] = field(default_factory=list)
    unknowns: list[Unknown] = field(default_factory=list)
    more: dict[str, OwnLines] = field(default_factory=dict)
    """By the names of the draft's own fields."""
    topics: list[str] = field(default_factory=list)
    """IPTC codes."""
    regions: list[str] = field(default_factory=list)
    kind: Kind | None = None


class Resolver:
    """Turn drafts of one article into parts. `notes` collects what had to be left out."""

    def __init__(self, article: Article, sentences: Sequence[Sentence]) -> None:
        self.notes: list[str] = []
        self._article = article
        self._by_number = {sentence.number: sentence for sentence in sentences}

    def spans(self, numbers: Sequence[int]) -> list[Span]:
        """Return the spans of sentence numbers in the article's order; numbers that do not exist are noted."""
        unknown = sorted(set(numbers) - self._by_number.keys())
        if unknown:
            self._note(f"the model cited sentences that do not exist: {', '.join(map(str, unknown))}")
        known = sorted(set(numbers) & self._by_number.keys())
        return [self._article.span(self._by_number[n].start, self._by_number[n].end) for n in known]

    def parts(self, draft: Draft) -> Parts:
        """Return the parts that a draft describes."""
        return Parts(
            headline=self._line(draft.headline),
            dek=self._line_or_abstention(draft.dek),
            lede=self._line_or_abstention(draft.lede),
            key_points=self._each("key_points", draft.key_points, self._key_point),
            stakes=self._each("stakes", draft.stakes, self._stake),
            questions=Questions(
                financial=self._question(draft.questions.financial),
                operating=self._question(draft.questions.operating),
                customer=self._question(draft.questions.customer),
            ),
            signals=self._each("signals", draft.signals, self._signal),
            analysis=Analysis(
                context=self._view(draft.analysis.context),
                pressure_point=self._view(draft.analysis.pressure_point),
                differs=self._view(draft.analysis.differs),
                practical_read=self._view(draft.analysis.practical_read),
            ),
            other_side=self._each("other_side", draft.other_side, self._position),
            unknowns=self._each("unknowns", draft.unknowns, self._unknown),
            more={own.name: self._own(own, getattr(draft, own.name)) for own in own_fields(type(draft))},
            topics=[TOPICS[label] for label in dict.fromkeys(draft.topics)][: MOST["topics"]],
            regions=draft.regions,
            kind=draft.kind,
        )

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _each(
        self, field: str, items: list[_In], turn: Callable[[_In], _Out], most: int | None = None
    ) -> list[_Out]:
        most = MOST[field] if most is None else most
        if len(items) > most:
            self._note(f"{len(items) - most} of {field} beyond {most} were left out")
        return [turn(item) for item in items[:most]]

    def _own(self, own: OwnField, said: Any) -> OwnLines:
        if isinstance(said, DraftAbstention):
            return Abstention(abstained=said.abstained)
        turn = self._turn_of(own.kind)
        return self._each(own.name, said, turn, own.most) if own.is_list else turn(said)

    def _line(self, line: DraftLine) -> Statement:
        return Statement(text=line.text, evidence=self.spans(line.evidence))

    def _line_or_abstention(self, line: DraftLine | DraftAbstention) -> Statement | Abstention:
        if isinstance(line, DraftAbstention):
            return Abstention(abstained=line.abstained)
        return self._line(line)

    def _key_point(self, point: DraftKeyPoint) -> KeyPoint:
        return KeyPoint(
            text=point.text,
            evidence=self.spans(point.evidence),
            role=point.role,
            attribution=Attribution(speaker=point.speaker, form=point.form, verb=point.verb, via=point.via),
            status=point.status,
            hedge=point.hedge,
        )

    def _stake(self, stake: DraftStake) -> Stake:
        return Stake(
            text=stake.text,
            evidence=self.spans(stake.evidence),
            basis=stake.basis,
            party=stake.party,
            group=stake.group,
        )

    def _question(self, question: DraftQuestion | DraftAbstention) -> Question | Abstention:
        if isinstance(question, DraftAbstention):
            return Abstention(abstained=question.abstained)
        return Question(
            text=question.text,
            evidence=self.spans(question.evidence),
            basis="inferred",
            why_open=question.why_open,
            who_could_answer=question.who_could_answer,
            settled_by=question.settled_by,
        )

    def _signal(self, signal: DraftSignal) -> Signal:
        return Signal(**signal.model_dump(exclude={"evidence"}), evidence=self.spans(signal.evidence))

    def _view(self, view: DraftView | DraftAbstention) -> Statement | Abstention:
        if isinstance(view, DraftAbstention):
            return Abstention(abstained=view.abstained)
        return Statement(text=view.text, evidence=self.spans(view.evidence), basis=view.basis)

    def _position(self, position: DraftPosition) -> Position:
        return Position(text=position.text, evidence=self.spans(position.evidence), holder=position.holder)

    def _unknown(self, unknown: DraftUnknown) -> Unknown:
        return Unknown(text=unknown.text, evidence=self.spans(unknown.evidence), how=unknown.how)

    def _turn_of(self, kind: type[Wire]) -> Callable[[Any], Any]:
        """Return how a kind of line that a draft may hold becomes one of a brief."""
        turns: dict[type[Wire], Callable[[Any], Any]] = {
            DraftLine: self._line,
            DraftView: self._view,
            DraftKeyPoint: self._key_point,
            DraftStake: self._stake,
            DraftQuestion: self._question,
            DraftSignal: self._signal,
            DraftPosition: self._position,
            DraftUnknown: self._unknown,
        }
        return turns[kind]
