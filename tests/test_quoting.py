"""Quotations: found wherever they really stand, and nowhere else."""

from __future__ import annotations

import re
import time
import unicodedata
from itertools import pairwise, zip_longest
from typing import Literal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from briefkit.text import Index, QuoteIndex, fold, locate, nearest, split_sentences
from briefkit.text.quoting import find_holder, find_insertions
from briefkit.text.scripts import MARKS

STORY = (
    "Chief executive María Gómez said revenue rose to $4.2bn in the third quarter. "
    "The company did not report a profit. Costs fell 12% to €1,200 m. "
    "“We will close two plants,” Gómez said. “It is a sad day for the club. "
    "But we will rebuild.” The firm’s profit, she added, was not what it should be. Results were not audited."
)


def found(quote: str, text: str) -> tuple[str, list[str]] | None:
    location = locate(quote, text)
    return (location.tier, [text[start:end] for start, end in location.spans]) if location else None


@pytest.mark.parametrize(
    "quote",
    [
        "The company did report a profit",
        "revenue rose to $4.8bn",
        "revenue rose to $42bn",
        "revenue rose to $4",
        "revenue rose to $4.2",
        "Costs fell 42%",
        "Costs fell 1",
        "Chief executive Mario Gomes",
        "Chief executive Maria Gomez",
        "revenue fell to $4.2bn",
        "We will open two plants",
        "The company will close two plants",
        "Gómez said revenue was $4.2bn in the third quarter",
        "The company has hired a new chief financial officer.",
        "CFO",
        "he firm’s prof",
        "the company didn't report a profit",
        "close three plants",
        "200 m",
        "was what it should be",
        "audited results",
        "",
        " … ",
        "“”",
        "... [...]",
    ],
)
def test_a_quotation_that_says_something_else_is_not_found(quote: str) -> None:
    assert locate(quote, STORY) is None


