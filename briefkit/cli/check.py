"""The command `check`: a brief, or anybody's summary, against its article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.asking import (
    base_url_option,
    budget_tokens_option,
    budget_usd_option,
    checks_option,
    local_only_option,
    model_option,
    open_briefer,
    store_option,
)
from briefkit.cli.exits import REVIEW, exit_of_findings
from briefkit.cli.output import is_terminal, refuse_unwritable, say, terminal_width, write
from briefkit.cli.progress import watch
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.checks import Standing
    from briefkit.schema import Provenance, Report

__all__ = ["check"]


@click.command(short_help="Check a brief, or anybody's summary, against its article.")
@click.argument("summary", metavar="SUMMARY|-")
@click.argument("article", metavar="ARTICLE|-", required=False)
@click.option(
    "--against",
    metavar="NEWARTICLE",
    help="The article as it was corrected: say which lines no longer hold. With ARTICLE too, of those that held.",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "html", "sarif", "junit"]),
    default="text",
    show_default=True,
    help="How to print the report; sarif and junit are for build servers.",
)
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    help="Write the page too: the lines beside the article, in one file.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show the sound lines too, with all that was looked up."
)
@click.option("--headline", help="Headline, where the article's file does not have it.")
@click.option("--publisher", help="Who published the article; may be named without a sentence for it.")
@click.option("--published", metavar="YYYY-MM-DD", help="Day of publication; relative dates count from it.")
@click.option("--language", metavar="CODE", help="Language, such as en. Default: detected.")
@click.option(
    "--also",
    metavar="FILE",
    multiple=True,
    help="Another article of the run, in which quoted words are looked for that this one lacks. May be repeated.",
)
@click.option(
    "--attention",
    is_flag=True,
    help="Say which lines to look at first, by a small trained ranker; it approves nothing. English only.",
)
@checks_option
@model_option
@base_url_option
@local_only_option
@budget_usd_option
@budget_tokens_option
@store_option
@click.option("--strict", is_flag=True, help="One step stricter: exit 3 for warnings too.")
@click.pass_context
def check(context: click.Context, /, **options: Any) -> None:
    """Check SUMMARY against ARTICLE, the file it is about.

    SUMMARY is a brief or a result as JSON, or anybody's summary as Markdown or plain text, each sentence a
    statement. A brief of an earlier version is held against the text as it is now; --against begins with the lines
    that no longer hold, and those that rest on a sentence that has changed or gone.

    Nothing is sent anywhere, unless --checks model asks for a second opinion. Exit code 0: no errors; 3: errors; 2:
    something cannot be read.
    """
    from briefkit.checks import CODES
    from briefkit.render import render_report
    from briefkit.render.reports import render_standing

    summary, article, form, strict = (options[name] for name in ("summary", "article", "form", "strict"))
    if [summary, article, options["against"]].count("-") > 1:
        raise InputError("standard input can be only one of the two.", hint="Give a file for the other.")
    if article is None and options["against"] is None:
        raise InputError(
            "no article is given.", hint="Give it behind the summary, or the corrected one with --against."
        )
    if options["html"] is not None:
        refuse_unwritable(options["html"], source=article)
        refuse_unwritable(options["html"], source=summary)
    found = _report({**options, "article": options["against"] or article})
    now = _standing(found, options) if options["against"] is not None else None
    everything = options["everything"]
    shape: dict[str, dict[str, object]] = {
        "text": {"width": terminal_width() if is_terminal() else 80, "everything": everything},
        "markdown": {"everything": everything},
        "sarif": {
            "subject": summary,
            "article": options["against"] or article,
            "meanings": {code: entry.meaning for code, entry in CODES.items()},
        },
        "junit": {"subject": summary, "strict": strict},
    }
    if now is not None and form in _PROSE:
        write(
            render_standing(
                found, now.lost, now.shaken, form, width=terminal_width() if is_terminal() else 80
            )
        )
    write(render_report(found, form, **shape.get(form, {})))
    if options["html"] is not None:
        write(found.to_html(), options["html"])
        say(f"page written to {options['html']}.")
    context.exit(REVIEW if now is not None and now.lost else exit_of_findings(found.findings, strict=strict))


def _standing(found: Report, options: dict[str, Any]) -> Standing:
    """Return what holds no longer in the corrected article; of what held in the one before, where it is given."""
    from briefkit.checks import standing_of

    now = standing_of(found)
    if options["article"] is None:
        return now
    return now.of_those_that_stood(standing_of(_report({**options, "checks": "code"})))


def _report(options: dict[str, Any]) -> Report:
    from briefkit.checks import report
    from briefkit.loaders import load, load_summary

    _refuse_unused(options)
    known = {field: options[field] for field in ("headline", "publisher", "published", "language")}
    summary, article = load_summary(options["summary"]), load(options["article"], **known)
    if options["checks"] == "code":
        others = {path: load(path) for path in options["also"]}
        return report(summary, article, others=others, attention=options["attention"])
    with watch("starting") as progress, open_briefer(options, progress) as briefer:
        found = briefer.check(summary, article)
    if found.provenance is not None:
        _say_how(found.provenance)
    return found


def _refuse_unused(options: dict[str, Any]) -> None:
    """An option that would do nothing is a mistake, not a wish.

    Raises:
        InputError: naming it.

    """
    is_code = options["checks"] == "code"
    unused = [name for name in (_OF_A_MODEL if is_code else _OF_CODE) if options[name]]
    if unused:
        flag = f"--{unused[0].replace('_', '-')}"
        raise InputError(
            f"{flag} is for a second opinion, and none is asked for."
            if is_code
            else f"{flag} goes with the checks of code alone.",
            hint="Add --checks model." if is_code else "Leave one of the two out.",
        )


def _say_how(made: Provenance) -> None:
    from briefkit.render import spent_line

    lines = "1 line" if made.opinions == 1 else f"{made.opinions} lines"
    say(f"second opinion of {made.model_answered or made.model_asked} on {lines}. {spent_line(made)}.")
    for note in made.notes:
        say(f"note: {note}")


_PROSE = ("text", "markdown")
_OF_CODE = ("also", "attention")
_OF_A_MODEL = ("model", "base_url", "budget_usd", "budget_tokens", "store")
