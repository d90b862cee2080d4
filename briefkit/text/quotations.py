"""Words between quotation marks, in the systems of marks that news uses, and who said them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Literal

from briefkit.text.scripts import CLOSERS, INVISIBLE, OPENERS, QUOTES, is_joined

__all__ = ["QuotedWords", "find_ambiguous", "find_quotations", "find_unclosed"]


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """The words without the marks. `speaker` is None where the sentence does not name one beside its verb."""

    start: int
    end: int
    speaker: str | None = None


_PAIRS: dict[str, str] = {
    "“": "”",
    "„": '“”"‟',
    "‚": "‘",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "〝": "〟",
    "＂": "＂",
    "”": "”",
}
"""Opening marks with all that may close them; `"` and single marks have rules of their own."""

_DOUBLED = re.compile(r"``|‘‘|(?<!\S),,(?=\w)")
_READ_AS = {"``": " “", "‘‘": " “", ",,": " „"}
"""Marks that are typed as two single ones, with marks of the same length that are read in their place."""

_STRAIGHT = '"'
_STOPS = f".,;:!?…{CLOSERS}"
_BEFORE_WORDS = frozenset(",:")
"""Stops after which a quotation begins."""
_ELIDED = r"(?i:\d0s|n|em|til|tis|twas|cause|bout)\b"
"""What an apostrophe stands before in the place of letters, as in "the '90s"."""
_SINGLE = tuple(
    (
        opening,
        re.compile(
            f"(?P<open>(?<!\\w){opening}(?=\\w)(?!{_ELIDED}))|(?P<close>(?<=[^\\s]){closing}(?![{INVISIBLE}]?\\w))"
        ),
    )
    for opening, closing in (("‘", "’"), ("'", "'"))
)
_LONGEST = 3000
"""Characters; more than a paragraph, so a mark that nobody closed does not swallow the text."""
_LONGEST_SINGLE = 300
"""The same for single marks, which an apostrophe may open by mistake."""
_AMBIGUOUS = re.compile(r'(?<=\w)"(?=\w)')
_DEEPEST = 8
"""Marks that may be open at a time."""

_NAME_WORD = r"[^\W\d_a-zà-ÿ](?:\w{0,2}\.(?:[A-Z]\.){0,6}|[\w'’-]{0,30})"
_NAME = rf"{_NAME_WORD}(?:\s(?:(?:de|van|von|al|bin|el|la)\s)?{_NAME_WORD}){{0,5}}"
_VERBS = (
    "said|says|told|tells|added|adds|asked|argued|argues|wrote|writes|warned|insisted|explained|noted"
    "|stated|replied"
    "|a déclaré|déclare|a dit|dit|a affirmé|affirme|a ajouté|sagte|sagt|erklärte|betonte|dijo|afirmó"
    "|declaró|explicó"
)
_AFTER = (
    re.compile(rf"[\s,.”\"»’'–—-]{{0,4}}(?:{_VERBS})\s(?P<name>{_NAME})"),
    re.compile(rf"[\s,.”\"»’'–—-]{{0,4}}(?P<name>{_NAME})(?:,[^,.\n]{{1,60}},)?\s(?:{_VERBS})\b"),
)
_BEFORE = re.compile(
    rf"(?P<name>{_NAME})(?:,[^,.\n]{{1,60}},)?\s(?:{_VERBS})(?:\s[^.\n]{{0,40}})?[\s,:]{{1,3}}$"
)


def find_quotations(text: str) -> list[QuotedWords]:
    """Return what stands between quotation marks in order, outermost first where they nest."""
    found = [QuotedWords(start, end, _speaker(text, start, end)) for start, end in _spans(text)]
    return sorted(found, key=lambda quoted: (quoted.start, -quoted.end))


def find_ambiguous(text: str) -> list[QuotedWords]:
    """Return what stands between two straight marks that may each open or close, having no space on either side."""
    marks = [match.start() for match in _AMBIGUOUS.finditer(text)]
    return [
        QuotedWords(one + 1, two)
        for one, two in pairwise(marks)
        if two - one <= _LONGEST_SINGLE and all(is_joined(text[at - 1], text[at + 1]) for at in (one, two))
    ]


def find_unclosed(line: str) -> QuotedWords | None:
    """Return what follows a double mark that is opened in a line and closed nowhere; None where there is none."""
    end = len(line.rstrip())
    paired = list(_paired(line, 0, end))
    if paired and paired[-1][1] == end and line[end - 1] not in QUOTES:
        return QuotedWords(paired[-1][0], end)
    _, opened = _straight_pairs(line, 0, end, {close for _, close in paired})
    spans = [] if opened is None else list(_trim(line, opened, end))
    return QuotedWords(*spans[0]) if spans else None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    if _DOUBLED.search(text):
        text = _DOUBLED.sub(lambda mark: _READ_AS[mark[0]], text)
        for typed in ("''", "’’"):
            text = text.replace(typed, "” ")
    start = 0
    for paragraph in re.split(r"(\n)", text):
        end = start + len(paragraph)
        if paragraph.strip():
            paired = list(_paired(text, start, end))
            yield from paired
            yield from _straight(text, start, end, closers={close for _, close in paired})
            yield from _single(text, start, end)
        start = end


def _paired(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what paired marks enclose; a mark left open at the end of a paragraph is closed there."""
    open_marks: list[tuple[int, str]] = []
    for found in _PAIRED_MARK.finditer(text, start, end):
        place, mark = found.start(), found[0]
        closes = next(
            (index for index in range(len(open_marks) - 1, -1, -1) if mark in open_marks[index][1]), None
        )
        if closes is None and open_marks and mark == "“" and _ends_words(text, place):
            closes = len(open_marks) - 1  # set with the opening mark at both ends
        if closes is not None:
            yield from _trim(text, open_marks[closes][0], place)
            del open_marks[closes:]
            if mark == "“" and _begins_words(text, place):  # closes what was left open, and opens its own
                open_marks.append((place + 1, _PAIRS[mark]))
        elif mark in _PAIRS and len(open_marks) < _DEEPEST and not (mark == "”" and _ends_words(text, place)):
            open_marks.append((place + 1, _PAIRS[mark]))
    if open_marks and open_marks[0][1] in ("”", "」", "»"):
        yield from _trim(text, open_marks[0][0], end)


