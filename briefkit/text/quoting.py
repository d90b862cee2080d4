"""Find where a quotation stands in a text: to the letter or with another presentation, never by likeness.

Every span it returns is made of whole words and whole numbers, and reads as the quotation does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from typing import Literal

from briefkit.text.fold import Folded, fold
from briefkit.text.retrieval import Index
from briefkit.text.scripts import INVISIBLE, QUOTES, UNSPACED, is_joined
from briefkit.text.sentences import Sentence
from briefkit.text.words import find_words

__all__ = ["Location", "QuoteIndex", "Tier", "cuts", "find_holder", "find_insertions", "locate", "nearest"]

Tier = Literal["exact", "white space", "typography", "case", "segments"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a quotation stands. `tier` says how much of its presentation had to be disregarded.

    `places` are all its places in order, each with its pieces: one, or several for `segments`.
    """

    tier: Tier
    places: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Return all places; for `segments` the pieces of the first."""
        return self.places[0] if self.tier == "segments" else tuple(place[0] for place in self.places)

    def nearest(self, stretches: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Return the place nearest to one of these stretches of the text, the first where there are none."""
        wanted = list(stretches)

        def distance(place: tuple[tuple[int, int], ...]) -> int:
            first, last = place[0][0], place[-1][1]
            return min((max(first - end, start - last, 0) for start, end in wanted), default=0)

        return min(self.places, key=distance)


