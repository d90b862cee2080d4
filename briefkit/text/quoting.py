"""Find where a quotation stands in a text: to the letter or with another presentation, never by likeness.

Every span it returns is made of whole words and whole numbers, and reads as the quotation does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from briefkit.text.fold import Folded, fold
from briefkit.text.retrieval import Index
from briefkit.text.scripts import INVISIBLE, QUOTES, UNSPACED, is_joined
from briefkit.text.sentences import Sentence
from briefkit.text.words import find_words

__all__ = ["Location", "QuoteIndex", "Tier", "locate", "nearest"]

Tier = Literal["exact", "white space", "typography", "case", "segments"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a quotation stands. `tier` says how much of its presentation had to be disregarded.

    `spans` are all its places, in order; for `segments` they are the pieces of its first place.
    """

    tier: Tier
    spans: tuple[tuple[int, int], ...]


class QuoteIndex:
    """A text made ready for finding quotations, for those who look for more than one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._copies = [_Copy(text, None)]
        if _WRAP.search(text):
            self._copies.append(_unwrapped(text))

    def locate(self, quote: str) -> Location | None:
        """Find a quotation; None where the text does not have it."""
        wanted = quote.strip()
        if not _LETTER.search(wanted):
            return None
        places = [span for span in _find_all(self.text, wanted) if not _cuts(self.text, *span)]
        if places:
            return Location("exact", tuple(places))
        return self._find_folded(wanted) or self._find_segments(wanted)

    def _find_folded(self, wanted: str) -> Location | None:
        for needle in _needles(wanted):
            found: dict[Tier, set[tuple[int, int]]] = {}
            places = {span for copy in self._copies for span in copy.places(needle, self.text)}
            grade = cache(partial(_grade, wanted=wanted))
            for span in places:
                found.setdefault(grade(self.text[slice(*span)]), set()).add(span)
            for tier in _CONTIGUOUS:
                if tier in found:
                    return Location(tier, tuple(sorted(found[tier])))
        return None

    def _find_segments(self, wanted: str) -> Location | None:
        pieces = [piece for piece in _OMISSION.split(wanted) if _LETTER.search(piece)]
        if _OMISSION.search(wanted) is None or not all(_is_telling(piece) for piece in pieces):
            return None
        needles = [fold(_trimmed(piece)).text for piece in pieces]
        for copy in self._copies:
            spans = copy.chain(needles, self.text)
            if spans:
                return Location("segments", tuple(spans))
        return None


def locate(quote: str, text: str | QuoteIndex) -> Location | None:
    """Find a quotation in a text: None where it is not there as whole words in this order.

    Quotation marks around it and a full stop or comma at its end do not count. `[...]`, `…` and bracketed
    insertions inside it stand for what was left out or put in; the rest must be there to the letter.
    """
    index = text if isinstance(text, QuoteIndex) else QuoteIndex(text)
    return index.locate(quote)


def nearest(quote: str, index: Index) -> Sentence | None:
    """Return the sentence most like a quotation, for a message to name; it proves nothing."""
    matches = index.best(quote, count=1)
    return index.sentences[matches[0].number] if matches else None


_CONTIGUOUS: tuple[Tier, ...] = ("white space", "typography", "case")
_GAP = 600
"""Code points that an omission may stand for: about one long paragraph."""

_LETTER = re.compile(r"[^\W_]")
_WRAP = re.compile(r"(?<=[^\W\d_])[-‐][ \t]*\r?\n[ \t]*(?=[^\W\d_])")
_OMISSION = re.compile(r"\[[^\[\]]{0,200}\]|[(（]?(?:\.\.\.+|…+|\. \. \.)[)）]?")
_WIDE_LETTER = re.compile(f"[{UNSPACED}]")
_EDGES = f" \t\r\n{QUOTES}"


class _Copy:
    """A folded text, with the way back to the text as given."""

    def __init__(self, text: str, positions: list[int] | None) -> None:
        self._folded: Folded = fold(text)
        self._positions = positions

    def span(self, start: int, end: int) -> tuple[int, int]:
        first, last = self._folded.starts[start], self._folded.ends[end - 1]
        if self._positions is None:
            return first, last
        return self._positions[first], self._positions[last - 1] + 1

    def places(self, needle: str, text: str) -> Iterator[tuple[int, int]]:
        for start, end in _find_all(self._folded.text, needle):
            span = self.span(start, end)
            if self._is_whole(start, end) and not _cuts(text, *span):
                yield span

    def chain(self, needles: list[str], text: str) -> list[tuple[int, int]]:
        """Return the first place where all needles follow one another within the gap, if there is one."""
        folded = self._folded.text
        for start, end in _find_all(folded, needles[0]) if needles else ():
            spans = self._link(needles, (start, end), text)
            if spans:
                return spans
        return []

    def _link(self, needles: list[str], first: tuple[int, int], text: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        position = first[0]
        for needle in needles:
            reach = position + len(needle) + (_GAP if spans else 0)
            for start, end in _find_all(self._folded.text, needle, position, reach):
                span = self.span(start, end)
                if self._is_whole(start, end) and not _cuts(text, *span):
                    spans.append(span)
                    position = end
                    break
            else:
                return []
        return spans

    def _is_whole(self, start: int, end: int) -> bool:
        """Say whether a stretch begins and ends between characters, not inside one that folds to several."""
        starts, ends = self._folded.starts, self._folded.ends
        inside = start > 0 and starts[start - 1] == starts[start]
        return not inside and not (end < len(ends) and ends[end] == ends[end - 1])


def _unwrapped(text: str) -> _Copy:
    """Return the copy in which words that were hyphenated at the end of a line are whole."""
    positions: list[int] = []
    pieces: list[str] = []
    done = 0
    for match in _WRAP.finditer(text):
        pieces.append(text[done : match.start()])
        positions.extend(range(done, match.start()))
        done = match.end()
    pieces.append(text[done:])
    positions.extend(range(done, len(text)))
    return _Copy("".join(pieces), positions)


def _find_all(text: str, needle: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    place = text.find(needle, start, end)
    while place >= 0:
        yield place, place + len(needle)
        place = text.find(needle, place + 1, end)


def _needles(wanted: str) -> list[str]:
    """Return what to look for, most faithful first."""
    forms = [wanted, _WRAP.sub("", wanted), _trimmed(wanted), _trimmed(_WRAP.sub("", wanted))]
    return [needle for needle in dict.fromkeys(fold(form).text for form in forms) if needle]


def _trimmed(quote: str) -> str:
    """Return a quotation without the marks around it and the stop that its place in a sentence gave it."""
    inner = _LEADING.sub("", quote.strip(_EDGES))
    return inner.rstrip(_EDGES + ".,;:…").strip(_EDGES)


_LEADING = re.compile(r"(?:\.\.\.+|…)\s*")


def _grade(found: str, wanted: str) -> Tier:
    if "".join(found.split()) == "".join(wanted.split()) or found.split() == wanted.split():
        return "white space"
    trimmed = fold(_trimmed(_WRAP.sub("", wanted)), keep_case=True).text
    whole = fold(wanted, keep_case=True).text
    forms = {fold(found, keep_case=True).text, fold(_WRAP.sub("", found), keep_case=True).text}
    return "typography" if forms & {trimmed, whole} else "case"


def _is_telling(piece: str) -> bool:
    """Say whether a piece of a shortened quotation is long enough to be found by more than chance."""
    return len(_WIDE_LETTER.findall(piece)) >= 4 or len(find_words(piece)) >= 2


_HIDDEN = re.compile(f"[{INVISIBLE}]")
_GAPS = " \u00a0\u2009\u202f"  # what stands between the groups of a long number
_NUMBER_BEFORE = re.compile(r"\d[.,:/'’]\Z|(?:\A|[\s(])[-−–]\Z|\([-−–]\s\Z")
_NUMBER_AFTER = re.compile(r"[.,:/'’]\d|[十百千万億兆亿萬만억조]")
_GROUP_BEFORE = re.compile(rf"(?:\A|[^\d.,])\d{{1,3}}[{_GAPS}]\Z")
_GROUP_AFTER = re.compile(rf"[{_GAPS}]\d{{3}}(?!\d)")
_GROUP_STARTS = re.compile(r"\d{3}(?!\d)")
_GROUP_ENDS = re.compile(r"(?:\A|\D)\d{1,3}\Z")
_MARK_STARTS = re.compile(r"[.,:/'’]\d")
_MARK_ENDS = re.compile(r"\d[.,:/'’]\Z")
_COMPOUND_BEFORE = re.compile(r"\w[-‐‑](?:[ \t]*\r?\n[ \t]*)?\Z")
_COMPOUND_AFTER = re.compile(r"[-‐‑](?:[ \t]*\r?\n[ \t]*)?[^\W_]|['’]t\b", re.IGNORECASE)
_REACH = 12  # code points on either side that decide about a border


def _cuts(text: str, start: int, end: int) -> bool:
    """Say whether a stretch begins or ends inside a word, a compound or a number."""
    before = _HIDDEN.sub("", text[max(0, start - _REACH) : start])
    after = _HIDDEN.sub("", text[end : end + _REACH])
    return _cuts_before(before, text[start : start + _REACH]) or _cuts_after(
        text[max(start, end - _REACH) : end], after
    )


def _cuts_before(before: str, inside: str) -> bool:
    if not before or not inside:
        return False
    if is_joined(before[-1], inside[0]):
        return True
    if before[-1].isdecimal():
        return _MARK_STARTS.match(inside) is not None
    if inside[0].isdecimal() and _NUMBER_BEFORE.search(before):
        return True
    if _GROUP_STARTS.match(inside) and _GROUP_BEFORE.search(before):
        return True
    return inside[0].isalnum() and _COMPOUND_BEFORE.search(before) is not None


def _cuts_after(inside: str, after: str) -> bool:
    if not inside or not after:
        return False
    if is_joined(inside[-1], after[0]):
        return True
    if after[0].isdecimal():
        return _MARK_ENDS.search(inside) is not None
    if inside[-1].isdecimal() and _NUMBER_AFTER.match(after):
        return True
    if _GROUP_ENDS.search(inside) and _GROUP_AFTER.match(after):
        return True
    return inside[-1].isalnum() and _COMPOUND_AFTER.match(after) is not None
