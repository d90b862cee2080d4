"""The command `export`: from files and stores into files, folders and pipes."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from briefkit.cli.export import FORMATS
from briefkit.cli.program import program
from briefkit.render import EXPORTS
from briefkit.schema import Article, Record, Result
from briefkit.store import Archive, Outcome, Store

pytest.importorskip("lxml")
DATA = Path(__file__).parent / "data"
RESULT = Result.model_validate_json((DATA / "result.json").read_bytes())
CLEAR = RESULT.model_copy(update={"status": "ok", "findings": []})


def export(source: Path | str, to: str, *options: str, given: str | None = None) -> Any:
    return CliRunner().invoke(program, ["export", str(source), "--to", to, *options], input=given)


def other(number: int, *, result: Result = RESULT) -> Result:
    """Return a result of another article with another headline."""
    assert result.brief is not None
    article = Article(text=f"{result.article.text}\n\nEdition {number}.", publisher="The Marrow Ledger")
    headline = result.brief.headline.model_copy(update={"text": f"Edition {number}"})
    brief = result.brief.model_copy(update={"article_sha256": article.sha256, "headline": headline})
    return result.model_copy(update={"article": article, "brief": brief})


def filled(path: Path, results: list[Result]) -> Path:
    with Store(path) as opened, opened.writing() as connection:
        archive = Archive(connection)
        setup = archive.setup("f" * 64, model="m", host="local", detail={})
        for number, result in enumerate(results):
            place = f"line {number}"
            record = Record(
                source="wire.jsonl", place=place, external_id=f"w-{number}", article=result.article
            )
            work = archive.add(record, setup)
            assert work is not None
            archive.settle(work.id, Outcome(result=result))
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return filled(tmp_path / "briefs.db", [RESULT, other(1, result=CLEAR), other(2, result=CLEAR)])


def headlines(data: str) -> list[str]:
    return [json.loads(line)["brief"]["headline"]["text"] for line in data.splitlines()]


def test_the_formats_of_the_command_are_those_of_the_library() -> None:
    assert list(FORMATS) == list(EXPORTS)


@pytest.mark.parametrize("to", FORMATS)
def test_a_result_goes_into_every_format(to: str, tmp_path: Path) -> None:
    path = tmp_path / "out"
    ran = export(DATA / "result.json", to, "-o", str(path))
    assert ran.exit_code == 3, ran.stderr
    assert ran.stdout == ""
    assert path.stat().st_size > 1000
    assert "1 brief written" in ran.stderr
    assert "1 to review: their errors are marked" in ran.stderr


def test_a_store_goes_out_the_latest_first(store: Path) -> None:
    ran = export(store, "jsonl")
    assert ran.exit_code == 3
    assert headlines(ran.stdout)[:2] == ["Edition 2", "Edition 1"]
    assert Result.model_validate_json(ran.stdout.splitlines()[2]) == RESULT


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--status", "ok"), ["Edition 2", "Edition 1"]),
        (("--only", "w-1"), ["Edition 1"]),
        (("--only", "w-1", "--only", "w-2"), ["Edition 2", "Edition 1"]),
        (("--only", other(2).article.id), ["Edition 2"]),
        (("--only", "w-1", "--status", "ok", "--setup", "1"), ["Edition 1"]),
    ],
)
def test_a_store_goes_out_in_part(store: Path, options: tuple[str, ...], expected: list[str]) -> None:
    ran = export(store, "jsonl", *options)
    assert headlines(ran.stdout) == expected
    assert ran.exit_code == 0


def test_status_and_only_hold_for_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text(
        "".join(each.model_dump_json() + "\n" for each in (RESULT, other(1, result=CLEAR))), "utf-8"
    )
    assert headlines(export(path, "jsonl", "--status", "ok").stdout) == ["Edition 1"]
    assert headlines(export(path, "jsonl", "--only", other(1).article.id).stdout) == ["Edition 1"]


def test_a_folder_gets_a_file_a_brief_named_by_the_articles_hash(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    ran = export(store, "nitf", "-o", f"{folder}/")
    assert ran.exit_code == 3
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"{each.article.id}.nitf" for each in (RESULT, other(1), other(2))
    )


def test_two_briefs_of_one_article_do_not_overwrite_each_other(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text(f"{RESULT.model_dump_json()}\n" * 2, encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    export(path, "ninjs", "-o", str(folder))
    assert len(list(folder.iterdir())) == 2


def test_results_come_from_a_pipe_too() -> None:
    line = RESULT.model_dump_json() + "\n"
    assert (
        headlines(export("-", "jsonl", given=line * 2).stdout)
        == [RESULT.brief and RESULT.brief.headline.text] * 2
    )


def test_a_brief_alone_is_checked_against_its_article(tmp_path: Path) -> None:
    assert RESULT.brief is not None
    path = tmp_path / "brief.json"
    path.write_text(RESULT.brief.model_dump_json(), encoding="utf-8")
    assert "--article" in export(path, "text").stderr
    ran = export(path, "json", "--article", str(DATA / "article.txt"))
    assert Result.model_validate_json(ran.stdout).brief == RESULT.brief
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("Another story altogether, of which nobody has made a brief.", encoding="utf-8")
    assert "made from another text" in export(path, "text", "--article", str(wrong)).stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("nitf",), "Give a folder"),
        (("jsonl", "--only", "w-9"), "there is no brief 'w-9'"),
        (("jsonl", "--setup", "9"), "no brief to write"),
        (("jsonl", "-o", "nowhere/out.jsonl"), "its folder is not there"),
    ],
)
def test_what_cannot_be_written_is_said(store: Path, options: tuple[str, ...], says: str) -> None:
    ran = export(store, *options)
    assert ran.exit_code == 2
    assert says in ran.stderr


def test_results_without_a_brief_are_counted(tmp_path: Path) -> None:
    failed = RESULT.model_copy(update={"status": "failed", "brief": None})
    path = tmp_path / "results.jsonl"
    path.write_text(f"{failed.model_dump_json()}\n{CLEAR.model_dump_json()}\n", encoding="utf-8")
    ran = export(path, "csv")
    assert ran.exit_code == 4
    assert "1 without a brief left out" in ran.stderr
    assert ran.stdout.count("\r\n") == 2 or ran.stdout.count("\n") == 2


def test_a_brief_that_cannot_be_read_is_named_and_the_others_go_out(store: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE briefs SET brief = replace(brief, 'Edition 1', 'Edition 9')")
    ran = export(store, "jsonl")
    assert headlines(ran.stdout)[0] == "Edition 2"
    assert len(headlines(ran.stdout)) == 2
    assert "the brief of work 2 cannot be read" in ran.stderr


def test_a_failing_export_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text(f"{RESULT.model_dump_json()}\nno JSON\n", encoding="utf-8")
    ran = export(path, "csv", "-o", str(tmp_path / "out.csv"))
    assert ran.exit_code == 2
    assert "line 2 is not valid JSON" in ran.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["results.jsonl"]


def test_a_large_store_goes_out_in_little_memory(tmp_path: Path) -> None:
    """Hold a store of 20 times as many briefs to the memory of the small one, with some room for chance."""
    small = filled(tmp_path / "small.db", [other(number) for number in range(10)])
    large = filled(tmp_path / "large.db", [other(number) for number in range(200)])
    assert _most_memory(large, tmp_path) < 1.5 * _most_memory(small, tmp_path)


def _most_memory(store: Path, folder: Path) -> int:
    export(store, "jsonl", "-o", str(folder / "warm.jsonl"), "--status", "ok")
    tracemalloc.start()
    try:
        ran = export(store, "jsonl", "-o", str(folder / "out.jsonl"))
        assert ran.exit_code == 3, ran.stderr
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
