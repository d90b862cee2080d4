"""The draft: what a model is asked to say. Small, portable, evidence before words.

The attribute docstrings are read three times: by people, by the JSON Schema on the wire, and by the prompt. They hold
no lengths: those are in `schema.limits`. A sentence number is the number in square brackets before a sentence.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from briefkit.draft.docstrings import docstrings_of
from briefkit.draft.topics import Topic
from briefkit.schema.article import Kind
from briefkit.schema.brief import Absence, Basis, Form, Group, Role, Status

__all__ = [
    "Draft",
    "DraftAbstention",
    "DraftAnalysis",
    "DraftAppeal",
    "DraftKeyPoint",
    "DraftLine",
    "DraftOpinion",
    "DraftPosition",
    "DraftQuestion",
    "DraftQuestions",
    "DraftSignal",
    "DraftStake",
    "DraftUnknown",
    "DraftView",
    "RepairedItem",
    "Repairs",
    "Verdict",
]

Verdict = Literal["supported", "contradicted", "not_in_source", "overstated", "misattributed"]


class Wire(BaseModel):
    """Strict and closed, as every server that enforces schemas wants it."""

    model_config = ConfigDict(
        strict=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True
    )


class DraftAbstention(Wire):
    """Use this instead whenever nothing specific to this article can be said."""

    abstained: str
    """Why, naming what this article lacks, such as "names no buyer and no price"."""


class DraftLine(Wire):
    """A line and the sentences that license all of it."""

    evidence: list[int]
    """Numbers of all sentences that the line rests on, in ascending order."""
    text: str
    """The line."""


class DraftKeyPoint(Wire):
    """A point that an editor would put first, with whose claim it is."""

    evidence: list[int]
    """Numbers of all sentences that the point rests on; every figure and name of the point stands in them."""
    role: Role
    """what_happened: the news. practical_issue: the condition, cost or conflict that decides what comes of it. watch: what is still to happen."""
    speaker: str | None
    """Whose claim it is, as the article names it; null where it names nobody."""
    form: Form
    """on_record: a named person or body spoke. statement: a written statement or release. document: a filing, report, court paper. anonymous: unnamed people. unattributed: the article's own account. declined: they would not say."""
    verb: str | None
    """The verb of attribution as the article uses it, such as "said", "argued", "alleged"; null for the article's own account."""
    via: str | None
    """The other outlet, agency or release through which the article has the claim; null when it has it first hand."""
    status: Status
    """How settled the claim is by the article's own account. A plan is planned, a promise pledged, an allegation claimed: never reported."""
    hedge: str | None
    """The qualifier of the article that must survive, verbatim, such as "could", "up to", "about"; null where it has none."""
    text: str
    """The point, with actor, verb of attribution where it is a claim, figure and condition. No judgement of your own."""


class DraftStake(Wire):
    """Someone affected."""

    evidence: list[int]
    """Numbers of the sentences that show it."""
    basis: Basis
    """stated: the article says so. inferred: it follows from what the article says."""
    party: str
    """Who is affected, named as in the article."""
    group: Group
    """In what capacity."""
    text: str
    """How it affects them and by what mechanism, specific to this story."""


class DraftQuestion(Wire):
    """A question that this story raises and this article does not answer."""

    evidence: list[int]
    """Numbers of the sentences that raise it."""
    text: str
    """The question, with the figures, dates and names that make it this story's and no other's."""
    why_open: str
    """What the article gives and what it leaves out."""
    who_could_answer: list[str]
    """People, bodies or documents that the article names or implies."""
    settled_by: str
    """The fact or document that would settle it."""


class DraftQuestions(Wire):
    """What a reporter should ask next; an abstention is better than a question that fits any story."""

    financial: DraftQuestion | DraftAbstention
    """Money: cost, price, funding, margin, who pays."""
    operating: DraftQuestion | DraftAbstention
    """Doing it: capacity, timing, people, supply, permission."""
    customer: DraftQuestion | DraftAbstention
    """Those who buy, use or are served."""


class DraftSignal(Wire):
    """An event that anyone can observe and that tells two futures apart."""

    evidence: list[int]
    """Numbers of the sentences it rests on."""
    basis: Basis
    """stated: the article announces the event. inferred: it follows from the article."""
    text: str
    """What to look for, named as in the article."""
    threshold: str | None
    """The value or branch that decides; null where the article gives none."""
    when: str | None
    """The date or horizon exactly as the article words it; null where it gives none."""
    where_seen: str | None
    """Where it will show: a docket, a filing, a release; null where the article gives no hint."""
    if_yes: str | None
    """What it would mean if it happens, inferred from this article."""
    if_no: str | None
    """What it would mean if it does not, inferred from this article."""
    next_test: bool
    """True for the one signal to watch first."""


