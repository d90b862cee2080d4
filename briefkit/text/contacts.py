"""Web addresses, e-mail addresses, telephone numbers and handles in a text. Finds them; never follows one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Contact", "ContactKind", "find_contacts"]

ContactKind = Literal["url", "email", "phone", "handle"]


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach someone, as the text spells it."""

    start: int
    end: int
    text: str
    kind: ContactKind


_DOMAINS = (
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|co|app|dev|news|tv|me|eu|uk|de|fr|es|it|nl|be|ch|at|pl|pt|se|no|dk"
    "|fi|ie|us|ca|au|nz|jp|cn|in|kr|br|mx|ar|cl|za|ng|ke|eg|sa|ae|il|tr|ru|ua|gr|cz|hu|ro"
)
_PATTERNS: tuple[tuple[ContactKind, str, re.Pattern[str]], ...] = (
    ("email", "@", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")),
    ("url", "://", re.compile(r"\b(?:https?|ftp)://[^\s<>\"'“”«»\u3000-\u9fff]{1,2000}", re.IGNORECASE)),
    ("url", ".", re.compile(r"(?<![\w@.-])www\.[^\s<>\"'“”«»\u3000-\u9fff]{3,2000}", re.IGNORECASE)),
    (
        "url",
        ".",
        re.compile(
            rf"(?<![\w@.-])[a-z0-9](?:[a-z0-9-]{{0,62}}\.){{1,4}}(?:{_DOMAINS})(?:/[^\s<>\"'“”«»\u3000-\u9fff]{{0,500}})?"
            r"(?![\w-]|\.\w)"
        ),
    ),
    ("phone", "+", re.compile(r"(?<![\w+])\+\d{1,3}(?:[\s.()/-]{1,3}\d{1,6}){1,6}(?!\w)")),
    ("phone", "+", re.compile(r"(?<![\w+])\+\d{8,15}(?!\w)")),
    ("phone", "0", re.compile(r"(?<![\w,.$£€-])\(?0\d{1,5}\)?(?:[\s.()/-]{1,2}\d{2,6}){1,5}(?![\w.,]\d)")),
    ("phone", "", re.compile(r"(?<![\w,.$£€-])(?:1-)?\(?\d{3}\)?[\s.-]\d{3}[.-]\d{4}(?!\w)")),
    ("handle", "@", re.compile(r"(?<![\w@./])@[A-Za-z_]\w{1,30}(?!\w|\.\w)")),
)
"""Each kind with a mark that every such thing has: most lines have none of them."""
_LEAST_PHONE_DIGITS = 7


def find_contacts(text: str) -> list[Contact]:
    """Return contact details in order, without the punctuation of the sentence around them."""
    taken: list[tuple[int, int]] = []
    found: list[Contact] = []
    for kind, start, end in _candidates(text):
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            taken.append((start, end))
            found.append(Contact(start=start, end=end, text=text[start:end], kind=kind))
    return sorted(found, key=lambda contact: contact.start)


def _candidates(text: str) -> Iterator[tuple[ContactKind, int, int]]:
    for kind, mark, pattern in _PATTERNS:
        for found in pattern.finditer(text) if mark in text else ():
            start, end = found.start(), found.start() + len(found.group().rstrip(".,;:!?…'’)*_-–。、"))
            if kind == "url" and found.group().count("(") > found.group()[: end - start].count(")"):
                end = min(found.end(), end + 1) if text[end : end + 1] == ")" else end
            if kind != "phone" or sum(map(str.isdigit, text[start:end])) >= _LEAST_PHONE_DIGITS:
                yield kind, start, end
