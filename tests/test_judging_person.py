"""A person who judges: the next pair, what is kept of it, the widgets in a notebook, and how far judges agree."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefkit.errors import ConfigurationError, InputError
from briefkit.evaluate import evaluate, pairs_of, show
from briefkit.judging import Person, Task
from briefkit.render.blind import blind
from briefkit.schema import OVERALL, RUBRIC, Better
from briefkit.store.judgements import stored_judgements
from tests.judges import LEAD, PAIRS, RUNS, TEMPLATE, judging, prefers, sit
from tests.stories import SAMPLE
from tests.test_judging import STOCK


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "eval.db"


def person(store: Path, name: str = "Ann", runs: dict[str, Any] | None = None) -> Person:
    return Person(name, pairs_of(runs or RUNS), store)


def judge_all(who: Person, rule: Callable[[Task], Better]) -> None:
    while (task := who.next()) is not None:
        better = rule(task)
        who.record(task, dict.fromkeys((*RUBRIC, OVERALL), better))


def against_stock(task: Task) -> Better:
    return "A" if STOCK in task.b else "B"


class TestARecord:
    def test_a_person_goes_on_where_they_stopped(self, store: Path) -> None:
        who = person(store)
        task = who.next()
        assert task is not None
        who.record(task, {OVERALL: "A", "faithfulness": "tie"}, reason="it has the figure")
        again = person(store)
        assert (again.total, again.left) == (PAIRS, PAIRS - 1)
        [kept] = stored_judgements(store)
        assert (kept.judge, kept.preferences[OVERALL].reason) == ("person:Ann", "it has the figure")
        other = person(store, "Ben")
        assert other.left == PAIRS

    def test_whoever_judged_all_has_nothing_left(self, store: Path) -> None:
        who = person(store)
        judge_all(who, against_stock)
        assert (who.left, who.next(), person(store).next()) == (0, None, None)
        assert len(stored_judgements(store)) == PAIRS

    def test_what_is_put_off_comes_last(self, store: Path) -> None:
        who = person(store)
        first = who.next()
        assert first is not None
        who.skip(first)
        seen = []
        while (task := who.next()) is not None:
            seen.append(task)
            who.record(task, {OVERALL: "tie"})
        assert seen[-1] == first

    def test_the_person_sees_both_briefs_blind_beside_the_numbered_article(self, store: Path) -> None:
        who = person(store, runs={"one": [SAMPLE], "other": [LEAD[0], SAMPLE_REWORDED]})
        task = who.next()
        assert task is not None
        assert {task.a, task.b} == {blind(SAMPLE).text, blind(SAMPLE_REWORDED).text}
        assert "[4] Halden Cloud, a data-center operator" in task.article

    def test_different_people_see_different_orders(self, store: Path) -> None:
        orders = set()
        for name in "abcdefgh":
            task = person(store, name).next()
            assert task is not None
            orders.add((task.first.sha256, task.second.sha256))
        assert len(orders) > 2

    @pytest.mark.parametrize(
        ("choices", "said"),
        [
            ({"faithfulness": "A"}, "nothing is chosen overall"),
            ({OVERALL: "lead"}, "'lead' is no choice"),
            ({OVERALL: "A", "style": "A"}, "no criterion 'style'"),
        ],
        ids=["nothing overall", "no choice", "no criterion"],
    )
    def test_what_cannot_be_meant_is_refused_and_not_kept(
        self, store: Path, choices: dict[str, Any], said: str
    ) -> None:
        who = person(store)
        task = who.next()
        assert task is not None
        with pytest.raises(InputError, match=said):
            who.record(task, choices)
        assert not store.exists()

    def test_a_person_has_a_name(self, store: Path) -> None:
        with pytest.raises(InputError, match="needs a name"):
            person(store, "  ")


assert SAMPLE.brief is not None
SAMPLE_REWORDED = SAMPLE.model_copy(
    update={
        "brief": SAMPLE.brief.model_copy(
            update={"headline": SAMPLE.brief.headline.model_copy(update={"text": "Halden <b>buys</b> power"})}
        )
    }
)


class TestAgreement:
    def test_a_model_is_held_against_a_person_by_every_criterion(self, store: Path) -> None:
        sit(judging(prefers(STOCK)), store)
        judge_all(person(store), lambda task: "A" if STOCK in task.a else "B")
        model, ann = evaluate(RUNS, judgements=stored_judgements(store)).judged
        held = model.held_against("person:Ann")
        assert held is not None
        agreement = held.by("hedges")
        assert agreement is not None
        assert (agreement.same.value, agreement.same.n) == (1.0, PAIRS)
        # Both always choose the template's brief: chance alone would agree as well.
        assert agreement.kappa is None
        assert "chance alone" in agreement.why_not
        assert ann.held_against("judge-1") is not None
        assert [caution[:11] for caution in ann.cautions] == ["In 4 of 4 r"]

    def test_kappa_counts_what_is_agreed_beyond_chance(self, store: Path) -> None:
        sit(judging(prefers("Aldholm")), store)
        judge_all(person(store), against_stock)
        shown = show(evaluate(RUNS, judgements=stored_judgements(store)), "text")
        assert "judge-1 and person:Ann, by criterion" in shown
        assert re.search(r"person:Ann +4 ", shown)

    def test_criteria_that_a_person_leaves_out_are_left_out(self, store: Path) -> None:
        who = person(store)
        while (task := who.next()) is not None:
            who.record(task, {OVERALL: "tie", "salience": "A"})
        [found] = evaluate(RUNS, judgements=stored_judgements(store)).judged
        assert {each.criterion for each in found.standings} == {OVERALL, "salience"}


class TestTheWidget:
    @pytest.fixture(autouse=True)
    def _needs_ipywidgets(self) -> None:
        pytest.importorskip("ipywidgets", reason="the extra `notebook` is not installed")

    def test_choices_are_kept_and_the_next_pair_is_shown(self, store: Path) -> None:
        widget = person(store).widget()
        first = widget.task
        assert first is not None
        assert first.a.splitlines()[0] in widget.panes[1].value
        widget.choices[OVERALL].value = "B"
        widget.choices["glance"].value = "tie"
        widget.reason.value = "It says when."
        widget.save.click()
        [kept] = stored_judgements(store)
        assert {name: each.better for name, each in kept.preferences.items()} == {
            OVERALL: "B",
            "glance": "tie",
        }
        assert widget.task != first
        assert (widget.choices[OVERALL].value, widget.reason.value) == (None, "")
        assert f"1 of {PAIRS} judged" in widget.status.value

    def test_without_a_choice_overall_nothing_is_kept_and_it_says_why(self, store: Path) -> None:
        widget = person(store).widget()
        task = widget.task
        widget.choices["glance"].value = "A"
        widget.save.click()
        assert "nothing is chosen overall" in widget.status.value
        assert (widget.task, widget.choices["glance"].value, store.exists()) == (task, "A", False)

    def test_what_is_put_off_comes_back(self, store: Path) -> None:
        widget = person(store).widget()
        first = widget.task
        widget.skip.click()
        assert widget.task != first
        for _ in range(PAIRS):
            widget.choices[OVERALL].value = "tie"
            widget.save.click()
        assert widget.task is None
        assert f"All {PAIRS} pairs are judged." in widget.status.value
        assert widget.form.layout.display == "none"
        widget.save.click()
        widget.skip.click()

    def test_whatever_a_brief_holds_is_shown_as_text(
        self, store: Path, collected_payloads: list[str]
    ) -> None:
        hostile = "</div><script>alert(1)</script>" + "".join(collected_payloads[:20])
        assert SAMPLE.brief is not None
        line = SAMPLE.brief.headline.model_copy(update={"text": hostile})
        worse = SAMPLE.model_copy(update={"brief": SAMPLE.brief.model_copy(update={"headline": line})})
        widget = person(store, runs={"one": [SAMPLE], "other": [worse]}).widget()
        shown = "".join(pane.value for pane in widget.panes)
        assert "<script" not in shown
        assert "<img" not in shown
        assert "\u202e" not in shown
        assert shown.count("<div") == shown.count("</div>") == 3

    def test_every_criterion_is_asked_by_its_words(self, store: Path) -> None:
        widget = person(store).widget()
        said = " ".join(row.children[0].value for row in widget.form.children[:13])
        assert all(criterion.title in said for criterion in RUBRIC.values())

    def test_a_person_at_the_end_of_a_cell_is_shown(
        self, store: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pytest.importorskip("IPython", reason="the extra `notebook` is not installed")
        person(store)._ipython_display_()
        assert "VBox" in capsys.readouterr().out

    def test_without_ipywidgets_it_says_what_to_install(
        self, store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "ipywidgets", None)
        with pytest.raises(ConfigurationError, match=r"ipywidgets") as raised:
            person(store).widget()
        assert "briefkit[notebook]" in raised.value.hint


def test_the_two_runs_of_the_tests_differ() -> None:
    assert all(blind(one).sha256 != blind(other).sha256 for one, other in zip(LEAD, TEMPLATE, strict=True))
