"""The command `check`: a brief against its article, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefkit.cli.exits import exit_of_findings
from briefkit.cli.output import is_terminal, say, terminal_width, write
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.schema import Brief

__all__ = ["check"]


@click.command(short_help="Check a brief against its article, offline.")
@click.argument("brief", metavar="BRIEF|-")
@click.argument("article", metavar="ARTICLE|-")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@click.option("--strict", is_flag=True, help="Exit 3 for warnings too.")
@click.pass_context
def check(context: click.Context, /, brief: str, article: str, form: str, strict: bool) -> None:
    """Check BRIEF, the JSON of a brief or a result, against ARTICLE, the file it was made from.

    Nothing is sent anywhere. Exit code 0: no errors; 3: errors; 2: something cannot be read.
    """
    from briefkit.checks import check as check_brief
    from briefkit.loaders import load
    from briefkit.render import render_findings

    if brief == article == "-":
        raise InputError("standard input can be only one of the two.", hint="Give a file for the other.")
    checked, against = _brief(brief), load(article)
    if not checked.is_of(against):
        say("note: the brief was made from another text than this; its spans may not fit.")
    findings = check_brief(checked, against)
    width = {"width": terminal_width() if is_terminal() else 80} if form == "text" else {}
    write(render_findings(findings, form, **width))
    context.exit(exit_of_findings(findings, strict=strict))


def _brief(source: str) -> Brief:
    from pydantic import ValidationError
    from pydantic_core import from_json

    from briefkit.loaders import MAX_PAGE_BYTES, decode, read_bytes
    from briefkit.schema import Brief, Result

    text = decode(read_bytes(source, max_bytes=MAX_PAGE_BYTES), name=source).text
    hint = "Give the JSON that `briefkit brief --format json` writes."
    try:
        value = from_json(text)
    except ValueError as error:
        raise InputError(f"{source} is not valid JSON: {error}.", hint=hint) from None
    is_result = isinstance(value, dict) and "article" in value
    try:
        found = Result.model_validate_json(text).brief if is_result else Brief.model_validate_json(text)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the file"
        raise InputError(f"{source} is no brief: {where}: {problem['msg']}.", hint=hint) from None
    if found is None:
        raise InputError(f"{source} is a result without a brief.", hint="There is nothing to check in it.")
    return found
