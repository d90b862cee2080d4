"""A brief against the corrected story: what still holds, what has changed since."""

from __future__ import annotations

from briefkit.checks import check
from briefkit.schema import Article
from tests.test_checks import ARTICLE, TEXT, brief


def corrected(old: str, new: str) -> Article:
    """Return the article with some words replaced, and a note put before it."""
    assert old in TEXT
    return ARTICLE.model_copy(update={"text": "Corrected on 15 October.\n\n" + TEXT.replace(old, new)})


def test_a_brief_holds_where_what_it_cites_still_stands_elsewhere() -> None:
    found = check(brief(), corrected("was not public before Monday", "was public on Monday"))
    assert [each.code for each in found if each.severity != "note"] == []
    assert found[-1].code == "article.revised"


def test_a_corrected_figure_is_found_on_the_lines_that_gave_the_old_one() -> None:
    article = corrected("14.6 kilometres", "16.4 kilometres")
    found = [each for each in check(brief(), article) if each.path == "headline"]
    assert {each.code for each in found} >= {"spans.revised", "numbers.absent"}
    revised = next(each for each in found if each.code == "spans.revised")
    assert revised.nearest is not None
    assert "16.4 kilometres" in revised.nearest.quote


def test_another_story_is_told_as_one_error() -> None:
    (found,) = check(brief(), Article(text="A fair opened in Kent. It drew crowds."))
    assert (found.code, found.severity) == ("article.other", "error")


def test_a_copy_of_an_article_with_another_text_has_another_hash() -> None:
    assert ARTICLE.sha256 == ARTICLE.model_copy().sha256
    assert ARTICLE.model_copy(update={"text": "Another."}).sha256 == Article(text="Another.").sha256
