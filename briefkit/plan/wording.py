"""Have a small model word one line at a time: ask, judge the answer, ask again with the reason, else fall back to code.

Every answer is held against the one sentence that the model was shown, so that an instruction hidden in an article can
bring about nothing but words of that sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from briefkit.checks import Facts, check_statement
from briefkit.draft import TOPICS, Draft, DraftError, parse_answer
from briefkit.plan.anchors import Line, Reading
from briefkit.plan.attributing import attribute
from briefkit.plan.cues import cue_words, cues_of
from briefkit.plan.open_questions import OpenPoint, question_problem
from briefkit.plan.setup import Step, Trace
from briefkit.plan.trimming import near_copy_problem, origin_of, speech_is_lost, trim
from briefkit.prompts import Prompt
from briefkit.schema import Failure, Message, Reply, Request, Statement
from briefkit.schema.brief import Origin
from briefkit.text import content_words, count_words, is_latin

__all__ = ["Worded", "Writer", "is_dated"]

_LATIN = "^[ -~\u00a0-\u024f\u2010-\u2027\u20a0-\u20bf]{8,300}$"
"""Small multilingual models slip into other scripts when they are lost; seen in the trials."""
_LINE_TOKENS = 110
_NUMBER_TOKENS = 20
_QUOTED_WHOLE = 0.75
_QUOTED_HALF = 0.5
"""Above this a sentence is somebody's own words, and nobody else's to shorten."""
_LEADING_WORDS = 3
"""Content words before a date that say what it is the date of."""
_FITS = 25
"""Most words of a line that nobody has to shorten further."""
_ENDLESS = 60
"""Words from which a sentence is text that lost its stops; only its beginning is copied."""
_SHOWN_CUES = ("future", "decision", "tension")
"""What the worked examples are said to be chosen for, as a sentence is: by the first of its cues."""
_ATTEMPTS = 2
"""How often a line is asked for whose sentence is too long to be copied. Of 22 second answers in the development
articles 2 held, so that nothing else is worth the wait."""


class Worded(NamedTuple):
    """A line as it came about."""

    text: str
    origin: Origin
    line: Line


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    line: str


class _Number(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    number: int


class _Topic(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    topic: str


_Form = TypeVar("_Form", bound=BaseModel)


class Writer:
    """Word lines of one article. `shown`: the sentences that the model was given; `failures`: why it gave no answer."""

    def __init__(self, facts: Facts, reading: Reading, trace: Trace) -> None:
        self.shown: set[int] = set()
        self.failures: list[Failure] = []
        self.answered = 0
        self.refused: list[str] = []
        self._facts = facts
        self._reading = reading
        self._trace = trace
        self._prompt: Prompt = trace.prompt("stepwise")

    @property
    def earlier(self) -> str | None:
        """Return the earlier coverage that was supplied."""
        return self._trace.setup.earlier

    @property
    def draft(self) -> type[Draft]:
        """Return the draft whose own fields are to be filled."""
        return self._trace.setup.draft

    def lines_behind(self, text: str, news: Line, *, least: float) -> list[Line]:
        """Return the fewest sentences that bear out a line from elsewhere, the news first; none where four do not."""
        ranked = [
            match.number for match in self._facts.index.best(text, count=3) if match.number != news.number
        ]
        for count in range(len(ranked) + 1):
            numbers = sorted([news.number, *ranked[:count]])
            if self._facts.index.support(text, numbers) >= least:
                return [self._reading.lines[number - 1] for number in numbers]
        return []

    def shorten(
        self, line: Line, *, purpose: str, most: int, path: str = "key_points[0]", keep: str = ""
    ) -> Step[Worded]:
        """Return a sentence as a line of at most `most` words where that is possible, else the shortest there is.

        `keep` is the cue for which the sentence was chosen; a line without it has lost its point.
        """
        if line.words <= most or self._reading.language != "en" or line.quoted >= _QUOTED_WHOLE:
            return self._copied(line, most, keep)

        def judge(text: str) -> str | None:
            if self._count(text) >= line.words:
                return "it is not shorter"
            return (
                _lost_point(text, line, keep)
                or near_copy_problem(text, line.text)
                or self._finding(path, text, line)
            )

        copied = self._copied(line, most, keep)
        attempts = 1 if self._count(copied.text) <= _FITS else _ATTEMPTS
        kept = _must_stay(line, [keep], line.dated if keep == "future" else ())
        text = yield from self._ask(
            "shorten", line, purpose, judge, attempts=attempts, sentence=_shown(line), keep=kept
        )
        if text is not None:
            named = self._with_speaker(text, line)
            if named is not None and self._count(named) <= _FITS:
                return Worded(named, "model" if named == text else "composed", line)
        return copied

    def headline(
        self,
        line: Line,
        *,
        purpose: str,
        most: int,
        path: str = "headline",
        keep: Sequence[str] = (),
        when: str = "",
    ) -> Step[Worded | None]:
        """Return a sentence as a headline, None where the model's does not hold.

        `keep` are the cues for which the sentence was chosen, `when` the date that will be shown beside the line.
        """
        if self._reading.language != "en":
            return None

        def judge(text: str) -> str | None:
            if self._count(text) > most:
                return f"it has more than {most} words"
            if keep and not any(cue in cues_of(text, "en") for cue in keep):
                return "it leaves out why the sentence matters"
            if when and not is_dated(text, line.text, when):
                return f"it leaves out what is due {when}"
            if speech_is_lost(text, line.text) and attribute(line, self._reading).form == "anonymous":
                return "it leaves out who said it"
            return near_copy_problem(text, line.text, terse=True) or self._finding(path, text, line)

        kept = _must_stay(line, keep, (when,) if when else ())
        text = yield from self._ask("headline", line, purpose, judge, sentence=_shown(line), keep=kept)
        return None if text is None else Worded(text.rstrip("."), "model", line)

    def question(self, point: OpenPoint, *, purpose: str) -> Step[Worded | None]:
        """Return the question that a sentence leaves open, None where the model's does not hold."""

        def judge(text: str) -> str | None:
            return question_problem(text, point, self._reading)

        text = yield from self._ask(
            "question",
            point.line,
            purpose,
            judge,
            form=point.gap.form,
            gap=point.gap.hint,
            sentence=_shown(point.line),
        )
        return None if text is None else Worded(text, "model", point.line)

    def topic(self, story: str) -> Step[list[str]]:
        """Return the code of the one topic that the model picks, nothing where it gives no usable answer."""
        schema: dict[str, object] = {
            "type": "object",
            "properties": {"topic": {"type": "string", "enum": list(TOPICS)}},
            "required": ["topic"],
            "additionalProperties": False,
        }
        request = self._request("topics", "the topic", schema, story=story)
        [reply] = yield from self._trace.ask(request)
        answer = self._parse(reply, _Topic)
        return [TOPICS[answer.topic]] if answer and answer.topic in TOPICS else []

    def choose(self, lines: Sequence[Line], *, told: str, purpose: str) -> Step[Line | None]:
        """Return the one sentence that says what is looked for, None where the model names none, or not twice the same.

        It is asked in both orders, for a small model prefers what stands at one end.
        """
        requests = [self._choosing(order, told, purpose) for order in (lines, lines[::-1])]
        replies = yield from self._trace.ask(*requests)
        self.shown |= {line.number for line in lines}
        answers = [self._parse(reply, _Number) for reply in replies]
        numbers = {answer.number if answer else 0 for answer in answers}
        return next((line for line in lines if numbers == {line.number}), None)

    def _choosing(self, lines: Sequence[Line], told: str, purpose: str) -> Request:
        prompt = self._trace.prompt("own")
        sentences = "\n".join(f"[{line.number}] {_shown(line)}" for line in lines)
        messages = [Message(role="system", content=prompt.fill("choose_task"))]
        for example in prompt.fill("choose_examples").split("\n\n"):
            given, _, answer = example.strip().rpartition("\n")
            messages.append(Message(role="user", content=given))
            messages.append(Message(role="assistant", content=json.dumps({"number": int(answer)})))
        messages.append(Message(role="user", content=prompt.fill("choose", sentences=sentences, told=told)))
        number = {"type": "integer", "enum": [0, *sorted(line.number for line in lines)]}
        return Request(
            purpose=purpose,
            article=self._facts.article.sha256,
            messages=messages,
            answer_schema={
                "type": "object",
                "properties": {"number": number},
                "required": ["number"],
                "additionalProperties": False,
            },
            max_output_tokens=_NUMBER_TOKENS,
            temperature=0.0,
        )

    def _ask(
        self,
        section: str,
        line: Line,
        purpose: str,
        judge: Callable[[str], str | None],
        *,
        attempts: int = 1,
        form: str | None = None,
        **variables: str,
    ) -> Step[str | None]:
        """Ask for a line, again with what was wrong while there are attempts left; None where no answer holds."""
        request = self._request(section, purpose, self._line_schema(form), **variables)
        self.shown.add(line.number)
        problem = "the model gave no usable answer"
        for attempt in range(attempts):
            [reply] = yield from self._trace.ask(request)
            answer = self._parse(reply, _Line)
            if answer is None:
                break
            text = _tidy(answer.line, line)
            found = judge(text)
            if found is None:
                return text
            problem = found
            if attempt + 1 < attempts:
                self._trace.repairs += 1
                request = self._told(request, problem, variables)
        self.refused.append(f"{purpose}: {problem}")
        return None

    def _copied(self, line: Line, most: int, keep: str) -> Worded:
        text = line.text
        if self._reading.language == "en":
            text = (
                text if line.quoted > _QUOTED_HALF else trim(text, lambda short: self._count(short) <= most)
            )
            text = line.text if _lost_point(text, line, keep) else text
        if self._count(text) > _ENDLESS and " " in text:
            text = " ".join(text.split(" ")[:_FITS]) + " …"
        if line.quoted >= _QUOTED_WHOLE:
            return self._spoken(text, line)
        return Worded(text, origin_of(text, line.text), line)

    def _spoken(self, text: str, line: Line) -> Worded:
        """Put the speaker before a sentence that is a quotation and nothing else."""
        words = text.strip('"“”„«» ')
        speaker = attribute(line, self._reading).speaker
        return Worded(
            f"{speaker}: “{words}”" if speaker else f"“{words}”", "composed" if speaker else "copied", line
        )

    def _with_speaker(self, text: str, line: Line) -> str | None:
        """Give a line back the speaker that its shortening lost; None where code cannot tell who it was."""
        if not speech_is_lost(text, line.text):
            return text
        said = attribute(line, self._reading)
        if said.speaker is None or said.verb is None:
            return None
        speaker = "it" if text.startswith(said.speaker) else said.speaker
        verb = f"according to {said.speaker}" if said.verb == "according to" else f"{speaker} {said.verb}"
        return f"{text.rstrip('.')}, {verb}."

    def _finding(self, path: str, text: str, line: Line) -> str | None:
        statement = Statement(text=text, evidence=[self._reading.span(line)])
        errors = [
            found for found in check_statement(path, statement, self._facts) if found.severity == "error"
        ]
        return errors[0].message if errors else None

    def _request(self, section: str, purpose: str, schema: dict[str, object], **variables: str) -> Request:
        """The static part first: the task and its worked examples; the sentence last."""
        task = self._prompt.fill(f"{section}_task", subjects="; ".join(TOPICS))
        messages = [Message(role="system", content=f"{self._prompt.fill('system')} {task}")]
        key = "topic" if section == "topics" else "line"
        for question, answer in self._examples(section, variables.get("gap")):
            messages.append(Message(role="user", content=question))
            messages.append(Message(role="assistant", content=json.dumps({key: answer}, ensure_ascii=False)))
        messages.append(Message(role="user", content=self._prompt.fill(section, **variables)))
        return Request(
            purpose=purpose,
            article=self._facts.article.sha256,
            messages=messages,
            answer_schema=schema,
            max_output_tokens=_LINE_TOKENS,
            temperature=0.0,
        )

    def _examples(self, section: str, gap: str | None) -> list[tuple[str, str]]:
        """Return the worked examples of a section, two lines each; of those before a ` | ` only the gap's own."""
        if f"{section}_examples" not in self._prompt.sections:
            return []
        pairs: list[tuple[str, str]] = []
        for block in self._prompt.fill(f"{section}_examples").split("\n\n"):
            given, _, answer = block.strip().partition("\n")
            hint, _, sentence = given.rpartition(" | ")
            if not hint or hint == gap:
                kept = _listed(cue_words(answer, "en", _SHOWN_CUES))
                values = {"sentence": sentence, "story": sentence, "gap": hint, "keep": kept}
                pairs.append((self._prompt.fill(section, **values), answer.strip()))
        return pairs

    def _told(self, request: Request, problem: str, variables: Mapping[str, str]) -> Request:
        again = self._prompt.fill("again", **{"keep": "", **variables}, problem=problem.rstrip("."))
        messages = [*request.messages[:-1], Message(role="user", content=again)]
        return request.model_copy(update={"messages": messages, "purpose": f"{request.purpose}, again"})

    def _line_schema(self, form: str | None) -> dict[str, object]:
        line: dict[str, object] = {"type": "string"}
        if is_latin(self._reading.article.text):
            line["pattern"] = form or _LATIN
        return {
            "type": "object",
            "properties": {"line": line},
            "required": ["line"],
            "additionalProperties": False,
        }

    def _parse(self, reply: Reply, form: type[_Form]) -> _Form | None:
        if reply.failure is not None:
            self.failures.append(reply.failure)
        if reply.finish != "stop":
            return None
        self.answered += 1
        try:
            return parse_answer(reply.text, form).value
        except DraftError:
            return None

    def _count(self, text: str) -> int:
        return count_words(text, self._reading.language)


