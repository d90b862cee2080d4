"""Whether what a statement puts between quotation marks is in the article to the letter, and whose words it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import Field, quoted
from briefkit.checks.policy import POLICY
from briefkit.schema import Article, Checked, Finding, Span
from briefkit.schema.report import Outcome
from briefkit.text import Location, QuotedWords, QuoteIndex, count_words, find_quotations, find_words
from briefkit.text.differences import differences, mark_changes
from briefkit.text.misquotations import Misquotation, denies, loses_denial
from briefkit.text.quotations import find_ambiguous, find_unclosed
from briefkit.text.quoting import find_holder, find_insertions

__all__ = ["check_quotations"]

_POSSESSIVE = re.compile("['’]s?$")
Noticed = Iterator[Finding | Checked]


def check_quotations(claim: Claim) -> Noticed:
    """Yield how each quotation came out, and what is wrong with it."""
    facts = claim.facts
    for field in claim.fields:
        line = field.text.replace("\n", " ")  # a statement is one line, however it was wrapped
        unclosed = find_unclosed(line)
        for item in _quotations(line, unclosed):
            words = field.text[item.start : item.end]
            place = facts.quotes.locate(words)
            if place is not None:
                yield from _found(claim, field, words, place)
                yield from _speaker(claim, field, item, place)
            elif facts.known_quotes.locate(words):
                yield _checked(field, words, "verbatim", note="known beside the text")
            elif item is unclosed:
                yield from _unclosed(claim, field, words)
            else:
                yield from _not_found(claim, field, words)


def _quotations(line: str, unclosed: QuotedWords | None) -> Iterator[QuotedWords]:
    """Yield what a line has between quotation marks, without what stands inside of that."""
    end = 0
    for item in find_quotations(line):
        if item.start >= end and not (unclosed and item.start == unclosed.start):
            end = item.end
            yield item
    yield from find_ambiguous(line)
    if unclosed:
        yield unclosed


def _unclosed(claim: Claim, field: Field, words: str) -> Noticed:
    yield _checked(field, words, "unchecked", note="not closed")
    yield finding(
        "quotations.unclosed",
        claim.path,
        f"Nothing closes the quotation that begins {quoted(words)}.",
        hint="Close the quotation marks.",
        nearest=claim.facts.span_like(words),
        offending=words,
    )


def _checked(
    field: Field, words: str, outcome: Outcome, source: Span | None = None, note: str = ""
) -> Checked:
    return Checked(kind="quotation", text=words, outcome=outcome, field=field.name, source=source, note=note)


def _found(claim: Claim, field: Field, words: str, place: Location) -> Noticed:
    """Yield what is to be said of words that the article has: where, and what an editor did to them."""
    cited = [(span.start, span.end) for span in claim.evidence]
    pieces = place.nearest(cited)
    source = claim.facts.article.span(pieces[0][0], pieces[-1][1])
    is_cited = any(start < source.end and source.start < end for start, end in cited)
    if cited and not is_cited and not claim.found and field.name == "text":
        yield _checked(field, words, "elsewhere", source, place.tier)
        yield finding(
            "quotations.elsewhere",
            claim.path,
            f"The words {quoted(words)} are not in the cited sentences.",
            hint="Cite the sentence that has them.",
            nearest=claim.facts.span_of(source.start),
            offending=words,
        )
    else:
        yield _checked(
            field, words, "verbatim" if place.tier == "exact" else "normalised", source, place.tier
        )
    if place.tier == "segments":
        yield _edited(claim, words, source, pieces)
    elif not _is_short(words, claim.facts):
        yield from _begun_late(claim, field, words, place)


def _begun_late(claim: Claim, field: Field, words: str, place: Location) -> Iterator[Finding]:
    """Yield that everywhere in the article a denial that the line does not have stands right before the words."""
    sentences = [claim.facts.span_of(start) for start, _ in place.spans]
    before = [
        sentence.quote[: start - sentence.start] if sentence else ""
        for sentence, (start, _) in zip(sentences, place.spans, strict=True)
    ]
    denials = [loses_denial(words_before, field.text) for words_before in before]
    if all(denials):
        yield finding(
            "quotations.begun_late",
            claim.path,
            f"In the article, {quoted(denials[0] or '')} stands right before the words {quoted(words)}.",
            hint="Begin the quotation with it, or say it before the quotation.",
            nearest=sentences[0],
            offending=words,
        )


def _edited(claim: Claim, words: str, source: Span, pieces: Sequence[tuple[int, int]]) -> Finding:
    """Return the finding on a quotation that was shortened or has words in brackets."""
    text = claim.facts.article.text
    edits = [*(text[one[1] : two[0]] for one, two in pairwise(pieces)), *find_insertions(words)]
    denial = next(filter(None, map(denies, edits)), None)
    if denial is not None:
        return finding(
            "quotations.omission",
            claim.path,
            f"In the quotation {quoted(words)}, the word {quoted(denial)} was left out or put in.",
            hint="Quote the sentence whole, or report it without quotation marks.",
            nearest=source,
            offending=words,
        )
    return finding(
        "quotations.edited",
        claim.path,
        f"The quotation {quoted(words)} was shortened or has words in brackets.",
        hint="Read it beside the sentence it comes from.",
        nearest=source,
        offending=words,
    )


def _speaker(claim: Claim, field: Field, item: QuotedWords, place: Location) -> Iterator[Finding]:
    """Yield that the article gives the words to somebody else, where it names a speaker at every place."""
    facts, speaker = claim.facts, item.speaker
    words = field.text[item.start : item.end]
    if speaker is None or _is_short(words, facts) or facts.has(field.text):
        return
    speakers = [_speaker_at(span, facts) for span in place.spans]
    told = field.text[: item.start] + field.text[item.end :]
    if not speakers or any(name is None or _is_like(name, told) for name in speakers):
        return
    span = facts.article.span(*place.nearest((one.start, one.end) for one in claim.evidence)[0])
    if not facts.has(speaker) or _stands_near(speaker, span, facts):
        return
    yield finding(
        "quotations.speaker",
        claim.path,
        f"The article gives the words {quoted(words)} to {speakers[0]}, not to {speaker}.",
        hint="Name the speaker whom the article names.",
        nearest=facts.span_of(span.start),
        offending=speaker,
    )


def _speaker_at(span: tuple[int, int], facts: Facts) -> str | None:
    """Return who speaks at a place of the article, None where it is no quotation or nobody is named."""
    holders = [item for item in facts.quotations if item.start <= span[0] and span[1] <= item.end + 1]
    return holders[0].speaker if holders else None


def _is_like(name: str, other: str) -> bool:
    """Tell whether two names have a word in common."""
    return bool(_name_words(name) & _name_words(other))


def _name_words(name: str) -> set[str]:
    return {_POSSESSIVE.sub("", word.text.casefold()) for word in find_words(name)}


def _stands_near(name: str, span: Span, facts: Facts) -> bool:
    """Tell whether a word of a name stands in a sentence of the quotation that holds the span."""
    holders = [item for item in facts.quotations if item.start <= span.start and span.end <= item.end + 1]
    whole = facts.article.span(holders[0].start, holders[0].end) if holders else span
    places = facts.sentences_of([whole])
    around = facts.sentences[places[0] : places[-1] + 1] if places else []
    nearby = facts.article.text[around[0].start : around[-1].end] if around else ""
    return _is_like(nearby, name)


def _is_short(words: str, facts: Facts) -> bool:
    return count_words(words, facts.language) < POLICY.short_quotation


def _not_found(claim: Claim, field: Field, words: str) -> Noticed:
    """Yield what became of words that the article does not have to the letter."""
    facts = claim.facts
    miss = facts.wording.compare(words)
    if miss is not None and miss.kind in _HARMLESS:
        yield _checked(field, words, "changed", _source(miss, facts), miss.kind)
        yield _misquoted(claim, words, miss)
        return
    if _is_short(words, facts):
        yield _checked(field, words, "absent", note="short")
        yield _absent(claim, words, "quotations.short", _source(miss, facts) if miss else None)
        return
    holder = find_holder(words, _Indexes(facts.others))
    if holder is not None:
        yield _checked(field, words, "absent", note=f"in {holder[0]}")
        yield finding(
            "quotations.other_article",
            claim.path,
            f"The words {quoted(words)} are in another article of the run, {holder[0]}, not in this one.",
            hint="Check which article the line was written from.",
            nearest=facts.span_like(words),
            offending=words,
        )
    elif miss is not None:
        yield _checked(field, words, "changed", _source(miss, facts), miss.kind)
        yield _misquoted(claim, words, miss)
    else:
        yield _checked(field, words, "absent")
        yield _absent(claim, words, "quotations.absent", facts.span_like(words))


_HARMLESS = ("punctuation", "joined", "respelled")
_CODES: dict[str, tuple[str, str]] = {
    "punctuation": ("quotations.punctuation", "Keep the article's punctuation."),
    "respelled": ("quotations.respelled", "Quote to the letter."),
    "joined": ("quotations.edited", "Read it beside the sentences it comes from."),
    "altered": ("quotations.altered", "Quote to the letter, or report without quotation marks."),
    "stitched": ("quotations.stitched", "Mark what is left out, or quote one place."),
}


def _misquoted(claim: Claim, words: str, miss: Misquotation) -> Finding:
    """Return the finding on words that were made from words of the article."""
    facts = claim.facts
    code, hint = _CODES[miss.kind]
    source = _source(miss, facts)
    if miss.kind == "stitched":
        pieces = ", ".join(quoted(facts.article.text[start:end]) for start, end in miss.spans)
        message = f"The quotation {quoted(words)} joins words from several places: {pieces}."
    elif miss.kind == "joined":
        message = f"The quotation {quoted(words)} joins two that the article has around a reporting clause."
    else:
        runs = differences(source.quote, words)
        theirs, ours = mark_changes(runs, "source"), mark_changes(runs, "said")
        message = f'The article has "{theirs}", the line "{ours}".'
    return finding(code, claim.path, message, hint=hint, nearest=source, offending=words)


def _source(miss: Misquotation, facts: Facts) -> Span:
    """Return the stretch of the article that words were made from; of a stitched quotation its first piece."""
    last = miss.spans[0] if miss.kind == "stitched" else miss.spans[-1]
    return facts.article.span(miss.spans[0][0], last[1])


def _absent(claim: Claim, words: str, code: str, nearest: Span | None) -> Finding:
    return finding(
        code,
        claim.path,
        f"The article does not have the words {quoted(words)}.",
        hint="Quote to the letter, or report without quotation marks.",
        nearest=nearest,
        offending=words,
    )


@lru_cache(maxsize=64)
def _index_of(text: str) -> QuoteIndex:
    return QuoteIndex(text)


class _Indexes(Mapping[str, QuoteIndex]):
    """The indexes of several articles, each made when it is first looked into."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles

    def __getitem__(self, name: str) -> QuoteIndex:
        return _index_of(self._articles[name].text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)
