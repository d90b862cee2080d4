"""Whether a statement has those say it who say it in its evidence, with a verb that makes no more of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from briefkit.checks.claims import Claim, Pair
from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.checks.languages import is_served
from briefkit.checks.policy import POLICY
from briefkit.checks.reading import Reading
from briefkit.schema import Attribution, Checked, Finding, KeyPoint, Span
from briefkit.schema.report import Outcome
from briefkit.text import content_words
from briefkit.text.attributions import ACCORDING, ANONYMOUS, Said, find_attributions, is_pronoun
from briefkit.text.connectives import find_causes
from briefkit.text.hedges import find_futures
from briefkit.text.name_index import telling_words
from briefkit.text.names import Name, find_names
from briefkit.text.speech_words import Stance, signs_of, speech_verbs, stance_of
from briefkit.text.superlatives import find_superlatives
from briefkit.text.wordlists import word_set

__all__ = ["check_attribution"]

_OPENING = 3
_BESIDE = 2
"""Sentences before and after one that its pronouns may mean."""
_TELLING = 3
"""Sentences of which one statement may be made, and content words that tell something."""
_OPINIONS: frozenset[Stance] = frozenset(
    {"said", "argued", "expected", "urged", "claimed", "denied", "warned"}
)
"""Stances by which a claim stays the speaker's own; what is confirmed, admitted or ruled may be told as a fact."""
_OWN_ACTS = frozenset({"announced", "announces"})
"""Verbs that do what they say."""
_SHORT = ("headline", "dek")
"""Lines with no room for a speaker; there only a claim that is somebody's opinion must keep one."""
_DECLINED = re.compile(
    r"\b(?:declin|refus|would not|did not (?:re|co|an|immediately)|not return|no comment)", re.IGNORECASE
)
_CUT = re.compile(r";\s|,?\s(?:while|but|whereas)\s")
_DISTANCED = re.compile(
    r"\b(?:reported(?:ly)?|alleged(?:ly)?|apparent(?:ly)?|claim\w*|accus\w+|suspect\w*|believ\w+|expect\w*|suggest\w*"
    r"|accord\w+|report|statement|study|survey|think\w*|consider\w*|call\w*|describ\w+|argu\w+|emphasi\w+|highlight\w*"
    r"|express\w*|mention\w*|reveal\w*|explain\w*|announc\w+|discuss\w*|testif\w+|assert\w*|stat(?:es?|ed|ing))\b"
)
"""Words by which a line keeps its distance without a verb of attribution."""


_NOBODY = re.compile(
    r"\b(?:author|article|writer|piece|some|others|many|critics|observers|experts)\b", re.IGNORECASE
)
_DISPUTABLE = word_set(
    """would should must could may might need needs never always only better worse more less too very likely unlikely
    expected able unable failed fails illegal unlawful unfair false wrong right safe unsafe dangerous innocent guilty"""
)
"""Words of opinions, forecasts and demands."""


