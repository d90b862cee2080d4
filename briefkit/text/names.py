"""Names in scripts that have capitals: where they stand, and whether a text knows one.

Says what it cannot do: `names_are_checkable` is False where capitals tell nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefkit.text.calendar_words import calendar_words
from briefkit.text.name_words import ABBREVIATIONS, ORDINARY, PARTICLES, aliases, openers

__all__ = [
    "Name",
    "NameTable",
    "find_names",
    "inflected_head",
    "name_is_in",
    "names_are_checkable",
    "plain_words",
]


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words. `initial`: it opens a sentence, so its first capital proves nothing."""

    start: int
    end: int
    text: str
    initial: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words without particles, in lower case, without accents and possessive."""
        return _words_of(self.text)


_ACCENTS = "\u0300-\u036f"
"""What stands after its letter in a text that is not composed."""
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|[^\W_](?:[\w{_ACCENTS}'’&-]*[\w{_ACCENTS}])?(?:\+(?!\w))?")
_ELISION = re.compile(r"(?:[ldjmnstcLDJMNSTC]|[Qq]u|dell|nell|sull|all)['’](?=\w)")
_OPENING = re.compile(r"(?:^|[.!?:;…。]['\"”’»)\]]*\s+|\n\s*|[\"“„«(\[‘*•>|—–]\s*|-\s+)$")
_POSSESSIVE = re.compile(r"['’]s?$")
_PERIOD = re.compile(r"q[1-4]|h[12]|fy\d{2,4}")
_INNER = frozenset({"the"})
"""Particles that only follow another, as in `House of the Lords`."""
_LOWER_PARTS = frozenset({"al", "el", "bin", "ibn", "ben", "d", "l", "de", "mid", "non", "ex", "pro", "anti"})
_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})
_INFLECTED = frozenset(str.split("pl cs sk fi hu tr et lv lt sl hr sr ro ru uk bg el de"))


@lru_cache(maxsize=16_384)
def _words_of(text: str) -> tuple[str, ...]:
    tokens = (token for token in _split(text) if token not in PARTICLES)
    return tuple(filter(None, (_plain(piece) for token in tokens for piece in _capital_pieces(token))))


def _split(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _capital_pieces(token: str) -> list[str]:
    """Return the parts of a compound that have a capital: `American` of `anti-American`."""
    pieces = token.split("-")
    return (
        pieces
        if len(pieces) == 1
        else [piece for piece in pieces if any(map(str.isupper, piece)) or piece.isdigit()]
    )


@lru_cache(maxsize=16_384)
def _plain(word: str) -> str:
    word = _POSSESSIVE.sub("", word).rstrip("+").replace("’", "'").rstrip(".").casefold()
    if word.isascii():
        return word.replace(".", "")
    marks = unicodedata.normalize("NFKD", word)
    bare = "".join(mark for mark in marks if not unicodedata.combining(mark))
    return bare.replace(".", "").replace("ı", "i")


def inflected_head(word: str, language: str | None) -> str:
    """Return the part of a word that case endings leave alone; all of it where names are not inflected."""
    return word[:_INFLECTED_HEAD] if language in _INFLECTED else word


def plain_words(text: str) -> list[str]:
    """Return the words of a text as the words of a name are compared, compounds also in parts."""
    plain = [_plain(token) for token in _split(text)]
    return [piece for word in plain for piece in {word, *word.replace("'", "-").split("-")} if piece]


def names_are_checkable(text: str, language: str | None) -> bool:
    """Tell whether capitals mark names here: a script with case, and not all of it in capitals."""
    del language
    sample = [letter for letter in text[:4000] if letter.isalpha()]
    lower, upper = sum(map(str.islower, sample)), sum(map(str.isupper, sample))
    return bool(sample) and lower > len(sample) * 0.3 and upper > 0


def find_names(text: str, *, language: str | None = None) -> list[Name]:
    """Return the names of a text in order; in German, whose nouns have capitals, runs and initials only."""
    calendar = _calendar(language)
    names: list[Name] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if not _shouts(line):
            names += _names_of_line(text, offset, offset + len(line), calendar, language)
        offset += len(line)
    return names


@lru_cache(maxsize=100)
def _calendar(language: str | None) -> frozenset[str]:
    """Return the months and weekdays, the English ones too."""
    words, english = calendar_words(language), calendar_words("en")
    return frozenset([*words.months, *words.weekdays, *english.months, *english.weekdays])


def _shouts(line: str) -> bool:
    """Tell whether a line is all in capitals, so that they mark nothing."""
    return line.isupper() and len(line.split()) > 3


def _names_of_line(
    text: str, start: int, end: int, calendar: frozenset[str], language: str | None
) -> Iterator[Name]:
    run: list[tuple[int, int]] = []
    pending: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(text, start, end):
        token_start, token_end = found.span()
        if language in ("fr", "it", "ca"):
            elided = _ELISION.match(text, token_start, token_end)
            token_start = elided.end() if elided else token_start
        last = (pending or run)[-1][1] if run else None
        if last is not None and not _joins(text, last, token_start):
            yield from _name(text, run, calendar, language)
            run, pending = [], []
        token = text[token_start:token_end]
        if _has_capital(token):
            run += [*pending, (token_start, token_end)]
            pending = []
        elif run and token in PARTICLES and len(pending) < 2 and (pending or token not in _INNER):
            pending.append((token_start, token_end))
        else:
            yield from _name(text, run, calendar, language)
            run, pending = [], []
    yield from _name(text, run, calendar, language)


def _joins(text: str, last: int, start: int) -> bool:
    gap = text[last:start]
    if gap in (" ", "\u00a0", " & ") or (gap in ("-", "’", "'") and last != start):
        return True
    if gap not in (". ", ".\u00a0", "."):
        return False
    word = re.search(r"[^\W\d_]+$", text[max(0, last - 8) : last])
    return word is not None and (len(word.group()) == 1 or word.group().casefold() in ABBREVIATIONS)


def _has_capital(token: str) -> bool:
    if token.islower():
        return False
    if token[0].isupper() or token[0].istitle():
        return True
    if token[0].isdigit():
        return any(map(str.isupper, token)) and len(token) > 2
    head, _, tail = token.partition("-")
    if tail[:1].isupper() and head in _LOWER_PARTS:
        return True
    return len(token) > 2 and token[1].isupper() and "-" not in token


def _name(
    text: str, run: list[tuple[int, int]], calendar: frozenset[str], language: str | None
) -> Iterator[Name]:
    """Yield the run as names, without what only looks like part of one; a calendar word divides it."""
    if not run:
        return
    initial = _OPENING.search(text[max(0, run[0][0] - 6) : run[0][0]]) is not None or run[0][0] == 0
    part: list[tuple[int, int]] = []
    for span in [*run, None]:
        if span is not None and not _is_of_calendar(_plain(text[slice(*span)]), calendar):
            part.append(span)
            continue
        yield from _trimmed(
            text, part, initial=initial and bool(part) and part[0] == run[0], language=language
        )
        part = []


def _is_of_calendar(word: str, calendar: frozenset[str]) -> bool:
    return word in calendar or _PERIOD.fullmatch(word) is not None


def _trimmed(
    text: str, part: list[tuple[int, int]], *, initial: bool, language: str | None
) -> Iterator[Name]:
    first, last = 0, len(part)
    while first < last and _only_opens(text[slice(*part[first])], language):
        first, initial = first + 1, False
    while first < last and text[slice(*part[last - 1])] in PARTICLES:
        last -= 1
    part = part[first:last]
    if not part:
        return
    start, end = part[0][0], part[-1][1]
    end -= len(possessive.group()) if (possessive := _POSSESSIVE.search(text[start:end])) else 0
    is_short = end - start < 2 or (len(part) == 1 and text[start:end].casefold() in ("i", "i'm", "i’m"))
    is_noun = language in _NOUNS_HAVE_CAPITALS and len(part) == 1 and not _is_acronym(text[start:end])
    if not is_short and not is_noun:
        yield Name(start, end, text[start:end], initial)


_OF_A_SPEAKER = frozenset({"i'm", "i've", "i'd", "i'll"})
"""What a speaker says before a name; its capital is no name's."""


