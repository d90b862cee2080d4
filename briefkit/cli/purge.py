"""The command `purge`: articles out of a store for good, with everything that was made of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from briefkit.store import Doomed

__all__ = ["purge"]


@click.command(short_help="Remove articles from a store, with all that was made of them.")
@click.argument("store", type=click.Path(path_type=Path))
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Remove nothing: say what there is.")
@click.option(
    "--forget", is_flag=True, help="Keep not even the hash, so that the next batch may brief it again."
)
def purge(store: Path, articles: tuple[str, ...], *, yes: bool, dry_run: bool, forget: bool) -> None:
    """Remove every ARTICLE from STORE: its text, records, briefs, findings and kept answers.

    An article is named by its address, its id or place in the input, or the beginning of its hash. No byte of it is
    left in the file; what was spent on it stays in the books. The hash of its text is kept, so that the next batch
    leaves it out. Copies elsewhere - backups, exports, a board - are yours to remove.
    """
    from briefkit.cli.output import write
    from briefkit.errors import InputError
    from briefkit.store import Store, find_doomed
    from briefkit.store import purge as remove
    from briefkit.store.file import refuse_missing

    refuse_missing(store)
    with Store(store) as opened:
        doomed = find_doomed(opened, articles)
        lines = "".join(f"{line}\n" for line in _lines(doomed))
        if dry_run:
            write(lines)
            return
        if not yes:
            if not sys.stdin.isatty():
                raise InputError(
                    "nobody is there to be asked.", hint="Add --yes to remove them, or --dry-run."
                )
            click.echo(lines, nl=False, err=True)
            click.confirm("Remove all this for good?", abort=True, err=True)
        remove(opened, doomed, forget=forget)
    write(f"removed from {store}:\n{lines}")


def _lines(doomed: Doomed) -> list[str]:
    from briefkit.render.escape import visible

    counts = ", ".join(
        f"{number:,} {name}{'' if number == 1 else 's'}"
        for number, name in (
            (len(doomed.hashes), "article"),
            (doomed.records, "record"),
            (doomed.briefs, "brief"),
            (doomed.replies, "kept answer"),
        )
    )
    return [counts, *(f"  {visible(headline)}" for headline in doomed.headlines)]
