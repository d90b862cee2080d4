"""The command `status`: what a store holds, also while a batch is writing into it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from briefkit.store import JobSeen, Overview, SetupSeen

__all__ = ["status"]

_MOST_COMPARED = 500
"""Briefs that are held and compared at once: each with each, so that twice as many take four times as long."""
_MOST_LISTED = 20
_LONGEST = 90
"""Characters of a line that are shown."""


@click.command(short_help="Say what a store holds, and how its runs ended.")
@click.argument("store", type=click.Path(path_type=Path))
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--recurring",
    type=click.IntRange(2, _MOST_COMPARED),
    metavar="N",
    help="Compare the last N briefs, and list the lines that would stand in a brief of another story too.",
)
def status(store: Path, form: str, recurring: int | None) -> None:
    """Say what STORE holds: articles by state and setup, what was spent, the last runs, frequent findings.

    Nothing is changed, and a running batch is not disturbed.
    """
    from briefkit.cli.output import write
    from briefkit.store import overview

    seen = overview(store)
    found = None if recurring is None else _recurring(store, recurring)
    if form == "json":
        told = dataclasses.asdict(seen) | ({} if found is None else {"recurring": dataclasses.asdict(found)})
        write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        return
    from briefkit.render.escape import visible

    lines = [*_lines(seen), *(_recurring_lines(found) if found else ())]
    write("".join(f"{visible(line)}\n" for line in lines))


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Recurring:
    """The lines of some briefs that recur in others, or would fit their articles as well."""

    briefs: int
    lines: list[dict[str, str | int]]


def _recurring(store: Path, count: int) -> _Recurring:
    from briefkit.checks import Facts, check_run
    from briefkit.store import latest_briefs

    kept = latest_briefs(store, count)
    findings = check_run([(each.brief, Facts.of(each.article)) for each in kept])
    return _Recurring(
        briefs=len(kept),
        lines=[
            {"work": each.work, "path": item.path, "code": item.code, "text": item.offending or ""}
            for each, items in zip(kept, findings, strict=True)
            for item in items
        ],
    )


def _recurring_lines(found: _Recurring) -> Iterator[str]:
    yield ""
    count = len({line["work"] for line in found.lines})
    if not found.lines:
        yield f"no line of the last {_count(found.briefs, 'brief')} would stand in a brief of another story"
        return
    yield (
        f"{_count(len(found.lines), 'line')} in {count:,} of the last {_count(found.briefs, 'brief')}"
        " would stand in a brief of another story too"
    )
    for line in found.lines[:_MOST_LISTED]:
        text = str(line["text"])
        shown = text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"
        yield f"  work {line['work']}  {line['path']}  {line['code']}: {shown}"
    if len(found.lines) > _MOST_LISTED:
        yield f"  and {len(found.lines) - _MOST_LISTED:,} more: --format json has all of them"


def _lines(seen: Overview) -> Iterator[str]:
    yield (
        f"{_count(seen.articles, 'article')} from {_count(seen.records, 'record')}; {seen.duplicates:,} duplicates,"
        f" {seen.unreadable:,} unreadable; {_count(seen.replies, 'kept answer')}"
    )
    for setup in seen.setups:
        yield ""
        yield from _setup(setup)
    yield from _section(
        "last runs", (f"{run.started_at}  {_end(run.outcome, run.ended_at)}" for run in seen.runs)
    )
    yield from _section("provider's jobs", (_job(job) for job in seen.jobs))
    yield from _section(
        "most frequent findings, by briefs",
        (f"{n:>9,}  {severity:<8} {code}" for code, severity, n in seen.findings),
    )
    yield from _section(
        "no brief because", (f"{n:>9,}  {code}: {message}" for code, message, n in seen.failures)
    )


def _setup(setup: SetupSeen) -> Iterator[str]:
    yield f"setup {setup.id}: {setup.model} at {setup.host}, plan {setup.plan}, desk {setup.desk}"
    yield "  " + (", ".join(f"{n:,} {_STATES[state]}" for state, n in setup.states.items()) or "no work")
    unpriced = f", {_count(setup.unpriced, 'answer')} unpriced" if setup.unpriced else ""
    yield (
        f"  {_count(setup.requests, 'request')}, {setup.input_tokens:,} tokens in, {setup.output_tokens:,} out,"
        f" ${setup.usd:,.4f}{unpriced}"
    )
    if setup.possibly_paid:
        yield f"  {_count(setup.possibly_paid, 'request')} without an end: perhaps paid for nothing, or in flight"


def _job(job: JobSeen) -> str:
    status = job.status.replace("_", " ")
    if job.is_open:
        seen = f"seen {job.seen_at}" if job.seen_at else f"intended {job.intended_at}"
        progress = f"{job.completed + job.failed:,} of {_count(job.requests, 'request')} done, {seen}"
        return f"{job.provider_id or 'perhaps made'} at {job.host}: {status}; {progress}"
    cost = "unpriced" if job.usd is None else f"${job.usd:,.4f}"
    tokens = f"{job.input_tokens:,} tokens in, {job.output_tokens:,} out, {cost}"
    return (
        f"{job.provider_id} at {job.host}: {status}, collected; {_count(job.requests, 'request')}, {tokens}"
    )


_STATES = {"ok": "ok", "review": "to review", "failed": "failed", "waiting": "waiting"}


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _end(outcome: str, ended_at: str | None) -> str:
    return outcome if ended_at is None else f"{outcome} {ended_at}"


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
