"""The command `distribute`: an archive in, Parquet out, on a Ray cluster or on this machine."""

from __future__ import annotations

from functools import partial
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
    limit_option,
    local_only_option,
    model_option,
    plan_option,
    prompt_option,
    rpm_option,
    tpm_option,
)
from briefkit.cli.counting import Counting, ended, watch_counts
from briefkit.cli.output import say
from briefkit.cli.stopping import stopped_by_signals

if TYPE_CHECKING:
    from briefkit.distributed import Distribution, Options, Stopped
    from briefkit.models import Choice

__all__ = ["distribute"]


@click.command(short_help="Brief an archive on a Ray cluster.")
@click.argument("source", metavar="INPUT")
@click.option("--out", required=True, metavar="FOLDER", help="Folder or address to write Parquet files to.")
@column_option
@model_option
@base_url_option
@local_only_option
@prompt_option
@plan_option
@desk_option
@draft_option
@checks_option
@click.option("--strict", is_flag=True, help="Drop a line that still has an error, with the reason.")
@budget_usd_option
@budget_tokens_option
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    metavar="N",
    help="Processes that brief, all nodes together.",
)
@concurrency_option
@rpm_option
@tpm_option
@limit_option
@click.pass_context
def distribute(context: click.Context, /, **options: Any) -> None:
    """Brief every article of INPUT on the Ray cluster that RAY_ADDRESS names, or on this machine.

    INPUT is what `batch` reads, or an address such as s3://bucket/archive.parquet. FOLDER gets Parquet files, one row
    an article, as docs/ray.md describes; every node must reach it. The same command again goes on where the last one
    stopped. Workers find the API key in the environment of their node.

    Exit codes: 0 all ok; 3 some need review; 4 some failed, or no answer came; 5 budget reached; 130 interrupted.
    """
    from briefkit.briefer import find_model

    chosen = find_model(options["model"], base_url=options["base_url"])
    with watch_counts(total=None, rpm=options["rpm"]) as counting:
        run = _distribution(chosen, options, counting)
        if chosen.family == "openai":
            say(f"sending the articles for {chosen.name}, because {chosen.why}.")
        code = _run(run, counting)
    context.exit(code)


def _distribution(chosen: Choice, options: dict[str, Any], counting: Counting) -> Distribution:
    from briefkit.briefer import Briefer
    from briefkit.distributed import Distribution

    settings = {name: options[name] for name in ("plan", "desk", "checks", "strict")}
    return Distribution(
        options["source"],
        options["out"],
        briefer=partial(
            Briefer,
            chosen.name,
            base_url=chosen.base_url,
            prompt=_absolute(options["prompt"]),
            draft=_absolute_draft(options["draft"]),
            **settings,
        ),
        options=_options(options),
        on_tally=counting.on_tally,
        columns=dict(options["column"]),
    )


def _absolute(prompt: str | None) -> str | None:
    """Return a prompt's file as other processes find it; a bundled one by its name."""
    return str(Path(prompt).absolute()) if prompt and Path(prompt).is_file() else prompt


def _absolute_draft(draft: str | None) -> str | None:
    home, _, kind = (draft or "").rpartition(":")
    return f"{_absolute(home)}:{kind}" if draft else None


def _options(options: dict[str, Any]) -> Options:
    from briefkit.distributed import Options
    from briefkit.models.pacing import Limits

    limits = Limits(requests=options["rpm"], tokens=options["tpm"])
    return Options(
        workers=options["workers"],
        concurrency=options["concurrency"],
        limit=options["limit"],
        limits=limits if options["rpm"] or options["tpm"] else None,
        budget_tokens=options["budget_tokens"],
        budget_usd=options["budget_usd"],
    )


def _run(run: Distribution, counting: Counting) -> int:
    from briefkit.distributed import Stopped

    stopped: Stopped | None = None
    with stopped_by_signals(_stopper(run, counting), run.stop):
        try:
            run.run()
        except Stopped as why:
            stopped = why
    return ended(run.tally, stopped, counting.say)


def _stopper(run: Distribution, counting: Counting) -> Any:
    def stop_and_say() -> None:
        run.stop()
        counting.say("stopping: no more articles are begun. Ctrl-C again leaves at once.")

    return stop_and_say