@pytest.mark.parametrize(
    ("tier", "quote"),
    [
        ("exact", "revenue rose to $4.2bn in the third quarter."),
        ("exact", "“We will close two plants,” Gómez said."),
        ("exact", "audited"),
        ("white space", "Costs  fell\n12% to €1,200\u00a0m."),
        ("white space", "Costs fell 12 % to €1,200m"),
        ("typography", '"We will close two plants," Gómez said.'),
        ("typography", "'We will close two plants'"),
        ("typography", "The firm's profit, she added,"),
        ("typography", unicodedata.normalize("NFD", "Chief executive María Gómez said")),
        ("typography", "“We will close two plants.”"),
        ("typography", "… it is a sad day for the club …".replace("it", "It")),
        ("case", "it is a sad day for the club"),
        ("case", "CHIEF EXECUTIVE MARÍA GÓMEZ"),
        ("segments", "It is a sad day ... we will rebuild"),
        ("segments", "[The company] did not report a profit"),
        ("segments", "The firm's profit [...] was not what it should be"),
    ],
)
def test_the_tier_says_how_much_was_disregarded(tier: str, quote: str) -> None:
    location = locate(quote, STORY)
    assert location is not None
    assert location.tier == tier


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "He said: “We didn’t ﬁnd any co\u00adoperation — none,” on Friday.",
            '"We didn\'t find any cooperation - none,"',
        ),
        ("the plan – he said – failed", "the plan -- he said -- failed"),
        ("the plan—he said—failed", "the plan - he said - failed"),
        ("They said … nothing at all", "They said... nothing at all"),
        ("an eﬀective oﬃce", "an effective office"),
        ("in zero\u200bwidth text", "in zerowidth text"),
        ("it broke\nhere and there", "it broke here and there"),
        ("u\u0308ber alle Ma\u00dfe", "über alle Maße"),
        ("profit rose 8 % to €1,200 m", "profit rose 8% to €1,200m"),
        ("profit rose 8% to €1,200m", "profit rose 8\u202f% to €1,200\u00a0m"),
        ("he was re-\nelected in May", "was re-elected in May"),
        ("he was re-\nelected in May", "was reelected in May"),
        ("full co-\n  operation from all", "full cooperation from all"),
        ("he was reelected in May", "he was re-\nelected in May"),
        ("She said ‘we are “done” here’ today", "She said “we are ‘done’ here” today"),
        ("Le ministre : « Nous irons », a-t-il dit", '"Nous irons"'),
        ("»Wir gehen«, sagte er", "„Wir gehen“, sagte er"),
        ("新たに1,234人の感染を確認したと発表", "新たに１，２３４人の感染を確認"),
        ("新たに１，２３４\n人の感染", "1,234人の感染"),
        ("وقال: «سنواصل العمل» اليوم", "«سنواصل العمل»"),
        ("기준금리를 3.5%로 동결했다", "기준금리를 3.5%로 동결"),
        ("CO₂ emissions fell", "CO2 emissions fell"),
        ("Straße in Köln", "STRASSE IN KÖLN"),
        ("They won 1 – 0 at home", "won 1-0 at home"),
    ],
)
def test_the_same_words_in_another_setting_are_found(text: str, quote: str) -> None:
    location = locate(quote, text)
    assert location is not None
    assert location.tier in ("exact", "white space", "typography", "case")
    assert location.spans[0][0] < location.spans[0][1] <= len(text)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It raised $1.5bn from 12 banks.", "raised $15bn"),
        ("It raised $1.5bn from 12 banks.", "from 1"),
        ("It raised $1.5bn from 12 banks.", "5bn from 12 banks"),
        ("Il supprime 8 500 postes", "500 postes"),
        ("Il supprime 8\u202f500 postes", "supprime 8"),
        ("It moved -3% on Monday", "3% on Monday"),
        ("un recul (- 33 % en mai)", "33 % en mai"),
        ("at 10:30 on 3/4", "30 on 3"),
        ("It is 2.5 now", ".5 now"),
        ("It is 2.5 now", "It is 2."),
        ("10² metres", "102 metres"),
        ("損失は5万円だった", "損失は5"),
        ("感染者は123人", "23人"),
        ("We can't pay", "We can"),
        ("We can’t pay", "We can"),
        ("for non-profit groups", "profit groups"),
        ("he was re-\nelected", "elected"),
        ("full co\u00adoperation", "operation"),
        ("Jose\u0301 left", "Jose"),
        ("the rapist left", "therapist left"),
        ("Halden's 2 . 5 plan", "2.5 plan"),
    ],
)
def test_words_compounds_and_numbers_are_never_cut(text: str, quote: str) -> None:
    assert locate(quote, text) is None


def test_all_places_of_a_repeated_quotation_are_given() -> None:
    text = "We agree. He said: “we agree”. We agree."
    assert found("We agree", text) == ("exact", ["We agree", "We agree"])
    assert found("WE AGREE", text) == ("case", ["We agree", "we agree", "We agree"])


def test_the_strictest_tier_wins() -> None:
    assert found("It's done", "It’s done. It's done.") == ("exact", ["It's done"])


@pytest.mark.parametrize(
    ("quote", "pieces"),
    [
        ("It is a sad day […] we will rebuild", ["It is a sad day", "we will rebuild"]),
        (
            "[Gómez] said revenue rose [...] in the third quarter",
            ["said revenue rose", "in the third quarter"],
        ),
        ("costs fell … close two plants … a sad day", ["Costs fell", "close two plants", "a sad day"]),
    ],
)
def test_a_shortened_quotation_is_found_in_its_pieces(quote: str, pieces: list[str]) -> None:
    assert found(quote, STORY) == ("segments", pieces)


@pytest.mark.parametrize(
    "quote",
    [
        "we will rebuild … It is a sad day",
        "It is a sad day ... we will not rebuild",
        "Costs … profit",
        "did ... report",
        "[Smith] will [Jones]",
    ],
    ids=["out of order", "one piece differs", "single words", "single words again", "one word left"],
)
def test_pieces_must_stand_in_order_and_say_something(quote: str) -> None:
    assert locate(quote, STORY) is None


