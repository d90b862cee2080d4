"""What a batch would do and cost, foreseen without a call: counts, tokens, US dollars, time. Changes nothing.

Everything is counted exactly but what takes a look into each text: beyond some articles that is done on a sample of
them, drawn by their hashes, and scaled up.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from briefkit.budget import count_request
from briefkit.errors import InputError
from briefkit.job import Input, Job, Options
from briefkit.schema import Article, Record, Reply, Request, Usage
from briefkit.store import Archive, Experience

__all__ = ["Estimate", "Limits", "Range", "estimate"]

_SAMPLE = 250
"""Articles after which every other one is passed over, and again; a look takes 12 ms, a million articles 3,000."""
_ENOUGH = 20
"""Articles done before, from which what they took is a better guess than any rule."""
_SPREAD = (0.8, 1.3)
"""What the rest may take of what those done before took."""
_FEWEST_OUTPUT = 800
"""Tokens of a terse answer: the eight reference briefs take 1,000 to 1,900 as drafts."""
_REPAIRED = 2
"""A failing brief is asked again at most this often, with the article and about as much to write."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the provider allows in a minute; None: not known."""

    rpm: int | None = None
    tpm: int | None = None


@dataclass(frozen=True)
class Range:
    """A number that is known between two bounds."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a run would do and cost."""

    source: str
    records: int
    unreadable: dict[str, int]
    """Records without an article, by the code of the reason."""
    duplicates: int
    """Records whose text another record of this input has too."""
    done: int
    """Articles that the store has the outcome of."""
    to_do: int
    refused: int
    """Articles among those to do in which there is nothing to brief."""
    notes: dict[str, int]
    """What looks damaged about the articles to do, by kind."""
    looked_into: int
    """Articles to do that were looked into; fewer than all: `refused`, `notes` and all below are scaled up."""
    learnt_from: int
    """Articles done before whose tokens the range is made of; 0: it is made of the first requests and their caps."""
    requests: Range
    in_store: int
    """First requests that the store answers already."""
    first_requests: int
    """First requests that it does not."""
    first_bytes: float
    """Their bytes as JSON."""
    input_tokens: Range
    output_tokens: Range
    usd: Range | None
    """None: there is no price for this model at this host."""
    seconds: float | None
    """At least, at the given limits; None: none is given."""


def estimate(
    given: Input,
    job: Job,
    archive: Archive | None = None,
    *,
    options: Options | None = None,
    limits: Limits | None = None,
) -> Estimate:
    """Return what a batch would do and cost. Takes as much memory for a million articles as for one.

    Raises:
        InputError: when the input cannot be read to its end.

    """
    options = options or Options()
    setup_id = archive.find_setup(job.setup_sha256) if archive is not None else None
    counts = _Counts()
    look = _Look(job, archive)
    for article in _to_do(given, archive, setup_id, options, counts):
        look.at(article)
    look.scale_to(counts.to_do)
    learnt = _experience(archive, setup_id)
    requests, inputs, outputs = _expected(look) if learnt is None else _learnt(learnt, look.asked)
    return Estimate(
        source=given.source,
        records=counts.records,
        unreadable=dict(counts.unreadable.most_common()),
        duplicates=counts.duplicates,
        done=counts.done,
        to_do=counts.to_do,
        refused=round(look.refused),
        notes=dict(look.notes.most_common()),
        looked_into=look.looked_into,
        learnt_from=learnt.articles if learnt else 0,
        requests=requests,
        in_store=round(look.in_store),
        first_requests=round(look.requests),
        first_bytes=look.first_bytes,
        input_tokens=inputs,
        output_tokens=outputs,
        usd=_usd(job, inputs, outputs),
        seconds=_seconds(requests.low, inputs.low + outputs.low, limits or Limits()),
    )


@dataclass
class _Counts:
    records: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    done: int = 0
    to_do: int = 0


def _to_do(
    given: Input, archive: Archive | None, setup_id: int | None, options: Options, counts: _Counts
) -> Iterator[Article]:
    """Yield the articles that a run would begin, each once, and count all others."""
    with closing(_Seen()) as seen:
        for record in _taken(given, options):
            counts.records += 1
            article = record.article
            if article is None:
                counts.unreadable[record.failure_code or "input"] += 1
            elif not seen.add(article.sha256):
                counts.duplicates += 1
            elif _is_done(article, archive, setup_id, options):
                counts.done += 1
            else:
                counts.to_do += 1
                yield article
            if options.limit is not None and counts.to_do >= options.limit:
                return


def _taken(given: Input, options: Options) -> Iterator[Record]:
    return (record for record in given.records() if options.only is None or options.only(record))


def _is_done(article: Article, archive: Archive | None, setup_id: int | None, options: Options) -> bool:
    if archive is None or setup_id is None:
        return False
    state = archive.state_of(article.sha256, setup_id)
    return state is not None and state != "waiting" and state not in options.retry


