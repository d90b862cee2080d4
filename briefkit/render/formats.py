"""The tables of formats, loaded when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from itertools import chain, islice
from typing import Any, Literal, NamedTuple

from briefkit.errors import InputError
from briefkit.schema import Comparison, Report, Result

__all__ = [
    "COMPARISON_FORMATS",
    "EXPORTS",
    "FORMATS",
    "REPORT_FORMATS",
    "Export",
    "Format",
    "ReportFormat",
    "export",
    "render",
    "render_comparison",
    "render_report",
]

Format = Literal["markdown", "json", "text", "html"]
ReportFormat = Literal["text", "markdown", "json", "html", "sarif", "junit"]

FORMATS: dict[str, str] = {
    "markdown": "briefkit.render.markdown:to_markdown",
    "json": "briefkit.render.structured:to_json",
    "text": "briefkit.render.terminal:to_text",
    "html": "briefkit.render.page:to_html",
}
"""By name: what renders a result."""
REPORT_FORMATS: dict[str, str] = {
    "text": "briefkit.render.reports:report_to_text",
    "markdown": "briefkit.render.reports:report_to_markdown",
    "json": "briefkit.render.reports:report_to_json",
    "html": "briefkit.render.report_page:report_to_html",
    "sarif": "briefkit.render.continuous:report_to_sarif",
    "junit": "briefkit.render.continuous:report_to_junit",
}
"""By name: what renders a report of the checks."""


COMPARISON_FORMATS: dict[str, str] = {
    "text": "briefkit.render.comparisons:comparison_to_text",
    "markdown": "briefkit.render.comparisons:comparison_to_markdown",
    "json": "briefkit.render.comparisons:comparison_to_json",
}
"""By name: what renders what differs between two briefs."""


class Export(NamedTuple):
    """A format that briefs are handed on in."""

    renderer: str
    """Module and function."""
    ending: str
    """Of a file in this format."""
    several: Literal["together", "lines", "series", "apart"]
    """How several briefs stand in one file: as one document of theirs, one a line, one below another; or not."""


EXPORTS: dict[str, Export] = {
    "markdown": Export("briefkit.render.markdown:to_markdown", ".md", "series"),
    "text": Export("briefkit.render.plain:to_plain_text", ".txt", "series"),
    "json": Export("briefkit.render.structured:to_json", ".json", "lines"),
    "jsonl": Export("briefkit.render.structured:to_json_line", ".jsonl", "series"),
    "csv": Export("briefkit.render.rows:to_csv", ".csv", "together"),
    "parquet": Export("briefkit.render.parquet:to_parquet", ".parquet", "together"),
    "ninjs": Export("briefkit.render.ninjs:to_ninjs", ".ninjs.json", "lines"),
    "ans": Export("briefkit.render.ans:to_ans", ".ans.json", "lines"),
    "nitf": Export("briefkit.render.nitf:to_nitf", ".nitf", "apart"),
    "json-ld": Export("briefkit.render.json_ld:to_json_ld", ".jsonld", "lines"),
    "atom": Export("briefkit.render.atom:to_atom", ".atom", "together"),
    "email": Export("briefkit.render.mail:to_email", ".eml", "together"),
    "slack": Export("briefkit.render.chat:to_slack", ".txt", "series"),
    "teams": Export("briefkit.render.chat:to_teams", ".md", "series"),
    "html": Export("briefkit.render.page:to_html", ".html", "apart"),
}
"""By name: the formats of `export`."""
_BETWEEN = {".txt": "\n\n" + "=" * 80 + "\n\n", ".md": "\n\n---\n\n"}
"""What stands between two briefs of a series, by the ending; nothing between lines."""


def render(result: Result, to: Format | str, **options: Any) -> str:
    """Return a result in a format; `width` in columns may be given for `text`.

    Raises:
        InputError: when there is no such format.

    """
    return str(_renderer(FORMATS, to)(result, **options))


def render_report(report: Report, to: ReportFormat | str, **options: Any) -> str:
    """Return a report of the checks in a format, with the options that its renderer takes.

    Raises:
        InputError: when there is no such format.

    """
    return str(_renderer(REPORT_FORMATS, to)(report, **options))


def render_comparison(found: Comparison, to: str, **options: Any) -> str:
    """Return what differs between two briefs in a format; `width` in columns may be given for `text`.

    Raises:
        InputError: when there is no such format.

    """
    return str(_renderer(COMPARISON_FORMATS, to)(found, **options))


def export(results: Iterable[Result], to: str) -> Iterator[bytes]:
    """Yield the bytes of a file with all briefs in a format of `EXPORTS`; results without one are left out.

    Only as many results are held as stand together: one, in most formats.

    Raises:
        InputError: when there is no such format, or no file of it holds several briefs and several are given.

    """
    renderer = _renderer({name: form.renderer for name, form in EXPORTS.items()}, to)
    form = EXPORTS[to]
    with_brief = (result for result in results if result.brief is not None)
    if form.several == "together":
        pieces = renderer(with_brief)
        return (piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    return (piece.encode() for piece in _WAYS[form.several](renderer, with_brief, form.ending))


def _lines(renderer: Callable[..., str], results: Iterator[Result], _: str) -> Iterator[str]:
    """Yield one result spread over lines to be read, or several, one a line."""
    first = list(islice(results, 2))
    indent = 2 if len(first) == 1 else None
    for result in chain(first, results):
        yield renderer(result, indent=indent)


def _series(renderer: Callable[..., str], results: Iterator[Result], ending: str) -> Iterator[str]:
    for number, result in enumerate(results):
        if number:
            yield _BETWEEN.get(ending, "")
        yield renderer(result)


def _apart(renderer: Callable[..., str], results: Iterator[Result], _: str) -> Iterator[str]:
    for number, result in enumerate(results):
        if number:
            raise InputError(
                "this format has one brief a file, and there are several.", hint="Give a folder."
            )
        yield renderer(result)


_WAYS = {"lines": _lines, "series": _series, "apart": _apart}


def _renderer(table: Mapping[str, str], to: str) -> Callable[..., Any]:
    if to not in table:
        raise InputError(f"there is no format {to!r}.", hint=f"Use one of {', '.join(table)}.")
    module, function = table[to].split(":")
    renderer: Callable[..., Any] = getattr(import_module(module), function)
    return renderer
