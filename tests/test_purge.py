"""Purging: an article and all that was made of it leave the store, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from briefkit import Article, Briefer
from briefkit.cli.program import program
from briefkit.errors import InputError, StoreError
from briefkit.models import ScriptedModel
from briefkit.schema import Record, Request
from briefkit.store import Archive, Cache, Store, find_doomed, purge, recover
from tests.test_batch import DRAFT, edition, table

SECRET = "Quillmaster"
"""A word that stands in one article only, and in all that is made of it."""


def rename(text: str) -> str:
    """Return a text in which the company has the secret's name."""
    return text.replace("Halden", SECRET)


def answer(request: Request) -> str:
    return rename(DRAFT) if any(SECRET in message.content for message in request.messages) else DRAFT


def secret() -> Article:
    """Return the article that is to go."""
    return Article(
        text=rename(edition(2).text), headline=f"{SECRET} speaks", url="https://news.example/quillmaster"
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a store with the briefs of three articles, one of which names the secret."""
    path = tmp_path / "briefs.db"
    with Briefer(ScriptedModel(answer), plan="whole") as briefer:
        results = list(briefer.batch([edition(1), secret(), edition(3)], store=path))
    assert len(results) == 3
    assert SECRET.encode() in bytes_of(path)
    return path


def bytes_of(path: Path) -> bytes:
    """Return all bytes of a store, its latest changes included."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def remove(path: Path, *names: str, forget: bool = False) -> None:
    with Store(path) as store:
        purge(store, find_doomed(store, names), forget=forget)


def command(*words: object, given: str | None = None) -> tuple[int, str]:
    outcome = CliRunner().invoke(program, [str(word) for word in words], input=given)
    return outcome.exit_code, outcome.output


@pytest.mark.parametrize(
    "name",
    [secret().sha256, secret().sha256[:8], "https://news.example/quillmaster"],
    ids=["hash", "start of the hash", "address"],
)
def test_not_a_byte_of_a_purged_article_is_left_and_the_others_stay(path: Path, name: str) -> None:
    remove(path, name)
    for form in (SECRET, SECRET.lower(), SECRET.upper()):
        assert form.encode() not in bytes_of(path)
    assert table(path, "SELECT count(*) FROM briefs") == [(2,)]
    assert table(path, "SELECT count(*) FROM briefs_text WHERE briefs_text MATCH 'halden'") == [(2,)]
    assert table(path, "PRAGMA foreign_key_check") == []


def test_what_was_spent_on_it_stays_in_the_books(path: Path) -> None:
    spent = "SELECT count(*), sum(input_tokens), sum(output_tokens) FROM attempts"
    before = table(path, spent)
    remove(path, secret().sha256)
    assert table(path, spent) == before


def test_the_next_batch_leaves_a_purged_article_out(path: Path) -> None:
    remove(path, secret().sha256)
    asked = ScriptedModel(answer)
    with Briefer(asked, plan="whole") as briefer:
        assert list(briefer.batch([edition(1), secret(), edition(3)], store=path)) == []
    assert asked.requests == []
    assert SECRET.encode() not in bytes_of(path)


def test_what_is_forgotten_may_be_briefed_again(path: Path) -> None:
    remove(path, secret().sha256)
    remove(path, secret().sha256, forget=True)
    with Briefer(ScriptedModel(answer), plan="whole") as briefer:
        assert len(list(briefer.batch([secret()], store=path))) == 1


def test_answers_that_a_single_brief_kept_go_too(tmp_path: Path) -> None:
    path = tmp_path / "briefs.db"
    model = ScriptedModel(answer)
    with (
        Store(path) as store,
        Briefer(model, plan="whole", gates=[Cache(store, model=model.name)]) as briefer,
    ):
        briefer.brief(secret())
        briefer.brief(edition(1))
    assert SECRET.encode() in bytes_of(path)
    remove(path, secret().id)
    assert SECRET.encode() not in bytes_of(path)
    assert table(path, "SELECT count(*) > 0 FROM replies") == [(1,)]


def test_an_answer_about_two_articles_goes_with_either(path: Path) -> None:
    """Small questions about one sentence can be the same for two articles: the answer is about both."""
    with Store(path) as store, store.writing() as connection:
        archive = Archive(connection)
        setup = archive.setup("s", model="m", host="h", detail={})
        work = archive.add(Record(source="s", place="1", article=secret()), setup)
        assert work is not None
        key = connection.execute("SELECT key FROM replies ORDER BY article_sha256 = ?", (secret().sha256,))
        archive.started(work.id, archive.begin_run(setup, []), request_key=key.fetchone()[0], purpose="p")
    remove(path, secret().sha256)
    assert table(path, "SELECT count(*) FROM replies") == [(1,)]


def test_a_recovered_store_remembers_what_was_purged(path: Path, tmp_path: Path) -> None:
    remove(path, secret().sha256)
    recover(path, tmp_path / "new.db")
    assert table(tmp_path / "new.db", "SELECT sha256 FROM purged") == [(secret().sha256,)]


def test_a_name_that_means_no_article_removes_nothing(path: Path) -> None:
    with pytest.raises(InputError, match="no article 'nobody'"):
        remove(path, secret().sha256, "nobody")
    assert table(path, "SELECT count(*) FROM briefs") == [(3,)]


def test_the_same_question_means_the_same_key_whatever_article_it_says(tmp_path: Path) -> None:
    request = Request(purpose="p", messages=[])
    assert request.key("m") == request.model_copy(update={"article": "a" * 64}).key("m")


def test_nothing_is_purged_while_a_batch_writes(path: Path) -> None:
    with Store(path), pytest.raises(StoreError, match="is writing into"):
        remove(path, secret().sha256)


# the command


def test_the_command_says_what_there_is_and_removes_it_when_told_to(path: Path) -> None:
    code, printed = command("purge", path, secret().id, "--dry-run")
    assert code == 0
    assert "1 article, 1 record, 1 brief, " in printed
    assert "Quillmaster speaks" in printed
    assert table(path, "SELECT count(*) FROM briefs") == [(3,)]
    code, printed = command("purge", path, secret().id, "--yes")
    assert (code, printed.splitlines()[0]) == (0, f"removed from {path}:")
    assert SECRET.encode() not in bytes_of(path)


def test_the_command_removes_nothing_where_nobody_can_be_asked(path: Path) -> None:
    code, printed = command("purge", path, secret().id)
    assert code == 2
    assert "--yes" in printed
    assert table(path, "SELECT count(*) FROM briefs") == [(3,)]


def test_the_command_makes_no_store_where_none_is(tmp_path: Path) -> None:
    code, _ = command("purge", tmp_path / "none.db", "abcdef01", "--yes")
    assert code == 2
    assert not (tmp_path / "none.db").exists()
