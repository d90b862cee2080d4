"""Links, addresses, telephone numbers and handles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import find_contacts

FOUND = [
    ("See https://a.example/x?y=1.", "url", "https://a.example/x?y=1"),
    ("See (https://a.example/x).", "url", "https://a.example/x"),
    ("See https://a.example/x_(y) now", "url", "https://a.example/x_(y)"),
    ("See www.halden.example, please", "url", "www.halden.example"),
    ("as halden.com says", "url", "halden.com"),
    ("Write to press@halden.example.", "email", "press@halden.example"),
    ("Call +44 20 7946 0018 now", "phone", "+44 20 7946 0018"),
    ("Call +12025550143 now", "phone", "+12025550143"),
    ("Call 020 7946 0018 now", "phone", "020 7946 0018"),
    ("Call (202) 555-0143 now", "phone", "(202) 555-0143"),
    ("Ask @halden_desk today", "handle", "@halden_desk"),
]


@pytest.mark.parametrize(("text", "kind", "contact"), FOUND, ids=[row[2] for row in FOUND])
def test_contact_details_are_found_without_the_sentence_around_them(
    text: str, kind: str, contact: str
) -> None:
    (found,) = find_contacts(text)
    assert (found.kind, found.text) == (kind, contact)
    assert text[found.start : found.end] == contact


@pytest.mark.parametrize(
    "text",
    [
        "From 2012-2013 it rose 3.5 percent to 1,234,567.",
        "The end.In the U.S.A. it is 3-2.",
        "e.g. this, i.e. that",
        "",
    ],
)
def test_figures_and_abbreviations_are_no_contacts(text: str) -> None:
    assert find_contacts(text) == []


@given(st.text(alphabet="ab@.:/+0123456789 ()-w", max_size=200))
def test_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for contact in find_contacts(text):
        assert end <= contact.start < contact.end <= len(text)
        end = contact.end