def _lost_point(text: str, line: Line, keep: str) -> str | None:
    """Return what a shortened sentence lost of that for which it was chosen, None where it has it still."""
    if keep and line.cues.get(keep) and keep not in cues_of(text, "en"):
        return "it leaves out why the sentence matters"
    if keep == "future" and line.dated and not any(date in text for date in line.dated):
        return "it leaves out the date"
    return None


def _must_stay(line: Line, cues: Iterable[str], dates: Iterable[str]) -> str:
    """Return what a shorter line would be refused for leaving out, as a small model is told it."""
    return _listed([*cue_words(line.text, "en", cues), *dates])


def _listed(phrases: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(phrases)) or "who did what"


def is_dated(text: str, sentence: str, when: str) -> bool:
    """Tell whether a line has the date, or a word that leads to it: no date is paired with another event."""
    if when in text or when not in sentence:
        return True
    before = content_words(sentence.partition(when)[0], "en")[-_LEADING_WORDS:]
    return bool(set(before) & set(content_words(text, "en")))


def _shown(line: Line) -> str:
    """Return a sentence as a small model is shown it: its quotation marks need no escape in JSON."""
    return re.sub(r'"([^"]{1,600})"', r"“\1”", line.text)


def _tidy(text: str, line: Line) -> str:
    """Undo what a tokenizer does to spaces and what `_shown` did to quotation marks."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\b([A-Z])\. (?=[A-Z]\.)", r"\1.", text)
    return text if "“" in line.text else re.sub("[“”]", '"', text)
