"""What the checks know of an article, found once: sentences, figures, dates, names. It judges nothing."""

from __future__ import annotations

import datetime
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any, Protocol, TypeVar

from briefkit.checks.lines import Line
from briefkit.checks.policy import POLICY
from briefkit.schema import Article, Checked, Finding, Span, Statement
from briefkit.text import (
    Index,
    Passage,
    QuoteIndex,
    Sentence,
    Word,
    content_words,
    count_words,
    detect_language,
    find_instructions,
    find_words,
    is_unspaced,
    split_sentences,
    word_keys,
)
from briefkit.text.attributions import Said, find_attributions
from briefkit.text.background import Background
from briefkit.text.contacts import Contact
from briefkit.text.counted import Tally
from briefkit.text.damage import Damage, find_damage, why_no_article
from briefkit.text.dates import Date
from briefkit.text.designations import Designation, find_designations
from briefkit.text.misquotations import Wording
from briefkit.text.name_index import NameIndex
from briefkit.text.names import Name, NameTable, names_are_checkable, plain_words
from briefkit.text.number_matching import NumberTable
from briefkit.text.numbers import Number
from briefkit.text.phrases import Phrase, phrase_of
from briefkit.text.quotations import QuotedWords, find_quotations
from briefkit.text.seams import Seam, find_seam
from briefkit.text.support import WordMap
from briefkit.text.surroundings import Surroundings

__all__ = ["Facts", "script_of"]

_ONE_VOICE = ("opinion", "speech", "press release", "transcript", "bulletin")
_LETTER = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=16_384)
def script_of(letter: str) -> str:
    """Return the script of a letter, which is the first word of its Unicode name; all of Japanese is one."""
    name = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
    return {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HALFWIDTH": "CJK", "FULLWIDTH": "LATIN"}.get(
        name, name or "OTHER"
    )


@cache
def _common_words(language: str | None) -> frozenset[str]:
    background = Background.general(language)
    return background.common(POLICY.story_word) if background is not None else frozenset()


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_Item = TypeVar("_Item", bound=_Placed)
_Noticed = TypeVar("_Noticed", bound=Finding | Checked)


