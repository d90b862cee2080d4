"""What callers rely on does not go away unsaid."""

from __future__ import annotations

import pytest

from tests.public_api import changes, interface, snapshot

OLD = ["briefkit.load", "briefkit.open()", "briefkit.open(path) required", "briefkit.open(columns=) optional"]


def test_nothing_that_callers_rely_on_is_gone() -> None:
    """Where something has to go: say so in CHANGELOG.md, and write the list anew by `make api`."""
    assert changes(snapshot(), interface()).broken == []


def test_the_interface_has_what_the_readme_shows() -> None:
    lines = set(interface())
    assert {
        "briefkit.Briefer.brief()",
        "briefkit.Briefer.__init__(plan=) optional",
        "briefkit.Article.text",
        "briefkit.check()",
        "briefkit.store.Store.__init__(path) required",
        "briefkit.errors.BriefkitError.hint",
    } <= lines
    assert not [line for line in lines if "._" in line and ".__init__" not in line]


@pytest.mark.parametrize(
    ("change", "added", "broken"),
    [
        ({"briefkit.new"}, ["briefkit.new"], []),
        ({"briefkit.open(limit=) optional"}, ["briefkit.open(limit=) optional"], []),
        ({"briefkit.open(limit=) required"}, [], ["briefkit.open(limit=) required (new)"]),
        (
            {"briefkit.make()", "briefkit.make(it) required"},
            ["briefkit.make()", "briefkit.make(it) required"],
            [],
        ),
    ],
    ids=["a name", "a parameter that may be left out", "one that may not", "a function"],
)
def test_what_is_new_breaks_only_where_it_has_to_be_given(
    change: set[str], added: list[str], broken: list[str]
) -> None:
    found = changes(OLD, sorted([*OLD, *change]))
    assert (found.added, found.broken) == (added, broken)


def test_what_is_gone_breaks() -> None:
    assert changes(OLD, OLD[1:]).broken == ["briefkit.load (gone)"]
