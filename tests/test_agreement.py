"""Agreement: Cohen's kappa on published examples, where it is not defined, and its interval."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefkit.evaluate.agreement import agreement_of, kappa
from briefkit.evaluate.intervals import interval_of, interval_over

ANSWERS = st.lists(st.tuples(st.sampled_from("AB="), st.sampled_from("AB=")), min_size=1, max_size=40)


def pairs_of_table(table: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return the pairs that a table of counts stands for."""
    return [
        (row, column) for row, counts in enumerate(table) for column, n in enumerate(counts) for _ in range(n)
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # Cohen 1960, table 1: 200 cases in three categories, .70 observed and .41 by chance.
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], (0.70 - 0.41) / (1 - 0.41)),
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
        ([[0, 5], [5, 0]], -1.0),
        ([[5, 0], [0, 5]], 1.0),
    ],
    ids=["Cohen 1960", "grants", "equal halves", "unequal halves", "opposite", "alike"],
)
def test_kappa_is_that_of_worked_examples(table: list[list[int]], expected: float) -> None:
    assert kappa(pairs_of_table(table)) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("pairs", [[], [("A", "A")] * 7], ids=["none", "one answer only"])
def test_kappa_is_not_defined_where_chance_alone_would_agree(pairs: list[tuple[str, str]]) -> None:
    assert kappa(pairs) is None


@given(ANSWERS)
def test_kappa_is_symmetric_at_most_one_and_deaf_to_names(pairs: list[tuple[str, str]]) -> None:
    found = kappa(pairs)
    turned = kappa([(other, one) for one, other in pairs])
    renamed = kappa([(ord(one), ord(other)) for one, other in pairs])
    assert found == pytest.approx(turned) if found is not None else turned is None
    assert found == renamed
    assert found is None or -1 <= found <= 1
    assert found != 1 or all(one == other for one, other in pairs)


@settings(max_examples=20)
@given(ANSWERS)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    found = kappa(pairs)
    if found is not None:
        assert found == pytest.approx(metrics.cohen_kappa_score(*zip(*pairs, strict=True)))


@given(ANSWERS)
def test_the_interval_of_an_agreement_lies_around_it_and_within_its_bounds(
    pairs: list[tuple[str, str]],
) -> None:
    found = agreement_of("overall", [[pair] for pair in pairs])
    assert found is not None
    assert 0 <= found.same.low <= found.same.value <= found.same.high <= 1
    assert (found.kappa is None) == bool(found.why_not)
    if found.kappa is not None:
        assert -1 <= found.kappa.low <= found.kappa.high <= 1


def test_there_is_no_agreement_of_nothing() -> None:
    assert agreement_of("overall", []) is None


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=30))
def test_the_bootstrap_over_groups_of_one_is_that_over_articles(values: list[float]) -> None:
    plain = interval_of(values)
    grouped = interval_over([[value] for value in values], lambda some: sum(some) / len(some))
    assert plain is not None
    assert grouped is not None
    assert [grouped.low, grouped.high] == pytest.approx([plain.low, plain.high])


def test_readings_of_one_article_are_drawn_together() -> None:
    alone = interval_over([[0.0], [0.0], [1.0], [1.0]], lambda some: sum(some) / len(some))
    together = interval_over([[0.0, 0.0], [1.0, 1.0]], lambda some: sum(some) / len(some))
    assert alone is not None
    assert together is not None
    assert together.high - together.low >= alone.high - alone.low
