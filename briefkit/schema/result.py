"""What a run of a plan ends in: the brief with its findings, or the reason why there is none. Data only."""

from __future__ import annotations

from typing import Literal

from briefkit.errors import BriefUnusable
from briefkit.schema.article import Article, Span
from briefkit.schema.brief import Brief
from briefkit.schema.data import SCHEMA_VERSION, Data
from briefkit.schema.provenance import Cost, Provenance, Usage

__all__ = ["Finding", "Result", "Severity", "Status"]

Severity = Literal["error", "warning", "note"]
Status = Literal["ok", "review", "failed"]


class Finding(Data):
    """One thing a check noticed. Codes never change meaning."""

    code: str
    """Stable name, `family.what`."""
    severity: Severity
    """`error` bars a line from going out unmarked, `warning` wants a look, `note` informs."""
    path: str
    """The statement it concerns, such as `key_points[0]`; empty for the brief or the article as a whole."""
    message: str
    """What is wrong, in one plain sentence."""
    hint: str = ""
    """What to do about it."""
    nearest: Span | None = None
    """The place in the article that comes nearest, where that helps."""
    offending: str | None = None
    """The words of the statement it is about."""


class Result(Data):
    """A brief with what is to be known about it. A bad brief is a result, never an exception."""

    schema_version: Literal["1"] = SCHEMA_VERSION  # type: ignore[assignment]
    """Version of this format."""
    status: Status
    """`ok` no errors; `review` errors remain and are marked; `failed` no brief."""
    brief: Brief | None
    """The brief, None where there is none."""
    findings: list[Finding] = []
    """What the checks noticed, the worst first."""
    article: Article
    """The article it is about."""
    provenance: Provenance
    """What made it, also where nothing came of it."""

    @property
    def usage(self) -> Usage:
        """Return the tokens and calls that were spent."""
        return self.provenance.usage

    @property
    def cost(self) -> Cost:
        """Return what was spent."""
        return self.provenance.cost

    @property
    def is_as_reviewed(self) -> bool:
        """Tell whether brief and article are, word for word, those that a person reviewed."""
        if self.brief is None or not self.brief.is_of(self.article):
            return False
        return self.provenance.human_review.sha256 == self.brief.sha256

    def findings_on(self, path: str) -> list[Finding]:
        """Return the findings that concern one statement."""
        return [finding for finding in self.findings if finding.path == path]

    def to_html(self) -> str:
        """Return a self-contained HTML page: the brief beside its article, as `briefkit.render` makes it."""
        from briefkit.render import to_html  # upwards, on purpose: see the layers in pyproject.toml

        return to_html(self)

    def _repr_html_(self) -> str:
        from briefkit.render import to_notebook

        return to_notebook(self)

    def _repr_markdown_(self) -> str:
        from briefkit.render import to_markdown

        return to_markdown(self)

    def __repr__(self) -> str:
        """Return one line: what became of which article."""
        headline = f", {self.brief.headline.text!r}" if self.brief else ""
        return f"<Result {self.status}: article {self.article.id}, {len(self.findings)} findings{headline}>"

    def raise_for_status(self) -> Result:
        """Return the result itself when it is `ok`, for those who want an exception otherwise.

        Raises:
            BriefUnusable: with the errors in its message.

        """
        if self.status == "ok":
            return self
        errors = [
            f"{finding.path or 'brief'}: {finding.message}"
            for finding in self.findings
            if finding.severity == "error"
        ]
        raise BriefUnusable(f"article {self.article.id}: {self.status}. " + "; ".join(errors))
