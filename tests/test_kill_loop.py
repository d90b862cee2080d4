"""A batch that is killed at random moments loses no article, makes none twice, and pays only for what was in flight."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kill_loop import kill_loop


def test_a_killed_batch_goes_on_and_nothing_is_lost_doubled_or_paid_twice_but_what_was_in_flight(
    tmp_path: Path,
) -> None:
    found = kill_loop(tmp_path, articles=150, kills=4, concurrency=8, seed=3)
    assert found.is_sound, found
    assert found.kills > 0
    assert found.in_flight > 0, "no kill fell into the work: the loop shows nothing"
