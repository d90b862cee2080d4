"""The article's side of a page: its sentences with what rests on them, and what nothing rests on.

Owns offsets and numbers; knows nothing of HTML.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from briefkit.schema import Article, Span
from briefkit.text.numbers import Number, NumberKind, find_numbers
from briefkit.text.sentences import Sentence

__all__ = ["ArticleSide", "Piece", "Shown", "Stretch", "article_side", "pieces_of", "unused_figures"]

_NO_FIGURES: frozenset[NumberKind] = frozenset({"ordinal", "magnitude"})
STRIP = 1000
"""Units of the coverage strip from the first to the last character of the article."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a text, and whether it is to be told apart from the rest."""

    text: str
    marked: bool = False


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A sentence of the article; `rests` are the lines that rest on it, by their names in the page."""

    number: int
    pieces: tuple[Piece, ...]
    rests: tuple[str, ...]
    breaks: bool
    """Whether the next sentence of the paragraph begins a line of its own."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Sentences in a row that are all cited, or all not; `at` and `width` are units of the strip."""

    first: int
    last: int
    cited: bool
    at: float
    width: float


@dataclass(frozen=True, kw_only=True)
class ArticleSide:
    """An article to be read beside what was made of it."""

    paragraphs: tuple[tuple[Shown, ...], ...]
    stretches: tuple[Stretch, ...]
    figures: tuple[tuple[str, int, float], ...]
    """Figures that no line mentions: the words, the sentence, the place on the strip."""
    cited: int
    total: int

    @property
    def gaps(self) -> tuple[Stretch, ...]:
        """Return the stretches that nothing rests on."""
        return tuple(stretch for stretch in self.stretches if not stretch.cited)


def article_side(
    article: Article,
    sentences: Sequence[Sentence],
    *,
    rests: Mapping[int, Sequence[str]],
    unused: Iterable[Span] = (),
) -> ArticleSide:
    """Return an article by sentences, `rests` naming the lines that rest on each, by its number.

    `unused` are figures that no line mentions.
    """
    spans = sorted(unused, key=lambda span: (span.start, span.end))
    shown = [
        _shown(article.text, sentence, following, tuple(rests.get(sentence.number, ())), spans)
        for sentence, following in zip(sentences, [*sentences[1:], None], strict=False)
    ]
    paragraphs = groupby(shown, key=lambda each: sentences[each.number - 1].paragraph)
    unit = STRIP / max(len(article.text), 1)
    return ArticleSide(
        paragraphs=tuple(tuple(group) for _, group in paragraphs),
        stretches=tuple(_stretches(sentences, rests, unit)),
        figures=tuple(
            (span.quote, sentence.number, round(span.start * unit, 1))
            for sentence in sentences
            for span in spans
            if sentence.start <= span.start < sentence.end
        ),
        cited=sum(bool(each.rests) for each in shown),
        total=len(shown),
    )


def pieces_of(text: str, marked: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return a text in pieces, those between the given offsets marked."""
    pieces: list[Piece] = []
    done = 0
    for start, end in sorted(marked):
        if done <= start < end <= len(text):
            pieces += [Piece(text=text[done:start]), Piece(text=text[start:end], marked=True)]
            done = end
    pieces.append(Piece(text=text[done:]))
    return tuple(piece for piece in pieces if piece.text)


def unused_figures(article: Article, said: Iterable[str], *, language: str | None) -> list[Span]:
    """Return the figures of an article, each where it stands first, that none of the texts mentions.

    Counts in words, places in a row such as "third", and numbers that name something are no figures here.
    """
    used = {_value(number) for text in said for number in find_numbers(text, language=language)}
    found: dict[Hashable, Span] = {}
    for number in find_numbers(article.text, language=language):
        if not (number.spelt or number.numbered or number.kind in _NO_FIGURES or _value(number) in used):
            found.setdefault(_value(number), article.span(number.start, number.end))
    return list(found.values())


def _value(number: Number) -> Hashable:
    return (*number.ends, number.kind, number.unit)


def _shown(
    text: str, sentence: Sentence, following: Sentence | None, rests: tuple[str, ...], spans: Sequence[Span]
) -> Shown:
    inside = [
        (span.start - sentence.start, span.end - sentence.start)
        for span in spans
        if sentence.start <= span.start and span.end <= sentence.end
    ]
    said = text[sentence.start : sentence.end]
    return Shown(
        number=sentence.number,
        pieces=pieces_of(said, inside),
        rests=rests,
        breaks=following is not None
        and "\n" in text[sentence.end : following.start]
        and said.rstrip()[-1:].isalnum(),
    )


def _stretches(
    sentences: Sequence[Sentence], rests: Mapping[int, Sequence[str]], unit: float
) -> Iterable[Stretch]:
    for cited, group in groupby(sentences, key=lambda sentence: bool(rests.get(sentence.number))):
        row = list(group)
        start, end = row[0].start * unit, row[-1].end * unit
        yield Stretch(
            first=row[0].number,
            last=row[-1].number,
            cited=cited,
            at=round(start, 1),
            width=round(max(end - start, 2.0), 1),
        )