def _only_opens(word: str, language: str | None) -> bool:
    plain = _plain(word)
    return plain in _OF_A_SPEAKER or (plain in openers(language) and not _is_acronym(word))


def _is_made_of_ordinary_words(words: Sequence[str]) -> bool:
    """Tell a name such as `State Department` from a region such as `West Coast`."""
    return len(words) > 1 and all(word in ORDINARY for word in words) and words[-1] not in _REGIONS


_REGIONS = frozenset({"coast", "hemisphere", "island", "islands", "bay", "sea"})


def _is_acronym(word: str) -> bool:
    if word.islower():
        return False
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and all(map(str.isupper, letters))


class NameTable:
    """What a text knows: all its words, its initials, its spellings; built once for many names."""

    def __init__(self, text: str, *, language: str | None = None) -> None:
        tokens = _split(text)
        plain = [_plain(token) for token in tokens]
        self._language = language
        self._words = {
            piece for word in plain for piece in (word, *word.replace("'", "-").split("-")) if piece
        }
        self._phrases = f" {' '.join(plain)} "
        self._acronyms = {_plain(token) for token in tokens if _is_acronym(token)}
        self._initials = "".join(word[0] for word in plain if word not in PARTICLES and word != "and")
        self._pairs = self._capital_initials(tokens)
        self._stems = {stem for word in self._words for stem in _stems(word)}
        self.capitalised = frozenset({_plain(token) for token in tokens if token[0].isupper()})
        self._heads = (
            {word[:_INFLECTED_HEAD] for word in self._words} if language in _INFLECTED else set[str]()
        )

    @staticmethod
    def _capital_initials(tokens: list[str]) -> set[str]:
        """Return the initials of neighbouring capitalised words, such as `eu` of `European Union`."""
        found: set[str] = set()
        run = ""
        for word in [*tokens, "."]:
            if word[0].isupper():
                run += word[0].casefold()
                found.update(run[-length:] for length in (2, 3, 4, 5) if len(run) >= length)
            elif word not in PARTICLES and word != "and":
                run = ""
        return found

    def missing(self, name: Name) -> list[str]:
        """Return the words of a name that the text does not know in any form; empty where it knows it."""
        words = list(name.words)
        every = [word[0] for word in map(_plain, _split(name.text)) if word]
        if self._knows_phrase(" ".join(words)) or self._knows_initials(words) or self._knows_initials(every):
            return []
        if self._words.isdisjoint(words) and _is_made_of_ordinary_words(words):
            return words
        covered = self._covered_by_aliases(words) | self._covered_by_acronyms(name)
        short = {_plain(token) for token in _split(name.text) if _is_acronym(token)}
        return [
            word
            for word in words
            if word not in covered
            and not self._knows(word)
            and not (word in short and self._is_acronym_of_text(word))
        ]

    def spelling_of(self, word: str) -> str | None:
        """Return the capitalised word of the text that differs by one letter, None where there is none."""
        if len(word) < 5 or not word.isalpha():
            return None
        return next((known for known in sorted(self.capitalised) if _one_edit_apart(word, known)), None)

    def _knows(self, word: str) -> bool:
        if word in self._words or len(word) < 2 or word in openers(self._language):
            return True
        if word in ORDINARY or word.removesuffix("s") in ORDINARY:
            return True
        pieces = [piece for piece in re.split(r"[-'&/]", word) if piece]
        if len(pieces) > 1:
            return all(self._knows(piece) for piece in pieces)
        if self._knows_phrase(word):
            return True
        if word[:_INFLECTED_HEAD] in self._heads and len(word) > _INFLECTED_HEAD:
            return True
        return not self._stems.isdisjoint(_stems(word)) or self._is_joined(word)

    def _is_joined(self, word: str) -> bool:
        """Tell whether the word is two neighbours of the text written as one."""
        return len(word) > 6 and any(
            f" {word[:cut]} {word[cut:]} " in self._phrases for cut in range(3, len(word) - 2)
        )

    def _is_acronym_of_text(self, word: str) -> bool:
        if not 2 <= len(word) <= 6:
            return False
        return word in self._pairs or (len(word) >= 3 and word in self._initials)

    def _knows_phrase(self, phrase: str) -> bool:
        group = aliases().get(phrase, frozenset({phrase}))
        return any(f" {other} " in self._phrases for other in group)

    def _knows_initials(self, words: Sequence[str]) -> bool:
        initials = "".join(word[0] for word in words)
        return len(words) > 2 and initials in self._acronyms

    def _covered_by_acronyms(self, name: Name) -> set[str]:
        """Return the words of a part of the name for which the text has the initials: `Head of House` for `HOH`."""
        words = [word for word in map(_plain, _split(name.text)) if word]
        return {
            word
            for first in range(len(words) - 2)
            for last in range(first + 3, len(words) + 1)
            if "".join(word[0] for word in words[first:last]) in self._acronyms
            for word in words[first:last]
        }

    def _covered_by_aliases(self, words: list[str]) -> set[str]:
        """Return the words of names for which the text has another: `United States` for `U.S.`."""
        covered: set[str] = set()
        for length in (4, 3, 2, 1):
            for place in range(len(words) - length + 1):
                phrase = " ".join(words[place : place + length])
                if phrase in aliases() and self._knows_phrase(phrase):
                    covered.update(words[place : place + length])
        return covered