def check_attribution(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield who is made to say what, and how that came out; a claim that has lost its speaker too."""
    facts = claim.facts
    if not claim.evidence or not is_served("attribution", facts.language):
        return
    mine = find_attributions(claim.text, facts.language)
    if any(claim.text in span.quote for span in claim.evidence):
        yield from (_checked(said, "verbatim", None) for said in mine)
    else:
        for said in mine:
            yield from _speaker(said, claim)
            yield from _verb(said, claim)
        yield from _unsaid(mine, claim)
    point = claim.statement if isinstance(claim.statement, KeyPoint) else None
    if not mine and claim.statement.basis == "stated" and not (point and point.attribution.speaker):
        yield from _lost(claim)
    if point:
        yield from _labels(point.attribution, claim)


def _surname(name: Name) -> str:
    """Return the word by which somebody is known: the last that tells."""
    return [word for word in name.words if word in telling_words(name)][-1]


def _names(speaker: str, language: str | None) -> list[Name]:
    """Return the names of a speaker; a capital at its beginning counts, because no sentence begins there."""
    return find_names(f"- {speaker}" if speaker[:1].islower() else f"by {speaker}", language=language)


def _speaker(said: Said, claim: Claim) -> Iterator[Finding | Checked]:
    facts = claim.facts
    names = _names(said.speaker, facts.language)
    if not names or any(facts.name_table.missing(name) for name in names):
        return  # nobody who could be compared; or a finding of `names`
    holders = set[int]().union(*(facts.name_index.sentences_with(name) for name in names))
    silence = _silence_of(holders, claim) if said.verb.startswith("declined") else None
    if silence is not None:
        yield _checked(said, "kept", facts.sentence_span(silence))
        return
    place = _sentence_that_tells(said, claim)
    if place is None or any(map(facts.is_known_beside, names)):
        return  # the publisher may be named without evidence
    if place in holders:
        yield _checked(said, "kept", facts.sentence_span(place))
        return
    theirs = facts.attributions_of(place)
    other = next((their for their in theirs if _is_somebody_else(their, claim)), None)
    if other is not None:
        yield from _changed(said, other, place, claim)
    elif _is_near(holders, place, claim):
        yield _checked(said, "kept", facts.sentence_span(place))
    else:
        yield from _misplaced(said, place, claim)


def _silence_of(holders: set[int], claim: Claim) -> int | None:
    """Return the sentence of the evidence in which a speaker declines to say anything, None where none does."""
    text = claim.facts.article.text
    sentences = [(place, claim.facts.sentences[place]) for place in claim.sentences if place in holders]
    return next((place for place, one in sentences if _DECLINED.search(text[one.start : one.end])), None)


def _is_near(holders: set[int], place: int, claim: Claim) -> bool:
    """Tell whether a speaker stands near a sentence; where the article has one voice, it is near everywhere."""
    facts = claim.facts
    if facts.is_of_one_voice:
        return bool(holders)
    nearby = set(range(place - _BESIDE, place + _BESIDE + 1))
    if not facts.attributions_of(place):
        nearby |= {
            *range(_OPENING),
            len(facts.sentences) - 1,
        }  # who gives a statement is named at its head or foot
    return bool(holders & nearby)


def _sentence_that_tells(said: Said, claim: Claim) -> int | None:
    """Return the sentence of the evidence that says what the line has somebody say, None where none says enough."""
    facts = claim.facts
    words = frozenset(content_words(_part_of(said, claim.text), facts.language))
    words -= frozenset(content_words(claim.text[said.start : said.end], facts.language))
    tells = facts.sentence_words
    best = max(claim.sentences, key=lambda place: len(words & tells[place]))
    enough = POLICY.said_in if len(words) >= POLICY.fewest_words else 1.0
    return best if len(words) > 1 and len(words & tells[best]) >= enough * len(words) else None


def _part_of(said: Said, text: str) -> str:
    """Return the part of a line that an attribution is about, where the line has several."""
    cuts = [0, *(cut.end() for cut in _CUT.finditer(text)), len(text)]
    return next(text[start:end] for start, end in pairwise(cuts) if said.start < end)


def _is_somebody_else(their: Said, claim: Claim) -> bool:
    """Tell whether the evidence names a speaker, or hides one, whom the line does not have."""
    if ANONYMOUS.search(their.speaker):
        return True
    names = _names(their.speaker, claim.facts.language)
    return bool(names) and _surname(names[-1]) in claim.name_table.missing(names[-1])


def _changed(said: Said, other: Said, place: int, claim: Claim) -> Iterator[Finding | Checked]:
    span = claim.facts.sentence_span(place)
    alike = any(pair.span == span and pair.alignment.similarity >= POLICY.said_alike for pair in claim.pairs)
    yield finding(
        "attribution.changed" if alike else "attribution.speaker",
        claim.path,
        f"The line has {quoted(said.speaker)} say it, the sentence {quoted(other.speaker)}.",
        hint="Name the speaker of the sentence.",
        nearest=span,
        offending=said.speaker,
    )
    yield _checked(said, "changed", span)


def _misplaced(said: Said, place: int, claim: Claim) -> Iterator[Finding | Checked]:
    span = claim.facts.sentence_span(place)
    yield finding(
        "attribution.speaker",
        claim.path,
        f"{quoted(said.speaker)} is not near the sentence that says this.",
        hint=claim.hint("speaker"),
        nearest=span,
        offending=said.speaker,
    )
    yield _checked(said, "elsewhere", span)


def _checked(said: Said, outcome: Outcome, span: Span | None) -> Checked:
    return Checked(kind="attribution", text=f"{said.speaker} {said.verb}", outcome=outcome, source=span)


@cache
def _showing(stance: Stance, language: str | None) -> re.Pattern[str] | None:
    """Return the words by which evidence shows a stance, None where the stance needs none."""
    signs = signs_of(stance, language)
    return re.compile(rf"\b(?:{signs})", re.IGNORECASE) if signs else None


def _verb(said: Said, claim: Claim) -> Iterator[Finding | Checked]:
    words = _showing(said.stance, claim.facts.language)
    if words is None or _is_shown(words, claim) or _NOBODY.search(said.speaker):
        return
    if said.stance == "claimed" and claim.facts.is_of_one_voice:
        return  # whose article it is claims all of it
    place = _sentence_that_tells(said, claim)
    if place is None:
        return
    theirs = claim.facts.attributions_of(place)
    instead = f' The evidence has "{theirs[0].verb}".' if theirs else ""
    yield finding(
        "attribution.verb",
        claim.path,
        f"{quoted(said.verb)} makes more of it than the evidence does.{instead}",
        hint="Use a neutral verb, or that of the evidence.",
        nearest=claim.facts.sentence_span(place),
        offending=said.verb,
    )


def _unsaid(mine: list[Said], claim: Claim) -> Iterator[Finding]:
    """Yield that the line has somebody say what the article hardly speaks of."""
    facts = claim.facts
    around = [claim.text[said.start : said.end] for said in mine]
    words = claim.words - frozenset(content_words(" ".join(around), facts.language))
    if not mine or len(words) < POLICY.fewest_words or _is_nobody(mine[0].speaker):
        return
    most = sorted((words & told for told in facts.sentence_words), key=len)[-_TELLING:]
    if len(frozenset[str]().union(*most)) < POLICY.said_at_all * len(words):
        yield finding(
            "attribution.unsaid",
            claim.path,
            f"Nothing in the article is close to what {quoted(mine[0].speaker)} is made to say.",
            hint="Take the claim from the article, or leave it out.",
            nearest=claim.evidence[0],
            offending=mine[0].speaker,
        )


def _is_nobody(speaker: str) -> bool:
    """Tell whether a speaker is whoever it may be: the author of the article, "some", a pronoun."""
    return is_pronoun(speaker) or _NOBODY.search(speaker) is not None


def _lost(claim: Claim) -> Iterator[Finding | Checked]:
    """Yield that a line tells as a fact what the sentence most like it gives as somebody's claim."""
    if not claim.pairs or _is_distanced(claim) or not _tells_it_all(claim.pairs[0], claim):
        return
    pair = claim.pairs[0]
    stances = _OPINIONS - {"said"} if claim.path in _SHORT else _OPINIONS
    for said in claim.facts.attributions_of(claim.facts.sentences.index(pair.sentence)):
        if said.stance in stances and said.verb not in _OWN_ACTS and not _is_in_line(said, claim):
            verb = "says" if said.verb == ACCORDING else said.verb
            yield finding(
                "attribution.lost" if _is_open_to_dispute(said, claim) else "attribution.told",
                claim.path,
                f"This is what {quoted(said.speaker)} {verb} in the sentence; the line states it as a fact.",
                hint="Say whose claim it is.",
                nearest=pair.span,
            )
            yield _checked(said, "absent", pair.span)
            return


def _is_open_to_dispute(said: Said, claim: Claim) -> bool:
    """Tell whether a claim is more than a fact its speaker must know: an opinion, a forecast, a cause."""
    if said.stance != "said":
        return True
    line = Reading.of(claim).line
    return bool(
        find_futures(line) or find_causes(line) or find_superlatives(line)
    ) or not _DISPUTABLE.isdisjoint(line.forms)


def _is_distanced(claim: Claim) -> bool:
    """Tell whether a line keeps its distance; outside English any verb of saying does, whoever says it."""
    language = claim.facts.language
    if _DISTANCED.search(claim.text):
        return True
    said = () if language == "en" else speech_verbs(language)
    return not {word.text.casefold() for word, _ in claim.keys}.isdisjoint(said)


def _tells_it_all(pair: Pair, claim: Claim) -> bool:
    facts = claim.facts
    if len(claim.words) < _TELLING:
        return False
    told = claim.words & facts.sentence_words[facts.sentences.index(pair.sentence)]
    return pair.alignment.similarity >= POLICY.said_alike and len(told) >= POLICY.said_whole * len(
        claim.words
    )


def _is_in_line(said: Said, claim: Claim) -> bool:
    """Tell whether the line has the speaker, as who does what it tells; or the publisher is the speaker."""
    for name in _names(said.speaker, claim.facts.language):
        if _surname(name) not in claim.name_table.missing(name) or claim.facts.is_known_beside(name):
            return True
    speaker = frozenset(content_words(said.speaker, claim.facts.language))
    return bool(speaker) and speaker <= claim.words


def _labels(label: Attribution, claim: Claim) -> Iterator[Finding | Checked]:
    """Yield what the labels of a key point say otherwise than its evidence: speaker, verb and form."""
    if label.speaker:
        yield from _labelled_speaker(label.speaker, claim)
    if (
        label.verb
        and (words := _showing(stance_of(label.verb), claim.facts.language))
        and not _is_shown(words, claim)
    ):
        yield finding(
            "attribution.verb",
            claim.path,
            f"The label has {quoted(label.verb)}, the evidence has no such word.",
            hint="Use the verb of the evidence.",
            nearest=claim.evidence[0],
            offending=label.verb,
        )
    if label.form == "declined" and not _is_shown(_DECLINED, claim):
        yield _form("declined", "the evidence has nobody decline anything", claim)
    if label.form == "anonymous" and _is_named(label.speaker, claim):
        yield _form("anonymous", f"{quoted(label.speaker or '')} is a name", claim)


def _is_named(speaker: str | None, claim: Claim) -> bool:
    """Tell whether a speaker is given in full, and not as somebody who is not to be named."""
    if speaker is None or ANONYMOUS.search(speaker):
        return False
    return any(len(name.words) > 1 for name in _names(speaker, claim.facts.language))


def _labelled_speaker(speaker: str, claim: Claim) -> Iterator[Finding | Checked]:
    facts = claim.facts
    names = _names(speaker, facts.language)
    if any(facts.name_table.missing(name) for name in names):
        return  # a finding of `names`
    if names:
        known = any(_is_known(name, claim) for name in names)
    else:
        words = frozenset(content_words(speaker, facts.language))
        nearby = {place + step for place in claim.sentences for step in range(-_BESIDE, _BESIDE + 1)}
        near = [facts.sentence_words[place] for place in nearby if 0 <= place < len(facts.sentences)]
        known = not words or any(words & told for told in near)
    outcome: Outcome = "kept" if known else "elsewhere"
    if not known:
        yield finding(
            "attribution.speaker",
            claim.path,
            f"The label names {quoted(speaker)} as the speaker, who is not near the evidence.",
            hint="Name the speaker of the evidence, or cite the sentence that names this one.",
            nearest=claim.evidence[0],
            offending=speaker,
        )
    yield Checked(
        kind="attribution", text=speaker, outcome=outcome, field="speaker", source=claim.evidence[0]
    )


def _is_known(name: Name, claim: Claim) -> bool:
    """Tell whether a name stands near one of the cited sentences, or may be named without evidence."""
    holders = claim.facts.name_index.sentences_with(name)
    return claim.facts.is_known_beside(name) or any(
        _is_near(holders, place, claim) for place in claim.sentences
    )


def _is_shown(words: re.Pattern[str], claim: Claim) -> bool:
    return any(words.search(span.quote) for span in claim.evidence)


def _form(form: str, why: str, claim: Claim) -> Finding:
    return finding(
        "attribution.form",
        claim.path,
        f'The label says "{form}", but {why}.',
        hint="Take the terms from the evidence.",
        nearest=claim.evidence[0],
    )
