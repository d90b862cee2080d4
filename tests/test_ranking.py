"""The ranker: fixed figures of a statement, a forest read from data, and an order that approves nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from briefkit.checks import Claim, Facts, find_evidence, notice, report
from briefkit.checks.features import FEATURES, FEATURES_VERSION, features_of
from briefkit.checks.ranking import COUNTED, Ranker, Tree, attention, bag_of, load_ranker
from briefkit.schema import Article, Statement
from tests.conftest import DATA

STORY = """The harbour board of Marrow voted on Tuesday to close the east pier until spring.
Engineers found cracks in four of its twelve piles, said Ines Halloran, who leads the board.
Repairs will cost about $3.2 million and may begin in January, she said.
The ferry to Tern Island will leave from the fish market in the meantime.
Traders at the market did not oppose the plan. "We lose parking, we gain passengers," said Otto Brandt, a trader."""

TWINS = {
    "number": (
        "Engineers found cracks in four of its piles.",
        "Engineers found cracks in nine of its piles.",
    ),
    "name": ("Ines Halloran leads the board.", "Ines Castellan leads the board."),
    "date": (
        "The board voted on Tuesday to close the east pier.",
        "The board voted on Friday to close the east pier.",
    ),
    "addition": (
        "The ferry to Tern Island will leave from the fish market.",
        "The ferry to Tern Island will leave from the fish market, which has angered commuters and hotel owners.",
    ),
    "invention": (
        "Repairs will cost about $3.2 million and may begin in January.",
        "Residents demanded compensation after tourism revenue collapsed last summer.",
    ),
}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.of(Article(text=STORY, language="en"))


def claim_of(text: str, facts: Facts) -> Claim:
    return Claim("line", Statement(text=text, evidence=find_evidence(text, facts)), facts, found=True)


def attention_to(text: str, facts: Facts) -> float | None:
    claim = claim_of(text, facts)
    return attention(claim, list(notice(claim)))


@pytest.mark.parametrize(("sound", "faulty"), TWINS.values(), ids=TWINS)
def test_a_faulty_line_comes_before_its_sound_twin(sound: str, faulty: str, facts: Facts) -> None:
    calm, alarmed = attention_to(sound, facts), attention_to(faulty, facts)
    assert calm is not None
    assert alarmed is not None
    assert 0 <= calm < alarmed <= 1


def test_the_same_line_has_the_same_figures_and_the_same_attention(facts: Facts) -> None:
    text = TWINS["addition"][1]
    fresh = Facts.of(Article(text=STORY, language="en"))
    claims = claim_of(text, facts), claim_of(text, fresh)
    assert len({features_of(claim, list(notice(claim))) for claim in claims}) == 1
    assert attention_to(text, facts) == attention_to(text, fresh)


def test_no_figure_tells_how_long_a_line_is_or_who_wrote_it(facts: Facts) -> None:
    assert not [name for name in FEATURES if "length" in name or "writer" in name]
    sound = [line for line in STORY.splitlines() if line]
    short, long = (
        features_of(claim_of(text, facts), []) for text in (sound[3], f"{sound[1]} {sound[2]} {sound[3]}")
    )
    coverage = list(FEATURES).index("covered_article")
    assert short[coverage] == long[coverage] == 1000


@pytest.mark.parametrize("text", ["", "!", "12", "Yes.", "…", "a", "unk unk unk"])
def test_every_text_has_figures(text: str, facts: Facts) -> None:
    assert len(features_of(claim_of(text, facts), [])) == len(FEATURES)


def test_an_article_without_words_has_figures_too() -> None:
    facts = Facts.of(Article(text="...", language="en"))
    assert len(features_of(claim_of("The pier is closed.", facts), [])) == len(FEATURES)


def test_the_ranker_says_nothing_of_other_languages_and_of_what_is_only_inferred(facts: Facts) -> None:
    other = Facts.of(Article(text="Der Hafen von Marrow bleibt bis zum Frühjahr geschlossen.", language="de"))
    assert attention_to("Der Hafen bleibt geschlossen.", other) is None
    claim = Claim("line", Statement(text="Fares may rise.", evidence=[], basis="inferred"), facts)
    assert attention(claim, []) is None


def test_a_tree_is_read_from_its_numbers_left_before_right() -> None:
    # bag[0] <= 5 ? (bag[1] <= 2 ? 0.1 : 0.2) : (bag[1] <= 7 ? 0.3 : 0.4)
    tree = Tree.of([0, 5, 1, 2, -101, -201, 1, 7, -301, -401])
    scores = {bag: tree.score(bag) for bag in [(5, 2), (5, 3), (6, 7), (6, 8)]}
    assert scores == {(5, 2): 100, (5, 3): 200, (6, 7): 300, (6, 8): 400}


def test_a_tree_may_be_a_single_leaf() -> None:
    assert Tree.of([-501]).score([]) == 500


def test_the_trees_score_as_the_library_that_trained_them_did() -> None:
    recorded = json.loads((DATA / "forest.json").read_text(encoding="utf-8"))
    ranker = Ranker([Tree.of(flat) for flat in recorded["trees"]], {}, "")
    assert [ranker.score_of(bag) for bag in recorded["bags"]] == pytest.approx(recorded["scores"], abs=0.001)


def test_what_is_said_of_several_lines_is_their_mean_and_their_worst(facts: Facts) -> None:
    rows = [features_of(claim_of(text, facts), []) for text in TWINS["addition"]]
    bag = bag_of(rows)
    covered, new = (list(FEATURES).index(name) for name in ("covered_article", "new_words"))
    assert bag[covered] == round((rows[0][covered] + rows[1][covered]) / 2)
    assert bag[len(FEATURES) + covered] == min(rows[0][covered], rows[1][covered])
    assert bag[len(FEATURES) + new] == max(rows[0][new], rows[1][new])


def test_a_finding_only_ever_raises_a_score_and_counts_for_nothing_without_capitals(facts: Facts) -> None:
    row = list(features_of(claim_of("The east pier is closed until spring.", facts), []))
    ranker = load_ranker()
    assert min(ranker.weights) >= 0
    assert sum(ranker.weights) > 0
    odds = Ranker([Tree.of([-501])], {}, "", ranker.base, ranker.weights)
    scores = []
    for count in (0, 1, 2):
        row[list(FEATURES).index("numbers_error")] = 1000 * count
        scores.append(odds.score([row]))
    assert scores == sorted(set(scores))
    row[list(FEATURES).index("lower_case")] = 1000
    assert odds.score([row]) == 0.5


def test_the_findings_of_several_lines_add_up(facts: Facts) -> None:
    row = list(features_of(claim_of("The east pier is closed until spring.", facts), []))
    row[list(FEATURES).index("names_warning")] = 1000
    place = COUNTED.index("names_warning") - len(COUNTED)
    assert bag_of([row])[place] == 1000
    assert bag_of([row, row])[place] == 2000
    assert bag_of([row] * 5)[place] == 3000, "no more than three"


def test_the_shipped_model_fits_these_features_and_says_where_it_comes_from() -> None:
    ranker = load_ranker()
    assert ranker.trees
    assert {"MIT", "Apache-2.0"} < set(ranker.about["trained_on"].values())
    assert len(ranker.sha256) == 64


def test_a_model_of_other_features_is_refused() -> None:
    model = {"features_version": f"{FEATURES_VERSION}x", "features": [], "trees": [], "about": {}}
    with pytest.raises(ValueError, match="train it again"):
        Ranker.of(json.dumps(model))


def test_attention_changes_no_finding_and_is_there_only_where_asked_for() -> None:
    article = Article(text=STORY, language="en")
    summary = " ".join(text for pair in TWINS.values() for text in pair)
    without, with_it = report(summary, article), report(summary, article, attention=True)
    assert with_it.findings == without.findings
    assert [line.model_copy(update={"attention": None}) for line in with_it.lines] == without.lines
    assert all(line.attention is None for line in without.lines)
    assert all(line.attention is not None for line in with_it.lines)


def test_nothing_of_the_model_is_read_before_it_is_asked_for() -> None:
    code = (
        "import sys, briefkit.checks; from briefkit.schema import Article; "
        "briefkit.checks.report('The pier is closed.', Article(text='The pier is closed.', language='en')); "
        "sys.exit('briefkit.checks.ranking' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_long_article_takes_linear_time() -> None:
    def seconds(copies: int) -> float:
        facts = Facts.of(Article(text=STORY.replace("Tern", "Tern Gull") * copies, language="en"))
        claims = [claim_of(text, facts) for pair in TWINS.values() for text in pair]
        _ = facts.word_map
        start = time.perf_counter()
        for claim in claims:
            features_of(claim, [])
        return time.perf_counter() - start

    seconds(20)
    assert seconds(200) < 30 * max(seconds(20), 0.005)
