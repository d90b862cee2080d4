"""What a check looked at and how it came out: statement by statement, the sound items too. Data only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from briefkit.schema.article import Article, Span
from briefkit.schema.brief import Statement
from briefkit.schema.data import SCHEMA_VERSION, Data
from briefkit.schema.provenance import Provenance
from briefkit.schema.result import Finding

__all__ = ["Checked", "CheckedKind", "LineReport", "Outcome", "PolicyRef", "Report", "Summary", "SummaryLine"]

CheckedKind = Literal[
    "span",
    "number",
    "date",
    "name",
    "quotation",
    "contact",
    "attribution",
    "negation",
    "direction",
    "hedge",
    "comparison",
    "cause",
    "time",
]
Outcome = Literal[
    "verbatim",
    "normalised",
    "rounded",
    "converted",
    "derived",
    "kept",
    "elsewhere",
    "changed",
    "absent",
    "unchecked",
]


class Checked(Data):
    """One thing of a statement that was looked up in the article."""

    kind: CheckedKind
    """What sort of thing it is."""
    text: str
    """The words of the statement; empty where the whole statement could not be checked for such things."""
    outcome: Outcome
    """`verbatim` to `kept` are sound; `elsewhere`, `changed`, `absent` are findings; `unchecked` is an admission."""
    field: str = "text"
    """The field of the statement in which it stands."""
    source: Span | None = None
    """The place in the article that decides, None where there is none."""
    note: str = ""
    """The arithmetic of a derived figure, what of a quotation's presentation differs, why nothing was checked."""


class LineReport(Data):
    """What was checked in one statement."""

    path: str
    """The statement, such as `key_points[0]` or `lines[0]`."""
    text: str
    """Its line."""
    evidence: list[Span]
    """The sentences it was held against."""
    evidence_by: Literal["cited", "found", "none"]
    """Whether the statement cites them, or code found them by likeness because it cites none."""
    row: Annotated[int | None, Field(ge=1)] = None
    """The line of the file on which it begins, 1-based; None where it is no line of a file."""
    checked: list[Checked]
    """Everything that was looked up, in the order of the checks."""
    attention: Annotated[float | None, Field(ge=0, le=1)] = None
    """How early an editor should look at it, by the ranker; it orders and never approves. None: not asked."""


class PolicyRef(Data):
    """Which rules were applied."""

    version: str
    """Version of the rules; it changes with every rule that can change a finding."""
    sha256: str
    """Hash over version, thresholds and severities."""


class Report(Data):
    """What the checks did with a brief or a summary, and what they found."""

    schema_version: Literal["1"] = SCHEMA_VERSION  # type: ignore[assignment]
    """Version of this format."""
    policy: PolicyRef
    """The rules that were applied."""
    article_sha256: str
    """Hash of the article's text."""
    article: Article | None = None
    """The article itself, to read the lines beside it; None where it was left out."""
    language: str | None
    """The article's language, None where it is not known."""
    lines: list[LineReport]
    """The statements in reading order."""
    findings: list[Finding]
    """What is wrong, the worst first."""
    provenance: Provenance | None = None
    """Of which model a second opinion was asked, and what it cost; None where only code has checked."""

    def counts(self) -> dict[CheckedKind, Counter[Outcome]]:
        """Return how often each kind of thing came out how: the denominators."""
        found: dict[CheckedKind, Counter[Outcome]] = {}
        for line in self.lines:
            for item in line.checked:
                found.setdefault(item.kind, Counter())[item.outcome] += 1
        return found

    def findings_on(self, path: str) -> list[Finding]:
        """Return the findings that concern one statement."""
        return [finding for finding in self.findings if finding.path == path]

    def to_html(self) -> str:
        """Return a self-contained HTML page: the lines beside the article, as `briefkit.render` makes it.

        Raises:
            InputError: when the report is without its article.

        """
        from briefkit.render import report_to_html  # upwards, on purpose: see the layers in pyproject.toml

        return report_to_html(self)

    def _repr_html_(self) -> str | None:
        from briefkit.render import report_to_notebook

        return report_to_notebook(self) if self.article else None

    def _repr_markdown_(self) -> str:
        from briefkit.render import render_report

        return render_report(self, "markdown")

    def __repr__(self) -> str:
        """Return one line: what was checked and how much was found."""
        article, found = self.article_sha256[:12], len(self.findings)
        return f"<Report of {len(self.lines)} lines on article {article}, {found} findings>"


class SummaryLine(Statement):
    """A sentence of somebody's summary; it cites nothing."""

    row: Annotated[int, Field(ge=1)]
    """The line of the file on which it begins, 1-based."""


class Summary(Data):
    """What anybody wrote about an article, sentence by sentence, to be held against it."""

    lines: list[SummaryLine]
    """Its sentences, headings and list items."""

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Yield every line with its path, `lines[0]` first."""
        for index, line in enumerate(self.lines):
            yield f"lines[{index}]", line
