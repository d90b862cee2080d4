"""Names with digits, such as F-16, COVID-19, 5G and the code ab12c: spelt, not counted, so no value is near another."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Designation", "find_designations"]


@dataclass(frozen=True, slots=True)
class Designation:
    """A name with digits. `key` is its form without hyphen, space, case and plural."""

    start: int
    end: int
    text: str
    key: str

    @property
    def series(self) -> str:
        """Return the letters by which such names are one series: `F` of F-16, `G` of 5G."""
        return _LETTERS.match(self.key)[0] or self.key.lstrip("0123456789")  # type: ignore[index]

    def is_one_with(self, other: Designation) -> bool:
        """Tell whether both name one thing; a letter after the digits may be left out: F-15 for F-15E."""
        return _WITHOUT_VARIANT.sub("", self.key) == other.key or self.key in (
            other.key,
            _WITHOUT_VARIANT.sub("", other.key),
        )


_LETTERS = re.compile(r"[^\W\d_]*")
_WITHOUT_VARIANT = re.compile(r"(?<=\d)[a-z]+\Z")
_DESIGNATION = re.compile(
    r"(?<![\w$£€.,/-])(?:[A-Z]{1,6}[a-z]{0,3}-?\d{1,4}(?:[A-Z]{1,2}|neo|er)?|\d{1,2}[GKD]"
    r"|[a-z]{2,20}\d[a-z]{0,20}\d[a-z\d]{0,30})(?:['’]?s)?(?![\w%°$£€]|[.,]\d)"
)
"""The last are code words and account numbers, such as ab12c; with two digits at least, so that mp3 is none."""
_QUARTER = re.compile(r"[QH][1-4]\Z")
_PLURAL = re.compile(r"['’]?s\Z")


def find_designations(text: str) -> list[Designation]:
    """Return the names with digits of a text in order; quarters of a year are none."""
    found: list[Designation] = []
    for match in _DESIGNATION.finditer(text):
        name = _PLURAL.sub("", match[0])
        if not _QUARTER.match(name):
            found.append(Designation(match.start(), match.end(), match[0], name.replace("-", "").casefold()))
    return found
