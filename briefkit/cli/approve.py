"""The command `approve`: a person answers for a brief. The only one that records a human review."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.exits import exit_of_result
from briefkit.cli.output import refuse_unwritable, say, write
from briefkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefkit.schema import Brief, Result

__all__ = ["approve"]

_MOST_SHOWN = 5


@click.command(short_help="Record that a person has reviewed a brief.")
@click.argument("source", metavar="BRIEF|STORE")
@click.option("--by", "reviewer", required=True, metavar="NAME", help="Who answers for the brief.")
@click.option("--role", required=True, metavar="ROLE", help="In what capacity, such as 'duty editor'.")
@click.option("--note", metavar="TEXT", help="What there is to say about it.")
@click.option(
    "--examined",
    metavar="PATH",
    multiple=True,
    help="Only this line was examined, such as key_points[0]. May be repeated. Default: all lines.",
)
@click.option(
    "--set",
    "edits",
    metavar="PATH=TEXT",
    multiple=True,
    help="Reword a line, or a field of one such as signals[0].when. May be repeated.",
)
@click.option(
    "--edit",
    "edited",
    metavar="FILE",
    help='The edited brief or result as JSON, or a JSON object of paths and texts: {"headline": "…"}.',
)
@click.option("--reject", "rejected", is_flag=True, help="The review ends in a rejection.")
@click.option(
    "--only", metavar="ID", help="Which brief of a store: its article's hash, identifier or address."
)
@click.option("--setup", type=int, metavar="N", help="Of which setup of the store.")
@click.option("--article", metavar="FILE", help="The article of a brief that stands alone.")
@click.option("--in-place", is_flag=True, help="Write the result back into its file.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the result to a file.")
@click.pass_context
def approve(context: click.Context, /, source: str, **options: Any) -> None:
    """Record in BRIEF, a result or a brief as JSON, or in a STORE, that a person has reviewed a brief.

    Who, when, in what role, which lines were examined and what was changed stand in the brief's provenance from
    then on. Edited lines are checked against the article; errors that remain keep the status at review. Whatever
    changes the brief or its article later makes the review void, and every format says so.

    Exit code 0: no errors remain; 3: some do.
    """
    from briefkit.store.results import is_store

    reviewed = _in_store(source, options) if is_store(source) else _in_file(source, options)
    _say(reviewed)
    context.exit(exit_of_result(reviewed))


def _in_file(source: str, options: dict[str, Any]) -> Result:
    from briefkit.cli.sources import one_result
    from briefkit.render import render

    if options["only"] or options["setup"] is not None:
        raise InputError("--only and --setup are for a store.", hint="Leave them out.")
    output = Path(source) if options["in_place"] else options["output"]
    if options["in_place"] and (options["output"] is not None or source == "-"):
        raise InputError("--in-place writes into the file given.", hint="Leave out -o, and give a file.")
    if output is not None:
        refuse_unwritable(output, source=None)
    reviewed = _reviewed(one_result(source, article=options["article"]), options)
    write(render(reviewed, "json"), output)
    return reviewed


def _in_store(source: str, options: dict[str, Any]) -> Result:
    from briefkit.errors import StoreError
    from briefkit.store import Archive, Store
    from briefkit.store.results import find_stored

    if options["only"] is None:
        raise InputError("a store holds many briefs.", hint="Say which one with --only.")
    if options["in_place"] or options["output"] is not None or options["article"] is not None:
        raise InputError(
            "in a store the review is written where the brief is.", hint="Leave out -o and --article."
        )
    with Store(source) as store:
        found = find_stored(source, options["only"], setup=options["setup"])
        if found.result is None:
            raise StoreError("the brief cannot be read.", hint="Run `briefkit recover` on the store.")
        reviewed = _reviewed(found.result, options)
        with store.writing() as connection:
            Archive(connection).note_review(found.work_id, reviewed)
    return reviewed


def _reviewed(result: Result, options: dict[str, Any]) -> Result:
    from briefkit.review import review

    return review(
        result,
        reviewer=options["reviewer"],
        role=options["role"],
        at=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        note=options["note"],
        edited=_edited(result.brief, options["edited"], options["edits"]),
        examined=options["examined"] or None,
        rejected=options["rejected"],
    )


def _edited(brief: Brief | None, file: str | None, edits: Sequence[str]) -> Brief | None:
    """Return the brief as it is to be, None where nothing is to be changed."""
    from briefkit.review import with_edits

    if brief is None or (file is None and not edits):
        return None
    if file is not None:
        brief = _of_file(brief, file)
    return with_edits(brief, dict(map(_edit, edits)))


def _of_file(brief: Brief, file: str) -> Brief:
    from briefkit.loaders import read_bytes
    from briefkit.loaders.results import result_in
    from briefkit.review import with_edits
    from briefkit.schema import Result

    data = read_bytes(file, max_bytes=5_000_000)
    if (words := _words(data)) is not None:
        return with_edits(brief, words)
    found = result_in(data, name=file)
    other = found.brief if isinstance(found, Result) else found
    if other is None:
        raise InputError(f"{file} is a result without a brief.", hint="Give the edited brief.")
    return other


def _words(data: bytes) -> dict[str, str] | None:
    """Return paths and texts, where a file holds these and not a brief."""
    import json

    from briefkit.schema.shapes import members_of

    try:
        value = json.loads(data)
    except ValueError:
        return None
    words = members_of(value)
    return words if words and all(isinstance(each, str) for each in words.values()) else None


def _edit(said: str) -> tuple[str, str]:
    path, equals, text = said.partition("=")
    if not equals or not text.strip():
        raise InputError(f"{said!r} is no edit.", hint="Write --set 'headline=New words'.")
    return path.strip(), text.strip()


def _say(reviewed: Result) -> None:
    from briefkit.render.foot import review_line

    human = reviewed.provenance.human_review
    examined, changed = len(human.examined or ()), len(human.changes or ())
    counted = f"{_count(examined, 'line')} examined, {_count(changed, 'change')}"
    say(f"{review_line(reviewed)}; {counted}; status {reviewed.status}.")
    errors = [finding for finding in reviewed.findings if finding.severity == "error"]
    for finding in errors[:_MOST_SHOWN]:
        say(f"error on {finding.path or 'the whole'}: {finding.message}")
    if len(errors) > _MOST_SHOWN:
        say(f"and {len(errors) - _MOST_SHOWN} errors more.")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
