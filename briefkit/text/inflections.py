"""The forms of English words, for tables that name a word once. Data and spelling rules only."""

from __future__ import annotations

import re

from briefkit.text.wordlists import phrase_list, word_set

__all__ = ["adjective_forms", "noun_forms", "verb_forms"]

_IRREGULAR = {
    forms[0]: frozenset(forms)
    for forms in phrase_list(
        """arise arose arisen, bear bore borne, beat beat beaten, become became become, begin began begun, break
        broke broken, bring brought, build built, buy bought, catch caught, choose chose chosen, come came come,
        cut cut, deal dealt, draw drew drawn, fall fell fallen, fight fought, find found, forbid forbade
        forbidden, forget forgot forgotten, forgive forgave forgiven, freeze froze frozen, get got gotten, give
        gave given, go went gone, grow grew grown, hide hid hidden, hit hit, hold held, keep kept, know knew
        known, lead led, leave left, lend lent, let let, lie lay lain, lose lost, make made, mean meant, meet
        met, overcome overcame, overthrow overthrew overthrown, pay paid, put put, quit quit, rise rose risen,
        run ran run, say said, see saw seen, sell sold, send sent, set set, shrink shrank shrunk, shut shut,
        sink sank sunk, speak spoke spoken, spend spent, split split, spread spread, stand stood, steal stole
        stolen, stick stuck, strike struck, sweep swept, take took taken, teach taught, tell told, think
        thought, throw threw thrown, undergo underwent undergone, understand understood, uphold upheld, win won,
        withdraw withdrew withdrawn, withhold withheld, withstand withstood, write wrote written, misunderstand
        misunderstood, forgo forwent forgone, foresee foresaw foreseen, slide slid, bend bent, wake woke woken,
        sleep slept, dig dug, sit sat, swing swung, cling clung, feel felt, seek sought, flee fled, fly flew
        flown, drive drove driven, ride rode ridden, hear heard, learn learnt, burn burnt"""
    )
}
_DOUBLED = word_set(
    "admit permit commit acquit begin forget submit omit occur prefer defer deter incur transfer upset"
    " compel expel propel repel rebel control patrol equip regret abet cancel"
)
"""Words of more than one syllable whose last letter is doubled; words of one syllable follow a rule."""
_ONE_SYLLABLE = re.compile(r"[^aeiou]*(?:qu)?[aeiou][bdgklmnprt]\Z")
_SIBILANT = ("s", "x", "z", "ch", "sh", "o")


def verb_forms(verb: str) -> frozenset[str]:
    """Return a verb with its -s, -ed and -ing forms, or with its own past."""
    past = _IRREGULAR.get(verb)
    return frozenset((verb, _with_s(verb), _with_ing(verb))) | (past or {_with_ed(verb)})


def noun_forms(noun: str) -> frozenset[str]:
    """Return a noun and its plural."""
    return frozenset((noun, _with_s(noun)))


def adjective_forms(word: str) -> frozenset[str]:
    """Return an adjective of one or two syllables with its comparative and superlative."""
    stem = _stem(word, vowel="e")
    if word.endswith("y"):
        stem = word[:-1] + "i"
    return frozenset((word, stem + "er", stem + "est"))


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(_SIBILANT) else "s")


def _with_ed(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ied"
    return _stem(word, vowel="e") + "ed"


def _with_ing(word: str) -> str:
    return word[:-2] + "ying" if word.endswith("ie") else _stem(word, vowel="ing") + "ing"


def _stem(word: str, *, vowel: str) -> str:
    """Return what an ending that begins with a vowel is put to."""
    if word.endswith("e") and not (vowel == "ing" and word.endswith(("ee", "oe", "ye"))):
        return word[:-1]
    if word in _DOUBLED or _ONE_SYLLABLE.match(word):
        return word + word[-1]
    return word