_INFLECTED_HEAD = 5
_SUFFIXES = (
    "ians",
    "ian",
    "ans",
    "ese",
    "ish",
    "ity",
    "ism",
    "ists",
    "ist",
    "an",
    "ic",
    "is",
    "es",
    "ns",
    "n",
    "r",
    "s",
    "i",
)
_SHORTEST_STEM = 4


@lru_cache(maxsize=16_384)
def _stems(word: str) -> frozenset[str]:
    """Return what a word may derive from: `texas` and `texan` share `texa`."""
    cut = {word[: -len(suffix)] for suffix in _SUFFIXES if word.endswith(suffix)}
    return frozenset(stem for stem in (word, *cut) if len(stem) >= _SHORTEST_STEM)


def _one_edit_apart(one: str, other: str) -> bool:
    """Tell whether one letter is added, dropped, changed, or two are swapped."""
    if one == other or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    rest, other_rest = one[head:], other[head:]
    if len(one) == len(other):
        swapped = len(rest) > 1 and rest[1] + rest[0] + rest[2:] == other_rest
        return rest[1:] == other_rest[1:] or swapped
    longer, shorter = (rest, other_rest) if len(rest) > len(other_rest) else (other_rest, rest)
    return longer[1:] == shorter


def name_is_in(name: Name, texts: Iterable[str], *, language: str | None = None) -> bool:
    """Tell whether texts know a name in some form: in full, by its initials, by its people."""
    return not NameTable("\n".join(texts), language=language).missing(name)
