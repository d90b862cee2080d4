"""Decide whether a full stop, a question mark or an ellipsis ends a sentence. Knows nothing of lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefkit.text.abbreviations import (
    ADDRESSING,
    ADVERBIAL,
    AFTER_CLOCK,
    CAPITAL_ONLY,
    CLOCKS,
    GERMAN_MONTHS,
    MAY_END,
    NEVER_END,
    OPENING_WORDS,
    SAYING,
    TITLES,
    WITH_NUMBER,
)
from briefkit.text.scripts import CLOSERS, INVISIBLE, OPENERS, UNSPACED

__all__ = ["find_ends"]

_WIDE = "。！？｡।॥؟۔։⁇⁈⁉‽"
_EITHER = "\"'“”‘’«»‹›"  # quotation marks that open in one language and close in another
_STOP = re.compile(
    rf"(?P<mark>[.…!?{_WIDE}](?:[.…!?{_WIDE}]|\s(?=[!?]))*)"
    rf"(?P<closing>(?:[{CLOSERS}]|[{_EITHER}](?!\w)|\s[»›](?!\w)|\s(?:[\"”]|'')(?=\s|\Z)|\[\d{{1,3}}\]|[¹²³⁰-⁹]"
    r"|(?<=[a-z]{3}\.)\d{1,2}(?=\s+[A-Z]))*)"  # a footnote's number: "of the economy.1 Real growth"
)
_SPACE = re.compile(rf"[\s{INVISIBLE}]*")
_NEXT = re.compile(rf"[{OPENERS}{_EITHER}\s]{{0,6}}(?P<word>[^\W_](?:[\w.'’-]{{0,40}}\w)?)?")
_TOKEN = re.compile(r"[^\s()\[\]{}“”„«»\"‘‹›/–—:;,…。！？-]{1,40}\Z")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.){1,6}[^\W\d_]{1,2}\Z")
_MARKER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z]|[ivxIVX]{1,4})\Z")
_SPEECH = re.compile(
    rf"(?P<first>[A-Z][\w.'’-]{{0,30}})\s+(?:[A-Z][\w.'’-]{{0,30}}\s+){{0,3}}"
    rf"(?:(?:{SAYING})(?=[.,;]|\s+(?:{ADVERBIAL})\b)|(?:{ADDRESSING})\b(?!:))"
)
_NAMED = re.compile(r"(?:Yahoo|Jeopardy|Joomla|Yum)\Z")
_BRACKETED = re.compile(r"「[^「」]{0,250}」|『[^『』]{0,250}』|（[^（）]{0,250}）")
_HIRAGANA = re.compile(r"[ぁ-ゖ]")
_WIDE_LETTER = re.compile(f"[{UNSPACED}]")
_DATELINE = 40  # code points; a longer stretch before a dash is a sentence, not a place and a day


@dataclass(frozen=True, slots=True)
class _Stop:
    """A stop with what it takes to judge it."""

    mark: str
    """The stop itself, such as `.` or `?!`."""
    closing: str
    """Quotation marks and brackets that close right after it."""
    token: str
    """The word before it, from the last space, bracket or hyphen on."""
    length: int
    """Of the sentence so far, with the stop."""
    first: bool
    """Whether it is the first sentence of its block."""
    gap: bool
    """Whether white space follows."""
    following: str
    """What follows the white space: the next few words."""
    word: str
    """The first word of it, without the marks that open it; empty where no letter or digit opens it."""
    cased: bool
    """Whether its block has capitals at all, so that a small letter says something."""
    language: str

    @property
    def folded(self) -> str:
        return self.token.casefold().lstrip("'’")

    @property
    def opens(self) -> bool:
        """Say whether the next word has its capital only because it is the first."""
        words = OPENING_WORDS.get(self.language, OPENING_WORDS["en"])
        initial = len(self.word) == 1 and self.following.startswith(self.word + ".")
        return not initial and self.word.casefold() in words

    def stands_in(self, table: frozenset[str]) -> bool:
        """Say whether the token is an abbreviation of a table, and not a word that looks like one."""
        if self.folded not in table:
            return False
        if self.token.islower():
            return self.folded not in CAPITAL_ONLY  # "state of the art."
        acronym = len(self.token) > 1 and self.token.isupper() and not self.word.isupper()
        return not acronym or self.folded in TITLES  # "head of HR."


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of running text."""

    text: str
    start: int
    end: int
    cased: bool
    language: str


