"""What goes out: the brief and its statements. Data only; who fills it is `draft`, who judges it is `checks`.

Prose fields are in the article's language, labels are English. Every statement carries the spans it rests on.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from briefkit.schema.article import Article, Kind, Span
from briefkit.schema.data import SCHEMA_VERSION, Data
from briefkit.schema.provenance import Provenance

__all__ = [
    "Abstention",
    "Analysis",
    "Attribution",
    "Brief",
    "DateMention",
    "KeyPoint",
    "NameMention",
    "NumberMention",
    "Position",
    "Question",
    "Questions",
    "Quotation",
    "Signal",
    "Stake",
    "Statement",
    "Tags",
    "Unknown",
    "field_of",
]

Basis = Literal["stated", "inferred"]
Origin = Literal["model", "copied", "shortened", "composed", "person"]
Role = Literal["what_happened", "practical_issue", "watch"]
Form = Literal["on_record", "statement", "document", "anonymous", "unattributed", "declined"]
Status = Literal[
    "reported",
    "documented",
    "reported_by_other_outlet",
    "claimed",
    "authors_claim",
    "planned",
    "pledged",
    "forecast",
    "contested",
    "denied",
]
Group = Literal[
    "buyer",
    "supplier",
    "worker",
    "investor",
    "competitor",
    "regulator",
    "government",
    "patient",
    "user",
    "public",
]
Absence = Literal["declined", "not_addressed", "disputed", "accounts_vary"]
OwnName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Abstention(Data):
    """A visible "nothing specific in this article", never filler."""

    abstained: str
    """The reason, in a few words that an editor can check."""


class Statement(Data):
    """A line that claims something, with what it rests on."""

    text: str
    """The line itself."""
    evidence: list[Span]
    """The sentences of the article that license the line, in the article's order."""
    basis: Basis = "stated"
    """`stated` where the article says so, `inferred` where the line follows from what it says."""
    origin: Origin = "model"
    """Who worded it: a `model`; a `person`, at the review; or code: `copied` word for word, `shortened`, `composed`."""


class Attribution(Data):
    """Whose claim a point is, on what terms."""

    speaker: str | None
    """The person, organisation or document, as the article names it; None where it names nobody."""
    form: Form
    """The terms on which the claim is made."""
    verb: str | None = None
    """The verb of attribution as the article uses it, such as `said` or `alleged`."""
    via: str | None = None
    """The other outlet, agency or release that carries the claim, where there is one."""


class KeyPoint(Statement):
    """One of the points an editor would put first."""

    role: Role
    """What the point is for: the news, the practical issue, or what to watch."""
    attribution: Attribution
    """Whose claim it is."""
    status: Status
    """How settled the claim is by the article's own account."""
    hedge: str | None = None
    """The qualifier that has to survive, such as `could` or `up to`; None where there is none."""


class Stake(Statement):
    """Someone affected, and how; `text` is the mechanism."""

    party: str
    """Who is affected, named as in the article."""
    group: Group
    """In what capacity."""


class Question(Statement):
    """A question that this story raises and does not answer."""

    why_open: str
    """What the article leaves out that makes it a question."""
    who_could_answer: list[str]
    """People, organisations or documents that could settle it."""
    settled_by: str
    """The fact or document that would settle it."""


class Questions(Data):
    """One question for each side of the business, or the reason why there is none."""

    financial: Question | Abstention
    """About money: cost, price, funding, margin, who pays."""
    operating: Question | Abstention
    """About doing it: capacity, timing, people, supply, permission."""
    customer: Question | Abstention
    """About those who buy, use, or are served."""


class Signal(Statement):
    """An observable event that will tell which way the story goes; `text` says what to look for."""

    threshold: str | None
    """The value or branch that decides, None where the article gives none."""
    when: str | None
    """The date or horizon as the article gives it, None where it gives none."""
    where_seen: str | None
    """Where it will show: a docket, a filing, a release."""
    if_yes: str | None
    """What it would mean if it happens; always inferred."""
    if_no: str | None
    """What it would mean if it does not; always inferred."""
    next_test: bool = False
    """Whether this is the one to watch first."""


class Analysis(Data):
    """What an editor would add, tied to the facts it rests on."""

    context: Statement | Abstention
    """What the article itself says came before."""
    pressure_point: Statement | Abstention
    """Where the story is under strain."""
    differs: Statement | Abstention
    """How it departs from earlier coverage, only where earlier coverage was supplied."""
    practical_read: Statement | Abstention
    """What a reader of the desk should take from it."""


class Position(Statement):
    """The other side; `text` is its position."""

    holder: str
    """Who holds it, named as in the article."""


class Unknown(Statement):
    """Something the article does not say. Absence needs no span; a declined comment or a dispute cites its sentence."""

    how: Absence
    """In which way it is not said."""


_FIELDS: dict[type[Statement], str] = {
    KeyPoint: "key_points",
    Stake: "stakes",
    Question: "questions",
    Signal: "signals",
    Position: "other_side",
    Unknown: "unknowns",
    Statement: "analysis",
}


def field_of(path: str, kind: type[Statement]) -> str:
    """Return the field whose rules a line follows: the one it stands in; in `more`, the one for lines of its kind."""
    field = re.split(r"[.\[]", path, maxsplit=1)[0]
    return _FIELDS[kind] if field == "more" else field


