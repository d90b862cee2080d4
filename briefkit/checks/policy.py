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

CHECKS_VERSION = "5"
"""Changes with every rule that can change a finding."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What the checks count as near, long, small; shares are of the statement's content words unless said."""

    evidence_sentences: int = 3
    """Sentences that are found at most for a statement that cites none (`sentences_dev`)."""
    evidence_gain: float = 0.15
    """Share of the words that a further found sentence must add (`sentences_dev`)."""
    nearness: float = 0.5
    """Share of a line's words that a sentence has, from which a repair is shown where they differ (`sentences_dev`)."""
    fewest_words: int = 4
    """Content words below which likeness of two lines means nothing."""
    aligned: float = 0.6
    """Share of a line's words, function words too, that a cited sentence has in the same order, from which
    one other word between like ones is a change (`sentences_dev`)."""
    laid_beside: float = 0.5
    """Share of a line's words below which only the most similar sentence is laid beside it: no rule asks for less."""
    half_aligned: float = 0.5
    """The same from which the helping verbs are compared that stand right before like words (`sentences_dev`)."""
    verb_flank: int = 4
    """Words after these verbs that must be the same (`sentences_dev`)."""
    denied_alike: float = 1.5
    """How much the words around two negations are the same, from which one licenses the other; a content word
    that follows counts 1, one that stands before .5 (`sentences_dev`, `planted_dev`)."""
    spoken_of: float = 1.4
    """Share of the words after a negation plus share of those before it, from which the sources speak of what
    is denied (`sentences_dev`, `planted_dev`)."""
    foretold_alike: float = 1.0
    """How much the words around two places are the same, from which both foretell the same (the same data)."""
    doubted_alike: float = 1.0
    """The same for a "will" with a date and a doubt of the article (the same data)."""
    joined: int = 5
    """Content words around a cause, of six, that a sentence has, from which it tells both halves (the same data)."""
    ordered_alike: float = 1.0
    """How much the words around two places are the same, from which both order the same in time (the same data)."""
    spoken_of_time: float = 0.9
    """Share of the words after a "before" from which the sources speak of it (the same data)."""
    repeated: float = 0.75
    """Share of the shorter line's words that the longer one has, from which two lines say the same (corpus)."""
    countable: int = 12
    """Largest number in words that a reader may have counted: "three" for three people who are named."""
    counted: int = 3
    """The same where nothing in line or article is listed as often: none of the supported lines has a larger one
    that the article lacks (`sentences_dev`)."""
    recounts: int = 2
    """Figures by which the article counts a noun up to which a line that has another is wrong: points of a game are
    counted by many (`sentences_dev`)."""
    recounted_times: int = 3
    """How many times the article's count such another may be; farther off it counts a part (`sentences_dev`)."""
    least_fit: float = 0.1
    """Share of what stands beside a figure or date below which two places are not compared (`planted_dev`)."""
    own_fit: float = 0.3
    """The same from which a place outside the evidence is taken for the one that was meant (`planted_dev`)."""
    rival_fit: float = 0.2
    """The same from which another figure's place is one with this figure's (`planted_dev`, `sentences_dev`)."""
    rival_lead: float = 0.1
    """By how much it must fit better than the best place of this figure (`planted_dev`, `sentences_dev`)."""
    cited_lead: float = 0.2
    """The same where the evidence has both: of the supported sentences none comes nearer than 0.15 (the same sets)."""
    changed_lead: float = 0.35
    """The same where the evidence has the other figure and not this one, from which it is taken for changed: of the
    supported sentences none comes nearer than 0.32 (`planted_dev`, `sentences_dev`)."""
    changed_date_lead: float = 0.25
    """The same for dates, of which an article has fewer of a sort: none comes nearer than 0.21 (the same sets)."""
    near_days: int = 120
    """Days around publication within which a day without its year is of that year; farther off it need not be."""
    changed_similarity: float = 0.6
    """Share of the line's words that a sentence must have for a figure between them to be one that was changed
    (`sentences_dev`)."""
    short_quotation: int = 3
    """Words below which quotation marks may be irony or a title rather than somebody's words (`sentences_dev`)."""
    ties: float = 6.0
    """Surprise (negative log chance) of all that line and article share, below which a line would fit another story.

    About one and a half anchors; set on supported sentences of `sentences_dev`, with boilerplate of our own.
    """
    rare_word: float = 0.01
    """Share of documents below which a word of the article is an anchor of a line (table of common words)."""
    pasted_anchors: int = 2
    """Anchors up to which a line may be padding with a name and a figure pasted in (boilerplate of our own)."""
    fewest_residue: int = 3
    """Words beside names and figures below which their support means nothing (`sentences_dev`)."""
    residue_support: float = 0.2
    """Share of these words, by surprise, that the article must have (`sentences_dev`, boilerplate of our own)."""
    nearly_copied: float = 0.8
    """Share of a line's words that a sentence of its evidence has in the same order, from which the line is the
    article's and no filler (copied sentences of the corpus, boilerplate of our own)."""
    template_runs: int = 4
    """Runs of four masked words that a line must have to be taken for a template (reference briefs)."""
    template_share: float = 0.6
    """Share of them that another line must have (boilerplate of our own)."""
    template_briefs: int = 2
    """Other briefs of a run in which a run of words must stand (boilerplate of our own)."""
    fewest_others: int = 5
    """Other articles below which nothing is said about how well a line fits them (corpus)."""
    transferable: float = 0.1
    """Share of the other articles that a line may fit as well as its own (corpus)."""
    transferable_words: float = 0.8
    """Share of what its own article has of a line, by rarity, that counts as fitting (corpus)."""
    asked_own: float = 0.4
    """Share of a question's words that the sentence which answers it must have itself (corpus, `sources`).

    These three were set on questions made by a program from sentences, with the sentence there and taken away.
    """
    asked_whole: float = 0.8
    """The same with the headline and the sentence before (corpus, `sources`)."""
    asked_fact: float = 0.9
    """The same for questions for a name or a yes (corpus, `sources`)."""
    fewest_asked: int = 2
    """Words of a question, beside those that ask, below which no sentence is taken for its answer (corpus)."""
    copied_words: int = 15
    """Words running that a line of a model's own may not share with the article (reference briefs, `sentences_dev`)."""
    news_told: float = 0.3
    """Share of the headline's words that a later point must have, and twice what the first has (reference briefs)."""
    news_gap: float = 0.2
    """How much larger that share must be than the first point's (reference briefs, in their order and turned)."""
    lead_sentences: int = 3
    """Sentences at the beginning that are the lead; a headline or dateline may be one of them (corpus)."""
    tail: float = 0.5
    """Share of the text after which its tail begins (reference briefs)."""
    ordered_sentences: int = 10
    """Sentences below which a text has no tail (corpus)."""
    thin_words: int = 80
    """Words below which an article holds no full brief (corpus)."""
    story_words: int = 5
    """Words that each part of a text must repeat for itself to be a story of its own (corpus)."""
    story_word: float = 0.02
    """Share of documents below which a word tells one story from another (corpus and `sources`, joined pairs)."""
    story_shared: float = 0.3
    """Share of a part's repeated words that the other has, below which they are two stories (the same)."""
    line_words: int = 8
    """Words below which a line's language is not looked at (copied sentences of the corpus, six languages)."""
    foreign_words: int = 4
    """Function words of another language alone that a line must have to be in it (the same)."""
    own_words: float = 0.5
    """Share of the words of a time or threshold that the article must have (corpus)."""
    name_beside: float = 5.0
    """Doubt where all the words beside a name stand beside another in the article.

    The other signs of doubt count 1. Fitted on names swapped within the article (`planted_dev`, 300) against
    `sentences_dev` with the best sentence as evidence, by article folds, and rounded.
    """
    name_in_full: float = 2.0
    """Doubt about a name of two words and more; a surname or a country returns all over a story (same fit)."""
    name_doubt: float = 7.3
    """Doubt above which a name is a finding: 3 % of the supported lines, 70 % of the swapped (same data)."""
    name_doubt_found: float = 7.7
    """The same where code found the evidence, which may not be what is meant: 2 % of the supported lines."""
    name_rival: float = 0.4
    """Share of the words beside a name that another must have in order to be named in the message."""
    name_aligned: float = 0.5
    """Share of the line's words that a sentence must have in order for a name in the place of a name to count."""
    name_flanks: int = 3
    """Words on both sides together that must be the same (`sentences_dev`)."""
    said_in: float = 0.5
    """Share of what the line has somebody say that a sentence must tell to decide who says it (`sentences_dev`)."""
    said_at_all: float = 0.4
    """Share of what somebody is made to say that three sentences of the article must tell (`sentences_dev`)."""
    said_alike: float = 0.7
    """Likeness of line and sentence from which a lost attribution, or another speaker, counts (`sentences_dev`)."""
    said_whole: float = 0.8
    """Share of the line that the sentence must tell for its attribution to be lost (`sentences_dev`)."""


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
