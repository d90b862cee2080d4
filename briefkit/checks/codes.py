"""Every code a finding can have, with its severity and meaning. A new meaning is a new code."""

from __future__ import annotations

from typing import NamedTuple

from briefkit.schema import Finding, Severity, Span

__all__ = ["CODES", "Code", "finding"]


class Code(NamedTuple):
    """How serious a finding is, and what it means."""

    severity: Severity
    meaning: str


CODES: dict[str, Code] = {
    "article.other": Code("error", "the brief was made from another text"),
    "article.revised": Code("note", "the brief was made from an earlier version of the text"),
    "article.thin": Code("note", "the article has hardly any text"),
    "article.stub": Code("warning", "the article stops at a paywall's notice"),
    "article.none": Code("warning", "the text is no article: a notice, an error page, a list"),
    "article.furniture": Code("note", "the text holds notices of the site that it was taken from"),
    "article.cut": Code("note", "the text ends in the middle of a sentence"),
    "article.damaged": Code("note", "the text lost characters, punctuation or its form on the way"),
    "article.several": Code("note", "the text may be two stories"),
    "article.instructions": Code("note", "the article has a passage that addresses a machine"),
    "spans.none": Code("error", "the statement cites nothing"),
    "spans.outside": Code("error", "the offsets lie outside the article"),
    "spans.misplaced": Code("error", "the quote is in the article, but not at these offsets"),
    "spans.absent": Code("error", "the quote is not in the article"),
    "spans.reworded": Code("error", "the line is labelled as copied, but these are not the article's words"),
    "spans.revised": Code("warning", "the sentence that the line rests on has changed or gone since"),
    "spans.cut": Code("warning", "the quote begins or ends inside a word"),
    "spans.instructions": Code("warning", "the line rests on a sentence that addresses a machine"),
    "numbers.absent": Code("error", "the figure is not in the article"),
    "numbers.count": Code("warning", "a small number in words is not in the article; it may be counted"),
    "numbers.derived": Code(
        "warning", "the figure is not in the article but follows from figures in the evidence"
    ),
    "numbers.unit": Code(
        "warning", "the article has this value with another unit or as another kind of figure"
    ),
    "numbers.elsewhere": Code("warning", "the figure is in the article, but not in the evidence"),
    "numbers.misplaced": Code(
        "warning", "the article has the figure beside other words, and another figure beside these"
    ),
    "numbers.changed": Code("error", "the evidence has another figure between the same words"),
    "numbers.firmed": Code("warning", "the evidence gives the figure as approximate, the statement as exact"),
    "dates.absent": Code("error", "the date is not in the article"),
    "dates.year": Code("warning", "the year of a date is added, and nothing settles it"),
    "dates.relative": Code("warning", "a relative date is neither in the article nor to be resolved"),
    "dates.elsewhere": Code("warning", "the date is in the article, but not in the evidence"),
    "dates.misplaced": Code(
        "warning", "the article has the date beside other words, and another date beside these"
    ),
    "dates.weekday": Code("error", "the weekday and the day of a date do not go together"),
    "dates.changed": Code("error", "the evidence has another date between the same words"),
    "names.absent": Code("error", "the name, or a part of it, is not in the article"),
    "names.spelling": Code("warning", "the article spells the name otherwise"),
    "names.suggested": Code("warning", "a name that is not in the article is suggested as a source"),
    "names.changed": Code("error", "a sentence of the evidence says this of another name"),
    "names.elsewhere": Code("warning", "the name is in the article, but not in or near the evidence"),
    "names.unfamiliar": Code(
        "warning", "a word in katakana, or before a title, is not in the article; it may be a name"
    ),
    "names.role": Code("warning", "the article gives the title to somebody else, or to nobody"),
    "names.pronoun": Code("error", "a sentence of the evidence says this of a person of the other gender"),
    "names.relation": Code("warning", "the article speaks of no such relative"),
    "names.unchecked": Code("note", "names were not checked, because capitals mark none in this script"),
    "attribution.changed": Code("error", "a sentence of the evidence has somebody else say the same words"),
    "attribution.speaker": Code("warning", "the speaker is not the one who says this in the evidence"),
    "attribution.verb": Code(
        "warning", "the verb of saying makes more of what is said than the evidence does"
    ),
    "attribution.lost": Code(
        "warning", "the evidence gives this as somebody's claim, the statement as a fact"
    ),
    "attribution.told": Code(
        "note", "the evidence has somebody tell this; the statement tells it without saying who"
    ),
    "attribution.unsaid": Code("warning", "somebody is made to say what the article hardly speaks of"),
    "attribution.first_person": Code(
        "warning", 'the statement speaks as "I" or "we" outside quotation marks and names no speaker'
    ),
    "attribution.form": Code("warning", "the terms on which the claim is made are not those of the evidence"),
    "quotations.absent": Code("error", "the words in quotation marks are not in the article"),
    "quotations.altered": Code("error", "words of the quotation are others than in the article"),
    "quotations.stitched": Code(
        "error", "the quotation joins pieces from several places without a mark of omission"
    ),
    "quotations.omission": Code("error", "what was left out of the quotation, or put in, is a denial"),
    "quotations.speaker": Code("error", "the article gives the words to somebody else"),
    "quotations.other_article": Code("error", "the words are in another article of the run, not in this one"),
    "quotations.respelled": Code(
        "warning", "the quotation has a contraction or a compound in another form than the article"
    ),
    "quotations.punctuation": Code("warning", "the words are the article's, the punctuation is not"),
    "quotations.short": Code("warning", "one or two words in quotation marks are not in the article"),
    "quotations.elsewhere": Code(
        "warning", "the words in quotation marks are in the article, but not in the evidence"
    ),
    "quotations.unclosed": Code(
        "warning", "a quotation mark is opened and not closed, so that the words could not be checked"
    ),
    "quotations.begun_late": Code(
        "warning", "a denial stands right before the quotation, and the line does not have it"
    ),
    "quotations.edited": Code("note", "the quotation was shortened, joined or has words in brackets"),
    "contacts.absent": Code("error", "a link, address, number or handle is not in the article"),
    "lengths.empty": Code("error", "the text is empty"),
    "lengths.placeholder": Code("error", "the text is a placeholder"),
    "lengths.field": Code("warning", "the text is longer than its field allows"),
    "lengths.glance": Code("warning", "headline, dek and first points are too long to be read in 20 seconds"),
    "lengths.full": Code("warning", "the brief is longer than it should be"),
    "language.other": Code("error", "the brief is in another language than the article"),
    "language.line": Code("warning", "the line is in another language than the article"),
    "language.script": Code("error", "the line has letters of a script that the article does not use"),
    "repetition.points": Code("warning", "two points say the same"),
    "repetition.dek": Code("warning", "the dek says what the headline says"),
    "repetition.analysis": Code("warning", "a line of the analysis says what a point or a stake says"),
    "repetition.loop": Code("error", "the line repeats itself"),
    "abstentions.empty": Code("error", "an abstention gives no reason"),
    "abstentions.stock": Code("warning", "the reason of an abstention would fit any article"),
    "abstentions.unsupported": Code(
        "warning", "the reason of an abstention has a figure, a date or a name that is not in the article"
    ),
    "questions.form": Code("warning", "a question is not worded as one"),
    "questions.answered": Code("warning", "the article answers the question"),
    "signals.value": Code("warning", "a signal has a time or threshold that the article does not give"),
    "signals.observable": Code("warning", "a signal names nothing that can be seen to happen or not"),
    "signals.horizon": Code("warning", "a signal has no date, horizon or value that decides"),
    "signals.test": Code("note", "of several signals not exactly one is the next test"),
    "order.buried": Code("warning", "a later point has the news, the first one does not"),
    "copying.long": Code(
        "note", "a line that is not labelled as copied repeats a long stretch of the article"
    ),
    "specificity.generic": Code("warning", "the line would fit another story as well"),
    "specificity.template": Code(
        "warning", "the line has the wording of another, with other names and figures"
    ),
    "specificity.transferable": Code("warning", "the line fits other articles of the run as well as its own"),
    "wording.negation": Code("error", "a negation was put in or taken out between words of the evidence"),
    "wording.negation_likely": Code(
        "warning", "the line seems to deny what the article affirms, or the other way round"
    ),
    "wording.direction": Code("error", "a word was turned into its opposite between words of the evidence"),
    "wording.direction_likely": Code(
        "warning", "the line has the opposite of the word that the article has about this"
    ),
    "wording.hedge": Code(
        "error", "a word that hedges was taken out or made firm between words of the evidence"
    ),
    "wording.hedge_likely": Code("warning", "the line seems surer than the article is"),
    "wording.comparison": Code("warning", "a superlative or a bound is not in the evidence"),
    "wording.cause": Code("warning", "the line gives a cause that the evidence does not give"),
    "wording.time": Code("warning", "what came before and what after is the other way round in the article"),
    "opinion.contradicted": Code("warning", "by a model's opinion the article says otherwise"),
    "opinion.not_in_source": Code("warning", "by a model's opinion the article says nothing of the kind"),
    "opinion.overstated": Code("warning", "by a model's opinion the article is less sure, or goes less far"),
    "opinion.misattributed": Code(
        "warning", "by a model's opinion the article has somebody else say or do it"
    ),
    "opinion.missing": Code("note", "a second opinion was asked for, and some lines got none"),
}


def finding(
    code: str,
    path: str,
    message: str,
    *,
    hint: str = "",
    nearest: Span | None = None,
    offending: str | None = None,
) -> Finding:
    """Return a finding with the severity that its code has."""
    return Finding(
        code=code,
        severity=CODES[code].severity,
        path=path,
        message=message,
        hint=hint,
        nearest=nearest,
        offending=offending,
    )
