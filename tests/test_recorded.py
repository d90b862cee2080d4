"""Recorded replies: given again as they were, never guessed, and recorded anew with as few questions as possible."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefkit import Article, Briefer, ScriptedModel
from briefkit.errors import ConfigurationError
from briefkit.models import choose_model
from briefkit.models.recorded import RecordedModel, Recorder, Recording
from briefkit.schema import Message, Reply, Request, Result

DRAFT = (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")


def recorder(file: Path, name: str = "some-model") -> tuple[Recorder, ScriptedModel]:
    model = ScriptedModel(lambda request: DRAFT, name=name)
    return Recorder(model, file, again="make record"), model


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "replies.jsonl"


@pytest.fixture
def recorded(file: Path, article: Article) -> Result:
    with Briefer(recorder(file)[0]) as briefer:
        return briefer.brief(article)


def test_what_was_recorded_is_briefed_again_to_the_letter(
    file: Path, recorded: Result, article: Article
) -> None:
    with Briefer(f"recorded:{file}") as briefer:
        again = briefer.brief(article)
    assert again.brief is not None
    assert recorded.brief is not None
    assert list(again.brief.statements()) == list(recorded.brief.statements())
    assert again.usage == recorded.usage
    assert again.provenance.model_asked == "some-model"
    assert "answered from recorded replies" in again.provenance.notes


@pytest.mark.parametrize("change", ["article", "prompt"])
def test_whatever_changes_a_request_is_an_error_that_says_how_to_record_again(
    file: Path, recorded: Result, article: Article, tmp_path: Path, change: str
) -> None:
    own = tmp_path / "own.md"
    own.write_text("# system\nBe brief. {{fields}}\n", encoding="utf-8")
    given = article.model_copy(update={"text": f"{article.text}\nOne more line."})
    with (
        Briefer(f"recorded:{file}", prompt=own if change == "prompt" else None) as briefer,
        pytest.raises(ConfigurationError, match=r"has changed since.*Record again: make record"),
    ):
        briefer.brief(given if change == "article" else article)


def test_recording_again_asks_only_what_is_new_and_drops_what_nobody_asks_for(
    file: Path, recorded: Result, article: Article
) -> None:
    again, model = recorder(file)
    with Briefer(again) as briefer:
        briefer.brief(article)
    assert model.requests == []
    text = file.read_text(encoding="utf-8")

    shorter = article.model_copy(update={"text": article.text.rpartition("Halden reported")[0]})
    changed, model = recorder(file)
    with Briefer(changed) as briefer:
        briefer.brief(shorter)
    assert len(model.requests) == len(changed.recording) > 0
    assert set(text.splitlines()) < set(file.read_text(encoding="utf-8").splitlines()), "nothing is lost"
    changed.prune()
    assert shorter.sha256 in file.read_text(encoding="utf-8")
    assert article.sha256 not in file.read_text(encoding="utf-8")


def test_replies_of_another_model_are_never_taken_for_this_ones(
    file: Path, recorded: Result, article: Article
) -> None:
    other, model = recorder(file, name="another-model")
    with Briefer(other) as briefer:
        briefer.brief(article)
    assert len(model.requests) == 1
    assert RecordedModel(f"recorded:{file}").name == "another-model"


def test_a_file_does_not_depend_on_who_answered_first(tmp_path: Path) -> None:
    requests = [
        Request(purpose=str(number), messages=[Message(role="user", content=str(number))])
        for number in range(5)
    ]
    files = []
    for name, order in (("a", requests), ("b", requests[::-1])):
        recording = Recording.of(ScriptedModel([]), again="")
        for request in order:
            recording.keep(request, Reply(text=request.purpose))
        recording.write(tmp_path / name)
        files.append((tmp_path / name).read_text(encoding="utf-8"))
    assert files[0] == files[1]
    assert len(files[0].splitlines()) == 6


@pytest.mark.parametrize(
    "content", [None, "", "{}\n", "no json\n"], ids=["missing", "empty", "other", "text"]
)
def test_a_file_that_is_no_recording_is_refused(file: Path, content: str | None) -> None:
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        RecordedModel(f"recorded:{file}")


def test_a_recording_is_a_model_by_name() -> None:
    assert choose_model("recorded:replies.jsonl", env={"OPENAI_API_KEY": "k"}).family == "recorded"
