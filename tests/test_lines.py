"""A line is read and judged once per article, and that changes nothing of what is found."""

from __future__ import annotations

from benchmarks.editions import edition
from briefkit.briefer import Briefer
from briefkit.checks import Facts, check_brief
from briefkit.models import ScriptedModel
from briefkit.schema import Article, Finding, Statement

MADE = edition(5)
ARTICLE = Article(text=MADE.article)


def test_equal_texts_are_read_once() -> None:
    facts = Facts.of(ARTICLE)
    line = facts.line("The mill closes on 30 June 2027 and loses $12 million.")
    assert facts.line("The mill closes on 30 June 2027 and loses $12 million.") is line
    assert [number.text for number in facts.numbers_of(line.text)] == ["$12 million"]
    assert [date.text for date in facts.dates_of(line.text)] == ["30 June 2027"]
    assert facts.line("It loses $12 million.") is not line


def test_a_line_is_judged_once_under_one_path_and_an_equal_one_for_itself() -> None:
    facts = Facts.of(ARTICLE)
    judged: list[str] = []

    def judge() -> list[Finding]:
        judged.append("")
        return []

    line = Statement(text="The mill closes.", evidence=[])
    for path, statement in (("dek", line), ("dek", line), ("lede", line), ("dek", line.model_copy())):
        facts.once(path, statement, judge)
    assert len(judged) == 3


def test_a_brief_that_is_judged_again_has_the_findings_that_it_has_with_nothing_remembered() -> None:
    worse = MADE.draft.replace("30 June", "3 June").replace(" said", " denied")
    brief = (
        Briefer(ScriptedModel([worse, '{"items": []}', '{"items": []}']), plan="whole").brief(ARTICLE).brief
    )
    assert brief is not None
    facts = Facts.of(ARTICLE)
    first, again, fresh = (
        check_brief(brief, facts),
        check_brief(brief, facts),
        check_brief(brief, Facts.of(ARTICLE)),
    )
    assert first == again == fresh
    assert {found.severity for found in first} >= {"error"}
