"""The command `batch`: an archive in, its briefs in one SQLite file; stopped and started again at any time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.asking import (
    base_url_option,
    budget_tokens_option,
    budget_usd_option,
    checks_option,
    column_option,
    concurrency_option,
    desk_option,
    draft_option,
    input_format_option,
    limit_option,
    local_only_option,
    model_option,
    open_briefer,
    plan_option,
    prompt_option,
    rpm_option,
    strict_option,
    tpm_option,
)
from briefkit.cli.counting import Counting, ended, watch_counts
from briefkit.cli.exits import FAILED
from briefkit.cli.landing_log import logging_to
from briefkit.cli.output import say, write
from briefkit.cli.stopping import stopped_by_signals

if TYPE_CHECKING:
    from briefkit.batch import Input, Job, Landed, Options, Stopped
    from briefkit.schema import Record

__all__ = ["Quiet", "batch", "run_batch"]


@click.command(short_help="Brief a whole archive into a store.")
@click.argument("source", metavar="INPUT|-")
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="SQLite file to keep everything in.",
)
@column_option
@input_format_option
@click.option("--table", metavar="NAME", help="Table of an SQLite file to read.")
@click.option("--query", metavar="SQL", help="Query of an SQLite file to read.")
@click.option("--encoding", metavar="NAME", help="Encoding of text files that are not UTF-8.")
@click.option("--publisher", help="Who published the articles, where the input does not say.")
@click.option("--language", metavar="CODE", help="Language of the articles. Default: detected for each.")
@model_option
@base_url_option
@local_only_option
@prompt_option
@plan_option
@desk_option
@draft_option
@checks_option
@strict_option
@budget_usd_option
@budget_tokens_option
@concurrency_option
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that share the work; store, limits and budget are those of all.",
)
@rpm_option
@tpm_option
@click.option(
    "--retry",
    type=click.Choice(["failed", "review"]),
    multiple=True,
    help="Brief these anew, with new answers.",
)
@click.option(
    "--reread",
    is_flag=True,
    help="Read INPUT from its start, also where it was done before and has grown since.",
)
@limit_option
@click.option("--only", metavar="ID", help="Take one article: its id, place, or the start of its hash.")
@click.option(
    "--provider-batch",
    is_flag=True,
    help="Through the provider's Batch API, in rounds of up to 24 hours: at half the price, where it has one.",
)
@click.option(
    "--no-wait",
    is_flag=True,
    help="With --provider-batch: collect and send what there is by now, and leave.",
)
@click.option("--dry-run", is_flag=True, help="Ask nothing: say what there is to do, and what it would cost.")
@click.option(
    "--log-jsonl",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Add one line of JSON an article.",
)
@click.option(
    "--grace",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long answers may still arrive after a stop.",
)
@click.pass_context
def batch(context: click.Context, /, **options: Any) -> None:
    """Brief every article of INPUT: a folder, a file of many articles, or standard input for -.

    All that comes of it is kept in the store, whose tables docs/store.md describes. The same command again goes
    on where the last one stopped: nothing that was paid for is asked again. Ctrl-C sends nothing more and keeps what
    arrives within the grace time; a second one leaves at once.

    With --provider-batch it waits for the provider's jobs. It may be left at any time, also by Ctrl-C: the jobs go
    on there, the store knows them, and the same command collects them, days later or on another machine.

    Exit codes: 0 all ok; 3 some need review; 4 some failed, or no answer came yet; 5 budget reached; 130 interrupted.
    """
    from briefkit.loaders.archive import open_archive

    _refuse_at_odds(options)
    given = open_archive(
        options["source"],
        columns=dict(options["column"]),
        format=options["input_format"],
        **{name: options[name] for name in ("table", "query", "encoding", "publisher", "language")},
    )
    settings = {name: options[name] for name in ("prompt", "plan", "desk", "draft", "strict")}
    shared = {**options, "store": None}  # the store stands around the whole run, not around one article
    what = None if options["dry_run"] else "the articles"
    with open_briefer(shared, Quiet(), what=what, **settings) as briefer:
        job = briefer.job(provider_batch=options["provider_batch"])
        if options["dry_run"]:
            write(_foreseen(job, given, options))
            return
        if options["provider_batch"]:
            context.exit(_run_in_rounds(job, given, options))
        with watch_counts(total=given.total, rpm=options["rpm"]) as counting:
            code = run_batch(job, given, options, counting)
    context.exit(code)


def _refuse_at_odds(options: dict[str, Any]) -> None:
    """Refuse options that would do nothing together."""
    if options["no_wait"] and not options["provider_batch"]:
        raise click.UsageError("--no-wait goes with --provider-batch only.")
    if options["provider_batch"] and (options["rpm"] or options["tpm"]):
        raise click.UsageError("--rpm and --tpm do not concern the provider's jobs; leave them out.")


class Quiet:
    """Show nothing of single requests."""

    def on_event(self, event: object) -> None:
        """Leave it to the counts."""

    def on_tokens(self, tokens: object) -> None:
        """Leave it to the counts."""


def run_batch(job: Job, given: Input, options: dict[str, Any], counting: Counting) -> int:
    """Brief what is given into the store that the options name, and return the exit code."""
    from briefkit.batch import Batch, Stopped
    from briefkit.run import block_on
    from briefkit.store import Store

    warned = _Warned(strict=options["strict"])
    stopped: Stopped | None = None
    with Store(options["store"]) as store, logging_to(options["log_jsonl"]) as log:
        running = Batch(
            job,
            store,
            options=_options(options),
            on_tally=counting.on_tally,
            on_landed=_both(log, warned),
        )
        with stopped_by_signals(_stopper(running.stop, options["grace"], counting), running.give_up):
            try:
                block_on(running.run(given))
            except Stopped as why:
                stopped = why
    return ended(running.tally, stopped, counting.say, warned=bool(warned))


def _run_in_rounds(job: Job, given: Input, options: dict[str, Any]) -> int:
    from briefkit.cli.provider_jobs import watch_jobs
    from briefkit.job import Stopped
    from briefkit.provider_batch import ProviderBatch, Waits
    from briefkit.run import block_on
    from briefkit.store import Store

    warned = _Warned(strict=options["strict"])
    stopped: Stopped | None = None
    with (
        Store(options["store"]) as store,
        logging_to(options["log_jsonl"]) as log,
        watch_jobs(_both(log, warned)) as shown,
    ):
        waits = Waits(for_jobs=not options["no_wait"])
        running = ProviderBatch(job, store, options=_options(options), waits=waits, progress=shown)
        with stopped_by_signals(running.stop, running.stop):
            try:
                block_on(running.run(given))
            except Stopped as why:
                stopped = why
    code = ended(running.tally, stopped, say, warned=bool(warned))
    if stopped is None and (waiting := running.tally.in_flight):
        say(f"{waiting:,} requests are with the provider. The same command collects their answers.")
        return FAILED
    return code


def _options(options: dict[str, Any]) -> Options:
    from briefkit.batch import Options

    return Options(
        concurrency=options["concurrency"],
        processes=options["processes"],
        limit=options["limit"],
        reread=options["reread"],
        retry=frozenset(options["retry"]),
        only=_is_called(options["only"]) if options["only"] else None,
        grace=options["grace"],
        argv=[_without_password(word) for word in sys.argv[1:]],
    )


def _is_called(name: str) -> Callable[[Record], bool]:
    def is_it(record: Record) -> bool:
        article = record.article
        by_hash = len(name) >= 8 and article is not None and article.sha256.startswith(name.lower())
        return by_hash or name in (record.external_id, record.place)

    return is_it


def _without_password(word: str) -> str:
    """Return a word of the command without what an address may hold before its @."""
    scheme, found, rest = word.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if found else word


def _stopper(stop: Callable[[], None], grace: float, counting: Counting) -> Callable[[], None]:
    def stop_and_say() -> None:
        stop()
        counting.say(
            f"stopping: nothing more is sent; answers may arrive for {grace:g} s. Ctrl-C again leaves at once."
        )

    return stop_and_say


class _Warned:
    """Remember whether some result has warnings, where that matters."""

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._found = False

    def __call__(self, landed: Landed) -> None:
        result = landed.outcome.result
        if self._strict and result is not None:
            self._found = self._found or any(each.severity == "warning" for each in result.findings)

    def __bool__(self) -> bool:
        return self._found


def _both(first: Callable[[Landed], None], second: Callable[[Landed], None]) -> Callable[[Landed], None]:
    def call(landed: Landed) -> None:
        first(landed)
        second(landed)

    return call


def _foreseen(job: Job, given: Input, options: dict[str, Any]) -> str:
    """Return what the run would do and cost; nothing is asked, and no store is made."""
    from briefkit.batch import Limits, estimate
    from briefkit.cli.foreseen import foreseen_lines
    from briefkit.store import Archive, open_readonly

    limits = Limits(rpm=options["rpm"], tpm=options["tpm"])
    with ExitStack() as opened:
        archive = None
        if options["store"].exists():
            archive = Archive(opened.enter_context(closing(open_readonly(options["store"]))))
        found = estimate(given, job, archive, options=_options(options), limits=limits)
    lines = foreseen_lines(found, job.model, limits, in_rounds=options["provider_batch"])
    return "".join(f"{line}\n" for line in lines)
