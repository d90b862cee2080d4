"""The second opinion: which lines are asked about, what of a verdict counts, and that it only ever adds doubts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefkit import Article, Briefer, ScriptedModel
from briefkit.budget import BudgetGate
from briefkit.checks import CODES, Claim, Facts, check, report
from briefkit.draft.wire import DraftAppeal, DraftOpinion
from briefkit.errors import InputError
from briefkit.models import Capabilities
from briefkit.models.portable import portable
from briefkit.plan import Setup, opinion, whole
from briefkit.plan.asking import fence_of
from briefkit.plan.doubts import OBJECTIONS, Unresolved, resolve_opinion
from briefkit.plan.excerpts import Excerpts
from briefkit.plan.opinion import is_worth_asking
from briefkit.prompts import load_prompt
from briefkit.schema import (
    Failure,
    KeyPoint,
    Question,
    Reply,
    Report,
    Request,
    Result,
    Statement,
    Unknown,
    Usage,
)
from briefkit.store import Cache, Store

DRAFT = (Path(__file__).parent / "data" / "draft.json").read_text(encoding="utf-8")
SETUP = Setup(
    model="scripted",
    prompts={purpose: load_prompt(purpose) for purpose in ("brief", "repair", "merge", "opinion")},
    checks="model",
)
SPENT = Usage(requests=1, attempts=1, input_tokens=100, output_tokens=10)
HEADLINE = "Halden Cloud signs 12-year deal for 180 MW; Utilities Board to rule by 30 January 2027"
BETTER = "Halden Cloud signs 12-year deal for 180 MW; Utilities Board expected to rule by 30 January 2027"
OVERSTATED = {
    "evidence": [10],
    "verdict": "overstated",
    "offending": "to rule by 30 January 2027",
    "corrected": BETTER,
}
SUPPORTED = {"evidence": [4], "verdict": "supported", "offending": None, "corrected": None}
STANDS = {"evidence": [], "objection_stands": True}
FALLS = {"evidence": [10], "objection_stands": False}


def say(value: dict[str, Any]) -> Reply:
    return Reply(text=json.dumps(value), usage=SPENT, model="m-1", host="h")


def on_the_headline(verdict: dict[str, Any], appeal: dict[str, Any]) -> Callable[[Request], Reply]:
    """Answer as a model that finds fault with the headline and with nothing else."""

    def answer(request: Request) -> Reply:
        if request.answer_name == "brief":
            return Reply(text=DRAFT, usage=SPENT)
        if request.answer_name == "appeal":
            return say(appeal)
        return say(verdict if f"The line: {HEADLINE}" in request.messages[1].content else SUPPORTED)

    return answer


def drive(
    article: Article, answer: Callable[[Request], Reply], setup: Setup = SETUP
) -> tuple[Result, list[list[Request]]]:
    """Answer the plan round by round."""
    plan = whole(article, setup)
    rounds = [next(plan)]
    while True:
        try:
            rounds.append(plan.send([answer(request) for request in rounds[-1]]))
        except StopIteration as end:
            return end.value, rounds


def opinions(found: Result | Report) -> list[str]:
    return [finding.code for finding in found.findings if finding.code.startswith("opinion.")]


def claim(article: Article, text: str = HEADLINE, path: str = "headline", **more: Any) -> Claim:
    facts = Facts.of(article)
    spans = [
        article.span(facts.sentences[number - 1].start, facts.sentences[number - 1].end) for number in (4, 10)
    ]
    return Claim(path, Statement(text=text, evidence=spans, **more), facts)


class TestTheRounds:
    def test_without_being_asked_for_nobody_is_asked(self, article: Article) -> None:
        result, rounds = drive(article, on_the_headline(OVERSTATED, STANDS), replace(SETUP, checks="code"))
        assert len(rounds) == 1
        assert opinions(result) == []
        assert result.provenance.opinions == 0

    def test_the_lines_of_one_brief_are_asked_about_side_by_side_and_objections_once_more(
        self, article: Article
    ) -> None:
        _, rounds = drive(article, on_the_headline(OVERSTATED, STANDS))
        assert [request.answer_name for request in rounds[0]] == ["brief"]
        assert {request.answer_name for request in rounds[1]} == {"opinion"}
        assert len(rounds[1]) >= 5
        assert [request.answer_name for request in rounds[2]] == ["appeal"], "on negatives only"

    def test_a_doubt_that_stands_is_a_warning_marked_as_the_models_opinion(self, article: Article) -> None:
        result, _ = drive(article, on_the_headline(OVERSTATED, STANDS))
        [finding] = [found for found in result.findings if found.code == "opinion.overstated"]
        assert (finding.severity, finding.path) == ("warning", "headline")
        assert finding.message.startswith("The model's second opinion:")
        assert finding.offending == "to rule by 30 January 2027"
        assert BETTER in finding.hint
        assert finding.nearest is not None
        assert finding.nearest.quote.startswith("The deal still needs approval")
        assert result.status == "ok", "an opinion alone bars nothing"

    @pytest.mark.parametrize(
        ("code", "evidence", "offending"),
        [
            ("opinion.contradicted", [10], "to rule by 30 January 2027"),
            ("opinion.not_in_source", [], "signs 12-year deal"),
            ("opinion.misattributed", [4], "Halden Cloud"),
        ],
    )
    def test_each_verdict_has_a_code_of_its_own_with_what_it_holds_against_the_line(
        self, article: Article, code: str, evidence: list[int], offending: str
    ) -> None:
        verdict = code.removeprefix("opinion.")
        said = {"evidence": evidence, "verdict": verdict, "offending": offending, "corrected": None}
        result, _ = drive(article, on_the_headline(said, STANDS))
        [finding] = [found for found in result.findings if found.code.startswith("opinion.")]
        assert (finding.code, finding.severity, finding.path) == (code, "warning", "headline")
        assert OBJECTIONS[verdict] in finding.message
        assert finding.offending == offending
        assert finding.hint == "Look whether the words can go."

    def test_a_doubt_that_does_not_stand_is_dropped_with_a_note(self, article: Article) -> None:
        result, _ = drive(article, on_the_headline(OVERSTATED, FALLS))
        assert opinions(result) == []
        assert any(
            "objection to headline (overstated) was dropped" in note for note in result.provenance.notes
        )

    def test_a_doubt_without_a_usable_second_answer_is_dropped_with_a_note(self, article: Article) -> None:
        result, _ = drive(article, on_the_headline(OVERSTATED, {"maybe": True}))
        assert opinions(result) == []
        assert any("no usable second answer" in note for note in result.provenance.notes)

    def test_every_opinion_is_counted_and_its_prompt_recorded(self, article: Article) -> None:
        result, rounds = drive(article, on_the_headline(OVERSTATED, STANDS))
        asked = sum(map(len, rounds))
        assert result.usage.requests == asked
        assert result.usage.input_tokens == 100 * asked
        assert result.provenance.opinions == len(rounds[1])
        assert "opinion/v1" in [prompt.name for prompt in result.provenance.prompts]
        assert result.brief is not None
        assert result.brief.provenance == result.provenance

    def test_equal_replies_make_equal_results(self, article: Article) -> None:
        answer = on_the_headline(OVERSTATED, STANDS)
        assert drive(article, answer) == drive(article, answer)

    def test_it_never_removes_what_code_found(self, article: Article) -> None:
        wrong = {"evidence": [4], "text": "Halden Cloud signs a deal for 810 MW"}
        flawed = json.dumps({**json.loads(DRAFT), "headline": wrong})

        def answer(request: Request) -> Reply:
            return Reply(text=flawed) if request.answer_name == "brief" else say(SUPPORTED)

        result, rounds = drive(article, answer, replace(SETUP, repairs=0))
        assert "numbers.absent" in [found.code for found in result.findings_on("headline")]
        assert result.status == "review"
        [asked] = [request for request in rounds[1] if "810 MW" in request.messages[1].content]
        assert "Remarks of code: none" not in asked.messages[1].content

    def test_lost_answers_leave_the_brief_and_say_so(self, article: Article) -> None:
        lost = Reply(text="", finish="failed", failure=Failure(code="budget", message="The budget is spent."))

        def answer(request: Request) -> Reply:
            return Reply(text=DRAFT) if request.answer_name == "brief" else lost

        result, rounds = drive(article, answer)
        [finding] = [found for found in result.findings if found.code == "opinion.missing"]
        assert finding.severity == "note"
        assert f"{len(rounds[1])} of {len(rounds[1])} lines: The budget is spent." in finding.message
        assert result.provenance.opinions == 0
        assert result.status == "ok"


class TestWhatIsAsked:
    def request(self, article: Article, setup: Setup = SETUP) -> Request:
        _, rounds = drive(article, on_the_headline(OVERSTATED, STANDS), setup)
        return next(request for request in rounds[1] if HEADLINE in request.messages[1].content)

    def test_the_static_part_stands_first_and_everything_else_inside_the_fence(
        self, article: Article
    ) -> None:
        system, user = self.request(article).messages
        fence = fence_of(article)
        assert "Halden" not in system.content
        assert user.content.startswith(f"<{fence}>")
        assert user.content.endswith(f"</{fence}>")
        assert user.content.index("[16] ") > user.content.index("The line: ")
        assert "Sentences that it cites: [2], [4], [10]" in user.content

    def test_the_publisher_is_named_because_the_lede_may_name_it(self, article: Article) -> None:
        assert "Publisher: The Marrow Ledger" in self.request(article).messages[1].content

    @pytest.mark.parametrize("form", [DraftOpinion, DraftAppeal])
    def test_the_form_is_one_that_every_server_takes_with_the_evidence_first(self, form: Any) -> None:
        schema = portable(form.model_json_schema())
        assert next(iter(schema["properties"])) == "evidence"
        assert schema["required"] == list(schema["properties"])
        assert schema["additionalProperties"] is False

    def test_a_small_window_shows_what_is_around_the_evidence(self, article: Article) -> None:
        long = Article(
            text=article.text
            + "\n\n"
            + "\n\n".join(f"The mill in Aldery closed gate {n}." for n in range(400)),
            publisher=article.publisher,
            language="en",
        )
        shown = self.request(long, replace(SETUP, max_output_tokens=800, window_tokens=3600))
        content = shown.messages[1].content
        assert "of its 416 sentences" in content
        assert "[4] " in content
        assert "[10] " in content
        assert "[416]" not in content
        assert sum(len(message.content) // 3 for message in shown.messages) + 800 < 3600

    def test_a_window_without_room_is_no_opinion_and_says_so(self, article: Article) -> None:
        result, rounds = drive(
            article,
            on_the_headline(OVERSTATED, STANDS),
            replace(SETUP, window_tokens=2000, max_output_tokens=1900),
        )
        assert len(rounds) == 1
        assert opinions(result) == ["opinion.missing"]

    def test_a_long_article_costs_no_more_than_its_excerpt(self, article: Article) -> None:
        facts = Facts.of(Article(text=article.text + " It rained in Aldery." * 4000, language="en"))
        subject = claim(article)
        shown = Excerpts(facts, len).about(Claim("headline", subject.statement, facts), [], 3000)
        assert {4, 10} <= {sentence.number for sentence in shown}
        assert len(shown) < 60


class TestWhichLines:
    @pytest.mark.parametrize(
        ("text", "path", "doubted", "short", "asked"),
        [
            (HEADLINE, "headline", False, False, True),
            ("Halden Cloud agreed to buy electricity from Tri-Rivers Power", "headline", False, False, False),
            ("Halden Cloud agreed to buy electricity from Tri-Rivers Power", "headline", False, True, True),
            ("Halden Cloud agreed to buy electricity, it said", "lines[3]", False, False, True),
            ("The mayor hopes for jobs along the river", "key_points[0]", False, False, True),
            (HEADLINE, "stakes[0]", False, True, False),
            (HEADLINE, "stakes[0]", True, False, True),
            ("The deal still needs approval from the state Utilities Board, which is expected to rule by"
             " 30 January 2027.", "lines[0]", True, True, False),
        ],
        ids=[
            "a figure", "well supported", "in a short article", "an attribution", "little support",
            "not read first", "code doubts it", "a sentence of the article",
        ],
    )  # fmt: skip
    def test_it_is_asked_about_what_can_go_wrong(
        self, article: Article, text: str, path: str, doubted: bool, short: bool, asked: bool
    ) -> None:
        assert is_worth_asking(claim(article, text, path), doubted, short) is asked

    def test_that_a_line_is_too_long_is_no_remark_for_a_fact_checker(self, article: Article) -> None:
        wordy: dict[str, Any] = {
            "evidence": [2, 4, 10],
            "text": f"{HEADLINE}, as the state of Marrow County has it now",
        }
        flawed = json.dumps({**json.loads(DRAFT), "headline": wordy})
        result, rounds = drive(
            article, lambda asked: Reply(text=flawed) if asked.answer_name == "brief" else say(SUPPORTED)
        )
        assert "lengths.field" in [found.code for found in result.findings_on("headline")]
        [asked] = [request for request in rounds[1] if wordy["text"] in request.messages[1].content]
        assert "Shorten" not in asked.messages[1].content

    def test_what_infers_asks_or_is_missing_claims_nothing(self, article: Article) -> None:
        facts = Facts.of(article)
        question = Question(text="How?", evidence=[], why_open="x", who_could_answer=[], settled_by="y")
        unknown = Unknown(text="The price.", evidence=[], how="declined")
        inferred = Statement(text="It is $1.9 billion.", evidence=[], basis="inferred")
        for statement in (question, unknown, inferred):
            assert not is_worth_asking(Claim("questions.financial", statement, facts), True, True)

    def test_where_no_line_is_worth_it_nothing_is_asked(self, article: Article) -> None:
        plan = opinion("Halden has not disclosed a tenant.", article, SETUP)
        with pytest.raises(StopIteration) as end:
            next(plan)
        assert end.value.value.provenance.notes == ["no line was worth a second opinion"]


class TestWhatCounts:
    def resolve(self, article: Article, **changes: Any) -> Any:
        subject = claim(article)
        said = DraftOpinion.model_validate({**OVERSTATED, **changes})
        return resolve_opinion(said, subject, subject.facts.sentences)

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"evidence": [99]}, "not shown: 99"),
            ({"evidence": [0]}, "not shown: 0"),
            ({"evidence": []}, "points to no sentence"),
            ({"offending": None}, "not in the line"),
            ({"offending": ""}, "not in the line"),
            ({"offending": " ; "}, "not in the line"),
            ({"offending": "to rule by 30 June"}, "not in the line"),
            ({"offending": "To Rule By 30 January 2027"}, "not in the line"),
            ({"corrected": HEADLINE}, "changes nothing"),
            ({"corrected": "expected"}, "not the line put right"),
            ({"corrected": "null"}, "not the line put right"),
            ({"corrected": BETTER.replace("180", "810")}, "numbers.absent"),
            ({"corrected": BETTER.replace("Halden Cloud", "Corvex Labs")}, "names.absent"),
        ],
        ids=[
            "a sentence that is not", "a sentence before the first", "no sentence", "no words", "empty words",
            "only marks", "other words", "another case", "no correction", "a fragment", "the word null",
            "a wrong figure", "a wrong name",
        ],
    )  # fmt: skip
    def test_a_verdict_that_does_not_resolve_is_refused_with_the_reason(
        self, article: Article, changes: dict[str, Any], why: str
    ) -> None:
        with pytest.raises(Unresolved, match=why):
            self.resolve(article, **changes)

    def test_a_refused_verdict_is_noted_and_not_appealed(self, article: Article) -> None:
        result, rounds = drive(article, on_the_headline({**OVERSTATED, "evidence": [99]}, STANDS))
        assert len(rounds) == 2
        assert opinions(result) == []
        assert any("an opinion on headline was not used" in note for note in result.provenance.notes)

    def test_a_sentence_that_was_not_shown_is_no_evidence(self, article: Article) -> None:
        subject = claim(article)
        with pytest.raises(Unresolved, match="not shown: 10"):
            resolve_opinion(DraftOpinion.model_validate(OVERSTATED), subject, subject.facts.sentences[:5])

    def test_what_is_supported_needs_nothing_else(self, article: Article) -> None:
        assert self.resolve(article, **{**SUPPORTED, "offending": "noise", "evidence": [99]}) is None

    def test_what_is_not_in_the_source_points_to_the_nearest_sentence(self, article: Article) -> None:
        doubt = self.resolve(article, verdict="not_in_source", evidence=[], corrected=None)
        assert doubt.finding().nearest is not None
        assert doubt.finding().hint

    @pytest.mark.parametrize("verdict", sorted(OBJECTIONS))
    def test_every_objection_has_a_code_of_its_own(self, article: Article, verdict: str) -> None:
        found = self.resolve(article, verdict=verdict).finding()
        assert found.code == f"opinion.{verdict}"
        assert CODES[found.code].severity == "warning"

    def test_prose_is_asked_again_once_and_then_given_up(self, article: Article) -> None:
        def answer(request: Request) -> Reply:
            return Reply(text=DRAFT if request.answer_name == "brief" else "It looks fine to me.")

        result, rounds = drive(article, answer)
        assert len(rounds) == 3
        assert opinions(result) == ["opinion.missing"]

    def test_a_verdict_of_no_known_kind_is_asked_again(self, article: Article) -> None:
        result, rounds = drive(article, on_the_headline({**OVERSTATED, "verdict": "fishy"}, STANDS))
        assert len(rounds[2]) == 1
        assert opinions(result) == ["opinion.missing"]


class TestSomebodyElsesSummary:
    SUMMARY = f"{HEADLINE}. Halden has not disclosed a tenant."

    def answer(self, request: Request) -> Reply:
        return say(STANDS if request.answer_name == "appeal" else {**OVERSTATED, "corrected": BETTER})

    def test_a_plan_gives_a_report_with_the_doubts_and_what_they_cost(self, article: Article) -> None:
        plan = opinion(self.SUMMARY, article, SETUP)
        first = next(plan)
        assert len(first) == 1, "the second sentence is the article's own"
        second = plan.send([self.answer(request) for request in first])
        with pytest.raises(StopIteration) as end:
            plan.send([self.answer(request) for request in second])
        made: Report = end.value.value
        assert opinions(made) == ["opinion.overstated"]
        assert made.findings[0].path == "lines[0]"
        assert made.provenance is not None
        assert made.provenance.usage.requests == 2
        assert made.lines == report(self.SUMMARY, article).lines
        assert Report.model_validate_json(made.model_dump_json()) == made

    def test_a_briefer_checks_with_its_model(self, article: Article) -> None:
        with Briefer(ScriptedModel(self.answer), checks="model") as briefer:
            made = briefer.check(self.SUMMARY, article)
        assert opinions(made) == ["opinion.overstated"]
        assert made.provenance is not None
        assert made.provenance.cost.basis == "local"
        assert made.provenance.seconds is not None

    def test_a_briefer_whose_checks_are_code_asks_nobody(self, article: Article) -> None:
        model = ScriptedModel([])
        assert Briefer(model).check(self.SUMMARY, article) == report(self.SUMMARY, article)
        assert model.requests == []

    def test_a_brief_keeps_its_kinds_of_statement(self, article: Article) -> None:
        made, _ = drive(article, on_the_headline(OVERSTATED, STANDS), replace(SETUP, checks="code"))
        assert made.brief is not None
        asked = next(opinion(made.brief, article, SETUP))
        lines = {request.messages[1].content.partition("\n")[2].partition("\n")[0] for request in asked}
        for path, statement in made.brief.statements():
            doubted = statement.basis == "stated" and any(
                found.path == path for found in check(made.brief, article)
            )
            wanted = isinstance(statement, KeyPoint) or path in ("headline", "dek", "lede") or doubted
            assert (f"The line: {statement.text}" in lines) is wanted, path


class TestThroughTheBriefer:
    def test_it_is_asked_for_by_name(self, article: Article) -> None:
        result = Briefer(ScriptedModel(on_the_headline(OVERSTATED, STANDS)), checks="model").brief(article)
        assert opinions(result) == ["opinion.overstated"]

    def test_a_small_models_brief_gets_one_too(self, article: Article) -> None:
        def answer(request: Request) -> Reply:
            if request.answer_name in ("opinion", "appeal"):
                return say(SUPPORTED if request.answer_name == "opinion" else FALLS)
            return Reply(text="{}")

        model = ScriptedModel(
            answer, capabilities=Capabilities(plan="stepwise", local=True, window_tokens=8192)
        )
        result = Briefer(model, checks="model").brief(article)
        assert result.brief is not None
        assert result.provenance.opinions == sum(
            request.answer_name == "opinion" for request in model.requests
        )
        assert result.provenance.opinions > 0

    def test_a_small_models_silence_is_said_to_mean_nothing(self, article: Article) -> None:
        for plan in ("whole", "stepwise"):
            model = ScriptedModel(lambda _: say(SUPPORTED), capabilities=Capabilities(plan=plan, local=True))
            made = Briefer(model, checks="model").check(HEADLINE, article).provenance
            assert made is not None
            assert any("small model" in note for note in made.notes) is (plan == "stepwise")

    def test_nobody_else_can_be_asked(self) -> None:
        wrong: Any = {"checks": "committee"}
        with pytest.raises(InputError, match="committee"):
            Briefer(ScriptedModel([]), **wrong)
        unknown: Any = {"verdicts": True}
        with pytest.raises(TypeError, match="verdicts"):
            Briefer(ScriptedModel([]), **unknown)

    def test_a_second_run_costs_nothing(self, article: Article, tmp_path: Path) -> None:
        with Store(tmp_path / "briefs.db") as store:
            gates = [Cache(store, model="scripted")]
            first = Briefer(
                ScriptedModel(on_the_headline(OVERSTATED, STANDS)), checks="model", gates=gates
            ).brief(article)
            silent = ScriptedModel([])
            again = Briefer(silent, checks="model", gates=gates).brief(article)
        assert silent.requests == []
        assert again.findings == first.findings
        assert again.usage.cached == again.usage.requests == first.usage.requests
        assert again.usage.input_tokens == 0

    def test_a_budget_stops_the_opinions_and_keeps_the_brief(self, article: Article) -> None:
        def answer(request: Request) -> Reply:
            dear = Usage(requests=1, attempts=1, input_tokens=20_000)
            return Reply(text=DRAFT, usage=dear) if request.answer_name == "brief" else say(SUPPORTED)

        model = ScriptedModel(answer)
        gate = BudgetGate(model=model.name, host=model.host, tokens=21_000)
        result = Briefer(model, checks="model", gates=[gate]).brief(article)
        assert result.brief is not None
        assert len(model.requests) == 1
        assert opinions(result) == ["opinion.missing"]
        assert "limit of 21000 tokens" in next(
            found.message for found in result.findings if found.code == "opinion.missing"
        )
