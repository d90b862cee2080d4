"""The command `diff`: what changed between two briefs of a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefkit.cli.exits import OK, REVIEW
from briefkit.cli.output import is_terminal, terminal_width, write
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.schema import Brief, Result

__all__ = ["diff"]


@click.command(short_help="Say what changed between two briefs of a story.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to print the differences.",
)
@click.pass_context
def diff(context: click.Context, old: str, new: str, form: str) -> None:
    """Say line by line what changed from OLD to NEW, results or briefs as JSON.

    Lines of one kind are paired by the evidence that they share and the likeness of their words. What is shown is
    words, figures, evidence, status and other fields, and of results also findings and reviews.

    Exit code 0: they are the same; 3: they differ.
    """
    from briefkit.comparing import compare
    from briefkit.render import render_comparison

    found = compare(_side(old), _side(new))
    width = {"width": terminal_width() if is_terminal() else 80} if form == "text" else {}
    write(render_comparison(found, form, **width))
    context.exit(OK if found.is_same else REVIEW)


def _side(source: str) -> Result | Brief:
    from briefkit.loaders.results import open_results

    found = list(open_results(source))
    if len(found) != 1:
        raise InputError(f"{source} holds {len(found)} briefs.", hint="Give a file with one.")
    return found[0]
