"""A person answers for a brief: what is recorded, what is checked again, when it holds no longer, who may say so."""

from __future__ import annotations

import ast
import datetime
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import briefkit
from briefkit import Briefer, ScriptedModel
from briefkit.cli.program import program
from briefkit.errors import InputError
from briefkit.render import render
from briefkit.render.disclosure import disclosure, standing
from briefkit.review import review, with_edits
from briefkit.schema import Abstention, Article, Brief, Edit, Finding, Record, Result
from briefkit.schema.provenance import COMPOSITE_SYNTHETIC, TRAINED_ALGORITHMIC_MEDIA
from briefkit.store import Archive, Outcome, Store, find_doomed, purge, recover
from briefkit.store.results import find_stored, stored_results

DATA = Path(__file__).parent / "data"
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
PACKAGE = Path(briefkit.__file__).parent
AT = datetime.datetime(2026, 10, 15, 8, 0, tzinfo=datetime.UTC)
SAID: dict[str, Any] = {"reviewer": "Marta Ek", "role": "duty editor", "at": AT}
MENDED = {"key_points[2]": "One unnamed person says a buyer is near; no lease is signed."}


def brief_of(result: Result) -> Brief:
    assert result.brief is not None
    return result.brief


REVIEWED = review(RESULT, **SAID)


def edited(result: Result, edits: dict[str, str]) -> Result:
    return review(result, **SAID, edited=with_edits(brief_of(result), edits))


def changes_of(result: Result) -> list[Edit]:
    return result.provenance.human_review.changes or []


# What is recorded


def test_a_review_says_who_when_in_what_role_and_what_was_examined() -> None:
    human = review(RESULT, **SAID, note="rang Halden").provenance.human_review
    assert (human.status, human.reviewer, human.role, human.at) == ("reviewed", "Marta Ek", "duty editor", AT)
    assert human.note == "rang Halden"
    assert human.examined == [path for path, _ in brief_of(RESULT).items()]
    assert human.changes == []


def test_result_and_brief_say_the_same_of_the_review() -> None:
    reviewed = edited(RESULT, MENDED)
    assert brief_of(reviewed).provenance == reviewed.provenance
    assert Result.model_validate_json(render(reviewed, "json")) == reviewed


def test_an_edit_is_kept_with_what_stood_there_before() -> None:
    (edit,) = changes_of(edited(RESULT, MENDED))
    assert edit.path == "key_points[2]"
    assert edit.before == brief_of(RESULT).key_points[2].text
    assert edit.after == MENDED["key_points[2]"]


def test_what_a_person_worded_is_labelled_as_theirs_and_the_brief_as_a_composite() -> None:
    reviewed = edited(RESULT, MENDED)
    origins = [point.origin for point in brief_of(reviewed).key_points]
    assert origins[2] == "person"
    assert origins[0] == "model"
    assert reviewed.provenance.digital_source_type == COMPOSITE_SYNTHETIC
    assert review(RESULT, **SAID).provenance.digital_source_type == TRAINED_ALGORITHMIC_MEDIA
    assert reviewed.provenance.human_review.status == "edited"


def test_a_later_review_without_a_change_still_says_that_it_was_edited() -> None:
    again = review(edited(RESULT, MENDED), **{**SAID, "reviewer": "Ida Holm"}).provenance.human_review
    assert (again.status, again.reviewer, again.changes) == ("edited", "Ida Holm", [])


def test_a_field_of_a_line_can_be_edited_too() -> None:
    reviewed = edited(RESULT, {"signals[0].when": "by 30 January"})
    assert brief_of(reviewed).signals[0].when == "by 30 January"
    (edit,) = changes_of(reviewed)
    assert (edit.path, edit.before) == ("signals[0].when", "by 30 January 2027")
    assert reviewed.provenance.human_review.status == "edited"


def test_a_whole_brief_may_be_given_with_lines_added_and_taken_out() -> None:
    before = brief_of(RESULT)
    other = before.model_copy(update={"key_points": before.key_points[:2], "unknowns": []})
    changes = {
        edit.path: edit for edit in review(RESULT, **SAID, edited=other).provenance.human_review.changes or ()
    }
    assert changes["key_points[2]"].after == ""
    assert changes["unknowns[0]"].before == "The contract price on the record"


def test_an_edited_brief_cannot_bring_its_own_provenance() -> None:
    before = brief_of(RESULT)
    forged = before.provenance.model_copy(update={"model_answered": "nobody", "notes": ["checked"]})
    other = with_edits(before, MENDED).model_copy(update={"provenance": forged})
    assert review(RESULT, **SAID, edited=other).provenance.model_answered == RESULT.provenance.model_answered