EDITED = [
    ("[T]he company did not report a profit", ["The company did not report a profit"]),
    ("the company did not report[ed] a profit", ["The company did not", "a profit"]),
    ("The company [sic] did not report a profit", ["The company did not report a profit"]),
    ("[We] will close two plants", ["will close two plants"]),
]


@pytest.mark.parametrize(("quote", "pieces"), EDITED, ids=[row[0] for row in EDITED])
def test_a_bracket_inside_or_beside_a_word_is_the_editors(quote: str, pieces: list[str]) -> None:
    assert found(quote, STORY) == ("segments", pieces)


def test_what_an_editor_put_in_is_told_from_a_mark_of_omission() -> None:
    assert find_insertions("it [the plan] will [...] not [sic] hold") == ["the plan", "sic"]


def test_the_place_nearest_to_the_evidence_is_chosen() -> None:
    text = "It will close. " * 3 + "Or it may … It will then close at once."
    location = locate("It will close", text)
    assert location is not None
    assert location.nearest([(31, 40)]) == ((30, 43),)
    assert location.nearest([]) == ((0, 13),)
    shortened = locate("it will ... close", text.replace("will close", "will now close"))
    assert shortened is None  # one word is no piece
    shortened = locate("we did it … at once", "We did it all at once. So we did it all at once.")
    assert shortened is not None
    assert len(shortened.places) == 2
    assert shortened.nearest([(30, 40)])[0][0] > 20


def test_an_omission_is_never_closed_up_as_if_it_were_typography() -> None:
    location = locate("the plan ... was dropped,", "Then the plan was dropped.")
    assert location is not None
    assert location.tier == "segments"


def test_the_text_that_has_a_quotation_is_named() -> None:
    texts = {"a": QuoteIndex("Nobody came."), "b": QuoteIndex("He said “all is well”.")}
    holder = find_holder("All is well", texts)
    assert holder is not None
    assert (holder[0], holder[1].tier) == ("b", "case")
    assert find_holder("Nothing is well", texts) is None


def test_pieces_too_far_apart_do_not_make_a_quotation() -> None:
    assert (
        locate("it began here … it ended there", "it began here " + "and so on " * 80 + "it ended there")
        is None
    )
    assert locate("it began here … it ended there", "it began here " + "and so on " * 40 + "it ended there")


def test_a_bracket_of_the_article_itself_is_no_insertion() -> None:
    assert found("Jeff [Drake], who is", "There is Jeff [Drake], who is here") == (
        "exact",
        ["Jeff [Drake], who is"],
    )


def test_an_index_is_asked_more_than_once() -> None:
    index = QuoteIndex(STORY)
    assert (
        index.locate("Costs fell 12%") == locate("Costs fell 12%", index) == locate("Costs fell 12%", STORY)
    )


def test_the_nearest_sentence_is_named_for_a_message() -> None:
    sentences = split_sentences(STORY)
    index = Index(STORY, sentences, "en")
    sentence = nearest("We will open two plants", index)
    assert sentence is not None
    assert "close two plants" in STORY[sentence.start : sentence.end]
    assert nearest("Zebra", index) is None


TOKENS = st.sampled_from(
    ["profit", "Halden’s", "“We", "said,”", "café", "not", "12%", "$4.2bn", "€1,200", "3.5", "the", "The",
     "plan.", "U.S.", "東京", "2031", "didn’t", "—", "(Orr)", "Köln", "no;", "fell", "rose", "1,000", "7"]
)  # fmt: skip
TEXTS = st.lists(TOKENS, min_size=1, max_size=30)
CUTS = st.tuples(st.integers(0, 29), st.integers(1, 12))


def excerpt(tokens: list[str], cut: tuple[int, int]) -> list[str]:
    first = cut[0] % len(tokens)
    return tokens[first : first + cut[1]]


@given(TEXTS, CUTS)
def test_whatever_stands_in_a_text_is_found_there_to_the_letter(
    tokens: list[str], cut: tuple[int, int]
) -> None:
    text, quote = " ".join(tokens), " ".join(excerpt(tokens, cut))
    assume(re.search(r"[^\W_]", quote))
    location = locate(quote, text)
    assert location is not None
    assert location.tier == "exact"
    assert all(text[start:end] == quote for start, end in location.spans)


