"""Measure the checks beyond truth on the corpus and the labelled sets, and print one table with counts.

    python -m benchmarks.beyond [--show]

The corpus is the folder in BRIEFKIT_CORPUS, else `../shared/corpus`; the sets are the folder in BRIEFKIT_CHECKING, else
`../shared/checking`, both beside the repository. `--show` prints the lines behind the counts, ten of each row.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.beyond.asking import make_questions
from benchmarks.beyond.boilerplate import PLAIN, PLAIN_UNSEEN, STUFFED, STUFFED_UNSEEN
from benchmarks.checks.data import Sets, read_rows
from briefkit.checks import Claim, Facts
from briefkit.checks.copying import longest_copy
from briefkit.checks.input import check_input
from briefkit.checks.language import check_line_language
from briefkit.checks.questions import answer_to
from briefkit.checks.specificity import check_specificity
from briefkit.schema import Article, Question, Statement

_BESIDE = Path(__file__).parents[3] / "shared"
_LONGEST = 5000
"""Words of an article from which boilerplate is not tried: nearly every word is in it."""


@dataclass
class Row:
    """How many of some texts had the finding, and examples of what did not come out as it should."""

    name: str
    right: bool
    """Whether the finding is right to be there."""
    texts: int = 0
    found: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, found: bool, text: str) -> None:
        """Count one text."""
        self.texts += 1
        self.found += found
        if found != self.right:
            self.examples.append(text)

    def __str__(self) -> str:
        share = 100 * self.found / self.texts if self.texts else 0.0
        return f"{self.name:58} {self.found:6} of {self.texts:6} {share:6.1f} %  {'caught' if self.right else 'false'}"


def main() -> int:
    """Print the table; the exit code says whether the data were there."""
    corpus = Path(os.environ.get("BRIEFKIT_CORPUS") or _BESIDE / "corpus")
    sets = Sets(Path(os.environ.get("BRIEFKIT_CHECKING") or _BESIDE / "checking"))
    if not (corpus / "articles.jsonl").is_file() or not (sets.folder / "sources.jsonl").is_file():
        print("no data: set BRIEFKIT_CORPUS and BRIEFKIT_CHECKING to their folders.", file=sys.stderr)
        return 2
    began = time.perf_counter()
    articles = [(row, _facts(row)) for row in read_rows(corpus / "articles.jsonl")]
    for rows in (
        generic_lines(articles, corpus, sets),
        answered_questions([facts for row, facts in articles if row["language"] == "en"], sets),
        joined_stories(articles),
        foreign_lines(articles),
        copied_lines(sets),
    ):
        for row in rows:
            print(row, flush=True)
            for example in row.examples[:10] if "--show" in sys.argv else ():
                print(f"      {example[:200]}")
    print(f"measured in {time.perf_counter() - began:.0f} s")
    return 0


def _facts(row: dict[str, Any]) -> Facts:
    return Facts.of(Article(text=row["text"], headline=row["title"], language=row["language"]))


def _is_generic(text: str, facts: Facts) -> bool:
    return any(check_specificity(Claim("analysis.context", Statement(text=text, evidence=[]), facts)))


def generic_lines(articles: list[tuple[dict[str, Any], Facts]], corpus: Path, sets: Sets) -> Iterable[Row]:
    """Yield how many lines of boilerplate are called generic, and how many that are not boilerplate."""
    english = [facts for row, facts in articles if row["language"] == "en" and facts.length < _LONGEST]
    for name, lines in (
        ("boilerplate, plain", PLAIN),
        ("boilerplate, plain, unseen", PLAIN_UNSEEN),
        ("boilerplate with a name and a figure pasted in", STUFFED),
        ("boilerplate with a name and a figure pasted in, unseen", STUFFED_UNSEEN),
    ):
        row = Row(name, right=True)
        for facts in english:
            for line in lines:
                text = line.format(**_pasted(facts))
                row.add(_is_generic(text, facts), text)
        yield row
    known = {each["id"]: facts for each, facts in articles}
    summaries = Row("people's summaries of the corpus", right=False)
    for each in read_rows(corpus / "gold_summaries.jsonl"):
        if each["human_summary"]:
            summaries.add(_is_generic(each["human_summary"], known[each["id"]]), each["human_summary"])
    yield summaries
    own = Row("sentences of 8 to 45 words of their own article", right=False)
    for facts in english:
        for text in _prose(facts):
            own.add(_is_generic(text, facts), text)
    yield own
    supported = Row("supported sentences of models", right=False)
    for case in sets.sound:
        supported.add(_is_generic(case.text, sets.facts(case.source)), case.text)
    yield supported


def _pasted(facts: Facts) -> dict[str, str]:
    """Return the name and the figure that one who stuffs boilerplate would take."""
    names = Counter(name.text for name in facts.names if not name.initial and len(name.words) > 1)
    return {
        "E": names.most_common(1)[0][0] if names else "the company",
        "N": next((number.text for number in facts.numbers if not number.spelt), "10"),
    }


def _prose(facts: Facts) -> Iterator[str]:
    for sentence in facts.sentences:
        text = facts.article.text[sentence.start : sentence.end]
        if 8 <= len(text.split()) <= 45:
            yield text


def answered_questions(english: list[Facts], sets: Sets) -> Iterable[Row]:
    """Yield how many questions made of a sentence are answered, with that sentence there and without it."""
    drawn = random.Random(5)
    sources = [
        sets.facts(source) for source in drawn.sample(sorted(sets.articles), min(120, len(sets.articles)))
    ]
    rows = {
        (wants, there): Row(
            f"question for a {wants}, {'sentence there' if there else 'sentence taken away'}", there
        )
        for there in (True, False)
        for wants in ("number", "date", "name", "fact")
    }
    for facts in [*english, *sources]:
        made = list(make_questions(facts)) if facts.length < _LONGEST // 2 else []
        for question in drawn.sample(made, min(8, len(made))):
            start, end = question.sentence.start, question.sentence.end
            rest = facts.article.text[:start] + facts.article.text[end:]
            without = Facts.of(Article(text=rest, headline=facts.article.headline, language="en"))
            rows[question.wants, True].add(_answer(question.text, facts) != "", question.text)
            answer = _answer(question.text, without)
            rows[question.wants, False].add(answer != "", f"{question.text} -> {answer}")
    return rows.values()


def _answer(text: str, facts: Facts) -> str:
    question = Question(text=text, evidence=[], why_open="", who_could_answer=[], settled_by="")
    found = answer_to(Claim("questions.financial", question, facts))
    return "" if found is None else facts.article.text[found[0].start : found[0].end]


def joined_stories(articles: list[tuple[dict[str, Any], Facts]]) -> Iterable[Row]:
    """Yield how many joined pairs of articles are told to be two, and how many single ones."""
    alone, joined = (
        Row("single articles called two stories", False),
        Row("joined pairs called two stories", True),
    )
    by_language: dict[str, list[Facts]] = defaultdict(list)
    for row, facts in articles:
        alone.add(_is_several(facts), row["id"])
        if facts.length < 1500:
            by_language[row["language"]].append(facts)
    drawn = random.Random(9)
    for language, known in by_language.items():
        for _ in range(min(40, 4 * len(known))):
            one, other = drawn.sample(known, 2)
            text = f"{one.article.text.rstrip()}\n\n{other.article.text}"
            joined.add(_is_several(Facts.of(Article(text=text, language=language))), language)
    return alone, joined


def _is_several(facts: Facts) -> bool:
    return any(found.code == "article.several" for found in check_input(facts))


def foreign_lines(articles: list[tuple[dict[str, Any], Facts]]) -> Iterable[Row]:
    """Yield how many sentences are said to be in another language, in their own article and in a foreign one."""
    own, foreign = (
        Row("lines in the article's language", False),
        Row("lines of 8 words and more in another", True),
    )
    of_language = {row["language"]: facts for row, facts in articles}
    drawn = random.Random(1)
    for row, facts in articles:
        sentences = [facts.article.text[s.start : s.end] for s in facts.sentences[:60]]
        for text in sentences:
            own.add(_is_foreign(text, facts), text)
        long = [text for text in sentences if len(text.split()) >= 8]
        for language, other in of_language.items():
            if language != row["language"] and {language, row["language"]} <= {"en", "fr", "de", "es"}:
                for text in drawn.sample(long, min(3, len(long))):
                    foreign.add(_is_foreign(text, other), f"in {language}: {text}")
    return own, foreign


def _is_foreign(text: str, facts: Facts) -> bool:
    return any(check_line_language(Claim("dek", Statement(text=text, evidence=[]), facts)))


def copied_lines(sets: Sets) -> Iterable[Row]:
    """Yield how many supported sentences of models repeat a long stretch of their article."""
    row = Row("supported sentences of models with a long copy", False)
    for case in sets.sound:
        claim = Claim("dek", Statement(text=case.text, evidence=[]), sets.facts(case.source))
        row.add(longest_copy(claim) is not None, case.text)
    return (row,)


if __name__ == "__main__":
    sys.exit(main())
