"""What changed between two briefs of a story, and what no longer holds after a correction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from briefkit.checks import report, standing_of
from briefkit.cli.program import program
from briefkit.comparing import compare
from briefkit.errors import InputError
from briefkit.render import render_comparison
from briefkit.review import with_edits
from briefkit.schema import Abstention, Article, Brief, Comparison, LineChange, Result
from tests.payloads import PAYLOADS, made_of

DATA = Path(__file__).parent / "data"
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
ARTICLE = RESULT.article
CORRECTED = Article(
    text=ARTICLE.text.replace("180 megawatts", "150 megawatts").replace("$41 million", "$14 million")
)


def brief_of(result: Result) -> Brief:
    assert result.brief is not None
    return result.brief


def changed(**fields: Any) -> Result:
    return RESULT.model_copy(update={"brief": brief_of(RESULT).model_copy(update=fields)})


def reworded(edits: dict[str, str]) -> Result:
    return RESULT.model_copy(update={"brief": with_edits(brief_of(RESULT), edits)})


def only_change(new: Result) -> LineChange:
    (line,) = compare(RESULT, new).changes
    return line


def run(*words: str) -> Any:
    return CliRunner().invoke(program, list(words))


# Lines and what differs in them


def test_a_brief_is_the_same_as_itself() -> None:
    found = compare(RESULT, RESULT)
    assert found.is_same
    assert not found.changes
    assert len(found.lines) == 21


def test_a_changed_figure_is_told_with_what_stood_there() -> None:
    line = only_change(
        reworded({"stakes[0]": "may carry up to $14 million of upgrades if the Board accepts it"})
    )
    assert (line.kind, line.old, line.new) == ("changed", "stakes[0]", "stakes[0]")
    assert (line.figures_gone, line.figures_new) == (["$41 million"], ["$14 million"])


def test_lines_in_another_order_are_the_same_lines() -> None:
    points = brief_of(RESULT).key_points
    found = compare(RESULT, changed(key_points=[points[1], points[0], *points[2:]]))
    assert not found.changes
    assert [line.old for line in found.lines if line.new in ("key_points[0]", "key_points[1]")] == [
        "key_points[1]",
        "key_points[0]",
    ]


def test_a_line_that_is_gone_and_one_that_is_new_are_told_apart() -> None:
    found = compare(RESULT, changed(unknowns=[]))
    assert [(line.kind, line.old, line.new) for line in found.changes] == [
        ("removed", "unknowns[0]", None),
        ("removed", "unknowns[1]", None),
    ]
    back = compare(changed(unknowns=[]), RESULT)
    assert [(line.kind, line.old, line.new) for line in back.changes] == [
        ("added", None, "unknowns[0]"),
        ("added", None, "unknowns[1]"),
    ]


def test_lines_that_have_nothing_in_common_are_no_pair() -> None:
    points = brief_of(RESULT).key_points
    other = points[3].model_copy(update={"text": "Snow fell all night.", "evidence": []})
    kinds = [line.kind for line in compare(RESULT, changed(key_points=[*points[:3], other])).changes]
    assert sorted(kinds) == ["added", "removed"]


def test_other_evidence_for_the_same_words_is_a_change() -> None:
    points = brief_of(RESULT).key_points
    other = points[0].model_copy(update={"evidence": points[1].evidence})
    line = only_change(changed(key_points=[other, *points[1:]]))
    assert not line.is_reworded
    assert line.evidence_gone == [span.quote for span in points[0].evidence]
    assert line.evidence_new == [span.quote for span in points[1].evidence]


def test_a_field_that_changed_is_named() -> None:
    points = brief_of(RESULT).key_points
    line = only_change(changed(key_points=[points[0].model_copy(update={"status": "claimed"}), *points[1:]]))
    assert [(each.field, each.before, each.after) for each in line.fields] == [
        ("status", "reported", "claimed")
    ]


def test_an_abstention_in_place_of_a_line_is_a_change() -> None:
    line = only_change(changed(dek=Abstention(abstained="nothing beyond the headline")))
    assert [(each.field, each.after) for each in line.fields] == [("kind", "nothing specific")]


def test_findings_that_came_and_went_stand_with_their_line() -> None:
    found = compare(RESULT, RESULT.model_copy(update={"findings": [], "status": "ok"}))
    assert {line.new: [each.code for each in line.findings_gone] for line in found.changes} == {
        finding.path.partition(".")[0]: [finding.code] for finding in RESULT.findings if finding.path
    }
    assert not found.is_same


def test_briefs_alone_are_compared_by_what_they_say() -> None:
    found = compare(brief_of(RESULT), brief_of(reworded({"dek": "Other words."})))
    assert [line.new for line in found.changes] == ["dek"]
    assert found.status_before is None


def test_a_result_without_a_brief_has_no_lines() -> None:
    failed = RESULT.model_copy(update={"status": "failed", "brief": None})
    assert {line.kind for line in compare(failed, RESULT).lines} == {"added"}


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_whatever_lines_say_a_comparison_has_all_of_them(one: str, other: str) -> None:
    old, new = reworded({"dek": one, "unknowns[0]": other}), reworded({"dek": other, "unknowns[1]": one})
    lines = compare(old, new).lines
    assert sorted(filter(None, (line.new for line in lines))) == sorted(
        path for path, _ in brief_of(new).items()
    )
    assert sorted(filter(None, (line.old for line in lines))) == sorted(
        path for path, _ in brief_of(old).items()
    )


# How it is shown


def test_words_are_marked_where_they_differ() -> None:
    found = compare(
        RESULT, reworded({"headline": "Halden locks in 190 MW for 12 years; regulator due by 30 January"})
    )
    assert "Halden locks in [-180-] {+190+} MW for 12 years" in render_comparison(found, "text", width=200)
    assert "Halden locks in ~~180~~ **190** MW for 12 years" in render_comparison(found, "markdown")
    assert Comparison.model_validate_json(render_comparison(found, "json")) == found


@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_that_a_line_holds_acts(name: str) -> None:
    found = compare(RESULT, made_of(PAYLOADS[name]))
    for form in ("text", "markdown", "json"):
        shown = render_comparison(found, form)
        assert not [char for char in shown if ord(char) < 32 and char != "\n"]
        assert "\u202e" not in shown
        assert form == "text" or "<" not in shown


def test_there_is_no_other_format() -> None:
    with pytest.raises(InputError, match="no format"):
        render_comparison(compare(RESULT, RESULT), "pdf")


def test_the_command_tells_by_its_exit_code_whether_they_differ(tmp_path: Path) -> None:
    old, new = DATA / "result.json", tmp_path / "new.json"
    new.write_text(reworded({"dek": "Other words."}).model_dump_json(), encoding="utf-8")
    same, other = run("diff", str(old), str(old)), run("diff", str(old), str(new), "-f", "json")
    assert (same.exit_code, same.stdout) == (0, "No change in 21 lines.\n")
    assert other.exit_code == 3
    assert [line["new"] for line in json.loads(other.stdout)["lines"] if line["kind"] == "changed"] == ["dek"]
    assert run("diff", str(old), str(tmp_path / "none.json")).exit_code == 2


# What no longer holds


def test_a_line_with_an_error_is_lost_and_one_on_a_changed_sentence_is_shaken() -> None:
    now = standing_of(report(brief_of(RESULT), CORRECTED))
    assert {"lede", "key_points[0]", "key_points[1]", "stakes[0]"} <= set(now.lost)
    assert "headline" in now.shaken
    assert not set(now.lost) & set(now.shaken)
    assert "key_points[3]" not in (*now.lost, *now.shaken)


def test_nothing_is_lost_against_the_same_text() -> None:
    now = standing_of(report(brief_of(RESULT), ARTICLE))
    assert (now.lost, now.shaken) == ([], [])


def test_the_command_says_first_how_many_lines_no_longer_hold(tmp_path: Path) -> None:
    corrected = tmp_path / "corrected.txt"
    corrected.write_bytes(CORRECTED.text.encode())
    ran = run("check", str(DATA / "result.json"), "--against", str(corrected))
    assert ran.exit_code == 3
    assert ran.stdout.splitlines()[0] == "5 of 19 lines no longer hold:"
    assert "2 more rest on a sentence that has changed or gone:" in ran.stdout
    markdown = run("check", str(DATA / "result.json"), "--against", str(corrected), "-f", "markdown").stdout
    assert markdown.startswith("**5 of 19 lines no longer hold:**\n\n- **lede:**")


def test_with_the_old_article_only_lines_that_held_before_are_counted(tmp_path: Path) -> None:
    corrected = tmp_path / "corrected.txt"
    corrected.write_bytes(CORRECTED.text.encode())
    result = tmp_path / "result.json"
    result.write_text(
        reworded({"stakes[0]": "may carry up to $99 million"}).model_dump_json(), encoding="utf-8"
    )
    old = str(DATA / "article.txt")
    alone = run("check", str(result), "--against", str(corrected)).stdout.partition("lines no longer")[0]
    held = run("check", str(result), old, "--against", str(corrected)).stdout.partition("lines no longer")[0]
    assert (alone, held) == ("5 of 19 ", "4 of 19 ")


def test_the_same_text_takes_no_line_away() -> None:
    ran = run("check", str(DATA / "result.json"), "--against", str(DATA / "article.txt"))
    assert ran.exit_code == 0
    assert ran.stdout.startswith("0 of 19 lines no longer hold.\n")


def test_another_story_is_said_to_be_one(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(
        "The harbour froze on Sunday. Ferries stayed in port, the harbour master said.", encoding="utf-8"
    )
    ran = run("check", str(DATA / "result.json"), "--against", str(other))
    assert ran.exit_code == 3
    assert "made from another text" in " ".join(ran.stdout.split())
    assert "no longer hold" not in ran.stdout


def test_without_an_article_the_command_asks_for_one() -> None:
    ran = run("check", str(DATA / "result.json"))
    assert ran.exit_code == 2
    assert "no article is given" in ran.stderr
