"""The index of a board: which words stand in which briefs, in parts that a page without a server can load as scripts.

A part is chosen by the first letters of a word, so that a search loads one part a word and one for each 64 briefs
that it shows. `templates/search.js` cuts words in the same way.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from briefkit.render.board_cards import Card
from briefkit.render.board_words import kicker_of, mark_of
from briefkit.render.escape import escape_json
from briefkit.schema import Brief
from briefkit.text.scripts import UNSPACED

__all__ = ["Index", "Words", "words_in", "words_of"]

_BLOCK = 64
"""Briefs in a part: about 20 kB."""
_POSTINGS = 12_000
"""Places in a part that is aimed at: about 40 kB."""
_MOST_SHARDS = 512
_COMMON = 0.5
"""Share of the briefs from which a word is in too many to tell them apart; in fewer than 50 briefs none is."""
_LONGEST = 32
_RUN = re.compile(r"[^\W_]+")
_PARTS = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text as they are looked up; scripts without spaces in pairs of letters."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.lower())
        text = "".join(char for char in plain if unicodedata.category(char)[0] != "M").replace("ς", "σ")
        for run in _RUN.findall(text):
            for word in _PARTS.findall(run):
                yield from _pairs(word) if _IS_UNSPACED.match(word) else (word[:_LONGEST],)
        return
    for word in _RUN.findall(text.lower()):
        yield word[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a brief and of what it is filed under, and those of its headline, which count for more."""

    headline: frozenset[str]
    others: frozenset[str]


def words_in(card: Card, brief: Brief) -> Words:
    """Return the words by which a brief is found."""
    said = [line.text for _, line in brief.statements()]
    filed = [card.source, card.desk, card.kind, *card.topics, *card.regions]
    headline = frozenset(words_of(card.headline))
    return Words(headline, frozenset[str]().union(*map(words_of, (*said, *filed))) - headline)


class Index:
    """Collects the words of briefs, each with the numbers of the briefs that have it."""

    def __init__(self) -> None:
        self._places: dict[str, array[int]] = {}
        self._ids: dict[str, int] = {}

    def add(self, id: str, words: Words) -> None:  # noqa: A002 - as it is called everywhere
        """Note the words of a brief."""
        number = 2 * self._ids.setdefault(id, len(self._ids))
        for listed, place in ((words.headline, number + 1), (words.others, number)):
            for word in listed:
                self._places.setdefault(word, array("I")).append(place)

    def parts(self, cards: Sequence[Card]) -> Iterator[tuple[str, str]]:
        """Yield the files of the index by name; `cards` are all that were added, the earliest first."""
        renumbered = {self._ids[card.id]: number for number, card in enumerate(cards)}
        postings = sum(map(len, self._places.values()))
        shards = max(1, min(_MOST_SHARDS, postings // _POSTINGS))
        version = hashlib.sha256()
        for name, value in (*self._blocks(cards), *self._shards(renumbered, shards)):
            text = f"board.parts.{name} = {_script(value)};\n"
            version.update(text.encode())
            yield f"search/{name}.js", text
        about = {
            "briefs": len(cards),
            "shards": shards,
            "block": _BLOCK,
            "version": version.hexdigest()[:12],
            "unspaced": UNSPACED,
        }
        yield "search/about.js", f"globalThis.board = {{ about: {_script(about)}, parts: {{}} }};\n"

    def _blocks(self, cards: Sequence[Card]) -> Iterator[tuple[str, object]]:
        for start in range(0, len(cards), _BLOCK):
            yield f"b{start // _BLOCK}", [_row(card) for card in cards[start : start + _BLOCK]]

    def _shards(self, renumbered: dict[int, int], shards: int) -> Iterator[tuple[str, object]]:
        by_shard: list[list[str]] = [[] for _ in range(shards)]
        for word in self._places:
            by_shard[_shard(word, shards)].append(word)
        most = max(50, _COMMON * len(renumbered))
        for number, words in enumerate(by_shard):
            entries = [(word, self._packed(word, renumbered, most)) for word in sorted(words)]
            yield f"w{number}", entries

    def _packed(self, word: str, renumbered: dict[int, int], most: float) -> str | None:
        """Return the places of a word as the steps between them, None where there are too many."""
        places = self._places[word]
        if len(places) > most:
            return None
        ordered = sorted(2 * renumbered[place >> 1] + (place & 1) for place in places)
        return " ".join(
            _base36(place - before) for before, place in zip((0, *ordered), ordered, strict=False)
        )


def _pairs(word: str) -> Iterable[str]:
    return (word,) if len(word) < 2 else (word[at : at + 2] for at in range(len(word) - 1))


def _shard(word: str, shards: int) -> int:
    total = 0
    for char in word[: 1 if _IS_UNSPACED.match(word) else 2]:
        total = (total * 31 + ord(char)) % 65521
    return total % shards


def _row(card: Card) -> list[str]:
    mark, kind = mark_of(card)
    kicker = " · ".join(kicker_of(card))
    return [card.id, card.headline, card.dek, kicker, mark, kind, card.language or "", card.direction]


def _script(value: object) -> str:
    return escape_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _base36(number: int) -> str:
    digits = ""
    while number >= 36:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return _DIGITS[number] + digits
