"""Verbs by which a text says that somebody says something, by what they make of it. Data only, by language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

__all__ = ["LOADED", "SPEECH", "Stance", "speech_verbs", "stance_of"]

Stance = Literal[
    "said",
    "argued",
    "found",
    "expected",
    "urged",
    "claimed",
    "admitted",
    "confirmed",
    "denied",
    "warned",
]
"""What a verb makes of what is said: `said` is neutral; `admitted` and `confirmed` take it for true, and so on."""

LOADED: Mapping[Stance, str] = {
    "claimed": "claim|alleg|purport",
    "admitted": "admi[ts]|acknowledg|conced|confess|plead|apolog",
    "confirmed": "confirm|verif|certif",
    "denied": "den[yi]|reject|disput|refut|dismiss|contradict|not guilty|declin|refus|no truth",
    "warned": "warn|caution|threat|danger|risk|fear|alarm|alert",
}
"""Stances that a line may take only where its evidence does, with the beginnings of words that show them."""

_VERBS: Mapping[str, Mapping[Stance, str]] = {
    "en": {
        "said": "said say says stated states told tells added adds announced announces reported reports noted notes"
        " explained explains wrote writes testified stressed replied replies remarked commented declared recalled",
        "argued": "argued argues argue insisted insists contended contends maintains maintained criticised criticized"
        " asserted asserts",
        "found": "ruled rules concluded concludes",
        "expected": "estimated estimates suggested suggests believes believed predicted predicts",
        "urged": "urged urges",
        "claimed": "claimed claims claim alleged alleges",
        "admitted": "admitted admits acknowledged acknowledges conceded concedes confessed",
        "confirmed": "confirmed confirms",
        "denied": "denied denies rejected rejects disputed disputes",
        "warned": "warned warns warn cautioned cautions",
    },
    "fr": {
        "said": "déclaré déclare dit dite ajouté ajoute expliqué explique précisé précise indiqué indique annoncé"
        " annonce souligné souligne écrit",
        "argued": "estimé estime affirmé affirme soutient soutenu insisté insiste",
        "claimed": "prétendu prétend prétendent",
        "admitted": "admis admet reconnu reconnaît avoué avoue",
        "confirmed": "confirmé confirme",
        "denied": "nié nie démenti dément contesté conteste rejeté rejette",
        "warned": "averti avertit prévenu prévient alerté alerte",
    },
    "de": {
        "said": "sagte sagt erklärte erklärt teilte berichtete berichtet betonte betont schrieb schreibt fügte"
        " ergänzte",
        "argued": "meinte meint argumentierte argumentiert",
        "claimed": "behauptete behauptet",
        "admitted": "gestand räumte gab",
        "confirmed": "bestätigte bestätigt",
        "denied": "bestritt bestreitet dementierte dementiert leugnete wies",
        "warned": "warnte warnt",
    },
    "es": {
        "said": "dijo dice declaró declara explicó explica añadió añade señaló señala indicó indica anunció anuncia"
        " manifestó informó escribió",
        "argued": "sostuvo sostiene afirmó afirma aseguró asegura argumentó",
        "claimed": "alegó alega",
        "admitted": "admitió admite reconoció reconoce",
        "confirmed": "confirmó confirma",
        "denied": "negó niega desmintió desmiente rechazó rechaza",
        "warned": "advirtió advierte alertó alerta",
    },
}  # fmt: skip

SPEECH: tuple[str, ...] = tuple(word for words in _VERBS["en"].values() for word in words.split())
"""English verbs of attribution, as they stand in a sentence."""


def speech_verbs(language: str | None) -> tuple[str, ...]:
    """Return the verbs of attribution of a language, none where there is no table for it."""
    return tuple(word for words in _VERBS.get(language or "", {}).values() for word in words.split())


@cache
def _stances() -> dict[str, Stance]:
    return {
        verb: stance for table in _VERBS.values() for stance, words in table.items() for verb in words.split()
    }


def stance_of(verb: str) -> Stance:
    """Return what a verb of attribution makes of what is said; `said` where it is none of the table."""
    return _stances().get(verb.split()[-1].casefold() if verb.strip() else "", "said")
