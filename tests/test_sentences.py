"""Sentences: where they end, what is a unit of its own, and that nothing of the text is lost."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefkit.text import Sentence, show_sentence, split_sentences
from briefkit.text.lines import find_blocks


def shown(text: str, language: str | None = None) -> list[str]:
    return [show_sentence(text, sentence) for sentence in split_sentences(text, language=language)]


def split_by_bars(marked: str) -> tuple[str, list[str]]:
    """Return a text and its sentences, given with a bar between sentences."""
    sentences = marked.split(" | ")
    return " ".join(sentences), sentences


@pytest.mark.parametrize(
    "marked",
    [
        "He works at Acme Inc. and lives in Ohio. | The plan failed.",
        "Sen. Ann Doe (D-Calif.) met Gov. Roe and Lt. Col. Poe. | They talked.",
        "It left the U.S. in May. | The U.S. Senate voted.",
        "He moved to the U.S. | The plan failed.",
        "J. K. Rowling met George W. Bush at 5 p.m. on Friday. | She left.",
        "The talks ended at 5 p.m. | Police were called.",
        "The show starts at 9 p.m. Eastern on CBS. | It ends at ten.",
        "She paid 3.5 million to St. Louis, No. 5 in the list. | He paid 2.",
        "He said no. | Then he left.",
        "Is that so? | No. | It is not.",
        "It opened on Jan. 5 in Boston, Mass. and closed. | Nobody came.",
        "It is state of the art. | It grew.",
        "Mark is head of HR. | We met him.",
        '"Why?" he asked. | "Go!" Smith said. | "We will," he said, "go." | They went.',
        '"Is it true?" Smith asked the crowd. | "Is it?" | She added that it was.',
        '"Is it true?" | Ms Zhang replied: "Perhaps."',
        "“It is a sad day.” | He left. | (It was so.) | They agreed.",
        "They sold iPhones. | eBay fell.",
        "He left... | Then he came back. | He was … tired, and waited... for long.",
        "We use Yahoo! Inc. services. | They work.",
        "See www.example.com for more. | Write to a.b@c.org today. | It is No.12 in v3.5 now.",
        "H.R. 2814 was introduced. | It passed in 2007. | 12 people voted.",
        "Prices rose by 5%. | £3m was lost. | $4 was found.",
        "The show is called Q. | A crowd came.",
        "Yes.[1] | It did.² | It grew.",
        "the talks failed . | mr. orr of the u.s. left . | nobody `` stayed . '' | he said so .",
    ],
)
def test_english_copy_is_cut_where_an_editor_would(marked: str) -> None:
    text, sentences = split_by_bars(marked)
    assert shown(text, "en") == sentences


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Am 3. Oktober kam er z. B. nach Berlin, d. h. weg. | Der 2. Weltkrieg war vorbei."),
        ("de", "Es sind 5 Mio. Euro bzw. 6 Mrd. Euro. | „Gut.“ | Er ging. | »Nein.« | Sie blieb."),
        ("de", "Nach Art. 5 Abs. 2 GG gilt das. | Dr. Müller, geb. Meier, u. a. kamen."),
        ("de", "Er wurde 25. | Danach ging er."),
        ("de", "Sie kauften Äpfel, Birnen etc. Kinder aßen. | Es gab Brot etc. | Danach ging er."),
        ("fr", "M. Le Pen a dit non. | Il a payé, p. ex. à Mme. Dupont. | « C'est fini. » | Il est parti."),
        ("fr", "« Pourquoi ? » demande-t-il. | Vraiment ? | Oui ! | Le 5 janv. 2020, il est venu."),
        ("es", "El Sr. García llegó a EE. UU. en 2019. | ¿Por qué? | No se sabe. | ¡Vaya!"),
        ("es", "La Dra. López llegó a las 5 p. m. del lunes. | Vive en los EE.UU. | La guerra sigue."),
        ("ru", "«Мы будем работать», — сказал он. | В 2019 г. был рост. | И. И. Иванов и т. д. там."),
        ("ar", "هل نجح المشروع؟ | نعم. | قال د. أحمد إن الأمر انتهى! | «هذا جيد.» | ثم ذهب."),
        ("ur", "یہ اچھا ہے۔ | وہ گیا۔"),
        ("hi", "यह अच्छा है। | वह गया।"),
        ("ko", '한국은행은 3.5%로 동결했다. | 그는 "좋다."라고 말했다. | 끝났다.'),
    ],
)  # fmt: skip
def test_other_languages_have_their_own_stops_and_abbreviations(language: str, marked: str) -> None:
    text, sentences = split_by_bars(marked)
    assert shown(text, language) == sentences


def test_japanese_speech_stays_in_the_sentence_that_reports_it() -> None:
    text = (
        "社長は「頑張ります。よろしく。」と述べた。株価は3.5%上昇した。"
        "「本当か？」と聞いた。すごい！彼は言った。"
    )
    assert shown(text, "ja") == [
        "社長は「頑張ります。よろしく。」と述べた。",
        "株価は3.5%上昇した。",
        "「本当か？」と聞いた。",
        "すごい！",
        "彼は言った。",
    ]


def test_chinese_needs_no_space_between_sentences() -> None:
    text = "他说：“我们会努力。”然后离开了。真的吗？是的。"
    assert shown(text, "zh") == ["他说：“我们会努力。”", "然后离开了。", "真的吗？", "是的。"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Sales rose in the sector.The firm grew.", ["Sales rose in the sector.", "The firm grew."]),
        ("He said “no.”The firm grew.", ["He said “no.”", "The firm grew."]),
        ("끝났다.그는 갔다.", ["끝났다.", "그는 갔다."]),
        ("It rose for the U.S.Senate and example.Com was up.", None),
        ("The economy.1 Real growth was low.", ["The economy.1", "Real growth was low."]),
    ],
)
def test_a_lost_space_does_not_join_sentences(text: str, sentences: list[str] | None) -> None:
    assert shown(text, None) == (sentences or [text])


def test_the_language_is_guessed_where_nobody_says_it() -> None:
    assert shown("Am 3. Oktober kam der Minister nach Berlin. Er blieb nicht.") == [
        "Am 3. Oktober kam der Minister nach Berlin.",
        "Er blieb nicht.",
    ]


def test_headings_items_and_datelines_are_units_of_their_own() -> None:
    text = (
        "Halden signs power deal\n14 October 2026\n\nOSLO, 14 October. - Halden signed. It is large.\n\n"
        "The plan:\n- buy power\n- sell power\n1. First things first\n\n(a) Yes."
    )
    assert shown(text) == [
        "Halden signs power deal",
        "14 October 2026",
        "OSLO, 14 October. - Halden signed.",
        "It is large.",
        "The plan:",
        "- buy power",
        "- sell power",
        "1. First things first",
        "(a) Yes.",
    ]


WRAPPED = """\
QUIET HARBOUR NEWS

