"""A key and an article stay where they belong: nothing that is logged, raised, shown or named has a word of either."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefkit import Article, Briefer
from briefkit.batch import Batch, Options
from briefkit.errors import BriefkitError
from briefkit.models.openai import OpenAIModel
from briefkit.models.openai import Options as ModelOptions
from briefkit.models.retrying import Patience
from briefkit.schema import Message, Record, Request
from briefkit.store import Store
from tests.fault_server import FaultServer, Step, error, ok, raw

KEY = "sk-canary-9f3b7d1e5a2c4f60"
SENTENCE = "The lighthouse at Corvane Point was sold to its keeper for eleven crowns on Thursday"
TEXT = (
    f"{SENTENCE}. The county council agreed by nine votes to two. Its chair, Mara Ellish, said the roof had leaked "
    "for years. The keeper will open a museum in May. Two members asked for a second valuation before that."
)
ECHO = {"error": {"message": f"Bad request: {TEXT} with key {KEY}", "code": "x", "type": "y"}}
QUICK = ModelOptions(patience=Patience(first_wait=0.001, widest_wait=0.002, longest_wait=0.05, total=1.0))

SERVERS: dict[str, Step] = {
    "401": error(401, ECHO),
    "400 that echoes": error(400, ECHO),
    "403 in words": raw(f"Denied for {KEY}: {TEXT}", status=403, kind="text/plain"),
    "404": error(404, ECHO),
    "429": error(429, ECHO, {"retry-after": "0"}),
    "500": error(500, ECHO),
    "error in 200": raw(f'{{"error": {{"message": "{SENTENCE}", "code": 500}}}}'),
    "garbage": raw(f"{SENTENCE} {KEY}"),
    "a web page": raw(f"<html>{TEXT} {KEY}</html>", kind="text/html"),
    "cut off": raw(b'{"choices": [', length=5000),
    "reset": Step(data=b"", then="reset"),
    "timeout": Step(then="hang"),
    "no JSON": ok(f"Certainly! {TEXT}"),
    "another form": ok(f'{{"headline": "{SENTENCE}"}}'),
    "refusal": ok(None, finish="content_filter", message={"refusal": f"I cannot: {SENTENCE}"}),
}


@pytest.mark.parametrize("name", SERVERS)
def test_no_log_and_no_error_has_the_key_or_the_article(
    name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []

    async def main() -> None:
        async with FaultServer([SERVERS[name]]) as server:
            model = OpenAIModel(
                "m", base_url=server.url, api_key=KEY, deadline=0.5, attempts=2, options=QUICK
            )
            briefer = Briefer(model)
            shown.extend(map(repr, (model, vars(model), briefer, briefer.job().setup_detail)))
            try:
                result = await briefer.abrief(Article(text=TEXT))
                shown.extend(f"{each.code} {each.message} {each.hint}" for each in result.findings)
            except BriefkitError as failure:
                shown.extend((str(failure), repr(failure), repr(vars(failure))))
                shown.append("".join(traceback.format_exception(failure)))
            await model.aclose()

    asyncio.run(main())
    logged = [f"{record.getMessage()} {record.args}" for record in caplog.records]
    spoken = capfd.readouterr()
    for said in (*shown, *logged, spoken.out, spoken.err):
        assert KEY not in said
        assert SENTENCE not in said


def test_names_of_files_and_keys_of_answers_are_hashes(tmp_path: Path) -> None:
    path = tmp_path / "briefs.db"

    async def main() -> None:
        async with FaultServer([SERVERS["500"]]) as server:
            model = OpenAIModel("m", base_url=server.url, api_key=KEY, deadline=1, attempts=1, options=QUICK)
            with Store(path) as store:
                given = [Record(source="wire", place="line 1", article=Article(text=TEXT))]
                batch = Batch(Briefer(model).job(), store, options=Options())
                await batch.run(_Given(given))
            await model.aclose()

    asyncio.run(main())
    names = {each.name for each in tmp_path.iterdir()}
    assert all(name.startswith("briefs.db") for name in names)
    held = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert TEXT.encode() in held, "the store keeps articles, or the test shows nothing"
    assert KEY.encode() not in held
    key = Request(purpose="x", messages=[Message(role="user", content=TEXT)]).key("m")
    assert len(key) == 64
    assert set(key) <= set("0123456789abcdef")


class _Given:
    source = "wire"
    fingerprint: str | None = None
    total: int | None = 1

    def __init__(self, given: list[Record]) -> None:
        self._given = given

    def before(self, position: str) -> None:
        return None

    def records(self, after: str | None = None) -> Iterator[Record]:
        return iter(self._given)


CRASHING = """
import sys
import briefkit.briefer
from briefkit.cli import main
def crash(*given, **named):
    raise ZeroDivisionError("a mistake of ours")
briefkit.briefer.choose_plan = crash
sys.argv[1:] = ["brief", sys.argv[1], "--model", "m", "--base-url", "http://127.0.0.1:9/v1"]
main()
"""


def test_a_crash_shows_where_it_was_and_nothing_of_key_or_article(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    env = {**os.environ, "BRIEFKIT_DEBUG": "1", "BRIEFKIT_API_KEY": KEY, "OPENAI_API_KEY": KEY}
    ran = subprocess.run(
        [sys.executable, "-c", CRASHING, str(article)], env=env, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 1
    assert "ZeroDivisionError" in ran.stderr
    assert KEY not in ran.stdout + ran.stderr
    assert SENTENCE not in ran.stdout + ran.stderr