_PAIRED_MARK = re.compile(f"[{''.join(sorted({*_PAIRS, *''.join(_PAIRS.values())}))}]")


def _ends_words(text: str, place: int) -> bool:
    """Say whether a mark follows a word or stop and stands before none, as a closing mark does."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(before) and not before.isspace() and not after.isalnum()


def _begins_words(text: str, place: int) -> bool:
    """Say whether a mark stands after a space and before a word, as an opening mark does."""
    return text[place - 1 : place].isspace() and text[place + 1 : place + 2].isalnum()


def _straight(text: str, start: int, end: int, *, closers: set[int]) -> Iterator[tuple[int, int]]:
    """Yield what straight double marks enclose; what opens a paragraph and is not closed ends with it."""
    pairs, opened = _straight_pairs(text, start, end, closers)
    for one, two in pairs:
        yield from _trim(text, one, two)
    if opened is not None and not text[start : opened - 1].strip():
        yield from _trim(text, opened, end)


def _straight_pairs(
    text: str, start: int, end: int, closers: set[int]
) -> tuple[list[tuple[int, int]], int | None]:
    """Return what straight marks enclose, and where one was left open; one that can only open begins anew.

    A mark set on the wrong side of its space, `she said," We go"`, opens what the next closing one ends.
    """
    pairs: list[tuple[int, int]] = []
    opened: int | None = None
    astray: int | None = None
    for place in _places(text, _STRAIGHT, start, end):
        side = "" if place in closers else _side(text, place, start, end)
        if opened is None and side == "close":
            pairs += [(astray, place)] if astray is not None else []
            astray = place + 1 if astray is None and text[place - 1 : place] in _BEFORE_WORDS else None
        elif opened is not None and side:
            pairs.append((opened, place))
            opened = place + 1 if side == "open" else None
            astray = None
        elif side == "open" or (side == "either" and not text[place - 1 : place].isdigit()):
            opened = place + 1  # after a figure it is inches
    return pairs, opened


def _places(text: str, mark: str, start: int, end: int) -> Iterator[int]:
    place = text.find(mark, start, end)
    while place >= 0:
        yield place
        place = text.find(mark, place + 1, end)


def _side(text: str, place: int, start: int, end: int) -> Literal["open", "close", "either"]:
    """Tell by what stands beside a straight mark whether it can open only, or close only, as inches do."""
    before = text[place - 1] if place > start else " "
    after = text[place + 1] if place + 1 < end else " "
    leads, follows = before.isspace() or before in OPENERS, after.isspace() or after in _STOPS
    if leads == follows:
        return "either"
    return "open" if leads else "close"


def _single(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what single marks enclose, where neither of them can be an apostrophe inside a word."""
    for opening, pattern in _SINGLE:
        if text.find(opening, start, end) < 0:
            continue
        marks = list(pattern.finditer(text[start:end]))
        opened: int | None = None
        for mark, following in zip_longest(marks, marks[1:]):
            place = start + mark.start()
            if mark["open"]:
                opened = place + 1 if opened is None else opened
            elif opened is not None and not _is_possessive(text, place, following):
                if place - opened <= _LONGEST_SINGLE:
                    yield from _trim(text, opened, place)
                opened = None


def _is_possessive(text: str, place: int, following: re.Match[str] | None) -> bool:
    """Say whether a mark is the apostrophe of a plural: the words go on, and another mark closes them."""
    if following is None or following["open"] or not re.match(r" [a-z]", text[place + 1 : place + 3]):
        return False
    before_next = following.string[following.start() - 1]
    return text[place - 1] == "s" and before_next != "s" and not before_next.isdigit()


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    start, end = start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
    if 0 < end - start <= _LONGEST and any(map(str.isalnum, text[start:end])):
        yield start, end


def _speaker(text: str, start: int, end: int) -> str | None:
    """Return the name beside a verb of saying, right after the quotation or right before it."""
    after = text[end : end + 90].partition("\n")[0]
    for pattern in _AFTER:
        found = pattern.match(after)
        if found:
            return _without_verb(found["name"])
    before = _BEFORE.search(text[max(0, start - 140) : max(0, start - 1)].rpartition("\n")[2])
    return _without_verb(before["name"]) if before else None


def _without_verb(name: str) -> str | None:
    name = re.sub(r"['’]s$", "", name).rstrip(".,")
    words = name.split()
    return None if words[0] in _NO_NAMES or words[-1] in _NO_NAMES else name


_OPENINGS = """
The He She They It We I You But And In On A An When If As This That These While After For One Some Others Another
Then There Yet So Also However Meanwhile Later What Who
"""
_NO_NAMES = frozenset(_OPENINGS.split())
"""Words with a capital that begin a sentence and are no speaker."""
