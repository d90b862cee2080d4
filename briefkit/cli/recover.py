"""The command `recover`: what can still be read of a damaged store, in a new one."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["recover"]


@click.command(short_help="Copy what can still be read of a damaged store.")
@click.argument("store", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path), required=False)
@click.option("--check", is_flag=True, help="Only look through the whole of STORE for damage.")
@click.pass_context
def recover(context: click.Context, store: Path, new: Path | None, *, check: bool) -> None:
    """Copy every readable row of STORE into the new store NEW; STORE is not touched.

    With --check nothing is copied: the whole file is looked through, which takes about 3 s a gigabyte. Exit code 0:
    it is sound, or all was copied; 3: there is damage, or there are gaps.
    """
    from briefkit.cli.exits import OK, REVIEW
    from briefkit.cli.output import write
    from briefkit.errors import InputError
    from briefkit.store import damage
    from briefkit.store import recover as copy

    if check == (new is not None):
        raise InputError("either --check or a new store is needed.", hint="briefkit recover STORE NEW")
    if new is None:
        found = damage(store)
        write("".join(f"{line}\n" for line in found) or "sound: every page and every index was looked at.\n")
        context.exit(REVIEW if found else OK)
    copied = copy(store, new)
    gaps = sum(copied.gaps.values())
    for table, rows in copied.rows.items():
        lost = copied.gaps[table]
        broken = f", {lost} {'place' if lost == 1 else 'places'} could not be read" if lost else ""
        write(f"{table:<10} {rows:>12,} rows{broken}\n")
    if copied.again:
        write(
            f"{copied.again:,} briefs are lost; the same batch makes them again, of the answers that were saved.\n"
        )
    write(f"copied into {new}{', with gaps' if gaps else ''}.\n")
    context.exit(REVIEW if gaps or copied.again else OK)