class _Seen:
    """Hashes that came by, on the disk beyond some megabytes."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)  # a temporary file of SQLite's own
        self._file.execute("CREATE TABLE seen (sha256 BLOB PRIMARY KEY) WITHOUT ROWID")
        self._file.execute("BEGIN")

    def add(self, sha256: str) -> bool:
        """Note a hash; False where it came by before."""
        added = self._file.execute(
            "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", (bytes.fromhex(sha256),)
        )
        return added.rowcount > 0

    def close(self) -> None:
        self._file.close()


class _Look:
    """Look into articles, into ever fewer as they become many; each stands for those that were passed over."""

    def __init__(self, job: Job, archive: Archive | None) -> None:
        self._job = job
        self._archive = archive
        self._stride = 1
        self.looked_into = 0
        self.refused = 0.0
        self.notes: Counter[str] = Counter()
        self.weighed = 0
        self.asked = 0.0
        self.in_store = 0.0
        self.requests = 0.0
        self.input_tokens = 0.0
        self.most_output = 0.0
        self.first_bytes = 0.0

    def at(self, article: Article) -> None:
        """Look into an article, if its hash draws it."""
        if int(article.sha256[:8], 16) % self._stride:
            return
        self.looked_into += 1
        weight = self._stride
        self.weighed += weight
        if self.looked_into % _SAMPLE == 0:
            self._stride *= 2
        try:
            notes = self._job.refuse(article)
        except InputError:
            self.refused += weight
            return
        for note in notes:
            self.notes[_kind(note)] += weight
        self.asked += weight
        for request in _first_requests(self._job, article):
            self._count(request, weight)

    def scale_to(self, articles: int) -> None:
        """Let the sample stand for exactly so many articles."""
        share = articles / self.weighed if self.weighed else 0.0
        for name in (
            "refused",
            "asked",
            "in_store",
            "requests",
            "input_tokens",
            "most_output",
            "first_bytes",
        ):
            setattr(self, name, getattr(self, name) * share)
        self.notes = Counter({note: round(count * share) for note, count in self.notes.items()})

    def _count(self, request: Request, weight: int) -> None:
        name = self._job.model.name
        if self._archive is not None and self._archive.has_reply(request.key(name)):
            self.in_store += weight
            return
        self.requests += weight
        self.input_tokens += weight * count_request(request, name).tokens
        self.most_output += weight * request.max_output_tokens
        self.first_bytes += weight * len(request.model_dump_json().encode("utf-8", "replace"))


def _first_requests(job: Job, article: Article) -> list[Request]:
    plan = job.plan_of(article)
    try:
        return next(plan)
    except StopIteration:  # it needs no model
        return []
    finally:
        plan.close()


def _kind(note: str) -> str:
    """Return a note without what is peculiar to one article."""
    return re.sub(r"\d[\d,.]*", "some", re.split(r" ?\(|:", note, maxsplit=1)[0]).strip()


def _experience(archive: Archive | None, setup_id: int | None) -> Experience | None:
    """Return what articles done before took, None where they are too few to say."""
    if archive is None or setup_id is None:
        return None
    found = archive.experience(setup_id)
    return found if found.articles >= _ENOUGH else None


def _learnt(done: Experience, articles: float) -> tuple[Range, Range, Range]:
    """Return requests, tokens in and tokens out, by what articles done before took."""
    low, high = (articles * share / done.articles for share in _SPREAD)
    requests, inputs, outputs = (
        Range(took * low, took * high) for took in (done.requests, done.input_tokens, done.output_tokens)
    )
    return requests, inputs, outputs


def _expected(look: _Look) -> tuple[Range, Range, Range]:
    """Return requests, tokens in and tokens out, by the first requests and their caps."""
    often = 1 + _REPAIRED
    fewest = min(look.requests * _FEWEST_OUTPUT, look.most_output)
    return (
        Range(look.requests, look.requests * often),
        Range(look.input_tokens, look.input_tokens * often),
        Range(fewest, look.most_output * often),
    )


def _usd(job: Job, inputs: Range, outputs: Range) -> Range | None:
    low, high = (
        job.price(Reply(text="", usage=Usage(input_tokens=round(tokens_in), output_tokens=round(out)))).usd
        for tokens_in, out in ((inputs.low, outputs.low), (inputs.high, outputs.high))
    )
    return None if low is None or high is None else Range(low, high)


def _seconds(requests: float, tokens: float, limits: Limits) -> float | None:
    """Return the time that the tighter limit leaves it to take."""
    minutes = [
        wanted / allowed for wanted, allowed in ((requests, limits.rpm), (tokens, limits.tpm)) if allowed
    ]
    return 60 * max(minutes) if minutes else None
