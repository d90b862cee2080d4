"""Measures 1 to 4: single sentences of models, and faults that a program planted in those that people found sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from benchmarks.checks.attributions import attribution_cases, find_said
from benchmarks.checks.data import Case, Sets
from benchmarks.checks.quoting import own_quotations, quotation_runs
from benchmarks.checks.rules import (
    ANTONYM,
    ANY,
    ATTRIBUTION,
    ERROR,
    HEDGE,
    NAME,
    NEGATION,
    NUMBER,
    QUOTATION,
    SPEAKER,
    Family,
    Run,
    by_base,
    by_claim,
    run,
)
from benchmarks.checks.table import Measure

__all__ = ["absent_faults", "blocked_sentences", "reworded_faults", "swapped_faults"]


def blocked_sentences(sets: Sets) -> Iterator[Measure]:
    """Yield how many unsupported sentences have an error, and how many supported ones."""
    runs = run(sets.sentences, sets)
    faulty = [item for item in runs if item.case.faulty]
    sound = [item for item in runs if not item.case.faulty]
    yield Measure(1, "unsupported sentences, any error", ERROR, faulty, sound, 0.20, 0.010, precise=0.55)
    for kind in sorted({item.case.kind for item in faulty}):
        yield Measure(1, f"  {kind}", ERROR, [item for item in faulty if item.case.kind == kind])
    yield Measure(1, "  any error or warning", ANY, faulty, sound)


def absent_faults(sets: Sets) -> Iterator[Measure]:
    """Yield how many faults that the article nowhere has are errors, and how many true quotations are."""
    for name, kind, catch in (
        ("number absent from the article", "number_out", 0.97),
        ("name absent from the article", "entity_out", 0.97),
        ("weekday or month absent from the article", "date_word", 0.97),
        ("magnitude word changed", "magnitude", 0.97),
        ("quotation altered", "quote_altered", 0.99),
        ("quotation with a word dropped", "quote_word_dropped", None),
    ):
        runs = run(sets.planted_kinds(kind), sets)
        elsewhere = [item for item in runs if kind == "date_word" and _is_held(item.case, sets)]
        yield Measure(2, name, ERROR, [item for item in runs if item not in elsewhere], catch=catch)
        if elsewhere:
            yield Measure(2, "  that the article has elsewhere after all", ERROR, elsewhere)
    for name, cases in (
        ("models' true quotations", sets.sound),
        ("articles' own quotations", own_quotations(sets)),
    ):
        yield Measure(2, f"{name} refused", QUOTATION, sound=quotation_runs(cases, sets), alarm=0.005)


def _is_held(case: Case, sets: Sets) -> bool:
    """Tell whether the article has the planted word itself, beside something else."""
    text = sets.articles[case.source].text
    return re.search(rf"\b{re.escape(case.planted)}\b", text, re.IGNORECASE) is not None


def swapped_faults(sets: Sets) -> Iterator[Measure]:
    """Yield how many faults are noticed that the article has elsewhere, with evidence cited."""
    sound = run(sets.sound, sets, by_claim)
    numbers, names = sets.planted_kinds("number_in_source"), sets.planted_kinds("entity_in_source")
    yield from _cited(3, "number swapped in the article", numbers, sets, NUMBER, sound, 0.85, 0.05)
    yield from _cited(3, "name swapped in the article", names, sets, NAME, sound, 0.70, 0.05)
    said = [*sets.planted_kinds("attribution_swap"), *attribution_cases(sets)]
    yield from _cited(3, "attribution changed or lost", said, sets, ATTRIBUTION, sound, 0.60, 0.05)
    runs = run(said, sets, by_claim)
    yield Measure(3, "  or noticed as a name", SPEAKER, runs, sound)
    naming = [item for item in sound if find_said(item.case.text)]
    yield Measure(3, "  among sentences that name a speaker", ATTRIBUTION, sound=naming)
    for kind in sorted({case.kind for case in said}):
        alike = [item for item in runs if item.case.kind == kind]
        yield Measure(3, f"  {kind.replace('_', ' ')}", ATTRIBUTION, alike)
        if kind != "attribution_swap":
            alike = [item for item in alike if not item.case.id.startswith(item.case.source)]
            yield Measure(3, f"  {kind.replace('_', ' ')}, models' sentences", ATTRIBUTION, alike)
    yield from _foreign_swaps(sets)


def reworded_faults(sets: Sets) -> Iterator[Measure]:
    """Yield how many changed negations, hedges and opposites are noticed, with evidence cited."""
    sound = run(sets.sound, sets, by_claim)
    for name, kinds, family, catch in (
        ("negation added or removed", ("negation_added", "negation_removed"), NEGATION, 0.65),
        ("hedge dropped or strengthened", ("hedge_dropped", "hedge_strengthened"), HEDGE, 0.55),
        ("word turned into its opposite", ("antonym",), ANTONYM, None),
    ):
        yield from _cited(4, name, sets.planted_kinds(*kinds), sets, family, sound, catch, 0.03)
        for kind in kinds if len(kinds) > 1 else ():
            yield Measure(
                4, f"  {kind.replace('_', ' ')}", family, run(sets.planted_kinds(kind), sets, by_claim)
            )
    yield Measure(4, "supported sentences, any error", ERROR, sound=sound, alarm=0.010)
    yield Measure(4, "  any error or warning", ANY, sound=sound)


def _foreign_swaps(sets: Sets) -> Iterator[Measure]:
    """Yield the faults that another group's program planted, mostly swaps in the article, as plain text."""
    planted = [case for case in sets.responses if case.kind.startswith("planted_")]
    sound = run({case.base: case.sound() for case in planted}.values(), sets)
    for kind, family in (
        ("planted_number", NUMBER),
        ("planted_date", NUMBER),
        ("planted_entity", NAME),
        ("planted_negation", NEGATION),
    ):
        runs = run([case for case in planted if case.kind == kind], sets)
        yield Measure(3, f"FIB's {kind.replace('_', ' ')}, as plain text", family, runs, sound)


def _cited(
    number: int,
    name: str,
    cases: list[Case],
    sets: Sets,
    family: Family,
    sound: Sequence[Run],
    catch: float | None = None,
    alarm: float | None = None,
) -> Iterator[Measure]:
    """Yield the measure with the evidence that the claim itself finds, that its sound text finds, and as plain text."""
    yield Measure(number, name, family, run(cases, sets, by_claim), sound, catch, alarm)
    yield Measure(number, "  well cited", family, run(cases, sets, by_base))
    yield Measure(number, "  as plain text", family, run(cases, sets), run(sets.sound, sets))
