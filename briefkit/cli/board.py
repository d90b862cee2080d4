"""The command `board`: a static site of the briefs in a store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from briefkit.board import Built

__all__ = ["board"]

_MOST_PROCESSES = 4
"""More hardly help: one process writes all the files."""


def _address(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Take an address of the web, and give it the slash that its pages are appended to."""
    from briefkit.render.item import address_of

    if value is None:
        return None
    if address_of(value) is None or not urlsplit(value).hostname or urlsplit(value).query:
        raise click.BadParameter("it is no plain address such as https://example.org/board/")
    return value.rstrip("/") + "/"


@click.command(short_help="Build a static site of the briefs in a store.")
@click.argument("store", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), required=True, metavar="FOLDER",
    help="Folder of the site: a new one, or one that was built before.",
)  # fmt: skip
@click.option("--title", metavar="WORDS", help="What the site is called. Default: Editor’s briefs.")
@click.option(
    "--base-url",
    metavar="URL",
    callback=_address,
    help="Where it will be published; feeds need it for absolute links.",
)
@click.option(
    "--without-articles",
    is_flag=True,
    help="Quote only the sentences that a brief rests on, not the articles.",
)
@click.option(
    "--without-review", is_flag=True, help="Leave out briefs with errors, and the pages of what needs review."
)
def board(
    store: Path,
    folder: Path,
    *,
    title: str | None,
    base_url: str | None,
    without_articles: bool,
    without_review: bool,
) -> None:
    """Build a static site of the newest brief of every article in STORE.

    It has the latest briefs, pages by desk, topic, source and region, the stories, what to watch, what needs review, a
    search that needs no server, and feeds. Open index.html, or put the folder on any web server. The same command
    again writes only what has changed, and removes the pages of stories that are gone.

    A brief with errors is marked wherever it is listed until a person has reviewed it, and is in no feed.
    """
    from briefkit.board import Site, build_board
    from briefkit.cli.output import say
    from briefkit.cli.progress import watch_count

    site = Site(
        title=title or Site.title,
        base_url=base_url,
        has_articles=not without_articles,
        has_review=not without_review,
    )
    with watch_count("stories") as on_story:
        built = build_board(store, folder, site, processes=_processes(), on_story=on_story)
    for line in _lines(built):
        say(line)


def _processes() -> int:
    return min(os.cpu_count() or 1, _MOST_PROCESSES)


def _lines(built: Built) -> list[str]:
    marked = f", {built.to_review:,} of them to review" if built.to_review else ""
    failed = f"; {_count(built.failures, 'article')} without a brief" if built.failures else ""
    removed = f", {built.removed:,} removed" if built.removed else ""
    return [
        f"{_count(built.stories, 'brief')}{marked}{failed}.",
        f"{_count(built.changed, 'file')} written, {built.unchanged:,} unchanged{removed}. Open {built.index}",
    ]


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
