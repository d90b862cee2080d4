"""The command `check`: a brief, or anybody's summary, against its article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.asking import (
    base_url_option,
    budget_tokens_option,
    budget_usd_option,
    checks_option,
    model_option,
    open_briefer,
    store_option,
)
from briefkit.cli.exits import exit_of_findings
from briefkit.cli.output import is_terminal, say, terminal_width, write
from briefkit.cli.progress import watch
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.schema import Provenance, Report

__all__ = ["check"]


@click.command(short_help="Check a brief, or anybody's summary, against its article.")
@click.argument("summary", metavar="SUMMARY|-")
@click.argument("article", metavar="ARTICLE|-")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "sarif", "junit"]),
    default="text",
    show_default=True,
    help="How to print the report; sarif and junit are for build servers.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show the sound lines too, with all that was looked up."
)
@checks_option
@model_option
@base_url_option
@budget_usd_option
@budget_tokens_option
@store_option
@click.option("--strict", is_flag=True, help="One step stricter: exit 3 for warnings too.")
@click.pass_context
def check(context: click.Context, /, **options: Any) -> None:
    """Check SUMMARY against ARTICLE, the file it is about.

    SUMMARY is a brief or a result as JSON, or anybody's summary as Markdown or plain text, each sentence a
    statement. A brief of an earlier version is held against the text as it is now.

    Nothing is sent anywhere, unless --checks model asks for a second opinion. Exit code 0: no errors; 3: errors; 2:
    something cannot be read.
    """
    from briefkit.checks import CODES
    from briefkit.render import render_report

    summary, article, form, strict = (options[name] for name in ("summary", "article", "form", "strict"))
    if summary == article == "-":
        raise InputError("standard input can be only one of the two.", hint="Give a file for the other.")
    found = _report(options)
    everything = options["everything"]
    shape: dict[str, dict[str, object]] = {
        "text": {"width": terminal_width() if is_terminal() else 80, "everything": everything},
        "markdown": {"everything": everything},
        "sarif": {
            "subject": summary,
            "article": article,
            "meanings": {code: entry.meaning for code, entry in CODES.items()},
        },
        "junit": {"subject": summary, "strict": strict},
    }
    write(render_report(found, form, **shape.get(form, {})))
    context.exit(exit_of_findings(found.findings, strict=strict))


def _report(options: dict[str, Any]) -> Report:
    from briefkit.checks import report
    from briefkit.loaders import load, load_summary

    unused = [name for name in _OF_A_MODEL if options[name] is not None]
    if options["checks"] == "code" and unused:
        flag = f"--{unused[0].replace('_', '-')}"
        raise InputError(
            f"{flag} is for a second opinion, and none is asked for.", hint="Add --checks model."
        )
    summary, article = load_summary(options["summary"]), load(options["article"])
    if options["checks"] == "code":
        return report(summary, article)
    with watch("starting") as progress, open_briefer(options, progress) as briefer:
        found = briefer.check(summary, article)
    if found.provenance is not None:
        _say_how(found.provenance)
    return found


def _say_how(made: Provenance) -> None:
    from briefkit.render import spent_line

    lines = "1 line" if made.opinions == 1 else f"{made.opinions} lines"
    say(f"second opinion of {made.model_answered or made.model_asked} on {lines}. {spent_line(made)}.")
    for note in made.notes:
        say(f"note: {note}")


_OF_A_MODEL = ("model", "base_url", "budget_usd", "budget_tokens", "store")