# What the checks say then


def test_an_edited_line_is_checked_again_and_the_status_follows() -> None:
    assert RESULT.status == "review"
    reviewed = edited(RESULT, MENDED)
    assert reviewed.status == "ok"
    assert not reviewed.findings_on("key_points[2]")


def test_an_error_that_an_editor_makes_is_found_as_any_other() -> None:
    reviewed = edited(RESULT, {"headline": "Halden locks in 190 MW for 12 years"})
    assert reviewed.status == "review"
    assert [each.code for each in reviewed.findings_on("headline")] == ["numbers.absent"]
    assert brief_of(reviewed).headline.origin == "person"


def test_a_review_alone_takes_no_error_away() -> None:
    reviewed = review(RESULT, **SAID)
    assert reviewed.status == "review"
    assert RESULT.findings_on("key_points[2]")[0] in reviewed.findings_on("key_points[2]")


def test_a_models_opinion_stays_on_lines_that_are_as_they_were() -> None:
    def doubt(path: str) -> Finding:
        return Finding(code="opinion.overstated", severity="warning", path=path, message="It goes further.")

    doubted = RESULT.model_copy(update={"findings": [doubt("key_points[0]"), doubt("key_points[2]")]})
    kept = [each.path for each in edited(doubted, MENDED).findings if each.code == "opinion.overstated"]
    assert kept == ["key_points[0]"]


def test_the_tables_of_an_edited_brief_are_made_anew() -> None:
    reviewed = edited(RESULT, {"headline": "Halden Cloud buys 180 megawatts for 12 years"})
    used = {path for row in brief_of(reviewed).numbers for path in row.used_in}
    assert "headline" in used


# When it no longer holds


def test_a_change_after_the_review_makes_it_void() -> None:
    reviewed = review(RESULT, **SAID)
    assert reviewed.is_as_reviewed
    assert standing(reviewed) == "reviewed"
    changed = reviewed.model_copy(update={"brief": with_edits(brief_of(reviewed), MENDED)})
    assert not changed.is_as_reviewed
    assert "Reviewed by Marta Ek (duty editor) on 2026-10-15 before it was changed." in render(
        changed, "markdown"
    )
    assert "checked by an editor before it was changed" in render(changed, "html")


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([path for path, _ in brief_of(RESULT).statements()]), st.text(min_size=1, max_size=20))
def test_any_change_of_any_line_makes_it_void(path: str, words: str) -> None:
    reviewed = REVIEWED
    before = dict(brief_of(reviewed).statements())[path].text
    changed = reviewed.model_copy(update={"brief": with_edits(brief_of(reviewed), {path: words})})
    assert changed.is_as_reviewed == (words == before)


def test_another_article_makes_it_void() -> None:
    reviewed = review(RESULT, **SAID)
    other = Article(text=reviewed.article.text.replace("180 megawatts", "170 megawatts"))
    assert standing(reviewed.model_copy(update={"article": other})) == "changed"


def test_other_findings_do_not_make_it_void() -> None:
    assert review(RESULT, **SAID).model_copy(update={"findings": []}).is_as_reviewed


def test_a_brief_of_which_a_part_was_examined_is_not_called_checked() -> None:
    reviewed = review(RESULT, **SAID, examined=["headline", "dek"])
    assert reviewed.provenance.human_review.examined == ["headline", "dek"]
    assert "not checked by an editor" in disclosure(reviewed)
    assert "Reviewed by Marta Ek (duty editor) on 2026-10-15, all but 19 lines" in render(
        reviewed, "markdown"
    )


def test_what_was_edited_was_examined() -> None:
    brief = with_edits(brief_of(RESULT), MENDED)
    reviewed = review(RESULT, **SAID, edited=brief, examined=["headline"])
    assert reviewed.provenance.human_review.examined == ["headline", "key_points[2]"]


# What is refused


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ({"key_points[9]": "x"}, "there is no line"),
        ({"provenance.disclosure": "x"}, "there is no line"),
        ({"tags.desk": "x"}, "there is no line"),
        ({"nothing": "x"}, "there is no line"),
        ({"key_points[0].nothing": "x"}, "there is no line"),
        ({"key_points[0].evidence": "x"}, "holds no words"),
        ({"questions.customer": "x"}, "abstains"),
        ({"key_points[0].status": "certain"}, "Give words that may stand there"),
    ],
)
def test_an_edit_goes_to_a_line_or_nowhere(edits: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        with_edits(brief_of(RESULT), edits)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reviewer": " "}, "a name and a role"),
        ({"role": ""}, "a name and a role"),
        ({"examined": ["key_points[9]"]}, "there is no line"),
    ],
)
def test_a_review_without_a_name_or_of_no_line_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        review(RESULT, **{**SAID, **changes})


