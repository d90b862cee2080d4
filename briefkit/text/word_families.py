"""English words that belong together: "sold" with "sale", "decide" with "decision". Data and two look-ups."""

from __future__ import annotations

from functools import lru_cache

from briefkit.text.words import word_keys

__all__ = ["family", "root"]

_IRREGULAR = """
go went gone; make made; take took taken; come came; give gave given; find found; tell told; win won winner
lose lost; leave left; hold held; die died dead death deaths dying; kill killed killing; man men; woman women
child children; begin began begun; become became; meet met; lead led; send sent; build built; buy bought
sell sold sale sales; catch caught; think thought; bring brought; break broke broken; choose chose chosen choice
fall fell fallen; rise rose risen; write wrote written; speak spoke spoken; steal stole stolen theft
shoot shot shooting; beat beaten; know knew known; see saw seen; run ran; pay paid payment; keep kept; feel felt
grow grew grown growth; draw drew drawn; throw threw thrown; fight fought; strike struck; sink sank sunk
wife wives; life lives; wear wore worn; drive drove driven driver; ride rode ridden; fly flew flown flight
hide hid hidden; bite bit bitten; forget forgot forgotten; get got gotten; sing sang sung; swim swam swum
seek sought; teach taught; spend spent; lend lent; bend bent; sit sat; stand stood; understand understood
lie lain; lay laid; show showed shown; hear heard; injure injured injury injuries; decide decided decision
marry married marriage wedding wed; propose proposal; arrive arrival; refuse refusal; survive survivor survival
perform performance; appear appearance; analyse analysis; destroy destruction; invade invasion
born birth; old aged
"""
"""Forms that the stem does not bring together, the first standing for all; `;` and line ends part the entries."""

_SUFFIXES = tuple(
    str.split(
        "ization isation ational fulness ousness iveness ation ition ment ness ance ence able ible ical tion sion "
        "ship ism ist ion ing ity ous ive ful ant ent ers or er al ic ed i"
    )
)
"""Tried in order; the first that leaves four letters or more is taken off."""
_HEAD = 7
"""Letters by which what is left of a word is compared."""


def _roots() -> dict[str, str]:
    roots: dict[str, str] = {}
    for entry in _IRREGULAR.replace("\n", ";").split(";"):
        keys = [key for _, key in word_keys(entry, "en")]
        roots.update(dict.fromkeys(keys[1:], keys[0]) if keys else {})
    return roots


_ROOTS = _roots()


def root(key: str) -> str:
    """Return the form of `word_keys` that stands for an irregular one; any other comes back as it is."""
    return _ROOTS.get(key, key)


@lru_cache(maxsize=16_384)
def family(key: str) -> str:
    """Return what a word shares with those derived from it: "investig" of "investigation" and "investigator"."""
    if not key.isalpha() or len(key) <= 5:
        return key
    ending = next(
        (suffix for suffix in _SUFFIXES if key.endswith(suffix) and len(key) - len(suffix) >= 4), ""
    )
    return key.removesuffix(ending)[:_HEAD]
