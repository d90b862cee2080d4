"""A result as one HTML file: the brief beside its article, every line linked to its sentences and back.

Builds a plain view and hands it to a template that escapes everything; what every page has is in `sheet`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefkit.render.beside import ArticleSide, article_side, unused_figures
from briefkit.render.entries import Attention, Entry, Marks, Remark, attention, rests_of
from briefkit.render.foot import source_parts
from briefkit.render.markdown import markdown_of
from briefkit.render.outline import Outline, Section, outline, own_names
from briefkit.render.plain import to_plain
from briefkit.render.sheet import direction_of, language_of, set_sheet
from briefkit.schema import Article, Result, Span
from briefkit.text.sentences import split_sentences

__all__ = ["View", "to_html", "view_of"]


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything that the template sets."""

    language: str | None
    direction: str
    title: str
    outline: Outline
    status: str
    top: tuple[Entry, ...]
    glance: tuple[Entry, ...]
    sections: tuple[tuple[Section, tuple[Entry, ...]], ...]
    article: Article
    source: str
    side: ArticleSide
    remarks: tuple[Remark, ...]
    """Findings that concern no single line, and notes."""
    kind: str
    """The machine-readable label: the IPTC code of who wrote this."""
    plain: str
    markdown: str

    def entries(self) -> Iterator[Entry]:
        """Yield every line in reading order."""
        yield from (*self.top, *self.glance)
        for _, entries in self.sections:
            yield from entries

    @property
    def names(self) -> dict[str, str]:
        """Return what each line is called, by its letters."""
        return {entry.id: entry.name for entry in self.entries()}

    @property
    def attention(self) -> Attention:
        """Return for each grave severity how many findings there are, and on which lines."""
        return attention(self.entries(), self.remarks)


def to_html(result: Result) -> str:
    """Return a result as one self-contained HTML page: no network, no script needed to read it."""
    view = view_of(result)
    return set_sheet("page.html", view, view.entries())


def view_of(result: Result, *, unused: Iterable[Span] | None = None) -> View:
    """Return everything that a page of a result sets; `unused` are figures in no line, None: look for them."""
    shown, brief, article = outline(result), result.brief, result.article
    language = language_of(brief.language if brief else article.language)
    sentences = split_sentences(article.text, language=brief.language if brief else None)
    items = dict(brief.items()) if brief else {}
    marks = Marks(result.findings, list(items), sentences, own=own_names(brief) if brief else {})
    top = [marks.entry(line, items.get(line.path)) for line in (shown.headline, shown.dek) if line]
    sections = [
        (section, tuple(marks.entry(line, items.get(line.path)) for line in section.lines))
        for section in shown.sections
    ]
    rests = rests_of([*top, *(entry for _, listed in sections for entry in listed)])
    if unused is None:
        unused = unused_figures(article, _words(shown), language=language) if brief else []
    return View(
        language=language,
        direction=direction_of(language),
        title=shown.headline.text if shown.headline else article.headline or "No brief",
        outline=shown,
        status=result.status,
        top=tuple(top),
        glance=sections[0][1] if sections else (),
        sections=tuple(sections[1:]),
        article=article,
        source=", ".join(source_parts(result)),
        side=article_side(article, sentences, rests=rests, unused=unused),
        remarks=marks.remarks,
        kind=result.provenance.digital_source_type,
        plain=to_plain(shown),
        markdown=markdown_of(shown),
    )


def _words(shown: Outline) -> Iterator[str]:
    """Yield everything that the lines say."""
    lines = [line for line in (shown.headline, shown.dek) if line is not None]
    for line in [*lines, *(line for section in shown.sections for line in section.lines)]:
        yield from (line.lead, line.text, *line.labels, *(value for _, value in line.details))
