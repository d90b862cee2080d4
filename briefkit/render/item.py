"""A brief as a news item: what the formats of newsrooms say of it, in plain values. They differ only in their keys.

Lines with an error carry it in brackets, wherever they go; every finding is named in the editor's note.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from briefkit.draft.topics import TOPICS
from briefkit.errors import InputError
from briefkit.render.disclosure import SourceType, Standing, disclosure, source_type, standing
from briefkit.render.escape import one_line
from briefkit.render.foot import review_line, source_line
from briefkit.render.outline import Line, home_of, outline
from briefkit.schema import Article, Brief, Provenance, Result

__all__ = ["Item", "Part", "Said", "Topic", "address_of", "in_words", "item_of", "key_of"]

_ADDRESS = re.compile(r"https?://[!#$%&()*+,./:;=?@\[\]~\w-]{1,2000}", re.IGNORECASE | re.ASCII)
_INDEXED = re.compile(r"\b(\w{1,40}?)s?\[(\d{1,9})\]")
_TOPIC_NAMES: dict[str, str] = {code: name for name, code in TOPICS.items()}
_NO_TIME = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""For a brief and an article without any date, where a format insists on one."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A line of a brief in its pieces, none of which is ever set without the others."""

    lead: str = ""
    text: str
    more: str = ""
    """Whose claim it is and how sure, or what else belongs to it."""
    marks: str = ""
    """What is wrong with it."""

    @property
    def line(self) -> str:
        """Return all of it on one line."""
        lead = f"{self.lead}: " if self.lead else ""
        more = f" – {self.more}" if self.more else ""
        return f"{lead}{self.text}{more}" + (f" {self.marks}" if self.marks else "")


@dataclass(frozen=True)
class Part:
    """A heading with what is said below it."""

    title: str
    said: tuple[Said, ...]
    is_own: bool = False
    """Whether a newsroom's own draft asks for it."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what is said, each on one line."""
        return tuple(each.line for each in self.said)


@dataclass(frozen=True)
class Topic:
    """An IPTC Media Topic."""

    code: str
    name: str

    @property
    def uri(self) -> str:
        """Return the address by which IPTC names it."""
        return f"http://cv.iptc.org/newscodes/mediatopic/{self.code.partition(':')[2]}"


@dataclass(frozen=True, kw_only=True)
class Item:
    """What is to be said of one brief. No text in it holds a character that acts instead of showing."""

    id: str
    """A lasting identifier, the same for every version of the brief of one text for one desk."""
    language: str
    headline: str
    dek: str
    """Empty where the brief abstains."""
    parts: tuple[Part, ...]
    disclosure: str
    source: str
    """What the brief is of, in words."""
    address: str | None
    """Of the article, where it is one that can be followed."""
    source_type: SourceType
    standing: Standing
    review: str
    model: str
    prompts: tuple[str, ...]
    findings: tuple[str, ...]
    """Every finding, the worst first."""
    is_clear: bool
    """Whether nothing bars it from going out: no error, not rejected."""
    created: datetime.datetime
    updated: datetime.datetime
    topics: tuple[Topic, ...]
    names: tuple[str, ...]
    regions: tuple[str, ...]
    brief: Brief
    article: Article
    provenance: Provenance

    @property
    def made_by(self) -> str:
        """Return in one line what made it."""
        prompts = f"; prompt {', '.join(self.prompts)}" if self.prompts else ""
        return f"Model: {self.model}{prompts}; briefkit {one_line(self.provenance.briefkit)}"

    @property
    def note(self) -> tuple[str, ...]:
        """Return the lines of the editor's note: who answers for it, what made it, what was found."""
        return (self.disclosure, f"{self.review}.", f"{self.made_by}.", *self.findings)

    @property
    def text(self) -> str:
        """Return the brief as paragraphs of plain text, without its headline."""
        paragraphs = [self.dek] if self.dek else []
        for part in self.parts:
            paragraphs += [part.title.upper(), *part.lines]
        return "\n\n".join([*paragraphs, f"Source: {self.source}", self.disclosure])


