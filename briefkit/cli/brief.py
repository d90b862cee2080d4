"""The command `brief`: one article in, one brief out."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.asking import (
    base_url_option,
    budget_tokens_option,
    budget_usd_option,
    checks_option,
    desk_option,
    draft_option,
    local_only_option,
    model_option,
    open_briefer,
    plan_option,
    prompt_option,
    store_option,
    strict_option,
)
from briefkit.cli.exits import exit_of_result
from briefkit.cli.output import is_terminal, refuse_unwritable, say, terminal_width, write
from briefkit.cli.progress import Progress, watch
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.loaders import Loaded
    from briefkit.schema import Article, Result

__all__ = ["brief", "sample"]

# As `schema.KINDS`, which is not imported for --help; a test holds them together.
KINDS = (
    "news", "press release", "analysis", "opinion", "interview", "speech", "transcript", "live blog",
    "bulletin", "guide", "other",
)  # fmt: skip
SAMPLE: dict[str, Any] = {
    "headline": "Halden Cloud signs 12-year, 180-megawatt power deal for Marrow County data center campus",
    "publisher": "FICTIONAL",
    "published": "2026-10-14",
    "language": "en",
    "kind": "news",
}
_SAMPLE_FILE = str(files("briefkit") / "sample.txt")


@click.command(short_help="Make the brief of one article.")
@click.argument("source", metavar="FILE|URL|-", required=False)
@click.option("--sample", is_flag=True, help="Brief the fictional article that comes with briefkit.")
@model_option
@base_url_option
@local_only_option
@prompt_option
@plan_option
@desk_option
@draft_option
@click.option(
    "--kind", type=click.Choice(KINDS), metavar="KIND", help=f"What sort of text it is: {', '.join(KINDS)}."
)
@click.option("--headline", help="Headline, where the file does not have it.")
@click.option("--publisher", help="Who published it, as the brief is to name it.")
@click.option("--url", help="Where it was published.")
@click.option("--published", metavar="YYYY-MM-DD", help="Day of publication.")
@click.option("--language", metavar="CODE", help="Language, such as en. Default: detected.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["markdown", "json", "text", "html"]),
    help="Default: text in a terminal, Markdown elsewhere.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to a file instead.")
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    help="Write the page too: the brief beside its article, in one file.",
)
@budget_usd_option
@budget_tokens_option
@store_option
@checks_option
@strict_option
@click.pass_context
def brief(context: click.Context, /, **options: Any) -> None:
    """Make an editor's brief of the article in FILE, at URL, or on standard input for -.

    Reads .txt, .md, .html and briefkit's own JSON. Of a URL one page is fetched, where its site lets robots. The
    brief goes to standard output, everything else to standard error. What the article does not bear out is asked
    again, and marked where that does not help.
    """
    article = _article(options)
    for path in (options["output"], options["html"]):
        if path is not None:
            refuse_unwritable(path, source=options["source"])
    with watch("starting") as progress:
        result = _result(article, options, progress)
    _show(result, options["form"], options["output"])
    if options["html"] is not None:
        write(result.to_html(), options["html"])
        say(f"page written to {options['html']}.")
    context.exit(exit_of_result(result, strict=options["strict"]))


def _article(options: dict[str, Any]) -> Article:
    from briefkit.loaders import check_input, read

    known: dict[str, Any] = {
        field: options[field] for field in ("headline", "publisher", "url", "published", "language", "kind")
    }
    source = options["source"]
    if options["sample"]:
        if source:
            raise InputError("--sample brings its own article.", hint="Give either a file or --sample.")
        source, known = _SAMPLE_FILE, {**SAMPLE, **_given(known)}
    if not source:
        raise InputError("no article is given.", hint="Give a file, - for standard input, or --sample.")
    loaded = _fetched(source, known) if source.startswith(("http://", "https://")) else read(source, **known)
    for note in (*loaded.notes, *check_input(loaded.article)):
        say(f"note: {note}")
    return loaded.article


def sample() -> Article:
    """Return the fictional article that comes with briefkit."""
    from briefkit.loaders import read

    return read(_SAMPLE_FILE, **SAMPLE).article


def _fetched(url: str, known: dict[str, Any]) -> Loaded:
    from briefkit.loaders.web import read_page

    say(f"fetching {url[:200]}.")
    return read_page(url, **known)


def _given(known: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in known.items() if value is not None}


def _result(article: Article, options: dict[str, Any], progress: Progress) -> Result:
    settings = {name: options[name] for name in ("prompt", "plan", "desk", "draft", "strict")}
    with open_briefer(options, progress, **settings) as briefer:
        return briefer.brief(article)


def _show(result: Result, form: str | None, output: Path | None) -> None:
    from briefkit.render import render

    to_terminal = output is None and is_terminal()
    form = form or _FORMS.get(output.suffix.lower() if output else "", "text" if to_terminal else "markdown")
    width = {"width": terminal_width() if to_terminal else 80} if form == "text" else {}
    rendered = render(result, form, **width)
    try:
        write(rendered, output)
    except InputError:
        write(rendered)  # what was paid for is not thrown away
        raise
    if output is not None:
        say(f"{result.status}, written to {output}.")
    if result.status == "failed":
        for finding in result.findings[:1]:
            say(f"{finding.message} {finding.hint}".strip())


_FORMS = {".json": "json", ".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html"}
