"""A result as plain text for a terminal: the evidence beside each line where there is room, else below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefkit.render.escape import one_line
from briefkit.render.layout import beside, clip, columns_of, wrap
from briefkit.render.outline import Evidence, Line, Outline, Row, Section, outline
from briefkit.schema import Result

__all__ = ["to_text"]

_NARROWEST = 40
_VERBATIM = "word for word"
_BESIDE = 100
"""From this width on the evidence stands beside the lines."""


def to_text(result: Result, *, width: int = 80) -> str:
    """Return a result as text of at most `width` columns: glance first, then all, with the evidence."""
    return "\n".join(_Page(max(width, _NARROWEST)).lines(outline(result))) + "\n"


class _Page:
    """Sets an outline at one width, and remembers which sentences were quoted in full."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._column = width * 3 // 5 if width >= _BESIDE else 0
        self._quoted: set[int] = set()

    def lines(self, shown: Outline) -> Iterable[str]:
        yield from wrap(one_line(" ".join(shown.status)), self._width)
        yield from wrap(one_line(f"Source: {shown.source}"), self._width)
        yield ""
        yield from self._top(shown)
        for section in shown.sections:
            yield from self._section(section)
        if shown.remarks:
            yield self._title("Also noticed" if shown.sections else "What happened")
            for remark in shown.remarks:
                yield from wrap(one_line(remark), self._width, first="- ")
            yield ""
        yield from self._tables(shown)
        yield self._title("How it was made")
        for line_of_foot in shown.foot:
            yield from wrap(one_line(line_of_foot), self._width)

    def _top(self, shown: Outline) -> Iterable[str]:
        """Set headline and dek as one block, so that both are read before any evidence."""
        lines = [line for line in (shown.headline, shown.dek) if line is not None]
        if not lines:
            return
        left: list[str] = []
        for line in lines:
            left += [""] if left else []
            left += self._left(line, "", numbers=True)
        evidence = {item.number: item for line in lines for item in line.evidence}
        cited = [evidence[number] for number in sorted(evidence)]
        yield from (*self._with_evidence(cited, [line.text for line in lines], left, ""), "")

    def _section(self, section: Section) -> Iterable[str]:
        yield self._title(section.title)
        abstained = True
        for number, line in enumerate(section.lines, start=1):
            if number > 1 and not (line.abstained and abstained):
                yield ""
            yield from self._block(line, f"{number}. " if section.numbered else "")
            abstained = line.abstained
        yield ""

    def _title(self, title: str) -> str:
        title = clip(title, self._width - 4)
        return f"── {title} " + "─" * (self._width - columns_of(title) - 4)

    def _block(self, line: Line, mark: str) -> list[str]:
        return self._with_evidence(line.evidence, [line.text], self._left(line, mark), " " * len(mark))

    def _left(self, line: Line, mark: str, *, numbers: bool = False) -> list[str]:
        width = self._column - 2 if self._column else self._width
        indent = " " * len(mark)
        left = wrap(_words(line) + (_numbers(line) if numbers else ""), width, first=mark)
        for check in line.checks:
            left += wrap(one_line(f"[check: {check.rstrip('.')}]"), width, first=indent)
        if line.labels:
            left += wrap(one_line("; ".join(line.labels)), width, first=f"{indent}– ")
        for label, value in line.details:
            left += wrap(one_line(f"{label}: {value}"), width, first=f"{indent}– ")
        return left

    def _with_evidence(
        self, cited: Sequence[Evidence], texts: list[str], left: list[str], indent: str
    ) -> list[str]:
        if self._column:
            room = self._width - self._column - 2
            return beside(left, self._quotes(cited, texts, room, ""), column=self._column)
        return left + self._quotes(cited, texts, self._width, f"{indent}  │ ")

    def _quotes(self, cited: Sequence[Evidence], texts: list[str], width: int, rule: str) -> list[str]:
        rows: list[str] = []
        for evidence in cited:
            number = f"[{evidence.number}] "
            quote = self._quote(evidence, texts, width - columns_of(rule) - len(number))
            rows += wrap(quote, width, first=rule + number, rest=rule + " " * len(number))
        return rows

    def _quote(self, evidence: Evidence, texts: list[str], room: int) -> str:
        """Return the whole sentence the first time it is cited, its beginning from then on."""
        quote = one_line(evidence.quote)
        is_new = evidence.number not in self._quoted
        self._quoted.add(evidence.number)
        if quote in map(one_line, texts):
            return _VERBATIM
        return quote if is_new else clip(quote, room)

    def _tables(self, shown: Outline) -> Iterable[str]:
        if not shown.tables:
            return
        yield self._title("For reference")
        for title, rows in shown.tables:
            yield from wrap(f"{title}: {'; '.join(map(_row, rows))}", self._width, rest="  ")
        yield ""


def _words(line: Line) -> str:
    lead = f"{line.lead}: " if line.lead else ""
    if not line.abstained:
        return one_line(f"{lead}{line.text}") + (f" ({one_line(line.suffix)})" if _adds(line) else "")
    reason = f" ({line.text})" if line.text else ""
    return one_line(f"{lead}nothing specific in this article{reason}")


def _numbers(line: Line) -> str:
    return f" [{','.join(str(evidence.number) for evidence in line.evidence)}]" if line.evidence else ""


def _row(row: Row) -> str:
    place = "" if row.number is None else f" [{row.number}]"
    return one_line(row.text) + place + one_line(row.then).rjust(len(row.then))


def _adds(line: Line) -> bool:
    """Tell whether the suffix says more than the evidence, which will say that it is word for word."""
    text = one_line(line.text)
    return bool(line.suffix) and not (
        line.suffix == "verbatim" and any(one_line(item.quote) == text for item in line.evidence)
    )
