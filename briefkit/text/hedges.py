"""Words that say how sure a sentence is of what it tells, as rungs of a ladder. Data, and finding them.

A word that hedges elsewhere may be plain where it stands; whether it matters is for the checks to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from briefkit.text.inflections import noun_forms, verb_forms
from briefkit.text.phrases import Phrase
from briefkit.text.wordlists import by_first_word, longest_phrase, phrase_list, word_set

__all__ = ["Hedge", "Rung", "find_futures", "find_hedges", "foretells", "is_plan", "is_strong"]

Rung = Literal["expected", "likely", "possible", "planned", "told"]
"""From nearly certain to hearsay; `planned` is meant to be done, `told` is what somebody says or alleges."""


class Hedge(NamedTuple):
    """Words that hedge, by their first place and the place after the last, with their rung."""

    start: int
    end: int
    rung: Rung


_PLAIN: dict[Rung, str] = {
    "expected": """expected anticipated forecast projected predicted scheduled slated poised set due on-track upcoming
        prospective foreseeable foreseen should ought""",
    "likely": """likely likelier probable probably presumably presumed apparently apparent seemingly evidently
        ostensibly suspected unlikely improbable doubtful believed thought considered deemed largely mostly generally
        usually typically often tends tend roughly virtually practically arguably supposedly supposed""",
    "possible": """may might could can would possible possibly perhaps maybe potential potentially conceivably
        conceivable eventual eventually unclear uncertain unconfirmed whether if uncertainly tentative
        tentatively preliminary provisional hypothetical theoretically in-theory unless sometimes""",
    "planned": """planned proposed intended pledged promised would-be hoped-for""",
    "told": """alleged allegedly reported reportedly purported purportedly accused rumoured rumored claimed
        so-called self-described self-proclaimed unverified disputed""",
}
_VERBS: dict[Rung, str] = {
    "expected": "expect anticipate forecast project predict foresee estimate await envisage envision",
    "likely": "believe think suspect presume assume seem appear feel doubt reckon guess imagine",
    "possible": "suggest hint imply indicate consider mull weigh contemplate ponder explore speculate fear"
    " question wonder debate discuss discourage risk threaten",
    "planned": "plan intend aim propose seek hope want wish aspire prepare pledge promise vow try attempt offer"
    " urge ask call demand recommend request push agree ready",
    "told": "allege claim accuse report say tell argue contend assert maintain insist describe testify charge"
    " purport rumour rumor warn state announce complain",
}
_NOUNS: dict[Rung, str] = {
    "expected": "expectation forecast projection prediction estimate prospect",
    "likely": "likelihood probability belief suspicion assumption impression suspect",
    "possible": "possibility chance risk potential suggestion option hint sign speculation uncertainty threat theory",
    "planned": "plan intention proposal aim goal hope effort bid ambition target attempt pledge promise draft",
    "told": "allegation claim accusation report rumour rumor",
}
_PHRASES: dict[Rung, str] = {
    "expected": "on track,due to,set to,about to,going to,on course,in line",
    "likely": "as if,as though,most likely,very likely,highly likely,more likely than not,more than likely,"
    "in all likelihood,looks like,look like,looks set",
    "possible": "up to,at risk,in case,in talks,not clear,not certain,not known,open to",
    "planned": "in order to,would like",
    "told": "according to",
}
_FUTURE = frozenset(("will", "shall", "won't"))
_BEING = frozenset(("is", "are", "was", "were"))
_NO_PLAN = frozenset(("blame", "date", "say", "be"))
"""What "is to" goes on with where it foretells nothing."""
_PURPOSES = word_set(
    "goal aim way ways purpose idea job task mission role point plan challenge intention duty objective hope"
    " priority method step key answer solution best worst first last only"
)
"""Words before "is to" where it names a purpose: "the goal is to win"."""
_STRONG = word_set(
    """may might could likely likelier unlikely possibly possible perhaps maybe probably probable potentially potential
    alleged allegedly reportedly suspected purported purportedly rumoured rumored apparently apparent
    seemingly seems seem seemed appears appear appeared believed believes believe expected expects unconfirmed
    mulling weighing proposed proposes threatened threatens suggests suggested tentative tentatively
    preliminary presumably presumed supposedly poised slated projected predicted forecast estimated accused"""
)
"""The hedges whose loss makes a line say more; the others often stand beside the matter."""
_PLANNED = word_set(
    """plans planned planning intends intended aims hopes hoping considering considers wants seeks tries trying
    vows vowed pledged promised threatens threatened going set due about expected scheduled slated poised"""
)
"""Words of things that are meant to be; where one is left out, a plan is told as done."""
_FORETELLING = word_set(
    """going set due about expected expects expect scheduled slated poised planned plans plan planning intends
    intend intended forecast projected projects predicted promised pledged vowed agreed would must announced"""
)
"""Hedges that say as much as a "will"."""
_FORECASTS = word_set(
    "forecast forecasts projection projections prediction predictions expectation expectations likelihood probability"
    " estimate estimates suspicion suspicions"
)
"""Nouns that hedge the figure or event that is named after them: "a projection of 1,000 jobs"."""
_RUMOURS = word_set("report reports rumour rumours rumor rumors allegation allegations speculation")
"""Nouns for what nobody in particular says."""
_UNNAMED = word_set(
    "a an the some several many media news local recent new unconfirmed other of by with on after amid despite"
    " following about from in"
)
"""Words before "reports" where it is no verb of somebody who is named."""
_FINDINGS = word_set("find finds found show shows showed shown conclude concludes concluded")
"""What a report does that is no hearsay."""
_NAMING = frozenset(("of", "that", "for"))
_NOT_HEDGED = frozenset(("than", "as", "what", "had"))
"""Words before a hedge where it hedges nothing: "later than expected"."""
_SHOWING_UP = verb_forms("appear")
"""Forms that hedge nothing before `_PLACES`, unless "it" stands before: "they appear on stage"."""
_PLACES = word_set("in on at with before from alongside beside beneath for again together here there")
_OPINING = word_set("argue say ask call think wonder object")
"""Verbs after a "may" that hedge nothing but who says it: "some might argue"."""


@lru_cache(maxsize=512)
def find_hedges(phrase: Phrase) -> tuple[Hedge, ...]:
    """Return the words of a sentence that hedge it, in order; English only."""
    return tuple(_found(phrase)) if phrase.language == "en" else ()


@lru_cache(maxsize=512)
def find_futures(phrase: Phrase) -> tuple[int, ...]:
    """Return where a sentence says without a hedge that something is to come; English only."""
    if phrase.language != "en":
        return ()
    forms = phrase.forms
    return tuple(
        place
        for place, form in enumerate(forms)
        if (form in _FUTURE and not _is_name(phrase, place))
        or form.endswith("'ll")
        or (form in _BEING and _is_to_come(forms, place))
    )


def is_strong(phrase: Phrase, hedge: Hedge) -> bool:
    """Tell whether a hedge hedges the matter itself, so that its loss makes a line say more."""
    forms, following = phrase.forms[hedge.start : hedge.end], phrase.forms[hedge.end : hedge.end + 1]
    if _is_hearsay(phrase, hedge) or (forms[0] in _FORECASTS and not _NAMING.isdisjoint(following)):
        return True
    if _STRONG.isdisjoint(forms) or (forms == ("could",) and following == ("not",)):
        return False
    if forms == ("accused",) and following != ("of",):
        return False  # "she accused him" hedges nothing of her own
    if hedge.rung == "possible" and not _OPINING.isdisjoint(following):
        return False
    before = set(phrase.forms[max(0, hedge.start - 2) : hedge.start])
    if not _BEING.isdisjoint(following):
        before.discard("what")  # "what the police believe was a kidnapping"
    return _NOT_HEDGED.isdisjoint(before)


def is_plan(phrase: Phrase, hedge: Hedge) -> bool:
    """Tell whether a hedge says that a thing is meant to be."""
    return phrase.forms[hedge.start] in _PLANNED


def foretells(phrase: Phrase, hedge: Hedge) -> bool:
    """Tell whether a hedge says as much as a "will"."""
    return phrase.forms[hedge.start] in _FORETELLING


def _is_hearsay(phrase: Phrase, hedge: Hedge) -> bool:
    """Tell whether nobody in particular says a thing: "a report revealed that", not "the Herald reports that"."""
    word, following = phrase.forms[hedge.start], phrase.forms[hedge.end : hedge.end + 2]
    if word not in _RUMOURS or "that" not in following or not _FINDINGS.isdisjoint(following):
        return False
    return word != "reports" or not hedge.start or phrase.forms[hedge.start - 1] in _UNNAMED


def _is_to_come(forms: tuple[str, ...], place: int) -> bool:
    following = forms[place + 1 : place + 3]
    if len(following) < 2 or following[0] != "to" or following[1] in _NO_PLAN:
        return False
    return _PURPOSES.isdisjoint(forms[:place])


def _found(phrase: Phrase) -> Iterator[Hedge]:
    end = 0
    for place in range(len(phrase.forms)):
        match = longest_phrase(phrase.forms, place, _table())
        if match and place >= end and not _is_plain(phrase, place):
            end = place + match[0]
            yield Hedge(place, end, match[1])


def _is_plain(phrase: Phrase, place: int) -> bool:
    """Tell whether a word that else hedges is a month here, a name, or the verb for being seen."""
    if phrase.forms[place] in _SHOWING_UP:
        is_seen = not _PLACES.isdisjoint(phrase.forms[place + 1 : place + 2])
        return is_seen and phrase.forms[max(0, place - 1) : place] != ("it",)
    return phrase.forms[place] == "may" and _is_name(phrase, place)


def _is_name(phrase: Phrase, place: int) -> bool:
    """Tell whether a word has a capital that no beginning of a sentence gives it: the month of May, Will Orr."""
    word = phrase.words[place]
    before = phrase.text[: word.start].rstrip(" \t\n\"'“‘(")
    return (
        word.text[:1].isupper() and not word.text.isupper() and bool(before) and before[-1] not in ".!?:—–-"
    )


def _alone(word: str) -> frozenset[str]:
    return frozenset((word,))


@cache
def _table() -> dict[str, dict[tuple[str, ...], Rung]]:
    listed: dict[tuple[str, ...], Rung] = {}
    for table, forms_of in ((_NOUNS, noun_forms), (_VERBS, verb_forms), (_PLAIN, _alone)):
        for rung, words in table.items():
            listed.update(((form,), rung) for word in words.split() for form in forms_of(word))
    listed.update((phrase, rung) for rung, words in _PHRASES.items() for phrase in phrase_list(words))
    return by_first_word(listed)
