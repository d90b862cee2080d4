"""Words that deny, in English, French, German and Spanish. Data, and finding them.

A denial is a word that carries a "not" in its meaning: "failed", "refused", "without", "unable".
"""

from __future__ import annotations

from functools import cache, lru_cache

from briefkit.text.inflections import noun_forms, verb_forms
from briefkit.text.phrases import Phrase
from briefkit.text.wordlists import phrase_list, word_set

__all__ = [
    "denies_in_part",
    "find_denials",
    "find_negations",
    "find_unanswered",
    "is_contrast",
    "is_denial",
    "is_silence",
    "is_unsure",
]

_NEGATIONS: dict[str, frozenset[str]] = {
    "en": word_set(
        "not no never none nobody nothing nowhere neither nor without cannot hardly barely scarcely rarely"
        " seldom"
    ),
    "de": word_set("nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder"),
    "fr": word_set("pas jamais aucun aucune rien personne sans ni nullement guère"),
    "es": word_set("no nunca jamás nadie nada ningún ninguna ninguno sin tampoco ni"),
}
_IDIOMS = frozenset(
    phrase_list(
        "not only,not just,not merely,not simply,not least,not to mention,no doubt,no matter,no less,no wonder,"
        "nothing but,nothing less,or not,if not,why not,none other,than not,not unlike"
    )
)
"""Where these stand nothing is denied."""
_DENYING_VERBS = word_set(
    """fail refuse deny decline lack avoid reject stop halt ban prohibit prevent block forbid cancel abandon
    exclude disagree dispute dismiss doubt withhold neglect ignore oppose resist miss lose disprove refute
    disallow bar deter hinder cease quit reverse overturn veto abstain refrain omit overlook deprive
    disqualify suspend waive shun skip escape"""
)
_DENYING_NOUNS = word_set(
    """failure refusal denial lack absence ban prohibition rejection cancellation inability impossibility
    exemption exception opposition shortage loss dearth"""
)
_DENYING_WORDS = word_set(
    """unable unclear impossible incapable illegal insufficient ineligible inconclusive invalid exempt unless
    false missing absent instead rather contrary despite only difficult free few little nonexistent non
    minus less fewer impractical implausible improbable inaccurate inadequate inactive incomplete incorrect
    independent indefinite ineffective inefficient inexperienced informal inappropriate irrelevant irregular
    irresponsible illegitimate dissatisfied dishonest disabled far zero nil until too yet"""
)
_NOT_UN = ("unde", "unti", "unio", "unit", "uniq", "unive", "unif", "uncl", "unan", "unil", "unic")
"""Beginnings of words in which un- is no prefix."""

_AUXILIARIES = word_set("do does did")
_NO_BARE_VERB = word_set(
    """so the a an it that this these those in on for with we they he she you i what just business little his
    her their its our my most well to at and or but as by more better is was anything something nothing
    everything one some not no never all much nicely poorly great good damage harm away things time work
    homework exactly"""
)
_BEFORE_DO = word_set("what why how when where who than as so to and or which")
_LICENSERS = word_set(
    """if whether before than without more most unless ask asked asks asking question questions doubt every all
    only few first can could may might should must will would as prior free before against denied deny
    denies refuse refused avoid prevent ban banned prohibit prohibits rule ruled too little hardly barely
    rarely for or in at"""
)
"""Words before which "any" and "ever" need no negation."""
_HAVING = word_set("has have had is are was were been")


_SAYING = word_set(
    "say says said specify specifies name names named give gives gave mention mentions mentioned identify identifies"
    " identified disclose disclosed elaborate state states stated provide provides provided explain explains explained"
)


_PARTLY = word_set("all every everyone everybody everything always entirely fully completely quite such")
"""Words after a negation that leave a part of the matter true."""
_MEASURES = word_set(
    "more less better worse bigger larger greater higher longer as so until unless much many"
)
"""Words of measure that make a negation one of degree: "no player more famous", "not as good"."""
_MAYBE = frozenset(("may", "might"))
_MEASURE_REACH = 5
_CONTRAST_REACH = 9
"""Words after a negation within which a "but rather" corrects it."""
_INSTEAD = frozenset(("rather", "instead"))


@lru_cache(maxsize=512)
def find_negations(phrase: Phrase) -> tuple[int, ...]:
    """Return the places of the words that negate, without those of idioms that deny nothing."""
    listed = _NEGATIONS.get(phrase.language, frozenset())
    return tuple(
        place
        for place, form in enumerate(phrase.forms)
        if (form in listed or (phrase.language == "en" and form.endswith("n't")))
        and not (phrase.language == "en" and _is_idiom(phrase.forms, place))
    )


