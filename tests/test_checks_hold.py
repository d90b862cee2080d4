"""Whatever a summary and an article hold, the checks end, and every span they show is the article's own."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefkit.checks import report
from briefkit.render import REPORT_FORMATS, render_report
from briefkit.schema import Article
from briefkit.text import word_keys
from tests.test_checks import TEXT

PIECES = st.sampled_from(
    [
        *TEXT.split(" "),
        "\u0301",
        "\u200b",
        "\u202e",
        "\ud800",
        "\x00",
        "“",
        '"',
        "…",
        "[…]",
        "½",
        "10-12",
        "$",
        "3 May",
        "not",
        "said",
        "漢字",
        "かな",
        "العربية",
        "Жук",
        "한글",
        "ไทย",
        "\n\n",
        "1,000",
        "الاثنين",
        "Dr.",
    ]
)
PROSE = st.one_of(
    st.lists(PIECES, max_size=60).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
    st.text(max_size=80),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PROSE, PROSE, st.booleans())
def test_any_summary_of_any_article_is_checked_and_every_span_is_sound(
    text: str, summary: str, attention: bool
) -> None:
    article = Article(text=text)
    found = report(summary, article, attention=attention)
    spans = [span for line in found.lines for span in line.evidence]
    spans += [item.source for line in found.lines for item in line.checked if item.source]
    spans += [finding.nearest for finding in found.findings if finding.nearest]
    assert all(text[span.start : span.end] == span.quote for span in spans)
    for form in REPORT_FORMATS:
        assert render_report(found, form)


@given(st.text(), st.sampled_from(["en", "fr", "de", "ar", "ja", None]))
def test_a_word_is_never_compared_by_nothing(text: str, language: str | None) -> None:
    assert all(key for _, key in word_keys(text, language))