def item_of(result: Result) -> Item:
    """Return a result as a news item.

    Raises:
        InputError: when there is no brief in it.

    """
    brief, made = result.brief, result.provenance
    if brief is None:
        raise InputError(f"article {result.article.id} has no brief.", hint="Make it first.")
    shown = outline(result)
    errors = _errors(result, brief)
    created, updated = _times(result)
    dek = shown.dek
    return Item(
        id=f"urn:uuid:{key_of(brief)}",
        language=brief.language,
        headline=_marked(brief.headline.text, errors.get("headline", ())),
        dek=_marked(dek.text, errors.get("dek", ())) if dek is not None and not dek.abstained else "",
        parts=tuple(
            Part(section.title, tuple(_said(line, errors) for line in section.lines), section.is_own)
            for section in shown.sections
        ),
        disclosure=one_line(disclosure(result)),
        source=one_line(source_line(result)),
        address=address_of(result.article.url),
        source_type=source_type(result),
        standing=standing(result),
        review=one_line(review_line(result)),
        model=one_line(made.model_answered or made.model_asked or "none"),
        prompts=tuple(one_line(prompt.name) for prompt in made.prompts),
        findings=tuple(
            one_line(f"{each.severity} on {in_words(each.path)}: {each.message}") for each in result.findings
        ),
        is_clear=result.status == "ok" and standing(result) != "rejected",
        created=created,
        updated=updated,
        topics=tuple(Topic(code, _TOPIC_NAMES[code]) for code in brief.tags.topics if code in _TOPIC_NAMES),
        names=tuple(dict.fromkeys(one_line(name.name) for name in brief.names)),
        regions=tuple(dict.fromkeys(map(one_line, brief.tags.regions))),
        brief=brief,
        article=result.article,
        provenance=made,
    )


def key_of(brief: Brief) -> uuid.UUID:
    """Return the lasting key of a brief: of its article's text and its desk."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"briefkit:{brief.article_sha256}:{brief.tags.desk}")


def address_of(url: str | None) -> str | None:
    """Return an address that may become a link, None for anything else than a plain one of the web."""
    return url if url and _ADDRESS.fullmatch(url) else None


def _errors(result: Result, brief: Brief) -> dict[str, list[str]]:
    """Return what is wrong with each line; what concerns the whole stands at the headline."""
    paths = [path for path, _ in brief.items()]
    found: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.severity == "error":
            found.setdefault(home_of(finding.path, paths) or "headline", []).append(finding.message)
    return found


def _said(line: Line, errors: dict[str, list[str]]) -> Said:
    marks = _marks(errors.get(line.path, ()))
    if line.abstained:
        reason = f" ({line.text})" if line.text else ""
        text = one_line(f"nothing specific in this article{reason}")
        return Said(lead=one_line(line.lead), text=text, marks=marks)
    more = "; ".join([*line.labels, *(f"{label}: {value.rstrip('.')}" for label, value in line.details)])
    text = line.text + (f" ({line.suffix})" if line.suffix else "")
    return Said(lead=one_line(line.lead), text=one_line(text), more=one_line(more), marks=marks)


def _marked(text: str, errors: Iterable[str]) -> str:
    return f"{one_line(text)} {_marks(errors)}".rstrip()


def _marks(errors: Iterable[str]) -> str:
    return one_line(" ".join(f"[check: {error.rstrip('.')}]" for error in dict.fromkeys(errors)))


def in_words(path: str) -> str:
    """Return a path in words: "key point 3" for `key_points[2]`."""
    named = _INDEXED.sub(lambda found: f"{found[1]} {int(found[2]) + 1}", path.removeprefix("more."))
    return named.replace(".", ", ").replace("_", " ") or "the whole"


def _times(result: Result) -> tuple[datetime.datetime, datetime.datetime]:
    """Return when the brief was made and when it was last changed; each has a zone."""
    made = result.provenance
    day = result.article.published
    of_article = datetime.datetime.combine(day, datetime.time(), datetime.UTC) if day else _NO_TIME
    created = _in_utc(made.created_at or of_article)
    changed = [made.human_review.at, *(correction.at for correction in made.corrections)]
    return created, max([created, *(_in_utc(at) for at in changed if at is not None)])


def _in_utc(at: datetime.datetime) -> datetime.datetime:
    zoned = at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
    return zoned.astimezone(datetime.UTC).replace(microsecond=0)
