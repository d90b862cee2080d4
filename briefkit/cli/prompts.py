"""The command `prompts`: what prompts there are, what they say, how two differ, what is wrong with one, if it works."""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefkit.cli.exits import OK, REVIEW
from briefkit.cli.output import say, write
from briefkit.cli.prompt_trial import try_prompt
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.plan import Linted

__all__ = ["prompts"]

_COUNTED_FOR = "gpt-5-mini"
"""Whose tokens are counted where no model is named."""


@click.group(short_help="List, show, compare, begin and check prompts.")
def prompts() -> None:
    """Work on prompts: Markdown files with a section for each part of a request. docs/evaluation.md describes them."""


prompts.add_command(try_prompt)


@prompts.command("list", short_help="List the bundled prompts.")
def list_all() -> None:
    """List the bundled prompts with the beginning of their hash, and their sections."""
    from briefkit.prompts import list_prompts, load_prompt

    for name in list_prompts():
        prompt = load_prompt(name)
        write(f"{name:14} {prompt.sha256[:8]}  {', '.join(prompt.sections)}\n")


@prompts.command(short_help="Print a prompt.")
@click.argument("name", metavar="NAME|FILE")
def show(name: str) -> None:
    """Print a prompt as it is: brief/v1, or brief for the newest version."""
    from briefkit.prompts import read_prompt

    write(read_prompt(name))


@prompts.command(short_help="Say how two prompts differ.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.pass_context
def diff(context: click.Context, old: str, new: str) -> None:
    """Print what differs from OLD to NEW, names or files, as a unified diff. Exit code 3: they differ."""
    from briefkit.prompts import load_prompt, read_prompt

    before, after = (read_prompt(name).splitlines() for name in (old, new))
    first, second = (f"{name}@{load_prompt(name).sha256[:8]}" for name in (old, new))
    lines = list(difflib.unified_diff(before, after, first, second, lineterm=""))
    write("".join(f"{line}\n" for line in lines))
    context.exit(REVIEW if lines else OK)


@prompts.command(short_help="Begin a prompt of your own.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--like", default="brief", show_default=True, metavar="NAME", help="The prompt to begin from.")
def new(file: Path, like: str) -> None:
    """Copy a prompt into FILE, to be changed. Sections that you leave out are taken from the bundled prompt."""
    from briefkit.prompts import read_prompt

    text = read_prompt(like)
    if file.exists():
        raise InputError(f"{str(file)!r} is there already.", hint="Give another name.")
    write(text, file)
    say(
        f"{file} begins as {like}. Check it with `briefkit prompts lint {file}`, use it with --prompt {file}."
    )


@prompts.command(short_help="Find what is wrong with a prompt, and what it costs.")
@click.argument("names", nargs=-1, required=True, metavar="NAME|FILE...")
@click.option("-m", "--model", default=_COUNTED_FOR, show_default=True, help="Whose tokens to count.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.pass_context
def lint(context: click.Context, names: tuple[str, ...], model: str, form: str) -> None:
    """Hold prompts against the bundled ones, and count their tokens. Nothing is asked.

    Found are: a variable that nobody fills, one that is missing, a section that nobody reads, an article outside its
    fence, instructions after the article. The static prefix is how much of a request is the same for every article,
    which is what a server can keep.

    Exit code 3: one would fail.
    """
    from briefkit.budget import count_tokens
    from briefkit.plan import lint_prompt
    from briefkit.prompts import load_unchecked, purpose_of

    loaded = [load_unchecked(name) for name in names]
    count: Callable[[str], int] = lambda text: count_tokens(text, model).tokens  # noqa: E731 - named for its type
    linted = [lint_prompt(prompt, purpose_of(prompt), count) for prompt in loaded]
    if form == "json":
        write(json.dumps([dataclasses.asdict(each) for each in linted], ensure_ascii=False, indent=2) + "\n")
    else:
        write("\n".join("".join(f"{line}\n" for line in _lines(each)) for each in linted))
    context.exit(OK if all(each.is_sound for each in linted) else REVIEW)


def _lines(linted: Linted) -> Iterator[str]:
    yield f"{linted.name}@{linted.sha256[:8]}, for {linted.purpose}"
    for section, tokens in linted.sections.items():
        yield f"  {section:18} {tokens:>7,} tokens"
    if linted.prefix is not None:
        yield f"  static prefix      {linted.prefix:>7,} tokens of a request, filled"
    for problem in linted.problems:
        yield f"  {problem.severity}: {problem.section}: {problem.message}."
    if not linted.problems:
        yield "  nothing is wrong."
