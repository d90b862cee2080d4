"""The command `check`: a brief against its article, offline."""

from __future__ import annotations

import click

from briefkit.cli.exits import exit_of_findings
from briefkit.cli.output import is_terminal, terminal_width, write
from briefkit.errors import InputError

__all__ = ["check"]


@click.command(short_help="Check a brief, or anybody's summary, against its article, offline.")
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
@click.option("--strict", is_flag=True, help="Exit 3 for warnings too.")
@click.pass_context
def check(
    context: click.Context, /, summary: str, article: str, form: str, everything: bool, strict: bool
) -> None:
    """Check SUMMARY against ARTICLE, the file it is about.

    SUMMARY is a brief or a result as JSON, or anybody's summary as Markdown or plain text, each sentence a
    statement. A brief of an earlier version is held against the text as it is now.

    Nothing is sent anywhere. Exit code 0: no errors; 3: errors; 2: something cannot be read.
    """
    from briefkit.checks import CODES, report
    from briefkit.loaders import load, load_summary
    from briefkit.render import render_report

    if summary == article == "-":
        raise InputError("standard input can be only one of the two.", hint="Give a file for the other.")
    found = report(load_summary(summary), load(article))
    options: dict[str, dict[str, object]] = {
        "text": {"width": terminal_width() if is_terminal() else 80, "everything": everything},
        "markdown": {"everything": everything},
        "sarif": {
            "subject": summary,
            "article": article,
            "meanings": {code: entry.meaning for code, entry in CODES.items()},
        },
        "junit": {"subject": summary, "strict": strict},
    }
    write(render_report(found, form, **options.get(form, {})))
    context.exit(exit_of_findings(found.findings, strict=strict))
