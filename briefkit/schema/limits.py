"""How long the parts of a brief may be. One table, read by the prompt, the draft and the checks."""

from __future__ import annotations

__all__ = ["CHARACTERS_PER_WORD", "FULL_WORDS", "GLANCE_WORDS", "WORD_LIMITS"]

WORD_LIMITS: dict[str, int] = {
    "headline": 14,
    "dek": 25,
    "lede": 30,
    "key_points": 25,
    "stakes": 20,
    "questions": 30,
    "signals": 30,
    "analysis": 40,
    "other_side": 25,
    "unknowns": 20,
}
"""Most words of `text`, by field; for a question and a signal their other fields are not counted."""

GLANCE_WORDS = 90
"""Most words of headline, dek and the first three key points: what is read in 20 seconds."""

FULL_WORDS = 350
"""Most words of the prose of all statements."""

CHARACTERS_PER_WORD: dict[str, float] = {"ja": 2.0, "zh": 1.7, "th": 4.0}
"""Characters that count as one word where words are not spaced.

From the token and character counts of parallel releases in the development corpus (Japanese), and rules of thumb of
translators for the others; only used for length limits.
"""