class DraftView(Wire):
    """A line of analysis, tied to the facts it rests on."""

    evidence: list[int]
    """Numbers of the sentences it rests on."""
    basis: Basis
    """stated: the article says so. inferred: it follows from what the article says."""
    text: str
    """The line; claims stay attributed to whoever makes them."""


class DraftAnalysis(Wire):
    """What an editor would add; never from memory, only from this article."""

    context: DraftView | DraftAbstention
    """What the article itself says came before."""
    pressure_point: DraftView | DraftAbstention
    """Where the story is under strain: the two facts that pull against each other."""
    differs: DraftView | DraftAbstention
    """How this departs from the earlier coverage that was supplied; abstain when none was."""
    practical_read: DraftView | DraftAbstention
    """What an editor should do with this story, or be careful of."""


class DraftPosition(Wire):
    """An opposing position that the article reports."""

    evidence: list[int]
    """Numbers of the sentences that report it."""
    holder: str
    """Who holds it, named as in the article."""
    text: str
    """The position, attributed."""


class DraftUnknown(Wire):
    """Something that matters and that the article does not say."""

    evidence: list[int]
    """The sentence where somebody declined or disputes; empty where the article does not touch it."""
    how: Absence
    """declined: someone would not say. not_addressed: no word on it. disputed: two sides differ. accounts_vary: sources differ."""
    text: str
    """What is not known, specific to this story."""


class Draft(Wire):
    """The whole brief as a model writes it."""

    unusable: str | None
    """Null for an article. For a paywall notice, an error page, a list of links or the like: one sentence saying what it is."""
    kind: Kind
    """What sort of text this is."""
    headline: DraftLine
    """The news: its actor, and the figure or date that matters."""
    dek: DraftLine | DraftAbstention
    """The tension or consequence that is not in the headline."""
    lede: DraftLine | DraftAbstention
    """One attributed line: "PUBLISHER reported: ..." or "COMPANY said ...", with something that headline and dek do not have."""
    key_points: list[DraftKeyPoint]
    """Two to five points in order of news value; the first three have the roles what_happened, practical_issue, watch."""
    stakes: list[DraftStake]
    """Up to five parties affected; empty where the article shows none."""
    questions: DraftQuestions
    """One question per side, or an abstention."""
    signals: list[DraftSignal]
    """Up to three events to watch next; empty where the article points to none."""
    analysis: DraftAnalysis
    """Four lines or abstentions."""
    other_side: list[DraftPosition]
    """Up to three opposing positions; empty where the article reports none."""
    unknowns: list[DraftUnknown]
    """Up to five gaps; a declined comment belongs here."""
    topics: list[Topic]
    """One to three topics, the main one first."""
    regions: list[str]
    """Places the story is about, named as in the article."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        silent = {name: field for name, field in cls.model_fields.items() if not field.description}
        if silent and (said := docstrings_of(cls.__name__)):
            for name, field in silent.items():
                field.description = said.get(name)
            cls.model_rebuild(force=True, raise_errors=False)


class RepairedItem(Wire):
    """One line, asked again."""

    path: str
    """The name of the line, as given."""
    evidence: list[int]
    """Numbers of all sentences that the new line rests on."""
    text: str
    """The new line, saying nothing that these sentences do not say."""
    dropped: str | None
    """Null, or why the line cannot be saved and has to go."""


class Repairs(Wire):
    """The failing lines, asked again."""

    items: list[RepairedItem]
    """One item for each line that was given."""


class DraftOpinion(Wire):
    """What the article makes of one line."""

    evidence: list[int]
    """Numbers of the sentences that decide it, the most telling first; empty only where no sentence is about it."""
    verdict: Verdict
    """supported: the article says all of it. contradicted: it says otherwise. not_in_source: it says nothing of the kind. overstated: it is less sure, or goes less far. misattributed: it has somebody else say or do it."""
    offending: str | None
    """The fewest words of the line that are at fault, copied from the line to the letter; null where it is supported."""
    corrected: str | None
    """The whole line again, put right with the fewest changes; null where it is supported, or has to go altogether."""


class DraftAppeal(Wire):
    """Whether an objection to a line stands."""

    evidence: list[int]
    """Numbers of the sentences that speak for the line; empty where none does."""
    objection_stands: bool
    """True only where no fair reading of the article bears the words out; false where there is any doubt."""
