"""The command `export`: briefs in the formats of newsrooms, into one file or a file each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.exits import FAILED, OK, REVIEW
from briefkit.cli.output import is_terminal, say, write_bytes
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.schema import Result

__all__ = ["FORMATS", "export"]

# As `render.EXPORTS`, which is not imported for --help; a test holds them together.
FORMATS = (
    "markdown", "text", "json", "jsonl", "csv", "parquet", "ninjs", "ans", "nitf", "json-ld", "atom", "email",
    "slack", "teams", "html",
)  # fmt: skip
_BINARY = ("parquet",)


@dataclass
class _Seen:
    """What went through."""

    written: int = 0
    marked: int = 0
    none: int = 0
    names: set[str] = field(default_factory=set)

    def watched(self, results: Iterable[Result]) -> Iterator[Result]:
        for result in results:
            if result.brief is None:
                self.none += 1
                continue
            self.written += 1
            self.marked += result.status != "ok"
            yield result

    def name(self, result: Result, ending: str) -> str:
        """Return a file's name that no other brief of the run has: of the article's hash, never of its words."""
        name, number = f"{result.article.id}{ending}", 2
        while name in self.names:
            name, number = f"{result.article.id}-{number}{ending}", number + 1
        self.names.add(name)
        return name


@click.command(short_help="Hand briefs on in the formats of newsrooms.")
@click.argument("source", metavar="SOURCE|-")
@click.option("--to", required=True, type=click.Choice(FORMATS), help="The format.")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    help="Write to a file; into a folder (there already, or with / at its end), a file a brief.",
)
@click.option(
    "--only",
    metavar="ID",
    multiple=True,
    help="Only this brief: its article's hash or first digits of it; in a store also its identifier or address. "
    "May be repeated.",
)
@click.option(
    "--status",
    "statuses",
    type=click.Choice(["ok", "review"]),
    multiple=True,
    help="Only briefs with this status. May be repeated. Default: all.",
)
@click.option("--setup", type=int, metavar="N", help="Only briefs of this setup of a store.")
@click.option("--article", metavar="FILE", help="The article of a brief that stands alone.")
@click.pass_context
def export(context: click.Context, /, source: str, to: str, output: str | None, **options: Any) -> None:
    """Write the briefs in SOURCE, a result, a file of results (JSON Lines) or a store, in another format.

    Every format says that a machine wrote them, with what, and who has reviewed them. A line with an error is
    marked in every format, and the item is withheld where the format knows that; --status ok leaves such briefs out.

    Exit code 0: all are ok; 3: some are to be reviewed; 4: some had no brief to write.
    """
    from briefkit.cli.sources import results_of

    seen = _Seen()
    results = seen.watched(results_of(source, **options))
    target = Path(output) if output is not None else None
    if output is not None and target is not None and (output.endswith(("/", "\\")) or target.is_dir()):
        _into_folder(results, to, target, seen)
    else:
        _into_file(results, to, target, source)
    _say(seen, output)
    context.exit(FAILED if seen.none else REVIEW if seen.marked else OK)


def _into_file(results: Iterator[Result], to: str, target: Path | None, source: str) -> None:
    from briefkit.cli.output import refuse_unwritable
    from briefkit.render import export as exported

    if target is None and to in _BINARY and is_terminal():
        raise InputError(f"{to} is no text for a terminal.", hint="Give a file with -o.")
    if target is not None:
        refuse_unwritable(target, source=source)
    first = next(results, None)
    if first is None:
        raise InputError("there is no brief to write.", hint="See `briefkit status`, or leave out --status.")
    write_bytes(exported(_again(first, results), to), target)


def _again(first: Result, rest: Iterator[Result]) -> Iterator[Result]:
    yield first
    yield from rest


def _into_folder(results: Iterator[Result], to: str, folder: Path, seen: _Seen) -> None:
    from briefkit.render import EXPORTS
    from briefkit.render import export as exported

    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{str(folder)!r} cannot be made: {error.strerror}.", hint="Give another -o."
        ) from None
    for result in results:
        write_bytes(exported([result], to), folder / seen.name(result, EXPORTS[to].ending))


def _say(seen: _Seen, output: str | None) -> None:
    if output is not None:
        briefs = "1 brief" if seen.written == 1 else f"{seen.written:,} briefs"
        say(f"{briefs} written to {output}.")
    if seen.marked:
        say(f"{seen.marked:,} to review: their errors are marked. --status ok leaves them out.")
    if seen.none:
        say(f"{seen.none:,} without a brief left out.")
