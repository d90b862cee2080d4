"""The page of a story on a board: the brief page within the board's frame, with or without the article's text."""

from __future__ import annotations

import re
from dataclasses import replace

from briefkit.render.beside import ArticleSide
from briefkit.render.board_cards import Card
from briefkit.render.board_pages import Site, policy_of
from briefkit.render.board_words import filed_under, key_of
from briefkit.render.entries import Entry
from briefkit.render.markdown import markdown_of
from briefkit.render.outline import Outline
from briefkit.render.page import View, view_of
from briefkit.render.sheet import environment, links_of
from briefkit.schema import Result, Span

__all__ = ["set_story", "without_article"]

_DIGIT = re.compile(r"\d")


def set_story(site: Site, result: Result, card: Card) -> str:
    """Return the page of a story: its brief beside the article, or beside the sentences that it cites."""
    view = view_of(result, unused=_unused(result) if site.has_articles else ())
    if not site.has_articles:
        view = without_article(view)
    links = links_of(view.entries())
    filed = [
        (name, f"{key_of(field, name)}.html")
        for field, names in filed_under(card).items()
        if field != "code"
        for name in names
    ]
    values = {"site": site, "up": "../", "view": view, "card": card, "filed": filed, "links": links}
    page = environment().get_template("board_story.html")
    return page.render(policy=policy_of(links), **values) + "\n"


def _unused(result: Result) -> list[Span]:
    """Return the figures in no line by the brief's own table: to find them anew takes longer than all else."""
    numbers = result.brief.numbers if result.brief else []
    return [
        number.span
        for number in numbers
        if not number.used_in and number.kind != "ordinal" and _DIGIT.search(number.span.quote)
    ]


def without_article(view: View) -> View:
    """Return a view that quotes of the article only the sentences that a line rests on."""
    cited = frozenset(each.number for paragraph in view.side.paragraphs for each in paragraph if each.rests)
    shown = _outline(view.outline, cited)
    return replace(
        view,
        outline=shown,
        top=tuple(_entry(entry, cited) for entry in view.top),
        glance=tuple(_entry(entry, cited) for entry in view.glance),
        sections=tuple(
            (section, tuple(_entry(entry, cited) for entry in entries)) for section, entries in view.sections
        ),
        side=_side(view.side, cited),
        markdown=markdown_of(shown),
    )


def _side(side: ArticleSide, cited: frozenset[int]) -> ArticleSide:
    kept = (tuple(each for each in paragraph if each.number in cited) for paragraph in side.paragraphs)
    return replace(
        side,
        paragraphs=tuple(filter(None, kept)),
        stretches=tuple(stretch for stretch in side.stretches if stretch.cited),
        figures=(),
    )


def _entry(entry: Entry, cited: frozenset[int]) -> Entry:
    return replace(
        entry,
        notes=tuple(
            note if note.number in cited else replace(note, number=None, article=(), line=())
            for note in entry.notes
        ),
    )


def _outline(shown: Outline, cited: frozenset[int]) -> Outline:
    kept = (
        (title, tuple(row for row in rows if row.number is None or row.number in cited))
        for title, rows in shown.tables
    )
    return replace(shown, tables=tuple((title, rows) for title, rows in kept if rows))
