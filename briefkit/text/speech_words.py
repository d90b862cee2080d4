"""Verbs by which a text says that somebody says something, by what they make of it. Data only, by language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

__all__ = ["SPEECH", "Stance", "signs_of", "speech_verbs", "stance_of"]

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

_LOADED: Mapping[str, Mapping[Stance, str]] = {
    "en": {
        "claimed": "claim|alleg|purport",
        "admitted": "admi[ts]|acknowledg|conced|confess|plead|apolog",
        "confirmed": "confirm|verif|certif",
        "denied": "den[yi]|reject|disput|refut|dismiss|contradict|not guilty|declin|refus|no truth",
        "warned": "warn|caution|threat|danger|risk|fear|alarm|alert",
    },
    "fr": {
        "claimed": "prétend|allégu|allègu|présum",
        "admitted": "adm[ei]|reconn|avou|concéd|concèd|excus",
        "confirmed": "confirm|vérif|attest",
        "denied": "ni[eé]|dém[ae]n|contest|rejet|récus|réfut|refus",
        "warned": "avert|préven|prévien|alert|mise? en garde|menac|risqu|danger|crai",
    },
    "de": {
        "claimed": "behaupt|angeblich",
        "admitted": "gest[aeä]nd|[a-z]*räum|g[aie]b|zug[aei]|[a-z]*entschuld",
        "confirmed": "bestätig|bekräftig|beleg",
        "denied": "bestr[ei]|dement|leugn|wies|weis|zurück|[a-z]*lehn|widersprach|widersprich",
        "warned": "[a-z]*warn|gefahr|gefähr|droh|[a-z]*risik|[a-z]*fürcht",
    },
    "es": {
        "claimed": "aleg|supuest|presunt",
        "admitted": "admi|reconoc|conced|disculp",
        "confirmed": "confirm|verific|ratific",
        "denied": "neg|nieg|desm[ei]|rechaz|refut",
        "warned": "adv[ei]|alert|riesg|peligr|amenaz|tem[eio]",
    },
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


def signs_of(stance: Stance, language: str | None) -> str | None:
    """Return alternatives of a pattern for the beginnings of words that show a stance, None where it needs none."""
    return _LOADED.get(language or "en", {}).get(stance)


@cache
def _stances() -> dict[str, Stance]:
    return {
        verb: stance for table in _VERBS.values() for stance, words in table.items() for verb in words.split()
    }


def stance_of(verb: str) -> Stance:
    """Return what a verb of attribution makes of what is said; `said` where it is none of the table."""
    return _stances().get(verb.split()[-1].casefold() if verb.strip() else "", "said")
