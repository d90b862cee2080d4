"""Whether the evidence of a statement is in the article, to the letter, at its place, in whole words."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.schema import Brief, Checked, Finding, Span, Statement, Unknown
from briefkit.schema.report import Outcome
from briefkit.text import content_words

__all__ = ["check_spans", "check_table_spans"]


def check_spans(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield how each span of a statement's evidence came out, and what is wrong with it."""
    path, statement, facts = claim.path, claim.statement, claim.facts
    if not statement.evidence and not _may_be_bare(path, statement, facts):
        yield finding(
            "spans.none",
            path,
            "The line cites no sentence of the article.",
            hint="Cite the sentence that says it, or abstain.",
            nearest=facts.span_like(statement.text),
        )
    if statement.origin == "copied" and not facts.has(statement.text):
        yield finding(
            "spans.reworded",
            path,
            "The line is labelled as copied, but these are not the article's words.",
            hint="Copy the sentence, or label the line as shortened.",
            nearest=facts.span_like(statement.text),
        )
    for span in statement.evidence:
        found = list(_check_span(path, span, facts))
        yield _checked(span, found[0] if found else None)
        yield from found


def _checked(span: Span, found: Finding | None) -> Checked:
    """Return how a span came out; one that is only cut is to the letter still."""
    outcome = _OUTCOMES.get(found.code, "verbatim") if found else "verbatim"
    place = found.nearest if found and outcome == "elsewhere" else None
    source = span if outcome == "verbatim" else place
    return Checked(kind="span", text=span.quote, outcome=outcome, field="evidence", source=source)


_OUTCOMES: dict[str, Outcome] = {
    "spans.misplaced": "elsewhere",
    "spans.outside": "absent",
    "spans.absent": "absent",
}


def check_table_spans(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield what is wrong with the spans of the tables that code made."""
    for table in ("numbers", "names", "dates", "quotes"):
        for row, item in enumerate(getattr(brief, table)):
            found = _check_span(f"{table}[{row}]", item.span, facts)
            yield from (
                each for each in found if each.code != "spans.cut"
            )  # a figure may stand inside a word


def _may_be_bare(path: str, statement: Statement, facts: Facts) -> bool:
    """Tell whether the statement needs no evidence: an absence, or a lede that only names the publisher."""
    if isinstance(statement, Unknown):
        return statement.how == "not_addressed"
    publisher = facts.article.publisher
    if path != "lede" or not publisher or publisher not in statement.text:
        return False
    return len(content_words(statement.text.replace(publisher, " "), facts.language)) <= 1


def _check_span(path: str, span: Span, facts: Facts) -> Iterator[Finding]:
    text = facts.article.text
    if text[span.start : span.end] == span.quote and span.quote.strip():
        if _cuts_word(text, span):
            yield finding(
                "spans.cut",
                path,
                f"The evidence {quoted(span.quote)} begins or ends inside a word.",
                hint="Cite whole sentences.",
                offending=span.quote,
            )
        return
    place = facts.quotes.locate(span.quote)
    if place is not None:
        start, end = place.spans[0]
        yield finding(
            "spans.misplaced",
            path,
            f"The evidence {quoted(span.quote)} is in the article, but not at {span.start}-{span.end}.",
            hint=f"It stands at {start}-{end}.",
            nearest=facts.article.span(start, end),
            offending=span.quote,
        )
    elif span.end > len(text):
        yield finding(
            "spans.outside",
            path,
            f"The evidence ends at {span.end}, the article at {len(text)}.",
            hint="Check the brief against the text it was made from.",
            offending=span.quote,
        )
    else:
        yield finding(
            "spans.absent",
            path,
            f"The evidence {quoted(span.quote)} is not in the article.",
            hint="Cite a sentence of the article.",
            nearest=facts.span_like(span.quote),
            offending=span.quote,
        )


def _cuts_word(text: str, span: Span) -> bool:
    """Tell whether a letter or digit of a spaced script continues on the other side of an edge."""
    return any(
        0 < edge < len(text) and _is_spaced(text[edge - 1]) and _is_spaced(text[edge])
        for edge in (span.start, span.end)
    )


def _is_spaced(character: str) -> bool:
    is_unspaced = "\u3040" <= character <= "\u9fff" or "\u0e00" <= character <= "\u0e7f"
    return character.isalnum() and not is_unspaced
