"""Makes editions of one invented article and its draft: each has names and figures of its own, as news has.

What a run remembers of words that recur, such as `said`, it may remember here as well; names are new every time.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from string import Template

__all__ = ["Edition", "edition"]

_FOLDER = Path(__file__).parent / "edition"
_ARTICLE = Template((_FOLDER / "article.txt").read_text(encoding="utf-8"))
_DRAFT = Template((_FOLDER / "draft.json").read_text(encoding="utf-8"))
_ONSETS = str.split("b br c cl d dr f fl g gr h k l m n p pr r s st t tr v w")
_VOWELS = str.split("a e i o u ai ea or an el")
_ENDS = str.split("den ford holm ley mar nell ric ston tham vik wen burg dale")
_NAMES = str.split(
    "company city county other rival river bank first_a last_a first_b last_b first_c last_c first_d last_d"
    " first_e last_e"
)
_FIGURES = {
    "jobs": (310, 640),
    "age": (41, 99),
    "loss": (61, 98),
    "drop": (11, 38),
    "price": (81, 140),
    "costs": (41, 60),
    "penalty": (3, 9),
    "subsidy": (20, 40),
    "floor": (210, 305),
    "kept": (45, 80),
    "water": (14, 39),
    "ponds": (141, 190),
    "share": (22, 38),
    "gap": (10, 13),
    "moved": (90, 160),
    "invest": (200, 290),
    "distance": (170, 420),
    "revenue": (700, 960),
    "fall": (4, 10),
    "debt": (420, 650),
    "gain": (5, 9),
    "saving": (15, 19),
}


@dataclass(frozen=True)
class Edition:
    """An article of about 700 words, and what a model may have answered about it."""

    number: int
    article: str
    draft: str


def edition(number: int) -> Edition:
    """Return an edition, the same for the same number."""
    chance = random.Random(number)
    slots: dict[str, str | int] = {name: _name(chance) for name in _NAMES}
    slots |= {name: chance.randint(*ends) for name, ends in _FIGURES.items()}
    slots |= {"year": 2027, "lined": 2029, "later": 2030}
    draft = json.dumps(json.loads(_DRAFT.substitute(slots)), separators=(",", ":"))
    return Edition(number, _ARTICLE.substitute(slots), draft)


def _name(chance: random.Random) -> str:
    syllables = [chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.randint(1, 2))]
    return ("".join(syllables) + chance.choice(_ENDS)).capitalize()