SETTINGS: list[tuple[str, str]] = [
    ("’", "'"), ("“", '"'), ("”", '"'), ("—", "--"), (" ", "\u00a0"), (" ", "\n"), ("%", "\u202f%"),
    ("€", "€ "), ("é", "e\u0301"), ("ö", "o\u0308"), ("fi", "ﬁ"), ("o", "\u200bo"), ("fell", "FELL"),
    ("1", "１"),
]  # fmt: skip


@given(TEXTS, CUTS, st.sets(st.sampled_from(SETTINGS)))
def test_a_copy_in_another_setting_is_found(
    tokens: list[str], cut: tuple[int, int], changes: set[tuple[str, str]]
) -> None:
    text, quote = " ".join(tokens), " ".join(excerpt(tokens, cut))
    assume(re.search(r"[^\W_]", quote))
    for old, new in sorted(changes):
        quote = quote.replace(old, new)
    location = locate(quote, text)
    assert location is not None
    assert location.tier != "segments"
    for start, end in location.spans:
        assert fold(text[start:end]).text.strip("'.,;") == fold(quote).text.strip("'.,;")


@given(TEXTS, CUTS, st.data())
def test_a_copy_with_one_digit_or_word_changed_is_never_found(
    tokens: list[str], cut: tuple[int, int], data: st.DataObject
) -> None:
    text, words = " ".join(tokens), excerpt(tokens, cut)
    place = data.draw(st.integers(0, len(words) - 1))
    digits = [index for index, character in enumerate(words[place]) if character.isdigit()]
    if digits:
        digit = data.draw(st.sampled_from(digits))
        words[place] = words[place][:digit] + "6" + words[place][digit + 1 :]  # no token has a 6
    else:
        words[place] = data.draw(st.sampled_from(["loss", "did", "Orr’s", "do"]))
    assert locate(" ".join(words), text) is None


SCRIPTS = [
    "abdefilmnorstuéöçñ",
    "абвгдежзийклмнопрст",
    "αβγδεζηθικλμ",
    "بتثجحخدذرسشص",
    "가나다라마바사각난달",
    "東京都市場新聞開発",
]
WORD = st.sampled_from(SCRIPTS).flatmap(lambda letters: st.text(alphabet=letters, min_size=3, max_size=8))
NUMBER = st.from_regex(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3}|[.][0-9]{1,2})?", fullmatch=True)
PHRASES = st.lists(WORD, min_size=4, max_size=25, unique=True)
FIGURES = st.dictionaries(st.integers(0, 24), NUMBER, max_size=6)


ON_A_LETTER = re.compile(f"[{MARKS}]")


def spread(words: list[str], figures: dict[int, str]) -> list[str]:
    """Return words with figures between them, never two side by side, which may be one number set in groups."""
    return [item for place, word in enumerate(words) for item in (word, figures.get(place)) if item]


def disturbed(text: str, data: st.DataObject) -> str:
    """Return a text with another presentation: what a copy, a feed or a typesetter makes of it."""
    forms: list[Literal["NFC", "NFD"]] = ["NFC", "NFD"]
    form = data.draw(st.sampled_from(forms))
    out = []
    normal = unicodedata.normalize(form, text)
    for character, following in zip_longest(normal, normal[1:], fillvalue=" "):
        out.append(character)
        if character == " ":
            out[-1] = data.draw(st.sampled_from([" ", "\u00a0", "\n", "  ", " \u200b"]))
        elif character.isascii() and character.isdigit():
            out[-1] = data.draw(st.sampled_from([character, chr(ord(character) + 0xFEE0)]))
        elif not ON_A_LETTER.match(following) and data.draw(st.integers(0, 9)) == 0:
            out.append(data.draw(st.sampled_from(["\u200b", "\u00ad", "\u2060"])))
    return "".join(out)


