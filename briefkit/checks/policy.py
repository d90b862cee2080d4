"""The thresholds of all checks in one place, each with the data it was tuned on, under one version and hash.

A threshold is never changed to make one case come out: it is measured again on the whole of its data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache

from briefkit.checks.codes import CODES
from briefkit.schema import PolicyRef

__all__ = ["CHECKS_VERSION", "POLICY", "Policy", "policy_ref"]

CHECKS_VERSION = "2"
"""Changes with every rule that can change a finding."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What the checks count as near, long, small; shares are of the statement's content words unless said."""

    evidence_sentences: int = 3
    """Sentences that are found at most for a statement that cites none (`sentences_dev`)."""
    evidence_gain: float = 0.15
    """Share of the words that a further found sentence must add (`sentences_dev`)."""
    closeness: float = 0.7
    """Share that a cited sentence must have for negations and hedges to be compared as wholes.

    Set on `sentences_dev`: below it, most differences are of two facts, not of wording.
    """
    nearness: float = 0.5
    """The same for opposites, which hardly stand beside each other by chance (`sentences_dev`)."""
    fewest_words: int = 4
    """Content words below which likeness of two lines means nothing."""
    repeated: float = 0.75
    """Share of the shorter line's words that the longer one has, from which two lines say the same (corpus)."""
    short_quotation: int = 3
    """Words below which quotation marks may be irony or a title rather than somebody's words (`sentences_dev`)."""
    own_words: float = 0.5
    """Share of the words of a time or threshold that the article must have (corpus)."""


POLICY = Policy()


@cache
def policy_ref() -> PolicyRef:
    """Return version and hash of the rules: thresholds, codes and severities."""
    rules = {
        "version": CHECKS_VERSION,
        "thresholds": asdict(POLICY),
        "codes": {code: list(entry) for code, entry in CODES.items()},
    }
    text = json.dumps(rules, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return PolicyRef(version=CHECKS_VERSION, sha256=hashlib.sha256(text.encode()).hexdigest())