class QuoteIndex:
    """A text made ready for finding quotations, for those who look for more than one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._copies = [_Copy(text, None)]
        if _WRAP.search(text):
            self._copies.append(_unwrapped(text))

    @property
    def folded(self) -> Folded:
        """Return the text with presentation folded away, made once for all who need it."""
        return self._copies[0].folded

    def locate(self, quote: str) -> Location | None:
        """Find a quotation; None where the text does not have it."""
        wanted = quote.strip()
        if not _LETTER.search(wanted):
            return None
        places = [span for span in _find_all(self.text, wanted) if not cuts(self.text, *span)]
        if places:
            return Location("exact", tuple((span,) for span in places))
        return self._find_folded(wanted) or self._find_edited(wanted)

    def _find_folded(self, wanted: str) -> Location | None:
        for needle in _needles(wanted):
            found: dict[Tier, set[tuple[int, int]]] = {}
            places = {span for copy in self._copies for span in copy.places(needle, self.text)}
            grade = cache(partial(_grade, wanted=wanted))
            for span in places:
                found.setdefault(grade(self.text[slice(*span)]), set()).add(span)
            for tier in _CONTIGUOUS:
                if tier in found:
                    return Location(tier, tuple((span,) for span in sorted(found[tier])))
        return None

    def _find_edited(self, wanted: str) -> Location | None:
        """Find what an editor has shortened or put brackets into."""
        if _OMISSION.search(wanted) is None:
            return None
        plain = _LETTER_IN_BRACKETS.sub(r"\1", _SIC.sub("", wanted))
        if _OMISSION.search(plain) is None:
            place = self._find_folded(plain)
            return place and Location("segments", place.places)
        return self._find_segments(_EDITED_WORD.sub("[]", plain))

    def _find_segments(self, wanted: str) -> Location | None:
        pieces = [piece for piece in _OMISSION.split(wanted) if _LETTER.search(piece)]
        if not pieces or not all(_is_telling(piece) for piece in pieces):
            return None
        needles = [fold(_trimmed(piece)).text for piece in pieces]
        for copy in self._copies:
            places = tuple(islice(copy.chain(needles, self.text), _MOST_PLACES))
            if places:
                return Location("segments", places)
        return None


def locate(quote: str, text: str | QuoteIndex) -> Location | None:
    """Find a quotation in a text: None where it is not there as whole words in this order.

    Quotation marks around it and a full stop or comma at its end do not count. `[...]`, `…` and bracketed
    insertions inside it stand for what was left out or put in; the rest must be there to the letter.
    """
    index = text if isinstance(text, QuoteIndex) else QuoteIndex(text)
    return index.locate(quote)


def find_insertions(quote: str) -> list[str]:
    """Return what an editor has put between square brackets; a bare mark of omission is none."""
    return [inner for inner in _INSERTION.findall(quote) if _LETTER.search(inner)]


def find_holder(quote: str, texts: Mapping[str, QuoteIndex]) -> tuple[str, Location] | None:
    """Return the first of several texts that has a quotation, by its name, and where it stands there."""
    for name, index in texts.items():
        place = index.locate(quote)
        if place is not None:
            return name, place
    return None


def nearest(quote: str, index: Index) -> Sentence | None:
    """Return the sentence most like a quotation, for a message to name; it proves nothing."""
    matches = index.best(quote, count=1)
    return index.sentences[matches[0].number] if matches else None


_CONTIGUOUS: tuple[Tier, ...] = ("white space", "typography", "case")
_GAP = 600
"""Code points that an omission may stand for: about one long paragraph."""

_LETTER = re.compile(r"[^\W_]")
_WRAP = re.compile(r"(?<=[^\W\d_])[-‐][ \t]*\r?\n[ \t]*(?=[^\W\d_])")
_SIC = re.compile(r"\s?[\[(]sic[\])]", re.IGNORECASE)
_LETTER_IN_BRACKETS = re.compile(r"(?<!\w)\[(\w)\](?=\w)")
"""As in "[T]he", where the editor changed no more than the case."""
_EDITED_WORD = re.compile(r"(?<!\w)\w+\[[^\[\]]{0,30}\]\w*|\[[^\[\]]{0,30}\]\w+")
"""As in "resign[ed]", where the editor changed the form of the word: the word counts as put in."""
_MOST_PLACES = 50
_OMISSION = re.compile(r"\[[^\[\]]{0,200}\]|[(（]?(?:\.\.\.+|…+|\. \. \.)[)）]?")
_INSERTION = re.compile(r"\[([^\[\]]{1,200})\]")
_WIDE_LETTER = re.compile(f"[{UNSPACED}]")
_EDGES = f" \t\r\n{QUOTES}"


class _Copy:
    """A folded text, with the way back to the text as given."""

    def __init__(self, text: str, positions: list[int] | None) -> None:
        self.folded: Folded = fold(text)
        self._positions = positions

    def span(self, start: int, end: int) -> tuple[int, int]:
        first, last = self.folded.starts[start], self.folded.ends[end - 1]
        if self._positions is None:
            return first, last
        return self._positions[first], self._positions[last - 1] + 1

    def places(self, needle: str, text: str) -> Iterator[tuple[int, int]]:
        for start, end in _find_all(self.folded.text, needle):
            span = self.span(start, end)
            if self._is_whole(start, end) and not cuts(text, *span):
                yield span

    def chain(self, needles: list[str], text: str) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield the places where all needles follow one another within the gap."""
        for start, end in _find_all(self.folded.text, needles[0]):
            spans = self._link(needles, (start, end), text)
            if spans:
                yield tuple(spans)

    def _link(self, needles: list[str], first: tuple[int, int], text: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        position = first[0]
        for needle in needles:
            reach = position + len(needle) + (_GAP if spans else 0)
            for start, end in _find_all(self.folded.text, needle, position, reach):
                span = self.span(start, end)
                if self._is_whole(start, end) and not cuts(text, *span):
                    spans.append(span)
                    position = end
                    break
            else:
                return []
        return spans

    def _is_whole(self, start: int, end: int) -> bool:
        """Say whether a stretch begins and ends between characters, not inside one that folds to several."""
        starts, ends = self.folded.starts, self.folded.ends
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


_LEADING = re.compile(r"\A(?:\.\.\.+|…)\s*")


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


def cuts(text: str, start: int, end: int) -> bool:
    """Say whether a stretch of a text begins or ends inside a word, a compound or a number."""
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