def test_what_has_no_brief_or_another_article_is_refused() -> None:
    with pytest.raises(InputError, match="no brief"):
        review(RESULT.model_copy(update={"status": "failed", "brief": None}), **SAID)
    with pytest.raises(InputError, match="another text"):
        review(RESULT.model_copy(update={"article": Article(text="Another.")}), **SAID)


# Who may say so


_SAYS_ON = ("board_feeds.py",)
"""Modules that have the word as a name in what they write, of the words that `foot.review_line` gives."""


def _said_in(module: Path) -> Iterator[str]:
    """Yield every place of a module in which a review could be made or set."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "human_review":
            yield f"human_review= in line {node.value.lineno}"
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("HumanReview") and node.keywords:
            yield f"HumanReview(…) in line {node.lineno}"
        is_card = isinstance(node, ast.Constant) and node.value == "human_review" and module.name in _SAYS_ON
        if isinstance(node, ast.Constant) and node.value == "human_review" and not is_card:
            yield f"the key 'human_review' in line {node.lineno}"
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name == "human_review" and module.name != "provenance.py":
                yield f"human_review set in line {node.lineno}"


def test_only_the_review_says_that_there_was_one() -> None:
    found = {
        module.relative_to(PACKAGE).as_posix(): list(_said_in(module)) for module in PACKAGE.rglob("*.py")
    }
    assert {module for module, places in found.items() if places} == {"review.py"}


def test_only_the_command_approve_asks_for_a_review() -> None:
    calling = [
        module.relative_to(PACKAGE).as_posix()
        for module in PACKAGE.rglob("*.py")
        if "from briefkit.review import" in module.read_text(encoding="utf-8")
    ]
    assert calling == ["cli/approve.py"]


def test_a_model_cannot_claim_that_a_person_has_reviewed_its_draft() -> None:
    draft = json.loads((DATA / "draft.json").read_text(encoding="utf-8"))
    claim = {"status": "reviewed", "reviewer": "Marta Ek", "sha256": "0" * 64}
    claiming = json.dumps({**draft, "human_review": claim, "provenance": {"human_review": claim}})
    with Briefer(ScriptedModel(lambda _: claiming)) as briefer:
        result = briefer.brief(RESULT.article)
    assert result.provenance.human_review.status == "not_reviewed"
    assert "Marta Ek" not in result.model_dump_json()


# In a store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "briefs.db"
    with Store(path) as opened, opened.writing() as connection:
        archive = Archive(connection)
        for number in (1, 2):
            setup = archive.setup(str(number) * 64, model="m", host="local", detail={})
            record = Record(source="wire.jsonl", place="line 1", external_id="w-1", article=RESULT.article)
            work = archive.add(record, setup)
            assert work is not None
            archive.settle(work.id, Outcome(result=RESULT))
    return path


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def approve(source: Path, *options: str) -> Any:
    words = ["approve", str(source), "--by", "Marta Ek", "--role", "duty editor", *options]
    return CliRunner().invoke(program, words)


def test_a_stored_result_is_read_as_it_was(store: Path) -> None:
    results = [each.result for each in stored_results(store)]
    assert len(results) == 2
    for result in results:
        assert result is not None
        assert (result.brief, result.findings, result.status) == (
            RESULT.brief,
            RESULT.findings,
            RESULT.status,
        )


@pytest.mark.parametrize("named", [RESULT.article.id, RESULT.article.sha256, "w-1"])
def test_a_brief_is_found_by_its_articles_hash_or_identifier(store: Path, named: str) -> None:
    assert find_stored(store, named, setup=2).setup_id == 2
    with pytest.raises(InputError, match="2 briefs are meant"):
        find_stored(store, named)


@pytest.mark.parametrize("named", ["w-2", "ffffff", "%", "*", "' OR 1=1"])
def test_what_is_not_in_the_store_is_said(store: Path, named: str) -> None:
    with pytest.raises(InputError, match="there is no brief"):
        find_stored(store, named)


def test_a_review_in_a_store_changes_the_brief_and_stays_for_good(store: Path) -> None:
    ran = approve(store, "--only", "w-1", "--setup", "1", "--set", f"key_points[2]={MENDED['key_points[2]']}")
    assert ran.exit_code == 0, ran.stderr
    assert ran.stdout == ""
    found = find_stored(store, "w-1", setup=1).result
    assert found is not None
    assert found.is_as_reviewed
    assert (found.status, found.provenance.human_review.status) == ("ok", "edited")
    assert rows(store, "SELECT work_id, status, reviewer, role, errors FROM reviews") == [
        (1, "edited", "Marta Ek", "duty editor", 0)
    ]
    assert rows(store, "SELECT count(*) FROM briefs_text WHERE briefs_text MATCH '\"buyer is near\"'") == [
        (1,)
    ]
    for change in ("UPDATE reviews SET reviewer = 'x'", "DELETE FROM reviews"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            rows(store, change)


def test_each_review_is_a_row_of_its_own(store: Path) -> None:
    for _ in range(2):
        approve(store, "--only", "w-1", "--setup", "1")
    assert rows(store, "SELECT count(*) FROM reviews") == [(2,)]


def test_a_review_goes_with_its_article_when_that_is_purged(store: Path) -> None:
    approve(store, "--only", "w-1", "--setup", "1", "--note", "rang the harbour master")
    with Store(store) as opened:
        purge(opened, find_doomed(opened, ["w-1"]))
    assert rows(store, "SELECT count(*) FROM reviews") == [(0,)]
    assert b"harbour master" not in store.read_bytes()


def test_reviews_outlive_damage(store: Path, tmp_path: Path) -> None:
    approve(store, "--only", "w-1", "--setup", "1")
    recover(store, tmp_path / "saved.db")
    assert rows(tmp_path / "saved.db", "SELECT reviewer FROM reviews") == [("Marta Ek",)]


def test_a_store_wants_to_know_which_brief(store: Path) -> None:
    ran = approve(store)
    assert ran.exit_code == 2
    assert "Say which one with --only" in ran.stderr


def test_a_store_of_before_takes_a_review(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.executescript("DROP TABLE reviews; DELETE FROM migrations WHERE name = 'reviews'")
    assert [each.setup_id for each in stored_results(store)] == [2, 1]
    assert approve(store, "--only", "w-1", "--setup", "2").exit_code == 3
    assert rows(store, "SELECT count(*) FROM reviews") == [(1,)]


# On the command line


def test_a_file_is_approved_on_standard_output_in_place_or_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_bytes((DATA / "result.json").read_bytes())
    shown = approve(path)
    assert shown.exit_code == 3
    assert "error on key_points[2]" in shown.stderr
    assert Result.model_validate_json(shown.stdout).is_as_reviewed
    assert not Result.model_validate_json(path.read_bytes()).is_as_reviewed
    approve(path, "-o", str(tmp_path / "other.json"))
    assert Result.model_validate_json((tmp_path / "other.json").read_bytes()).is_as_reviewed
    approve(path, "--in-place")
    assert Result.model_validate_json(path.read_bytes()).is_as_reviewed


@pytest.mark.parametrize("sort", ["words", "brief", "result"])
def test_edits_are_taken_from_a_file(tmp_path: Path, sort: str) -> None:
    brief = with_edits(brief_of(RESULT), MENDED)
    texts = {
        "words": json.dumps(MENDED),
        "brief": brief.model_dump_json(),
        "result": RESULT.model_copy(update={"brief": brief}).model_dump_json(),
    }
    edits = tmp_path / "edits.json"
    edits.write_text(texts[sort], encoding="utf-8")
    ran = approve(DATA / "result.json", "--edit", str(edits))
    assert ran.exit_code == 0, ran.stderr
    assert Result.model_validate_json(ran.stdout).provenance.human_review.status == "edited"


def test_a_rejection_is_recorded_too() -> None:
    result = Result.model_validate_json(approve(DATA / "result.json", "--reject", "--note", "no").stdout)
    assert standing(result) == "rejected"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--set", "headline"), "is no edit"),
        (("--set", "headline="), "is no edit"),
        (("--only", "w-1"), "are for a store"),
        (("--in-place", "-o", "x.json"), "Leave out -o"),
        (("--edit", "nowhere.json"), "no file"),
    ],
)
def test_an_approval_that_cannot_be_is_refused(options: tuple[str, ...], says: str) -> None:
    ran = approve(DATA / "result.json", *options)
    assert ran.exit_code == 2
    assert says in ran.stderr
    assert ran.stdout == ""


def test_a_brief_alone_is_approved_against_its_article(tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(brief_of(RESULT).model_dump_json(), encoding="utf-8")
    assert "--article" in approve(path).stderr
    article = tmp_path / "article.txt"
    article.write_bytes(RESULT.article.text.encode())
    result = Result.model_validate_json(approve(path, "--article", str(article)).stdout)
    assert result.is_as_reviewed


def test_an_abstention_has_no_words_of_a_person() -> None:
    items = dict(brief_of(RESULT).items())
    assert isinstance(items["questions.customer"], Abstention)