def planted(words: list[str], cut: tuple[int, int]) -> tuple[str, str, tuple[int, int]]:
    """Return a text, a phrase of it of three words or more, and where the phrase stands."""
    first = cut[0] % (len(words) - 2)
    last = min(len(words), first + 2 + cut[1])
    start = len(" ".join(words[:first])) + (1 if first else 0)
    phrase = " ".join(words[first:last])
    return " ".join(words), phrase, (start, start + len(phrase))


@given(PHRASES, FIGURES, CUTS, st.data())
def test_a_planted_phrase_is_found_at_its_very_place(
    words: list[str], figures: dict[int, str], cut: tuple[int, int], data: st.DataObject
) -> None:
    text, phrase, place = planted(spread(words, figures), cut)
    location = locate(
        data.draw(st.sampled_from(['"%s"', "“%s,”", "'%s.'", "… %s"])) % disturbed(phrase, data), text
    )
    assert location is not None
    assert place in location.spans


@given(PHRASES, FIGURES, CUTS, st.data())
def test_a_phrase_is_found_where_the_article_is_the_one_set_oddly(
    words: list[str], figures: dict[int, str], cut: tuple[int, int], data: st.DataObject
) -> None:
    words = spread(words, figures)
    first = cut[0] % (len(words) - 2)
    last = min(len(words), first + 2 + cut[1])
    phrase = " ".join(words[first:last])
    before, inner, after = (
        disturbed(" ".join(part), data) for part in (words[:first], words[first:last], words[last:])
    )
    text = " ".join(part for part in (before, inner, after) if part)
    location = locate(phrase, text)
    assert location is not None
    assert [text[start:end].strip("\u200b\u00ad\u2060") for start, end in location.spans] == [
        inner.strip("\u200b\u00ad\u2060")
    ]


@given(PHRASES, FIGURES, CUTS, st.data())
def test_a_planted_phrase_with_one_letter_digit_or_word_changed_is_never_found(
    words: list[str], figures: dict[int, str], cut: tuple[int, int], data: st.DataObject
) -> None:
    text, phrase, _ = planted(spread(words, figures), cut)
    places = [index for index, character in enumerate(phrase) if character.isalnum()]
    place = data.draw(st.sampled_from(places))
    foreign = "8" if phrase[place].isdigit() else "w"
    assume(phrase[place] != foreign)
    changed = data.draw(
        st.sampled_from(
            [phrase[:place] + foreign + phrase[place + 1 :], phrase[:place] + foreign + phrase[place:]]
        )
    )
    assume(changed not in text)
    assert locate(changed, text) is None
    assert locate(disturbed(changed, data), text) is None
    gone = phrase.split()
    del gone[data.draw(st.integers(1, len(gone) - 2))]
    assume(not any(one[-1].isdigit() and two[0].isdigit() for one, two in pairwise(gone)))
    assume("".join(gone) not in text.replace(" ", ""))
    assert locate(" ".join(gone), text) is None


@given(st.text(max_size=60), st.text(max_size=12))
@example("a½b", "1")
@example("²5", "5")
@example("'''", "'a")
def test_what_is_found_reads_as_the_quotation_does(text: str, quote: str) -> None:
    location = locate(quote, text)
    if location and location.tier != "segments":
        for start, end in location.spans:
            assert 0 <= start < end <= len(text)
            wanted = {fold(quote).text, fold(quote.strip()).text.strip("'.,;:…")}
            assert {fold(text[start:end]).text, fold(text[start:end]).text.strip("'.,;:…")} & wanted


def test_a_long_article_is_made_ready_quickly() -> None:
    text = STORY * 480  # 22,000 words
    started = time.perf_counter()
    index = QuoteIndex(text)
    assert index.locate("a fabricated quotation that nobody said") is None
    assert index.locate("It is a sad day ... nobody said") is None
    location = index.locate("It is a sad day for the club")
    assert location is not None
    assert len(location.spans) == 480
    assert time.perf_counter() - started < 2.0


@pytest.mark.parametrize("quote", ["a", "A", "a a", "A … A a", "“a", "a [b] a a"])
def test_a_hostile_text_takes_no_longer(quote: str) -> None:
    started = time.perf_counter()
    locate(quote, "a " * 20_000)
    assert time.perf_counter() - started < 5.0
