"""Quotations that an article has, by a reading of their own: the checks' alignment must not grade itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from benchmarks.checks.data import Case, Sets
from benchmarks.checks.rules import Run, run

__all__ = ["own_quotations", "quotation_runs"]

_QUOTED = re.compile('["“]([^"“”\n]{12,400})["”]')
_MARKS = str.maketrans({"‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_EDGES = " .,;:!?'-"
_FEWEST = 3
"""Words below which marks may be irony or a title."""


def own_quotations(sets: Sets) -> Iterator[Case]:
    """Yield a line that quotes each article once, from the middle of its quotations."""
    for source in dict.fromkeys(case.source for case in sets.sentences):
        found = _quotations(sets.articles[source].text)
        for place, words in enumerate(found):
            yield Case(f"{source}-q{place}", f"It says: “{words}”", source, faulty=False)


def quotation_runs(cases: Iterable[Case], sets: Sets) -> list[Run]:
    """Return a run for each quotation of the cases that their article has, with what was found on it alone."""
    plain: dict[str, str] = {}
    runs = []
    for case in cases:
        text = plain.setdefault(case.source, _plain(sets.articles[case.source].text))
        for place, words in enumerate(_quotations(case.text)):
            if f" {_plain(words)} " in f" {text} ":
                [found] = run([case], sets)
                about = tuple(
                    item for item in found.findings if _plain(item.offending or words) in _plain(words)
                )
                runs.append(Run(replace(case, id=f"{case.id}-q{place}"), about))
    return runs


def _quotations(text: str) -> list[str]:
    found = (words.strip(_EDGES) for words in _QUOTED.findall(text))
    return [words for words in found if len(words.split()) >= _FEWEST]


def _plain(text: str) -> str:
    """Return the words of a text with single spaces, without case, presentation forms and marks at their edges."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS)
    return " ".join(word.strip(_EDGES + '"“”()[]') for word in folded.split())