Halden Cloud said on Tuesday that it had signed an agreement to
buy electricity from Tri-Rivers Power for a campus in Marrow
County. The company plans to spend about $1.9 billion on the first
two buildings, it said.

Contacts
Dana Orr
Press desk
"""


def test_wrapped_lines_are_joined_and_short_lines_are_not() -> None:
    assert shown(WRAPPED) == [
        "QUIET HARBOUR NEWS",
        "Halden Cloud said on Tuesday that it had signed an agreement to buy electricity from Tri-Rivers "
        "Power for a campus in Marrow County.",
        "The company plans to spend about $1.9 billion on the first two buildings, it said.",
        "Contacts",
        "Dana Orr",
        "Press desk",
    ]


BULLETIN = """\
BULLETIN
STORM QUILLA ADVISORY NUMBER 4
1100 AM EDT SAT JUL 05 2031

...STRONG WINDS AND HEAVY RAINS TO CONTINUE OVER THE PORTIONS
OF THE MARROW COAST THROUGH TONIGHT...
...THIS IS THE LAST ADVISORY...

SUMMARY OF 1100 AM EDT...INFORMATION
------------------------------------
MAXIMUM SUSTAINED WINDS...60 MPH...95 KM/H
MINIMUM CENTRAL PRESSURE...983 MB...29.03 INCHES

IN ADDITION...HIGH WIND WARNINGS...FOR WINDS OF OVER 40 MPH...
ARE IN EFFECT FOR PORTIONS OF THE EASTERN ISLES.  WEAKENING IS
EXPECTED OVER THE NEXT DAY OR SO.

PLACE         REGION   TIME
HALDEN BAY    MARROW   237 PM. EST. July 5.
ORR POINT     MARROW   240 PM. EST. July 5.

