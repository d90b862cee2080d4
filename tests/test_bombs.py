"""What is built to fill the memory costs little of it, measured from outside of Python."""

from __future__ import annotations

import sys

import pytest

from benchmarks.bombs import ANSWERS, INPUTS, MOST, rows

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the peak of resident memory is read as Linux tells it"
)


@pytest.mark.parametrize(
    "name", ["a packed answer", "empty objects", "a wide character", "zstandard", "gzip", "zip"]
)
def test_a_bomb_ends_in_a_refusal_and_costs_less_than_32_megabytes(name: str) -> None:
    assert name in {**ANSWERS, **INPUTS}
    [(_, peak, ended)] = rows(100, [name])
    assert ended not in ("accepted", "Unreachable")
    assert peak < MOST
