"""How long the checks take: an article's index, a statement, and whether twice the words take twice the time.

Seconds are of the processor, so that a busy machine says nearly the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property
from itertools import cycle, islice

from benchmarks.checks.data import Sets
from benchmarks.checks.rules import by_claim, check_text
from briefkit.checks import Facts, report_on
from briefkit.schema import Article, Span, Summary, SummaryLine

__all__ = ["speed_lines"]

_LONG = 22_000
"""Words of the longest article that must still be linear."""
_ARTICLES = 40
_STATEMENTS = 120
_TRIES = 3


def speed_lines(sets: Sets) -> Iterator[str]:
    """Yield the seconds per article and per statement, and what a long article costs against its half."""
    sources = list(dict.fromkeys(case.source for case in sets.sentences))[:_ARTICLES]
    if not sources:
        return
    timed = [_indexed(sets.articles[source].text) for source in sources]
    words = sum(len(facts.article.text.split()) for facts, _ in timed) / len(timed)
    seconds = sum(spent for _, spent in timed) / len(timed)
    yield f"index: {seconds * 1000:.1f} ms per article of {words:.0f} words on average (goal 30 ms)"
    known = dict(zip(sources, (facts for facts, _ in timed), strict=True))
    cases = [case for case in sets.sentences if case.source in known]
    cases = cases[:: max(1, len(cases) // _STATEMENTS)]
    cited = [(case.text, known[case.source], by_claim(case, known[case.source])) for case in cases]
    spent = _spent(cited)
    yield f"statement: {spent / len(cited) * 1000:.2f} ms on average of {len(cited)} with evidence (goal 2 ms)"
    spent = sum(
        _spent_on([case.text for case in cases if case.source == source], known[source]) for source in sources
    )
    yield f"statement: {spent / len(cited) * 1000:.2f} ms in plain text, what is checked once per text included"
    half = min(_long(sets, sources, _LONG // 2)[1] for _ in range(_TRIES))
    long, whole = min((_long(sets, sources, _LONG) for _ in range(_TRIES)), key=lambda timed: timed[1])
    yield f"index of {_LONG:,} words: {whole:.2f} s, {whole / half:.2f} times that of the first half (linear: 2.0)"
    spent = _spent_on([case.text for case in cases], long)
    yield f"statement on it: {spent / len(cited) * 1000:.1f} ms in one plain text of {len(cited)}"


def _indexed(text: str) -> tuple[Facts, float]:
    """Return the facts of an article with everything found that is found once, and the seconds it took."""
    start = time.process_time()
    facts = Facts.of(Article(text=text, language="en"))
    for name, value in vars(Facts).items():
        if isinstance(value, cached_property):
            getattr(facts, name)
    return facts, time.process_time() - start


def _spent(lines: list[tuple[str, Facts, list[Span]]]) -> float:
    start = time.process_time()
    for text, facts, evidence in lines:
        check_text(text, facts, evidence)
    return time.process_time() - start


def _spent_on(texts: list[str], facts: Facts) -> float:
    """Return the seconds for a plain text of these sentences, held against one article."""
    lines = [SummaryLine(text=text, evidence=[], row=row) for row, text in enumerate(texts, start=1)]
    start = time.process_time()
    report_on(Summary(lines=lines), facts)
    return time.process_time() - start


def _long(sets: Sets, sources: list[str], count: int) -> tuple[Facts, float]:
    """Return an article of so many words, made of those of the set one after another, and the seconds it took."""
    words = (word for source in cycle(sources) for word in sets.articles[source].text.split())
    return _indexed(" ".join(islice(words, count)))