$$
"""


def test_a_bulletin_in_capitals_keeps_its_dots_and_its_table() -> None:
    assert shown(BULLETIN) == [
        "BULLETIN",
        "STORM QUILLA ADVISORY NUMBER 4",
        "1100 AM EDT SAT JUL 05 2031",
        "...STRONG WINDS AND HEAVY RAINS TO CONTINUE OVER THE PORTIONS OF THE MARROW COAST "
        "THROUGH TONIGHT...",
        "...THIS IS THE LAST ADVISORY...",
        "SUMMARY OF 1100 AM EDT...INFORMATION ------------------------------------",
        "MAXIMUM SUSTAINED WINDS...60 MPH...95 KM/H",
        "MINIMUM CENTRAL PRESSURE...983 MB...29.03 INCHES",
        "IN ADDITION...HIGH WIND WARNINGS...FOR WINDS OF OVER 40 MPH... ARE IN EFFECT FOR PORTIONS OF THE "
        "EASTERN ISLES.",
        "WEAKENING IS EXPECTED OVER THE NEXT DAY OR SO.",
        "PLACE REGION TIME",
        "HALDEN BAY MARROW 237 PM. EST. July 5.",
        "ORR POINT MARROW 240 PM. EST. July 5.",
        "$$",
    ]


def test_paragraphs_are_counted_from_zero() -> None:
    text = "One. Two.\n\nThree.\n\n\nFour."
    assert [sentence.paragraph for sentence in split_sentences(text)] == [0, 0, 1, 2]


def test_every_line_is_a_paragraph_where_lines_are_not_wrapped() -> None:
    assert [sentence.paragraph for sentence in split_sentences("One is here.\nTwo is here. And so on.")] == [
        0,
        1,
        1,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "; ".join(["the committee heard the evidence of the minister"] * 40),
        "  ".join(["the committee heard the evidence of the minister"] * 40),
        " ".join(["word"] * 400),
        "x" * 2000,
        "\n".join(["and the committee heard more evidence of the minister, then"] * 30),
        "委員会は証言を聞き、" * 200,
    ],
    ids=["semicolons", "double spaces", "no marks at all", "no spaces", "lines", "Japanese commas"],
)
def test_a_unit_without_a_stop_is_cut_before_it_gets_too_long(text: str) -> None:
    sentences = split_sentences(text)
    assert max(sentence.end - sentence.start for sentence in sentences) <= 600
    assert min(sentence.end - sentence.start for sentence in sentences) >= 40


def test_marks_without_a_word_belong_to_what_they_follow() -> None:
    assert shown("He left. 😉 (10)") == ["He left. 😉 (10)"]


def test_a_shown_sentence_is_one_clean_line() -> None:
    text = "\ufeffThe co\u00adoperation \t failed\u200b\u0007 today.\u2028"
    assert shown(text) == ["The cooperation failed today."]


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\ufeff", "\u00ad"])
def test_a_text_without_anything_visible_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


def assert_sound(text: str, sentences: list[Sentence]) -> None:
    position = 0
    for number, sentence in enumerate(sentences, start=1):
        assert sentence.number == number
        assert position <= sentence.start < sentence.end
        assert show_sentence(text, Sentence(0, position, sentence.start, 0)) == ""
        assert show_sentence(text, Sentence(0, sentence.start, sentence.start + 1, 0)) != ""
        assert show_sentence(text, Sentence(0, sentence.end - 1, sentence.end, 0)) != ""
        position = sentence.end
    assert show_sentence(text, Sentence(0, position, len(text), 0)) == ""


PIECES = st.sampled_from(
    [
        "word",
        "Word",
        "U.S.",
        "3.5",
        ". ",
        "? ",
        "! ",
        "...",
        "…",
        "\n",
        "\n\n",
        " ",
        "“",
        "”",
        "「",
        "」",
        "。",
        "と",
        "Mr. ",
        "(",
        ")",
        "- ",
        "1. ",
        "\u00ad",
        "\ufeff",
        ";",
        "؟ ",
        "é",
        "e\u0301",
        "\r\n",
        "--------",
        "   ",
        "SEN. ",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    assert_sound(text, split_sentences(text))


@given(st.lists(PIECES, max_size=60).map("".join))
def test_paragraphs_never_go_back(text: str) -> None:
    paragraphs = [block.paragraph for block in find_blocks(text)]
    assert paragraphs == sorted(paragraphs)


def test_a_text_of_22_000_words_is_cut_in_about_linear_time() -> None:
    sentence = (
        "The committee of the U.S. Senate heard Mr. Orr at 5 p.m. Friday, and paid $3.5 million to Acme Inc. "
    )
    seconds = []
    for times in (275, 1100):  # 5,500 and 22,000 words
        started = time.perf_counter()
        sentences = split_sentences(sentence * times)
        seconds.append(time.perf_counter() - started)
        assert len(sentences) == times
    assert seconds[1] < 2.0
    assert seconds[1] < 16 * seconds[0] + 0.05


@pytest.mark.parametrize(
    "text", ["." * 20_000, "「" * 20_000, "a." * 10_000, "( " * 10_000, " ?" * 10_000, "\n" * 20_000]
)
def test_a_hostile_text_takes_no_longer(text: str) -> None:
    started = time.perf_counter()
    assert_sound(text, split_sentences(text))
    assert time.perf_counter() - started < 5.0


def test_the_corpus_is_cut_without_loss(corpus: list[dict[str, Any]]) -> None:
    for row in corpus:
        sentences = split_sentences(row["text"], language=row["language"])
        assert_sound(row["text"], sentences)
        assert max(sentence.end - sentence.start for sentence in sentences) <= 600