@lru_cache(maxsize=512)
def find_denials(phrase: Phrase) -> tuple[int, ...]:
    """Return the places of words that deny by their meaning; English only."""
    if phrase.language != "en":
        return ()
    return tuple(place for place, form in enumerate(phrase.forms) if is_denial(form))


def is_silence(phrase: Phrase, place: int) -> bool:
    """Tell whether a negation says that nothing is said: "gives no price", "did not name him"."""
    beside = (phrase.forms[place + 1 : place + 2], phrase.forms[max(0, place - 1) : place])
    return any(form in _SAYING for forms in beside for form in forms)


def denies_in_part(phrase: Phrase, place: int) -> bool:
    """Tell whether a negation leaves most of what follows true: "not all", "no more famous player", "why not"."""
    forms = phrase.forms
    if "why" in forms[:place] or phrase.text.rstrip("\"'”’ ").endswith("?"):
        return True
    following = forms[place + 1 : place + _MEASURE_REACH]
    return bool(following) and (following[0] in _PARTLY or any(map(_is_measure, following)))


def is_contrast(phrase: Phrase, place: int) -> bool:
    """Tell whether a negation only sets one thing off against another: "in the north, not in the south"."""
    if phrase.forms[place] == "without" or phrase.forms[max(0, place - 1) : place] == ("for",):
        return True  # how it was done, and what somebody is blamed for
    before = phrase.text[: phrase.words[place].start].rstrip(" ")
    if before.endswith((",", "—", "–", "(")) and phrase.forms[place] == "not":
        return True
    return not _INSTEAD.isdisjoint(phrase.forms[place + 1 : place + _CONTRAST_REACH])


def is_unsure(phrase: Phrase, place: int) -> bool:
    """Tell whether a negation says of a thing only that it may not be."""
    return not _MAYBE.isdisjoint(phrase.forms[max(0, place - 1) : place])


def find_unanswered(phrase: Phrase) -> int | None:
    """Return the place of a word that calls for a negation which is not there, None where there is none.

    "Nor" and "but rather" follow on a negation, "any" and "yet" stand in its reach, and the do of "she did
    answer" is seldom written except where a "not" was taken out.
    """
    if phrase.language != "en":
        return None
    forms = phrase.forms
    negations = set(find_negations(phrase)) | set(find_denials(phrase))
    for place, form in enumerate(forms):
        earlier = any(other < place for other in negations)
        if form in _AUXILIARIES and _is_emphatic(forms, place):
            return place
        if not earlier and (form == "nor" or (form == "but" and forms[place + 1 : place + 2] == ("rather",))):
            return place
        if not negations - {place} and _is_polar(forms, place):
            return place
    return None


def _is_measure(form: str) -> bool:
    return form in _MEASURES


def _is_idiom(forms: tuple[str, ...], place: int) -> bool:
    if forms[place] == "no" and forms[place + 1 : place + 2] and forms[place + 1][0].isdecimal():
        return True  # No. 1
    return any(
        forms[place - back : place - back + length] in _IDIOMS
        for length in (2, 3)
        for back in range(min(place + 1, length))
    )


@cache
def _denying() -> frozenset[str]:
    verbs = (form for verb in _DENYING_VERBS for form in verb_forms(verb))
    nouns = (form for noun in _DENYING_NOUNS for form in noun_forms(noun))
    return frozenset((*verbs, *nouns)) | _DENYING_WORDS


def is_denial(form: str) -> bool:
    """Tell whether an English word, in lower case, denies by its meaning."""
    if form in _denying():
        return True
    return len(form) > 5 and form.startswith("un") and not form.startswith(_NOT_UN)


def _is_emphatic(forms: tuple[str, ...], place: int) -> bool:
    """Tell whether do, does or did stands before a plain verb in a sentence that is no question."""
    if place == 0 or forms[place - 1] in _BEFORE_DO:
        return False
    rest = forms[place + 1 : place + 3]
    if len(rest) == 2 and rest[0].endswith("ly"):
        rest = rest[1:]
    return bool(rest) and rest[0] not in _NO_BARE_VERB and not rest[0].endswith(("ing", "ed", "s", "n't"))


def _is_polar(forms: tuple[str, ...], place: int) -> bool:
    """Tell whether a word stands here that is only written in the reach of a negation."""
    form, earlier = forms[place], forms[max(0, place - 8) : place]
    if form == "yet":
        following = forms[place + 1 : place + 2]
        return following != ("to",) and any(word in _HAVING for word in earlier[-3:]) and bool(following)
    if form in ("any", "anyone", "anybody", "anything"):
        return not any(word in _LICENSERS or word.endswith(("er", "est")) for word in earlier)
    return False