def find_ends(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Yield where sentences end within a stretch of running text, all but the last."""
    content = text[start:end]
    run = _Run(text, start, end, cased=content != content.lower(), language=language)
    bracketed = [match.span() for match in _BRACKETED.finditer(text, start, end)]
    bracketed.reverse()
    begin = start
    for match in _STOP.finditer(text, start, end):
        while bracketed and bracketed[-1][1] <= match.start():
            bracketed.pop()
        if bracketed and bracketed[-1][0] < match.start() and match.end() < bracketed[-1][1]:
            continue
        stop = _look_around(run, match, begin)
        if stop.following and _ends_here(stop):
            begin = match.end()
            yield begin


def _look_around(run: _Run, match: re.Match[str], begin: int) -> _Stop:
    after = _SPACE.match(run.text, match.end(), run.end)
    resumed = after.end() if after else match.end()
    opened = _NEXT.match(run.text, resumed, run.end)
    token = _TOKEN.search(run.text, max(begin, match.start() - 41), match.start())
    return _Stop(
        mark=match["mark"],
        closing=match["closing"],
        token=token[0] if token else "",
        length=match.end() - begin,
        first=begin == run.start,
        gap=resumed > match.end(),
        following=run.text[resumed : min(resumed + 160, run.end)],
        word=(opened["word"] or "") if opened else "",
        cased=run.cased,
        language=run.language,
    )


def _ends_here(stop: _Stop) -> bool:
    """Ask the rules in turn: the first that has an opinion decides; where none has, the sentence ends."""
    return next((answer for rule in _RULES if (answer := rule(stop)) is not None), True)


def _before_other_mark(stop: _Stop) -> bool | None:
    return False if stop.following[0] in ",;:)]}、，" else None


def _wide(stop: _Stop) -> bool | None:
    if stop.mark[-1] not in _WIDE:
        return None
    quoted = stop.closing and not stop.gap and _HIRAGANA.match(stop.following)
    return not quoted  # 「…。」と述べた is one sentence


def _without_space(stop: _Stop) -> bool | None:
    """Judge "sector.The", "said.”The" and "했다.그는", and leave "example.com", "3.5" and "U.S." whole."""
    if stop.gap:
        return None
    left, right = stop.token[-1:], stop.following[0]
    if len(stop.mark) > 1 or stop.mark == "…" or not right.isalpha():
        return False
    if _is_caseless(left) and _is_caseless(right):
        return None
    if stop.word.casefold() in ("com", "net", "org", "gov", "edu"):
        return False
    if {".", "@"} & {*stop.token, *stop.word} or not right.isupper() or not stop.word[1:3].islower():
        return False
    return stop.token.isdecimal() or (len(stop.token) >= 3 and left.islower()) or bool(stop.closing)


def _before_dash(stop: _Stop) -> bool | None:
    """Keep "PARIS, 12 May. - Text" in one piece."""
    if stop.following[0] not in "-–—―":
        return None
    return not stop.first or stop.length > _DATELINE


def _before_sign(stop: _Stop) -> bool | None:
    return None if stop.word else True


def _before_small_letter(stop: _Stop) -> bool | None:
    if not stop.word[0].islower() or not stop.cased:
        return None
    if any(character.isupper() for character in stop.word[1:]):
        return None  # iPhone, eBay
    if stop.closing or stop.mark != ".":
        return False
    return (
        len(stop.token) > 6 and stop.token.isalpha() and stop.token.islower()
    )  # too long for an abbreviation


def _list_marker(stop: _Stop) -> bool | None:
    """Keep "1. First item" in one piece."""
    whole = len(stop.token + stop.mark + stop.closing)
    if stop.mark != "." or stop.closing not in ("", ")") or stop.length > whole + 1:
        return None
    return False if _MARKER.match(stop.token) else None


def _direct_speech(stop: _Stop) -> bool | None:
    if stop.mark[0] not in "!?":
        return None
    if stop.closing:
        speech = _SPEECH.match(stop.following)
        words = OPENING_WORDS.get(stop.language, OPENING_WORDS["en"])
        return speech is None or speech["first"].casefold() in words
    return not (stop.mark == "!" and _NAMED.search(stop.token))


def _ellipsis(stop: _Stop) -> bool | None:
    if stop.mark == ".":
        return None
    bulletin = stop.token.isupper() and stop.word.isupper() and len(stop.token + stop.word) > 3
    return not bulletin  # HIGH WIND WARNINGS...FOR WINDS


def _closed(stop: _Stop) -> bool | None:
    return True if stop.closing else None


def _never_ends(stop: _Stop) -> bool | None:
    return False if stop.stands_in(NEVER_END) else None


def _before_number(stop: _Stop) -> bool | None:
    if not stop.word[0].isdigit():
        return None
    dotted = _DOTTED.match(stop.token) is not None and stop.folded not in CLOCKS  # H.R. 2814
    return not (dotted or stop.stands_in(WITH_NUMBER))


def _clock(stop: _Stop) -> bool | None:
    if stop.folded not in CLOCKS:
        return None
    if stop.language == "de":
        return stop.opens
    return stop.word.casefold() not in AFTER_CLOCK


def _initial(stop: _Stop) -> bool | None:
    single = len(stop.folded) == 1 and stop.folded.isalpha() and not _WIDE_LETTER.match(stop.folded)
    return stop.opens if single else None


def _german_ordinal(stop: _Stop) -> bool | None:
    if stop.language != "de" or not stop.token.isdecimal() or len(stop.token) > 2:
        return None
    return stop.opens and stop.word.casefold() not in GERMAN_MONTHS


def _abbreviation(stop: _Stop) -> bool | None:
    if not stop.stands_in(MAY_END) and not _DOTTED.match(stop.token):
        return None
    return stop.opens or stop.following[0] in '"“„«「'


def _is_caseless(character: str) -> bool:
    return character.isalpha() and not character.isupper() and not character.islower()


_RULES: tuple[Callable[[_Stop], bool | None], ...] = (
    _before_other_mark,
    _wide,
    _without_space,
    _before_dash,
    _before_sign,
    _before_small_letter,
    _list_marker,
    _direct_speech,
    _ellipsis,
    _closed,
    _never_ends,
    _before_number,
    _clock,
    _initial,
    _german_ordinal,
    _abbreviation,
)