class NumberMention(Data):
    """A figure of the article."""

    span: Span
    """Where it stands."""
    value: str
    """The value as a plain decimal number, scale multiplied out; both ends of a range with `..` between."""
    kind: Literal["number", "money", "percent", "points", "ordinal", "range", "fraction"]
    """What sort of figure it is."""
    unit: str | None = None
    """Currency code or unit of measure, None for a bare count."""
    used_in: list[str] = []
    """Paths of the statements that use the figure."""


class NameMention(Data):
    """A name of the article."""

    name: str
    """The longest form that the article uses."""
    span: Span
    """Where that form stands first."""
    count: int
    """How often the article uses it in any form."""
    used_in: list[str] = []
    """Paths of the statements that use the name."""


class DateMention(Data):
    """A date of the article."""

    span: Span
    """Where it stands."""
    iso: str | None
    """ISO 8601 date, month, quarter or year, None where it cannot be resolved."""
    used_in: list[str] = []
    """Paths of the statements that use the date."""


class Quotation(Data):
    """Words that the article puts between quotation marks."""

    span: Span
    """The words without the marks."""
    speaker: str | None
    """Who said them, None where code could not tell."""


class Tags(Data):
    """Where a brief belongs."""

    topics: list[str] = []
    """IPTC Media Topic codes such as `medtop:04000000`."""
    desk: str = "general"
    """The beat the brief was written for."""
    regions: list[str] = []
    """Places as the article names them."""
    source: str | None = None
    """The publisher."""
    kind: Kind | None = None
    """What sort of text the article is."""


OwnStatement = KeyPoint | Stake | Question | Signal | Position | Unknown | Statement
Own = OwnStatement | Abstention


class Brief(Data):
    """The editor's brief of one article."""

    schema_version: Literal["1"] = SCHEMA_VERSION  # type: ignore[assignment]
    """Version of this format."""
    article_sha256: str
    """Hash of the article's text, so that a brief can be matched with its article."""
    language: str
    """ISO 639-1 code of the prose."""
    headline: Statement
    """The news with its actor and the figure or date that matters."""
    dek: Statement | Abstention
    """The tension or consequence that is not in the headline."""
    lede: Statement | Abstention
    """One attributed line: who reported or said it."""
    key_points: Annotated[list[KeyPoint], Field(min_length=1, max_length=5)]
    """The points in order of news value."""
    stakes: Annotated[list[Stake], Field(max_length=5)] = []
    """Who is affected and how."""
    questions: Questions
    """What to ask next."""
    signals: Annotated[list[Signal], Field(max_length=3)] = []
    """What to watch next."""
    analysis: Analysis
    """What to make of it."""
    other_side: Annotated[list[Position], Field(max_length=3)] = []
    """Who disagrees."""
    unknowns: Annotated[list[Unknown], Field(max_length=5)] = []
    """What the article does not say."""
    more: dict[OwnName, Own | list[OwnStatement]] = {}
    """What a newsroom's own draft asks for beside this, by its names: lines, or an abstention."""
    more_titles: dict[OwnName, str] = {}
    """What each of these is called."""
    numbers: list[NumberMention] = []
    """Figures of the article, found by code."""
    names: list[NameMention] = []
    """Names of the article, found by code."""
    dates: list[DateMention] = []
    """Dates of the article, found by code."""
    quotes: list[Quotation] = []
    """Quotations of the article, found by code."""
    tags: Tags
    """Where it belongs."""
    provenance: Provenance
    """What made it."""

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Yield every statement with its path, such as `key_points[0]`, in reading order."""
        for path, item in self.items():
            if isinstance(item, Statement):
                yield path, item

    def items(self) -> Iterator[tuple[str, Statement | Abstention]]:
        """Yield every statement and every abstention with its path, in reading order."""
        for field in ("headline", "dek", "lede"):
            yield field, getattr(self, field)
        yield from _numbered("key_points", self.key_points)
        yield from _numbered("stakes", self.stakes)
        for field in ("financial", "operating", "customer"):
            yield f"questions.{field}", getattr(self.questions, field)
        yield from _numbered("signals", self.signals)
        for field in ("context", "pressure_point", "differs", "practical_read"):
            yield f"analysis.{field}", getattr(self.analysis, field)
        yield from _numbered("other_side", self.other_side)
        yield from _numbered("unknowns", self.unknowns)
        for name, own in self.more.items():
            yield from _numbered(f"more.{name}", own) if isinstance(own, list) else [(f"more.{name}", own)]

    def lines_of(self, name: str) -> list[Statement]:
        """Return the lines of a field of `more`, one or several; none where it abstains.

        Raises:
            KeyError: when the brief was not asked for such a field.

        """
        own = self.more[name]
        if isinstance(own, list):
            return list(own)
        return [] if isinstance(own, Abstention) else [own]

    def title_of(self, name: str) -> str:
        """Return what a field of `more` is called."""
        return self.more_titles.get(name) or name.replace("_", " ").capitalize()

    def is_of(self, article: Article) -> bool:
        """Tell whether this brief was made from exactly this text."""
        return self.article_sha256 == article.sha256

    @property
    def sha256(self) -> str:
        """Return the hash of everything but the provenance: of what a reviewer looks at."""
        value = self.model_dump(mode="json", exclude={"provenance"}, exclude_defaults=True)
        text = json.dumps(value, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def created_at(self) -> datetime.datetime | None:
        """Return when the brief was made, None where nobody said."""
        return self.provenance.created_at


def _numbered(field: str, items: Sequence[Statement]) -> Iterator[tuple[str, Statement]]:
    for index, item in enumerate(items):
        yield f"{field}[{index}]", item
