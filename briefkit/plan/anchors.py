"""Read an article by code: what each sentence does, and which ones carry the news, the trouble and what comes next.

Chooses sentences, words nothing. Whole-article work is linear in the article's length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from briefkit.plan.cues import LOW_HEADED, cues_of
from briefkit.schema import Article, Span
from briefkit.text import Sentence, content_words, count_words, is_unspaced, show_sentence
from briefkit.text.dates import Date, find_dates
from briefkit.text.quotations import QuotedWords, find_quotations

__all__ = ["Line", "Reading"]

_FEWEST_WORDS, _MOST_WORDS = 5, 45
_FEWEST_FOR_A_POINT = 8
_BEST_WORDS = 28
"""Above this a sentence has to be cut to fit into a line of 25 words, which costs something each time."""
_SHORT_ARTICLE = 120
_OPENING = 8
"""Sentences among which the news is; a decision of the Federal Reserve comes in the sixth."""
_DECIDED = re.compile(
    r"\b(?:[Cc]ommittee|Board|[Cc]ourt|[Jj]ury|[Jj]udge|Parliament|[Cc]ouncil|Senate|Commission|[Gg]overnment|Cabinet)\b"
    r"[^.]{0,60}\b(?:decided|voted|ruled|approved|rejected|sentenced)\b"
)
_ALL_QUOTED = 0.75
_STOP = re.compile(r"[.!?。！？؟…]['\"”’»)\]」]{0,3}\Z")
_CAPITALS = re.compile(r"\A[A-Z]{2,}(?:[ ,&'-]{1,3}[A-Z]{2,}){2}\b")
"""A heading that runs into its line; one or two words in capitals are a name, such as NATO."""
_FURNITURE = re.compile(
    r"\A(?:for (?:further|more) information|contact|notes? to editors?|media enquiries|related|see also|share this|"
    r"photo|image|file photo|source|sources|copyright|©|read more|subscribe|click|press (?:office|contact)|about \w+$|"
    r"(?-i:About (?:(?:[A-Z]\S*|the|of|and) ){0,5}[A-Z]\S*:\s))"
    r"|https?://|www\.|\S@\S|^\W*\*|^[(（^•-]|\bISBN\b|\((?:left|right|pictured|centre|center)\)|"
    r"\b(?:Image|Photo|Credit|Picture|Foto|Bild): |"
    r"\A\d{3,4} [AP]M\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|my|me|[Yy]ou|[Yy]our)\b")
_DATELINE = re.compile(
    r"\A(?:[\w,.]{1,20} ){0,3}\(?(?:\w{1,12},? )?(?:19|20)\d\d\)?\.? ?[-–—] (?=\w)"
    r"|\A(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]{2,8} \d{1,2}, (?:19|20)\d\d (?=[A-Z])"
    r"|\A[A-Z]{3,}[A-Z ,.]{0,30}(?:\([^()]{2,20}\) ?)?(?:--|[-–—]) (?=\w)"
)
_CONNECTIVE = re.compile(
    r"\A(?:Meanwhile|Moreover|Furthermore|Additionally|In addition|Indeed|In fact|En effet|Par ailleurs|De plus|"
    r"En outre|Enfin|Además|Asimismo|Zudem|Außerdem|Ferner), (?=\w)"
)
"""What a sentence can lose at its head without losing anything it says."""
_BYLINE = re.compile(r"\A(?:by|von|par|por) [A-Z][\w.-]+(?: [A-Z][\w.-]+){0,3}\Z", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?\Z")
_FIGURE = re.compile(r"\d")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


@dataclass(frozen=True)
class Line:
    """A sentence with what code sees in it."""

    sentence: Sentence
    text: str
    """As shown: on one line."""
    words: int
    cues: dict[str, int] = field(hash=False)
    figures: int
    dated: tuple[str, ...]
    """Its dates that are more than a weekday or a time of day, verbatim."""
    ahead: tuple[str, ...]
    """Those of them that are not before the day of publication, as far as anybody can tell."""
    prose: bool
    """Whether it is a sentence of the story: no heading, dateline, byline or furniture."""
    leans: bool
    """Whether it begins with a word that needs the sentence before."""
    quoted: float
    """Share of it that stands between quotation marks."""
    voice: str | None
    """Who speaks, where it is a quotation and nothing else and the text names the speaker beside it."""

    @property
    def number(self) -> int:
        """Return the number of the sentence, 1-based."""
        return self.sentence.number


class Reading:
    """An article as code reads it."""

    def __init__(self, article: Article, sentences: Sequence[Sentence], language: str | None) -> None:
        self.article = article
        self.language = language
        self._quotations = _outermost(find_quotations(article.text))
        self.lines = [self._line(sentence) for sentence in sentences]
        self._content = {line.number: frozenset(content_words(line.text, language)) for line in self.lines}
        self._weights = self._central_words()

    @cached_property
    def words(self) -> int:
        """Return the words of the article."""
        return sum(line.words for line in self.lines)

    @property
    def is_short(self) -> bool:
        """Tell whether the article is too short for more than two points."""
        return self.words < _SHORT_ARTICLE

    @cached_property
    def story(self) -> list[Line]:
        """Return the sentences of the story, in order; all of them where none looks like prose."""
        first = self._after_front_matter()
        return [line for line in self.lines[first:] if line.prose] or self.lines

    @cached_property
    def is_statement(self) -> bool:
        """Tell whether most of the story is somebody's words between quotation marks."""
        quoted = sum(line.words for line in self.story if line.quoted >= _ALL_QUOTED)
        return quoted > 0.5 * sum(line.words for line in self.story)

    @cached_property
    def title(self) -> Line | None:
        """Return the headline inside the text, None where there is none."""
        start = self.lines.index(self.story[0]) if self.story else 0
        heads = [
            line
            for line in self.lines[: max(start, 1)]
            if 4 <= line.words <= 20 and not line.prose and not line.text.endswith(".")
        ]
        heads = [line for line in heads if not line.text.endswith(".")]
        heads = [line for line in heads if not line.dated or line.words > 6]
        return heads[-1] if heads else None

    @cached_property
    def news(self) -> Line:
        """Return the sentence that carries the news: the first one that can stand alone."""
        opening = self.story[:_OPENING]
        standing = [line for line in opening if self._stands(line)] or opening
        return max(standing, key=lambda line: (self._news_score(line, opening), -line.number))

    def best(
        self,
        score: Callable[[Line], float],
        *,
        beside: Iterable[Line] = (),
        count: int = 3,
        least: float = 0.0,
    ) -> list[Line]:
        """Return the best sentences by a score above `least`, those `beside` and their likes left out."""
        taken = list(beside)
        ranked = sorted(self.story, key=lambda line: (-score(line), line.number))
        found: list[Line] = []
        for line in ranked[: 4 * count + len(taken) + 4]:
            if score(line) <= least or len(found) == count:
                break
            if line in taken or any(self._alike(line, other) for other in [*taken, *found]):
                continue
            found.append(line)
        return found

    def issue_score(self, line: Line) -> float:
        """Return how much a sentence looks like the practical issue: trouble, with what is specific in it."""
        tension = line.cues.get("tension", 0)
        if not tension or not self._stands(line):
            return 0.0
        disputed = bool(line.cues.get("denial")) + bool(line.cues.get("decision"))
        return min(tension, 3) + 0.5 * disputed + self.weight(line) - _too_long(line)

    def watch_score(self, line: Line) -> float:
        """Return how much a sentence looks like what to watch: the future, best with a date or a decision."""
        future = line.cues.get("future", 0)
        if not future or not self._stands(line):
            return 0.0
        return (
            min(future, 2)
            + 1.5 * bool(line.ahead)
            + bool(line.cues.get("decision"))
            + 0.6 * self._place(line)
            + 0.4 * self.weight(line)
            - _too_long(line)
        )

    def weight(self, line: Line) -> float:
        """Return how much of the story is in a sentence: recurring words, figures, names; less for length."""
        if not self._stands(line):
            return 0.0
        words = self._content[line.number]
        central = sum(self._weights.get(word, 0) for word in words) / (len(words) + 4)
        specific = 0.3 * min(line.figures, 3) + 0.1 * min(len(_NAME.findall(line.text)), 4)
        return max(0.05, central + specific + 0.8 * (1 - self._place(line)) - _too_long(line) - line.quoted)

    def span(self, line: Line) -> Span:
        """Return the span of a sentence."""
        return self.article.span(line.sentence.start, line.sentence.end)

    def before(self, line: Line, count: int = 2) -> list[Line]:
        """Return the lines before one, in order."""
        index = line.number - 1
        return self.lines[max(0, index - count) : index]

    def _news_score(self, line: Line, opening: Sequence[Line]) -> float:
        """The opening counts most; then what the headline says, a decision, and a length that can be read at once."""
        headline = set(
            content_words(self.article.headline or (self.title.text if self.title else ""), self.language)
        )
        told = len(headline & self._content[line.number]) / max(3, len(headline))
        decided = 0.8 * bool(_DECIDED.search(line.text))
        too_long = max(0, line.words - _MOST_WORDS) * 0.02
        return told + decided - 0.15 * opening.index(line) - too_long

    def _line(self, sentence: Sentence) -> Line:
        text = _stripped(show_sentence(self.article.text, sentence))
        words = count_words(text, self.language)
        quoted, voice = self._quoted(sentence)
        dates = find_dates(text, language=self.language, published=self.article.published)
        return Line(
            sentence=sentence,
            text=text,
            words=words,
            cues=cues_of(text, self.language),
            figures=len(_FIGURE.findall(re.sub(r"\d[\d.,]*", "0", text))),
            dated=tuple(date.text for date in dates if _is_day(date)),
            ahead=tuple(date.text for date in dates if _is_day(date) and self._is_ahead(date)),
            prose=self._is_prose(text, words),
            leans=bool(
                re.match(
                    LOW_HEADED.get(self.language or "", r"(?!)"), text.lstrip("\"'“‘«„「"), re.IGNORECASE
                )
            ),
            quoted=quoted,
            voice=voice if quoted >= _ALL_QUOTED else None,
        )

    def _is_ahead(self, date: Date) -> bool:
        published = self.article.published
        if published is None or date.iso is None or not date.iso[:4].isdigit():
            return True
        day = _DAY.match(date.iso)
        known = day.group() if day else date.iso[:4]
        return known >= published.isoformat()[: len(known)]

    def _quoted(self, sentence: Sentence) -> tuple[float, str | None]:
        """Return which share of a sentence is quoted, and the speaker of a quotation that covers most of it."""
        covered, speaker = 0, None
        first = max(0, bisect_right(self._quotations, sentence.start, key=lambda words: words.start) - 1)
        for words in self._quotations[first:]:
            if words.start >= sentence.end:
                break
            shared = max(0, min(words.end, sentence.end) - max(words.start, sentence.start))
            covered += shared
            speaker = words.speaker if shared else speaker
        return covered / max(1, sentence.end - sentence.start), speaker

    def _is_prose(self, text: str, words: int) -> bool:
        if _FURNITURE.search(text) or _BYLINE.match(text) or text.endswith(("...", "…", ":")):
            return False
        fewest = 4 if is_unspaced(self.language) else _FEWEST_WORDS
        if self.article.kind == "bulletin":
            return words >= fewest
        return words >= fewest and bool(_STOP.search(text)) and not _CAPITALS.match(text)

    def _stands(self, line: Line) -> bool:
        fewest = 6 if is_unspaced(self.language) else _FEWEST_FOR_A_POINT
        return (
            line.words >= fewest
            and line.prose
            and not line.leans
            and (line.quoted < _ALL_QUOTED or self.is_statement)
            and not line.text.endswith(("?", "？", "؟"))
            and (line.voice is not None or self.is_statement or _is_closed(line.text))
            and not (line.quoted == 0 and self._is_personal(line))
        )

    def _is_personal(self, line: Line) -> bool:
        """An unnamed `I` outside quotation marks is somebody's answer, unless the whole text is one person's."""
        return self.article.kind not in ("opinion", "speech") and bool(_FIRST_PERSON.search(line.text))

    def _place(self, line: Line) -> float:
        return line.number / max(1, len(self.lines))

    def _after_front_matter(self) -> int:
        """Return where the story begins when a headline stands inside the text after notices or a dateline."""
        title = self.article.headline
        for index, line in enumerate(self.lines[:5]):
            if index and not line.prose and 5 <= line.words <= 20 and line.number < len(self.lines):
                notices = self.lines[:index]
                if all(not other.prose for other in notices) or (title and title[:30] in line.text):
                    return index + 1
        return 0

    def _central_words(self) -> dict[str, float]:
        counts: Counter[str] = Counter()
        for line in self.lines:
            counts.update(self._content[line.number])
        return {word: min(count, 5) - 1 for word, count in counts.items() if count > 1}

    def _alike(self, line: Line, other: Line) -> bool:
        mine, its = self._content[line.number], self._content[other.number]
        return len(mine & its) > 0.5 * max(1, min(len(mine), len(its)))


def _too_long(line: Line) -> float:
    return 0.1 * max(0, line.words - _BEST_WORDS)


def _outermost(quotations: Sequence[QuotedWords]) -> list[QuotedWords]:
    found: list[QuotedWords] = []
    for words in quotations:
        if not found or words.start >= found[-1].end:
            found.append(words)
    return found


def _stripped(text: str) -> str:
    """Return a sentence without its dateline and without a connective at its head."""
    shorter = _CONNECTIVE.sub("", _DATELINE.sub("", text))
    if shorter.startswith("..."):
        shorter = shorter.strip(". ") + "."
    return shorter if shorter == text else shorter[:1].upper() + shorter[1:]


def _is_closed(text: str) -> bool:
    """Tell whether every quotation that a sentence opens ends in it."""
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def _is_day(date: Date) -> bool:
    """Tell whether a date is more than a weekday, a time of day or a word such as `today`."""
    is_cased = (
        date.text[:1].lower() != date.text[:1].upper()
    )  # the Arabic name of a month is many another word
    return (date.month is not None and is_cased) or bool(_FIGURE.search(date.text) and not date.time)
