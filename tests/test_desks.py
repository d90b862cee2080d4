"""Desks: what a beat asks for reaches the model and the books, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefkit import Article, Briefer, ScriptedModel
from briefkit.desks import choose_desk, list_desks, load_desk
from briefkit.draft import TOPICS
from briefkit.errors import PromptError
from tests.test_batch import DRAFT, TEXT

OWN = """
title = "Harbours"
readers = "people who own boats"
decide = "where to moor"
financial = "who pays for the quay"
avoid = ["a sea change"]
"""


@pytest.mark.parametrize("name", list_desks())
def test_every_bundled_desk_says_what_it_should(name: str) -> None:
    desk = load_desk(name)
    assert desk.name == name
    assert set(desk.topics) <= set(TOPICS)
    if name != "general":
        assert all((desk.readers, desk.decide, desk.financial, desk.operating, desk.customer))
        assert len(desk.avoid) >= 5
        assert len(desk.told()) < 1500  # it is paid for with every article


def test_the_general_desk_asks_for_nothing_of_its_own() -> None:
    assert load_desk("general").told() == ""


ARTICLES = [
    (
        "energy",
        "The utility will shut the reactor for a month; solar and wind farm owners sell more electricity.",
    ),
    ("health", "Doctors at the hospital gave patients the vaccine in a trial of 90 people."),
    (
        "policy",
        "The senate passed the bill after the minister agreed to an amendment; a court may look at it.",
    ),
    (
        "markets",
        "Shares fell after quarterly earnings missed what analysts had forecast, and the dividend is cut.",
    ),
    ("ai-infrastructure", "The data center will draw 90 megawatts for GPU servers of a cloud company."),
    ("general", "The ferry ran late on Sunday, and the harbour master asked for a new quay."),
    ("general", ""),
]


@pytest.mark.parametrize(("name", "text"), ARTICLES, ids=[row[0] for row in ARTICLES])
def test_an_article_goes_to_the_desk_whose_signs_it_has(name: str, text: str) -> None:
    assert choose_desk(text).name == name


def asked(desk: str | Path) -> tuple[str, object]:
    """Return what the model is told, and the result."""
    model = ScriptedModel(lambda request: DRAFT)
    with Briefer(model, plan="whole", desk=desk) as briefer:
        result = briefer.brief(Article(text=TEXT))
    return model.requests[0].messages[0].content, result


def test_what_the_desk_asks_for_reaches_the_model_and_its_version_the_books() -> None:
    told, result = asked("energy")
    assert load_desk("energy").told() in told
    assert result.brief.tags.desk == "energy"  # type: ignore[attr-defined]
    refs = {ref.name: ref.sha256 for ref in result.provenance.prompts}  # type: ignore[attr-defined]
    assert refs["desk/energy"] == load_desk("energy").sha256


def test_a_desk_of_ones_own_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "harbours.toml").write_text(OWN, encoding="utf-8")
    told, result = asked(tmp_path / "harbours.toml")
    assert "The financial question is about: who pays for the quay." in told
    assert result.brief.tags.desk == "harbours"  # type: ignore[attr-defined]


def test_auto_takes_the_desk_that_suits_the_article() -> None:
    told, result = asked("auto")
    assert result.brief.tags.desk == choose_desk(TEXT).name != "general"  # type: ignore[attr-defined]
    assert choose_desk(TEXT).told() in told


def test_a_changed_desk_is_another_setup_and_the_general_one_is_what_it_always_was(tmp_path: Path) -> None:
    file = tmp_path / "harbours.toml"
    hashes = []
    for text in (OWN, OWN.replace("moor", "anchor")):
        file.write_text(text, encoding="utf-8")
        hashes.append(Briefer(ScriptedModel([]), desk=file).job().setup_sha256)
    assert len(set(hashes)) == 2
    assert "desks" not in Briefer(ScriptedModel([])).job().setup_detail


BAD = {
    "not there": (None, "there is no desk"),
    "no TOML": ("title = ", "cannot be read"),
    "no title": ('readers = "all"', "title: Field required"),
    "unknown field": ('title = "x"\nreader = "y"', "reader: Extra inputs are not permitted"),
    "a list that is none": ('title = "x"\navoid = "y"', "avoid: Input should be a valid list"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_desk_is_refused_with_what_one_holds(name: str, tmp_path: Path) -> None:
    text, message = BAD[name]
    file = tmp_path / "mine.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(PromptError, match=message) as caught:
        load_desk(file)
    assert "financial" in caught.value.hint or "general" in caught.value.hint
