"""One statement against its article as a fixed row of named figures, from which the ranker learns. English only.

Nothing here says who wrote a line or how long it is: a model that can see either learns the writer instead of the
fault. The figures judge nothing; a change of any of them is a new version.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log1p
from typing import Literal

from briefkit.checks.claims import Claim
from briefkit.schema import Checked, Finding
from briefkit.schema.report import Outcome
from briefkit.text import Word, word_keys
from briefkit.text.stopwords import STOP_WORDS
from briefkit.text.support import LineWords
from briefkit.text.word_families import family, root

__all__ = ["FEATURES", "FEATURES_VERSION", "features_of"]

FEATURES_VERSION = "2"
"""Changes with every feature that comes, goes or is counted otherwise; a model fits one version."""

_FUNCTION_WORDS = STOP_WORDS["en"] | {"ll", "ve", "re", "st", "n't"}
_CLAUSE = re.compile(
    r"[,;:]\s|\s[-–—]+\s"
    r"|\b(?:and|but|who|which|that|after|before|while|because|despite|although|as|to|with|for|when)\b"
)
"""Where a part of a sentence begins that may be true or false by itself."""
_NEGATIONS = frozenset(
    str.split(
        "not no never none nobody neither nor without cannot unable fail failed fails refuse refused refuses "
        "deny denied denies reject rejected lack nothing n't"
    )
)
_HEDGES = frozenset(
    str.split(
        "may might could would should likely unlikely possible possibly probably perhaps potential potentially "
        "alleged allegedly reported reportedly suspected apparent apparently believed expected expects plan plans "
        "planned planning proposed proposal consider considering claim claims claimed accused seem seems seemed "
        "appear appears appeared suggest suggests suggested estimate estimated forecast predict predicted hope "
        "hopes hoped aim aims aimed intend intends set if"
    )
)
_NEW: dict[str, frozenset[str]] = {
    "modal": frozenset(str.split("will would can could may might should must")),
    "cause": frozenset(
        str.split(
            "because due result cause caused causing leading led lead therefore thus consequently resulting "
            "prompting prompted sparking sparked"
        )
    ),
    "contrast": frozenset(str.split("despite although however though instead yet")),
    "quantity": frozenset(
        str.split(
            "all every many several most multiple numerous few some both only always entire various majority "
            "least first last"
        )
    ),
    "comment": frozenset(
        str.split(
            "highlight highlights highlighting highlighted underscore underscores importance important impact "
            "significant significantly concern concerns raise raises raised raising debate controversy criticism "
            "awareness issue issues overall ongoing effort efforts challenges various including experts role crucial"
        )
    ),
    "pronoun": frozenset(str.split("he she it they his her their its him them that those this these")),
}
"""Words whose coming in is telling: what a writer adds of their own, by sort."""
_OPPOSITES = """
rise fall; increase decrease; increase reduce; increase decline; win lose; gain lose; up down; above below
before after; more less; more fewer; higher lower; highest lowest; high low; buy sell; accept reject
approve reject; support oppose; allow ban; allow prohibit; open close; arrive leave; join leave; start end
begin end; succeed fail; guilty innocent; guilty acquitted; arrested acquitted; confirm deny; admit deny
agree refuse; first last; largest smallest; biggest smallest; oldest youngest; early late; earlier later
north south; east west; male female; man woman; boy girl; son daughter; father mother; brother sister
husband wife; alive dead; success failure; positive negative; strengthen weaken; improve worsen; hire fire
add remove; include exclude; best worst; expand shrink; launch cancel; victory defeat; legal illegal; new old
public private; safe dangerous; popular unpopular; likely unlikely; able unable; hot cold; short long
large small; big small; strong weak; good bad; better worse; fast slow; easy difficult; rich poor
peaceful violent; optimistic pessimistic; temporary permanent; local national; encourage discourage
praise criticize; love hate; attack defend; true false; major minor; maximum minimum; domestic foreign
ancient modern; he she; his her; him her
"""


def _opposites() -> dict[str, frozenset[str]]:
    pairs = [
        [root(key) for _, key in word_keys(entry, "en")] for entry in _OPPOSITES.replace("\n", ";").split(";")
    ]
    sides = [(one, other) for pair in pairs if pair for one, other in (pair, pair[::-1])]
    return {word: frozenset(other for one, other in sides if one == word) for word, _ in sides}


_OPPOSITE_OF = _opposites()
_FAMILIES = ("numbers", "dates", "names", "quotations", "wording", "other")
"""Families of checks whose findings are counted apart; all others together."""


@dataclass(frozen=True)
class _Line:
    """A claim, its words beside the article's, and what the checks noticed."""

    claim: Claim
    noticed: Sequence[Finding | Checked]

    @cached_property
    def keys(self) -> list[tuple[Word, str]]:
        return word_keys(self.claim.text, "en")

    @cached_property
    def words(self) -> LineWords:
        content = [
            place
            for place, (_, key) in enumerate(self.keys)
            if key not in _FUNCTION_WORDS and (len(key) > 1 or key.isdigit())
        ]
        return LineWords([key for _, key in self.keys], content, self.claim.facts.word_map)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The words as they are, in lower case: what function words are compared by."""
        return frozenset(_spoken(word for word, _ in self.keys))

    @cached_property
    def heard(self) -> frozenset[str]:
        """The same of the best sentence."""
        facts = self.claim.facts
        if not self.words.ranked:
            return frozenset()
        return frozenset(_spoken(word for word, _ in facts.keys_of(self.words.ranked[0])))

    @cached_property
    def heard_near(self) -> frozenset[str]:
        """The same of the best sentence and its neighbours."""
        facts, ranked = self.claim.facts, self.words.ranked
        near = range(max(0, ranked[0] - 1), min(len(facts.sentences), ranked[0] + 2)) if ranked else ()
        return frozenset(_spoken(word for place in near for word, _ in facts.keys_of(place)))


def _spoken(words: Iterable[Word]) -> Iterator[str]:
    for word in words:
        spoken = word.text.casefold().replace("’", "'")
        yield "n't" if spoken.endswith("n't") else spoken


def features_of(claim: Claim, noticed: Sequence[Finding | Checked]) -> tuple[int, ...]:
    """Return the figures of a claim in the order of `FEATURES`, in thousandths.

    `noticed` is what the checks yielded for this claim.
    """
    line = _Line(claim, noticed)
    values: dict[str, float] = {}
    for group in _GROUPS:
        values.update(group(line))
    return tuple(round(1000 * values[name]) for name in FEATURES)


def _coverage(line: _Line) -> dict[str, float]:
    words, article = line.words, line.words.article
    best = article.sets[words.ranked[0]] if words.ranked else frozenset[str]()
    cited = frozenset[str]().union(*(article.sets[place] for place in line.claim.sentences))
    whole = sum(words.weights.values()) or 1.0
    first, second = ([words.gains[number] / whole for number in words.ranked[:2]] + [0.0, 0.0])[:2]
    by_best, by_near, by_all = (words.covered(held) for held in (best, words.near, article.words))
    return {
        "covered_best": by_best,
        "covered_evidence": words.covered(cited),
        "covered_near": by_near,
        "covered_article": by_all,
        "scattered": by_all - by_best,
        "scattered_near": by_all - by_near,
        "margin": first - second,
        "place": words.ranked[0] / max(1, len(article.sets) - 1) if words.ranked else 1.0,
        "rare_outside": _share(
            (len(article.holders[word]) <= 2 and word not in words.near for word in words.weights)
            if article.words
            else ()
        ),
    }


def _novelty(line: _Line) -> dict[str, float]:
    words, article = line.words, line.words.article
    new = [word for word in words.weights if word not in article.words]
    strange = [word for word in new if family(word) not in article.families]
    count = len(words.weights) or 1
    return {
        "new_words": len(new) / count,
        "strange_words": len(strange) / count,
        "strange_long_words": sum(len(word) >= 7 for word in strange) / count,
        "strange_count": log1p(len(strange)),
        "new_run": log1p(words.longest_outside(article.words)),
        "far_run": log1p(words.longest_outside(words.near)),
    }


def _order(line: _Line) -> dict[str, float]:
    words, article = line.words, line.words.article
    count = len(words.words) or 1
    copies = list(words.copies())
    distances = words.distances()
    known = [pair for pair in words.pairs if pair[0] in article.words and pair[1] in article.words]
    return {
        "new_pairs": _share(pair not in article.pairs for pair in words.pairs),
        "new_pairs_of_known": _share(pair not in article.pairs for pair in known),
        "new_triples": _share(triple not in article.triples for triple in words.triples),
        "copied": sum(length for length in copies if length >= 4) / count,
        "copied_squared": sum(length * length for length in copies) / count**2,
        "copied_longest": max(copies, default=0) / count,
        "pieces": len(copies) / count,
        "strangers": _share(distance > 10 for distance in distances),
        "strangers_count": log1p(sum(distance > 10 for distance in distances)),
        "distance": sum(map(log1p, distances)) / (len(distances) or 1),
        "distance_longest": max((item for item in distances if item < 40), default=0) / 40,
        "inverted": _inverted(words),
        "repeated": 1 - len(set(words.triples)) / len(words.triples) if words.triples else 0.0,
    }


def _inverted(words: LineWords) -> float:
    """Return the share of shared words that the best sentence has in another order."""
    if not words.ranked:
        return 0.0
    source = words.article.sentences[words.ranked[0]]
    order = [source.index(word) for word in words.content if word in words.article.sets[words.ranked[0]]]
    return _share(after < before for before, after in pairwise(order))


def _parts(line: _Line) -> dict[str, float]:
    words = line.words
    values: dict[str, float] = {}
    for size in (3, 5, 8):
        found = words.windows(size)
        values |= {
            f"window{size}_worst": min(found),
            f"window{size}_mean": sum(found) / len(found),
            f"window{size}_first": found[0],
            f"window{size}_last": found[-1],
        }
    clauses = _clauses(line)
    covered = [words.best_covered(clause) for clause in clauses] or [1.0]
    around = [words.best_covered(clause, around=True) for clause in clauses]
    return values | {
        "clause_worst": min(covered),
        "clause_mean": sum(covered) / len(covered),
        "clause_near_worst": min(around, default=1.0),
        "clauses_unsupported": log1p(sum(share < 1 / 3 for share in covered)),
    }


def _clauses(line: _Line) -> list[list[str]]:
    """Return the content words of each part of the line that has two or more."""
    marks = [match.start() for match in _CLAUSE.finditer(line.claim.text)]
    clauses: list[list[str]] = []
    current: list[str] = []
    passed = 0
    for place in line.words.places:
        now = bisect_left(marks, line.keys[place][0].start + 1)
        if now > passed and len(current) > 1:
            clauses.append(current)
            current = []
        passed = now
        current.append(line.words.words[place])
    if len(current) > 1 or not clauses:
        return [*clauses, current] if current else clauses
    return [*clauses[:-1], clauses[-1] + current]


def _contexts(line: _Line) -> dict[str, float]:
    """Return whether names and figures stand among the words that they stand among in the article."""
    words, facts = line.words, line.claim.facts
    starts = [word.start for word, _ in line.keys]
    checkable = facts.names_checkable and any(map(str.isupper, line.claim.text[1:]))
    names = line.claim.names_of(line.claim.text) if checkable else []
    places = [(bisect_left(starts, name.start), bisect_left(starts, name.end) - 1) for name in names]
    known = [
        (first, last)
        for first, last in places
        if not words.article.words.isdisjoint(words.words[first : last + 1])
    ]
    contexts = [words.context(first, last) for first, last in known]
    figures = [place for place, key in enumerate(words.words) if key[0].isdecimal()]
    of_figures = [
        words.context(place, place) for place in figures if words.words[place] in words.article.words
    ]
    return {
        "name_context_worst": min(contexts, default=1.0),
        "name_context_mean": sum(contexts) / len(contexts) if contexts else 1.0,
        "names_together": _together(words, {words.words[last] for _, last in known}),
        "names_outside": _share(
            words.near.isdisjoint(words.words[first : last + 1]) for first, last in places
        ),
        "figure_context_worst": min(of_figures, default=1.0),
        "figures_new": sum(words.words[place] not in words.article.words for place in figures),
        "figures_outside": sum(words.words[place] not in words.near for place in figures),
    }


def _together(words: LineWords, names: set[str]) -> float:
    """Return the largest share of the names that any sentence has with its neighbours."""
    known = {name for name in names if name in words.article.words}
    if len(known) < 2:
        return 1.0
    holders = {number for name in known for number in words.article.holders[name]}
    return max(len(known & words.article.around(number)) for number in holders) / len(known)


def _swaps(line: _Line) -> dict[str, float]:
    """Return what stands in the place of something else in the sentence of the evidence that is most like the line."""
    if not line.claim.pairs:
        return {
            "similarity": 0.0,
            "substituted": 0.0,
            "inserted": 0.0,
            "name_swapped": 0.0,
            "figure_swapped": 0.0,
        }
    pair = line.claim.pairs[0]
    mine, theirs = line.words.words, line.words.article.sentences[pair.sentence.number - 1]
    inside = [change for change in pair.alignment.changes if change.before and change.after]
    sides = [
        (_content(mine[slice(*change.claim)]), _content(theirs[slice(*change.source)])) for change in inside
    ]
    other = _content(mine) - frozenset(theirs), _content(theirs) - frozenset(mine)
    named = line.claim.facts.name_words
    return {
        "similarity": pair.alignment.similarity,
        "substituted": log1p(sum(len(said) for said, meant in sides if said and meant)),
        "inserted": log1p(sum(len(said) for said, meant in sides if said and not meant)),
        "name_swapped": float(all(not named.isdisjoint(words) for words in other)),
        "figure_swapped": float(all(any(word[0].isdecimal() for word in words) for words in other)),
    }


def _content(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word not in _FUNCTION_WORDS)


def _turns(line: _Line) -> dict[str, float]:
    """Return what the line negates, hedges or adds in other words than its best sentence."""
    said, heard, near = line.spoken, line.heard, line.heard_near
    stems, article = frozenset(line.words.words), line.words.article
    best = article.sets[line.words.ranked[0]] if line.words.ranked else frozenset[str]()
    turned = [word for word in stems if word in _OPPOSITE_OF and not _OPPOSITE_OF[word] & stems]
    values: dict[str, float] = {
        f"new_{sort}": float(len((said & words) - near)) for sort, words in _NEW.items()
    }
    return values | {
        "negated": float(not said.isdisjoint(_NEGATIONS)),
        "negation_added": float(not said.isdisjoint(_NEGATIONS) and near.isdisjoint(_NEGATIONS)),
        "negation_lost": float(said.isdisjoint(_NEGATIONS) and not heard.isdisjoint(_NEGATIONS)),
        "hedge_added": float(not said.isdisjoint(_HEDGES) and near.isdisjoint(_HEDGES)),
        "hedge_lost": float(said.isdisjoint(_HEDGES) and not heard.isdisjoint(_HEDGES)),
        "opposite": float(sum(word not in best and bool(_OPPOSITE_OF[word] & best) for word in turned)),
        "opposite_of_article": float(
            sum(
                word not in article.words and not article.words.isdisjoint(_OPPOSITE_OF[word])
                for word in turned
            )
        ),
        "function_words_new": len((said & _FUNCTION_WORDS) - near) / (len(line.words.words) or 1),
        "lower_case": float(line.claim.text.islower()),
        "quoted": float(any(mark in line.claim.text for mark in '"“')),
    }


def _findings(line: _Line) -> dict[str, float]:
    """Return how many findings of each family the checks have."""
    values = {f"{name}_{severity}": 0.0 for name in _FAMILIES for severity in ("error", "warning")}
    found = [item for item in line.noticed if isinstance(item, Finding) and item.severity != "note"]
    for item in found:
        name = item.code.partition(".")[0]
        values[f"{name if name in _FAMILIES else 'other'}_{item.severity}"] += 1
    checked = [item.outcome for item in line.noticed if isinstance(item, Checked)]
    return values | {f"items_{outcome}": float(checked.count(outcome)) for outcome in _UNSOUND}


_UNSOUND: tuple[Outcome, ...] = ("absent", "changed", "elsewhere")


def _share(answers: Iterable[bool]) -> float:
    """Return the share of those that are so; 0 of none."""
    counted = list(answers)
    return sum(counted) / len(counted) if counted else 0.0


_GROUPS: tuple[Callable[[_Line], dict[str, float]], ...] = (
    _coverage,
    _novelty,
    _order,
    _parts,
    _contexts,
    _swaps,
    _turns,
    _findings,
)
_LOW = str.split(
    "covered_best covered_evidence covered_near covered_article margin copied copied_squared copied_longest "
    "window3_worst window3_mean window3_first window3_last window5_worst window5_mean window5_first window5_last "
    "window8_worst window8_mean window8_first window8_last clause_worst clause_mean clause_near_worst "
    "name_context_worst name_context_mean names_together figure_context_worst similarity"
)
_HIGH = str.split(
    "scattered scattered_near place rare_outside new_words strange_words strange_long_words strange_count new_run "
    "far_run new_pairs new_pairs_of_known new_triples pieces strangers strangers_count distance distance_longest "
    "inverted repeated clauses_unsupported names_outside figures_new figures_outside substituted inserted name_swapped "
    "figure_swapped new_modal new_cause "
    "new_contrast new_quantity new_comment new_pronoun negated negation_added negation_lost hedge_added hedge_lost "
    "opposite opposite_of_article function_words_new lower_case quoted numbers_error numbers_warning "
    "dates_error dates_warning names_error names_warning quotations_error quotations_warning wording_error "
    "wording_warning other_error other_warning items_absent items_changed "
    "items_elsewhere"
)
FEATURES: dict[str, Literal["low", "high"]] = {
    **dict.fromkeys(_LOW, "low"),
    **dict.fromkeys(_HIGH, "high"),
}
"""The features in their order, each with the end that is the worse one among the lines of a summary."""