@dataclass(frozen=True)
class Facts:
    """An article and everything found in it. Each kind of thing is looked for once, when first asked for."""

    article: Article
    language: str | None
    """The article's language, detected where nobody gave it; None where it is not known."""
    sentences: list[Sentence]
    others: Mapping[str, Article] = field(default_factory=dict[str, Article])
    """The other articles of the run by the names under which a finding may name them."""

    @classmethod
    def of(cls, article: Article, *, others: Mapping[str, Article] | None = None) -> Facts:
        """Return the facts of an article; `others` are looked into only for words that this one does not have."""
        language = article.language or detect_language(article.text)
        return cls(article, language, split_sentences(article.text, language=language), others or {})

    @property
    def is_of_one_voice(self) -> bool:
        """Tell whether one person or body says all of it, as in a speech."""
        return self.article.kind in _ONE_VOICE

    @cached_property
    def metadata(self) -> str:
        """Return what is known beside the text, and may be named without evidence."""
        known = (self.article.headline, self.article.publisher, self.article.url)
        return "\n".join(part for part in known if part)

    @cached_property
    def index(self) -> Index:
        """Return the index that finds the sentences nearest to a claim."""
        return Index(self.article.text, self.sentences, self.language)

    @cached_property
    def quotes(self) -> QuoteIndex:
        """Return the index that finds words to the letter."""
        return QuoteIndex(self.article.text)

    @cached_property
    def wording(self) -> Wording:
        """Return the words in their order, which find what a misquotation was made from."""
        return Wording(self.article.text, self.quotes.folded)

    @cached_property
    def known_quotes(self) -> QuoteIndex:
        """Return the index of what is known beside the text."""
        return QuoteIndex(self.metadata)

    @cached_property
    def contacts(self) -> list[Contact]:
        """Return the links, addresses and telephone numbers of the text."""
        return self._whole.contacts

    @cached_property
    def passages(self) -> list[Passage]:
        """Return what in the text addresses a machine."""
        return find_instructions(self.article.text)

    @cached_property
    def dates(self) -> list[Date]:
        """Return the dates of the text."""
        return self._whole.dates

    @cached_property
    def numbers(self) -> list[Number]:
        """Return the figures of the text."""
        return self._whole.numbers

    @cached_property
    def tally(self) -> Tally:
        """Return by which figures the text counts what."""
        return Tally(self.article.text, self.numbers, self.sentences, self.sentence_words)

    @cached_property
    def designations(self) -> list[Designation]:
        """Return the names with digits of the text, such as `F-16`."""
        return find_designations(self.article.text)

    @cached_property
    def number_surroundings(self) -> Surroundings:
        """Return what stands around the figures of the text, in the order of `numbers`."""
        return self._surroundings(self.numbers)

    @cached_property
    def date_surroundings(self) -> Surroundings:
        """Return what stands around the dates of the text, in the order of `dates`."""
        return self._surroundings(self.dates)

    @cached_property
    def designation_surroundings(self) -> Surroundings:
        """Return what stands around the designations of the text, in their order."""
        return self._surroundings(self.designations)

    def _surroundings(self, places: Sequence[_Placed]) -> Surroundings:
        return Surroundings(self.article.text, self.sentences, places, self.language)

    @cached_property
    def names(self) -> list[Name]:
        """Return the names of the text, without words that open a sentence and are a name nowhere else."""
        if not self.names_checkable:
            return []
        found = self._whole.names
        sure = {word for name in found if not name.initial for word in name.words}
        return [
            name for name in found if not name.initial or len(name.words) > 1 or sure.issuperset(name.words)
        ]

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Return the words of names whose capital has no other reason than that."""
        return frozenset(word for name in self.names if not name.initial for word in name.words)

    @cached_property
    def quotations(self) -> list[QuotedWords]:
        """Return what the text has between quotation marks."""
        return find_quotations(self.article.text)

    def attributions_of(self, place: int) -> list[Said]:
        """Return who says something in a sentence, by its place in `sentences`; offsets are the sentence's."""
        if place not in self._attributions:
            sentence = self.sentences[place]
            text = self.article.text[sentence.start : sentence.end]
            self._attributions[place] = find_attributions(text, self.language)
        return self._attributions[place]

    @cached_property
    def _attributions(self) -> dict[int, list[Said]]:
        return {}

    @cached_property
    def number_table(self) -> NumberTable:
        """Return the figures of the text and of its headline, by value."""
        return NumberTable([*self.numbers, *self.numbers_of(self.article.headline or "")])

    @cached_property
    def name_table(self) -> NameTable:
        """Return the words of the text and its metadata, for looking names up."""
        return NameTable(f"{self.article.text}\n{self.metadata}", language=self.language)

    @cached_property
    def name_index(self) -> NameIndex:
        """Return the names of the text with their sentences and neighbours."""
        words = [self.keys_of(place) for place in range(len(self.sentences))]
        return NameIndex(self.article.text, self.names, self.sentences, words, self.language)

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """Return the words of the text and its metadata in lower case, compounds also in parts."""
        return frozenset(plain_words(f"{self.article.text}\n{self.metadata}"))

    def is_known_beside(self, name: Name) -> bool:
        """Tell whether the headline, the publisher or the address has a name."""
        return bool(self.metadata) and not self._metadata_table.missing(name)

    @cached_property
    def _metadata_table(self) -> NameTable:
        return NameTable(self.metadata, language=self.language)

    @cached_property
    def all_dates(self) -> list[Date]:
        """Return the dates of the text, of its headline, and the day of publication."""
        return [*self.dates, *self.dates_of(self.article.headline or ""), *self._published()]

    @cached_property
    def years(self) -> frozenset[int]:
        """Return the years that the text names."""
        return frozenset(date.year for date in self.dates if date.year is not None)

    @cached_property
    def plain_text(self) -> str:
        """Return the text and its metadata without regard to case."""
        return f"{self.article.text}\n{self.metadata}".casefold()

    @cached_property
    def scripts(self) -> frozenset[str]:
        """Return the scripts of the text and its metadata, such as `LATIN`."""
        return frozenset(map(script_of, set(_LETTER.findall(f"{self.article.text}{self.metadata}"))))

    @cached_property
    def names_checkable(self) -> bool:
        """Tell whether capitals mark names in this text."""
        return names_are_checkable(self.article.text, self.language)

    def _published(self) -> list[Date]:
        day = self.article.published
        if day is None:
            return []
        return [Date(0, 0, "", iso=day.isoformat(), year=day.year, month=day.month, day=day.day, days=(day,))]

    def line(self, text: str) -> Line:
        """Return what stands in a text, read as the article is; equal texts are read once."""
        if text not in self._lines:
            self._lines[text] = Line(text, self.language, self.article.published)
        return self._lines[text]

    @cached_property
    def _lines(self) -> dict[str, Line]:
        return {}

    def once(self, path: str, judged: object, judge: Callable[[], list[_Noticed]]) -> list[_Noticed]:
        """Return what was noticed in something before, or judge it now: a brief is judged after every repair."""
        key = (path, id(judged))
        if key not in self._judged:
            self._judged[key] = judged, judge()  # it is held, so that nothing else gets its identity
        noticed: list[_Noticed] = self._judged[key][1]
        return noticed

    @cached_property
    def _judged(self) -> dict[tuple[str, int], tuple[object, list[Any]]]:
        return {}

    @cached_property
    def _whole(self) -> Line:
        return Line(self.article.text, self.language, self.article.published)

    def dates_of(self, text: str) -> list[Date]:
        """Return the dates of a line, read as those of the article are."""
        return self.line(text).dates

    def numbers_of(self, text: str) -> list[Number]:
        """Return the figures of a line, read as those of the article are."""
        return self.line(text).numbers

    def has(self, words: str) -> bool:
        """Tell whether the text, or what is known beside it, has these words to the letter."""
        return self.quotes.locate(words) is not None or (bool(words) and words in self.metadata)

    def evidence(self, statement: Statement) -> list[Span]:
        """Return the spans of a statement that are what they say; the others are findings of `spans`."""
        text = self.article.text
        return [
            span for span in statement.evidence if text[span.start : span.end] == span.quote and span.quote
        ]

    def within(self, items: Sequence[_Item], spans: Iterable[Span]) -> list[_Item]:
        """Return the items that overlap one of the spans."""
        spans = list(spans)
        return [
            item for item in items if any(item.start < span.end and span.start < item.end for span in spans)
        ]

    def sentence_span(self, place: int) -> Span:
        """Return a sentence, by its place in `sentences`, as a span."""
        return self.article.span(self.sentences[place].start, self.sentences[place].end)

    def first_place(self, name: Name) -> Span | None:
        """Return the first sentence that has most of a name; None where only the metadata have it."""
        place = self.name_index.first_with(name)
        return None if place is None else self.sentence_span(place)

    def names_in(self, span: Span) -> list[Name]:
        """Return the names that stand in a span."""
        first = bisect_left(self._name_starts, span.start)
        return self.names[first : bisect_left(self._name_starts, span.end)]

    @cached_property
    def _name_starts(self) -> list[int]:
        return [name.start for name in self.names]

    def sentence_at(self, position: int) -> Sentence | None:
        """Return the sentence that holds a position, None where there is none."""
        place = bisect_right(self._starts, position) - 1
        if place < 0 or self.sentences[place].end <= position:
            return None
        return self.sentences[place]

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def span_of(self, position: int) -> Span | None:
        """Return the sentence that holds a position, as a span."""
        sentence = self.sentence_at(position)
        return None if sentence is None else self.article.span(sentence.start, sentence.end)

    @cached_property
    def sentence_words(self) -> list[frozenset[str]]:
        """Return the content words of each sentence, by its place in `sentences`."""
        text = self.article.text
        return [
            frozenset(content_words(text[item.start : item.end], self.language)) for item in self.sentences
        ]

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the content words of the text and of what is known beside it."""
        return frozenset[str]().union(*self.sentence_words, content_words(self.metadata, self.language))

    @cached_property
    def damage(self) -> list[Damage]:
        """Return what is wrong with the text; that it is short is for the loaders."""
        if self._no_article is None:
            return find_damage(self.article.text)
        return [] if self._no_article.kind == "short" else [self._no_article]

    @cached_property
    def _no_article(self) -> Damage | None:
        return why_no_article(self.article.text)

    @cached_property
    def seam(self) -> Seam | None:
        """Return where the text falls into two that tell different things; None where it is no article."""
        if self._no_article is not None:
            return None
        common = _common_words(self.language)
        telling = [words - common for words in self.sentence_words]
        paragraphs = [sentence.paragraph for sentence in self.sentences]
        return find_seam(telling, paragraphs, least=POLICY.story_words)

    @cached_property
    def headline_words(self) -> frozenset[str]:
        """Return the content words of the headline and of the first sentence."""
        first = self.sentence_words[0] if self.sentences else frozenset[str]()
        return first.union(content_words(self.article.headline or "", self.language))

    @cached_property
    def running_words(self) -> str:
        """Return the words of the text without regard to case, one space before and after each."""
        return " ".join(("", *(word.text.casefold() for word in find_words(self.article.text)), ""))

    @cached_property
    def length(self) -> int:
        """Return the number of words of the text."""
        return count_words(self.article.text, self.language)

    def keys_of(self, place: int) -> list[tuple[Word, str]]:
        """Return the words of one sentence with the forms by which they are compared; offsets are the sentence's."""
        if place not in self._keys:
            sentence = self.sentences[place]
            self._keys[place] = word_keys(self.article.text[sentence.start : sentence.end], self.language)
        return self._keys[place]

    def phrase_of(self, place: int) -> Phrase:
        """Return one sentence word by word, as the checks of wording read it."""
        if place not in self._phrases:
            sentence = self.sentences[place]
            text = self.article.text[sentence.start : sentence.end]
            self._phrases[place] = phrase_of(text, self.language or "en", self.keys_of(place))
        return self._phrases[place]

    @cached_property
    def _phrases(self) -> dict[int, Phrase]:
        return {}

    @cached_property
    def _keys(self) -> dict[int, list[tuple[Word, str]]]:
        return {}

    @cached_property
    def word_map(self) -> WordMap:
        """Return the words of the text by sentence and place, by the forms of `keys_of`."""
        return WordMap([key for _, key in self.keys_of(place)] for place in range(len(self.sentences)))

    def sentences_of(self, spans: Iterable[Span]) -> list[int]:
        """Return the places in `sentences` of those that the spans touch, in order."""
        return sorted({place for span in spans for place in self._places(span)})

    def _places(self, span: Span, *, before: int = 0) -> range:
        first = bisect_right(self._starts, span.start) - 1
        last = bisect_right(self._starts, max(span.start, span.end - 1)) - 1
        return range(max(0, first - before), last + 1)

    def span_like(self, text: str) -> Span | None:
        """Return the sentence most like a text, None where none shares a word with it."""
        matches = self.index.best(text, count=1)
        if not matches:
            return None
        sentence = self.sentences[matches[0].number - 1]
        return self.article.span(sentence.start, sentence.end)

    def window(self, spans: Iterable[Span], *, before: int = 2) -> str:
        """Return the evidence, the sentences before it that its pronouns may mean, and the opening."""
        wanted: set[int] = set(range(min(2, len(self.sentences))))
        for span in spans:
            wanted.update(self._places(span, before=before))
        return "\n".join(
            self.article.text[self.sentences[n].start : self.sentences[n].end] for n in sorted(wanted)
        )

    @property
    def published(self) -> datetime.date | None:
        """Return the day of publication."""
        return self.article.published

    @property
    def unspaced(self) -> bool:
        """Tell whether the language is written without spaces."""
        return is_unspaced(self.language)
