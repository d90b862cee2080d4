"""Results to be looked at: the sample's brief, briefs written from right to left, one of a very long article.

Every person, place and figure is invented.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from briefkit.schema import (
    Abstention,
    Analysis,
    Article,
    Attribution,
    Brief,
    Finding,
    KeyPoint,
    Position,
    Provenance,
    Question,
    Questions,
    Result,
    Signal,
    Span,
    Stake,
    Statement,
    Tags,
    Unknown,
)
from briefkit.text.sentences import split_sentences

__all__ = ["ARABIC", "FINDINGS", "HEBREW", "SAMPLE", "long_story"]

SAMPLE = Result.model_validate_json((Path(__file__).parent / "data" / "result.json").read_bytes())
FINDINGS = 20
_NOUNS = [
    "harbour",
    "council",
    "survey",
    "budget",
    "tender",
    "clerk",
    "ferry",
    "board",
    "auditor",
    "pier",
    "contract",
    "levy",
    "union",
    "depot",
]
_VERBS = ["approved", "postponed", "questioned", "measured", "announced", "rejected", "reviewed", "recorded"]


def _read_from_the_right(language: str, text: str, words: dict[str, str]) -> Result:
    """Return the brief of a text of four sentences; its last word on money is wrong and marked."""
    article = Article(text=text, headline=words["title"], publisher=words["publisher"], language=language)
    first, second, third, fourth = (
        article.span(each.start, each.end) for each in split_sentences(text, language=language)
    )
    made = Provenance(briefkit="0.1.0", article_sha256=article.sha256, model_asked="gpt-5-mini")
    speaker = Attribution(speaker=words["speaker"], form="on_record", verb=words["verb"])
    none = Abstention(abstained=words["why"])

    def said(key: str, *evidence: Span, **more: Any) -> dict[str, Any]:
        return {"text": words[key], "evidence": list(evidence), **more}

    brief = Brief(
        article_sha256=article.sha256,
        language=language,
        headline=Statement(**said("headline", first)),
        dek=Statement(**said("dek", second, fourth)),
        lede=none,
        key_points=[
            KeyPoint(
                **said("point", first, second), role="what_happened", attribution=speaker, status="planned"
            ),
            KeyPoint(**said("cost", third), role="practical_issue", attribution=speaker, status="claimed"),
        ],
        stakes=[Stake(**said("stake", fourth, basis="inferred"), party=words["party"], group="public")],
        questions=Questions(
            financial=Question(
                **said("question", third, basis="inferred"),
                why_open=words["why"],
                who_could_answer=[words["speaker"]],
                settled_by=words["settled"],
            ),
            operating=none,
            customer=none,
        ),
        signals=[
            Signal(
                **said("signal", second),
                threshold=None,
                when=words["when"],
                where_seen=None,
                if_yes=None,
                if_no=None,
            )
        ],
        analysis=Analysis(context=none, pressure_point=none, differs=none, practical_read=none),
        other_side=[Position(**said("other", fourth), holder=words["party"])],
        unknowns=[Unknown(**said("unknown"), how="not_addressed")],
        tags=Tags(kind="news"),
        provenance=made,
    )
    finding = Finding(
        code="numbers.changed",
        severity="error",
        path="key_points[1]",
        message=f"“{words['said']}” is not in the article. The article has “{words['is']}” here.",
        hint="Use a figure of the article, or leave it out.",
        nearest=third,
        offending=words["said"],
    )
    return Result(status="review", brief=brief, findings=[finding], article=article, provenance=made)


ARABIC = _read_from_the_right(
    "ar",
    "أعلن مجلس ميناء الرمل يوم الثلاثاء أنه سيبني رصيفا ثالثا للعبّارات. وقال رئيس المجلس سامر الحلواني إن العمل "
    "يبدأ في مارس 2027.\n\nوتبلغ كلفة المشروع 42 مليون دينار بحسب المجلس. ولم يرد اتحاد الصيادين في خليج النورس "
    "على طلب للتعليق.",
    {
        "title": "مجلس ميناء الرمل يعلن بناء رصيف ثالث",
        "publisher": "صحيفة الرمل (The Raml Daily)",
        "speaker": "سامر الحلواني",
        "verb": "قال",
        "why": "لا يذكر المقال من يدفع",
        "headline": "ميناء الرمل يبني رصيفا ثالثا للعبّارات",
        "dek": "العمل يبدأ في مارس 2027، والصيادون لم يعلقوا.",
        "point": "أعلن مجلس الميناء بناء رصيف ثالث، وقال رئيسه إن العمل يبدأ في مارس 2027.",
        "cost": "وتبلغ كلفة المشروع 24 مليون دينار بحسب المجلس.",
        "stake": "قد يفقد الصيادون مكان رسو قواربهم.",
        "party": "اتحاد الصيادين",
        "question": "من يدفع كلفة الرصيف؟",
        "settled": "ميزانية المجلس",
        "signal": "بدء العمل في الرصيف",
        "when": "مارس 2027",
        "other": "لم يرد الاتحاد على طلب للتعليق.",
        "unknown": "مصدر التمويل",
        "said": "24 مليون دينار",
        "is": "42 مليون دينار",
    },
)
HEBREW = _read_from_the_right(
    "he",
    "מועצת נמל חולית הודיעה ביום שלישי כי תבנה רציף שלישי למעבורות. יושב ראש המועצה, יואב ברקת, אמר כי העבודה "
    "תתחיל במרץ 2027.\n\nעלות הפרויקט היא 42 מיליון שקל, לדברי המועצה. איגוד הדייגים (Dune Bay) לא השיב לבקשת תגובה.",
    {
        "title": "נמל חולית מודיע על רציף שלישי",
        "publisher": "עיתון חולית",
        "speaker": "יואב ברקת",
        "verb": "אמר",
        "why": "הכתבה אינה אומרת מי משלם",
        "headline": "נמל חולית יבנה רציף שלישי למעבורות",
        "dek": "העבודה תתחיל במרץ 2027, והדייגים לא הגיבו.",
        "point": "מועצת הנמל הודיעה על רציף שלישי, ויושב הראש אמר כי העבודה תתחיל במרץ 2027.",
        "cost": "עלות הפרויקט היא 24 מיליון שקל, לדברי המועצה.",
        "stake": "הדייגים עלולים לאבד את מקום העגינה.",
        "party": "איגוד הדייגים",
        "question": "מי ישלם על הרציף?",
        "settled": "תקציב המועצה",
        "signal": "תחילת העבודה ברציף",
        "when": "מרץ 2027",
        "other": "האיגוד לא השיב לבקשת תגובה.",
        "unknown": "מקור המימון",
        "said": "24 מיליון שקל",
        "is": "42 מיליון שקל",
    },
)


def long_story(words: int = 22_000) -> Result:
    """Return the sample's brief as one of an article of so many words, with twenty findings."""
    made_up = random.Random(words)
    article = Article(text=_long_text(words, made_up), headline="A long report on the harbour", language="en")
    spans = [article.span(each.start, each.end) for each in split_sentences(article.text, language="en")]

    def moved(value: Any) -> Any:
        if isinstance(value, Statement):
            return value.model_copy(
                update={"evidence": sorted(made_up.sample(spans, 3), key=lambda span: span.start)}
            )
        if isinstance(value, list):
            return [moved(each) for each in value]
        if isinstance(value, Questions | Analysis):
            return value.model_copy(
                update={name: moved(getattr(value, name)) for name in type(value).model_fields}
            )
        return value

    brief = SAMPLE.brief
    assert brief is not None
    tables = {"numbers": [], "names": [], "dates": [], "quotes": [], "article_sha256": article.sha256}
    parts = {name: moved(getattr(brief, name)) for name in type(brief).model_fields if name not in tables}
    brief = brief.model_copy(update={**parts, **tables})
    statements = list(brief.statements())
    findings = [
        Finding(
            code="numbers.changed",
            severity="error" if place % 2 else "warning",
            path=statements[place % len(statements)][0],
            message=f"“${place + 2} million” is not in the article. The article has another figure here.",
            hint="Use a figure of the article, or leave it out.",
            nearest=made_up.choice(spans),
        )
        for place in range(FINDINGS)
    ]
    return SAMPLE.model_copy(update={"article": article, "brief": brief, "findings": findings})


def _long_text(words: int, made_up: random.Random) -> str:
    paragraphs: list[str] = []
    while sum(len(each.split()) for each in paragraphs) < words:
        paragraphs.append(" ".join(_sentence(made_up) for _ in range(made_up.randint(2, 5))))
    return "\n\n".join(paragraphs)


def _sentence(made_up: random.Random) -> str:
    what, done, of, said = (made_up.choice(list_) for list_ in (_NOUNS, _VERBS, _NOUNS, _NOUNS))
    days, cost = made_up.randint(2, 990), made_up.randint(2, 990)
    return (
        f"The {what} {done} the plan of the {of} after {days} days, and the {said} said that it would cost "
        f"${cost} million by the end of the year."
    )
