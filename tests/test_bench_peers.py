"""What the measuring of an article's cost stands on: editions that differ, with drafts that make sound briefs."""

from __future__ import annotations

import asyncio
import re

import pytest

from benchmarks.editions import edition
from benchmarks.loopback import Rules, served
from briefkit.briefer import Briefer
from briefkit.models import ScriptedModel
from briefkit.models.openai import OpenAIModel
from briefkit.schema import Article, Message, Request


@pytest.mark.parametrize("number", [0, 1, 2, 63])
def test_the_draft_of_an_edition_makes_a_brief_without_an_error_in_one_request(number: int) -> None:
    made = edition(number)
    result = Briefer(ScriptedModel([made.draft]), plan="whole").brief(Article(text=made.article))
    assert result.status == "ok", [found.message for found in result.findings]
    assert result.usage.requests == 1
    assert 650 <= len(made.article.split()) <= 750


def test_editions_share_no_name() -> None:
    first, second = (set(re.findall(r"\b[A-Z][a-z]{5,}\b", edition(number).article)) for number in (1, 2))
    words = {
        "Commission",
        "County",
        "Demand",
        "February",
        "Friday",
        "Harbour",
        "Holdings",
        "Sawmills",
        "Tuesday",
    }
    assert first & second <= words
    assert len(first - second) > 10


def test_the_server_answers_a_question_about_an_edition_with_its_draft() -> None:
    async def answers(address: str) -> list[str]:
        model = OpenAIModel("m", base_url=address, api_key="none")
        told = ("about edition 1.", "about edition 0.", "about nothing.")
        asked = [Request(purpose="a trial", messages=[Message(role="user", content=text)]) for text in told]
        try:
            return [(await model.answer(request)).text for request in asked]
        finally:
            await model.aclose()

    with served(Rules(text="none", texts=("zero", "one"))) as address:
        assert asyncio.run(answers(address)) == ["one", "zero", "none"]
